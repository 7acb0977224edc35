"""Draws the digest's pictures as PNG. matplotlib is imported only when one is drawn, in a process of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, DPI = 9.0, 150  # inches, pixels an inch: 1350 pixels, twice what Slack shows
_BARS_HEIGHT = 4.6
_SWEEPS = 4
_WIDE = 3  # columns of companies from which on their names are written smaller
_ROW, _MARGINS = 0.62, 1.5  # inches a company, and above and below them all
# A background of its own: the picture reads the same in Slack's light and dark themes
PAPER, INK, QUIET, LINE = "#ffffff", "#1d2733", "#5b6875", "#d5dbe1"
ACCENT, PAST, BOUGHT = "#0b5cad", "#a9c4e0", "#f3f5f7"
_STYLE = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, and knows the letters of every European language
    "font.size": 10.5,
    "text.parse_math": False,  # "$15bn and $2bn" is no formula
    "text.color": INK,
}


@dataclass(frozen=True, slots=True)
class Bar:
    label: str  # under the bar
    note: str  # in small print under the label
    value: float
    shown: str  # above the bar; "" for none


@dataclass(frozen=True, slots=True)
class Bars:
    """Values over time, the last bar is the current one."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    buyer: str
    bought: str
    note: str = ""  # on the arrow
    is_firm: bool = True  # else it is dashed


@dataclass(frozen=True, slots=True)
class Network:
    """Who buys whom; a company is the same wherever its name is the same."""

    title: str
    subtitle: str
    arrows: tuple[Arrow, ...]


Chart = Bars | Network


def draw(chart: Chart) -> bytes:
    """The picture as PNG; the same chart gives the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):  # type: ignore[arg-type]  # its stubs list every name of a setting
        figure = Figure(facecolor=PAPER, dpi=DPI)
        FigureCanvasAgg(figure)
        if isinstance(chart, Bars):
            _draw_bars(figure, chart)
        else:
            _draw_network(figure, chart)
        png = BytesIO()
        figure.savefig(png, format="png", facecolor=PAPER, metadata={"Software": None})
    return png.getvalue()


def _plot(figure: Figure, chart: Chart, height: float, bottom: float, top: float) -> Axes:
    """A plot without a frame under the chart's titles; `bottom` and `top` are inches left free."""
    figure.set_size_inches(WIDTH, height)
    figure.text(0.045, 1 - 0.42 / height, chart.title, fontsize=15, fontweight="bold", va="center")
    figure.text(0.045, 1 - 0.74 / height, chart.subtitle, fontsize=9.5, color=QUIET, va="center")
    axes = figure.add_axes((0.045, bottom / height, 0.91, 1 - (bottom + top) / height))
    axes.set_facecolor(PAPER)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def _draw_bars(figure: Figure, chart: Bars) -> None:
    axes = _plot(figure, chart, _BARS_HEIGHT, bottom=0.85, top=1.25)
    places, values = range(len(chart.bars)), [bar.value for bar in chart.bars]
    colours = [ACCENT if place == len(values) - 1 else PAST for place in places]
    axes.bar(places, values, width=0.68, color=colours)
    axes.axhline(0, color=LINE, linewidth=1.2)
    highest = max(values) or 1.0
    axes.set_ylim(0, highest * 1.02)
    axes.set_xlim(-0.55, len(values) - 0.45)
    for place, bar in zip(places, chart.bars, strict=True):
        current = "bold" if place == len(values) - 1 else "normal"
        if bar.shown:
            axes.annotate(
                bar.shown, (place, bar.value), (0, 5), textcoords="offset points", ha="center", fontweight=current
            )
        below: dict[str, Any] = {
            "xycoords": ("data", "axes fraction"),
            "textcoords": "offset points",
            "ha": "center",
            "va": "top",
        }
        axes.annotate(bar.label, (place, 0), (0, -8), fontweight=current, **below)
        axes.annotate(bar.note, (place, 0), (0, -24), fontsize=9, color=QUIET, **below)


