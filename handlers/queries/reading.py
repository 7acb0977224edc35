"""A question is read as phrases in any order round a name: what phrases and forms leave is the name.

Tolerant: whatever is typed gives a `Query`, never an error. No word is dropped that is not understood.
"""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.blocks.mrkdwn import clean, plain_text
from handlers.filters import Filter, Key, split
from handlers.filters.keys import named_in_german
from handlers.queries.forms import FORMS, PARTIES, Form
from handlers.queries.languages import language_of
from handlers.queries.marks import CUT, KIND, PURCHASES, TAKEOVER, Phrase, take, with_quotes, without_quotes
from handlers.queries.phrases import every_phrase
from handlers.queries.places import KNOWN, TARGETS, UNKNOWN
from handlers.queries.query import MAX_NAME, MAX_TEXT, About, Asking, Query
from handlers.queries.spans import SPANS
from storage.records import PartyRole

_PHRASES: tuple[Phrase, ...] = (*every_phrase(), *SPANS, *KNOWN)
_ROLES = {PartyRole.ACQUIRER: Key.BUYER, PartyRole.TARGET: Key.TARGET, PartyRole.SELLER: Key.SELLER}
_DEFAULT = {Asking.DEAL: About.DEALS, Asking.WHO: About.PERSON, Asking.MENTION: About.ANYTHING}

_POLITE = "hi|hello|hey|hallo|moin|servus|dealbot|please|bitte|so|and|und|ok|okay|thanks|thank you|danke|mal|denn"
_LEADING = re.compile(
    rf"(?:@?(?:{_POLITE}|can you|could you|kannst du|könntest du))\b[\s,:;!.–-]*(?=\S)", re.IGNORECASE
)
_TRAILING = re.compile(
    r"(?<=\S)[\s,]+(?:please|bitte|thanks|thank you|danke|again|nochmal|denn|so|then)[\s!.?]*$", re.IGNORECASE
)
_EDGES = " \t?!.,;:…\"'`´‘’“”„«»()[]{}"
_HELP = {"help": "en", "?": "", "what can you do": "en", "how do you work": "en", "how does this work": "en"} | {
    "hilfe": "de",
    "was kannst du": "de",
    "wie geht das": "de",
    "wie funktioniert das": "de",
}
# A mention that only greets is met with how to ask; to a command these may be names
_GREETINGS = {"hi": "en", "hello": "en", "hey": "en", "thanks": "en", "thank you": "en", "hallo": "de", "danke": "de"}
# What may stand round phrases without saying more; only taken away where something was understood
_FILLER = (
    "show|list|give|find|tell|me|us|all|any|every|the|a|an|of|by|with|from|on|in|for|about|and|or|are|is|were|was|there|has"
    "|have|had|been|did|do|does|got|get|which|what|who|that|those|these|it|its|happened|made|done|took place|place"
    "|like|know"
    "|you|please|new|recent|other|be|being|will|they|we|see|want|at|to|announced|reported|told|anything|everything"
    "|something|things|valued|worth|value|bought|acquired|taken over|sold|companies bought|zeige?|mir|uns|alle|alles"
    "|die|der"
    "|das|den|dem|des|ein|eine|einen|von|vom|mit|bei|zu|zum|zur|über|im|am|für|und|oder|gab|gibt|es|sind|ist|wurden|wurde"
    "|hat|haben|welche|welcher|welches|was|wer|wie|so|denn|auch|neue|neuen|neuer|bekannt|angekündigt|gekauft|übernommen|worden"
    "|etwas|kamen|passiert|geschehen|wert|im wert|als|noch|dort|ihr|kennt|kennst|du|nur|only|just|als erste|first"
    "|zuerst|an"
)
_FILLERS = re.compile(rf"(?:{_FILLER}|{TARGETS}|[&+,;:/–-])", re.IGNORECASE)

_ARTICLE = re.compile(r"^(?:die|der|das|den|dem|des) (?=[A-ZÄÖÜ])")  # "die Commerzbank", but not "Die Zeit"
_FIRST = re.compile(r"(?<=\S) (?:first|zuerst)$", re.IGNORECASE)  # "the oldest deals with Intel first"


def deal_query(text: str, lang: str = "en") -> Query:
    """What `/deal …` asks for: normally just a company's name. `lang` counts where nothing else tells it."""
    return read(text, Asking.DEAL, lang)


def who_query(text: str, lang: str = "en") -> Query:
    """What `/who …` asks for: normally just a person's name."""
    return read(text, Asking.WHO, lang)


def mention_query(text: str, lang: str = "en") -> Query:
    """What a mention or a direct message asks for, in Slack's mrkdwn, the mention itself included."""
    return read(text, Asking.MENTION, lang)


def read(text: str, asking: Asking, lang: str = "en") -> Query:
    """What a text in Slack's mrkdwn asks for that was typed there."""
    return reread(plain_text(text), asking, lang)


