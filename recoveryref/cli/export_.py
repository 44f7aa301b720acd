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


def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"One of: {', '.join(EXPORTERS)}.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder or file to write.")],
    country: Country = None,
    reference: File = None,
) -> None:
    """Write the whole reference out: a website that works offline, or data for programs of your own.

    Example: recoveryref export site public
    """
    if what not in EXPORTERS:
        raise WrongUse(f"{quoted(what)} cannot be exported: choose {', '.join(EXPORTERS)}")
    with terminal.interruptible():
        EXPORTERS[what](open_(reference), path)
    terminal.note(f"{what} written to {path}")
