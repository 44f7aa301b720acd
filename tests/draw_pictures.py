"""Draws the pictures of the README anew from what the program shows: python tests/draw_pictures.py"""

import os
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path

from rich.style import Style
from rich.text import Text

FOLDER = Path(__file__).parent / "pictures"
PAGES = {
    "front": [],
    "timeline-heroin": ["timeline", "heroin"],
    "med-buprenorphine": ["med", "buprenorphine"],
    "overdose": ["overdose"],
}
# A letter's width and a line's height, in pixels, and the room around them.
WIDE, HIGH, EDGE = 8, 18, 14
# By their numbers in a terminal: red, green, yellow, blue, cyan.
COLOURS = {1: "#c0182b", 2: "#2b7a2b", 3: "#9a5b00", 4: "#1f5fbf", 6: "#0b7285"}
INK, QUIET, PAPER = "#1b1b1b", "#6a6a6a", "#fdfdfb"


def shown(args: list[str]) -> list[Text]:
    """The lines that the program shows a reader in the US, 80 columns wide, in colour."""
    env = {"COLUMNS": "80", "FORCE_COLOR": "1", "LC_ALL": "en_US.UTF-8", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-m", "recoveryref", *args], env=env, capture_output=True, text=True, check=True
    )
    return list(Text.from_ansi(done.stdout).split())


def svg(args: list[str]) -> str:
    """A picture of a window: what was typed, and what the program shows."""
    typed = Text(" ".join(("$ recoveryref", *args)), "dim")
    lines = [typed, *shown(args)]
    drawn = "\n".join(part for number, line in enumerate(lines) for part in _line(number, line))
    width, height = 80 * WIDE + 2 * EDGE, len(lines) * HIGH + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">\n'
        f"<style>text{{font-size:13px;font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
        f"white-space:pre}}"
        f"</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}" stroke="#d0d0c8"/>\n{drawn}\n</svg>\n'
    )


def _line(number: int, line: Text) -> Iterator[str]:
    """The runs of a line, each at its column and as wide as its letters, whatever the font."""
    bounds = sorted({0, len(line), *(edge for span in line.spans for edge in (span.start, span.end))})
    styles = [Style.parse(str(span.style)) for span in line.spans]
    for start, end in pairwise(bounds):
        text = line.plain[start:end]
        if text.strip():
            held = zip(styles, line.spans, strict=True)
            over = [style for style, span in held if span.start <= start < span.end]
            yield _run(start, number, text, Style.combine([Style.parse(str(line.style)), *over]))


def _run(column: int, number: int, text: str, style: Style) -> str:
    x, y = EDGE + column * WIDE, EDGE + number * HIGH + 13
    colour = COLOURS.get(style.color.number or 0 if style.color else 0, QUIET if style.dim else INK)
    bold = ' font-weight="bold"' if style.bold else ""
    line = ' text-decoration="underline"' if style.underline else ""
    return (
        f'<text x="{x}" y="{y}" textLength="{len(text) * WIDE}" fill="{colour}"{bold}{line}>'
        f"{escape(text)}</text>"
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, args in PAGES.items():
        (FOLDER / f"{name}.svg").write_text(svg(args), encoding="utf-8")
