"""Triggers and their frames: from the arcs round a word to the roles it gives; order fills what is empty."""

from __future__ import annotations

from collections.abc import Iterator

from bot.extraction.lexicon import Trigger
from bot.extraction.relations.arguments import Arguments
from bot.extraction.relations.clues import NOT, Clue, Party
from bot.extraction.relations.conditions import Conditions
from bot.extraction.relations.investors import tells_of_earlier
from bot.extraction.relations.order import Order
from bot.extraction.relations.phrases import Phrases
from bot.extraction.relations.roles import BY, Roles
from bot.extraction.relations.sides import Sides
from bot.extraction.sentences import Sentence, Word
from bot.extraction.status import takes_back

_BEFORE_THAT = frozenset(["after", "since", "following", "earlier", "previously", "nachdem", "zuvor"])
_SUBJECTS = {
    "ipo": "target",
    "buy": "acquirer",
    "invest": "acquirer",
    "sell": "seller",
    "merge": "partner",
    "venture": "partner",
}


def find_clues(sentence: Sentence, phrases: Phrases) -> list[Clue]:
    """The clues of a sentence; none, and hardly any work, where it has no trigger."""
    lexicon = phrases.lexicon
    if not any(lower in lexicon.verbs or lower in lexicon.nouns for lower in (*sentence.lowers, *sentence.joined)):
        return []
    if takes_back(sentence, lexicon.lang):
        return []
    clues = list(_Frames(sentence, phrases).clues())
    return [clue for clue in clues if not _earlier_round(clue, clues, lexicon.lang)]


def _earlier_round(clue: Clue, clues: list[Clue], lang: str) -> bool:
    """ "..., a year after it had raised as much from Y": an earlier round beside the one that is the news."""
    if clue.kind == "raise" and "target" not in clue.roles and tells_of_earlier(clue, lang):
        return True
    if clue.kind != "raise" or not any(other.kind == "raise" and other.trigger < clue.trigger for other in clues):
        return False
    before = clue.sentence.lowers[max(0, clue.trigger - 40) : clue.trigger]
    return bool(_BEFORE_THAT & set(before))


