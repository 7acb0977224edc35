"""The words of the App Home."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

HOME = Phrases(
    english={
        "search": "What do you want to know?",
        "search_hint": "A company, a person or a question, for example Meta, min:1bn since:2024",
        "back": "Back",
        "answer": "Answer",
        "latest": "Latest deals",
        "latest_none": "No deals yet. Share an article in a channel that I am in, and I'll read it.",
        "told": "told on {date}",
        "watches": "What you watch",
        "watches_none": "Nothing yet. `/watch meta` tells you whenever something is new about Meta.",
        "digests": "Digests in your channels",
        "digests_none": "None yet. `/digest on 08:30 Europe/Berlin weekdays` in a channel sends one there.",
        "start": "How to start",
        "start_invite": "Invite me to a channel: `/invite @{bot}`.",
        "start_correct": "Something is wrong? Every deal has buttons to correct, join or strike it.",
        "more": "There is more than fits here. Ask in a channel or in a message to me.",
        "sources": "Sources",
    },
    german={
        "search": "Was möchtest du wissen?",
        "search_hint": "Eine Firma, eine Person oder eine Frage, zum Beispiel Meta, min:1bn since:2024",
        "back": "Zurück",
        "answer": "Antwort",
        "latest": "Neueste Deals",
        "latest_none": "Noch keine Deals. Teile einen Artikel in einem Kanal, in dem ich bin, dann lese ich ihn.",
        "told": "berichtet am {date}",
        "watches": "Was du beobachtest",
        "watches_none": "Noch nichts. `/watch meta` sagt dir, wenn es zu Meta etwas Neues gibt.",
        "digests": "Tägliche Überblicke in deinen Kanälen",
        "digests_none": "Noch keine. `/digest an 8:30 Europe/Berlin werktags` in einem Kanal schickt dort einen.",
        "start": "So geht es los",
        "start_invite": "Lade mich in einen Kanal ein: `/invite @{bot}`.",
        "start_correct": "Etwas stimmt nicht? An jedem Deal sind Knöpfe zum Korrigieren, Verbinden und Streichen.",
        "more": "Es gibt mehr, als hier Platz hat. Frag in einem Kanal oder in einer Nachricht an mich.",
        "sources": "Quellen",
    },
)
