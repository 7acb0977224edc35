"""Sides of a deal that stand away from its verb, and words that only seem to be one."""

from __future__ import annotations

import pytest

from bot.extraction import Extractor
from storage.records import DealFacts, DealStatus, DealType


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def deal(extractor: Extractor, text: str, lang: str = "en") -> DealFacts:
    """The one deal of a text."""
    (found,) = extractor.read(text, lang=lang).deals
    return found


def sides(found: DealFacts) -> tuple[tuple[str, ...], ...]:
    return found.acquirers, found.targets, found.sellers


@pytest.mark.parametrize(
    ("text", "lang", "acquirer", "target", "seller"),
    [
        (
            "Northwind Plc signed an agreement with Milton Inc to acquire Harrow Ltd.",
            "en",
            "Northwind Plc",
            "Harrow Ltd",
            "Milton Inc",
        ),
        (
            "Northwind Plc has bought Harrow Ltd. The seller is the buyout house Milton.",
            "en",
            "Northwind Plc",
            "Harrow Ltd",
            "Milton",
        ),
        ("Northwind Plc is the new owner of Harrow Ltd.", "en", "Northwind Plc", "Harrow Ltd", None),
        (
            "Die Milton AG hat mit der Northwind GmbH einen Vertrag über den Verkauf der Harrow GmbH geschlossen.",
            "de",
            "Northwind GmbH",
            "Harrow GmbH",
            "Milton AG",
        ),
        (
            "Die Milton AG hat sich mit der Northwind GmbH auf den Verkauf der Harrow GmbH geeinigt.",
            "de",
            "Northwind GmbH",
            "Harrow GmbH",
            "Milton AG",
        ),
        ("Die Northwind AG ist neue Eigentümerin der Harrow GmbH.", "de", "Northwind AG", "Harrow GmbH", None),
        (
            "Die Northwind AG erwirbt vom Versorger Milton AG dessen Tochtergesellschaft Harrow GmbH.",
            "de",
            "Northwind AG",
            "Harrow GmbH",
            "Milton AG",
        ),
    ],
)
def test_the_other_side_may_stand_away_from_the_verb(
    extractor: Extractor, text: str, lang: str, acquirer: str, target: str, seller: str | None
) -> None:
    """With whom an agreement is made, who is named as owner, whose daughter it is."""
    assert sides(deal(extractor, text, lang)) == ((acquirer,), (target,), (seller,) if seller else ())


def test_a_bid_and_its_rival_are_two_deals(extractor: Extractor) -> None:
    """Each with its own buyer; one that bought the same under another name is none."""
    text = (
        "Harrow Ltd turns down Northwind\n\n"
        "Harrow Ltd has rejected a takeover bid from Northwind Plc. Milton Inc made a rival offer for Harrow Ltd."
    )
    found = extractor.read(text, lang="en").deals
    assert {each.acquirers for each in found} == {("Northwind Plc",), ("Milton Inc",)}


def test_people_hired_for_a_licence_fee_are_an_acquihire(extractor: Extractor) -> None:
    """The company whose people go is the target."""
    text = (
        "Northwind has hired the founders and most of the researchers of the start-up Pumpwise and will pay for a "
        "licence to its technology, the companies said."
    )
    found = deal(extractor, text)
    assert (found.type, sides(found)[:2]) == (DealType.ACQUIHIRE, (("Northwind",), ("Pumpwise",)))
    assert found.tags == ("licence_and_hire",)


