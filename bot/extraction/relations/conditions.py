"""What a trigger needs beside it: the `needs` and `particle` of `patterns/*/triggers.toml`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.extraction.lexicon import Trigger
from bot.extraction.relations.roles import Roles
from bot.extraction.sentences import Word

_MONEY_SIGNS = frozenset(
    ["$", "€", "£", "¥", "₹", "rs", "rs.", "inr", "usd", "eur", "gbp", "chf", "us$", "c$", "a$", "crore", "lakh"]
)
_NEAR = 14  # words to either side in which money or a round counts as beside the trigger
_GERMAN_PARTICLE, _ENGLISH_PARTICLE = 40, 1  # words behind a verb in which its particle may stand


class Conditions(Roles):
    def met(self, word: Word, trigger: Trigger, objects: Sequence[Word]) -> bool:
        """Whether all that the trigger at `word` needs is there; `objects` are the verb's, or the noun itself."""
        return self._particle(word, trigger) and all(self._need(need, word, objects) for need in trigger.needs)

    def speaks_of_share(self, word: Word) -> bool:
        """Whether a noun phrase is about a share: "a 49 % stake"."""
        if self.phrases.is_share(self.sentence, word.i):
            return True
        inner = self.sentence.children(word.i, "compound", "nummod", "amod", "nmod")
        return any(self.phrases.is_share(self.sentence, child.i) for child in inner)

    def _particle(self, word: Word, trigger: Trigger) -> bool:
        if not trigger.particles:
            return True
        if self.lexicon.lang == "de":
            behind = self.sentence.words[word.i + 1 : word.i + 1 + _GERMAN_PARTICLE]
            near = [particle for particle in behind if particle.lower in trigger.particles]
            return any(self._separate(particle) or particle.i == word.head for particle in near)
        behind = self.sentence.words[word.i + 1 : word.i + 1 + _ENGLISH_PARTICLE]
        return any(near.lower in trigger.particles for near in (*behind, *self.sentence.children(word.i, "prt")))

    def _separate(self, word: Word) -> bool:
        """Whether a word is a verb's particle and not a preposition: "steigt bei X ein"."""
        if self.sentence.children(word.i) or word.rel == "case":
            return False
        return word.rel == "prt" or word.pos in ("ADP", "ADV", "PART")

    def _need(self, need: str, word: Word, objects: Sequence[Word]) -> bool:
        lowers = self.sentence.lowers
        match need:
            case "share":
                return any(self.speaks_of_share(thing) for thing in objects)
            case "private":
                return "private" in lowers[word.i : word.i + 12]
            case "investors":
                return any(child.lower in self.lexicon.investors for child in self.sentence.children(word.i, "subj"))
            case "one":
                return "one" in lowers[word.i + 1 : word.i + 3] or "eins" in lowers[word.i + 1 : word.i + 6]
            case "joint":
                joined = word.lower.startswith(("joint", "gemeinschaft"))
                return joined or (word.i > 0 and lowers[word.i - 1] in ("joint", "jv"))
            case "refused":
                return "nicht" in lowers[word.i : word.i + 8]
            case "owner":
                return bool({"besitzer", "eigentümer", "eigner", "besitz", "inhaber"} & set(lowers))
            case "exchange":
                return bool({"börse", "parkett", "börsengang"} & set(lowers[max(0, word.i - 8) : word.i + 9]))
            case "backed":
                return bool(self.lexicon.round & self.phrases.opening)
            case "money-from":
                return bool(self.lexicon.funding & set(lowers[: word.i]) or self.lexicon.backers & set(lowers))
            case "team":
                return bool(self.lexicon.team_paid & self.phrases.opening and self.lexicon.team & set(lowers))
            case "merging":
                return bool(self.lexicon.merging & self.phrases.opening) and "between" in lowers[word.i : word.i + 12]
            case "listing":
                denied = {"no", "kein", "keinen"} & set(lowers)
                return not denied and word.rel in ("obj", "obl", "nmod", "subj", "root")
            case "both":
                return self._goes_to_company(word)
            case "reflexive":
                return "sich" in lowers
            case "funding":
                return self._funding(word, objects)
            case "round" | "in-round":
                return bool(self.lexicon.round & set(lowers[max(0, word.i - 8) : word.i + 12]))
            case "money":
                return self._money(lowers[max(0, word.i - _NEAR) : word.i + _NEAR])
            case _:
                return True  # "company" and "target" are about roles, which are not given yet

    def _goes_to_company(self, word: Word) -> bool:
        """ "Harrow geht an Milton": a name behind "an"."""
        behind = (mention for mention in self.phrases.cast.mentions(self.sentence) if mention.first > word.i)
        return any(self.sentence.lowers[mention.first - 1] in ("an", "die") for mention in behind)

    def _funding(self, word: Word, objects: Sequence[Word]) -> bool:
        """Money raised from investors: "raises $5 million" where a round or backers are spoken of."""
        near = set(self.sentence.lowers[max(0, word.i - _NEAR) : word.i + _NEAR])
        if not (self.lexicon.round & near or self.lexicon.backers & self.phrases.opening):
            return False
        if self.sentence.title and self._money(self.sentence.lowers[word.i + 1 : word.i + 4]):
            return True
        return any(self._money([inner.lower for inner in self.sentence.subtree(thing.i)[:12]]) for thing in objects)

    def _money(self, lowers: Sequence[str]) -> bool:
        currencies = self.lexicon.tables["money"]["currencies"]
        return any(lower in currencies or lower in _MONEY_SIGNS or lower[:1] in _MONEY_SIGNS for lower in lowers)
