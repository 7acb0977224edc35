"""The direction rule: bot -> handlers -> storage, and each third-party package only behind its border."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for top in ("bot", "handlers", "storage") for path in (ROOT / top).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_LINES = 600

UPWARD = {"storage": {"bot", "handlers"}, "handlers": {"bot"}, "bot": set[str]()}

BORDERS = {
    "spacy": ("bot/extraction/",),
    "trafilatura": ("bot/articles/page.py",),
    "htmldate": ("bot/articles/page.py",),
    "lxml": ("bot/articles/",),
    "matplotlib": ("bot/charts.py",),
    "xlsxwriter": ("handlers/sheets.py",),
    "rensa": ("storage/copies.py",),
    "cleanco": ("storage/names.py",),
    "pebble": ("bot/reader.py", "bot/drawing.py"),
    "rich": ("bot/",),
    "typer": ("bot/__main__.py", "bot/extraction/train/"),
    "prompt_toolkit": ("bot/playground/",),
    "playwright": (),  # of the tests
    "sqlite3": ("storage/",),
    "sqlite_utils": ("storage/",),
    "aiohttp": ("bot/articles/", "bot/runtime.py", "bot/slack_client.py", "bot/posting.py", "bot/playground/"),
    "slack_bolt": (
        "handlers/",
        "bot/app.py",
        "bot/runtime.py",
        "bot/slack_client.py",
        "bot/oauth.py",
        "bot/workspaces.py",
        "bot/playground/",
    ),
    "slack_sdk": (
        "handlers/",
        "bot/app.py",
        "bot/runtime.py",
        "bot/slack_client.py",
        "bot/posting.py",
        "bot/oauth.py",
        "bot/workspaces.py",
        "bot/playground/",
    ),
}


def imported(path: Path) -> Iterator[str]:
    """Top-level names of everything a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


def test_the_walk_sees_the_whole_program() -> None:
    """The checks below would pass on nothing."""
    assert len(MODULES) > 40
    assert len(TESTS) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_keeps_to_its_layer(path: Path) -> None:
    """No import goes upward, none crosses a border, no module outgrows its room."""
    place = path.relative_to(ROOT).as_posix()
    names = set(imported(path))
    assert not names & UPWARD[place.split("/")[0]]
    assert not {name for name, homes in BORDERS.items() if name in names and not place.startswith(homes)}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_test_module_keeps_to_its_room_too(path: Path) -> None:
    """Tests are read as often as what they test."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
