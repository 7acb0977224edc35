"""Sides of a deal that stand in no place of a trigger: the other party of an agreement, a pair, who is advised."""

from __future__ import annotations

from bot.extraction.companies import Mention
from bot.extraction.relations.arguments import WITH
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.roles import BY, Roles
from bot.extraction.sentences import Word

_REACH = 5  # words between "with", the name it belongs to and what is agreed


class Sides(Roles):
    def robbed(self, clue: Clue) -> None:
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

    def belonging(self, clue: Clue) -> None:
        """ "erwirbt von Harrow dessen Tochter Milton": what stands behind "dessen" is bought."""
        lowers = self.sentence.lowers
        for k in range(clue.trigger + 1, len(lowers)):
            if lowers[k] in ("deren", "dessen") and clue.kind == "buy" and "target" not in clue.roles:
                behind = (m for m in self.phrases.cast.mentions(self.sentence) if 0 < m.first - k <= _REACH)
                clue.add("target", [self.company(m.company) for m in behind][:1], near=True)

    def acquired(self, word: Word) -> Clue | None:
        """ "der im Februar erworbene Hersteller Harrow": bought by the article's own company where none is said."""
        clue = Clue(self.sentence, word.i, "buy", passive=True)
        bought = self.sentence.words[word.head]
        while bought.rel == "amod" and bought.head > bought.i:
            bought = self.sentence.words[bought.head]  # "der erworbene Schweizer Hersteller"
        self.give(clue, "target", [bought])
        for child in self.sentence.children(word.i):
            if self.led_by(child.i) in BY:
                self.give(clue, "acquirer", [child])
        topic = self.phrases.cast.topic()
        if topic is not None and "acquirer" not in clue.roles and topic not in clue.companies("target"):
            clue.add("acquirer", [self.company(topic)], near=True)
        return clue if clue.companies("target") else None

    def hired(self, clue: Clue) -> Clue:
        """Whose people are hired: the company named first of those that don't hire, behind the verb if one is."""
        mentions = sorted(self.phrases.cast.mentions(self.sentence), key=lambda m: (m.first < clue.trigger, m.first))
        others = [m.company for m in mentions if m.company not in clue.companies("acquirer")]
        clue.add("target", [self.company(company) for company in others[:1]])
        return clue

    def other_side(self, clue: Clue) -> None:
        """ "an agreement with Milton on the sale of": who signs or talks with the one side is the other side."""
        wanted = {"sell": "acquirer", "buy": "seller"}.get(clue.kind)
        told = {"sell": {"seller", "target"}, "buy": {"acquirer", "target"}}.get(clue.kind, set())
        if wanted is None or wanted in clue.roles or not told <= set(clue.roles):
            return
        taken = {party.company for parties in clue.roles.values() for party in parties}
        for mention in self.phrases.cast.mentions(self.sentence):
            free = (
                mention.company not in taken and not mention.suffix and not self.phrases.cast.official(mention.company)
            )
            far = clue.trigger - mention.last
            if free and 0 < far <= _REACH and self._agreed_with(mention):
                clue.add(wanted, [self.company(mention.company)], near=True)
                return

    def _agreed_with(self, mention: Mention) -> bool:
        """ "an agreement with the pump maker Milton", "mit der Milton AG einen Vertrag": the word right beside it."""
        words = self.sentence.words
        k = mention.first - 1
        while k > 0 and k > mention.first - _REACH and words[k].pos in ("DET", "ADJ", "NOUN"):
            k -= 1
        if k < 0 or words[k].lower not in WITH:
            return False
        beside = (*words[max(0, k - _REACH) : k], *words[mention.last + 1 : mention.last + 1 + _REACH])
        agreed = self.lexicon.agreeing & set(self.sentence.lowers)
        return bool(agreed) or any(word.lower in self.lexicon.control for word in beside)

    def thing(self, clue: Clue, role: str | None, noun: Word) -> None:
        """ "der Verkauf der Rüstungselektronik von Harrow": a common noun with an owner is a part of that company."""
        owner = self.phrases.owner(self.sentence, noun.i)
        if role == "target" and role not in clue.roles and owner is not None and noun.pos == "NOUN":
            clue.add("target", [Party(None, self.phrases.nominative(self.sentence, noun.i), owner)])
            clue.add("seller", [self.company(owner)])

    def headline(self, clue: Clue) -> None:
        """ "Harrow, Milton form joint venture": the names in a row that open a headline are both sides of it."""
        mentions = self.phrases.cast.mentions(self.sentence)
        if self.sentence.title and mentions and mentions[0].first == 0 and mentions[0].last < clue.trigger:
            if clue.kind == "ipo":
                clue.add("target", [self.company(mentions[0].company)], near=True)
                return
            opening = self.phrases.parties(self.sentence, mentions[0].last)
            if len(opening) > 1:
                clue.add("partner", opening, near=True)

    def named_as(self, clue: Clue, noun: Word) -> None:
        """ "The buyer of Harrow is Milton", "Milton is the buyer": who stands on the other side of "is"."""
        head = self.sentence.words[noun.head]
        if noun.rel == "subj" and self.phrases.named(self.sentence, head.i):
            self.give(clue, "acquirer", [head])
        elif self.sentence.children(noun.i, "cop"):
            self.give(clue, "acquirer", self.sentence.children(noun.i, "subj"))

    def client(self, clue: Clue, verb: Word) -> None:
        """ "Milton & Roe advised Harrow on the sale of": who is advised does what the noun says."""
        role = {"sell": "seller", "buy": "acquirer"}.get(clue.kind)
        if role and role not in clue.roles:
            self.give(clue, role, self.sentence.children(verb.i, "obj"))

    def agreed_to(self, clue: Clue, verb: Word) -> bool:
        """ "Harrow has agreed to a takeover by Milton": who agrees is bought where the buyer is said."""
        behind = self.sentence.words[clue.trigger + 1 : clue.trigger + 8]
        said = "acquirer" in clue.roles or any(word.lower in BY for word in behind)
        return said and "target" not in clue.roles and clue.kind == "buy" and verb.lower in self.lexicon.consenting

    def turned(self, clue: Clue) -> None:
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

    def completed(self, clue: Clue, word: Word) -> None:
        """A merger with one partner, or in German with none: its partners are the pair in front of it."""
        pair, partners = self._pair(word), clue.companies("partner")
        alone = len(partners) == 1 and partners < {party.company for party in pair}
        if alone or (self.lexicon.lang == "de" and not clue.roles):
            clue.add("partner", pair)

    def _pair(self, word: Word) -> list[Party]:
        """ "die Aktionäre von Harrow und Milton billigten die Fusion": two joined, in front or right behind."""
        for mention in self.phrases.cast.mentions(self.sentence):
            behind = self.lexicon.lang == "de" and 0 < mention.first - word.i <= _REACH
            beside = mention.last < word.i or behind
            if beside and not mention.suffix:
                parties = self.phrases.parties(self.sentence, mention.first)
                if len(parties) == 2:
                    return parties
        return []

    def predicates(self, word: Word, verb: Word, subjects: list[Word]) -> list[Word]:
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
