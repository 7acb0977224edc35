"""The reply to a shared article."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from handlers.blocks import reading_reply
from handlers.blocks.citations import QUOTED
from handlers.blocks.reading import ASKS_BELOW, DEALS_TOLD, SILENT_BELOW
from storage.records import (
    AmountKind,
    Citation,
    Claim,
    Conflict,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    Money,
    PersonFacts,
    Qualifier,
    Thread,
)
from tests.deal_records import BOUGHT, PAPER, PASTED, WANG, deal, facts, recorded, recorded_deal, shown

GOOGLE_WIZ = facts(
    primary=False,
    type=DealType.ACQUISITION,
    status=DealStatus.AGREED,
    acquirers=("Google",),
    targets=("Wiz",),
    amount=Money(Decimal(32_000_000_000), "USD", "$32 billion"),
    stake_percent=None,
)


def test_a_new_deal_is_told_with_the_sentence_of_every_fact() -> None:
    """Facts stand above the sentence they were read from, with its link, people included."""
    (message,) = reading_reply(recorded(recorded_deal()), "en")

    assert message.text == (
        "Meta buys 49 % of Scale AI for about $15bn (announced). Alexandr Wang moves from Scale AI to Meta."
    )
    assert shown(message) == [
        "*Meta → Scale AI* · 49 % · ~$15bn · announced",
        "*Buyer* Meta · *Target* Scale AI · *Type* acquihire · *Share* 49 % · *Price* about $15bn"
        " · *Status* announced\n"
        "> Meta is taking a 49 percent stake in the data labeller Scale AI, paying around 15 billion dollars."
        " — <https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>",
        "*Alexandr Wang* (chief executive, 28) moves from Scale AI to Meta\n"
        "> Its 28-year-old chief executive, Alexandr Wang, goes to Meta."
        " — <https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>",
        "Confidence: high (buyer, target and price stand in one sentence).",
    ]


def test_a_german_article_is_answered_in_german() -> None:
    """The words, numbers and days are German; the sentence stays as the article has it."""
    (message,) = reading_reply(recorded(recorded_deal(facts(reasons=()))), "de")

    assert message.text == (
        "Meta übernimmt 49 % von Scale AI für rund 15 Mrd. $ (angekündigt). "
        "Alexandr Wang wechselt von Scale AI zu Meta."
    )
    assert shown(message) == [
        "*Meta → Scale AI* · 49 % · ~15 Mrd. $ · angekündigt",
        "*Käufer* Meta · *Ziel* Scale AI · *Art* Acquihire · *Anteil* 49 % · *Preis* rund 15 Mrd. $"
        " · *Stand* angekündigt\n"
        "> Meta is taking a 49 percent stake in the data labeller Scale AI, paying around 15 billion dollars."
        " — <https://paper.example/deals?id=7&amp;page=2|paper.example, 13. Juni 2025>",
        "*Alexandr Wang* (CEO, 28) wechselt von Scale AI zu Meta\n"
        "> Its 28-year-old chief executive, Alexandr Wang, goes to Meta."
        " — <https://paper.example/deals?id=7&amp;page=2|paper.example, 13. Juni 2025>",
        "Sicherheit: hoch.",
    ]


def test_a_known_deal_says_since_when_and_where_this_article_differs() -> None:
    """The deal is shown as it is known; what this article says otherwise stands in the small print."""
    first_seen = datetime(2025, 6, 14, tzinfo=UTC)
    known = deal(sources=(PASTED, PAPER), first_seen=first_seen)
    exact = Money(Decimal(12_000_000_000), "USD", "$12 billion", AmountKind.INVESTMENT)
    observed = facts(amount=exact, status=DealStatus.COMPLETED)

    (message,) = reading_reply(recorded(recorded_deal(observed, known=known, people=())), "en")

    assert shown(message)[0] == "*Meta → Scale AI* · 49 % · ~$15bn · announced · 2 sources"
    assert shown(message)[-2:] == [
        "Confidence: high (buyer, target and price stand in one sentence).\n"
        "Known since 14 June 2025, 2 sources.\n"
        "*This text says* $12bn · completed",
        "Sources: | pasted text, 18 June 2025"
        " | <https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>",
    ]


def test_a_deal_that_was_told_here_before_is_a_line_with_what_is_new() -> None:
    """The new facts with their sentences, and the way to the card; what the card says is not said again."""
    price = Money(Decimal(14_300_000_000), "USD", "$14.3 billion", AmountKind.INVESTMENT)
    now = facts(status=DealStatus.AGREED, amount=price)
    known = deal(now, (PASTED, PAPER), first_seen=datetime(2025, 6, 12, tzinfo=UTC))
    told_at = Thread("C1", "1740000000.000200")
    one = replace(recorded_deal(now, known=known, people=()), before=facts(), told_at=told_at)

    (english,) = reading_reply(recorded(one), "en", "https://team.slack.com/")
    (german,) = reading_reply(recorded(one), "de", "https://team.slack.com/")

    assert english.text == (
        "Meta → Scale AI: known since 12 June 2025, 2 sources; new here: status agreed, price $14.3bn (before ~$15bn)."
    )
    assert german.text == (
        "Meta → Scale AI: bekannt seit 12. Juni 2025, 2 Quellen; neu hier: Stand vereinbart,"
        " Preis 14,3 Mrd. $ (vorher ~15 Mrd. $)."
    )
    assert shown(english) == [
        "*Meta → Scale AI* · 49 % · $14.3bn · agreed · 2 sources",
        "Known since 12 June 2025, 2 sources; new here: status agreed, price $14.3bn (before ~$15bn).\n"
        "<https://team.slack.com/archives/C1/p1740000000000200|What I know of it>",
        f"Status agreed · Price $14.3bn (before ~$15bn)\n> {BOUGHT} — pasted text, 18 June 2025",
    ]


def test_in_the_same_thread_no_link_leads_to_it() -> None:
    """Somebody asked there once more."""
    asked = recorded(replace(recorded_deal(known=deal(), people=()), before=facts()))
    here = Thread("C1", asked.job.item.ts)

    (message,) = reading_reply(replace(asked, deals=(replace(asked.deals[0], told_at=here),)), "en")

    assert shown(message)[:2] == [
        "*Meta → Scale AI* · 49 % · ~$15bn · announced",
        "Known since 20 June 2025, 1 source; nothing new here.",
    ]


def test_rounding_is_no_difference() -> None:
    """ "about $15bn" and $14.3bn lie within the 7 % that DEALS allows where a text says about."""
    precise = Money(Decimal(14_300_000_000), "USD", "$14.3 billion", AmountKind.INVESTMENT)
    known = deal(sources=(PAPER, PASTED))

    (message,) = reading_reply(recorded(recorded_deal(facts(amount=precise), known=known)), "en")

    assert not any("This text says" in text for text in shown(message))


def test_a_price_in_another_currency_that_cannot_be_the_same_is_told() -> None:
    """As on the deal's card, where both stand side by side."""
    euros = facts(amount=Money(Decimal(30_000_000_000), "EUR", "€30 billion", AmountKind.INVESTMENT))
    citation = Citation(Evidence("amount", BOUGHT, 0, len(BOUGHT)), PASTED)
    conflict = Conflict("amount", (Claim(facts().amount), Claim(euros.amount, (citation,), 1)))
    known = replace(deal(sources=(PAPER, PASTED)), conflicts=(conflict,))

    (message,) = reading_reply(recorded(recorded_deal(euros, known=known, people=(), source=PASTED)), "en")

    assert any("*This text says* €30bn" in text for text in shown(message))


