"""Deals told without a usual verb: by joining, by new owners, by a participle, by what a bid is worth."""

from __future__ import annotations

import pytest

from bot.extraction import Extractor
from storage.records import DealFacts, DealStatus


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def deal(extractor: Extractor, text: str, lang: str) -> DealFacts:
    """The one deal of a text."""
    (found,) = extractor.read(text, lang=lang).deals
    return found


@pytest.mark.parametrize(
    ("text", "lang", "acquirer", "target"),
    [
        (
            "Harrow Pumps is joining Northwind Group. The two would not say what price Northwind is paying.",
            "en",
            "Northwind Group",
            "Harrow Pumps",
        ),
        (
            "Insurer Harrow Mutual will become part of Northwind Plc this summer.",
            "en",
            "Northwind Plc",
            "Harrow Mutual",
        ),
        ("Collapsed Harrow Centres has been rescued by rival Northwind.", "en", "Northwind", "Harrow Centres"),
        (
            "Retailer Northwind has approached Harrow Stores about a takeover, a newspaper said.",
            "en",
            "Northwind",
            "Harrow Stores",
        ),
        (
            "Northwind Plc said the integration of Harrow Ltd, which it acquired for $210 million in May, went well.",
            "en",
            "Northwind Plc",
            "Harrow Ltd",
        ),
        ("Die Harrow GmbH gehört künftig zur Northwind AG.", "de", "Northwind AG", "Harrow GmbH"),
        ("Die Harrow GmbH kommt unter das Dach der Northwind AG.", "de", "Northwind AG", "Harrow GmbH"),
        ("Im März übernimmt der polnische Hersteller Northwind die Harrow GmbH.", "de", "Northwind", "Harrow GmbH"),
        (
            "Die Stadtwerke Lindental beteiligen sich mit 25,1 Prozent am Windpark Hohenegg.",
            "de",
            "Stadtwerke Lindental",
            "Windpark Hohenegg",
        ),
        (
            "Die Northwind AG wuchs kräftig. Dazu trug der im Februar erworbene Hersteller Harrow bei.",
            "de",
            "Northwind AG",
            "Harrow",
        ),
    ],
)
def test_a_deal_is_read_from_wordings_without_a_usual_verb(
    text: str, lang: str, acquirer: str, target: str, extractor: Extractor
) -> None:
    """Who joins is bought, who has a new owner too."""
    found = deal(extractor, text, lang)
    assert (found.acquirers, found.targets) == ((acquirer,), (target,))


def test_a_denial_says_who_is_not_bought(extractor: Extractor) -> None:
    """ "it was in talks to be taken over" speaks of the one that denies."""
    found = deal(
        extractor,
        "Spanish lender Harrow rejected a newspaper report that it was in talks to be taken over by Northwind Bank.",
        "en",
    )
    assert (found.acquirers, found.targets) == (("Northwind Bank",), ("Harrow",))
    assert found.status is DealStatus.TERMINATED


def test_savings_banks_in_one_breath_are_two(extractor: Extractor) -> None:
    """ "die Sparkassen A und B" merge with each other."""
    assert deal(extractor, "Die Sparkassen Lindental und Oberried wollen fusionieren.", "de").targets == (
        "Lindental",
        "Oberried",
    )


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Die Northwind AG übernimmt die Federführung in einem Konsortium mit der Harrow GmbH.", "de"),
        ("Northwind Plc told analysts that it would spend about $90 million on a new plant.", "en"),
        ("Northwind Plc takes over responsibility for the fleet of Harrow Ltd.", "en"),
    ],
)
def test_duties_and_new_plants_are_no_targets(text: str, lang: str, extractor: Extractor) -> None:
    """What is taken over or paid for need not be a company."""
    assert extractor.read(text, lang=lang).deals == ()


def test_a_share_that_grows_is_read_from_both_its_ends(extractor: Extractor) -> None:
    """ "von 18 auf 26 Prozent": eight points change hands, whatever the unit of the first figure."""
    found = deal(extractor, "Die Northwind AG hat ihren Anteil an der Harrow AG von 18 auf 26 Prozent erhöht.", "de")
    assert found.stake_percent == 8
