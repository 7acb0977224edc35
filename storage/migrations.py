"""The schema, forward only. A migration that has been released is never edited: the next one is added below it.

Columns hold what SQL filters, sorts and joins by, and what a person browsing the file wants to see; the whole of a
record's facts is JSON in `facts`. Every table has its workspace in `team_id`.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from storage.digest_tables import create_digests
from storage.publicity import create_publicity
from storage.search_tables import create_search
from storage.sharing_tables import create_sharing
from storage.walk_tables import create_walks

MIGRATIONS = Migrations("dealbot")


@MIGRATIONS()
def m001_articles(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE articles (
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            title TEXT,
            site TEXT,
            published TEXT,        -- ISO day
            url TEXT,              -- as shared; null for pasted text
            canonical_url TEXT,
            lang TEXT NOT NULL,    -- of the text, ISO 639-1
            declared_lang TEXT,    -- as the page says
            seen_at TEXT NOT NULL,
            identity TEXT NOT NULL, -- canonical address, else a hash of the text
            text TEXT NOT NULL     -- offsets of evidence count its characters
        );
        CREATE UNIQUE INDEX articles_identity ON articles (team_id, identity);

        CREATE TABLE shares (      -- which message shared which article
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            channel_id TEXT NOT NULL,
            channel_type TEXT NOT NULL,
            ts TEXT NOT NULL,
            thread_ts TEXT,
            user_id TEXT NOT NULL,
            shared_at TEXT NOT NULL
        );
        CREATE UNIQUE INDEX shares_message ON shares (team_id, channel_id, ts, article_id);
        CREATE INDEX shares_article ON shares (article_id);
        """
    )


@MIGRATIONS()
def m002_deals(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE companies (
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            name TEXT NOT NULL,    -- as first read
            key TEXT NOT NULL      -- storage/names.py
        );
        CREATE UNIQUE INDEX companies_key ON companies (team_id, key);

        CREATE TABLE company_words (
            company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
            team_id TEXT NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (company_id, word)
        );
        CREATE INDEX company_words_word ON company_words (team_id, word, company_id);

        CREATE TABLE deals (       -- the view over a deal's observations
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            title TEXT NOT NULL,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            amount_value REAL,     -- in units, for sorting; the exact one is in facts
            amount_currency TEXT,
            stake_percent REAL,
            announced TEXT,        -- ISO day or month
            is_primary INTEGER NOT NULL,
            confidence REAL NOT NULL,
            source_count INTEGER NOT NULL,
            told_on TEXT NOT NULL, -- day of its newest article
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            facts TEXT NOT NULL
        );
        CREATE INDEX deals_told ON deals (team_id, told_on);

        CREATE TABLE deal_parties (
            deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
            role TEXT NOT NULL,    -- acquirer, target, seller
            company_id TEXT NOT NULL REFERENCES companies (id),
            told_on TEXT NOT NULL, -- the deal's, so that a company's newest deals are one walk of an index
            PRIMARY KEY (deal_id, role, company_id)
        );
        CREATE INDEX deal_parties_company ON deal_parties (company_id, told_on, deal_id);

        CREATE TABLE deal_observations ( -- what one article said, as it was read; never overwritten
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            title TEXT NOT NULL,
            deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            shared_in TEXT,        -- channel
            seen_at TEXT NOT NULL,
            facts TEXT NOT NULL
        );
        CREATE INDEX deal_observations_deal ON deal_observations (deal_id);
        CREATE INDEX deal_observations_article ON deal_observations (article_id);
        """
    )


@MIGRATIONS()
def m003_people(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE people (
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            last_seen TEXT NOT NULL
        );
        CREATE UNIQUE INDEX people_key ON people (team_id, key);

        CREATE TABLE person_words (
            person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            team_id TEXT NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (person_id, word)
        );
        CREATE INDEX person_words_word ON person_words (team_id, word, person_id);

        CREATE TABLE person_observations (
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            shared_in TEXT,
            seen_at TEXT NOT NULL,
            facts TEXT NOT NULL
        );
        CREATE INDEX person_observations_person ON person_observations (person_id);
        CREATE INDEX person_observations_article ON person_observations (article_id);

        CREATE TABLE evidence (    -- the sentence a fact was read from
            id TEXT PRIMARY KEY,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            deal_observation_id TEXT REFERENCES deal_observations (id) ON DELETE CASCADE,
            person_observation_id TEXT REFERENCES person_observations (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            field TEXT NOT NULL,
            sentence TEXT NOT NULL,
            start_offset INTEGER NOT NULL, -- in characters of the article's text
            end_offset INTEGER NOT NULL
        );
        CREATE INDEX evidence_deal_observation ON evidence (deal_observation_id);
        CREATE INDEX evidence_person_observation ON evidence (person_observation_id);
        CREATE INDEX evidence_article ON evidence (article_id);

        CREATE TABLE deal_citations ( -- the evidence of the values that won
            deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            evidence_id TEXT NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
            PRIMARY KEY (deal_id, position)
        );
        CREATE INDEX deal_citations_evidence ON deal_citations (evidence_id);
        """
    )


