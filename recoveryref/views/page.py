"""What a page says, before any format: rows of lines, and the sources they number.

Each view (terminal, plain, Markdown) only sets a `Page`; which facts a page shows is decided here,
once, from the labels, levels and counts that the models give each field.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from recoveryref.reader.records import Entry, Field
from recoveryref.views.timeline.chart import drawable


class Span(NamedTuple):
    """A run of text and the numbers of the sources that say it."""

    text: str
    cites: tuple[int, ...] = ()


class Line(NamedTuple):
    """One statement, or several that belong on one line, under an optional lead such as a phase;
    *between* stands between the spans.
    """

    spans: tuple[Span, ...]
    lead: str = ""
    between: str = " "


class Row(NamedTuple):
    """A labelled group of lines of one field; *more* counts the facts that only --full shows."""

    key: str
    label: str
    lines: tuple[Line, ...]
    more: int = 0


class Ref(NamedTuple):
    """A numbered source: its CSL item and, for this page, the places in it that were cited."""

    number: int
    csl: dict[str, Any]


class Page(NamedTuple):
    """A page ready to be set in any format.

    *reviewed* is a month (`2026-11`), *due* an ISO date; *related* holds commands to type next;
    *more* counts what only --full shows; *urgent* says where to turn in an emergency;
    *timeline* is the entry's data where it has hours to draw; *takes* holds the ids of ours that a
    *local* page stands in for.
    """

    id: str
    title: str
    kind: str
    also: tuple[str, ...]
    summary: Line
    rows: tuple[Row, ...]
    clinical: tuple[Row, ...]
    refs: tuple[Ref, ...]
    reviewed: str
    due: str
    related: tuple[str, ...]
    more: int
    full: bool
    has_clinical: bool
    local: bool
    urgent: str
    timeline: dict[str, Any] | None = None
    takes: tuple[str, ...] = ()


def page(entry: Entry, urgent: str, *, full: bool = False, clinical: bool = False) -> Page:
    """What *entry*'s page says by default, with *full* everything for everyone, with *clinical*
    also the part for people who prescribe or study. *urgent* is the line for an emergency.
    """
    numbers = Numbers(entry.data["sources"])
    summary = numbers.line(entry.data["summary"])
    levels = ("page", "full") if full else ("page",)
    shown = tuple(_all_rows(entry, numbers, levels, full=full))
    # Sources of a part that is not shown get no number.
    dense = tuple(_all_rows(entry, numbers if clinical else Numbers([]), ("clinical",), full=True))
    more = sum(row.more for row in shown)
    if not full:
        more += sum(len(row.lines) for row in _all_rows(entry, Numbers([]), ("full",), full=True))
    return Page(
        id=entry.id,
        title=entry.data["title"],
        kind=entry.kind.noun,
        also=tuple(entry.data["aka"]),
        summary=summary,
        rows=shown,
        clinical=dense if clinical else (),
        refs=numbers.refs(),
        reviewed=entry.data["reviewed"],
        due=entry.due,
        related=entry.related,
        more=more,
        full=full,
        has_clinical=bool(dense),
        local=entry.local,
        urgent=urgent,
        timeline=entry.data if entry.kind.name == "timelines" and drawable(entry.data) else None,
        takes=tuple(entry.data.get("takes", ())),
    )


class Numbers:
    """Numbers sources in the order in which a page first cites them."""

    def __init__(self, sources: list[dict[str, Any]]) -> None:
        self._csl = {source["id"]: source for source in sources}
        self._order: dict[str, int] = {}

    def of(self, cites: Iterable[dict[str, str]]) -> tuple[int, ...]:
        """The numbers of the sources cited, in rising order."""
        ids = dict.fromkeys(cite["id"] for cite in cites)
        return tuple(sorted(self._order.setdefault(id, len(self._order) + 1) for id in ids))

    def span(self, fact: dict[str, Any]) -> Span:
        """A fact as a run of text."""
        return Span(fact["text"], self.of(fact["cites"]))

    def line(self, fact: dict[str, Any], lead: str = "") -> Line:
        """A fact as a line of its own."""
        return Line((self.span(fact),), lead)

    def refs(self) -> tuple[Ref, ...]:
        """The sources numbered so far."""
        return tuple(Ref(number, self._csl[id]) for id, number in self._order.items())


def _all_rows(entry: Entry, numbers: Numbers, levels: Sequence[str], *, full: bool) -> Iterator[Row]:
    for field in entry.kind.fields:
        yield from rows(entry, field, numbers, levels, full=full)


def rows(
    entry: Entry,
    field: Field,
    numbers: Numbers,
    levels: Sequence[str] = ("page",),
    *,
    full: bool = False,
    most: int | None = None,
) -> Iterator[Row]:
    """A field's rows on these levels: one under its label, or one for each section with its heading.

    With *full* every fact, else the first few; never more than *most*.
    """
    for part in parts(entry.data, field):
        if part.level not in levels:
            continue
        if not full and field.key in SHORT:
            yield Row(field.key, part.heading, SHORT[field.key](part.items, numbers))
            continue
        brief = None if full else part.brief
        lines = tuple(line(item, numbers) for item in part.items[: most or brief])
        yield Row(field.key, part.heading, lines, len(part.items) - len(lines))


class Part(NamedTuple):
    """A field's items under one heading, at one level; the default page shows the first *brief*."""

    heading: str
    level: str
    brief: int
    items: list[Any]


