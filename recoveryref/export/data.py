"""Everything as JSON, in the form of the JSON contract: one file, or one entry a line."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recoveryref import query
from recoveryref.files import put
from recoveryref.reference import Reference
from recoveryref.views import json_


def as_json(opened: Reference, path: Path) -> None:
    """Write `{"entries": [...], "terms": [...], "sources": [...]}`, each as its command prints it."""
    everything = {
        "entries": list(_entries(opened)),
        **json.loads(json_.terms(query.terms(opened))),
        **json.loads(json_.sources(query.sources(opened))),
    }
    put(path, json_.value(everything))


def as_jsonl(opened: Reference, path: Path) -> None:
    """Write one entry a line, as `show --json` prints it."""
    put(path, "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in _entries(opened)))


def _entries(opened: Reference) -> Iterator[dict[str, Any]]:
    today = time.strftime("%Y-%m-%d")
    for listed in query.entries(opened):
        yield json_.whole(query.entry(opened, listed.id), today)
