"""Phrases about a deal's price, share, kind, status and order, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.filters import Filter, Key
from handlers.filters.amounts import BARE, IN_WORDS, SCALE_AND_CURRENCY
from handlers.queries.marks import DEAL, KIND, OTHER, PURCHASES, STAKE, TAKEOVER, Phrase, phrase

_FOR = (
    "(?:(?:worth|for|valued at|with a value of|priced at|im wert von|mit einem wert von|für|von|zu|of|at|that cost"
    "|costing|the ones|those) )?"
)
_MORE = (
    "(?:above|over|more than|greater than|higher than|at least|bigger than|larger than|exceeding|north of|upwards? of"
    "|from|minimum(?: of)?|min\\.?|>=?|über|mehr als|mindestens|größer als|oberhalb(?: von)?|jenseits(?: von)?|ab) ?"
)
_LESS = (
    "(?:below|under|less than|smaller than|up to|at most|no more than|not more than|maximum(?: of)?|max\\.?|<=?|unter"
    "|weniger als|höchstens|maximal|kleiner als|unterhalb(?: von)?|bis zu|bis) ?"
)
_PER_CENT = r"(\d{1,3}(?:[.,]\d+)?) ?(?:%|per cent|percent|prozent)"
_OF_SHARE = "(?: of| an| der)?(?: the)?(?: (?:shares?|anteile?n?|aktien|stimmrechte)(?! (?:in|an|of|at) ))?"


def _range(match: re.Match[str]) -> tuple[Filter, ...]:
    """`100 to 500m €`: what the first lacks of scale and currency is the second's."""
    low, high = match[1], match[2]
    if re.fullmatch(BARE, low):
        rest = re.search(SCALE_AND_CURRENCY, high, re.IGNORECASE)
        low += rest[0] if rest else ""
    return Filter(Key.MIN, low), Filter(Key.MAX, high)


_AMOUNTS = (
    phrase(rf"{_FOR}(?:between|zwischen|from|von) ({IN_WORDS}|{BARE}) (?:and|und|to|bis) ({IN_WORDS})", _range),
    phrase(rf"{_FOR}({IN_WORDS}|{BARE}) ?(?:to|bis|-|–) ?({IN_WORDS})", _range),
    phrase(
        rf"{_FOR}{_MORE}({IN_WORDS})(?: (?:or more|and more|and up|und mehr|oder mehr))?",
        lambda match: (Filter(Key.MIN, match[1]),),
    ),
    phrase(
        rf"{_FOR}({IN_WORDS})(?:\+| (?:or more|and more|and up|und mehr|oder mehr|upwards))",
        lambda match: (Filter(Key.MIN, match[1]),),
    ),
    phrase(rf"{_FOR}{_LESS}({IN_WORDS})(?: (?:or less|oder weniger))?", lambda match: (Filter(Key.MAX, match[1]),)),
    phrase(  # the amount itself
        rf"(?:worth|valued at|priced at|for|im wert von|für) ({IN_WORDS})",
        lambda match: (Filter(Key.MIN, match[1]), Filter(Key.MAX, match[1])),
    ),
    phrase(rf"{_FOR}({IN_WORDS}) (?:or less|oder weniger)", lambda match: (Filter(Key.MAX, match[1]),)),
    phrase(
        "(?:multi-?)?billion[- ](?:dollar|pound|euro)(?:s)?|multi-?billion|(?:(?:multi-?)?milliardenschwere[rsn]?)",
        lambda match: (Filter(Key.MIN, "1bn eur" if "euro" in match[0].casefold() else "1bn"),),
    ),
    Phrase(  # the first half of a word: "Milliardenübernahme"
        re.compile(r"(?<!\w)milliarden-?(?=deals?|übernahme|fusion|zuk|geschäft)", re.IGNORECASE),
        lambda match: (Filter(Key.MIN, "1bn"),),
        " ",
    ),
)
_STAKES = (
    phrase(
        rf"(?:between|zwischen|from|von) (\d{{1,3}})(?: ?%)? (?:and|und|to|bis) {_PER_CENT}{_OF_SHARE}",
        lambda match: (Filter(Key.STAKE, f"{match[1]}-{match[2]}"),),
    ),
    phrase(
        rf"(\d{{1,3}}) ?(?:-|–|to|bis) ?{_PER_CENT}{_OF_SHARE}",
        lambda match: (Filter(Key.STAKE, f"{match[1]}-{match[2]}"),),
    ),
    phrase(
        rf"(?:of |von |mit |with )?{_MORE}{_PER_CENT}{_OF_SHARE}", lambda match: (Filter(Key.STAKE, f">{match[1]}"),)
    ),
    phrase(
        rf"(?:of |von |mit |with )?{_LESS}{_PER_CENT}{_OF_SHARE}", lambda match: (Filter(Key.STAKE, f"<{match[1]}"),)
    ),
    phrase(rf"(?:exactly |genau |an? )?{_PER_CENT}{_OF_SHARE}", lambda match: (Filter(Key.STAKE, match[1]),)),
)