@MIGRATIONS()
def m004_messages(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE inbox (
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            channel_type TEXT NOT NULL,
            ts TEXT NOT NULL,
            thread_ts TEXT,
            user_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            links TEXT NOT NULL,   -- JSON list
            addressed INTEGER NOT NULL,
            state TEXT NOT NULL,   -- waiting, claimed, done, dead
            attempt INTEGER NOT NULL, -- counted at claim; with worker, the fence
            worker TEXT,
            due_at TEXT NOT NULL,  -- waiting: not before; claimed: the lease's end
            reason TEXT NOT NULL,
            received_at TEXT NOT NULL,
            finished_at TEXT
        );
        CREATE UNIQUE INDEX inbox_message ON inbox (team_id, channel_id, ts);
        CREATE INDEX inbox_open ON inbox (due_at, id) WHERE state IN ('waiting', 'claimed');

        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY, -- order of posting
            id TEXT NOT NULL UNIQUE,
            team_id TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            text TEXT NOT NULL,
            blocks TEXT NOT NULL,  -- JSON list
            thread_ts TEXT,
            parent_id TEXT REFERENCES outbox (id),
            response_url TEXT,
            ephemeral INTEGER NOT NULL,
            state TEXT NOT NULL,   -- waiting, claimed, sent, dead
            attempt INTEGER NOT NULL,
            worker TEXT,
            due_at TEXT NOT NULL,
            uncertain INTEGER NOT NULL, -- an attempt ended without Slack's answer
            sent_ts TEXT,
            reason TEXT NOT NULL,
            created_at TEXT NOT NULL,
            finished_at TEXT
        );
        CREATE INDEX outbox_open ON outbox (team_id, channel_id, seq) WHERE state IN ('waiting', 'claimed');
        CREATE INDEX outbox_parent ON outbox (parent_id);
        """
    )


@MIGRATIONS()
def m005_decisions(db: Database) -> None:
    """Decisions beside observations; `deals` holds those that users see, so an observation may be in none.

    SQLite cannot make a column nullable, and dropping a table takes along what points to it: the three tables that
    hang together are copied and renamed.
    """
    db.executescript(
        """
        CREATE TABLE decisions (   -- what users decided, and which deals the bot itself took for one
            id TEXT PRIMARY KEY,   -- of a split also the id of the deal that it makes
            team_id TEXT NOT NULL,
            kind TEXT NOT NULL,    -- same, apart, split, correction, no_deal
            deal TEXT NOT NULL,    -- id of a deal, which may come and go with decisions
            other TEXT,            -- id of the other deal; of a split the article's
            field TEXT,
            value TEXT,            -- JSON
            reason TEXT NOT NULL,
            user_id TEXT,          -- null: the bot itself
            channel_id TEXT,
            ts TEXT,
            decided_at TEXT NOT NULL,
            undone_by TEXT,
            undone_at TEXT         -- from then on it does not count
        );
        CREATE INDEX decisions_deal ON decisions (deal);
        CREATE INDEX decisions_other ON decisions (other);

        CREATE TABLE new_observations (
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            title TEXT NOT NULL,
            deal_id TEXT REFERENCES deals (id) ON DELETE SET NULL, -- null: somebody decided that it is no deal
            filed_under TEXT NOT NULL, -- id of the deal it was taken for; decisions lead from it to deal_id
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            shared_in TEXT,
            seen_at TEXT NOT NULL,
            facts TEXT NOT NULL
        );
        INSERT INTO new_observations
            SELECT id, team_id, title, deal_id, deal_id, article_id, shared_in, seen_at, facts FROM deal_observations;

        CREATE TABLE new_evidence (
            id TEXT PRIMARY KEY,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            deal_observation_id TEXT REFERENCES new_observations (id) ON DELETE CASCADE,
            person_observation_id TEXT REFERENCES person_observations (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            field TEXT NOT NULL,
            sentence TEXT NOT NULL,
            start_offset INTEGER NOT NULL,
            end_offset INTEGER NOT NULL
        );
        INSERT INTO new_evidence SELECT id, article_id, deal_observation_id, person_observation_id, position, field,
            sentence, start_offset, end_offset FROM evidence;

        CREATE TABLE new_citations (
            deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            evidence_id TEXT NOT NULL REFERENCES new_evidence (id) ON DELETE CASCADE,
            PRIMARY KEY (deal_id, position)
        );
        INSERT INTO new_citations SELECT deal_id, position, evidence_id FROM deal_citations;

        DROP TABLE deal_citations;
        DROP TABLE evidence;
        DROP TABLE deal_observations;
        ALTER TABLE new_observations RENAME TO deal_observations;
        ALTER TABLE new_evidence RENAME TO evidence;
        ALTER TABLE new_citations RENAME TO deal_citations;
        CREATE INDEX deal_observations_deal ON deal_observations (deal_id);
        CREATE INDEX deal_observations_filed ON deal_observations (filed_under);
        CREATE INDEX deal_observations_article ON deal_observations (article_id);
        CREATE INDEX evidence_deal_observation ON evidence (deal_observation_id);
        CREATE INDEX evidence_person_observation ON evidence (person_observation_id);
        CREATE INDEX evidence_article ON evidence (article_id);
        CREATE INDEX deal_citations_evidence ON deal_citations (evidence_id);

        CREATE TABLE deal_relations ( -- of two deals users see: a question, or an attempt that follows another
            deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,    -- maybe_same, supersedes
            other_deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
            reasons TEXT NOT NULL, -- names of rules
            PRIMARY KEY (deal_id, other_deal_id)
        );
        CREATE INDEX deal_relations_other ON deal_relations (other_deal_id);

        ALTER TABLE deals ADD COLUMN view TEXT NOT NULL DEFAULT '{}'; -- JSON: conflicts, timeline, notes, corrections
        ALTER TABLE articles ADD COLUMN read_by TEXT NOT NULL DEFAULT ''; -- edition of the extractor
        ALTER TABLE articles ADD COLUMN signature TEXT; -- storage/copies.py
        """
    )


@MIGRATIONS()
def m201_names(db: Database) -> None:
    """What users decide about names, and what they know of companies. `storage.rekeying` fills `person_companies`."""
    db.executescript(
        """
        CREATE TABLE match_keys (  -- one row: the version of `storage/names.py` that made the keys in this file
            version INTEGER NOT NULL
        );
        INSERT INTO match_keys VALUES (1);

        ALTER TABLE companies ADD COLUMN ticker TEXT;
        ALTER TABLE companies ADD COLUMN lei TEXT;
        ALTER TABLE companies ADD COLUMN wikidata TEXT;
        ALTER TABLE companies ADD COLUMN owner_id TEXT REFERENCES companies (id) ON DELETE SET NULL; -- no alias
        CREATE INDEX companies_owner ON companies (owner_id);

        CREATE TABLE aliases (     -- decisions that two names are one company's or person's, over those that ship
            id TEXT PRIMARY KEY,
            team_id TEXT NOT NULL,
            of TEXT NOT NULL,      -- company, person
            name TEXT NOT NULL,
            key TEXT NOT NULL,     -- storage/names.py
            stands_for TEXT,       -- null: for nobody else, whatever the table that ships says
            stands_for_key TEXT,
            kind TEXT NOT NULL,    -- alias, merge
            user_id TEXT,
            channel_id TEXT,
            ts TEXT,
            decided_at TEXT NOT NULL,
            replaces_id TEXT REFERENCES aliases (id) ON DELETE SET NULL, -- counts again when this one is undone
            joined TEXT NOT NULL,  -- JSON list: ids of decisions that joined deals because of it
            undone_by TEXT,
            undone_at TEXT         -- from then on it does not count
        );
        CREATE UNIQUE INDEX aliases_key ON aliases (team_id, of, key) WHERE undone_at IS NULL;
        CREATE INDEX aliases_stands_for ON aliases (team_id, of, stands_for_key) WHERE undone_at IS NULL;
        CREATE INDEX aliases_replaces ON aliases (replaces_id);

        CREATE TABLE person_companies ( -- which company a person was said to come from, go to or be at
            person_observation_id TEXT NOT NULL REFERENCES person_observations (id) ON DELETE CASCADE,
            relation TEXT NOT NULL, -- left, joined, at
            key TEXT NOT NULL,
            team_id TEXT NOT NULL,
            name TEXT NOT NULL,    -- as the article has it
            PRIMARY KEY (person_observation_id, relation, key)
        );
        CREATE INDEX person_companies_key ON person_companies (team_id, key, relation);
        """
    )


@MIGRATIONS()
def m301_search(db: Database) -> None:
    create_search(db)


@MIGRATIONS()
def m400_walks(db: Database) -> None:
    create_walks(db)


@MIGRATIONS()
def m401_joins(db: Database) -> None:
    """A join of the bot's that a user undid is not made again; those that were undone with an alias may be."""
    db.execute(
        "DELETE FROM decisions WHERE user_id IS NULL AND undone_at IS NOT NULL"
        " AND id IN (SELECT value FROM aliases, json_each(aliases.joined))"
    )


@MIGRATIONS()
def m402_citations(db: Database) -> None:
    db.execute("ALTER TABLE deal_citations ADD COLUMN field TEXT")  # that it is cited for; null: the evidence's own


@MIGRATIONS()
def m410_posts(db: Database) -> None:
    """The outbox carries more than messages: changes, reactions, files, and words for one person's eyes."""
    db.executescript(
        """
        ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'message'; -- message, update, react, unreact, file
        ALTER TABLE outbox ADD COLUMN user_id TEXT;     -- of an ephemeral post: who sees it
        ALTER TABLE outbox ADD COLUMN target_ts TEXT;   -- the message that an update or a reaction is about
        ALTER TABLE outbox ADD COLUMN file_name TEXT;
        ALTER TABLE outbox ADD COLUMN file_title TEXT;
        ALTER TABLE outbox ADD COLUMN file_alt_text TEXT;
        ALTER TABLE outbox ADD COLUMN file_content BLOB; -- emptied once it is sent
        """
    )


@MIGRATIONS()
def m420_publicity(db: Database) -> None:
    create_publicity(db)


@MIGRATIONS()
def m430_messages_that_change(db: Database) -> None:
    """A message of the bot's is looked up by its ts when a click changes what it tells."""
    db.executescript(
        """
        CREATE INDEX outbox_sent ON outbox (team_id, channel_id, sent_ts) WHERE sent_ts IS NOT NULL;
        CREATE INDEX outbox_changes ON outbox (team_id, channel_id, target_ts) WHERE target_ts IS NOT NULL;
        """
    )


@MIGRATIONS()
def m460_installations(db: Database) -> None:
    """The workspaces and organisations that installed the bot by themselves."""
    db.executescript(
        """
        CREATE TABLE installations (
            id TEXT PRIMARY KEY,   -- the workspace's, or the organisation's where it is for all of it
            team_id TEXT,
            enterprise_id TEXT,
            name TEXT NOT NULL,
            bot_token TEXT NOT NULL,
            refresh_token TEXT,
            expires_at TEXT,
            bot_id TEXT NOT NULL,
            bot_user_id TEXT NOT NULL,
            scopes TEXT NOT NULL,
            user_id TEXT NOT NULL, -- who installed it
            installed_at TEXT NOT NULL
        );
        CREATE TABLE installation_teams ( -- from every id that requests come with
            team_id TEXT PRIMARY KEY,
            installation_id TEXT NOT NULL REFERENCES installations (id) ON DELETE CASCADE
        );
        CREATE INDEX installation_teams_installation ON installation_teams (installation_id);
        CREATE TABLE oauth_states ( -- of people who are at Slack's page to allow the installation
            state TEXT PRIMARY KEY,
            expires_at TEXT NOT NULL
        );
        """
    )


@MIGRATIONS()
def m440_digests(db: Database) -> None:
    create_digests(db)


@MIGRATIONS()
def m450_sharing(db: Database) -> None:
    create_sharing(db)
