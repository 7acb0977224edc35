"""Ways to ask about a name: who does what to whom, who comes and goes, what is known. English and German.

They are tried on what phrases have left of a question, in which `marks` stand for kinds of deals. The first form that
matches the whole of it tells whom it is about, and in which language it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.filters import Key
from handlers.queries.marks import KIND, OTHER, PURCHASES, STAKE, TAKEOVER
from handlers.queries.places import TARGETS
from handlers.queries.query import About
from storage.records import PartyRole, Tie


@dataclass(frozen=True, slots=True)
class Form:
    """A way to ask: `pattern` matches the whole question; its group "name" is what is asked about, if anything.

    A group "buyer", "target", "seller" or "other" is a second party, with its role or in any.
    """

    pattern: re.Pattern[str]
    about: About
    lang: str
    role: PartyRole | None = None
    ties: tuple[Tie, ...] = ()


PARTIES: Mapping[str, Key] = {"buyer": Key.BUYER, "target": Key.TARGET, "seller": Key.SELLER, "other": Key.WITH}

_WORDS = {
    "NAME": "(?:(?:denn|eigentlich|mal|bitte|the company|the firm|die firma) )*(?P<name>[^\ue001-\ue005]+?)",
    "OTHER": "(?P<other>[^\ue001-\ue005]+?)",
    "SOLD_ONE": "(?P<target>(?!any|some|every|etwas|irgend)[^\ue001-\ue005]+?)",
    "BUYER_ONE": "(?P<buyer>[^\ue001-\ue005]+?)",
    "SOME": f"(?:(?:all|any|every|the|other|its?|their|a|an|new|recent|alle|die|der|das|eine?[rnms]?|neue[rsn]?"
    f"|andere[rsn]?) )*"
    f"(?:{KIND}|{TARGETS}|(?:anything|something|everything|anyone|etwas|irgendetwas|irgendwas))(?: {KIND}| {TARGETS})*",
    "STAKE": f"(?:(?:an?|the|its|their|another|eine[nr]?|den|die|der|seine[nr]?|ihre[nr]?) )?{STAKE} (?:in|of|at|an"
    f"|von|bei)",
    "WHO": f"(?:who|which (?:{TARGETS}|investors?|buyers?|bidders?)|anyone|anybody|someone|somebody)(?:'s|’s)?",
    "WER": f"(?:wer|welche[rs]? (?:{TARGETS}|manager|leute|personen|mitarbeiter|vorstände|investor(?:en)?|käufer"
    f"|bieter)|jemand)",
    "AUX": "(?:(?:has|have|had|is|are|was|will|would|does|do|did|wants?|might|may|could|to|going|trying|looking|about"
    "|planning|been|be|being|just|also|already|actually|really|finally|ever|want|else|now|still|agreed) )*",
    "HAT": "(?:hat|haben|hatte|will|wollen|wollte|wird|würde|möchte|soll|könnte|ist|sind|darf)",
    "ADV": "(?:(?:denn|eigentlich|schon|jetzt|noch|alles|zuletzt|bereits|nun|sich|auch|wirklich|gerade|neu|etwa) )*",
    "BUY": "(?:buy|buys|bought|buying|acquire|acquires|acquired|acquiring|take over|takes over|took over|taken over"
    "|taking"
    " over|purchase|purchases|purchased|purchasing|snap up|snapped up|swallow|swallowed|get|bid for|bidding for|bids"
    " for)",
    "SELL": "(?:sell|sells|sold|selling|divest|divests|divested|divesting|dispose of|disposed of|offload|offloaded)",
    "INVEST": "(?:invests|invest|invested|investing|put money|putting money)",
    "GEKAUFT": "(?:gekauft|übernommen|erworben|geschluckt|zugekauft|aufgekauft)",
    "KAUFEN": "(?:kaufen|übernehmen|erwerben|schlucken|zukaufen)",
    "KAUFT": "(?:kauft|kaufte|kauften|übernimmt|übernahm|übernahmen|erwirbt|erwarb|schluckt|schluckte)",
    "VERKAUFT": "(?:verkauft|abgegeben|veräußert|abgestoßen)",
    "VERKAUFEN": "(?:verkaufen|abgeben|veräußern|abstoßen)",
    "OF": "(?:of|with|by|from|for|about|involving|at|on|between|von|mit|bei|zu|über|an|um|rund um|zwischen|der|des"
    "|unter)",
    "POSS": "(?:'s|’s|s')?",
}

_PLACES = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))


def _forms(
    lang: str,
    about: About,
    *patterns: str,
    role: PartyRole | None = None,
    ties: tuple[Tie, ...] = (),
) -> Iterator[Form]:
    for pattern in patterns:
        filled = _PLACES.sub(lambda word: _WORDS[word[0]], pattern)
        yield Form(re.compile(filled, re.IGNORECASE), about, lang, role, ties)


_LEFT, _JOINED, _AT = (Tie.LEFT,), (Tie.JOINED,), (Tie.AT, Tie.JOINED)

_ENGLISH = (
    *_forms(
        "en",
        About.COLLEAGUES,
        "(?:WHO|people|who all|whoever) (?:(?:has|have|is|are|was|were|will|just|recently|to|that) )*(?:left|leaves?"
        "|leaving"
        "|quits?|quitting|departed|departs|departing|resign(?:ed|s)? from|step(?:ped|s|ping)? down (?:at|from|as"
        " \\w+ of)"
        "|exits?|exited|exiting) NAME",
        "(?:did|does|has|have|is|are) WHO (?:just )?(?:leave|left|leaving|quit|quitting|step down at|resign from) NAME",
        "(?:departures|exits|leavers|people leaving|those who left|resignations) (?:at|from|of) NAME",
        ties=_LEFT,
    ),
    *_forms(
        "en",
        About.COLLEAGUES,
        "(?:WHO|people) (?:(?:has|have|is|are|was|were|will|just|recently|to|that) )*(?:joined|joins?|joining|moved? to"
        "|moving to|moves to|went to|going to|goes to|hired by|started at|starts at|new at|came to) NAME",
        "(?:did|does|has|have|is|are) WHO (?:just )?(?:join|joined|joining|move to|moved to|go to|gone to) NAME",
        "(?:whom?|which people) (?:did|has|have|does|is) NAME (?:hire|hired|hiring|poach|poached|appoint|appointed)",
        "(?:new )(?:people|hires|faces|executives|managers|staff|employees|joiners|arrivals|recruits) (?:at|of|by"
        "|in) NAME",
        "(?:hires|joiners|arrivals|recruits|appointments) (?:at|of|by|in) NAME",
        ties=_JOINED,
    ),
    *_forms(
        "en",
        About.COLLEAGUES,
        "WHO (?:(?:is|does|do|all) )*(?:works?|working|worked|employed) (?:at|for|with|by) NAME",
        "who(?: is|'s|’s) (?:now |still )?(?:at|with) NAME",
        "WHO (?:(?:is|does) )?(?:runs?|running|leads?|leading|heads?|heading|manages?|managing) NAME",
        "(?:the )?(?:people|staff|team|executives|management|managers|leadership|leaders|board|employees) (?:at|of"
        "|from|behind)"
        " NAME",
        "(?:who(?: is|'s|’s) )?(?:the |a )?(?:new |current )?(?:ceo|cfo|cto|coo|boss|chief executive|head"
        "|chair(?:man|woman)?"
        "|founders?|chief|managing director) (?:of|at) NAME",
        ties=_AT,
    ),
    *_forms(
        "en",
        About.DEALS,
        "WHO AUXBUY STAKE NAME",
        "WHO AUX(?:take|takes|took|taken|taking|get|got|buy) STAKE NAME",
        "WHO AUXBUY NAME",
        "(?:has|have|is|was|are|did|does|will) WHO AUXBUY (?:STAKE )?NAME",
        "WHO AUX(?:owns?|owned|INVEST in|backs?|backed|backing|funds?|funded|funding) NAME",
        "who AUX(?:was |were )?NAME (?:was )?sold to",
        "(?:is|was|has|did|does|will) NAME (?:(?:been|being|be|get|gets|going to be|getting) )*"
        "(?:bought|acquired|taken over|sold|purchased|snapped up|swallowed|for sale)(?: by (?:anyone|anybody"
        "|someone))?",
        "when (?:was|is|will|did) NAME (?:(?:be|get) )?(?:bought|acquired|taken over|sold)",
        "(?:who (?:is|are|was|were) )?(?:the )?(?:new )?(?:buyers?|bidders?|owners?|acquirers?|sellers?) (?:of|for)"
        " NAME",
        "how much (?:was|is|did|does|were) NAME (?:sold for|go for|went for|cost|bought for|worth|sell for|acquired"
        " for|TAKEOVER)",
        "(?:what|how much) (?:did|does|was|is|were) (?:the |its? )?(?:price of (?:the )?)?"
        f"[{TAKEOVER}{STAKE}{OTHER}] (?:of|in|by) NAME (?:cost|worth)",
        "(?:the )?(?:price|cost|value) (?:of|for) NAME",
        f"(?:.*(?:is|was|are|were|about|of|on) )?(?:the |an? )?[{TAKEOVER}] of (?:the )?NAME by BUYER_ONE",
        f"(?:the |an? )?[{TAKEOVER}] OF (?:the )?NAME",
        "STAKE NAME",
        "(?:invest(?:ment|or)s?|stakes?) in NAME",
        "(?:invest(?:ment|or)s? in) NAME",
        role=PartyRole.TARGET,
    ),
    *_forms(
        "en",
        About.DEALS,
        "(?:(?:what|which SOME|whom?|what else|how many SOME) )(?:did|does|has|have|is|will|was|do|'s|’s) NAME AUXBUY",
        "what(?:'s|’s|s) NAME AUXBUY",
        "(?:what|where|which SOME) (?:did|does|has|is) NAME AUXINVEST(?: in| money in)?",
        "(?:what|which SOME) (?:does|did) NAME own",
        "(?:SOME|all|things) (?:that |which )?NAME AUXBUY",
        "SOME (?:that (?:was|were) |(?:was |were ))?(?:bought|acquired|purchased|owned|taken over"
        "|snapped up|funded|backed) by NAME",
        f"(?:SOME )?[{TAKEOVER}{PURCHASES}{STAKE}] (?:SOME )?(?:made |done )?by NAME",
        f"NAMEPOSS (?:latest |own )?{PURCHASES}",
        "(?:did|does|has|is|will|was) NAME AUXBUY SOME",
        "when (?:did|will|does) NAME AUXBUY SOLD_ONE",
        "NAME AUXBUY SOME",
        "(?:did|does|has|is|will|was) NAME AUXBUY (?:STAKE )?SOLD_ONE",
        "(?:did|does|has|is|will) NAME AUXINVEST in SOLD_ONE",
        "(?:did|does|has|is|will|was) NAME AUX(?:take|taken|took|taking) STAKE SOLD_ONE",
        "(?:how much|what) (?:did|does|has|will|is) NAME (?:pay|paid|spend|spent|paying) (?:for|on) SOLD_ONE",
        "NAME (?:buys|bought|acquires|acquired|takes over|took over|purchases|purchased) SOLD_ONE",
        role=PartyRole.ACQUIRER,
    ),
    *_forms(
        "en",
        About.DEALS,
        "(?:what|which SOME) (?:did|does|has|is|will|have) NAME AUXSELL",
        "what(?:'s|’s) NAME AUXSELL",
        "(?:SOME|all|things) (?:that |which )?NAME AUXSELL",
        "SOME (?:that (?:was|were) |(?:was |were ))?(?:sold|divested|spun off) by NAME",
        "(?:did|does|has|is|will) NAME AUXSELL SOME",
        "(?:did|does|has|is|will) NAME AUXSELL (?:its |their |the )?SOLD_ONE",
        "NAME (?:sells|sold) SOLD_ONE",
        role=PartyRole.SELLER,
    ),
    *_forms(
        "en",
        About.DEALS,
        "(?:(?:was|is|were|are) there )?SOME (?:between|of|among) NAME (?:and|with) OTHER",
        "(?:how many|which|what) SOME (?:did|has|have|does) NAME (?:do|done|made|make|close|closed|sign|signed"
        "|announced?)",
        "(?:did|does|has|is|will|are|have|do) NAME and OTHER AUX(?:merge|merged|merging)",
        "(?:did|does|has|is|will) NAME AUX(?:merge|merged|merging) with OTHER",
    ),
    *_forms(
        "en",
        About.PERSON,
        "who(?: is|'s|’s| was) NAME(?:,? and where (?:does|is|did) (?:he|she|they) .+)?",
        "where (?:does|did|is|will|has) NAME (?:work|works|worked|working|move|moving|moved|go|going|gone)(?: to|"
        " now)?",
        "where(?: is|'s|’s) NAME(?: now| today)?",
        "what (?:does|did|is) NAME (?:do|doing)(?: for a living| now| today)?",
    ),
    *_forms(
        "en",
        About.ANYTHING,
        "what (?:do|can|did|could) you (?:know|tell me|tell us|have|read|say)(?: about| on| of)? NAME",
        "(?:any )?(?:news|updates?) (?:about|on|of|from) (?:the )?NAME(?: SOME)?",
        "(?:do you (?:know|have) )?(?:is there |are there |have there been )?(?:any )?(?:anything|something|news"
        "|updates?|info"
        "|information)(?: new)? (?:about|on|of|with|from|at) NAME",
        "(?:tell|show|give)(?: me| us)?(?: more| everything| all| something)?(?: you know)? (?:about|on|for) NAME",
        "what(?: is|'s|’s| was) (?:new|up|going on|happening|the (?:status|state|latest|news)) (?:with|at|about|on"
        "|of|from) NAME",
        "(?:what|anything) (?:has |have )?(?:happened|happens|became|become|came) (?:to|with|of|at|about) NAME",
        "(?:the )?(?:status|state|latest|news) (?:of|on|from|about) NAME",
        "what(?: is|'s|’s| about) NAME",
        "how about NAME",
    ),
)

_GERMAN = (
    *_forms(
        "de",
        About.COLLEAGUES,
        "(?:WER|wer alles|wer von) (?:verlässt|verließ|verliess|verlassen|kündigt bei) NAME",
        "WER (?:hat|haben|will|wird) ADVNAME ADV(?:verlassen|gekündigt)",
        "WER (?:ist|sind|hat|wird|wurde) ADVbei NAME ADV(?:ausgestiegen|gegangen|ausgeschieden|weggegangen|abgetreten"
        "|zurückgetreten|gekündigt|raus|rausgeflogen|aufgehört|ausscheiden|aufhören|gehen|entlassen)",
        "WER (?:geht|steigt|scheidet|tritt|hört) ADV(?:bei|von|aus) NAME(?: ADV(?:weg|aus|ab|zurück|auf))?",
        "WER ist ADV(?:von|aus) NAME ADV(?:weg|weggegangen|gegangen|gewechselt|ausgeschieden)",
        "WER wechselt ADV(?:von|aus) NAME",
        "(?:abgänge|rücktritte|ausgeschiedene) (?:bei|von|aus) NAME",
        ties=_LEFT,
    ),
    *_forms(
        "de",
        About.COLLEAGUES,
        "WER (?:wechselt|wechselte|geht|kommt|kam|ging|stößt) ADV(?:zu|zur|zum|nach|in) NAME",
        "WER (?:ist|sind) ADV(?:zu|zur|zum|nach) NAME ADV(?:gewechselt|gegangen|gekommen|gestoßen)",
        "WER (?:ist|sind) (?:neu|dazugekommen) bei NAME",
        "WER (?:fängt|fing|startet|beginnt|heuert) ADVbei NAME(?: an)?",
        "(?:wen|welche (?:leute|personen|manager)) (?:hat|holt|stellt) NAME (?:geholt|eingestellt|verpflichtet|ein"
        "|angeheuert)",
        "wen holt NAME",
        "(?:neuzugänge|neue (?:leute|mitarbeiter|manager|gesichter|chefs|vorstände)|zugänge|neueinstellungen) (?:bei"
        "|von) NAME",
        ties=_JOINED,
    ),
    *_forms(
        "de",
        About.COLLEAGUES,
        "WER ADV(?:arbeitet|arbeiten|sitzt|ist) ADV(?:bei|für|im vorstand von) NAME",
        "WER (?:leitet|führt|lenkt) NAME",
        "(?:wer ist )?(?:der |die )?(?:chefin|chef|ceo|cfo|vorstand|vorstandschef(?:in)?|finanzchef(?:in)?"
        "|gründer(?:in)?"
        "|geschäftsführer(?:in)?) (?:von|bei|der|des) NAME",
        "(?:die )?(?:leute|personen|mitarbeiter|manager|führung|vorstände|köpfe) (?:bei|von) NAME",
        ties=_AT,
    ),
    *_forms(
        "de",
        About.DEALS,
        "WER HAT ADVNAME ADV(?:GEKAUFT|KAUFEN)",
        "WER KAUFT ADVNAME",
        "WER (?:HAT )?ADVSTAKE NAME ADV(?:GEKAUFT|KAUFEN)",
        "WER KAUFT ADVSTAKE NAME",
        "(?:wem gehört|wem gehören|WER investiert ADVin|WER investierte ADVin|WER beteiligt sich ADVan|WER"
        " beteiligte sich ADVan"
        "|WER steigt ADVbei) NAME(?: ADV(?:ein))?",
        "WER (?:hat|ist|will|wird) ADV(?:in|bei|an) NAME ADV(?:investiert|eingestiegen|investieren|einsteigen|beteiligt"
        "|beteiligen)",
        "an wen (?:wird|wurde|geht|ging|ist) NAME(?: ADV(?:VERKAUFT|gegangen)(?: worden)?)?",
        "(?:wird|wurde|ist) NAME ADV(?:GEKAUFT|VERKAUFT)(?: worden)?",
        "(?:was|wie ?viel) (?:kostet|kostete) (?:der |die |das )?(?:[\ue002\ue004\ue005] (?:von|an|der|des) )?NAME",
        "(?:was|wie ?viel) hat (?:der |die |das )?(?:[\ue002\ue004\ue005] (?:von|an|der|des) )?NAME gekostet",
        "(?:der |die )?(?:preis|kaufpreis) (?:von|für) NAME",
        "wann (?:wird|wurde|ist) NAME ADV(?:GEKAUFT|VERKAUFT)(?: worden)?",
        "(?:wer (?:ist|sind|war|waren) )?(?:der |die )?(?:neue[nr]? )?(?:käufer|bieter|interessenten|eigentümer"
        "|verkäufer)(?:in)?"
        " (?:von|für) NAME",
        f"(?:.*(?:ist|war|wird|kostete?|um) )?(?:die |der |den )?[{TAKEOVER}] (?:von|der|des) NAME durch BUYER_ONE",
        "STAKE NAME",
        "(?:investitionen|investoren|investments|einstieg) (?:in|bei|von) NAME",
        "(?:was|wie) (?:ist|wurde|wird) (?:aus|mit|um)?(?: der| dem| die)? ?[\ue002\ue004\ue005] (?:von|der|des|an)"
        " NAME"
        "(?: (?:geworden|passiert))?",
        role=PartyRole.TARGET,
    ),
    *_forms(
        "de",
        About.DEALS,
        "(?:was|wen|welche[ns]? SOME|wie ?viele SOME) HAT ADVNAME ADV(?:GEKAUFT|KAUFEN)",
        "(?:was|wen|welche[ns]? SOME) KAUFT ADVNAME(?: (?:so|alles|zu|so alles))?",
        "(?:wo|worin|in was|in wen|in welche[ns]? SOME) (?:investiert|investierte) NAME",
        "(?:wo|worin|in was|in wen|in welche[ns]? SOME) (?:hat|will|wird) NAME ADV(?:investiert|investieren)",
        "(?:an wem|woran|an welche[nr]? SOME|wo) (?:hat|beteiligt|beteiligte|will|ist) ADVNAME(?: ADV(?:beteiligt"
        "|beteiligen"
        "|eingestiegen))?",
        "(?:hat|will|wird|möchte) sich NAME ADVan SOME ADV(?:beteiligt|beteiligen)",
        "(?:hat|will|wird|möchte) sich NAME ADVan SOLD_ONE ADV(?:beteiligt|beteiligen)",
        "beteiligte? sich NAME ADVan SOLD_ONE",
        "(?:wo|bei wem) (?:steigt|stieg|ist) NAME ADV(?:ein|eingestiegen)",
        "was gehört(?: zu)? NAME",
        f"(?:SOME )?[{TAKEOVER}{PURCHASES}{STAKE}] (?:SOME )?durch (?:die |den )?NAME",
        "HAT NAME ADV(?:SOME|was) ADV(?:GEKAUFT|KAUFEN)",
        "(?:kauft|übernimmt|erwirbt) NAME ADVSOME",
        "(?:(?:alles|alle|die)[, ]+)?(?:was|SOME,? die) NAME ADV(?:GEKAUFT hat|KAUFT|gekauft haben)",
        "(?:(?:firmen|unternehmens)?zukäufen?|zukauf|einkäufe|käufe) (?:von|der|des|bei|durch) NAME",
        "wie ?viel (?:hat|zahlt|zahlte|will) NAME (?:für|an) SOLD_ONE(?: (?:bezahlt|gezahlt|zahlen|ausgegeben))?",
        "NAME (?:kauft|übernimmt|erwirbt|kaufte|übernahm) SOLD_ONE",
        role=PartyRole.ACQUIRER,
    ),
    *_forms(
        "de",
        About.DEALS,
        "(?:was|welche[ns]? SOME) HAT ADVNAME ADV(?:VERKAUFT|VERKAUFEN)",
        "(?:was|welche[ns]? SOME) (?:verkauft|verkaufte|veräußert) ADVNAME",
        "HAT NAME ADV(?:SOME|was) ADV(?:VERKAUFT|VERKAUFEN)",
        "verkauft NAME ADVSOME",
        "(?:verkäufen?|verkaufte SOME) (?:von|der|des|durch) NAME",
        role=PartyRole.SELLER,
    ),
    *_forms("de", About.DEALS, "HAT NAME ADV(?:GEKAUFT|KAUFEN)", "KAUFT NAME", role=PartyRole.ACQUIRER),
    *_forms("de", About.DEALS, "HAT NAME ADV(?:VERKAUFT|VERKAUFEN)", role=PartyRole.SELLER),
    *_forms(
        "de",
        About.DEALS,
        "(?:SOME )?(?:zwischen|von) NAME (?:und|mit) OTHER",
        "(?:fusioniert|fusionieren|fusionierten|fusionierte) NAME (?:und|mit) OTHER",
        "HAT NAME (?:und|mit) OTHER ADV(?:fusioniert|fusionieren|\ue005)",
    ),
    *_forms(
        "de",
        About.PERSON,
        "wer (?:ist|war) NAME",
        "(?:wo arbeitet|wo arbeitete|wohin (?:geht|wechselt|ging|wechselte)|wo ist|was macht) NAME(?: ADV(?:heute"
        "|jetzt))?",
        "wohin ist NAME (?:gegangen|gewechselt)",
    ),
    *_forms(
        "de",
        About.ANYTHING,
        "was (?:weißt|weisst|hast|kannst|sagst|wisst|habt) (?:du|ihr)(?: mir| uns)?(?: alles)? (?:über|ueber|zu"
        "|von)(?: die| den"
        "| das)? NAME(?: sagen| erzählen| gelesen)?",
        "was (?:ist|wurde|wird) (?:mit|aus|bei) NAME (?:passiert|geworden|los|geschehen)",
        "was (?:ist|wird|wurde|geschah|passiert|passierte|ist los) (?:mit|aus|bei) NAME",
        "(?:was )?(?:gibt es|gibt's|gibts|ist)(?: etwas| was)?(?: neues| neuigkeiten| news)? (?:über|ueber|zu|bei"
        "|von|mit|um|zur|zum)"
        " NAME",
        "(?:erzähl|erzähle|sag|sage|zeig|zeige)(?: mir| uns)?(?: etwas| was| mehr| alles)? (?:über|ueber|zu|von) NAME",
        "(?:mir |uns )?(?:etwas|was|mehr|alles) (?:über|ueber|zu|von) NAME (?:erzählen|sagen|zeigen)",
        "(?:infos?|informationen|neues|neuigkeiten|etwas|alles|news) (?:über|ueber|zu|von|bei|rund um) NAME",
        "wie steht es um NAME",
        "wie ist der stand (?:bei|von) NAME",
    ),
)
_EITHER = (
    *_forms(
        "",
        About.DEALS,
        f"NAMEPOSS (?:latest |neueste |eigene )?{PURCHASES}",
        role=PartyRole.ACQUIRER,
    ),
    *_forms(
        "", About.DEALS, "(?:(?:show|list|give|zeig|zeige)(?: me| us| mir| uns)? )?SOME OF (?:the |der |die |dem )?NAME"
    ),
    *_forms("", About.DEALS, f"(?:(?:show|list|zeig|zeige)(?: me| us| mir| uns)? )?NAMEPOSS[ -]{KIND}(?: {KIND})*"),
)
FORMS = (*_ENGLISH, *_GERMAN, *_EITHER)
