"""A deal as one line, and as a card with the sentence every fact was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType

from slack_sdk.models.blocks import Block

from handlers.blocks import formats, limits
from handlers.blocks.buttons import HEAD, CardKey, card_buttons, card_menu
from handlers.blocks.citations import QUOTED, Told, cited, counted, fact, sections, sources
from handlers.blocks.doubts import corrected, doubts, questions
from handlers.blocks.formats import enumerated, money, percent
from handlers.blocks.limits import PHRASE
from handlers.blocks.message import Card, context, section
from handlers.blocks.mrkdwn import bold, foreign
from handlers.blocks.people import person_told
from handlers.blocks.sentences import deal_sentence, move_sentence, names
from handlers.blocks.words import Words
from storage.records import AmountKind, Deal, DealFacts, DealStatus, DealType, Disclosed, PersonObservation, Stake

_STAKES = (DealType.MAJORITY_STAKE, DealType.MINORITY_STAKE)
_PURCHASES = (DealType.ACQUISITION, DealType.DIVESTITURE)  # the arrow says it
_REASONS_SHOWN = 3

# What the parties of a deal are called: the acquirers', the targets' and the sellers' label.
_PARTIES = MappingProxyType(
    {
        DealType.FUNDING_ROUND: ("investors", "company", "seller"),
        DealType.JOINT_VENTURE: ("partners", "venture", "seller"),
        DealType.MERGER: ("buyer", "partners", "seller"),
        DealType.SPIN_OFF: ("buyer", "company", "parent"),
        DealType.IPO: ("buyer", "company", "parent"),
    }
)
_ORDINARY = ("buyer", "target", "seller")


def headline(facts: DealFacts, words: Words, source_count: int = 1) -> str:
    """`*Meta → Scale AI* · 49 % · ~$15bn · announced · 2 sources`; a single source is not counted."""
    return " · ".join(
        filter(
            None,
            (
                bold(parties(facts, words)),
                _kind(facts, words),
                _stake_short(facts, words),
                price(facts, words, short=True),
                words.statuses[facts.status],
                counted(words.sources, source_count) if source_count > 1 else "",
            ),
        )
    )


def parties(facts: DealFacts, words: Words) -> str:
    """`Meta → Scale AI`, `A + B` for a merger or a joint venture; `?` for who is not named."""
    acquirers, targets, sellers = (names(role) for role in (facts.acquirers, facts.targets, facts.sellers))
    if facts.type is DealType.MERGER and len(targets) > 1:
        return _one_side(targets, words, " + ")
    left = _one_side(acquirers, words, " + " if facts.type is DealType.JOINT_VENTURE else ", ")
    right = _one_side(targets, words, ", ")
    if not acquirers or (facts.type is DealType.JOINT_VENTURE and not targets):
        line = left or right or "?"
    else:
        line = f"{left} → {right or '?'}"
    from_whom = words.texts["seller"].format(seller=_one_side(sellers, words, ", ")) if sellers else ""
    return f"{line} {from_whom}".strip()


def _one_side(side: Sequence[str], words: Words, mark: str) -> str:
    if len(side) <= limits.NAMES:
        return mark.join(side)
    return mark.join([*side[: limits.NAMES - 1], words.more.format(count=len(side) - limits.NAMES + 1)])


def _kind(facts: DealFacts, words: Words) -> str:
    """The type where parties and share do not already tell it."""
    if facts.type in (*_STAKES, DealType.ACQUIHIRE):
        told = facts.stake_percent is not None
    else:
        told = facts.type in _PURCHASES and bool(facts.acquirers)
    return "" if told else words.types[facts.type]


def _stake_short(facts: DealFacts, words: Words) -> str:
    return percent(facts.stake_percent, words) if facts.stake_percent is not None else ""


def price(facts: DealFacts, words: Words, *, short: bool = False) -> str:
    """The amount; "price not disclosed" where the texts say so; "" where they say nothing."""
    if facts.amount is not None:
        return money(facts.amount, words, short=short)
    if facts.disclosed is Disclosed.UNDISCLOSED:
        return words.texts["price_undisclosed" if short else "undisclosed"]
    return ""


def deal_card(
    deal: Deal,
    words: Words,
    today: date,
    *,
    people: Sequence[PersonObservation] = (),
    remarks: Sequence[str] = (),
    headed: bool = True,
) -> Card:
    """The whole deal, with `people` of the same texts and what can be done about it; `remarks` are small print.

    `today` decides whether an expected closing is past. `headed=False` where the headline stands just above.
    """
    facts, key = deal.facts, CardKey(words.lang, deal.id)
    head = [headline_block(deal, words)] if headed else []
    small_print = "\n".join(filter(None, (not_stated(facts, words), confidence(facts, words), *remarks)))
    blocks: list[Block] = sections(
        [*told(deal, words, today), *(person_told(person, words) for person in people)], words, most=QUOTED
    )
    blocks += [*questions(deal, key, words, lambda other: parties(other, words)), *doubts(deal, words)]
    blocks.append(context(small_print))
    if len(deal.sources) > 1:
        blocks.append(sources(deal.sources, words))
    return Card(
        _spoken(facts, people, words),
        (*head, *_marked(blocks, key)),
        card_buttons(deal, key),
        card_menu(deal, key),
    )


def _spoken(facts: DealFacts, people: Sequence[PersonObservation], words: Words) -> str:
    moves = [f"{sentence}." for person in people if (sentence := move_sentence(person.facts, words))]
    return " ".join([deal_sentence(facts, words), *moves])


def headline_block(deal: Deal, words: Words, lead: str = "") -> Block:
    """A deal's one line, `lead` above it, as the head of its card: wherever it stands, it changes with the deal."""
    block = section(lead, headline(deal.facts, words, deal.source_count))
    if not lead:
        block.block_id = f"{CardKey(words.lang, deal.id)}.{HEAD}"
    return block


