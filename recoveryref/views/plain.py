"""Pages and lists as plain text, one fact a line: for pipes, screen readers and reading aloud."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from recoveryref.record import Hit, Listed, Source, Term
from recoveryref.scale import Score
from recoveryref.views import ref
from recoveryref.views.compare import Comparison
from recoveryref.views.page import Line, Page, Row
from recoveryref.views.words import CLINICAL, named, next_steps, notes


def page(page: Page, today: str) -> str:
    """One entry, each line whole in itself: label, lead, text, source numbers."""
    lines = [f"{page.title} ({page.kind})"]
    if page.also:
        lines.append(f"Also called: {', '.join(page.also)}")
    lines.append(f"Summary: {_text(page.summary)}")
    lines += _rows(page.rows)
    if page.clinical:
        lines += [CLINICAL, *_rows(page.clinical)]
    for number, csl in page.refs:
        lines.append(f"Source {number}: {ref.whole(csl)} {csl['URL']}")
    lines += [text for text, _ in notes(page, today)]
    lines.append(f"Next: {', '.join(next_steps(page))}")
    if page.urgent:
        lines.append(page.urgent)
    return "\n".join(lines) + "\n"


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        for line in row.lines:
            yield f"{row.label}: {_text(line)}"


def _text(line: Line) -> str:
    spans = line.between.join(
        f"{span.text} [{', '.join(map(str, span.cites))}]" if span.cites else span.text for span in line.spans
    )
    return f"{line.lead}: {spans}" if line.lead else spans


def listed(entries: Sequence[Listed]) -> str:
    """One entry a line: what to type, its title, its summary."""
    return "".join(f"{entry.id}: {named(entry.title, entry.local)}. {entry.summary}\n" for entry in entries)


def terms(terms: Sequence[Term]) -> str:
    """One term a line: its meaning, and what says so."""
    return "".join(
        f"{named(term.term, term.local)}: {term.meaning['text']} "
        f"({'; '.join(map(ref.short, term.sources))})\n"
        for term in terms
    )


def hits(hits: Sequence[Hit], help_: str) -> str:
    """Where to turn, if the words sound like danger; then one result a line, best first."""
    first = f"{help_}\n" if help_ else ""
    return first + "".join(
        f"{hit.id}: {named(hit.title, hit.local)}. {hit.snippet.replace('**', '')}\n" for hit in hits
    )


def comparison(found: Comparison) -> str:
    """One entry's fact on one field a line."""
    lines = [
        f"{label}, {title}: {_text(line) if line else 'nothing here'}"
        for _, label, facts in found.rows
        for title, line in zip(found.heads, facts, strict=True)
    ]
    lines += [f"Source {number}: {ref.whole(csl)} {csl['URL']}" for number, csl in found.refs]
    return "\n".join([*lines, found.urgent]) + "\n"


def scored(both: tuple[Mapping[str, Any], Score]) -> str:
    """The score, its band or what is missing, and what it means."""
    scale, score = both
    first = f"{scale['short']}: {score.points} points"
    if score.missing:
        first = f"{scale['short']}: no score yet, missing {', '.join(score.missing)}"
    elif score.band:
        first += f", {score.band['name']}"
    return "\n".join([first, *(fact["text"] for fact in scale["meaning"])]) + "\n"


def sources(sources: Sequence[Source]) -> str:
    """One source a line."""
    return "".join(f"{source.id}: {ref.whole(source.csl)} {source.csl['URL']}\n" for source in sources)
