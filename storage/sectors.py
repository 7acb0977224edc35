"""Sectors by the words that texts in English and German tell them with, for searching by what a target does.

Words with a star behind them also are the beginnings of longer ones: "robot" finds robotics and Roboter.
"""

from __future__ import annotations

from functools import cache

from storage.names import company_key

BEGINS = "*"  # after what may go on
_SECTORS = (
    "robotics, robot*, robotik, roboter",
    "artificial intelligence, ai, ki, künstliche intelligenz, machine learning",
    "technology, tech, technologie*, technologies",
    "software, saas",
    "cybersecurity, cyber security, it security, it-sicherheit, cybersicherheit",
    "semiconductors, semiconductor*, chips, chip, chipmaker*, halbleiter*",
    "cloud, cloud computing",
    "data centres, data centre, data center, data centers, rechenzentr*",
    "fintech, fintech*, financial technology, payments, payment, zahlungs*",
    "banking, bank, banks, banken, kreditinstitut*",
    "insurance, insurer*, insurtech*, versicher*",
    "health care, healthcare, health, medical, gesundheit*, medizin*, klinik*, hospital*",
    "medical technology, medtech*, medizintechnik*",
    "pharma, pharma*, drugmaker*, arzneimittel*",
    "biotech, biotech*",
    "energy, energie*, power, strom, utility, utilities, versorger",
    "renewables, renewable, solar*, wind, erneuerbar*, photovoltai*, wind power, windkraft",
    "oil and gas, oil, gas, öl, erdöl, erdgas*",
    "mining, miner, bergbau*, metals, metalle",
    "chemicals, chemical, chemie*",
    "automotive, car, cars, auto, autos, automobil*, carmaker*, autobauer*, autohersteller*, autobranche",
    "mobility, mobilität*, transport*, verkehr",
    "aerospace, aviation, airline*, luftfahrt*, fluggesellschaft*, raumfahrt*",
    "defence, defense, rüstung*, verteidigung, weapons",
    "logistics, logisti*, shipping, freight, spedition*",
    "retail, retailer*, handel, einzelh*, e-commerce, ecommerce, onlinehandel*",
    "consumer goods, konsumgüter*",
    "food, foods, beverage*, lebensmittel*, nahrungsmittel*, getränke*",
    "agriculture, agrar*, landwirtschaft*",
    "fashion, luxury, mode, luxus*, apparel, bekleidung*",
    "media, medien*, publishing, verlag*, streaming, film",
    "gaming, games, video game*, videospiel*",
    "telecoms, telecom*, telekom*, mobilfunk*",
    "real estate, property, immobilien*, proptech*",
    "construction, building materials, baustoff*, bauindustrie, bau",
    "engineering, machinery, maschinenbau*, industrials",
    "education, edtech*, bildung*",
    "travel, tourism, hotel*, tourismus*, reise, reisen",
    "sports, sport, football, fußball*",
    "crypto, crypto*, blockchain*, bitcoin*, krypto*",
    "advertising, marketing, werbung, adtech*",
    "packaging, verpackung*",
    "steel, stahl*",
    "electronics, elektronik*",
)


def words_of_sector(sector: str) -> tuple[str, ...]:
    """What texts in either language call a known sector; nothing of others. Those that end in `BEGINS` may go on."""
    return _by_key().get(company_key(sector), ())


@cache
def known_sectors() -> tuple[str, ...]:
    """Every word and phrase for a sector that is known, in lower case."""
    return tuple(dict.fromkeys(word.rstrip(BEGINS) for line in _SECTORS for word in line.split(", ")))


@cache
def _by_key() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for line in _SECTORS:
        each = tuple(line.split(", "))
        for word in each:
            words.setdefault(company_key(word.rstrip(BEGINS)), each)
    return words
