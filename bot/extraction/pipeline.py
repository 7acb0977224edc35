"""The spaCy pipelines: found, loaded once a language, turned into our own sentences. spaCy is imported on first use."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.extraction import labels
from bot.extraction.layout import Block
from bot.extraction.sentences import Sentence, Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

# Nothing reads lemmas (the German ones invent verbs) or fine tags: words are matched by their forms.
_UNUSED = ["trainable_lemmatizer", "lemmatizer", "senter", "entity_linker"]
_WORDS_KEPT = 50_000  # about 20 MB; a million cost 526 MB kept and 130 MB forgotten
_BATCH = 12_000  # characters
_MAX_SENTENCE = 200  # words; a longer "sentence" is a table or noise and is cut, so that work on it stays bounded


class Pipeline:
    """One language's pipeline: ours unless `model` names another (a folder or an installed package).

    Raises `SettingsError` when the model can't be loaded or has no parser or no entity recogniser.
    """

    def __init__(self, lang: str, model: str | Path | None = None) -> None:
        self.lang = lang
        self._nlp = load(lang, model)
        self._known = len(self._nlp.vocab)
        self._map = labels.mapping(self._nlp.pipe_labels["parser"])

    def sentences(self, text: str, blocks: Iterable[Block]) -> list[Sentence]:
        """The sentences of an article's blocks, with offsets into `text`."""
        found: list[Sentence] = []
        with self._zone():
            for number, (block, doc) in enumerate(self._docs(blocks)):
                for span in _spans(doc):
                    words = self._words(span, block)
                    if words:
                        found.append(Sentence(words, text, len(found), number, block.title))
        return found

    def _zone(self) -> AbstractContextManager[object]:
        """Past `_WORDS_KEPT` new words they are forgotten after each article; remembering saves a tenth of the time."""
        learned = len(self._nlp.vocab) - self._known
        return self._nlp.memory_zone() if learned > _WORDS_KEPT else nullcontext()

    def _docs(self, blocks: Iterable[Block]) -> Iterator[tuple[Block, Doc]]:
        """Parse blocks in batches of bounded size: what a batch costs in memory grows with its words."""
        batch: list[Block] = []
        for block in blocks:
            if batch and sum(len(b.text) for b in batch) + len(block.text) > _BATCH:
                yield from zip(batch, self._nlp.pipe(b.text for b in batch), strict=True)
                batch = []
            batch.append(block)
        yield from zip(batch, self._nlp.pipe(b.text for b in batch), strict=True)

    def _words(self, span: Span, block: Block) -> tuple[Word, ...]:
        tokens = [token for token in span if not token.is_space]
        place = {token.i: k for k, token in enumerate(tokens)}
        raw = [
            labels.RawArc(token.dep_, place.get(token.head.i, k), token.pos_, token.lower_)
            for k, token in enumerate(tokens)
        ]
        words = []
        for k, (token, arc) in enumerate(zip(tokens, self._map(raw), strict=True)):
            kind = labels.entity(token.ent_type_)
            first = block.offsets[token.idx]
            words.append(
                Word(
                    i=k,
                    text=token.text,
                    lower=token.lower_,
                    pos=token.pos_,
                    rel=arc.rel,
                    head=arc.head,
                    start=first,
                    end=block.offsets[token.idx + len(token.text) - 1] + 1,
                    entity=kind,
                    entity_starts=bool(kind) and token.ent_iob_ == "B",
                    spaced=bool(token.whitespace_),
                    case="".join(token.morph.get("Case", [])[:1]) if self.lang == "de" else "",
                )
            )
        return tuple(words)


def load(lang: str, model: str | Path | None = None, *, whole: bool = False) -> Language:
    """A language's spaCy pipeline, without the components that nothing here reads unless it is wanted `whole`.

    Raises `SettingsError` when it can't be loaded or has no parser or no entity recogniser.
    """
    import spacy

    place = model or Path(str(files("bot.extraction").joinpath("models", lang)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a pipeline of another spaCy 3.x warns, and works
            nlp = spacy.load(place, exclude=[] if whole else _UNUSED)
    except (OSError, ValueError) as wrong:
        reason = str(wrong).splitlines()[0]
        raise SettingsError(
            f"DEALBOT_MODEL_{lang.upper()}: {place} is no spaCy pipeline that loads ({reason})."
        ) from wrong
    if not whole and {"morphologizer", "tagger"} <= set(nlp.pipe_names):
        nlp.remove_pipe("tagger")  # where there is a morphologizer, parts of speech come from it
    for needed in ("parser", "ner"):
        if needed not in nlp.pipe_names:
            raise SettingsError(f"DEALBOT_MODEL_{lang.upper()}: {place} has no {needed}.")
    return nlp


def _spans(doc: Doc) -> Iterator[Span]:
    """Sentences, mended where the parser split one: before a lower-case word after anything but a full stop."""
    start = 0
    ends = [span.end for span in doc.sents]
    for k, end in enumerate(ends):
        last = k + 1 == len(ends)
        if not last and _goes_on(doc, end) and end - start < _MAX_SENTENCE:
            continue
        for first, behind in _parts(doc, start, end):
            for a in range(first, behind, _MAX_SENTENCE):
                yield doc[a : min(a + _MAX_SENTENCE, behind)]
        start = end


# German legal forms, which are written without a full stop: one behind them ends the sentence, tokenizers or not
_FORM_AT_END = re.compile(r"^(?:g?GmbH|AG|SE|KG|KGaA|mbH|UG|OHG|eG)\.$")


def _parts(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut where the parser ran over the end of one: "kauft die Harrow GmbH. Die Gründer bleiben."."""
    for k in range(start + 1, end - 1):
        if _FORM_AT_END.match(doc[k].text) and doc[k + 1].text[0].isupper():
            yield start, k + 1
            start = k + 1
    yield start, end


# abbreviations behind which a number or a small letter goes on with the sentence
_ABBREVIATED = re.compile(
    r"^(?:Rs|Mio|Mrd|Mill|ca|Nr|No|approx|St|bzw|rd|Dr|Prof|Inc|Corp|Co|Ltd|Plc|U\.S|U\.K|z\.B)\.$", re.I
)


def _goes_on(doc: Doc, end: int) -> bool:
    """Whether the parser ended a sentence in its middle: without a full stop, or behind an abbreviation."""
    last, following = doc[end - 1].text, doc[end].text
    if not re.search(r"[.!?…\"”“»:;]$", last):
        return True
    if last == "." and not doc[end - 1].whitespace_ and following[0].isalnum():
        return True  # "Harrow.AI"
    before = doc[end - 2].text + last if last == "." and end > 1 else last
    return bool(_ABBREVIATED.match(before)) and (following[0].isdigit() or following[0].islower() or following in ",'’")
