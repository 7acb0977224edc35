"""Same deal, not the same deal, and the question whether two are one, through the real app."""

import json

import pytest

from bot.app import Dealbot
from bot.merging import RULES
from bot.playground.records import Message
from bot.playground.workspace import Workspace
from storage import decisions
from storage.records import Author, DealStatus
from tests.cards import SEEN, asked, changed_to, exported, pressed, replies_with, said_in, told
from tests.reading import shown

ASK = "deals with Bravo Robotics"


async def chosen(workspace: Workspace, card: Message, typed: str, *, menu: str = "deal.same") -> list[str]:
    """Open "Same deal as ...", type a name, and choose the first that is offered; returns all that were."""
    view = await pressed(workspace, card, menu)
    offered = await workspace.suggest(view.id, "deal.find", typed)
    workspace.fill(view.id, {"deal.find": offered[0]["value"]})
    await workspace.submit_view(view.id)
    return [each["text"]["text"] for each in offered]


async def test_a_deal_is_joined_with_another_and_parted_again(bot: Dealbot, workspace: Workspace) -> None:
    """Found by typing a company's name; the card has both sources, and Undo restores all of it to the byte."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2, day=2)
    before = await exported(bot, workspace)
    card = await asked(workspace, ASK)
    offered = await chosen(workspace, card, "cobalt")
    assert offered == ["Alpha Holding → Cobalt Drives · $300m · announced"]
    assert workspace.views() == []
    told_of = await replies_with(workspace, card, "are the same deal")
    assert "Alpha Holding → Bravo Robotics and Alpha Holding → Cobalt Drives" in shown(told_of)
    assert "2 sources" in shown(await changed_to(workspace, card, "2 sources"))
    await workspace.click(told_of.ts, "decision.undo")
    await changed_to(workspace, told_of, "Undone by")
    await workspace.wait_for(lambda: workspace.state.find(card.ts).blocks == card.blocks)
    assert await exported(bot, workspace) == before


async def test_before_anything_is_typed_the_likeliest_are_offered(bot: Dealbot, workspace: Workspace) -> None:
    """Deals of the same companies; a misspelt name finds the nearest; the deal itself is never offered."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2)
    await told(bot, workspace, "Zeta", "Yankee", number=3)
    view = await pressed(workspace, await asked(workspace, ASK), "deal.same")
    for typed, found in (("", "Cobalt Drives"), ("Kobalt", "Cobalt Drives"), ("zeta", "Yankee")):
        (offered,) = await workspace.suggest(view.id, "deal.find", typed)
        assert found in offered["text"]["text"]
    assert await workspace.suggest(view.id, "deal.find", "bravo") == []


async def test_a_deal_is_not_joined_with_itself_or_with_one_that_is_gone(bot: Dealbot, workspace: Workspace) -> None:
    """Two people join the same two at once, or the other is struck meanwhile."""
    recorded = await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    other = await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2)
    third = await told(bot, workspace, "Zeta", "Yankee", number=3)
    card = await asked(workspace, ASK)
    author = Author(workspace.state.team_id, "U0", is_public=True)
    first, second, gone = (each.deals[0].deal.id for each in (recorded, other, third))
    for id, typed in ((second, "cobalt"), (gone, "zeta")):
        view = await pressed(workspace, card, "deal.same")
        await workspace.suggest(view.id, "deal.find", typed)
        workspace.fill(view.id, {"deal.find": id})
        if id == second:
            await decisions.merge_deals(bot.store, author, first, second, merge=RULES, now=SEEN)
        else:
            await decisions.not_a_deal(bot.store, author, gone, merge=RULES, now=SEEN)
        await workspace.submit_view(view.id)
    itself, struck = workspace.views()
    assert itself.errors == {"other": "That is this very deal. Choose another one."}
    assert "The other deal is not there any more" in said_in(struck)


