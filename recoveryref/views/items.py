"""How each kind of item becomes a line: one function for each form that a field may be shown in.

A model's field names its form (`shown("Get help now", form="dangers")`); `FORMS` says what that means.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from recoveryref.reader.records import Field
from recoveryref.views.hours import span, wait
from recoveryref.views.page import Line, Numbers, Span

if TYPE_CHECKING:
    from recoveryref.reader import contract

T = TypeVar("T")


class Part(NamedTuple):
    """A field's items under one heading, at one level; the default page shows the first *brief*, which may
    be none.
    """

    heading: str
    level: "contract.Level"
    brief: int
    items: Sequence[Any]


class Form(Generic[T]):
    """A form in which a field is shown: how an item becomes a *line*.

    *short* gives the lines of a default page where it draws the items together; each by itself shows
    with --full. *parts* gives a value's items under their headings. Items that are not *compared* do
    not stand against those of another entry.
    """

    def __init__(
        self,
        line: Callable[[T, Numbers], Line],
        *,
        short: Callable[[Sequence[T], Numbers], tuple[Line, ...]] | None = None,
        parts: "Callable[[Any, Field], Iterator[Part]] | None" = None,
        compared: bool = True,
    ) -> None:
        self.line, self.short, self.compared = line, short, compared
        self.parts = parts or _one_part


def parts(data: "contract.Entry", field: Field) -> Iterator[Part]:
    """What an entry holds in a field, a part for each heading."""
    value: Any = data.get(field.key)
    if value:
        brief = data.get(f"{field.key}_brief")
        own = field._replace(brief=brief) if isinstance(brief, int) else field
        yield from FORMS[field.form].parts(value, own)


def _one_part(items: Sequence[Any], field: Field) -> Iterator[Part]:
    """All items, under the field's label."""
    yield Part(field.label, field.level, field.brief, items)


def _single(fact: "contract.Fact", field: Field) -> Iterator[Part]:
    yield from _one_part([fact], field)


class ByCountry(NamedTuple):
    """A fact about one country."""

    country: str
    fact: "contract.Fact"


def _countries(value: "dict[str, list[contract.Fact]]", field: Field) -> Iterator[Part]:
    items = [ByCountry(country, fact) for country, facts in value.items() for fact in facts]
    yield from _one_part(items, field)


def _sections(value: "list[contract.Section]", field: Field) -> Iterator[Part]:
    """Each section under its own heading, at its own level."""
    for each in value:
        yield Part(each["heading"], each["level"], each["brief"], each["facts"])


def _procedures(value: "list[contract.Procedure]", field: Field) -> Iterator[Part]:
    """Each part of a protocol under what it is called."""
    for each in value:
        yield Part(_PROTOCOL[each["part"]], field.level, len(each["facts"]), each["facts"])


_PROTOCOL: "dict[contract.ProcedurePart, str]" = {
    "before": "Before starting",
    "start": "First dose",
    "step": "Next steps",
    "hold": "When to hold",
    "observe": "What to watch",
    "missed": "Missed doses",
    "switch": "Changing to it",
    "stop": "Stopping it",
    "overdose": "Overdose",
}


def _scale(value: "contract.Scale", field: Field) -> Iterator[Part]:
    """What the scale looks at, its bands, and what a score means."""
    whole: list[tuple[str, Any]] = [("item", item) for item in value["items"]]
    whole += [("band", band) for band in value["bands"]]
    whole += [("meaning", fact) for fact in value["meaning"]]
    yield from _one_part(whole, field)


def _scale_part(part: tuple[str, Any], numbers: Numbers) -> Line:
    what, value = part
    return {"item": _scale_item, "band": _band, "meaning": _fact}[what](value, numbers)


def _short_scale(parts: Sequence[tuple[str, Any]], numbers: Numbers) -> tuple[Line, ...]:
    """What the scale looks at, its bands, and the first that a score means."""
    items, bands, meaning = (
        [value for what, value in parts if what == wanted] for wanted in ("item", "band", "meaning")
    )
    looked = "; ".join(_small(item["label"]) for item in items)
    scores = (f"{band['scores'][0]} to {band['scores'][1]} {_small(band['name'])}" for band in bands)
    cites = numbers.of(cite for band in bands for cite in band["source"])
    return (
        Line((Span(_ended(looked)),), "It looks at"),
        Line((Span(_ended(", ".join(scores)), cites),), "Points"),
        *(numbers.line(fact) for fact in meaning[:1]),
    )


