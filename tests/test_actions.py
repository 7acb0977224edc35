"""Sources, "Wrong - not a deal", Undo and buttons on old messages, through the real app."""

import json

import pytest

from bot.app import Dealbot
from bot.merging import RULES
from bot.playground.workspace import Workspace
from storage import decisions
from storage.audience import all_of
from storage.records import Author
from tests.articles import SCALE_EN
from tests.cards import SEEN, asked, changed_to, exported, pressed, replies_with, said_in, told
from tests.conftest import StartBot
from tests.reading import shown

ASK = "deals with Bravo Robotics"


async def test_a_shared_article_is_answered_with_buttons(bot: Dealbot, workspace: Workspace) -> None:
    """The card in the thread of a pasted text has them, too."""
    ts = await workspace.say("#deals", SCALE_EN)
    (card,) = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    assert "[Correct] [Sources] [Watch] [Same deal as …] [Wrong - not a deal]" in shown(card)
    view = await pressed(workspace, card, "deal.sources")
    assert "shared by <@" in said_in(view)
    assert "Alexandr Wang" in said_in(view)
    assert f"<#{card.channel_id}>" in said_in(view)


async def test_sources_show_every_sentence_under_what_it_tells(bot: Dealbot, workspace: Workspace) -> None:
    """Of each article, newest first, with the address; also those whose values lost."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics", 300)
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics", 400, number=2, day=2)
    card = await asked(workspace, ASK)
    view = await pressed(workspace, card, "deal.sources")
    text = said_in(view)
    assert text.index("https://paper.example/2") < text.index("https://paper.example/1")
    assert "*Type, Buyer, Target, Price, Status*" in text or "*Buyer, Target, Type, Price, Status*" in text
    assert "for $300m, said report 1" in text
    assert "for $400m, said report 2" in text


async def test_a_copy_is_said_to_repeat_its_original(bot: Dealbot, workspace: Workspace) -> None:
    """And the card counts the two as one."""
    for number in (1, 2):
        await told(bot, workspace, "Alpha Holding", "Bravo Robotics", number=number, copy=True)
    card = await asked(workspace, "was weißt du über Bravo Robotics?")
    assert "1 davon wiederholen eine andere" in shown(card)
    assert "wiederholt <https://paper.example/1" in said_in(await pressed(workspace, card, "deal.sources"))


@pytest.mark.parametrize(
    ("question", "gone", "back"),
    [
        (ASK, "is no deal, says @", "Undone by"),
        ("was weißt du über Bravo Robotics?", "ist kein Deal, sagt @", "Rückgängig gemacht von"),
    ],
)
async def test_what_is_no_deal_is_struck_and_brought_back(
    bot: Dealbot, workspace: Workspace, question: str, gone: str, back: str
) -> None:
    """The button asks first; nobody is shown the deal any more, until it is undone from the card itself."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    before = await exported(bot, workspace)
    card = await asked(workspace, question)
    assert "confirm" in next(
        each
        for block in card.blocks
        for each in block.get("elements", ())
        if each.get("action_id") == "deal.not_a_deal"
    )
    await workspace.click(card.ts, "deal.not_a_deal")
    struck = await changed_to(workspace, card, gone)
    assert await exported(bot, workspace) == b""
    told_of = await replies_with(workspace, card, "deal" if question == ASK else "kein Deal ist")
    await workspace.click(struck.ts, "decision.undo")
    await workspace.wait_for(lambda: workspace.state.find(card.ts).blocks == card.blocks)
    await workspace.wait_for(lambda: [m for m in workspace.replies("#deals", card.thread_ts or "") if back in m.text])
    assert await exported(bot, workspace) == before
    assert told_of.ts


