"""What `/deal settings` says. Labels and explanations of choices hold at most 75 characters: Slack's limit."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

CHANNEL_SETTINGS = Phrases(
    english={
        "title": "Dealbot here",
        "submit": "Save",
        "intro": "How I behave in {channel}. It holds for everybody there.",
        "answers": "Links and texts that are shared",
        "every_deal": "Answer every deal",
        "every_deal_means": "I read everything, and answer in the thread where there is a deal.",
        "reactions": "React only",
        "reactions_means": "I read everything and react with a sign; I answer who mentions me.",
        "mentioned": "Only when mentioned",
        "mentioned_means": "I read what somebody asks me to read, also later, in its thread.",
        "off": "Off",
        "off_means": "I read nothing here. Commands and questions still work.",
        "lang": "Language of answers that nobody asked for",
        "like_article": "Like the article",
        "en": "English",
        "de": "German",
        "reads_apps_label": "Other apps",
        "reads_apps": "Read other apps' posts, too",
        "reads_apps_means": "Links that an RSS app posts, say. Off unless you want it.",
        "not_here": "I'm not a member of this channel. Type `/invite {bot}` first, then `/deal settings` again.",
        "direct": "In direct messages I answer everything; there is nothing to set.",
        "members_only": "Only members of the channel can change what I do there.",
        "failed": "Slack did not let me open the settings. Please try again.",
        "saved": "Saved: {what}.",
    },
    german={
        "title": "Dealbot hier",
        "submit": "Speichern",
        "intro": "Wie ich mich in {channel} verhalte. Es gilt für alle dort.",
        "answers": "Links und Texte, die geteilt werden",
        "every_deal": "Jeden Deal beantworten",
        "every_deal_means": "Ich lese alles und antworte im Thread, wenn ein Deal darin ist.",
        "reactions": "Nur reagieren",
        "reactions_means": "Ich lese alles und zeige ein Zeichen; wer mich erwähnt, bekommt Antwort.",
        "mentioned": "Nur bei Erwähnung",
        "mentioned_means": "Ich lese, worum man mich bittet, auch später im Thread.",
        "off": "Aus",
        "off_means": "Ich lese hier nichts. Befehle und Fragen gehen weiter.",
        "lang": "Sprache der Antworten, um die niemand gebeten hat",
        "like_article": "Wie der Artikel",
        "en": "Englisch",
        "de": "Deutsch",
        "reads_apps_label": "Andere Apps",
        "reads_apps": "Auch Nachrichten anderer Apps lesen",
        "reads_apps_means": "Etwa Links einer RSS-App. Aus, solange es niemand will.",
        "not_here": (
            "Ich bin nicht in diesem Kanal. Gib zuerst `/invite {bot}` ein, dann noch einmal `/deal einstellungen`."
        ),
        "direct": "In Direktnachrichten beantworte ich alles; da gibt es nichts einzustellen.",
        "members_only": "Nur Mitglieder des Kanals können ändern, was ich dort tue.",
        "failed": "Slack hat die Einstellungen nicht geöffnet. Bitte versuch es noch einmal.",
        "saved": "Gespeichert: {what}.",
    },
)
