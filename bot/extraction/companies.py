"""Which companies an article speaks of: their mentions, full and short forms, and who "the company" is.

Names come from the entity recogniser, joined with the capitalised words round them; what it missed or called a person
or place is decided by a vote over the whole article. Short forms are tied to full forms seen in the same article.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.extraction.layout import Block
from bot.extraction.lexicon import Lexicon, Names
from bot.extraction.lexicon import words as split
from bot.extraction.sentences import Sentence, Word
from bot.extraction.spans import Span, SpanFinder, core, entity_spans

_TERM_REACH = 60  # characters between a name and the term that a contract calls it by
_CAST = 300  # companies among which short forms are looked for; lists of thousands are no article
_MANAGED = frozenset(("wealth", "asset", "money", "fund", "investment", "hotel", "property", "waste"))
_SIDES = frozenset(("from", "to", "an", "von", "vom"))  # in front of the other side of a purchase
_MAKERS = (
    "bauer",
    "hersteller",
    "konzern",
    "anbieter",
    "händler",
    "zulieferer",
    "versorger",
    "produzent",
    "entwickler",
)
# nouns for companies that people are called too
_HELD = frozenset(
    [
        "investor",
        "partner",
        "owner",
        "developer",
        "publisher",
        "specialist",
        "producer",
        "peer",
        "builder",
        "landlord",
        "dealer",
        "rival",
        "team",
    ]
)
_BY_NOUN = 4  # how much more "insurer Harrow" counts than a place that the recogniser sees in Harrow


@dataclass(frozen=True)
class Mention:
    """Words `first` to `last` (inclusive) of a sentence name a company.

    `suffix` is what a German compound adds ("chef" of "Harrow-Chef"): the word then speaks of the company's chief.
    """

    sentence: int
    first: int
    last: int
    company: int
    strong: bool
    suffix: str = ""


@dataclass
class Company:
    id: int
    first_seen: tuple[int, int]
    forms: Counter[str] = field(default_factory=Counter)
    cores: set[tuple[str, ...]] = field(default_factory=set)
    strong: bool = False
    named: bool = False  # by the recogniser, somewhere in the article

    @property
    def name(self) -> str:
        """The best full form in the text: the longest, the most frequent among equals."""
        return max(self.forms, key=lambda form: (len(form.split()), self.forms[form], -len(form)))


class Cast:
    """The companies of one article."""

    def __init__(self, sentences: Sequence[Sentence], blocks: Sequence[Block], lexicon: Lexicon) -> None:
        self._names = lexicon.names
        self._lexicon = lexicon
        roles: str = lexicon.tables["people"]["roles"]["heads"]
        self._roles = split(roles)
        self._terms = frozenset(s.casefold() for block in blocks for _, s in block.shorts if not s.isupper())
        self._finder = SpanFinder(sentences, lexicon, self._terms)
        self.companies: list[Company] = []
        self._by_core: dict[str, Company] = {}
        self.people = _full_person_names(sentences, self._names)
        self._titles = {sentence.index for sentence in sentences if sentence.title}
        self._single: set[tuple[str, ...]] = set()  # one-word names of companies
        self._by_sentence: dict[int, list[Mention]] = defaultdict(list)
        self._at: dict[tuple[int, int], Mention] = {}
        spans = self._vote([span for sentence in sentences for span in self._finder.spans(sentence)], sentences)
        self._shorts = _short_forms(spans, blocks)
        for span in sorted(spans, key=lambda span: (span.sentence.title, span.sentence.index, span.first)):
            self._enter(span)
        for mentions in self._by_sentence.values():
            mentions.sort(key=lambda mention: mention.first)

    def mentions(self, sentence: Sentence) -> list[Mention]:
        return self._by_sentence.get(sentence.index, [])

    def at(self, sentence: Sentence, i: int) -> Mention | None:
        """The mention that covers word `i`."""
        return self._at.get((sentence.index, i))

    def name(self, company: int) -> str:
        return self.companies[company].name

    def sure(self, company: int) -> bool:
        """Whether a company is one by the recogniser's word or by being named more than once."""
        found = self.companies[company]
        return found.strong or sum(found.forms.values()) > 1

    def only_titled(self, company: int) -> bool:
        """Whether it is named in the title alone, where any noun may be written like a name."""
        found = self.companies[company]
        return found.first_seen[0] in self._titles and sum(found.forms.values()) == 1

    def official(self, company: int) -> bool:
        """Whether it is a court, a ministry or another body that rules on deals and makes none."""
        return any(self._names.bodies & set(name) for name in self.companies[company].cores)

    def topic(self) -> int | None:
        """The company the article is about: of those in its first three sentences the one named most often."""
        early = [c for c in self.companies if c.first_seen[0] <= 2 and c.strong] or self.companies[:3]
        if not early:
            return None
        return max(early, key=lambda company: (sum(company.forms.values()), -company.id)).id

    # -- the article's vote --------------------------------------------------------------------------------------

    def _vote(self, spans: list[Span], sentences: Sequence[Sentence]) -> list[Span]:
        """Keep the spans that the whole article takes for companies; weak ones become strong where it does so."""
        votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for span in spans:
            votes[core(span.text, self._names)][_kind(span)] += not span.suffix
        for span in spans:
            votes[core(span.text, self._names)]["ORG"] += not span.suffix and self._told_of(span)
            votes[core(span.text, self._names)]["ORG"] += 3 * (
                self._legal_end(span) or self._corporate(span)
            ) + _BY_NOUN * (self._introduced(span) or self._explained(span))
        self._single = {key for key, vote in votes.items() if len(key) == 1 and vote["ORG"]}
        firms = [key for key, vote in votes.items() if vote["ORG"] > vote["PERSON"] + vote["LOC"]]
        parts = {part for key in firms for part in (key[0], key[-1], "-".join(key))}
        kept = []
        for span in spans:
            key = core(span.text, self._names)
            vote = votes[key]
            if span.suffix and (key[0] in parts or self._leads_person(span)):
                vote = vote + Counter(ORG=1)
            kind = "strong" if span.sure else self._decide(span, vote)
            if kind:
                kept.append(replace(span, strong=kind == "strong"))
        return kept

    def _leads_person(self, span: Span) -> bool:
        """ "Harrow-Chefin Ottilie Roe": a role in front of a person is held at a company."""
        words, k = span.sentence.words, span.last + 1
        return span.suffix in self._roles and k < len(words) and words[k].entity == "PERSON"

    def _corporate(self, span: Span) -> bool:
        """ "die Digitalagentur Harrow Milton": what stands there is no person, whatever it sounds like."""
        before = span.sentence.words[span.first - 1] if span.first else None
        if before is None or not self._names.corporate or before.pos not in ("NOUN", "PROPN") or span.suffix:
            return False
        return before.spaced and before.lower.endswith(tuple(self._names.corporate))

    def _legal_end(self, span: Span) -> bool:
        last = span.sentence.words[span.last]
        return span.last > span.first and last.lower in self._names.legal and last.capital

    def _introduced(self, span: Span) -> bool:
        """ "insurer Harrow", "wealth manager Harrow", "Maschinenbauer Harrow": a noun that no place would have."""
        words = span.sentence.words
        before = words[span.first - 1] if span.first else None
        if before is None or before.pos != "NOUN" or not before.spaced:
            return False
        if self._lexicon.lang == "de":
            return not span.suffix and before.lower.endswith(_MAKERS)
        manages = span.first > 1 and before.lower == "manager" and words[span.first - 2].lower in _MANAGED
        return before.lower in self._lexicon.company or manages

    def _explained(self, span: Span) -> bool:
        """ "Harrow, the gasket maker": what a noun for companies explains, which none for people is, is one."""
        words, k = span.sentence.words, span.last + 1
        if self._lexicon.lang != "en" or k + 2 >= len(words) or words[k].text != "," or words[k + 1].pos != "DET":
            return False
        if _kind(span) == "PERSON":
            return False
        for word, behind in pairwise(words[k + 2 : k + 7]):
            if word.pos not in ("NOUN", "ADJ", "PROPN") or word.rel.startswith("subj"):
                return False
            if word.lower in self._lexicon.company - _HELD and behind.pos not in ("NOUN", "PUNCT", "PART"):
                return True
        return False

    def _told_of(self, span: Span) -> bool:
        """Whether the sentence treats a name as a company: behind "insurer" or "der Chemiekonzern", or bought."""
        words = span.sentence.words
        before = words[span.first - 1] if span.first else None
        if (
            before is not None
            and before.pos in ("NOUN", "PROPN")
            and before.spaced
            and self._finder.company_noun(before)
        ):
            return True
        if words[span.first].lower in self._names.places:
            return False
        first = words[span.first]
        listed = first.rel == "conj" and words[first.head].entity == "ORG"
        if listed and (first.entity != "LOC" or any(map(self._lexicon.is_backer, span.sentence.lowers))):
            return True
        for word in words[span.first : span.last + 1]:
            above = words[word.head].lower if word.head != word.i else ""
            triggers = self._lexicon.verbs.get(above, ())
            if word.rel in ("obj", "subj_pass") and any(t.frame.name == "buy" and not t.needs for t in triggers):
                return True
            if word.rel in ("obl", "nmod") and self._on_a_side(span, word, above):
                return True
        return False

    def _on_a_side(self, span: Span, word: Word, above: str) -> bool:
        """ "bought it from Harrow"; "an offer from Harrow-Milton", as no single word that may be a place's."""
        preposition = span.sentence.preposition(word.i)
        verbs = [t for t in self._lexicon.verbs.get(above, ()) if not t.needs and not t.particles]
        if preposition in _SIDES and any(t.frame.kind in ("buy", "sell") for t in verbs):
            return True
        nouns = [t for t in self._lexicon.nouns.get(above, ()) if not t.needs and t.frame.kind in ("buy", "sell")]
        return span.last > span.first and any(preposition in t.frame.prepositions for t in nouns)

    def _decide(self, span: Span, vote: Counter[str]) -> str:
        key = core(span.text, self._names)
        if span.suffix:
            return "strong" if vote["ORG"] or vote["PERSON"] + vote[""] > 1 else ""
        if key[0] in ("series", "serie"):
            return ""
        if len(key) == 1 and key[0] in self._terms:
            return "strong"
        if "_".join(key) in self._names.firms or (vote["ORG"] > vote["PERSON"] and vote["ORG"] > vote["LOC"]):
            return "strong"
        if key in self.people or (len(key) == 1 and key[0] in {name[-1] for name in self.people} and vote["ORG"] < 2):
            return ""
        if vote["ORG"] and vote["ORG"] >= vote["LOC"]:
            return "strong"
        if len(key) > 1 and _kind(span) == "LOC" and (key[0],) in self._single:
            return "strong"  # "Harrow South Africa" where Harrow is a company
        if vote["LOC"] > vote[""] or _kind(span) == "LOC":
            return ""
        if vote["PERSON"] and len(key) > 1:
            acronym = span.text.split()[0]
            return "strong" if acronym.isupper() and (key[0],) in self._single else ""  # "GE Vernova" where GE is one
        if self._origin(span):
            return ""
        return "weak"

    def _origin(self, span: Span) -> bool:
        """A German adjective of a place before a noun: "Schweizer Fleischkonzern", "Münchner Start-up"."""
        words = span.sentence.words
        word = words[span.last]
        after = words[span.last + 1] if span.last + 1 < len(words) else None
        plain = after is not None and (after.pos == "NOUN" or self._finder.company_noun(after))
        return self._lexicon.lang == "de" and word.lower.endswith("er") and plain

    # -- which company -------------------------------------------------------------------------------------------

    def _enter(self, span: Span) -> None:
        text = span.text
        key = core(text, self._names)
        company = self._known(key, text) or self._new(key, span)
        company.forms[_ungenitive(text, company, self._names)] += 1
        company.strong |= span.strong
        company.named |= any(word.entity == "ORG" for word in span.sentence.words[span.first : span.last + 1])
        short = self._shorts.get((span.sentence.index, span.last))
        for core_ in [key, *([(short.casefold(),)] if short else [])]:
            company.cores.add(core_)
            self._by_core.setdefault(_joined(core_), company)
        mention = Mention(span.sentence.index, span.first, span.last, company.id, span.strong, span.suffix)
        self._by_sentence[span.sentence.index].append(mention)
        for i in range(span.first, span.last + 1):
            self._at[span.sentence.index, i] = mention

    def _new(self, key: tuple[str, ...], span: Span) -> Company:
        company = Company(len(self.companies), (span.sentence.index, span.first))
        self.companies.append(company)
        return company

    def _known(self, key: tuple[str, ...], text: str) -> Company | None:
        if (exact := self._by_core.get(_joined(key))) is not None:
            return exact
        for same in (self._genitive, self._initials, self._short):
            found = [company for company in self.companies[:_CAST] if same(company, key, text)]
            if found:
                return max(found, key=lambda company: sum(company.forms.values()))
        return None

    def _genitive(self, company: Company, key: tuple[str, ...], text: str) -> bool:
        if self._lexicon.lang != "de" or len(key[-1]) < 4:
            return False
        last = key[-1]
        other = last[:-1] if last.endswith("s") else last + "s"
        return (*key[:-1], other) in company.cores

    def _short(self, company: Company, key: tuple[str, ...], text: str) -> bool:
        """Whether `key` is the beginning of a longer name, and what it leaves out tells no other company apart."""
        for known in company.cores:
            left_out = known[len(key) :]
            if left_out and known[: len(key)] == key and not self._names.places & set(left_out):
                return len(key[0]) > 2 or key[0].isalpha()
            more = set(key[len(known) :]) if key[: len(known)] == known else set()
            if more and more <= self._names.generic - self._names.places and len(known[0]) > 3:
                return True  # "Harrow" first, "Harrow Consulting" later
            if len(key) == len(known) > 1 and key[0] == known[0] and all(map(_abbreviates, key, known)):
                return True
            if len(key) == 1 and len(known) > 1 and key[0] == known[-1] and len(key[0]) > 4:
                return not {key[0]} & (self._names.legal | self._lexicon.company | self._names.places)
        return False

    def _initials(self, company: Company, key: tuple[str, ...], text: str) -> bool:
        """Whether it is written "FT", or "FT Group" for the Financial Times Group."""
        text, *tail = text.split()
        if len(text) != len(key[0]) or not text.isupper() or not 2 <= len(text) <= 6:
            return False
        if not self._names.generic >= set(key[1:]):
            return False
        for form in company.forms:
            parts = [part for part in re.split(r"[\s-]+", form) if part[:1].isupper() and part not in tail]
            initials = "".join(part[0] for part in parts).upper()
            if initials == text or (len(text) > 2 and initials.startswith(text)):
                return True
        return False


