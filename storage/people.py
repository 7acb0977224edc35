"""People and what articles said of them: by name, by the company they left, joined or are at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.articles import SOURCE_COLUMNS, evidence, keep_evidence, source
from storage.audience import Audience
from storage.careers import career, keep_ties
from storage.deal_view import load_deals, told_on
from storage.first_names import short_for
from storage.forms import person_facts_as_json, person_facts_from_json
from storage.ids import timed_id
from storage.known_names import keys_of_one
from storage.names import better_spelling, company_key, person_key
from storage.records import Colleague, Deal, Evidence, Job, Named, Person, PersonFacts, PersonObservation, Tie
from storage.store import Store

_DEALS_A_PERSON = 20
_TIES_READ = 500  # of a company, newest first: one person's many articles hide few others behind them


async def people_named(store: Store, audience: Audience, name: str, limit: int = 10) -> list[Person]:
    """The person that this name stands for; failing that, those whose names have all its words, last told of first."""
    return await store.read(lambda db: load_people(db, _ids_named(db, audience.team_id, name, limit)))


async def people_of_company(store: Store, audience: Audience, name: str, limit: int = 50) -> list[Colleague]:
    """Who was told to have left the company, joined it or be there: each person once a tie, the newest told first.

    Companies whose names begin with this one's words count too ("scale" -> "Scale AI").
    """
    return await store.read(lambda db: _people_of_company(db, audience.team_id, name, limit))


async def maybe_same_people(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of people who may be this one: of the same family name, with a first name short for the other or initials.

    Only proposed: that two are one is for users to decide.
    """
    return await store.read(lambda db: _maybe_same(db, audience.team_id, person_key(name))[:limit])


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
            "shared_in": job.item.channel_id or None,
            "seen_at": sql.instant(now),
            "facts": sql.opaque(person_facts_as_json(replace(facts, evidence=()))),
        }
        sql.insert(db, "person_observations", row)
        keep_ties(db, job.item.team_id, observation_id, facts)
        keep_evidence(db, article_id, {"person_observation_id": observation_id}, facts.evidence)


def ids_in_article(db: Database, article_id: str) -> list[str]:
    return list(dict.fromkeys(row["person_id"] for row, _ in _observations(db, "article_id", [article_id])))


def facts_in_article(db: Database, article_id: str) -> tuple[PersonFacts, ...]:
    return tuple(observation.facts for _, observation in _observations(db, "article_id", [article_id]))


def load_people(db: Database, person_ids: Sequence[str]) -> list[Person]:
    """The people of these ids, in their order, each once with all their names; unknown ids are left out."""
    loaded: list[Person] = []
    done: set[str] = set()
    for row in _rows_in_order(db, person_ids):
        if row["id"] not in done:
            names = _names_of_one(db, row)
            done.update(each["id"] for each in names)
            loaded.append(_person(db, names))
    return loaded


def keep_words(db: Database, person_id: str, team_id: str, key: str) -> None:
    """The words that a person is looked up by."""
    sql.execute(db, "DELETE FROM person_words WHERE person_id = :id", {"id": person_id})
    for word in sorted(set(key.split())):
        sql.insert(db, "person_words", {"person_id": person_id, "team_id": team_id, "word": word})


def _rows_in_order(db: Database, person_ids: Sequence[str]) -> list[dict[str, Any]]:
    found = {row["id"]: row for row in sql.rows_of(db, "SELECT * FROM people WHERE id IN (:ids)", person_ids)}
    return [found[each] for each in dict.fromkeys(person_ids) if each in found]


