"""A party's own word: what the buyer, the target or the seller says counts for more than what is said of them.

A sentence is one where a party of the deal, by name or as "the company", is the one that says, announces or confirms
it, and no unnamed source is quoted; so is all of a press release, known by its site: a wire that prints nothing
else, or a host that bears the party's name. Who speaks is read from the few words round the verb; where it is
unclear, nobody does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from storage.names import company_key, telling
from storage.records import DealObservation

_WIRES = (
    *("prnewswire.com", "businesswire.com", "globenewswire.com", "accesswire.com", "newsfilecorp.com"),
    *("presseportal.de", "eqs-news.com", "dgap.de", "ots.at"),
)
_SPEAKS = (
    r"(?:said|says|announced|announces|confirmed|confirms|stated|disclosed|told|(?:gab|gibt) .{0,40}?bekannt"
    r"|teilte? .{0,40}?mit|erklärte?|bestätigte?|kündigte? .{0,40}?an|mitteilte|bekanntgab|sagte)"
)
_POINTS = (
    r"(?:the (?:company|group|firm|startup|carmaker|bank)|(?:der|die|das) (?:Konzern|Unternehmen|Gesellschaft|Bank))"
)
_UNNAMED = re.compile(
    r"\b(?:sources?|people familiar|persons? familiar|reports?|reported(?:ly)?|rumou?rs?|Insider\w*|Kreise\w*"
    r"|offenbar|Medienbericht\w*|dem Vernehmen nach)\b",
    re.IGNORECASE,
)
_SAID_BY = re.compile(rf"(?P<who>.{{0,80}}?)\b{_SPEAKS}\b(?P<after>.{{0,60}})", re.IGNORECASE | re.DOTALL)
# First words of names that many companies share, or that are words of a sentence
_COMMON = frozenset(
    (
        *("the", "der", "die", "das", "general", "american", "british", "german", "deutsche", "national", "united"),
        *("first", "bank", "royal", "new", "standard"),
    )
)
_LONGEST = 1_000  # characters of a sentence that are looked at
_SHORTEST_HOST = 4  # letters of a party's name that a host's may bear by chance


def own_statement(told: DealObservation, field: str) -> bool:
    """Whether a party of the deal itself tells what the article says in that field."""
    facts = told.facts
    parties = [name for name in (*facts.acquirers, *facts.targets, *facts.sellers) if name.strip()]
    if _press_release(told.source.url or "", parties):
        return True
    sentences = (each.sentence[:_LONGEST] for each in facts.evidence if each.field == field)
    return any(_said_by_party(sentence, parties) for sentence in sentences)


def _press_release(url: str, parties: Iterable[str]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # a host in brackets that is no IPv6 address
        return False
    if any(host == wire or host.endswith(f".{wire}") for wire in _WIRES):
        return True
    labels = {label.replace("-", "") for label in host.split(".")[:-1]}
    names = {company_key(name).replace(" ", "") for name in parties}
    return any(len(name) >= _SHORTEST_HOST and name in labels for name in names)


def _short(name: str) -> tuple[str, ...]:
    """The first word of a longer name where it names the company alone: Scale, but not General, Bank or The."""
    first = name.split()[0]
    return (first,) if first[0].isupper() and first.casefold() not in _COMMON and telling(company_key(first)) else ()


def _said_by_party(sentence: str, parties: Iterable[str]) -> bool:
    if _UNNAMED.search(sentence):
        return False
    names = {word for name in parties for word in (name, *_short(name))}
    speakers = "|".join((*map(re.escape, names), rf"(?i:{_POINTS})"))
    who = re.compile(rf"(?<!\w)(?:{speakers})(?!\w)")
    for found in _SAID_BY.finditer(sentence):
        before, after = found["who"].rsplit(",", 1)[-1], found["after"]
        if who.search(before) or re.match(rf"\s+(?:{speakers})(?!\w)", after):
            return True
    return False
