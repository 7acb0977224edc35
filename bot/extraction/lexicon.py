"""The pattern data of a language, read once from `patterns/<lang>/*.toml` into frozen records."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_NOTHING = "\0"  # ends no word
_PLACES = ("subject", "object", "dative", "passive", "agent", "owner", "modifier", "predicate")


@dataclass(frozen=True)
class Frame:
    """Which role stands where round a trigger: places of the clause, and prepositions.

    `predicate` is the place of whom the noun is said of: "the buyer is Harrow".
    """

    name: str
    kind: str  # the deal's family: buy, sell, invest, raise, merge, venture, float
    places: Mapping[str, str]
    prepositions: Mapping[str, str]


@dataclass(frozen=True)
class Trigger:
    """A verb or noun that tells of a deal; `needs` are conditions on what stands beside it (see `frames.py`)."""

    frame: Frame
    verb: bool
    particles: frozenset[str]
    needs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Names:
    """Words that begin, end or are no company names."""

    stop: frozenset[str]
    legal: frozenset[str]
    public: frozenset[str]
    places: frozenset[str]
    pronouns: frozenset[str]
    pointing: frozenset[str]
    partitives: frozenset[str]
    compounds: frozenset[str]
    titles: frozenset[str]
    inside: frozenset[str]
    selves: frozenset[str]
    origins: frozenset[str]
    owning: frozenset[str]
    generic: frozenset[str]
    firms: frozenset[str]  # "morgan_stanley"
    plural: frozenset[str]
    known: frozenset[str] = frozenset()  # well-known names that the recogniser cuts: "capital_one"
    corporate: frozenset[str] = frozenset()  # last parts of nouns behind which only a company's name can stand
    personal: frozenset[str] = frozenset()  # pronouns for a person
    maybe_personal: frozenset[str] = frozenset()  # pronouns for a person or a company
    bodies: frozenset[str] = frozenset()  # last words of the names of courts and authorities
    institutions: frozenset[str] = frozenset()  # nouns that begin a name and are part of it: "Stadtwerke"
    institutions_plural: frozenset[str] = frozenset()  # the same for several, each named behind it
    parts: frozenset[str] = frozenset()  # last parts of nouns for a part of a company, which are no names


@dataclass(frozen=True)
class Lexicon:
    lang: str
    verbs: Mapping[str, tuple[Trigger, ...]]  # by lower-case form
    nouns: Mapping[str, tuple[Trigger, ...]]
    light: frozenset[str]  # verbs whose subject does what the noun says
    reversed: frozenset[str]  # verbs whose subject it is done to
    advising: frozenset[str]  # verbs whose object does what the noun says
    agreeing: frozenset[str]  # verbs of two that agree on what the noun says
    taking_over: frozenset[str]  # verbs by which people take over posts as companies take over companies
    duties: frozenset[str]  # what people and companies take over without a deal: "responsibility"
    valuing: frozenset[str]  # verbs that say what a bid is worth
    owned: frozenset[str]  # verbs whose subject is bought where their object is a new owner
    idle: frozenset[str]  # verbs that say of a share that it stays where it is
    bystander: frozenset[str]  # verbs whose subject has no part in the deal its object names
    share: frozenset[str]
    share_prepositions: frozenset[str]
    unit: frozenset[str]
    company: frozenset[str]
    funding: frozenset[str]
    round: frozenset[str]
    control: frozenset[str]
    collective: frozenset[str]  # groups that buy together
    links: frozenset[str]  # what stands between a group and its members
    quantity: frozenset[str]
    merging: frozenset[str]
    debut: frozenset[str]  # words that say that a company goes public
    investors: frozenset[str]  # words for those who put money into a round
    consenting: frozenset[str]  # verbs whose subject agrees to be bought
    backers: frozenset[str]  # words that say that money raised comes from investors
    raising: frozenset[str]  # verbs that alone say that money is raised from investors
    otherwise_raised: frozenset[str]  # words that say that money is raised or got for something else
    team: frozenset[str]  # people of a company that another one hires
    team_paid: frozenset[str]  # words that say that their company is paid for it
    round_ends: tuple[str, ...]  # last parts of compounds that are such words: "Series-A-Runde"
    backer_ends: tuple[str, ...]
    names: Names
    tables: Mapping[str, Any]  # the other files of the language, by name: status, people, money ...

    def is_round(self, lower: str) -> bool:
        """Whether a word speaks of a funding round."""
        return lower in self.round or lower.endswith(self.round_ends)

    def is_backer(self, lower: str) -> bool:
        """Whether a word says that money comes from investors."""
        return lower in self.backers or lower.endswith((*self.round_ends, *self.backer_ends))


@lru_cache(maxsize=4)
def lexicon(lang: str) -> Lexicon:
    """The pattern data of "en" or "de"."""
    tables = _tables(lang)
    triggers = tables.pop("triggers")
    frames = {name: _frame(name, table) for name, table in triggers["frames"].items()}
    return Lexicon(
        lang=lang,
        verbs=_triggers(triggers["verbs"], frames, verb=True),
        nouns=_triggers(triggers["nouns"], frames, verb=False),
        light=words(triggers["light"]["forms"]) | words(triggers["light"]["reversed"]),
        reversed=words(triggers["light"]["reversed"]),
        advising=words(triggers["light"].get("advising", "")),
        agreeing=words(triggers["light"].get("agreeing", "")),
        taking_over=words(triggers["light"]["taking_over"]),
        duties=words(triggers["light"]["duties"]),
        valuing=words(triggers["light"]["valuing"]),
        owned=words(triggers["light"]["owned"]),
        idle=words(triggers["light"].get("idle", "")),
        bystander=words(triggers["light"].get("bystander", "")),
        share=words(triggers["share"]["forms"]),
        share_prepositions=words(triggers["share"]["prepositions"]),
        unit=words(triggers["unit"]["forms"]),
        company=words(triggers["company"]["forms"]),
        funding=words(triggers["funding"]["forms"]),
        round=words(triggers["round"]["forms"]),
        collective=words(triggers["collective"]["forms"]),
        links=words(triggers["collective"]["links"]),
        quantity=words(triggers["quantity"]["forms"]),
        control=words(triggers["control"]["nouns"]),
        debut=words(triggers["debut"]["words"]),
        merging=words(triggers["merging"]["words"]),
        investors=words(triggers["round"].get("investors", "")),
        consenting=words(triggers["light"].get("consenting", "")),
        backers=words(triggers["round"]["backers"]),
        round_ends=tuple(triggers["round"].get("ends", "").split()) or (_NOTHING,),
        backer_ends=tuple(triggers["round"].get("backer_ends", "").split()) or (_NOTHING,),
        raising=words(triggers["round"]["raising"]),
        otherwise_raised=words(triggers["round"]["otherwise"]),
        team=words(triggers["hire"]["team"]),
        team_paid=words(triggers["hire"]["paid"]),
        names=Names(**{key: words(value) for key, value in tables.pop("names").items()}),
        tables=tables,
    )


def words(text: str) -> frozenset[str]:
    """A table's word list: separated by white space."""
    return frozenset(text.split())


def _tables(lang: str) -> dict[str, Any]:
    folder = files("bot.extraction") / "patterns" / lang
    return {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def _frame(name: str, table: Mapping[str, str]) -> Frame:
    places = {key: role for key, role in table.items() if key in _PLACES}
    prepositions = {key: role for key, role in table.items() if key not in _PLACES and key != "kind"}
    return Frame(name, table["kind"], places, prepositions)


def _triggers(
    entries: list[dict[str, str]], frames: Mapping[str, Frame], *, verb: bool
) -> dict[str, tuple[Trigger, ...]]:
    found: dict[str, tuple[Trigger, ...]] = {}
    for entry in entries:
        trigger = Trigger(
            frames[entry["frame"]], verb, words(entry.get("particle", "")), tuple(entry.get("needs", "").split())
        )
        forms = entry["forms"].split()
        for form in dict.fromkeys((*forms, *(form.replace("ß", "ss") for form in forms))):  # as in Switzerland
            found[form] = (*found.get(form, ()), trigger)
    return found
