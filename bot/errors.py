"""What can go wrong outside the code, and what is said about it.

    DealbotError
    ├── InputError           what the command line was given: the program ends with `told` and code 2
    │   ├── SettingsError    a setting is missing or makes no sense
    │   └── PreflightError   Slack refuses the tokens, or can't be reached
    ├── GivenUp              a question failed at every attempt
    ├── ReadingFailed        the reading process died on this text                         (a retry may help)
    │   └── ReadingTooSlow   it ran out of time
    └── UnreadablePage       a link gives no article; `told` goes into the thread
        ├── AddressRefused   not http/https, a private address, a port or name that is never dialled
        ├── PageMissing      404 and 410
        ├── PageDenied       401, 402, 403, 451: a login, a paywall, a robot check
        ├── PageUnavailable  5xx, 429, a dropped connection, a time-out                      (a retry may help)
        ├── TooManyRedirects
        ├── PageTooBig       larger than the cap
        ├── NotAnArticle     not HTML or plain text (a PDF, a picture)
        └── NoText           HTML without an article in it: empty, a login wall, a picture gallery

An exception's `told` is the sentence a user reads: it says what happened and what to do, and holds nothing of
the page or of the program's insides. Storage has its own two errors, beside the store.
"""

from __future__ import annotations


class DealbotError(Exception):
    """Something went wrong."""

    retryable = False
    retry_after: float | None = None  # seconds, where the other side asked for a pause

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.__class__.__doc__)

    @property
    def told(self) -> str:
        """What the user is told, one or two sentences: the docstring, for the detail is for the log."""
        return " ".join((self.__class__.__doc__ or "").split())


class InputError(DealbotError):
    """What the person at the command line gave can't be used."""

    @property
    def told(self) -> str:
        """The detail: it is written for the person who can mend it."""
        return str(self)


class SettingsError(InputError):
    """A setting is missing or makes no sense."""


class PreflightError(InputError):
    """Slack refuses the tokens."""


class ReadingFailed(DealbotError):
    """I couldn't read that text. Paste a shorter part of it here and I'll read that."""

    retryable = True


class ReadingTooSlow(ReadingFailed):
    """I couldn't read that text in the time there is. Paste a shorter part of it here and I'll read that."""

    retryable = False  # it would hold up everyone else's reading for as long again


class GivenUp(DealbotError):
    """Something on my side went wrong with that, however often I tried. Please ask again."""


class UnreadablePage(DealbotError):
    """I couldn't read that page. Paste the article's text here and I'll read that."""


class AddressRefused(UnreadablePage):
    """I don't open links to that kind of address. Paste the article's text here and I'll read that."""


class PageMissing(UnreadablePage):
    """That page doesn't exist (any more). Paste the article's text here and I'll read that."""


class PageDenied(UnreadablePage):
    """That site asks for a login or keeps bots out. Paste the article's text here and I'll read that."""


class PageUnavailable(UnreadablePage):
    """That site didn't answer properly, and trying again didn't help. Paste the article's text here, please."""

    retryable = True

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class TooManyRedirects(UnreadablePage):
    """That link keeps forwarding to another one. Paste the article's text here and I'll read that."""


class PageTooBig(UnreadablePage):
    """That page is too big for me to read. Paste the article's text here and I'll read that."""


class NotAnArticle(UnreadablePage):
    """That link leads to a file, not to a web page I can read. Paste the article's text here and I'll read that."""


class NoText(UnreadablePage):
    """I found no article text on that page, perhaps it needs a login. Paste the text here and I'll read that."""
