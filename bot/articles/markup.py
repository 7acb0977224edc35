"""Pages that would stall an HTML parser, found before it sees them.

libxml2 looks each attribute up among those before it: 100,000 attributes on one tag (0.9 MB) took lxml over 9 s and
trafilatura over a minute. A tag that long is never an article's.
"""

from __future__ import annotations

import re

from bot.errors import PageTooBig

MAX_TAG = 64 * 1024  # characters of one tag
MAX_TAGS = 100_000  # of a page, opened or closed; at worst (paragraphs of three words) they take trafilatura 5 s

# Comments and declarations, elements whose content is no markup, then tags, as libxml2 and the HTML standard read them:
# a quote opens a value only right after "=". The quantifiers are possessive, so that the scan is linear.
_TOKEN = re.compile(
    r"""
    (?P<skipped> <!--(?:>|->|.*?(?:-->|--!>|\Z)) | <(?:[!?]|/(?![a-zA-Z]))[^>]*+>?+ )
    | <(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\t\n\f\r\ />])
    | <[a-zA-Z/]
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_REST_OF_TAG = re.compile(
    r"""
    [^\t\n\f\r\ />]*+                                  # the name
    (?: [\t\n\f\r\ ]++ | /(?!>)                        # between attributes
      | [^\t\n\f\r\ />][^\t\n\f\r\ />=]*+              # an attribute's name
        (?: [\t\n\f\r\ ]*+ = [\t\n\f\r\ ]*+
            (?: "[^"]*+"?+ | '[^']*+'?+ | [^\t\n\f\r\ >"'][^\t\n\f\r\ >]*+ )?+ )?+
    )*+                                                # what is left: > or />
    """,
    re.VERBOSE,
)
# Pictures that stand in the page itself are long and harmless: one attribute.
_INLINE_DATA = re.compile(r"""(?<=["'(])data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=%\s]{1000,}+""", re.IGNORECASE)
_ENDINGS = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


def parsable(html: str, max_tag: int = MAX_TAG) -> str:
    """The page without the data of inline pictures.

    Raises `PageTooBig` when a tag has more than `max_tag` characters, or when there are more than 100,000 tags.
    """
    if html.count("<") > MAX_TAGS:
        raise PageTooBig("too many tags")
    html = _INLINE_DATA.sub("", html)
    if len(html) > max_tag and _longest_tag(html) > max_tag:
        raise PageTooBig("a tag that would stall the parser")
    return html


def _longest_tag(html: str) -> int:
    longest = position = 0
    while token := _TOKEN.search(html, position):
        position = token.end()
        if token["skipped"]:
            continue
        rest = _REST_OF_TAG.match(html, position)
        assert rest is not None  # each part of the expression may be empty
        position = rest.end()
        longest = max(longest, position - token.start())
        # to libxml2 <script/> is empty, whatever the standard says
        if token["raw"] and not html.startswith("/>", position):
            ending = _ENDINGS[token["raw"].lower()].search(html, position)
            if ending is None:  # the rest of the page is no markup
                break
            position = ending.start()
    return longest
