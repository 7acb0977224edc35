"""`/deal alias` and `/deal unalias`, through the real app."""

import pytest

from bot.app import Dealbot
from bot.playground.workspace import Workspace
from tests.cards import asked, changed_to, exported, replies_with, told
from tests.reading import shown


async def test_two_names_of_one_company_join_its_deals(bot: Dealbot, workspace: Workspace) -> None:
    """The channel is told what was joined, and Undo parts it again, to the byte."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Alpha Holding", "Kestrel Works", number=2, day=2)
    before = await exported(bot, workspace)
    await workspace.command("/deal", "alias Kestrel Works = Bravo Robotics")
    (said,) = await workspace.wait_for(lambda: workspace.messages("#deals"))
    assert "Kestrel Works is another name of Bravo Robotics" in shown(said)
    assert "Deals that are one by it:\n• Alpha Holding → Bravo Robotics · $300m · announced" in shown(said)
    assert await exported(bot, workspace) != before
    await workspace.click(said.ts, "alias.undo")
    await changed_to(workspace, said, "Undone by @")
    assert await exported(bot, workspace) == before


async def test_what_is_tied_is_listed_and_taken_back(bot: Dealbot, workspace: Workspace) -> None:
    """To the asker alone, with a button a line; `unalias` takes it back by name."""
    await workspace.command("/deal", "alias Kestrel = Kestrel Works")
    await workspace.command("/deal", "alias")
    (listed,) = workspace.ephemerals("#deals")
    assert "Kestrel stands for Kestrel Works - @" in shown(listed)
    await workspace.command("/deal", "unalias Kestrel")
    await workspace.wait_for(lambda: [m for m in workspace.messages("#deals") if "stands for no other" in m.text])
    await workspace.click(listed.ts, "alias.undo")
    (told_of,) = await workspace.wait_for(lambda: workspace.ephemerals("#deals")[1:])
    assert told_of.text == "That was undone or decided anew already."


async def test_a_listed_name_is_taken_back_by_its_button(bot: Dealbot, workspace: Workspace) -> None:
    """Where only the asker sees the list, only they hear that it is done."""
    await workspace.command("/deal", "alias Kestrel = Kestrel Works")
    await workspace.command("/deal", "zweitname")
    (listed,) = workspace.ephemerals("#deals")
    assert "Kestrel steht für Kestrel Works - @" in shown(listed)
    await workspace.click(listed.ts, "alias.undo")
    (told_of,) = await workspace.wait_for(lambda: workspace.ephemerals("#deals")[1:])
    assert told_of.text == "Rückgängig gemacht."
    await workspace.command("/deal", "zweitname")
    assert "Noch hat niemand Namen verknüpft" in workspace.ephemerals("#deals")[-1].text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("alias Meta", "Write it like `/deal alias Facebook = Meta`"),
        ("alias = Meta", "Write it like `/deal alias Facebook = Meta`"),
        ("alias Facebook = Meta = Instagram", "Write it like `/deal alias Facebook = Meta`"),
        ("alias Meta = META", "*Meta* and *META* are one name to me already."),
        ("alias <!channel> = <!channel> Inc", "are one name to me already."),
        ("unalias", "Which name?"),
        ("unalias Nobody", "*Nobody* stands for no other name here."),
        ("zweitname Meta = META", "sind für mich schon ein Name"),
        ("kein-zweitname Niemand", "steht hier für keinen anderen Namen"),
    ],
)
async def test_names_that_cannot_be_tied_are_met_with_a_sentence(
    bot: Dealbot, workspace: Workspace, text: str, sentence: str
) -> None:
    """In the language that was asked in; only the asker sees it."""
    await workspace.command("/deal", text)
    (said,) = workspace.ephemerals("#deals")
    assert sentence in said.text
    assert "<!channel>" not in said.text
    assert workspace.messages("#deals") == []


async def test_a_circle_is_refused_in_the_persons_language(bot: Dealbot, workspace: Workspace) -> None:
    """The word is the same in both languages, so Slack's setting of the person counts."""
    workspace.add_user("anna", locale="de-DE")
    await workspace.invite("anna", "#deals")
    await workspace.command("/deal", "alias Kestrel = Harrier", user="anna")
    await workspace.command("/deal", "alias Harrier = Kestrel", user="anna")
    (said,) = workspace.ephemerals("#deals", "anna")
    assert said.text.startswith("*Kestrel* steht schon für *Harrier*; nimm das zuerst zurück")


async def test_guests_tie_no_names(bot: Dealbot, workspace: Workspace) -> None:
    """They may look at the list."""
    workspace.add_user("gus", is_guest=True)
    await workspace.invite("gus", "#deals")
    await workspace.command("/deal", "alias Kestrel = Harrier", user="gus")
    await workspace.command("/deal", "alias", user="gus")
    first, second = workspace.ephemerals("#deals", "gus")
    assert "Guests" in first.text
    assert "Nobody here has tied names yet" in second.text


async def test_where_two_deals_differ_in_a_name_it_is_tied_by_a_button(bot: Dealbot, workspace: Workspace) -> None:
    """Under the question whether they are one: the card tells of both then, and of itself again after Undo."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    await told(bot, workspace, "Delta Fund", "Bravo Robotics", number=2, day=2)
    before = await exported(bot, workspace)
    card = await asked(workspace, "deals with Delta Fund")
    assert "[Same deal] [Two deals] [Two names of one company]" in shown(card)
    await workspace.click(card.ts, "pair.names")
    said = await replies_with(workspace, card, "Alpha Holding is another name of Delta Fund")
    assert "Deals that are one by it:" in shown(said)
    await changed_to(workspace, card, "2 sources")
    await workspace.click(said.ts, "alias.undo")
    await changed_to(workspace, said, "Undone by @")
    await workspace.wait_for(lambda: workspace.state.find(card.ts).blocks == card.blocks)
    assert await exported(bot, workspace) == before
