"""Questions in Slack: answered in the channel and its thread, asked again by buttons, page by page."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.app import Dealbot
from bot.playground.records import Ephemeral, Message
from bot.playground.workspace import Workspace
from bot.settings import Settings
from storage.records import DealStatus, Money, Move, MoveKind, PersonFacts
from storage.store import Store
from tests.conftest import StartBot
from tests.newsroom import NOW, article, quoted, share, takeover
from tests.reading import all_shown, shown

QUARRIES = 12


def millions(amount: int) -> Money:
    return Money(Decimal(amount) * 10**6, "USD", f"${amount}m")


async def tell(store: Store, workspace: Workspace) -> None:
    """Alpha has bought twelve quarries, Gamma Beta Robotics, of which Ada Lang came along; Gamma may buy Delta Labs."""
    where = {"team_id": workspace.team_id, "channel_id": workspace.state.channel("#deals").id}
    for number in range(QUARRIES):
        text = f"Alpha buys Quarry{number:02} Works, number {number} of many, which {'digs ' * number}stones."
        deal = takeover(text, "Alpha", f"Quarry{number:02} Works", amount=millions(100 * (number + 1)))
        when = date(2025, 4, 1) + timedelta(days=number)
        read = article(text, url=f"https://paper.example/{number}", published=when, told=[deal])
        await share(store, read, ts=f"{number}.1", now=NOW, **where)
    text = "Gamma buys Beta Robotics, a maker of robots. Ada Lang, finance chief of Beta Robotics, joins Gamma."
    first, second = (f"{sentence.rstrip('.')}." for sentence in text.split(". "))
    bought = replace(takeover(text, "Gamma", "Beta Robotics"), evidence=quoted(text, first, "acquirers", "targets"))
    ada = PersonFacts(
        "Ada Lang",
        "Finanzchefin",
        "Beta Robotics",
        move=Move(MoveKind.JOINS, "Beta Robotics", "Gamma"),
        evidence=quoted(text, second, "move"),
    )
    bert = PersonFacts("Bert Lang", "analyst", "Gamma", evidence=quoted(text, second, "organisation"))
    robots = article(text, url="https://paper.example/b", published=date(2025, 6, 1), told=[bought], people=[ada, bert])
    await share(store, robots, ts="100.1", now=NOW, **where)
    text = "Delta Labs may be bought by Gamma, people say."
    rumour = takeover(text, "Gamma", "Delta Labs", status=DealStatus.RUMOURED)
    talks = article(text, url="https://paper.example/c", published=date(2025, 6, 2), told=[rumour])
    await share(store, talks, ts="101.1", now=NOW, **where)


@pytest.fixture
async def bot(start_bot: StartBot, settings: Settings, workspace: Workspace) -> AsyncIterator[Dealbot]:
    """A bot that has read of these deals."""
    store = await Store.open(settings.db)
    await tell(store, workspace)
    await store.close()
    async with start_bot() as started:
        yield started.dealbot


async def asked(workspace: Workspace, bot: Dealbot, text: str, command: str = "/deal") -> list[Message | Ephemeral]:
    """Everything new after a command: in the channel, its threads, and for the asker alone."""
    before = everything(workspace)
    delivery = await workspace.command(command, text)
    assert delivery.acked
    await bot.settled()
    return everything(workspace)[len(before) :]


def everything(workspace: Workspace, channel: str = "#deals") -> list[Message | Ephemeral]:
    anchors = workspace.messages(channel)
    replies = [reply for anchor in anchors for reply in workspace.replies(channel, anchor.ts)]
    told: Sequence[Message | Ephemeral] = [*anchors, *replies, *workspace.ephemerals(channel)]
    return sorted(told, key=lambda each: each.ts)


def buttons(message: Message | Ephemeral) -> dict[str, str]:
    """From the labels of the buttons that ask, or turn pages, to their action ids; cards have others of their own."""
    elements = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
    asking = [each for each in elements if each["action_id"].startswith(("ask.", "page."))]
    return {each["text"]["text"]: each["action_id"] for each in asking}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("deals above $1bn", "3 deals: at least $1bn"),
        ("Deals über 1 Mrd. Dollar seit Januar 2025", "3 Deals: mindestens 1 Mrd. $, seit 1. Januar 2025"),
        ("deals in robotics", "1 deal: robotics."),
        ("rumoured deals", "1 deal: rumoured."),
        ("who bought Beta Robotics", "Gamma buys Beta Robotics."),
        ("was hat Gamma im Juni 2025 gekauft?", "2 Deals: Gamma als Käufer, Juni 2025."),
        ("Gamma Beta Robotics", "1 deal: with Gamma, with Beta Robotics."),
        ("gamma vs delta labs", "1 deal: with gamma, with delta labs."),
        ("Deals zwischen Gamma und Delta Labs", "1 Deal: mit Gamma, mit Delta Labs."),
        ("top 2 deals of Alpha", "2 deals: with Alpha, largest first."),
        ("deals with Ada Lang since 2025", "1 deal: with Ada Lang in the same article, since 1 January 2025."),
    ],
)
async def test_a_question_is_answered_with_what_was_understood(
    bot: Dealbot, workspace: Workspace, question: str, told: str
) -> None:
    """In its language: one line in the channel, cards in its thread; in a mention's thread both."""
    anchor, *details = await asked(workspace, bot, question)
    assert anchor.text.startswith(told)
    assert details
    assert {detail.thread_ts for detail in details} == {anchor.ts}
    ts = await workspace.say("#deals", f"@dealbot {question}")
    (reply, *_) = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    assert reply.text.startswith(told)


