"""Entries of one kind side by side, field by field: what each says first on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from recoveryref.reader.records import Entry, named
from recoveryref.views.entry import rows
from recoveryref.views.items import FORMS
from recoveryref.views.page import Line, Numbers, Ref, ids_of, written
from recoveryref.views.words import overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract


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
    """Compare *entries*, which are of one kind, on the fields that their default pages show."""
    sources = {csl["id"]: csl for entry in entries for csl in entry.data["sources"]}
    numbers = Numbers(list(sources.values()))
    summaries: tuple[Line | None, ...] = tuple(numbers.line(entry.data["summary"]) for entry in entries)
    compared = [("summary", "In short", summaries)]
    for field in entries[0].kind.fields:
        if field.level != "page" or not FORMS[field.form].compared:
            continue
        found = [next(iter(rows(entry, field, numbers, most=1)), None) for entry in entries]
        if any(found):
            compared.append((field.key, field.label, tuple(row.lines[0] if row else None for row in found)))
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
