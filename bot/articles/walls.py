"""Pages that answer 200 and hold no article: logins, consent, robot checks, script shells, picture galleries."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.articles.prose import folded

# Two sentences of an agency's flash; what login walls leave beside their own phrases stays below.
MIN_WORDS = 25
# Where most of a page is a wall, up to this many words beside it are taken for more of the same.
MIN_WORDS_BESIDE_WALL = 120

_LOGIN = r"""
    \b(?:log|sign)[ -]?in\b (?=.{0,60}\b(?:to|with|your|continue|account|below)\b)
  | \b(?:subscribe|register|an?\ (?:free\ )?account)\b .{0,40} \bto\ (?:continue|read|view|access|unlock)
  | \balready\ (?:a\ (?:subscriber|member)|have\ an\ account|registered|subscribed)
  | \b(?:only|exclusively|exclusive|reserved)\ (?:for|to)\ (?:our\ )?(?:subscribers|members)
  | \bsubscribers?[ -]only\b | \bforgot(?:ten)?\ (?:your\ )?password | \b(?:continue|keep)\ reading\b
  | \bstart\ your\ (?:free\ )?trial | \bunlock\ (?:this|the\ full)\ (?:article|story)
  | \b(?:jetzt|hier|bitte)\ (?:anmelden|einloggen|registrieren|abonnieren|weiterlesen|freischalten|testen)
  | \bmelden\ sie\ sich\b .{0,40} \ban\b | \bpasswort\ vergessen | \bweiterlesen\ mit\b | \bprobemonat\b
  | \bbereits\ (?:abonnent|registriert|kunde|ein\ konto) | \bum\ (?:weiterzulesen|diesen\ artikel|den\ artikel)
  | \b(?:nur|exklusiv)\ f(?:ü|ue)r\ (?:unsere\ )?(?:abonnent|mitglieder|registrierte)
"""
_CONSENT = r"""
    \bwe\b .{0,80} \b(?:use|store|process)\b .{0,80} \b(?:cookies|personal\ data|information\ on)
  | \bpartners?\b .{0,80} \b(?:cookies|personal\ data|device|consent|einwilligung|endger(?:ä|ae)t)
  | \bwithdraw\ (?:\w+\ )?consent | \byour\ (?:consent|privacy|choices|cookie) | \baccept\ (?:all|cookies)\b
  | \bcookie[ -](?:policy|settings|preferences|notice|banner)\b | \bmanage\ (?:\w+\ )?(?:preferences|options|choices)
  | \bpersonali[sz]ed\ (?:ads|advertising|content) | \binformation\ on\ (?:a|your)\ device
  | \bwir\b .{0,80} \b(?:verwenden|nutzen|setzen|verarbeiten)\b .{0,80} (?:\bcookies | \bpersonenbezogen)
  | \b(?:ihr|dein)e[rn]?\ (?:einwilligung|zustimmung|datenschutz) | \balle[ns]?\ (?:\w+\ )?(?:akzeptieren|zustimmen)
  | \bcookies?\ (?:zustimmen|akzeptieren|zulassen|ablehnen) | \bcookie-(?:einstellung|richtlinie|hinweis)
  | \bpersonalisierte\ (?:werbung|anzeigen|inhalte) | \bmit\ werbung\ (?:weiter)?lesen
  | \binformationen\ auf\ (?:einem|ihrem|deinem)\ (?:end)?ger(?:ä|ae)t
"""
_SHELL = r"""
    \b(?:enable|activate|requires?|need)\ (?:\w+\ ){0,2}(?:javascript|cookies)\b | \bjavascript\ (?:is|ist|wird)\b
  | \b(?:javascript|cookies)\b .{0,30} \b(?:aktivieren|einschalten|deaktiviert)
  | \baktivieren\ sie\ (?:\w+\ )?javascript | \b(?:not|you\ are|are\ you)\ a\ (?:human|robot)\b
  | \bverify(?:ing)?\ (?:that\ )?you\ are | \bcaptcha\b | \bkein\ roboter\b | \bchecking\ your\ browser
  | \bunusual\ (?:traffic|activity) | \baccess\ (?:\w+\ ){0,4}denied
"""
_GONE = r"""
    \bpage\ (?:you\b.{0,40}\b)?(?:not\ found|does\ not\ exist|cannot\ be\ found)
  | \bseite\ (?:\w+\ ){0,3}nicht\ gefunden
"""
_WALL = re.compile(f"{_LOGIN} | {_CONSENT} | {_SHELL} | {_GONE}", re.VERBOSE | re.IGNORECASE | re.DOTALL)
_COUNTER = re.compile(
    r"^(?:(?:bild|foto|photo|image|picture|slide)\s*)?\d{1,3}\s*(?:/|von|of)\s*\d{1,3}\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”“’»«)\]]*(?=\s|$)")
_SENTENCE_WORDS = 6


def has_article(paragraphs: Sequence[str], captions: Collection[str] = ()) -> bool:
    """Whether paragraphs tell something beside what walls say and pictures are captioned with.

    One whole sentence and 25 words are enough; more words are asked for where most of the page is a wall.
    """
    below_pictures = [folded(caption) for caption in captions]
    own = walled = 0
    tells = False
    for paragraph in paragraphs:
        if _COUNTER.match(paragraph) or _is_caption(paragraph, below_pictures):
            continue
        words = len(paragraph.split())
        if _WALL.search(paragraph):
            walled += words
            continue
        own += words
        tells = tells or _has_sentence(paragraph)
        if tells and own >= MIN_WORDS_BESIDE_WALL:
            return True
    return tells and own >= max(MIN_WORDS, walled)


def _is_caption(paragraph: str, captions: Collection[str]) -> bool:
    """Whether little is left of a paragraph without what stands below pictures: extractors run captions together."""
    if not captions:
        return False
    rest = whole = folded(paragraph)
    for caption in captions:
        rest = rest.replace(caption, "")
    return len(rest) < len(whole) / 5


def _has_sentence(paragraph: str) -> bool:
    *sentences, _ = _SENTENCE_END.split(paragraph)
    return any(len(sentence.split()) >= _SENTENCE_WORDS for sentence in sentences)