def reread(text: str, asking: Asking, lang: str = "en") -> Query:
    """The same for what is no mrkdwn, such as the `asked` of a query."""
    asked = _bare(clean(text)[:MAX_TEXT])
    rest, typed = split(asked)
    rest = _bare(rest)
    openings = _HELP | _GREETINGS if asking is Asking.MENTION else _HELP
    known = openings.get(rest.casefold().rstrip("?!. ") or rest)
    if known is not None and not typed:
        return Query(About.HELP, lang=known or lang, asked=asked, asking=asking)
    query = _understood(rest, asking, typed)
    told = query.lang or ("de" if named_in_german(asked) else "")
    return replace(query, lang=told or lang, asked=asked, asking=asking)


def _understood(text: str, asking: Asking, typed: tuple[Filter, ...]) -> Query:
    """`lang` is "" where nothing tells it."""
    bare, quotes = without_quotes(text)
    marked, found = take(bare, _PHRASES)
    match, form = _form(marked)
    if form is None:
        again, further = take(marked, UNKNOWN)
        if further and (marked != bare or _form(again)[1] is not None):
            marked, found = again, (*found, *further)
            match, form = _form(marked)
    if form is not None and match is not None:
        query = _asked_by(form, match, found, marked)
    else:
        query = _left_over(marked, found) or Query(_DEFAULT[asking], text, lang="")
    understood = tuple(replace(each, value=with_quotes(each.value, quotes)) for each in query.filters)
    query = replace(query, name=with_quotes(query.name, quotes), filters=(*understood, *typed))
    lang = query.lang or language_of(bare.replace(query.name, " ") if query.name else bare)
    return _whole(replace(query, lang=lang, as_one_name=bool(query.filters or form) and not typed), marked)


def _form(marked: str) -> tuple[re.Match[str] | None, Form | None]:
    text = " ".join(marked.replace(CUT, " ").split()).strip(_EDGES)
    for form in FORMS:
        match = form.pattern.fullmatch(text)
        if match and _without_fillers(match["name"]):
            return match, form
    return None, None


def _asked_by(form: Form, match: re.Match[str], found: tuple[Filter, ...], marked: str) -> Query:
    name, inside = take(match["name"], UNKNOWN)
    parties = tuple(
        Filter(PARTIES[group], _name(value)) for group, value in match.groupdict().items() if group in PARTIES and value
    )
    if form.role is not None and (TAKEOVER in marked or PURCHASES in marked):
        # whoever buys a company has taken it over, whatever share the deal is about
        found = tuple(each for each in found if each != Filter(Key.TYPE, "acquisition"))
    name = " ".join(name.replace(CUT, " ").split())
    if not form.lang:  # just a name beside the kind of deal: what stands round it need not be its own
        name = _without_fillers(name)
    if any(each.key is Key.SORT for each in found):
        name = _FIRST.sub("", name)
    return Query(form.about, name, form.role, form.lang, (*found, *inside, *parties), form.ties)


def _left_over(marked: str, found: tuple[Filter, ...]) -> Query | None:
    """Deals, of what is left as a name; None where nothing was understood, so that all of it is one."""
    if not found and not re.search(KIND, marked):
        return None
    rest = re.sub(rf"{KIND}|{CUT}", " ", marked)
    return Query(About.DEALS, _without_fillers(rest), lang="", filters=found)


def _without_fillers(text: str) -> str:
    words = text.split()
    for _ in range(2):
        while words and _FILLERS.fullmatch(words[0].strip(_EDGES) or "-"):
            words.pop(0)
        words.reverse()
    return " ".join(words)


def _whole(query: Query, marked: str) -> Query:
    """With its name as it is looked up; about deals wherever there are filters."""
    name = _name(query.name)
    filters = query.filters
    if not name and not filters and re.search(KIND, marked):
        filters = (Filter(Key.SORT, "newest"),)  # "all deals"
    about = query.about if name else About.NOTHING
    if filters and about is not About.COLLEAGUES:
        about = About.DEALS
    role = query.role if name else None
    ties = query.ties if about is About.COLLEAGUES else ()
    return replace(query, about=about, name=name, role=role, filters=filters, ties=ties)


def _name(text: str) -> str:
    return _ARTICLE.sub("", _TRAILING.sub("", text).strip(_EDGES)[:MAX_NAME].strip())


def _bare(text: str) -> str:
    """The question without greetings before it and thanks behind it, unless that is all there is."""
    while match := _LEADING.match(text):
        text = text[match.end() :]
    return _TRAILING.sub("", text.strip()).strip()


def with_name(query: Query, name: str) -> str:
    """The question about another name, as it can be typed."""
    quoted = f'"{clean(name).replace(chr(34), "")[:MAX_NAME]}"'
    if query.name and query.asked.count(query.name) == 1:
        return query.asked.replace(f'"{query.name}"', query.name).replace(query.name, quoted)
    named = f"{_ROLES[query.role].value}:{quoted}" if query.role else quoted
    return " ".join([named, *(each.written() for each in query.filters)])
