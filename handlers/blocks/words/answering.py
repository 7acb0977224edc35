"""Who sees an answer, in words."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

ANSWERING = Phrases(
    english={
        "only_you": "Only you see this: it is told with what private conversations of yours know.",
        "left_out": "Slack does not tell me right now which private conversations you are in."
        " What only they know is left out; please ask again in a minute.",
    },
    german={
        "only_you": "Das siehst nur du: So steht es mit dem, was deine privaten Unterhaltungen wissen.",
        "left_out": "Slack sagt mir gerade nicht, in welchen privaten Unterhaltungen du bist."
        " Was nur sie wissen, fehlt; bitte frag in einer Minute noch einmal.",
    },
)