def test_hiring_somebody_is_no_deal(extractor: Extractor) -> None:
    """Neither without a licence nor without a team."""
    text = "Northwind has hired Mary Fielding, head of pumps at Harrow Ltd, as its chief technology officer."
    assert extractor.read(text, lang="en").deals == ()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Northwind Plc said it would buy back shares worth $500 million.", "en"),
        ("Northwind Plc will invest $500 million in a new plant in Ohio.", "en"),
        ("Die Northwind AG kauft eigene Aktien für 200 Millionen Euro zurück.", "de"),
        ("Die Northwind AG steckt 200 Millionen Euro in eine neue Anlage am Stammsitz.", "de"),
        ("Die Northwind AG muss ihre Beteiligung an der Harrow AG um zwei Milliarden Euro abschreiben.", "de"),
        ("Am 1. Juli übernimmt Petra Lindner, die derzeit die Sparte Pumpen bei Harrow führt.", "de"),
        ("Northwind und Harrow legen ihre Dienste in einer Allianz zusammen.", "de"),
    ],
)
def test_what_changes_no_hands_is_no_deal(extractor: Extractor, text: str, lang: str) -> None:
    """Buybacks, works, write-downs, posts, services."""
    assert extractor.read(text, lang=lang).deals == ()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Northwind Plc denied that it is in talks to acquire Harrow Ltd.", "en"),
        ("Northwind Plc has no plans to buy Harrow Ltd, it said on Monday.", "en"),
        ("Die Northwind AG dementiert Gespräche über einen Kauf der Harrow GmbH.", "de"),
        ("Die Northwind AG hat kein Interesse an einer Übernahme der Harrow GmbH, sagte ein Sprecher.", "de"),
    ],
)
def test_what_is_denied_is_asked_about_rather_than_told(extractor: Extractor, text: str, lang: str) -> None:
    """It is off, as far as it ever was on, and the reason says so."""
    found = deal(extractor, text, lang)
    assert found.status is DealStatus.TERMINATED
    assert found.confidence < 0.5
    assert "the text says that there is no such deal" in found.reasons


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (
            "Correction: An earlier version of this article said Harrow Ltd is acquiring Northwind Plc. "
            "Northwind Plc is acquiring Harrow Ltd.",
            "en",
        ),
        (
            "Die Northwind Plc kauft die Harrow Ltd. In einer früheren Fassung hieß es, die Harrow Ltd kaufe die "
            "Northwind Plc.",
            "de",
        ),
    ],
)
def test_what_a_correction_takes_back_is_not_read(extractor: Extractor, text: str, lang: str) -> None:
    """Only what holds now."""
    assert sides(deal(extractor, text, lang))[:2] == (("Northwind Plc",), ("Harrow Ltd",))


def test_a_short_message_with_both_sides_is_sure(extractor: Extractor) -> None:
    """As sure as an article that says it in its title and its first sentence."""
    text = "Contoso übernimmt 49 Prozent an Fabrikam AI für etwa 2 Milliarden Dollar."
    assert deal(extractor, text, "de").confidence >= 0.8


def test_terms_of_a_contract_are_the_companies_they_stand_for(extractor: Extractor) -> None:
    """The "Parent" buys the "Company"; its shell is no party."""
    text = (
        'Harrow Pumps, Inc., a Delaware corporation (the "Company"), entered into an Agreement and Plan of Merger (the '
        '"Merger Agreement") with Northwind Holdings LLC ("Parent") and Northwind Merger Sub, Inc. Pursuant to the '
        "Merger Agreement, Parent will acquire the Company for $1.1 billion in cash."
    )
    assert sides(deal(extractor, text))[:2] == (("Northwind Holdings LLC",), ("Harrow Pumps, Inc.",))


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Die Fusion von Renault und Fiat Chrysler ist abgesagt worden.", {"Renault", "Fiat Chrysler"}),
        ("Aus der Fusion von Renault und Fiat Chrysler wird nichts.", {"Renault", "Fiat Chrysler"}),
        (
            "Das Kartellamt hat die Fusion der Möbelhändler Polsterwelt und Wohnland untersagt.",
            {"Polsterwelt", "Wohnland"},
        ),
    ],
)
def test_a_german_merger_that_is_off(extractor: Extractor, text: str, targets: set[str]) -> None:
    """Called off, or forbidden; both partners are told."""
    found = deal(extractor, text, "de")
    assert (found.type, set(found.targets)) == (DealType.MERGER, targets)
    assert found.status in (DealStatus.TERMINATED, DealStatus.BLOCKED)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Harrow Energy Ltd is exploring a sale.", "en"),
        ("Harrow Energy Ltd has hired bankers to explore a sale, people familiar with the matter said.", "en"),
        ("Die Harrow Energie AG erwägt einen Verkauf an einen Finanzinvestor.", "de"),
    ],
)
def test_a_company_that_looks_for_a_buyer_is_the_target(extractor: Extractor, text: str, lang: str) -> None:
    """Nobody else is named: it is not the seller of something."""
    found = deal(extractor, text, lang)
    assert sides(found) == ((), (found.targets[0],), ())
    assert found.targets[0].startswith("Harrow Energ")
    assert (found.type, found.status) == (DealType.ACQUISITION, DealStatus.RUMOURED)


