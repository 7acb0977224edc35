"""Deals: who buys, sells, funds or merges with whom, from texts of our own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.extraction import Extractor
from storage.records import AmountKind, DealFacts, DealStatus, DealType, Disclosed


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def deal(extractor: Extractor, text: str, lang: str = "en") -> DealFacts:
    """The one deal of a text."""
    (found,) = extractor.read(text, lang=lang, published=date(2025, 6, 18)).deals
    return found


def sides(found: DealFacts) -> tuple[tuple[str, ...], ...]:
    return found.acquirers, found.targets, found.sellers


@pytest.mark.parametrize(
    ("text", "lang", "acquirer", "target", "seller"),
    [
        ("Northwind Plc agreed to buy the pump maker Harrow Ltd on Monday.", "en", "Northwind Plc", "Harrow Ltd", None),
        ("Harrow Ltd was bought by Northwind Plc last week, it said.", "en", "Northwind Plc", "Harrow Ltd", None),
        (
            "Northwind Plc said it would acquire Harrow Ltd from Milton Inc.",
            "en",
            "Northwind Plc",
            "Harrow Ltd",
            "Milton Inc",
        ),
        ("Northwind Plc has completed its acquisition of Harrow Ltd.", "en", "Northwind Plc", "Harrow Ltd", None),
        ("Northwind Plc's takeover of Harrow Ltd closed on Friday.", "en", "Northwind Plc", "Harrow Ltd", None),
        ("Die Nordwind AG übernimmt den Pumpenhersteller Harrow GmbH.", "de", "Nordwind AG", "Harrow GmbH", None),
        ("Die Harrow GmbH wird von der Nordwind AG übernommen.", "de", "Nordwind AG", "Harrow GmbH", None),
        (
            "Die Nordwind AG hat die Harrow GmbH für 40 Millionen Euro gekauft.",
            "de",
            "Nordwind AG",
            "Harrow GmbH",
            None,
        ),
        (
            "Die Übernahme der Harrow GmbH durch die Nordwind AG ist vollzogen.",
            "de",
            "Nordwind AG",
            "Harrow GmbH",
            None,
        ),
    ],
)
def test_buyers_targets_and_sellers(
    extractor: Extractor, text: str, lang: str, acquirer: str, target: str, seller: str | None
) -> None:
    """Active, passive, nominal and possessive."""
    assert sides(deal(extractor, text, lang)) == ((acquirer,), (target,), (seller,) if seller else ())


def test_a_sale_is_told_from_the_seller_s_side(extractor: Extractor) -> None:
    """A part that has no name is described, and its owner is the seller."""
    found = deal(extractor, "Milton Inc agreed to sell its Dutch valve business to Northwind Plc for $300 million.")
    assert sides(found) == (("Northwind Plc",), ("Dutch valve business",), ("Milton Inc",))
    assert found.amount is not None
    assert (found.amount.value, found.amount.currency) == (Decimal("3e8"), "USD")


def test_a_stake_is_no_takeover(extractor: Extractor) -> None:
    """Below half it is a minority stake, and the share is kept."""
    found = deal(extractor, "Northwind Plc bought a 20 percent stake in Harrow Ltd for 12 million pounds.")
    assert (found.type, found.stake_percent) == (DealType.MINORITY_STAKE, Decimal(20))


def test_a_german_stake(extractor: Extractor) -> None:
    """ "49-prozentige Beteiligung"."""
    found = deal(extractor, "Die Nordwind AG erwirbt eine 30-prozentige Beteiligung an der Harrow GmbH.", "de")
    assert (found.type, found.stake_percent) == (DealType.MINORITY_STAKE, Decimal(30))
    assert sides(found)[:2] == (("Nordwind AG",), ("Harrow GmbH",))


def test_a_merger_has_two_targets(extractor: Extractor) -> None:
    """Nobody buys anybody."""
    found = deal(extractor, "Northwind Plc and Harrow Ltd agreed to merge, the companies said on Monday.")
    assert found.type is DealType.MERGER
    assert set(found.targets) == {"Northwind Plc", "Harrow Ltd"}


def test_a_german_merger(extractor: Extractor) -> None:
    """ "Fusion zwischen X und Y"."""
    found = deal(extractor, "Die Fusion zwischen der Nordwind AG und der Harrow GmbH ist beschlossen.", "de")
    assert found.type is DealType.MERGER
    assert set(found.targets) == {"Nordwind AG", "Harrow GmbH"}


def test_a_funding_round_has_its_investors_lead_first(extractor: Extractor) -> None:
    """Investors are acquirers, the company the target."""
    text = "Pumpwise Inc has raised $20 million in a funding round led by Alder Ventures, it said on Monday."
    found = deal(extractor, text)
    assert found.type is DealType.FUNDING_ROUND
    assert sides(found)[:2] == (("Alder Ventures",), ("Pumpwise Inc",))


def test_the_seed_s_kind_of_news_is_an_acquihire(extractor: Extractor) -> None:
    """A minority stake, and the founder goes over to the buyer; companies named beside it are no parties."""
    text = (
        "Nordwind investiert in Pumpwise\n\n"
        "Nordwind hat kürzlich eine 40-prozentige Beteiligung an Pumpwise für etwa 2 Milliarden Euro erworben. "
        "Petra Lindner, die 31-jährige Chefin von Pumpwise, wird zu Nordwind wechseln. "
        "Der Schritt könnte den Wettbewerb mit Harrow und Milton verschärfen."
    )
    reading = extractor.read(text, published=date(2025, 6, 18))
    (found,) = reading.deals
    assert sides(found) == (("Nordwind",), ("Pumpwise",), ())
    assert (found.type, found.stake_percent) == (DealType.ACQUIHIRE, Decimal(40))
    assert found.amount is not None
    assert found.amount.value == Decimal("2e9")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Northwind Plc is in talks to buy Harrow Ltd, people familiar with the matter said.", DealStatus.RUMOURED),
        ("Northwind Plc has completed its acquisition of Harrow Ltd.", DealStatus.COMPLETED),
        ("Northwind Plc called off its bid for Harrow Ltd.", DealStatus.TERMINATED),
    ],
)
def test_a_deal_has_a_status(extractor: Extractor, text: str, status: DealStatus) -> None:
    """As its own sentences say."""
    assert deal(extractor, text).status is status


def test_a_price_that_is_kept_back_is_not_one_that_is_not_stated(extractor: Extractor) -> None:
    """Undisclosed, not stated and stated are three things."""
    said = deal(extractor, "Northwind Plc bought Harrow Ltd. Terms of the deal were not disclosed.")
    silent = deal(extractor, "Northwind Plc bought Harrow Ltd.")
    assert (said.disclosed, silent.disclosed) == (Disclosed.UNDISCLOSED, Disclosed.NOT_STATED)


def test_revenue_is_no_price(extractor: Extractor) -> None:
    """Money said of something else stays out."""
    found = deal(extractor, "Northwind Plc bought Harrow Ltd, which has annual revenue of $80 million.")
    assert found.amount is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Northwind Plc reported a quarterly profit of $40 million, up 12 percent from a year ago.", "en"),
        ("Northwind Plc and Harrow Ltd will work together on pumps for ships, the companies said.", "en"),
        ("Mergers and acquisitions slowed last year as rates rose, a survey of bankers showed.", "en"),
        ("Northwind Plc launched a new pump that uses half the power of older ones.", "en"),
        ("Die Nordwind AG hat im zweiten Quartal mehr verdient als erwartet, der Umsatz stieg um 4 Prozent.", "de"),
        ("Petra Lindner übernimmt die Leitung der Abteilung zum ersten August.", "de"),
        ("Die Nordwind AG eröffnet ein Werk in Polen und stellt 300 Leute ein.", "de"),
        ("VHH übernimmt Schulbusse in Husum\n\nVom Sommer an fährt die VHH AG durch die ganze Stadt.", "de"),
    ],
)
def test_other_business_news_holds_no_deal(extractor: Extractor, text: str, lang: str) -> None:
    """A wrong deal is worse than none."""
    assert extractor.read(text, lang=lang).deals == ()


def test_every_field_has_its_sentence(extractor: Extractor) -> None:
    """Offsets count characters of the article, line breaks and all."""
    text = "Northwind buys Harrow\n\nNorthwind Plc said it had bought\t20 percent of Harrow Ltd for $5 million in cash."
    found = deal(extractor, text)
    assert {"acquirers", "targets", "amount", "stake_percent"} <= {evidence.field for evidence in found.evidence}
    assert all(text[evidence.start : evidence.end] == evidence.sentence for evidence in found.evidence)


def test_confidence_comes_with_reasons(extractor: Extractor) -> None:
    """Between nought and one, and in words."""
    found = deal(
        extractor, "Northwind buys Harrow\n\nNorthwind Plc agreed to buy Harrow Ltd. It will keep Harrow's staff."
    )
    assert 0 < found.confidence < 1
    assert found.reasons


@pytest.mark.parametrize(
    ("text", "acquirers", "targets", "sellers"),
    [
        (
            "Die Hansewind AG kauft der Nordwind AG deren Tochter Airmarin GmbH ab.",
            ("Hansewind AG",),
            ("Airmarin GmbH",),
            ("Nordwind AG",),
        ),
        (
            "Die Hansewind AG hat dem Bund 30 Prozent der Anteile an der Elbtor AG abgekauft.",
            ("Hansewind AG",),
            ("Elbtor AG",),
            ("Bund",),
        ),
        (
            "Der Gesundheitskonzern Nordwind gibt die Klinikgruppe Eugenia aus Bremen ab. "
            "Käufer ist die Hanse Pumpen AG.",
            ("Hanse Pumpen AG",),
            ("Eugenia",),
            ("Nordwind",),
        ),
        (
            "Der Verkauf der Pumpensparte von Nordwind an die Hanse Pumpen AG ist besiegelt.",
            ("Hanse Pumpen AG",),
            ("Pumpensparte",),
            ("Nordwind",),
        ),
        ("Der Konzern Hanse Pumpen AG wird die Werft Elbtor GmbH los.", (), ("Elbtor GmbH",), ("Hanse Pumpen AG",)),
        ("Nordwind AG und Hanse Pumpen AG sind ab heute eins.", (), ("Nordwind AG", "Hanse Pumpen AG"), ()),
        ("Zwölf Millionen Euro zahlt die Nordwind AG für die Elbtor GmbH.", ("Nordwind AG",), ("Elbtor GmbH",), ()),
    ],
)
def test_german_papers_tell_deals_in_many_ways(
    extractor: Extractor,
    text: str,
    acquirers: tuple[str, ...],
    targets: tuple[str, ...],
    sellers: tuple[str, ...],
) -> None:
    """Sellers in the dative, nouns for a side, light verbs, mergers as a state."""
    assert sides(deal(extractor, text, "de")) == (acquirers, targets, sellers)


def test_a_german_list_of_backers_belongs_to_the_round(extractor: Extractor) -> None:
    """It stands in a sentence of its own."""
    found = deal(
        extractor,
        "Die Elbtor GmbH sammelt in einer Finanzierungsrunde 40 Millionen Euro ein. "
        "Zu den Geldgebern zählen Nordkap Ventures, Hansewind Capital und die Hanse Pumpen AG.",
        "de",
    )
    assert found.targets == ("Elbtor GmbH",)
    assert set(found.acquirers) == {"Nordkap Ventures", "Hansewind Capital", "Hanse Pumpen AG"}


def test_a_forbidden_german_merger_is_blocked(extractor: Extractor) -> None:
    """The authority that forbids it is no party."""
    text = "Das Bundeskartellamt untersagt den Zusammenschluss der Nordwind AG mit der Hanse Pumpen AG."
    found = deal(extractor, text, "de")
    assert (found.status, found.targets) == (DealStatus.BLOCKED, ("Nordwind AG", "Hanse Pumpen AG"))


def test_going_public_is_read_from_a_verb(extractor: Extractor) -> None:
    """ "an die Börse" makes the going a listing."""
    found = deal(extractor, "Die Nordwind AG geht im Herbst an die Börse.", "de")
    assert (found.type, found.targets) == (DealType.IPO, ("Nordwind AG",))


def test_a_price_that_nobody_tells_is_undisclosed(extractor: Extractor) -> None:
    """However the paper puts it."""
    text = "Die Nordwind AG übernimmt die Elbtor GmbH. Wie viel sie dafür zahlt, verraten die Partner nicht."
    assert deal(extractor, text, "de").disclosed is Disclosed.UNDISCLOSED


@pytest.mark.parametrize(
    "text",
    [
        "Northwind Plc and Harrow Ltd have torn up their merger agreement, they said on Monday.",
        "Northwind Plc and Harrow Ltd called off a tie-up on Monday, they said.",
        "Northwind Plc said it and Harrow Ltd signed a definitive merger agreement on Monday.",
        "Northwind Plc and Harrow Ltd have joined together, the two said on Monday.",
    ],
)
def test_a_merger_has_both_sides_however_it_is_told(extractor: Extractor, text: str) -> None:
    """By agreement, by calling off, by a hyphened noun, by "it and" the other."""
    found = deal(extractor, text)
    assert (found.type, set(found.targets)) == (DealType.MERGER, {"Northwind Plc", "Harrow Ltd"})


@pytest.mark.parametrize(
    "text",
    [
        "The board of Harrow Ltd has agreed to a takeover by Northwind Plc, it said on Monday.",
        "Harrow Ltd said its buyout by Northwind Plc has been completed.",
        "The buyer of Harrow Ltd is Northwind Plc.",
        "Northwind Plc has signed an agreement to buy most of what is left of Harrow Ltd.",
    ],
)
def test_who_buys_and_who_is_bought_by_noun_and_by_consent(extractor: Extractor, text: str) -> None:
    """Who agrees to be bought is the target, whose board it is the company, and the one named as buyer buys."""
    assert sides(deal(extractor, text))[:2] == (("Northwind Plc",), ("Harrow Ltd",))


def test_a_person_behind_he_is_the_buyer(extractor: Extractor) -> None:
    """And no authority that is told of it."""
    text = "Albert Fielding informed the markets watchdog on Friday that he has acquired 5.1 percent of Harrow Ltd."
    assert sides(deal(extractor, text))[:2] == (("Albert Fielding",), ("Harrow Ltd",))


def test_the_owner_of_another_is_the_one_bought(extractor: Extractor) -> None:
    """The first name only describes the second."""
    text = "Northwind Plc buys Milton owner Harrow Group\n\nThe price was not disclosed by the two companies on Monday."
    assert deal(extractor, text).targets == ("Harrow Group",)


def test_taking_control_is_no_minority_stake(extractor: Extractor) -> None:
    """Control is more than half."""
    assert deal(extractor, "Northwind Plc took control of Harrow Ltd on Thursday.").type is DealType.MAJORITY_STAKE


def test_a_share_raised_is_the_step_between_both_figures(extractor: Extractor) -> None:
    """From 21 to 28 are seven points."""
    found = deal(extractor, "Northwind Plc raises its holding in Harrow Ltd to 28 percent from 21 percent.")
    assert (found.stake_percent, found.tags) == (Decimal(7), ("stake_increase",))


def test_an_earn_out_is_no_price(extractor: Extractor) -> None:
    """It stands among the other amounts."""
    found = deal(extractor, "Northwind Plc bought Harrow Ltd for $40 million plus up to $10 million in earn-outs.")
    assert found.amount
    assert found.amount.value == 40_000_000
    assert [(m.value, m.kind) for m in found.other_amounts] == [(Decimal(10_000_000), AmountKind.EARN_OUT)]


def test_advisors_are_read_with_side_and_kind(extractor: Extractor) -> None:
    """Banks and law firms of either side, each with its sentence."""
    text = (
        "Northwind Plc agreed to buy Harrow Ltd on Monday. Citigroup Inc and Lazard Ltd advised Northwind Plc. "
        "Milton Partners LLP was legal counsel to Harrow Ltd."
    )
    found = deal(extractor, text)
    assert [(advisor.name, advisor.side, advisor.kind) for advisor in found.advisors] == [
        ("Citigroup Inc", "acquirer", "financial"),
        ("Lazard Ltd", "acquirer", "financial"),
        ("Milton Partners LLP", "target", "legal"),
    ]
    assert [e.sentence for e in found.evidence if e.field == "advisors"] == [
        "Citigroup Inc and Lazard Ltd advised Northwind Plc.",
        "Milton Partners LLP was legal counsel to Harrow Ltd.",
    ]


def test_tags_are_what_the_text_says(extractor: Extractor) -> None:
    """Taken private, and across a border."""
    text = "Northwind Plc will take Harrow Ltd private in a cross-border deal worth $3 billion."
    assert deal(extractor, text).tags == ("take_private", "cross_border")


def test_a_business_is_the_whole_phrase(extractor: Extractor) -> None:
    """Not its first word."""
    text = "Northwind Plc agreed to buy Harrow Ltd, which operates storage of grain for millers, for $4 million."
    assert deal(extractor, text).target_business == "storage of grain for millers"


@pytest.mark.parametrize(
    "text",
    [
        "Northwind Inc. has invested $300 million for a 20% stake in Harrow Ltd.",
        "Northwind Inc. invested $300 million in Harrow Ltd.",
    ],
)
def test_money_invested_in_a_company_or_for_a_stake_in_it(extractor: Extractor, text: str) -> None:
    """What the money is for stands behind either preposition."""
    assert sides(deal(extractor, text))[:2] == (("Northwind Inc.",), ("Harrow Ltd",))