def _marked(blocks: Sequence[Block], key: CardKey) -> Sequence[Block]:
    for number, block in enumerate(blocks):
        block.block_id = block.block_id or f"{key}.{number}"
    return blocks


def told(deal: Deal, words: Words, today: date) -> Iterator[Told]:
    """Every fact of the deal, the most important first."""
    for label, value, fields in _values(deal.facts, words, today):
        if value:
            by = corrected(deal, fields, words)
            yield fact(words.labels[label], f"{value} ({by})" if by else value, cited(deal.citations, *fields))


def _values(facts: DealFacts, words: Words, today: date) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(label, value, the evidence fields that may hold its sentence)"""
    buyer, target, seller = party_labels(facts)
    if facts.status in (DealStatus.PROPOSED, DealStatus.RUMOURED) and buyer == "buyer":
        buyer = "bidder"
    yield buyer, enumerated(names(facts.acquirers), words, limits.NAMES), ("acquirers",)
    yield target, enumerated(names(facts.targets), words, limits.NAMES), ("targets",)
    yield seller, enumerated(names(facts.sellers), words, limits.NAMES), ("sellers",)
    yield "type", words.types[facts.type], ("type",)
    yield "stake", stake(facts, words), ("stake_percent", "stake")
    yield _amount_label(facts), price(facts, words), ("amount", "disclosed")
    yield "valuation", formats.valuation(facts.valuation, words) if facts.valuation else "", ("valuation",)
    yield "other_amounts", _others(facts, words), ("other_amounts",)
    yield "consideration", words.considerations[facts.consideration] if facts.consideration else "", ("consideration",)
    yield "status", words.statuses[facts.status], ("status", "status_text")
    yield "date", formats.period(facts.date, words) if facts.date else "", ("date",)
    yield from _about(facts, words, today)


def party_labels(facts: DealFacts) -> tuple[str, str, str]:
    """What the acquirers, the targets and the sellers of such a deal are called: names of `Words.labels`."""
    return _PARTIES.get(facts.type, _ORDINARY)


def _about(facts: DealFacts, words: Words, today: date) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if facts.expected_close:
        over = formats.is_over(facts.expected_close.period, today)
        yield "closed" if over else "close", formats.close(facts.expected_close, words), ("expected_close",)
    yield "business", foreign(facts.target_business or "", PHRASE), ("target_business",)
    yield "location", foreign(facts.target_location or "", PHRASE), ("target_location",)
    yield "advisors", enumerated(names([one.name for one in facts.advisors]), words, limits.NAMES), ("advisors",)


def _amount_label(facts: DealFacts) -> str:
    if facts.type is DealType.FUNDING_ROUND:
        return "raised"
    priced = facts.amount is None or facts.amount.kind in (AmountKind.PRICE, AmountKind.INVESTMENT, AmountKind.UP_TO)
    return "price" if priced and facts.type not in (DealType.MERGER, DealType.JOINT_VENTURE, DealType.IPO) else "value"


def _others(facts: DealFacts, words: Words) -> str:
    return enumerated([money(one, words) for one in facts.other_amounts], words, limits.NAMES)


def stake(facts: DealFacts, words: Words) -> str:
    """`49 %`, with the steps round it where the text gives them: `10 %, from 41 % to 51 %`."""
    steps = facts.stake or Stake()
    before, after, sought = (
        percent(step, words) if step is not None else "" for step in (steps.before, steps.after, steps.sought)
    )
    shown = percent(facts.stake_percent, words) if facts.stake_percent is not None else ""
    if not shown:
        return words.texts["stake_sought"].format(sought=sought) if sought else after
    path = {(True, True): "stake_path", (True, False): "stake_before", (False, True): "stake_after"}
    form = path.get((bool(before), bool(after) and after != shown))
    return words.texts[form].format(stake=shown, before=before, after=after) if form else shown


def not_stated(facts: DealFacts, words: Words) -> str:
    """`Not stated: the price and the share.` What a text calls undisclosed is not among them."""
    what = []
    if not facts.acquirers and facts.type not in (DealType.MERGER, DealType.SPIN_OFF, DealType.IPO):
        what.append(words.texts["buyer"])
    if facts.type in _STAKES and not stake(facts, words):
        what.append(words.texts["share"])
    if facts.amount is None and facts.disclosed is not Disclosed.UNDISCLOSED and _has_price(facts):
        what.append(words.texts["raised" if facts.type is DealType.FUNDING_ROUND else "price"])
    return words.texts["not_stated"].format(what=enumerated(what, words)) if what else ""


def _has_price(facts: DealFacts) -> bool:
    return facts.type not in (DealType.MERGER, DealType.JOINT_VENTURE, DealType.SPIN_OFF)


def confidence(facts: DealFacts, words: Words) -> str:
    """`Confidence: fair (the price stands in another sentence).`"""
    sure = next((said for least, said in words.confidence if facts.confidence >= least), words.confidence[-1][1])
    why = reasons(facts, words)
    return words.texts["reasons"].format(words=sure, reasons=why) if why else f"{sure}."


def reasons(facts: DealFacts, words: Words) -> str:
    """The reading's reasons; readings give them in English, a count in digits."""
    told = (words.reason(reason) for reason in facts.reasons[:_REASONS_SHOWN])
    shown = (foreign(reason, PHRASE).rstrip(".") for reason in told)
    return "; ".join(filter(None, shown))


def brief(facts: DealFacts, words: Words) -> str:
    """One line for a deal the text only mentions in passing."""
    return f"• {headline(facts, words)}"
