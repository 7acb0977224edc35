"""The table that a named company's deals are walked in: all that a query looks at, in the order it is asked for.

One walk of it is one run through neighbouring rows, whatever a company or the words its name begins with have of
deals, and however few of them hold what is asked. Triggers keep it.
"""

from __future__ import annotations

from sqlite_utils import Database

from storage.search_tables import NEW_LEADS

# Of a deal; what a walk selects, compares and sorts by without ever going to the deal's own, long row
LOOKED_AT = "type, status, announced, amount_value, amount_currency, amount_kind, stake_percent"


def create_walks(db: Database) -> None:
    """Make the tables and triggers, and fill them with what is there. Called by one migration, once."""
    db.executescript(_TABLES)
    db.executescript(_rows("1"))
    db.executescript(_TRIGGERS)


_TABLES = """
    DROP TRIGGER company_leads_of_renamed;
    DROP TRIGGER deal_leads_of_new;
    DROP TRIGGER deal_leads_of_changed;
    DROP TRIGGER deal_leads_of_gone;
    DROP TABLE deal_leads;

    CREATE TABLE deals_named (
        team_id TEXT NOT NULL,
        name TEXT NOT NULL,        -- a company's id, or the words that companies' keys begin with
        is_short INTEGER NOT NULL, -- 1: the words
        told_on TEXT NOT NULL,     -- this and what follows: the deal's
        deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        type TEXT NOT NULL,
        status TEXT NOT NULL,
        announced TEXT,
        amount_value REAL,
        amount_currency TEXT,
        amount_kind TEXT,
        stake_percent REAL,
        PRIMARY KEY (team_id, name, is_short, told_on, deal_id, role)
    ) WITHOUT ROWID;
    CREATE INDEX deals_named_deal ON deals_named (deal_id);
    CREATE INDEX deals_named_valued ON deals_named (team_id, name, is_short, amount_currency, amount_value, told_on,
        deal_id, role, type, status, announced, amount_kind, stake_percent);
    CREATE INDEX deals_valued ON deals (team_id, amount_currency, amount_value, told_on, id, type, status, announced,
        amount_kind, stake_percent);
"""

_OF_DEAL = ", ".join(f"deal.{column}" for column in LOOKED_AT.split(", "))


def _rows(which: str) -> str:
    """Statements that add the rows of some parties: under the company and under each of its short forms."""
    beside = "FROM deal_parties AS party JOIN deals AS deal ON deal.id = party.deal_id"
    told = f"party.told_on, deal.id, party.role, {_OF_DEAL} {beside}"
    return f"""
        INSERT OR IGNORE INTO deals_named SELECT deal.team_id, party.company_id, 0, {told} WHERE {which};
        INSERT OR IGNORE INTO deals_named SELECT deal.team_id, short.lead, 1, {told}
            JOIN company_leads AS short ON short.company_id = party.company_id WHERE {which};
    """


_OF_COMPANY = "SELECT deal_id FROM deal_parties WHERE company_id = NEW.id"
_SAME = " AND ".join(f"OLD.{column} IS NEW.{column}" for column in LOOKED_AT.split(", "))
_FROM_NEW = ", ".join(f"{column} = NEW.{column}" for column in LOOKED_AT.split(", "))

_TRIGGERS = f"""
    CREATE TRIGGER deals_named_of_new AFTER INSERT ON deal_parties BEGIN
        {_rows("party.deal_id = NEW.deal_id AND party.company_id = NEW.company_id AND party.role = NEW.role")}
    END;
    CREATE TRIGGER deals_named_of_changed AFTER UPDATE ON deal_parties BEGIN
        DELETE FROM deals_named WHERE deal_id IN (OLD.deal_id, NEW.deal_id);
        {_rows("party.deal_id IN (OLD.deal_id, NEW.deal_id)")}
    END;
    CREATE TRIGGER deals_named_of_gone AFTER DELETE ON deal_parties BEGIN
        DELETE FROM deals_named WHERE deal_id = OLD.deal_id;
        {_rows("party.deal_id = OLD.deal_id")}
    END;
    CREATE TRIGGER deals_named_of_deal AFTER UPDATE OF {LOOKED_AT} ON deals WHEN NOT ({_SAME}) BEGIN
        UPDATE deals_named SET {_FROM_NEW} WHERE deal_id = NEW.id;
    END;
    CREATE TRIGGER deals_named_of_renamed AFTER UPDATE OF key ON companies WHEN OLD.key <> NEW.key BEGIN
        DELETE FROM company_leads WHERE company_id = NEW.id;
        {NEW_LEADS};
        DELETE FROM deals_named WHERE deal_id IN ({_OF_COMPANY});
        {_rows(f"party.deal_id IN ({_OF_COMPANY})")}
    END;
"""  # noqa: S608 ours
