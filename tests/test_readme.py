"""README and program say the same."""

import re
from pathlib import Path

from bot.settings import variables

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    return re.split(r"^#+ ", README.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    """In the order in which the program defines them."""
    assert tuple(re.findall(r"^\| `(\w+)` \|", section("Settings"), flags=re.MULTILINE)) == variables()


def test_every_make_target_of_the_readme_exists_and_is_listed() -> None:
    """`make help` and the README's table name the same commands."""
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = re.findall(r"^\| `make (\w+)", README, flags=re.MULTILINE)
    assert set(named) <= set(targets)
    assert {"run", "test", "bench", "eval", "help"} <= set(named)


def test_local_links_lead_somewhere() -> None:
    """Files and headings that the README points to are there."""
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in re.findall(r"^#+ (.*)", README, re.M)
    }
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", README):
        path, _, anchor = target.partition("#")
        assert not path or (ROOT / path).exists(), target
        assert not anchor or anchor in headings, target
