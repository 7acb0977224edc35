"""The whole path: a message in Slack, facts in SQLite, an answer in the thread, questions answered from the store."""

import asyncio

import pytest
from aiohttp import web

from bot.app import Dealbot
from bot.playground.records import Message
from bot.playground.workspace import Workspace
from tests.articles import FRENCH, NO_DEAL, SCALE_DE, SCALE_EN, page
from tests.conftest import Site, StartBot
from tests.reading import all_shown, shown

FACTS = ("Meta", "Scale AI", "49", "Alexandr Wang")
ASK = "@dealbot what do you know about scale ai?"


async def reply_to(workspace: Workspace, ts: str, channel: str = "#deals") -> list[Message]:
    """The thread's replies, once there is one."""
    return await workspace.wait_for(lambda: workspace.replies(channel, ts))


async def shared(workspace: Workspace, text: str = SCALE_DE) -> list[Message]:
    """Share something in #deals and wait for the reply."""
    return await reply_to(workspace, await workspace.say("#deals", text))


async def nothing_more(workspace: Workspace, bot: Dealbot) -> None:
    """Wait until the bot has heard everything and has nothing more to say to it."""
    await workspace.delivered()
    await bot.settled()


async def test_a_pasted_text_is_answered_in_its_thread(bot: Dealbot, workspace: Workspace) -> None:
    """Parties, share, price and the person who moves, each with its sentence."""
    replies = await shared(workspace)
    assert len(replies) == 1
    text = shown(replies[0])
    for fact in (*FACTS, "15", "Beteiligung an dem Datenspezialisten", "wechselt zu Meta"):
        assert fact in text
    assert "OpenAI" not in replies[0].text


