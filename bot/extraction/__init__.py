"""An article becomes facts: deals and people, each with the sentence it was read from. Importing this loads no model."""

from bot.extraction.reader import Extractor

__all__ = ["Extractor"]
