"""The words of `/deal alias`."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

NAMING = Phrases(
    english={
        "added": "{user} says that *{name}* is another name of *{full}*.",
        "removed": "{user} says that *{name}* stands for no other name.",
        "joined": "Deals that are one by it:",
        "joined_none": "No deals were joined by it.",
        "list": "*Names that people here have tied* - `/deal alias A = B` ties two, `/deal unalias A` takes it back.",
        "list_line": "*{name}* stands for *{full}* - {user}, {date}",
        "list_line_none": "*{name}* stands for no other name - {user}, {date}",
        "list_more": "These are the newest {count}.",
        "list_empty": "Nobody here has tied names yet. `/deal alias Facebook = Meta` makes one of two names.",
        "how": "Write it like `/deal alias Facebook = Meta`: the other name first, then the full one.",
        "how_remove": "Which name? For example `/deal unalias Facebook`.",
        "undo": "Undo",
        "undone": "{told} _Undone by {user}._",
        "undone_done": "Undone.",
        "refused_undone": "That was undone or decided anew already.",
        "refused_stands_for_none": "*{0}* stands for no other name here.",
        "refused_two_names": "An alias needs two names: `/deal alias Facebook = Meta`.",
        "refused_one_name": "*{0}* and *{1}* are one name to me already.",
        "refused_already": "*{0}* stands for *{1}* already.",
        "refused_circle": "*{0}* stands for *{1}* already; take that back first with `/deal unalias {0}`.",
        "refused_guest": "Guests and people of other organisations can read deals but not tie names.",
        "refused_unsure": "Slack does not tell me right now who you are. Please try again in a moment.",
    },
    german={
        "added": "{user} sagt, dass *{name}* ein anderer Name von *{full}* ist.",
        "removed": "{user} sagt, dass *{name}* für keinen anderen Namen steht.",
        "joined": "Deals, die dadurch einer sind:",
        "joined_none": "Keine Deals wurden dadurch verbunden.",
        "list": (
            "*Namen, die ihr verknüpft habt* - `/deal alias A = B` verknüpft zwei, `/deal unalias A` nimmt es zurück."
        ),
        "list_line": "*{name}* steht für *{full}* - {user}, {date}",
        "list_line_none": "*{name}* steht für keinen anderen Namen - {user}, {date}",
        "list_more": "Das sind die neuesten {count}.",
        "list_empty": "Noch hat niemand Namen verknüpft. `/deal alias Facebook = Meta` macht aus zweien einen.",
        "how": "Schreib es wie `/deal alias Facebook = Meta`: erst der andere Name, dann der volle.",
        "how_remove": "Welcher Name? Zum Beispiel `/deal unalias Facebook`.",
        "undo": "Rückgängig",
        "undone": "{told} _Rückgängig gemacht von {user}._",
        "undone_done": "Rückgängig gemacht.",
        "refused_undone": "Das war schon rückgängig gemacht oder neu entschieden.",
        "refused_stands_for_none": "*{0}* steht hier für keinen anderen Namen.",
        "refused_two_names": "Dazu gehören zwei Namen: `/deal alias Facebook = Meta`.",
        "refused_one_name": "*{0}* und *{1}* sind für mich schon ein Name.",
        "refused_already": "*{0}* steht schon für *{1}*.",
        "refused_circle": "*{0}* steht schon für *{1}*; nimm das zuerst zurück mit `/deal unalias {0}`.",
        "refused_guest": "Gäste und Leute anderer Organisationen können Deals lesen, aber keine Namen verknüpfen.",
        "refused_unsure": "Slack sagt mir gerade nicht, wer du bist. Bitte gleich noch einmal.",
    },
)
