"""The JSON contract: stable, described in the README."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from recoveryref.control_chars import escaped
from recoveryref.errors import NotFound
from recoveryref.reader.records import Entry, Hit, Listed, Source, Statement, Term
from recoveryref.reader.search import Found
from recoveryref.views import ref
from recoveryref.views.page import Number, Page, ids_of
from recoveryref.views.words import dated, overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract


def listed(entries: Sequence[Listed], today: str) -> str:
    """`{"entries": [{"id", "kind", "title", "summary", "due", "overdue"}]}`."""
    listing: contract.Listing = {"entries": [_listed(entry, today) for entry in entries]}
    return _dumps(listing)


def _listed(entry: Listed, today: str) -> "contract.Listed":
    found: contract.Listed = {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "summary": entry.summary,
        "due": entry.due,
        "local": True,
        "overdue": overdue(entry.due, today),
    }
    if not entry.local:
        del found["local"]
    return found


def hits(text: str, found: Found, sources: "Mapping[str, contract.Csl]", today: str) -> str:
    """`{"query", "danger", "beyond", "results": [{"id", "kind", "title", "summary", "statements", "due",
    "overdue"}], "sources"}`, best first; a statement is `{"text", "cites", "field", "label", "level",
    "country", "command"}`, and has a `claim` where it answers what is often said; danger is null or
    `{"kinds", "lines"}`; beyond is null or what is said to a question that is not answered here.
    """
    danger = found.danger
    answer: contract.Search = {
        "query": text,
        "danger": {"kinds": list(danger.kinds), "lines": list(danger.lines)} if danger else None,
        "beyond": found.beyond.text if found.beyond else None,
        "results": [_hit(hit, today) for hit in found.hits],
        "sources": list(sources.values()),
    }
    return _dumps(answer)


def _hit(hit: Hit, today: str) -> "contract.Hit":
    found: contract.Hit = {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "summary": hit.summary,
        "statements": list(map(_statement, hit.statements)),
        "due": hit.due,
        "local": True,
        "overdue": overdue(hit.due, today),
    }
    if not hit.local:
        del found["local"]
    return found


def _statement(statement: Statement) -> "contract.Statement":
    found: contract.Statement = {
        "text": statement.text,
        "cites": list(statement.cites),
        "field": statement.field,
        "label": statement.label,
        "level": statement.level,
        "country": statement.country,
        "command": statement.command,
    }
    if statement.claim:
        found["claim"] = statement.claim
    return found


def sources(sources: Sequence[Source]) -> str:
    """`{"sources": [CSL items, each with "cited_by": [ids]]}`."""
    return _dumps({"sources": [{**source.csl, "cited_by": list(source.cited_by)} for source in sources]})


# What CSL has no word for, and keeps in `custom`.
CUSTOM = ("et_al", "license", "class", "country", "standing", "superseded_by", "read", "through", "local")


def csl(sources: Sequence[Source]) -> str:
    """An array of CSL items, as citation managers read them: what is ours alone stands in `custom`."""
    return _dumps([_standard(source.csl) for source in sources])


def _standard(csl: "contract.Csl") -> dict[str, object]:
    own = {key: value for key, value in csl.items() if key in CUSTOM}
    item: dict[str, object] = {key: value for key, value in csl.items() if key not in CUSTOM}
    if "author" in csl:
        item["author"] = list(map(ref.initials, csl["author"]))
    return {**item, "custom": own} if own else item


def terms(terms: Sequence[Term]) -> str:
    """`{"terms": [{"term", "aka", "meaning", "entry", "sources"}]}`."""
    return _dumps({"terms": list(map(_term, terms))})


def _term(term: Term) -> "contract.Term":
    found: contract.Term = {
        "term": term.term,
        "aka": list(term.aka),
        "meaning": term.meaning,
        "entry": term.entry,
        "sources": list(term.sources),
    }
    if term.local:
        found["local"] = True
    return found


def entry(entry: Entry, today: str) -> str:
    """The entry as the reference holds it, and whether its review is overdue."""
    return _dumps(whole(entry, today))


def whole(entry: Entry, today: str) -> dict[str, object]:
    """What *entry* prints."""
    return {**entry.data, **dated(entry.due, today)}


def not_found(error: NotFound) -> str:
    """`{"name": "...", "found": null, "known": {...} or null, "near": ["..."]}`."""
    known = error.known._asdict() if error.known else None
    return _dumps({"name": error.name, "found": None, "known": known, "near": list(error.near)})


def value(value: object) -> str:
    """Any answer that is JSON already."""
    return _dumps(value)


def part(
    made: Page, entry: Entry, hits: Sequence[Hit], cited: "Mapping[str, contract.Csl]", today: str
) -> str:
    """A part of an *entry* as `page` has it, and in `results` what else was found, as `hits` has it."""
    drawn = _page(made, [entry], today, unsaid=made.unsaid)
    known = {ref.csl["id"] for ref in made.refs}
    others = [csl for id, csl in cited.items() if id not in known]
    results = [_hit(hit, today) for hit in hits]
    return _dumps({**drawn, "results": results, "sources": [*(ref.csl for ref in made.refs), *others]})


def page(made: Page, entries: Sequence[Entry], today: str, **more: object) -> str:
    """A page that is drawn from several *entries*: its rows, each line with its cites."""
    return _dumps(_page(made, entries, today, **more))


def _page(made: Page, entries: Sequence[Entry], today: str, **more: object) -> dict[str, object]:
    numbered = ids_of(made.refs)
    rows: list[contract.Row] = [
        {
            "label": row.label,
            "lines": [
                {
                    "lead": line.lead,
                    "facts": [
                        {"text": span.text, "cites": [_cite(numbered[n], n) for n in span.cites]}
                        for span in line.spans
                    ],
                }
                for line in row.lines
            ],
        }
        for row in made.rows
    ]
    sources = [ref.csl for ref in made.refs]
    local = {"local": True} if made.local else {}
    drawn: list[contract.Named] = [
        {
            "id": entry.data["id"],
            "title": entry.data["title"],
            "due": entry.due,
            "overdue": overdue(entry.due, today),
        }
        for entry in entries
    ]
    first = {"id": made.id, "title": made.title, **more, **dated(made.due, today), **local}
    return {**first, "entries": drawn, "rows": rows, "sources": sources}


def _cite(id: str, number: Number) -> "contract.Cite":
    """What a statement rests on, and the place there, where it is known."""
    return {"id": id, "locator": number.place} if number.place else {"id": id}


def _dumps(value: object) -> str:
    return escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
