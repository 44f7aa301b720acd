"""What can go wrong that a reader can act on; each error's text is the sentence they see."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recoveryref.control_chars import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from recoveryref.reader.records import Known


# What to do where nothing answers to a name.
TRY = "try: recoveryref list"


class RecoveryRefError(Exception):
    """Base of all errors that are shown as one line on stderr, with exit status 1; *more* is shown
    below it, a line each.
    """

    more: Sequence[str] = ()


class NotFound(RecoveryRefError):
    """No entry answers to *name*; *near* holds the closest names that exist, *known* what it is, where
    that is known.
    """

    def __init__(
        self,
        name: str,
        near: Sequence[str],
        known: "Known | None" = None,
        remedy: str = "try: recoveryref list",
    ) -> None:
        nearest = f"did you mean {' or '.join(near)}?" if near else remedy
        super().__init__(
            known.says(name, remedy) if known else f"nothing here is called {quoted(name)}: {nearest}"
        )
        self.name, self.near, self.known = name, tuple(near), known


class Ambiguous(RecoveryRefError):
    """Several entries answer equally well to *name*; *ids* names them all."""

    def __init__(self, name: str, ids: Sequence[str]) -> None:
        super().__init__(f"{quoted(name)} could be {', '.join(ids)}: type one of these")
        self.ids = tuple(ids)


class WrongUse(RecoveryRefError):
    """The command was asked something that it cannot be asked; exit status 2."""


class ReferenceFault(RecoveryRefError):
    """The compiled reference file is missing, unreadable, damaged or of another format."""


class NoSqlite(RecoveryRefError):
    """The SQLite of this Python lacks what a search and a build are made with; *version* is its own."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"this Python's SQLite ({version}) cannot do what is needed here, which takes SQLite 3.34 or "
            "newer with FTS5: run RecoveryRef with a newer Python or SQLite; single pages show all the same"
        )


class DataFault(RecoveryRefError):
    """The YAML data has problems, so nothing was built from it; *more* holds the first of them."""

    def __init__(self, what: str, more: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.more = tuple(more)


class ExportFault(RecoveryRefError):
    """What was asked to be written to *path* could not be."""

    def __init__(self, path: "Path", error: OSError) -> None:
        super().__init__(f"cannot write {path} ({error.strerror}): free space or name another place")
