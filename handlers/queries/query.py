"""What is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from handlers.filters import Filter
from storage.records import PartyRole, Tie

MAX_TEXT = 400  # characters of a question that are looked at
MAX_NAME = 150


class About(StrEnum):
    """What a query asks for; where it is not found, the other is looked up too."""

    DEALS = "deals"
    PERSON = "person"
    COLLEAGUES = "colleagues"  # who left, joined or is at a company
    ANYTHING = "anything"  # a name without more: both are shown
    HELP = "help"
    NOTHING = "nothing"  # asked without a name


class Asking(StrEnum):
    """Where a question is typed, which says how a bare name is meant."""

    DEAL = "deal"  # behind /deal
    WHO = "who"  # behind /who
    MENTION = "mention"  # in a mention or a direct message


@dataclass(frozen=True, slots=True)
class Query:
    about: About
    name: str = ""  # of a company or a person as typed, one line, at most MAX_NAME characters
    role: PartyRole | None = None  # only deals in which the company has this role
    lang: str = "en"  # "en" or "de", the language to answer in
    filters: tuple[Filter, ...] = ()  # only deals for which they hold; without a name, of all deals
    ties: tuple[Tie, ...] = ()  # of COLLEAGUES: how they stand to the company; none: in any way
    asked: str = field(default="", compare=False)  # the question itself, without greetings
    asking: Asking = field(default=Asking.MENTION, compare=False)
    offset: int = 0  # deals that are skipped: those of the pages before
    as_one_name: bool = field(default=False, compare=False)  # a name may have been read as more: see `asked`
