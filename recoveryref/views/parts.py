"""What every terminal view uses: styles by meaning, a head line, and how words hold together."""

from rich.console import RenderableType
from rich.text import Text
from rich.theme import Theme

# What a thing is, never which colour; only the sixteen basic colours, on any background.
THEME = Theme(
    {
        "title": "bold",
        "label": "cyan",
        "lead": "bold",
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
