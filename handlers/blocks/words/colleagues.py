"""What is said of a company's people, and of a person's years."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

COLLEAGUES = Phrases(
    english={
        "left": "Left",
        "joined": "Joined",
        "at": "There",
        "count_left": "{count} left",
        "count_joined": "{count} joined",
        "count_at": "{count} there",
        "people_of": "*People of {name}:* {counts}. Newest: {line}",
        "people_of_text": "People of {name}: {counts}. Newest: {line}.",
        "none_left": "I know nobody who left {name}",
        "none_joined": "I know nobody who joined {name}",
        "none_at": "I know nobody at {name}",
        "in_span": " {span}",
        "but_others": "{none}, but others:",
        "share_one": "{none}. Share an article that tells of them, and I'll read it.",
        "more": "These are the {shown} newest of {count}.",
        "deal": "Deal: {headline}",
    },
    german={
        "left": "Gegangen",
        "joined": "Gekommen",
        "at": "Dort",
        "count_left": "{count} gegangen",
        "count_joined": "{count} gekommen",
        "count_at": "{count} dort",
        "people_of": "*Personen von {name}:* {counts}. Zuletzt: {line}",
        "people_of_text": "Personen von {name}: {counts}. Zuletzt: {line}.",
        "none_left": "Ich kenne niemanden, der {name} verlassen hat",
        "none_joined": "Ich kenne niemanden, der zu {name} gekommen ist",
        "none_at": "Ich kenne niemanden bei {name}",
        "in_span": " ({span})",
        "but_others": "{none}, aber andere:",
        "share_one": "{none}. Teile einen Artikel, der davon erzählt, dann lese ich ihn.",
        "more": "Das sind die {shown} neuesten von {count}.",
        "deal": "Deal: {headline}",
    },
)