def _scale_item(item: "contract.Item", numbers: Numbers) -> Line:
    options = " · ".join(f"{option['points']} {option['label']}" for option in item["options"])
    how = f" ({_small(item['how'])})" if item["how"] else ""
    return Line((Span(options),), item["label"] + how)


def _band(band: "contract.Band", numbers: Numbers) -> Line:
    low, high = band["scores"]
    return Line((Span(f"{low} to {high}", numbers.of(band["source"])),), band["name"])


def _fact(fact: "contract.Fact", numbers: Numbers) -> Line:
    return numbers.line(fact)


def _joined(facts: "Sequence[contract.Fact]", numbers: Numbers) -> tuple[Line, ...]:
    """All facts as one line."""
    cites = numbers.of(cite for fact in facts for cite in fact["cites"])
    return (Line((Span(" · ".join(fact["text"] for fact in facts), cites),)),)


def _question(text: str, numbers: Numbers) -> Line:
    return Line((Span(text),))


def _claim(item: "contract.OftenSaid", numbers: Numbers) -> Line:
    return numbers.line(item["fact"], f"“{item['claim']}”")


def _country(item: ByCountry, numbers: Numbers) -> Line:
    return numbers.line(item.fact, item.country)


def _criterion(item: "contract.Criterion", numbers: Numbers) -> Line:
    return numbers.line(item["fact"], item["group"])


def _danger(item: "contract.Danger", numbers: Numbers) -> Line:
    return Line((Span(_ended(item["act"])), numbers.span(item["why"])), item["sign"])


def _short_dangers(items: "Sequence[contract.Danger]", numbers: Numbers) -> tuple[Line, ...]:
    """What to do, and the signs that call for it, with what else each wants; why shows with --full."""
    acts: dict[str, list[contract.Danger]] = {}
    for item in items:
        acts.setdefault(_FIRST.split(item["act"])[0], []).append(item)
    lines = []
    for first, group in acts.items():
        # A command stands last, where it can be typed as it stands.
        alike = len({item["act"] for item in group}) == 1 and "recoveryref" not in group[0]["act"]
        signs = (_small(item["sign"]) + ("" if alike else _rest(item["act"])) for item in group)
        cites = numbers.of(cite for item in group for cite in item["why"]["cites"])
        act = group[0]["act"].rstrip(".") if alike else first
        lines.append(Line((Span(_ended("; ".join(signs)), cites),), act))
    return tuple(lines)


def _rest(act: str) -> str:
    """What there is to do after the first thing, in brackets."""
    _, *rest = _FIRST.split(act, maxsplit=1)
    return f" ({_small(rest[0].rstrip('.'))})" if rest and rest[0] else ""


# Where the first thing to do ends.
_FIRST = re.compile(r"[.,;:](?:\s|$)| and (?=give|ask)")


def phase(item: "contract.Phase", numbers: Numbers, facts: "Sequence[contract.Fact]") -> Line:
    """A phase, with these of its facts."""
    name = item["phase"].capitalize()
    lead = f"{name}, {span(item['hours'])}" if item["hours"] else name
    return Line(tuple(map(numbers.span, facts)), lead)


def _phase(item: "contract.Phase", numbers: Numbers) -> Line:
    return phase(item, numbers, item["facts"])


def _short_phases(items: "Sequence[contract.Phase]", numbers: Numbers) -> tuple[Line, ...]:
    """Each phase with its range and its first fact."""
    return tuple(phase(item, numbers, item["facts"][:1]) for item in items)


def _symptom(item: "contract.TimelineSymptom", numbers: Numbers) -> Line:
    return Line((Span(_time(item["hours"], item["phases"]), numbers.of(item["source"])),), item["name"])


def _short_symptoms(items: "Sequence[contract.TimelineSymptom]", numbers: Numbers) -> tuple[Line, ...]:
    """The symptoms by the phase in which they usually begin."""
    begins: dict[contract.PhaseName, list[contract.TimelineSymptom]] = {}
    for item in items:
        begins.setdefault(item["phases"][0], []).append(item)
    lines = []
    for name, group in begins.items():
        cites = numbers.of(cite for item in group for cite in item["source"])
        lines.append(
            Line((Span(", ".join(_small(item["name"]) for item in group), cites),), name.capitalize())
        )
    return tuple(lines)


