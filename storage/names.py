"""Match keys: two spellings of one company or person give one key, two companies two.

- Case, width and composition are folded (NFKC, casefold), accents dropped: "Nestlé" is "Nestle".
- German umlauts become the two letters German itself writes for them, ä -> ae, ö -> oe, ü -> ue, ß -> ss, so that
  "Kühne" is "Kuehne". They do not become plain a, o, u: that would need "ue" folded everywhere and make "Blue" and
  "Blu" one company. "Muller" for "Müller" is left to the nearest names.
- "&", "+" and "und" between words are "and"; "A.G." is "ag"; apostrophes vanish; hyphens part words.
- Legal forms go from the end of a company's name. "& Co." stays: Merck & Co. is not Merck KGaA.
- A name that is nothing but legal forms keeps the first.
- A key's own key is itself; it is never empty and at most `KEY_LENGTH` characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cleanco.clean import get_unique_terms

from storage.sql import storable

KEY_VERSION = 2  # to be raised with every change of what a key is: stored ones are then made anew
KEY_LENGTH = 200  # the longest names in company registers have about 160 characters
_LOOKED_AT = 1_000  # characters of a name: what lies beyond can be no name's

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")  # Latin and Greek ones only: Japanese voicing marks tell words apart
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")  # S.p.A., U.S.
_SLASHED = re.compile(r"(?<!\w)([^\W\d_])/([^\W\d_])(?!\w)")  # A/S
_JOINED = re.compile(r"&|\+(?=\s*\w)")
_WORD = re.compile(r"[^\W_]+")

# A form is a run of words as `_words` leaves them. cleanco knows those of sixty countries' registers; these it lacks.
# Of its forms of two letters only those named here count: "uk", "at" and "ca" are countries, "sd" and "pp" initials
_FORMS_OF_OUR_OWN = (
    "co;co ltd;lp;private limited;dac;pbc;pc;pty;pte",  # English-speaking countries
    "ag;se;kg;mbh;ggmbh;ug;ug haftungsbeschraenkt;eg;ek;ev;og;and co kg;and co kgaa;and co ohg;and co se;"
    "gesellschaft mit beschraenkter haftung;aktiengesellschaft",  # Germany, Austria, Switzerland
    "sa;s a rl;sl;slu;sau;sab;sab de cv;scrl;srls;societe anonyme;sociedad anonima",  # Romance languages
    "nv;bv;cv;ab;ab publ;publ;as;oy;abp;hf;ks;dd;ae;doo;pjsc;ojsc;jsc;tbk",  # other countries of Europe, Indonesia
    "kk;gk;yk;kabushiki kaisha;kabushiki gaisha;godo kaisha",  # Japan
)
# Forms that are also words; and "and co", which tells Merck & Co. from Merck KGaA
_NO_FORMS = frozenset(("and co", "and company", "coop", "ent", "etat", "private", "sal", "sem", "sep", "ses", "vat"))


def _legal_forms() -> frozenset[tuple[str, ...]]:
    known = {" ".join(_words(term)) for term in get_unique_terms()} - _NO_FORMS
    known = {form for form in known if len(form) > 2}
    return frozenset(tuple(form.split()) for form in known.union(*(row.split(";") for row in _FORMS_OF_OUR_OWN)))


_UNSPACED_FORM = "株式会社|有限会社|合同会社|有限公司|주식회사"  # Japan, China, Korea write them without a space
_UNSPACED_FORMS = re.compile(f"^(?:{_UNSPACED_FORM})|(?:{_UNSPACED_FORM})$")
_LEADING_FORMS = frozenset(("ооо", "оао", "пао", "ooo", "oao", "pao", "uab"))  # Russia and Lithuania put them first
_TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "herr", "frau", "sir", "dame", "lord", "lady"))
# Words that hundreds of companies' names begin or end with: alone they name none of them
_GENERIC_WORDS = (
    "ai group gruppe holding holdings capital partners ventures international global technologies technology tech",
    "systems solutions services software digital media energy power pharma health bank banco banque industries",
    "finance financial insurance national american america british deutsche deutscher european united royal",
    "first general new north south east west great and of de la the",
)
_GENERIC = frozenset(word for line in _GENERIC_WORDS for word in line.split())


@lru_cache(maxsize=5_000)  # a few names come up for every deal that a new one is compared with
def company_key(name: str) -> str:
    """The match key of a company's name, its words parted by single spaces."""
    key, again = "", _company_key(name)
    while key != again:  # what one round leaves may begin with an article or end with a form, too
        key, again = again, _company_key(again)
    return key


def person_key(name: str) -> str:
    """The match key of a person's name: without titles, its words parted by single spaces."""
    words = _words(name)
    return _key([word for word in words if word not in _TITLES] or words, name)


def leading_keys(key: str) -> tuple[str, ...]:
    """The keys a shorter form of the name would have, longest first: "bank of america" -> "bank of", "bank"."""
    words = key.split(" ")
    return tuple(" ".join(words[:length]) for length in range(len(words) - 1, 0, -1))


def same_company(name: str, other: str) -> bool:
    """Whether two names can be one company's: the same key, or one a short form of the other ("Scale", "Scale AI").

    A short form is the leading words of the full name, at least one of them telling ("Capital" is not "Capital One").
    It only proposes: use it where something else speaks for the same company too.
    """
    short, full = sorted((company_key(name), company_key(other)), key=len)
    if short.replace(" ", "") == full.replace(" ", ""):  # Thyssen-Krupp, Thyssenkrupp
        return True
    return full.startswith(short + " ") and telling(short)


def telling(key: str) -> bool:
    """Whether a company's key has a word that is not one of hundreds of companies' ("Capital", "Group")."""
    return not _GENERIC.issuperset(key.split())


def better_spelling(one: str, other: str) -> str:
    """Which of two spellings of one name to show: the shorter, else the one in mixed case, else the first by letters.

    It knows no order: of many spellings the same one is left, whichever was read first.
    """
    return min(one, other, key=lambda name: (len(name), name.isupper() or name.islower(), name))


def _company_key(name: str) -> str:
    words = _words(name[:_LOOKED_AT])
    if len(words) > 1 and (words[0] == "the" or words[0] in _LEADING_FORMS):
        words = words[1:]
    while form := _legal_form(words):
        words = words[: -len(form)]
    if words[-2:] == ["and", "company"]:
        words[-1] = "co"
    bare = _UNSPACED_FORMS.sub("", " ".join(words)).split()
    return _key(bare or words, name)


def _legal_form(words: list[str]) -> tuple[str, ...]:
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        form = tuple(words[-length:])
        if form in _LEGAL_FORMS and not (form[0] in ("co", "company") and words[-length - 1] == "and"):
            return form
    return ()


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", storable(name)).casefold()
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    text = _APOSTROPHES.sub("", _SLASHED.sub(r"\1\2", _INITIALS.sub(lambda found: found[0].replace(".", ""), text)))
    text = _JOINED.sub(" and ", text).replace("+", " plus")
    return ["and" if word == "und" else word for word in _WORD.findall(text)]


def _key(words: list[str], name: str) -> str:
    key = " ".join(words)[:KEY_LENGTH].strip()
    return key or storable(name).strip().casefold()[:KEY_LENGTH].strip() or "?"


_LEGAL_FORMS = _legal_forms()
_LONGEST_FORM = max(len(form) for form in _LEGAL_FORMS)
