"""From the clues of single sentences to the deals of an article: what belongs together, what is the news itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.extraction.relations.clues import Clue, Party
from bot.extraction.sentences import Sentence

_CONTROL = frozenset(("buy", "sell", "invest", "raise", "hire"))
# what a clue weighs by where it stands; measured on the development sets against flat weights
TITLE, LEAD, BODY = 3.0, 2.0, 1.0
_LEAD_SENTENCES = 2
_SIDES = frozenset(("seller", "acquirer"))
_TURNED = {"seller": "target"}
_MOST = 60  # deals; an article with more is a list, and each costs time
_PROSE = 7  # words
_PARAGRAPH = 4  # sentences
_EARLY = 4  # sentences in which a part and a company bought by the same buyer are one target
_NEAR_ROUND = 2  # sentences
_NEAR = 0.6  # factor for a clue with a role that only stands near
_POINTED = 0.8


@dataclass
class Draft:
    """A deal as far as it is put together; what is asked of it often is kept up as clues come in."""

    clues: list[Clue] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    itself: bool = False  # its target offers itself for sale
    _kinds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _companies: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _parts: list[Party] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return sum(self.weights)

    @property
    def kind(self) -> str:
        """The family that weighs most; a venture, merger or round where the first clue says so."""
        first = self.clues[0].kind
        if first == "merge" and self._kinds.get("venture", 0) >= LEAD:
            return "venture"  # headlines call it a marriage
        return first if first in ("venture", "merge", "raise") else max(self._kinds, key=self._kinds.__getitem__)

    def role(self, role: str) -> list[Party]:
        """The parties in a role, from the weightiest clue that has it; rounds and ventures gather from all."""
        told = zip(self.clues, self.weights, strict=True)
        having = [(c.lead, w, -k, c) for k, (c, w) in enumerate(told) if role in c.roles]
        if not having:
            return []
        named = [entry for entry in having if role == "target" and self._names_target(entry[3])]
        best = max(named or having, key=lambda entry: entry[:3])[3]
        found = list(best.roles[role])
        gather = role == "partner" or (role == "acquirer" and self.kind == "raise")
        if gather:
            for clue in self.clues:
                found += [
                    p
                    for p in clue.roles.get(role, [])
                    if p.company is not None and p.company not in {f.company for f in found}
                ]
        return found

    def _names_target(self, clue: Clue) -> bool:
        """Whether a clue gives a name to what others only describe; one made of the seller's tells little more."""
        if not self._parts:
            return False
        sellers = tuple(p.text.casefold() for c in self.clues for p in c.roles.get("seller", []))
        named = (p for p in clue.roles.get("target", []) if p.company is not None and not p.pointed)
        return any(not party.text.casefold().startswith(sellers) for party in named)

    def companies(self, *roles: str) -> set[int]:
        return set().union(*(self._companies[role] for role in roles))

    def parts(self) -> list[Party]:
        return self._parts

    def add(self, clue: Clue, weight: float) -> None:
        self.clues.append(clue)
        self.weights.append(weight)
        self._kinds[clue.kind] += weight
        for role in clue.roles:
            self._companies[role] |= clue.companies(role)
        self._parts += [party for party in clue.roles.get("target", []) if party.company is None]


def assemble(clues: Sequence[Clue], sentences: Sequence[Sentence]) -> list[Draft]:
    """Put clues that tell of one deal together; the drafts come weightiest first."""
    drafts: list[Draft] = []
    waiting: list[Clue] = []  # for the round that they tell more of
    lead = lead_of(sentences)
    for clue in clues:
        if clue.negated and clue.sentence.index not in lead and not clue.sentence.title:
            continue
        if any(_turned_round(draft, clue) for draft in drafts):
            continue
        home = next((draft for draft in drafts if _same(draft, clue)), None)
        if home is None and clue.kind == "raise" and "target" not in clue.roles:
            waiting.append(clue)
            continue
        if home is None and len(drafts) == _MOST:
            continue
        if home is None:
            home = Draft()
            drafts.append(home)
        home.add(clue, _weigh(clue, lead))
    for clue in waiting:
        if home := _nearest_round(drafts, clue):
            home.add(clue, _weigh(clue, lead))
    return sorted(map(_for_sale, drafts), key=lambda draft: -draft.weight)


