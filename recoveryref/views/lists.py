"""Lists and single screens for a terminal: what is here, what was found, what to do now."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from recoveryref.fastpath import WIDEST
from recoveryref.kinds import CARDS, KINDS, STAGES, typed
from recoveryref.reader import handbook, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import FrontPage
from recoveryref.reader.records import OVERDUE, Entry, Kind, Listed, Source, Term, named
from recoveryref.views import ref
from recoveryref.views.found import Results
from recoveryref.views.parts import BESIDE, GLUE, Grid, glued, head, numbered, short_sources
from recoveryref.views.words import CLINICAL, LOCAL, asked_else, late, month, overdue


def listed(entries: Sequence[Listed], kinds: Mapping[str, Kind], today: str, width: int) -> RenderableType:
    """Entries under their kinds: what to type, and what it is."""
    parts: list[RenderableType] = []
    for name, kind in kinds.items():
        rows = [
            (entry.slug, named(entry.summary, entry.local, overdue(entry.due, today)))
            for entry in entries
            if entry.kind == name
        ]
        if rows:
            top = head(name.capitalize(), f"recoveryref {kind.command} NAME", width)
            parts += [Text(), top, _pairs(rows, width)]
    return Group(*parts[1:])


def of_kind(opened: Reference, kind: str | None, urgent: str, today: str, width: int) -> RenderableType:
    """The list of a kind, or of all: stages at a glance in their order, cards most urgent first."""
    found = queries.entries(opened, kind)
    if kind == STAGES:
        return stages([queries.entry(opened, each.id) for each in found], today, width)
    if kind == CARDS:
        return cards(handbook.cards(opened), urgent, today, width)
    return listed(found, queries.all_kinds(opened), today, width)


def others(kind: str, entries: Sequence[Listed], width: int) -> RenderableType:
    """The names of a kind's other entries, under the one that was shown."""
    slugs = ", ".join(named(entry.slug, entry.local) for entry in entries)
    return Text.assemble((f"Other {kind}: ", "quiet"), (slugs, "command"))


def stages(entries: Sequence[Entry], today: str, width: int) -> RenderableType:
    """The way through treatment at a glance: each stage in order, and what to know about it."""
    wide = max((len(str(entry.stage["order"])) for entry in entries), default=0)
    grid = Grid(wide, None, gap=2)
    for entry in entries:
        data = entry.stage
        title = named(data["title"], entry.local, overdue(entry.due, today))
        grid.add_row(Text(str(data["order"]).rjust(wide), "title"), Text(title, "title"))
        grid.add_row(Text(), Text(data["glance"]["text"]))
        grid.add_row(Text("!".rjust(wide), "warning"), Text(data["know"]["text"], "warning"))
        grid.add_row(Text(), Text(typed(entry.id), "command"))
        grid.add_row(Text(), Text())
    return Group(head("The way through treatment", "a map, not a ladder", width), Text(), grid)


def cards(entries: Sequence[Entry], urgent: str, today: str, width: int) -> RenderableType:
    """The cards for the moment, most urgent first: what to type, and what has happened."""
    rows = [(each.slug, named(each.data["title"], each.local, overdue(each.due, today))) for each in entries]
    parts: list[RenderableType] = [Text(urgent, "emergency"), Text()] if urgent else []
    parts.append(head("What to do now", "recoveryref now NAME", width))
    return Group(*parts, *([_pairs(rows, width)] if rows else []))


def front_page(front: FrontPage, today: str, width: int) -> RenderableType:
    """One screen: where to turn in a crisis, what to do now, what else is here."""
    parts: list[RenderableType] = [Text(front.urgent, "emergency")] if front.urgent else []
    parts += [Text(line) for line in front.lines]
    if overdue(front.due, today):
        parts.append(Text(f"These numbers are {OVERDUE}.", "warning"))
    if front.cards:
        rows = [
            (each.slug, named(each.situation["short"], each.local, overdue(each.due, today)))
            for each in front.cards
        ]
        parts += [Text(), head("What to do now", "recoveryref now NAME", width), _columns(rows, width)]
    have = f"{GLUE}· ".join(glued(f"{KINDS[kind].command} ({count})") for kind, count in front.counts.items())
    facts = (
        f"{front.settings['facts']} cited facts · {front.settings['sources']} sources · "
        f"reviewed {month(front.settings['reviewed'])}"
    )
    parts += [
        Text(),
        head("RecoveryRef: heroin and opioid use disorder", "recoveryref search WORDS", width),
        Text.assemble(("recoveryref ", "command"), have),
        Text(facts, "quiet"),
        Text("Works offline. Keeps no record of what you look up. Not medical advice.", "quiet"),
    ]
    return Group(*parts)


