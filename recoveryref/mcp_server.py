"""The reference as tools and resources of the Model Context Protocol, over standard input and output.

Only `recoveryref mcp` imports this: it needs the extra `mcp`.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resources import FunctionResource
from pydantic import BaseModel, Field

from recoveryref import __version__
from recoveryref.errors import RecoveryRefError, WrongUse
from recoveryref.reader import contract, durations, handbook, locale, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today
from recoveryref.reader.records import Entry, named
from recoveryref.reader.search import search as searched
from recoveryref.views import plain, ref
from recoveryref.views.compare import compare as compared
from recoveryref.views.entry import entry_page
from recoveryref.views.found import results
from recoveryref.views.timeline.moment import drawn_on, moment_page
from recoveryref.views.words import overdue

NOTE = "This informs; it does not diagnose or prescribe. A person and their clinician decide."


class Citation(BaseModel):
    """A source, as the numbers in the text name it."""

    number: int
    id: str
    reference: str
    url: str


class Answer(BaseModel):
    """What a tool answers: *reviewed* is the month in which the oldest of what it draws on was last
    held against its sources, *due* the day on which the first of it falls due for review, *overdue*
    whether that day has come; *local* says that whoever made the reference file added some of it.
    """

    text: str
    citations: list[Citation]
    reviewed: str | None
    due: str | None
    overdue: bool
    local: bool
    note: str = NOTE


Name = Annotated[str, Field(description="An id, title, brand, abbreviation or street name.")]
Country = Annotated[
    str | None, Field(description="The reader's country, by name or two letters: whose numbers to give.")
]


def serve(opened: Reference) -> None:
    """Answer over standard input and output until the input ends."""
    server = MCPServer(
        "recoveryref",
        title="RecoveryRef",
        instructions="Cited treatment information for heroin and opioid use disorder. "
        f"Give the citations and the review date with what you pass on. {NOTE}",
        version=__version__,
        # Standard error is the reader's: it holds no log of what is looked up.
        log_level="ERROR",
    )
    for tool in _tools(opened):
        server.add_tool(tool)
    for listed in queries.entries(opened):
        server.add_resource(
            FunctionResource(
                uri=f"recoveryref://{listed.id}",
                name=listed.id,
                title=named(listed.title, listed.local),
                description=named(listed.summary, listed.local),
                mime_type="text/plain",
                fn=_reading(opened, listed.id),
            )
        )
    server.run("stdio")


def _tools(opened: Reference) -> Sequence[Callable[..., Awaitable[Answer]]]:
    usual = opened.country

    def settle(country: str | None) -> None:
        """Give this answer the numbers of the reader's country."""
        opened.fill(handbook.country(opened, country) if country else usual)

    # Each is a coroutine, so that it runs in the thread that opened the reference, as SQLite wants.
    async def search(
        words: Annotated[str, Field(description="What to look for, in a person's own words.")],
        kind: Annotated[str | None, Field(description="Only this kind, such as medications.")] = None,
        limit: Annotated[int, Field(ge=1, le=50)] = 8,
        clinical: Annotated[bool, Field(description="Also statements for people who prescribe.")] = False,
        country: Country = None,
    ) -> Answer:
        """Find entries in a person's own words, best first, and the statements of each that fit best, whole
        and with their sources; words of danger are answered first.
        """
        with _tool_errors(opened, words):
            settle(country)
            only = handbook.kind(opened, kind) if kind else None
            found = searched(opened, words, kind=only, limit=limit, clinical=clinical)
            entries = [queries.entry(opened, hit.id) for hit in found.hits]
        numbered = results(found.hits, queries.cited(opened, found.hits), today())
        text = plain.hits(numbered, found.danger.text if found.danger else "")
        return _answer(text or f"Nothing was found for: {words}\n", numbered.refs, entries)

    async def show(
        name: Name,
        full: Annotated[bool, Field(description="Everything, not only the first facts.")] = False,
        clinical: Annotated[bool, Field(description="Also the part for people who prescribe.")] = False,
        country: Country = None,
    ) -> Answer:
        """Show one entry: a medicine, therapy, timeline, setting, support, symptom, stage or topic."""
        with _tool_errors(opened, name):
            settle(country)
            entry = handbook.exactly(opened, name)
        made = entry_page(entry, _urgent(opened), full=full, clinical=clinical)
        return _answer(plain.page(made, today()), made.refs, [entry])

    async def compare(
        names: Annotated[list[str], Field(min_length=2, max_length=4, description="Of one kind.")],
        country: Country = None,
    ) -> Answer:
        """Lay two to four entries of one kind side by side."""
        with _tool_errors(opened, *names):
            settle(country)
            entries, _ = handbook.comparable(opened, names)
            for name, entry in zip(names, entries, strict=True):
                handbook.exactly(opened, name, entry.kind.name)
        found = compared(entries, _urgent(opened), today())
        return _answer(plain.comparison(found), found.refs, entries)

    async def timeline_at(
        opioid: Name,
        time: Annotated[
            str,
            Field(description="Since the last dose: 36h, 2d, 1d12h, or when it was: 22:00, yesterday 22:00."),
        ],
        country: Country = None,
    ) -> Answer:
        """What sources say of one hour of withdrawal, in general; no forecast for a person."""
        with _tool_errors(opened, opioid, time):
            settle(country)
            entry = handbook.exactly(opened, opioid, "timelines")
            try:
                since = durations.read(time, datetime.now())
            except ValueError as error:
                raise WrongUse(str(error)) from None
        medicines = [queries.entry(opened, listed.id) for listed in queries.entries(opened, "medications")]
        made = moment_page(entry, medicines, since, _urgent(opened), today())
        return _answer(plain.page(made, today()), made.refs, drawn_on(made, entry, medicines, today()))

    async def helplines(
        country: Annotated[str, Field(description="A country, by name or two letters, such as US.")],
    ) -> Answer:
        """Numbers to call or write to in a country, most urgent first."""
        with _tool_errors(opened, country):
            entry = handbook.exactly(opened, country, "helplines")
        made = entry_page(entry, locale.urgent(opened, entry.helplines["country"]), full=True)
        return _answer(plain.page(made, today()), made.refs, [entry])

    return search, show, compare, timeline_at, helplines


def _reading(opened: Reference, id: str) -> Callable[[], Any]:
    async def read() -> str:
        text = plain.page(entry_page(queries.entry(opened, id), _urgent(opened), full=True), today())
        return f"{text}{NOTE}\n"

    return read


def _answer(text: str, refs: Iterable[tuple[int, contract.Csl]], entries: Sequence[Entry]) -> Answer:
    citations = [
        Citation(number=number, id=csl["id"], reference=ref.whole(csl), url=csl["URL"])
        for number, csl in refs
    ]
    reviewed = min((entry.data["reviewed"] for entry in entries), default=None)
    due = min((entry.due for entry in entries), default=None)
    return Answer(
        text=text,
        citations=citations,
        reviewed=reviewed,
        due=due,
        overdue=due is not None and overdue(due, today()),
        local=any(entry.local for entry in entries),
    )


def _urgent(opened: Reference) -> str:
    return locale.urgent(opened, opened.country)


@contextmanager
def _tool_errors(opened: Reference, *said: str) -> Iterator[None]:
    """A fault that a reader can act on is given to the assistant in the same words, after where to turn if
    what was *said* speaks of danger.
    """
    try:
        with handbook.danger_first(opened, *said):
            yield
    except RecoveryRefError as error:
        raise ToolError(str(error)) from None
