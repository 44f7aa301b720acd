"""The command that writes the whole reference in another form."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from recoveryref import answer
from recoveryref.errors import WrongUse
from recoveryref.export import data, markdown
from recoveryref.options import File
from recoveryref.query import Reference

# What can be written, and what writes it to a path: a folder for `markdown`, else a file.
EXPORTERS: dict[str, Callable[[Reference, Path], None]] = {
    "markdown": markdown.write,
    "json": data.as_json,
    "jsonl": data.as_jsonl,
}


def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"One of: {', '.join(EXPORTERS)}.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file or folder to write.")],
    reference: File = None,
) -> None:
    """Write the whole reference in another form, for programs and sites of your own.

    Example: recoveryref export json recoveryref.json
    """
    if what not in EXPORTERS:
        raise WrongUse(f"'{what}' cannot be exported: choose {', '.join(EXPORTERS)}")
    EXPORTERS[what](answer.open_(reference), path)
    answer.remark(f"{what} written to {path}")