async def test_what_is_left_out_is_said(bot: Dealbot, workspace: Workspace) -> None:
    """Deals without a value cannot be compared."""
    (notice,) = await asked(workspace, bot, "deals of Gamma above $1bn")
    assert notice.text == "I know no such deal: with Gamma, at least $1bn; 2 deals without a comparable value left out."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("alpha min:lots", "I don't understand *min:lots*: give an amount such as `min:500m`"),
        ("alpha since:yesteryear", "I don't understand *since:yesteryear*: give a day, a month or a year"),
        ("alpha foo:bar", "There is no filter `foo:bar`. There are `since:`"),
        ("alpha sectr:robots", "There is no filter `sectr:robots`. Did you mean `sector:`?"),
        ("alpha min:5bn max:1bn", "No deal can hold for *max:1bn* together with the other end you gave"),
        ("alpha seit:gestern bis:2024", "Kein Deal erfüllt *bis:2024* zusammen mit der anderen Grenze"),
        ("Deals von Alpha brnche:autos", "Den Filter `brnche:autos` gibt es nicht. Meinst du `branche:`?"),
    ],
)
async def test_impossible_filters_are_told_with_what_is_possible(
    bot: Dealbot, workspace: Workspace, question: str, told: str
) -> None:
    """To the asker alone, and nothing is searched."""
    (notice,) = await asked(workspace, bot, question)
    assert isinstance(notice, Ephemeral)
    assert notice.text.startswith(told)


async def test_a_misspelt_name_is_answered_and_said(bot: Dealbot, workspace: Workspace) -> None:
    """Where only one known name is like it; in the question's language."""
    anchor, *_ = await asked(workspace, bot, "wer kauft Btea Robotics?")
    assert anchor.text.startswith(
        "Über *Btea Robotics* habe ich noch nichts gelesen; das ist *Beta Robotics*. Gamma über"
    )


@pytest.mark.parametrize(
    ("question", "lang", "told"),
    [
        ("who bought quarry?", "en", "Alpha buys Quarry"),
        ("wer hat quarry gekauft?", "de", "Alpha übernimmt Quarry"),
    ],
)
async def test_names_that_may_be_meant_are_buttons_that_ask(
    bot: Dealbot, workspace: Workspace, question: str, lang: str, told: str
) -> None:
    """The question is answered as if asked about that name, in the channel, and the notice goes."""
    (notice,) = await asked(workspace, bot, question)
    assert isinstance(notice, Ephemeral)
    offered = buttons(notice)
    assert list(offered.values()) == [f"ask.{number}" for number in range(5)]
    label, action_id = next(iter(offered.items()))
    before = len(workspace.messages("#deals"))
    delivery = await workspace.click(notice.ts, action_id)
    assert delivery.acked
    await bot.settled()
    anchor = workspace.messages("#deals")[before]
    assert anchor.text.startswith(told)
    assert label in anchor.text
    assert workspace.replies("#deals", anchor.ts)
    await workspace.wait_for(lambda: workspace.ephemerals("#deals") == [])