def _for_sale(draft: Draft) -> Draft:
    """ "Harrow explores a sale", "Harrow's sale to Milton": where nobody says what is sold, it is who seems to sell."""
    if (
        draft.kind == "sell"
        and not draft.companies("acquirer")
        and draft.companies("seller") == draft.companies("target")
    ):
        draft.itself = bool(draft.companies("target"))  # "the owners of Harrow consider a sale of the company"
        return draft
    sold = all(
        clue.noun and "seller" in clue.roles and clue.roles.keys() <= _SIDES and not _says_what(clue)
        for clue in draft.clues
    )
    if draft.kind != "sell" or not sold or len(draft.companies("seller")) != 1 or draft.weight < LEAD * _POINTED:
        return draft
    turned = Draft(itself=True)
    for clue, weight in zip(draft.clues, draft.weights, strict=True):
        roles = {_TURNED.get(role, role): parties for role, parties in clue.roles.items()}
        turned.add(replace(clue, roles=roles), weight)
    return turned


def _says_what(clue: Clue) -> bool:
    """ "Harrow prepares the sale of a rival": something else is sold, though no company by name."""
    beside = clue.sentence.children(clue.trigger)
    return any(clue.sentence.preposition(child.i) in ("of", "von", "vom") for child in beside)


def _turned_round(draft: Draft, clue: Clue) -> bool:
    """Whether a clue that only points has the sides of a deal, told plainly elsewhere, the wrong way round."""
    buys, bought = clue.companies("acquirer"), clue.companies("target")
    if not _points(clue):
        return False
    plain = (each for each in draft.clues if not _points(each))
    return any(buys & each.companies("target") and bought & each.companies("acquirer") for each in plain)


def _points(clue: Clue) -> bool:
    return any(party.pointed for parties in clue.roles.values() for party in parties)


def _nearest_round(drafts: Sequence[Draft], clue: Clue) -> Draft | None:
    """The round that "led by X" belongs to: one told of at most two sentences away, rather before than behind."""

    def away(draft: Draft) -> tuple[int, bool]:
        gaps = [clue.sentence.index - each.sentence.index for each in draft.clues if "target" in each.roles]
        return min((abs(gap), gap < 0) for gap in gaps)

    rounds = [draft for draft in drafts if draft.kind == "raise" and draft.companies("target")]
    nearest = min(rounds, key=away, default=None)
    return nearest if nearest and away(nearest)[0] <= _NEAR_ROUND else None


