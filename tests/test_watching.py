"""What is watched is told where it is watched: once, when something material changes, and as far as it may be known."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import Dealbot
from bot.playground.workspace import Workspace
from storage import outbox, watches
from storage.records import Post
from tests.aloud import CLOSED, MOVE, WIZ, WIZ_RUMOUR, posted, set_answers, settled, shared, told
from tests.articles import SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.reading import shown

AGREED_AGAIN = """Google buys Wiz after all

Google has agreed to buy the cloud security company Wiz for $32 billion in cash, the companies said on Tuesday.

Investors of the startup make a multiple of what they put in. The search company wants to sell more cloud services \
to banks and hospitals, which ask for better protection than they have."""


@pytest.fixture
def desk(workspace: Workspace) -> str:
    """A channel where nobody shares anything."""
    workspace.add_channel("desk")
    return "#desk"


async def test_a_watching_channel_hears_of_a_new_deal_and_of_what_changes(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """The update stands in the thread of the last word on that deal; nothing new, and copies, are no update."""
    assert "I watch wiz for this channel" in await told(workspace, "/watch", "wiz")
    await shared(workspace, bot, site.show("/rumour", page(WIZ_RUMOUR)))
    (first,) = posted(workspace)
    assert first.text.startswith("Update, a new deal: Google may buy Wiz")
    assert "Watched: wiz" in shown(first)
    await shared(workspace, bot, site.show("/agreed", page(WIZ)))
    (reply,) = workspace.replies(desk, first.ts)
    assert "Update: Google → Wiz" in shown(reply)
    assert reply.text.endswith("(announced). Status announced, price $32bn, paid in cash.")
    assert shown(reply).count("Price $32bn") == 1
    assert "Google has agreed to buy the cloud security company Wiz" in shown(reply)
    await shared(workspace, bot, site.show("/again", page(AGREED_AGAIN)))
    await shared(workspace, bot, f"{site.url}/agreed")
    assert len(workspace.replies(desk, first.ts)) == 1
    assert len(posted(workspace)) == 1


async def test_nobody_else_hears_of_it(bot: Dealbot, workspace: Workspace, site: Site, desk: str) -> None:
    """A watch of another company, and one that has ended."""
    await told(workspace, "/watch", "fabrikam")
    await told(workspace, "/watch", "wiz")
    assert "don't watch wiz any more" in await told(workspace, "/unwatch", "Wiz")
    await shared(workspace, bot, site.show("/agreed", page(WIZ)))
    assert posted(workspace) == []


async def test_a_personal_watch_is_told_by_direct_message(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """In German, as it was asked for."""
    assert "Ich beobachte wiz für dich" in await told(workspace, "/watch", "wiz für mich")
    await shared(workspace, bot, site.show("/agreed", page(WIZ)))
    (update,) = workspace.messages(workspace.im().id)
    assert update.text.startswith("Neuigkeit, ein neuer Deal: Google übernimmt Wiz")
    assert posted(workspace) == []


async def test_the_thread_that_has_just_been_answered_is_not_told_again(
    bot: Dealbot, workspace: Workspace, site: Site
) -> None:
    """Nor the channel around it; an earlier thread about the deal is."""
    await told(workspace, "/watch", "wiz", "#deals")
    first = await shared(workspace, bot, site.show("/rumour", page(WIZ_RUMOUR)))
    assert posted(workspace, "#deals") == []
    assert len(workspace.replies("#deals", first)) == 1
    second = await shared(workspace, bot, site.show("/agreed", page(WIZ)))
    assert len(workspace.replies("#deals", second)) == 1
    (_, update) = workspace.replies("#deals", first)
    assert update.text.startswith("Update: ")
    assert posted(workspace, "#deals") == []


async def test_a_silent_channel_that_watches_hears_of_it(bot: Dealbot, workspace: Workspace, site: Site) -> None:
    """Where the bot only reacts, nobody was answered."""
    await set_answers(workspace, "reactions")
    await told(workspace, "/watch", "wiz", "#deals")
    await shared(workspace, bot, site.show("/agreed", page(WIZ)))
    (update,) = posted(workspace, "#deals")
    assert update.text.startswith("Update, a new deal: ")


async def test_a_watched_person_who_moves_is_told_of_once(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """Another article on the same move is nothing new."""
    await told(workspace, "/watch", "alexandr wang")
    await told(workspace, "/watch", "maria weber")
    await shared(workspace, bot, site.show("/scale", page(SCALE_EN)))
    await shared(workspace, bot, SCALE_DE)
    await shared(workspace, bot, site.show("/move", page(MOVE)))
    wang, weber = posted(workspace)
    assert "Update: Alexandr Wang moves from Scale AI to Meta" in shown(wang)
    assert "Maria Weber" in shown(weber)


async def test_an_edit_tells_watchers_only_what_it_changed(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """A typing mistake in a pasted text is no second new deal; another price is news."""
    await told(workspace, "/watch", "scale ai")
    ts = await shared(workspace, bot, SCALE_DE)
    (first,) = posted(workspace)
    await workspace.edit(ts, SCALE_DE.replace("genau", "sehr genau"))
    await settled(workspace, bot)
    assert workspace.replies(desk, first.ts) == []
    await workspace.edit(ts, SCALE_DE.replace("15 Milliarden", "29 Milliarden"))
    await settled(workspace, bot)
    (reply,) = workspace.replies(desk, first.ts)
    assert "Price ~$29bn (before ~$15bn)" in shown(reply)
    assert posted(workspace)[1:] == []


async def test_the_list_has_a_button_with_each_watch(bot: Dealbot, workspace: Workspace, desk: str) -> None:
    """The channel's and one's own; a button pressed twice says so."""
    for text in ("scale ai", "robotics min:1bn", "wiz me"):
        await told(workspace, "/watch", text)
    listed = await told(workspace, "/watch", "list")
    assert all(name in listed for name in ("scale ai", "robotics min:1bn", "wiz", "Watched for you alone"))
    shown_list = workspace.ephemerals(desk)[-1]
    (scale, _) = await watches.watches_in(bot.store, workspace.team_id, workspace.channel(desk).id)
    for _ in range(2):
        await workspace.click(shown_list.ts, f"watch.{scale.id}")
        await bot.settled()
    first, second = workspace.ephemerals(desk)[-2:]
    assert "don't watch scale ai any more" in shown(first)
    assert "not watched any more" in shown(second)
    assert "scale ai" not in await told(workspace, "/watch", "liste")


async def test_the_home_shows_what_somebody_has_asked_for(bot: Dealbot, workspace: Workspace, desk: str) -> None:
    """For themselves and for channels."""
    await told(workspace, "/watch", "scale ai")
    await told(workspace, "/watch", "wiz me")
    await workspace.open_home()
    home = await workspace.wait_for(workspace.home)
    assert f"scale ai · <#{workspace.channel(desk).id}>" in str(home.definition)
    assert "• wiz" in str(home.definition)


async def test_a_stranger_cannot_end_a_personal_watch(bot: Dealbot, workspace: Workspace, desk: str) -> None:
    """The button is in a list that somebody forwarded, say."""
    workspace.state.add_user("eve")
    await workspace.invite("eve", desk)
    await told(workspace, "/watch", "wiz me")
    (mine,) = await watches.watches_of(bot.store, workspace.team_id, workspace.state.user("you").id)
    await workspace.command("/unwatch", "wiz", channel=desk, user="eve")
    assert "not watched here" in shown(workspace.ephemerals(desk, "eve")[-1])
    assert await watches.watch(bot.store, workspace.team_id, mine.id) == mine


@pytest.mark.parametrize(
    ("command", "text", "says"),
    [
        ("/watch", "", "/watch scale ai"),
        ("/watch", "help", "/watch scale ai"),
        ("/watch", "hilfe", "beobachtet"),
        ("/watch", "list", "Nothing is watched here"),
        ("/watch", "me", "no name"),
        ("/watch", "list me", "Nothing is watched here"),
        ("/watch", "🎉", "no name"),
        ("/watch", "robotics min:lots", "I don't understand min:lots: give an amount"),
        ("/watch", "acme seit:anno", "seit:anno verstehe ich nicht"),
        ("/watch", "<!channel> & co", "&amp; co"),
        ("/unwatch", "", "What should I not watch"),
        ("/unwatch", "nothing at all", "not watched here"),
    ],
)
async def test_what_cannot_be_watched_is_explained(
    bot: Dealbot, workspace: Workspace, desk: str, command: str, text: str, says: str
) -> None:
    """A clear sentence, to the asker alone."""
    await workspace.command(command, text, channel=desk)
    last = workspace.ephemerals(desk)[-1]
    assert says in shown(last) + str(last.blocks)
    assert "<!channel>" not in str(last.blocks)
    assert workspace.messages(desk) == []


async def test_where_the_bot_is_no_member_it_says_what_to_do(bot: Dealbot, workspace: Workspace) -> None:
    """Its updates could not be posted there; to the asker they could."""
    assert "/invite" in await told(workspace, "/watch", "wiz", "#general")
    assert "I watch wiz for you" in await told(workspace, "/watch", "wiz me", "#general")


async def test_a_closing_reaches_the_thread_of_a_card_that_watched_here(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """An article shared elsewhere tells the channel where the deal's card stands."""
    card = await shared(workspace, bot, SCALE_DE, desk)
    await told(workspace, "/watch", "meta")
    await shared(workspace, bot, site.show("/closed", page(CLOSED)))
    _, update = workspace.replies(desk, card)
    assert "Status completed" in shown(update)