async def test_a_button_in_a_thread_is_answered_there_once(bot: Dealbot, workspace: Workspace) -> None:
    """However often Slack sends the press."""
    ts = await workspace.say("#deals", "@dealbot quarry?")
    (offer,) = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    pressed = await workspace.click(offer.ts, "ask.1")
    await workspace.interact_again(pressed)
    await bot.settled()
    _, *answers = workspace.replies("#deals", ts)
    assert len(answers) == 1
    assert next(iter(list(buttons(offer))[1:2])) in answers[0].text


async def test_a_button_works_where_only_the_asker_sees_the_answer(bot: Dealbot, workspace: Workspace) -> None:
    """In a channel without the bot all of it is ephemeral."""
    await workspace.command("/deal", "quarry", channel="#general")
    await bot.settled()
    (offer,) = workspace.ephemerals("#general")
    await workspace.click(offer.ts, "ask.0")
    await bot.settled()
    told = await workspace.wait_for(lambda: [e for e in workspace.ephemerals("#general") if e.ts != offer.ts])
    assert told[0].text.startswith("Alpha buys Quarry")
    assert workspace.messages("#general") == []


async def test_two_companies_without_a_deal_together_are_each_told(bot: Dealbot, workspace: Workspace) -> None:
    """And that they have none."""
    anchor, *details = await asked(workspace, bot, "alpha vs beta robotics")
    assert anchor.text.startswith(
        "I know no deal between alpha and beta robotics, but deals with each: Alpha: 12 deals."
    )
    assert "Beta Robotics: 1 deal. Newest: Gamma buys Beta Robotics" in anchor.text
    assert "Quarry11" in all_shown(details)
    anchor, *_ = await asked(workspace, bot, "alpha / omega partners")
    assert "I know nothing about omega partners" in anchor.text


@pytest.mark.parametrize(
    ("question", "first", "second", "turn"),
    [("alpha", "1–10 of 12", "11–12 of 12", "Next"), ("Deals von Alpha", "1–10 von 12", "11–12 von 12", "Weiter")],
)
async def test_more_than_ten_deals_come_in_pages(
    bot: Dealbot, workspace: Workspace, question: str, first: str, second: str, turn: str
) -> None:
    """The next page is a reply in the same thread, and leads back."""
    _, *details = await asked(workspace, bot, question)
    assert first in shown(details[-1])
    assert buttons(details[-1]) == {turn: "page.next"}
    told = " ".join(detail.text for detail in details)  # cards name other deals, too
    assert "Quarry11" in told
    assert "Quarry01" not in told
    before = len(everything(workspace))
    pressed = await workspace.click(details[-1].ts, "page.next")
    await workspace.interact_again(pressed)
    await bot.settled()
    (page,) = everything(workspace)[before:]
    assert isinstance(page, Message)
    assert page.thread_ts == details[0].thread_ts
    assert second in shown(page)
    assert "Quarry00" in page.text
    assert "Quarry02" not in page.text
    assert list(buttons(page).values()) == ["page.previous"]
    await workspace.click(page.ts, "page.previous")
    await bot.settled()
    assert first in shown(everything(workspace)[-1])


async def test_pages_are_turned_where_only_the_asker_sees_them(bot: Dealbot, workspace: Workspace) -> None:
    """In a channel without the bot: the ephemeral message is replaced."""
    await workspace.command("/deal", "alpha", channel="#general")
    await bot.settled()
    seen = workspace.ephemerals("#general")
    turned = next(each for each in seen if buttons(each))
    await workspace.click(turned.ts, "page.next")
    await bot.settled()
    last = await workspace.wait_for(
        lambda: [each for each in workspace.ephemerals("#general") if "11–12 of 12" in shown(each)]
    )
    assert list(buttons(last[0]).values()) == ["page.previous"]
    assert workspace.messages("#general") == []