def _names_of_one(db: Database, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the person that this one is of, that of the full name first."""
    keys = keys_of_one(db, row["team_id"], Named.PERSON, row["name"])
    found = sql.rows_of(
        db, "SELECT * FROM people WHERE team_id = :team_id AND key IN (:ids)", keys, {"team_id": row["team_id"]}
    )
    return sorted(found, key=lambda each: keys.index(each["key"]))


def _person(db: Database, names: Sequence[Mapping[str, Any]]) -> Person:
    ids = [row["id"] for row in names]
    told = [observation for _, observation in _observations(db, "person_id", ids)]
    newest_first = sorted(told, key=lambda each: (told_on(each.source), each.source.seen_at), reverse=True)
    return Person(
        id=ids[0],
        team_id=names[0]["team_id"],
        name=names[0]["name"],
        observations=tuple(newest_first),
        deals=tuple(_deals_beside(db, ids)),
        other_names=tuple(row["name"] for row in names[1:]),
        timeline=career(told),
    )


def _deals_beside(db: Database, person_ids: Sequence[str]) -> list[Deal]:
    found = sql.rows_of(
        db,
        "SELECT DISTINCT deals.id, deals.told_on FROM person_observations AS person"
        " JOIN deal_observations AS observation ON observation.article_id = person.article_id"
        " JOIN deals ON deals.id = observation.deal_id WHERE person.person_id IN (:ids)"
        " ORDER BY deals.told_on DESC, deals.id DESC LIMIT :limit",
        person_ids,
        {"limit": _DEALS_A_PERSON},
    )
    return load_deals(db, [row["id"] for row in found])


def _people_of_company(db: Database, team_id: str, name: str, limit: int) -> list[Colleague]:
    tied = _tied(db, team_id, name)
    told = {row["id"]: observation for row, observation in _observations(db, "id", [row["id"] for row in tied])}
    people = {row["id"]: row for row in _rows_in_order(db, [row["person_id"] for row in tied])}
    shown = {each: _names_of_one(db, row)[0] for each, row in people.items()}
    newest: dict[tuple[str, str], Colleague] = {}
    for row in tied:
        observation, person = told[row["id"]], shown[row["person_id"]]
        one = (person["id"], row["relation"])
        if one not in newest or told_on(observation.source) > told_on(newest[one].observation.source):
            newest[one] = Colleague(person["id"], person["name"], Tie(row["relation"]), observation)
    return sorted(newest.values(), key=lambda each: told_on(each.observation.source), reverse=True)[:limit]


def _tied(db: Database, team_id: str, name: str) -> list[dict[str, Any]]:
    """Observations and what each makes of a person and that company, newest first."""
    short = company_key(name)
    return sql.rows_of(
        db,
        "SELECT observation.id, observation.person_id, tied.relation FROM person_companies AS tied"
        " JOIN person_observations AS observation ON observation.id = tied.person_observation_id"
        " WHERE tied.team_id = :team_id AND (tied.key IN (:ids) OR (tied.key >= :low AND tied.key < :high))"
        " ORDER BY observation.seen_at DESC, observation.id DESC, tied.relation LIMIT :limit",
        keys_of_one(db, team_id, Named.COMPANY, name),
        {"team_id": team_id, "low": short + " ", "high": short + "!", "limit": _TIES_READ},
    )


def _maybe_same(db: Database, team_id: str, key: str) -> list[str]:
    first, *_, family = key.split() if " " in key else (key, "")
    found = sql.rows(
        db,
        "SELECT people.name, people.key FROM person_words JOIN people ON people.id = person_words.person_id"
        " WHERE person_words.team_id = :team_id AND person_words.word = :word"
        " ORDER BY people.last_seen DESC, people.id",
        {"team_id": team_id, "word": family},
    )
    one = keys_of_one(db, team_id, Named.PERSON, key)
    others = (row for row in found if row["key"] not in one and row["key"].split()[-1] == family)
    return [row["name"] for row in others if short_for(first, row["key"].split()[0])]


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
        keep_words(db, person_id, team_id, key)
        return person_id
    known = sql.rows(
        db, "UPDATE people SET last_seen = :last_seen WHERE team_id = :team_id AND key = :key RETURNING id, name", row
    )[0]
    shown = better_spelling(known["name"], sql.storable(name))
    if shown != known["name"]:
        sql.execute(db, "UPDATE people SET name = :name WHERE id = :id", {"id": known["id"], "name": shown})
    return str(known["id"])


def _ids_named(db: Database, team_id: str, name: str, limit: int) -> list[str]:
    keys = keys_of_one(db, team_id, Named.PERSON, name)
    exact = sql.rows_of(
        db, "SELECT id FROM people WHERE team_id = :team_id AND key IN (:ids) ORDER BY id", keys, {"team_id": team_id}
    )
    if exact:
        return [row["id"] for row in exact]
    words = sorted(set(person_key(name).split()))
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
