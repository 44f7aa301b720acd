"""Checked data into one reference file, put in place whole or not at all."""

import compileall
import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from recoveryref import kinds, paths
from recoveryref.atomic import put, replacing
from recoveryref.author.check import check
from recoveryref.author.collect import Data, Progress, silent
from recoveryref.author.prerender import ANY_DAY, prerender
from recoveryref.author.tables import tables
from recoveryref.errors import DataFault
from recoveryref.fastpath import WIDEST
from recoveryref.reader import checksum, locale, queries
from recoveryref.reader.file import Reference, need_sqlite, open_reference
from recoveryref.views import lists
from recoveryref.views.render import rendered


def build(
    folders: Sequence[Path], output: Path, *, watched: Path | None = None, progress: Progress = silent
) -> dict[str, str]:
    """Compile *folders* into the file *output*, put in place whole or not at all.

    *watched* is the checkout folder whose later edits the reader should notice. Returns the
    reference's counts; raises *DataFault* where the data has problems or the disk refuses.
    """
    need_sqlite()
    data = _sound(folders, progress)
    try:
        with replacing(output) as part:
            db = sqlite3.connect(part, isolation_level=None)
            try:
                # No journal beside a file that only a rename will make real.
                db.execute("PRAGMA journal_mode = off")
                counts = tables(data, db, watched, progress)
                # What belongs together stands together: so it packs into less.
                db.execute("VACUUM")
            finally:
                db.close()
            checksum.put(part)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DataFault(f"cannot write {output} ({why}): free the disk or name another --output") from None
    return counts


def build_own(data: Path, *, watched: bool, progress: Progress = silent) -> dict[str, str]:
    """Compile our own data into the package; beside it stand the overdose page as plain text, the other
    pages prerendered, and the schemas of data and output.
    """
    from recoveryref.author import json_schema

    counts = build([data], Path(paths.REFERENCE), watched=data if watched else None, progress=progress)
    own = open_reference(paths.REFERENCE)
    put(Path(paths.OVERDOSE), overdose_page(own))
    json_schema.write(Path(paths.SCHEMAS))
    prerender(own, Path(paths.PAGES), watched=data if watched else None)
    if watched:
        # Nothing else compiles the modules of a checkout: a look-up writes nothing.
        compileall.compile_dir(Path(__file__).parents[1], quiet=2)
    return counts


def overdose_page(own: Reference) -> str:
    """The overdose page as plain text, which answers when nothing else can be read, in any country."""
    own.fill("")
    entry, urgent = queries.entry(own, kinds.OVERDOSE), locale.urgent(own, "")
    return rendered(partial(lists.overdose, entry, urgent, ANY_DAY), WIDEST, colour=False)


def in_memory(folders: Sequence[Path]) -> Reference:
    """Compile *folders* without writing anything; raises *DataFault*."""
    need_sqlite()
    data = _sound(folders)
    db = sqlite3.connect(":memory:", isolation_level=None)
    tables(data, db, None)
    return Reference(db, "the data")


def _sound(folders: Sequence[Path], progress: Progress = silent) -> Data:
    data, problems = check(folders, progress)
    faults = [problem for problem in problems if not problem.warning]
    if faults:
        count = "a problem" if len(faults) == 1 else f"{len(faults)} problems"
        what = f"the data has {count}, so nothing was built; 'recoveryref check' lists all"
        raise DataFault(what, [str(fault) for fault in faults[:3]])
    return data
