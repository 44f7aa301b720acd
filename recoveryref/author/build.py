"""Checked data into one reference file, put in place whole or not at all."""

import os
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

from recoveryref import checkout, commands, query
from recoveryref.author.check import check
from recoveryref.author.compile import tables
from recoveryref.author.folder import Data, Tell, silent
from recoveryref.author.load import Problem
from recoveryref.author.typeset import typeset
from recoveryref.errors import DataFault
from recoveryref.pages import WIDEST, set_page
from recoveryref.views import lists


def build(
    folders: Sequence[Path], output: Path, *, watched: Path | None = None, tell: Tell = silent
) -> dict[str, str]:
    """Compile *folders* into the file *output*, put in place whole or not at all.

    *watched* is the checkout folder whose later edits the reader should notice. Returns the
    reference's counts; raises *DataFault* where the data has problems or the disk refuses.
    """
    data = _sound(folders, tell)
    handle, temporary = _beside(output)
    os.close(handle)
    try:
        db = sqlite3.connect(temporary, isolation_level=None)
        try:
            counts = tables(data, db, watched, tell)
        finally:
            db.close()
        os.chmod(temporary, 0o644)
        os.replace(temporary, output)
    except (OSError, sqlite3.Error) as error:
        _remove(temporary)
        raise DataFault(f"cannot write {output} ({_why(error)}): free or change the place") from None
    except BaseException:
        _remove(temporary)
        raise
    return counts


def build_own(data: Path, *, watched: bool, tell: Tell = silent) -> dict[str, str]:
    """Compile our own data into the package, and set the overdose page beside it as plain text."""
    counts = build([data], checkout.REFERENCE, watched=data if watched else None, tell=tell)
    own = query.open_reference(checkout.REFERENCE)
    entry, urgent = query.entry(own, commands.OVERDOSE), query.urgent(own, "US")
    text = set_page(lambda width: lists.overdose(entry, urgent, width), WIDEST, colour=False)
    checkout.OVERDOSE.write_text(text, encoding="utf-8")
    typeset(own, checkout.PAGES, watched=data if watched else None)
    return counts


def in_memory(folders: Sequence[Path]) -> query.Reference:
    """Compile *folders* without writing anything; raises *DataFault*."""
    data = _sound(folders)
    db = sqlite3.connect(":memory:", isolation_level=None)
    tables(data, db, None)
    return query.Reference(db, "the data")


def _sound(folders: Sequence[Path], tell: Tell = silent) -> Data:
    data, problems = check(folders, tell)
    faults = [problem for problem in problems if not problem.warning]
    if faults:
        raise DataFault(_told(faults))
    return data


def _told(faults: list[Problem]) -> str:
    first = "\n".join(str(fault) for fault in faults[:3])
    count = "a problem" if len(faults) == 1 else f"{len(faults)} problems"
    return f"the data has {count}, so nothing was built; 'recoveryref check' lists all:\n{first}"


def _beside(output: Path) -> tuple[int, str]:
    try:
        return tempfile.mkstemp(prefix=".recoveryref-", suffix=".part", dir=output.parent)
    except OSError as error:
        raise DataFault(f"cannot write {output} ({_why(error)}): name another --output") from None


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _remove(path: str) -> None:
    for end in ("", "-journal"):
        Path(path + end).unlink(missing_ok=True)
