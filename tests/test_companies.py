"""Companies of an article: their names, short forms and compounds, read by the shipped pipelines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.extraction.companies import Cast
from bot.extraction.layout import blocks
from bot.extraction.lexicon import lexicon
from bot.extraction.pipeline import Pipeline

CastOf = Callable[[str, str], Cast]


@pytest.fixture(scope="module")
def cast_of() -> CastOf:
    """The cast of a text, by one pipeline a language."""
    pipelines = {lang: Pipeline(lang) for lang in ("en", "de")}

    def build(lang: str, text: str) -> Cast:
        layout = blocks(text)
        return Cast(pipelines[lang].sentences(text, layout), layout, lexicon(lang))

    return build


def names(cast: Cast) -> list[str]:
    return [company.name for company in cast.companies]


def test_a_short_form_is_the_full_form_seen_before(cast_of: CastOf) -> None:
    """Legal forms and telling words may be dropped later."""
    cast = cast_of(
        "en", "Harrow Pumps Ltd said it would buy Milton Inc. Harrow said Milton makes valves. Harrow is old."
    )
    assert names(cast) == ["Harrow Pumps Ltd", "Milton Inc"] or names(cast) == ["Harrow Pumps Ltd", "Milton Inc."]


def test_an_acronym_in_brackets_is_the_company_before_it(cast_of: CastOf) -> None:
    """The bracket itself never reaches the parser."""
    cast = cast_of("en", "Global Timber Holdings (GTH) agreed to buy Larson Corp. GTH said Larson owns mills.")
    assert len([name for name in names(cast) if "Timber" in name or name == "GTH"]) == 1


def test_initials_before_a_word_that_tells_nothing_are_the_name(cast_of: CastOf) -> None:
    """ "NC Group" stands for the Northern Courier Group."""
    cast = cast_of(
        "en", "Harrow Ltd agreed to buy the Northern Courier Group. The sale of the NC Group by Milton Inc ends in May."
    )
    assert names(cast) == ["Harrow Ltd", "Northern Courier Group", "Milton Inc"]


def test_a_place_keeps_two_companies_apart(cast_of: CastOf) -> None:
    """A country's company is not its parent's short form."""
    text = "Vodacom Group Ltd sold Vodacom Kenya to Acme Corp. Vodacom said Vodacom Kenya had grown."
    assert len([name for name in names(cast_of("en", text)) if name.startswith("Vodacom")]) == 2


def test_places_and_origins_are_no_companies(cast_of: CastOf) -> None:
    """ "Leeds-based" says where a company sits."""
    cast = cast_of("en", "Leeds-based Harrow Ltd agreed to buy Milton Inc in Chicago.")
    assert not {"Leeds", "Chicago"} & set(names(cast))


def test_a_german_compound_is_the_company_in_front(cast_of: CastOf) -> None:
    """ "Siemens-Konzern" is Siemens; in "Siemens-Tochter Flender" the company is Flender."""
    cast = cast_of("de", "Siemens verkauft die Tochter Flender GmbH. Der Siemens-Konzern erhält zwei Milliarden Euro.")
    assert "Siemens" in names(cast)
    assert "Siemens-Konzern" not in names(cast)


def test_a_german_genitive_is_no_new_company(cast_of: CastOf) -> None:
    """ "Harrows" is Harrow's."""
    cast = cast_of("de", "Nordwind AG kauft Harrow GmbH. Harrows Umsatz stieg. Nordwind will Harrow behalten.")
    assert len([name for name in names(cast) if name.startswith("Harrow")]) == 1


def test_common_nouns_of_german_are_no_companies(cast_of: CastOf) -> None:
    """ "KI", "Vorstand" and "Stahlkonzern" begin with a capital too."""
    cast = cast_of(
        "de", "Der Stahlkonzern Salzgitter AG setzt auf KI. Der Vorstand kauft den Konkurrenten Harrow GmbH."
    )
    assert not {"KI", "Vorstand", "Stahlkonzern"} & set(names(cast))


def test_people_are_no_companies(cast_of: CastOf) -> None:
    """A full name of a person stays one when only the last name follows."""
    cast = cast_of("en", "Harrow Ltd said chief executive Mary Fielding would leave. Fielding joined Harrow in 2011.")
    assert not {"Mary Fielding", "Fielding"} & set(names(cast))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Key Harbour Bancshares Inc said it had grown.", "Key Harbour Bancshares Inc"),
        ("It was sold to the Public Investment Fund, Milton Inc said.", "Public Investment Fund"),
        ("Harrow Ltd. Milton Inc said it would sell.", "Milton Inc"),
        ("Carmakers Harrow Motors Ltd and Milton Motors Ltd met.", "Harrow Motors Ltd"),
        ("It was bought by Cleveland-Cliffs Inc, Milton Inc said.", "Cleveland-Cliffs Inc"),
        ("On Monday Capital One said it would buy Milton Inc.", "Capital One"),
        ("The stake was sold by 777 Partners to Milton Inc.", "777 Partners"),
        ("Google has hired the founders of the start-up Character.AI on Friday.", "Character.AI"),
    ],
)
def test_a_name_has_all_its_words(cast_of: CastOf, text: str, name: str) -> None:
    """Those in front that are tagged as nouns, those between, and no noun for what companies are."""
    assert name in names(cast_of("en", text))


def test_a_part_named_after_its_owner_is_no_short_form(cast_of: CastOf) -> None:
    """ "Thyssenkrupp" sells "Thyssenkrupp Steel Europe"."""
    text = "Thyssenkrupp verkauft Thyssenkrupp Steel Europe an Liberty Steel. Thyssenkrupp braucht Geld."
    assert {"Thyssenkrupp", "Thyssenkrupp Steel Europe"} <= set(names(cast_of("de", text)))


def test_a_german_part_without_a_name_is_no_company(cast_of: CastOf) -> None:
    """ "Stahlsparte", and half of "Ökostrom- und Netztochter"."""
    text = "Eon übernimmt die Stahlsparte von RWE. Die Ökostrom- und Netztochter Innogy gehört dazu."
    assert not {"Stahlsparte", "Ökostrom", "Ökostrom-"} & set(names(cast_of("de", text)))


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("Tessel Inc bought the analytics firm Plotline for an undisclosed sum.", "en", "Plotline"),
        ("Toolmaker Stahlberg is weighing a sale, people familiar with the matter said.", "en", "Stahlberg"),
        ("Hensar steigt bei dem Drohnen-Start-up Quantik ein.", "de", "Quantik"),
    ],
)
def test_a_noun_for_companies_stands_in_front_of_a_name(cast_of: CastOf, text: str, lang: str, name: str) -> None:
    """It tells that the name is one, and is no part of it."""
    assert name in names(cast_of(lang, text))


def test_a_german_noun_behind_a_noun_for_companies_is_a_name(cast_of: CastOf) -> None:
    """Whatever the tagger takes it for."""
    text = "Nordic Capital hat 60 Prozent an der Hamburger Zahnarztkette Alldent erworben."
    assert "Alldent" in names(cast_of("de", text))


def test_an_authority_makes_no_deals(cast_of: CastOf) -> None:
    """Courts and commissions are told apart from companies."""
    cast = cast_of("en", "Harrow Ltd told the Securities and Exchange Commission that Milton Inc was sold.")
    assert [company.name for company in cast.companies if cast.official(company.id)] == [
        "Securities and Exchange Commission"
    ]
