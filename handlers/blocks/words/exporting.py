"""What is said of files of deals."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

EXPORTING = Phrases(
    english={
        "anchor": "{deals} as {format}: {remarks}",
        "everything": "all that is known here",
        "limit": "only the first {count} are in the file; narrow it down, for example with `since:`",
        "not_here": "I'm not in this channel, so I can't put a file here. Invite me, or ask me in a direct message.",
        "none": "There is nothing to export yet: no deals are known here. Share an article, and I'll read it.",
        "title": "Deals",
    },
    german={
        "anchor": "{deals} als {format}: {remarks}",
        "everything": "alles, was hier bekannt ist",
        "limit": "nur die ersten {count} stehen in der Datei; grenze sie ein, zum Beispiel mit `seit:`",
        "not_here": "Ich bin nicht in diesem Kanal und kann hier keine Datei ablegen. Lade mich ein, oder frag mich"
        " in einer"
        " Direktnachricht.",
        "none": "Es gibt noch nichts zu exportieren: Hier sind keine Deals bekannt. Teile einen Artikel, dann lese"
        " ich ihn.",
        "title": "Deals",
    },
)