def lead_of(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The indices of the first sentences of running text; datelines, bylines and captions are shorter.

    A message of a few sentences has none of those.
    """
    if len(sentences) < _PARAGRAPH and not any(sentence.title for sentence in sentences):
        return frozenset(sentence.index for sentence in sentences[:_LEAD_SENTENCES])
    prose = [sentence.index for sentence in sentences if not sentence.title and len(sentence.words) >= _PROSE]
    return frozenset(prose[:_LEAD_SENTENCES])


def _weigh(clue: Clue, lead: frozenset[int]) -> float:
    weight = TITLE if clue.sentence.title else LEAD if clue.sentence.index in lead else BODY
    return weight * (_NEAR if clue.filled else _POINTED if _points(clue) else 1.0)


def _same(draft: Draft, clue: Clue) -> bool:
    if clue.kind in _CONTROL and draft.kind in _CONTROL:
        return _same_purchase(draft, clue)
    if clue.kind == draft.kind == "float":
        parts, new_parts = draft.parts(), [p for p in clue.roles.get("target", []) if p.company is None]
        if _only_described(draft.companies("target"), parts, clue.companies("target"), new_parts):
            return True
    ours = draft.companies("partner", "acquirer", "target")
    theirs = clue.companies("partner") | clue.companies("acquirer") | clue.companies("target")
    if clue.kind == draft.kind or "merge" in (clue.kind, draft.kind):
        shared = ours & theirs
        return len(shared) >= 2 or (bool(shared) and min(len(ours), len(theirs)) == 1 and clue.kind == draft.kind)
    return False


def _same_purchase(draft: Draft, clue: Clue) -> bool:
    targets, acquirers = draft.companies("target"), draft.companies("acquirer")
    new_targets, new_acquirers = clue.companies("target"), clue.companies("acquirer")
    if acquirers and new_acquirers and not acquirers & new_acquirers:
        return False
    if draft.companies("seller") & new_acquirers or acquirers & clue.companies("seller"):
        return False  # bought once, sold again: two deals
    parts, new_parts = draft.parts(), [p for p in clue.roles.get("target", []) if p.company is None]
    if targets & new_targets or any(_same_part(a, b) for a in parts for b in new_parts):
        return True
    has, gets = bool(targets or parts), bool(new_targets or new_parts)
    if has and gets:
        sellers = draft.companies("seller") & clue.companies("seller")
        if sellers and (parts or new_parts):
            return True
        if acquirers & new_acquirers and (_carries_name(draft, clue) or _carries_name(clue, draft)):
            return True
        early = max(draft.clues[-1].sentence.index, clue.sentence.index) <= _EARLY
        described = _only_described(targets, parts, new_targets, new_parts)
        crossed = new_targets & acquirers or targets & new_acquirers
        if early and described and bool(acquirers) != bool(new_acquirers) and not crossed and not _points(clue):
            return True
        return early and bool(acquirers & new_acquirers) and bool(parts) != bool(new_parts)
    if clue.side and set(clue.roles) == {"seller"} and has and not draft.companies("seller") & acquirers:
        return clue.sentence.index - draft.clues[-1].sentence.index <= 2 * _NEAR_ROUND  # "Verkäufer ist X"
    if (
        has
        and clue.noun
        and new_acquirers
        and not acquirers
        and not new_acquirers & (targets | draft.companies("seller"))
    ):
        return (
            clue.sentence.index - draft.clues[-1].sentence.index <= _NEAR_ROUND + 1
        )  # "X hopes to close the takeover"
    bid = acquirers and not has and clue.noun and new_targets and not new_acquirers and not new_targets & acquirers
    if bid and clue.sentence.index - draft.clues[-1].sentence.index <= _NEAR_ROUND:
        return True  # "Harrow bids 30 euros a share. The offer values Milton at ..."
    return bool(acquirers & new_acquirers)


def _carries_name(one: Draft | Clue, other: Draft | Clue) -> bool:
    """ "Harrow's pump unit" and "Harrow Pumps": a part is described here, and there a name begins with its seller's."""
    if all(party.company is not None for party in _told(one, "target")):
        return False
    sellers = [party.text.casefold() + " " for party in _told(one, "seller")]
    return any(party.text.casefold().startswith(tuple(sellers)) for party in _told(other, "target"))


def _told(of: Draft | Clue, role: str) -> list[Party]:
    return of.roles.get(role, []) if isinstance(of, Clue) else of.role(role)


def _only_described(
    targets: set[int], parts: Sequence[Party], new_targets: set[int], new_parts: Sequence[Party]
) -> bool:
    """Whether one clue names the target and the other but describes it: "Harrow", "the pump maker's brand"."""
    if bool(targets) == bool(new_targets):
        return False
    described = new_parts if targets else parts
    return bool(described) and all(part.owner is None and not part.actor for part in described)


def _same_part(one: Party, other: Party) -> bool:
    if one.owner is not None and other.owner is not None and one.owner != other.owner:
        return False
    return one.text.split()[-1].casefold() == other.text.split()[-1].casefold()
