"""Which companies an article speaks of: their mentions, full and short forms, and who "the company" is.

Names come from the entity recogniser, joined with the capitalised words round them; what it missed or called a person
or place is decided by a vote over the whole article. Short forms are tied to full forms seen in the same article.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from bot.extraction.layout import Block
from bot.extraction.lexicon import Lexicon, Names
from bot.extraction.lexicon import words as split
from bot.extraction.sentences import Sentence, Word

# adjectives in names that German declines: "Deutsche Börse", "der Deutschen Börse"
_ADJECTIVE = re.compile(r"^(deutsch|europäisch|bayerisch|österreichisch|schweizerisch|vereinigt|nordisch)e[rnms]?$")
_CAST = 300  # companies among which short forms are looked for; lists of thousands are no article
<<<<<<< Updated upstream
_BY_NAME = 3  # how much more the recogniser's word counts than the tagger's
=======
_SIDES = frozenset(("from", "to", "an", "von", "vom"))  # in front of the other side of a purchase
>>>>>>> Stashed changes
_BY_NOUN = 4  # how much more "insurer Harrow" counts than a place that the recogniser sees in Harrow
_FRONT = ("NOUN", "ADJ", "PROPN", "X")  # parts of speech that a capitalised part of a name is taken for
_FORMER = re.compile(r"^(?:Ex|Noch|Vize|Co|Ehe)-")  # "Ex-Harrow-Chef"
_EDGE = " \t\n.,;:'\"“”„‘’»«()[]*–—-"


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


@dataclass(frozen=True)
class _Span:
    sentence: Sentence
    first: int
    last: int
    strong: bool
    suffix: str = ""
    selfname: bool = False  # "Harrow-Konzern"

    @cached_property
    def text(self) -> str:
        if self.suffix or self.selfname:
            return _FORMER.sub("", self.sentence.words[self.first].text.rpartition("-")[0])
        text = name_text(self.sentence.words[self.first : self.last + 1])
        at_end = self.last + 1 == len(self.sentence.words)
        return text.rstrip(".") if at_end else text  # "Harrow Ltd." is Harrow Ltd where the sentence ends


def name_text(words: Sequence[Word]) -> str:
    """Words as one name: spaced as in the text, without what was left out between them and without a genitive's 's."""
    text = "".join(word.text + (" " if word.spaced else "") for word in words)
    return re.sub(r"['’`]s?$", "", text.strip(_EDGE if not text.rstrip().endswith((".", ")")) else " \t\n,;:'\"“”„"))


@lru_cache(maxsize=4096)
def core(name: str, names: Names) -> tuple[str, ...]:
    """A name's telling words, lower case, without legal forms; all its words where nothing would be left."""
    tokens = [token.strip(".,'’") for token in re.split(r"[\s]+", name.casefold())]
    tokens = [re.sub(r"['’]s$", "", token) for token in tokens if token]
    tokens = [_ADJECTIVE.sub(r"\1", token) for token in tokens]
    kept = [token for token in tokens if token not in names.legal and token not in ("the", "die", "der", "das")]
    return tuple(kept or tokens)


