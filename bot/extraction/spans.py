"""Which words of a sentence are a name: what the recogniser marks, joined with the capitalised words round it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.extraction.lexicon import Lexicon, Names
from bot.extraction.lexicon import words as split
from bot.extraction.sentences import Sentence, Word

# adjectives in names that German declines: "Deutsche Börse", "der Deutschen Börse"
_ADJECTIVE = re.compile(r"^(deutsch|europäisch|bayerisch|österreichisch|schweizerisch|vereinigt|nordisch)e[rnms]?$")
_FORMS_BEHIND_COMMA = frozenset(
    ("inc", "inc.", "ltd", "ltd.", "llc", "llp", "l.p.", "lp", "corp", "corp.", "n.v.", "s.a.")
)
_BY_NAME = 3  # how much more the recogniser's word counts than the tagger's
_FRONT = ("NOUN", "ADJ", "PROPN", "X")  # parts of speech that a capitalised part of a name is taken for
_FORMER = re.compile(r"^(?:Ex|Noch|Vize|Co|Ehe)-")  # "Ex-Harrow-Chef"
_EDGE = " \t\n.,;:'\"“”„‘’»«()[]*–—-"


@dataclass(frozen=True)
class Span:
    sentence: Sentence
    first: int
    last: int
    strong: bool
    suffix: str = ""
    selfname: bool = False  # "Harrow-Konzern"
    sure: bool = False  # its words alone say that it is a company's name: "Stadtwerke Harrow"

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


class SpanFinder:
    """Finds the names in the sentences of one article; `terms` are words that it uses as names ("the Company")."""

    def __init__(self, sentences: Sequence[Sentence], lexicon: Lexicon, terms: frozenset[str] = frozenset()) -> None:
        self._terms = terms
        self._names = lexicon.names
        self._lexicon = lexicon
        self._inflected = inflected(lexicon.company | lexicon.unit)
        self._ends = tuple(word for word in self._inflected if len(word) > 4)
        self._parts = tuple(lexicon.names.parts)
        self._firms = known_firms(lexicon.names)
        roles: str = lexicon.tables["people"]["roles"]["heads"]
        self._roles = split(roles)
        self._role_ends = tuple(split(lexicon.tables["people"]["roles"].get("ends", "")))
        self._addresses = lexicon.names.titles | self._roles  # "Finanzchefin der Nordwind AG"
        self._proper = _proper(sentences)
        self._titled = {word.start for sentence in sentences if sentence.title for word in sentence.words}
        self._plain = {word.text for sentence in sentences for word in sentence.words if word.text.islower()}
        self._recognised = _recognised(sentences, lexicon.names) - self._plain

    def spans(self, sentence: Sentence) -> list[Span]:
        """The names of a sentence, first come first."""
        words, found, i = sentence.words, [], 0
        while i < len(words):
            if compound := self._compound(words[i]):
                found.append(self._split(sentence, i, compound))
                i += 1
                continue
            if named := self._institution(sentence, i):
                found += named
                i = named[-1].last + 1
                continue
            if (last := self._known(words, i)) is not None:
                last = self._chain_end(words, last, title=sentence.title)
                found.append(Span(sentence, i, last, strong=True))
                i = last + 1
                continue
            begins = self._may_name(words[i]) or self._stands_as_name(sentence, i)
            if not begins or (sentence.title and words[i].lower in self._lexicon.light):
                i += 1
                continue
            last = self._chain_end(words, i, title=sentence.title)
            if span := self._span(sentence, i, last):
                found.append(span)
            i = last + 1
        return found

    def _known(self, words: Sequence[Word], i: int) -> int | None:
        """The last word of a well-known company's name of several words that begins here: "Capital One"."""
        for rest in self._firms.get(words[i].lower, ()) if words[i].capital or words[i].text[0].isdigit() else ():
            behind = words[i + 1 : i + 1 + len(rest)]
            if tuple(word.lower for word in behind) == rest and (behind[-1].capital or behind[-1].text[0].isdigit()):
                return i + len(rest)
        return None

    def _institution(self, sentence: Sentence, i: int) -> list[Span]:
        """ "Stadtwerke Harrow" is one name, "die Sparkassen Harrow und Milton" are two."""
        words, lower = sentence.words, sentence.words[i].lower
        if self._lexicon.lang != "de" or not words[i].capital or i + 1 == len(words):
            return []
        if lower in self._names.institutions_plural:
            return self._each_named(sentence, i + 1)
        family = lower.endswith("familie")
        if not (family or lower in self._names.institutions) or not self._proper_name(words[i + 1]):
            return []
        last = i + 1
        while last + 1 < len(words) and self._proper_name(words[last + 1]) and words[last].spaced:
            last += 1
        return [Span(sentence, i, last, strong=True, sure=True)]

    def _each_named(self, sentence: Sentence, k: int) -> list[Span]:
        words, found = sentence.words, []
        while k < len(words) and self._proper_name(words[k]):
            found.append(Span(sentence, k, k, strong=True, sure=True))
            k += 2 if k + 1 < len(words) and words[k + 1].lower in ("und", "sowie", ",") else len(words)
        return found if len(found) > 1 else []

    def _proper_name(self, word: Word) -> bool:
        return word.capital and (word.pos in ("PROPN", "X") or word.entity in ("LOC", "PERSON", "ORG"))

    def _stands_as_name(self, sentence: Sentence, i: int) -> bool:
        """Whether a word's place tells that it is a name, whatever the tagger takes it for."""
        words = sentence.words
        return (i == 0 and self._opens(sentence)) or self._numbered(words, i) or self._explained(words, i)

    def _explained(self, words: Sequence[Word], i: int) -> bool:
        """ "die Zahnarztkette Alldent", "the analytics firm Plotline": right behind a noun for a company is a name."""
        if not i or not words[i].capital or words[i].pos not in _FRONT:
            return False
        before = words[i - 1]
        german = self._lexicon.lang == "de"
        german_noun = before.capital and (self._generic(before) or before.lower.rpartition("-")[2] in self._inflected)
        noun = before.spaced and (german_noun if german else self._lower_noun(before))
        return (
            noun and words[i].lower not in self._names.stop and not (self._event(words[i]) or self._generic(words[i]))
        )

    def _numbered(self, words: Sequence[Word], i: int) -> bool:
        """ "777 Partners": a number in front of a word that ends companies' names."""
        behind = words[i + 1 : i + 2]
        return words[i].text.isdigit() and any(w.capital and w.lower in self._names.legal for w in behind)

    def _opens(self, sentence: Sentence) -> bool:
        """Whether a sentence's first word is a name, whatever the tagger takes it for.

        "Cognition, maker of ..., acquires Harrow" in a headline; "Altimeter and Harrow Global led the round".
        """
        if len(sentence.words) < 3:
            return False
        word, behind = sentence.words[0], sentence.words[1:3]
        lower = word.lower
        plain = lower in self._names.stop or lower in self._roles or self.company_noun(word) or lower in self._plain
        if not word.capital or word.rel != "subj" or plain or lower.endswith("s"):
            return False
        if any(child.entity == "ORG" for child in sentence.children(0, "conj")):
            return True
        if lower.endswith(("er", "or", "ist", "man")):  # somebody who does something: "brewer", "chemist"
            return False
        german = self._lexicon.lang == "de"  # a noun without an article is a name, or a plural: "Anleger kaufen"
        acts = behind[0].i == word.head or (behind[0].text == "," and self.company_noun(behind[1]))
        acts |= german and behind[0].pos == "AUX" and behind[0].head == word.head
        here = sentence.title or (german and not lower.endswith(("e", "en", "in", "ung", "keit", "heit")))
        return here and acts and sentence.words[word.head].lower in self._lexicon.verbs

    def _split(self, sentence: Sentence, i: int, back: str) -> Span:
        """ "Harrow-Konzern" is Harrow, unless a name follows: the Konzern of "Harrow-Konzern Milton" is Milton."""
        words = sentence.words
        followed = i + 1 < len(words) and self._may_name(words[i + 1])
        if back in self._names.selves and not followed:
            return Span(sentence, i, i, words[i].entity == "ORG", selfname=True)
        return Span(sentence, i, i, False, back)

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
        if word.capital and (word.lower in self._terms or word.lower in self._recognised):
            return True
        if self._event(word):
            return False
        if word.entity in ("ORG", "PERSON", "LOC"):
            return word.capital or word.entity == "ORG"
        if word.text.endswith("-") and len(word.text) > 1:
            return False  # "Ökostrom- und Netztochter"
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
        inside = word.pos != "NOUN" or (word.capital and not word.entity_starts and word.start not in self._titled)
        if lexicon.lang != "de" and word.entity and inside:
            return False  # "Harrow Networks"
        if lexicon.lang == "de" and word.pos == "NOUN" and word.lower.endswith(self._parts):
            return True  # "Stahlsparte"
        return word.lower in lexicon.nouns or word.lower in lexicon.share or word.lower in lexicon.unit

    def _generic(self, word: Word) -> bool:
        """A German noun taken for a name: it ends in a word for companies ("Stahlkonzern")."""
        if self._lexicon.lang != "de" or ("-" in word.text and not word.lower.endswith("-start-up")):
            return False
        return word.lower.endswith(self._ends)

    def _maker(self, word: Word) -> bool:
        """ "Insurer", "Brewer", "Toolmaker": nouns for companies that no name begins with."""
        noun = word.lower.endswith("er") and self.company_noun(word)
        return noun and (word.entity != "ORG" or word.lower.endswith("maker"))

    def _lower_noun(self, word: Word) -> bool:
        return word.text.islower() and self.company_noun(word)

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
            if word.lower == "for" and k + 1 < len(words) and words[k + 1].pos in ("SYM", "NUM"):
                break  # "sold to Harrow for $5m"
            form = k - 1 > first and words[k - 1].lower in self._names.legal and words[k - 1].capital
            if form and word.lower in ("of", "in"):
                break  # "Harrow Corp of Dover"
            if title and (word.lower in self._lexicon.light or word.lower in self._lexicon.verbs):
                break  # "Harrow Plans Pump Unit Sale"
            legal = word.lower in self._names.legal and word.capital
            glued = word.capital and self._glued(words, k)
            if word.entity_starts and kind and word.entity != kind and not (legal or glued):
                break
            if self._compound(word) or (word.entity_starts and kind == word.entity == "PERSON" and not glued):
                break
            if legal or glued or (self._may_name(word) and _compatible(kind, word.entity)):
                kind = kind or word.entity
                last = k
            elif not (k + 1 < len(words) and (self._joins(words, first, k) or (not title and self._within(words, k)))):
                break
            k += 1
        return last

    def _glued(self, words: Sequence[Word], k: int) -> bool:
        """Whether a word goes on with a name without a space: "Harrow-Milton", "Harrow.AI"."""
        if k < 2 or words[k - 1].spaced or words[k - 2].spaced:
            return False
        return words[k - 1].text == "." or (words[k - 1].text == "-" and self._may_name(words[k]))

    def _ended(self, word: Word) -> bool:
        """Whether a name is over: a legal form with a full stop."""
        return word.text.endswith(".") and word.lower.rstrip(".") in self._names.legal

    def _joins(self, words: Sequence[Word], first: int, k: int) -> bool:
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
        if words[k].lower in ("and", "und") and first and words[first - 1].lower in ("between", "zwischen"):
            return False
        if words[k].lower == "and" and first + 1 == k and any(self._lexicon.is_backer(w.lower) for w in words):
            return False  # "raised from Harrow and Milton"
        if words[k].text == "-":
            return after.capital and not words[k - 1].spaced and not words[k].spaced
        return bool(words[k].entity) and words[k].entity == after.entity and not after.entity_starts

    def _within(self, words: Sequence[Word], k: int) -> bool:
        """Whether a capitalised noun stands between two words of an English name: "Public Investment Fund"."""
        word, after = words[k], words[k + 1]
        plain = self._lexicon.lang == "en" and not word.entity and word.capital and word.pos in _FRONT
        return plain and word.spaced and after.capital and self._may_name(after)

    def _span(self, sentence: Sentence, first: int, last: int) -> Span | None:
        words = sentence.words
        while first <= last and (self._edge(words[first]) or words[first].lower in self._addresses):
            first += 1
        if first < last and words[first].lower.endswith("s") and words[first].lower[:-1] in self._lexicon.company:
            first += 1  # "Carmakers Harrow and Milton"
        if first == 0 < last and self._lexicon.lang == "en" and self._maker(words[0]) and words[1].capital:
            first += 1  # "Toolmaker Harrow"
        while (
            first < last
            and self._lexicon.lang == "de"
            and self.company_noun(words[first])
            and words[first + 1].lower not in self._names.inside
        ):
            first += 1  # "Pumpenhersteller Harrow"
        while last >= first and self._edge(words[last]) and not (last > first and self._glued(words, last)):
            last -= 1
        if first > last or self._only_origin(words, last) or self._only_described(words, first, last):
            return None
        behind = words[last + 1 : last + 3]
        if len(behind) == 2 and behind[0].text == "," and behind[1].lower in _FORMS_BEHIND_COMMA and behind[1].capital:
            last += 2  # "Harrow Pumps, Inc."
        legal = words[last].lower in self._names.legal and words[last].capital
        if legal or (self._lexicon.lang == "en" and not sentence.title):
            first = self._front(words, first, least=0 if legal else 1)
        text = name_text(words[first : last + 1])
        if (
            sum(c.isalpha() for c in text) < 2
            or text.casefold().replace(" ", "_") in self._names.stop
            or len(text) > 80
        ):
            return None
        kinds = {word.entity for word in words[first : last + 1]}
        return Span(sentence, first, last, "ORG" in kinds or (legal and last > first))

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
                or self.company_noun(word)
                or self._compound(word)
            ):
                break
            first -= 1
        return first

    def _edge(self, word: Word) -> bool:
        """Whether a word neither begins nor ends a name, unless the recogniser says that it does ("Capital Pumps")."""
        if word.capital and (word.lower in self._names.legal or word.lower in self._recognised):
            return False  # whatever "AG" is taken for
        if word.pos in ("PUNCT", "DET") or word.lower in ("s", "'s", "’s"):
            return word.entity != "ORG" or not word.capital
        return word.lower in self._names.stop and (word.entity != "ORG" or not word.capital)

    def _only_described(self, words: Sequence[Word], first: int, last: int) -> bool:
        """ "Berliner Lieferdienst": a German noun for a company with a place in front of it."""
        if self._lexicon.lang != "de" or first + 1 != last or words[last].pos != "NOUN":
            return False
        return words[first].pos == "ADJ" and words[first].lower.endswith("er") and self._generic(words[last])

    def _only_origin(self, words: Sequence[Word], last: int) -> bool:
        """ "Kent-based", "Harrow-backed": where or whose a company is, not its name."""
        after = words[last + 1 : last + 3]
        if len(after) < 2 or after[0].text != "-" or words[last].spaced:
            return False
        return after[1].lower in self._names.origins or (self._lexicon.lang == "en" and after[1].text.islower())

    def company_noun(self, word: Word) -> bool:
        """Whether a word is a noun for a company or a part of one: "insurer", "Chemiekonzern"."""
        if self._lexicon.lang == "de":
            return word.lower.endswith((*self._ends, "-start-up")) or word.lower in self._inflected
        single = word.lower.removesuffix("s")
        return word.lower in self._lexicon.company or single in self._lexicon.company or single.endswith("maker")


