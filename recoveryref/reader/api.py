"""The reference for programs: `recoveryref.open()`, and what it answers."""

import os
from types import TracebackType
from typing import Self

from recoveryref.reader import handbook, queries, search
from recoveryref.reader.danger import Danger, heard
from recoveryref.reader.file import Reference
from recoveryref.reader.records import Entry, Hit, Listed, Source


def open(
    path: str | os.PathLike[str] | None, *, country: str | None, compile: handbook.Compile
) -> "Handbook":
    """What `recoveryref.open` promises; *compile* compiles a checkout whose data was edited."""
    named = path if path is not None else os.environ.get("RECOVERYREF_FILE")
    opened = handbook.open_(named or None, compile)
    if country is not None:
        opened.fill(handbook.country(opened, country) if country else "")
    return Handbook(opened)


class Handbook:
    """An open reference, read-only; closed by `close()` or at the end of a `with`."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def get(self, name: str) -> Entry:
        """The entry with this id, title, slug or other name, in any spelling of it.

        A name that is only near is not taken for another: *NotFound* holds the nearest, and says first
        where to turn if the name speaks of danger. Raises *Ambiguous* where several entries answer
        equally.
        """
        with handbook.danger_first(self._reference, name):
            return handbook.exactly(self._reference, name)

    def danger(self, words: str) -> Danger | None:
        """The danger that *words* speak of, if any: its kinds, and the lines that say where to turn."""
        return heard(self._reference, words)

    def search(
        self, words: str, kind: str | None = None, limit: int = 10, *, clinical: bool = False
    ) -> list[Hit]:
        """What answers best to *words*, best first, each with the statements of it that fit best: of those
        for people who prescribe or study only where *clinical* is asked for. Where they speak of danger, as
        `danger` says, what helps at once comes first. Raises *NotFound* for an unknown kind.
        """
        only = self._kind(kind)
        return search.search(self._reference, words, kind=only, limit=limit, clinical=clinical).hits

    def entries(self, kind: str | None = None) -> list[Listed]:
        """The entries, of one kind or of all, in reading order; raises *NotFound* for an unknown kind."""
        return queries.entries(self._reference, self._kind(kind))

    def sources(self) -> list[Source]:
        """Every source, by id, with the entries that cite it."""
        return queries.sources(self._reference)

    def close(self) -> None:
        """Close the reference file."""
        self._reference.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _kind(self, kind: str | None) -> str | None:
        return handbook.kind(self._reference, kind) if kind else None
