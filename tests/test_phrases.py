"""What users read exists in both languages, with the same places to fill."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest

from handlers.blocks import words
from handlers.blocks.words import ENGLISH, GERMAN
from handlers.blocks.words.phrases import Phrases


def features() -> Iterator[tuple[str, Phrases]]:
    """Every feature's sentences, by the place they stand in."""
    yield "texts", Phrases(ENGLISH.texts, GERMAN.texts)
    for module in pkgutil.iter_modules(words.__path__, words.__name__ + "."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Phrases):
                yield f"{module.name}.{name}", value


def places(texts: Mapping[str, str]) -> dict[str, set[str]]:
    return {key: {place for _, place, _, _ in Formatter().parse(text) if place} for key, text in texts.items()}


@pytest.mark.parametrize(("name", "phrases"), [*features()])
def test_both_languages_say_the_same(name: str, phrases: Phrases) -> None:
    """A sentence that only one of them has would fail only once somebody asks in the other."""
    assert places(phrases.english) == places(phrases.german)
    assert phrases.of("de-AT") is phrases.german
    assert phrases.of("fr") is phrases.english
