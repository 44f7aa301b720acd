"""The commands of the author side: check the data, and build a reference from it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from recoveryref import paths
from recoveryref.cli import terminal
from recoveryref.errors import RecoveryRefError

Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FOLDER]...", help="Data folders, later ones over earlier; else our own data."),
]


def check(
    folders: Folders = None,
    grades: Annotated[bool, typer.Option("--grades", help="Also print each entry's reading grade.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Also print what statements rest on.")] = False,
    draw: Annotated[
        int, typer.Option("--draw", metavar="N", min=0, help="Also print N statements drawn at random.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="What the draw begins with.")] = 1,
    edition: Annotated[
        int | None, typer.Option("--edition", metavar="N", help="Count and draw from this edition only.")
    ] = None,
) -> None:
    """Check YAML data and report every problem at once.

    Example: recoveryref check data
    """
    from recoveryref.author import audit, rules
    from recoveryref.author import check as author

    data, problems = author.check(folders or [Path(paths.data_folder())])
    terminal.write("".join(f"{problem}\n" for problem in problems))
    if grades:
        plain = rules.plain_words(data)
        for id, held in sorted(data.entries.items()):
            grade, raw = rules.grades(held, plain)
            terminal.write(f"{id}: grade {grade:.1f} (raw {raw:.1f})\n")
    if figures:
        terminal.write("".join(f"{line}\n" for line in audit.figures(data, edition)))
    terminal.write("".join(f"{line}\n" for line in audit.drawn(data, draw, seed, edition)))
    faults = sum(not problem.warning for problem in problems)
    if faults:
        raise RecoveryRefError(f"{faults} problem{'s' * (faults > 1)} in {len(data.files())} files")
    terminal.note(f"{len(data.entries)} entries and {len(data.sources)} sources: no problem found")


def build(
    folders: Folders = None,
    add: Annotated[
        list[Path] | None,
        typer.Option("--add", metavar="DIR", help="A folder of local entries over the data."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="PATH", help="The file to write.")
    ] = None,
) -> None:
    """Compile YAML data into one reference file.

    Example: recoveryref build --add clinic --output clinic.sqlite
    """
    from recoveryref.author import build as author

    own = Path(paths.data_folder())
    with terminal.interruptible(), _progress() as progress:
        if output:
            counts = author.build([*(folders or [own]), *(add or [])], output, progress=progress)
        elif folders or add:
            raise typer.BadParameter("name the file to write with --output")
        else:
            output, counts = Path(paths.REFERENCE), author.build_own(own, watched=True, progress=progress)
    terminal.note(
        f"{output}: {counts['entries']} entries, {counts['facts']} cited facts, {counts['sources']} sources"
    )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("")
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
