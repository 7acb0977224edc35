"""How fast pages become articles, beside bare trafilatura on the same pages in the same run.

python -m tests.bench.bench_articles [pages]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from random import Random

import trafilatura

from bot.articles.fetch import Page
from bot.articles.page import read_page

_FIRMS = ("Nordwind Robotics", "Halbmond Logistik AG", "Quarry Labs", "Tessera Health", "Blaufeld GmbH", "Ostrom Chips")
_ENGLISH = (
    "{a} has agreed to buy {b} for {n} million euros in cash, the companies said on Tuesday. "
    "The price includes {n} million euros of debt. Shareholders holding {m} percent have already accepted.",
    "“We looked at this market for {m} months before we called,” said the chief executive of {a}. "
    "She will run the combined unit from Rotterdam, while the founder of {b} leaves at the end of the year.",
    "Analysts expect regulators in {m} countries to look at the purchase, although few see reasons to stop it.",
)
_GERMAN = (
    "{a} übernimmt {b} für {n} Millionen Euro in bar, wie beide Unternehmen am Dienstag mitteilten. "
    "Darin sind Schulden von {n} Millionen Euro enthalten. Aktionäre mit {m} Prozent haben bereits zugestimmt.",
    "„Wir haben diesen Markt {m} Monate lang beobachtet“, sagte die Chefin von {a}. "
    "Sie führt den gemeinsamen Bereich künftig von Bremen aus, der Gründer von {b} geht zum Jahresende.",
    "Beobachter rechnen damit, dass Behörden in {m} Ländern den Kauf prüfen, sehen aber kaum Hürden.",
)


def sample_page(seed: int) -> str:
    """A news page as sites send them: an article of about 600 words in some 90 kB of everything else."""
    random = Random(seed)  # noqa: S311 the same pages in every run
    german = seed % 2 == 1
    a, b = random.sample(_FIRMS, 2)
    sentences = _GERMAN if german else _ENGLISH
    paragraphs = "".join(
        f'<p class="text text-{index}">'
        + random.choice(sentences).format(a=f'<a href="/firm/{a[0]}">{a}</a>', b=b, n=index * 7 + 3, m=index + 2)
        + "</p>"
        + ('<div class="ad" data-slot="mid"><span>Anzeige</span></div>' if index % 4 == 3 else "")
        for index in range(18)
    )
    title = f"{a} {'übernimmt' if german else 'buys'} {b}"
    teasers = "".join(
        f'<div class="teaser"><a href="/news/{seed}-{index}"><img src="/i/{index}.jpg" alt="">'
        f"<h3>{random.choice(_FIRMS)} {'prüft Verkauf' if german else 'weighs a sale'} {index}</h3>"
        f"<p>{'Mehr dazu im Bericht.' if german else 'Read the whole story.'}</p></a></div>"
        for index in range(60)
    )
    links = "".join(f'<li class="nav-item"><a href="/section/{index}">Section {index}</a></li>' for index in range(120))
    script = "".join(f"window.q{index}=function(a,b){{return a<b?a:b}};" for index in range(600))
    return (
        f'<!doctype html><html lang="{"de-DE" if german else "en-GB"}"><head><meta charset="utf-8"><title>{title} | '
        f'Der Prüfstand</title><meta property="og:title" content="{title}"><meta property="og:site_name" '
        f'content="Der Prüfstand"><meta property="article:published_time" content="2025-06-1{seed % 10}T08:00:00Z">'
        f'<link rel="canonical" href="https://www.pruefstand.example/artikel/{seed}.html"><script>{script}</script>'
        f"<style>{'.teaser{display:flex;margin:0 auto}' * 300}</style></head><body><header><nav><ul>{links}</ul></nav>"
        f'</header><main><article><h1>{title}</h1><time datetime="2025-06-1{seed % 10}">1{seed % 10}.06.2025</time>'
        f"{paragraphs}</article><aside>{teasers}</aside></main><footer><ul>{links}</ul></footer></body></html>"
    )


def _rate(read: Callable[[str], object], pages: Sequence[str]) -> float:
    started = time.process_time()
    for page in pages:
        read(page)
    return len(pages) / (time.process_time() - started)


def _read(html: str) -> object:
    url = "https://www.pruefstand.example/artikel"
    return read_page(Page(url, url, "text/html", "utf-8", html.encode()))


def main(count: int = 60) -> None:
    """Print pages per CPU-second and the ratios to trafilatura's own rates."""
    pages = [sample_page(seed) for seed in range(count)]
    readers: dict[str, Callable[[str], object]] = {
        "read_page": _read,
        "trafilatura, text only": lambda html: trafilatura.bare_extraction(html, include_comments=False),
        "trafilatura, with metadata": _with_metadata,
    }
    for read in readers.values():  # its caches are warm for all or for none
        _rate(read, pages[:10])
    rates = {name: _rate(read, pages) for name, read in readers.items()}
    print(f"{count} pages of {sum(map(len, pages)) // count // 1000} kB, pages per CPU-second")
    for name, rate in rates.items():
        print(f"{name:28} {rate:7.1f}   read_page / this {rates['read_page'] / rate:5.2f}")


def _with_metadata(html: str) -> object:
    return trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
