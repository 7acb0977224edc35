"""A draft becomes `DealFacts`: type, status, money, stake, dates, confidence and each one's sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.extraction.companies import Cast
from bot.extraction.dates import announced, expected_close
from bot.extraction.lexicon import Lexicon
from bot.extraction.money import find_money
from bot.extraction.relations.advisors import AdvisorsReader
from bot.extraction.relations.assembly import LEAD, Draft
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.confidence import LEAST, Told, judge
from bot.extraction.relations.details import DetailsReader
from bot.extraction.relations.figures import Figures, FiguresReader
from bot.extraction.sentences import Sentence
from bot.extraction.stakes import says_control, says_minority
from bot.extraction.status import StatusWords, read_status, weakest
from storage.records import Consideration, DealFacts, DealStatus, DealType, Evidence, PersonFacts

_SHORT = 3  # sentences of a text that is a message or a headline
_ITEMS = 3  # deals that make an article a list
_EARLY = 3  # a primary deal is told of in the title or in the first sentences


@dataclass(frozen=True)
class Roles:
    acquirers: tuple[str, ...]
    targets: tuple[str, ...]
    sellers: tuple[str, ...]


class FactsReader:
    """Turns the drafts of one article into facts."""

    def __init__(self, sentences: Sequence[Sentence], cast: Cast, lexicon: Lexicon, published: date | None) -> None:
        self._sentences = sentences
        self._cast = cast
        self._lexicon = lexicon
        self._lang = lexicon.lang
        self._published = published
        self._figures = FiguresReader(sentences, lexicon)
        self._details = DetailsReader(sentences, cast, lexicon)
        self._advisors = AdvisorsReader(sentences, cast, lexicon)
        self.surnames = frozenset(name[-1] for name in cast.people)

    def ended(self, sentence: Sentence) -> bool:
        """Whether a sentence says that a deal is not to be."""
        status = read_status(sentence, self._lang)
        return status is not None and status.is_end

    def opens_block(self, sentence: Sentence) -> bool:
        """Whether a sentence begins a paragraph."""
        return sentence.index == 0 or self._sentences[sentence.index - 1].block != sentence.block

    def facts(self, draft: Draft, foreign: Sequence[Sentence], *, primary: bool) -> DealFacts | None:
        """The deal of a draft; None where it names too little to be one. `foreign` are sentences of other deals."""
        roles = self._roles(draft)
        if not self._enough(draft, roles):
            return None
        told = self._told(draft)
        figures = self._figures.figures(draft, told, foreign, primary=primary)
        if draft.kind == "raise" and not (roles.acquirers or (figures.amount and figures.amount_in in told)):
            return None
        status = self._status(draft)
        kind = self._type(draft, roles, figures, told)
        targets = draft.companies("target")
        business, place = self._details.business(targets), self._details.location(targets)
        paid = self._consideration(told)
        advisors = self._advisors.advisors(draft) if primary else []
        closing = next(((c, s) for s in told if (c := expected_close(s.text, self._lang, self._published))), None)
        confidence = judge(
            draft,
            Told(
                parties=len(roles.acquirers) + len(roles.targets) + len(roles.sellers),
                people=any(party.actor for role in ("acquirer", "seller") for party in draft.role(role)),
                amount_in=figures.amount_in,
                denied=status is not None and status.denied,
                short=len(self._sentences) <= _SHORT and not any(sentence.title for sentence in self._sentences),
            ),
        )
        if (draft.kind == "ipo" or (draft.kind == "float" and not roles.sellers)) and confidence.value < LEAST:
            return None
        whole = kind in (DealType.MERGER, DealType.FUNDING_ROUND, DealType.SPIN_OFF, DealType.IPO)
        return DealFacts(
            type=kind,
            status=status.status if status else DealStatus.ANNOUNCED,
            status_text=status.text if status else "",
            primary=primary,
            acquirers=roles.acquirers,
            targets=roles.targets,
            sellers=roles.sellers,
            advisors=tuple(advisor for advisor, _ in advisors),
            amount=figures.amount,
            disclosed=figures.disclosed,
            other_amounts=figures.others,
            valuation=figures.valuation,
            stake_percent=None if whole else figures.percent,
            stake=None if whole else figures.stake,
            date=self._date(told),
            expected_close=closing[0] if closing else None,
            target_business=business.text if business else None,
            target_location=place.text if place else None,
            confidence=confidence.value,
            reasons=confidence.reasons,
            consideration=paid[0] if paid else None,
            tags=self._tags(told),
            evidence=self._evidence(draft, told, figures, status)
            + tuple(
                detail.sentence.evidence(field)
                for field, detail in (("target_business", business), ("target_location", place))
                if detail
            )
            + tuple(
                found[1].evidence(field)
                for field, found in (("consideration", paid), ("expected_close", closing))
                if found
            )
            + tuple(dict.fromkeys(evidence for _, evidence in advisors)),
        )

    def _evidence(
        self, draft: Draft, told: Sequence[Sentence], figures: Figures, status: StatusWords | None
    ) -> tuple[Evidence, ...]:
        """The sentence of each field that has a value."""
        places = [(role + "s", self._role_sentence(draft, role)) for role in ("acquirer", "target", "seller")]
        places += [
            ("type", told[0]),
            ("status", status.sentence if status else told[0]),
            ("amount", figures.amount_in),
            ("valuation", figures.valuation_in),
            ("disclosed", figures.disclosed_in),
            ("other_amounts", figures.amount_in if figures.others else None),
            ("stake_percent", figures.percent_in),
            ("stake", figures.percent_in if figures.stake else None),
            ("date", told[0]),
        ]
        return tuple(sentence.evidence(field) for field, sentence in places if sentence)

    def _role_sentence(self, draft: Draft, role: str) -> Sentence | None:
        having = [
            (w, k)
            for k, w in enumerate(draft.weights)
            if role in draft.clues[k].roles or "partner" in draft.clues[k].roles
        ]
        return draft.clues[max(having)[1]].sentence if having else None

    # -- parties -------------------------------------------------------------------------------------------------

    def _roles(self, draft: Draft) -> Roles:
        partners = self._named(draft.role("partner"))
        acquirers, targets = self._named(draft.role("acquirer")), self._named(draft.role("target"))
        sellers = self._named(draft.role("seller"))
        if draft.kind == "merge":
            return Roles((), tuple(dict.fromkeys([*partners, *acquirers, *targets])), ())
        if draft.kind == "venture":
            return Roles(tuple(partners), (), ())
        acquirers = [name for name in acquirers if name not in targets]
        sellers = [name for name in sellers if name not in targets and name not in acquirers]
        sellers = [name for name in sellers if not _inside(name, targets)] or sellers
        return Roles(tuple(acquirers), tuple(targets), tuple(sellers))

    def _named(self, parties: Sequence[Party]) -> list[str]:
        return list(dict.fromkeys(party.text for party in parties))

    def _enough(self, draft: Draft, roles: Roles) -> bool:
        match draft.kind:
            case "merge":
                return len(roles.targets) >= 2
            case "venture":
                return len(roles.acquirers) >= 2
            case "float" | "ipo":
                return bool(roles.targets)
            case "raise":
                return bool(roles.targets)
            case _:
                sided = roles.acquirers or roles.sellers or (draft.itself and self._sought(draft))
                return bool(roles.targets and sided) and self._bought(draft)

    def _sought(self, draft: Draft) -> bool:
        """Whether a sale without a seller is looked into: "explores a sale", not "begins a sale"."""
        status = self._status(draft)
        return status is not None and status.status is DealStatus.RUMOURED

    def _bought(self, draft: Draft) -> bool:
        """Whether what changes hands is a company or a part of a known one, not a post or a bus line."""
        parties = [party for party in draft.role("target") if not party.actor] or draft.role("target")
        if draft.kind == "invest" and all(party.company is None for party in parties) and not draft.clues[0].share:
            return False  # "invests $200 million in a new plant"
        if self._takes_office(draft):
            return False
        if any(party.company is None for party in parties):
            owned = any(party.owner is not None for party in parties) or draft.companies("seller")
            return bool(owned) or any(find_money(clue.sentence.text, self._lang) for clue in draft.clues)
        # German writes every noun with a capital: a name seen once and unknown to the recogniser may be any noun
        named = any(self._known(p.company) for p in parties if p.company is not None)
        return self._lang == "en" or named or bool(draft.parts())

    def _takes_office(self, draft: Draft) -> bool:
        """ "Jane Roe takes over, who leads ...": somebody who takes over without a price or a share buys nothing."""
        buyers = draft.role("acquirer")
        if not buyers or any(not party.actor for party in buyers) or any(clue.share for clue in draft.clues):
            return False
        people = {name for name in self._cast.people if len(name) > 1}
        persons = all(tuple(party.text.casefold().split()) in people for party in buyers)
        taken = all(c.sentence.words[c.trigger].lower in self._lexicon.taking_over for c in draft.clues if not c.noun)
        return persons and taken and not any(find_money(c.sentence.text, self._lang) for c in draft.clues)

    def _known(self, company: int) -> bool:
        """Whether a name is surely a company's; what an article's title alone names is a noun in capitals."""
        found = self._cast.companies[company]
        titled = self._cast.only_titled(company) and len(self._sentences) > _EARLY
        return found.strong and not (titled and not found.named)

    def _told(self, draft: Draft) -> list[Sentence]:
        """The draft's sentences, weightiest first, each once."""
        order = sorted(range(len(draft.clues)), key=lambda k: (-draft.weights[k], k))
        return list(dict.fromkeys(draft.clues[k].sentence for k in order))

    def _date(self, told: Sequence[Sentence]) -> str | None:
        """The day the deal's sentences give, else that of publication."""
        given = (announced(sentence.text, self._lang, self._published) for sentence in told)
        return next((day for day in given if day), self._published.isoformat() if self._published else None)

    def _consideration(self, told: Sequence[Sentence]) -> tuple[Consideration, Sentence] | None:
        """How it is paid, and the sentence of the deal that says so."""
        cues: dict[str, str] = self._lexicon.tables["status"]["consideration"]
        for sentence in told:
            found = {name for name, cue in cues.items() if re.search(cue, sentence.text, re.I)}
            if found:
                return Consideration("cash_and_stock" if {"cash", "stock"} <= found else min(found)), sentence
        return None

    def _tags(self, told: Sequence[Sentence]) -> tuple[str, ...]:
        cues: dict[str, str] = self._lexicon.tables["status"]["tags"]
        text = " ".join(sentence.text for sentence in told[:3])
        return tuple(name for name, cue in cues.items() if re.search(cue, text, re.I))

    # -- type and status -----------------------------------------------------------------------------------------

    def _type(self, draft: Draft, roles: Roles, figures: Figures, told: Sequence[Sentence]) -> DealType:
        stake, step = figures.percent, figures.stake
        match draft.kind:
            case "merge":
                return DealType.MERGER
            case "venture":
                return DealType.JOINT_VENTURE
            case "raise":
                return DealType.FUNDING_ROUND
            case "float":
                return DealType.SPIN_OFF
            case "ipo":
                return DealType.IPO
            case "hire":
                return DealType.ACQUIHIRE
        if stake is not None and stake < 100:
            control = stake >= 50 or (step is not None and step.after is not None and step.after >= 50)
            return DealType.MAJORITY_STAKE if control else DealType.MINORITY_STAKE
        if stake is not None:
            return DealType.ACQUISITION
        if any(says_control(s.text, self._lang) for s in told[:2]):
            return DealType.MAJORITY_STAKE
        if any(says_minority(s.text, self._lang) for s in told[:2]) or draft.kind == "invest" or draft.clues[0].share:
            return DealType.MINORITY_STAKE
        part = draft.kind == "sell" and not roles.acquirers and not draft.itself
        return DealType.DIVESTITURE if part else DealType.ACQUISITION

    def _status(self, draft: Draft) -> StatusWords | None:
        order = sorted(range(len(draft.clues)), key=lambda k: (-draft.weights[k], k))
        leading = [k for k in order if draft.weights[k] >= LEAD * 0.5] or order[:1]
        return weakest([status for k in leading if (status := self._status_of(draft.clues[k]))])

    def _status_of(self, clue: Clue) -> StatusWords | None:
        """What the clue's sentence says; that somebody does not buy or sell ends a deal, whatever else it says."""
        found = read_status(clue.sentence, self._lang)
        if clue.negated and not clue.noun and (found is None or not found.is_end):
            return StatusWords(DealStatus.TERMINATED, clue.said_not(), clue.sentence, denied=True)
        return found


