"""What sharing shows: signs of the work, known deals in a line, what a channel wants to hear, other apps' posts."""

import asyncio

import pytest
from aiohttp import web

from bot.app import Dealbot
from bot.playground.records import Message
from bot.playground.server import PlaygroundServer
from bot.playground.web_api import SCOPES
from bot.playground.workspace import Workspace
from storage import channels
from tests.aloud import CLOSED, MOVE, open_settings, reactions, set_answers, settled, shared
from tests.articles import NO_DEAL, SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.reading import all_shown, shown

# reactions


async def test_a_sign_shows_that_a_link_is_being_read(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """As soon as work begins; the result takes its place."""
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=page(SCALE_EN), content_type="text/html")

    site.pages["/scale"] = slow
    ts = await workspace.say("#deals", f"{site.url}/scale")
    await asked.wait()
    await workspace.wait_for(lambda: reactions(workspace, ts) == {"eyes"})
    answer.set()
    await settled(workspace, bot)
    assert reactions(workspace, ts) == {"handshake"}


@pytest.mark.parametrize(
    ("text", "sign"), [(SCALE_EN, {"handshake"}), (MOVE, {"bust_in_silhouette"}), (NO_DEAL, set())]
)
async def test_the_sign_says_what_was_found(
    bot: Dealbot, workspace: Workspace, site: Site, text: str, sign: set[str]
) -> None:
    """A deal, a move alone, nothing."""
    assert reactions(workspace, await shared(workspace, bot, site.show("/page", page(text)))) == sign