def test_where_a_known_deal_s_text_says_otherwise_is_heard_too() -> None:
    """By those who are read the message's text."""
    one = replace(recorded_deal(facts(status=DealStatus.COMPLETED), known=deal(), people=()), before=facts())
    (message,) = reading_reply(recorded(replace(one, told_at=Thread("C1", "1740000000.000200"))), "en")
    assert message.text.endswith("nothing new here. This text says completed.")


def test_background_deals_are_told_briefly() -> None:
    """What the article only mentions is one line each, without sentences."""
    (message,) = reading_reply(recorded(recorded_deal(people=()), recorded_deal(GOOGLE_WIZ, people=())), "en")

    assert message.text == "Meta buys 49 % of Scale AI for about $15bn (announced)."
    assert shown(message)[-2:] == ["---", "*Also mentioned*\n• *Google → Wiz* · $32bn · agreed"]


def test_several_deals_are_one_message_and_each_person_is_told_once() -> None:
    """A person goes with the deal of their company."""
    wiz = replace(GOOGLE_WIZ, primary=True)

    (message,) = reading_reply(recorded(recorded_deal(), recorded_deal(wiz)), "en")

    assert message.text == (
        "Meta buys 49 % of Scale AI for about $15bn (announced). Alexandr Wang moves from Scale AI to Meta. "
        "Google buys Wiz for $32bn (agreed)."
    )
    assert sum(block["type"] == "actions" for block in message.blocks) == 2
    assert sum("Alexandr Wang*" in text for text in shown(message)) == 1


