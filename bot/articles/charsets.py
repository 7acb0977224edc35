"""Bytes to text, by what the page declares where that is true, and never by a codec that is no text encoding."""

from __future__ import annotations

import codecs
import re

# Labels of the WHATWG Encoding Standard, as far as news pages use them, and Python's codec for each. Whatever else a
# page declares (utf-7, rot13, unicode_escape, zlib ...) counts as undeclared.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2",
    "utf-16-be": "utf-16be",
    "cp1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 ascii us-ascii x-cp1252",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2",
    "iso8859-3": "iso-8859-3",
    "iso8859-4": "iso-8859-4",
    "iso8859-5": "iso-8859-5",
    "iso8859-7": "iso-8859-7",
    "iso8859-10": "iso-8859-10",
    "iso8859-13": "iso-8859-13",
    "iso8859-14": "iso-8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 latin9 l9",
    "iso8859-16": "iso-8859-16",
    "cp1254": "windows-1254 iso-8859-9 latin5",
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1253": "windows-1253",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "cp1257": "windows-1257",
    "cp1258": "windows-1258",
    "mac-roman": "macintosh x-mac-roman",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "gb18030": "gb18030 gbk gb2312 x-gbk",
    "big5": "big5 big5-hkscs",
    "euc_jp": "euc-jp",
    "cp932": "shift_jis shift-jis windows-31j",
    "cp949": "euc-kr",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096  # bytes; the HTML standard looks into the first 1,024, browsers further
_REPLACED = "\ufffd"


def decode(body: bytes, declared: str | None) -> str:
    """The text of a page. `declared` is the charset of its Content-Type header, if any.

    A byte-order mark wins. Then UTF-8, if the bytes are valid UTF-8: no text in another encoding is so by chance, while
    servers that declare ISO-8859-1 for UTF-8 pages are common. Then the header, the page's own meta tag, UTF-8 with
    some broken characters, and Windows-1252.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    named = [found for label in (declared, _meta(body)) if (found := _codec(label))]
    if named and named[0].startswith("utf-16"):
        return body.decode(named[0], "replace")
    for codec in ["utf-8", *named]:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return _best_effort(body)


def _codec(label: str | None) -> str | None:
    return _CODECS.get(label.strip().strip("\"'").lower()) if label else None


def _meta(body: bytes) -> str | None:
    found = _META.search(body, 0, _META_WITHIN)
    label = found[1].decode("ascii") if found else None
    # a meta tag that could be read as ASCII cannot stand in UTF-16 text
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _best_effort(body: bytes) -> str:
    """UTF-8 where most of what isn't ASCII is valid, else Windows-1252."""
    text = body.decode("utf-8", "replace")
    foreign = sum(not char.isascii() for char in text)
    if text.count(_REPLACED) * 10 <= foreign:
        return text
    return body.decode("cp1252", "replace")
