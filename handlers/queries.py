"""What people ask, as a query: the text of `/deal`, of `/who` and of a mention.

Tolerant: whatever is typed gives a `Query`, never an error. Questions are answered in their own language; where
nothing tells it (`/deal meta`), in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.blocks.mrkdwn import clean, plain_text
from handlers.filters import Filter, split
from storage.records import PartyRole

MAX_TEXT = 400  # characters of a question that are looked at
MAX_NAME = 150


class About(StrEnum):
    """What a query asks for; where it is not found, the other is looked up too."""

    DEALS = "deals"
    PERSON = "person"
    ANYTHING = "anything"  # a name without more: both are shown
    HELP = "help"
    NOTHING = "nothing"  # asked without a name


@dataclass(frozen=True, slots=True)
class Query:
    about: About
    name: str = ""  # of a company or a person as typed, one line, at most MAX_NAME characters
    role: PartyRole | None = None  # only deals in which the company has this role
    lang: str = "en"  # "en" or "de", the language to answer in
    filters: tuple[Filter, ...] = ()  # only deals for which they hold; without a name, of all deals


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to ask: `pattern` matches the whole question, its group "name" is what is asked about."""

    pattern: re.Pattern[str]
    about: About
    lang: str
    role: PartyRole | None = None


def _forms(lang: str, about: About, *patterns: str, role: PartyRole | None = None) -> Iterator[_Form]:
    for pattern in patterns:
        named = pattern.replace("NAME", "(?:(?:denn|eigentlich|mal|bitte) )*(?P<name>.+?)")
        yield _Form(re.compile(named, re.IGNORECASE), about, lang, role)


_BOUGHT = "(?:buy|buys|bought|buying|acquire|acquires|acquired|acquiring|take over|taken over)"
_SOLD = "(?:sell|sells|sold|selling|divest|divests|divested)"
_GEKAUFT = "(?:gekauft|übernommen|erworben|geschluckt)"
_KAUFT = "(?:kauft|kaufte|übernimmt|übernahm|erwirbt|erwarb)"

_FORMS = (
    *_forms(
        "en",
        About.DEALS,
        f"who (?:has |have |is |was |will |wants to |might |did )?{_BOUGHT} NAME",
        "who (?:owns|invests in|invested in|is investing in) NAME",
        role=PartyRole.TARGET,
    ),
    *_forms(
        "en",
        About.DEALS,
        f"(?:what|which companies|whom?) (?:did|does|has|have|is|will|was|do) NAME (?:want to )?{_BOUGHT}",
        "(?:what|where) (?:did|does|has|is) NAME (?:invest|invested|investing)(?: in)?",
        role=PartyRole.ACQUIRER,
    ),
    *_forms("en", About.DEALS, f"what (?:did|does|has|is|will) NAME {_SOLD}", role=PartyRole.SELLER),
    *_forms(
        "en",
        About.PERSON,
        "who(?: is|'s|’s) NAME",
        "where (?:does|did|is|will) NAME (?:work|works|move|moving|go|going)(?: to| now)?",
    ),
    *_forms(
        "en",
        About.ANYTHING,
        "what (?:do|can|did) you (?:know|tell me|tell us|have|read)(?: about| on| of)? NAME",
        "(?:do you (?:know|have) )?(?:anything|something|news|updates?|info|information)(?: new)?"
        " (?:about|on|of|with) NAME",
        "(?:tell|show)(?: me| us)?(?: more)? about NAME",
        "what(?: is|'s|’s) (?:new|up|going on|happening) (?:with|at|about|on) NAME",
        "what(?: is|'s|’s| about) NAME",
    ),
    *_forms(
        "en",
        About.DEALS,
        "(?:(?:show|list|give)(?: me| us)? )?(?:all |the |any )*deals? (?:of|with|by|from|for|about|involving) NAME",
        "(?:(?:show|list)(?: me| us)? )?NAME(?:'s|’s)? deals",
    ),
    *_forms(
        "de",
        About.DEALS,
        f"wer (?:hat|will|wird|möchte) NAME (?:{_GEKAUFT}|kaufen|übernehmen|erwerben)",
        f"wer {_KAUFT} NAME",
        "(?:wem gehört|wer investiert in|wer beteiligt sich an) NAME",
        role=PartyRole.TARGET,
    ),
    *_forms(
        "de",
        About.DEALS,
        "(?:was|wen|welche (?:firmen?|unternehmen)) (?:hat|will|wird|möchte) NAME"
        f" (?:{_GEKAUFT}|kaufen|übernehmen|erwerben)",
        f"(?:was|wen|welche (?:firmen?|unternehmen)) {_KAUFT} NAME",
        "(?:wo|worin) investiert NAME",
        role=PartyRole.ACQUIRER,
    ),
    *_forms(
        "de",
        About.DEALS,
        "was (?:hat|will|wird) NAME (?:verkauft|verkaufen|abgegeben|abgeben)",
        "was (?:verkauft|verkaufte) NAME",
        role=PartyRole.SELLER,
    ),
    *_forms("de", About.PERSON, "wer ist NAME", "(?:wo arbeitet|wohin (?:geht|wechselt)) NAME"),
    *_forms(
        "de",
        About.ANYTHING,
        "was (?:weißt|weisst|hast|kannst|sagst) du(?: mir)?(?: alles)? (?:über|ueber|zu|von)(?: die| den| das)? NAME"
        "(?: sagen| erzählen| gelesen)?",
        "(?:was )?(?:gibt es|gibt's|gibts|ist)(?: etwas| was)?(?: neues)? (?:über|ueber|zu|bei|von|mit) NAME",
        "(?:erzähl|erzähle|sag|sage|zeig|zeige)(?: mir| uns)?(?: etwas| was| mehr| alles)? (?:über|ueber|zu|von) NAME",
        "(?:mir |uns )?(?:etwas|was|mehr|alles) (?:über|ueber|zu|von) NAME (?:erzählen|sagen|zeigen)",
        "(?:infos?|informationen|neues|neuigkeiten|etwas) (?:über|ueber|zu|von|bei) NAME",
        "was ist mit NAME",
    ),
    *_forms("de", About.DEALS, "(?:(?:zeig|zeige)(?: mir| uns)? )?(?:alle |die )*deals? (?:von|mit|bei|zu|über) NAME"),
)

