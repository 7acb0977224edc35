"""The digest's pictures: drawn the same each time, small enough, whatever the names."""

import asyncio
import time
from io import BytesIO

import pytest
from PIL import Image

from bot.charts import DPI, PAPER, WIDTH, Arrow, Bar, Bars, Chart, Network, draw
from bot.drawing import Drawing

BARS = Bars(
    "Deal value by week",
    "US dollars, approximate, at reference rates of 30 June 2025",
    (*(Bar(f"{day} Nov", "2 deals", day * 1e9, f"${day}bn") for day in (2, 9, 16)), Bar("this week", "", 0.0, "")),
)
ARROWS = (Arrow("Alpha", "Beta", "~15 Mrd. $"), Arrow("Alpha", "Gamma"), Arrow("KKR", "Alpha", "€1bn"))
NETWORK = Network("Wer kauft wen", "Neue und geänderte Deals", ARROWS)
MOST = 200_000  # bytes


@pytest.mark.parametrize("chart", [BARS, NETWORK], ids=["bars", "network"])
def test_the_same_chart_gives_the_same_small_picture(chart: Chart) -> None:
    """With a background of its own, so that it is read in a dark theme, too."""
    png = draw(chart)
    assert png == draw(chart)
    assert len(png) < MOST
    image = Image.open(BytesIO(png)).convert("RGBA")
    assert image.width == WIDTH * DPI
    assert image.getpixel((0, 0)) == image.getpixel((image.width - 1, image.height - 1)) == (255, 255, 255, 255)
    assert PAPER == "#ffffff"


@pytest.mark.parametrize(
    "arrows",
    [
        (Arrow("A", "B"), Arrow("B", "A")),
        (Arrow("A", "B"), Arrow("B", "C"), Arrow("C", "A"), Arrow("D", "D2")),
        tuple(Arrow(f"Company number {n}", f"Company number {n + 1}", "$1bn") for n in range(8)),
        tuple(Arrow("Müller Großhandel Österr…", f"Ünïcödé & <b> $x$ {n}", "$5bn → $7bn") for n in range(8)),
    ],
    ids=["circle", "larger circle", "chain", "star"],
)
def test_whoever_buys_whom_it_is_drawn(arrows: tuple[Arrow, ...]) -> None:
    """Circles end; a dollar sign begins no formula."""
    assert len(draw(Network("Who buys whom", "", arrows))) < MOST


def test_weeks_without_any_value_are_drawn() -> None:
    """An empty plot is no error."""
    assert draw(Bars("t", "s", (Bar("a", "", 0.0, ""), Bar("b", "", 0.0, ""))))


async def test_drawing_does_not_hold_up_the_loop() -> None:
    """It happens in another process; this one only waits."""
    drawing, longest = Drawing(), 0.0
    try:
        picture = asyncio.ensure_future(drawing.draw(BARS))
        while not picture.done():
            before = time.monotonic()
            await asyncio.sleep(0)
            longest = max(longest, time.monotonic() - before)
            await asyncio.wait([picture], timeout=0.005)
        assert picture.result() == draw(BARS)
        assert longest < 0.5
    finally:
        await drawing.stop()


async def test_what_cannot_be_drawn_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """A digest without its picture is better than none; too slow is as good as broken."""
    broken, slow = Drawing(), Drawing(timeout=0.01)
    try:
        assert await broken.draw(Network("no arrows", "", ())) is None
        assert await slow.draw(BARS) is None
        assert caplog.text.count("a picture could not be drawn") == 2
        assert await broken.draw(BARS)
    finally:
        await broken.stop()
        await slow.stop()
