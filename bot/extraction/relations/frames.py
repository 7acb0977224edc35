"""Triggers and their frames: from the arcs round a word to the roles it gives; order fills what is empty."""

from __future__ import annotations

from collections.abc import Iterator

from bot.extraction.lexicon import Trigger
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.conditions import Conditions
from bot.extraction.relations.order import Order
from bot.extraction.relations.phrases import Phrases
from bot.extraction.relations.roles import BY, Roles
from bot.extraction.sentences import Sentence, Word

_CLIMB = ("xcomp", "conj", "advcl", "acl", "ccomp", "parataxis", "relcl", "obj", "obl", "nmod", "dep", "appos")
_BEFORE_THAT = frozenset(["after", "since", "following", "earlier", "previously", "nachdem", "zuvor"])
_SUBJECTS = {
    "ipo": "target",
    "buy": "acquirer",
    "invest": "acquirer",
    "sell": "seller",
    "merge": "partner",
    "venture": "partner",
}
_PREDICATES = ("purchaser", "vendor", "backers")  # frames of nouns that name a side
_DATIVE = frozenset(("der", "dem", "einer", "einem", "ihrer", "ihrem", "seiner", "seinem", "dieser", "diesem"))
_NOT = frozenset(("not", "n't", "never", "nicht", "nie"))


def find_clues(sentence: Sentence, phrases: Phrases) -> list[Clue]:
    """The clues of a sentence; none, and hardly any work, where it has no trigger."""
    lexicon = phrases.lexicon
    if not any(lower in lexicon.verbs or lower in lexicon.nouns for lower in (*sentence.lowers, *sentence.joined)):
        return []
    clues = list(_Frames(sentence, phrases).clues())
    return [clue for clue in clues if not _earlier_round(clue, clues)]


def _earlier_round(clue: Clue, clues: list[Clue]) -> bool:
    """ "..., a year after it had raised as much from Y": an earlier round beside the one that is the news."""
    if clue.kind != "raise" or not any(other.kind == "raise" and other.trigger < clue.trigger for other in clues):
        return False
    before = clue.sentence.lowers[max(0, clue.trigger - 40) : clue.trigger]
    return bool(_BEFORE_THAT & set(before))