def _recognised(sentences: Sequence[Sentence], names: Names) -> frozenset[str]:
    """Words that the recogniser calls a company, alone or with a legal form, and that are written as names are."""
    found = set()
    for sentence in sentences:
        for first, last in entity_spans(sentence, "ORG"):
            word, forms = sentence.words[first], sentence.words[first + 1 : last + 1]
            alone = all(form.lower.rstrip(".") in names.legal for form in forms)
            if alone and word.capital and (word.pos == "PROPN" or sentence.title):
                found.add(word.lower)
    return frozenset(found)


def _proper(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Words that are names somewhere in the article, where the tagger takes them for nouns elsewhere."""
    names: Counter[str] = Counter()
    for sentence in sentences:
        for word in sentence.words:
            if word.capital and word.i:
                names[word.lower] += _BY_NAME if word.entity == "ORG" else 1 if word.pos == "PROPN" else -1
    return frozenset(name for name, votes in names.items() if votes >= 0)


@lru_cache(maxsize=4)
def known_firms(names: Names) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Well-known names of several words: what follows the first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names.known:
        first, *rest = name.split("_")
        found.setdefault(first, []).append(tuple(rest))
    return {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in found.items()}


@lru_cache(maxsize=16)
def inflected(nouns: frozenset[str]) -> frozenset[str]:
    """German nouns with the endings of their cases."""
    return frozenset(noun + ending for noun in nouns for ending in ("", "s", "es", "n", "en", "e", "in"))


def _compatible(kind: str, other: str) -> bool:
    return not kind or not other or kind == other


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
