"""A terminal view and a width, to text ready to be written. The CLI and the build share it."""

import io
import re
from collections.abc import Callable
from functools import cache

from rich.console import Console, RenderableType

from recoveryref.fastpath import NARROWEST, WIDEST
from recoveryref.views.parts import GLUE, THEME

_END = re.compile(r"(?:\x1b\[[0-9;]*m| )+$")


def rendered(view: Callable[[int], RenderableType], width: int, *, colour: bool) -> str:
    """What *view* gives for a width, in colour or without, as text; lines carry no trailing spaces."""
    width = max(NARROWEST, min(width, WIDEST))
    console = _console(width, colour)
    with console.capture() as captured:
        # No view is wider than it was asked to be, so nothing need be cut.
        console.print(view(width), soft_wrap=False, crop=False)
    text = captured.get().replace(GLUE, " ")
    return "".join(_END.sub(_codes, line) + "\n" for line in text.split("\n")[:-1])


@cache
def _console(width: int, colour: bool) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        theme=THEME,
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _codes(end: re.Match[str]) -> str:
    """The colour codes at a line's end, without the spaces among them."""
    return end[0].replace(" ", "")
