"""Questions answered from a real store."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot import merging
from handlers.answers import DEALS_SHOWN, MOST_DETAILS, Answer, answer
from handlers.blocks.asking import question_of
from handlers.queries import deal_query, mention_query, who_query
from storage import deals, inbox
from storage.audience import all_of
from storage.records import (
    Article,
    DealFacts,
    DealStatus,
    DealType,
    Evidence,
    InboxItem,
    JobKind,
    PersonFacts,
    ReadArticle,
    Reading,
)
from storage.store import Store
from tests.deal_records import BOUGHT, MOVES, NOW, SCALE, WANG, facts, shown
from tests.newsroom import place_of

TEXT = f"{BOUGHT} {MOVES}"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database."""
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def placed(facts_evidence: Sequence[Evidence], text: str) -> tuple[Evidence, ...]:
    return tuple(
        replace(one, start=text.index(one.sentence), end=text.index(one.sentence) + len(one.sentence))
        for one in facts_evidence
    )


async def told(
    store: Store,
    number: int,
    *read: DealFacts,
    people: Sequence[PersonFacts] = (),
    team_id: str = "T1",
    text: str = TEXT,
) -> None:
    """An article number `number`, `number` days after the first, is shared and read."""
    now = NOW + timedelta(days=number)
    item = InboxItem(JobKind.SHARE, team_id, "C1", "channel", f"{number}.0", None, "U1", "a link")
    await inbox.put(store, item, now)
    job = await inbox.claim(store, "w1", now, timedelta(minutes=1))
    assert job is not None
    url = f"https://paper.example/{number}"
    own = " ".join(f"Remark{number}of{remark}" for remark in range(60))  # else they are copies of one text
    article = Article(f"{text} {own}", url, url, "Meta takes half of Scale", "paper.example", date(2025, 6, 13), "en")
    reading = Reading(
        "en",
        tuple(replace(one, evidence=placed(one.evidence, text)) for one in read),
        tuple(replace(one, evidence=placed(one.evidence, text)) for one in people),
    )
    await deals.record_reading(
        store,
        job,
        [ReadArticle(article, reading)],
        now,
        place=place_of(job.item),
        merge=merging.RULES,
        compose=lambda _: (),
    )


async def asked(store: Store, command: str) -> Answer:
    """`/deal …`, `/who …` or a mention's text, asked in the workspace T1."""
    kind, _, rest = command.partition(" ")
    query = {"/deal": deal_query, "/who": who_query}.get(kind, mention_query)
    return await answer(store, all_of("T1"), query(rest if kind.startswith("/") else command), NOW)


PLACE = "<https://paper.example/1|paper.example, 13 June 2025>"


async def test_a_company_with_one_deal(store: Store) -> None:
    """One line for the channel, the card with its sentences for the thread."""
    await told(store, 1, SCALE)

    found = await asked(store, "/deal meta")

    assert found.notice is None
    assert found.anchor is not None
    assert found.anchor.text == "Meta buys 49 % of Scale AI for about $15bn (announced)."
    assert shown(found.anchor) == ["*Meta → Scale AI* · 49 % · ~$15bn · announced"]
    (card,) = found.details
    assert shown(card) == [
        "*Buyer* Meta · *Target* Scale AI · *Type* acquihire · *Share* 49 % · *Price* about $15bn"
        f" · *Status* announced\n> {BOUGHT} — {PLACE}",
        "Confidence: high (buyer, target and price stand in one sentence).",
    ]


async def test_the_people_of_a_deal_are_told_with_it(store: Store) -> None:
    """Who joins, leaves or works for a party; other people of the same article are not."""
    analyst = replace(WANG, name="Pat Doe", organisation="Some Bank", move=None)
    await told(store, 1, SCALE, people=[analyst, WANG])

    (card,) = (await asked(store, "/deal meta")).details

    assert card.text == (
        "Meta buys 49 % of Scale AI for about $15bn (announced). Alexandr Wang moves from Scale AI to Meta."
    )
    assert shown(card)[1] == (f"*Alexandr Wang* (chief executive, 28) moves from Scale AI to Meta\n> {MOVES} — {PLACE}")
    assert "Pat Doe" not in "".join(shown(card))


async def test_a_short_form_finds_the_company(store: Store) -> None:
    """ "scale" is Scale AI, as the target and in a mention too."""
    await told(store, 1, SCALE)

    assert await asked(store, "/deal scale") == await asked(store, "/deal Scale AI")
    assert (await asked(store, "what do you know about scale ai?")).anchor is not None


