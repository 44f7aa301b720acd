"""The website's search index: what its script looks through, in the reader's own browser."""

import json
from collections.abc import Mapping

from recoveryref import query
from recoveryref.record import Entry
from recoveryref.reference import Reference


def index(opened: Reference, entries: Mapping[str, Entry]) -> str:
    """The index as a script that sets a variable: a page opened as a file may load no data.

    All but plain letters is written as JSON escapes, so that the file reads the same whatever a host
    says of its encoding.
    """
    rows = [
        {
            "path": f"{entry.id}.html",
            "title": entry.data["title"],
            "kind": entry.kind.noun,
            "summary": entry.data["summary"]["text"],
            "names": [entry.slug.replace("-", " "), *entry.data["aka"]],
            "asks": entry.data["asks"],
        }
        for entry in entries.values()
    ]
    sayings = [{"role": role, "say": key, "mean": means} for role, key, means in query.sayings(opened)]
    return f"var recoveryrefIndex = {json.dumps({'entries': rows, 'sayings': sayings})};\n"


def anchor(text: str) -> str:
    """*text* as the name of a place in a page: small letters, digits and hyphens."""
    return "-".join(query.words(text)) or "term"