class Cast:
    """The companies of one article."""

    def __init__(self, sentences: Sequence[Sentence], blocks: Iterable[Block], lexicon: Lexicon) -> None:
        self._names = lexicon.names
        self._lexicon = lexicon
        self._inflected = inflected(lexicon.company | lexicon.unit)
        self._ends = tuple(word for word in self._inflected if len(word) > 4)
        roles: str = lexicon.tables["people"]["roles"]["heads"]
        self._roles = split(roles)
        self._role_ends = tuple(split(lexicon.tables["people"]["roles"].get("ends", "")))
        self._addresses = lexicon.names.titles | self._roles  # "Finanzchefin der Nordwind AG"
        self.companies: list[Company] = []
        self._by_core: dict[str, Company] = {}
        self.people = _full_person_names(sentences, self._names)
        self._proper = _proper(sentences)
        self._single: set[tuple[str, ...]] = set()  # one-word names of companies
        self._by_sentence: dict[int, list[Mention]] = defaultdict(list)
        self._at: dict[tuple[int, int], Mention] = {}
        spans = self._vote([span for sentence in sentences for span in self._spans(sentence)], sentences)
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

    def official(self, company: int) -> bool:
        """Whether it is a court, a ministry or another body that rules on deals and makes none."""
        return any(self._names.bodies & set(name) for name in self.companies[company].cores)

    def topic(self) -> int | None:
        """The company the article is about: of those in its first three sentences the one named most often."""
        early = [c for c in self.companies if c.first_seen[0] <= 2 and c.strong] or self.companies[:3]
        if not early:
            return None
        return max(early, key=lambda company: (sum(company.forms.values()), -company.id)).id

    # -- spans ---------------------------------------------------------------------------------------------------

    def _spans(self, sentence: Sentence) -> list[_Span]:
        words, found, i = sentence.words, [], 0
        while i < len(words):
            if compound := self._compound(words[i]):
                found.append(self._split(sentence, i, compound))
                i += 1
                continue
            if not self._may_name(words[i]) or (sentence.title and words[i].lower in self._lexicon.light):
                i += 1
                continue
            last = self._chain_end(words, i, title=sentence.title)
            if span := self._span(sentence, i, last):
                found.append(span)
            i = last + 1
        return found

    def _split(self, sentence: Sentence, i: int, back: str) -> _Span:
        """ "Harrow-Konzern" is Harrow, unless a name follows: the Konzern of "Harrow-Konzern Milton" is Milton."""
        words = sentence.words
        followed = i + 1 < len(words) and self._may_name(words[i + 1])
        if back in self._names.selves and not followed:
            return _Span(sentence, i, i, words[i].entity == "ORG", selfname=True)
        return _Span(sentence, i, i, False, back)

    def _compound(self, word: Word) -> str:
        """The generic last part of a compound with a name in front ("Konzern" of "Harrow-Konzern"), lower case."""
        front, hyphen, back = word.text.rpartition("-")
        back = back.casefold()
        named = front[:1].isupper() or (front[:1].isdigit() and back in self._roles)
        if not hyphen or not named or front.casefold() in self._names.stop:
            return ""
        known = back in self._names.compounds | self._names.selves | self._roles or back in self._lexicon.nouns
        return back if known or (self._lexicon.lang == "de" and back in self._inflected) else ""

    def _may_name(self, word: Word) -> bool:
        if self._event(word):
            return False
        if word.entity in ("ORG", "PERSON", "LOC"):
            return word.capital or word.entity == "ORG"
        if not word.capital or word.lower in self._names.stop or word.lower in self._lexicon.company:
            return False
        if self._role_ends and word.lower.endswith(self._role_ends):
            return False  # "Vertriebschefin"
        if word.pos == "NOUN" and word.lower in self._proper:
            return not self._generic(word)
        return word.pos in ("PROPN", "X") and not self._generic(word)

    def _event(self, word: Word) -> bool:
        """A noun that tells of a deal ("Harrows Investition") is no part of a name, whatever the recogniser says."""
        lexicon = self._lexicon
        if lexicon.lang != "de" and word.entity and word.pos != "NOUN":
            return False
        return word.lower in lexicon.nouns or word.lower in lexicon.share or word.lower in lexicon.unit

    def _generic(self, word: Word) -> bool:
        """A German noun taken for a name: it ends in a word for companies ("Stahlkonzern")."""
        if self._lexicon.lang != "de" or "-" in word.text:
            return False
        return word.lower.endswith(self._ends)

    def _chain_end(self, words: Sequence[Word], first: int, *, title: bool) -> int:
        """How far the name goes that begins at `first`: one entity, or neighbours that are not of another kind."""
        kind, last, k = words[first].entity, first, first + 1
        while k < len(words):
            word = words[k]
            if word.lower in ("'s", "’s", "'", "’"):
                following = words[k + 1].lower if k + 1 < len(words) else ""
                if following not in self._names.legal:  # "Harrow's Corp"
                    break
            if self._ended(words[k - 1]) and word.lower.rstrip(".") not in self._names.legal:
                break  # "Harrow Ltd. Milton Inc said ..."
            if word.lower in ("of", "in") and words[k - 1].lower in self._names.legal and words[k - 1].capital:
                break  # "Harrow Corp of Dover"
            if title and (word.lower in self._lexicon.light or word.lower in self._lexicon.verbs):
                break  # "Harrow Plans Pump Unit Sale"
            legal = word.lower in self._names.legal and word.capital
            if word.entity_starts and kind and word.entity != kind and not legal:
                break
            if self._compound(word) or (word.entity_starts and kind == word.entity == "PERSON"):
                break
            if legal or (self._may_name(word) and _compatible(kind, word.entity)):
                kind = kind or word.entity
                last = k
            elif not (k + 1 < len(words) and (self._joins(words, k) or (not title and self._within(words, k)))):
                break
            k += 1
        return last

    def _ended(self, word: Word) -> bool:
        """Whether a name is over: a legal form with a full stop."""
        return word.text.endswith(".") and word.lower.rstrip(".") in self._names.legal

    def _joins(self, words: Sequence[Word], k: int) -> bool:
        """Whether a small word stands inside a name: "&" always, "of" and "and" only where one entity runs over it."""
        after = words[k + 1]
        if words[k].text == ".":  # "Harrow.AI"
            return after.capital and not words[k - 1].spaced and not words[k].spaced
        if words[k].lower not in self._names.inside and words[k].text != "-":
            return False
        if words[k].lower == "and" and after.lower in ("co", "company", "loan", "sons", "brothers", "associates"):
            return after.capital
        if words[k].lower in ("&", "+"):
            return after.capital
        if words[k].text == "-":
            return after.capital and not words[k - 1].spaced and not words[k].spaced
        return bool(words[k].entity) and words[k].entity == after.entity and not after.entity_starts

    def _within(self, words: Sequence[Word], k: int) -> bool:
        """Whether a capitalised noun stands between two words of an English name: "Public Investment Fund"."""
        word, after = words[k], words[k + 1]
        plain = self._lexicon.lang == "en" and not word.entity and word.capital and word.pos in _FRONT
        return plain and word.spaced and after.capital and self._may_name(after)

    def _span(self, sentence: Sentence, first: int, last: int) -> _Span | None:
        words = sentence.words
        while first <= last and (self._edge(words[first]) or words[first].lower in self._addresses):
            first += 1
        if first < last and words[first].lower.endswith("s") and words[first].lower[:-1] in self._lexicon.company:
            first += 1  # "Carmakers Harrow and Milton"
        while (
            first < last
            and self._lexicon.lang == "de"
            and self._company_noun(words[first])
            and words[first + 1].lower not in self._names.inside
        ):
            first += 1  # "Pumpenhersteller Harrow"
        while last >= first and self._edge(words[last]):
            last -= 1
        if first > last or self._only_origin(words, last):
            return None
        legal = words[last].lower in self._names.legal and words[last].capital
        if legal or (self._lexicon.lang == "en" and not sentence.title):
            first = self._front(words, first, least=0 if legal else 1)
        text = name_text(words[first : last + 1])
        if sum(c.isalpha() for c in text) < 2 or text.casefold() in self._names.stop or len(text) > 80:
            return None
        kinds = {word.entity for word in words[first : last + 1]}
        return _Span(sentence, first, last, "ORG" in kinds or (legal and last > first))

    def _front(self, words: Sequence[Word], first: int, least: int) -> int:
        """Where a name begins: capitalised words in front belong to it, whatever their tags.

        A sentence's first word (below `least`) only does so where it is tagged as a name, or a legal form says it is.
        """
        if least and first == least and words[0].pos == "PROPN":
            least = 0
        while first > least and words[first].capital and words[first - 1].spaced and words[first - 1].capital:
            word = words[first - 1]
            foreign = word.entity in ("PERSON", "LOC") or self._edge(word) or word.lower in self._addresses
            if (
                foreign
                or self._ended(word)
                or word.pos not in _FRONT
                or self._company_noun(word)
                or self._compound(word)
            ):
                break
            first -= 1
        return first

    def _edge(self, word: Word) -> bool:
        """Whether a word neither begins nor ends a name, unless the recogniser says that it does ("Capital Pumps")."""
        if word.pos in ("PUNCT", "DET") or word.lower in ("s", "'s", "’s"):
            return word.entity != "ORG" or not word.capital
        return word.lower in self._names.stop and (word.entity != "ORG" or not word.capital)

    def _only_origin(self, words: Sequence[Word], last: int) -> bool:
        """ "Kent-based", "Harrow-backed": where or whose a company is, not its name."""
        after = words[last + 1 : last + 3]
        if len(after) < 2 or after[0].text != "-" or words[last].spaced:
            return False
        return after[1].lower in self._names.origins or (self._lexicon.lang == "en" and after[1].text.islower())

    # -- the article's vote --------------------------------------------------------------------------------------

    def _vote(self, spans: list[_Span], sentences: Sequence[Sentence]) -> list[_Span]:
        """Keep the spans that the whole article takes for companies; weak ones become strong where it does so."""
        votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for span in spans:
            votes[core(span.text, self._names)][_kind(span)] += not span.suffix
        for span in spans:
            votes[core(span.text, self._names)]["ORG"] += not span.suffix and self._told_of(span)
            votes[core(span.text, self._names)]["ORG"] += 3 * (
                self._legal_end(span) or self._corporate(span)
            ) + _BY_NOUN * self._introduced(span)
        self._single = {key for key, vote in votes.items() if len(key) == 1 and vote["ORG"]}
        firms = [key for key, vote in votes.items() if vote["ORG"] > vote["PERSON"] + vote["LOC"]]
        parts = {part for key in firms for part in (key[0], key[-1], "-".join(key))}
        kept = []
        for span in spans:
            key = core(span.text, self._names)
            vote = votes[key]
            if span.suffix and (key[0] in parts or self._leads_person(span)):
                vote = vote + Counter(ORG=1)
            kind = self._decide(span, vote)
            if kind:
                kept.append(replace(span, strong=kind == "strong"))
        return kept

    def _leads_person(self, span: _Span) -> bool:
        """ "Harrow-Chefin Ottilie Roe": a role in front of a person is held at a company."""
        words, k = span.sentence.words, span.last + 1
        return span.suffix in self._roles and k < len(words) and words[k].entity == "PERSON"

    def _corporate(self, span: _Span) -> bool:
        """ "die Digitalagentur Harrow Milton": what stands there is no person, whatever it sounds like."""
        before = span.sentence.words[span.first - 1] if span.first else None
        if before is None or not self._names.corporate or before.pos not in ("NOUN", "PROPN") or span.suffix:
            return False
        return before.spaced and before.lower.endswith(tuple(self._names.corporate))

    def _legal_end(self, span: _Span) -> bool:
        last = span.sentence.words[span.last]
        return span.last > span.first and last.lower in self._names.legal and last.capital

    def _introduced(self, span: _Span) -> bool:
        """ "insurer Harrow": an English noun for a company in front, which no place would have."""
        words = span.sentence.words
        before = words[span.first - 1] if span.first else None
        return (
            before is not None
            and before.pos == "NOUN"
            and before.spaced
            and before.lower in self._lexicon.company
            and self._lexicon.lang == "en"
        )

    def _told_of(self, span: _Span) -> bool:
        """Whether the sentence treats a name as a company: behind "insurer" or "der Chemiekonzern", or bought."""
        words = span.sentence.words
        before = words[span.first - 1] if span.first else None
        if before is not None and before.pos in ("NOUN", "PROPN") and before.spaced and self._company_noun(before):
            return True
        if words[span.first].lower in self._names.places:
            return False
        first = words[span.first]
        if first.rel == "conj" and words[first.head].entity == "ORG" and first.entity != "LOC":
            return True
        for word in words[span.first : span.last + 1]:
            verb = words[word.head].lower if word.head != word.i else ""
            triggers = self._lexicon.verbs.get(verb, ())
            if word.rel in ("obj", "subj_pass") and any(t.frame.name == "buy" and not t.needs for t in triggers):
                return True
            if word.rel == "obl" and span.sentence.preposition(word.i) in _SIDES and any(
                t.frame.kind in ("buy", "sell") and not t.needs and not t.particles for t in triggers
            ):
                return True
        return False

    def _company_noun(self, word: Word) -> bool:
        if self._lexicon.lang == "de":
            return word.lower.rpartition("-")[2].endswith(self._ends) or word.lower in self._inflected
        return word.lower in self._lexicon.company or word.lower.removesuffix("s") in self._lexicon.company

    def _decide(self, span: _Span, vote: Counter[str]) -> str:
        key = core(span.text, self._names)
        if span.suffix:
            return "strong" if vote["ORG"] or vote["PERSON"] + vote[""] > 1 else ""
        if key[0] in ("series", "serie"):
            return ""
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

    def _origin(self, span: _Span) -> bool:
        """A German adjective of a place before a noun: "Schweizer Fleischkonzern", "Münchner Start-up"."""
        words = span.sentence.words
        word = words[span.last]
        after = words[span.last + 1] if span.last + 1 < len(words) else None
        return self._lexicon.lang == "de" and word.lower.endswith("er") and after is not None and after.pos == "NOUN"

    # -- which company -------------------------------------------------------------------------------------------

    def _enter(self, span: _Span) -> None:
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

    def _new(self, key: tuple[str, ...], span: _Span) -> Company:
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
            if key[: len(known)] == known and set(key[len(known) :]) <= self._names.generic and len(known[0]) > 3:
                return True  # "Harrow" first, "Harrow Consulting" later
            if len(key) == len(known) > 1 and key[0] == known[0] and all(map(_abbreviates, key, known)):
                return True
            if len(key) == 1 and len(known) > 1 and key[0] == known[-1] and len(key[0]) > 4:
                return not {key[0]} & (self._names.legal | self._lexicon.company | self._names.places)
        return False

    def _initials(self, company: Company, key: tuple[str, ...], text: str) -> bool:
        if len(key) != 1 or not text.isupper() or not 2 <= len(text) <= 6:
            return False
        for form in company.forms:
            parts = [part for part in re.split(r"[\s-]+", form) if part[:1].isupper()]
            initials = "".join(part[0] for part in parts).upper()
            if initials == text or (len(text) > 2 and initials.startswith(text)):
                return True
        return False


