"""Questions as people ask them, in English and German, and what is understood: the same as of typed filters."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.filters import split, understood
from handlers.queries import About, Asking, Query, deal_query, mention_query, reread, who_query, with_name
from storage.query import DealQuery, Party
from storage.records import PartyRole, Tie

TODAY = date(2025, 6, 20)  # a Friday

# what is asked, and the typed filters that say the same
ENGLISH = [
    ("deals above $1bn in robotics this quarter", "min:$1bn sector:robotics during:this-quarter"),
    ("Which robotics companies were acquired this year?", "sector:robotics during:this-year"),
    ("Has anybody bought a stake in Zeiss lately?", 'target:Zeiss type:stake during:"last 3 months"'),
    ("Show me everything over 5 billion euros since January", 'min:"5bn eur" since:2025-01'),
    ("What's Siemens been buying?", "buyer:Siemens"),
    ("anything Bosch sold in the last six months?", 'seller:Bosch during:"last 6 months"'),
    (
        "Which startups raised more than €50m in Germany last year?",
        "type:funding min:€50m country:Germany during:last-year",
    ),
    ("mergers that got blocked in 2024", "type:merger status:blocked during:2024"),
    ("Did Bayer sell its Animal Health business?", 'seller:Bayer target:"Animal Health business"'),
    ("SAP acquisitions under $500 million", "buyer:SAP max:$500m"),
    ("top 5 deals of the month", "sort:largest top:5 during:this-month"),
    ("deals between Microsoft and Activision", "with:Microsoft with:Activision"),
    ("Is anyone trying to buy Thyssenkrupp?", "target:Thyssenkrupp"),
    (
        "closed deals in health care worth at least 100 million dollars",
        'status:completed sector:"health care" min:100m',
    ),
    ("oldest deals with Intel first", "with:Intel sort:oldest"),
    ("IPOs this week", "type:ipo during:this-week"),
    (
        "acquisitions by KKR in Germany since 2023 worth more than €1bn",
        "buyer:KKR country:Germany since:2023 min:€1bn",
    ),
    ("who bought Wiz", "target:Wiz"),
    ("who bought Wiz for more than $1bn?", "target:Wiz min:$1bn"),
    ("rumoured deals this week", "status:rumoured during:this-week"),
    ("rumors about Covestro", "status:rumoured with:Covestro"),
    ("which deals were called off", "status:terminated"),
    ("which deals fell through last month?", "status:terminated during:last-month"),
    ("minority stakes over 25%", "type:minority stake:>25"),
    ("stakes between 25 and 50 percent", "type:stake stake:25-50"),
    ("a 49% stake in Scale AI", 'target:"Scale AI" stake:49 type:stake'),
    ("funding rounds in Berlin last month", "type:funding country:Berlin during:last-month"),
    ("biggest deals of SAP", "sort:largest with:SAP"),
    ("did Google buy Wiz?", "buyer:Google target:Wiz"),
    ("Has Meta invested in Scale AI?", 'buyer:Meta target:"Scale AI"'),
    ("Meta buys Scale AI", 'buyer:Meta target:"Scale AI"'),
    ("did Nippon Steel merge with US Steel", 'with:"Nippon Steel" with:"US Steel"'),
    ("deals with Siemens last 30 days", 'with:Siemens during:"last 30 days"'),
    ("Siemens deals since Monday", "with:Siemens since:2025-06-16"),
    ("what was announced yesterday", "during:yesterday"),
    ("deals between 100 and 500 million", "min:100m max:500m"),
    ("deals from $100m to $500m", "min:100m max:500m"),
    ("$1bn+ deals in the UK", "min:1bn country:UK"),
    ("deals worth half a billion or more", "min:500m"),
    ("German deals below 20 million euros", 'country:German max:"20m eur"'),
    ("UK-based fintech companies bought since March", "country:UK sector:fintech since:2025-03"),
    ("energy deals in France", "sector:energy country:France"),
    ("what did Siemens buy in cold storage?", 'buyer:Siemens sector:"cold storage"'),
    ("deals in the packaging industry before 2024", 'sector:packaging until:"before 2024"'),
    ("pending deals", "status:pending"),
    ("signed joint ventures in China", "status:agreed type:jv country:China"),
    ("spin-offs in Q3 2024", "type:spin_off during:2024-q3"),
    ("deals from March to May 2025", "since:2025-03 until:2025-05"),
    ("deals between 2020 and 2022 by Bosch", "since:2020 until:2022 with:Bosch"),
    ("largest acquisitions this year so far", "sort:largest type:acquisition during:this-year"),
    ("the 3 biggest mergers of 2024", "sort:largest top:3 type:merger during:2024"),
    ("companies bought by Meta", "buyer:Meta"),
    ("how much did Meta pay for Scale AI?", 'buyer:Meta target:"Scale AI"'),
    ("Meta's latest acquisitions", "buyer:Meta sort:newest"),
    ("who owns Wiz", "target:Wiz"),
    ("what did 3M sell last year?", "seller:3M during:last-year"),
    ("is Covestro being taken over?", "target:Covestro"),
    ("multi-billion dollar deals this month", "min:1bn during:this-month"),
    ('did "Buy More" buy "Sold Out"?', 'buyer:"Buy More" target:"Sold Out"'),
    ('deals with "New Deal Capital" since 2024', 'with:"New Deal Capital" since:2024'),
    ("show me all deals", "sort:newest"),
    ("Any news on the Figma IPO?", "with:Figma type:ipo"),
    ("How many deals did Blackstone do in 2024?", "with:Blackstone during:2024"),
    ("Was there a deal between Adobe and Figma?", "with:Adobe with:Figma"),
    ("Which banks merged last year?", "type:merger during:last-year sector:banks"),
    ("Tell me about recent M&amp;A in biotech", "sector:biotech"),
    ("What were the largest tech deals in Q2?", "sort:largest during:q2 sector:tech"),
    ("deals worth $5bn", "min:$5bn max:$5bn"),
    ("What is Intel selling?", "seller:Intel"),
    ("Which companies did Salesforce acquire between 2018 and 2021?", "buyer:Salesforce since:2018 until:2021"),
    ("startups funded by Sequoia", "buyer:Sequoia"),
    ("Is the Commerzbank takeover still pending?", "with:Commerzbank type:acquisition status:pending"),
    ("deals closed in May", "status:completed during:may"),
]
GERMAN = [
    ("was hat Siemens dieses Jahr gekauft?", "buyer:Siemens during:this-year"),
    ("Welche Übernahmen gab es gestern?", "type:acquisition during:yesterday"),
    ("Wer will Commerzbank kaufen?", "target:Commerzbank"),
    ("Hat BASF etwas verkauft?", "seller:BASF"),
    ("Alle Finanzierungsrunden über 20 Millionen Euro in Berlin", "type:funding min:20m€ country:Berlin"),
    ("Welche Deals sind im letzten Quartal geplatzt?", "status:terminated during:2025-q1"),
    ("Beteiligungen unter 25 Prozent", "type:stake stake:<25"),
    ("die größten Deals der Woche", "sort:largest during:this-week"),
    ("Zukäufe von Bosch seit letztem Jahr", "buyer:Bosch since:2024"),
    ("An wem hat sich Allianz beteiligt?", "buyer:Allianz"),
    ("Gerüchte über Covestro", "status:rumoured with:Covestro"),
    ("Was kostete die Übernahme von Figma?", "target:Figma"),
    ("Deals zwischen 500 Mio. und 2 Mrd. Euro im Energiesektor", "min:500m max:2bn€ sector:Energie"),
    ("Gibt es neue Fusionen in der Autobranche?", "type:merger sector:Autobranche"),
    ("Was ist aus dem Verkauf von Viessmann geworden?", "target:Viessmann"),
    ("Welche Firma hat Delivery Hero letzten Monat übernommen?", 'target:"Delivery Hero" during:last-month'),
    ("Mehrheitsbeteiligungen im Juni 2025", "type:majority during:2025-06"),
    ("größte Übernahmen 2025 in Deutschland", "sort:largest type:acquisition during:2025 country:Deutschland"),
    ("zwischen 100 Mio und 1 Mrd", "min:100m max:1bn"),
    ("Deals seit März", "since:2025-03"),
    ("Deals mit Bosch seit März über 1 Mrd. €", "with:Bosch since:2025-03 min:1bn€"),
    ("wer hat Wiz gekauft", "target:Wiz"),
    ("Wird Covestro übernommen?", "target:Covestro"),
    ("letzte Woche angekündigte Deals", "during:last-week status:announced"),
    ("Was wurde letzte Woche angekündigt?", "during:last-week"),
    ("abgesagte Fusionen", "status:terminated type:merger"),
    ("untersagte Übernahmen seit 2023", "status:blocked type:acquisition since:2023"),
    ("Minderheitsbeteiligungen ab 10 %", "type:minority stake:>10"),
    ("Wem gehört Wiz?", "target:Wiz"),
    ("Börsengänge in diesem Jahr", "type:ipo during:this-year"),
    ("Deals der letzten 30 Tage", 'during:"last 30 days"'),
    ("Deals in den letzten drei Monaten in der Schweiz", 'during:"last 3 months" country:Schweiz'),
    ("deutsche Start-ups mit mehr als 50 Mio. Euro", "country:deutsch min:50m€"),
    ("Milliardendeals in der Pharmaindustrie", "min:1bn sector:Pharma"),
    ("die 5 teuersten Übernahmen des Jahres", "sort:largest top:5 type:acquisition during:this-year"),
    ("älteste Deals von SAP zuerst", "sort:oldest with:SAP"),
    ("Wie viel hat Meta für Scale AI bezahlt?", 'buyer:Meta target:"Scale AI"'),
    ("Deals vor 2024", 'until:"before 2024"'),
    ("Deals vom 1. Mai 2025 bis 15. Juni 2025", "since:2025-05-01 until:2025-06-15"),
    ("Gemeinschaftsunternehmen in Österreich", "type:jv country:Österreich"),
    ("KI-Deals über eine Milliarde Dollar", 'sector:KI min:"1bn dollar"'),
    ("Wo hat SoftBank investiert?", "buyer:SoftBank"),
    ("was verkauft ThyssenKrupp", "seller:ThyssenKrupp"),
    ("Hat Siemens in diesem Quartal etwas gekauft?", "buyer:Siemens during:this-quarter"),
    ("noch nicht genehmigte Übernahmen", "status:pending type:acquisition"),
    ("Deals am Montag", "during:2025-06-16"),
    ("geplante Börsengänge", "status:proposed type:ipo"),
    ("zeig mir alle Deals von Bosch", "with:Bosch"),
    ("Welche Start-ups haben im Mai Geld bekommen?", "type:funding during:mai"),
    ("Wer sind die Käufer von Covestro?", "target:Covestro"),
    ("Was ist der größte Deal dieses Jahr?", "sort:largest during:this-year"),
    ("Hat sich Bosch an einem Start-up beteiligt?", "buyer:Bosch"),
    ("Beteiligt sich KKR an Axel Springer?", 'buyer:KKR target:"Axel Springer"'),
    ("Wie teuer war die Übernahme von Viessmann durch Carrier?", "target:Viessmann buyer:Carrier"),
    ("Deals von Siemens und Bosch", "with:Siemens with:Bosch"),
    ("Wann wurde Figma verkauft?", "target:Figma"),
    ("Welche Banken fusionieren?", "type:merger sector:Banken"),
    ("Gab es dieses Jahr Abspaltungen bei Siemens?", "with:Siemens type:spin_off during:this-year"),
    ("was kauft Bosch so alles", "buyer:Bosch"),
]
LEFT, JOINED, AT = (Tie.LEFT,), (Tie.JOINED,), (Tie.AT, Tie.JOINED)
COLLEAGUES = [
    ("who left Scale AI", "Scale AI", LEFT, "en"),
    ("who's leaving OpenAI?", "OpenAI", LEFT, "en"),
    ("who has just resigned from Boeing", "Boeing", LEFT, "en"),
    ("departures at Zalando", "Zalando", LEFT, "en"),
    ("who joined Meta", "Meta", JOINED, "en"),
    ("who went to Anthropic?", "Anthropic", JOINED, "en"),
    ("new people at Anthropic", "Anthropic", JOINED, "en"),
    ("whom did Google hire", "Google", JOINED, "en"),
    ("who works at Celonis?", "Celonis", AT, "en"),
    ("who is at Celonis", "Celonis", AT, "en"),
    ("Who runs Zalando?", "Zalando", AT, "en"),
    ("who is the CEO of Bayer", "Bayer", AT, "en"),
    ("Did anyone leave Tesla?", "Tesla", LEFT, "en"),
    ("who's the new CFO at Volkswagen", "Volkswagen", AT, "en"),
    ("Welche Manager haben die Deutsche Bank verlassen?", "Deutsche Bank", LEFT, "de"),
    ("Wer verlässt Siemens?", "Siemens", LEFT, "de"),
    ("Wer hat denn Siemens verlassen?", "Siemens", LEFT, "de"),
    ("Wer ist bei Siemens ausgestiegen?", "Siemens", LEFT, "de"),
    ("Wer geht bei Adidas?", "Adidas", LEFT, "de"),
    ("Wer kommt neu zu SAP?", "SAP", JOINED, "de"),
    ("Wer wechselt zu Meta", "Meta", JOINED, "de"),
    ("wer ist zu Meta gewechselt", "Meta", JOINED, "de"),
    ("Neuzugänge bei Puma", "Puma", JOINED, "de"),
    ("Wer arbeitet bei Celonis?", "Celonis", AT, "de"),
    ("Wer leitet die Commerzbank?", "Commerzbank", AT, "de"),
    ("wer ist Chef von Bayer?", "Bayer", AT, "de"),
]
NAMED = [
    ("what happened to Tiktok", Query(About.ANYTHING, "Tiktok")),
    ("what's the status of Covestro?", Query(About.ANYTHING, "Covestro")),
    ("who is Jane Fraser and where does she work", Query(About.PERSON, "Jane Fraser")),
    ("where has Jane Fraser gone?", Query(About.PERSON, "Jane Fraser")),
    ("Was ist mit Tiktok passiert?", Query(About.ANYTHING, "Tiktok", lang="de")),
    ("Wohin ist Jane Fraser gegangen?", Query(About.PERSON, "Jane Fraser", lang="de")),
    ("Neues über Covestro", Query(About.ANYTHING, "Covestro", lang="de")),
    ("meta vs google", Query(About.ANYTHING, "meta vs google", lang="")),
    ("Google, Wiz", Query(About.ANYTHING, "Google, Wiz", lang="")),
    ("Hat Google Wiz gekauft?", Query(About.DEALS, "Google Wiz", PartyRole.ACQUIRER, "de")),
    ("Kolumbus Capital and Partners", Query(About.ANYTHING, "Kolumbus Capital and Partners", lang="")),
    ("Research In Motion", Query(About.ANYTHING, "Research In Motion", lang="")),
]


def meaning(query: Query) -> DealQuery:
    """What is looked up, whatever the order in which it was said."""
    asked = understood(query.filters, TODAY)
    assert asked.problems == ()
    named = (Party(query.name, query.role),) if query.name else ()
    companies = sorted((*named, *asked.query.companies), key=lambda party: party.name)
    return replace(asked.query, companies=tuple(companies))


def same(typed: str) -> DealQuery:
    rest, filters = split(typed)
    assert rest == ""
    return meaning(Query(About.DEALS, filters=filters))


@pytest.mark.parametrize(
    ("question", "typed", "lang"),
    [*((question, typed, "en") for question, typed in ENGLISH), *((q, typed, "de") for q, typed in GERMAN)],
)
def test_a_question_says_the_same_as_filters(question: str, typed: str, lang: str) -> None:
    """And the answer will be in its language."""
    query = mention_query(question, "")
    assert query.about is About.DEALS
    assert query.lang == lang
    assert meaning(query) == same(typed)
    assert understood(query.filters, TODAY).top == understood(split(typed)[1], TODAY).top
    assert meaning(deal_query(question, lang)) == same(typed)


@pytest.mark.parametrize(("question", "company", "ties", "lang"), COLLEAGUES)
def test_a_companys_people_are_asked_for(question: str, company: str, ties: Sequence[Tie], lang: str) -> None:
    """Who left, joined or is there; in every command, and with a time."""
    expected = Query(About.COLLEAGUES, company, lang=lang, ties=tuple(ties))
    assert mention_query(question, "") == who_query(question, "") == deal_query(question, "") == expected
    assert who_query(f"{question} since:2024", "").ties == ties


@pytest.mark.parametrize(("question", "expected"), NAMED)
def test_a_question_without_phrases_is_about_a_name(question: str, expected: Query) -> None:
    """Two names stay together: only the store knows whether they are one."""
    assert mention_query(question, "") == expected


def test_the_question_tells_the_language_else_the_asker_does() -> None:
    """A bare name says nothing of it."""
    assert deal_query("meta", "de").lang == "de"
    assert deal_query("who bought Wiz", "de").lang == "en"
    assert deal_query("meta seit:2024", "en").lang == "de"
    assert deal_query("meta min:1bn", "de").lang == "de"


def test_no_word_is_dropped_that_is_not_understood() -> None:
    """It is part of the name that is looked up, so that the answer tells of it."""
    assert deal_query("deals above $1bn frobnicated this quarter").name == "frobnicated"
    assert deal_query("deals over lots of money").name == "over lots of money"
    assert deal_query("purple deals in 2024 of Bosch").name == "purple of Bosch"


@pytest.mark.parametrize("asking", Asking)
@pytest.mark.parametrize("question", ["who bought Sclae AI min:1bn", "Sclae AI", "deals with Sclae AI since March"])
def test_the_same_can_be_asked_about_another_name(asking: Asking, question: str) -> None:
    """As a button does that offers the right one; also a name that looks like a phrase."""
    query = reread(question, asking)
    for name in ("Scale AI", "Fusion 2024 Deals", 'Say "Yes"'):
        again = reread(with_name(query, name), asking)
        assert again == replace(query, name=name.replace('"', ""), as_one_name=again.as_one_name)


# phrases of one meaning each, by kind, in both languages, and the filter that says the same
PHRASES = {
    "amount": [("above $1bn", "min:$1bn"), ("über 500 Mio. €", "min:500m€"), ("under 20 million euros", "max:20m€")],
    "time": [
        ("this quarter", "during:this-quarter"),
        ("seit März", "since:2025-03"),
        ("in den letzten 30 Tagen", 'during:"last 30 days"'),
        ("last week", "during:last-week"),
        ("before 2024", 'until:"before 2024"'),
    ],
    "share": [("over 25 %", "stake:>25"), ("mit höchstens 10 Prozent", "stake:<10")],
    "place": [("in Germany", "country:Germany"), ("aus Frankreich", "country:Frankreich"), ("in the US", "country:US")],
    "sector": [("in robotics", "sector:robotics"), ("in der Energiebranche", "sector:Energie")],
    "status": [("called off", "status:terminated"), ("vereinbart", "status:agreed"), ("rumoured", "status:rumoured")],
    "kind": [
        ("mergers", "type:merger"),
        ("Finanzierungsrunden", "type:funding"),
        ("minority stakes", "type:minority"),
        ("Börsengänge", "type:ipo"),
    ],
    "order": [("largest", "sort:largest"), ("älteste", "sort:oldest")],
}
NAME = ("name", [("“Acme Pumps”", 'with:"Acme Pumps"')])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_combination_gives_what_its_parts_give(data: st.DataObject) -> None:
    """Phrases of any kinds, in any order, round a name or without one, in either language or both."""
    kinds = data.draw(st.lists(st.sampled_from([*PHRASES.items(), NAME]), min_size=1, unique_by=lambda kind: kind[0]))
    chosen = [data.draw(st.sampled_from(phrases)) for _, phrases in kinds]
    if chosen[0] == ("“Acme Pumps”", 'with:"Acme Pumps"') and len(chosen) == 1:
        return
    question = " ".join(phrase for phrase, _ in chosen)
    assert meaning(mention_query(question)) == same(" ".join(typed for _, typed in chosen)), question
