"""What is said about watches, and the updates that watchers get."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

WATCHING = Phrases(
    english={
        "help": (
            "`/watch scale ai` tells this channel when something new is read about a company or a person,"
            " `/watch robotics min:1bn` when a deal comes up that the question asks for."
            " With `me` at the end the updates come to you alone. `/watch list` shows what is watched,"
            " `/unwatch scale ai` ends it."
        ),
        "watched": "I watch {name} for this channel. An update comes when something material changes.",
        "watched_me": "I watch {name} for you. An update comes to our direct messages when something material changes.",
        "already": "{name} is watched here already.",
        "already_me": "I watch {name} for you already.",
        "too_many": (
            "That is as much as I can watch at once, {most} of everything. End one of them first: `/watch list`"
            " shows them."
        ),
        "ended": "I don't watch {name} any more.",
        "not_watched": "{name} is not watched here. `/watch list` shows what is.",
        "gone_already": "That is not watched any more.",
        "not_yours": "Only {user} can end that.",
        "here": "*Watched in this channel*",
        "yours": "*Watched for you alone*",
        "none": "Nothing is watched here. For example: `/watch scale ai`.",
        "unwatch": "Unwatch",
        "unwatch_what": "What should I not watch any more? For example `/unwatch scale ai`; `/watch list` shows them.",
        "not_here": "I'm not a member of this channel. Type `/invite {bot}` first, or add `me`: then I tell you alone.",
        "no_deal": "That deal is not known any more.",
        "no_target": "That deal names no company that I could watch.",
        "not_understood": "I can't watch that: it is no name and no question about deals.",
        "update": "*Update:* {headline}",
        "update_says": "Update: {said}",
        "new_deal": "*Update, a new deal:* {headline}",
        "new_deal_says": "Update, a new deal: {said}",
        "because": "Watched: {watches} · {source}",
    },
    german={
        "help": (
            "`/watch scale ai` sagt diesem Kanal, wenn etwas Neues über eine Firma oder Person gelesen wird,"
            " `/watch robotics min:1bn`, wenn es einen Deal gibt, nach dem die Frage fragt."
            " Mit `für mich` am Ende gehen die Neuigkeiten nur an dich. `/watch liste` zeigt, was beobachtet wird,"
            " `/unwatch scale ai` beendet es."
        ),
        "watched": "Ich beobachte {name} für diesen Kanal. Wenn sich Wesentliches ändert, sage ich es.",
        "watched_me": (
            "Ich beobachte {name} für dich. Wenn sich Wesentliches ändert, schreibe ich es in unsere Direktnachrichten."
        ),
        "already": "{name} wird hier schon beobachtet.",
        "already_me": "Ich beobachte {name} schon für dich.",
        "too_many": (
            "Mehr als {most} auf einmal kann ich nicht beobachten. Beende erst etwas davon: `/watch liste` zeigt alles."
        ),
        "ended": "Ich beobachte {name} nicht mehr.",
        "not_watched": "{name} wird hier nicht beobachtet. `/watch liste` zeigt, was es ist.",
        "gone_already": "Das wird nicht mehr beobachtet.",
        "not_yours": "Das kann nur {user} beenden.",
        "here": "*In diesem Kanal beobachtet*",
        "yours": "*Nur für dich beobachtet*",
        "none": "Hier wird nichts beobachtet. Zum Beispiel: `/watch scale ai`.",
        "unwatch": "Beenden",
        "unwatch_what": (
            "Was soll ich nicht mehr beobachten? Zum Beispiel `/unwatch scale ai`; `/watch liste` zeigt alles."
        ),
        "not_here": (
            "Ich bin nicht in diesem Kanal. Gib zuerst `/invite {bot}` ein, oder hänge `für mich` an: dann sage ich es"
            " dir allein."
        ),
        "no_deal": "Diesen Deal gibt es nicht mehr.",
        "no_target": "Dieser Deal nennt keine Firma, die ich beobachten könnte.",
        "not_understood": "Das kann ich nicht beobachten: Es ist weder ein Name noch eine Frage nach Deals.",
        "update": "*Neuigkeit:* {headline}",
        "update_says": "Neuigkeit: {said}",
        "new_deal": "*Neuigkeit, ein neuer Deal:* {headline}",
        "new_deal_says": "Neuigkeit, ein neuer Deal: {said}",
        "because": "Beobachtet: {watches} · {source}",
    },
)
