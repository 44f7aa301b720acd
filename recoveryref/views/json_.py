"""The JSON contract: stable, described in the README."""

import json
from collections.abc import Sequence
from typing import Any

from recoveryref.record import Hit, Listed, Source, Term


def listed(entries: Sequence[Listed]) -> str:
    """`{"entries": [{"id", "kind", "title", "summary"}]}`."""
    return _dumps({"entries": [entry._asdict() for entry in entries]})


def hits(text: str, hits: Sequence[Hit]) -> str:
    """`{"query": "...", "results": [{"id", "kind", "title", "summary", "snippet"}]}`, best first."""
    return _dumps({"query": text, "results": [hit._asdict() for hit in hits]})


def sources(sources: Sequence[Source]) -> str:
    """`{"sources": [CSL items, each with "cited_by": [ids]]}`."""
    return _dumps({"sources": [{**source.csl, "cited_by": list(source.cited_by)} for source in sources]})


def terms(terms: Sequence[Term]) -> str:
    """`{"terms": [{"term", "aka", "meaning", "entry", "sources"}]}`."""
    return _dumps({"terms": [term._asdict() for term in terms]})


def entry(data: dict[str, Any]) -> str:
    """The entry as the reference holds it."""
    return _dumps(data)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
