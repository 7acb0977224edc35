"""The Correct button and its modal, through the real app."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Dealbot
from bot.merging import RULES
from bot.playground.workspace import YOU, Workspace
from storage import decisions, retention
from storage.records import Author
from tests.cards import (
    SEEN,
    asked,
    changed_to,
    corrected,
    entered,
    exported,
    field,
    pressed,
    replies_with,
    said_in,
    told,
)
from tests.conftest import StartBot
from tests.reading import shown

IN_ENGLISH, IN_GERMAN = "deals with Bravo Robotics", "was weißt du über Bravo Robotics?"


async def test_a_corrected_price_changes_the_card_and_is_told_in_the_thread(bot: Dealbot, workspace: Workspace) -> None:
    """With who corrected it, what stood there before, and a button that brings everything back, to the byte."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    before = await exported(bot, workspace)
    card = await asked(workspace, IN_ENGLISH)
    view = await pressed(workspace, card, "deal.correct")
    assert entered(view) | {"amount": "300m USD", "acquirers": "Alpha Holding", "type": "acquisition"} == entered(view)
    await corrected(workspace, view, amount="320m USD", stake_percent="75")
    assert workspace.views() == []
    told_of = await replies_with(workspace, card, "corrected the deal")
    assert "Price: $320m, before $300m" in shown(told_of)
    assert "Share: 75 %, before not known" in shown(told_of)
    assert "75 %" in (await changed_to(workspace, card, "$320m (corrected by @")).text
    assert await exported(bot, workspace) != before

    await workspace.click(told_of.ts, "decision.undo")
    assert "\nUndone by @" in shown(await changed_to(workspace, told_of, "Undone by"))
    assert (await changed_to(workspace, card, "Price $300m")).blocks == card.blocks
    assert await exported(bot, workspace) == before


async def test_the_line_above_an_answer_to_filters_changes_with_its_card(bot: Dealbot, workspace: Workspace) -> None:
    """It says the same as the thread below, above it what was asked."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await workspace.command("/deal", "bravo min:100m")
    (anchor,) = await workspace.wait_for(lambda: [m for m in workspace.messages("#deals") if "1 deal: " in m.text])
    (card,) = await workspace.wait_for(lambda: workspace.replies("#deals", anchor.ts))
    await corrected(workspace, await pressed(workspace, card, "deal.correct"), amount="320m USD")
    now = shown(await changed_to(workspace, anchor, "$320m"))
    assert "at least $100m" in now
    assert "$300m" not in now


async def test_a_german_card_is_corrected_in_german(bot: Dealbot, workspace: Workspace) -> None:
    """Labels, what stands in the fields, what is typed and what is told."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_GERMAN)
    view = await pressed(workspace, card, "deal.correct")
    assert "Deal korrigieren" in said_in(view) or view.definition["title"]["text"] == "Deal korrigieren"
    assert entered(view)["amount"] == "300 Mio. USD"
    await corrected(workspace, view, amount="1,135 Mrd. €")
    told_of = await replies_with(workspace, card, "hat Preis korrigiert")
    assert "1,14 Mrd. €, vorher 300 Mio. $" in shown(told_of)
    await changed_to(workspace, card, "korrigiert von @")


async def test_the_same_works_over_http(start_bot: StartBot, workspace: Workspace) -> None:
    """Signed requests instead of a socket."""
    async with start_bot(mode="http") as started:
        await told(started.dealbot, workspace, "Alpha Holding", "Bravo Robotics")
        card = await asked(workspace, IN_ENGLISH)
        await corrected(workspace, await pressed(workspace, card, "deal.correct"), status="completed")
        await changed_to(workspace, card, "completed (corrected by @")


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ({"amount": "lots"}, "I don't understand this amount"),
        ({"amount": "14bn XXX"}, "I don't understand this amount"),
        ({"amount": "-3m USD"}, "I don't understand this amount"),
        ({"stake_percent": "120"}, "Give a share above 0"),
        ({"date": "2025-02-30"}, "Give a day or a month"),
        ({"expected_close": "soon"}, "Give a day, a month, a quarter"),
        ({"targets": "x" * 200}, "At most 30 names"),
        ({"target_business": "x" * 400}, "At most 300 characters"),
        ({}, "Nothing is changed yet"),
    ],
)
async def test_what_a_field_cannot_have_is_said_beside_it(
    bot: Dealbot, workspace: Workspace, entries: dict[str, str], complaint: str
) -> None:
    """The modal stays open with what was typed; nothing is changed."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    before = await exported(bot, workspace)
    card = await asked(workspace, IN_ENGLISH)
    view = await pressed(workspace, card, "deal.correct")
    await corrected(workspace, view, YOU, **entries)
    (still,) = workspace.views()
    (block_id,) = still.errors
    assert complaint in still.errors[block_id]
    assert not entries or block_id == field(view, *entries)
    assert await exported(bot, workspace) == before


async def test_an_emptied_field_is_not_known(bot: Dealbot, workspace: Workspace) -> None:
    """Which is a correction, too."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    await corrected(workspace, await pressed(workspace, card, "deal.correct"), amount=None, acquirers=None)
    told_of = await replies_with(workspace, card, "corrected the deal")
    assert "Price: not known, before $300m" in shown(told_of)
    assert "Buyer: not known, before Alpha Holding" in shown(told_of)
    assert "Not stated: the buyer" in shown(await changed_to(workspace, card, "Not stated"))


