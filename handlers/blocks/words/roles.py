"""Well-known posts in both languages, so that an English answer from a German article does not speak of a Finanzchef.

Only posts that stand here as a whole are translated; all others are told as the article writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# English = German ways to say it; the first German one is what German answers say: where there is a word for men and
# women alike, that one
_ROLES = (
    "chief executive = CEO; Vorstandschef; Vorstandschefin; Vorstandsvorsitzender; Vorstandsvorsitzende; Konzernchef;"
    " Konzernchefin; Unternehmenschef; Firmenchef; Chef; Chefin",
    "chief executive officer = CEO",
    "managing director = Geschäftsführer; Geschäftsführerin",
    "chief financial officer = CFO; Finanzchef; Finanzchefin; Finanzvorstand; Finanzvorständin",
    "finance chief = CFO",
    "chief operating officer = COO; operativer Chef; Vorstand für das operative Geschäft",
    "chief technology officer = CTO; Technikchef; Technologiechef; Technikvorstand",
    "head of sales = Vertriebschef; Vertriebschefin; Vertriebsvorstand",
    "head of human resources = Personalchef; Personalchefin; Personalvorstand",
    "chairman = Vorsitzender; Verwaltungsratspräsident",
    "chair of the supervisory board = Aufsichtsratschef; Aufsichtsratschefin; Aufsichtsratsvorsitzender;"
    " Aufsichtsratsvorsitzende",
    "member of the board = Vorstandsmitglied; Vorstand",
    "member of the supervisory board = Aufsichtsratsmitglied; Aufsichtsrat",
    "founder = Gründer; Gründerin; Firmengründer; Firmengründerin",
    "co-founder = Mitgründer; Mitgründerin; Mitbegründer; Mitbegründerin",
    "partner = Partner; Partnerin",
    "president = Präsident; Präsidentin",
    "vice president = Vizepräsident; Vizepräsidentin",
    "spokesman = Sprecher",
    "spokeswoman = Sprecherin",
    "head of research = Forschungschef; Forschungschefin; Forschungsleiter",
    "chief scientist = Chefwissenschaftler; Chefwissenschaftlerin",
    "head of Germany = Deutschlandchef; Deutschlandchefin",
    "head of Europe = Europachef; Europachefin",
    "owner = Eigentümer; Inhaber; Inhaberin",
    "investor = Investor; Investorin",
    "analyst = Analyst; Analystin",
    "minister = Minister; Ministerin",
)
_PARTS = re.compile(r"\s*(?:,|;|/)\s*|\s+(?:and|und|&)\s+")


def _tables() -> Mapping[str, Mapping[str, str]]:
    english: dict[str, str] = {}
    german: dict[str, str] = {}
    for row in _ROLES:
        role, _, others = row.partition(" = ")
        names = others.split("; ")
        german[role.casefold()] = names[0]
        for each in names:
            if not each.isupper():  # CEO is an English word, too
                english.setdefault(each.casefold(), role)
    return MappingProxyType({"en": MappingProxyType(english), "de": MappingProxyType(german)})


_TABLES = _tables()


def role_in(role: str, lang: str) -> str:
    """A post in a language, "en" or "de": `Finanzchef` is `chief financial officer`; `CEO` is so in both.

    Several, parted by commas or "and", only when each is known; else as the article writes it.
    """
    table = _TABLES["de" if lang.startswith("de") else "en"]
    parts = _PARTS.split(role.strip())
    known = [part if part.isupper() else table.get(part.casefold()) for part in parts]
    told = [each for each in known if each]
    if len(told) < len(parts) or told == parts:
        return role
    return (" und " if lang.startswith("de") else " and ").join(told)
