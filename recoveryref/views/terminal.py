"""Pages and lists for a terminal, set with Rich. Data travels as `Text`, never as markup."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from recoveryref.record import Entry, Hit, Kind, Listed, Source, Term
from recoveryref.scale import Score
from recoveryref.views import chart as charts
from recoveryref.views import ref
from recoveryref.views.compare import Comparison
from recoveryref.views.page import Line, Page, Ref, Row
from recoveryref.views.words import CLINICAL, month, next_steps, notes

# What a thing is, never which colour; only the sixteen basic colours, on any background.
THEME = Theme(
    {
        "title": "bold",
        "label": "cyan",
        "lead": "bold",
        "cite": "dim",
        "quiet": "dim",
        "command": "green",
        "bar": "blue",
        "warning": "yellow",
        "emergency": "bold red",
    }
)

_LABEL = 16

# Holds words together while lines are broken: Rich breaks at every kind of space. `pages` turns it
# back into one. A private-use letter, which data cannot hold (rule odd-character).
GLUE = "\ue000"
# Narrower than this, labels stand above their text instead of beside it.
_BESIDE = 58


def page(page: Page, today: str, width: int) -> RenderableType:
    """One entry: title, summary, labelled rows, sources, when reviewed, what next, where to turn."""
    full = page.full
    parts: list[RenderableType] = [_head(page.title, page.kind, width)]
    if page.also:
        parts.append(Text(_fitting("Also: ", page.also, width), "quiet"))
    parts += [_paragraph([page.summary]), Text()]
    rows = page.rows
    if page.timeline:
        parts += [chart([page.timeline], width), Text()]
        # The chart says when each symptom comes; --full also says who says so.
        rows = rows if full else tuple(row for row in rows if row.key != "symptoms")
    parts.append(_rows(rows, width, full))
    if page.clinical:
        parts += [Text(), Text(CLINICAL, "warning"), Text(), _rows(page.clinical, width, True)]
    parts += [Text(), _sources(page, width, full), Text()]
    parts += [Text(note, style) for note, style in notes(page, today)]
    parts.append(_commands(next_steps(page)))
    if page.urgent:
        parts.append(Text(page.urgent, "emergency"))
    return Group(*parts)


def _head(title: str, kind: str, width: int) -> RenderableType:
    if len(title) + len(kind) + 2 > width:
        return Text(title, "title")
    return Text.assemble((title, "title"), " " * (width - len(title) - len(kind)), (kind, "quiet"))


def chart(timelines: Sequence[dict[str, Any]], width: int) -> RenderableType:
    """Withdrawal from one opioid, or from several, on one axis of hours and days."""
    labels = [bar for data in timelines for bar in (*charts.bars(data), *charts.dated(data))]
    beside = min(max(len(label) for label in labels) + 1, width // 3)
    axis = charts.axis(timelines, width - beside - 4)
    marks, rule = charts.scale(axis)
    text = Text("time since the last dose\n".rjust(width + 1), "quiet", no_wrap=True)
    text.append(" " * beside + marks + "\n", "quiet").append(" " * beside + rule + "\n", "quiet")
    for data in timelines:
        if len(timelines) > 1:
            text.append(data["title"] + "\n", "title")
        for bar in charts.phases(data, axis):
            text.append(bar.label[: beside - 1].ljust(beside), "label").append(bar.drawn + "\n")
    text.append(charts.KEY.rjust(min(width, beside + axis.width + 1)) + "\n", "quiet")
    if len(timelines) == 1:
        for bar in charts.symptoms(timelines[0], axis):
            text.append(bar.label[: beside - 1].ljust(beside), "label").append(bar.drawn + "\n", "bar")
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


def _rows(rows: Sequence[Row], width: int, full: bool) -> RenderableType:
    beside = width >= _BESIDE
    grid = Table.grid(padding=0)
    if beside:
        grid.add_column(width=_LABEL - 1)
        grid.add_column(width=1)
    grid.add_column(width=width - _LABEL if beside else width)
    for n, row in enumerate(rows):
        if n and (full or not beside):
            grid.add_row("")
        body = _body(row, full)
        if beside:
            grid.add_row(Text(row.label, "label"), "", body)
        else:
            grid.add_row(Text(row.label, "label"))
            grid.add_row(body)
    return grid


def _body(row: Row, full: bool) -> RenderableType:
    if full and len(row.lines) > 1:
        points = Table.grid(padding=0)
        points.add_column(width=2)
        points.add_column()
        for line in row.lines:
            points.add_row(Text("·", "quiet"), _paragraph([line]))
        return points
    if any(line.lead for line in row.lines):
        return Group(*(_paragraph([line]) for line in row.lines))
    return _paragraph(row.lines)


def _paragraph(lines: Iterable[Line]) -> Text:
    text = Text()
    for line in lines:
        if text:
            text.append(" ")
        if line.lead:
            mark = "" if line.lead.endswith(("”", "?")) else ":"
            text.append(line.lead + mark, "lead").append(" ")
        for n, span in enumerate(line.spans):
            text.append(line.between * bool(n)).append(span.text)
            if span.cites:
                # No break between a sentence and its numbers.
                text.append(GLUE + "[" + ",".join(map(str, span.cites)) + "]", "cite")
    return text


def _sources(page: Page, width: int, full: bool) -> RenderableType:
    if full:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right")
        grid.add_column()
        for number, csl in page.refs:
            note = f" {csl['note']}" if "note" in csl else ""
            grid.add_row(Text(f"[{number}]", "cite"), Text(f"{ref.whole(csl)}{note}\n{csl['URL']}"))
        return Group(Text("Sources", "label"), grid)
    return _short_sources(page.refs)


def _short_sources(refs: Sequence[Ref]) -> Text:
    text = Text(style="quiet")
    for number, csl in refs:
        short = f"[{number}]{GLUE}{ref.short(csl)}"
        text.append(("  " if text else "") + short)
    return text


def _commands(commands: Sequence[str]) -> Text:
    return Text.assemble(("Next: ", "quiet"), (" · ".join(c.replace(" ", GLUE) for c in commands), "command"))


def listed(entries: Sequence[Listed], kinds: Mapping[str, Kind], width: int) -> RenderableType:
    """Entries under their kinds: what to type, and what it is."""
    parts: list[RenderableType] = []
    for name, kind in kinds.items():
        rows = [(entry.slug, entry.summary) for entry in entries if entry.kind == name]
        if rows:
            head = _head(name.capitalize(), f"recoveryref {kind.command} NAME", width)
            parts += [Text(), head, _pairs(rows, width)]
    return Group(*parts[1:])


def timelines(timelines: Sequence[dict[str, Any]], urgent: str, width: int) -> RenderableType:
    """Several opioids under one axis, each with what it is."""
    drawn = [data for data in timelines if charts.drawable(data)]
    silent = [data["title"] for data in timelines if not charts.drawable(data)]
    parts: list[RenderableType] = [_head("Withdrawal, side by side", "withdrawal timelines", width), Text()]
    if drawn:
        parts += [chart(drawn, width), Text()]
    if silent:
        parts += [Text(f"No source gives hours for: {', '.join(silent)}."), Text()]
    for data in timelines:
        parts.append(Text.assemble((data["title"] + ": ", "lead"), data["summary"]["text"]))
    commands = [f"recoveryref timeline {data['id'].partition('/')[2]}" for data in timelines]
    parts += [Text(), _commands(commands), Text(urgent, "emergency")]
    return Group(*parts)


def others(kind: str, entries: Sequence[Listed], width: int) -> RenderableType:
    """The names of a kind's other entries, under the one that was shown."""
    slugs = ", ".join(entry.slug for entry in entries)
    return Text.assemble((f"Other {kind}: ", "quiet"), (slugs, "command"))


