"""The Correct button and its modal, through the real app."""

from bot.app import Dealbot
from bot.playground.workspace import Workspace
from tests.cards import asked, changed_to, corrected, entered, pressed, replies_with, told
from tests.reading import shown


async def test_a_corrected_price_changes_the_card_and_is_told_in_the_thread(bot: Dealbot, workspace: Workspace) -> None:
    """With who corrected it, what stood there before, and a button that brings it back."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, "deals with Bravo Robotics")
    view = await pressed(workspace, card, "deal.correct")
    assert entered(view) | {"amount": "300m USD", "acquirers": "Alpha Holding", "type": "acquisition"} == entered(view)
    await corrected(workspace, view, amount="320m USD", stake_percent="75")
    assert workspace.views() == []
    told_of = await replies_with(workspace, card, "corrected the deal")
    assert "Price: $320m, before $300m" in shown(told_of)
    assert "Share: 75 %, before not known" in shown(told_of)
    now = await changed_to(workspace, card, "$320m (corrected by @")
    assert "75 %" in now.text
    await workspace.click(told_of.ts, "decision.undo")
    await changed_to(workspace, told_of, "Undone by")
    restored = await changed_to(workspace, card, "Price $300m")
    assert "corrected" not in shown(restored)
    assert restored.blocks == card.blocks
