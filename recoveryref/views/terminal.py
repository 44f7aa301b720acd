"""Pages and lists for a terminal, set with Rich. Data travels as `Text`, never as markup."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from recoveryref.kinds import COWS, typed
from recoveryref.reader.records import Entry, named
from recoveryref.views import ref
from recoveryref.views.page import KNOWN, Line, Page, Row, places
from recoveryref.views.parts import BESIDE, GLUE, Grid, glued, head, numbered, short_sources
from recoveryref.views.timeline import chart as charts
from recoveryref.views.words import (
    CLINICAL,
    LOOK_UP,
    also_here,
    late,
    local,
    month,
    next_steps,
    notes,
    options,
    overdue,
    step_label,
    unsaid,
)

if TYPE_CHECKING:
    from recoveryref.reader import contract
    from recoveryref.reader.scoring import Score
    from recoveryref.views.compare import Comparison

_LABEL = 16
# Narrower than this, no label is cut.
_NARROW = 45
# Between things of a row; no line begins with it.
_DOT = f"{GLUE}· "
# What matters most.
_MARKED = ("warnings", "dangers")
# Forms whose lines a chart shows too.
_DRAWN = ("symptoms", "phases")


def page(made: Page, today: str, width: int) -> Group:
    """One entry: title, summary, labelled rows, sources, when reviewed, what next, where to turn."""
    if made.card:
        return card(made, today, width)
    full = made.full
    parts: list[RenderableType] = [head(made.title, made.kind, width)]
    parts += [Text(said, "warning") for said in (local(made), unsaid(made)) if said]
    if made.audience:
        parts.append(Text(made.audience, "warning"))
    if made.also:
        parts.append(Text(_fitting("Also: ", made.also, width), "quiet"))
    parts += [_paragraph([made.summary])] if made.summary.spans else []
    parts.append(Text())
    rows = made.rows
    if made.timeline:
        drawn = tuple(row for row in rows if row.form in _DRAWN)
        parts += [chart([made.timeline], width, _cited(drawn)), Text()]
        # The chart says when what comes; --full also says it in words, and who says so.
        rows = rows if full else tuple(row for row in rows if row not in drawn)
    parts += _rows(rows, width, full)
    if made.clinical:
        parts += [Text(), Text(CLINICAL, "warning"), Text(), *_rows(made.clinical, width, True)]
    parts += [Text(), _sources(made, width, full and not made.part)]
    parts += [Text()] if full else []
    parts += [Text(note, style) for note, style in notes(made, today)]
    parts += _read_on(made, width)
    if made.urgent:
        parts.append(Text(made.urgent, "emergency"))
    return Group(*parts)


def card(made: Page, today: str, width: int) -> Group:
    """A card for the moment, on one screen: steps first, then when to call and whom, and what to read."""
    reviewed = f"Reviewed {month(made.reviewed)}"
    beside = len(made.title) + len(reviewed) + 2 <= width
    parts: list[RenderableType] = [head(made.title, reviewed, width)]
    parts += [Text(text, "warning") for text in (local(made), made.audience) if text]
    parts += [Text(text, "warning") for text in late(made.due, made.reviewed, today)]
    parts.append(_paragraph([made.summary]))
    for row in made.rows:
        style = "emergency" if row.key == "emergency" else "label"
        text = Text.assemble((f"{row.label}: ", style), _paragraph(row.lines))
        parts.append(_numbered(row) if row.form == "steps" else text)
    parts.append(Text.assemble(("More: ", "quiet"), (_DOT.join(map(glued, made.related)), "command")))
    parts.append(short_sources(made.refs))
    parts += [] if beside else [Text(f"{reviewed}.", "quiet")]
    if made.urgent:
        parts.append(Text(made.urgent, "emergency"))
    return Group(*parts)


def _numbered(row: Row) -> RenderableType:
    """Steps, each with its number."""
    return numbered([_paragraph([line]) for line in row.lines], "title", gap=1)


def chart(timelines: "Sequence[contract.Timeline]", width: int, cites: str = "") -> RenderableType:
    """Withdrawal from one opioid, or from several, on one axis of hours and days; *cites* names the sources
    that it is drawn from.
    """
    labels = [bar for data in timelines for bar in (*charts.bars(data), *charts.dated(data))]
    # The phases' labels stand whole beside their bars; a symptom's that does not fit stands above its own.
    least = max((len(label) for data in timelines for label in charts.bars(data)), default=0) + 1
    beside = max(least, min(max(len(label) for label in labels) + 1, width // 3))
    axis = charts.axis(timelines, width - beside - 4)
    marks, rule = charts.scale(axis)
    since = f"since {' / '.join(dict.fromkeys(data['counts_from'] for data in timelines))}"
    text = Text(no_wrap=True)
    if len(since) >= beside:
        text.append(since.rjust(width) + "\n", "quiet")
        since = ""
    text.append(since.ljust(beside) + marks + "\n", "quiet").append(" " * beside + rule + "\n", "quiet")
    for data in timelines:
        if len(timelines) > 1:
            text.append(named(data["title"], "local" in data) + "\n", "title")
        for bar in charts.phases(data, axis):
            text.append(bar.label.ljust(beside), "label").append(bar.drawn + "\n")
    key = next(key for key in charts.KEYS if len(key + cites) < width or key == charts.KEYS[-1])
    edge = min(width, beside + axis.width + 1)
    if len(key + cites) > width:
        text.append(key.rjust(edge) + "\n", "quiet").append(cites.rjust(edge) + "\n", "cite")
    else:
        text.append(key.rjust(edge - len(cites)), "quiet").append(cites + "\n", "cite")
    if len(timelines) == 1:
        for bar in charts.symptoms(timelines[0], axis, beside - 1 if width >= _NARROW else width):
            label = charts.short(bar.label, beside - 1) if width >= _NARROW else bar.label
            text.append(label.ljust(beside), "label")
            text.append("\n" + " " * beside if len(label) >= beside else "")
            text.append(bar.drawn + "\n", "bar")
    text.rstrip()
    return text


def _fitting(label: str, names: Sequence[str], width: int) -> str:
    """As many names as one line holds; at least one."""
    line = label + names[0]
    for name in names[1:]:
        if len(line) + len(name) + 2 > width:
            break
        line += f", {name}"
    return line


def _rows(rows: Sequence[Row], width: int, full: bool) -> Iterator[RenderableType]:
    """Each row by itself: its label beside its text, above it in a narrow window."""
    for n, row in enumerate(rows):
        # Helplines are a list of their own, and take the whole width.
        beside = width >= BESIDE and row.form != "lines"
        if n and (full or not beside):
            yield Text()
        label = Text(f"! {row.label}", "warning") if row.form in _MARKED else Text(row.label, "label")
        body = _body(row, full)
        if beside:
            grid = Grid(_LABEL - 1, None, gap=1)
            grid.add_row(label, body)
        else:
            grid = Grid(None)
            grid.add_row(label)
            grid.add_row(body)
        yield grid


def _body(row: Row, full: bool) -> RenderableType:
    if row.form == "steps":
        return _numbered(row)
    if (full or row.form == "lines") and len(row.lines) > 1:
        points = Grid(2, None)
        for line in row.lines:
            points.add_row(Text("·", "quiet"), _paragraph([line]))
        return points
    if any(line.lead for line in row.lines):
        return Group(*(_paragraph([line]) for line in row.lines))
    return _paragraph(row.lines)


def _paragraph(lines: Iterable[Line], before: str = GLUE) -> Text:
    """Lines as one text. No line breaks between a sentence and its numbers, unless *before* them it may."""
    text = Text()
    for line in lines:
        if text:
            text.append(" ")
        if line.lead:
            mark = "" if line.lead.endswith(("”", "?")) else ":"
            text.append(line.lead + mark, "lead").append(" ")
        for n, span in enumerate(line.spans):
            text.append(line.between * bool(n))
            for odd, said in enumerate(span.text.split(KNOWN)):
                text.append(said, "known" if odd % 2 else None)
            if span.cites:
                text.append(before + "[" + ",".join(map(str, span.cites)) + "]", "cite")
    return text


def _sources(page: Page, width: int, full: bool) -> RenderableType:
    if full:
        place, whole = places(page), []
        for number, csl in page.refs:
            note = f" {csl['note']}" if "note" in csl else ""
            at = f"\nCited here: {place[number]}" if number in place else ""
            whole.append(Text(f"{ref.whole(csl)}{note}\n{csl['URL']}{at}"))
        return Group(Text("Sources", "label"), numbered(whole, "cite", gap=1, mark="[{}]"))
    return short_sources(page.refs)


def _cited(rows: Iterable[Row]) -> str:
    """The numbers of all sources of these rows, as they stand behind a statement."""
    found = {number for row in rows for line in row.lines for span in line.spans for number in span.cites}
    return f" [{','.join(map(str, sorted(found)))}]" if found else ""


def _read_on(page: Page, width: int) -> list[Text]:
    """What else there is of the entry, and every related one, each to be typed after the program's name."""
    if page.part:
        return [commands(next_steps(page), step_label(page))]
    program = "recoveryref "
    found = []
    if more := {**options(page), **dict.fromkeys(also_here(page), "")}:
        text = Text.assemble(("More: ", "quiet"), (glued(typed(page.id)), "command"))
        for n, (what, brings) in enumerate(more.items()):
            text.append(_DOT if n else GLUE, "quiet").append(glued(what), "command")
            text.append(f" ({brings})" if brings else "", "quiet")
        found.append(text)
    if page.related:
        related = [glued(command.removeprefix(program)) for command in page.related]
        before = f"Related: {program}"
        # A default page has no line to spare for its words.
        word = [glued(f"glossary {page.words[0]}")] if page.words and not page.full else []
        if _lines(before, [*related, *word], width) == _lines(before, related, width):
            related += word
        found.append(Text.assemble(("Related: ", "quiet"), (glued(program) + _DOT.join(related), "command")))
    if page.words and page.full:
        names = _DOT.join(map(glued, (f"{LOOK_UP} {page.words[0]}", *page.words[1:])))
        found.append(Text.assemble(("Words: ", "quiet"), (names, "command")))
    return found


