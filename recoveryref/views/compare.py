"""Entries of one kind side by side, field by field: what each says first on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from recoveryref.reader.records import Entry, Field, named
from recoveryref.views.entry import CITED, rows
from recoveryref.views.items import FORMS
from recoveryref.views.page import Line, Numbers, Ref, Span, ids_of, written
from recoveryref.views.words import overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract


# How each does beside others: whoever compares wants that first, also where a page has it in full only.
_FIRST = ("switching", "outcomes", "evidence")


class Comparison(NamedTuple):
    """What is compared: for each field its label and each entry's line (or None); *local* says of each
    entry whether an overlay brought it, *due* when its review falls due, *overdue* whether it is overdue.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    local: tuple[bool, ...]
    due: tuple[str, ...]
    overdue: tuple[bool, ...]
    rows: tuple[tuple[str, str, tuple[Line | None, ...]], ...]
    refs: tuple[Ref, ...]
    urgent: str

    @property
    def heads(self) -> tuple[str, ...]:
        """The titles, marked where an overlay brought the entry or its review is overdue."""
        return tuple(map(named, self.titles, self.local, self.overdue))


def compare(entries: Sequence[Entry], urgent: str, today: str) -> Comparison:
    """Compare *entries*, which are of one kind, on the fields of the default page; first of all on how each
    does beside others.
    """
    sources = {csl["id"]: csl for entry in entries for csl in entry.data["sources"]}
    numbers = Numbers(list(sources.values()), CITED)
    summaries: tuple[Line | None, ...] = tuple(numbers.line(entry.data["summary"]) for entry in entries)
    compared = [("summary", "In short", summaries)]
    for field in sorted(entries[0].kind.fields, key=_place):
        if field.level not in _levels(field) or not FORMS[field.form].compared:
            continue
        cells = tuple(_cell(entry, field, numbers) for entry in entries)
        if any(cells):
            compared.append((field.key, field.label, cells))
    return Comparison(
        tuple(entry.id for entry in entries),
        tuple(entry.data["title"] for entry in entries),
        tuple(entry.local for entry in entries),
        tuple(entry.due for entry in entries),
        tuple(overdue(entry.due, today) for entry in entries),
        tuple(compared),
        numbers.refs(),
        urgent,
    )


def _place(field: Field) -> int:
    return _FIRST.index(field.key) if field.key in _FIRST else len(_FIRST)


def _levels(field: Field) -> "Sequence[contract.Level]":
    return ("page", "full") if field.key in _FIRST else ("page",)


def _cell(entry: Entry, field: Field, numbers: Numbers) -> Line | None:
    """What an entry says first in a field; no source gets a number but for what stands in a cell."""
    own = Numbers(entry.data["sources"])
    row = next(iter(rows(entry, field, own, _levels(field), most=1)), None)
    if not row:
        return None
    ids = ids_of(own.refs())
    spans = (Span(text, numbers.of({"id": ids[n]} for n in cites)) for text, cites in row.lines[0].spans)
    return row.lines[0]._replace(spans=tuple(spans))


def as_json(found: Comparison) -> "contract.Comparison":
    """`{"entries": [...], "fields": [{"key", "label", "facts": {id: {"text", "cites"} or null}}]}`."""
    numbered = ids_of(found.refs)

    def fact(line: Line | None) -> "contract.Fact | None":
        if line is None:
            return None
        cites = dict.fromkeys(number for span in line.spans for number in span.cites)
        return {"text": written(line), "cites": [{"id": numbered[number]} for number in cites]}

    fields: list[contract.Compared] = [
        {"key": key, "label": label, "facts": dict(zip(found.ids, map(fact, lines), strict=True))}
        for key, label, lines in found.rows
    ]
    listed: list[contract.Named] = [
        {"id": id, "title": title, "due": due, "overdue": late}
        for id, title, due, late in zip(found.ids, found.titles, found.due, found.overdue, strict=True)
    ]
    for entry, local in zip(listed, found.local, strict=True):
        if local:
            entry["local"] = True
    return {"entries": listed, "fields": fields, "sources": [ref.csl for ref in found.refs]}