def _abbreviates(one: str, other: str) -> bool:
    """ "Pharma" and "Pharmaceutical" in either order."""
    return min(len(one), len(other)) > 2 and (one.startswith(other) or other.startswith(one))


def _proper(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Words that are names somewhere in the article, where the tagger takes them for nouns elsewhere."""
    names: Counter[str] = Counter()
    for sentence in sentences:
        for word in sentence.words:
            if word.capital and word.i:
                names[word.lower] += _BY_NAME if word.entity == "ORG" else 1 if word.pos == "PROPN" else -1
    return frozenset(name for name, votes in names.items() if votes >= 0)


@lru_cache(maxsize=16)
def inflected(nouns: frozenset[str]) -> frozenset[str]:
    """German nouns with the endings of their cases."""
    return frozenset(noun + ending for noun in nouns for ending in ("", "s", "es", "n", "en", "e", "in"))


def _joined(key: tuple[str, ...]) -> str:
    """A name as one word: "Harrow Mills" and "Harrow-Mills-Chef" speak of the same."""
    return "".join(key).replace("-", "")


def _compatible(kind: str, other: str) -> bool:
    return not kind or not other or kind == other


def _kind(span: _Span) -> str:
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


def entity_spans(sentence: Sentence, kind: str) -> list[tuple[int, int]]:
    """First and last word of each entity of a kind."""
    found: list[tuple[int, int]] = []
    for word in sentence.words:
        if word.entity != kind:
            continue
        if found and found[-1][1] == word.i - 1 and not word.entity_starts:
            found[-1] = (found[-1][0], word.i)
        else:
            found.append((word.i, word.i))
    return found


def _short_forms(spans: Iterable[_Span], blocks: Iterable[Block]) -> dict[tuple[int, int], str]:
    """Short forms that stood in brackets behind a name: (sentence, last word) -> "ABC"."""
    ends = {span.sentence.words[span.last].end: (span.sentence.index, span.last) for span in spans}
    found = {}
    for block in blocks:
        for offset, short in block.shorts:
            if place := next((ends[offset - gap] for gap in range(3) if offset - gap in ends), None):
                found[place] = short
    return found


def _ungenitive(text: str, company: Company, names: Names) -> str:
    """The text without a German genitive's s where the company is also known without it."""
    if text.endswith("s") and core(text[:-1], names) in company.cores:
        return text[:-1]
    return text
