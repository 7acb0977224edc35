"""Roles by the order of words, for what the arcs leave empty: headlines and long sentences are parsed worst."""

from __future__ import annotations

from bot.extraction.companies import Mention
from bot.extraction.lexicon import Frame, Trigger
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.roles import BY, Roles
from bot.extraction.sentences import Word

_REACH = 28  # words behind a trigger in which a role is looked for
_BACK = 12  # words in front of it
_BARRIERS = frozenset(
    [
        ";",
        ":",
        "while",
        "after",
        "before",
        "although",
        "because",
        "but",
        "sources",
        "said",
        "says",
        "told",
        "which",
        "aber",
        "während",
        "nachdem",
        "sagte",
    ]
)
_NO_ROLE = "-"  # in the place of a preposition behind which no party of the deal stands
_CLAUSES = ("root", "conj", "ccomp", "advcl", "parataxis")


class Order(Roles):
    def fill(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """Fill a verb's empty roles from the names behind it, and its subject from the one before."""
        self.scan(clue, word, trigger)
        role = trigger.frame.places.get("passive" if clue.passive else "subject", "")
        wanted = role and role not in clue.roles and (self.sentence.title or word.rel == "root")
        if wanted and (party := self._before(word, clue)):
            clue.add(role, [party], near=True)

    def scan(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """Walk on from the trigger: a name's role is that of the preposition before it, or the object's."""
        preposition, share, resume = "", False, 0
        for k in range(word.i + 1, min(word.i + _REACH, len(self.sentence.words))):
            after = self.sentence.words[k]
            if k < resume:
                continue
            if after.lower in ("which", "that", "who") and self.sentence.words[k - 1].text == ",":
                resume = self._clause_end(k)
            elif self._barrier(after):
                return
            elif mention := self.phrases.cast.at(self.sentence, k):
                if k == mention.first and not mention.suffix and not self._leads_on(mention.last):
                    self._name(clue, trigger.frame, mention, preposition, share=share)
            elif after.lower in self.lexicon.unit and self._heads(k):
                self._part(clue, trigger.frame, after, preposition)
            elif after.pos == "ADP" or after.lower in trigger.frame.prepositions:
                share = share or self.phrases.is_share(self.sentence, k - 1)
                describes = after.lower == "of" and self.sentence.words[k - 1].lower in self.lexicon.company
                preposition = _NO_ROLE if describes else after.lower  # "part-owner of Harrow"

    def _name(self, clue: Clue, frame: Frame, mention: Mention, preposition: str, *, share: bool) -> None:
        role = frame.prepositions.get(preposition, "")
        if not preposition and not clue.passive:
            role = frame.places.get("object", "")
        elif preposition in self.lexicon.share_prepositions and (share or preposition in frame.prepositions):
            role = role or "target"
        elif preposition in BY and (clue.passive or clue.noun):
            role = role or frame.places.get("agent", "")
        if role == "acquirer" and self.phrases.cast.official(mention.company):
            return
        if clue.kind == "raise" and role == "acquirer" and role not in clue.roles:
            clue.add(role, self.phrases.parties(self.sentence, mention.first), near=True)
            return
        second = role == "partner" and preposition == "mit" and len(clue.roles.get(role, [])) == 1
        if role and (role not in clue.roles or second) and mention.company not in _taken(clue):
            clue.add(role, [self.company(mention.company)], near=True)

    def _part(self, clue: Clue, frame: Frame, unit: Word, preposition: str) -> None:
        role = frame.prepositions.get(preposition, "") if preposition else frame.places.get("object", "")
        if role == "target" and role not in clue.roles:
            self.give(clue, role, [unit])
            clue.filled.add(role)

    def _clause_end(self, k: int) -> int:
        """Behind the comma that closes the relative clause that begins at word `k`."""
        words = self.sentence.words
        return next((j + 1 for j in range(k + 1, len(words)) if words[j].text == ","), len(words))

    def _heads(self, k: int) -> bool:
        """Whether word `k` ends its noun phrase: no noun or name follows directly."""
        words = self.sentence.words
        return k + 1 == len(words) or words[k + 1].pos not in ("NOUN", "PROPN")

    def _barrier(self, word: Word) -> bool:
        if word.lower in _BARRIERS or (word.lower in ("who", "that") and word.pos == "PRON"):
            return True
        return word.pos == "VERB" and word.rel in _CLAUSES and word.lower not in self.lexicon.unit

    def _leads_on(self, last: int) -> bool:
        """Whether a name only leads to the one that follows: "X's", "pump maker Harrow's owner Milton"."""
        words = self.sentence.words
        if last + 1 >= len(words):
            return False
        if words[last + 1].lower in ("'s", "’s", "'", "’"):
            return True
        return words[last + 1].lower in self.lexicon.company and bool(self.phrases.cast.at(self.sentence, last + 2))

    def _before(self, word: Word, clue: Clue) -> Party | None:
        """The nearest name in front that no preposition governs and that has no role yet."""
        words = self.sentence.words
        for k in range(word.i - 1, max(-1, word.i - _BACK), -1):
            mention = self.phrases.cast.at(self.sentence, k)
            if mention is None or mention.suffix:
                continue
            before = words[mention.first - 1]
            start_up = before.lower == "up" and words[mention.first - 2].text == "-"
            if mention.first == 0 or before.pos != "ADP" or start_up:
                return self.company(mention.company) if mention.company not in _taken(clue) else None
        return None


def _taken(clue: Clue) -> set[int]:
    return clue.companies("acquirer") | clue.companies("target") | clue.companies("seller") | clue.companies("partner")