def _abbreviates(one: str, other: str) -> bool:
    """ "Pharma" and "Pharmaceutical" in either order."""
    return min(len(one), len(other)) > 2 and (one.startswith(other) or other.startswith(one))


def _joined(key: tuple[str, ...]) -> str:
    """A name as one word: "Harrow Mills" and "Harrow-Mills-Chef" speak of the same."""
    return "".join(key).replace("-", "")


def _kind(span: Span) -> str:
    if span.suffix:
        return ""
    kinds = Counter(word.entity for word in span.sentence.words[span.first : span.last + 1] if word.entity)
    return "ORG" if span.strong else kinds.most_common(1)[0][0] if kinds else ""


def _full_person_names(sentences: Sequence[Sentence], names: Names) -> set[tuple[str, ...]]:
    """Names of two words or more that the recogniser calls persons and that carry no legal form."""
    found = set()
    for sentence in sentences:
        for first, last in entity_spans(sentence, "PERSON"):
            words = [word.lower for word in sentence.words[first : last + 1]]
            if len(words) > 1 and not names.legal & set(words):
                found.add(core(" ".join(words), names))
    return found


def _short_forms(spans: Iterable[Span], blocks: Iterable[Block]) -> dict[tuple[int, int], str]:
    """Short forms that stood in brackets behind a name: (sentence, last word) -> "ABC".

    Terms of a contract may stand further behind: 'Harrow Inc., a Delaware corporation (the "Company")'.
    """
    ends = {span.sentence.words[span.last].end: (span.sentence.index, span.last) for span in spans}
    found = {}
    for block in blocks:
        for offset, short in block.shorts:
            reach = 3 if short.isupper() else _TERM_REACH
            if place := next((ends[offset - gap] for gap in range(reach) if offset - gap in ends), None):
                found[place] = short
    return found


def _ungenitive(text: str, company: Company, names: Names) -> str:
    """The text without a German genitive's s where the company is also known without it."""
    if text.endswith("s") and core(text[:-1], names) in company.cores:
        return text[:-1]
    return text
