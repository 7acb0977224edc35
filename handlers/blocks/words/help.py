"""How to ask, in a few lines with examples."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

HELP = Phrases(
    english={
        "what": "I read the articles you share and tell you who buys what from whom, which share, for how much, "
        "and who moves where. Every fact comes with the sentence it was read from.",
        "share": "*Share* a link to an article or paste its text: I answer in the thread.",
        "ask": "*Ask*",
        "deal": "`/deal meta` the deals of a company · `/deal meta scale ai` of two together",
        "plain": "`/deal deals above $1bn in robotics this quarter` · `/deal who bought Wiz` · `/deal what did SAP"
        " sell`",
        "who": "`/who alexandr wang` a person's roles and moves · `/who meta` a company's people · `/who who left"
        " meta`",
        "mention": "Or mention me, or write to me directly, in the same words, in English or German.",
        "filters": "*Filters*, typed or said in words",
        "when": "`since:2024` `until:2024-06` `during:last-month` · “since March”, “last 30 days”, “Q3 2024”",
        "price": "`min:500m` `max:1bn€` `stake:25-50` · “above $1bn”, “between 100m and 1bn”, “more than 25 %”",
        "kind": "`type:merger,ipo` `status:rumoured` · “funding rounds”, “called off”",
        "where": '`sector:robotics` `country:germany` `person:"ada lang"` `with:google` `text:patents`',
        "party": "`buyer:meta` `target:wiz` `seller:siemens` · “acquisitions by KKR”",
        "order": "`sort:largest` `top:5` · “the 5 biggest”, “oldest first”",
        "do": "*Do*",
        "add": "`/deal add` with a link or a text reads it without a message · `/deal alias facebook = meta`"
        " ties two names",
        "export": "`/deal export csv meta since:2024` a file (`csv`, `json` or `xlsx`) in the thread",
        "more": "`/deal settings` what I do in this channel · `/watch help` to follow · `/digest help` a daily"
        " overview",
        "who_what": "I tell you what the articles you share say of people: where they work, move and what deals they"
        " are in.",
        "who_person": "`/who alexandr wang` or just `/who wang`: roles, moves and deals, each with its sentence",
        "who_company": "`/who meta`: who joined, left or is at a company",
        "who_left": "`/who who left meta` · `/who who joined meta this year` · `/who who works at meta`",
        "who_mention": "Or mention me: “who is Alexandr Wang?”, “who left Scale AI?”",
    },
    german={
        "what": "Ich lese die Artikel, die ihr teilt, und sage, wer was von wem kauft, welchen Anteil, für wie viel "
        "und wer wohin wechselt. Zu jeder Angabe steht der Satz, aus dem sie stammt.",
        "share": "*Teile* den Link zu einem Artikel oder füge seinen Text ein: Ich antworte im Thread.",
        "ask": "*Fragen*",
        "deal": "`/deal meta` die Deals einer Firma · `/deal meta scale ai` die von zweien miteinander",
        "plain": "`/deal Deals über 1 Mrd. € in der Robotik dieses Jahr` · `/deal wer kauft Wiz` · `/deal was hat"
        " SAP verkauft`",
        "who": "`/who alexandr wang` Posten und Wechsel einer Person · `/who meta` die Leute einer Firma"
        " · `/who wer verlässt meta`",
        "mention": "Oder erwähne mich oder schreib mir direkt, mit denselben Worten, auf Deutsch oder Englisch.",
        "filters": "*Filter*, getippt oder in Worten",
        "when": "`seit:2024` `bis:2024-06` `zeitraum:letzter-monat` · „seit März“, „letzte 30 Tage“, „Q3 2024“",
        "price": "`min:500m` `max:1mrd€` `anteil:25-50` · „über 1 Mrd. €“, „zwischen 100 Mio und 1 Mrd“, „mehr als"
        " 25 %“",
        "kind": "`typ:fusion,börsengang` `stand:gerücht` · „Finanzierungsrunden“, „geplatzt“",
        "where": '`branche:robotik` `land:deutschland` `person:"ada lang"` `mit:google` `text:patente`',
        "party": "`käufer:meta` `ziel:wiz` `verkäufer:siemens` · „Zukäufe von Bosch“",
        "order": "`sortierung:größte` `top:5` · „die 5 größten“, „älteste zuerst“",
        "do": "*Tun*",
        "add": "`/deal add` mit einem Link oder Text liest ihn ohne Nachricht · `/deal alias facebook = meta`"
        " verbindet zwei Namen",
        "export": "`/deal exportieren csv meta seit:2024` eine Datei (`csv`, `json` oder `xlsx`) im Thread",
        "more": "`/deal settings` was ich in diesem Kanal tue · `/watch help` zum Verfolgen · `/digest help` ein"
        " täglicher"
        " Überblick",
        "who_what": "Ich sage, was die Artikel, die ihr teilt, über Personen sagen: wo sie arbeiten, wohin sie"
        " wechseln und bei"
        " welchen Deals sie dabei sind.",
        "who_person": "`/who alexandr wang` oder nur `/who wang`: Posten, Wechsel und Deals, jeweils mit dem Satz",
        "who_company": "`/who meta`: wer zu einer Firma kam, ging oder dort ist",
        "who_left": "`/who wer verlässt meta` · `/who wer kam dieses Jahr zu meta` · `/who wer arbeitet bei meta`",
        "who_mention": "Oder erwähne mich: „Wer ist Alexandr Wang?“, „Wer verlässt Scale AI?“",
    },
)
