"""A Slack message as lines for a terminal."""

from typing import Any

import pytest
from rich.text import Text

from bot.playground.transcript import lines
from tests.test_playground_block_rules import ALLOWED


def shown(text: str = "", *blocks: dict[str, Any]) -> list[str]:
    return [line.plain for line in lines(text, blocks, {"U1": "anna"})]


def links(text: Text) -> list[str | None]:
    return [style.link for span in text.spans if not isinstance(style := span.style, str)]


def test_mrkdwn_loses_its_signs_and_keeps_its_words() -> None:
    """Bold, italic, links with and without a label, people, quotes and Slack's three escapes."""
    text = "*Contoso* buys _all_ of <https://example.com/a|R&amp;D Ltd>, says <@U1>\n> 2 &lt; 3 * 4 * 5"
    assert shown(text) == ["Contoso buys all of R&D Ltd, says @anna", "▏ 2 < 3 * 4 * 5"]


def test_a_link_leads_where_slack_would_lead() -> None:
    """Slack escapes the ampersands of an address too; a space in it is no style."""
    (line,) = lines("<https://example.com/?a=1&amp;b=2|one>, <https://example.com/a b>", (), {})
    assert links(line) == ["https://example.com/?a=1&b=2", "https://example.com/a b"]


def test_blocks_stand_in_place_of_the_text() -> None:
    """The text is only for notifications; of kinds that no terminal can show the name is told."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "[bold] news"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*a*\nb"}, "fields": [{"type": "mrkdwn", "text": "c"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "d"}]},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "More"}}]},
        {"type": "video"},
    ]
    assert shown("fallback", *blocks) == ["[bold] news", "a", "b", "c", "d", "[More]", "(video)"]
    assert shown("fallback") == ["fallback"]


def test_elements_are_told_by_their_words() -> None:
    """A menu by its placeholder or its options, a field by its label, a picture by its description."""
    menu = {"type": "static_select", "action_id": "m", "options": [{"text": {"type": "plain_text", "text": "EN"}}]}
    hint = {"type": "plain_text", "text": "Company"}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "Which?"}, "accessory": menu},
        {"type": "input", "label": {"text": "Search"}, "element": {"type": "plain_text_input", "placeholder": hint}},
        {"type": "actions", "elements": [{"type": "datepicker"}, menu]},
        {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "three bars"},
        {"type": "context", "elements": [{"type": "image", "alt_text": "a logo"}]},
    ]
    assert shown("", *blocks) == ["Which?", "[EN]", "Search: [Company]", "[datepicker] [EN]", "(three bars)", "a logo"]


@pytest.mark.parametrize("what", ALLOWED)
def test_whatever_slack_allows_is_shown(what: str) -> None:
    """Every block and element, at its limits."""
    assert shown("", ALLOWED[what])
