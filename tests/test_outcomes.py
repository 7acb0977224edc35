"""Why something was not read, in the words of whoever waits."""

from collections.abc import Iterator

import pytest

from bot.errors import DealbotError, GivenUp, InputError, ReadingFailed, UnreadablePage
from bot.outcomes import told


def below(kind: type[DealbotError]) -> Iterator[type[DealbotError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from below(each)


@pytest.mark.parametrize("kind", [*below(ReadingFailed), *below(UnreadablePage), *below(GivenUp)])
def test_every_trouble_has_a_german_sentence_of_its_own(kind: type[DealbotError]) -> None:
    """English is what the exception says itself, and what every other language gets."""
    error = kind("a detail for the log")
    assert told(error, "en") == told(error, "fr") == error.told
    assert told(error, "de") != error.told
    assert "log" not in told(error, "de")


def test_what_the_command_line_says_is_not_told_in_slack() -> None:
    """So it needs no German."""
    assert told(InputError("no such file"), "de") == "no such file"
