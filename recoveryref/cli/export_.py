"""The `export` command: the whole reference, written out in one of several forms."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from recoveryref.cli import terminal
from recoveryref.cli.compiled import open_
from recoveryref.cli.options import Country, File
from recoveryref.control_chars import quoted
from recoveryref.errors import WrongUse
from recoveryref.export import data, fhir, markdown
from recoveryref.reader import handbook
from recoveryref.reader.file import Reference


def _site(opened: Reference, path: Path) -> None:
    # Needs an extra, which the other forms do without.
    from recoveryref.export import site

    site.write(opened, path)


# What can be written, and what writes it to a path: a folder for those that take one, else a file.
EXPORTERS: dict[str, Callable[[Reference, Path], None]] = {
    "site": _site,
    "markdown": markdown.write,
    "json": data.as_json,
    "jsonl": data.as_jsonl,
    "fhir": fhir.write,
    "schemas": data.schemas,
}
HANDOUT = "handout"
WHAT = (*EXPORTERS, HANDOUT)


def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"One of: {', '.join(WHAT)}.")],
    where: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH", help="The folder or file to write; for a handout the names first, then the file."
        ),
    ],
    large: Annotated[bool, typer.Option("--large", help="Print a handout in large letters.")] = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Write the reference out: a website that works offline, data for programs, a handout for paper.

    Example: recoveryref export site public
    """
    *names, last = where
    if what not in WHAT:
        raise WrongUse(f"{quoted(what)} cannot be exported: choose {', '.join(WHAT)}")
    if what == HANDOUT and not names:
        raise WrongUse(
            "a handout takes names and a file, such as: recoveryref export handout naloxone sheet.html"
        )
    if what != HANDOUT and (names or large):
        raise WrongUse(f"{what} takes one place to write to, and no more: name a folder or a file")
    path = Path(last)
    with terminal.interruptible():
        opened = open_(reference)
        if what == HANDOUT:
            _handout(opened, names, path, large=large)
        else:
            EXPORTERS[what](opened, path)
    terminal.note(f"{what} written to {path}")


def _handout(opened: Reference, names: list[str], path: Path, *, large: bool) -> None:
    from recoveryref.export import handout

    found = [handbook.named(opened, name) for name in handbook.separated(opened, names)]
    terminal.notes(note for each in found for note in each.notes)
    handout.write(opened, [each.entry for each in found], path, large=large)
