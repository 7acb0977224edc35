"""What is said of shared articles and watches, whatever the records hold: Slack accepts it, nothing in it acts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.block_rules import check_blocks, check_view
from handlers.blocks import Rendered, notices, reading_reply
from handlers.blocks.channel_settings import Opened, opened_as, said, saved, settings_in, settings_modal
from handlers.blocks.reading import anchor_line, moves_reply
from handlers.blocks.updates import update
from handlers.blocks.watching import begun, ended, watches
from storage.changes import changes
from storage.channels import Answers, ChannelSettings
from storage.news import DealUpdate, MoveUpdate
from storage.records import DealFacts, Person, PersonFacts, PersonObservation, Source, Thread
from storage.watches import Watch
from tests.deal_records import NOW, TODAY, deal, recorded, recorded_deal
from tests.test_blocks_limits import (
    assert_acceptable,
    assert_harmless,
    deals,
    people,
    sources,
    texts,
    thoroughly,
)

langs = st.sampled_from(["en", "de"])
kept = st.builds(
    Watch,
    id=st.just("w1"),
    team_id=st.just("T1"),
    channel_id=st.just("C1"),
    user_id=st.just("U1"),
    personal=st.booleans(),
    text=texts,
    is_query=st.booleans(),
    lang=langs,
    created_at=st.just(NOW),
)
settings = st.builds(ChannelSettings, st.sampled_from(Answers), st.sampled_from(["", "en", "de"]), st.booleans())
TOLD_AT = Thread("C1", "1750000000.000100")


@thoroughly
@given(st.lists(st.tuples(deals, deals, sources, st.lists(people, max_size=3)), min_size=1, max_size=4), langs)
def test_known_deals_of_any_content_are_acceptable(told: list[Any], lang: str) -> None:
    """Whatever was known, whatever is new, wherever it was told."""
    reading = [
        replace(recorded_deal(now, source=source, people=some), before=before, told_at=TOLD_AT)
        for before, now, source, some in told
    ]
    for message in reading_reply(recorded(*reading), lang, "https://team.slack.com/"):
        assert_acceptable(message)
    if line := anchor_line(recorded(*reading), lang):
        assert_acceptable(line)


@thoroughly
@given(st.lists(st.tuples(people, sources), max_size=6), langs)
def test_moves_of_any_content_are_acceptable(told: list[tuple[PersonFacts, Source]], lang: str) -> None:
    """However many people an article without a deal names."""
    named = [Person("p", "T1", facts.name, (PersonObservation(facts, source),)) for facts, source in told]
    ids = tuple(source.article_id for _, source in told)
    for message in moves_reply(replace(recorded(), people=tuple(named), article_ids=ids), lang):
        assert_acceptable(message)


@thoroughly
@given(st.none() | deals, deals, sources, st.lists(kept, min_size=1, max_size=6))
def test_updates_of_any_content_are_acceptable(
    before: DealFacts | None, now: DealFacts, source: Source, watched: list[Watch]
) -> None:
    """A new deal, and one that has changed."""
    told = replace(recorded_deal(now, known=deal(now, (source,)), source=source), before=before)
    changed = changes(before, now) if before else ()
    for message in update(DealUpdate(tuple(watched), told, changed, None), TODAY):
        assert_acceptable(message)


@thoroughly
@given(people, sources, st.lists(kept, min_size=1, max_size=6))
def test_updates_on_anybody_are_acceptable(facts: PersonFacts, source: Source, watched: list[Watch]) -> None:
    """Whoever moves wherever."""
    for message in update(MoveUpdate(tuple(watched), PersonObservation(facts, source)), TODAY + timedelta(days=1)):
        assert_acceptable(message)


@thoroughly
@given(st.lists(kept, max_size=120), st.lists(kept, max_size=120), langs)
def test_lists_of_watches_of_any_content_are_acceptable(here: list[Watch], yours: list[Watch], lang: str) -> None:
    """As many as there may be."""
    numbered = [replace(each, id=f"w{number}") for number, each in enumerate([*here, *yours])]
    with_buttons = [watches(numbered[: len(here)], numbered[len(here) :], lang)]
    with_buttons += [begun(each, is_new=True, lang=lang) for each in numbered[:1]]
    for message in with_buttons:
        assert_shown(message)
    for each in numbered[:1]:
        assert_acceptable(ended(each, lang))


def assert_shown(message: Rendered) -> None:
    """As `assert_acceptable`, for sections with a button."""
    check_blocks(message.blocks)
    for text in (message.text, *(block["text"]["text"] for block in message.blocks)):
        assert_harmless(text)
    assert len({block.get("block_id", number) for number, block in enumerate(message.blocks)}) == len(message.blocks)


@thoroughly
@given(settings, langs)
def test_the_settings_come_back_as_they_were_shown(current: ChannelSettings, lang: str) -> None:
    """Every choice fits Slack's limits, in both languages."""
    opened = Opened("C1", lang)
    modal = settings_modal(current, opened)
    check_view(modal)
    assert "…" not in str(modal)  # nothing had to be cut
    _, answers, language, apps = modal["blocks"]
    state = {
        "answers": {"answers": {"selected_option": answers["element"]["initial_option"]}},
        "lang": {"lang": {"selected_option": language["element"]["initial_option"]}},
        "apps": {"apps": {"selected_options": apps["element"].get("initial_options", [])}},
    }
    assert settings_in({"state": {"values": state}}) == current
    assert opened_as(modal) == opened
    assert_acceptable(saved(current, lang))


def test_every_notice_is_acceptable_in_both_languages() -> None:
    """They hold nothing foreign."""
    for lang in ("en", "de"):
        for notice in (
            notices.files,
            notices.no_parent,
            notices.reading_is_off,
            notices.nothing_to_read,
            notices.add_what,
            notices.reading,
        ):
            assert_acceptable(notice(lang))
        for key in ("direct", "members_only", "failed"):
            assert_acceptable(said(key, lang))