def test_two_links_to_one_deal_are_one_card() -> None:
    """Both articles are its sources, and a person of either is quoted from the right one."""
    both = deal(sources=(PASTED, PAPER))
    guo = replace(WANG, name="Lucy Guo")
    first = recorded_deal(known=both, people=(WANG,), source=PAPER)
    second = recorded_deal(known=both, people=(WANG, guo), source=PASTED)

    (message,) = reading_reply(recorded(first, second), "en")

    told = shown(message)
    assert sum(text.startswith("*Meta → Scale AI*") for text in told) == 1
    assert "*Alexandr Wang* (chief executive, 28) moves from Scale AI to Meta\n> Its 28-year-old" in "\n".join(told)
    (of_guo,) = [text for text in told if text.startswith("*Lucy Guo*")]
    assert of_guo.endswith(" — pasted text, 18 June 2025")


def test_people_without_a_move_are_named_when_they_work_for_a_party() -> None:
    """An analyst of a bank is no news; the target's chief is."""
    chief = replace(WANG, name="Lucy Guo", move=None)
    analyst = PersonFacts(name="Pat Doe", role="analyst", organisation="Some Bank", evidence=WANG.evidence)

    (message,) = reading_reply(recorded(recorded_deal(people=(analyst, chief))), "en")

    told = "\n".join(shown(message))
    assert "*Lucy Guo* (chief executive, Scale AI, 28)" in told
    assert "Pat Doe" not in told


def test_not_stated_and_undisclosed_are_two_things() -> None:
    """Silence about the price is remarked on; "the price was not disclosed" is a fact with its sentence."""
    silent = facts(amount=None, disclosed=Disclosed.NOT_STATED)
    secret = replace(silent, disclosed=Disclosed.UNDISCLOSED)

    (of_silent,) = reading_reply(recorded(recorded_deal(silent, people=())), "en")
    (of_secret,) = reading_reply(recorded(recorded_deal(secret, people=())), "en")

    assert shown(of_silent)[-1].startswith("Not stated: the price.\n")
    assert "*Price* not disclosed" in "\n".join(shown(of_secret))
    assert of_secret.text == "Meta buys 49 % of Scale AI (announced, price not disclosed)."
    assert "Not stated" not in shown(of_secret)[-1]


def test_an_unsure_reading_asks() -> None:
    """Below the threshold the bot asks, shows the sentence and says why it hesitates."""
    unsure = facts(confidence=ASKS_BELOW - 0.01, reasons=("it may be a plan only.",))

    (message,) = reading_reply(recorded(recorded_deal(unsure)), "en")

    assert message.text == "Is Meta → Scale AI a deal? I'm not sure that this text says so."
    assert shown(message) == [
        "Is Meta → Scale AI a deal? I'm not sure that this text says so.\n"
        f"> {BOUGHT} — <https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>",
        "Why I hesitate: it may be a plan only.",
    ]
    (buttons,) = [block for block in message.blocks if block["type"] == "actions"]
    assert "deal.not_a_deal" in {each["action_id"] for each in buttons["elements"]}


