"""Questions to the compiled reference: SQL in, records out. The only module that selects."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from recoveryref import names
from recoveryref.errors import Ambiguous, NotFound, ReferenceFault
from recoveryref.record import Entry, Field, Found, Kind, Listed, Source, Term

# Changes whenever the tables do; a file of another format is refused, with the remedy.
FORMAT = 1

# Below this likeness (0 to 1) a name is not near enough to offer; above the second, and well clear
# of the next, it is near enough to take.
_NEAR, _CONFIDENT, _CLEAR = 0.6, 0.84, 0.06


class Reference:
    """An open reference file. Every fault in the file is a *ReferenceFault* that names it."""

    def __init__(self, db: sqlite3.Connection, path: str) -> None:
        self.path = path
        self._db = db
        found = next(self.select("PRAGMA user_version"))[0]
        if found != FORMAT:
            age = "an older" if found < FORMAT else "a newer"
            raise ReferenceFault(
                f"{path} is no reference of this version (it may be of {age} one): "
                "run 'recoveryref build', or install RecoveryRef again"
            )

    def select(self, sql: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows that *sql* gives."""
        try:
            yield from self._db.execute(sql, values)
        except sqlite3.Error:
            self.damaged()

    def json(self, text: str) -> Any:
        """Read JSON that the file holds."""
        try:
            return json.loads(text)
        except (TypeError, ValueError):
            self.damaged()

    def damaged(self) -> NoReturn:
        """Say that the file cannot be read, and what to do."""
        raise ReferenceFault(
            f"{self.path} is damaged or is no reference file: "
            "run 'recoveryref build', or install RecoveryRef again"
        ) from None


def open_reference(path: Path) -> Reference:
    """Open the reference file at *path*, read-only; raises *ReferenceFault*."""
    try:
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such path"
        raise ReferenceFault(
            f"the reference file {path} cannot be opened ({why}): "
            "check the path, run 'recoveryref build', or install RecoveryRef again"
        ) from None
    # Immutable: SQLite takes no lock and writes no journal beside the file.
    uri = f"file:{quote(os.path.abspath(path))}?mode=ro&immutable=1"
    return Reference(sqlite3.connect(uri, uri=True), str(path))


def meta(reference: Reference) -> dict[str, str]:
    """Counts and settings of the whole reference."""
    return dict(reference.select("SELECT key, value FROM meta"))


_KINDS = "SELECT name, command, noun, outline FROM kind ORDER BY position"


def kinds(reference: Reference) -> dict[str, Kind]:
    """Every kind that the reference can hold, by name, in order."""
    found = {}
    for name, command, noun, outline in reference.select(_KINDS):
        fields = tuple(Field(**field) for field in reference.json(outline))
        found[name] = Kind(name, command, noun, fields)
    return found


_LIST = """
    SELECT entry.id, entry.kind, entry.title, entry.summary
    FROM entry JOIN kind ON kind.name = entry.kind
    WHERE :kind IS NULL OR entry.kind = :kind
    ORDER BY kind.position, entry.position, entry.title, entry.id
"""


def entries(reference: Reference, kind: str | None = None) -> list[Listed]:
    """The entries, of one kind or of all, in reading order."""
    return [Listed(*row) for row in reference.select(_LIST, kind=kind)]


_ENTRY = """
    SELECT entry.id, kind.name, kind.command, kind.noun, kind.outline, entry.due, entry.local, entry.json
    FROM entry JOIN kind ON kind.name = entry.kind
    WHERE entry.id = :id
"""


def entry(reference: Reference, id: str) -> Entry:
    """The entry with this id; raises *NotFound*."""
    for _, kind, command, noun, outline, due, local, text in reference.select(_ENTRY, id=id):
        fields = tuple(Field(**field) for field in reference.json(outline))
        data = reference.json(text)
        commands = dict(reference.select("SELECT name, command FROM kind"))
        related = tuple(
            f"recoveryref {commands[kind]} {slug}"
            for kind, slug in (other.split("/") for other in data["related"])
        )
        return Entry(id, Kind(kind, command, noun, fields), due, bool(local), text, data, related)
    raise NotFound(id, [])


