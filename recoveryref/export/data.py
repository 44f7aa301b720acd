"""Everything as JSON, in the form of the JSON contract: one file, or one entry a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recoveryref.atomic import put
from recoveryref.reader import queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today
from recoveryref.views import json_


def as_json(opened: Reference, path: Path) -> None:
    """Write `{"entries": [...], "terms": [...], "sources": [...]}`, each as its command prints it."""
    everything = {
        "entries": list(_entries(opened)),
        **json.loads(json_.terms(queries.terms(opened))),
        **json.loads(json_.sources(queries.sources(opened))),
    }
    put(path, json_.value(everything))


def as_jsonl(opened: Reference, path: Path) -> None:
    """Write one entry a line, as `show --json` prints it."""
    put(path, "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in _entries(opened)))


def _entries(opened: Reference) -> Iterator[dict[str, Any]]:
    for listed in queries.entries(opened):
        yield json_.whole(queries.entry(opened, listed.id), today())
