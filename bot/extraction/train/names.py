"""Names for synthetic sentences: half invented from parts, half taken from the training parts of the corpora."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any

from bot.extraction.train.sentences import Sentence, spans

POOL_SHARE = {"ORG": 0.7, "PERSON": 0.5, "LOC": 0.4}  # of the names drawn, how many come from the corpora


def name_parts() -> dict[str, dict[str, list[str]]]:
    """The lists of `grammars/names.toml`, by section and key."""
    text = (files("bot.extraction.train") / "grammars" / "names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True)
class Pool:
    """Names seen in corpora, by label, sorted; each name a tuple of words."""

    names: dict[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, firms: Sequence[Sentence], others: Sequence[Sentence]) -> Pool:
        """From `firms` company names, from `others` (real text) people, places and organisations of several words."""
        return cls(
            {
                "ORG": tuple(sorted({*_harvest(firms, "ORG", range(1, 5)), *_harvest(others, "ORG", range(2, 7))})),
                "PERSON": _harvest(others, "PERSON", range(2, 5)),
                "LOC": _harvest(others, "LOC", range(1, 4)),
            }
        )


def _harvest(sentences: Iterable[Sentence], label: str, lengths: range) -> tuple[tuple[str, ...], ...]:
    found = set()
    for sentence in sentences:
        for span in spans(sentence.bio or ()):
            name = sentence.words[span.start : span.end]
            if span.label == label and len(name) in lengths and _usable(name):
                found.add(name)
    return tuple(sorted(found))


def _usable(name: Sequence[str]) -> bool:
    text = " ".join(name)
    return len(text) < 40 and text[0].isupper() and not text.isupper() and not any(c in text for c in '"@#()[]|:;,')


class Names:
    """Draws names. All chance comes from the `Random` passed in."""

    def __init__(self, lang: str, pool: Pool, rng: Random) -> None:
        parts = name_parts()
        self._lang, self._pool, self._rng = lang, pool.names, rng
        self._org, self._person, self._loc = parts["org"], parts["person"], parts["loc"]
        self._plain = parts["plain"]

    def draw(self, label: str) -> list[str]:
        """The words of a name for LABEL: ORG, PERSON or LOC."""
        pool = self._pool.get(label, ())
        if pool and self._rng.random() < POOL_SHARE[label]:
            return list(self._rng.choice(pool))
        return {"ORG": self.firm, "PERSON": self.person, "LOC": self.place}[label]()

    def firm(self) -> list[str]:
        """An invented firm: a core, often with a line of business, sometimes with a legal form."""
        rng, core = self._rng, self._core()
        kind = rng.random()
        if kind < 0.45:
            words = [core]
        elif kind < 0.75:
            words = [core, *self._second().split()]
        elif kind < 0.80:
            words = [self.surname(), rng.choice(["&", "&", "and" if self._lang == "en" else "und"]), self.surname()]
        elif kind < 0.84:
            words = [*self.person()[-2:], *([self._second()] if rng.random() < 0.3 else [])]
        elif kind < 0.90:
            words = [
                *rng.choice(self._org["first_words"]).split(),
                *(self._second() if rng.random() < 0.6 else core).split(),
            ]
        else:
            words = [core, self._core()]
        if rng.random() < 0.18:
            words += rng.choice(self._org["legal_" + self._lang]).split()
        return [word for part in words for word in part.split()]

    def short(self) -> list[str]:
        """A firm as compounds have it ("Siemens-Chef"): mostly one word."""
        name = self.draw("ORG")
        return name if len(name) == 1 or self._rng.random() < 0.1 else [self._core()]

    def group(self) -> list[str]:
        """A German firm written as one word with a hyphen and still a name: "Karow-Gruppe"."""
        return [self._coined() + "-" + self._rng.choice(["Gruppe", "Holding", "Werke", "Bank", "Kliniken", "Stiftung"])]

    def person(self) -> list[str]:
        """First name and surname, with initials, particles and suffixes now and then; rarely the surname alone."""
        rng = self._rng
        first, last = rng.choice(self._person["first"]), rng.choice(self._person["last"])
        kind = rng.random()
        if kind < 0.08:
            return [last]
        if kind < 0.16:
            return [first, rng.choice("ABCDEFGHJKLMNPRSTW") + ".", last]
        if kind < 0.24:
            return [first, *rng.choice(self._person["particles"]).split(), last]
        if kind < 0.30:
            return [first, rng.choice(self._person["first"]), last]
        if kind < 0.34:
            return [first, last + "-" + rng.choice(self._person["last"])]
        if kind < 0.36:
            return [first, last, rng.choice(self._person["titles"])]
        return [first, last]

    def surname(self) -> str:
        """A surname alone."""
        return self._rng.choice(self._person["last"])

    def place(self) -> list[str]:
        """A city, region or country."""
        return self._rng.choice(self._loc[self._lang]).split()

    def plain(self, slot: str) -> list[str]:
        """Words for a slot that is no entity: MONEY, PERCENT, DAY, MONTH, YEAR, TICKER and the like."""
        rng = self._rng
        drawn: dict[str, Any] = {
            "MONEY": self._money,
            "PERCENT": self._percent,
            "DAY": lambda: rng.choice(self._plain["days_" + self._lang]),
            "MONTH": lambda: rng.choice(self._plain["months_" + self._lang]),
            "YEAR": lambda: str(rng.randint(1965, 2027)),
            "AGE": lambda: str(rng.randint(24, 81)),
            "NUMBER": self._number,
            "TICKER": lambda: self._acronym() + rng.choice(["", "", ".O", ".N"]),
            "SERIES": lambda: rng.choice("ABCDE"),
            "EXCHANGE": lambda: rng.choice(self._plain["exchange"]),
            "INDEX": lambda: rng.choice(self._plain["index"]),
            "THING": lambda: rng.choice(self._plain["thing"]),
            "WEB": lambda: self._coined().lower() + rng.choice(self._org["domains"]),
        }
        return str(drawn[slot]()).split()

    def _core(self) -> str:
        rng, kind = self._rng, self._rng.random()
        if kind < 0.40:
            return self._coined()
        if kind < 0.62:
            return rng.choice(self._org["words"])
        if kind < 0.72:
            return rng.choice(self._org["words"]) + rng.choice(
                self._org["camel_tails"] + [w.lower() for w in self._org["words"]]
            )
        if kind < 0.80:
            return self._acronym()
        if kind < 0.84:
            return rng.choice(self._org["lower_prefix"]) + rng.choice([*self._org["camel_tails"], self._coined()])
        if kind < 0.88:
            return self._coined() + rng.choice(self._org["domains"])
        if kind < 0.90:
            return rng.choice("123456789") + rng.choice(["&1", "i", "D", self._coined().lower(), "U"])
        if kind < 0.93:
            return self._coined() + "-" + self._coined()
        return self.surname()

    def _coined(self) -> str:
        rng, org = self._rng, self._org
        middle = rng.choice(org["middles"]) if rng.random() < 0.5 else ""
        return rng.choice(org["heads"]) + middle + rng.choice(org["tails"])

    def _second(self) -> str:
        german = self._lang == "de" and self._rng.random() < 0.6
        return self._rng.choice(self._org["second_de" if german else "second_en"])

    def _acronym(self) -> str:
        letters = "".join(self._rng.choice("ABCDEFGHIKLMNOPRSTUVWXZ") for _ in range(self._rng.choice([2, 3, 3, 3, 4])))
        return letters[:-1] + "&" + letters[-1] if self._rng.random() < 0.05 else letters

    def _number(self) -> str:
        rng = self._rng
        whole = rng.choice([rng.randint(1, 99), rng.randint(100, 950)])
        text = str(whole) if rng.random() < 0.5 else f"{whole}.{rng.randint(1, 99)}"
        return text.replace(".", ",") if self._lang == "de" else text

    def _percent(self) -> str:
        word = {"en": ["%", "percent", "per cent"], "de": ["%", "Prozent", "Prozent"]}[self._lang]
        sign = self._rng.choice(word)
        return self._share() + (" ~%" if sign == "%" and self._lang == "en" else " " + sign)

    def _share(self) -> str:
        text = str(self._rng.randint(1, 100)) if self._rng.random() < 0.6 else f"{self._rng.uniform(0.1, 99):.1f}"
        return text.replace(".", ",") if self._lang == "de" else text

    def _money(self) -> str:
        rng, number = self._rng, self._number()
        if self._lang == "de":
            unit = rng.choice(["Milliarden", "Millionen", "Mrd.", "Mio."])
            return f"{number} {unit} {rng.choice(['Euro', 'Euro', 'Dollar', 'US-Dollar', 'Franken', 'Pfund'])}"
        if rng.random() < 0.3:
            return f"{number} {rng.choice(['billion', 'million'])} {rng.choice(['euros', 'dollars', 'pounds', 'yen'])}"
        sign = rng.choice(["$", "$", "$", "€", "£", "US$", "C$"])
        if rng.random() < 0.5:
            return f"{sign} ~{number} {rng.choice(['billion', 'million'])}"
        return f"{sign} ~{number}{rng.choice(['bn', 'm', 'B', 'M', 'b'])}"
