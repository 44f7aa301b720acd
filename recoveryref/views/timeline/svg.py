"""A withdrawal chart for a web page: where each stroke lies, and the same as rows of a table.

All places across are hundredths of the width, so letters keep their size on any screen.
"""

from itertools import groupby
from typing import NamedTuple

from recoveryref.reader.records import Entry
from recoveryref.views.hours import span
from recoveryref.views.timeline import chart as charts
from recoveryref.views.timeline.figures import ranges as all_ranges

# Columns of the chart that is turned into strokes: fine enough for the widest page.
_COLUMNS = 240
# Heights, in letters' heights: the axis, a row, and in a row how far down its label and its bar stand.
_AXIS, _ROW, _LABEL, _BAR = 1.8, 2.5, 1.1, 1.4
# The least width of a stroke: a single hour must still be seen.
_LEAST = 1.0


class Tick(NamedTuple):
    """A mark of the axis: where, what it says, and which end of the text stands there."""

    x: float
    label: str
    anchor: str


class Stroke(NamedTuple):
    """A part of a bar. *level* is 1 to 4 by how many sources say so, and 0 where a symptom runs on
    with no end given.
    """

    x: float
    width: float
    level: int


class Lane(NamedTuple):
    """A row: its label, where its letters and its bar stand in letters' heights from the top, its strokes."""

    label: str
    text: float
    bar: float
    strokes: tuple[Stroke, ...]


class InWords(NamedTuple):
    """The same in words: what, when, and how many sources give a figure (0: does not apply)."""

    what: str
    when: str
    sources: int


class Drawing(NamedTuple):
    """A chart, what it says in one sentence for who does not see it, and all of it as rows."""

    title: str
    said: str
    counts_from: str
    height: float
    ticks: tuple[Tick, ...]
    phases: tuple[Lane, ...]
    symptoms: tuple[Lane, ...]
    in_words: tuple[InWords, ...]
    undated: tuple[str, ...]


def drawing(timeline: Entry, *, whole: bool = True) -> Drawing:
    """The chart of a timeline for which sources give hours; where it is not *whole*, of its phases only."""
    data = timeline.timeline
    axis = charts.axis([data], _COLUMNS)
    phases = charts.phases(data, axis)
    symptoms = charts.symptoms(data, axis) if whole else []
    given = all_ranges(data)
    ranges = [span(hours) for hours in given.values()]
    counts = [sum(bool(row[key]) for row in data["figures"]) for key in given]
    in_words = [InWords(bar.label, when, n) for bar, when, n in zip(phases, ranges, counts, strict=True)]
    dated = [row for row in data["symptoms"] if row["hours"]]
    said = "; ".join(f"{row.what} {row.when}" for row in in_words)
    return Drawing(
        title=f"{data['title']} on a time axis",
        said=f"Time since {data['counts_from']}: {said}. The table under the chart says the same in words.",
        counts_from=data["counts_from"],
        height=round(_AXIS + _ROW * (len(phases) + len(symptoms)), 2),
        ticks=_ticks(axis),
        phases=_lanes(phases, axis, 0),
        symptoms=_lanes(symptoms, axis, len(phases)),
        in_words=(*in_words, *(InWords(row["name"], span(row["hours"] or ()), 0) for row in dated)),
        undated=tuple(charts.undated(data)),
    )


def _ticks(axis: charts.Axis) -> tuple[Tick, ...]:
    last = len(axis.ticks) - 1
    anchors = {0: "start", last: "end"}
    labels = (f"{tick}h" if tick < 72 else f"{tick // 24}d" for tick in axis.ticks)
    return tuple(
        Tick(round(100 * n / last, 2), label, anchors.get(n, "middle")) for n, label in enumerate(labels)
    )


def _lanes(bars: list[charts.Bar], axis: charts.Axis, first: int) -> tuple[Lane, ...]:
    lanes = []
    for n, bar in enumerate(bars, first):
        top = _AXIS + n * _ROW
        lanes.append(
            Lane(
                bar.label,
                round(top + _LABEL, 2),
                round(top + _BAR, 2),
                tuple(_strokes(bar.drawn, axis.width)),
            )
        )
    return tuple(lanes)


def _strokes(drawn: str, width: int) -> list[Stroke]:
    strokes, column = [], 0
    for sign, run in groupby(drawn.replace("▶", "╌")):
        length = len(list(run))
        if sign != " ":
            level = charts.SHADES.find(sign) + 1 or (4 if sign == "━" else 0)
            x = min(100 * column / width, 100 - _LEAST)
            strokes.append(
                Stroke(round(x, 2), round(min(max(100 * length / width, _LEAST), 100 - x), 2), level)
            )
        column += length
    return strokes