async def test_only_the_kind_of_an_amount_is_corrected(bot: Dealbot, workspace: Workspace) -> None:
    """The figure and its words stay."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    await corrected(workspace, await pressed(workspace, card, "deal.correct"), amount_kind="enterprise_value")
    await changed_to(workspace, card, "$300m enterprise value")


async def test_of_two_who_correct_at_once_the_later_wins_and_hears_of_the_other(
    bot: Dealbot, workspace: Workspace
) -> None:
    """Nothing is lost: undoing the later brings the earlier back."""
    workspace.add_user("anna")
    await workspace.invite("anna", "#deals")
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    mine = await pressed(workspace, card, "deal.correct")
    hers = await pressed(workspace, card, "deal.correct", user="anna")
    await corrected(workspace, mine, amount="310m USD", stake_percent="60")
    await corrected(workspace, hers, "anna", amount="320m USD")
    (notice,) = workspace.views("anna")
    assert "Meanwhile somebody else had corrected the same" in said_in(notice)
    assert "*$310m*" in said_in(notice)
    now = await changed_to(workspace, card, "$320m (corrected by @")
    assert "60 %" in shown(now)
    hers_told = await replies_with(workspace, card, "Price: $320m, before $310m")
    await workspace.click(hers_told.ts, "decision.undo")
    await changed_to(workspace, card, "$310m (corrected by @")


async def test_a_correction_is_taken_back_in_the_modal_itself(bot: Dealbot, workspace: Workspace) -> None:
    """The field shows again what articles say; what was typed into others stays."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    await corrected(workspace, await pressed(workspace, card, "deal.correct"), amount="320m USD")
    await changed_to(workspace, card, "$320m (corrected by @")
    view = await pressed(workspace, card, "deal.correct")
    assert "Corrected on" in str(view.definition["blocks"])
    workspace.fill(view.id, {field(view, "target_location"): "Hamburg"})
    await workspace.act(view.id, "decision.undo")
    (anew,) = workspace.views()
    assert entered(anew)["amount"] == "300m USD"
    assert entered(anew)["target_location"] == "Hamburg"
    assert "Corrected on" not in str(anew.definition["blocks"])
    await changed_to(workspace, card, "Price $300m")


