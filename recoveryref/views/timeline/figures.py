"""Who says what: each source's own figures on one withdrawal, beside the range over all of them."""

from typing import TYPE_CHECKING

from recoveryref.kinds import typed
from recoveryref.reader.records import Entry
from recoveryref.views import ref
from recoveryref.views.hours import span
from recoveryref.views.page import Line, Numbers, Page, Row, Span
from recoveryref.views.timeline.chart import Aspect
from recoveryref.views.words import overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract

_ASPECTS: tuple[tuple[str, Aspect], ...] = (("Starts", "onset"), ("Worst", "peak"), ("Mostly over", "end"))


def figures_page(timeline: Entry, urgent: str) -> Page:
    """A row for each aspect: the range that we show, then every source with its year and country."""
    data = timeline.timeline
    numbers = Numbers(data["sources"])
    rows = []
    for label, key in _ASPECTS:
        given = [row for row in data["figures"] if row[key]]
        if given:
            own = tuple(
                Line((Span(span(row[key] or ()), numbers.of(row["source"])),), _who(row, data))
                for row in given
            )
            rows.append(
                Row(key, label, (Line((Span(span(_range(given, key))),), "We show"), *own), "figures")
            )
    noted = tuple(
        Line((Span(row["note"], numbers.of(row["source"])),), _who(row, data))
        for row in data["figures"]
        if row["note"]
    )
    if noted:
        rows.append(Row("figures", "How they put it", noted, "figures"))
    return Page(
        id=timeline.id,
        title=f"{data['title']}: who says what",
        kind=timeline.kind.noun,
        also=(),
        summary=numbers.line(data["summary"]),
        rows=tuple(rows),
        clinical=(),
        refs=numbers.refs(),
        reviewed=data["reviewed"],
        due=timeline.due,
        related=(typed(timeline.id),),
        more=0,
        full=True,
        has_clinical=False,
        local=timeline.local,
        urgent=urgent,
    )


def as_json(timeline: Entry, today: str) -> "contract.Figures":
    """The same as data: the range that we show, and each source's own row, in hours."""
    data = timeline.timeline
    found: contract.Figures = {
        "id": data["id"],
        "title": data["title"],
        "due": timeline.due,
        "overdue": overdue(timeline.due, today),
        "local": True,
        "shown": ranges(data),
        "figures": data["figures"],
    }
    if not timeline.local:
        del found["local"]
    return found


def ranges(data: "contract.Timeline") -> "dict[Aspect, contract.Hours]":
    """The range over all sources, in hours, of each aspect that any gives."""
    given = {key: [row for row in data["figures"] if row[key]] for _, key in _ASPECTS}
    return {key: _range(rows, key) for key, rows in given.items() if rows}


def _range(rows: "list[contract.Figure]", key: Aspect) -> "contract.Hours":
    spans = [hours for row in rows if (hours := row[key])]
    return [min(hours[0] for hours in spans), max(hours[-1] for hours in spans)]


def _who(row: "contract.Figure", data: "contract.Timeline") -> str:
    csl = next(source for source in data["sources"] if source["id"] == row["source"][0]["id"])
    place = f", {csl['publisher-place']}" if "publisher-place" in csl else ""
    return f"{ref.short(csl)}{place}"