def _columns(rows: Sequence[tuple[str, str]], width: int) -> RenderableType:
    """What to type and what it is, in two columns where the window is wide enough."""
    if width < WIDEST:
        return _pairs(rows, width)
    half = (len(rows) + 1) // 2
    wide = max(len(name) for name, _ in rows)
    grid = Grid(*(wide + 1, width // 2 - wide - 1) * 2)
    for left, right in zip_longest(rows[:half], rows[half:], fillvalue=("", "")):
        grid.add_row(Text(left[0], "command"), Text(left[1]), Text(right[0], "command"), Text(right[1]))
    return grid


def hits(found: Results, help_: str, width: int) -> RenderableType:
    """Search results: what to type, and the statements that fit; where to turn stands first, and the
    numbered sources last.
    """
    parts: list[RenderableType] = [Text(help_, "emergency"), Text()] if help_ else []
    parts += [Text(found.beyond), Text()] if found.beyond else []
    for result in found.results:
        parts.append(Text.assemble((result.title, "title"), "  ", (glued(result.command), "command")))
        for cited in result.statements:
            numbers = f"{GLUE}[{','.join(map(str, cited.cites))}]"
            text = Text.assemble((f"{cited.label}: ", "label"), cited.lead, cited.statement.text)
            parts.append(Padding(text.append(numbers, "cite"), (0, 0, 0, 2)))
    if found.clinical:
        parts += [Text(), Text(CLINICAL, "warning")]
    parts += [Text(), short_sources(found.refs)] if found.refs else []
    parts += [Text(found.urgent, "emergency")] if found.urgent else []
    return Group(*parts)


def line(urgent: str, width: int) -> RenderableType:
    """The line for an emergency by itself, as it stands on every page."""
    return Text(urgent, "emergency")


def overdose(entry: Entry, urgent: str, today: str, width: int, *, asked: str = "") -> RenderableType:
    """Steps first, numbered, on one screen: for somebody who stands over a person not waking up. The signs
    come after them, and at the end what answers whoever *asked* of something that does not happen now.
    """
    steps = numbered([Text(step["text"], "title") for step in entry.topic["steps"]], "emergency", gap=2)
    signs = " ".join(sign["text"] for sign in entry.topic["signs"])
    # The line names this very command at its end.
    first = urgent.partition("recoveryref")[0].rstrip(" :.")
    return Group(
        Text(f"{first}.", "emergency"),
        *([Text(LOCAL, "warning")] if entry.local else []),
        Text(),
        steps,
        Text(),
        Text.assemble(("Signs: ", "label"), signs),
        Text(f"More, and the sources: {glued('recoveryref overdose --full')}", "quiet"),
        *([Text(asked_else(asked), "quiet")] if asked else []),
        *(Text(warning, "warning") for warning in late(entry.due, entry.data["reviewed"], today)),
    )


def terms(terms: Sequence[Term], width: int) -> RenderableType:
    """Glossary terms, each with its meaning, its source and where to read on."""
    parts: list[RenderableType] = []
    for term in terms:
        source = "; ".join(map(ref.short, term.sources))
        more = f" {glued(typed(term.entry))}" if term.entry else ""
        text = Text.assemble(str(term.meaning["text"]), (f" [{source}]", "cite"), (more, "command"))
        parts += [Text(named(term.term, term.local), "title"), Padding(text, (0, 0, 0, 2))]
    return Group(*parts)


def sources(found: Sequence[Source], places: Mapping[str, str], width: int) -> RenderableType:
    """Each source: its id, the whole reference, its address, what cites it, and of an entry's sources the
    *places* where its statements stand, by id.
    """
    parts: list[RenderableType] = []
    for source in found:
        note = f" {source.csl['note']}" if "note" in source.csl else ""
        parts += [
            Text(source.id, "command"),
            Text(ref.whole(source.csl) + note),
            Text(source.csl["URL"], "quiet"),
            Text(_cited(source, places), "quiet"),
            Text(),
        ]
    return Group(*parts[:-1])


def _cited(source: Source, places: Mapping[str, str]) -> str:
    if source.id in places:
        return f"Cited here: {places[source.id]}"
    return f"Cited by: {', '.join(source.cited_by)}"


def _pairs(rows: Sequence[tuple[str, str]], width: int) -> RenderableType:
    """What to type, and beside it (below it, where a narrow window has no room) what it is."""
    wide = max(len(name) for name, _ in rows)
    if width < BESIDE and wide + 2 + max(len(text) for _, text in rows) > width:
        return Group(
            *(
                part
                for name, text in rows
                for part in (Text(name, "command"), Padding(Text(text), (0, 0, 0, 2)))
            )
        )
    grid = Grid(wide, None, gap=2)
    for name, text in rows:
        grid.add_row(Text(name, "command"), Text(text))
    return grid