def _lines(before: str, names: Sequence[str], width: int) -> int:
    """How many lines these names take, one behind the other."""
    *others, last = names
    at, lines = len(before), 1
    for n, name in enumerate((*(f"{name} ·" for name in others), last)):
        further = at + bool(n) + len(name)
        lines += further > width
        at = further if further <= width else len(name)
    return lines


def commands(steps: Sequence[str], label: str = "Next") -> Text:
    """What a reader may type next."""
    return Text.assemble((f"{label}: ", "quiet"), (_DOT.join(map(glued, steps)), "command"))


def timelines(timelines: Sequence[Entry], urgent: str, today: str, width: int) -> RenderableType:
    """Several opioids under one axis, each with what it is."""
    drawn = [entry.timeline for entry in timelines if charts.drawable(entry.timeline)]
    undrawn = [entry for entry in timelines if not charts.drawable(entry.timeline)]
    without_hours = [named(entry.data["title"], entry.local) for entry in undrawn]
    parts: list[RenderableType] = [head("Withdrawal, side by side", "withdrawal timelines", width), Text()]
    if drawn:
        parts += [chart(drawn, width), Text()]
    if without_hours:
        parts += [Text(f"No source gives hours for: {', '.join(without_hours)}."), Text()]
    for entry in timelines:
        title = named(entry.data["title"], entry.local, overdue(entry.due, today))
        parts.append(Text.assemble((title + ": ", "lead"), entry.data["summary"]["text"]))
    steps = [typed(entry.id) for entry in timelines]
    parts += [Text(), commands(steps), Text(urgent, "emergency")]
    return Group(*parts)


