"""Who says what: each source's own figures on one withdrawal, beside the range over all of them."""

from typing import Any

from recoveryref.kinds import typed
from recoveryref.reader.records import Entry
from recoveryref.views import ref
from recoveryref.views.page import Line, Numbers, Page, Row, Span, span
from recoveryref.views.words import dated

_ASPECTS = (("Starts", "onset"), ("Worst", "peak"), ("Mostly over", "end"))


def page(timeline: Entry, urgent: str) -> Page:
    """A row for each aspect: the range that we show, then every source with its year and country."""
    data = timeline.data
    numbers = Numbers(data["sources"])
    rows = []
    for label, key in _ASPECTS:
        given = [row for row in data["figures"] if row[key]]
        if given:
            own = tuple(
                Line((Span(span(row[key]), numbers.of(row["source"])),), _who(row, data)) for row in given
            )
            rows.append(Row(key, label, (Line((Span(span(_range(given, key))),), "We show"), *own)))
    noted = tuple(
        Line((Span(row["note"], numbers.of(row["source"])),), _who(row, data))
        for row in data["figures"]
        if row["note"]
    )
    if noted:
        rows.append(Row("figures", "How they put it", noted))
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


def as_json(timeline: Entry, today: str) -> dict[str, Any]:
    """The same as data: the range that we show, and each source's own row, in hours."""
    data = timeline.data
    local = {"local": True} if timeline.local else {}
    return {
        "id": data["id"],
        "title": data["title"],
        **dated(timeline.due, today),
        **local,
        "shown": ranges(data),
        "figures": data["figures"],
    }


def ranges(data: dict[str, Any]) -> dict[str, list[float]]:
    """The range over all sources, in hours, of each aspect that any gives."""
    given = {key: [row for row in data["figures"] if row[key]] for _, key in _ASPECTS}
    return {key: _range(rows, key) for key, rows in given.items() if rows}


def _range(rows: list[dict[str, Any]], key: str) -> list[float]:
    return [min(row[key][0] for row in rows), max(row[key][-1] for row in rows)]


def _who(row: dict[str, Any], data: dict[str, Any]) -> str:
    csl = next(source for source in data["sources"] if source["id"] == row["source"][0]["id"])
    place = f", {csl['publisher-place']}" if "publisher-place" in csl else ""
    return f"{ref.short(csl)}{place}"
