"""Messages that are edited and deleted: what they brought is taken back, and the reply follows."""

import asyncio

import pytest
from aiohttp import web

from bot.app import Dealbot
from bot.playground import payloads
from bot.playground.records import Message
from bot.playground.workspace import Workspace
from storage import inbox
from tests.aloud import WIZ, reactions, settled
from tests.articles import NO_DEAL, SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.reading import all_shown, shown


async def answered(workspace: Workspace, ts: str, channel: str = "#deals") -> Message:
    """The one reply in a message's thread, once there is one."""
    (reply,) = await workspace.wait_for(lambda: workspace.replies(channel, ts))
    return reply


async def known(bot: Dealbot) -> list[str]:
    return await bot.store.read(lambda db: [row["title"] for row in db["deals"].rows])


async def test_an_unfurl_is_no_edit(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Slack tells of both in the same words."""
    ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
    reply = await answered(workspace, ts)
    await workspace.unfurl(ts)
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts) == [reply]
    assert site.visits == {"/scale": 1}


async def test_an_edited_link_is_read_and_the_reply_changes(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """The same message in the thread tells of the other deal; the first one was never anybody else's."""
    ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
    reply = await answered(workspace, ts)
    await workspace.edit(ts, f"wrong link, sorry: {site.show('/wiz', page(WIZ))}")
    await settled(workspace, bot)
    (changed,) = workspace.replies("#deals", ts)
    assert changed.ts == reply.ts
    assert "Wiz" in shown(changed)
    assert "Scale AI" not in shown(changed)
    assert await known(bot) == ["Google → Wiz"]
    assert reactions(workspace, ts) == {"handshake"}


async def test_an_edited_text_is_read_anew(bot: Dealbot, workspace: Workspace) -> None:
    """A pasted text is another article after the edit."""
    ts = await workspace.say("#deals", SCALE_DE)
    reply = await answered(workspace, ts)
    await workspace.edit(ts, SCALE_DE.replace("15 Milliarden", "29 Milliarden"))
    await settled(workspace, bot)
    (changed,) = workspace.replies("#deals", ts)
    assert changed.ts == reply.ts
    assert "29 Mrd. $" in shown(changed)
    assert await bot.store.read(lambda db: db["articles"].count) == 1


async def test_new_words_round_the_same_link_take_nothing_back(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """The article stays the one it was, and the reply tells the same."""
    url = site.show("/scale", page(SCALE_EN))
    ts = await workspace.say("#deals", url)
    reply = await answered(workspace, ts)
    await workspace.edit(ts, f"interesting: {url}")
    await settled(workspace, bot)
    (changed,) = workspace.replies("#deals", ts)
    assert (changed.ts, shown(changed)) == (reply.ts, shown(reply))
    assert await known(bot) == ["Meta → Scale AI"]


async def test_an_edit_to_small_talk_takes_the_reply_back(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """And the facts, and the reaction."""
    ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
    await answered(workspace, ts)
    await workspace.edit(ts, "never mind")
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts) == []
    assert await known(bot) == []
    assert reactions(workspace, ts) == set()


async def test_an_edit_to_a_text_without_a_deal_takes_the_reply_back_too(bot: Dealbot, workspace: Workspace) -> None:
    """It is read like any other, and silence takes the reply's place."""
    ts = await workspace.say("#deals", SCALE_DE)
    await answered(workspace, ts)
    await workspace.edit(ts, NO_DEAL)
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts) == []
    assert await known(bot) == []


async def test_small_talk_that_becomes_a_link_is_read(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """The link was forgotten at first."""
    ts = await workspace.say("#deals", "look here:")
    await settled(workspace, bot)
    await workspace.edit(ts, f"look here: {site.show('/scale', page(SCALE_EN))}")
    assert "Scale AI" in shown(await answered(workspace, ts))


async def test_a_deleted_message_takes_along_what_only_it_had_brought(
    bot: Dealbot, workspace: Workspace, site: Site
) -> None:
    """The reply in its thread, too."""
    ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
    await answered(workspace, ts)
    await workspace.delete(ts)
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts) == []
    assert await known(bot) == []
    assert await bot.store.read(lambda db: [db[name].count for name in ("articles", "people", "shares")]) == [0, 0, 0]


async def test_what_another_message_shared_too_stays(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """It is the other message's from then on, and goes with that."""
    url = site.show("/scale", page(SCALE_EN))
    first, second = await workspace.say("#deals", url), await workspace.say("#deals", url)
    await settled(workspace, bot)
    await workspace.delete(first)
    await settled(workspace, bot)
    assert await known(bot) == ["Meta → Scale AI"]
    assert len(workspace.replies("#deals", second)) == 1
    await workspace.delete(second)
    await settled(workspace, bot)
    assert await known(bot) == []


async def test_one_of_two_sources_goes(bot: Dealbot, workspace: Workspace) -> None:
    """The deal is told anew by the other."""
    english, german = await workspace.say("#deals", SCALE_EN), await workspace.say("#deals", SCALE_DE)
    await settled(workspace, bot)
    await workspace.delete(german)
    await settled(workspace, bot)
    await workspace.say("#deals", "@dealbot scale ai")
    await settled(workspace, bot)
    told = all_shown(workspace.posted())
    assert "14.3" in told
    assert len(workspace.replies("#deals", english)) == 1
    assert await bot.store.read(lambda db: db["articles"].count) == 1


async def test_a_message_with_replies_becomes_a_tombstone(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """That is how Slack tells of a deleted message that has a thread, and ours all have one."""
    ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
    reply = await answered(workspace, ts)
    message = workspace.message("#deals", ts)
    event = payloads.changed_event(workspace.state, message, message)
    event["message"] = event["message"] | {"subtype": "tombstone", "text": "This message was deleted.", "blocks": []}
    await workspace.send_event(event)
    await settled(workspace, bot)
    assert reply.ts not in [each.ts for each in workspace.replies("#deals", ts)]
    assert await known(bot) == []


@pytest.mark.parametrize("then", ["edit", "delete"])
async def test_what_happens_before_the_reading_is_done_counts(
    bot: Dealbot, workspace: Workspace, site: Site, then: str
) -> None:
    """The first page is still being fetched; nothing of it is said or kept."""
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=page(SCALE_EN), content_type="text/html")

    site.pages["/scale"] = slow
    ts = await workspace.say("#deals", f"{site.url}/scale")
    await asked.wait()
    if then == "edit":
        await workspace.edit(ts, site.show("/wiz", page(WIZ)))
        assert "Wiz" in shown(await answered(workspace, ts))
    else:
        await workspace.delete(ts)
        await workspace.delivered()
        await workspace.wait_for(lambda: workspace.calls_of("reactions.add"))
    answer.set()
    await settled(workspace, bot)
    assert await known(bot) == (["Google → Wiz"] if then == "edit" else [])
    assert len(workspace.replies("#deals", ts)) == (then == "edit")
    assert (await inbox.counts(bot.store))["waiting"] == 0


async def test_a_deletion_that_arrives_before_its_message_counts(
    bot: Dealbot, workspace: Workspace, site: Site
) -> None:
    """Slack sends again what was not acknowledged, and then the order is another one."""
    site.show("/scale", page(SCALE_EN))
    await workspace.remove_bot("#deals")
    ts = await workspace.say("#deals", f"{site.url}/scale")
    message = workspace.message("#deals", ts)
    await workspace.invite_bot("#deals")
    await workspace.send_event(payloads.deleted_event(workspace.state, message))
    await workspace.send_event(payloads.message_event(workspace.state, message))
    await settled(workspace, bot)
    assert site.visits == {}
    assert workspace.replies("#deals", ts) == []


async def test_of_several_edits_the_last_one_counts(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Also when Slack sends an earlier one again."""
    scale, wiz = site.show("/scale", page(SCALE_EN)), site.show("/wiz", page(WIZ))
    ts = await workspace.say("#deals", scale)
    await workspace.edit(ts, wiz)
    await workspace.edit(ts, f"{scale} and {wiz}")
    await workspace.edit(ts, f"only {wiz}")
    await settled(workspace, bot)
    await workspace.redeliver(ts)
    await settled(workspace, bot)
    (reply,) = workspace.replies("#deals", ts)
    assert "Wiz" in shown(reply)
    assert await known(bot) == ["Google → Wiz"]


async def test_an_edited_question_has_its_answer_changed(bot: Dealbot, workspace: Workspace) -> None:
    """A typing mistake in a mention is no second conversation."""
    await answered(workspace, await workspace.say("#deals", SCALE_DE))
    ts = await workspace.say("#deals", "@dealbot what do you know about nobody at all?")
    first = await answered(workspace, ts)
    await workspace.edit(ts, "@dealbot what do you know about scale ai?")
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts)[0].ts == first.ts
    assert "49" in all_shown(workspace.replies("#deals", ts))
    await workspace.delete(ts)
    await settled(workspace, bot)
    assert workspace.replies("#deals", ts) == []
