"""What the cited ranges say of one hour since the last dose. Ranges only: nothing is predicted."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from recoveryref.kinds import typed
from recoveryref.reader.durations import Since, said
from recoveryref.reader.records import Entry, named
from recoveryref.views.entry import rows
from recoveryref.views.hours import span, wait
from recoveryref.views.items import score_wanted
from recoveryref.views.page import Line, Numbers, Page, Row, Span
from recoveryref.views.timeline.chart import Aspect
from recoveryref.views.words import overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract

# A range, and where an hour lies beside it: before, within, after.
_PLACES: tuple[tuple[str, Aspect, str, str, str], ...] = (
    ("Start", "onset", "still to come", "about now", "already past"),
    ("Worst", "peak", "still to come", "about now", "usually past"),
    ("Mostly over", "end", "not yet", "about now", "usually so by now"),
)


def moment_page(
    timeline: Entry, medicines: Sequence[Entry], since: Since, urgent: str, today: str, *, full: bool
) -> Page:
    """The page for so long after the last dose; *medicines* bring their sources' rules on starting, each
    marked where its review is overdue *today*: with *full* every source's own, else the one that holds and
    how long others wait.
    """
    data, hours = timeline.timeline, since.hours
    sources = {csl["id"]: csl for entry in (timeline, *medicines) for csl in entry.data["sources"]}
    numbers = Numbers(list(sources.values()))
    places = tuple(_places(data, hours, numbers))
    none = () if places else (Line((Span("No source gives hours for this: see the whole page."),)),)
    last = _last(data)
    beyond = (
        f"Beyond what the sources describe: their figures end at {span([last, last])}."
        if hours > last > 0
        else ""
    )
    parts = [
        Row("figures", "Where this is", places or none, "figures"),
        Row("symptoms", "Often felt now", () if beyond else tuple(_now(data, hours, numbers)), "symptoms"),
        Row("phases", "Usually next", tuple(_next(data, hours, numbers)), "phases"),
        *_field(timeline, "comfort", numbers, 1),
        *_field(timeline, "starting", numbers, 2),
        Row(
            "start_figures",
            "Whose rule",
            tuple(_rules(data, medicines, hours, numbers, today, full)),
            "starts",
        ),
        *_field(timeline, "danger", numbers, 1),
    ]
    return Page(
        id=timeline.id,
        title=f"{said(hours)} after {data['counts_from']}",
        kind=data["title"],
        also=(),
        summary=Line(tuple(Span(text) for text in (since.counted, beyond, _NOT_YOU) if text)),
        rows=tuple(row for row in parts if row.lines),
        clinical=(),
        refs=numbers.refs(),
        reviewed=data["reviewed"],
        due=timeline.due,
        related=(
            typed(timeline.id),
            *([] if full else [f"{typed(timeline.id)} --at {hours:.4g}h --full"]),
            "recoveryref cows",
        ),
        more=0,
        full=False,
        has_clinical=False,
        local=timeline.local,
        urgent=urgent,
    )


_NOT_YOU = (
    "What sources say of this time in general: no forecast for you, and no advice on a dose. That a wait has "
    "gone by is by itself no leave to begin."
)


def _last(data: "contract.Timeline") -> float:
    """The last hour of which any source says something."""
    spans = [hours for row in data["figures"] for hours in (row["onset"], row["peak"], row["end"])]
    spans += [phase["hours"] for phase in data["phases"]]
    spans += [symptom["hours"] for symptom in data["symptoms"]]
    return float(max((hour for span in spans if span for hour in span), default=0))


def _places(data: "contract.Timeline", hours: float, numbers: Numbers) -> Iterable[Line]:
    for lead, key, before, within, after in _PLACES:
        given = [(row, range_) for row in data["figures"] if (range_ := row[key])]
        if not given:
            continue
        low, high = min(range_[0] for _, range_ in given), max(range_[-1] for _, range_ in given)
        sides: dict[str, list[contract.Figure]] = {within: [], after: [], before: []}
        for row, range_ in given:
            first, last = range_[0], range_[-1]
            # A range from hour 0 on says only by when it comes.
            now = "within these hours" if first == 0 and key != "onset" else within
            side = before if hours < first else after if hours > last else now
            sides.setdefault(side, []).append(row)
        spans = []
        for what, having in sorted(sides.items(), key=lambda side: -len(side[1])):
            if having:
                cites = [cite for row in having for cite in row["source"]]
                spans.append(Span(f"{what}, {_count(len(having), len(given))}", numbers.of(cites)))
        yield Line(tuple(spans), f"{lead} ({span([low, high])})", "; ")


def _count(number: int, total: int) -> str:
    if total == 1:
        return "the one source that gives it"
    return f"all {total} sources that give it" if number == total else f"{number} of {total} sources"


def _now(data: "contract.Timeline", hours: float, numbers: Numbers) -> Iterable[Line]:
    felt = [row for row in data["symptoms"] if row["hours"] and _within(hours, row["hours"])]
    if felt:
        cites = [cite for row in felt for cite in row["source"]]
        yield Line((Span(", ".join(row["name"] for row in felt), numbers.of(cites)),))


def _within(hour: float, hours: "contract.Hours") -> bool:
    return hours[0] <= hour and (len(hours) == 1 or hour <= hours[1])


def _next(data: "contract.Timeline", hours: float, numbers: Numbers) -> Iterable[Line]:
    for phase in data["phases"]:
        if phase["hours"] and phase["hours"][0] > hours:
            lead = f"{phase['phase'].capitalize()}, {span(phase['hours'])}"
            yield Line((numbers.span(phase["facts"][0]),), lead)
            return
    for phase in data["phases"]:
        if phase["phase"] == "lingering":
            yield Line((numbers.span(phase["facts"][0]),))


def _field(timeline: Entry, key: str, numbers: Numbers, most: int) -> Iterable[Row]:
    """A field's first facts; what is drawn together, whole."""
    for field in timeline.kind.fields:
        if field.key == key:
            yield from rows(timeline, field, numbers, most=most)


