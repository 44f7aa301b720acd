"""Pages and lists as plain text, one fact a line: for pipes, screen readers and reading aloud."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from recoveryref.reader.records import Listed, Source, Term, named
from recoveryref.reader.scoring import Score
from recoveryref.views import ref
from recoveryref.views.compare import Comparison
from recoveryref.views.found import Results
from recoveryref.views.page import Line, Page, Row
from recoveryref.views.words import CLINICAL, local, next_steps, notes, overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract


def page(page: Page, today: str) -> str:
    """One entry, each line whole in itself: label, lead, text, source numbers."""
    lines = [f"{page.title} ({page.kind})"]
    if said := local(page):
        lines.append(said)
    if page.also:
        lines.append(f"Also called: {', '.join(page.also)}")
    if page.audience:
        lines.append(page.audience)
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
        for number, line in enumerate(row.lines, 1):
            label = f"Step {number} of {len(row.lines)}" if row.form == "steps" else row.label
            yield f"{label}: {_text(line)}"


def _text(line: Line) -> str:
    spans = line.between.join(
        f"{span.text} [{', '.join(map(str, span.cites))}]" if span.cites else span.text for span in line.spans
    )
    return f"{line.lead}: {spans}" if line.lead else spans


def listed(entries: Sequence[Listed], today: str) -> str:
    """One entry a line: what to type, its title, its summary."""
    return "".join(
        f"{entry.id}: {named(entry.title, entry.local, overdue(entry.due, today))}. {entry.summary}\n"
        for entry in entries
    )


def terms(terms: Sequence[Term]) -> str:
    """One term a line: its meaning, and what says so."""
    return "".join(
        f"{named(term.term, term.local)}: {term.meaning['text']} "
        f"({'; '.join(map(ref.short, term.sources))})\n"
        for term in terms
    )


def hits(found: Results, help_: str) -> str:
    """Where to turn, if the words sound like danger; then one statement a line, best first, and what it
    stands in.
    """
    lines = [help_] if help_ else []
    for result in found.results:
        lines.append(f"{result.id}: {result.title}. {result.command}")
        for cited in result.statements:
            said = f"{cited.lead}{cited.statement.text} [{', '.join(map(str, cited.cites))}]"
            lines.append(f"{result.title}, {cited.label}: {said}")
    lines += [CLINICAL] if found.clinical else []
    lines += [f"Source {number}: {ref.whole(csl)} {csl['URL']}" for number, csl in found.refs]
    return "".join(f"{line}\n" for line in lines)


def comparison(found: Comparison) -> str:
    """One entry's fact on one field a line."""
    lines = [
        f"{label}, {title}: {_text(line) if line else 'nothing here'}"
        for _, label, facts in found.rows
        for title, line in zip(found.heads, facts, strict=True)
    ]
    lines += [f"Source {number}: {ref.whole(csl)} {csl['URL']}" for number, csl in found.refs]
    return "\n".join([*lines, found.urgent]) + "\n"


def scored(scale: "contract.Scale", score: Score, warnings: Sequence[str]) -> str:
    """The score, its band or what is missing, what it means, and any warning."""
    first = f"{scale['short']}: {score.points} points"
    if score.missing:
        first = f"{scale['short']}: no score yet, missing {', '.join(score.missing)}"
    elif score.band:
        first += f", {score.band['name']}"
    return "\n".join([first, *(fact["text"] for fact in scale["meaning"]), *warnings]) + "\n"


def sources(sources: Sequence[Source]) -> str:
    """One source a line."""
    return "".join(f"{source.id}: {ref.whole(source.csl)} {source.csl['URL']}\n" for source in sources)