def _inside(name: str, targets: Sequence[str]) -> bool:
    """ "Skarv", where the target is the "Skarv field"."""
    return any(target.startswith(f"{name} ") and target.removeprefix(f"{name} ").islower() for target in targets)


def read_deals(drafts: Sequence[Draft], reader: FactsReader) -> tuple[DealFacts, ...]:
    """The deals of an article: the news first, then what it mentions as background.

    A later draft whose parties all stand in one deal before it is that deal again, garbled, and is left out.
    """
    kept: list[tuple[Draft, DealFacts]] = []
    heaviest = max((draft.weight for draft in drafts), default=0.0)
    listed = _is_list(drafts, reader)
    for draft in drafts:
        if any(_garbled(draft, before, reader.surnames, reader.ended) for before, _ in kept):
            continue
        foreign = [
            clue.sentence
            for other in drafts
            if other is not draft and (other.companies("target", "partner") or other.parts())
            for clue in other.clues
            if clue not in draft.clues
        ]
        primary = (draft.weight >= LEAD and draft.clues[0].sentence.index <= _EARLY) or draft.weight == heaviest
        if deal := reader.facts(draft, foreign, primary=primary):
            if kept and (
                _same_person_again(draft, [d for d, _ in kept])
                or _repeats(deal, [d for _, d in kept])
                or not _stands(draft, deal, listed=listed)
            ):
                continue
            kept.append((draft, deal))
    return tuple(deal for _, deal in kept)


