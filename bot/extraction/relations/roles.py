"""Giving roles to the words of one sentence: what `frames` (by arcs) and `order` (by word order) share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.extraction.lexicon import Lexicon
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.phrases import Phrases
from bot.extraction.sentences import Sentence, Word

BY = frozenset(("by", "von", "vom", "durch"))


class Roles:
    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.sentence = sentence
        self.phrases = phrases
        self.lexicon: Lexicon = phrases.lexicon

    def give(self, clue: Clue, role: str | None, words: Sequence[Word]) -> None:
        """Give a role to the parties that the phrases of `words` name; whom a part is bought from is its seller."""
        if not role:
            return
        for word in words:
            parties = self._parties(word, role)
            clue.add(role, parties)
            if role == "target":
                clue.add("seller", [self.company(party.owner) for party in parties if party.owner is not None])

    def _parties(self, word: Word, role: str) -> list[Party]:
        parties = self.phrases.parties(self.sentence, word.i)
        if role == "target":
            return parties
        if role == "partner":
            if (not parties or parties[0].pointed) and word.lower in self.lexicon.names.plural:
                parties = self.phrases.both(self.sentence)
            parties = [party for party in parties if not party.actor]
        # who buys or sells through "the venture arm of Harrow" is Harrow
        parties = [
            self.company(party.owner) if party.company is None and party.owner is not None else party
            for party in parties
        ]
        return [party for party in parties if party.company is None or not self.phrases.cast.official(party.company)]

    def led_by(self, i: int) -> str:
        """The preposition of word `i`, or before the name it is part of, which German parses often cut in two."""
        preposition = self.sentence.preposition(i)
        mention = self.phrases.cast.at(self.sentence, i)
        if preposition or mention is None or self.lexicon.lang != "de":
            return preposition
        k = mention.first - 1
        while k > 0 and self.sentence.words[k].pos == "DET":
            k -= 1
        before = self.sentence.words[max(k, 0)]
        return before.lower if before.pos == "ADP" and before.i < mention.first else ""

    def company(self, company: int) -> Party:
        return Party(company, self.phrases.cast.name(company))
