"""Which statements of a few entries hold a phrase: an index in memory, made for one search."""

import sqlite3
from collections.abc import Iterable, Sequence

from recoveryref.reader.records import Stated

# The statements of the entry in place P stand in the rows from P times this on.
_EACH = 10_000
_INDEX = """
    CREATE VIRTUAL TABLE said USING fts5 (
        label, claim, text, content = '', columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2'
    )
"""


class Said:
    """The statements of *entries*, each under its place."""

    def __init__(self, entries: Iterable[Sequence[Stated]]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(_INDEX)
        rows = (
            (place * _EACH + number, stated.statement.label, stated.statement.claim, stated.anywhere)
            for place, every in enumerate(entries)
            for number, stated in enumerate(every)
        )
        self._db.executemany("INSERT INTO said (rowid, label, claim, text) VALUES (?, ?, ?, ?)", rows)

    def holding(self, place: int, match: str) -> list[int]:
        """The numbers of those statements of an entry that fit the FTS5 query *match*."""
        sql = "SELECT rowid FROM said WHERE said MATCH ? AND rowid BETWEEN ? AND ?"
        begin = place * _EACH
        return [row - begin for (row,) in self._db.execute(sql, (match, begin, begin + _EACH - 1))]

    def close(self) -> None:
        """Let go of the index."""
        self._db.close()
