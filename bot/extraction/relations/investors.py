"""Who puts money into a round, by the wordings of `patterns/<lang>/investors.toml`: long lists are parsed worst."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.extraction.lexicon import lexicon
from bot.extraction.relations.clues import Clue, Party
from bot.extraction.relations.marks import marked, wording
from bot.extraction.relations.phrases import Phrases
from bot.extraction.sentences import Sentence

_BEHIND = 15  # characters behind a wording in which it may be dated: "led by Harrow in 2021"
# "..., six months after it had raised $5 million from": an earlier round in the same sentence
_ROUND_BEFORE = re.compile(
    r"\b(?:after|since|following|nachdem|seit)\b[^.;]{0,80}\b(?:raised|raising|round|funding|eingesammelt|runde)\b[^.;]*$"
)


def investors(sentence: Sentence, phrases: Phrases) -> Iterator[Clue]:
    """Clues of a round with its investors; the target where the wording has it. None for an earlier round's."""
    cue, earlier, wordings = _patterns(phrases.lexicon.lang)
    if not (phrases.tells_of_round or phrases.tells_of_backers) or not cue.search(sentence.text):
        return
    told = marked(sentence, phrases.cast)
    for pattern in wordings:
        for match in told.matches(pattern):
            if earlier.search(told.text[: match.end() + _BEHIND]) or _ROUND_BEFORE.search(told.text[: match.start()]):
                continue
            groups = match.groupdict()
            found = told.named(*match.span("lead" if "lead" in groups else "who"))
            clue = Clue(sentence, _word(sentence, phrases, found[0]), "raise", lead="lead" in groups)
            if "target" in groups:
                clue.add("target", _parties(phrases, told.named(*match.span("target"))))
            clue.add("acquirer", _parties(phrases, [each for each in found if each not in clue.companies("target")]))
            yield clue


def tells_of_earlier(clue: Clue, lang: str) -> bool:
    """Whether the words up to a clue's trigger tell of a round before the news, or of all the money so far."""
    source, trigger = clue.sentence.source, clue.sentence.words[clue.trigger]
    return bool(_patterns(lang)[1].search(source[clue.sentence.start : trigger.end]))


def _parties(phrases: Phrases, companies: list[int]) -> list[Party]:
    return [Party(each, phrases.cast.name(each)) for each in companies if not phrases.cast.official(each)]


def _word(sentence: Sentence, phrases: Phrases, company: int) -> int:
    return next((m.first for m in phrases.cast.mentions(sentence) if m.company == company), 0)


@lru_cache(maxsize=4)
def _patterns(lang: str) -> tuple[re.Pattern[str], re.Pattern[str], tuple[re.Pattern[str], ...]]:
    table = lexicon(lang).tables["investors"]
    wordings = tuple(wording(pattern, described=True) for pattern in table["wordings"])
    return re.compile(table["cue"], re.I), re.compile(table["earlier"], re.I), wordings