async def test_a_link_is_fetched_and_answered_in_its_thread(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """The same through fetch, from a page on this machine that the setting allows."""
    url = site.show("/scale", page(SCALE_EN))
    replies = await shared(workspace, f"have you seen this? {url}")
    text = shown(replies[0])
    assert all(fact in text for fact in (*FACTS, "14.3"))
    assert site.visits == {"/scale": 1}


async def test_a_link_inside_a_thread_is_answered_in_that_thread(
    bot: Dealbot, workspace: Workspace, site: Site
) -> None:
    """Slack has no threads in threads: the reply goes where the link was shared."""
    parent = await workspace.say("#deals", "deals of the week")
    await workspace.say("#deals", site.show("/scale", page(SCALE_EN)), thread_ts=parent)
    answers = await workspace.wait_for(lambda: [m for m in workspace.replies("#deals", parent) if m.bot_id])
    assert "Scale AI" in answers[0].text
    assert [message.ts for message in workspace.messages("#deals")] == [parent]


async def test_the_same_works_over_http(start_bot: StartBot, workspace: Workspace) -> None:
    """Signed requests to the Events API endpoint instead of a socket."""
    async with start_bot(mode="http"):
        assert "Scale AI" in (await shared(workspace))[0].text
        delivery = await workspace.command("/deal", "scale")
        assert delivery.acked
        await workspace.wait_for(lambda: len(workspace.messages("#deals")) == 2)


@pytest.mark.parametrize(
    ("command", "text", "told"),
    [("/deal", "meta", ("Scale AI", "49")), ("/who", "alexandr wang", ("Alexandr Wang", "Scale AI", "Meta"))],
)
async def test_a_command_answers_with_one_line_and_a_thread(
    bot: Dealbot, workspace: Workspace, command: str, text: str, told: tuple[str, ...]
) -> None:
    """The line goes to the channel, the details with their sentences under it."""
    await shared(workspace)
    await workspace.command(command, text)
    anchor = (await workspace.wait_for(lambda: workspace.messages("#deals")[1:]))[0]
    details = await reply_to(workspace, anchor.ts)
    assert all(fact in shown(anchor) for fact in told)
    assert "Alexandr Wang, der 28-jährige CEO von Scale AI, wechselt zu Meta" in all_shown(details)


async def test_a_mention_is_answered_in_its_thread(bot: Dealbot, workspace: Workspace) -> None:
    """`message` and `app_mention` both arrive, and make one answer."""
    await shared(workspace)
    ts = await workspace.say("#deals", ASK)
    await reply_to(workspace, ts)
    await nothing_more(workspace, bot)
    replies = workspace.replies("#deals", ts)
    assert [reply.thread_ts for reply in replies] == [ts] * len(replies)
    assert len({reply.text for reply in replies}) == len(replies)
    assert "49" in all_shown(replies)
    told = [delivery.event["type"] for delivery in workspace.deliveries if delivery.event.get("ts") == ts]
    assert sorted(told) == ["app_mention", "message"]


async def test_a_direct_message_is_a_question(bot: Dealbot, workspace: Workspace) -> None:
    """No mention is needed where only the bot listens."""
    await shared(workspace)
    im = workspace.im().id
    replies = await reply_to(workspace, await workspace.say(im, "scale ai"), im)
    assert "49" in all_shown(replies)


async def test_where_the_bot_is_not_a_member_only_the_asker_sees_the_answer(bot: Dealbot, workspace: Workspace) -> None:
    """The same content, ephemerally."""
    await shared(workspace)
    await workspace.command("/deal", "meta", channel="#general")
    seen = await workspace.wait_for(lambda: (e := workspace.ephemerals("#general")) and len(e) >= 2 and e)
    assert all(fact in all_shown(seen) for fact in FACTS)
    assert workspace.messages("#general") == []


async def test_a_name_that_is_nearly_right_is_answered_and_said(bot: Dealbot, workspace: Workspace) -> None:
    """A person's or a company's."""
    await shared(workspace)
    await workspace.command("/who", "alexander wong")
    await workspace.command("/deal", "Skale")
    _, person, company = await workspace.wait_for(lambda: (m := workspace.messages("#deals")) and len(m) == 3 and m)
    assert person.text.startswith("I haven't read anything about *alexander wong* yet; showing *Alexandr Wang*.")
    assert "showing *Scale AI*" in company.text


@pytest.mark.parametrize("text", ["help", "", "   "])
@pytest.mark.parametrize("command", ["/deal", "/who"])
async def test_help_and_nothing_explain(bot: Dealbot, workspace: Workspace, command: str, text: str) -> None:
    """Only to the asker, and naming both commands or how to ask."""
    await workspace.command(command, text)
    (told,) = workspace.ephemerals("#deals")
    assert (command if text == "help" else "/deal") in shown(told)
    assert workspace.messages("#deals") == []


@pytest.mark.parametrize(
    "text",
    ["%", "'; drop table deals; --", "NEAR(", "x" * 3000, "<!channel>", '"', "*", "\x00", "a AND NOT b", "& < >"],
)
async def test_odd_arguments_get_a_normal_answer(bot: Dealbot, workspace: Workspace, text: str) -> None:
    """Nothing a person types reaches SQL, the full-text syntax or Slack's markup."""
    for command in ("/deal", "/who"):
        delivery = await workspace.command(command, text)
        assert delivery.acked
    told = workspace.ephemerals("#deals")
    assert len(told) == 2
    assert not any(ephemeral.by_slack for ephemeral in told)
    assert "<!channel>" not in "".join(ephemeral.text for ephemeral in told)
    ts = await workspace.say("#deals", f"@dealbot {text}")
    assert "<!channel>" not in (await reply_to(workspace, ts))[0].text


async def test_what_is_no_deal_is_met_with_silence(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Small talk, a text without a deal, a link to one, another bot's words."""
    await workspace.say("#deals", "good morning everyone, who is in for lunch?")
    await workspace.say("#deals", NO_DEAL)
    await workspace.say("#deals", site.show("/pool", page(NO_DEAL)))
    await nothing_more(workspace, bot)
    assert site.visits == {"/pool": 1}
    assert workspace.posted() == []


async def test_someone_who_asks_for_a_reading_hears_that_there_is_no_deal(
    bot: Dealbot, workspace: Workspace, site: Site
) -> None:
    """Silence is right for a channel, not for a person who waits."""
    ts = await workspace.say("#deals", f"@dealbot {site.show('/pool', page(NO_DEAL))}")
    (reply,) = await reply_to(workspace, ts)
    assert "deal" in reply.text


async def test_a_link_in_another_language_is_met_with_a_friendly_word(
    bot: Dealbot, workspace: Workspace, site: Site
) -> None:
    """A text that is merely said in that language is left alone."""
    await workspace.say("#deals", FRENCH)
    ts = await workspace.say("#deals", site.show("/accord", page(FRENCH)))
    (reply,) = await reply_to(workspace, ts)
    await nothing_more(workspace, bot)
    assert reply.text == "I read English and German, and this text seems to be in another language."
    assert workspace.posted() == [reply]


@pytest.mark.parametrize("greeting", ["hi", "Hello!", "danke", "help", "?"])
async def test_a_mention_that_asks_nothing_is_told_how_to_ask(
    bot: Dealbot, workspace: Workspace, greeting: str
) -> None:
    """Not that a company called "hi" is unknown."""
    ts = await workspace.say("#deals", f"@dealbot {greeting}")
    assert "/deal" in (await reply_to(workspace, ts))[0].text


async def test_however_often_slack_delivers_there_is_one_reply(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Re-deliveries before and after the reply, in new envelopes."""
    ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
    await workspace.redeliver(ts)
    await reply_to(workspace, ts)
    await workspace.redeliver(ts)
    await workspace.redeliver(ts)
    await nothing_more(workspace, bot)
    assert len(workspace.replies("#deals", ts)) == 1
    assert site.visits == {"/scale": 1}


async def test_two_articles_on_one_deal_are_one_deal(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """German and English, pasted and linked: one record with two sources."""
    await shared(workspace, SCALE_DE)
    await shared(workspace, site.show("/scale", page(SCALE_EN)))
    await workspace.command("/deal", "scale ai")
    anchor = (await workspace.wait_for(lambda: workspace.messages("#deals")[2:]))[0]
    assert "2 sources" in shown(anchor)


async def test_what_one_workspace_knows_stays_there(bot: Dealbot, workspace: Workspace) -> None:
    """A request that speaks for another workspace is acknowledged and dropped."""
    event = {
        "type": "message",
        "channel": "C9",
        "channel_type": "channel",
        "user": "U9",
        "ts": "1700000000.000100",
        "text": "Contoso buys Fabrikam for 3 billion dollars",
    }
    foreign = await workspace.send_event(event, team_id="T9", authorizations=[{"team_id": "T9"}])
    assert foreign.acked
    await nothing_more(workspace, bot)
    assert not [call for call in workspace.calls_of("chat.postMessage") if call.arguments.get("channel") == "C9"]


async def test_an_event_nobody_listens_to_is_acknowledged(bot: Dealbot, workspace: Workspace) -> None:
    """Otherwise Slack would send it four times."""
    delivery = await workspace.send_event({"type": "team_rename", "name": "New Name"})
    assert delivery.acked
    assert len(delivery.attempts) == 1


async def test_a_slow_site_does_not_hold_up_the_others(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """One page hangs; a text pasted after it is answered meanwhile."""
    asked, answer = asyncio.Event(), asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=page(NO_DEAL), content_type="text/html")

    site.pages["/hang"] = hang
    await workspace.say("#deals", f"{site.url}/hang")
    await asked.wait()
    assert "Scale AI" in (await shared(workspace))[0].text
    answer.set()
    await nothing_more(workspace, bot)
