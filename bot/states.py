"""A state as a party of deals, which goes by many names: "Bund", "der deutsche Staat", "German government"."""

from __future__ import annotations

import re
from functools import lru_cache

from storage.names import company_key, same_company
from storage.places import names_of_place

# Words for a state or those who act for it, as match keys have them; the other words of its name say whose it is
_STATES = re.compile(
    r"(?:(?:frei)?staat(?:e?s)?|bund(?:es)?|bundes(?:republik|regierung)|republik|regierung|fiskus"
    r"|state|government|treasury|federal|republic|kingdom)"
)
_ENDINGS = re.compile(r"(?:e[mnrs]?|s)$")  # of German adjectives and genitives


def same_party(name: str, other: str) -> bool:
    """Whether two names can be one party's: one company's, or one state's.

    Like `storage.names.same_company` it only proposes. A name that does not say which state ("the government") can be
    any state's.
    """
    if same_company(name, other):
        return True
    ours, theirs = _state_of(name), _state_of(other)
    return ours is not None and theirs is not None and (not ours or not theirs or ours == theirs)


@lru_cache(maxsize=1_000)
def _state_of(name: str) -> frozenset[str] | None:
    """What the state's country is called, empty where the name does not say; None for what is no state."""
    words = company_key(name).split()
    others = [word for word in words if not _STATES.fullmatch(word)]
    if not others:
        return frozenset()
    return _country(" ".join(words)) or _country(" ".join(others)) or None  # "State Street" is a company


def _country(words: str) -> frozenset[str]:
    """The names of a country; empty where the words are none's."""
    for form in dict.fromkeys((words, _ENDINGS.sub("", words))):
        names = names_of_place(form)
        if len(names) > 1:
            return frozenset(names)
    return frozenset()
