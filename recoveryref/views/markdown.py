"""Pages and lists as Markdown (CommonMark), with what the data holds escaped."""

import re
from collections.abc import Iterable, Iterator, Sequence

from recoveryref.reader.records import Listed, Source, Term, named
from recoveryref.views import ref
from recoveryref.views.compare import Comparison
from recoveryref.views.found import Cited, Results
from recoveryref.views.page import Line, Page, Row
from recoveryref.views.words import (
    CLINICAL,
    also_here_said,
    local,
    next_steps,
    notes,
    overdue,
    step_label,
    unsaid,
    words_said,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def page(made: Page, today: str) -> str:
    """One entry: a heading for each label, a bullet for each fact, numbered sources at the foot."""
    blocks = [f"# {_escaped(made.title)}"]
    blocks += [f"**{_escaped(said)}**" for said in (local(made), unsaid(made)) if said]
    if made.audience:
        blocks.append(f"> {made.audience}")
    if made.also:
        blocks.append(f"*Also called {_escaped(', '.join(made.also))}.*")
    blocks += [_text(made.summary)] if made.summary.spans else []
    blocks += _rows(made.rows)
    if made.clinical:
        blocks += [f"> {CLINICAL}", *_rows(made.clinical)]
    blocks.append("## Sources")
    blocks.append("\n".join(f"{n}. {_escaped(ref.whole(csl))} <{csl['URL']}>" for n, csl in made.refs))
    blocks.append(" ".join(_escaped(text) for text, _ in notes(made, today)))
    blocks.append(f"{step_label(made)}: " + ", ".join(f"`{step}`" for step in next_steps(made)))
    for held, command in (also_here_said(made), words_said(made)):
        blocks += [f"{_escaped(held)}: `{command}`"] if held else []
    if made.urgent:
        blocks.append(f"**{_escaped(made.urgent)}**")
    return "\n\n".join(blocks) + "\n"


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield f"## {_escaped(row.label)}"
        lines = enumerate(map(_text, row.lines), 1)
        yield "\n".join(f"{n}. {text}" if row.form == "steps" else f"- {text}" for n, text in lines)


def _text(line: Line) -> str:
    spans = line.between.join(
        _escaped(span.text) + (f" \\[{', '.join(map(str, span.cites))}\\]" if span.cites else "")
        for span in line.spans
    )
    return f"**{_escaped(line.lead)}:** {spans}" if line.lead else spans


def listed(entries: Sequence[Listed], today: str) -> str:
    """A bullet for each entry."""
    return "".join(
        f"- **{_escaped(_named(entry, today))}** (`{entry.id}`): {_escaped(entry.summary)}\n"
        for entry in entries
    )


def linked(entries: Sequence[Listed], today: str) -> str:
    """A bullet for each entry, its title leading to `<id>.md`."""
    return "".join(
        f"- {link(_named(entry, today), f'{entry.id}.md')}: {_escaped(entry.summary)}\n" for entry in entries
    )


def _named(entry: Listed, today: str) -> str:
    return named(entry.title, entry.local, overdue(entry.due, today))


def hits(found: Results, help_: str) -> str:
    """Where to turn, if the words sound like danger; then a heading for each entry, best first, a bullet
    for each statement, and the numbered sources.
    """
    blocks = [strong(help_)] if help_ else []
    blocks += [_escaped(found.beyond)] if found.beyond else []
    for result in found.results:
        blocks.append(f"## {_escaped(result.title)}\n\n`{result.command}`")
        blocks.append("\n".join(f"- {_statement(cited)}" for cited in result.statements))
    blocks += [f"> {CLINICAL}"] if found.clinical else []
    notes = [f"{n}. {_escaped(ref.whole(csl))} <{csl['URL']}>" for n, csl in found.refs]
    blocks += ["## Sources", "\n".join(notes)] if notes else []
    blocks += [strong(found.urgent)] if found.urgent else []
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _statement(cited: Cited) -> str:
    marks = f" \\[{', '.join(map(str, cited.cites))}\\]"
    return f"**{_escaped(cited.label)}:** {_escaped(cited.lead + cited.statement.text)}{marks}"


def link(text: str, address: str) -> str:
    """A link to an address of our own making."""
    return f"[{_escaped(text)}]({address})"


def strong(text: str) -> str:
    """Words that nobody should miss."""
    return f"**{_escaped(text)}**"


def terms(terms: Sequence[Term]) -> str:
    """A bullet for each term."""
    return "".join(
        f"- **{_escaped(named(term.term, term.local))}**: {_escaped(term.meaning['text'])} "
        f"({_escaped('; '.join(map(ref.short, term.sources)))})\n"
        for term in terms
    )


def comparison(found: Comparison) -> str:
    """A table: a row for each field, a column for each entry."""
    head = "| | " + " | ".join(map(_escaped, found.heads)) + " |"
    rows = [head, "|---" * (len(found.heads) + 1) + "|"]
    for _, label, lines in found.rows:
        cells = (_text(line) if line else "–" for line in lines)
        rows.append(f"| **{_escaped(label)}** | " + " | ".join(cells) + " |")
    notes = "\n".join(f"{n}. {_escaped(ref.whole(csl))} <{csl['URL']}>" for n, csl in found.refs)
    return "\n".join(rows) + f"\n\n{notes}\n\n**{_escaped(found.urgent)}**\n"


def sources(sources: Sequence[Source]) -> str:
    """A bullet for each source."""
    return "".join(
        f"- `{source.id}`: {_escaped(ref.whole(source.csl))} <{source.csl['URL']}>\n" for source in sources
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