def parts(data: dict[str, Any], field: Field) -> Iterator[Part]:
    """What *data* holds in a field: sections bring their own headings and levels, a protocol the names
    of its parts; every other field is one part under its label.
    """
    value = data.get(field.key)
    if not value:
        return
    if field.key == "sections":
        for each in value:
            items = _items(each["facts"])
            yield Part(each["heading"], each["level"], each["brief"] or len(items), items)
    elif field.key == "protocol":
        for each in value:
            items = _items(each["facts"])
            yield Part(_PROTOCOL[each["part"]], field.level, len(items), items)
    else:
        items = _items(value)
        brief = data.get(f"{field.key}_brief") or field.brief or len(items)
        yield Part(field.label, field.level, brief, items)


_PROTOCOL = {
    "before": "Before starting",
    "start": "First dose",
    "step": "Next steps",
    "hold": "When to hold",
    "observe": "What to watch",
    "missed": "Missed doses",
    "switch": "Changing to it",
    "stop": "Stopping",
    "overdose": "Overdose",
}


def _items(value: Any) -> list[Any]:
    """A field's value as a list of single items; facts by country carry their country along."""
    if isinstance(value, list):
        return value
    if "text" in value:
        return [value]
    if "bands" in value:
        return [*value["items"], *value["bands"], *value["meaning"]]
    return [{"country": country, "fact": fact} for country, facts in value.items() for fact in facts]


def line(item: Any, numbers: Numbers) -> Line:
    """One item of a field, whatever its shape, as a line."""
    match item:
        case str():
            return Line((Span(item),))
        case {"text": _, "cites": _}:
            return numbers.line(item)
        case {"claim": claim, "fact": fact}:
            return numbers.line(fact, f"“{claim}”")
        case {"country": country, "fact": fact}:
            return numbers.line(fact, country)
        case {"group": group, "fact": fact}:
            return numbers.line(fact, group)
        case {"sign": sign, "act": act, "why": why}:
            return Line((Span(_ended(act)), numbers.span(why)), sign)
        case {"phase": phase, "hours": hours, "facts": facts}:
            lead = f"{phase.capitalize()}, {span(hours)}" if hours else phase.capitalize()
            return Line(tuple(numbers.span(fact) for fact in facts), lead)
        case {"system": system, "code": code, "names": what, "source": source}:
            return Line((Span(f"{code} ({what})", numbers.of(source)),), system)
        case {"after": after, "source": source}:
            text = "; ".join(filter(None, (_waiting(item), item["note"])))
            return Line((Span(text, numbers.of(source)),), f"After {after}")
        case {"onset": _, "peak": _, "end": _, "source": source}:
            return Line((Span(_figure(item), numbers.of(source)),), item["covers"] or "")
        case {"name": name, "phases": phases, "source": source} | {
            "opioid": name,
            "phases": phases,
            "source": source,
        }:
            return Line((Span(_when(item["hours"], phases), numbers.of(source)),), name)
        case {"name": name, "purpose": _, "fact": fact}:
            return Line((Span(_reached(item)), numbers.span(fact)), name)
        case {"avoid": avoid, "use": use, "why": why}:
            return Line((Span(f"not {', '.join(f'“{word}”' for word in avoid)}."), numbers.span(why)), use)
        case {"label": label, "options": options}:
            scored = " · ".join(f"{option['points']} {option['label']}" for option in options)
            how = f" ({_small(item['how'])})" if item["how"] else ""
            return Line((Span(scored),), label + how)
        case {"name": name, "scores": [low, high], "source": source}:
            return Line((Span(f"{low} to {high}", numbers.of(source)),), name)
    raise TypeError(f"no line is known for {item!r}")