async def test_a_page_that_cannot_be_read_is_marked(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Beside the reply that says why."""
    ts = await shared(workspace, bot, f"{site.url}/missing")
    assert reactions(workspace, ts) == {"warning"}
    assert len(workspace.replies("#deals", ts)) == 1


async def test_a_chat_is_not_flooded_with_signs(bot: Dealbot, workspace: Workspace) -> None:
    """A pasted text is reacted to once a deal is found in it; talk never is."""
    talk = await shared(workspace, bot, "good morning everyone, who is in for lunch?")
    pool = await shared(workspace, bot, NO_DEAL)
    scale = await shared(workspace, bot, SCALE_EN)
    assert [reactions(workspace, ts) for ts in (talk, pool, scale)] == [set(), set(), {"handshake"}]
    assert {call.arguments["name"] for call in workspace.calls_of("reactions.add")} == {"handshake"}


async def test_without_the_scope_for_signs_everything_else_works(
    slack: PlaygroundServer, workspace: Workspace, bot: Dealbot, site: Site
) -> None:
    """Slack refuses each of them, and nothing waits for it."""
    slack.api.scopes = SCOPES - {"reactions:write"}
    ts = await shared(workspace, bot, site.show("/scale", page(SCALE_EN)))
    assert "Scale AI" in shown(workspace.replies("#deals", ts)[0])
    assert reactions(workspace, ts) == set()
    assert {call.error for call in workspace.calls_of("reactions.add")} == {"missing_scope"}


# known deals


async def test_a_known_deal_is_one_line_with_what_is_new(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Since when, how many sources, the new facts with their sentences, and where the card stands."""
    first = await shared(workspace, bot, SCALE_DE)
    ts = await shared(workspace, bot, site.show("/closed", page(CLOSED)))
    (reply,) = workspace.replies("#deals", ts)
    told = shown(reply)
    assert "Meta → Scale AI: known since" in told
    assert "2 sources; new here: status completed, price $14.3bn (before ~$15bn)" in told
    assert "Meta has completed the purchase of a 49% stake" in told
    assert "Confidence" not in told
    assert f"/archives/{workspace.channel('#deals').id}/p{first.replace('.', '')}" in str(reply.blocks)


async def test_nothing_new_is_said_in_so_many_words(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """The same link again, in English and in German."""
    english, german = site.show("/en", page(SCALE_EN)), site.show("/de", page(SCALE_DE))
    await shared(workspace, bot, english)
    again = await shared(workspace, bot, english)
    (reply,) = workspace.replies("#deals", again)
    assert "1 source; nothing new here." in reply.text
    await shared(workspace, bot, german)
    (reply,) = workspace.replies("#deals", await shared(workspace, bot, german))
    assert "2 Quellen; hier nichts Neues." in reply.text


async def test_a_deal_told_elsewhere_is_a_whole_card_here(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """The people of this channel have not seen it."""
    workspace.add_channel("other")
    url = site.show("/scale", page(SCALE_EN))
    await shared(workspace, bot, url)
    ts = await shared(workspace, bot, url, "#other")
    (reply,) = workspace.replies("#other", ts)
    assert "Confidence" in shown(reply)
    assert "Known since" in shown(reply)


async def test_the_same_link_several_times_is_one(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """In one message, with and without a label."""
    url = site.show("/scale", page(SCALE_EN))
    ts = await shared(workspace, bot, f"{url} and again {url}, {url}?")
    assert len(workspace.replies("#deals", ts)) == 1
    assert sum(site.visits.values()) <= 2


# what a channel wants


async def test_the_settings_are_shown_as_they_are(bot: Dealbot, workspace: Workspace) -> None:
    """Filled in, explained, in the language of the command."""
    view = await open_settings(workspace, "einstellungen")
    told = str(view.definition)
    assert "Jeden Deal beantworten" in told
    assert "Wie der Artikel" in told
    workspace.fill(view.id, {"answers": "reactions", "lang": "de", "apps": ["reads_apps"]})
    await workspace.submit_view(view.id)
    assert workspace.views() == []
    now = await channels.settings(bot.store, workspace.team_id, workspace.channel("#deals").id)
    assert now == channels.ChannelSettings(channels.Answers.REACTIONS, "de", reads_apps=True)
    await bot.settled()
    assert "Nur reagieren" in workspace.ephemerals("#deals")[-1].text
    again = await open_settings(workspace)
    assert again.values["answers"]["answers"]["selected_option"]["value"] == "reactions"


async def test_a_channel_may_want_signs_alone(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """What is found is kept; who mentions the bot is answered."""
    await set_answers(workspace, "reactions")
    ts = await shared(workspace, bot, site.show("/scale", page(SCALE_EN)))
    assert reactions(workspace, ts) == {"handshake"}
    assert workspace.replies("#deals", ts) == []
    asked = await shared(workspace, bot, f"@dealbot {site.url}/scale")
    assert "Scale AI" in shown(workspace.replies("#deals", asked)[0])


async def test_only_when_mentioned_a_link_is_read(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """In the message itself, or later by a mention in its thread."""
    await set_answers(workspace, "mentioned")
    ts = await shared(workspace, bot, site.show("/scale", page(SCALE_EN)))
    assert site.visits == {}
    assert reactions(workspace, ts) == set()
    await workspace.say("#deals", "@dealbot", thread_ts=ts)
    await settled(workspace, bot)
    answers = [each for each in workspace.replies("#deals", ts) if each.bot_id]
    assert "Scale AI" in all_shown(answers)
    assert reactions(workspace, ts) == {"handshake"}


async def test_a_mention_in_a_thread_about_nothing_is_answered(bot: Dealbot, workspace: Workspace) -> None:
    """There is no link to read."""
    ts = await shared(workspace, bot, "hello")
    await workspace.say("#deals", "@dealbot", thread_ts=ts)
    await settled(workspace, bot)
    (reply,) = [each for each in workspace.replies("#deals", ts) if each.bot_id]
    assert "Share its link here" in reply.text


async def test_where_reading_is_off_only_who_asks_is_told(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Questions are answered all the same."""
    await set_answers(workspace, "off")
    url = site.show("/scale", page(SCALE_EN))
    silent = await shared(workspace, bot, url)
    asked = await shared(workspace, bot, f"@dealbot {url}")
    assert site.visits == {}
    assert workspace.replies("#deals", silent) == []
    assert "/deal settings" in workspace.replies("#deals", asked)[0].text
    question = await shared(workspace, bot, "@dealbot scale ai")
    assert workspace.replies("#deals", question)


async def test_answers_nobody_asked_for_may_have_a_language(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Whatever the article's."""
    await set_answers(workspace, "every_deal", lang="de")
    (reply,) = workspace.replies("#deals", await shared(workspace, bot, site.show("/scale", page(SCALE_EN))))
    assert "Meta übernimmt 49 % von Scale AI" in reply.text


async def test_settings_belong_to_the_members(bot: Dealbot, workspace: Workspace) -> None:
    """Others are told so, also when they have left meanwhile; where the bot is no member it says how to invite it."""
    workspace.state.add_user("eve")
    await workspace.command("/deal", "settings", user="eve")
    assert "Only members" in workspace.ephemerals("#deals", "eve")[-1].text
    await workspace.command("/deal", "einstellungen", channel="#general")
    assert "/invite" in workspace.ephemerals("#general")[-1].text
    await workspace.command("/deal", "settings", channel=workspace.im().id)
    assert "nothing to set" in workspace.ephemerals(workspace.im().id)[-1].text
    view = await open_settings(workspace)
    await workspace.remove("you", "#deals")
    await workspace.submit_view(view.id)
    (still,) = workspace.views()
    assert "Only members" in str(still.errors)


# other apps


async def test_other_apps_posts_are_read_where_that_is_wanted(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """A feed's link in its text, or in an attachment alone."""
    workspace.add_user("feed", is_bot=True)
    url = site.show("/scale", page(SCALE_EN))
    await workspace.say("#deals", f"new: {url}", user="feed")
    await settled(workspace, bot)
    assert site.visits == {}
    view = await open_settings(workspace)
    workspace.fill(view.id, {"apps": ["reads_apps"]})
    await workspace.submit_view(view.id)
    ts = await workspace.say("#deals", f"new: {url}", user="feed")
    await settled(workspace, bot)
    assert "Scale AI" in shown(workspace.replies("#deals", ts)[0])
    asked = await workspace.say("#deals", "@dealbot scale ai", user="feed")
    await settled(workspace, bot)
    assert workspace.replies("#deals", asked) == []


# files


@pytest.mark.parametrize(("words", "told"), [("@dealbot", "don't read attached files"), ("", "")])
async def test_a_file_is_a_word_to_who_asks(bot: Dealbot, workspace: Workspace, words: str, told: str) -> None:
    """A CSV or a PDF, with a mention and without."""
    ts = await workspace.upload("#deals", "deals.csv", b"a,b\n1,2\n", text=words)
    await settled(workspace, bot)
    replies: list[Message] = workspace.replies("#deals", ts)
    assert [told in reply.text for reply in replies] == ([True] if told else [])


async def test_a_file_in_a_direct_message_is_answered(bot: Dealbot, workspace: Workspace) -> None:
    """There everything is meant for the bot."""
    im = workspace.im().id
    ts = await workspace.upload(im, "report.pdf", b"%PDF-1.7")
    await settled(workspace, bot)
    assert "don't read attached files" in workspace.replies(im, ts)[0].text