def _kind(value: str, mark: str, pattern: str) -> Phrase:
    return phrase(pattern, lambda match: (Filter(Key.TYPE, value),), mark)


_NEW = "(?:new |neuen? |neues |neuer )?"
KINDS = (
    _kind("joint_venture", OTHER, _NEW + "(?:joint[- ]ventures?|jvs?|gemeinschaftsunternehmen)"),
    _kind("minority_stake", STAKE, _NEW + "(?:minority (?:stakes?|holdings?|interests?|investments?)"
          "|minderheits(?:beteiligung(?:en)?|anteile?n?))"),
    _kind("majority_stake", STAKE, _NEW + "(?:majority (?:stakes?|holdings?|interests?|investments?)"
          "|mehrheits(?:beteiligung(?:en)?|anteile?n?|übernahmen?))"),
    _kind("stake", STAKE, _NEW + "(?:stakes?|shareholdings?|beteiligung(?:en)?|anteile?n?|firmenanteile?)"),
    _kind("asset_purchase", OTHER, _NEW + "asset (?:purchases?|deals?|sales?)"),
    _kind("acquihire", OTHER, _NEW + "acqui-?hires?"),
    _kind("spin_off", OTHER, _NEW + "(?:spin-?(?:offs?|outs?)|carve-?outs?|abspaltung(?:en)?|ausgliederung(?:en)?)"),
    _kind("ipo", OTHER, _NEW + "(?:ipos?|(?:stock market )?listings?|flotations?|börseng[aä]nge?n?"
          "|(?:went|going|goes|go|gone) public|an die börse)"),
    _kind("funding_round", OTHER, _NEW + "(?:(?:funding|financing|fundraising|seed|venture) ?(?:rounds?|deals?)"
          "|fundraisings?|fundings?|(?:finanzierungs|kapital)(?:runden?)|finanzierung(?:en)?"
          "|rais(?:ed|es|ing)(?: (?:money|capital|funding|funds))?|(?:geld|kapital) (?:bekommen|erhalten"
          "|eingesammelt|eingeworben|aufgenommen)|eingesammelt|eingeworben)"),
    _kind("merger", OTHER, _NEW + "(?:mergers?|tie-?ups?|fusion(?:en)?|zusammenschl(?:uss|üssen?)|(?:that |which "
    "|have |are )*merged(?! with)"
        "|(?:fusionieren|fusioniert|fusionierten)(?=[?!. ]*$))"),
    _kind("divestiture", OTHER, _NEW + "(?:divestitures?|divestments?|disposals?|unternehmensverkäufen?)"),
    _kind("acquisition", PURCHASES, _NEW + "(?:acquisitions|takeovers|buyouts|buy-outs|(?:firmen|unternehmens)?"
          "(?:übernahmen|(?:zukäufen?|käufen?)(?! (?:von|der|des|bei|durch) )))"),
    _kind("acquisition", TAKEOVER, _NEW + "(?:acquisition|takeover|buyout|buy-out|(?:firmen|unternehmens)?"
          "(?:übernahme|zukauf))"),
    phrase(  # a purchase, seen from either side: the kind of deal is open
        _NEW + "(?:sale|purchase|verkauf|kauf)(?=(?: der| des| von)? (?:of|von|der|des) )",
        lambda match: (),
        TAKEOVER,
    ),
    phrase(_NEW + "(?:deals?|transactions?|transaktion(?:en)?|m ?& ?a(?: (?:deals?|activity|news))?)",
           lambda match: (), DEAL),
)  # fmt: skip


