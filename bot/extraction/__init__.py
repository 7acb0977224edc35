"""An article becomes facts: deals and people, each with its sentence. Importing this loads no model."""

from bot.extraction.reader import Extractor

__all__ = ["Extractor"]