_EXACT = """
    SELECT DISTINCT id FROM name
    WHERE key = :key AND kind = coalesce(:kind, kind) AND (kind = 'glossary') = (:kind IS 'glossary')
    ORDER BY id
"""
_NAMES = """
    SELECT key, shown, id FROM name
    WHERE kind = coalesce(:kind, kind) AND (kind = 'glossary') = (:kind IS 'glossary')
    ORDER BY id, key
"""


def find(reference: Reference, name: str, kind: str | None = None) -> Found:
    """The entry that *name* means: an id, slug, title or alias in any spelling, or one near to it.

    Raises *Ambiguous* where several entries answer equally, *NotFound* with the nearest names
    where none is near enough.
    """
    key = names.key(name)
    exact = [row[0] for row in reference.select(_EXACT, key=key, kind=kind)]
    if len(exact) == 1:
        return Found(exact[0], name, exact=True)
    if exact:
        raise Ambiguous(name, exact)
    near = _near(reference, key, kind)
    if near and near[0][0] >= _CONFIDENT:
        score, shown, id = near[0]
        rivals = [other for other in near[1:] if other[0] > score - _CLEAR]
        if not rivals:
            return Found(id, shown, exact=False)
    raise NotFound(name, [shown for _, shown, _ in near[:3]])


def terms(reference: Reference, term: str | None = None) -> list[Term]:
    """The glossary's terms in alphabetic order, or the one with this name."""
    rows = reference.select(
        "SELECT json FROM term WHERE :term IS NULL OR term = :term ORDER BY position", term=term
    )
    found = [reference.json(text) for (text,) in rows]
    return [
        Term(row["term"], tuple(row["aka"]), row["meaning"], row["entry"], tuple(row["sources"]))
        for row in found
    ]


def _near(reference: Reference, key: str, kind: str | None) -> list[tuple[float, str, str]]:
    """Likeness, name and id of the entries nearest to *key*, best first, each entry once."""
    best: dict[str, tuple[float, str, str]] = {}
    from difflib import SequenceMatcher  # only a miss pays for it

    # Very long input cannot be near any name, and would be slow to compare.
    matcher = SequenceMatcher(b=key[:80], autojunk=False)
    for other, shown, id in reference.select(_NAMES, kind=kind):
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
            continue
        score = matcher.ratio()
        if score >= _NEAR and score > best.get(id, (0.0,))[0]:
            best[id] = (score, shown, id)
    return sorted(best.values(), key=lambda row: (-row[0], row[2]))


_SOURCES = """
    SELECT source.id, source.csl, group_concat(cited.entry, ' ')
    FROM source LEFT JOIN (SELECT source, entry FROM cited ORDER BY source, entry) AS cited
        ON cited.source = source.id
    WHERE :id IS NULL OR source.id = :id
    GROUP BY source.id
    ORDER BY source.id
"""


def sources(reference: Reference, id: str | None = None) -> list[Source]:
    """The sources, or the one with this id, each with the entries that cite it; raises *NotFound*."""
    found = [
        Source(source, reference.json(csl), tuple((cited or "").split()))
        for source, csl, cited in reference.select(_SOURCES, id=id)
    ]
    if id is not None and not found:
        raise NotFound(id, _near_sources(reference, id))
    return found


def _near_sources(reference: Reference, id: str) -> list[str]:
    from difflib import get_close_matches

    known = [row[0] for row in reference.select("SELECT id FROM source ORDER BY id")]
    return get_close_matches(id[:80], known, n=3)


def urgent(reference: Reference, country: str) -> str:
    """Where to turn in an emergency in *country*, or in the US where we know no more; may be empty."""
    settings = meta(reference)
    return settings.get(f"urgent {country}") or settings.get("urgent US", "")


def front(reference: Reference, country: str) -> list[str]:
    """What the front page says about where to turn in *country*, else in the US."""
    for id in (f"helplines/{country.lower()}", "helplines/us"):
        for (text,) in reference.select("SELECT json FROM entry WHERE id = :id", id=id):
            return [fact["text"] for fact in reference.json(text)["front"]]
    return []