def _when(item: "contract.When", numbers: Numbers) -> Line:
    return Line((Span(_time(item["hours"], item["phases"]), numbers.of(item["source"])),), item["opioid"])


def _time(hours: "contract.Hours | None", phases: Sequence[str]) -> str:
    return span(hours) if hours else " to ".join(dict.fromkeys((phases[0], phases[-1])))


def _figure(item: "contract.Figure", numbers: Numbers) -> Line:
    spans = {"starts": item["onset"], "peaks": item["peak"], "ends": item["end"]}
    given = [f"{what} {span(hours)}" for what, hours in spans.items() if hours]
    given += filter(None, (item["conditions"], item["note"]))
    return Line((Span("; ".join(given), numbers.of(item["source"])),), item["covers"] or "")


def _start(item: "contract.StartFigure", numbers: Numbers) -> Line:
    rule = ", ".join(filter(None, (wait(item), score_wanted(item), item["conditions"])))
    text = "; ".join(filter(None, (rule, item["note"])))
    return Line((Span(text, numbers.of(item["source"])),), f"After {item['after']}")


def score_wanted(rule: "contract.StartFigure") -> str:
    """The COWS score that the rule wants, if any."""
    return f"COWS {rule['cows']} or more" if rule["cows"] is not None else ""


def _code(item: "contract.Code", numbers: Numbers) -> Line:
    text = f"{item['code']} ({item['names']})"
    return Line((Span(text, numbers.of(item["source"])),), item["system"])


def _helpline(item: "contract.Helpline", numbers: Numbers) -> Line:
    """How it is reached, when, in which languages and at what cost; then what it is."""
    text = f"text {item['text']}" if item["text"] else None
    ways = (item["number"], text, item["web"], item["hours"], item["languages"], item["cost"])
    reached = " · ".join(way for way in ways if way) + "."
    return Line((Span(reached), numbers.span(item["fact"])), item["name"])


def _short_helplines(items: "Sequence[contract.Helpline]", numbers: Numbers) -> tuple[Line, ...]:
    """Of each what to call or text, or where to go without either, and when; then what it is."""
    lines = []
    for item in items:
        text = f"text {item['text']}" if item["text"] else None
        web = None if item["number"] or text else item["web"]
        reached = " · ".join(filter(None, (item["number"], text, web, item["hours"]))) + "."
        own = item["fact"]
        said = Span(own["text"], numbers.of(own["cites"][:1]))
        lines.append(Line((Span(reached), said), item["name"]))
    return tuple(lines)


def _word(item: "contract.Word", numbers: Numbers) -> Line:
    avoid = ", ".join(f"“{word}”" for word in item["avoid"])
    return Line((Span(f"not {avoid}."), numbers.span(item["why"])), item["use"])


FORMS: "dict[contract.Form, Form[Any]]" = {
    "facts": Form(_fact),
    # Marked as what matters most.
    "warnings": Form(_fact),
    # Numbered, in every format.
    "steps": Form(_fact),
    "fact": Form(_fact, parts=_single),
    "joined": Form(_fact, short=_joined),
    "questions": Form(_question),
    "claims": Form(_claim, compared=False),
    "countries": Form(_country, parts=_countries),
    "criteria": Form(_criterion),
    "dangers": Form(_danger, short=_short_dangers, compared=False),
    "phases": Form(_phase, short=_short_phases),
    "symptoms": Form(_symptom, short=_short_symptoms, compared=False),
    "when": Form(_when),
    "figures": Form(_figure, compared=False),
    "starts": Form(_start, compared=False),
    "codes": Form(_code),
    "lines": Form(_helpline, short=_short_helplines),
    "words": Form(_word),
    "scale": Form(_scale_part, short=_short_scale, parts=_scale),
    "sections": Form(_fact, parts=_sections, compared=False),
    "procedures": Form(_fact, parts=_procedures),
}


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _small(text: str) -> str:
    """*text* as it goes on after a colon; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
