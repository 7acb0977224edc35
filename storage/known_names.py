"""Which names stand for one company or person: a short table that ships, and over it what a workspace has decided.

An alias is exact: its match key leads to the key of the name it stands for. A parent is none: Instagram is owned by
Meta, Google by Alphabet. A workspace's own row, also one that says "stands for nobody else", overrides ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sqlite_utils import Database

from storage import sql
from storage.names import company_key, person_key
from storage.records import Named

# The name of today = its former and short names, as registers and the companies themselves give them
_SHIPPED = (
    "A1 Group = Telekom Austria",
    "AB InBev = Anheuser-Busch InBev",
    "Accenture = Andersen Consulting",
    "ADNOC = Abu Dhabi National Oil Company",
    "Alibaba = Alibaba Group",
    "AMD = Advanced Micro Devices",
    "Amazon Web Services = AWS",
    "Andreessen Horowitz = a16z",
    "Ant Group = Ant Financial",
    "Apple = Apple Computer",
    "Aramco = Saudi Aramco; Saudi Arabian Oil Company",
    "Bank of America = BofA",
    "Bausch Health = Valeant; Valeant Pharmaceuticals",
    "BBVA = Banco Bilbao Vizcaya Argentaria",
    "Berkshire Hathaway = Berkshire",
    "BlackBerry = Research In Motion",
    "Blackstone = Blackstone Group",
    "Block = Square",
    "BMW = Bayerische Motoren Werke; BMW Group",
    "Booking Holdings = Priceline Group",
    "Bosch = Robert Bosch; Bosch-Gruppe",
    "Boston Consulting Group = BCG",
    "BP = British Petroleum",
    "British American Tobacco = BAT",
    "BT = BT Group; British Telecom",
    "Carlyle = Carlyle Group",
    "Citigroup = Citi",
    "Continental = Conti",
    "Covestro = Bayer MaterialScience",
    "CVC = CVC Capital Partners",
    "Deutsche Telekom = Telekom",
    "DHL Group = Deutsche Post DHL; Deutsche Post DHL Group",
    "E.ON = Eon",
    "EDF = Électricité de France",
    "Engie = GDF Suez",
    "EQT = EQT Partners",
    "Equinor = Statoil",
    "Ernst & Young = EY",
    "Evonik = Evonik Industries",
    "Gen Digital = NortonLifeLock; Symantec",
    "General Electric = GE",
    "General Motors = GM",
    "Goldman Sachs = Goldman; Goldman Sachs Group",
    "GSK = GlaxoSmithKline",
    "Hannover Rück = Hannover Re",
    "Hewlett Packard Enterprise = HPE",
    "HP = Hewlett-Packard",
    "HSBC = HSBC Holdings",
    "IBM = International Business Machines",
    "Intesa Sanpaolo = Intesa",
    "Johnson & Johnson = J&J",
    "JPMorgan Chase = JPMorgan; J.P. Morgan; JPMorgan Chase & Co.",
    "KKR = Kohlberg Kravis Roberts; KKR & Co.",
    "LBBW = Landesbank Baden-Württemberg",
    "Lufthansa = Deutsche Lufthansa",
    "LVMH = LVMH Moët Hennessy Louis Vuitton; Moët Hennessy Louis Vuitton",
    "Mercedes-Benz = Daimler; Mercedes; Mercedes-Benz Group",
    "Merck & Co. = MSD; Merck Sharp & Dohme",
    "Meta = Facebook; Meta Platforms",
    "Munich Re = Münchener Rück; Münchener Rückversicherungs-Gesellschaft; Munich Reinsurance",
    "Orange = France Télécom",
    "Ørsted = DONG Energy",
    "Paramount Global = ViacomCBS",
    "PricewaterhouseCoopers = PwC",
    "Procter & Gamble = P&G",
    "ProSiebenSat.1 = ProSiebenSat.1 Media",
    "Public Investment Fund = PIF",
    "Rewe = Rewe Group",
    "RTX = Raytheon Technologies",
    "Salesforce = Salesforce.com",
    "Sanofi = Sanofi-Aventis",
    "Santander = Banco Santander",
    "Siemens Healthineers = Healthineers",
    "Société Générale = SocGen",
    "SoftBank = SoftBank Group",
    "SpaceX = Space Exploration Technologies",
    "Swiss Re = Schweizer Rück",
    "Thyssenkrupp = Thyssen-Krupp",
    "TotalEnergies = Total",
    "TSMC = Taiwan Semiconductor Manufacturing; Taiwan Semiconductor",
    "Uber = Uber Technologies",
    "UPS = United Parcel Service",
    "Veon = VimpelCom",
    "Volkswagen = VW; Volkswagen Group; Volkswagen-Konzern; VW-Konzern",
    "Vonovia = Deutsche Annington",
    "Walmart = Wal-Mart; Wal-Mart Stores",
    "Wise = TransferWise",
    "WW International = Weight Watchers",
    "X = Twitter",
    "ZF = ZF Friedrichshafen",
)
_STEPS = 10  # from name to name, at most; nobody is renamed more often


def key_of(of: Named, name: str) -> str:
    """The match key of a company's or a person's name."""
    return company_key(name) if of is Named.COMPANY else person_key(name)


def shipped(of: Named, key: str) -> str | None:
    """The name that this key stands for in the table that ships; there is none of people."""
    return _stands_for().get(key) if of is Named.COMPANY else None


def stands_for(db: Database, team_id: str, of: Named, key: str) -> str | None:
    """The name that this key stands for in that workspace, one step on; None where it stands for itself."""
    decided = sql.first(
        db,
        "SELECT stands_for FROM aliases WHERE team_id = :team_id AND of = :of AND key = :key AND undone_at IS NULL",
        {"team_id": team_id, "of": of.value, "key": key},
    )
    return decided["stands_for"] if decided else shipped(of, key)


def full_name(db: Database, team_id: str, of: Named, name: str) -> str:
    """The name that this one stands for in that workspace, at the end of all steps; itself where there is none."""
    seen = {key_of(of, name)}
    for _ in range(_STEPS):
        further = stands_for(db, team_id, of, key_of(of, name))
        if further is None or key_of(of, further) in seen:
            return name
        name = further
        seen.add(key_of(of, name))
    return name


def keys_of_one(db: Database, team_id: str, of: Named, name: str) -> tuple[str, ...]:
    """The keys of all names of the company or person that this name stands for, that of its full name first."""
    return keys_below(db, team_id, of, key_of(of, full_name(db, team_id, of, name)))


def keys_below(db: Database, team_id: str, of: Named, key: str) -> tuple[str, ...]:
    """A key, and those of all names that lead to it."""
    keys = [key]
    for each in keys:  # grows meanwhile
        keys += [alias for alias in _aliases_of(db, team_id, of, each) if alias not in keys]
    return tuple(keys)


def _aliases_of(db: Database, team_id: str, of: Named, key: str) -> list[str]:
    decided = sql.rows(
        db,
        "SELECT key FROM aliases WHERE team_id = :team_id AND of = :of AND stands_for_key = :key"
        " AND undone_at IS NULL ORDER BY key",
        {"team_id": team_id, "of": of.value, "key": key},
    )
    ours = _shipped_aliases().get(key, ()) if of is Named.COMPANY else ()
    overridden = sql.rows_of(
        db,
        "SELECT key FROM aliases WHERE team_id = :team_id AND of = :of AND key IN (:ids) AND undone_at IS NULL",
        ours,
        {"team_id": team_id, "of": of.value},
    )
    kept = set(ours) - {row["key"] for row in overridden}
    return [row["key"] for row in decided] + sorted(kept)


@cache
def _stands_for() -> Mapping[str, str]:
    rows = (row.split(" = ") for row in _SHIPPED)
    return MappingProxyType({company_key(other): name for name, others in rows for other in others.split("; ")})


@cache
def _shipped_aliases() -> Mapping[str, tuple[str, ...]]:
    aliases: dict[str, tuple[str, ...]] = {}
    for key, name in _stands_for().items():
        aliases[company_key(name)] = (*aliases.get(company_key(name), ()), key)
    return MappingProxyType(aliases)
