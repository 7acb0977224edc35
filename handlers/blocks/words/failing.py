"""What is said when something fails that should not."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

FAILING = Phrases(
    english={"failed": "That did not work, and it was not your fault. Please try again in a moment."},
    german={"failed": "Das hat nicht geklappt, und es lag nicht an dir. Bitte versuch es gleich noch einmal."},
)
