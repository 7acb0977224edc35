"""What somebody types behind /watch and /unwatch, as something to watch; and what a watch asks of the deals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from handlers.blocks.mrkdwn import clean, plain_text
from handlers.filters import Problem, understood
from handlers.queries import MAX_TEXT, About, deal_query
from storage.query import DealQuery
from storage.watches import Watch

_MINE = re.compile(r"(?:^|\s+)(?:(?P<de>(?:für\s+)?mich|bei\s+mir)|(?:for\s+)?me)\s*$", re.IGNORECASE)
_LISTS = {"list": "en", "liste": "de"}
_HELPS = {"": "", "help": "en", "hilfe": "de", "?": ""}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text` is a name, or a question with filters. `lang` is "" where the words are of no language."""

    text: str
    is_query: bool = False
    personal: bool = False
    lang: str = ""


def listing(typed: str) -> str | None:
    """The language in which the list is asked for, also with `me` behind it; None where it is not."""
    return _LISTS.get(_MINE.sub("", _bare(typed)).casefold())


def help_in(typed: str) -> str | None:
    """The language in which help is asked for, "" for whichever; None where it is not."""
    return _HELPS.get(_bare(typed).casefold())


def wanted(typed: str) -> Wanted:
    """What is to be watched, and for whom: `scale ai`, `robotics min:1bn`, `scale ai me`, `scale ai für mich`."""
    text = _bare(typed)
    mine = _MINE.search(text)
    text = text[: mine.start()].strip() if mine else text
    query = deal_query(text)
    lang = "de" if (mine and mine["de"]) or query.lang == "de" else ""
    if query.filters:
        return Wanted(text, is_query=True, personal=mine is not None, lang=lang)
    named = query.name if query.about not in (About.HELP, About.NOTHING) else ""
    return Wanted(named, personal=mine is not None, lang=lang)


def problems_of(asked: Wanted, today: date) -> tuple[Problem, ...]:
    """The filters that mean nothing; a name has none."""
    return understood(deal_query(asked.text).filters, today).problems if asked.is_query else ()


def query_of(watch: Watch, today: date) -> DealQuery | None:
    """The deals that a watch asks for; None for one of a name.

    What stands beside the filters may be a name or a business ("robotics min:1bn"): it has to be in the deal's texts.
    """
    if not watch.is_query:
        return None
    query = deal_query(watch.text)
    asked = understood(query.filters, today).query
    return replace(asked, text=" ".join(filter(None, (query.name, asked.text))))


def _bare(typed: str) -> str:
    return clean(plain_text(typed))[:MAX_TEXT].strip()
