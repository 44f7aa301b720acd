"""Pages and lists as plain text, one fact a line: for pipes, screen readers and reading aloud."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from recoveryref.reader.records import Entry, Listed, Source, Term, named
from recoveryref.reader.scoring import Score
from recoveryref.views import ref
from recoveryref.views.compare import Comparison
from recoveryref.views.found import Results
from recoveryref.views.page import Line, Page, Row
from recoveryref.views.words import (
    CLINICAL,
    LOCAL,
    also_here_said,
    asked_else,
    late,
    local,
    next_steps,
    notes,
    overdue,
    step_label,
    unsaid,
    words_said,
)

if TYPE_CHECKING:
    from recoveryref.reader import contract


# So many other names are read aloud.
_NAMES = 5


def page(made: Page, today: str) -> str:
    """One entry, each line whole in itself: label, lead, text. A default page, which is read aloud, names its
    sources once; a full one numbers them.
    """
    numbered = (made.full and not made.part) or bool(made.clinical)
    lines = [*_said(made, numbered), *(_sources(made.refs) if numbered else _named(made.refs))]
    lines += [text for text, _ in notes(made, today)]
    lines.append(f"{step_label(made)}: {', '.join(next_steps(made))}")
    lines += [": ".join(filter(None, said)) for said in (also_here_said(made), words_said(made))]
    return _lines(*lines, made.urgent)


def said(page: Page, today: str) -> str:
    """The same with the numbers of the sources, without these, and without what to type next."""
    return _lines(*_said(page, True), *(text for text, _ in notes(page, today)), page.urgent)


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines if line)


def _sources(refs: "Iterable[tuple[int, contract.Csl]]") -> Iterator[str]:
    for number, csl in refs:
        yield f"Source {number}: {ref.whole(csl)} {csl['URL']}"


def _named(refs: "Iterable[tuple[int, contract.Csl]]") -> Iterator[str]:
    """All sources in a line, as people call them."""
    if names := "; ".join(ref.short(csl) for _, csl in refs):
        yield f"Sources: {names}."


def _said(page: Page, numbered: bool) -> list[str]:
    lines = [f"{page.title} ({page.kind})"]
    lines += filter(None, (local(page), unsaid(page)))
    if page.also and numbered:
        lines.append(f"Also called: {', '.join(page.also)}")
    if page.audience:
        lines.append(page.audience)
    lines += [f"Summary: {_text(page.summary, numbered)}"] if page.summary.spans else []
    lines += _rows(page.rows, numbered)
    if page.clinical:
        lines += [CLINICAL, *_rows(page.clinical, numbered)]
    # Read aloud, names come after what somebody came for, and few of them.
    lines += [f"Also called: {', '.join(page.also[:_NAMES])}"] if page.also and not numbered else []
    return lines


def _rows(rows: Iterable[Row], numbered: bool) -> Iterator[str]:
    for row in rows:
        for number, line in enumerate(row.lines, 1):
            step = f"step {number} of {len(row.lines)}"
            # What a page is for needs no name; other steps say what for.
            label = step.capitalize() if row.key == "steps" else f"{row.label}, {step}"
            label = label if row.form == "steps" else row.label
            yield f"{label}: {_text(line, numbered)}"


def _text(line: Line, numbered: bool = True) -> str:
    """A line, with the numbers of its sources where they are wanted: read aloud, they stop nobody else."""
    spans = line.between.join(
        f"{span.text} [{', '.join(map(str, span.cites))}]" if span.cites and numbered else span.text
        for span in line.spans
    )
    return f"{line.lead}: {spans}" if line.lead else spans


def overdose(entry: Entry, urgent: str, today: str, *, asked: str = "") -> str:
    """The steps, from the first word on; then the signs, whose page it is, what answers whoever *asked* of
    something that does not happen now, and the line for an emergency.
    """
    steps = (f"{number}. {step['text']}" for number, step in enumerate(entry.topic["steps"], 1))
    signs = " ".join(sign["text"] for sign in entry.topic["signs"])
    own = [LOCAL] if entry.local else []
    overdue = late(entry.due, entry.data["reviewed"], today)
    other = asked_else(asked) if asked else ""
    return _lines(*steps, f"Signs: {signs}", *own, *overdue, _OVERDOSE, other, urgent)


_OVERDOSE = "More, and the sources: recoveryref overdose --full"


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
    stands in; then their sources.
    """
    return _lines(help_, *_found(found), *_sources(found.refs), found.urgent)


def found(found: Results) -> str:
    """The statements alone."""
    return _lines(*_found(found))


def _found(found: Results) -> list[str]:
    lines = [found.beyond]
    for result in found.results:
        lines.append(f"{result.id}: {result.title}. {result.command}")
        for cited in result.statements:
            said = f"{cited.lead}{cited.statement.text} [{', '.join(map(str, cited.cites))}]"
            lines.append(f"{result.title}, {cited.label}: {said}")
    return lines + ([CLINICAL] if found.clinical else [])


def comparison(found: Comparison) -> str:
    """One entry's fact on one field a line; then their sources."""
    return _lines(*_compared(found), *_sources(found.refs), found.urgent)


def compared(found: Comparison) -> str:
    """The same without the sources."""
    return _lines(*_compared(found), found.urgent)


def _compared(found: Comparison) -> Iterator[str]:
    for _, label, facts in found.rows:
        for title, line in zip(found.heads, facts, strict=True):
            yield f"{label}, {title}: {_text(line) if line else 'nothing here'}"


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