def comparison(found: "Comparison", width: int) -> RenderableType:
    """Entries side by side, rows aligned; one under another where the window is narrow."""
    column = (width - _LABEL) // len(found.heads) - 2
    beside = column >= 18
    if beside:
        table = Grid(_LABEL - 2, *(column for _ in found.heads), gap=2)
        table.add_row("", *(Text(title, "title") for title in found.heads))
        for _, label, lines in found.rows:
            # A long word and its numbers may be wider than a column.
            cells = (_paragraph([line], " ") if line else Text("–", "quiet") for line in lines)
            table.add_row(Text(label, "label"), *cells)
            table.add_row(*([""] * (len(found.heads) + 1)))
        parts: list[RenderableType] = [table]
    else:
        parts = []
        for _, label, lines in found.rows:
            parts.append(Text(label, "label"))
            for title, line in zip(found.heads, lines, strict=True):
                text = _paragraph([line]) if line else Text("–", "quiet")
                parts += [Text(title, "title"), Padding(text, (0, 0, 0, 2))]
            parts.append(Text())
    steps = [typed(id) for id in found.ids]
    return Group(*parts, short_sources(found.refs), Text(), commands(steps), Text(found.urgent, "emergency"))


def scored(scale: "contract.Scale", score: "Score", warnings: Sequence[str], width: int) -> RenderableType:
    """A score, its band, what it does and does not mean, and any warning."""
    parts: list[RenderableType] = [head(scale["title"], scale["short"], width), Text()]
    if score.missing:
        so_far = f"{len(score.given)} of {len(scale['items'])} items given: at least {score.points} points."
        parts += [
            Text(so_far, "title"),
            Text(f"No score yet. Missing: {', '.join(score.missing)}.", "warning"),
        ]
    else:
        band = score.band["name"] if score.band else "outside every band"
        parts.append(Text(f"{score.points} points: {band}", "title"))
    parts.append(Text())
    bands = " · ".join(
        f"{band['name']} {band['scores'][0]} to {band['scores'][1]}" for band in scale["bands"]
    )
    parts += [Text(bands, "quiet"), Text()]
    parts += [Text(fact["text"]) for fact in scale["meaning"][:4]]
    parts += [Text(warning, "warning") for warning in warnings]
    return Group(
        *parts, Text(), Text.assemble(("Sources and more: ", "quiet"), (glued(typed(COWS)), "command"))
    )
