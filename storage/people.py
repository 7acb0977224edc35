"""People and what articles said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.articles import SOURCE_COLUMNS, evidence, keep_evidence, source
from storage.deal_view import load_deals, told_on
from storage.forms import person_facts_as_json, person_facts_from_json
from storage.ids import timed_id
from storage.names import person_key
from storage.records import Deal, Evidence, Job, Person, PersonFacts, PersonObservation
from storage.store import Store

_DEALS_A_PERSON = 20


async def people_named(store: Store, team_id: str, name: str, limit: int = 10) -> list[Person]:
    """The person of that name; failing that, those whose names have all its words, last told of first."""
    return await store.read(lambda db: load_people(db, _ids_named(db, team_id, person_key(name), limit)))


async def people_told_of(store: Store, article_ids: Sequence[str]) -> Mapping[str, tuple[PersonObservation, ...]]:
    """What each of these articles says of people, in the articles' own order."""

    def work(db: Database) -> dict[str, tuple[PersonObservation, ...]]:
        told: dict[str, list[PersonObservation]] = {each: [] for each in article_ids}
        for _, observation in _observations(db, "article_id", article_ids):
            told[observation.source.article_id].append(observation)
        return {each: tuple(observations) for each, observations in told.items()}

    return await store.read(work)


def observe(db: Database, job: Job, article_id: str, told: Sequence[PersonFacts], now: datetime) -> None:
    """Keep what a new article says of people."""
    for number, facts in enumerate(told):
        person_id = _keep_person(db, job.item.team_id, facts.name, now)
        observation_id = timed_id(now, "person observation", article_id, str(number))
        row = {
            "id": observation_id,
            "team_id": job.item.team_id,
            "person_id": person_id,
            "article_id": article_id,
            "shared_in": job.item.channel_id,
            "seen_at": sql.instant(now),
            "facts": sql.opaque(person_facts_as_json(replace(facts, evidence=()))),
        }
        sql.insert(db, "person_observations", row)
        keep_evidence(db, article_id, {"person_observation_id": observation_id}, facts.evidence)


def ids_in_article(db: Database, article_id: str) -> list[str]:
    return list(dict.fromkeys(row["person_id"] for row, _ in _observations(db, "article_id", [article_id])))


def facts_in_article(db: Database, article_id: str) -> tuple[PersonFacts, ...]:
    return tuple(observation.facts for _, observation in _observations(db, "article_id", [article_id]))


def load_people(db: Database, person_ids: Sequence[str]) -> list[Person]:
    """The people of these ids, in their order; unknown ids are left out."""
    found = {row["id"]: row for row in sql.rows_of(db, "SELECT * FROM people WHERE id IN (:ids)", person_ids)}
    told: dict[str, list[PersonObservation]] = defaultdict(list)
    for row, observation in _observations(db, "person_id", person_ids):
        told[row["person_id"]].append(observation)
    return [_person(db, found[each], told[each]) for each in person_ids if each in found]


def _person(db: Database, row: dict[str, Any], told: list[PersonObservation]) -> Person:
    newest_first = sorted(told, key=lambda each: (told_on(each.source), each.source.seen_at), reverse=True)
    return Person(row["id"], row["team_id"], row["name"], tuple(newest_first), tuple(_deals_beside(db, row["id"])))


def _deals_beside(db: Database, person_id: str) -> list[Deal]:
    found = sql.rows(
        db,
        "SELECT DISTINCT deals.id, deals.told_on FROM person_observations AS person"
        " JOIN deal_observations AS observation ON observation.article_id = person.article_id"
        " JOIN deals ON deals.id = observation.deal_id WHERE person.person_id = :id"
        " ORDER BY deals.told_on DESC, deals.id DESC LIMIT :limit",
        {"id": person_id, "limit": _DEALS_A_PERSON},
    )
    return load_deals(db, [row["id"] for row in found])


def _observations(db: Database, column: str, ids: Sequence[str]) -> list[tuple[dict[str, Any], PersonObservation]]:
    found = sql.rows_of(
        db,
        f"SELECT observation.id, observation.person_id, observation.facts, {SOURCE_COLUMNS}"  # noqa: S608 ours
        " FROM person_observations AS observation JOIN articles AS article ON article.id = observation.article_id"
        f" WHERE observation.{column} IN (:ids) ORDER BY observation.seen_at, observation.id",
        ids,
    )
    kept: dict[str, list[Evidence]] = defaultdict(list)
    sentences = "SELECT * FROM evidence WHERE person_observation_id IN (:ids) ORDER BY position"
    for row in sql.rows_of(db, sentences, [row["id"] for row in found]):
        kept[row["person_observation_id"]].append(evidence(row))
    return [(row, _observation(row, kept[row["id"]])) for row in found]


def _observation(row: dict[str, Any], kept: Sequence[Evidence]) -> PersonObservation:
    facts = person_facts_from_json(sql.clear(row["facts"]))
    return PersonObservation(replace(facts, evidence=tuple(kept)), source(row))


def _keep_person(db: Database, team_id: str, name: str, now: datetime) -> str:
    key = person_key(name)
    person_id = timed_id(now, "person", team_id, key)
    row = {"id": person_id, "team_id": team_id, "name": name, "key": key, "last_seen": sql.instant(now)}
    if sql.insert(db, "people", row, once=True):
        for word in sorted(set(key.split())):
            sql.insert(db, "person_words", {"person_id": person_id, "team_id": team_id, "word": word})
        return person_id
    known = sql.rows(
        db, "UPDATE people SET last_seen = :last_seen WHERE team_id = :team_id AND key = :key RETURNING id", row
    )
    return str(known[0]["id"])


def _ids_named(db: Database, team_id: str, key: str, limit: int) -> list[str]:
    exact = sql.rows(
        db, "SELECT id FROM people WHERE team_id = :team_id AND key = :key", {"team_id": team_id, "key": key}
    )
    if exact:
        return [row["id"] for row in exact]
    words = sorted(set(key.split()))
    found = sql.rows_of(
        db,
        "SELECT people.id FROM person_words JOIN people ON people.id = person_words.person_id"
        " WHERE person_words.team_id = :team_id AND person_words.word IN (:ids)"
        " GROUP BY people.id, people.last_seen HAVING COUNT(*) = :words"
        " ORDER BY people.last_seen DESC, people.id DESC LIMIT :limit",
        words,
        {"team_id": team_id, "words": len(words), "limit": limit},
    )
    return [row["id"] for row in found]
