"""Options that several commands share, each declared once."""

from pathlib import Path
from typing import Annotated

import typer

Full = Annotated[bool, typer.Option("--full", help="Show everything, with whole sources.")]
Clinical = Annotated[bool, typer.Option("--clinical", help="Add the part for clinicians and students.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print one fact a line, without colour.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown.")]
Pager = Annotated[bool, typer.Option("--pager", help="Show a long page through $PAGER.")]
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