async def test_a_company_with_several_deals(store: Store) -> None:
    """The line counts them under the company's own name; a card each, newest first, in one message."""
    await told(store, 1, SCALE)
    await told(store, 2, facts(targets=("PlayAI",), stake_percent=None, amount=None, type=DealType.ACQUISITION))

    found = await asked(store, "/deal META")

    assert found.anchor is not None
    assert shown(found.anchor) == ["*2 deals with Meta since 21 June 2025*, newest: *Meta → PlayAI* · announced"]
    assert found.anchor.text == "2 deals with Meta since 21 June 2025. Newest: Meta buys PlayAI (announced)."
    (details,) = found.details
    heads = [line for line in shown(details) if line.startswith("*Meta")]
    assert heads == ["*Meta → PlayAI* · announced", "*Meta → Scale AI* · 49 % · ~$15bn · announced"]


async def test_more_deals_than_are_shown_are_counted(store: Store) -> None:
    """Ten cards, how many there are, and a button to the rest."""
    for number in range(DEALS_SHOWN + 2):
        await told(store, number, facts(targets=(f"Quarry{number:02} Works",)))

    found = await asked(store, "was weißt du über Meta?")

    assert found.anchor is not None
    assert found.anchor.text.startswith("12 Deals mit Meta seit 20. Juni 2025. Der neueste: Meta übernimmt 49 % von")
    assert len(found.details) <= MOST_DETAILS
    told_of = [line for details in found.details for line in shown(details) if line.startswith("*Meta")]
    assert len(told_of) == DEALS_SHOWN
    assert "1–10 von 12" in shown(found.details[-1])
    elements = [each for block in found.details[-1].blocks for each in block.get("elements", ())]
    (turn,) = (each for each in elements if each.get("action_id") == "page.next")
    assert turn["text"]["text"] == "Weiter"


async def test_long_cards_fold_so_that_all_of_them_fit(store: Store) -> None:
    """Each deal with nine long sentences: all are told, within the uses of a response_url."""
    for number in range(DEALS_SHOWN):
        target = f"Quarry{number:02} Works"
        sentences = [f"Meta buys {target}, said person {each} {'at some length ' * 150}." for each in range(9)]
        fields = ("acquirers", "amount", "stake_percent", "status", "type", "date", "sellers", "targets", "valuation")
        text = " ".join(sentences)
        evidence = tuple(Evidence(*each, 0, 0) for each in zip(fields, sentences, strict=True))
        await told(store, number, facts(targets=(target,), sellers=("Holding",), evidence=evidence), text=text)

    found = await asked(store, "/deal meta")

    assert len(found.details) <= MOST_DETAILS
    told_of = [line for details in found.details for line in shown(details) if line.startswith("*Meta")]
    assert len(told_of) == DEALS_SHOWN


async def test_in_a_thread_line_and_details_are_one_message(store: Store) -> None:
    """A mention is answered with one post where there is room."""
    await told(store, 1, SCALE)

    found = await asked(store, "what do you know about scale ai?")

    assert found.anchor is not None
    (message,) = found.in_thread()
    assert message.text == found.anchor.text
    assert message.blocks == (*found.anchor.blocks, *found.details[0].blocks)


async def test_who_bought_and_what_was_bought_are_told_apart(store: Store) -> None:
    """The role counts; where nothing fits, the other deals are shown and the answer says so."""
    await told(store, 1, SCALE)
    await told(store, 2, facts(acquirers=("Scale AI",), targets=("SiaSearch",), stake_percent=None, amount=None))

    bought = await asked(store, "who bought Scale AI?")
    buys = await asked(store, "what did Scale AI buy?")
    sold = await asked(store, "wer hat Meta gekauft?")

    assert bought.anchor is not None
    assert shown(bought.anchor) == ["*Meta → Scale AI* · 49 % · ~$15bn · announced"]
    assert buys.anchor is not None
    assert shown(buys.anchor) == ["*Scale AI → SiaSearch* · acquihire · announced"]
    assert sold.anchor is not None
    assert shown(sold.anchor) == [
        "Ich kenne niemanden, der Meta kauft, aber andere Deals:\n*Meta → Scale AI* · 49 % · ~15 Mrd. $ · angekündigt"
    ]


@pytest.mark.parametrize("question", ["/who alexandr wang", "/who Wang", "who is Alexandr Wang?", "/deal wang", "wang"])
async def test_a_person_is_found_however_asked(store: Store, question: str) -> None:
    """By the whole name or a word of it, and also where a company was expected."""
    await told(store, 1, SCALE, people=[WANG])

    found = await asked(store, question)

    assert found.anchor is not None
    assert found.anchor.text == "Alexandr Wang (chief executive, 28) moves from Scale AI to Meta."
    (card,) = found.details
    assert shown(card) == [
        f"*13 June 2025* (chief executive) moves from Scale AI to Meta\n> {MOVES} — {PLACE}",
        f"*13 June 2025* Deal: *Meta → Scale AI* · 49 % · ~$15bn · announced\n> {BOUGHT} — {PLACE}",
    ]


