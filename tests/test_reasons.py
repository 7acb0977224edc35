"""The reasons that readings give are said in German too."""

import ast
import inspect

from bot.extraction.relations import confidence
from handlers.blocks.words.german import GERMAN


def reasons() -> list[str]:
    """Every reason in the source of `confidence`, its number as "{count}"."""
    grounds = next(
        node for node in ast.walk(ast.parse(inspect.getsource(confidence))) if getattr(node, "name", "") == "_grounds"
    )
    found = []
    for row in (node for node in ast.walk(grounds) if isinstance(node, ast.Tuple) and len(node.elts) == 3):
        match row.elts[2]:
            case ast.Constant(value=str(reason)):
                found.append(reason)
            case ast.JoinedStr(values=parts):
                found.append("".join(str(p.value) if isinstance(p, ast.Constant) else "{count}" for p in parts))
    return found


def test_every_reason_has_german_words() -> None:
    """And no German words are left without their reason."""
    assert set(reasons()) == set(GERMAN.reasons)
    assert len(reasons()) > 5


def test_a_reason_keeps_its_number() -> None:
    """And one nobody knows stays as it is."""
    assert GERMAN.reason("4 sentences tell of it") == "4 Sätze handeln davon"
    assert GERMAN.reason("a comet was seen") == "a comet was seen"
