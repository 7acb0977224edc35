"""A deal as one line, as a sentence and as a card."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.blocks.deal import deal_card, headline, stake
from handlers.blocks.message import messages
from handlers.blocks.sentences import deal_sentence
from handlers.blocks.words import ENGLISH, GERMAN
from storage.records import (
    Advisor,
    AmountKind,
    Consideration,
    DealFacts,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    ExpectedClose,
    Money,
    Qualifier,
    Stake,
    Valuation,
)
from tests.deal_records import PAPER, PASTED, TODAY, deal, facts, shown

BILLION = Money(Decimal(1_000_000_000), "EUR", "1 billion euros")


def bare(type: DealType, status: DealStatus = DealStatus.ANNOUNCED, **values: Any) -> DealFacts:
    return DealFacts(type=type, status=status, **values)


@pytest.mark.parametrize(
    ("told", "line", "english", "german"),
    [
        (
            bare(DealType.ACQUISITION, DealStatus.RUMOURED, acquirers=("Axa",), targets=("Generali",), amount=BILLION),
            "*Axa → Generali* · €1bn · rumoured",
            "Axa may buy Generali for €1bn (rumoured).",
            "Axa könnte Generali für 1 Mrd. € übernehmen (Gerücht).",
        ),
        (
            bare(DealType.ACQUISITION, DealStatus.PROPOSED, acquirers=("Axa", "Aon"), targets=("Generali",)),
            "*Axa, Aon → Generali* · proposed",
            "Axa and Aon want to buy Generali (proposed).",
            "Axa und Aon wollen Generali übernehmen (Angebot).",
        ),
        (
            bare(
                DealType.ASSET_PURCHASE, DealStatus.COMPLETED, acquirers=("Axa",), targets=("Gamma",), sellers=("Aon",)
            ),
            "*Axa → Gamma from Aon* · asset purchase · completed",
            "Axa has bought assets of Gamma from Aon (completed).",
            "Axa hat Teile von Gamma von Aon übernommen (abgeschlossen).",
        ),
        (
            bare(DealType.MAJORITY_STAKE, DealStatus.BLOCKED, acquirers=("Axa",), targets=("Generali",)),
            "*Axa → Generali* · majority stake · blocked",
            "Axa wanted to buy a majority of Generali (blocked).",
            "Axa wollte die Mehrheit an Generali übernehmen (untersagt).",
        ),
        (
            bare(DealType.MERGER, DealStatus.AGREED, targets=("Aon", "Willis"), amount=BILLION),
            "*Aon + Willis* · merger · €1bn · agreed",
            "Aon and Willis merge (agreed, €1bn).",
            "Aon und Willis fusionieren (vereinbart, 1 Mrd. €).",
        ),
        (
            bare(DealType.FUNDING_ROUND, acquirers=("Accel", "Index"), targets=("Helsing",), amount=BILLION),
            "*Accel, Index → Helsing* · funding round · €1bn · announced",
            "Helsing raises €1bn from Accel and Index (announced).",
            "Helsing erhält 1 Mrd. € von Accel und Index (angekündigt).",
        ),
        (
            bare(DealType.DIVESTITURE, DealStatus.TERMINATED, targets=("Gamma",), sellers=("Aon",)),
            "*Gamma from Aon* · sale · called off",
            "Aon wanted to sell Gamma (called off).",
            "Aon wollte Gamma verkaufen (abgesagt).",
        ),
        (
            bare(DealType.ACQUISITION, targets=("Wiz",), amount=BILLION, stake_percent=Decimal("12.5")),
            "*Wiz* · acquisition · 12.5 % · €1bn · announced",
            "Wiz finds a buyer for 12.5 % for €1bn (announced).",
            "Wiz findet einen Käufer für 12,5 % für 1 Mrd. € (angekündigt).",
        ),
        (
            bare(DealType.SPIN_OFF, targets=("Solventum",), sellers=("3M",)),
            "*Solventum from 3M* · spin-off · announced",
            "3M spins off Solventum (announced).",
            "3M verselbstständigt Solventum (angekündigt).",
        ),
        (
            bare(DealType.IPO, DealStatus.TERMINATED, targets=("Klarna",)),
            "*Klarna* · IPO · called off",
            "Klarna wanted to go public (called off).",
            "Klarna wollte an die Börse gehen (abgesagt).",
        ),
        (
            bare(DealType.JOINT_VENTURE, DealStatus.COMPLETED, acquirers=("Bosch", "Cariad"), targets=("Alliance",)),
            "*Bosch + Cariad → Alliance* · joint venture · completed",
            "Bosch and Cariad have formed the joint venture Alliance (completed).",
            "Bosch und Cariad haben das Gemeinschaftsunternehmen Alliance gegründet (abgeschlossen).",
        ),
        (
            bare(DealType.OTHER, DealStatus.UNKNOWN, acquirers=("Bosch",), targets=("Cariad",)),
            "*Bosch → Cariad* · other deal",
            "Bosch makes a deal with Cariad.",
            "Bosch schließt ein Geschäft mit Cariad.",
        ),
        (
            bare(DealType.ACQUISITION, acquirers=("Axa",), disclosed=Disclosed.UNDISCLOSED),
            "*Axa → ?* · price not disclosed · announced",
            "Axa buys a company that is not named (announced, price not disclosed).",
            "Axa übernimmt ein nicht genanntes Unternehmen (angekündigt, Preis nicht veröffentlicht).",
        ),
    ],
)
def test_every_type_of_deal_is_one_line_and_one_sentence(told: DealFacts, line: str, english: str, german: str) -> None:
    """The verb follows the type, its mood the status: a rumour is no fact."""
    assert headline(told, ENGLISH) == line
    assert deal_sentence(told, ENGLISH) == english
    assert deal_sentence(told, GERMAN) == german


def test_many_names_are_counted() -> None:
    """Neither the line nor the sentence lists ten investors."""
    round_ = bare(DealType.FUNDING_ROUND, acquirers=tuple(f"Fund {n}" for n in range(10)), targets=("Helsing",))

    assert headline(round_, ENGLISH, 3) == (
        "*Fund 0, Fund 1, Fund 2, 7 more → Helsing* · funding round · announced · 3 sources"
    )
    assert deal_sentence(round_, ENGLISH) == "Helsing raises new money from Fund 0, Fund 1 and 8 more (announced)."


@pytest.mark.parametrize(
    ("percent", "steps", "expected"),
    [
        (Decimal(10), Stake(before=Decimal(41), after=Decimal(51)), "10 %, from 41 % to 51 %"),
        (Decimal(10), Stake(before=Decimal(41)), "10 %, 41 % so far"),
        (Decimal(10), Stake(after=Decimal(51)), "10 %, 51 % afterwards"),
        (Decimal(49), Stake(after=Decimal(49)), "49 %"),
        (None, Stake(sought=Decimal(30)), "30 % sought"),
        (None, Stake(after=Decimal(30)), "30 %"),
        (None, None, ""),
    ],
)
def test_the_share_is_told_with_the_steps_round_it(percent: Decimal | None, steps: Stake | None, expected: str) -> None:
    """What is held before and after is not the share that changes hands."""
    assert stake(facts(stake_percent=percent, stake=steps), ENGLISH) == expected


FULL = DealFacts(
    type=DealType.ACQUISITION,
    status=DealStatus.PENDING_APPROVAL,
    acquirers=("Axa",),
    targets=("Gamma",),
    sellers=("Aon",),
    advisors=(Advisor("Lazard", "acquirer", "financial"), Advisor("Freshfields", None, "legal")),
    amount=BILLION,
    disclosed=Disclosed.STATED,
    other_amounts=(
        Money(Decimal(120_000_000), "EUR", "", AmountKind.DEBT),
        Money(Decimal(50_000_000), "EUR", "", AmountKind.EARN_OUT, Qualifier.UP_TO),
    ),
    valuation=Valuation(Decimal(1_100_000_000), "EUR", ""),
    consideration=Consideration.CASH_AND_STOCK,
    stake_percent=Decimal(100),
    date="2025-06-12",
    expected_close=ExpectedClose("by the end of September", "2025-Q3"),
    target_business="insures ships & <planes>",
    target_location="Genoa",
    confidence=0.7,
    evidence=(
        Evidence("acquirers", "Axa buys Gamma from Aon.", 0, 24),
        Evidence("expected_close", "It should close by the end of September.", 25, 65),
        Evidence("target_location", "Gamma sits in Genoa.", 66, 86),
    ),
)


def test_a_card_tells_every_fact_and_lists_several_sources() -> None:
    """Facts whose sentence was not kept come last, without one."""
    card = deal_card(deal(FULL, sources=(PAPER, PASTED)), ENGLISH, TODAY)
    (message,) = messages([card], ENGLISH)
    place = "<https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>"

    assert message.text == "Axa buys Gamma from Aon for €1bn (awaiting approval)."
    assert shown(message) == [
        "*Axa → Gamma from Aon* · 100 % · €1bn · awaiting approval · 2 sources",
        f"*Buyer* Axa\n> Axa buys Gamma from Aon. — {place}",
        f"*Expected to close* Q3 2025\n> It should close by the end of September. — {place}",
        f"*Based in* Genoa\n> Gamma sits in Genoa. — {place}",
        "*Target* Gamma · *Seller* Aon · *Type* acquisition · *Share* 100 % · *Price* €1bn · *Valuation* €1.1bn"
        " · *Also* €120m debt and up to €50m earn-out · *Paid in* cash and shares · *Status* awaiting approval"
        " · *Date* 12 June 2025 · *Business* insures ships &amp; &lt;planes&gt;"
        " · *Advisers* Lazard and Freshfields",
        "Confidence: fair.",
        f"Sources: | {place} | pasted text, 18 June 2025",
    ]


def test_an_expected_closing_in_the_past_was_expected() -> None:
    """Asked a year later, the card does not promise what should long have happened."""
    card = deal_card(deal(FULL), GERMAN, date(2026, 6, 20))
    (message,) = messages([card], GERMAN)

    assert any(text.startswith("*Abschluss war erwartet* 3. Quartal 2025\n") for text in shown(message))


def test_what_is_not_stated_is_named() -> None:
    """Silence about buyer, share and price is said; a merger has no price to miss."""
    stake_sale = deal(bare(DealType.MINORITY_STAKE, targets=("Gamma",)))
    merger = deal(bare(DealType.MERGER, targets=("Aon", "Willis")))

    (of_sale,) = messages([deal_card(stake_sale, ENGLISH, TODAY)], ENGLISH)
    (of_merger,) = messages([deal_card(merger, ENGLISH, TODAY)], ENGLISH)

    assert shown(of_sale)[-1] == "Not stated: the buyer, the share and the price.\nConfidence: low, please check."
    assert shown(of_merger)[-1] == "Confidence: low, please check."
