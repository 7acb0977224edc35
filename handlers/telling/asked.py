"""A question with what it is looked up in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.blocks.asking import Question
from handlers.blocks.words import Words, words_of
from handlers.filters import Filter, Key, Understood, understood
from handlers.queries import About, Query, with_name
from storage.audience import Audience
from storage.query import DealQuery, Party
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    store: Store
    audience: Audience
    query: Query
    today: date

    @property
    def words(self) -> Words:
        return words_of(self.query.lang)

    @property
    def filters(self) -> Understood:
        return understood(self.query.filters, self.today)

    @property
    def wanted(self) -> DealQuery:
        """The deals that are asked for."""
        filters = self.filters.query
        named = (Party(self.query.name, self.query.role),) if self.query.name else ()
        return replace(filters, companies=(*named, *filters.companies))

    @property
    def question(self) -> Question:
        """For a button that asks it again."""
        query = self.query
        return Question(query.asked, query.asking.value, query.lang, query.offset)

    def of(self, name: str) -> Question:
        """The same question about another name, for a button."""
        return replace(self.question, text=with_name(self.query, name), offset=0)

    def together(self, names: Sequence[str]) -> Asked:
        """The same question about deals that all of these companies are in."""
        filters = (*self.query.filters, *(Filter(Key.WITH, each) for each in names))
        return replace(self, query=replace(self.query, about=About.DEALS, name="", role=None, filters=filters))

    def about(self, name: str) -> Asked:
        """The same question about another name."""
        query = replace(self.query, name=name, asked=with_name(self.query, name), as_one_name=False)
        return replace(self, query=query)
