"""What a deal's target does and where it sits, as the text says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.extraction.companies import Cast, Mention
from bot.extraction.lexicon import Lexicon, words
from bot.extraction.sentences import Sentence, Word

_SENTENCES = 12  # an article tells what the target is early, or not at all
_LONGEST = 12  # words of a business or a place


@dataclass(frozen=True)
class Detail:
    text: str
    sentence: Sentence


class DetailsReader:
    def __init__(self, sentences: Sequence[Sentence], cast: Cast, lexicon: Lexicon) -> None:
        self._sentences = sentences[:_SENTENCES]
        self._cast = cast
        table: dict[str, Any] = lexicon.tables["details"]
        self._business = {"inner": frozenset[str]()} | {k: words(value) for k, value in table["business"].items()}
        self._location = {key: words(value) for key, value in table["location"].items()}
        self._describing = lexicon.company | lexicon.unit | self._business["of"] | self._business["plain"]
        self._lang = lexicon.lang

    def business(self, companies: set[int]) -> Detail | None:
        """The first thing said about what one of the companies does, without "a", "leading" and "company"."""
        for sentence, mention in self._mentions(companies):
            for read in (self._in_front, self._apposition, self._statement):
                found = read(sentence, mention)
                told = self._lang == "en" or any(word.pos in ("NOUN", "PROPN") for word in found)
                if found and told and (text := self._text(sentence, found)):
                    return Detail(text, sentence)
        return None

    def location(self, companies: set[int]) -> Detail | None:
        """The first place that stands with one of the companies: "of Dover, Kent", "Dover-based"."""
        for sentence, mention in self._mentions(companies):
            for read in (self._based_in_front, self._place_behind, self._origin):
                if found := read(sentence, mention):
                    return Detail(self._text(sentence, found), sentence)
        return None

    def _mentions(self, companies: set[int]) -> Iterator[tuple[Sentence, Mention]]:
        for sentence in self._sentences:
            for mention in self._cast.mentions(sentence):
                if mention.company in companies and not mention.suffix:
                    yield sentence, mention

    def _text(self, sentence: Sentence, found: Sequence[Word]) -> str:
        text = " ".join(sentence.source[found[0].start : found[-1].end].split())
        return text.strip(" ,;:-")

    # -- business ------------------------------------------------------------------------------------------------

    def _in_front(self, sentence: Sentence, mention: Mention) -> list[Word]:
        """ "pump maker Harrow", "US insurer X"."""
        first = mention.first
        while first and self._modifier(sentence, first - 1):
            first -= 1
        described = list(sentence.words[first : mention.first])
        if not described or (described[-1].lower not in self._describing and not self._german_trade(described[-1])):
            return []
        return self._telling(described)

    def _german_trade(self, word: Word) -> bool:
        return self._lang == "de" and word.lower.endswith(tuple(self._business["of"]))

    def _modifier(self, sentence: Sentence, k: int) -> bool:
        word = sentence.words[k]
        if self._cast.at(sentence, k) or word.entity:
            return False
        joins = word.lower in ("and", "-", ",", "und") and k > 0 and sentence.words[k - 1].pos in ("NOUN", "ADJ")
        return (
            word.pos in ("NOUN", "ADJ") or joins or (word.pos in ("VERB", "ADV") and word.rel in ("amod", "compound"))
        )

    def _apposition(self, sentence: Sentence, mention: Mention) -> list[Word]:
        """ "X, a maker of pumps, ..."; "X is a tyre dealer"."""
        rest = sentence.words[mention.last + 1 :]
        if len(rest) < 3 or rest[0].lower not in (",", "is", "ist", "("):
            return []
        start = 2 if rest[1].lower in ("a", "an", "the", "ein", "eine", "der", "die", "das") else 0
        if not start:
            return []
        described: list[Word] = []
        for word in rest[start : start + _LONGEST]:
            if (
                word.pos in ("NOUN", "ADJ", "PROPN")
                or word.lower in ("-", "and", "und")
                or word.rel in ("amod", "compound")
            ):
                described.append(word)
            else:
                break
        if not described or not any(word.pos == "NOUN" for word in described):
            return []
        behind = rest[start + len(described) :]
        if described[-1].lower in self._business["of"] and behind and behind[0].lower in ("of", "von", "für"):
            return self._phrase(behind[1:])
        return self._telling(described) if described[-1].lower in self._describing or self._lang == "en" else []

    def _telling(self, described: Sequence[Word]) -> list[Word]:
        kept = list(described)
        while kept and self._says_nothing(kept[0]):
            kept.pop(0)
        while kept and (kept[-1].lower in self._business["plain"] or kept[-1].pos in ("PUNCT", "CCONJ")):
            kept.pop()
        return kept

    def _says_nothing(self, word: Word) -> bool:
        """Whether a word in front tells nothing of the business: "leading", "privately", "Canadian"."""
        if word.lower in self._business["empty"] or word.entity == "LOC" or not word.text[0].isalpha():
            return True
        return word.pos in ("ADV", "VERB", "CCONJ") or (word.capital and word.pos == "ADJ")

    def _statement(self, sentence: Sentence, mention: Mention) -> list[Word]:
        """ "X builds pumps", "X, which makes ...", "specialises in ..."."""
        behind_on = next((w.i for w in sentence.words[mention.last + 1 : mention.last + 12] if w.lower == "auf"), None)
        if self._lang == "de" and behind_on and self._business["specialised"] & set(sentence.lowers[behind_on:]):
            return self._phrase(sentence.words[behind_on + 1 :])
        rest = sentence.words[mention.last + 1 : mention.last + 8]
        for k, word in enumerate(rest):
            at = mention.last + 1 + k
            if word.lower in self._business["verbs"]:
                return self._phrase(sentence.words[at + 1 :])
            if word.lower in self._business["specialised"]:
                behind = sentence.words[at + 1 :]
                return self._phrase(behind[1:]) if behind and behind[0].lower in ("in", "on", "auf") else []
            if word.pos == "VERB" and word.lower not in self._business["verbs"]:
                return []
        return []

    def _phrase(self, following: Sequence[Word]) -> list[Word]:
        """The noun phrase that begins here: up to a preposition, a verb or a bracket."""
        found: list[Word] = []
        for k, word in enumerate(following[:_LONGEST]):
            if found and word.lower in self._business["inner"] and _opens_noun(following[k + 1 : k + 2]):
                found.append(word)  # "provision of data for models"
                continue
            if word.pos in ("ADP", "VERB", "AUX", "PRON", "SCONJ") and not (word.pos == "VERB" and word.rel == "amod"):
                break
            if word.lower in (".", ";", "(", ")", ":", "which", "pct", "percent", "%"):
                break
            found.append(word)
        while found and (found[0].pos in ("DET", "NUM") or found[0].lower in self._business["empty"]):
            found.pop(0)
        while found and found[-1].pos not in ("NOUN", "PROPN"):
            found.pop()
        return found

    # -- location ------------------------------------------------------------------------------------------------

    def _based_in_front(self, sentence: Sentence, mention: Mention) -> list[Word]:
        """ "Dover-based X", "the Dover-based company X"."""
        for k in range(mention.first - 1, max(mention.first - 7, 0), -1):
            if sentence.words[k].lower == "based" and sentence.words[k - 1].text == "-":
                last = first = k - 2
                while first > 0 and (sentence.words[first - 1].capital or sentence.words[first - 1].text == ","):
                    first -= 1
                return list(sentence.words[max(first, 0) : last + 1]) if last >= 0 else []
        return []

    def _place_behind(self, sentence: Sentence, mention: Mention) -> list[Word]:
        """ "X of Dover, Kent", "X, based in Dover", "X, of Dover", "X in Dover"."""
        rest = sentence.words
        k = mention.last + 1
        while k < len(rest) and (
            rest[k].lower in (",", "ist", "is", "mit") or rest[k].lower in self._location["based"]
        ):
            k += 1
        if k + 1 >= len(rest) or rest[k].lower not in self._location["before"]:
            return []
        return self._place(rest[k + 1 :])

    def _place(self, following: Sequence[Word]) -> list[Word]:
        found: list[Word] = []
        for k, word in enumerate(following[:7]):
            after = following[k + 1] if k + 1 < len(following) else None
            if (
                word.entity == "LOC"
                or (found and word.capital and word.pos == "PROPN")
                or (found and word.text == "," and after is not None and after.entity == "LOC")
            ):
                found.append(word)
            elif not found and word.pos in ("DET", "ADJ"):
                continue
            else:
                break
        return found

    def _origin(self, sentence: Sentence, mention: Mention) -> list[Word]:
        """ "a Danish tyre dealer X", "its Danish subsidiary X": the adjective that stands with it."""
        if self._lang == "de":
            return []
        for word in reversed(sentence.words[max(0, mention.first - 6) : mention.first]):
            if word.capital and word.pos == "ADJ" and re.search(r"(?:an|ese|ish|ch)$", word.lower):
                return [word]
            if word.pos in ("VERB", "AUX", "ADP", "PUNCT"):
                break
        return []


def _opens_noun(words: Sequence[Word]) -> bool:
    """Whether a plain noun phrase begins here: no name, no figure, no article."""
    return any(word.pos in ("NOUN", "ADJ", "ADV") and not word.entity for word in words)
