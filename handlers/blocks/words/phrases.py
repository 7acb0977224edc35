"""The sentences of one feature in every language: a module of its own beside the common words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Templates by name, filled with `str.format`; both languages have the same names and places to fill.

    What is filled in is mrkdwn already, so it is safe in any place.
    """

    english: Mapping[str, str]
    german: Mapping[str, str]

    def of(self, lang: str) -> Mapping[str, str]:
        """In a language by its ISO 639-1 code; English for every language but German."""
        return self.german if lang.lower().startswith("de") else self.english