async def test_several_people_of_one_name(store: Store) -> None:
    """All are named in the line, each has its part of the message."""
    await told(store, 1, SCALE, people=[WANG, replace(WANG, name="Lucy Wang", age=30)])

    found = await asked(store, "/who wang")

    assert found.anchor is not None
    assert found.anchor.text.startswith("2 people called wang: ")
    assert all(name in found.anchor.text for name in ("Alexandr Wang", "Lucy Wang"))
    assert all(name in found.details[0].text for name in ("Alexandr Wang", "Lucy Wang"))


async def test_a_company_asked_for_as_a_person_is_told_all_the_same(store: Store) -> None:
    """/who meta."""
    await told(store, 1, SCALE)

    assert await asked(store, "/who meta") == await asked(store, "/deal meta")


async def test_a_name_that_is_nearly_right_is_answered_and_said(store: Store) -> None:
    """Where only one known name is so much like it."""
    await told(store, 1, SCALE, people=[WANG])

    company = await asked(store, "/deal Sclae AI")
    person = await asked(store, "/who Alexandr Wong")
    bought = await asked(store, "wer hat Scale IA gekauft?")

    assert company.anchor is not None
    assert company.anchor.text == (
        "I haven't read anything about *Sclae AI* yet; showing *Scale AI*."
        " Meta buys 49 % of Scale AI for about $15bn (announced)."
    )
    assert person.anchor is not None
    assert "showing *Alexandr Wang*" in person.anchor.text
    assert bought.anchor is not None
    assert bought.anchor.text.startswith("Über *Scale IA* habe ich noch nichts gelesen; das ist *Scale AI*. Meta übern")


async def test_several_names_that_are_nearly_right_are_offered(store: Store) -> None:
    """As buttons that ask the same about each; only for the asker, nothing is posted."""
    await told(store, 1, SCALE, facts(targets=("Scala AI",), stake_percent=Decimal(12)), people=[WANG])

    found = await asked(store, "/deal who bought Scalo AI min:1bn")

    assert found.anchor is None
    assert found.details == ()
    assert found.notice is not None
    assert found.notice.text.startswith("I haven't read anything about *Scalo AI* yet. Did you mean one of these? Scal")
    buttons = found.notice.blocks[-1]["elements"]
    assert [each["action_id"] for each in buttons] == ["ask.0", "ask.1"]
    question = question_of(buttons[0]["value"])
    assert question is not None
    assert question.text == f'who bought "{buttons[0]["text"]["text"]}" min:1bn'


async def test_workspaces_never_see_each_other(store: Store) -> None:
    """Not even as the nearest name."""
    await told(store, 1, SCALE, people=[WANG], team_id="T2")

    for question in ("/deal meta", "/who alexandr wang"):
        found = await asked(store, question)
        assert found.notice is not None
        assert found.notice.text.endswith("Share an article about it here, and I'll read it.")


@pytest.mark.parametrize(
    "text", ["%", "'; drop table deals", "NEAR(", '"', "*", "<!channel>", "x" * 3_000, "\ud800", "\x00"]
)
async def test_odd_names_are_answered_normally(store: Store, text: str) -> None:
    """They are looked up, not found, and shown harmlessly."""
    await told(store, 1, SCALE, people=[WANG])

    for command in ("/deal", "/who", "tell me about"):
        found = await asked(store, f"{command} {text}")
        assert found.notice is not None
        assert "<" not in found.notice.text


@pytest.mark.parametrize(("text", "begins"), [("/deal help", "I read the articles"), ("/who", "Which company")])
async def test_help_and_nothing_are_explained(store: Store, text: str, begins: str) -> None:
    """Only to the asker."""
    found = await asked(store, text)

    assert found.anchor is None
    assert found.notice is not None
    assert found.notice.text.startswith(begins)


async def test_a_deal_of_two_articles_counts_its_sources(store: Store) -> None:
    """The same deal, told twice, is one deal."""
    await told(store, 1, SCALE)
    await told(store, 3, facts(status=DealStatus.COMPLETED))

    found = await asked(store, "/deal scale ai")

    assert found.anchor is not None
    assert shown(found.anchor)[0].endswith(" · 2 sources")
    assert shown(found.details[0])[-1].startswith("Sources: | <https://paper.example/")
