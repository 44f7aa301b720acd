"""An entry's page: which of its facts it shows is decided here, once, from the labels, levels, counts and
forms that the models give each field.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from recoveryref.kinds import CARDS
from recoveryref.reader.records import BY_COUNTRY, IN_ORDER, WHERE, Aspect, Entry, Field
from recoveryref.reader.stems import stems
from recoveryref.views.items import FORMS, Part, parts
from recoveryref.views.page import Line, Numbers, Page, Row
from recoveryref.views.timeline.chart import drawable
from recoveryref.views.words import STAFF

if TYPE_CHECKING:
    from recoveryref.reader import contract

# How many sources of a statement the default page names; --full names them all.
CITED = 2
# Whether something that stands in a field under a heading is wanted.
Wanted = Callable[[str, str], object]


def _every(key: str, heading: str) -> bool:
    return True


# What is weighed, not done: on no sheet that is handed out.
_NOT_HANDED_OUT = frozenset(
    {"class", "roles", "verdict", "start_rule", "mechanism", "strength", "evidence", "outcomes"}
    | {"starting", "often_said"}
)
# Paper has room for so many statements of a field, where a screen has for fewer; a section has its own count.
_HANDED_OUT = 2
# So many statements on the reader's own country the default page shows.
_HOME = 3


def handout_page(entry: Entry, urgent: str) -> Page:
    """What of *entry* is handed out on paper: what it is, what matters most, what to do and when to call."""
    return entry_page(entry, urgent, wanted=lambda key, _: key not in _NOT_HANDED_OUT, least=_HANDED_OUT)


def entry_page(
    entry: Entry,
    urgent: str,
    *,
    full: bool = False,
    clinical: bool = False,
    wanted: Wanted = _every,
    least: int = 0,
) -> Page:
    """What *entry*'s page says by default, with *full* everything for everyone, with *clinical*
    also the part for people who prescribe or study; of it the rows that are *wanted*,
    each with at least so many of its lines.
    *urgent* is the line for an emergency.
    """
    data = entry.data
    card = entry.kind.name == CARDS
    numbers = Numbers(data["sources"], None if full or clinical else CITED)
    summary = numbers.line(data["summary"])
    levels: tuple[contract.Level, ...] = ("page", "full") if full else ("page",)
    drawn = entry.kind.name == "timelines" and drawable(entry.timeline)
    # Without a chart the symptoms say by phase what is felt, and the phases would say it twice.
    once = full or drawn or not data.get("symptoms")
    told: Wanted = wanted if once else lambda key, heading: key != "phases" and wanted(key, heading)
    open_to_all = tuple(_all_rows(entry, numbers, levels, full=full, wanted=told, least=least))
    # Sources of a part that is left out get no number.
    for_clinicians = tuple(_all_rows(entry, numbers if clinical else Numbers([]), ("clinical",), full=True))
    more = sum(row.more for row in open_to_all)
    if not full:
        more += 0 if once else len(entry.timeline["phases"])
        more += sum(len(row.lines) for row in _all_rows(entry, Numbers([]), ("full",), full=True))
    return Page(
        id=entry.id,
        title=data["title"],
        kind=entry.kind.noun,
        also=tuple(data["aka"]),
        summary=summary,
        rows=tuple(row for row in open_to_all if row.lines),
        clinical=for_clinicians if clinical else (),
        refs=numbers.refs(),
        reviewed=data["reviewed"],
        due=entry.due,
        related=entry.related,
        more=more,
        full=full,
        has_clinical=bool(for_clinicians),
        local=entry.local,
        urgent=urgent,
        timeline=entry.timeline if drawn else None,
        takes=tuple(data.get("takes", ())),
        card=card and not full,
        audience=STAFF if card and entry.situation["staff"] else "",
        also_here=() if full or card else _also_here(entry),
    )


def _also_here(entry: Entry) -> tuple[str, ...]:
    """What people ask of such a thing that the default page does not show, in the order of the data: first
    what it holds nothing of, then what it shows a part of.
    """
    left: set[str] = set()
    shown: set[str] = set()
    for row in _all_rows(entry, Numbers([]), ("page",), full=False):
        asking = _asking(entry, row)[:1]
        shown.update(asking if row.lines else ())
        left.update(asking if row.more else ())
    for row in _all_rows(entry, Numbers([]), ("full",), full=True):
        left.update(_asking(entry, row)[:1])
    told = [aspect.name for aspect in entry.aspects if "summary" not in aspect.fields and aspect.name in left]
    return tuple(sorted(told, key=shown.__contains__))


def _asking(entry: Entry, row: Row) -> list[str]:
    """The aspects that ask for a row: first those that are asked of its field, then of its heading."""
    label = stems(row.label)
    about = [aspect for aspect in entry.aspects if aspect.holds(row.key, label)]
    return [aspect.name for aspect in sorted(about, key=lambda each: row.key not in each.fields)]


def part_page(
    entry: Entry,
    ways: Sequence[Sequence[Aspect]],
    urgent: str,
    *,
    said: Collection[Collection[str]] = (),
    clinical: bool = False,
) -> Page | None:
    """All that *entry* says of what is asked, and nothing else: of each of *ways*, that of its aspects which
    the entry holds, in the order in which they were asked; what it says on it of the reader's own country
    first. Facts that stand in no order begin with those that hold what few of them do of what was *said*,
    each thing in its ways (stems). None, where it does not hold one for each.
    """
    numbers = Numbers(entry.data["sources"])
    asked = {aspect.name: aspect for way in ways for aspect in way}
    elsewhere = {name for name, aspect in asked.items() if BY_COUNTRY in aspect.fields}
    if entry.home and asked.keys() - elsewhere:
        # Of the country that is asked of only what is asked besides.
        asked = {name: aspect for name, aspect in asked.items() if name not in elsewhere}
        ways = [way for way in ways if not elsewhere.issuperset(aspect.name for aspect in way)]
    said = (*said, *(aspect.phrases for aspect in asked.values()))

    def about(key: str, heading: str) -> list[str]:
        return [name for name, aspect in asked.items() if aspect.holds(key, stems(heading))]

    def all_of(*levels: "contract.Level") -> tuple[Row, ...]:
        every = _all_rows(entry, numbers, levels, full=True, wanted=about, said=said)
        return tuple(row for row in every if row.lines)

    at_home, spoken = _spoken_of_at_home(entry, asked.values(), numbers, every=bool(elsewhere))

    def place(row: Row) -> int:
        return min(list(asked).index(name) for name in about(row.key, row.label))

    rows, for_clinicians = all_of("page", "full"), all_of("clinical") if clinical else ()
    held = {name for row in (*rows, *for_clinicians) for name in about(row.key, row.label)} | spoken
    if not all(any(aspect.name in held for aspect in way) for way in ways):
        return None
    names = ", ".join(name for name in asked if name in held)
    whole = entry_page(entry, urgent)
    return whole._replace(
        title=f"{whole.title}: {names}",
        also=(),
        summary=Line(()),
        rows=(*at_home, *sorted(rows, key=place)),
        clinical=for_clinicians,
        refs=numbers.refs(),
        timeline=None,
        card=False,
        full=True,
        also_here=(),
        part=True,
    )


def _spoken_of_at_home(
    entry: Entry, aspects: Collection[Aspect], numbers: Numbers, *, every: bool
) -> tuple[tuple[Row, ...], set[str]]:
    """What an entry says of these aspects in the reader's own country (*every* line, where that is asked of
    and none speaks of them), and the names of those that it does speak of; nothing, where what is asked is
    all that differs between countries.
    """
    if not entry.home or any(BY_COUNTRY in aspect.fields for aspect in aspects):
        return (), set()
    value: Any = entry.data.get(BY_COUNTRY, {})
    lines: list[Line] = []
    spoken: set[str] = set()
    for fact in value.get(entry.home, ()):
        said = stems(fact["text"])
        about = {each.name for each in aspects if any(phrase in said for phrase in each.phrases)}
        lines += [numbers.line(fact)] if about else []
        spoken |= about
    if every and not lines:
        lines = [numbers.line(fact) for fact in value.get(entry.home, ())]
        spoken |= {each.name for each in aspects if lines and each.fields & WHERE}
    return ((Row(BY_COUNTRY, entry.home, tuple(lines)),) if lines else ()), spoken


def _all_rows(
    entry: Entry,
    numbers: Numbers,
    levels: "Sequence[contract.Level]",
    *,
    full: bool,
    wanted: Wanted = _every,
    least: int = 0,
    said: Collection[Collection[str]] = (),
) -> Iterator[Row]:
    for field in entry.kind.fields:
        yield from rows(entry, field, numbers, levels, full=full, wanted=wanted, least=least, said=said)


def rows(
    entry: Entry,
    field: Field,
    numbers: Numbers,
    levels: "Sequence[contract.Level]" = ("page",),
    *,
    full: bool = False,
    most: int | None = None,
    wanted: Wanted = _every,
    least: int = 0,
    said: Collection[Collection[str]] = (),
) -> Iterator[Row]:
    """A field's rows on these levels: one under its label, or one for each section with its heading, those
    that are *wanted*.

    With *full* every fact, else the first few, which may be none; with *most* so many, whatever a page shows.
    Facts that stand in no order begin with those that hold what few of them do of what was *said*, each thing
    in its ways (stems).
    """
    for part, shown in _at_home(entry, field):
        form = FORMS[shown]
        if part.level not in levels or not wanted(field.key, part.heading):
            continue
        brief = most or (
            len(part.items) if full else max(part.brief, least if part.heading == field.label else 0)
        )
        if form.short and brief and not full:
            yield Row(field.key, part.heading, form.short(part.items, numbers), shown)
            continue
        free = shown in ("facts", "warnings") and field.key not in IN_ORDER
        items = _said_first(part.items, said) if said and free else part.items
        lines = tuple(form.line(item, numbers) for item in items[:brief])
        yield Row(field.key, part.heading, lines, shown, len(part.items) - len(lines))


def _said_first(
    facts: "Sequence[contract.Fact]", said: Collection[Collection[str]]
) -> "Sequence[contract.Fact]":
    """The facts, first those that hold what at most half of them do of what was *said*."""
    texts = [stems(fact["text"]) for fact in facts]
    held = [[any(way in text for way in ways) for text in texts] for ways in said]
    telling = [each for each in held if 2 * sum(each) <= len(facts)]
    return [facts[n] for n in sorted(range(len(facts)), key=lambda n: -sum(each[n] for each in telling))]


def _at_home(entry: Entry, field: Field) -> "Iterator[tuple[Part, contract.Form]]":
    """The parts of a field, each with its form; of what holds in single countries, the reader's own for
    itself and on the default page.
    """
    for part in parts(entry.data, field):
        if field.form != "countries" or not entry.home:
            yield part, field.form
            continue
        own = [each.fact for each in part.items if each.country == entry.home]
        yield Part(entry.home, "page", _HOME, own), "facts"
        if others := [each for each in part.items if each.country != entry.home]:
            yield part._replace(items=others), field.form
