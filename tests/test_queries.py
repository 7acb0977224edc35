"""What people ask, and what is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.queries import MAX_NAME, About, Query, deal_query, mention_query, who_query
from storage.records import PartyRole

BUYS, SOLD, SELLS = PartyRole.ACQUIRER, PartyRole.TARGET, PartyRole.SELLER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0BOT> what do you know about scale ai?", Query(About.ANYTHING, "scale ai")),
        ("<@U0BOT> Hi, can you tell me about *Scale AI*, please?", Query(About.ANYTHING, "Scale AI")),
        ("What's new with Meta?", Query(About.ANYTHING, "Meta")),
        ("anything on “Wiz” please", Query(About.ANYTHING, "Wiz")),
        ("hey dealbot, news about Crédit Agricole S.A.?", Query(About.ANYTHING, "Crédit Agricole S.A")),
        ("who is alexandr wang", Query(About.PERSON, "alexandr wang")),
        ("Who’s Alexandr Wang?!", Query(About.PERSON, "Alexandr Wang")),
        ("where did Alexandr Wang go?", Query(About.PERSON, "Alexandr Wang")),
        ("meta", Query(About.ANYTHING, "meta")),
        ("who bought Wiz", Query(About.DEALS, "Wiz", SOLD)),
        ("Who is buying Wiz?", Query(About.DEALS, "Wiz", SOLD)),
        ("what did Meta buy", Query(About.DEALS, "Meta", BUYS)),
        ("which companies has Meta acquired?", Query(About.DEALS, "Meta", BUYS)),
        ("What did 3M sell?", Query(About.DEALS, "3M", SELLS)),
        ("show me all deals with Procter &amp; Gamble", Query(About.DEALS, "Procter & Gamble")),
        ("Meta's deals", Query(About.DEALS, "Meta")),
        ("Kolumbus Capital and Partners", Query(About.ANYTHING, "Kolumbus Capital and Partners")),
    ],
)
def test_english_questions(text: str, expected: Query) -> None:
    """Greetings, thanks, formatting and punctuation do not matter."""
    assert mention_query(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0BOT> was weißt du über Scale AI?", Query(About.ANYTHING, "Scale AI", lang="de")),
        ("Hallo, kannst du mir etwas über Scale AI erzählen?", Query(About.ANYTHING, "Scale AI", lang="de")),
        ("Wer ist Alexandr Wang?", Query(About.PERSON, "Alexandr Wang", lang="de")),
        ("Wohin wechselt Alexandr Wang denn?", Query(About.PERSON, "Alexandr Wang", lang="de")),
        ("wer kauft Wiz?", Query(About.DEALS, "Wiz", SOLD, "de")),
        ("Wer hat denn Wiz übernommen?", Query(About.DEALS, "Wiz", SOLD, "de")),
        ("was hat Meta gekauft", Query(About.DEALS, "Meta", BUYS, "de")),
        ("Was verkauft ThyssenKrupp?", Query(About.DEALS, "ThyssenKrupp", SELLS, "de")),
        ("gibt es Neues zu Siemens?", Query(About.ANYTHING, "Siemens", lang="de")),
        ("was gibt es Neues zu Siemens", Query(About.ANYTHING, "Siemens", lang="de")),
        ("zeig mir alle Deals von Bosch", Query(About.DEALS, "Bosch", lang="de")),
        ("Infos über Bosch bitte", Query(About.ANYTHING, "Bosch", lang="de")),
        ("Müller", Query(About.ANYTHING, "Müller")),
    ],
)
def test_german_questions(text: str, expected: Query) -> None:
    """They are answered in German; an umlaut in a bare name says nothing about who asks."""
    assert mention_query(text) == expected


@pytest.mark.parametrize(
    ("text", "lang"), [("help", "en"), ("Help!", "en"), ("?", "en"), ("<@U0BOT> Hilfe", "de"), ("was kannst du?", "de")]
)
def test_help_is_help_in_every_command(text: str, lang: str) -> None:
    """With or without punctuation."""
    for query in (deal_query, who_query, mention_query):
        assert query(text) == Query(About.HELP, lang=lang)


@pytest.mark.parametrize("text", ["", "   ", "<@U0BOT>", "...", "\u200b", '""', "<@U0BOT> <@U0BOT>"])
def test_nothing_is_nothing(text: str) -> None:
    """Only blanks, mentions or punctuation name nobody."""
    for query in (deal_query, who_query, mention_query):
        assert query(text).about is About.NOTHING


def test_commands_take_the_text_for_a_name() -> None:
    """A question in a command is understood all the same."""
    assert deal_query("meta") == Query(About.DEALS, "meta")
    assert who_query("alexandr wang") == Query(About.PERSON, "alexandr wang")
    assert deal_query("who bought Wiz?") == Query(About.DEALS, "Wiz", SOLD)
    assert who_query("<@U7|anna.meyer>") == Query(About.PERSON, "anna.meyer")
    assert deal_query("Hallo") == Query(About.DEALS, "Hallo")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("%", "%"),
        ("'; drop table companies; --", "drop table companies; --"),
        ("NEAR(", "NEAR"),
        ("<!channel>", "@channel"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("<https://meta.example|meta.example>", "meta.example"),
        ("<#C1|deals>", "#deals"),
        ("a\r\nb\tc", "a b c"),
        ("{0.__class__}", "0.__class__"),
    ],
)
def test_odd_texts_are_names_like_any_other(text: str, name: str) -> None:
    """Slack's tokens become what a person sees; nothing else means anything."""
    assert deal_query(text) == Query(About.DEALS, name)


def test_three_thousand_characters_are_a_name_that_is_cut() -> None:
    """Nobody is called that, but the answer is a normal one."""
    assert deal_query("meta " * 600).name == ("meta " * 30).strip()
    assert len(deal_query("x" * 3_000).name) == MAX_NAME
    assert len(mention_query("who bought " + "y" * 3_000).name) == MAX_NAME


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_whatever_is_typed_gives_a_query(text: str) -> None:
    """One line, bounded, in a language there is, and without a name only when none was asked about."""
    for query in (deal_query(text), who_query(text), mention_query(text)):
        assert len(query.name) <= MAX_NAME
        assert "\n" not in query.name
        assert query.lang in ("en", "de")
        assert bool(query.name or query.filters) == (query.about not in (About.NOTHING, About.HELP))