class _Frames(Roles):
    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        super().__init__(sentence, phrases)
        self._order = Order(sentence, phrases)
        self._conditions = Conditions(sentence, phrases)
        self._arguments = Arguments(sentence, phrases)
        self._sides = Sides(sentence, phrases)

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
        for trigger in self.lexicon.nouns.get(self._noun_form(word), ()):
            if not self._verbal(word) and (clue := self._noun(word, trigger)) and clue.roles:
                yield clue
                return

    def _noun_form(self, word: Word) -> str:
        """A noun as the patterns write it: the last part of "Harrow-Deal", all of "tie - up"."""
        joined = self.sentence.hyphened(word.i)
        return joined if joined in self.lexicon.nouns else word.lower.rpartition("-")[2]

    def _verbal(self, word: Word) -> bool:
        if word.pos in ("VERB", "AUX"):
            return True
        if word.lower in self.lexicon.nouns:
            return False
        if self.sentence.title and self._before_money(word):
            return True  # "Start-up Harrow bags $5m"
        noun_phrase = bool(self.sentence.children(word.i, "det", "poss", "amod")) and word.pos in ("NOUN", "PROPN")
        return not noun_phrase and (self.sentence.title or word.pos in ("NOUN", "PROPN", "ADJ", "X", "ADP"))

    def _before_money(self, word: Word) -> bool:
        following = self.sentence.words[word.i + 1 : word.i + 2]
        return any(after.pos == "SYM" or after.lower[0] in "$€£₹" or after.text[0].isdigit() for after in following)

    def _compound_noun(self, word: Word) -> bool:
        return "-" in word.text and word.lower.rpartition("-")[2] in self.lexicon.nouns

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _verb(self, word: Word, trigger: Trigger) -> Clue | None:
        if "attribute" in trigger.needs:
            return self._sides.acquired(word) if word.rel == "amod" else None
        passive = self._arguments.passive(word) or ("passive" in trigger.frame.places and self._arguments.state(word))
        subjects, objects = self._arguments.subjects(word, passive), self._arguments.objects(word, passive)
        if self.lexicon.lang == "de" and not passive and not objects:
            subjects, objects = self._arguments.told_apart(subjects)
        if self.lexicon.lang == "de" and not passive:
            subjects, objects = self._arguments.by_case(word, subjects, objects)
        datives = [thing for thing in (*objects, *self._arguments.bare(word)) if self._arguments.dative(thing)]
        objects = [thing for thing in objects if thing not in datives]
        if not self._conditions.met(word, trigger, objects) or self._conditions.of_own_shares(word):
            return None
        frame = trigger.frame
        clue = Clue(self.sentence, word.i, frame.kind, passive=passive)
        clue.share = any(self._conditions.speaks_of_share(thing) for thing in objects)
        if passive:
            self.give(clue, frame.places.get("passive"), subjects)
            self.give(clue, frame.places.get("agent"), self._arguments.agents(word))
        else:
            if named := self._arguments.antecedents(word, objects):
                self.give(clue, frame.places.get("object"), named)
            self.give(clue, frame.places.get("subject"), subjects)
            self.give(clue, frame.places.get("object"), objects)
        self.give(clue, frame.places.get("dative"), datives)
        self._prepositions(clue, word, trigger, objects)
        if not clue.roles.get("target") and {"company", "target"} & set(trigger.needs):
            return None
        self._sides.robbed(clue)
        self._sides.belonging(clue)
        self._sides.other_side(clue)
        if clue.kind == "hire":
            return self._sides.hired(clue)
        self._order.fill(clue, word, trigger)
        clue.settle()
        if "known" in trigger.needs and not clue.companies("target"):
            return None
        if {"both", "pair"} & set(trigger.needs) and not {"acquirer", "target"} <= set(clue.roles):
            return None
        if clue.kind == "sell" and clue.share and "target" not in clue.roles and "acquirer" in clue.roles:
            clue.add("target", clue.roles.pop("seller", []))  # "Harrow sells 5 % to Milton": of itself
        clue.negated = any(child.lower in NOT for child in self.sentence.children(word.i, "advmod", "dep", "mark"))
        return clue

    def _prepositions(self, clue: Clue, word: Word, trigger: Trigger, objects: list[Word]) -> None:
        roles = trigger.frame.prepositions
        for thing in [word, *objects]:
            for child in self.sentence.children(thing.i):
                preposition = self.led_by(child.i)
                role = roles.get(preposition)
                if preposition == "mit" and "target" in clue.roles:
                    continue
                if (
                    not role
                    or (clue.passive and preposition in BY)
                    or (thing is not word and clue.kind != "raise" and preposition in self.lexicon.share_prepositions)
                ):
                    continue
                if child.rel in ("obl", "nmod", "iobj", "agent", "obj", "conj"):
                    self.give(clue, role, [child])

    # -- nouns ---------------------------------------------------------------------------------------------------

    def _noun(self, word: Word, trigger: Trigger) -> Clue | None:
        if (
            self._describes_other(word)
            or self._told_by_verb(word, trigger)
            or not self._conditions.met(word, trigger, [word])
        ):
            return None
        frame = trigger.frame
        clue = Clue(self.sentence, word.i, frame.kind, noun=True, side="predicate" in frame.places)
        clue.share = self._conditions.speaks_of_share(word)
        for child in self.sentence.children(word.i):
            preposition = self.led_by(child.i)
            if preposition:
                self.give(clue, frame.prepositions.get(preposition), [child])
            elif child.lower in self.lexicon.names.owning:
                named = {"predicate", "owner"}.isdisjoint(frame.places)  # "its new owner" is the owner of it
                self.give(clue, "target" if named else _SUBJECTS.get(clue.kind), [child])
            elif child.rel == "poss" or (self.lexicon.lang == "de" and child.rel == "nmod" and child.i > word.i):
                self.give(clue, frame.places.get("owner"), [child])
                self._sides.thing(clue, frame.places.get("owner"), child)
        self._sides.turned(clue)
        mention = self.phrases.cast.at(self.sentence, word.i)
        if mention and mention.suffix:
            clue.add(
                frame.places.get("modifier", "target"),
                [Party(mention.company, self.phrases.cast.name(mention.company))],
            )
        self._doer(clue, word, trigger)
        if clue.kind == "merge":
            self._sides.completed(clue, word)
        self._modifiers(clue, word, trigger)
        if "target" in trigger.needs and "target" not in clue.roles:
            return None
        if "pair" in trigger.needs and not {"acquirer", "target"} <= set(clue.roles):
            return None
        if clue.kind in ("buy", "sell", "merge"):
            self._order.scan(clue, word, trigger)
        self._sides.other_side(clue)
        pair = clue.kind in ("merge", "venture") and len(clue.roles.get("partner", [])) < 2
        if pair or (clue.kind == "ipo" and "target" not in clue.roles):
            self._sides.headline(clue)
        clue.settle()
        return clue

    def _told_by_verb(self, word: Word, trigger: Trigger) -> bool:
        """ "will sich von einem Anteil trennen": the verb tells the deal, or that there is none ("hält Anteile")."""
        if trigger.frame.kind != "invest":
            return False
        above = next((above for above in self.sentence.ancestors(word.i) if above.pos in ("VERB", "AUX")), None)
        if above is not None and above.lower in self.lexicon.idle:
            return True
        return above is not None and above.lower in self.lexicon.verbs and above.lower not in self.lexicon.light

    def _modifiers(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """A name in front of the noun: the target, or where that is said already the other side ("the Harrow bid")."""
        role = trigger.frame.places.get("modifier", "")
        if role == "target" and role in clue.roles:
            role = "acquirer"
        beside = self.sentence.children(word.i, "compound", "amod", "nmod")
        units = [child for child in beside if child.lower in self.lexicon.unit]  # "Harrow Plans Pump Unit Sale"
        for child in units or beside:
            if child.i < word.i and role and role not in clue.roles and not self.sentence.preposition(child.i):
                self.give(clue, role, [child])

    def _describes_other(self, word: Word) -> bool:
        """ "buyout firm", "merger talks": the noun only describes; talks and plans still are about the deal."""
        head = self.sentence.words[word.head]
        if word.rel != "compound" or head.i <= word.i:
            return False
        if word.lower == "venture" and head.lower in self.lexicon.company:
            return False  # "a joint venture company"
        return head.lower not in self.lexicon.nouns and head.lower not in self.lexicon.control

    def _doer(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """The subject of the light verb that governs the noun: "X completes the acquisition of Y"."""
        for above in self.sentence.ancestors(word.i):
            if above.pos in ("VERB", "AUX"):
                break
        else:
            above = self.sentence.words[word.i]
        if trigger.frame.name == "bidder":
            subjects = self.sentence.children(word.i, "subj") or self._arguments.subjects(above, passive=False)
            self.give(clue, "acquirer", subjects)
            return
        if trigger.frame.name == "buyer":
            self._sides.named_as(clue, word)
            return
        if above.lower in self.lexicon.advising:
            self._sides.client(clue, above)
        if above.lower not in self.lexicon.light and above.lower in self.lexicon.bystander:
            return
        subjects = [s for s in self._arguments.subjects(above, passive=False) if s.rel != "subj_pass"]
        if clue.kind == "raise" and any(t.frame.name == "lead" for t in self.lexicon.verbs.get(above.lower, ())):
            return  # who leads the round is no target
        if clue.kind == "buy" and above.lower in self.lexicon.valuing:
            beside = [*subjects, *self.sentence.children(above.i, "obj")]
            self.give(clue, "target", [thing for thing in beside if thing.i != word.i])
            return
        if side := trigger.frame.places.get("predicate"):
            if (
                clue.kind == "buy"
                and above.lower in self.lexicon.owned
                and subjects
                and trigger.frame.name == "purchaser"
            ):
                self.give(clue, "target", [s for s in subjects if s.i != word.i])  # "Harrow hat einen neuen Eigentümer"
                return
            self.give(clue, side, self._sides.predicates(word, above, subjects))
            return
        if self._sides.agreed_to(clue, above):
            self.give(clue, "target", subjects)
            return
        role = trigger.frame.places.get("owner", "")
        if self.lexicon.lang == "de":
            role = _SUBJECTS.get(clue.kind, role)
        role = trigger.frame.places.get("subject", role)
        if above.lower in self.lexicon.reversed and trigger.frame.name in ("takeover", "offer"):
            role = "target"
        if role and (role not in clue.roles or role == "partner"):
            self.give(clue, role, [s for s in subjects if s.i != word.i])
