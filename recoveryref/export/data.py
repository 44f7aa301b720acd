"""Everything as JSON, in the form of the JSON contract: one file, or one entry a line; and its schemas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recoveryref import paths
from recoveryref.atomic import put
from recoveryref.errors import ReferenceFault
from recoveryref.export.about import about
from recoveryref.reader import queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today
from recoveryref.views import json_


def as_json(opened: Reference, path: Path) -> None:
    """Write `{"about": {...}, "entries": [...], "terms": [...], "sources": [...]}`, each part as its command
    prints it.
    """
    everything = {
        "about": about("output-export.json"),
        "entries": list(_entries(opened)),
        **json.loads(json_.terms(queries.terms(opened))),
        **json.loads(json_.sources(queries.sources(opened))),
    }
    put(path, json_.value(everything))


def as_jsonl(opened: Reference, path: Path) -> None:
    """Write one entry a line, as `show --json` prints it, each with what it is a part of."""
    own = {"about": about("output-show.json")}
    put(path, "".join(json.dumps({**entry, **own}, ensure_ascii=False) + "\n" for entry in _entries(opened)))


def schemas(_: Reference, path: Path) -> None:
    """Write the JSON Schemas of data files and of every answer into a folder."""
    every = sorted(Path(paths.SCHEMAS).glob("*.json"))
    if not every:
        raise ReferenceFault(f"there are no schemas in {paths.SCHEMAS}: run 'recoveryref build'")
    for each in every:
        put(path / each.name, each.read_text(encoding="utf-8"))


def _entries(opened: Reference) -> Iterator[dict[str, Any]]:
    for listed in queries.entries(opened):
        yield json_.whole(queries.entry(opened, listed.id), today())
