"""Sentences about the bot rather than about a deal."""

import pytest

from bot.errors import PageMissing
from handlers.blocks import notices
from handlers.blocks.help import help_text, who_help
from tests.deal_records import shown


def test_an_unknown_name_comes_with_the_nearest_ones() -> None:
    """What was typed is shown as it was typed, and does nothing."""
    notice = notices.unknown("<!channel>*x*", ["Scale AI", "Meta", "Axa"], "en")

    assert notice.text == (
        "I haven't read anything about *&lt;!channel&gt;∗x∗* yet. Did you mean *Scale AI*, *Meta* or *Axa*?"
    )
    assert shown(notice) == [notice.text]


def test_an_unknown_name_without_near_ones_says_what_to_do() -> None:
    """In the asker's language."""
    assert notices.unknown("Wiz", [], "de").text == (
        "Über *Wiz* habe ich noch nichts gelesen. Teile hier einen Artikel darüber, dann lese ich ihn."
    )
    assert notices.unknown("Wiz", ["Wise"], "de").text == ("Über *Wiz* habe ich noch nichts gelesen. Meinst du *Wise*?")


@pytest.mark.parametrize("lang", ["en", "de", "fr", ""])
def test_every_notice_is_also_a_sentence_for_screen_readers(lang: str) -> None:
    """Languages other than German are answered in English."""
    for notice in (help_text(lang), who_help(lang), notices.empty(lang), notices.no_deal(lang)):
        assert len(notice.text.split()) > 8
        assert notice.blocks
    assert notices.empty("fr") == notices.empty("en") != notices.empty("de")


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_help_names_everything_that_deal_does(lang: str) -> None:
    """And where the other commands are explained."""
    told = help_text(lang).text
    assert all(f"/deal {word}" in told for word in ("add", "alias", "export", "settings"))
    assert all(f"{command} help" in told for command in ("/watch", "/digest"))


def test_an_unreadable_page_is_told_in_the_exceptions_words() -> None:
    """One sentence, nothing of the page."""
    notice = notices.unreadable(PageMissing("404").told)

    assert shown(notice) == ["That page doesn't exist (any more). Paste the article's text here and I'll read that."]
