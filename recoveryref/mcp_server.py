"""The reference as tools and resources of the Model Context Protocol, over standard input and output.

Only `recoveryref mcp` imports this: it needs the extra `mcp`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import anyio
import mcp_types as protocol
from mcp.server import Server
from mcp.server.caching import CacheHint
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from recoveryref import kinds
from recoveryref.control_chars import quoted
from recoveryref.errors import NotFound, RecoveryRefError, WrongUse
from recoveryref.reader import contract, durations, handbook, locale, queries
from recoveryref.reader.danger import heard
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today
from recoveryref.reader.records import Entry
from recoveryref.reader.search import search as searched
from recoveryref.version import __version__
from recoveryref.views import plain, ref
from recoveryref.views.compare import compare as compared
from recoveryref.views.entry import entry_page
from recoveryref.views.found import results
from recoveryref.views.page import Line, Page, Ref, Row
from recoveryref.views.timeline.moment import drawn_on, moment_page
from recoveryref.views.words import overdue

NOTE = "This informs; it does not diagnose or prescribe. A person and their clinician decide."
TEMPLATE = "recoveryref://{kind}/{slug}"
# So many letters has an answer that was not asked for whole: with a line of danger less than 1,500 tokens.
_SHORT = 5_700
# What no answer leaves out, however long.
_KEPT: tuple[contract.Form, ...] = ("dangers", "steps")
# A completion holds no more, says the protocol.
_MOST_COMPLETIONS = 100
# Nothing that is listed changes while the server runs.
_LASTING = CacheHint(ttl_ms=3_600_000, scope="public")


class Citation(BaseModel):
    """A source, as the numbers in the text name it."""

    number: int
    reference: str
    url: str


class Answer(BaseModel):
    """What a tool answers: *more* names the sections that `show` gives if they are asked for; *reviewed* is
    the month in which the oldest of what it draws on was last held against its sources, *due* the day on
    which the first of it falls due for review, *overdue* whether that day has come; *local* says that
    whoever made the reference file added some of it.
    """

    text: str
    citations: list[Citation]
    more: list[str]
    reviewed: str | None
    due: str | None
    overdue: bool
    local: bool
    note: str = NOTE


class _Asked(BaseModel):
    """What a tool takes; each description says in words what it may be."""

    model_config = ConfigDict(extra="forbid")

    country: Annotated[
        str | None, Field(description="The reader's country, by name or two letters: whose numbers to give.")
    ] = None


_Name = Annotated[str, Field(min_length=1, description="An id, title, brand, abbreviation or street name.")]
_Whole = Annotated[bool, Field(description="True: everything, not only what comes first.")]
_Clinical = Annotated[bool, Field(description="True: also what is for people who prescribe.")]


class _Search(_Asked):
    words: Annotated[str, Field(min_length=1, description="What to look for, in a person's own words.")]
    kind: Annotated[
        str | None,
        Field(
            description=f"Only one kind: {', '.join(kinds.KINDS)}.",
            json_schema_extra={"enum": [*kinds.KINDS, None]},
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=50, description="How many entries, 1 to 50.")] = 5
    clinical: _Clinical = False


class _Show(_Asked):
    name: _Name
    section: Annotated[str | None, Field(description="Only the section with this heading, whole.")] = None
    full: _Whole = False
    clinical: _Clinical = False


class _Compare(_Asked):
    names: Annotated[
        list[_Name], Field(min_length=2, max_length=4, description="Two to four names of one kind.")
    ]
    full: _Whole = False


class _Moment(_Asked):
    opioid: _Name
    time: Annotated[
        str,
        Field(description="Since the last dose: 36h, 2d, 1d12h, or when it was: 22:00, yesterday 22:00."),
    ]
    full: _Whole = False


class _Lines(_Asked):
    country: Annotated[str, Field(min_length=1, description="A country, by name or two letters, such as US.")]


def _search(opened: Reference, asked: _Search) -> Answer:
    """Find entries in a person's own words, best first, and the statements of each that fit best, whole and
    with their sources; words of danger are answered first.
    """
    only = handbook.kind(opened, asked.kind) if asked.kind else None
    found = searched(opened, asked.words, kind=only, limit=asked.limit, clinical=asked.clinical)
    if not found.hits:
        return _answer(f"Nothing was found for {quoted(asked.words)}.\n", (), ())
    hits = list(found.hits)
    while True:
        said = found.beyond.text if found.beyond else handbook.unsaid(found)
        numbered = results(hits, queries.cited(opened, hits), today(), said)
        answer = _answer(
            f"{plain.found(numbered)}{_urgent(opened)}\n",
            numbered.refs,
            [queries.entry(opened, hit.id) for hit in hits],
        )
        if len(hits) == 1 or "limit" in asked.model_fields_set or _length(answer) <= _SHORT:
            return answer
        del hits[-1]


def _show(opened: Reference, asked: _Show) -> Answer:
    """Show one entry: a card for the moment, medicine, therapy, timeline, setting, support, symptom, stage,
    topic or a country's helplines.
    """
    entry = handbook.exactly(opened, asked.name)
    urgent = _urgent(opened)
    whole = entry_page(entry, urgent, full=True, clinical=asked.clinical)
    if asked.section is not None:
        return _of_page(_section(whole, asked.section), [entry])
    if asked.full:
        return _of_page(whole, [entry])
    page = entry_page(entry, urgent, clinical=asked.clinical)
    return _short(page, [entry], [row.label for row in whole.rows])


def _overdose(opened: Reference, asked: _Asked) -> Answer:
    """What to do, now, for somebody who is not waking up or not breathing."""
    entry = queries.entry(opened, kinds.OVERDOSE)
    page = entry_page(entry, "")
    steps = tuple(row for row in page.rows if row.key in ("signs", "steps"))
    answer = _of_page(page._replace(rows=steps, also=(), more=0), [entry])
    answer.text = f"{_urgent(opened)}\n{answer.text}"
    return answer


def _compare(opened: Reference, asked: _Compare) -> Answer:
    """Lay two to four entries of one kind side by side."""
    entries, _ = handbook.comparable(opened, asked.names)
    for name, entry in zip(asked.names, entries, strict=True):
        handbook.exactly(opened, name, entry.kind.name)
    found = compared(entries, _urgent(opened), today())
    more: list[str] = []
    while True:
        lines = [line for _, _, each in found.rows for line in each if line]
        answer = _answer(plain.compared(found), _cited(found.refs, lines), entries, more)
        if asked.full or len(found.rows) == 1 or _length(answer) <= _SHORT:
            return answer
        more.insert(0, found.rows[-1][1])
        found = found._replace(rows=found.rows[:-1])


def _timeline_at(opened: Reference, asked: _Moment) -> Answer:
    """What sources say of one hour of withdrawal, in general; no forecast for a person."""
    entry = handbook.exactly(opened, asked.opioid, "timelines")
    try:
        since = durations.read(asked.time, datetime.now())
    except ValueError as error:
        raise WrongUse(str(error)) from None
    medicines = [queries.entry(opened, listed.id) for listed in queries.entries(opened, "medications")]
    page = moment_page(entry, medicines, since, _urgent(opened), today(), full=asked.full)
    drawn = drawn_on(page, entry, medicines, today())
    return _of_page(page, drawn) if asked.full else _short(page, drawn, [row.label for row in page.rows])


def _helplines(opened: Reference, asked: _Lines) -> Answer:
    """Numbers to call or write to in a country, most urgent first."""
    entry = handbook.exactly(opened, asked.country, "helplines")
    urgent = locale.urgent(opened, entry.helplines["country"])
    # Every line, but its sources by their short names.
    return _of_page(entry_page(entry, urgent, full=True)._replace(full=False), [entry])


class _Tool(NamedTuple):
    """A tool: its title, what it takes, and what answers it, whose first words describe it."""

    title: str
    takes: type[_Asked]
    answer: Callable[[Reference, Any], Answer]


_TOOLS = {
    "search": _Tool("Search in a person's own words", _Search, _search),
    "show": _Tool("Show one entry", _Show, _show),
    "overdose": _Tool("Overdose: what to do now", _Asked, _overdose),
    "compare": _Tool("Compare entries", _Compare, _compare),
    "timeline_at": _Tool("Withdrawal at one hour", _Moment, _timeline_at),
    "helplines": _Tool("Numbers to call", _Lines, _helplines),
}


def serve(opened: Reference) -> None:
    """Answer over standard input and output until the input ends."""
    # Standard error is the reader's: it holds no log of what is looked up.
    logging.getLogger("mcp").addHandler(logging.NullHandler())
    logging.getLogger("mcp").propagate = False
    server = _server(opened)

    async def run() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)


def _server(opened: Reference) -> Server[Any]:
    usual = opened.country

    # Each is a coroutine, so that it runs in the thread that opened the reference, as SQLite wants.
    async def tools(_: Any, __: Any) -> protocol.ListToolsResult:
        return protocol.ListToolsResult(tools=[_described(name, tool) for name, tool in _TOOLS.items()])

    async def call(_: Any, called: protocol.CallToolRequestParams) -> protocol.CallToolResult:
        if called.name not in _TOOLS:
            raise _refused(f"there is no tool {quoted(called.name)}: there are {', '.join(_TOOLS)}")
        return _called(opened, usual, called.name, called.arguments or {})

    async def resources(_: Any, __: Any) -> protocol.ListResourcesResult:
        return protocol.ListResourcesResult(resources=[])

    async def templates(_: Any, __: Any) -> protocol.ListResourceTemplatesResult:
        about = "One whole entry as plain text, with its sources."
        only = protocol.ResourceTemplate(
            name="entry", title="Entry", uri_template=TEMPLATE, description=about, mime_type="text/plain"
        )
        return protocol.ListResourceTemplatesResult(resource_templates=[only])

    async def read(_: Any, asked: protocol.ReadResourceRequestParams) -> protocol.ReadResourceResult:
        opened.fill(usual)
        text = _resource(opened, str(asked.uri))
        contents = protocol.TextResourceContents(uri=asked.uri, mime_type="text/plain", text=text)
        return protocol.ReadResourceResult(contents=[contents])

    async def complete(_: Any, asked: protocol.CompleteRequestParams) -> protocol.CompleteResult:
        return protocol.CompleteResult(completion=_completion(opened, asked))

    return Server(
        "recoveryref",
        version=__version__,
        title="RecoveryRef",
        instructions="Cited treatment information for heroin and opioid use disorder. Somebody who does not "
        f"wake or breathe: overdose. Pass the citations and the review date on. {NOTE}",
        cache_hints={"tools/list": _LASTING, "resources/templates/list": _LASTING},
        on_list_tools=tools,
        on_call_tool=call,
        on_list_resources=resources,
        on_list_resource_templates=templates,
        on_read_resource=read,
        on_completion=complete,
    )


class _Schema(GenerateJsonSchema):
    """A schema without a title for each field, which would say its name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _schema(shape: type[BaseModel]) -> dict[str, Any]:
    schema = shape.model_json_schema(schema_generator=_Schema)
    return {key: value for key, value in schema.items() if key not in ("title", "description")}