async def test_the_button_of_a_card_begins_and_ends_a_watch_of_its_target(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """In the card's language; the same click twice is one; a deal that is gone is said to be."""
    await shared(workspace, bot, SCALE_DE, desk)
    (deal_id,) = await bot.store.read(lambda db: [row["id"] for row in db["deals"].rows])
    channel = workspace.channel(desk).id
    buttons = [_button("card.de.d1.buttons", deal_id), _button("card.en.d2.buttons", "gone")]
    await outbox.enqueue(
        bot.store, [Post("card", workspace.team_id, channel, "a card", tuple(buttons))], datetime.now(UTC)
    )
    bot.sender.wake()
    (card,) = await workspace.wait_for(lambda: [each for each in posted(workspace) if each.text == "a card"])
    for says in ("Ich beobachte Scale AI für diesen Kanal", "Ich beobachte Scale AI nicht mehr"):
        await workspace.click(card.ts, "card.de.d1.buttons")
        await bot.settled()
        assert says in shown(workspace.ephemerals(desk)[-1])
    await workspace.click(card.ts, "card.en.d2.buttons")
    await bot.settled()
    assert "not known any more" in shown(workspace.ephemerals(desk)[-1])
    assert await watches.watches_in(bot.store, workspace.team_id, channel) == []


async def test_what_only_the_asker_was_shown_they_watch_alone(bot: Dealbot, workspace: Workspace) -> None:
    """A private channel's deal, and any where the bot can't post."""
    workspace.add_channel("board", private=True)
    await shared(workspace, bot, WIZ, "#board")
    mine = (workspace.team_id, workspace.state.user("you").id)
    for channel in ("#deals", "#general"):
        await workspace.command("/deal", "wiz", channel=channel)
        await settled(workspace, bot)
        card = workspace.ephemerals(channel)[-1]
        await workspace.click(card.ts, "deal.watch")
        await settled(workspace, bot)
        assert "I watch Wiz for you" in shown(workspace.ephemerals(channel)[-1])
        (watch,) = await watches.watches_of(bot.store, *mine)
        assert watch.channel_id == workspace.im().id
        await workspace.click(card.ts, "deal.watch")
        await settled(workspace, bot)
        assert "don't watch Wiz any more" in shown(workspace.ephemerals(channel)[-1])


def _button(block_id: str, deal_id: str) -> dict[str, Any]:
    button = {"type": "button", "action_id": "deal.watch", "value": deal_id}
    return {
        "type": "actions",
        "block_id": block_id,
        "elements": [button | {"text": {"type": "plain_text", "text": "Watch"}}],
    }
