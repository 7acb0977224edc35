"""What is pressed tells nobody what only others know."""

from bot.app import Dealbot
from bot.playground.records import Message
from bot.playground.workspace import Workspace
from tests.cards import asked, changed_to, corrected, entered, pressed, replies_with, said_in
from tests.reading import shown

PUBLIC = "Meta buys the robotics company Wiz Robotics for $4 billion, the companies said on Wednesday."
PRIVATE = "Meta buys the robotics company Wiz Robotics for $5 billion, people close to the board said on Thursday."
SECRET = "Meta buys the chip designer Kestrel Semiconductor for $7 billion, people close to the board said."


async def shared(bot: Dealbot, workspace: Workspace, text: str, channel: str) -> Message:
    """The card in the thread of a text that is pasted into a channel."""
    ts = await workspace.say(channel, text)
    (card,) = await workspace.wait_for(lambda: workspace.replies(channel, ts))
    return card


def board(workspace: Workspace) -> None:
    """A private channel with you in it, and without Anna, who is in #deals."""
    workspace.add_channel("board", private=True)
    workspace.add_user("anna")
    workspace.state.join(workspace.state.channel("deals"), workspace.state.user("anna").id, None)


async def test_a_correction_in_public_begins_with_what_is_public(bot: Dealbot, workspace: Workspace) -> None:
    """Whoever also knows another price from a private channel does not tell of it by correcting."""
    board(workspace)
    await shared(bot, workspace, PUBLIC, "#deals")
    await shared(bot, workspace, PRIVATE, "#board")
    card = await asked(workspace, "who bought Wiz Robotics")
    view = await pressed(workspace, card, "deal.correct")
    assert entered(view)["amount"] == "4bn USD"
    await corrected(workspace, view, amount="6bn USD")
    told_of = await replies_with(workspace, card, "corrected Price: $6bn, before $4bn")
    assert "$5bn" not in shown(told_of)
    assert "$5bn" not in shown(await changed_to(workspace, card, "$6bn (corrected by @"))


async def test_a_correction_in_private_stays_there(bot: Dealbot, workspace: Workspace) -> None:
    """The public card does not know of it; nor does the list of decisions under Sources."""
    board(workspace)
    public = await shared(bot, workspace, PUBLIC, "#deals")
    private = await asked(workspace, "who bought Wiz Robotics", channel="#board")
    await corrected(workspace, await pressed(workspace, private, "deal.correct"), amount="6bn USD")
    await changed_to(workspace, private, "$6bn (corrected by @")
    anew = await asked(workspace, "who bought Wiz Robotics", user="anna")
    assert "$4bn" in shown(anew)
    assert "$6bn" not in shown(anew)
    assert "$6bn" not in said_in(await pressed(workspace, public, "deal.sources", user="anna"))
    assert "$6bn" in said_in(await pressed(workspace, private, "deal.sources"))


async def test_a_private_deal_is_offered_to_its_members_and_named_to_nobody_else(
    bot: Dealbot, workspace: Workspace
) -> None:
    """Nobody else is offered it, and the thread is not told which deal it was joined with."""
    board(workspace)
    card = await shared(bot, workspace, PUBLIC, "#deals")
    await shared(bot, workspace, SECRET, "#board")
    hers = await pressed(workspace, card, "deal.same", user="anna")
    assert await workspace.suggest(hers.id, "deal.find", "Kestrel", user="anna") == []
    mine = await pressed(workspace, card, "deal.same")
    (offered,) = await workspace.suggest(mine.id, "deal.find", "Kestrel")
    assert "Kestrel" in offered["text"]["text"]
    workspace.fill(mine.id, {"deal.find": offered["value"]})
    await workspace.submit_view(mine.id)
    told_of = await replies_with(workspace, card, "joined Meta → Wiz Robotics with another deal")
    await bot.settled()
    said = "".join(map(shown, [told_of, *workspace.replies("#deals", card.thread_ts or "")]))
    assert "Kestrel" not in said


async def test_sources_name_the_shares_that_somebody_may_know(bot: Dealbot, workspace: Workspace) -> None:
    """The same text in a private channel is nobody's business outside it."""
    board(workspace)
    card = await shared(bot, workspace, PUBLIC, "#deals")
    await shared(bot, workspace, PUBLIC, "#board")
    place = f"<#{workspace.state.channel('board').id}>"
    assert place in said_in(await pressed(workspace, card, "deal.sources"))
    assert place not in said_in(await pressed(workspace, card, "deal.sources", user="anna"))


async def test_a_modal_that_was_open_when_somebody_left_changes_nothing(bot: Dealbot, workspace: Workspace) -> None:
    """They cannot see the deal any more, so they cannot correct it."""
    board(workspace)
    await workspace.invite("anna", "#board")
    card = await shared(bot, workspace, SECRET, "#board")
    view = await pressed(workspace, card, "deal.correct", user="anna")
    await workspace.remove("anna", "#board")
    await workspace.delivered()
    await corrected(workspace, view, "anna", amount="6bn USD")
    assert "You can't see this deal any more" in said_in(workspace.views("anna")[-1])


async def test_the_home_shows_what_its_reader_may_know(bot: Dealbot, workspace: Workspace) -> None:
    """Two people, two homes."""
    board(workspace)
    await shared(bot, workspace, SECRET, "#board")
    for user in ("you", "anna"):
        await workspace.open_home(user=user)
    mine, hers = (workspace.home(user) for user in ("you", "anna"))
    assert mine is not None
    assert hers is not None
    assert "Kestrel" in said_in(mine)
    assert "Kestrel" not in said_in(hers)
