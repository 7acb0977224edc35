"""Why something could not be read, in German. English is what the exceptions of `bot/errors.py` say themselves."""

from __future__ import annotations

from types import MappingProxyType

GERMAN_TROUBLES = MappingProxyType(
    {
        "ReadingFailed": (
            "Diesen Text konnte ich nicht lesen. Füge einen kürzeren Teil davon hier ein, dann lese ich den."
        ),
        "ReadingTooSlow": (
            "Diesen Text konnte ich in der Zeit, die dafür da ist, nicht lesen. Füge einen kürzeren Teil davon hier"
            " ein, dann lese ich den."
        ),
        "GivenUp": "Dabei ist bei mir etwas schiefgegangen, sooft ich es auch versucht habe. Frag bitte noch einmal.",
        "UnreadablePage": (
            "Diese Seite konnte ich nicht lesen. Füge den Text des Artikels hier ein, dann lese ich ihn."
        ),
        "AddressRefused": (
            "Links zu solchen Adressen öffne ich nicht. Füge den Text des Artikels hier ein, dann lese ich ihn."
        ),
        "PageMissing": ("Diese Seite gibt es nicht (mehr). Füge den Text des Artikels hier ein, dann lese ich ihn."),
        "PageDenied": (
            "Diese Website verlangt eine Anmeldung oder lässt keine Bots herein. Füge den Text des Artikels hier ein,"
            " dann lese ich ihn."
        ),
        "PageUnavailable": (
            "Diese Website hat auch nach mehreren Versuchen nicht richtig geantwortet. Füge den Text des Artikels"
            " bitte hier ein."
        ),
        "TooManyRedirects": (
            "Dieser Link leitet immer weiter zu einem anderen. Füge den Text des Artikels hier ein, dann lese ich ihn."
        ),
        "PageTooBig": "Diese Seite ist mir zu groß. Füge den Text des Artikels hier ein, dann lese ich ihn.",
        "NotAnArticle": (
            "Dieser Link führt zu einer Datei, nicht zu einer Webseite, die ich lesen kann. Füge den Text des Artikels"
            " hier ein, dann lese ich ihn."
        ),
        "NoText": (
            "Auf dieser Seite habe ich keinen Artikel gefunden, vielleicht verlangt sie eine Anmeldung. Füge den Text"
            " hier ein, dann lese ich ihn."
        ),
    }
)
