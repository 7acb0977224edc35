"""Foreign text in mrkdwn: shown as it is, and nothing more."""

import pytest

from handlers.blocks.limits import CUT, fit
from handlers.blocks.mrkdwn import clean, escape, foreign, link, plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("*Meta* _buys_ ~all~ of `it`", "∗Meta∗ ˍbuysˍ ∼all∼ of ˋitˋ"),
        ("> quoted", "\u2060&gt; quoted"),
        ("a :tada: at 10:30", "a :\u2060tada: at 10:30"),
        ("@here and @channel, not @channels", "@\u2060here and @\u2060channel, not @channels"),
        ("Crédit Agricole S.A. (40 %)", "Crédit Agricole S.A. (40 %)"),
    ],
)
def test_escape_takes_every_mark_its_meaning(text: str, expected: str) -> None:
    """Pings, formatting, quotes and emoji of foreign text stay text."""
    assert escape(text) == expected


def test_clean_leaves_one_line_that_can_be_sent() -> None:
    """Line breaks become blanks; control and direction characters and half surrogates do not survive."""
    assert (
        clean("Scale\r\nAI\u2028\x00 \u202eevil\u200b \ud800\t\x07 می\u200cخواهم")
        == "Scale AI evil \ufffd می\u200cخواهم"
    )


def test_foreign_text_is_cut_by_what_it_costs_when_escaped() -> None:
    """An ampersand costs five characters."""
    cut = foreign("& " * 100, 50)

    assert cut == "&amp; &amp; &amp; &amp; &amp; &amp; &amp; &amp;" + CUT
    assert len(cut) <= 50


def test_fit_cuts_at_the_end_of_a_sentence_or_of_a_word() -> None:
    """A sentence is preferred, unless too much would be lost; text without blanks is cut where it must be."""
    assert fit("Meta buys Scale. It pays a lot of money.", 30) == "Meta buys Scale. …"
    assert fit("Oh. Meta pays a lot of money for it", 30) == "Oh. Meta pays a lot of money …"
    assert fit("x" * 40, 30) == "x" * 28 + " …"
    assert fit("It fits.", 8) == "It fits."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?y=1&z=2#t", "<https://a.example/x?y=1&amp;z=2#t|here>"),
        ('http://a.example/a b|c<d>"e', "<http://a.example/a%20b%7Cc%3Cd%3E%22e|here>"),
        ("https://bücher.example/ä", "<https://b%C3%BCcher.example/%C3%A4|here>"),
        ("javascript:alert(1)", "here"),
        ("ftp://a.example/", "here"),
        ("https:///nowhere", "here"),
        ("https://[broken/", "here"),
        ("https://a.example/" + "x" * 2_000, "here"),
        (None, "here"),
    ],
)
def test_links_lead_to_web_addresses_only(url: str | None, expected: str) -> None:
    """Everything else is just its label."""
    assert link(url, "here") == expected


@pytest.mark.parametrize(
    ("mrkdwn", "expected"),
    [
        ("<@U1> what about *Scale AI*?", " what about Scale AI?"),
        ("<https://a.example/x|Meta buys Scale> &amp; <https://b.example>", "Meta buys Scale & https://b.example"),
        ("&gt; _Meta_ buys\n&gt; Scale AI", "Meta buys\nScale AI"),
        ("<#C1|deals> <!subteam^S1|@desk> <!here> <@U2|anna>", "#deals @desk @here anna"),
        ("*_Meta_ buys* `Scale`", "Meta buys Scale"),
        ("a * b * c, snake_case_name, 5 &lt; 6", "a * b * c, snake_case_name, 5 < 6"),
    ],
)
def test_plain_text_is_what_a_person_sees(mrkdwn: str, expected: str) -> None:
    """Slack's tokens become their labels, formatting disappears, line breaks stay."""
    assert plain_text(mrkdwn) == expected
