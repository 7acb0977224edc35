"""People and what articles said of them: by name, by the company they left, joined or are at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.articles import SOURCE_COLUMNS, evidence, keep_evidence, source
from storage.audience import Audience
from storage.careers import career, keep_ties
from storage.deal_view import told_on
from storage.first_names import short_for
from storage.forms import person_facts_as_json, person_facts_from_json
from storage.ids import timed_id
from storage.known_deals import KnownDeals, known_deals
from storage.known_names import keys_of_one
from storage.names import better_spelling, company_key, person_key
from storage.publicity import heard, knows
from storage.records import Colleague, Deal, Evidence, Job, Named, Person, PersonFacts, PersonObservation, Tie
from storage.store import Store

_DEALS_A_PERSON = 20
_NAMESAKES = 200  # people whose names have all the words asked for; the last seen are read
_TIES_READ = 500  # of a company, newest first: one person's many articles hide few others behind them


async def people_named(store: Store, audience: Audience, name: str, limit: int = 10) -> list[Person]:
    """The person that this name stands for; failing that, those whose names have all its words, last told of first."""
    return await store.read(lambda db: _people_named(db, audience, name, limit))


async def people_of_company(store: Store, audience: Audience, name: str, limit: int = 50) -> list[Colleague]:
    """Who was told to have left the company, joined it or be there: each person once a tie, the newest told first.

    Companies whose names begin with this one's words count too ("scale" -> "Scale AI").
    """
    return await store.read(lambda db: _people_of_company(db, audience, name, limit))


async def maybe_same_people(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of people who may be this one: of the same family name, with a first name short for the other or initials.

    Only proposed: that two are one is for users to decide.
    """
    return await store.read(lambda db: _maybe_same(db, audience, person_key(name))[:limit])


async def people_told_of(
    store: Store, audience: Audience, article_ids: Sequence[str]
) -> Mapping[str, tuple[PersonObservation, ...]]:
    """What each of these articles says of people, in the articles' own order; of one they may not know, nothing."""

    def work(db: Database) -> dict[str, tuple[PersonObservation, ...]]:
        told: dict[str, list[PersonObservation]] = {each: [] for each in article_ids}
        for _, observation in _observations(db, audience, "article_id", article_ids):
            told[observation.source.article_id].append(observation)
        return {each: tuple(observations) for each, observations in told.items()}

    return await store.read(work)


def people_near(db: Database, audience: Audience, word: str, condition: str, limit: int) -> dict[str, str]:
    """From match keys to names of people known to somebody, for whose words `condition` holds beside `:word`."""
    known = knows(audience)
    found = sql.rows(
        db,
        "SELECT people.id, people.name, people.key FROM person_words JOIN people ON people.id = person_words.person_id"  # noqa: S608 ours
        f" WHERE person_words.team_id = :team_id AND {_TOLD_OF.format(knows=known.condition)}"
        f" AND person_words.word {condition}",
        {**known.values, "team_id": audience.team_id, "word": word, "limit": limit},
    )
    return {row["key"]: row["name"] for row in _spelt(db, audience, found)}


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
    told = _observations(db, None, "article_id", [article_id])
    return list(dict.fromkeys(row["person_id"] for row, _ in told))


def facts_in_article(db: Database, article_id: str) -> tuple[PersonFacts, ...]:
    return tuple(observation.facts for _, observation in _observations(db, None, "article_id", [article_id]))


def load_people(known: KnownDeals, person_ids: Sequence[str]) -> list[Person]:
    """The people of these ids, in their order, each once with all their names; unknown ids are left out."""
    loaded: list[Person] = []
    done: set[str] = set()
    for row in _rows_in_order(known.db, person_ids):
        if row["id"] not in done:
            names = _names_of_one(known.db, known.audience, row)
            done.update((row["id"], *(each["id"] for each in names)))
            loaded += [_person(known, names)] if names else []
    return loaded


def keep_words(db: Database, person_id: str, team_id: str, key: str) -> None:
    """The words that a person is looked up by."""
    sql.execute(db, "DELETE FROM person_words WHERE person_id = :id", {"id": person_id})
    for word in sorted(set(key.split())):
        sql.insert(db, "person_words", {"person_id": person_id, "team_id": team_id, "word": word})


