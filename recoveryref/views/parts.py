"""What every terminal view uses: styles by meaning, a head line, and how words hold together."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text
from rich.theme import Theme

from recoveryref.views import ref

if TYPE_CHECKING:
    from recoveryref.reader import contract

# What a thing is, never which colour; only the sixteen basic colours, on any background.
THEME = Theme(
    {
        "title": "bold",
        "label": "cyan",
        "lead": "bold",
        "known": "underline",
        "cite": "dim",
        "quiet": "dim",
        "command": "green",
        "bar": "blue",
        "warning": "yellow",
        "emergency": "bold red",
    }
)

# Holds words together while lines are broken: Rich breaks at every kind of space. `pages` turns it
# back into one. A private-use letter, which data cannot hold (rule odd-character).
GLUE = "\ue000"
# Narrower than this, labels stand above their text instead of beside it.
BESIDE = 58


def glued(command: str) -> str:
    """A command that no line breaks, so that it can be typed as it stands."""
    return command.replace(" ", GLUE)


def head(title: str, kind: str, width: int) -> RenderableType:
    """A title, and at the far end of its line what kind of thing it is."""
    if len(title) + len(kind) + 2 > width:
        return Text(title, "title")
    return Text.assemble((title, "title"), " " * (width - len(title) - len(kind)), (kind, "quiet"))


class Grid:
    """Cells side by side, in columns of these *widths*, of which that of `None` takes what is left, with a
    *gap* between them. Rich's own tables look for the best widths, which takes longer than all the rest.
    """

    def __init__(self, *widths: int | None, gap: int = 0) -> None:
        self.widths, self.gap = widths, gap
        self.rows: list[Sequence[RenderableType]] = []

    def add_row(self, *cells: RenderableType) -> None:
        """Put a row below the others."""
        self.rows.append(cells)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Each cell as high as its text, and the lines of a row beside each other."""
        left = options.max_width - sum(filter(None, self.widths)) - self.gap * (len(self.widths) - 1)
        widths = [left if width is None else width for width in self.widths]
        wanted = [
            options.update(width=width, justify="left", overflow="ellipsis", no_wrap=False)
            for width in widths
        ]
        for row in self.rows:
            cells = list(map(console.render_lines, row, wanted))
            for n in range(max(map(len, cells))):
                for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
                    if column:
                        yield Segment(" " * self.gap)
                    yield from lines[n] if n < len(lines) else [Segment(" " * width)]
                yield Segment.line()


def numbered(texts: Sequence[RenderableType], style: str, *, gap: int, mark: str = "{}") -> Grid:
    """Texts below each other, each with its number before it."""
    marks = [mark.format(number) for number in range(1, len(texts) + 1)]
    wide = max(map(len, marks), default=0)
    grid = Grid(wide, None, gap=gap)
    for each, text in zip(marks, texts, strict=True):
        grid.add_row(Text(each.rjust(wide), style), text)
    return grid


def short_sources(refs: "Iterable[tuple[int, contract.Csl]]") -> Text:
    """The numbered sources by their short names, as a page ends with them; those of one name together."""
    numbers: dict[str, list[int]] = {}
    for number, csl in refs:
        numbers.setdefault(ref.short(csl), []).append(number)
    return Text(
        "  ".join(f"[{','.join(map(str, own))}]{GLUE}{name}" for name, own in numbers.items()), "quiet"
    )
