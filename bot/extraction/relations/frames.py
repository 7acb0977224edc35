"""Triggers and their frames: from the arcs round a verb or noun to the roles it gives. Words in order fill what is empty."""

from __future__ import annotations

from collections.abc import Iterator

from bot.extraction.lexicon import Lexicon, Trigger
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.phrases import Phrases
from bot.extraction.sentences import Sentence, Word

_CLIMB = ("xcomp", "conj", "advcl", "acl", "ccomp", "parataxis", "relcl", "obj", "obl", "nmod", "dep", "appos")
_MONEY_SIGNS = frozenset("$ € £ ¥ ₹ rs rs. inr usd eur gbp chf us$ c$ a$ crore lakh".split())
_BEFORE_THAT = frozenset("after since following earlier previously nachdem zuvor".split())
_REACH = 28  # words behind a trigger in which a role is looked for by order
_BARRIERS = frozenset(
    "; : while after before although because but sources said says told which aber während nachdem sagte".split()
)
_SUBJECTS = {"buy": "acquirer", "invest": "acquirer", "sell": "seller", "merge": "partner", "venture": "partner"}
_NOT = frozenset(("not", "n't", "never", "nicht", "nie"))
_BY = frozenset(("by", "von", "vom", "durch"))


def find_clues(sentence: Sentence, phrases: Phrases) -> list[Clue]:
    """The clues of a sentence; none, and hardly any work, where it has no trigger."""
    lexicon = phrases.lexicon
    if not any(lower in lexicon.verbs or lower in lexicon.nouns for lower in sentence.lowers):
        return []
    clues = list(_Frames(sentence, phrases).clues())
    return [clue for clue in clues if not _earlier_round(clue, clues)]


def _earlier_round(clue: Clue, clues: list[Clue]) -> bool:
    """ "..., six months after it raised $400 million from Y": an earlier round beside the one that is the news."""
    if clue.kind != "raise" or not any(other.kind == "raise" and other.trigger < clue.trigger for other in clues):
        return False
    before = clue.sentence.lowers[max(0, clue.trigger - 40) : clue.trigger]
    return bool(_BEFORE_THAT & set(before))