def _short_symptoms(items: list[Any], numbers: Numbers) -> tuple[Line, ...]:
    """The symptoms by the phase in which they usually begin."""
    return tuple(
        Line(
            (Span(", ".join(_small(item["name"]) for item in group), numbers.of(_sources(group))),),
            phase.capitalize(),
        )
        for phase, group in _grouped(items, lambda item: item["phases"][0])
    )


def _short_dangers(items: list[Any], numbers: Numbers) -> tuple[Line, ...]:
    """Each sign and what to do; why shows with --full."""
    return tuple(
        Line((Span(_ended(item["act"]), numbers.of(item["why"]["cites"])),), item["sign"]) for item in items
    )


def _short_phases(items: list[Any], numbers: Numbers) -> tuple[Line, ...]:
    """Each phase with its range and its first fact."""
    return tuple(line({**item, "facts": item["facts"][:1]}, numbers) for item in items)


def _short_roles(items: list[Any], numbers: Numbers) -> tuple[Line, ...]:
    """The roles as one line."""
    cites = numbers.of(cite for item in items for cite in item["cites"])
    return (Line((Span(" · ".join(item["text"] for item in items), cites),)),)


# Fields whose items a default page draws together: each by itself shows with --full.
SHORT = {
    "danger": _short_dangers,
    "phases": _short_phases,
    "roles": _short_roles,
    "symptoms": _short_symptoms,
}


def _grouped(items: list[Any], of: Callable[[Any], str]) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(of(item), []).append(item)
    return list(groups.items())


def _sources(items: list[Any]) -> Iterator[dict[str, str]]:
    for item in items:
        yield from item["source"]


def _reached(item: dict[str, Any]) -> str:
    """How a helpline is reached, when, in which languages and at what cost."""
    text = f"text {item['text']}" if item["text"] else None
    parts = (item["number"], text, item["web"], item["hours"], item["languages"], item["cost"])
    return " · ".join(part for part in parts if part) + "."


def _when(hours: list[float] | None, phases: list[str]) -> str:
    return span(hours) if hours else " to ".join(dict.fromkeys((phases[0], phases[-1])))


def waited(rule: dict[str, Any]) -> str:
    """How long a source's rule on a first dose wants somebody to wait, if it says so."""
    return _wait(*rule["wait"]) if rule["wait"] else ""


def scored(rule: dict[str, Any]) -> str:
    """The COWS score that the rule wants, if any."""
    return f"COWS {rule['cows']} or more" if rule["cows"] is not None else ""


def _waiting(rule: dict[str, Any]) -> str:
    """The whole rule: how long to wait, and what must also be true."""
    return ", ".join(filter(None, (waited(rule), scored(rule), rule["conditions"])))


def _figure(item: dict[str, Any]) -> str:
    spans = {"starts": item["onset"], "peaks": item["peak"], "ends": item["end"]}
    parts = [f"{what} {span(hours)}" for what, hours in spans.items() if hours]
    parts += filter(None, (item["conditions"], item["note"]))
    return "; ".join(parts)


def span(hours: list[float]) -> str:
    """Hours as people say them: `6 to 24 hours`, `1 to 4 days`, `from 7 days on`."""
    low, high = hours[0], hours[-1]
    if len(hours) == 1:
        return f"from {_hours(low)} on"
    if high <= 72:
        if low == high:
            return _hours(low)
        return f"up to {_hours(high)}" if low == 0 else f"{low:g} to {high:g} hours"
    if low == high:
        return _hours(low)
    if low < 24:
        return f"{_hours(low)} to {_hours(high)}"
    unit, size = ("weeks", 168) if low % 168 == 0 and high % 168 == 0 and low >= 336 else ("days", 24)
    return f"{low / size:.3g} to {high / size:.3g} {unit}"


def _wait(low: float, high: float | None = None) -> str:
    """How long to wait before a first dose, where no upper figure means at least so long."""
    if not high:
        return f"wait {_hours(low)} or more" if low else "no wait"
    return f"wait {span([low, high])}"


def _hours(hours: float) -> str:
    if hours <= 72:
        return "1 hour" if hours == 1 else f"{hours:g} hours"
    days = hours / 24
    if days >= 21 and days % 7 == 0:
        return f"{days / 7:g} weeks"
    return f"{days:.3g} days"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _small(text: str) -> str:
    """*text* as it goes on after a colon; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
