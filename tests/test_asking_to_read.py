"""Readings that somebody asks for: the shortcut on a message, and /deal add."""

import pytest

from bot.app import Dealbot
from bot.playground.workspace import Workspace
from tests.aloud import set_answers, settled, shared
from tests.articles import NO_DEAL, SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.reading import all_shown, shown

EXTRACT = "extract_deal"


async def test_the_shortcut_answers_where_the_bot_was_silent(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """In the message's thread."""
    await set_answers(workspace, "off")
    ts = await shared(workspace, bot, site.show("/scale", page(SCALE_EN)))
    await workspace.message_shortcut(ts, EXTRACT)
    await settled(workspace, bot)
    assert "Scale AI" in all_shown(workspace.replies("#deals", ts))


async def test_the_shortcut_works_where_the_bot_is_no_member(bot: Dealbot, workspace: Workspace) -> None:
    """On what Slack sends along; only who asked sees the answer."""
    ts = await workspace.say("#general", SCALE_DE)
    await workspace.message_shortcut(ts, EXTRACT)
    await settled(workspace, bot)
    assert "Scale AI" in all_shown(workspace.ephemerals("#general"))
    assert workspace.replies("#general", ts) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [(NO_DEAL, "found no deal in it"), ("thanks!", "no link in that message")],
)
async def test_the_shortcut_says_when_there_is_no_deal(
    bot: Dealbot, workspace: Workspace, text: str, says: str
) -> None:
    """To who asked."""
    ts = await workspace.say("#general", text)
    await workspace.message_shortcut(ts, EXTRACT)
    await settled(workspace, bot)
    (told,) = workspace.ephemerals("#general")
    assert says in told.text


async def test_the_shortcut_reads_blocks_and_attachments(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """An app's message that has no text, and a link in its attachment."""
    url = site.show("/scale", page(SCALE_EN))
    block = {"type": "section", "text": {"type": "mrkdwn", "text": f"<{url}|Meta and Scale>"}}
    ts = await workspace.say("#general", "", raw=True, blocks=[block])
    await workspace.message_shortcut(ts, EXTRACT)
    await settled(workspace, bot)
    assert "Scale AI" in all_shown(workspace.ephemerals("#general"))


async def test_the_same_shortcut_sent_twice_answers_once(bot: Dealbot, workspace: Workspace) -> None:
    """A second use is another question, and what it finds is known by then."""
    ts = await workspace.say("#deals", SCALE_DE)
    await settled(workspace, bot)
    delivery = await workspace.message_shortcut(ts, EXTRACT)
    await settled(workspace, bot)
    _, second = workspace.replies("#deals", ts)
    assert "nichts Neues" in shown(second)
    assert delivery.acked


async def test_what_the_shortcut_brought_goes_with_the_message(bot: Dealbot, workspace: Workspace) -> None:
    """Deleted, it takes the answer and the facts along."""
    await set_answers(workspace, "off")
    ts = await shared(workspace, bot, SCALE_DE)
    await workspace.message_shortcut(ts, EXTRACT)
    await settled(workspace, bot)
    assert await bot.store.read(lambda db: db["deals"].count) == 1
    await workspace.delete(ts)
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts) == []
    assert await bot.store.read(lambda db: db["deals"].count) == 0


@pytest.mark.parametrize(("word", "says"), [("add", "reading it"), ("hinzufügen", "Ich lese es")])
async def test_added_links_are_told_as_if_they_were_shared(
    bot: Dealbot, workspace: Workspace, site: Site, word: str, says: str
) -> None:
    """A line with the headline in the channel, the card in its thread."""
    url = site.show("/scale", page(SCALE_EN))
    await workspace.command("/deal", f"{word} {url}")
    assert says in workspace.ephemerals("#deals")[0].text
    await settled(workspace, bot)
    (anchor,) = workspace.messages("#deals")
    assert "Meta → Scale AI" in shown(anchor)
    assert "Confidence" in all_shown(workspace.replies("#deals", anchor.ts))


async def test_a_text_can_be_added_too(bot: Dealbot, workspace: Workspace) -> None:
    """And it is known from then on, with where it was told."""
    await workspace.command("/deal", f"add {SCALE_DE}")
    await settled(workspace, bot)
    (anchor,) = workspace.messages("#deals")
    ts = await shared(workspace, bot, SCALE_EN)
    (reply,) = workspace.replies("#deals", ts)
    assert "known since" in reply.text
    assert anchor.ts.replace(".", "") in str(reply.blocks)


async def test_where_the_bot_is_no_member_only_the_asker_sees_what_was_added(
    bot: Dealbot, workspace: Workspace
) -> None:
    """The same content."""
    await workspace.command("/deal", f"add {SCALE_DE}", channel="#general")
    await settled(workspace, bot)
    assert "Scale AI" in all_shown(workspace.ephemerals("#general")[1:])
    assert workspace.messages("#general") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("add", "Give me a link"),
        ("hinzufügen", "Gib mir einen Link"),
        ("add thanks!", "Give me a link"),
        ("add http://192.168.0.1/news", "that kind of address"),
        (f"add {NO_DEAL}", "found no deal in it"),
    ],
)
async def test_what_cannot_be_added_is_told_to_the_asker(
    bot: Dealbot, workspace: Workspace, text: str, says: str
) -> None:
    """Nothing stands in the channel."""
    await workspace.command("/deal", text)
    await settled(workspace, bot)
    assert says in workspace.ephemerals("#deals")[-1].text
    assert workspace.messages("#deals") == []