def test_a_sale_of_goods_is_no_deal(extractor: Extractor) -> None:
    """Nor does a company that begins one look for a buyer."""
    assert not extractor.read("Retailer Harrow Ltd begins its summer sale on Monday.", lang="en").deals


def test_what_is_sold_of_a_field_is_not_sold_by_it(extractor: Extractor) -> None:
    """The field's name is no seller beside the one who is."""
    found = deal(extractor, "Northwind Plc will sell a 15 percent interest in the Harrow field to Milton Inc.")
    assert found.sellers == ("Northwind Plc",)


def test_all_of_the_shares_are_no_minority(extractor: Extractor) -> None:
    """A share of a hundred per cent is the company."""
    found = deal(extractor, "Northwind N.V. has agreed to acquire 100% of the shares in Harrow B.V. from its founders.")
    assert found.type is DealType.ACQUISITION


@pytest.mark.parametrize(
    ("text", "name", "role", "organisation"),
    [
        ("The board of Harrow Ltd, led by chair Dame Moira Ashby, backed the offer.", "Moira Ashby", "chair", None),
        (
            "Harrow Ltd named former Milton Inc executive Priya Raman as its chief executive.",
            "Priya Raman",
            "executive",
            "Harrow Ltd",
        ),
        (
            "Tom Kita, chairman and group CEO of Harrow Ltd, said he was proud of teaming up with Milton Inc.",
            "Tom Kita",
            "chairman",
            "Harrow Ltd",
        ),
    ],
)
def test_a_title_or_a_former_post_stands_beside_a_name(
    extractor: Extractor, text: str, name: str, role: str, organisation: str | None
) -> None:
    """The role is read past the title; where somebody is hired counts more than where they were."""
    (person,) = extractor.read(text, lang="en").people
    assert (person.name, person.role) == (name, role)
    assert organisation in (None, person.organisation)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Harrow Group rejected a takeover proposal from Northwind Plc worth $2 billion.", "en"),
        ("Die Harrow AG hat ein Übernahmeangebot der Northwind SE abgelehnt.", "de"),
        ("Die Harrow AG lehnt die Offerte der Northwind SE ab.", "de"),
    ],
)
def test_who_turns_an_offer_down_is_its_target(extractor: Extractor, text: str, lang: str) -> None:
    """The one it comes from, or whose it is, is the buyer."""
    buyers, targets, _ = sides(deal(extractor, text, lang))
    assert (buyers[0].split()[0], targets[0].split()[0]) == ("Northwind", "Harrow")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("We are hearing that Harrow Foods is about to be bought by Northwind Plc.", DealStatus.RUMOURED),
        ("Shareholders of Harrow Foods approved the company's sale to Northwind Plc.", DealStatus.ANNOUNCED),
    ],
)
def test_the_target_may_stand_far_from_what_is_done_to_it(extractor: Extractor, text: str, status: DealStatus) -> None:
    """As the subject of "is about", or as the owner of its own sale."""
    found = deal(extractor, text)
    assert (sides(found), found.status) == ((("Northwind Plc",), ("Harrow Foods",), ()), status)


def test_a_buyer_of_shares_is_not_what_is_sold(extractor: Extractor) -> None:
    """Where the thing itself is not understood, silence is better than a buyer that is sold."""
    text = "Die Stadtwerke Lindau verkaufen ihre Anteile am Windpark Hohenfels an die EnBW."
    assert all("EnBW" not in found.targets for found in extractor.read(text, lang="de").deals)


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("Northwind Plc will spend $700 million to raise its stake in Harrow Ltd to 20 percent.", "en", 700_000_000),
        ("Harrow Ltd was bought by Northwind Plc. Price tag: about $5bn.", "en", 5_000_000_000),
        ("Die Northwind AG kauft die Harrow GmbH. Der Preis: rund 1,8 Milliarden Euro.", "de", 1_800_000_000),
        ("Für 1 Euro hat die Northwind AG die Harrow GmbH von der Milton AG erworben.", "de", 1),
    ],
)
def test_the_price_is_read_wherever_it_is_called_one(extractor: Extractor, text: str, lang: str, value: int) -> None:
    """Spent on a stake, told in a sentence of its own, or a token euro."""
    amount = deal(extractor, text, lang).amount
    assert amount is not None
    assert amount.value == value
