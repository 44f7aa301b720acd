"""Options that several commands share, each declared once."""

import os
from pathlib import Path
from typing import Annotated

import typer

from recoveryref.fastpath import COUNTRY

Full = Annotated[bool, typer.Option("--full", help="Show everything, with whole sources.")]
Clinical = Annotated[bool, typer.Option("--clinical", help="Add the part for clinicians and students.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print one fact a line, without colour.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown.")]
Pager = Annotated[bool, typer.Option("--pager", help="Show a long page through $PAGER.")]


def _settle(country: str | None) -> str | None:
    # The environment is where everything looks for it, so that no command need hand it on.
    if country:
        os.environ[COUNTRY] = country
    return country


Country = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="COUNTRY",
        help="Show this country's numbers: a name, or two letters such as GB.",
        callback=_settle,
    ),
]
File = Annotated[
    Path | None,
    typer.Option(
        "--reference",
        readable=False,
        metavar="PATH",
        help="Read this reference file.",
        envvar="RECOVERYREF_FILE",
    ),
]
