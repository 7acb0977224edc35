"""Which language a text is in, by py3langid over the languages business news comes in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = ("en", "de")
# 97 languages make short texts a lottery ("Microsoft to buy Github" is Dutch then); these are what links lead to.
_CANDIDATES = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "hu",
    "ro",
    "tr",
    "el",
    "ru",
    "uk",
    "ar",
    "he",
    "fa",
    "hi",
    "ja",
    "ko",
    "zh",
    "vi",
    "id",
]
_ENOUGH = 1_500  # characters; more doesn't change the answer
_SHORT = 160  # characters under which a page's own word for its language counts more than a guess


def detect(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of the text's language; `declared` ("de-AT") decides where the text is short."""
    said = (declared or "").lower().split("-")[0].split("_")[0]
    sample = text[:_ENOUGH]
    letters = sum(char.isalpha() for char in sample)
    if said in READ and letters < _SHORT:
        return said
    if not letters:
        return said or "en"
    if sample.isupper():
        sample = sample.lower()
    return str(_identifier().classify(sample)[0])


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = set(identifier.labels)
    identifier.set_languages([code for code in _CANDIDATES if code in known])
    return identifier