class _Frames:
    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.sentence = sentence
        self.phrases = phrases
        self.lexicon: Lexicon = phrases.lexicon

    def clues(self) -> Iterator[Clue]:
        for word in self.sentence.words:
            if self.phrases.cast.at(self.sentence, word.i) and not self._compound_noun(word):
                continue
            yield from self._at(word)

    def _at(self, word: Word) -> Iterator[Clue]:
        for trigger in self.lexicon.verbs.get(word.lower, ()):
            if self._verbal(word) and (clue := self._verb(word, trigger)) and clue.roles:
                yield clue
                return
        for trigger in self.lexicon.nouns.get(word.lower.rpartition("-")[2], ()):
            if not self._verbal(word) and (clue := self._noun(word, trigger)) and clue.roles:
                yield clue
                return

    def _verbal(self, word: Word) -> bool:
        if word.pos in ("VERB", "AUX"):
            return True
        if word.lower in self.lexicon.nouns:
            return False
        noun_phrase = bool(self.sentence.children(word.i, "det", "poss", "amod")) and word.pos in ("NOUN", "PROPN")
        return not noun_phrase and (self.sentence.title or word.pos in ("NOUN", "PROPN", "ADJ", "X", "ADP"))

    def _compound_noun(self, word: Word) -> bool:
        return "-" in word.text and word.lower.rpartition("-")[2] in self.lexicon.nouns

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _verb(self, word: Word, trigger: Trigger) -> Clue | None:
        passive = self._passive(word)
        objects = self._objects(word, passive)
        if not self._particle(word, trigger) or not self._needs(word, trigger, objects):
            return None
        frame = trigger.frame
        clue = Clue(self.sentence, word.i, frame.kind, passive=passive)
        clue.share = any(self._speaks_of_share(thing) for thing in objects)
        subjects = self._subjects(word, passive)
        if passive:
            self._give(clue, frame.places.get("passive"), subjects)
            self._give(clue, frame.places.get("agent"), self._agents(word))
        else:
            self._give(clue, frame.places.get("subject"), subjects)
            self._give(clue, frame.places.get("object"), objects)
        self._prepositions(clue, word, trigger, objects)
        if not clue.roles.get("target") and {"company", "target"} & set(trigger.needs):
            return None
        self._fill(clue, word, trigger)
        if clue.kind == "sell" and clue.share and "target" not in clue.roles and "acquirer" in clue.roles:
            clue.add("target", clue.roles.pop("seller", []))  # "L&T sells 5 % to Bain": of itself
        clue.negated = any(child.lower in _NOT for child in self.sentence.children(word.i, "advmod", "dep", "mark"))
        return clue

    def _give(self, clue: Clue, role: str | None, words: list[Word]) -> None:
        if not role:
            return
        for word in words:
            parties = self.phrases.parties(self.sentence, word.i)
            if role == "partner" and (not parties or parties[0].pointed) and word.lower in self.lexicon.names.plural:
                parties = self.phrases.both(self.sentence)
            if role != "target":
                parties = [self._whole(party) for party in parties]
            clue.add(role, parties)
            for party in parties:
                if party.owner is not None and role == "target":
                    name = self.phrases.cast.name(party.owner)
                    clue.add("seller", [Party(party.owner, name)])

    def _whole(self, party: Party) -> Party:
        """Who buys or sells through "the investment arm of Intel" is Intel."""
        if party.company is None and party.owner is not None:
            return Party(party.owner, self.phrases.cast.name(party.owner))
        return party

    def _passive(self, word: Word) -> bool:
        if self.sentence.children(word.i, "aux_pass", "subj_pass"):
            return True
        if word.lower.endswith("ing") or self.sentence.children(word.i, "obj", "aux", "subj"):
            return False
        return any(
            child.lower in _BY
            for agent in self.sentence.children(word.i)
            for child in self.sentence.children(agent.i, "case")
        ) and word.rel in ("acl", "relcl", "advcl", "amod")

    def _objects(self, word: Word, passive: bool) -> list[Word]:
        if passive:
            return []
        objects = self.sentence.children(word.i, "obj", "iobj")
        objects = [
            thing
            for thing in objects
            if self.sentence.preposition(thing.i) not in ("to", "from", "by", "for", "an", "von")
        ]
        return objects or self.sentence.children(word.i, "ccomp", "xcomp")

    def _agents(self, word: Word) -> list[Word]:
        agents = self.sentence.children(word.i, "agent")
        return agents or [
            child
            for child in self.sentence.children(word.i, "obl", "nmod")
            if self.sentence.preposition(child.i) in _BY
        ]

    def _subjects(self, word: Word, passive: bool) -> list[Word]:
        own = self.sentence.children(word.i, "subj_pass") if passive else []
        own = own or self.sentence.children(word.i, "subj", "subj_pass")
        if own and not self._relative(own[0]):
            return own
        if word.rel in ("relcl", "acl") and (own or passive):
            return [self.sentence.words[word.head]]
        if own:
            return own
        return self._governing(word)

    def _relative(self, word: Word) -> bool:
        return word.pos == "PRON" and word.lower in ("which", "who", "that", "der", "die", "das")

    def _governing(self, word: Word) -> list[Word]:
        """The subject of a verb further up: "agreed to buy", "is in talks to buy", "a deal to buy"; "Meta to buy" too."""
        below = word
        for above in self.sentence.ancestors(word.i):
            if below.rel not in _CLIMB:
                return []
            if below.rel in ("acl", "nmod", "dep", "appos") and self.phrases.named(self.sentence, above.i):
                return [above]
            if above.pos == "NOUN" and above.lower in self.lexicon.control:
                if owners := [
                    o for o in self.sentence.children(above.i, "poss") if self.phrases.party(self.sentence, o.i)
                ]:
                    return owners
            if found := self.sentence.children(above.i, "subj", "subj_pass"):
                return [above_word for above_word in found if above_word.i != below.i][:1]
            below = above
        return []

    def _prepositions(self, clue: Clue, word: Word, trigger: Trigger, objects: list[Word]) -> None:
        roles = trigger.frame.prepositions
        for thing in [word, *objects]:
            for child in self.sentence.children(thing.i):
                preposition = self.sentence.preposition(child.i)
                role = roles.get(preposition)
                if preposition == "mit" and "target" in clue.roles:
                    continue
                if (
                    not role
                    or (clue.passive and preposition in _BY)
                    or (thing is not word and preposition in self.lexicon.share_prepositions)
                ):
                    continue
                if child.rel in ("obl", "nmod", "iobj", "agent", "obj", "conj"):
                    self._give(clue, role, [child])

    # -- nouns ---------------------------------------------------------------------------------------------------

    def _noun(self, word: Word, trigger: Trigger) -> Clue | None:
        if self._describes_other(word) or self._told_by_verb(word, trigger) or not self._needs(word, trigger, [word]):
            return None
        frame = trigger.frame
        clue = Clue(self.sentence, word.i, frame.kind, noun=True)
        clue.share = self._speaks_of_share(word)
        for child in self.sentence.children(word.i):
            preposition = self.sentence.preposition(child.i)
            if preposition:
                self._give(clue, frame.prepositions.get(preposition), [child])
            elif child.lower in self.lexicon.names.owning:
                self._give(clue, _SUBJECTS.get(clue.kind), [child])
            elif child.rel == "poss" or (self.lexicon.lang == "de" and child.rel == "nmod" and child.i > word.i):
                self._give(clue, frame.places.get("owner"), [child])
        mention = self.phrases.cast.at(self.sentence, word.i)
        if mention and mention.suffix:
            clue.add(
                frame.places.get("modifier", "target"),
                [Party(mention.company, self.phrases.cast.name(mention.company))],
            )
        self._doer(clue, word, trigger)
        self._modifiers(clue, word, trigger)
        if clue.kind in ("buy", "sell", "merge"):
            self._scan(clue, word, trigger)
        return clue

    def _told_by_verb(self, word: Word, trigger: Trigger) -> bool:
        """ "will sich von einem Anteil trennen": the verb tells the deal, the share is only its object."""
        if trigger.frame.kind != "invest":
            return False
        above = next((above for above in self.sentence.ancestors(word.i) if above.pos in ("VERB", "AUX")), None)
        return above is not None and above.lower in self.lexicon.verbs and above.lower not in self.lexicon.light

    def _modifiers(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """A name in front of the noun: the target, or where that is said already the other side ("the Briscoe bid")."""
        role = trigger.frame.places.get("modifier", "")
        if role == "target" and role in clue.roles:
            role = "acquirer"
        for child in self.sentence.children(word.i, "compound", "amod", "nmod"):
            if child.i < word.i and role and role not in clue.roles and not self.sentence.preposition(child.i):
                self._give(clue, role, [child])

    def _describes_other(self, word: Word) -> bool:
        """ "buyout firm", "merger talks": the noun only describes; talks and plans still are about the deal."""
        head = self.sentence.words[word.head]
        if word.rel != "compound" or head.i <= word.i:
            return False
        return head.lower not in self.lexicon.nouns and head.lower not in self.lexicon.control

    def _doer(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """The subject of the light verb that governs the noun: "X completes the acquisition of Y"."""
        for above in self.sentence.ancestors(word.i):
            if above.pos in ("VERB", "AUX"):
                break
        else:
            above = self.sentence.words[word.i]
        if trigger.frame.name == "bidder":
            subjects = self.sentence.children(word.i, "subj") or self._subjects(above, passive=False)
            self._give(clue, "acquirer", subjects)
            return
        if above.lower not in self.lexicon.light and (
            self.lexicon.lang == "en" or above.lower in self.lexicon.bystander
        ):
            return
        subjects = [s for s in self._subjects(above, passive=False) if s.rel != "subj_pass"]
        role = trigger.frame.places.get("owner", "")
        if self.lexicon.lang == "de":
            role = _SUBJECTS.get(clue.kind, role)
        if above.lower in self.lexicon.reversed and trigger.frame.name == "takeover":
            role = "target"
        if role and (role not in clue.roles or role == "partner"):
            self._give(clue, role, [s for s in subjects if s.i != word.i])

    # -- conditions ----------------------------------------------------------------------------------------------

    def _speaks_of_share(self, word: Word) -> bool:
        if self.phrases.is_share(self.sentence, word.i):
            return True
        inner = self.sentence.children(word.i, "compound", "nummod", "amod", "nmod")
        return any(self.phrases.is_share(self.sentence, child.i) for child in inner)

    def _particle(self, word: Word, trigger: Trigger) -> bool:
        if not trigger.particles:
            return True
        reach = 40 if self.lexicon.lang == "de" else 8
        after = self.sentence.words[word.i + 1 : word.i + 1 + reach]
        if self.lexicon.lang == "de":
            return any(
                w.lower in trigger.particles
                and (w.rel == "prt" or w.pos in ("ADP", "ADV", "PART"))
                and not self.sentence.children(w.i)
                and w.rel != "case"
                for w in after
            )
        return any(w.lower in trigger.particles for w in after[:1]) or any(
            w.lower in trigger.particles for w in self.sentence.children(word.i, "prt")
        )

    def _needs(self, word: Word, trigger: Trigger, objects: list[Word]) -> bool:
        return all(self._need(need, word, objects) for need in trigger.needs)

    def _need(self, need: str, word: Word, objects: list[Word]) -> bool:
        sentence, lexicon = self.sentence, self.lexicon
        after = sentence.lowers[word.i + 1 : word.i + 12]
        match need:
            case "share":
                return any(self._speaks_of_share(thing) for thing in objects)
            case "private":
                return "private" in after
            case "joint":
                return (
                    word.i > 0
                    and sentence.lowers[word.i - 1] in ("joint", "jv")
                    or word.lower.startswith(("joint", "gemeinschaft"))
                )
            case "merging":
                return bool(lexicon.merging & self.phrases.opening) and "between" in after
            case "reflexive":
                return "sich" in sentence.lowers
            case "funding":
                near = sentence.lowers[max(0, word.i - 14) : word.i + 14]
                about = lexicon.round & set(near) or lexicon.backers & self.phrases.opening
                return bool(about) and any(self._is_money(thing) for thing in objects)
            case "round" | "in-round":
                return bool(lexicon.round & set(sentence.lowers[max(0, word.i - 8) : word.i + 12]))
            case "money":
                return self._money(sentence.lowers[max(0, word.i - 14) : word.i + 14])
            case _:
                return True

    def _is_money(self, word: Word) -> bool:
        """Whether an object is a sum, or a round of one: "raises $5 million", "closed a $2 m round"."""
        return self._money(tuple(inner.lower for inner in self.sentence.subtree(word.i)[:12]))

    def _money(self, lowers: tuple[str, ...]) -> bool:
        currencies = self.lexicon.tables["money"]["currencies"]
        return any(lower in currencies or lower in _MONEY_SIGNS or lower[:1] in _MONEY_SIGNS for lower in lowers)

    # -- order ---------------------------------------------------------------------------------------------------

    def _fill(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """Fill empty roles from the order of words: headlines and long sentences, where arcs are least to be trusted."""
        self._scan(clue, word, trigger)
        role = trigger.frame.places.get("passive" if clue.passive else "subject", "")
        if role and role not in clue.roles and (self.sentence.title or word.rel == "root"):
            if party := self._before(word, self._taken(clue)):
                clue.add(role, [party], near=True)

    def _scan(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """Walk on from the trigger: a name's role is that of the preposition before it, or the object's."""
        frame = trigger.frame
        preposition, share = "", False
        for k in range(word.i + 1, min(word.i + _REACH, len(self.sentence.words))):
            after = self.sentence.words[k]
            if self._barrier(after, k):
                return
            mention = self.phrases.cast.at(self.sentence, k)
            if mention is None and after.lower in self.lexicon.unit and self._heads(k):
                role = frame.prepositions.get(preposition, "") if preposition else frame.places.get("object", "")
                if role == "target" and role not in clue.roles:
                    self._give(clue, role, [after])
                    clue.filled.add(role)
                continue
            if mention is None:
                if after.pos == "ADP" or after.lower in frame.prepositions:
                    share = share or (k and self.phrases.is_share(self.sentence, k - 1))
                    preposition = after.lower
                continue
            if k != mention.first or mention.suffix or self._owns(mention.last):
                continue
            role = frame.prepositions.get(preposition, "")
            if not preposition and not clue.passive:
                role = frame.places.get("object", "")
            elif preposition in self.lexicon.share_prepositions and (share or preposition in frame.prepositions):
                role = role or "target"
            elif preposition in _BY and (clue.passive or clue.noun):
                role = role or frame.places.get("agent", "")
            if role and role not in clue.roles and mention.company not in self._taken(clue):
                clue.add(role, [Party(mention.company, self.phrases.cast.name(mention.company))], near=True)

    def _taken(self, clue: Clue) -> set[int]:
        return clue.companies("acquirer") | clue.companies("target") | clue.companies("seller")

    def _heads(self, k: int) -> bool:
        """Whether word `k` ends its noun phrase: no noun or name follows directly."""
        words = self.sentence.words
        return k + 1 == len(words) or words[k + 1].pos not in ("NOUN", "PROPN")

    def _barrier(self, word: Word, k: int) -> bool:
        if word.lower in _BARRIERS:
            return True
        if word.lower in ("which", "who", "that") and word.pos == "PRON":
            return True
        return word.pos == "VERB" and word.rel in ("root", "conj", "ccomp", "advcl", "parataxis") and k > 0

    def _owns(self, last: int) -> bool:
        """Whether a name only leads to the one that follows: "X's", "Gola owner Jacobson"."""
        words = self.sentence.words
        if last + 1 >= len(words):
            return False
        if words[last + 1].lower in ("'s", "’s", "'", "’"):
            return True
        return (
            words[last + 1].lower in self.lexicon.company and self.phrases.cast.at(self.sentence, last + 2) is not None
        )

    def _before(self, word: Word, taken: set[int]) -> Party | None:
        words = self.sentence.words
        for k in range(word.i - 1, max(-1, word.i - 12), -1):
            if found := self.phrases.named(self.sentence, k):
                mention = self.phrases.cast.at(self.sentence, k)
                first = mention.first if mention else k
                if first == 0 or words[first - 1].pos != "ADP":
                    return found if found.company not in taken else None
        return None