def _draw_network(figure: Figure, chart: Network) -> None:
    places = _laid_out(chart.arrows)
    columns = defaultdict(list)
    for name, (column, _) in places.items():
        columns[column].append(name)
    rows = max(len(names) for names in columns.values())
    axes = _plot(figure, chart, _MARGINS + _ROW * max(rows, 3), bottom=0.3, top=1.2)
    axes.set_xlim(-0.5, max(columns) + 0.5)
    axes.set_ylim(-0.5, max(rows, 3) - 0.5)
    axes.invert_yaxis()
    at = {
        name: (float(column), row + (max(rows, 3) - len(columns[column])) / 2) for name, (column, row) in places.items()
    }
    buyers = {arrow.buyer for arrow in chart.arrows}
    for name, place in at.items():
        _draw_company(axes, name, place, buys=name in buyers, size=10.5 if max(columns) < _WIDE else 8.0)
    figure.canvas.draw()  # gives the boxes their sizes, at whose edges the arrows begin and end
    for arrow in chart.arrows:
        _draw_arrow(axes, arrow, at)


def _draw_company(axes: Axes, name: str, place: tuple[float, float], *, buys: bool, size: float) -> None:
    colours = {"facecolor": ACCENT if buys else BOUGHT, "edgecolor": ACCENT if buys else LINE}
    axes.text(
        *place,
        name,
        ha="center",
        va="center",
        fontsize=size,
        color=PAPER if buys else INK,
        fontweight="bold" if buys else "normal",
        bbox={"boxstyle": "round,pad=0.45", "linewidth": 1.2, **colours},
        zorder=3,
    )


def _draw_arrow(axes: Axes, arrow: Arrow, at: Mapping[str, tuple[float, float]]) -> None:
    boxes = {text.get_text(): text.get_bbox_patch() for text in axes.texts}
    (left, up), (right, down) = at[arrow.buyer], at[arrow.bought]
    axes.annotate(
        "",
        (right, down),
        (left, up),
        arrowprops={
            "arrowstyle": "-|>",
            "color": QUIET,
            "linewidth": 1.4,
            "linestyle": "-" if arrow.is_firm else (0, (4, 3)),
            "mutation_scale": 13,
            "patchA": boxes[arrow.buyer],
            "patchB": boxes[arrow.bought],
            "shrinkA": 3,
            "shrinkB": 3,
        },
        zorder=2,
    )
    if arrow.note:
        axes.text(
            left + (right - left) * 0.5,
            up + (down - up) * 0.5,
            arrow.note,
            ha="center",
            va="center",
            fontsize=9.5,
            bbox={"boxstyle": "round,pad=0.2", "facecolor": PAPER, "edgecolor": "none"},
            zorder=4,
        )


def _laid_out(arrows: Sequence[Arrow]) -> dict[str, tuple[int, int]]:
    """Column and row of each company: a column right of whoever buys it, beside those it is tied to."""
    column = dict.fromkeys((name for arrow in arrows for name in (arrow.buyer, arrow.bought)), 0)
    for _ in column:  # a circle of buyers ends with the number of companies
        for arrow in arrows:
            if column[arrow.bought] <= column[arrow.buyer] < len(column) - 1:
                column[arrow.bought] = column[arrow.buyer] + 1
    columns = [[name for name in column if column[name] == far] for far in sorted(set(column.values()))]
    for _ in range(_SWEEPS):
        for names in (*columns, *columns[::-1]):
            names.sort(key=_place_beside(arrows, columns))
    return {name: (far, row) for far, names in enumerate(columns) for row, name in enumerate(names)}


def _place_beside(arrows: Sequence[Arrow], columns: Sequence[Sequence[str]]) -> Callable[[str], float]:
    """The mean row of those that a company is tied to, so that few arrows cross."""
    row = {name: place - len(names) / 2 for names in columns for place, name in enumerate(names)}

    def mean(name: str) -> float:
        tied = [row[each.bought if each.buyer == name else each.buyer] for each in arrows if name in _ends(each)]
        return sum(tied) / len(tied)

    return mean


def _ends(arrow: Arrow) -> tuple[str, str]:
    return arrow.buyer, arrow.bought
