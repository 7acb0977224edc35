"""What one trigger in one sentence says: a deal's family and who stands in which role."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.extraction.sentences import Sentence

NOT = frozenset(("not", "n't", "never", "nicht", "nie"))


@dataclass(frozen=True)
class Party:
    """A company of the article, or (company None) a part of one as the text describes it: "Danish pump business"."""

    company: int | None
    text: str
    owner: int | None = None  # the company that the part belongs to, where the text says
    pointed: bool = False  # reached through "it" or "the company"
    actor: bool = False  # a person or a public body, which buys but is no company of the cast


@dataclass
class Clue:
    """One trigger with the parties it gives. Roles: acquirer, target, seller, partner."""

    sentence: Sentence
    trigger: int  # the word
    kind: str  # buy, sell, invest, raise, merge, venture, float
    roles: dict[str, list[Party]] = field(default_factory=dict)
    share: bool = False  # it is about a share, not all of it
    passive: bool = False
    noun: bool = False
    negated: bool = False
    side: bool = False  # it only says who is on one side: "the seller is Harrow"
    lead: bool = False  # its acquirers lead a round
    filled: set[str] = field(default_factory=set)  # roles that only stand near, without an arc

    def add(self, role: str, parties: list[Party], *, near: bool = False) -> None:
        known = self.roles.setdefault(role, [])
        pointed = [party for party in parties if party.pointed]
        taken = {party.company for given in self.roles.values() for party in given}
        # a pointing phrase comes with all it may stand for: it is the likeliest that has no part in the deal yet
        chosen = next((party for party in pointed if party.company not in taken), None)
        for party in [p for p in parties if not p.pointed] + ([chosen] if chosen and not known else []):
            if party not in known:
                known.append(party)
                if near:
                    self.filled.add(role)
        if not known:
            del self.roles[role]

    def settle(self) -> None:
        """Nobody buys itself: a buyer that is only pointed to and is the target too makes the clue worthless.

        A sale whose buyer is read as what is sold is misread: "verkauft Anteile am Windpark an Harrow".
        """
        if self.kind == "sell" and self.companies("target") & self.companies("acquirer"):
            self.roles.clear()
        buyers = self.roles.get("acquirer", [])
        if self.side and self.kind == "buy" and buyers and self.companies("acquirer") <= self.companies("target"):
            del self.roles["acquirer"]  # "neuer Eigentümer für Harrow"
            return
        kept = [party for party in buyers if not (party.pointed and party.company in self.companies("target"))]
        if buyers and not kept:
            self.roles.clear()
        elif buyers:
            self.roles["acquirer"] = kept

    def said_not(self) -> str:
        """The words from "not" to the trigger, or back."""
        words = self.sentence.words
        nots = [word.i for word in words if word.lower in NOT]
        nearest = min(nots, key=lambda i: abs(i - self.trigger), default=self.trigger)
        first, last = sorted((nearest, self.trigger))
        return self.sentence.source[words[first].start : words[last].end]

    def companies(self, role: str) -> set[int]:
        return {party.company for party in self.roles.get(role, []) if party.company is not None}
