"""Which of the two languages a question is asked in, by the words round the name."""

from __future__ import annotations

import re

_GERMAN = re.compile(
    r"\b(?:wer|wen|wem|wo|wohin|woran|welche[rsnm]?|wie|über|und|von|vom|mit|bei|zu|zum|zur|für|seit|bis|ab|nach|vor|aus|im"
    r"|der|das|den|dem|des|eine?[rsnm]?|nicht|oder|als|unter|zwischen|bitte|hallo|hilfe|danke|gibt|gab|hat|haben|ist|sind"
    r"|wird|wurden?|letzte[rsnm]?|vergangene[rsnm]?|diese[rsnm]?|woche|monat\w{0,2}|jahr\w{0,2}|quartals|tage\w?|heute|gestern"
    r"|alle|mindestens|mehr als|weniger|höchstens|milliarden?|millionen|mrd|mio|prozent|anteile?n?|deutschland|neues?"
    r"|\w*(?:beteiligung|übernahme|fusion|finanzierung|abspaltung|ausgliederung|spekulation)en|\w*übernahme"
    r"|\w*beteiligung|börseng\wnge?|gerüchte\w*|abgesagte?\w?|geplatzte?\w?|untersagte?\w?|blockierte?\w?|abgeschlossene?\w?"
    r"|vereinbarte?\w?|geplante?\w?|größte\w?|kleinste\w?|älteste\w?|neueste\w?|finanzierungsrunden?|zukäufe\w?|zeige?"
    r"|unternehmen|firmen|kürzlich|zuletzt|gemeinschaftsunternehmen|nennt|zusammenschl\w+|teuerste\w?|\w*branche|\w*sektor"
    r"|frankreich|schweiz|österreich|italien|spanien|januar|februar|märz|mai|juni|juli|oktober|dezember"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:who|what|which|whom|where|how|about|and|of|with|by|from|to|for|since|until|till|before|after|the|this|last|past"
    r"|week|months?|quarters?|years?|days?|today|yesterday|all|any|above|below|over|under|more than|less than|at"
    r" least|at"
    r"|between|worth|billions?|millions?|percent|stakes?|acquisitions?|takeovers?|mergers?|funding|rounds?|rumou?r\w*|called"
    r"|blocked|cancelled|completed|closed|pending|biggest|largest|smallest|oldest|newest|latest|show|me|list|companies"
    r"|germany|france|is|are|were|has|have|did|does|please|hello|thanks|recently|lately|january|february|march|may"
    r"|june|july|october|december|minority|majority|first|oldest|spin-?offs?|joint ventures?)\b",
    re.IGNORECASE,
)


def language_of(words: str) -> str:
    """ "en" or "de" by most of the words; "" where nothing tells it."""
    german, english = len(_GERMAN.findall(words)), len(_ENGLISH.findall(words))
    if german == english:
        return ""
    return "de" if german > english else "en"
