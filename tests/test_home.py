"""The App Home, through the real app."""

import pytest

from bot.app import Dealbot
from bot.playground.records import View
from bot.playground.workspace import YOU, Workspace
from storage import inbox
from tests.cards import said_in, told
from tests.conftest import StartBot


async def opened(workspace: Workspace, user: str = YOU) -> View:
    """Open the Home tab and wait until it is published."""
    before = workspace.home(user)
    await workspace.open_home(user=user)
    return await workspace.wait_for(lambda: (now := workspace.home(user)) is not before and now)


async def test_in_a_new_workspace_the_home_says_how_to_start(bot: Dealbot, workspace: Workspace) -> None:
    """Before there is anything to show."""
    view = await opened(workspace)
    for words in ("No deals yet", "How to start", "/invite", "/watch meta", "/digest on"):
        assert words in said_in(view)


async def test_the_home_shows_the_latest_deals_and_their_sources(bot: Dealbot, workspace: Workspace) -> None:
    """Newest first; refreshed when it is opened again."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await opened(workspace)
    await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2, day=2)
    view = await opened(workspace)
    text = said_in(view)
    assert text.index("Cobalt Drives") < text.index("Bravo Robotics")
    assert "told on 2 June 2025" in text
    await workspace.act(view.id, "deal.sources")
    assert "said report 2" in said_in(workspace.views()[-1])


async def test_the_home_speaks_the_persons_language(bot: Dealbot, workspace: Workspace) -> None:
    """As Slack is set for them."""
    workspace.add_user("anna", locale="de-DE")
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    text = said_in(await opened(workspace, "anna"))
    for words in ("Neueste Deals", "300 Mio. $", "So geht es los", "berichtet am 1. Juni 2025"):
        assert words in text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("bravo robotics", "Alpha Holding → Bravo Robotics"),
        ("was weißt du über Bravo Robotics?", "300 Mio. $"),
        ("Bravo Robotcs", "Bravo Robotics"),
        ("min:lots", "I don't understand"),
        ("<!channel> & co", "I haven't read anything about"),
    ],
)
async def test_a_question_is_answered_in_the_home_with_a_way_back(
    bot: Dealbot, workspace: Workspace, question: str, answer: str
) -> None:
    """In the question's language; what is pressed in a message only is left out."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    view = await opened(workspace)
    await workspace.act(view.id, "home.search", question)
    shown = await workspace.wait_for(lambda: answer in said_in(now := workspace.home() or view) and now)
    assert "deal.correct" not in str(shown.definition)
    assert "<!channel>" not in said_in(shown)
    await workspace.act(shown.id, "home.back")
    await workspace.wait_for(lambda: "Latest deals" in said_in(workspace.home() or view))


async def test_what_is_asked_in_no_language_is_answered_in_the_reader_s(bot: Dealbot, workspace: Workspace) -> None:
    """As behind a command."""
    workspace.add_user("anna", locale="de-DE")
    view = await opened(workspace, "anna")
    await workspace.act(view.id, "home.search", "min:lots")
    await workspace.wait_for(lambda: "min:lots* verstehe ich nicht" in said_in(workspace.home("anna") or view))


async def test_an_empty_question_leads_back(bot: Dealbot, workspace: Workspace) -> None:
    """Whoever empties the field wants the lists again."""
    view = await opened(workspace)
    await workspace.act(view.id, "home.search", "meta")
    await workspace.wait_for(lambda: "Latest deals" not in said_in(workspace.home() or view))
    await workspace.act(view.id, "home.search", "")
    await workspace.wait_for(lambda: "Latest deals" in said_in(workspace.home() or view))


async def test_a_home_that_changed_meanwhile_is_answered_all_the_same(bot: Dealbot, workspace: Workspace) -> None:
    """Another device opened it after this one: Slack refuses the old hash, and the answer comes anyway."""
    view = await opened(workspace)
    workspace.faults.fail_next("views.publish", error="hash_conflict")
    await workspace.act(view.id, "home.search", "meta")
    await workspace.wait_for(lambda: "I haven't read anything about" in said_in(workspace.home() or view))
    assert len(workspace.calls_of("views.publish")) == 3


async def test_the_messages_tab_publishes_nothing(bot: Dealbot, workspace: Workspace) -> None:
    """Only the Home tab has something to show."""
    await workspace.open_home(tab="messages")
    assert workspace.home() is None


async def test_the_home_works_over_http(start_bot: StartBot, workspace: Workspace) -> None:
    """Signed requests instead of a socket."""
    async with start_bot(mode="http") as started:
        await told(started.dealbot, workspace, "Alpha Holding", "Bravo Robotics")
        assert "Bravo Robotics" in said_in(await opened(workspace))
        assert await inbox.counts(started.dealbot.store)


async def test_what_a_person_watches_and_the_digests_of_their_channels(bot: Dealbot, workspace: Workspace) -> None:
    """Nobody sees what others watch, nor a digest of a channel that they are not in."""
    workspace.add_user("anna", locale="de-DE")
    workspace.add_channel("board", members=("anna",), private=True)
    await workspace.command("/watch", "bravo robotics me")
    await workspace.command("/watch", "kestrel me", channel="#board", user="anna")
    await workspace.command("/digest", "on 08:30 Europe/Berlin weekdays")
    await workspace.command("/digest", "on 09:15 Europe/Berlin daily", channel="#board", user="anna")
    mine, hers = said_in(await opened(workspace)), said_in(await opened(workspace, "anna"))
    assert "• bravo robotics" in mine
    assert "kestrel" not in mine
    assert "• kestrel" in hers
    assert "08:30" in mine
    assert "9:15" not in mine
    assert "9:15 Uhr" in hers
    assert "täglich um" in hers
