"""The JSON contract: stable, described in the README."""

import json
from collections.abc import Sequence
from typing import Any

from recoveryref.record import Hit, Listed, Source, Term
from recoveryref.unseen import escaped
from recoveryref.views.page import Page


def listed(entries: Sequence[Listed]) -> str:
    """`{"entries": [{"id", "kind", "title", "summary"}]}`."""
    return _dumps({"entries": list(map(_record, entries))})


def hits(text: str, hits: Sequence[Hit]) -> str:
    """`{"query": "...", "results": [{"id", "kind", "title", "summary", "snippet"}]}`, best first."""
    return _dumps({"query": text, "results": list(map(_record, hits))})


def sources(sources: Sequence[Source]) -> str:
    """`{"sources": [CSL items, each with "cited_by": [ids]]}`."""
    return _dumps({"sources": [{**source.csl, "cited_by": list(source.cited_by)} for source in sources]})


def csl(sources: Sequence[Source]) -> str:
    """An array of CSL items, as citation managers read them."""
    return _dumps([source.csl for source in sources])


def terms(terms: Sequence[Term]) -> str:
    """`{"terms": [{"term", "aka", "meaning", "entry", "sources"}]}`."""
    return _dumps({"terms": list(map(_record, terms))})


def entry(data: dict[str, Any]) -> str:
    """The entry as the reference holds it."""
    return _dumps(data)


def value(value: Any) -> str:
    """Any answer that is JSON already."""
    return _dumps(value)


def page(page: Page, **more: Any) -> str:
    """A page that is drawn from several entries: its rows, each line with its cites."""
    numbered = {ref.number: ref.csl["id"] for ref in page.refs}
    rows = [
        {
            "label": row.label,
            "lines": [
                {
                    "lead": line.lead,
                    "facts": [
                        {"text": span.text, "cites": [{"id": numbered[n]} for n in span.cites]}
                        for span in line.spans
                    ],
                }
                for line in row.lines
            ],
        }
        for row in page.rows
    ]
    sources = [ref.csl for ref in page.refs]
    local = {"local": True} if page.local else {}
    return _dumps({"id": page.id, "title": page.title, **more, **local, "rows": rows, "sources": sources})


def _record(record: Listed | Hit | Term) -> dict[str, Any]:
    """A record as an object; `local` stands in it only where it says something."""
    return {key: value for key, value in record._asdict().items() if key != "local" or value}


def _dumps(value: Any) -> str:
    return escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