def stages(entries: Sequence[Entry], width: int) -> RenderableType:
    """The way through treatment at a glance: each stage in order, and what to know about it."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right")
    grid.add_column()
    for entry in entries:
        data = entry.data
        grid.add_row(Text(str(data["order"]), "title"), Text(data["title"], "title"))
        grid.add_row(Text(), Text(data["glance"]["text"]))
        grid.add_row(Text("!", "warning"), Text(data["know"]["text"], "warning"))
        grid.add_row(Text(), Text(f"recoveryref stages {entry.slug}", "command"))
        grid.add_row(Text(), Text())
    return Group(_head("The way through treatment", "a map, not a ladder", width), Text(), grid)


def front(
    settings: Mapping[str, str], counts: Mapping[str, int], urgent: str, lines: Sequence[str], width: int
) -> RenderableType:
    """One screen: what this is, where to turn in a crisis, how to start, what is here."""
    examples = [
        ("recoveryref stages", "the way through treatment"),
        ("recoveryref timeline", "withdrawal, hour by hour"),
        ("recoveryref med buprenorphine", "a medicine"),
        ("recoveryref therapy cbt", "a therapy"),
        ("recoveryref list", "everything that is here"),
    ]
    have = " · ".join(f"{count} {kind}" for kind, count in counts.items())
    facts = (
        f"{settings['facts']} cited facts · {settings['sources']} sources · "
        f"reviewed {month(settings['reviewed'])}"
    )
    return Group(
        Text.assemble(
            ("RecoveryRef", "title"), "  treatment for heroin and opioid use disorder, from cited sources"
        ),
        Text(),
        *([Text(urgent, "emergency")] if urgent else []),
        *(Text(line) for line in lines),
        Text(),
        _pairs(examples, width),
        Text(),
        Text(have, "quiet"),
        Text(facts, "quiet"),
        Text("Works offline. Keeps no record of what you look up. Not medical advice.", "quiet"),
    )


def hits(hits: Sequence[Hit], help_: str, width: int) -> RenderableType:
    """Search results: what to type, what it is, and why it matched; where to turn stands first."""
    parts: list[RenderableType] = [Text(help_, "emergency"), Text()] if help_ else []
    for hit in hits:
        why = Text()
        for n, run in enumerate(hit.snippet.split("**")):
            why.append(run, "title" if n % 2 else "")
        slug = hit.id.partition("/")[2]
        head = Text.assemble((hit.title, "title"), "  ", (f"recoveryref show {slug}", "command"))
        parts += [head, Padding(why, (0, 0, 0, 2))]
    return Group(*parts)


def overdose(entry: Entry, urgent: str, width: int) -> RenderableType:
    """Steps first, numbered, on one screen: for somebody who stands over a person not waking up."""
    steps = Table.grid(padding=(0, 2, 0, 0))
    steps.add_column(justify="right")
    steps.add_column()
    for number, step in enumerate(entry.data["steps"], 1):
        steps.add_row(Text(str(number), "emergency"), Text(step["text"], "title"))
    signs = " ".join(sign["text"] for sign in entry.data["signs"])
    # The line names this very command at its end.
    first = urgent.partition("recoveryref")[0].rstrip(" :.")
    return Group(
        Text(f"{first}.", "emergency"),
        Text(signs),
        Text(),
        steps,
        Text(),
        Text("More, and the sources: recoveryref overdose --full", "quiet"),
    )


def terms(terms: Sequence[Term], width: int) -> RenderableType:
    """Glossary terms, each with its meaning, its source and where to read on."""
    parts: list[RenderableType] = []
    for term in terms:
        source = "; ".join(map(ref.short, term.sources))
        more = f" recoveryref show {term.entry.partition('/')[2]}" if term.entry else ""
        text = Text.assemble(str(term.meaning["text"]), (f" [{source}]", "cite"), (more, "command"))
        parts += [Text(term.term, "title"), Padding(text, (0, 0, 0, 2))]
    return Group(*parts)


def comparison(found: Comparison, width: int) -> RenderableType:
    """Entries side by side, rows aligned; one under another where the window is narrow."""
    table = Table.grid(padding=(0, 2, 1, 0))
    column = (width - _LABEL) // len(found.titles) - 2
    beside = column >= 18
    if beside:
        table.add_column(width=_LABEL - 2)
        for _ in found.titles:
            table.add_column(width=column)
        table.add_row("", *(Text(title, "title") for title in found.titles))
        for _, label, lines in found.rows:
            cells = (_paragraph([line]) if line else Text("–", "quiet") for line in lines)
            table.add_row(Text(label, "label"), *cells)
        parts: list[RenderableType] = [table]
    else:
        parts = []
        for _, label, lines in found.rows:
            parts.append(Text(label, "label"))
            for title, line in zip(found.titles, lines, strict=True):
                text = _paragraph([line]) if line else Text("–", "quiet")
                parts += [Text(title, "title"), Padding(text, (0, 0, 0, 2))]
            parts.append(Text())
    commands = [f"recoveryref show {id}" for id in found.ids]
    return Group(
        *parts, _short_sources(found.refs), Text(), _commands(commands), Text(found.urgent, "emergency")
    )


def scored(both: tuple[Mapping[str, Any], Score], width: int) -> RenderableType:
    """A score, its band, and what it does and does not mean."""
    scale, score = both
    parts: list[RenderableType] = [_head(scale["title"], scale["short"], width), Text()]
    if score.missing:
        asked = f"{len(score.given)} of {len(scale['items'])} items given: at least {score.points} points."
        parts += [
            Text(asked, "title"),
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
    command = "recoveryref topic withdrawal-scale-cows"
    return Group(*parts, Text(), Text.assemble(("Sources and more: ", "quiet"), (command, "command")))


def sources(found: Sequence[Source], width: int) -> RenderableType:
    """Each source: its id, the whole reference, its address and what cites it."""
    parts: list[RenderableType] = []
    for source in found:
        note = f" {source.csl['note']}" if "note" in source.csl else ""
        parts += [
            Text(source.id, "command"),
            Text(ref.whole(source.csl) + note),
            Text(source.csl["URL"], "quiet"),
            Text("Cited by: " + ", ".join(source.cited_by), "quiet"),
            Text(),
        ]
    return Group(*parts[:-1])


def _pairs(rows: Sequence[tuple[str, str]], width: int) -> RenderableType:
    """What to type, and beside it (below it, in a narrow window) what it is."""
    wide = max(len(name) for name, _ in rows)
    if width < _BESIDE:
        return Group(
            *(
                part
                for name, text in rows
                for part in (Text(name, "command"), Padding(Text(text), (0, 0, 0, 2)))
            )
        )
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=wide)
    grid.add_column()
    for name, text in rows:
        grid.add_row(Text(name, "command"), Text(text))
    return grid