async def test_what_one_article_says_is_parted_from_a_deal(bot: Dealbot, workspace: Workspace) -> None:
    """The article is chosen in a modal; German."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics", 310, number=2, day=2)
    before = await exported(bot, workspace)
    card = await asked(workspace, "was weißt du über Bravo Robotics?")
    view = await pressed(workspace, card, "deal.apart")
    options = view.definition["blocks"][1]["element"]["options"]
    assert [each["text"]["text"].partition(":")[0] for each in options] == [
        "paper.example, 2. Juni 2025",
        "paper.example, 1. Juni 2025",
    ]
    workspace.fill(view.id, {"chosen": options[0]["value"]})
    await workspace.submit_view(view.id)
    told_of = await replies_with(workspace, card, "von einem anderen Deal als")
    assert "2 Quellen" not in shown(await changed_to(workspace, card, "Preis 300 Mio. $"))
    await workspace.click(told_of.ts, "decision.undo")
    await changed_to(workspace, told_of, "Rückgängig gemacht von")
    await workspace.wait_for(lambda: workspace.state.find(card.ts).blocks == card.blocks)
    assert await exported(bot, workspace) == before


async def test_what_was_joined_is_parted_by_the_same_modal(bot: Dealbot, workspace: Workspace) -> None:
    """Instead of an article what somebody joined is chosen."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2, day=2)
    card = await asked(workspace, ASK)
    await chosen(workspace, card, "cobalt")
    await changed_to(workspace, card, "2 sources")
    view = await pressed(workspace, workspace.state.find(card.ts), "deal.apart")
    joined = view.definition["blocks"][1]["element"]["options"][-1]
    assert joined["text"]["text"].startswith("What was joined on ")
    workspace.fill(view.id, {"chosen": joined["value"]})
    await workspace.submit_view(view.id)
    await replies_with(workspace, card, "and another deal are two")
    await workspace.wait_for(lambda: "2 sources" not in shown(workspace.state.find(card.ts)))


async def test_a_deal_of_one_article_has_nothing_to_part(bot: Dealbot, workspace: Workspace) -> None:
    """The button is not there, and an old one says so."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    second = await told(bot, workspace, "Alpha Holding", "Bravo Robotics", number=2)
    card = await asked(workspace, ASK)
    (source, _) = second.deals[0].deal.sources
    author = Author(workspace.state.team_id, "U0", is_public=True)
    await decisions.split_off(bot.store, author, second.deals[0].deal.id, source.article_id, merge=RULES, now=SEEN)
    assert "Only one article tells of this deal" in said_in(await pressed(workspace, card, "deal.apart"))
    anew = await asked(workspace, "deals with Alpha Holding")
    assert "deal.apart" not in json.dumps(anew.blocks)


async def unsure(bot: Dealbot, workspace: Workspace) -> Message:
    """A card with the question whether its deal is the same as another."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics", day=1)
    await told(bot, workspace, "Delta Fund", "Bravo Robotics", number=2, day=2, status=DealStatus.RUMOURED)
    return await asked(workspace, "deals with Delta Fund")


@pytest.mark.parametrize(("action", "words"), [("pair.same", "are the same deal"), ("pair.apart", "are two deals")])
async def test_the_question_whether_two_are_one_is_answered_once(
    bot: Dealbot, workspace: Workspace, action: str, words: str
) -> None:
    """By a button; it is not asked again, whatever is pressed twice, and Undo asks again."""
    card = await unsure(bot, workspace)
    before = await exported(bot, workspace)
    assert "Is this the same deal as Alpha Holding → Bravo Robotics?" in shown(card)
    await workspace.click(card.ts, action)
    told_of = await replies_with(workspace, card, words)
    await workspace.wait_for(lambda: "Is this the same deal" not in shown(workspace.state.find(card.ts)))
    await bot.settled()
    assert len([each for each in workspace.replies("#deals", card.thread_ts or "") if words in each.text]) == 1
    await workspace.click(told_of.ts, "decision.undo")
    await changed_to(workspace, card, "Is this the same deal as")
    assert await exported(bot, workspace) == before


async def test_in_a_message_of_several_deals_each_has_a_small_menu(bot: Dealbot, workspace: Workspace) -> None:
    """Only the card that was decided about changes; two that become one say so."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Cobalt Drives", number=2, day=2)
    ts = await workspace.say("#deals", "@dealbot deals with Alpha Holding")
    replies = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    await bot.settled()
    card = next(each for each in replies if "deal.menu" in json.dumps(each.blocks))
    menus = [block["block_id"] for block in card.blocks if block["type"] == "actions"]
    assert len(menus) == 2
    (menu,) = [each for each in card.blocks if each.get("block_id") == menus[0]]
    options = [option["value"] for option in menu["elements"][-1]["options"]]
    assert [each.partition(".")[0] for each in options] == ["correct", "same", "not_a_deal"]
    await workspace.click(card.ts, "deal.menu", value=options[1])
    view = workspace.views()[-1]
    (offered,) = await workspace.suggest(view.id, "deal.find", "")
    workspace.fill(view.id, {"deal.find": offered["value"]})
    await workspace.submit_view(view.id)
    now = await changed_to(workspace, card, "The same deal as another one in this message.")
    assert "2 sources" in shown(now)
    told_of = await replies_with(workspace, card, "are the same deal")
    await workspace.click(told_of.ts, "decision.undo")
    await workspace.wait_for(lambda: workspace.state.find(card.ts).blocks == card.blocks)
