"""What is said about shared articles: deals that are known, what is new of them, and why nothing was read."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

SHARING = Phrases(
    english={
        "known_new": "Known since {date}, {sources}; new here: {what}.",
        "known": "Known since {date}, {sources}; nothing new here.",
        "first_told": "What I know of it",
        "was": "{value} (before {before})",
        "status": "status {value}",
        "amount": "price {value}",
        "stake_percent": "share {value}",
        "acquirers": "buyer {value}",
        "targets": "target {value}",
        "sellers": "seller {value}",
        "valuation": "valuation {value}",
        "consideration": "paid in {value}",
        "expected_close": "to close {value}",
        "date": "date {value}",
        "target_business": "business {value}",
        "target_location": "based in {value}",
        "off": "Reading is switched off in this channel. `/deal settings` changes that.",
        "files": "I don't read attached files yet. Paste the text here, or share a link to it, and I'll read that.",
        "nothing_to_read": "There is no link in that message, and too little text to tell of a deal.",
        "no_parent": "I can't see the message that this thread is about. Share its link here, and I'll read it.",
        "add_what": (
            "Give me a link or a text to read: `/deal add https://paper.example/story`,"
            " or the article's text behind `/deal add`."
        ),
        "reading": "I'm reading it. The answer comes here in a moment.",
    },
    german={
        "known_new": "Bekannt seit {date}, {sources}; neu hier: {what}.",
        "known": "Bekannt seit {date}, {sources}; hier nichts Neues.",
        "first_told": "Was ich darüber weiß",
        "was": "{value} (vorher {before})",
        "status": "Stand {value}",
        "amount": "Preis {value}",
        "stake_percent": "Anteil {value}",
        "acquirers": "Käufer {value}",
        "targets": "Ziel {value}",
        "sellers": "Verkäufer {value}",
        "valuation": "Bewertung {value}",
        "consideration": "bezahlt mit {value}",
        "expected_close": "Abschluss {value}",
        "date": "Datum {value}",
        "target_business": "Geschäft {value}",
        "target_location": "Sitz {value}",
        "off": "In diesem Kanal ist das Lesen ausgeschaltet. `/deal einstellungen` ändert das.",
        "files": (
            "Angehängte Dateien lese ich noch nicht. Füge den Text hier ein oder teile einen Link, dann lese ich ihn."
        ),
        "nothing_to_read": "In dieser Nachricht ist kein Link, und für einen Deal ist der Text zu kurz.",
        "no_parent": (
            "Die Nachricht, um die es in diesem Thread geht, sehe ich nicht. Teile den Link hier, dann lese ich ihn."
        ),
        "add_what": (
            "Gib mir einen Link oder einen Text zu lesen: `/deal hinzufügen https://paper.example/story`,"
            " oder den Text des Artikels hinter `/deal hinzufügen`."
        ),
        "reading": "Ich lese es. Die Antwort kommt gleich hier.",
    },
)
