"""Withdrawal on one time axis: what sources say of each hour, drawn; nothing that none says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from recoveryref.reader import contract

# Where the axis has its marks, in hours. They stand equally far apart, so early hours get more room.
_TICKS = (0, 6, 12, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 672, 1344, 2016, 4032, 8064)
# By how many of the sources that give a figure put an hour in a phase: one, some, most, all.
SHADES = "░▒▓█"
KEYS = (
    "░ one source  ▒ some  ▓ most  █ all that give a figure",
    "sources: ░ one  ▒ some  ▓ most  █ all",
    "░ one ▒ some ▓ most █ all",
    "░ one ▒▓ more █ all",
)

Aspect = Literal["onset", "peak", "end"]
_PHASES: tuple[tuple[str, Aspect], ...] = (("starts", "onset"), ("worst", "peak"), ("mostly over", "end"))


class Bar(NamedTuple):
    """A row of the chart: its label and its drawing, as wide as the axis."""

    label: str
    drawn: str


class Axis(NamedTuple):
    """The hours that a chart shows, and how they lie on its columns."""

    ticks: tuple[int, ...]
    step: int

    @property
    def width(self) -> int:
        """Columns from the first mark to the last."""
        return self.step * (len(self.ticks) - 1)

    def hour(self, column: float) -> float:
        """The hour at a column; columns between two marks divide the time between them evenly."""
        low = int(min(column // self.step, len(self.ticks) - 2))
        span = self.ticks[low + 1] - self.ticks[low]
        return self.ticks[low] + span * ((column - low * self.step) / self.step)

    def column(self, hour: float) -> int:
        """The column that holds an hour."""
        for n in range(self.width):
            if hour < self.hour(n + 1):
                return n
        return self.width - 1


def axis(timelines: "Sequence[contract.Timeline]", width: int) -> Axis:
    """An axis that holds every hour that the timelines' sources give, in at most *width* columns."""
    last = max((hour for timeline in timelines for hour in _hours(timeline)), default=0)
    end = next((n for n, tick in enumerate(_TICKS) if tick >= last), len(_TICKS) - 1)
    ticks = _TICKS[: max(end, 4) + 1]
    while len(ticks) > 2 and width // (len(ticks) - 1) < 4:
        # Too many marks for the width: every other one goes, the last stays.
        ticks = (*ticks[:-1:2], ticks[-1])
    return Axis(ticks, max(2, width // (len(ticks) - 1)))


def _hours(timeline: "contract.Timeline") -> list[float]:
    spans = [row[key] for row in timeline["figures"] for _, key in _PHASES]
    spans += [row["hours"] for row in timeline["symptoms"]]
    return [hour for span in spans if span for hour in span]


def scale(axis: Axis) -> tuple[str, str]:
    """The axis's labels and its rule."""
    labels = [" "] * (axis.width + 4)
    for n, tick in enumerate(axis.ticks):
        text = str(tick) if tick <= 72 else f"{tick // 24}d"
        at = n * axis.step
        labels[at : at + len(text)] = text
    rule = "├" + "┼".join("─" * (axis.step - 1) for _ in axis.ticks[1:]) + "┤"
    return "".join(labels).rstrip(), rule


def phases(timeline: "contract.Timeline", axis: Axis) -> list[Bar]:
    """How many sources put each hour at the start, the worst and the end of withdrawal."""
    bars = []
    for label, key in _PHASES:
        spans = [hours for row in timeline["figures"] if (hours := row[key])]
        if spans:
            drawn = "".join(_shade(spans, axis, column) for column in range(axis.width + 1))
            bars.append(Bar(label, drawn.rstrip()))
    return bars


def bars(timeline: "contract.Timeline") -> list[str]:
    """The labels of the phases that are drawn."""
    return [label for label, key in _PHASES if any(row[key] for row in timeline["figures"])]


def dated(timeline: "contract.Timeline") -> list[str]:
    """The symptoms that are drawn."""
    return [row["name"] for row in timeline["symptoms"] if row["hours"]]


def short(label: str, room: int) -> str:
    """A label that fits: what it names first, where not all of it does."""
    while len(label) > room and ("," in label or " " in label):
        label = label.rpartition("," if "," in label else " ")[0].removesuffix(" and")
    return label if len(label) <= room else f"{label[: room - 1]}…"


def _shade(spans: "list[contract.Hours]", axis: Axis, column: int) -> str:
    # A column stands for the time from its hour to the next column's.
    low, high = axis.hour(column), axis.hour(column + 1)
    said = sum(span[0] < high and (span[-1] > low or span[0] == span[-1] == low) for span in spans)
    if not said:
        return " "
    if said == len(spans):
        return SHADES[3]
    return SHADES[0] if said == 1 else SHADES[1] if 2 * said <= len(spans) else SHADES[2]


def symptoms(timeline: "contract.Timeline", axis: Axis, room: int = 0) -> list[Bar]:
    """When each symptom usually comes and goes; where no source says when it goes, it runs on. Those that
    come and go together share a row, as far as their names have *room* beside it.
    """
    bars: list[Bar] = []
    for row in timeline["symptoms"]:
        if not row["hours"]:
            continue
        drawn = _drawn(row["hours"], axis)
        for n, bar in enumerate(bars):
            if bar.drawn == drawn and len(f"{bar.label}, {row['name']}") <= room:
                bars[n] = Bar(f"{bar.label}, {row['name']}", drawn)
                break
        else:
            bars.append(Bar(row["name"], drawn))
    return bars


def _drawn(hours: "contract.Hours", axis: Axis) -> str:
    begin = axis.column(hours[0])
    if len(hours) == 1:
        return " " * begin + "━" + "╌" * (axis.width - begin - 1) + "▶"
    return " " * begin + "━" * max(1, axis.column(hours[1]) - begin)


def drawable(timeline: "contract.Timeline") -> bool:
    """Whether any source gives hours to draw."""
    return any(row[key] for row in timeline["figures"] for _, key in _PHASES)


def undated(timeline: "contract.Timeline") -> list[str]:
    """The symptoms for which no source gives hours."""
    return [row["name"] for row in timeline["symptoms"] if not row["hours"]]
