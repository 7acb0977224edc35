"""The README's pictures can be taken."""

from pathlib import Path

import pytest

from tests import pictures
from tests.browsers import needed


async def test_a_picture_is_taken_of_the_real_bot_in_the_page(tmp_path: Path) -> None:
    """A PNG, small enough for the repository; a scene that the bot gives nothing for is left out."""
    needed()

    async def nothing(place: pictures.Set) -> bool:
        return False

    taken = await pictures.take(tmp_path, tmp_path / "db", {"share": pictures.share, "nothing": nothing})
    picture = (tmp_path / "share.png").read_bytes()
    assert taken == ["share"]
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < pictures.MOST_BYTES


def test_the_folder_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, and what to type."""
    assert pictures.main([]) == 2
    assert "python -m tests.pictures docs/pictures" in capsys.readouterr().err
