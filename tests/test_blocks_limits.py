"""Whatever the records hold, Slack accepts every message, and foreign text does nothing in it."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.playground.block_rules import check_blocks
from handlers.blocks import Rendered, digest_settings, limits, notices, reading_reply
from handlers.blocks.deal import deal_card
from handlers.blocks.digest import digest, nothing_new
from handlers.blocks.message import messages
from handlers.blocks.person import person_card, person_headline, person_sentence
from handlers.blocks.words import ENGLISH, GERMAN, Words
from handlers.timing import read_order
from storage.bulletins import DealNews, MoveNews, News
from storage.digests import Digest, Standing
from storage.records import (
    Advisor,
    AmountKind,
    Consideration,
    DealFacts,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    ExpectedClose,
    Money,
    Move,
    MoveKind,
    Person,
    PersonFacts,
    PersonObservation,
    Qualifier,
    Source,
    Stake,
    Valuation,
)
from storage.schedules import Schedule
from tests.deal_records import NOW, TODAY, deal, recorded, recorded_deal

HOSTILE = (
    "<!channel> <@U1> <#C1|x> <http://evil.example|click>",
    "*b* _i_ ~s~ `c` ```pre```",
    "> quoted\n&gt; again\r\n\u2028next",
    "\u202egnp.exe\u202c \u2066\u200b\u0000\u0007",
    "\ud800 \udfff",
    "@channel :tada: {name} %s {0.__class__}",
    "مرحبا شركة ❤️‍🔥 𝕏",
    "& " * 5_000,
    "x" * 10_000,
    "Long words. " * 900,
    "",
    " \n\t",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=40))
names = st.lists(texts, max_size=6).map(tuple)
decimals = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal("1E+900000"), Decimal("-15E9"), Decimal("1E-900000"), Decimal("999999.999")]),
)
urls = st.one_of(st.none(), texts, texts.map("https://a.example/{}".format))
sources = st.builds(
    Source, texts, st.none() | texts, urls, st.none() | texts, st.none() | st.dates(), st.just("C1"), st.just(NOW)
)
moneys = st.builds(
    Money,
    decimals,
    st.sampled_from(["USD", "EUR", "CHF", *HOSTILE]),
    texts,
    st.sampled_from(AmountKind),
    st.sampled_from(Qualifier),
    st.none() | decimals,
)
periods = st.one_of(st.none(), texts, st.sampled_from(["2025-06-18", "2025-Q4", "2025-H1", "2025-19", "2025-02-31"]))
FIELDS = ("type", "acquirers", "targets", "sellers", "amount", "stake_percent", "status", "date", "move", "disclosed")
evidence = st.lists(st.builds(Evidence, st.sampled_from(FIELDS), texts, st.just(0), st.just(9)), max_size=8).map(tuple)
deals = st.builds(
    DealFacts,
    type=st.sampled_from(DealType),
    status=st.sampled_from(DealStatus),
    primary=st.booleans(),
    acquirers=names,
    targets=names,
    sellers=names,
    advisors=st.lists(st.builds(Advisor, texts, st.none(), st.none()), max_size=6).map(tuple),
    amount=st.none() | moneys,
    disclosed=st.sampled_from(Disclosed),
    other_amounts=st.lists(moneys, max_size=6).map(tuple),
    valuation=st.none() | st.builds(Valuation, decimals, texts, texts),
    consideration=st.none() | st.sampled_from(Consideration),
    stake_percent=st.none() | decimals,
    stake=st.none() | st.builds(Stake, st.none() | decimals, st.none() | decimals, st.none() | decimals),
    date=periods,
    expected_close=st.none() | st.builds(ExpectedClose, texts, periods),
    target_business=st.none() | texts,
    target_location=st.none() | texts,
    confidence=st.floats(0, 1),
    reasons=names,
    evidence=evidence,
)
people = st.builds(
    PersonFacts,
    name=texts,
    role=st.none() | texts,
    organisation=st.none() | texts,
    age=st.none() | st.integers(),
    move=st.none()
    | st.builds(Move, st.sampled_from(MoveKind), st.none() | texts, st.none() | texts, st.none() | texts),
    evidence=evidence,
)
# Texts of 10,000 characters take minutes to shrink, and need no shrinking to be understood
thoroughly = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
vocabularies = st.sampled_from([ENGLISH, GERMAN])
OUR_LINK = re.compile(r"<https?://[!#$%&'()*+,/:;=?@\[\]~.\w-]+\|([^<>]*)>", re.ASCII)
# Of who corrected a value, of the bot, of a channel that has a digest
OUR_MENTION = re.compile(r"<(?:@[UW]|#[CDG])[A-Z0-9]{1,20}>", re.ASCII)


def assert_acceptable(message: Rendered) -> None:
    """Slack's own rules, those of slack_sdk's models, and ours for foreign text."""
    check_blocks(message.blocks)
    for block in Block.parse_all(message.blocks):
        block.validate_json()
    json.dumps({"text": message.text, "blocks": message.blocks}, ensure_ascii=False).encode("utf-8")
    assert 0 < len(message.text) <= limits.FALLBACK_TEXT
    assert len(message.blocks) <= limits.BLOCKS
    parts = [part for block in message.blocks for part in strings(block)]
    assert sum(map(len, parts)) <= limits.MESSAGE_TEXT
    for part in (message.text, *parts):
        assert_harmless(part)


def strings(block: dict[str, Any]) -> list[str]:
    """Every text with markup in it; buttons have words of ours alone."""
    if block["type"] == "actions":
        return []
    elements: Sequence[dict[str, Any]] = block.get("elements", [block["text"]] if "text" in block else [])
    elements = [*elements, *block.get("fields", ())]
    assert all(element["verbatim"] for element in elements)
    return [element["text"] for element in elements]


def assert_harmless(mrkdwn: str) -> None:
    without_links = OUR_MENTION.sub("", OUR_LINK.sub(r"\1", mrkdwn))
    assert "<" not in without_links
    for line in without_links.split("\n"):
        assert ">" not in line.removeprefix("> ")
    assert not re.search(r"&(?!amp;|lt;|gt;)", mrkdwn)
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", mrkdwn)
    assert "@channel" not in without_links
    assert ":tada:" not in without_links


@thoroughly
@given(st.lists(st.tuples(deals, sources, st.lists(people, max_size=3)), max_size=5), st.sampled_from(["en", "de"]))
def test_a_reply_to_any_reading_is_acceptable(told: list[Any], lang: str) -> None:
    """Deals, people and sources of any content."""
    reading = [recorded_deal(facts, source=source, people=people_) for facts, source, people_ in told]

    for message in reading_reply(recorded(*reading), lang):
        assert_acceptable(message)


@thoroughly
@given(deals, st.lists(sources, min_size=1, max_size=12), vocabularies)
def test_a_card_of_any_deal_is_acceptable(facts: DealFacts, told_by: list[Source], words: Words) -> None:
    """However many sources it has."""
    for message in messages([deal_card(deal(facts, told_by), words, TODAY)], words):
        assert_acceptable(message)


@thoroughly
@given(texts, st.lists(st.tuples(people, sources), max_size=12), st.lists(deals, max_size=8), vocabularies)
def test_a_card_of_any_person_is_acceptable(
    called: str, told: list[tuple[PersonFacts, Source]], beside: list[DealFacts], words: Words
) -> None:
    """However much is told of them."""
    observations = tuple(PersonObservation(facts, source) for facts, source in told)
    person = Person("p1", "T1", called, observations, tuple(deal(facts) for facts in beside))

    for message in messages([person_card(person, words)], words):
        assert_acceptable(message)
    assert_harmless(person_headline(person, words) + person_sentence(person, words))


@thoroughly
@given(texts, st.lists(texts, max_size=3), st.sampled_from(["en", "de"]))
def test_an_unknown_name_of_any_content_is_acceptable(asked: str, nearest: list[str], lang: str) -> None:
    """What people type is as foreign as what articles say."""
    assert_acceptable(notices.unknown(asked, nearest, lang))
    assert_acceptable(notices.unreadable(f"No: {asked}"))


@thoroughly
@given(
    st.lists(st.tuples(deals, st.none() | deals, st.lists(sources, max_size=2)), max_size=60),
    st.lists(st.tuples(people, sources), max_size=5),
    st.sampled_from(["en", "de"]),
)
def test_a_digest_of_any_news_is_acceptable(
    told: list[tuple[DealFacts, DealFacts | None, list[Source]]], moving: list[tuple[PersonFacts, Source]], lang: str
) -> None:
    """New deals, changes of any field, people."""
    every = [DealNews("d1", after, before, tuple(by), 2, TODAY) for after, before, by in told]
    new = tuple(each for each in every if each.before is None)
    changed = tuple(each for each in every if each.changes)
    moves = tuple(MoveNews(PersonObservation(facts, source), (source,)) for facts, source in moving)
    rendered = digest(News(NOW, NOW, new, changed, moves), ZoneInfo("Europe/Berlin"), lang, TODAY)

    for message in (rendered.anchor, *rendered.details):
        assert_acceptable(message)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_most_there_can_be_in_a_digest_is_acceptable(lang: str) -> None:
    """Every text at its worst, and thousands of deals; it stays a handful of messages."""
    worst = "&" * 10_000
    parties = dict.fromkeys(("acquirers", "targets", "sellers"), (worst,) * 50)
    facts = DealFacts(DealType.OTHER, stake_percent=Decimal(1), **parties)
    before = replace(facts, acquirers=("A & B",) * 50, targets=("& C",) * 50, sellers=("D",), stake_percent=Decimal(9))
    source = Source("a1", worst, "https://a.example/?" + "&" * 230, worst, TODAY, "C1", NOW)
    new = (DealNews("d1", facts, None, (source,), 9, TODAY),) * 3_000
    changed = (DealNews("d1", facts, before, (source,), 9, TODAY),) * 3_000
    rendered = digest(News(NOW, NOW, new, changed), ZoneInfo("UTC"), lang)

    assert len(rendered.details) < 40
    for message in (rendered.anchor, *rendered.details):
        assert_acceptable(message)


@thoroughly
@given(texts, st.sampled_from(["en", "de"]))
def test_whatever_is_typed_behind_digest_gets_an_acceptable_answer(typed: str, lang: str) -> None:
    """As a problem, if it is one."""
    if problems := read_order(typed).problems:
        assert_acceptable(digest_settings.not_understood(problems, lang))


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_answer_about_a_digest_is_acceptable(lang: str) -> None:
    """However it is set."""
    schedule = Schedule(time(8, 30), "America/Argentina/ComodRivadavia", frozenset((1, 2, 4, 6, 7)))
    of = Digest("T1", "C1", schedule, lang, NOW, NOW, "U1")
    off = Standing(replace(of, is_on=False, off_reason="is_archived"))
    assert_harmless(digest_settings.summary(of, lang) + digest_settings.summary(replace(of, channel_id="D1"), lang))
    never = Standing(replace(of, schedule=replace(schedule, days=frozenset())))
    for message in (
        *(digest_settings.status(each, NOW, lang, "&lt;") for each in (None, Standing(of), off, never)),
        digest_settings.closed(of, "not_in_channel"),
        digest_settings.not_here(lang, "U1"),
        digest_settings.not_here(lang),
        digest_settings.archived(lang),
        digest_settings.help_text(lang),
        nothing_new(NOW, ZoneInfo("UTC"), lang),
    ):
        assert_acceptable(message)


@pytest.mark.parametrize("count", [1, 60])
def test_the_most_there_can_be_in_a_reading_is_acceptable(count: int) -> None:
    """Every text of every deal at its worst, escaped to five times its length."""
    worst = "&" * 10_000
    facts = DealFacts(
        type=DealType.DIVESTITURE,
        acquirers=(worst,) * 50,
        targets=(worst,) * 50,
        sellers=(worst,) * 50,
        advisors=(Advisor(worst, None, None),) * 50,
        target_business=worst,
        target_location=worst,
        confidence=0.9,
        reasons=(worst,) * 50,
        evidence=tuple(Evidence(field, f"{field} {worst}", 0, 1) for field in FIELDS),
    )
    person = PersonFacts(worst, worst, worst, 50, Move(MoveKind.JOINS, worst, worst, worst), facts.evidence)
    source = Source("a1", worst, "https://a.example/?" + "&" * 230, worst, TODAY, "C1", NOW)
    reading = [
        recorded_deal(facts, known=deal(facts, (source,), id=str(number)), source=source, people=(person,) * 9)
        for number in range(count)
    ]

    replies = reading_reply(recorded(*reading), "en")

    assert replies
    for message in replies:
        assert_acceptable(message)