class _Frames(Roles):
    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        super().__init__(sentence, phrases)
        self._order = Order(sentence, phrases)
        self._conditions = Conditions(sentence, phrases)

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
        passive = self._passive(word)
        subjects, objects = self._subjects(word, passive), self._objects(word, passive)
        if self.lexicon.lang == "de" and not passive and not objects:
            subjects, objects = self._told_apart(subjects)
        datives = [thing for thing in (*objects, *self._bare(word)) if self._dative(thing)]
        objects = [thing for thing in objects if thing not in datives]
        if not self._conditions.met(word, trigger, objects):
            return None
        frame = trigger.frame
        clue = Clue(self.sentence, word.i, frame.kind, passive=passive)
        clue.share = any(self._conditions.speaks_of_share(thing) for thing in objects)
        if passive:
            self.give(clue, frame.places.get("passive"), subjects)
            self.give(clue, frame.places.get("agent"), self._agents(word))
        else:
            self.give(clue, frame.places.get("subject"), subjects)
            self.give(clue, frame.places.get("object"), objects)
        self.give(clue, frame.places.get("dative"), datives)
        self._prepositions(clue, word, trigger, objects)
        if not clue.roles.get("target") and {"company", "target"} & set(trigger.needs):
            return None
        self._robbed(clue)
        if clue.kind == "hire":
            return self._hired(clue)
        self._order.fill(clue, word, trigger)
        if {"both", "pair"} & set(trigger.needs) and not {"acquirer", "target"} <= set(clue.roles):
            return None
        if clue.kind == "sell" and clue.share and "target" not in clue.roles and "acquirer" in clue.roles:
            clue.add("target", clue.roles.pop("seller", []))  # "Harrow sells 5 % to Milton": of itself
        clue.negated = any(child.lower in _NOT for child in self.sentence.children(word.i, "advmod", "dep", "mark"))
        return clue

    def _passive(self, word: Word) -> bool:
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

    def _objects(self, word: Word, passive: bool) -> list[Word]:
        if passive:
            return []
        objects = self.sentence.children(word.i, "obj", "iobj")
        objects = [
            thing
            for thing in objects
            if self.led_by(thing.i) not in ("to", "from", "by", "for", "an", "von", "mit", "bei", "durch")
            and thing.lower != "sich"
        ]
        return objects or self.sentence.children(word.i, "ccomp", "xcomp") or self._shared(word)[1:]

    def _told_apart(self, subjects: list[Word]) -> tuple[list[Word], list[Word]]:
        """ "Harrow will seine Werft verkaufen": of two words parsed as subjects the one that is owned is the object."""
        owned = [s for s in subjects if any(c.lower in self.lexicon.names.owning for c in self.sentence.children(s.i))]
        others = [s for s in subjects if s not in owned]
        return (others, owned) if owned and others else (subjects, [])

    def _robbed(self, clue: Clue) -> None:
        """ "kauft der Harrow AG deren Werft ab": who stands right before "deren" is the seller."""
        words = self.sentence.words
        if clue.kind != "buy" or self.lexicon.lang != "de":
            return
        for mention in self.phrases.cast.mentions(self.sentence):
            behind = words[mention.last + 1].lower if mention.last + 1 < len(words) else ""
            if mention.first > clue.trigger and behind in ("deren", "dessen"):
                for role, parties in list(clue.roles.items()):
                    clue.roles[role] = [party for party in parties if party.company != mention.company]
                clue.roles = {role: parties for role, parties in clue.roles.items() if parties}
                clue.add("seller", [self.company(mention.company)])

    def _hired(self, clue: Clue) -> Clue:
        """Whose people are hired: the company named first of those that don't hire, behind the verb if one is."""
        mentions = sorted(self.phrases.cast.mentions(self.sentence), key=lambda m: (m.first < clue.trigger, m.first))
        others = [m.company for m in mentions if m.company not in clue.companies("acquirer")]
        clue.add("target", [self.company(company) for company in others[:1]])
        return clue

    def _bare(self, word: Word) -> list[Word]:
        """Companies that hang on a verb as neither objects nor by a preposition."""
        beside = self.sentence.children(word.i, "obl", "iobj")
        free = [thing for thing in beside if not self.led_by(thing.i)]
        public = self.lexicon.names.public
        return [thing for thing in free if thing.lower in public or self.phrases.named(self.sentence, thing.i)]

    def _dative(self, thing: Word) -> bool:
        """A German object that its article shows to be no accusative: "kauft der Harrow AG die Werft ab"."""
        if self.lexicon.lang != "de":
            return False
        return any(child.lower in _DATIVE for child in self.sentence.children(thing.i, "det", "poss"))

    def _agents(self, word: Word) -> list[Word]:
        agents = self.sentence.children(word.i, "agent")
        return agents or [
            child for child in self.sentence.children(word.i, "obl", "nmod") if self.sentence.preposition(child.i) in BY
        ]

    def _subjects(self, word: Word, passive: bool) -> list[Word]:
        if opener := self._opener(word):
            return [opener]
        own = self.sentence.children(word.i, "subj_pass") if passive else []
        own = own or self.sentence.children(word.i, "subj", "subj_pass") or self._shared(word)[:1]
        if own and not self._relative(own[0]):
            return own
        if word.rel in ("relcl", "acl") and (own or passive):
            return [self.sentence.words[word.head]]
        if own:
            return own
        return self._governing(word)

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
            if below.rel in ("acl", "nmod", "dep", "appos") and self.phrases.named(self.sentence, above.i):
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
                    or (thing is not word and preposition in self.lexicon.share_prepositions)
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
        clue = Clue(self.sentence, word.i, frame.kind, noun=True)
        clue.share = self._conditions.speaks_of_share(word)
        for child in self.sentence.children(word.i):
            preposition = self.led_by(child.i)
            if preposition:
                self.give(clue, frame.prepositions.get(preposition), [child])
            elif child.lower in self.lexicon.names.owning:
                self.give(clue, _SUBJECTS.get(clue.kind), [child])
            elif child.rel == "poss" or (self.lexicon.lang == "de" and child.rel == "nmod" and child.i > word.i):
                self.give(clue, frame.places.get("owner"), [child])
        self._turned(clue)
        mention = self.phrases.cast.at(self.sentence, word.i)
        if mention and mention.suffix:
            clue.add(
                frame.places.get("modifier", "target"),
                [Party(mention.company, self.phrases.cast.name(mention.company))],
            )
        self._doer(clue, word, trigger)
        if clue.kind == "merge":
            self._completed(clue, word)
        self._modifiers(clue, word, trigger)
        if "target" in trigger.needs and "target" not in clue.roles:
            return None
        if clue.kind in ("buy", "sell", "merge"):
            self._order.scan(clue, word, trigger)
        if clue.kind in ("merge", "venture") and len(clue.roles.get("partner", [])) < 2:
            self._headline(clue)
        return clue

    def _headline(self, clue: Clue) -> None:
        """ "Harrow, Milton form joint venture": the names in a row that open a headline are both sides of it."""
        mentions = self.phrases.cast.mentions(self.sentence)
        if self.sentence.title and mentions and mentions[0].first == 0 and mentions[0].last < clue.trigger:
            opening = self.phrases.parties(self.sentence, mentions[0].last)
            if len(opening) > 1:
                clue.add("partner", opening, near=True)

    def _named_as(self, clue: Clue, noun: Word) -> None:
        """ "The buyer of Harrow is Milton", "Milton is the buyer": who stands on the other side of "is"."""
        head = self.sentence.words[noun.head]
        if noun.rel == "subj" and self.phrases.named(self.sentence, head.i):
            self.give(clue, "acquirer", [head])
        elif self.sentence.children(noun.i, "cop"):
            self.give(clue, "acquirer", self.sentence.children(noun.i, "subj"))

    def _agreed_to(self, clue: Clue, verb: Word) -> bool:
        """ "Harrow has agreed to a takeover by Milton": who agrees is bought where the buyer is said."""
        behind = self.sentence.words[clue.trigger + 1 : clue.trigger + 8]
        said = "acquirer" in clue.roles or any(word.lower in BY for word in behind)
        return said and "target" not in clue.roles and clue.kind == "buy" and verb.lower in self.lexicon.consenting

    def _turned(self, clue: Clue) -> None:
        """ "its buyout by Harrow": whoever owns the noun is the one bought where another is said to buy."""
        sides = clue.roles.get("acquirer", [])
        if clue.kind != "buy" or len(sides) < 2 or "target" in clue.roles:
            return
        agents = [child for child in self.sentence.children(clue.trigger) if self.sentence.preposition(child.i) in BY]
        buyers = [party for child in agents for party in self.phrases.parties(self.sentence, child.i)]
        bought = [party for party in sides if party not in buyers]
        if buyers and bought:
            clue.roles["acquirer"] = [party for party in sides if party in buyers]
            clue.roles["target"] = bought

    def _completed(self, clue: Clue, word: Word) -> None:
        """A merger with one partner, or in German with none: its partners are the pair in front of it."""
        pair, partners = self._pair(word), clue.companies("partner")
        alone = len(partners) == 1 and partners < {party.company for party in pair}
        if alone or (self.lexicon.lang == "de" and not clue.roles):
            clue.add("partner", pair)

    def _pair(self, word: Word) -> list[Party]:
        """ "die Aktionäre von Harrow und Milton billigten die Fusion": two companies joined in front of the noun."""
        for mention in self.phrases.cast.mentions(self.sentence):
            if mention.last < word.i and not mention.suffix:
                parties = self.phrases.parties(self.sentence, mention.first)
                if len(parties) == 2:
                    return parties
        return []

    def _told_by_verb(self, word: Word, trigger: Trigger) -> bool:
        """ "will sich von einem Anteil trennen": the verb tells the deal, the share is only its object."""
        if trigger.frame.kind != "invest":
            return False
        above = next((above for above in self.sentence.ancestors(word.i) if above.pos in ("VERB", "AUX")), None)
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

    def _predicates(self, word: Word, verb: Word, subjects: list[Word]) -> list[Word]:
        """Whom a noun for a side is said of: "Käufer ist X", "zu den Geldgebern zählen X", "Käufer X"."""
        head = self.sentence.words[word.head]
        copular = word.rel.startswith("subj") and head.i != word.i and self.sentence.children(head.i, "cop")
        if copular and self.phrases.party(self.sentence, head.i):
            return [head]
        found = [s for s in subjects if s.i != word.i and self.phrases.party(self.sentence, s.i)]
        return found or self._listed(word) or ([word] if word.i != verb.i else [])

    def _listed(self, word: Word) -> list[Word]:
        """By order: the group spoken of in front of the noun, else the first name behind it that stands free."""
        words = self.sentence.words
        groups = [w for w in words[: word.i] if w.lower in self.lexicon.collective]
        behind = [m for m in self.phrases.cast.mentions(self.sentence) if m.first > word.i and not m.suffix]
        return groups[:1] or [words[m.first] for m in behind if not self.led_by(m.first)][:1]

    def _doer(self, clue: Clue, word: Word, trigger: Trigger) -> None:
        """The subject of the light verb that governs the noun: "X completes the acquisition of Y"."""
        for above in self.sentence.ancestors(word.i):
            if above.pos in ("VERB", "AUX"):
                break
        else:
            above = self.sentence.words[word.i]
        if trigger.frame.name == "bidder":
            subjects = self.sentence.children(word.i, "subj") or self._subjects(above, passive=False)
            self.give(clue, "acquirer", subjects)
            return
        if trigger.frame.name == "buyer":
            self._named_as(clue, word)
            return
        if above.lower not in self.lexicon.light and above.lower in self.lexicon.bystander:
            return
        subjects = [s for s in self._subjects(above, passive=False) if s.rel != "subj_pass"]
        if clue.kind == "raise" and any(t.frame.name == "lead" for t in self.lexicon.verbs.get(above.lower, ())):
            return  # who leads the round is no target
        if trigger.frame.name in _PREDICATES:
            self.give(clue, trigger.frame.places["owner"], self._predicates(word, above, subjects))
            return
        if self._agreed_to(clue, above):
            self.give(clue, "target", subjects)
            return
        role = trigger.frame.places.get("owner", "")
        if self.lexicon.lang == "de":
            role = _SUBJECTS.get(clue.kind, role)
        if above.lower in self.lexicon.reversed and trigger.frame.name == "takeover":
            role = "target"
        if role and (role not in clue.roles or role == "partner"):
            self.give(clue, role, [s for s in subjects if s.i != word.i])
