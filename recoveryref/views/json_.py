"""The JSON contract: stable, described in the README."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from recoveryref.control_chars import escaped
from recoveryref.errors import NotFound
from recoveryref.reader.records import Entry, Hit, Listed, Source, Statement, Term
from recoveryref.reader.search import Found
from recoveryref.views.page import Page
from recoveryref.views.words import dated


def listed(entries: Sequence[Listed], today: str) -> str:
    """`{"entries": [{"id", "kind", "title", "summary", "due", "overdue"}]}`."""
    return _dumps({"entries": [{**_record(entry), **dated(entry.due, today)} for entry in entries]})


def hits(text: str, found: Found, sources: Mapping[str, dict[str, Any]], today: str) -> str:
    """`{"query", "danger", "results": [{"id", "kind", "title", "summary", "statements", "due", "overdue"}],
    "sources"}`, best first; a statement is `{"text", "cites", "field", "label", "level", "country",
    "command"}`, and has a `claim` where it answers what is often said; danger is null or `{"kinds",
    "lines"}`.
    """
    results = [
        {**_record(hit), "statements": list(map(_statement, hit.statements)), **dated(hit.due, today)}
        for hit in found.hits
    ]
    danger = {"kinds": found.danger.kinds, "lines": found.danger.lines} if found.danger else None
    return _dumps({"query": text, "danger": danger, "results": results, "sources": list(sources.values())})


def _statement(statement: Statement) -> dict[str, Any]:
    return {key: value for key, value in statement._asdict().items() if key != "claim" or value}


def sources(sources: Sequence[Source]) -> str:
    """`{"sources": [CSL items, each with "cited_by": [ids]]}`."""
    return _dumps({"sources": [{**source.csl, "cited_by": list(source.cited_by)} for source in sources]})


def csl(sources: Sequence[Source]) -> str:
    """An array of CSL items, as citation managers read them."""
    return _dumps([source.csl for source in sources])


def terms(terms: Sequence[Term]) -> str:
    """`{"terms": [{"term", "aka", "meaning", "entry", "sources"}]}`."""
    return _dumps({"terms": list(map(_record, terms))})


def entry(entry: Entry, today: str) -> str:
    """The entry as the reference holds it, and whether its review is overdue."""
    return _dumps(whole(entry, today))


def whole(entry: Entry, today: str) -> dict[str, Any]:
    """What *entry* prints."""
    return {**entry.data, **dated(entry.due, today)}


def not_found(error: NotFound) -> str:
    """`{"name": "...", "found": null, "known": {...} or null, "near": ["..."]}`."""
    known = error.known._asdict() if error.known else None
    return _dumps({"name": error.name, "found": None, "known": known, "near": list(error.near)})


def value(value: Any) -> str:
    """Any answer that is JSON already."""
    return _dumps(value)


def page(page: Page, entries: Sequence[Entry], today: str, **more: Any) -> str:
    """A page that is drawn from several *entries*: its rows, each line with its cites."""
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
    drawn = [
        {"id": entry.data["id"], "title": entry.data["title"], **dated(entry.due, today)} for entry in entries
    ]
    first = {"id": page.id, "title": page.title, **more, **dated(page.due, today), **local}
    return _dumps({**first, "entries": drawn, "rows": rows, "sources": sources})


def _record(record: Listed | Hit | Term) -> dict[str, Any]:
    """A record as an object; `local` stands in it only where it says something."""
    return {key: value for key, value in record._asdict().items() if key != "local" or value}


def _dumps(value: Any) -> str:
    return escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