_ALL_DEALS = re.compile(
    r"(?:(?:show|list)(?: me| us)? )?(?:all |any |the )*deals?"
    r"|(?P<german>(?:zeige?(?: mir| uns)? )?(?:alle |die )*deals?)",
    re.IGNORECASE,
)
_POLITE = "hi|hello|hey|hallo|moin|servus|dealbot|please|bitte|so|and|und|ok|okay|thanks|thank you|danke|mal|denn"
_LEADING = re.compile(
    rf"(?:@?(?:{_POLITE}|can you|could you|kannst du|könntest du))\b[\s,:;!.–-]*(?=\S)", re.IGNORECASE
)
_TRAILING = re.compile(
    r"(?<=\S)[\s,]+(?:please|bitte|thanks|thank you|danke|again|nochmal|denn|so)[\s!.?]*$", re.IGNORECASE
)
_EDGES = " \t?!.,;:…\"'`´‘’“”„«»()[]{}"
_HELP = {"help": "en", "?": "en", "what can you do": "en", "how do you work": "en", "how does this work": "en"} | {
    "hilfe": "de",
    "was kannst du": "de",
    "wie geht das": "de",
    "wie funktioniert das": "de",
}
# A mention that only greets is met with how to ask; to a command these may be names
_GREETINGS = {"hi": "en", "hello": "en", "hey": "en", "thanks": "en", "thank you": "en", "hallo": "de", "danke": "de"}
_GERMAN = re.compile(
    r"\b(?:wer|wen|was|wo|wohin|welche|über|und|von|mit|bitte|hallo|hilfe|danke)\b|[äöüß]", re.IGNORECASE
)


def deal_query(text: str) -> Query:
    """What `/deal …` asks for: normally just a company's name."""
    return _query(text, About.DEALS)


def who_query(text: str) -> Query:
    """What `/who …` asks for: normally just a person's name."""
    return _query(text, About.PERSON)


def mention_query(text: str) -> Query:
    """What a mention or a direct message asks for, in Slack's mrkdwn, the mention itself included."""
    return _query(text, About.ANYTHING)


def _query(text: str, about: About) -> Query:
    asked, filters = split(clean(plain_text(text))[:MAX_TEXT])
    if filters:
        return _filtered(asked, filters, about)
    return _unfiltered(_bare(asked), about)


def _filtered(asked: str, filters: tuple[Filter, ...], about: About) -> Query:
    """With filters it is deals that are asked for, of a company or of all, whatever the rest reads like."""
    asked = _bare(asked)
    query = _unfiltered(asked, about)
    if all_deals := _ALL_DEALS.fullmatch(asked.strip(_EDGES)):
        query = Query(About.DEALS, lang="de" if all_deals["german"] else "en")
    elif query.about in (About.HELP, About.NOTHING):
        query = Query(About.DEALS, lang=query.lang)
    return replace(query, about=About.DEALS, filters=filters)


def _unfiltered(asked: str, about: About) -> Query:
    openings = _HELP | _GREETINGS if about is About.ANYTHING else _HELP
    if (lang := openings.get(asked.casefold().rstrip("?!. ") or asked)) is not None:
        return Query(About.HELP, lang=lang)
    for form in _FORMS:
        if match := form.pattern.fullmatch(asked.strip(_EDGES)):
            return _named(Query(form.about, match["name"], form.role, form.lang))
    return _named(Query(about, asked, lang="de" if about is About.ANYTHING and _sounds_german(asked) else "en"))


def _named(query: Query) -> Query:
    name = _TRAILING.sub("", query.name).strip(_EDGES)[:MAX_NAME].strip()
    return replace(query, name=name) if name else Query(About.NOTHING, lang=query.lang)


def _bare(text: str) -> str:
    """The question without greetings before it and thanks behind it, unless that is all there is."""
    while match := _LEADING.match(text):
        text = text[match.end() :]
    return _TRAILING.sub("", text.strip()).strip()


def _sounds_german(text: str) -> bool:
    """Only of a sentence: an umlaut in a name says nothing about who asks."""
    return len(text.split()) > 2 and bool(_GERMAN.search(text))