def test_other_articles_make_sure_of_an_unsure_reading() -> None:
    """A deal that is known for certain is not asked about again."""
    unsure = facts(confidence=ASKS_BELOW - 0.1)

    (message,) = reading_reply(recorded(recorded_deal(unsure, known=deal(sources=(PAPER, PASTED)))), "en")

    assert message.text.startswith("Meta buys 49 % of Scale AI")


def test_nothing_is_said_where_there_is_nothing_to_tell() -> None:
    """No deal, only background, no parties, or next to no confidence: silence."""
    nameless = facts(acquirers=("Meta",), targets=())
    doubtful = facts(confidence=SILENT_BELOW - 0.01)

    assert reading_reply(recorded(), "en") == ()
    for nothing in (GOOGLE_WIZ, nameless, doubtful):
        assert reading_reply(recorded(recorded_deal(nothing)), "en") == ()


def test_a_joint_venture_without_a_name_has_parties() -> None:
    """Two partners are enough to tell of."""
    venture = facts(
        type=DealType.JOINT_VENTURE, acquirers=("Bosch", "Cariad"), targets=(), amount=None, stake_percent=None
    )

    (message,) = reading_reply(recorded(recorded_deal(venture, people=())), "en")

    assert message.text == "Bosch and Cariad form a joint venture (announced)."
    assert shown(message)[0] == "*Bosch + Cariad* · joint venture · announced"


def test_more_than_fits_is_split_between_deals_and_numbered() -> None:
    """Ten deals of long sentences become several messages, every deal whole in one of them."""
    long = "and so the sentence about the deal goes on " * 12
    deals = []
    for number in range(10):
        evidence = tuple(replace(one, sentence=f"{number} {one.field} {long}") for one in facts().evidence)
        deals.append(recorded_deal(facts(targets=(f"Target {number}",), evidence=evidence), people=()))

    messages = reading_reply(recorded(*deals), "en")

    assert [message.text[:5] for message in messages] == ["1/2: ", "2/2: "]
    assert [shown(message)[-1] for message in messages] == ["1/2", "2/2"]
    for number in range(10):
        (holder,) = [message for message in messages if any(f"Target {number}*" in text for text in shown(message))]
        quotes = [text for text in shown(holder) if f"> {number} " in text]
        assert len(quotes) == QUOTED


def test_a_round_up_of_many_deals_is_no_wall() -> None:
    """Ten deals are told in full, a few more are mentioned, the rest is counted."""
    deals = [recorded_deal(facts(targets=(f"Target {number}",)), people=()) for number in range(30)]

    (message,) = reading_reply(recorded(*deals), "en")

    menus = [block for block in message.blocks if block["type"] == "actions"]
    assert len(menus) == DEALS_TOLD
    assert shown(message)[-1].endswith("• *Meta → Target 14* · 49 % · ~$15bn · announced\n• 15 more")


def test_an_amount_range_and_a_share_price_are_told_as_such() -> None:
    """A range keeps both ends; a price a share is never taken for the price of it all."""
    between = Money(Decimal(2_000_000_000), "EUR", "1,5 bis 2 Mrd. Euro", low=Decimal(1_500_000_000))
    ranged = facts(amount=replace(between, qualifier=Qualifier.RANGE))
    a_share = facts(amount=Money(Decimal(48), "CAD", "C$48 a share", AmountKind.PER_SHARE), stake_percent=None)

    (of_range,) = reading_reply(recorded(recorded_deal(ranged, people=())), "de")
    (of_share,) = reading_reply(recorded(recorded_deal(a_share, people=())), "en")

    assert shown(of_range)[0] == "*Meta → Scale AI* · 49 % · 1,5 Mrd. € – 2 Mrd. € · angekündigt"
    assert of_share.text == "Meta takes over the team of Scale AI for C$48 a share (announced)."
