"""Compile checked data into one reference file. The only module that inserts."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recoveryref import checkout, names, query
from recoveryref.author.check import check
from recoveryref.author.folder import Data, Held
from recoveryref.author.load import Problem
from recoveryref.author.model import KINDS, Entry, Helplines, Source, Symptom, Term, Timeline, Topic, When
from recoveryref.author.rules import due
from recoveryref.errors import DataFault
from recoveryref.pages import WIDEST, set_page
from recoveryref.views import terminal

_SCHEMA = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE kind (
        name TEXT PRIMARY KEY, command TEXT NOT NULL, noun TEXT NOT NULL, position INTEGER NOT NULL,
        outline TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE entry (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, position INTEGER NOT NULL, title TEXT NOT NULL,
        summary TEXT NOT NULL, due TEXT NOT NULL, local INTEGER NOT NULL, json TEXT NOT NULL
    );
    CREATE INDEX entry_by_kind ON entry (kind, position, title, id);
    CREATE TABLE name (
        key TEXT NOT NULL, sound TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
        shown TEXT NOT NULL, rank INTEGER NOT NULL, UNIQUE (key, kind, id)
    );
    CREATE VIRTUAL TABLE alike USING fts5 (key, sound, content = '', tokenize = 'trigram');
    CREATE TABLE term (position INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
    CREATE TABLE source (id TEXT PRIMARY KEY, csl TEXT NOT NULL);
    CREATE TABLE cited (
        source TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (source, entry)
    ) WITHOUT ROWID;
"""


def build(folders: Sequence[Path], output: Path, *, watched: Path | None = None) -> dict[str, str]:
    """Compile *folders* into the file *output*, put in place whole or not at all.

    *watched* is the checkout folder whose later edits the reader should notice. Returns the
    reference's counts; raises *DataFault* where the data has problems or the disk refuses.
    """
    data = _sound(folders)
    handle, temporary = _beside(output)
    os.close(handle)
    try:
        db = sqlite3.connect(temporary, isolation_level=None)
        try:
            counts = _compile(data, db, watched)
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


def build_own(data: Path, *, watched: bool) -> dict[str, str]:
    """Compile our own data into the package, and set the overdose page beside it as plain text."""
    counts = build([data], checkout.REFERENCE, watched=data if watched else None)
    own = query.open_reference(checkout.REFERENCE)
    entry, urgent = query.entry(own, "topics/overdose-response"), query.urgent(own, "US")
    text = set_page(lambda width: terminal.overdose(entry, urgent, width), WIDEST, colour=False)
    checkout.OVERDOSE.write_text(text, encoding="utf-8")
    return counts


def in_memory(folders: Sequence[Path]) -> query.Reference:
    """Compile *folders* without writing anything; raises *DataFault*."""
    data = _sound(folders)
    db = sqlite3.connect(":memory:", isolation_level=None)
    _compile(data, db, None)
    return query.Reference(db, "the data")


def _sound(folders: Sequence[Path]) -> Data:
    data, problems = check(folders)
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


def _compile(data: Data, db: sqlite3.Connection, watched: Path | None) -> dict[str, str]:
    db.executescript(f"PRAGMA user_version = {query.FORMAT}; BEGIN; {_SCHEMA}")
    for position, (name, model) in enumerate(KINDS.items()):
        outline = json.dumps(model.outline(), ensure_ascii=False)
        db.execute(
            "INSERT INTO kind VALUES (?, ?, ?, ?, ?)", (name, model.command, model.noun, position, outline)
        )
    for id, source in sorted(data.sources.items()):
        db.execute("INSERT INTO source VALUES (?, ?)", (id, _dumps(csl(source.record))))
    for id, held in sorted(data.entries.items()):
        _insert_entry(db, data, id, held)
    for position, (term, held_term) in enumerate(sorted(data.glossary.items(), key=_alphabetic)):
        _insert_term(db, data, position, term, held_term.record)
    for part, used in (
        ("glossary", _cited_ids([held.record.model_dump(mode="json") for held in data.glossary.values()])),
        ("language", _cited_ids([held.record.model_dump(mode="json") for held in data.language.values()])),
        *((id, _cited_ids(held.record.model_dump(mode="json"))) for id, held in data.scales.items()),
    ):
        db.executemany("INSERT INTO cited VALUES (?, ?)", [(source, part) for source in used])
    counts = _counts(data)
    urgent = {
        f"urgent {held.record.country}": held.record.urgent.text
        for held in data.entries.values()
        if isinstance(held.record, Helplines)
    }
    db.executemany("INSERT INTO meta VALUES (?, ?)", [*counts.items(), *urgent.items()])
    if watched:
        print_ = checkout.fingerprint(watched)
        db.executemany("INSERT INTO meta VALUES (?, ?)", [("watched", str(watched)), ("fingerprint", print_)])
    db.execute("COMMIT")
    return counts


