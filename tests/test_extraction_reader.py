"""The way in: languages, bad input, time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.extraction import Extractor
from storage.records import Reading


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def test_importing_it_loads_no_spacy() -> None:
    """The Slack process stays small."""
    code = "import sys, bot.extraction; sys.exit('spacy' in sys.modules or 'py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_other_languages_give_no_deals(extractor: Extractor) -> None:
    """The language is said, and that is all."""
    text = "Vent du Nord SA rachète le fabricant de pompes Harrow pour 40 millions d'euros, selon les deux sociétés."
    assert extractor.read(text) == Reading(lang="fr")


def test_the_same_text_gives_the_same_reading(extractor: Extractor) -> None:
    """Nothing is left over from one text to the next."""
    text = "Northwind Plc agreed to buy Harrow Ltd for $40 million. Mary Fielding, its chief executive, will stay."
    first = extractor.read(text)
    extractor.read("Milton Inc bought Larson Corp. Harrow is a name here too.")
    assert extractor.read(text) == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Harrow",
        "\n\n\n",
        "🙂🚀" * 200,
        "NORTHWIND HARROW MILTON LARSON",
        "Soup 4.50\nSteak 19.90\nWine 6.00\nCoffee 2.80",
        "Q1 | Q2 | Q3\n12 | 14 | 18\n9 | 11 | 13",
        "| Harrow | 12,4 % | 3,1 Mio. |\n" * 50,
        "l l l . . , ; N0rthw1nd b0ught H@rr0w f0r $$$",
        "\x00\ud800\u202e",
    ],
)
def test_bad_input_gives_no_deal(extractor: Extractor, text: str) -> None:
    """An honest result, never an exception, never an invented deal."""
    assert extractor.read(text).deals == ()


@pytest.mark.parametrize(
    "text",
    ["(" * 50_000, "x" * 100_000, "Northwind " * 100_000, "a1 b2 " * 20_000, "Harrow, " * 12_000, '"' * 60_000],
    ids=["brackets", "no space", "1 MB", "new words", "commas", "quotes"],
)
def test_hostile_text_is_bounded_in_time(extractor: Extractor, text: str) -> None:
    """100 kB are read at most, in seconds."""
    extractor.read("Northwind bought Harrow.", lang="en")
    started = time.process_time()
    extractor.read(text, lang="en")
    assert time.process_time() - started < 25


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_can_be_read(extractor: Extractor, text: str) -> None:
    """Whatever Unicode holds."""
    reading = extractor.read(text, lang="en")
    for facts in (*reading.deals, *reading.people):
        assert all(text[e.start : e.end] == e.sentence for e in facts.evidence)


def test_a_model_that_is_none_is_a_setting_that_is_wrong(tmp_path: Path) -> None:
    """The variable is named."""
    with pytest.raises(SettingsError, match="DEALBOT_MODEL_EN"):
        Extractor(model_en=tmp_path).read("Northwind Plc agreed to buy Harrow Ltd.", lang="en")
