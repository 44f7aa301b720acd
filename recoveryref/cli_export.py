"""The `export` command: the whole reference, written out in one of several forms."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from recoveryref import answer
from recoveryref.cli_options import File
from recoveryref.errors import WrongUse
from recoveryref.query import Reference


def _site(opened: Reference, path: Path) -> str:
    from recoveryref.export import site

    return site.write(opened, path)


# Each form: writes the reference to a path, and returns one line about it.
EXPORTERS: dict[str, Callable[[Reference, Path], str]] = {"site": _site}


def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"One of: {', '.join(EXPORTERS)}.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder or file to write.")],
    reference: File = None,
) -> None:
    """Write the whole reference out, such as a website that works offline.

    Example: recoveryref export site public
    """
    if what not in EXPORTERS:
        raise WrongUse(f"there is no export '{what}': choose {', '.join(EXPORTERS)}")
    answer.remark(EXPORTERS[what](answer.open_(reference), path))
