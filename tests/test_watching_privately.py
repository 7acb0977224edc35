"""Watches ask whole questions, and are told only what those who read the place may know."""

import pytest

from bot.app import Dealbot
from bot.playground.workspace import Workspace
from tests.aloud import WIZ, WIZ_RUMOUR, posted, shared, told
from tests.articles import page
from tests.conftest import Site
from tests.reading import all_shown, shown

ROBOTS = """Contoso buys robot maker Fabrikam

Contoso has agreed to buy the robotics company Fabrikam for $3 billion in cash, the companies said on Tuesday.

Fabrikam makes robots for warehouses and has several hundred employees. Regulators have yet to look at the purchase, \
which both companies want to complete before the end of the year."""


@pytest.fixture
def desk(workspace: Workspace) -> str:
    """A channel where nobody shares anything."""
    workspace.add_channel("desk")
    return "#desk"


async def test_a_question_is_watched(bot: Dealbot, workspace: Workspace, site: Site, desk: str) -> None:
    """What it asks for is told, and nothing else."""
    for question in ("robotics min:1bn", "status:completed", "min:5bn", "type:acquisition min:2bn"):
        assert "I watch" in await told(workspace, "/watch", question)
    await shared(workspace, bot, site.show("/robots", page(ROBOTS)))
    (update,) = posted(workspace)
    assert "Contoso → Fabrikam" in shown(update)
    assert "Watched: robotics min:1bn and type:acquisition min:2bn" in shown(update)


async def test_a_deal_that_comes_to_be_asked_for_is_told(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """Its price is known now, and large enough."""
    await told(workspace, "/watch", "min:1bn")
    await shared(workspace, bot, site.show("/rumour", page(WIZ_RUMOUR)))
    assert posted(workspace) == []
    await shared(workspace, bot, site.show("/agreed", page(WIZ)))
    (update,) = posted(workspace)
    assert "price $32bn" in shown(update)


@pytest.mark.parametrize("watched", ["wiz", "min:1bn"])
async def test_what_a_private_channel_heard_stays_there(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str, watched: str
) -> None:
    """A public channel hears nothing; who is a member hears it in direct messages; others hear nothing there either."""
    workspace.state.add_user("eve")
    workspace.add_channel("secret", private=True)
    await workspace.invite("eve", desk)
    await told(workspace, "/watch", watched)
    await told(workspace, "/watch", f"{watched} me")
    await workspace.command("/watch", f"{watched} me", channel=desk, user="eve")
    url = site.show("/agreed", page(WIZ))
    await shared(workspace, bot, url, "#secret")
    assert posted(workspace) == []
    assert "Wiz" in all_shown(workspace.messages(workspace.im().id))
    assert workspace.messages(workspace.im("eve").id) == []
    await shared(workspace, bot, url)
    assert [each.text[:24] for each in posted(workspace)] == ["Update, a new deal: Googl"[:24]]
    assert "Wiz" in all_shown(workspace.messages(workspace.im("eve").id))
    assert len(workspace.messages(workspace.im().id)) == 1


async def test_a_change_that_only_others_know_of_is_not_told(
    bot: Dealbot, workspace: Workspace, site: Site, desk: str
) -> None:
    """The rumour is public, the price is not."""
    workspace.add_channel("secret", private=True)
    await told(workspace, "/watch", "wiz")
    await shared(workspace, bot, site.show("/rumour", page(WIZ_RUMOUR)))
    (first,) = posted(workspace)
    await shared(workspace, bot, site.show("/agreed", page(WIZ)), "#secret")
    assert workspace.replies(desk, first.ts) == []
    assert "32" not in all_shown(posted(workspace))