def _rows_in_order(db: Database, person_ids: Sequence[str]) -> list[dict[str, Any]]:
    found = {row["id"]: row for row in sql.rows_of(db, "SELECT * FROM people WHERE id IN (:ids)", person_ids)}
    return [found[each] for each in dict.fromkeys(person_ids) if each in found]


def _names_of_one(db: Database, audience: Audience, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the person that this one is of and the audience knows, that of the full name first."""
    keys = keys_of_one(db, row["team_id"], Named.PERSON, row["name"])
    found = sql.rows_of(
        db, "SELECT * FROM people WHERE team_id = :team_id AND key IN (:ids)", keys, {"team_id": row["team_id"]}
    )
    return sorted(_spelt(db, audience, found), key=lambda each: keys.index(each["key"]))


_TOLD_OF = """EXISTS (
    SELECT 1 FROM person_observations AS told JOIN articles AS article ON article.id = told.article_id
    WHERE told.person_id = people.id AND {knows}
)"""


def _spelt(db: Database, audience: Audience, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """People as the articles that the audience knows spell them, last seen when it last heard of them.

    Of whom it knows none are left out.
    """
    if audience.knows_all:
        return list(rows)
    names: dict[str, list[str]] = defaultdict(list)
    seen: dict[str, datetime] = {}
    for row, observation in _observations(db, audience, "person_id", [row["id"] for row in rows]):
        names[row["person_id"]].append(observation.facts.name)
        seen[row["person_id"]] = observation.source.seen_at  # the last one stays
    return [
        {**row, "name": reduce(better_spelling, names[row["id"]]), "last_seen": sql.instant(seen[row["id"]])}
        for row in rows
        if row["id"] in names
    ]


def _person(known: KnownDeals, names: Sequence[Mapping[str, Any]]) -> Person:
    ids = [row["id"] for row in names]
    told = [observation for _, observation in _observations(known.db, known.audience, "person_id", ids)]
    newest_first = sorted(told, key=lambda each: (told_on(each.source), each.source.seen_at), reverse=True)
    return Person(
        id=ids[0],
        team_id=names[0]["team_id"],
        name=names[0]["name"],
        observations=tuple(newest_first),
        deals=tuple(_deals_beside(known, [each.source.article_id for each in told])),
        other_names=tuple(row["name"] for row in names[1:]),
        timeline=career(told),
    )


def _deals_beside(known: KnownDeals, article_ids: Sequence[str]) -> list[Deal]:
    """Those that these articles tell of, newest first."""
    as_kept, values = known.as_kept()
    found = sql.rows(
        known.db,
        "SELECT DISTINCT deal.id, deal.told_on FROM deal_observations AS observation"  # noqa: S608 ours
        " JOIN deals AS deal ON deal.id = observation.deal_id"
        f" WHERE observation.article_id IN (SELECT value FROM json_each(:articles)) AND {as_kept}"
        " ORDER BY deal.told_on DESC, deal.id DESC LIMIT :limit",
        {**values, "articles": sql.opaque(list(article_ids)), "limit": _DEALS_A_PERSON},
    )
    ids = [(row["told_on"], row["id"]) for row in found]
    ids += [
        (max(map(told_on, each.deal.sources)).isoformat(), each.deal.id)
        for each in known.parts.values()
        if not {source.article_id for source in each.deal.sources}.isdisjoint(article_ids)
    ]
    return known.load([deal_id for _, deal_id in sorted(ids, reverse=True)[:_DEALS_A_PERSON]])


def _people_of_company(db: Database, audience: Audience, name: str, limit: int) -> list[Colleague]:
    tied = _tied(db, audience, name)
    told = {row["id"]: each for row, each in _observations(db, audience, "id", [row["id"] for row in tied])}
    people = {row["id"]: row for row in _rows_in_order(db, [row["person_id"] for row in tied])}
    shown = {each: _names_of_one(db, audience, row)[0] for each, row in people.items()}
    newest: dict[tuple[str, str], Colleague] = {}
    for row in sorted(tied, key=lambda each: (told[each["id"]].source.seen_at, each["id"]), reverse=True):
        observation, person = told[row["id"]], shown[row["person_id"]]
        one = (person["id"], row["relation"])
        if one not in newest or told_on(observation.source) > told_on(newest[one].observation.source):
            newest[one] = Colleague(person["id"], person["name"], Tie(row["relation"]), observation)
    return sorted(newest.values(), key=lambda each: told_on(each.observation.source), reverse=True)[:limit]


def _tied(db: Database, audience: Audience, name: str) -> list[dict[str, Any]]:
    """Observations and what each makes of a person and that company, newest first."""
    short, known = company_key(name), knows(audience)
    return sql.rows_of(
        db,
        "SELECT observation.id, observation.person_id, tied.relation FROM person_companies AS tied"  # noqa: S608 ours
        " JOIN person_observations AS observation ON observation.id = tied.person_observation_id"
        " JOIN articles AS article ON article.id = observation.article_id"
        " WHERE tied.team_id = :team_id AND (tied.key IN (:ids) OR (tied.key >= :low AND tied.key < :high))"
        f" AND {known.condition}"
        " ORDER BY observation.seen_at DESC, observation.id DESC, tied.relation LIMIT :limit",
        keys_of_one(db, audience.team_id, Named.COMPANY, name),
        {**known.values, "team_id": audience.team_id, "low": short + " ", "high": short + "!", "limit": _TIES_READ},
    )


def _maybe_same(db: Database, audience: Audience, key: str) -> list[str]:
    team_id = audience.team_id
    first, *_, family = key.split() if " " in key else (key, "")
    found = sql.rows(
        db,
        "SELECT people.* FROM person_words JOIN people ON people.id = person_words.person_id"
        " WHERE person_words.team_id = :team_id AND person_words.word = :word",
        {"team_id": team_id, "word": family},
    )
    one = keys_of_one(db, team_id, Named.PERSON, key)
    others = [row for row in found if row["key"] not in one and row["key"].split()[-1] == family]
    alike = [row for row in others if short_for(first, row["key"].split()[0])]
    return [row["name"] for row in _last_seen_first(_spelt(db, audience, alike))]


def _last_seen_first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    by_id = sorted(rows, key=lambda row: str(row["id"]))
    return sorted(by_id, key=lambda row: str(row["last_seen"]), reverse=True)


def _observations(
    db: Database, audience: Audience | None, column: str, ids: Sequence[str]
) -> list[tuple[dict[str, Any], PersonObservation]]:
    """Those that the audience may know, as it came to know them, oldest first; None: all that are kept."""
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
    told = [(row, _observation(row, kept[row["id"]])) for row in found]
    if audience is None or audience.knows_all:
        return told
    known = heard(db, audience, sorted({each.source.article_id for _, each in told}))
    visible = [
        (row, replace(each, source=known[each.source.article_id].source(each.source)))
        for row, each in told
        if each.source.article_id in known
    ]
    return sorted(visible, key=lambda each: (each[1].source.seen_at, each[0]["id"]))


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


def _people_named(db: Database, audience: Audience, name: str, limit: int) -> list[Person]:
    return load_people(known_deals(db, audience), _ids_named(db, audience, name, limit))


def _ids_named(db: Database, audience: Audience, name: str, limit: int) -> list[str]:
    team_id = audience.team_id
    keys = keys_of_one(db, team_id, Named.PERSON, name)
    exact = sql.rows_of(
        db, "SELECT * FROM people WHERE team_id = :team_id AND key IN (:ids) ORDER BY id", keys, {"team_id": team_id}
    )
    if known := _spelt(db, audience, exact):
        return [row["id"] for row in known]
    told_of = _TOLD_OF.format(knows=knows(audience).condition)
    words = sorted(set(person_key(name).split()))
    found = sql.rows_of(
        db,
        "SELECT people.* FROM person_words JOIN people ON people.id = person_words.person_id"  # noqa: S608 ours
        f" WHERE person_words.team_id = :team_id AND person_words.word IN (:ids) AND {told_of}"
        " GROUP BY people.id, people.last_seen HAVING COUNT(*) = :words"
        " ORDER BY people.last_seen DESC, people.id DESC LIMIT :limit",
        words,
        {**knows(audience).values, "team_id": team_id, "words": len(words), "limit": _NAMESAKES},
    )
    last = sorted(_spelt(db, audience, found), key=lambda row: (row["last_seen"], row["id"]), reverse=True)
    return [row["id"] for row in last[:limit]]
