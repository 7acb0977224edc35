"""From a word of a sentence to the company, or the part of a company, that its phrase names."""

from __future__ import annotations

from collections.abc import Sequence

from bot.extraction.companies import Cast, Mention
from bot.extraction.lexicon import Lexicon
from bot.extraction.relations.clues import Party
from bot.extraction.sentences import Sentence, Word
from bot.extraction.spans import entity_spans, inflected, name_text

_NAME_ARCS = ("flat", "appos", "compound", "nmod", "amod", "dep", "parataxis")
_JOINTS = frozenset((",", "and", "und", "&", "sowie"))
_ANDS = frozenset(("and", "und", "&", "sowie"))
_UNITS = frozenset(("unit", "subsidiary", "division", "brand", "subsidiaries"))
_MASCULINE = frozenset(("staat", "bund", "freistaat"))
_FAR = 9  # words
_HEADLINES = 3  # sentences; in a shorter text a name may well be said only once
_VERBAL = ("VERB", "AUX")


class Phrases:
    """Reads noun phrases of an article; `focus` tells whom "it" or "the company" points to."""

    def __init__(self, cast: Cast, lexicon: Lexicon, sentences: Sequence[Sentence]) -> None:
        self.cast = cast
        self.lexicon = lexicon
        self.sentences = sentences
        self._unit_ends = tuple(end for end in inflected(lexicon.unit) if len(end) > 4)
        self._company_ends = tuple(end for end in inflected(lexicon.company | lexicon.unit) if len(end) > 3)
        self._described = self._descriptions()
        # what the first sentences speak of: "raises $5m" is a funding round only where investors are near
        self.opening = frozenset(lower for sentence in sentences[:6] for lower in sentence.lowers)
        self.tells_of_round = any(map(lexicon.is_round, self.opening))
        self.tells_of_backers = any(map(lexicon.is_backer, self.opening))

    def _descriptions(self) -> dict[str, int]:
        """Nouns that stood beside a company and may point to it later: "lessor Harrow", "Harrow, a lessor"."""
        found: dict[str, int] = {}
        for sentence in self.sentences:
            for mention in self.cast.mentions(sentence):
                if mention.suffix:
                    continue
                for word in self._descriptive(sentence, mention):
                    found.setdefault(word.lower, mention.company)
        return found

    def _descriptive(self, sentence: Sentence, mention: Mention) -> list[Word]:
        words = sentence.words
        nouns = [words[mention.first - 1]] if mention.first else []
        for i in range(mention.first, mention.last + 1):
            nouns += sentence.children(i, "appos")
            head = words[words[i].head]
            if words[i].rel in ("subj", "appos", "flat") and (
                sentence.children(head.i, "cop") or words[i].rel != "subj"
            ):
                nouns.append(head)
        return [word for word in nouns if word.pos == "NOUN" and len(word.lower) > 3]

    # -- parties -------------------------------------------------------------------------------------------------

    def parties(self, sentence: Sentence, i: int) -> list[Party]:
        """The parties that the phrase of word `i` names, and those of the same sort joined to it."""
        found = self.party(sentence, i)
        if not found:
            return self._spelled_out(sentence, i)
        if found[0].pointed:  # "it and Harrow signed a merger agreement"
            return found + [p for k in self._conjuncts(sentence, i) for p in self.party(sentence, k) if not p.pointed]
        named = self._name_behind(sentence, i, found[0])
        more = [*self._conjuncts(sentence, named), *self._series(sentence, named)] if named != i else []
        for k in [*self._conjuncts(sentence, i), *self._series(sentence, i), *more]:
            for party in self.party(sentence, k):
                alike = (party.company is None) == (found[0].company is None) or party.actor or found[0].actor
                if alike and not party.pointed and party not in found:
                    found.append(party)
        return found

    def _spelled_out(self, sentence: Sentence, i: int) -> list[Party]:
        """ "two lenders, Harrow Bank and Milton, are merging": the names behind a plural noun for companies."""
        words = sentence.words
        lower = words[i].lower
        plural = lower.endswith("s") and lower[:-1] in self.lexicon.company
        if not plural or i + 2 >= len(words) or words[i + 1].text != "," or not self.named(sentence, i + 2):
            return []
        return self.parties(sentence, i + 2)

    def _name_behind(self, sentence: Sentence, i: int, party: Party) -> int:
        """Where the name begins that explains the noun of word `i`: "die Investoren Harrow, Milton und Larson"."""
        for k in range(i, min(i + 3, len(sentence.words))):
            mention = self.cast.at(sentence, k)
            if mention and not mention.suffix and mention.company == party.company:
                return mention.first
        return i

    def party(self, sentence: Sentence, i: int) -> list[Party]:
        """The party that the phrase of word `i` names; empty where it names none."""
        word = sentence.words[i]
        if direct := self.named(sentence, i):
            return [direct]
        if self.is_share(sentence, i):
            return self.inside_share(sentence, i)
        if word.lower in self.lexicon.quantity and (inner := self._inner(sentence, i)):
            return inner
        if word.lower in self.lexicon.collective and (members := self._members(sentence, i)):
            return members
        if word.lower in self.lexicon.unit or self._ends_in_unit(word):
            part = self.part(sentence, i)
            either = word.lower in self.lexicon.company and part[0].company is None and part[0].owner is None
            return (self.pointed(sentence, i) if either else []) or part  # "for the chain"
        if beside := self.beside(sentence, i):
            return [beside]
        return self.actor(sentence, i) or self.pointed(sentence, i)

    def _inner(self, sentence: Sentence, i: int) -> list[Party]:
        """ "most of its tea business": the thing itself."""
        for child in sentence.children(i, "nmod", "obl", "poss"):
            owned = child.rel == "poss" or sentence.preposition(child.i) in ("of", "von", "der")
            if owned and (found := self.party(sentence, child.i)):
                return [party for party in found if not party.pointed] or found
        words = sentence.words
        for k in range(i + 1, min(i + _FAR, len(words) - 1)):  # "most of what is left of Harrow"
            if words[k].pos in ("PUNCT", "CCONJ"):
                break
            if words[k].lower == "of" and (name := self.named(sentence, k + 1)):
                return [name]
        return []

    def _members(self, sentence: Sentence, i: int) -> list[Party]:
        """ "a consortium of A, B and C", "an investor group led by A": the members that are named."""
        words = sentence.words
        for k in range(i + 1, min(i + 4, len(words) - 1)):
            if words[k].lower in self.lexicon.links:
                for j in range(k + 1, min(k + 7, len(words))):
                    mention = self.cast.at(sentence, j)
                    owner = mention and mention.last + 1 < len(words) and words[mention.last + 1].lower in ("'s", "’s")
                    if mention and not mention.suffix and not owner:
                        return self.parties(sentence, j)
        return []

    def actor(self, sentence: Sentence, i: int) -> list[Party]:
        """A person by full name, or a government: they buy and sell too."""
        word = sentence.words[i]
        if word.lower in self.lexicon.names.public:
            first = i
            while (
                first and sentence.words[first - 1].rel in ("compound", "amod") and sentence.words[first - 1].head == i
            ):
                first -= 1
            return [Party(None, self._state(name_text(sentence.words[first : i + 1])), actor=True)]
        land = sentence.words[i + 1 : i + 2]
        if self.lexicon.lang == "de" and word.text == "Land" and land and land[0].entity == "LOC":
            return [Party(None, name_text(sentence.words[i : i + 2]), actor=True)]  # "das Land Hessen"
        if word.entity == "LOC" and word.rel == "subj" and word.pos == "PROPN" and len(word.text) > 3:
            return [Party(None, word.text, actor=True)]  # "Norwegen verkauft seinen Anteil"
        beside = {i, *(child.i for child in sentence.children(i, "flat", "appos", "compound"))}
        for first, last in entity_spans(sentence, "PERSON"):
            if beside & set(range(first, last + 1)) and last > first and not self.cast.at(sentence, first):
                return [Party(None, name_text(sentence.words[first : last + 1]), actor=True)]
        return []

    def _state(self, text: str) -> str:
        """A German state as a name is given: "Staates" -> "Staat", "deutsche Staat" -> "deutscher Staat"."""
        *before, noun = text.split(" ")
        bare = noun.removesuffix("es") if noun.endswith("es") else noun
        if self.lexicon.lang != "de" or bare.casefold() not in _MASCULINE:
            return text
        return " ".join([*(word.rstrip("nr").rstrip("e") + "er" if word.islower() else word for word in before), bare])

    def _series(self, sentence: Sentence, i: int) -> list[int]:
        """The names that follow one another behind the name of word `i`: ", B, C and D"."""
        mention = self.cast.at(sentence, i)
        found: list[int] = []
        words = sentence.words
        k = mention.last + 1 if mention else len(words)
        while k < len(words) and words[k].lower in self.lexicon.unit:  # "its Harrow division and Milton"
            k += 1
        while k < len(words) and words[k].lower in _JOINTS:
            while k < len(words) and words[k].lower in _JOINTS:
                k += 1
            following = self.cast.at(sentence, k) if k < len(words) else None
            if following is None or following.suffix:
                break
            found.append(following.first)
            k = following.last + 1
        # "A, the maker of ..., B" is no series: only one that ends in "and" or runs on is
        closed = any(words[j].lower in _ANDS for j in range(i, min(k, len(words))))
        return found if closed else []

    def named(self, sentence: Sentence, i: int) -> Party | None:
        mention = self.cast.at(sentence, i)
        if mention is None or mention.suffix:
            return None
        words = sentence.words
        if mention.last + 2 < len(words) and words[mention.last + 1].lower in self.lexicon.company:
            behind = self.cast.at(sentence, mention.last + 2)  # "Harrow owner Milton" is Milton
            mention = behind if behind and not behind.suffix else mention
        if mention.last + 2 < len(words) and words[mention.last + 1].lower.startswith("gehörend"):
            behind = self.cast.at(sentence, mention.last + 2)  # "die zu Harrow gehörende Milton"
            mention = behind if behind and not behind.suffix else mention
        noun = self.lexicon.lang == "de" and mention.first == mention.last and words[mention.first].pos == "NOUN"
        if noun and self.cast.only_titled(mention.company) and len(self.sentences) > _HEADLINES:
            return Party(None, words[mention.first].text)  # "Harrow trennt sich von Apothekenversand"
        return Party(mention.company, self.cast.name(mention.company))

    def beside(self, sentence: Sentence, i: int) -> Party | None:
        """A name that explains the word: "rival Harrow", "insurer Harrow Plc", "the start-up, Harrow"."""
        if sentence.words[i].pos not in ("NOUN", "PROPN", "X", "ADJ", "NUM", "SYM"):
            return None
        children = sentence.children(i, *_NAME_ARCS)
        for child in sorted(children, key=lambda child: (_NAME_ARCS.index(child.rel), abs(child.i - i))):
            if child.rel == "nmod" and sentence.preposition(child.i):
                continue
            if (found := self.named(sentence, child.i)) and self._explains(sentence, i, child.i):
                return found
        after = i + 1
        while after < len(sentence.words) and sentence.words[after].pos in ("DET", "PUNCT") and after < i + 3:
            after += 1
        if after < len(sentence.words) and self._describes(sentence.words[i]) and "," not in sentence.lowers[i:after]:
            return self.named(sentence, after)
        return None

    def _explains(self, sentence: Sentence, i: int, name: int) -> bool:
        """Behind a describing noun stands the thing itself, unless a preposition comes between."""
        if name > i:
            between = sentence.words[i + 1 : name]
            return not any(word.pos == "ADP" for word in between)
        german = self.lexicon.lang == "de" and name == i - 1 and sentence.words[name].rel == "compound"
        return german or sentence.words[i].pos in ("PROPN", "X")  # "Harrow Reederei"

    def _describes(self, word: Word) -> bool:
        lower = word.lower
        if lower in self.lexicon.company or lower in self.lexicon.unit:
            return True
        if self.lexicon.lang != "de":
            return False
        return lower.endswith(self._company_ends)

    def _conjuncts(self, sentence: Sentence, i: int) -> list[int]:
        found: list[int] = []
        todo = [i]
        while todo:
            for child in sentence.children(todo.pop(), "conj"):
                told = child.lower in self.lexicon.quantity and sentence.words[child.i - 1].text == ","  # ", maker of"
                if child.pos not in _VERBAL and child.i not in found and not (told or sentence.preposition(child.i)):
                    found.append(child.i)
                    todo.append(child.i)
        return found

    # -- shares and parts ----------------------------------------------------------------------------------------

    def is_share(self, sentence: Sentence, i: int) -> bool:
        lower = sentence.words[i].lower
        return lower in self.lexicon.share or (self.lexicon.lang == "de" and "prozentig" in lower)

    def inside_share(self, sentence: Sentence, i: int) -> list[Party]:
        """The company behind a share: "49 % of X", "a stake in X", "X shares", "Anteil an X"."""
        inner = [word for word in sentence.subtree(i) if word.i != i]
        for word in inner:
            if sentence.preposition(word.i) in self.lexicon.share_prepositions and word.rel in ("nmod", "obl", "obj"):
                if self.is_share(sentence, word.i):
                    continue
                if found := self.party(sentence, word.i):
                    return found
        for word in sentence.children(i, "compound", "amod", "flat", "poss"):
            if (name := self.named(sentence, word.i)) and (word.rel != "poss" or self.lexicon.lang == "de"):
                return [name]
        return self._after_share(sentence, i)

    def _after_share(self, sentence: Sentence, i: int) -> list[Party]:
        """By order where the arcs don't say: "stake in [the] X"."""
        words = sentence.words
        for k in range(i + 1, min(i + 5, len(words) - 1)):
            if words[k].lower in self.lexicon.share_prepositions:
                for j in range(k + 1, min(k + 7, len(words))):
                    if found := self.named(sentence, j):
                        return [found]
                    if words[j].pos in _VERBAL or words[j].lower in ("for", "für", ","):
                        break
                return self.pointed(sentence, min(k + 2, len(words) - 1))
        return []

    def _ends_in_unit(self, word: Word) -> bool:
        if self.lexicon.lang != "de" or word.pos not in ("NOUN", "PROPN"):
            return False
        return word.lower.endswith(self._unit_ends)

    def part(self, sentence: Sentence, i: int) -> list[Party]:
        """A part of a company: its own name where it has one, else its description and its owner."""
        if own := self.beside(sentence, i):
            owner = self.owner(sentence, i)
            return [Party(own.company, own.text, owner if owner != own.company else None)]
        owner = self.owner(sentence, i)
        before = self.cast.at(sentence, i - 1) if i else None
        if before and not before.suffix and before.company != owner and self._named_unit(sentence, i, before):
            return [Party(before.company, self.cast.name(before.company), owner)]  # "its Milton Corp subsidiary"
        first = i
        while first and self._describing(sentence, first - 1, i):
            first -= 1
        while sentence.words[first].pos in ("PUNCT", "CCONJ", "ADP"):
            first += 1
        if first == i and owner is not None and self._plain(sentence.words[i]):
            return [Party(owner, self.cast.name(owner))]
        return [Party(None, self.nominative(sentence, i, first), owner)]

    def _named_unit(self, sentence: Sentence, i: int, name: Mention) -> bool:
        """ "Milton Corp subsidiary": what stands there is the unit's name; "Consumer" in a headline is not."""
        return sentence.words[i].lower in _UNITS and not self.cast.only_titled(name.company)

    def nominative(self, sentence: Sentence, i: int, first: int | None = None) -> str:
        """A phrase from word `first` to its head `i`; a German genitive as names are: "seines Pumpengeschäfts"."""
        text = name_text(sentence.words[i if first is None else first : i + 1])
        genitive = {"des", "eines", "seines", "ihres", "dieses"} & {
            c.lower for c in sentence.children(i, "det", "poss")
        }
        if self.lexicon.lang != "de" or not genitive or not text.endswith("s"):
            return text
        return text[:-1]

    def _plain(self, word: Word) -> bool:
        """ "The business of X" without more is X; a "subsidiary of X" is not."""
        return word.lower in ("business", "assets", "asset", "operations", "geschäft", "betrieb")

    def _describing(self, sentence: Sentence, k: int, head: int) -> bool:
        """Whether word `k` belongs to the description of a part in front of its head: "Swiss consumer lending" unit."""
        word = sentence.words[k]
        if word.pos in ("DET", "PRON", "PART", "VERB", "AUX", "ADP", "CCONJ") and word.rel not in ("compound", "amod"):
            return False
        if word.text == "-":
            return True
        if word.rel not in ("compound", "amod", "flat", "nummod", "nmod", "conj", "advmod"):
            return False
        return any(above.i == head for above in sentence.ancestors(k)) and word.text not in ("'s", "’s")

    def owner(self, sentence: Sentence, i: int) -> int | None:
        """Whose part it is: a possessive, a name in front, or "of X"."""
        for child in sentence.children(i, "poss", "compound", "nmod", "amod"):
            preposition = sentence.preposition(child.i)
            if child.rel == "nmod" and preposition not in ("of", "von", "des", "der", ""):
                continue
            if found := self.named(sentence, child.i) or self.beside(sentence, child.i):
                return found.company
            if child.rel == "nmod" and self.lexicon.lang == "de" and (pointed := self.pointed(sentence, child.i)):
                return pointed[0].company  # "48 Filialen der insolventen Kette"
        return None

    # -- pointing ------------------------------------------------------------------------------------------------

    def pointed(self, sentence: Sentence, i: int) -> list[Party]:
        """Whom "it", "the company", "der Konzern" may stand for, likeliest first; only one of them is meant."""
        word = sentence.words[i]
        names = self.lexicon.names
        if word.lower in names.personal:
            return self._person_before(sentence, i)
        if word.lower in names.maybe_personal and (person := self._person_opening(sentence)):
            return [person]
        if word.lower in names.owning or (word.pos == "PRON" and word.lower in names.pronouns):
            return self._focus(sentence, i)
        described = self._described.get(word.lower)
        if (described is None and not self._describes(word)) or word.lower in names.partitives:
            return []
        determiners = {child.lower for child in sentence.children(i, "det", "poss") if child.i < i}
        if determiners & names.pointing and not [c for c in sentence.children(i, "amod", "compound") if c.capital]:
            known = [Party(described, self.cast.name(described), pointed=True)] if described is not None else []
            return known + self._focus(sentence, i)
        return []

    def _person_before(self, sentence: Sentence, i: int) -> list[Party]:
        """Whom "he" stands for: the person of full name who opened this sentence."""
        for first, last in entity_spans(sentence, "PERSON"):
            if last < i and last > first and not self.cast.at(sentence, first):
                subject = any(word.rel.startswith("subj") for word in sentence.words[first : last + 1])
                name = name_text(sentence.words[first : last + 1])
                return [Party(None, name, actor=True)] if subject else []
        return []

    def _person_opening(self, sentence: Sentence) -> Party | None:
        """The person of full name who is the subject of the sentence before: German "er" may be either."""
        before = self.sentences[sentence.index - 1] if sentence.index else None
        for first, last in entity_spans(before, "PERSON") if before else ():
            words = before.words[first : last + 1] if before else ()
            head = words[0].head if words else 0
            subject = any(w.rel.startswith("subj") for w in words) or (before and before.words[head].rel == "subj")
            if before and subject and last > first and not self.cast.at(before, first):
                return Party(None, name_text(words), actor=True)
        return None

    def _focus(self, sentence: Sentence, i: int) -> list[Party]:
        """The subjects of this sentence and the one before, then the other names of both, then the article's topic."""
        near = [m for m in self.cast.mentions(sentence) if m.last < i and not m.suffix]
        before = self.cast.mentions(self.sentences[sentence.index - 1]) if sentence.index else []
        subjects = [m.company for m in reversed(near) if self._is_subject(m)]
        if sentence.index and self.sentences[sentence.index - 1].title:  # a title's subject is no sentence before
            subjects += [m.company for m in reversed(near)]
        subjects += [m.company for m in before if self._is_subject(m)]
        others = [m.company for m in reversed(near)] + [m.company for m in reversed(before) if not m.suffix]
        topic = self.cast.topic()
        order = dict.fromkeys([*subjects, *others, *([topic] if topic is not None else [])])
        return [Party(c, self.cast.name(c), pointed=True) for c in order if not self.cast.official(c)]

    def both(self, sentence: Sentence) -> list[Party]:
        """The two or more companies that were named together last: whom "their merger" is about."""
        for before in reversed(self.sentences[max(0, sentence.index - 3) : sentence.index + 1]):
            for mention in self.cast.mentions(before):
                found = self.parties(before, mention.last)
                if len(found) >= 2 and self._is_subject(mention):
                    return found
        return []

    def _is_subject(self, mention: Mention) -> bool:
        words = self.sentences[mention.sentence].words
        return any(word.rel.startswith("subj") for word in words[mention.first : mention.last + 1])