def _garbled(draft: Draft, before: Draft, surnames: frozenset[str], ended: Callable[[Sentence], bool]) -> bool:
    """Whether a draft names nobody, or no target, that a weightier one has not; a rival buyer told plainly counts."""
    known = before.companies("acquirer", "target", "seller", "partner")
    targets = draft.companies("target")
    people = {p.text for p in draft.role("acquirer") if p.actor} - {p.text for p in before.role("acquirer")}
    if draft.companies("acquirer", "target", "seller", "partner") <= known and not (people and draft.weight >= LEAD):
        return True
    rival = (
        targets
        and targets <= before.companies("target")
        and any(_rivals(clue, before, surnames, ended) for clue in draft.clues)
    )
    return bool(targets) and targets <= known and not (rival and draft.weight >= LEAD)


def _rivals(clue: Clue, before: Draft, surnames: frozenset[str], ended: Callable[[Sentence], bool]) -> bool:
    """Whether arcs give both sides of a clue, and its buyers are surely others than those before, by other names.

    A person buys through companies, and a name in capitals may be any name's short form.
    """
    sides = [*clue.roles.get("acquirer", []), *clue.roles.get("target", [])]
    if clue.filled or not {"acquirer", "target"} <= set(clue.roles) or any(p.pointed or p.actor for p in sides):
        return False
    others = before.role("acquirer")
    contest = clue.kind == "hire" or clue.noun or any(c.noun or c.negated or ended(c.sentence) for c in before.clues)
    if not contest:
        return False  # two that have bought the same are mostly one, under two names
    words = {word for party in others for word in party.text.casefold().split()}
    return bool(others) and not any(
        party.actor
        or party.text.casefold().split()[-1] in surnames
        or words & set(buyer.text.casefold().split())
        or buyer.text.isupper()
        or party.text.isupper()
        for party in others
        for buyer in clue.roles["acquirer"]
    )


