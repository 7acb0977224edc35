"""What stands round a verb: its subjects and objects, wherever the parser has put them, and whether it is passive."""

from __future__ import annotations

from bot.extraction.relations.roles import BY, Roles
from bot.extraction.sentences import Word

WITH = ("with", "mit")
_CLIMB = ("xcomp", "conj", "advcl", "acl", "ccomp", "parataxis", "relcl", "obj", "obl", "nmod", "dep", "appos")
_TO_BE = frozenset(("is", "are", "was", "were", "about", "due", "set", "likely", "expected", "soon", "to", "be"))
_DATIVE = frozenset(("der", "dem", "einer", "einem", "ihrer", "ihrem", "seiner", "seinem", "dieser", "diesem"))


class Arguments(Roles):
    def passive(self, word: Word) -> bool:
        """Whether the verb is a passive, or a participle behind a noun."""
        if self.sentence.children(word.i, "aux_pass", "subj_pass"):
            return True
        if word.lower.endswith("ing") or self.sentence.children(word.i, "obj", "aux", "subj"):
            return False
        if word.i + 1 < len(self.sentence.words) and self.sentence.words[word.i + 1].lower == "by":
            return True
        return any(
            child.lower in BY
            for agent in self.sentence.children(word.i)
            for child in self.sentence.children(agent.i, "case")
        ) and word.rel in ("acl", "relcl", "advcl", "amod")

    def state(self, word: Word) -> bool:
        """ "Die Werft ist verkauft": a German participle behind "to be", which the parser takes for a copula."""
        if self.lexicon.lang != "de" or not word.lower.endswith(("t", "en")) or self.sentence.children(word.i, "obj"):
            return False
        return any(
            verb.lower in ("ist", "sind", "sei", "seien") for verb in self.sentence.children(word.i, "cop", "aux")
        )

    def objects(self, word: Word, passive: bool) -> list[Word]:
        """What the verb is done to; German shares may be parsed as anything."""
        if passive:
            return []
        objects = self.sentence.children(word.i, "obj", "iobj")
        objects = [
            thing
            for thing in objects
            if self.led_by(thing.i) not in ("to", "from", "by", "for", "an", "von", "mit", "bei", "durch")
            and thing.lower != "sich"
        ]
        if not objects and self.lexicon.lang == "de":
            beside = self.sentence.children(word.i, "obl")
            objects = [t for t in beside if not self.led_by(t.i) and self.phrases.is_share(self.sentence, t.i)]
        return objects or self.sentence.children(word.i, "ccomp", "xcomp") or self._shared(word)[1:]

    def told_apart(self, subjects: list[Word]) -> tuple[list[Word], list[Word]]:
        """ "Harrow will seine Werft verkaufen", "Harrow hatte Milton erworben": of two subjects one is the object."""
        owned = [s for s in subjects if any(c.lower in self.lexicon.names.owning for c in self.sentence.children(s.i))]
        others = [s for s in subjects if s not in owned]
        if owned and others:
            return others, owned
        named = [s for s in subjects if s.rel == "subj" and self.phrases.named(self.sentence, s.i)]
        opens = bool(named) and named[0].i <= 1
        return (named[:1], named[1:]) if opens and len(named) == len(subjects) > 1 else (subjects, [])

    def by_case(self, word: Word, subjects: list[Word], objects: list[Word]) -> tuple[list[Word], list[Word]]:
        """ "Im März übernimmt der polnische Hersteller Harrow den Betrieb": the subject by its article."""
        own = self.sentence.children(word.i, "subj", "subj_pass")
        nominative = [thing for thing in objects if self._nominative(thing)]
        if own or not nominative:
            return subjects, objects
        return nominative, [thing for thing in objects if thing not in nominative]

    def _nominative(self, thing: Word) -> bool:
        """Whether article and adjective make a noun a masculine subject: "der neue Eigner", "ein neuer Eigner"."""
        articles = {child.lower for child in self.sentence.children(thing.i, "det")}
        adjectives = [child.lower for child in self.sentence.children(thing.i, "amod") if child.text.islower()]
        if "der" in articles:
            return all(a.endswith("e") for a in adjectives) if adjectives else thing.case == "Nom"
        return "ein" in articles and bool(adjectives) and all(a.endswith("er") for a in adjectives)

    def antecedents(self, word: Word, objects: list[Word]) -> list[Word]:
        """ "Harrow, which it acquired": what the pronoun stands for, named right before it."""
        found = []
        for thing in objects:
            k = thing.i - (2 if thing.i and self.sentence.words[thing.i - 1].text == "," else 1)
            relative = thing.lower in ("which", "that") and thing.i < word.i and k >= 0
            if relative and self.phrases.named(self.sentence, k):
                found.append(self.sentence.words[k])
        return found

    def bare(self, word: Word) -> list[Word]:
        """Companies that hang on a verb as neither objects nor by a preposition."""
        beside = self.sentence.children(word.i, "obl", "iobj")
        free = [thing for thing in beside if not self.led_by(thing.i)]
        public = self.lexicon.names.public
        return [thing for thing in free if thing.lower in public or self.phrases.named(self.sentence, thing.i)]

    def dative(self, thing: Word) -> bool:
        """A German object that its article shows to be no accusative: "kauft der Harrow AG die Werft ab"."""
        if self.lexicon.lang != "de":
            return False
        some = any(child.pos == "NUM" for child in self.sentence.children(thing.i, "nummod"))  # "48 der 61 Filialen"
        return not some and any(c.lower in _DATIVE for c in self.sentence.children(thing.i, "det", "poss"))

    def agents(self, word: Word) -> list[Word]:
        """Who does what a passive says: "by Harrow"."""
        agents = self.sentence.children(word.i, "agent")
        return agents or [
            child for child in self.sentence.children(word.i, "obl", "nmod") if self.sentence.preposition(child.i) in BY
        ]

    def subjects(self, word: Word, passive: bool) -> list[Word]:
        """The subjects of the verb itself or of the one that governs it."""
        if opener := self._opener(word):
            return [opener]
        own = self.sentence.children(word.i, "subj_pass") if passive else []
        own = own or self.sentence.children(word.i, "subj", "subj_pass") or self._shared(word)[:1]
        if not own and self.lexicon.lang == "de":
            own = [s for aux in self.sentence.children(word.i, "aux") for s in self.sentence.children(aux.i, "subj")]
        own = [subject for subject in own if self.sentence.preposition(subject.i) not in WITH]
        if own and not self._relative(own[0]):
            return own
        planned = self.sentence.words[word.head].lower in self.lexicon.control  # "in talks to be taken over"
        if word.rel in ("relcl", "acl") and (own or (passive and not planned)):
            return [self.sentence.words[word.head]]
        if own:
            return own
        return (self._to_be(word) if passive else []) or self._governing(word)

    def _to_be(self, word: Word) -> list[Word]:
        """ "Harrow is about to be bought": the subject of what stands in front of the passive."""
        words, k = self.sentence.words, word.i - 1
        while k > 0 and words[k].lower in _TO_BE:
            k -= 1
        return [words[k]] if k < word.i - 2 and words[k].rel == "subj" else []

    def _shared(self, word: Word) -> list[Word]:
        """The subjects of what a German copula or auxiliary stands with: "Harrow und Milton sind eins"."""
        if self.lexicon.lang != "de" or word.rel not in ("cop", "aux", "aux_pass"):
            return []
        return self.sentence.children(word.head, "subj", "subj_pass")

    def _opener(self, word: Word) -> Word | None:
        """ "Harrow, owner of the Milton works, acquires ...": who opened the sentence."""
        words = self.sentence.words
        k = word.i - 1
        while k > 0 and words[k].pos in ("AUX", "ADV"):
            k -= 1
        mentions = self.phrases.cast.mentions(self.sentence)
        if k < 3 or words[k].text != "," or not mentions or mentions[0].first > 1:
            return None
        first = mentions[0]
        return words[first.last] if first.last + 1 < k and words[first.last + 1].text == "," else None

    def _relative(self, word: Word) -> bool:
        return word.pos == "PRON" and word.lower in ("which", "who", "that", "der", "die", "das")

    def _governing(self, word: Word) -> list[Word]:
        """The subject of a verb further up: "agreed to buy", "in talks to buy", "a deal to buy"; "Meta to buy" too."""
        below = word
        for above in self.sentence.ancestors(word.i):
            if below.rel not in _CLIMB:
                return []
            beside = self.sentence.preposition(above.i) in WITH  # "an agreement with Milton to acquire"
            if (
                below.rel in ("acl", "nmod", "dep", "appos")
                and self.phrases.named(self.sentence, above.i)
                and not beside
            ):
                return [above]
            if owners := self._planners(above):
                return owners
            if found := self.sentence.children(above.i, "subj", "subj_pass"):
                return [above_word for above_word in found if above_word.i != below.i][:1]
            below = above
        return []

    def _planners(self, noun: Word) -> list[Word]:
        """ "Harrow's plan to acquire": whose deal, plan or bid it is."""
        if noun.pos != "NOUN" or noun.lower not in self.lexicon.control:
            return []
        return [owner for owner in self.sentence.children(noun.i, "poss") if self.phrases.party(self.sentence, owner.i)]
