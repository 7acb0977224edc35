"""How fast articles become facts, beside the bare pipelines on the same texts in the same run, and in how much memory.

python -m tests.bench.bench_extraction [texts]
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from random import Random

from bot.extraction import Extractor
from bot.extraction.layout import blocks
from bot.extraction.pipeline import load

RATIO, MEGABYTES, HOSTILE_SECONDS = 0.8, 450, 25  # the bounds that hold

_FIRMS = ("Nordwind Robotics", "Halbmond Logistik AG", "Quarry Labs", "Tessera Health", "Blaufeld GmbH", "Ostrom Chips")
_SENTENCES = {
    "en": (
        "{a} has agreed to buy {b} for {n} million euros in cash, the companies said on Tuesday.",
        "The chief executive of {a}, Mary Fielding, will run the combined unit from Rotterdam.",
        "Analysts expect regulators in several countries to look at the market before the summer.",
        "Sales of pumps and valves rose by {m} percent last year as shipyards ordered more of them.",
        "The town has lived from the works for a century, and nobody there expects that to change soon.",
        "{b} was founded in a garage and now employs {n} people who make sensors for cold stores.",
    ),
    "de": (
        "{a} übernimmt {b} für {n} Millionen Euro in bar, wie beide Unternehmen am Dienstag mitteilten.",
        "Die Chefin von {a}, Petra Lindner, führt den gemeinsamen Bereich künftig von Bremen aus.",
        "Beobachter rechnen damit, dass mehrere Behörden den Markt vor dem Sommer noch einmal ansehen.",
        "Der Absatz von Pumpen und Ventilen stieg im Vorjahr um {m} Prozent, weil Werften mehr bestellten.",
        "Die Stadt lebt seit hundert Jahren vom Werk, und niemand dort glaubt, dass sich das bald ändert.",
        "{b} wurde in einer Garage gegründet und beschäftigt heute {n} Leute, die Sensoren bauen.",
    ),
}


def article(lang: str, seed: int) -> str:
    """A text of about 400 words, a third of its sentences about a deal."""
    random = Random(seed)  # noqa: S311 the same texts in every run
    a, b = random.sample(_FIRMS, 2)
    sentences = [random.choice(_SENTENCES[lang]) for _ in range(28)]
    filled = [s.format(a=a, b=b, n=random.randint(10, 900), m=random.randint(2, 40)) for s in sentences]
    return "\n\n".join(" ".join(filled[k : k + 4]) for k in range(0, len(filled), 4))


def seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """The best of three runs over all texts: what other work on the machine adds is no part of it."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for text in texts:
            read(text)
        best = min(best, time.process_time() - started)
    return best


def main(count: int = 12) -> None:
    """Print words a second of `count` texts a language, the ratio to the bare pipeline, and what must stay bounded."""
    extractor = Extractor()
    for lang in ("en", "de"):
        texts = [article(lang, seed) for seed in range(count)]
        words = sum(len(text.split()) for text in texts)
        bare = load(lang, whole=True)
        extractor.read(texts[0], lang=lang)
        piped = seconds(lambda text, nlp=bare: list(nlp.pipe(b.text for b in blocks(text))), texts)
        read = seconds(lambda text, lang=lang: extractor.read(text, lang=lang), texts)
        ratio = piped / read
        print(f"{lang}: bare {words / piped:.0f} words/s, facts {words / read:.0f}, ratio {ratio:.2f} (>= {RATIO})")
    slowest = max((seconds(lambda text: extractor.read(text, lang="en"), [text]), name) for name, text in hostile())
    print(f"slowest hostile text: {slowest[1]}, {slowest[0]:.1f} s (< {HOSTILE_SECONDS})")
    print(f"peak memory with both languages loaded: {memory():.0f} MB (< {MEGABYTES})")


def memory() -> float:
    """The peak memory, in MB, of a process of its own that reads one article in each language."""
    code = (
        "from bot.extraction import Extractor; from tests.bench.bench_extraction import article;"
        "extractor = Extractor(); [extractor.read(article(lang, 1), lang=lang) for lang in ('en', 'de')];"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout) / 1024


def hostile() -> list[tuple[str, str]]:
    """Texts that stall tokenizers and expressions, each 100 kB or cut there."""
    return [
        ("brackets", "(" * 50_000),
        ("no space", "x" * 100_000),
        ("new words", " ".join(f"w{k}" for k in range(20_000))),
        ("names", "Harrow, " * 12_000),
    ]


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
