"""What a trigger needs beside it: the `needs` and `particle` of `patterns/*/triggers.toml`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.extraction.lexicon import Trigger
from bot.extraction.relations.roles import Roles
from bot.extraction.sentences import Word

_MONEY_SIGNS = frozenset(
    ["$", "€", "£", "¥", "₹", "rs", "rs.", "inr", "usd", "eur", "gbp", "chf", "us$", "c$", "a$", "crore", "lakh"]
)
_MILLION = 1e6
_OWN_SHARES = 9  # words behind a verb in which what is bought back stands
_NEAR = 14  # words to either side in which money or a round counts as beside the trigger
_GERMAN_PARTICLE, _ENGLISH_PARTICLE = 40, 1  # words behind a verb in which its particle may stand

_BESIDE = 5  # words
_SOON = frozenset(("künftig", "zukünftig", "ab", "bald", "nun", "jetzt", "fortan"))
_JOINING = frozenset(
    [
        "become",
        "becomes",
        "became",
        "becoming",
        "wird",
        "werden",
        "wurde",
        "wurden",
        "werde",
        "kommt",
        "kommen",
        "kam",
        "schlüpft",
        "schlüpfen",
    ]
)
_OWNING = frozenset(
    [
        "acquisition",
        "acquired",
        "acquire",
        "takeover",
        "owner",
        "owners",
        "paying",
        "pays",
        "paid",
        "price",
        "bought",
        "buyer",
        "suitor",
        "suitors",
    ]
)
_ROUNDS = frozenset(("round", "funding", "financing", "series", "consortium"))
_STANDALONE = frozenset(("listed", "standalone", "stand-alone", "independent", "demerge", "demerges", "demerged"))


class Conditions(Roles):
    def met(self, word: Word, trigger: Trigger, objects: Sequence[Word]) -> bool:
        """Whether all that the trigger at `word` needs is there; `objects` are the verb's, or the noun itself."""
        if word.lower in self.lexicon.taking_over and any(thing.lower in self.lexicon.duties for thing in objects):
            return False  # "takes over responsibility"
        return self._particle(word, trigger) and all(self._need(need, word, objects) for need in trigger.needs)

    def speaks_of_share(self, word: Word) -> bool:
        """Whether a noun phrase is about a share: "a 49 % stake"."""
        if self.phrases.is_share(self.sentence, word.i):
            return True
        inner = self.sentence.children(word.i, "compound", "nummod", "amod", "nmod")
        return any(self.phrases.is_share(self.sentence, child.i) for child in inner)

    def of_own_shares(self, word: Word) -> bool:
        """ "buys back shares worth $500 million", "kauft eigene Aktien zurück": no deal with another."""
        lowers, behind = self.sentence.lowers, range(word.i + 1, min(word.i + _OWN_SHARES, len(self.sentence.words)))
        shares = [k for k in behind if lowers[k] in self.lexicon.share]
        if not shares or any(self.phrases.cast.at(self.sentence, k) for k in behind):
            return False
        back = {"back", "zurück", "zurückkaufen", "zurückgekauft"} & {lowers[k] for k in behind}
        return bool(back) or any(lowers[k - 1] in ("eigene", "eigener", "eigenen") for k in shares)

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
            case "soon":  # "gehört künftig zu Harrow"
                return bool(_SOON & set(lowers))
            case "joins":  # "becomes part of Harrow", "kommt unter das Dach der Harrow AG"
                return bool(_JOINING & set(lowers)) and self._whole(word)
            case "owned":  # "is joining Harrow" is a deal where the opening speaks of who owns or pays
                round_told = _ROUNDS & set(lowers)
                return not round_told and bool(_OWNING & self.phrases.opening) and self._joined_company(objects)
            case "offer":  # "tops an offer for Harrow"
                return any(t.frame.name == "takeover" for o in objects for t in self.lexicon.nouns.get(o.lower, ()))
            case "merging-words":
                return bool(self.lexicon.merging & set(lowers[word.i :]))
            case "standalone":
                return bool(_STANDALONE & set(lowers))
            case "private":
                return "private" in lowers[word.i : word.i + 12]
            case "investors":
                return any(child.lower in self.lexicon.investors for child in self.sentence.children(word.i, "subj"))
            case "one":
                return "one" in lowers[word.i + 1 : word.i + 3] or "eins" in lowers[word.i + 1 : word.i + 6]
            case "debut":
                return bool(self.lexicon.debut & set(lowers)) and any(map(self._sum, objects))
            case "initial":
                return "initial" in lowers[max(0, word.i - 3) : word.i]
            case "named":  # "the seller is Harrow", "the seller, Harrow,"
                return bool({"is", "are", "was", "were", ","} & set(lowers[word.i + 1 : word.i + 2]))
            case "takeover":  # "a takeover proposal"
                return bool({"takeover", "buyout"} & set(lowers[max(0, word.i - 2) : word.i]))
            case "new":
                return any(lower.startswith(("neue", "new")) for lower in lowers[max(0, word.i - 3) : word.i])
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
                return self.phrases.tells_of_round
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
                sums = [*objects, *self._bare_sums(word)]
                return self._funding(word, sums) or self._plain_raise(word, sums)
            case "round" | "in-round":
                return any(map(self.lexicon.is_round, lowers[max(0, word.i - 8) : word.i + 12]))
            case "money":
                return self._money(lowers[max(0, word.i - _NEAR) : word.i + _NEAR])
            case _:
                return True  # "company" and "target" are about roles, which are not given yet

    def _whole(self, word: Word) -> bool:
        """ "wird Teil der Harrow-Gruppe", not "wird zum Teil von": what is joined stands right behind."""
        lowers = self.sentence.lowers
        under = word.lower != "dach" or "unter" in lowers[max(0, word.i - 3) : word.i]
        behind = any(0 < mention.first - word.i <= _BESIDE for mention in self.phrases.cast.mentions(self.sentence))
        return under and behind and lowers[max(0, word.i - 1)] not in ("zum", "large", "big")

    def _joined_company(self, objects: Sequence[Word]) -> bool:
        """Whether a company is joined, and nothing is said of what for: "joins Harrow in asking for"."""
        words = self.sentence.words
        for thing in objects:
            mention = self.phrases.cast.at(self.sentence, thing.i)
            if mention and not mention.suffix:
                behind = words[mention.last + 1].lower if mention.last + 1 < len(words) else "."
                return behind in (",", ".", "after", "following", ";", "for") or mention.last + 1 == len(words)
        return False

    def _goes_to_company(self, word: Word) -> bool:
        """ "Harrow geht an Milton": a name behind "an"."""
        behind = (mention for mention in self.phrases.cast.mentions(self.sentence) if mention.first > word.i)
        return any(self.sentence.lowers[mention.first - 1] in ("an", "die") for mention in behind)

    def _funding(self, word: Word, objects: Sequence[Word]) -> bool:
        """Money raised from investors: "raises $5 million" where a round or backers are spoken of."""
        near = self.sentence.lowers[max(0, word.i - _NEAR) : word.i + _NEAR]
        if not any(map(self.lexicon.is_round, near)):
            other = self.lexicon.otherwise_raised & set(self.sentence.lowers)
            if other or not self.phrases.tells_of_backers:
                return False
        if self.sentence.title and self._money(self.sentence.lowers[word.i + 1 : word.i + 4]):
            return True
        return any(self._money([inner.lower for inner in self.sentence.subtree(thing.i)[:12]]) for thing in objects)

    def _bare_sums(self, word: Word) -> list[Word]:
        """Amounts that German hangs on a verb without a preposition: "hat in einer Runde 5 Millionen Euro erhalten"."""
        if self.lexicon.lang != "de":
            return []
        beside = self.sentence.children(word.i, "obl", "advmod", "subj")
        free = [thing for thing in beside if not self.led_by(thing.i)] + list(self.sentence.words[word.i - 1 : word.i])
        return [thing for thing in free if self._is_sum(thing)]

    def _plain_raise(self, word: Word, objects: Sequence[Word]) -> bool:
        """ "Harrow raised $200 million" and no more: nothing else that money is raised or got for is spoken of."""
        if word.lower not in self.lexicon.raising or self.lexicon.otherwise_raised & set(self.sentence.lowers):
            return False
        return any(self._sum(thing) for thing in objects)

    def _sum(self, thing: Word) -> bool:
        """Whether a word heads an amount of a million or more, and no noun besides: "a $5 million contract"."""
        units = self.lexicon.tables["money"]["multipliers"]
        inner = self.sentence.subtree(thing.i)[:8]
        large = any(units.get(word.lower.rstrip("."), units.get(word.lower, 0)) >= _MILLION for word in inner)
        glued = re.search(r"\d\s?(?:m|mn|bn|b)\b", " ".join(word.lower for word in inner))
        return self._is_sum(thing) and (large or bool(glued))

    def _is_sum(self, thing: Word) -> bool:
        """Whether a word is a part of an amount and no noun besides."""
        table = self.lexicon.tables["money"]
        return thing.pos in ("SYM", "NUM") or thing.lower in table["currencies"] or thing.lower in table["multipliers"]

    def _money(self, lowers: Sequence[str]) -> bool:
        currencies = self.lexicon.tables["money"]["currencies"]
        return any(lower in currencies or lower in _MONEY_SIGNS or lower[:1] in _MONEY_SIGNS for lower in lowers)
