"""The words on a deal's card: its buttons, and what is folded away behind them."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

CARDS = Phrases(
    english={
        "correct": "Correct",
        "same": "Same deal as …",
        "apart": "Not the same deal",
        "watch": "Watch",
        "sources": "Sources",
        "not_a_deal": "Wrong - not a deal",
        "undo": "Undo",
        "yes_same": "Same deal",
        "no_two": "Two deals",
        "more": "More",
        "folded": "_The sentences for these stand under “Sources”._",
        "copies": "{count} of them repeat another",
        "earlier_steps": "{count} earlier steps under “Sources”",
        "confirm_title": "Is this no deal?",
        "confirm_text": "Nobody will be shown it any more. You can undo this.",
        "confirm": "It is no deal",
        "deny": "Leave it",
        "is_none": "*{deal}* is no deal, says {user}. Nobody is shown it any more.",
        "is_none_text": "{deal} is no deal. Nobody is shown it any more.",
        "gone": "_This deal is not shown any more._",
        "above": "_The same deal as another one in this message._",
    },
    german={
        "correct": "Korrigieren",
        "same": "Derselbe Deal wie …",
        "apart": "Nicht derselbe Deal",
        "watch": "Beobachten",
        "sources": "Quellen",
        "not_a_deal": "Falsch - kein Deal",
        "undo": "Rückgängig",
        "yes_same": "Derselbe Deal",
        "no_two": "Zwei Deals",
        "more": "Mehr",
        "folded": "_Die Sätze dazu stehen unter „Quellen“._",
        "copies": "{count} davon wiederholen eine andere",
        "earlier_steps": "{count} frühere Schritte unter „Quellen“",
        "confirm_title": "Ist das kein Deal?",
        "confirm_text": "Niemand bekommt ihn mehr gezeigt. Das lässt sich rückgängig machen.",
        "confirm": "Kein Deal",
        "deny": "Lassen",
        "is_none": "*{deal}* ist kein Deal, sagt {user}. Niemand bekommt ihn mehr gezeigt.",
        "is_none_text": "{deal} ist kein Deal. Niemand bekommt ihn mehr gezeigt.",
        "gone": "_Dieser Deal wird nicht mehr gezeigt._",
        "above": "_Derselbe Deal wie ein anderer in dieser Nachricht._",
    },
)