async def test_in_the_menu_of_a_small_card_it_is_asked_in_a_modal(bot: Dealbot, workspace: Workspace) -> None:
    """A menu has one question for all that is in it."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2, day=2)
    ts = await workspace.say("#deals", "@dealbot deals with Alpha Holding")
    await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    await bot.settled()
    card = next(each for each in workspace.replies("#deals", ts) if "deal.menu" in json.dumps(each.blocks))
    options = next(each["options"] for block in card.blocks for each in block.get("elements", ()) if "options" in each)
    await workspace.click(card.ts, "deal.menu", value=options[-1]["value"])
    (view,) = workspace.views()
    assert "Nobody will be shown it any more" in said_in(view)
    await workspace.submit_view(view.id)
    now = await changed_to(workspace, card, "is no deal, says @")
    assert "Bravo Robotics" in shown(now)
    assert "Cobalt Drives" in shown(now)


async def test_the_line_in_the_channel_changes_with_the_card_in_its_thread(bot: Dealbot, workspace: Workspace) -> None:
    """A command's answer has its headline in one message and its details in another."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await workspace.command("/deal", "bravo robotics")
    anchor = (await workspace.wait_for(lambda: workspace.messages("#deals")))[0]
    (card,) = await workspace.wait_for(lambda: workspace.replies("#deals", anchor.ts))
    await workspace.click(card.ts, "deal.not_a_deal")
    await changed_to(workspace, anchor, "is no deal, says @")
    told_of = await replies_with(workspace, card, "says that")
    await workspace.click(told_of.ts, "decision.undo")
    await workspace.wait_for(lambda: workspace.state.find(anchor.ts).blocks == anchor.blocks)


async def test_buttons_on_old_messages_get_a_clear_answer(bot: Dealbot, workspace: Workspace) -> None:
    """The deal is none any more; what was undone already; a decision nobody knows."""
    recorded = await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, ASK)
    await workspace.click(card.ts, "deal.not_a_deal")
    told_of = await replies_with(workspace, card, "says that")
    kept = (await decisions.decisions_of(bot.store, all_of(workspace.state.team_id)))[0]
    author = Author(workspace.state.team_id, "U0", is_public=True)
    await decisions.undo(bot.store, author, kept.id, merge=RULES, now=SEEN)
    await workspace.click(told_of.ts, "decision.undo")
    (first,) = await workspace.wait_for(lambda: workspace.ephemerals("#deals"))
    assert first.text == "That was undone already."
    await decisions.not_a_deal(bot.store, author, recorded.deals[0].deal.id, merge=RULES, now=SEEN)
    await workspace.click(card.ts, "decision.undo")
    await workspace.wait_for(lambda: len(workspace.ephemerals("#deals")) == 2)


async def test_a_deal_that_was_joined_meanwhile_is_found_under_its_new_id(bot: Dealbot, workspace: Workspace) -> None:
    """The button on the old message leads to the deal that it became."""
    first = await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    second = await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2, day=2)
    card = await asked(workspace, "deals with Cobalt Drives")
    ids = [each.deals[0].deal.id for each in (first, second)]
    author = Author(workspace.state.team_id, "U0", is_public=True)
    await decisions.merge_deals(bot.store, author, *ids, merge=RULES, now=SEEN)
    assert "said report 1" in said_in(await pressed(workspace, card, "deal.sources"))


async def test_a_click_that_slack_sends_again_has_one_effect(start_bot: StartBot, workspace: Workspace) -> None:
    """Two people press at the same moment, or Slack lost the ack."""
    async with start_bot(mode="http") as started:
        bot = started.dealbot
        await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
        card = await asked(workspace, ASK)
        for _ in range(2):
            await workspace.click(card.ts, "deal.not_a_deal")
        await bot.settled()
        said = [each for each in workspace.replies("#deals", card.thread_ts or "") if "says that" in each.text]
        assert len(said) == 1
        (kept,) = await decisions.decisions_of(bot.store, all_of(workspace.state.team_id))
        assert kept.author.channel_id == card.channel_id
        assert kept.author.ts == card.ts