def _same_person_again(draft: Draft, kept: Sequence[Draft]) -> bool:
    """Whether a person who buys here has bought in a weightier deal: of whom he buys is no second target."""
    people = {party.text for party in draft.role("acquirer") if party.actor}
    return any(people & {party.text for party in before.role("acquirer") if party.actor} for before in kept)


def _repeats(deal: DealFacts, kept: Sequence[DealFacts]) -> bool:
    """Whether it is a second merger with a partner of the first: the same, told again."""
    for before in kept:
        if deal.type is before.type is DealType.MERGER and set(deal.targets) & set(before.targets):
            return True
    return False


def _stands(draft: Draft, deal: DealFacts, *, listed: bool) -> bool:
    """Whether a further deal is told clearly enough: both sides named by arcs, none by pointing or by order alone."""
    if deal.type is DealType.MERGER:
        return True
    if not (deal.targets and (deal.acquirers or deal.sellers)):
        return False
    if not deal.acquirers:
        first = draft.clues[0]
        return listed and {"seller", "target"} <= set(first.roles) and not first.filled
    firm = [
        c for c in draft.clues if not c.filled and not any(p.pointed or p.actor for ps in c.roles.values() for p in ps)
    ]
    return draft.weight >= LEAD or any("acquirer" in c.roles and "target" in c.roles for c in firm)


def _is_list(drafts: Sequence[Draft], reader: FactsReader) -> bool:
    """Whether an article is a list of news: several deals, each beginning a paragraph, with no company in common."""
    items = [draft for draft in drafts if draft.companies("target") or draft.parts()]
    opened = [draft for draft in items if reader.opens_block(draft.clues[0].sentence)]
    seen: set[int] = set()
    for draft in opened:
        parties = draft.companies("acquirer", "target", "seller", "partner")
        if parties & seen:
            return False
        seen |= parties
    return len(opened) >= _ITEMS and len(opened) == len(items)


def with_hires(
    deals: tuple[DealFacts, ...], people: Sequence[PersonFacts], text: str, lexicon: Lexicon
) -> tuple[DealFacts, ...]:
    """Deals that are acquihires: a share or a licence bought, and the people of the target move to the buyer."""
    named = re.search(lexicon.tables["status"]["acquihire"]["named"], text, re.I)
    licence = re.search(lexicon.tables["status"]["acquihire"]["licence"], text, re.I)
    found = []
    for deal in deals:
        moves = any(
            person.move and person.move.to_organisation in deal.acquirers and person.organisation in deal.targets
            for person in people
        )
        hired = deal.type is DealType.ACQUIHIRE
        partial = deal.primary and deal.type is DealType.MINORITY_STAKE
        if hired or (partial and moves and (named or licence or deal.stake_percent)):
            tags = ("licence_and_hire",) if licence and not deal.stake_percent else ()
            deal = replace(deal, type=DealType.ACQUIHIRE, tags=deal.tags + tags)
        found.append(deal)
    return tuple(found)
