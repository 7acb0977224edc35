"""What tests do and see in a channel of the local Slack: share, wait, look at signs, settings and updates."""

from bot.app import Dealbot
from bot.playground.records import Message, View
from bot.playground.workspace import Workspace
from tests.reading import shown

MOVE = """Maria Weber joins Contoso

The software company Contoso has appointed Maria Weber as its new chief executive, it said on Monday. Maria Weber \
joins from Fabrikam, where she was chief financial officer."""
CLOSED = """Meta completes Scale AI deal

Meta has completed the purchase of a 49% stake in data labelling startup Scale AI for $14.3 billion, the companies \
said on Friday."""
WIZ = """Google buys Wiz

Google has agreed to buy the cloud security company Wiz for $32 billion in cash, the companies said on Tuesday.

The purchase is the largest in the history of the search company. Regulators have yet to look at it. Wiz was founded \
in 2020 and employs several hundred people in New York and Tel Aviv."""
WIZ_RUMOUR = """Google may buy Wiz

Google is in talks to buy the cloud security company Wiz, a person familiar with the matter said.

Talks may still fail, the person said. Spokespeople of both companies declined to comment on what they called \
speculation. Wiz was founded in 2020 and employs several hundred people in New York and Tel Aviv."""


async def settled(workspace: Workspace, bot: Dealbot) -> None:
    await workspace.delivered()
    await bot.settled()


async def shared(workspace: Workspace, bot: Dealbot, text: str, channel: str = "#deals") -> str:
    """Share something and wait until everything about it is done."""
    ts = await workspace.say(channel, text)
    await settled(workspace, bot)
    return ts


def reactions(workspace: Workspace, ts: str, channel: str = "#deals") -> set[str]:
    found = workspace.message(channel, ts).reactions
    return {each.name for each in found if workspace.bot_user_id in each.users}


async def open_settings(workspace: Workspace, command: str = "settings") -> View:
    await workspace.command("/deal", command)
    (view,) = await workspace.wait_for(workspace.views)
    return view


async def set_answers(workspace: Workspace, answers: str, **more: str | list[str]) -> None:
    view = await open_settings(workspace)
    workspace.fill(view.id, {"answers": answers, **more})
    await workspace.submit_view(view.id)


async def told(workspace: Workspace, command: str, text: str, channel: str = "#desk") -> str:
    """What a command says to the asker."""
    await workspace.command(command, text, channel=channel)
    return shown(workspace.ephemerals(channel)[-1])


def posted(workspace: Workspace, channel: str = "#desk") -> list[Message]:
    """The bot's own messages in a channel, without their threads."""
    return [each for each in workspace.messages(channel) if each.bot_id]
