"""The tables that search walks. Triggers keep them, so that whatever writes a deal, a party or a sentence does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage import sql


def create_search(db: Database) -> None:
    """Make the tables and triggers, and fill them with what is there. Called by one migration, once."""
    db.executescript(_SEARCH_TABLES)
    db.executescript(_SEARCH_TRIGGERS)
    for row in db.execute("SELECT id, facts FROM deals").fetchall():
        db.execute(
            "UPDATE deals SET amount_kind = ?, target_business = ?, target_location = ? WHERE id = ?",
            [*_search_columns(sql.clear(row[1])), row[0]],
        )
    for words in range(1, LEAD_WORDS + 1):
        db.execute(_LEADS.format(words=words, one=""))
    db.executescript(
        """
        INSERT INTO deal_leads SELECT DISTINCT lead.team_id, lead.lead, party.told_on, party.deal_id, party.role
            FROM deal_parties AS party JOIN company_leads AS lead ON lead.company_id = party.company_id;
        INSERT INTO passages (article_id, start_offset, end_offset, title)
            SELECT id, -1, -1, title FROM articles WHERE title IS NOT NULL;
        INSERT INTO passages (article_id, start_offset, end_offset, sentence)
            SELECT article_id, start_offset, end_offset, MIN(sentence) FROM evidence
            WHERE deal_observation_id IS NOT NULL GROUP BY article_id, start_offset, end_offset;
        """
    )


def _search_columns(facts: Mapping[str, Any]) -> list[str | None]:
    amount = facts.get("amount")
    kind = amount.get("kind", "price") if amount else None
    return [kind, facts.get("target_business"), facts.get("target_location")]


LEAD_WORDS = 3  # of a company's key that its deals are found by; longer short forms name few companies

_SEARCH_TABLES = """
    ALTER TABLE deals ADD COLUMN amount_kind TEXT; -- a price a share is no deal's value
    ALTER TABLE deals ADD COLUMN target_business TEXT;
    ALTER TABLE deals ADD COLUMN target_location TEXT;

    CREATE INDEX articles_url ON articles (team_id, url); -- what an import skips
    DROP INDEX deals_told;
    CREATE INDEX deals_told ON deals (team_id, told_on, id, type, status, announced, amount_value, amount_currency,
        amount_kind, stake_percent); -- all that a walk looks at
    CREATE INDEX deals_looked_at ON deals (id, team_id, told_on, type, status, announced, amount_value,
        amount_currency, amount_kind, stake_percent); -- the same beside a walk of names; a deal's own row is long
    DROP INDEX deal_parties_company;
    CREATE INDEX deal_parties_company ON deal_parties (company_id, told_on, deal_id, role);

    CREATE TABLE company_leads (   -- the short forms of a company's key: its leading words
        company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
        words INTEGER NOT NULL,
        team_id TEXT NOT NULL,
        lead TEXT NOT NULL,
        PRIMARY KEY (company_id, words)
    ) WITHOUT ROWID;

    CREATE TABLE deal_leads (      -- a short form's deals in one walk, however many companies it may mean
        team_id TEXT NOT NULL,
        lead TEXT NOT NULL,
        told_on TEXT NOT NULL,     -- the deal's
        deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        PRIMARY KEY (team_id, lead, told_on, deal_id, role)
    ) WITHOUT ROWID;
    CREATE INDEX deal_leads_deal ON deal_leads (deal_id);

    CREATE TABLE passages (        -- what full-text search reads: titles, sentences, what a target does and where
        id INTEGER PRIMARY KEY,
        article_id TEXT REFERENCES articles (id) ON DELETE CASCADE,
        deal_id TEXT REFERENCES deals (id) ON DELETE CASCADE,
        start_offset INTEGER,      -- of a sentence in the article's text; -1 of its title
        end_offset INTEGER,
        title TEXT,
        sentence TEXT,
        business TEXT,
        location TEXT
    );
    CREATE UNIQUE INDEX passages_article ON passages (article_id, start_offset, end_offset)
        WHERE article_id IS NOT NULL;
    CREATE UNIQUE INDEX passages_deal ON passages (deal_id) WHERE deal_id IS NOT NULL;
    CREATE VIRTUAL TABLE passages_fts USING fts5 (
        title, sentence, business, location,
        content = 'passages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    );
"""

# The keys made of one word more than those there are; {one} is empty or picks one company. No recursive CTE:
# triggers take none.
_LEADS = """
    INSERT INTO company_leads (company_id, words, team_id, lead)
    SELECT id, {words}, team_id, substr(key, 1, at + instr(substr(key, at + 1), ' ') - 1) FROM (
        SELECT company.id, company.team_id, company.key, COALESCE(length(shorter.lead) + 1, 0) AS at
        FROM companies AS company LEFT JOIN company_leads AS shorter
            ON shorter.company_id = company.id AND shorter.words = {words} - 1
        WHERE ({words} = 1 OR shorter.lead IS NOT NULL) {one}
    ) WHERE instr(substr(key, at + 1), ' ') > 0
"""
# Of the company that a trigger is run for
NEW_LEADS = ";".join(_LEADS.format(words=words, one="AND company.id = NEW.id") for words in range(1, LEAD_WORDS + 1))
_DEALS_OF_LEADS = """
    INSERT OR IGNORE INTO deal_leads SELECT lead.team_id, lead.lead, party.told_on, party.deal_id, party.role
    FROM deal_parties AS party JOIN company_leads AS lead ON lead.company_id = party.company_id WHERE {which}
"""

_SEARCH_TRIGGERS = f"""
    CREATE TRIGGER company_leads_of_new AFTER INSERT ON companies BEGIN {NEW_LEADS}; END;
    CREATE TRIGGER company_leads_of_renamed AFTER UPDATE OF key ON companies WHEN OLD.key <> NEW.key BEGIN
        DELETE FROM company_leads WHERE company_id = NEW.id;
        {NEW_LEADS};
        DELETE FROM deal_leads WHERE deal_id IN (SELECT deal_id FROM deal_parties WHERE company_id = NEW.id);
        {_DEALS_OF_LEADS.format(which="party.deal_id IN (SELECT deal_id FROM deal_parties WHERE company_id = NEW.id)")};
    END;
    CREATE TRIGGER deal_leads_of_new AFTER INSERT ON deal_parties BEGIN
        INSERT INTO deal_leads SELECT team_id, lead, NEW.told_on, NEW.deal_id, NEW.role FROM company_leads
            WHERE company_id = NEW.company_id AND NOT EXISTS (
                SELECT 1 FROM deal_leads AS known WHERE known.team_id = company_leads.team_id
                AND known.lead = company_leads.lead AND known.told_on = NEW.told_on
                AND known.deal_id = NEW.deal_id AND known.role = NEW.role
            );
    END;
    CREATE TRIGGER deal_leads_of_changed AFTER UPDATE ON deal_parties BEGIN
        DELETE FROM deal_leads WHERE deal_id IN (OLD.deal_id, NEW.deal_id);
        {_DEALS_OF_LEADS.format(which="party.deal_id IN (OLD.deal_id, NEW.deal_id)")};
    END;
    CREATE TRIGGER deal_leads_of_gone AFTER DELETE ON deal_parties BEGIN
        DELETE FROM deal_leads WHERE deal_id = OLD.deal_id;
        {_DEALS_OF_LEADS.format(which="party.deal_id = OLD.deal_id")};
    END;

    CREATE TRIGGER passages_of_new_article AFTER INSERT ON articles WHEN NEW.title IS NOT NULL BEGIN
        INSERT INTO passages (article_id, start_offset, end_offset, title) VALUES (NEW.id, -1, -1, NEW.title);
    END;
    CREATE TRIGGER passages_of_changed_article AFTER UPDATE OF title ON articles BEGIN
        DELETE FROM passages WHERE article_id = NEW.id AND start_offset = -1;
        INSERT INTO passages (article_id, start_offset, end_offset, title)
            SELECT NEW.id, -1, -1, NEW.title WHERE NEW.title IS NOT NULL;
    END;
    CREATE TRIGGER passages_of_new_evidence AFTER INSERT ON evidence WHEN NEW.deal_observation_id IS NOT NULL BEGIN
        INSERT INTO passages (article_id, start_offset, end_offset, sentence)
            SELECT NEW.article_id, NEW.start_offset, NEW.end_offset, NEW.sentence WHERE NOT EXISTS (
                SELECT 1 FROM passages WHERE article_id = NEW.article_id
                AND start_offset = NEW.start_offset AND end_offset = NEW.end_offset
            );
    END;
    CREATE TRIGGER passages_of_gone_evidence AFTER DELETE ON evidence WHEN OLD.deal_observation_id IS NOT NULL BEGIN
        DELETE FROM passages WHERE article_id = OLD.article_id
            AND start_offset = OLD.start_offset AND end_offset = OLD.end_offset AND NOT EXISTS (
                SELECT 1 FROM evidence WHERE article_id = OLD.article_id AND deal_observation_id IS NOT NULL
                AND start_offset = OLD.start_offset AND end_offset = OLD.end_offset
            );
    END;
    CREATE TRIGGER passages_of_new_deal AFTER INSERT ON deals
    WHEN NEW.target_business IS NOT NULL OR NEW.target_location IS NOT NULL BEGIN
        INSERT INTO passages (deal_id, business, location) VALUES (NEW.id, NEW.target_business, NEW.target_location);
    END;
    CREATE TRIGGER passages_of_changed_deal AFTER UPDATE OF target_business, target_location ON deals
    WHEN OLD.target_business IS NOT NEW.target_business OR OLD.target_location IS NOT NEW.target_location BEGIN
        DELETE FROM passages WHERE deal_id = NEW.id;
        INSERT INTO passages (deal_id, business, location)
            SELECT NEW.id, NEW.target_business, NEW.target_location
            WHERE NEW.target_business IS NOT NULL OR NEW.target_location IS NOT NULL;
    END;

    CREATE TRIGGER passages_fts_new AFTER INSERT ON passages BEGIN
        INSERT INTO passages_fts (rowid, title, sentence, business, location)
            VALUES (NEW.id, NEW.title, NEW.sentence, NEW.business, NEW.location);
    END;
    CREATE TRIGGER passages_fts_gone AFTER DELETE ON passages BEGIN
        INSERT INTO passages_fts (passages_fts, rowid, title, sentence, business, location)
            VALUES ('delete', OLD.id, OLD.title, OLD.sentence, OLD.business, OLD.location);
    END;
"""  # noqa: S608 ours
