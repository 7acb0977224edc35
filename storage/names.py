"""Match keys: two spellings of one company or person give one key, two companies two.

- Case, width and composition are folded (NFKC, casefold), accents dropped: "Nestlé" is "Nestle".
- German umlauts become the two letters German itself writes for them, ä -> ae, ö -> oe, ü -> ue, ß -> ss, so that
  "Kühne" is "Kuehne". They do not become plain a, o, u: that would need "ue" folded everywhere and make "Blue" and
  "Blu" one company. "Muller" for "Müller" is left to the nearest names.
- "&", "+" and "und" between words are "and"; "A.G." is "ag"; apostrophes vanish; hyphens part words.
- Legal forms go from the end of a company's name. "& Co." stays: Merck & Co. is not Merck KGaA.
- A key is never empty and at most `KEY_LENGTH` characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from storage.sql import storable

KEY_LENGTH = 200  # the longest names in company registers have about 160 characters

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")  # Latin and Greek ones only: Japanese voicing marks tell words apart
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")  # S.p.A., U.S.
_SLASHED = re.compile(r"(?<!\w)([^\W\d_])/([^\W\d_])(?!\w)")  # A/S
_JOINED = re.compile(r"&|\+(?=\s*\w)")
_WORD = re.compile(r"[^\W_]+")

# A form is a run of words as `_words` leaves them; the current ones of these countries' registers
_FORMS_BY_COUNTRY = (
    # English-speaking countries
    "inc;incorporated;corp;corporation;co;company;ltd;limited;llc;llp;lp;lllp;plc;pbc;pc;pllc;pty;pte;dac;cic;"
    "co ltd;pty ltd;pte ltd;pvt ltd;private limited",
    # Germany, Austria, Switzerland
    "ag;se;gmbh;ggmbh;mbh;kg;kgaa;ohg;ug;ug haftungsbeschraenkt;gbr;eg;ev;ek;and co kg;and co kgaa;and co ohg;"
    "aktiengesellschaft",
    # France, Belgium, Luxembourg, Spain, Portugal, Latin America
    "sa;sas;sasu;sarl;snc;sca;scs;sprl;srl;scrl;sl;slu;sau;sab;sa de cv;sab de cv;ltda;lda;societe anonyme",
    "spa;sapa;srls",  # Italy
    "nv;bv;cv;vof",  # Netherlands
    "ab;ab publ;publ;asa;as;aps;oy;oyj;abp;hf;ehf;ks",  # Nordic countries
    "kk;gk;yk;kabushiki kaisha;kabushiki gaisha;godo kaisha",  # Japan
)
_LEGAL_FORMS = frozenset(tuple(form.split()) for country in _FORMS_BY_COUNTRY for form in country.split(";"))
_LONGEST_FORM = max(len(form) for form in _LEGAL_FORMS)
_UNSPACED_FORM = "株式会社|有限会社|合同会社|有限公司|주식회사"  # Japan, China, Korea write them without a space
_UNSPACED_FORMS = re.compile(f"^(?:{_UNSPACED_FORM})|(?:{_UNSPACED_FORM})$")
_TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "herr", "frau", "sir", "dame", "lord", "lady"))
# Words that hundreds of companies' names begin or end with: alone they name none of them
_GENERIC_WORDS = (
    "ai group gruppe holding holdings capital partners ventures international global technologies technology tech",
    "systems solutions services software digital media energy power pharma health bank banco banque industries",
    "finance financial insurance national american america british deutsche deutscher european united royal",
    "first general new north south east west great and of de la the",
)
_GENERIC = frozenset(word for line in _GENERIC_WORDS for word in line.split())


@lru_cache(maxsize=2_000)  # the same few names come up for every deal that a new one is compared with
def company_key(name: str) -> str:
    """The match key of a company's name, its words parted by single spaces."""
    words = _words(name)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while form := _legal_form(words):
        words = words[: -len(form)]
    bare = _UNSPACED_FORMS.sub("", " ".join(words)).split()
    return _key(bare or words, name)


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
    return full.startswith(short + " ") and not _GENERIC.issuperset(short.split())


def _legal_form(words: list[str]) -> tuple[str, ...]:
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        form = tuple(words[-length:])
        if form in _LEGAL_FORMS and not (form == ("co",) and words[-2] == "and"):
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
