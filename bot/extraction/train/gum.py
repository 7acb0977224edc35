"""Named entities out of GUM's entity annotation, which marks every mention, pronouns and common nouns included."""

from __future__ import annotations

import re
from pathlib import Path

from bot.extraction.train.conllu import Block, Word, read_blocks, to_sentence
from bot.extraction.train.sentences import Sentence, Span, bio_tags

_LABELS = {"person": "PERSON", "organization": "ORG", "place": "LOC"}
_EVENT = re.compile(r"\(\d+-[^()]*\)?|\d+\)")
_INSIDE = frozenset(["of", "&", "-", "for", "'s", "’s"])
_TITLES = frozenset(
    ["Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Sir", "President", "Senator", "Judge", "Justice", "King", "Queen"]
)


def read_gum(path: Path, genres: frozenset[str]) -> list[Sentence]:
    """Sentences of these genres with LOC, ORG and PERSON, without their trees. A document's genre is in its id."""
    found, genre = [], ""
    for block in read_blocks(path):
        if "newdoc id" in block.comments:
            genre = block.comments["newdoc id"].split("_")[1]
        if genre in genres:
            sentence = to_sentence(block)
            tags = bio_tags(len(block.words), named_mentions(block))
            found.append(Sentence(sentence.words, sentence.spaces, tags))
    return found


def named_mentions(block: Block) -> list[Span]:
    """The mentions headed by a proper noun, cut down to the name; of mentions within one another the longest."""
    names = [name for mention in _mentions(block) if (name := _name(block.words, mention))]
    taken: set[int] = set()
    kept = []
    for name in sorted(names, key=lambda span: (span.start - span.end, span.start)):
        if taken.isdisjoint(range(name.start, name.end)):
            taken.update(range(name.start, name.end))
            kept.append(name)
    return sorted(kept, key=lambda span: span.start)


def _mentions(block: Block) -> list[Span]:
    """Every mention that opens and closes in this sentence and is of a kind we name."""
    open_at: dict[str, list[tuple[int, str]]] = {}
    found = []
    for i, word in enumerate(block.words):
        annotation = re.search(r"Entity=([^|]+)", word.misc)
        for event in _EVENT.findall(annotation[1]) if annotation else []:
            fields = event.strip("()").split("-")
            if event.startswith("("):
                open_at.setdefault(fields[0], []).append((i, fields[1]))
            if event.endswith(")") and open_at.get(fields[0]):
                start, kind = open_at[fields[0]].pop()
                found += [Span(start, i + 1, _LABELS[kind])] if kind in _LABELS else []
    return found


def _name(words: tuple[Word, ...], mention: Span) -> Span | None:
    inside = range(mention.start, mention.end)
    head = next((i for i in inside if words[i].head not in inside or words[i].head == i), mention.start)
    if not _proper(words[head]):
        return None
    start, end = head, head + 1
    while start > mention.start and _belongs(words, start - 1, start, mention.label):
        start -= 1
    while end < mention.end and _belongs(words, end, end - 1, mention.label):
        end += 1
    while start < end and (not _proper(words[start]) or words[start].form in _TITLES):
        start += 1
    while end > start and not _proper(words[end - 1]):
        end -= 1
    return Span(start, end, mention.label) if start < end else None


def _belongs(words: tuple[Word, ...], at: int, beside: int, label: str) -> bool:
    if _proper(words[at]):
        return True
    return label != "PERSON" and words[at].form in _INSIDE and _proper(words[beside])


def _proper(word: Word) -> bool:
    # the Penn tag as well: UD calls the "Red" of Red Sox an adjective
    return word.pos == "PROPN" or word.tag in ("NNP", "NNPS")