def _described(name: str, tool: _Tool) -> protocol.Tool:
    return protocol.Tool(
        name=name,
        title=tool.title,
        description=" ".join((tool.answer.__doc__ or "").split()),
        input_schema=_schema(tool.takes),
        output_schema=_schema(Answer),
        annotations=protocol.ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def _called(
    opened: Reference, usual: str, name: str, arguments: Mapping[str, Any]
) -> protocol.CallToolResult:
    """What a tool answers; a fault that a reader can act on in one sentence. Where anything that was said
    speaks of danger, where to turn stands first.
    """
    tool, said = _TOOLS[name], " ".join(_texts(arguments))
    opened.fill(usual)
    try:
        asked = tool.takes.model_validate(arguments)
        if asked.country and tool.takes is not _Lines:
            opened.fill(handbook.country(opened, asked.country))
        answer = tool.answer(opened, asked)
    except (ValidationError, RecoveryRefError) as error:
        why = _wrong(name, tool, error) if isinstance(error, ValidationError) else _sentence(error)
        danger = heard(opened, said)
        text = f"{danger.text}\n{why}" if danger else why
        return protocol.CallToolResult(content=[protocol.TextContent(text=text)], is_error=True)
    if danger := heard(opened, said):
        answer.text = f"{danger.text}\n{answer.text}"
    # Clients that read only text get the same.
    return protocol.CallToolResult(
        content=[protocol.TextContent(text=answer.model_dump_json())],
        structured_content=answer.model_dump(),
    )


def _texts(arguments: Mapping[str, Any]) -> Iterator[str]:
    for value in arguments.values():
        yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def _wrong(name: str, tool: _Tool, error: ValidationError) -> str:
    """What is wrong with what a tool was given."""
    takes = tool.takes.model_fields
    faults = {str(fault["loc"][0]): fault["type"] for fault in error.errors()}
    for field in faults:
        if field not in takes:
            return f"{name} takes no {quoted(field)}: it takes {', '.join(takes)}"
    field, fault = next(iter(faults.items()))
    wrong = f"needs {field}" if fault == "missing" else f"cannot take this for {field}"
    return f"{name} {wrong}: {takes[field].description}"


def _sentence(error: RecoveryRefError) -> str:
    """A fault in the words that it has everywhere, but for commands, which an assistant cannot type."""
    if not isinstance(error, NotFound):
        return str(error)
    known = error.known
    if known:
        known = known._replace(see=tuple(command.rpartition(" ")[2] for command in known.see))
    near = [name.rpartition(" ")[2] if name.startswith("recoveryref ") else name for name in error.near]
    return str(NotFound(error.name, near, known, "use search"))


def _refused(why: str) -> MCPError:
    return MCPError(code=protocol.INVALID_PARAMS, message=why)


def _resource(opened: Reference, uri: str) -> str:
    id = uri.removeprefix("recoveryref://")
    try:
        entry = queries.entry(opened, id)
    except NotFound:
        raise _refused(f"no entry stands at {quoted(uri)}: addresses are {TEMPLATE}") from None
    return f"{plain.page(entry_page(entry, _urgent(opened), full=True), today())}{NOTE}\n"


def _completion(opened: Reference, asked: protocol.CompleteRequestParams) -> protocol.Completion:
    """The kinds, or the slugs of the kind that was chosen, that go on as what was typed begins."""
    given = asked.context.arguments or {} if asked.context else {}
    match asked.argument.name:
        case "kind":
            every = list(kinds.KINDS)
        case "slug":
            chosen = kinds.named(given.get("kind", ""))
            every = [entry.slug for entry in queries.entries(opened, chosen)]
        case _:
            every = []
    found = [each for each in every if each.startswith(asked.argument.value)]
    return protocol.Completion(
        values=found[:_MOST_COMPLETIONS], total=len(found), has_more=len(found) > _MOST_COMPLETIONS
    )


def _section(page: Page, heading: str) -> Page:
    """The page with only the rows under this heading; raises *WrongUse*."""
    wanted = heading.strip().casefold()

    def rows(every: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(row for row in every if row.label.casefold() == wanted)

    found = page._replace(rows=rows(page.rows), clinical=rows(page.clinical), also=(), more=0)
    if not found.rows and not found.clinical:
        every = dict.fromkeys(row.label for row in (*page.rows, *page.clinical))
        raise WrongUse(f"{page.title} has no section {quoted(heading)}: it has {'; '.join(every)}")
    return found


def _short(page: Page, entries: Sequence[Entry], every: Sequence[str]) -> Answer:
    """The page with as many rows, from the first on, as a short answer holds, and with those that none leaves
    out; what is for people who prescribe was asked for, and stays. *every* names all sections that there are.
    """
    kept = [row for row in page.rows if row.form in _KEPT]

    def answer() -> Answer:
        rows = tuple(row for row in page.rows if row in kept)
        return _of_page(page._replace(rows=rows, also=()), entries, every)

    found = answer()
    for row in page.rows:
        if row not in kept:
            kept.append(row)
            longer = answer()
            if _length(longer) > _SHORT:
                break
            found = longer
    return found


def _of_page(page: Page, entries: Sequence[Entry], every: Iterable[str] = ()) -> Answer:
    """A page as an answer, with the sources that its rows cite, named shortly unless it is the full page; of
    *every* section those that it does not hold whole stand in *more*.
    """
    lines = [page.summary, *(line for row in (*page.rows, *page.clinical) for line in row.lines)]
    shown = {row.label for row in page.rows if not row.more}
    return _answer(
        plain.said(page, today()),
        _cited(page.refs, lines),
        entries,
        [label for label in every if label not in shown],
        whole=page.full,
    )


def _cited(refs: Sequence[Ref], lines: Sequence[Line]) -> list[Ref]:
    """Those sources that these lines cite."""
    cited = {number for line in lines for span in line.spans for number in span.cites}
    return [each for each in refs if each.number in cited]


def _answer(
    text: str,
    refs: Iterable[tuple[int, contract.Csl]],
    entries: Sequence[Entry],
    more: Sequence[str] = (),
    *,
    whole: bool = False,
) -> Answer:
    named = ref.whole if whole else ref.short
    due = min((entry.due for entry in entries), default=None)
    return Answer(
        text=text,
        citations=[Citation(number=n, reference=named(csl), url=csl["URL"]) for n, csl in refs],
        more=list(more),
        reviewed=min((entry.data["reviewed"] for entry in entries), default=None),
        due=due,
        overdue=due is not None and overdue(due, today()),
        local=any(entry.local for entry in entries),
    )


def _length(answer: Answer) -> int:
    return len(answer.model_dump_json())


def _urgent(opened: Reference) -> str:
    return locale.urgent(opened, opened.country)
