"""Every word a user reads about deals and people, in English and in German, as data.

Templates are filled with `str.format`; what is filled in is mrkdwn already, so it is safe in any place.
"""

from __future__ import annotations

from handlers.blocks.words.english import ENGLISH
from handlers.blocks.words.german import GERMAN
from handlers.blocks.words.table import Action, Mood, Words

__all__ = ["ENGLISH", "GERMAN", "Action", "Mood", "Words", "words_of"]


def words_of(lang: str) -> Words:
    """The words of a language by its ISO 639-1 code; English for every language but German."""
    return GERMAN if lang.lower().startswith("de") else ENGLISH
