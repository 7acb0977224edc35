"""The way in: a text becomes a `Reading`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.extraction import language
from bot.extraction.companies import Cast
from bot.extraction.dates import published_in
from bot.extraction.layout import MAX_CHARS, blocks
from bot.extraction.lexicon import lexicon
from bot.extraction.people import PeopleReader
from bot.extraction.persons import with_persons
from bot.extraction.pipeline import Pipeline
from bot.extraction.relations.assembly import assemble
from bot.extraction.relations.facts import FactsReader, read_deals, with_hires
from bot.extraction.relations.frames import find_clues
from bot.extraction.relations.investors import investors
from bot.extraction.relations.phrases import Phrases
from storage.records import Reading


class Extractor:
    """Reads deals and people out of English and German news.

    `model_en` and `model_de` name spaCy pipelines (a folder or an installed package) that take the place of our own.
    A pipeline is loaded when the first text of its language comes; then `SettingsError` is raised where it can't be.
    """

    def __init__(self, model_en: str | Path | None = None, model_de: str | Path | None = None) -> None:
        self._models = {"en": model_en or None, "de": model_de or None}
        self._pipelines: dict[str, Pipeline] = {}

    def read(
        self, text: str, *, lang: str | None = None, title: str | None = None, published: date | None = None
    ) -> Reading:
        """The facts of one text, always the same for the same text; never raises on what a text may hold.

        `lang` is what the page declares, `title` its title where it is known apart from the text (which should begin
        with it), `published` the day of publication, to which "on Monday" is relative. Of a text longer than
        `MAX_CHARS` characters the rest is not read. Other languages than English and German give no deals.
        """
        text = text[:MAX_CHARS]
        found = language.detect(text, lang)
        if found not in language.READ:
            return Reading(lang=found)
        return self._read(text, found, title, published)

    def _read(self, text: str, lang: str, title: str | None, published: date | None) -> Reading:
        words = lexicon(lang)
        layout = blocks(text, title)
        sentences = with_persons(self._pipeline(lang).sentences(text, layout), words)
        cast = Cast(sentences, layout, words)
        phrases = Phrases(cast, words, sentences)
        clues = [
            clue for sentence in sentences for clue in (*find_clues(sentence, phrases), *investors(sentence, phrases))
        ]
        drafts = assemble(clues, sentences)
        facts = FactsReader(sentences, cast, words, published or published_in(text, lang))
        people = PeopleReader(cast, words).people(sentences)
        deals = with_hires(read_deals(drafts, facts), people, text, words)
        return Reading(lang, deals, people)

    def _pipeline(self, lang: str) -> Pipeline:
        if lang not in self._pipelines:
            self._pipelines[lang] = Pipeline(lang, self._models[lang])
        return self._pipelines[lang]