def _status(value: str, pattern: str) -> Phrase:
    was = (
        "(?:(?:that|which|die|der|have|has|had|are|is|were|was|got|get|been|being|wurden?|sind|ist|werden|wird|still"
        "|noch|already|bereits|schon) )*"
    )
    return phrase(rf"{was}(?:{pattern})(?: worden)?", lambda match: (Filter(Key.STATUS, value),))


_STATUSES = (
    _status("terminated", "called[- ]off|abandoned|cancell?ed|terminated|scrapped|withdrawn|failed|collapsed"
            "|fell through|fallen through|fall through|broken off|broke down|abgesagte?[rnsm]?|geplatzte?[rnsm]?"
            "|platzten?"
            "|gescheiterte?[rnsm]?|scheiterten?|abgebrochene?[rnsm]?|aufgegebene?[rnsm]?|zurückgezogene?[rnsm]?"),
    _status("blocked", "blocked|prohibited|vetoed|untersagte?[rnsm]?|blockierte?[rnsm]?|verbotene?[rnsm]?"),
    _status("pending_approval", "(?:pending|awaiting|waiting for)(?: (?:regulatory )?approval)?|not yet approved"
            "|(?:nicht )?genehmigte?[rnsm]?|ausstehende?[rnsm]?|in prüfung"),
    _status("completed", "completed|closed|finali[sz]ed|wrapped up|abgeschlossene?[rnsm]?|vollzogene?[rnsm]?"),
    _status("agreed", "agreed|signed|vereinbarte?[rnsm]?|unterzeichnete?[rnsm]?|unterschriebene?[rnsm]?"),
    _status("proposed", "proposed|planned|geplante?[rnsm]?|angebotene?[rnsm]?"),
    _status("announced", f"(?:announced|angekündigte?[rnsm]?)(?= ?{KIND})"),
    phrase("(?:takeover |merger |übernahme|fusions)?(?:rumou?rs|rumou?r|gerüchten?|spekulation(?:en)?|speculation)"
           "(?: (?:about|of|around|on|über|um|zu))?|rumou?red|gerüchteweise|angebliche?[rnsm]?",
           lambda match: (Filter(Key.STATUS, "rumoured"),)),
)  # fmt: skip


def _sorted_by(order: str, pattern: str) -> Phrase:
    return phrase(rf"(?:(?:the|die|der|das|den|dem) )?(?:{pattern})", lambda match: (Filter(Key.SORT, order),))


def _top(match: re.Match[str]) -> tuple[Filter, ...]:
    count = next((group for group in match.groups() if group), None)
    return (Filter(Key.SORT, "largest"), *([Filter(Key.TOP, count)] if count and 0 < int(count) <= 100 else []))


_SORTS = (
    phrase(
        r"(?:the |die )?top[- ]?(\d{1,3})?(?= )|(?:the |die )?(\d{1,3}) (?:biggest|largest|größten|grössten|teuersten)"
        r"|(?:the |die )?(?:biggest|largest|größten|grössten|teuersten) (\d{1,3})",
        _top,
    ),
    _sorted_by("stake", "(?:by|nach) (?:stake|share|anteil)|largest stakes? first"),
    _sorted_by("largest", "biggest|largest|highest(?:[- ]value)?|most (?:expensive|valuable)|by (?:size|value|amount)"
               "|(?:sorted |sortiert )?nach (?:größe|wert|betrag|preis)|größte[nrsm]?|grösste[nrsm]?|teuerste[nrsm]?"
               "|(?:largest|biggest) first|größte zuerst"),
    _sorted_by("smallest", "smallest(?: first)?|cheapest|kleinste[nrsm]?(?: zuerst)?|günstigste[nrsm]?"
    "|billigste[nrsm]?"),
    _sorted_by("oldest", "oldest(?: first)?|earliest|älteste[nrsm]?(?: zuerst)?|früheste[nrsm]?"),
    _sorted_by("newest", "newest(?: first)?|latest|most recent|neue?ste[nrsm]?(?: zuerst)?|jüngste[nrsm]?"
               "|aktuellste[nrsm]?"),
    phrase("(?<=[\ue000-\ue005] )first|zuerst", lambda match: ()),
)  # fmt: skip


def every_phrase() -> Iterator[Phrase]:
    """In the order that they are looked for: what could be read in two ways comes first in the way that says more."""
    yield from _AMOUNTS
    yield from _STAKES
    yield from KINDS
    yield from _STATUSES
    yield from _SORTS