async def test_a_submission_that_is_sent_again_changes_nothing_more(bot: Dealbot, workspace: Workspace) -> None:
    """One correction, one reply."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    first = await pressed(workspace, card, "deal.correct")
    second = await pressed(workspace, card, "deal.correct")
    await corrected(workspace, first, amount="320m USD")
    await corrected(workspace, second, amount="320m USD")
    assert workspace.views() == []
    await changed_to(workspace, card, "$320m (corrected by @")
    await bot.settled()
    replies = [message for message in workspace.replies("#deals", card.thread_ts or "") if "corrected" in message.text]
    assert len(replies) == 1


@pytest.mark.parametrize(
    ("question", "sentence"),
    [(IN_ENGLISH, "You can't see this deal any more"), (IN_GERMAN, "Diesen Deal siehst du nicht mehr")],
)
async def test_a_deal_that_is_gone_is_not_corrected(
    bot: Dealbot, workspace: Workspace, question: str, sentence: str
) -> None:
    """Neither by a button on an old message nor by a modal that was open."""
    recorded = await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, question)
    opened = await pressed(workspace, card, "deal.correct")
    author = Author(workspace.state.team_id, "U0", is_public=True)
    await decisions.not_a_deal(bot.store, author, recorded.deals[0].deal.id, merge=RULES, now=SEEN)
    await corrected(workspace, opened, amount="320m USD")
    assert sentence in said_in(workspace.views()[-1])
    assert sentence in said_in(await pressed(workspace, card, "deal.correct"))


@pytest.mark.parametrize("stranger", [{"is_guest": True}, {"team_id": "T0ELSEWHERE"}])
async def test_guests_and_strangers_read_but_do_not_correct(
    bot: Dealbot, workspace: Workspace, stranger: dict[str, object]
) -> None:
    """They may look at the sources."""
    workspace.add_user("gus", **stranger)  # type: ignore[arg-type]  # one of two keywords
    await workspace.invite("gus", "#deals")
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    for action in ("deal.correct", "deal.same"):
        assert "can read deals but not change them" in said_in(await pressed(workspace, card, action, user="gus"))
    await workspace.click(card.ts, "deal.not_a_deal", user="gus")
    (whispered,) = await workspace.wait_for(lambda: workspace.ephemerals("#deals", "gus"))
    assert "can read deals but not change them" in whispered.text
    assert "Alpha Holding buys" in said_in(await pressed(workspace, card, "deal.sources", user="gus"))


async def test_where_only_the_asker_sees_the_card_they_alone_hear_of_the_correction(
    bot: Dealbot, workspace: Workspace
) -> None:
    """The bot is no member of the channel, so nothing can be changed there."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await workspace.command("/deal", "bravo robotics", channel="#general")
    card = (await workspace.wait_for(lambda: [e for e in workspace.ephemerals("#general") if len(e.blocks) > 1]))[0]
    await workspace.click(card.ts, "deal.correct")
    await corrected(workspace, workspace.views()[-1], amount="320m USD")
    told_of = await workspace.wait_for(
        lambda: [e for e in workspace.ephemerals("#general") if "corrected Price" in e.text]
    )
    await workspace.click(told_of[0].ts, "decision.undo")
    await workspace.wait_for(lambda: [e for e in workspace.ephemerals("#general") if e.text == "Undone."])
    assert workspace.messages("#general") == []


async def test_a_modal_that_takes_long_says_so_until_it_is_there(bot: Dealbot, workspace: Workspace) -> None:
    """A trigger opens a modal for three seconds only."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_GERMAN)
    held = workspace.faults.hold_next("users.info")
    clicked = asyncio.ensure_future(workspace.click(card.ts, "deal.correct"))
    (view,) = await workspace.wait_for(workspace.views)
    assert "Einen Moment" in said_in(view)
    held.release()
    await clicked
    (view,) = workspace.views()
    assert entered(view)["targets"] == "Bravo Robotics"


async def test_while_slack_does_not_say_who_somebody_is_nothing_is_changed(bot: Dealbot, workspace: Workspace) -> None:
    """They may be a guest."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    workspace.faults.fail_next("users.info", error="user_not_found")
    assert "Please try again in a moment" in said_in(await pressed(workspace, card, "deal.correct"))


async def test_a_modal_that_is_closed_before_it_is_there_is_left_alone(bot: Dealbot, workspace: Workspace) -> None:
    """The person has changed their mind."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    held = workspace.faults.hold_next("users.info")
    clicked = asyncio.ensure_future(workspace.click(card.ts, "deal.correct"))
    (view,) = await workspace.wait_for(workspace.views)
    await workspace.close_view(view.id)
    held.release()
    assert (await clicked).acked
    assert workspace.views() == []


async def test_a_card_in_a_direct_message_is_corrected_there(bot: Dealbot, workspace: Workspace) -> None:
    """Where only one person and the bot are."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    im = workspace.im().id
    ts = await workspace.say(im, "bravo robotics")
    (card,) = await workspace.wait_for(lambda: workspace.replies(im, ts))
    await corrected(workspace, await pressed(workspace, card, "deal.correct"), target_location="Hamburg")
    await changed_to(workspace, card, "Hamburg")
    await replies_with(workspace, card, "corrected Based in: Hamburg, before not known.", im)


async def test_the_button_of_a_deal_that_is_forgotten_says_so(bot: Dealbot, workspace: Workspace) -> None:
    """Neither the deal nor the words of the message are kept any more; what stands in Slack stays."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, IN_ENGLISH)
    later = datetime.now(UTC) + timedelta(days=1)
    await retention.forget_older(bot.store, later, later, merge=RULES)
    assert "You can't see this deal any more" in said_in(await pressed(workspace, card, "deal.correct"))
    assert workspace.state.find(card.ts).blocks == card.blocks
