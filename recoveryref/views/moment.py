"""What the cited ranges say of one hour since the last dose. Ranges only: nothing is predicted."""

from collections.abc import Iterable, Sequence
from typing import Any

from recoveryref.commands import typed
from recoveryref.hours import said
from recoveryref.record import Entry
from recoveryref.views.page import Line, Numbers, Page, Row, Span, rows, span, waiting
from recoveryref.views.words import named, overdue

# A range and where an hour stands to it: before, within, after.
_PLACES = (
    ("Start", "onset", "still to come", "about now", "already past"),
    ("Worst", "peak", "still to come", "about now", "usually past"),
    ("Mostly over", "end", "not yet", "about now", "usually so by now"),
)


def moment(timeline: Entry, medicines: Sequence[Entry], hours: float, urgent: str, today: str) -> Page:
    """The page for *hours* after the last dose; *medicines* bring their sources' rules on starting, each
    marked where its review is overdue *today*.
    """
    data = timeline.data
    sources = {csl["id"]: csl for entry in (timeline, *medicines) for csl in entry.data["sources"]}
    numbers = Numbers(list(sources.values()))
    places = tuple(_places(data, hours, numbers))
    beyond = () if places else (Line((Span("No source gives hours for this: see the whole page."),)),)
    parts = [
        Row("figures", "Where this is", places or beyond),
        Row("symptoms", "Often felt now", tuple(_now(data, hours, numbers))),
        Row("phases", "Usually next", tuple(_next(data, hours, numbers))),
        *_field(timeline, "comfort", numbers),
        *_field(timeline, "starting", numbers),
        Row("start_figures", "Whose rule", tuple(_rules(data, medicines, hours, numbers, today))),
        *_field(timeline, "danger", numbers),
    ]
    return Page(
        id=timeline.id,
        title=f"{said(hours)} after the last dose",
        kind=data["title"],
        also=(),
        summary=Line((Span(_NOT_YOU),)),
        rows=tuple(row for row in parts if row.lines),
        clinical=(),
        refs=numbers.refs(),
        reviewed=data["reviewed"],
        due=timeline.due,
        related=(typed(timeline.id), "recoveryref cows"),
        more=0,
        full=False,
        has_clinical=False,
        local=timeline.local,
        urgent=urgent,
    )


_NOT_YOU = "What sources say of this time in general: no forecast for you, and no advice on a dose."


def _places(data: dict[str, Any], hours: float, numbers: Numbers) -> Iterable[Line]:
    for lead, key, before, within, after in _PLACES:
        rows = [row for row in data["figures"] if row[key]]
        if not rows:
            continue
        low, high = min(row[key][0] for row in rows), max(row[key][-1] for row in rows)
        sides: dict[str, list[Any]] = {within: [], after: [], before: []}
        for row in rows:
            first, last = row[key][0], row[key][-1]
            sides[before if hours < first else after if hours > last else within].append(row)
        spans = []
        for what, having in sorted(sides.items(), key=lambda side: -len(side[1])):
            if having:
                cites = [cite for row in having for cite in row["source"]]
                spans.append(Span(f"{what}, {_count(len(having), len(rows))}", numbers.of(cites)))
        yield Line(tuple(spans), f"{lead} ({span([low, high])})", "; ")


def _count(number: int, total: int) -> str:
    if total == 1:
        return "the one source that gives it"
    return f"all {total} sources that give it" if number == total else f"{number} of {total} sources"


def _now(data: dict[str, Any], hours: float, numbers: Numbers) -> Iterable[Line]:
    felt = [
        row
        for row in data["symptoms"]
        if row["hours"] and row["hours"][0] <= hours and (len(row["hours"]) == 1 or hours <= row["hours"][1])
    ]
    if felt:
        cites = [cite for row in felt for cite in row["source"]]
        yield Line((Span(", ".join(row["name"] for row in felt), numbers.of(cites)),))


def _next(data: dict[str, Any], hours: float, numbers: Numbers) -> Iterable[Line]:
    for phase in data["phases"]:
        if phase["hours"] and phase["hours"][0] > hours:
            lead = f"{phase['phase'].capitalize()}, {span(phase['hours'])}"
            yield Line((numbers.span(phase["facts"][0]),), lead)
            return
    for phase in data["phases"]:
        if phase["phase"] == "lingering":
            yield Line((numbers.span(phase["facts"][0]),))


def _field(timeline: Entry, key: str, numbers: Numbers) -> Iterable[Row]:
    for field in timeline.kind.fields:
        if field.key == key:
            yield from rows(timeline, field, numbers)


def _rules(
    data: dict[str, Any], medicines: Sequence[Entry], hours: float, numbers: Numbers, today: str
) -> Iterable[Line]:
    """Each medicine's own sources on when it may begin, and whether this hour is past their wait."""
    for medicine in medicines:
        spans = []
        for rule in medicine.data["start_figures"]:
            if rule["after"] in (data["group"], "any opioid") and rule["wait"]:
                spans.append(Span(f"{waiting(rule)}: {_reached(rule, hours)}", numbers.of(rule["source"])))
        if spans:
            yield Line(tuple(dict.fromkeys(spans)), _marked(medicine, today), "; ")


def _marked(medicine: Entry, today: str) -> str:
    return named(medicine.data["title"], False, overdue(medicine.due, today))


def drawn_on(page: Page, timeline: Entry, medicines: Sequence[Entry], today: str) -> list[Entry]:
    """The entries whose statements *page* shows: the timeline, and the medicines whose rules stand there."""
    leads = {line.lead for row in page.rows if row.key == "start_figures" for line in row.lines}
    return [timeline, *(medicine for medicine in medicines if _marked(medicine, today) in leads)]


def _reached(rule: dict[str, Any], hours: float) -> str:
    low, high = rule["wait"][0], rule["wait"][-1]
    if hours < low:
        return "not yet"
    return "past" if hours >= high else "within it"