def _rules(
    data: "contract.Timeline",
    medicines: Sequence[Entry],
    hours: float,
    numbers: Numbers,
    today: str,
    full: bool,
) -> Iterable[Line]:
    """Each medicine's own sources on when it may begin after this opioid, or after a group of opioids
    that it belongs to: whether the waiting time has gone by, and what must also be true.
    """
    if not data["group"]:
        return
    holds = (data["group"], data["within"], "any opioid")
    for medicine in medicines:
        # Of a medicine, its own rules say nothing on going on with it.
        if medicine.slug.startswith(data["group"]):
            continue
        rules = [rule for rule in medicine.medication["start_figures"] if rule["after"] in holds]
        spans = [numbers.span(fact) for fact in medicine.medication["start_rule"][:1] if rules]
        if rules and not full:
            cites = [cite for rule in rules for cite in rule["source"]]
            yield Line((*spans, Span(_waits(rules, hours), numbers.of(cites))), _marked(medicine, today))
            continue
        spans += [Span(_rule(rule, hours), numbers.of(rule["source"])) for rule in rules]
        yield from (Line((each,), _marked(medicine, today)) for each in dict.fromkeys(spans))


def _waits(rules: "Sequence[contract.StartFigure]", hours: float) -> str:
    """How long the rules wait, and how many of these times have gone by."""
    timed = sorted((rule for rule in rules if rule["wait"] and rule["wait"][-1]), key=_first)
    if not timed:
        return "No waiting time is named: the clock does not decide."
    gone = sum(_reached(rule["wait"], hours) == _GONE for rule in timed)
    named_ = ", ".join(dict.fromkeys(wait(rule).removeprefix("wait ") for rule in timed))
    by = f"all {len(timed)}" if gone == len(timed) > 1 else f"{gone} of {len(timed)}" if gone else "none"
    return f"Waits named: {named_}; gone by: {by}."


def _first(rule: "contract.StartFigure") -> tuple[float, ...]:
    return tuple(rule["wait"] or ())


def _rule(rule: "contract.StartFigure", hours: float) -> str:
    """A source's rule, where this hour lies beside it, and what must be true whatever the hour."""
    when = f"{wait(rule) or 'no hours given'} after {rule['after']}: {_reached(rule['wait'], hours)}"
    must = "; ".join(filter(None, (score_wanted(rule), rule["conditions"])))
    note = f" ({rule['note'].rstrip('.')}.)" if rule["note"] else ""
    return f"{when}. What must also be true: {must or _MORE}.{note}"


# A waiting time is never the only thing that a source wants.
_MORE = "see the medicine's own page"


def _marked(medicine: Entry, today: str) -> str:
    return named(medicine.data["title"], medicine.local, overdue(medicine.due, today))


def drawn_on(page: Page, timeline: Entry, medicines: Sequence[Entry], today: str) -> list[Entry]:
    """The entries whose statements *page* shows: the timeline, and the medicines whose rules stand there."""
    leads = {line.lead for row in page.rows if row.form == "starts" for line in row.lines}
    return [timeline, *(medicine for medicine in medicines if _marked(medicine, today) in leads)]


def _reached(wait: "contract.Hours | None", hours: float) -> str:
    """Where an hour lies beside a waiting time, which by itself is never leave to begin."""
    if not wait or not wait[-1]:
        return "the clock does not decide"
    if hours < wait[0]:
        return "not yet"
    return _GONE if hours >= wait[-1] else "some of it has gone by"


_GONE = "the waiting time has gone by"