def _insert_entry(db: sqlite3.Connection, data: Data, id: str, held: Held[Entry]) -> None:
    kind, slug = id.split("/")
    record = _with_drawn(data, id, held.record)
    fields = record.model_dump(mode="json", by_alias=True)
    used = _cited_ids(fields)
    contract = {
        "id": id,
        "kind": kind,
        **{key: fields.pop(key) for key in ("title", "aka", "summary", "reviewed")},
        **fields,
        "sources": [csl(data.sources[source].record) for source in used],
    }
    if held.local:
        contract["local"] = True
    db.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id,
            kind,
            getattr(record, "order", 0),
            record.title,
            record.summary.text,
            due(record).isoformat(),
            held.local,
            _dumps(contract),
        ),
    )
    _insert_names(db, kind, id, [(0, record.title), (0, id), (1, slug), *((2, name) for name in record.aka)])
    db.executemany("INSERT INTO cited VALUES (?, ?)", [(source, id) for source in used])


def _insert_names(db: sqlite3.Connection, kind: str, id: str, ranked: list[tuple[int, str]]) -> None:
    """Enter an entry's names, each key once under its best rank."""
    best: dict[str, tuple[int, str]] = {}
    for rank, name in ranked:
        best.setdefault(names.key(name), (rank, name))
    for key, (rank, name) in best.items():
        row = (key, names.sound(key), kind, id, name, rank)
        rowid = db.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid
        db.execute("INSERT INTO alike (rowid, key, sound) VALUES (?, ?, ?)", (rowid, key, names.sound(key)))


def _alphabetic(item: tuple[str, Any]) -> str:
    return item[0].casefold()


def _insert_term(db: sqlite3.Connection, data: Data, position: int, term: str, record: Term) -> None:
    used = _cited_ids(record.model_dump(mode="json"))
    contract = {
        **record.model_dump(mode="json"),
        "sources": [csl(data.sources[source].record) for source in used],
    }
    db.execute("INSERT INTO term VALUES (?, ?, ?)", (position, term, _dumps(contract)))
    _insert_names(db, "glossary", term, [(0, term), *((2, name) for name in record.aka)])


def _with_drawn(data: Data, id: str, record: Entry) -> Entry:
    """The record with what it draws from other files, so that nothing is typed twice."""
    if isinstance(record, Symptom):
        when = tuple(
            When.model_construct(
                timeline=timeline,
                opioid=held.record.title,
                phases=row.phases,
                hours=row.hours,
                source=row.source,
            )
            for timeline, held in data.entries.items()
            if isinstance(held.record, Timeline)
            for row in held.record.symptoms
            if row.entry == id
        )
        return record.model_copy(update={"when": when})
    if isinstance(record, Topic) and record.shows == "language":
        words = tuple(held.record for held in data.language.values())
        return record.model_copy(update={"words": words})
    if isinstance(record, Topic) and record.shows:
        return record.model_copy(update={"scale": data.scales[f"scales/{record.shows}"].record})
    return record


def _cited_ids(value: Any) -> list[str]:
    """The sources that an entry's JSON cites, in order, each once."""
    found: dict[str, None] = {}
    stack = [value]
    while stack:
        match stack.pop():
            case {"id": str(id), **rest} if not rest or set(rest) == {"locator"}:
                found[id] = None
            case dict(inner):
                stack.extend(reversed(inner.values()))
            case list(inner):
                stack.extend(reversed(inner))
    return list(found)


def _counts(data: Data) -> dict[str, str]:
    facts = sum("[@" in text.value for file in data.files() for text in file.texts())
    newest = max((held.record.reviewed for held in data.entries.values()), default="")
    return {
        "entries": str(len(data.entries)),
        "facts": str(facts),
        "sources": str(len(data.sources)),
        "reviewed": newest,
    }


def csl(source: Source) -> dict[str, Any]:
    """A source as a CSL-JSON item."""
    item = source.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key in ("issued", "accessed"):
        if key in item:
            item[key] = {"date-parts": [[int(part) for part in item[key].split("-")]]}
    return item


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
