"""Countries by their names, adjectives and codes in English and German, for searching by a target's seat."""

from __future__ import annotations

from functools import cache

from storage.names import company_key

# ISO 3166 code: what the country and its people are called; then cities and regions that stand for it in texts
_COUNTRIES = {
    "AE": "united arab emirates, emirates, uae, emirati, vereinigte arabische emirate; dubai, abu dhabi",
    "AR": "argentina, argentine, argentinien, argentinisch",
    "AT": "austria, austrian, österreich, österreichisch; vienna, wien",
    "AU": "australia, australian, australien, australisch; sydney, melbourne",
    "BE": "belgium, belgian, belgien, belgisch; brussels, brüssel",
    "BR": "brazil, brazilian, brasilien, brasilianisch, brasil; são paulo",
    "CA": "canada, canadian, kanada, kanadisch; toronto, montreal, vancouver",
    "CH": "switzerland, swiss, schweiz, schweizer; zurich, zürich, geneva, genf, basel",
    "CL": "chile, chilean, chilenisch",
    "CN": "china, chinese, chinesisch; beijing, peking, shanghai, shenzhen",
    "CZ": "czech republic, czechia, czech, tschechien, tschechisch; prague, prag",
    "DE": "germany, german, deutschland, deutsch;"
    " berlin, munich, münchen, hamburg, frankfurt, cologne, köln, stuttgart, düsseldorf, leipzig, dresden, hannover,"
    " nuremberg, nürnberg, bremen, bavaria, bayern",
    "DK": "denmark, danish, dänemark, dänisch; copenhagen, kopenhagen",
    "ES": "spain, spanish, spanien, spanisch; madrid, barcelona",
    "FI": "finland, finnish, finnland, finnisch; helsinki",
    "FR": "france, french, frankreich, französisch; paris, lyon",
    "GB": "united kingdom, great britain, uk, britain, british, england, english, scotland, scottish, wales,"
    " großbritannien, vereinigtes königreich, britisch;"
    " london, manchester, edinburgh",
    "GR": "greece, greek, griechenland, griechisch; athens, athen",
    "HK": "hong kong, hongkong",
    "HU": "hungary, hungarian, ungarn, ungarisch; budapest",
    "IE": "ireland, irish, irland, irisch; dublin",
    "IL": "israel, israeli, israelisch; tel aviv",
    "IN": "india, indian, indien, indisch; mumbai, bangalore, bengaluru, delhi",
    "ID": "indonesia, indonesian, indonesien, indonesisch; jakarta",
    "IT": "italy, italian, italien, italienisch; milan, mailand, rome, rom",
    "JP": "japan, japanese, japanisch; tokyo, tokio, osaka",
    "KR": "south korea, korea, korean, südkorea, koreanisch; seoul",
    "LU": "luxembourg, luxemburg",
    "MX": "mexico, mexican, mexiko, mexikanisch",
    "NL": "netherlands, dutch, holland, niederlande, niederländisch; amsterdam, rotterdam",
    "NO": "norway, norwegian, norwegen, norwegisch; oslo",
    "NZ": "new zealand, neuseeland",
    "PL": "poland, polish, polen, polnisch; warsaw, warschau",
    "PT": "portugal, portuguese, portugiesisch; lisbon, lissabon",
    "QA": "qatar, katar",
    "RO": "romania, romanian, rumänien, rumänisch",
    "RU": "russia, russian, russland, russisch; moscow, moskau",
    "SA": "saudi arabia, saudi, saudi-arabien; riyadh, riad",
    "SE": "sweden, swedish, schweden, schwedisch; stockholm, gothenburg, göteborg",
    "SG": "singapore, singapur",
    "TR": "turkey, türkiye, turkish, türkei, türkisch; istanbul",
    "TW": "taiwan, taiwanese; taipei",
    "UA": "ukraine, ukrainian, ukrainisch; kyiv, kiew",
    "US": "united states, usa, us, america, american, amerikanisch, vereinigte staaten;"
    " new york, san francisco, california, kalifornien, silicon valley, texas, boston, massachusetts, chicago, seattle",
    "ZA": "south africa, südafrika, south african",
}


# Cities that English and German spell differently
_SPELLINGS = (
    *(("munich", "münchen"), ("cologne", "köln"), ("nuremberg", "nürnberg"), ("bavaria", "bayern"), ("vienna", "wien")),
    *(("zurich", "zürich"), ("geneva", "genf"), ("milan", "mailand"), ("rome", "rom"), ("warsaw", "warschau")),
    *(("prague", "prag"), ("copenhagen", "kopenhagen"), ("gothenburg", "göteborg"), ("brussels", "brüssel")),
    *(("lisbon", "lissabon"), ("moscow", "moskau"), ("athens", "athen"), ("tokyo", "tokio"), ("beijing", "peking")),
    *(("kyiv", "kiew"), ("california", "kalifornien"), ("riyadh", "riad"), ("bangalore", "bengaluru")),
)


def names_of_place(place: str) -> tuple[str, ...]:
    """What texts call the country that is meant by a name, an adjective or a code; else just the place itself.

    A city stands for itself, in both languages: "munich" means Munich, while "germany" also means what sits there.
    """
    key = company_key(place)
    if code := _codes().get(key):
        return tuple(name.strip() for name in _COUNTRIES[code].replace(";", ",").split(","))
    spellings = next((names for names in _SPELLINGS if key in map(company_key, names)), ())
    return tuple(dict.fromkeys((place, *spellings))) if spellings else (place,)


@cache
def known_places() -> tuple[str, ...]:
    """Every name and adjective of a country and every city that is known, in lower case."""
    return tuple(
        name.strip() for line in _COUNTRIES.values() for name in line.replace(";", ",").split(",") if name.strip()
    )


@cache
def _codes() -> dict[str, str]:
    """From match keys of codes, names and adjectives to codes."""
    return {
        company_key(name): code
        for code, line in _COUNTRIES.items()
        for name in (code, *line.partition(";")[0].split(","))
    }