@pytest.mark.parametrize("value", ["", "{}", "nonsense", '{"q": 1}', '{"q": "a", "for": "nobody", "lang": "en"}'])
@pytest.mark.parametrize("action_id", ["ask.0", "page.next"])
async def test_an_old_button_gets_a_clear_answer(
    bot: Dealbot, workspace: Workspace, action_id: str, value: str
) -> None:
    """Whatever it carries; to whoever pressed it."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": action_id, "value": value}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = await workspace.say("#deals", "old news", blocks=blocks, raw=True)
    assert (await workspace.click(ts, action_id)).acked
    await bot.settled()
    (told,) = workspace.ephemerals("#deals")
    assert "Please ask again" in told.text


@pytest.mark.parametrize(
    ("question", "told", "detail"),
    [
        ("ada lang", "Ada Lang (Finanzchefin, Beta Robotics)", "chief financial officer"),
        ("wer ist Ada Lang?", "Ada Lang", "Finanzchefin"),
        ("gamma", "People of Gamma: 1 joined, 1 there.", "Ada Lang"),
        ("who joined Gamma in June 2025", "People of Gamma: 1 joined.", "1 June 2025"),
        ("Wer verlässt Beta Robotics?", "Personen von Beta Robotics: 1 gegangen.", "1. Juni 2025"),
        (
            "who left Gamma",
            "I know nobody who left Gamma, but others: People of Gamma: 1 joined, 1 there.",
            "Bert Lang",
        ),
        ("who joined Gamma min:1bn", "“min:1bn” says nothing about people, so I left it out. People of Gamma", "Ada"),
    ],
)
async def test_people_are_told_over_time_and_by_company(
    bot: Dealbot, workspace: Workspace, question: str, told: str, detail: str
) -> None:
    """With days and sentences; well-known posts in the answer's language."""
    anchor, *details = await asked(workspace, bot, question, "/who")
    if "Finanzchefin" not in told:
        assert anchor.text.startswith(told)
    assert detail in all_shown([anchor, *details])
    assert "joins Gamma" in all_shown(details)


async def test_several_people_of_one_name_are_buttons(bot: Dealbot, workspace: Workspace) -> None:
    """Each leads to that one's timeline, in the thread."""
    anchor, details = await asked(workspace, bot, "lang", "/who")
    assert anchor.text.startswith("2 people called lang: ")
    assert set(buttons(details)) == {"Ada Lang", "Bert Lang"}
    await workspace.click(details.ts, buttons(details)["Bert Lang"])
    await bot.settled()
    assert "Bert Lang (analyst, Gamma)" in workspace.replies("#deals", anchor.ts)[-1].text


async def test_nobody_known_at_a_company_is_said(bot: Dealbot, workspace: Workspace) -> None:
    """Of a company that is known by its deals."""
    (notice,) = await asked(workspace, bot, "who left Alpha", "/who")
    assert notice.text == "I know nobody who left Alpha. Share an article that tells of them, and I'll read it."


@pytest.mark.parametrize(
    ("command", "text", "locale", "told"),
    [
        ("/deal", "help", "en-US", "`/deal export csv"),
        ("/deal", "hilfe", "en-US", "`/deal exportieren csv"),
        ("/deal", "?", "de-DE", "`/deal exportieren csv"),
        ("/who", "help", "en-US", "`/who who left"),
        ("/who", "Hilfe", "en-US", "`/who wer verlässt"),
        ("/deal", "", "de-AT", "Welche Firma oder Person?"),
        ("/deal", "add", "de-DE", "Gib mir einen Link oder einen Text"),
        ("/deal", "omega", "de-DE", "Über *omega* habe ich noch nichts gelesen."),
        ("/deal", "omega", "fr-FR", "I haven't read anything about *omega* yet."),
        ("/deal", "hlep", "en-US", "Did you mean `/deal help`?"),
        ("/deal", "exprot csv omega", "en-US", "Did you mean `/deal export csv omega`?"),
        ("/deal", "exportiern xlsx omega", "de-DE", "Meinst du `/deal exportieren xlsx omega`?"),
    ],
)
async def test_help_and_what_nobody_understands_are_for_the_asker_alone(
    bot: Dealbot, workspace: Workspace, command: str, text: str, locale: str, told: str
) -> None:
    """In the language of the words, else in that of the asker's Slack."""
    workspace.add_user("gerda", locale=locale)
    await workspace.invite("gerda", "#deals")
    await workspace.command(command, text, user="gerda")
    (notice,) = workspace.ephemerals("#deals", "gerda")
    assert told in shown(notice).replace("\u2060", "")
    assert workspace.messages("#deals") == []


async def test_a_bare_name_is_answered_in_the_askers_language(bot: Dealbot, workspace: Workspace) -> None:
    """In a mention as in a command."""
    workspace.add_user("gerda", locale="de-DE")
    await workspace.invite("gerda", "#deals")
    await workspace.command("/deal", "beta robotics", user="gerda")
    await bot.settled()
    assert workspace.messages("#deals")[-1].text.startswith("Gamma übernimmt Beta Robotics")
    ts = await workspace.say("#deals", "@dealbot beta robotics", user="gerda")
    (reply, *_) = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    assert reply.text.startswith("Gamma übernimmt Beta Robotics")
