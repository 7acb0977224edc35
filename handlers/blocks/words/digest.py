"""The sentences of the daily digest and of `/digest`."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

DIGEST = Phrases(
    english={
        "day_1": "Monday",
        "day_2": "Tuesday",
        "day_3": "Wednesday",
        "day_4": "Thursday",
        "day_5": "Friday",
        "day_6": "Saturday",
        "day_7": "Sunday",
        "date": "{weekday} {day}",
        "moment": "{date}, {time}",
        "title": "Deal digest, {date}",
        "asked": "Deal digest, as asked for",
        "new_one": "{count} new deal",
        "new_many": "{count} new deals",
        "status_one": "{count} change of status",
        "status_many": "{count} changes of status",
        "changed_one": "{count} deal with other news",
        "changed_many": "{count} deals with other news",
        "moves_one": "{count} person moves",
        "moves_many": "{count} people move",
        "watched_one": "{count} of these watched here",
        "watched_many": "{count} of these watched here",
        "group_watched": "Watched here",
        "first": "Largest: {headline}",
        "among": "Among them: {headline}",
        "since": "New since {moment}; the details are in the thread.",
        "nothing": "Nothing new since {moment}.",
        "group_new": "New deals",
        "group_status": "Changes of status",
        "group_changed": "Other news of known deals",
        "group_moves": "People",
        "continued": "{group}, continued",
        "left_out": "The first {shown}; {count} more are left out.",
        "change": "{label} {before} → {after}",
        "change_new": "{label} now {after}",
        "corrected": "corrected here",
        "sorted": "Sorted by size at reference rates of {date}.",
        "next": "Next digest: {moment} ({zone})",
        "no_next": "There is no next digest: no weekday is chosen.",
        "is_on": "The digest of this conversation comes {days} at {time} ({zone}).",
        "of_channel": "{channel}: {days} at {time} ({zone})",
        "direct": "Direct messages",
        "is_off": "The digest of this conversation is off.",
        "is_closed": (
            "I switched the digest of this conversation off, because Slack did not let me post here ({reason})."
        ),
        "never_on": "This conversation has no digest yet. `/digest on` starts one: on weekdays at 08:30, your time.",
        "needs_on": "This conversation has no digest that could be changed. `/digest on` starts one.",
        "switched_off": "The digest of this conversation is off now.",
        "weekdays": "on weekdays",
        "every_day": "every day",
        "some_days": "on {days}",
        "with_picture": "With a picture",
        "without_picture": "Without a picture",
        "tells_empty": "says so when there is nothing new",
        "silent_empty": "silent when there is nothing new",
        "in_en": "in English",
        "in_de": "in German",
        "facts": "{picture}, {empty}, {language}.",
        "invite": (
            "I am not in this conversation, so I could not post a digest here. Type `/invite` {bot}, then try again."
        ),
        "invite_plain": "I am not in this conversation, so I could not post a digest here. Invite me, then try again.",
        "archived": "This channel is archived, so I could not post a digest here.",
        "no_time": "{given} is no time of day.",
        "no_zone": "I don't know a time zone {given}.",
        "no_word": "I don't understand {given}.",
        "twice": "{given} is one too many: I took something else for it before.",
        "nearest": "Did you mean `{nearest}`?",
        "see_help": "Nothing was changed. `/digest help` shows what I understand.",
        "unknown_zone": "I could not see your time zone, so I took UTC. `/digest on Europe/Berlin` sets another.",
        "help": "Once a day I post what is new here: deals, changes, people. Only who is in this conversation sees it.",
        "help_on": "`/digest on 08:30 Europe/Berlin weekdays` starts it; also `daily`, `Mon-Thu`, `8am`, in any order.",
        "help_off": "`/digest off` ends it, `/digest status` shows how it is set, `/digest now` posts one at once.",
        "help_more": (
            "`/digest picture off`, `/digest empty on` (say so when nothing is new), `/digest lang de` change it."
        ),
        "closed": (
            "I have switched off the digest that you set up in {channel}: Slack does not let me post there any more"
            " ({reason}). Once I am in again, `/digest on` there starts it anew; what was missed is in the next one."
        ),
        "not_in_channel": "I am not a member",
        "channel_not_found": "the channel is gone, or I was taken out of it",
        "is_archived": "it is archived",
        "no_permission": "posting is not allowed to me there",
        "chart_title": "Deal value by week",
        "chart_rates": "approximate, at reference rates of {date}",
        "chart_without_one": "without a deal whose amount is not known",
        "chart_without_many": "without {count} deals whose amounts are not known",
        "chart_USD": "US dollars",
        "chart_EUR": "euros",
        "chart_deals_one": "1 deal",
        "chart_deals_many": "{count} deals",
        "chart_this_week": "this week",
        "chart_week": "{day} {month}",
        "chart_alt": "Bars of deal value by week, {currency}, {rates}; weeks from Monday on: {weeks}.",
        "chart_alt_week": "{week} {value} ({deals})",
        "network_title": "Who buys whom",
        "network_note": "New and changed deals, from the buyer to what is bought; dashed: rumours and proposals",
        "network_alt": "Arrows from buyers to what they buy: {edges}.",
        "network_edge": "{buyer} to {bought}",
    },
    german={
        "day_1": "Montag",
        "day_2": "Dienstag",
        "day_3": "Mittwoch",
        "day_4": "Donnerstag",
        "day_5": "Freitag",
        "day_6": "Samstag",
        "day_7": "Sonntag",
        "date": "{weekday}, {day}",
        "moment": "{date}, {time} Uhr",
        "title": "Deal-Überblick, {date}",
        "asked": "Deal-Überblick auf Wunsch",
        "new_one": "{count} neuer Deal",
        "new_many": "{count} neue Deals",
        "status_one": "{count} neuer Stand",
        "status_many": "{count} neue Stände",
        "changed_one": "{count} Deal mit anderen Neuigkeiten",
        "changed_many": "{count} Deals mit anderen Neuigkeiten",
        "moves_one": "{count} Person wechselt",
        "moves_many": "{count} Personen wechseln",
        "watched_one": "{count} davon hier beobachtet",
        "watched_many": "{count} davon hier beobachtet",
        "group_watched": "Hier beobachtet",
        "first": "Der größte: {headline}",
        "among": "Darunter: {headline}",
        "since": "Neu seit {moment}; die Einzelheiten stehen im Thread.",
        "nothing": "Nichts Neues seit {moment}.",
        "group_new": "Neue Deals",
        "group_status": "Neuer Stand",
        "group_changed": "Andere Neuigkeiten zu bekannten Deals",
        "group_moves": "Personen",
        "continued": "{group}, Fortsetzung",
        "left_out": "Die ersten {shown}; {count} weitere sind weggelassen.",
        "change": "{label} {before} → {after}",
        "change_new": "{label} jetzt {after}",
        "corrected": "hier korrigiert",
        "sorted": "Nach Größe sortiert, zu Referenzkursen vom {date}.",
        "next": "Nächster Überblick: {moment} ({zone})",
        "no_next": "Es gibt keinen nächsten Überblick: Kein Wochentag ist gewählt.",
        "is_on": "Der Überblick für diese Unterhaltung kommt {days} um {time} Uhr ({zone}).",
        "of_channel": "{channel}: {days} um {time} Uhr ({zone})",
        "direct": "Direktnachrichten",
        "is_off": "Der Überblick für diese Unterhaltung ist aus.",
        "is_closed": (
            "Ich habe den Überblick für diese Unterhaltung ausgeschaltet, weil Slack mich hier nicht schreiben ließ"
            " ({reason})."
        ),
        "never_on": (
            "Diese Unterhaltung hat noch keinen Überblick. `/digest an` schaltet ihn ein: werktags um 8:30 Uhr"
            " deiner Zeit."
        ),
        "needs_on": "Diese Unterhaltung hat keinen Überblick, der sich ändern ließe. `/digest an` schaltet ihn ein.",
        "switched_off": "Der Überblick für diese Unterhaltung ist jetzt aus.",
        "weekdays": "werktags",
        "every_day": "täglich",
        "some_days": "{days}",
        "with_picture": "Mit Bild",
        "without_picture": "Ohne Bild",
        "tells_empty": "sagt, wenn es nichts Neues gibt",
        "silent_empty": "still, wenn es nichts Neues gibt",
        "in_en": "auf Englisch",
        "in_de": "auf Deutsch",
        "facts": "{picture}, {empty}, {language}.",
        "invite": (
            "Ich bin nicht in dieser Unterhaltung und könnte hier keinen Überblick schreiben. Bitte `/invite` {bot}"
            " eingeben und es noch einmal versuchen."
        ),
        "invite_plain": (
            "Ich bin nicht in dieser Unterhaltung und könnte hier keinen Überblick schreiben. Bitte lade mich ein und"
            " versuche es noch einmal."
        ),
        "archived": "Dieser Kanal ist archiviert, ich könnte hier keinen Überblick schreiben.",
        "no_time": "{given} ist keine Uhrzeit.",
        "no_zone": "Eine Zeitzone {given} kenne ich nicht.",
        "no_word": "{given} verstehe ich nicht.",
        "twice": "{given} ist eines zu viel: Dafür habe ich schon etwas anderes gelesen.",
        "nearest": "Meinst du `{nearest}`?",
        "see_help": "Nichts wurde geändert. `/digest hilfe` zeigt, was ich verstehe.",
        "unknown_zone": (
            "Deine Zeitzone konnte ich nicht sehen, deshalb gilt UTC. `/digest an Europe/Berlin` setzt eine andere."
        ),
        "help": (
            "Einmal am Tag schreibe ich hier, was neu ist: Deals, Änderungen, Personen. Nur wer in dieser Unterhaltung"
            " ist, sieht es."
        ),
        "help_on": (
            "`/digest an 8:30 Europe/Berlin werktags` schaltet ihn ein; auch `täglich`, `Mo-Do`, `um 8 Uhr`, in"
            " beliebiger Reihenfolge."
        ),
        "help_off": (
            "`/digest aus` schaltet ihn aus, `/digest status` zeigt, wie er eingestellt ist, `/digest jetzt` schreibt"
            " sofort einen."
        ),
        "help_more": (
            "`/digest bild aus`, `/digest leer an` (sagen, wenn es nichts Neues gibt), `/digest sprache en` ändern ihn."
        ),
        "closed": (
            "Ich habe den Überblick ausgeschaltet, den du in {channel} eingerichtet hast: Slack lässt mich dort nicht"
            " mehr schreiben ({reason}). Bin ich wieder dabei, schaltet `/digest an` ihn dort neu ein; was gefehlt hat,"
            " steht im nächsten."
        ),
        "not_in_channel": "ich bin kein Mitglied",
        "channel_not_found": "den Kanal gibt es nicht mehr, oder ich wurde entfernt",
        "is_archived": "er ist archiviert",
        "no_permission": "ich darf dort nicht schreiben",
        "chart_title": "Deal-Wert je Woche",
        "chart_rates": "ungefähr, zu Referenzkursen vom {date}",
        "chart_without_one": "ohne einen Deal, dessen Betrag nicht bekannt ist",
        "chart_without_many": "ohne {count} Deals, deren Beträge nicht bekannt sind",
        "chart_USD": "US-Dollar",
        "chart_EUR": "Euro",
        "chart_deals_one": "1 Deal",
        "chart_deals_many": "{count} Deals",
        "chart_this_week": "diese Woche",
        "chart_week": "{day}. {month}",
        "chart_alt": "Balken des Deal-Werts je Woche, {currency}, {rates}; Wochen ab Montag: {weeks}.",
        "chart_alt_week": "{week} {value} ({deals})",
        "network_title": "Wer kauft wen",
        "network_note": "Neue und geänderte Deals, vom Käufer zu dem, was er kauft; gestrichelt: Gerüchte, Angebote",
        "network_alt": "Pfeile von Käufern zu dem, was sie kaufen: {edges}.",
        "network_edge": "{buyer} zu {bought}",
    },
)
