"""The commands: read what was typed, and leave the answering to `show`."""

import gc
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from recoveryref.cli import compiled, direct, show, terminal
from recoveryref.cli.compiled import open_
from recoveryref.cli.names import ALSO, APART, COMMANDS
from recoveryref.cli.options import Clinical, Country, File, Full, Json, Markdown, Pager, Plain
from recoveryref.cli.output import one_of, wanted
from recoveryref.cli.pager import paged
from recoveryref.control_chars import quoted
from recoveryref.errors import WrongUse
from recoveryref.kinds import KINDS, Kind
from recoveryref.reader import handbook

if TYPE_CHECKING:
    from recoveryref.reader.durations import Since


_NAME = "A name: id, brand, abbreviation or street name."


class Group(TyperGroup):
    """Takes singular and plural command names, and any entry's name in place of a command."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command by its name or by another form of it."""
        return super().get_command(ctx, ALSO.get(cmd_name, cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take a word that is no command, nor near to one, for the name of an entry to show."""
        if not self.get_command(ctx, args[0]) and not args[0].startswith("-"):
            if near := direct.near(args):
                ctx.fail(f"there is no command {quoted(args[0])}: did you mean {near}?")
            args = ["show", *args]
        return super().resolve_command(ctx, args)


# Every command: its function and its Typer settings.
_COMMANDS: dict[str, tuple[Callable[..., None], dict[str, Any]]] = {}


def command(name: str, **settings: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enter a function as a command."""

    def enter(function: Callable[..., None]) -> Callable[..., None]:
        _COMMANDS[name] = (function, settings)
        return function

    return enter


def app(requested: str | None = None) -> typer.Typer:
    """The program with the one command that is asked for, or with all where that is none.

    Typer reads the signature of every command that it is given, which takes longer than a search.
    """
    if "completion" in (requested or ""):
        from recoveryref.cli import completing

        # Its own does nothing on the first TAB.
        typer._completion_shared._completion_scripts["zsh"] = completing.ZSH
    made = typer.Typer(
        cls=Group,
        callback=start,
        invoke_without_command=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    only = ALSO.get(requested or "", requested)
    for name in (only,) if only in COMMANDS else COMMANDS:
        function, settings = _COMMANDS[name] if name in _COMMANDS else (_apart(name), {})
        made.command(name, **settings)(function)
    return made


def function(name: str | None) -> Callable[..., None]:
    """The function of the command that is called *name* in any form; of the program, where there is none."""
    only = ALSO.get(name or "", name or "")
    if only in APART:
        return _apart(only)
    return _COMMANDS[only][0] if only in _COMMANDS else start


def _apart(name: str) -> Callable[..., None]:
    """The function of a command that stands in a module of its own; such a command may take long. A build
    ends with what it made: it leaves nothing to collect.
    """
    if name != "build":
        gc.enable()
    match name:
        case "export":
            from recoveryref.cli.export_ import export

            return export
        case "mcp":
            from recoveryref.cli.mcp_ import mcp

            return mcp
    from recoveryref.cli import author_

    return author_.check if name == "check" else author_.build


def start(
    context: typer.Context,
    country: Country = None,
    reference: File = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Treatment for heroin and opioid use disorder, from cited sources. Works offline.

    Examples: recoveryref med buprenorphine, recoveryref timeline heroin, recoveryref stages
    """
    if version:
        from recoveryref.version import __version__

        terminal.write(f"recoveryref {__version__}\n")
    elif context.invoked_subcommand is None:
        show.front_page(open_(reference))
    elif reference:
        # Named before the command instead of after it: as good, and never passed over.
        os.environ["RECOVERYREF_FILE"] = str(reference)


def _kind_command(kind: Kind) -> Callable[..., None]:
    def run(
        context: typer.Context,
        name: Annotated[
            list[str] | None,
            typer.Argument(metavar="[NAME]", help=_NAME),
        ] = None,
        full: Full = False,
        clinical: Clinical = False,
        json: Json = False,
        plain: Plain = False,
        markdown: Markdown = False,
        pager: Pager = False,
        country: Country = None,
        reference: File = None,
    ) -> None:
        options = wanted(json, plain, markdown, full=full, clinical=clinical)
        with paged(pager):
            show.of_kind(open_(reference), kind.name, name or [], options, typed=context.info_name or "")

    run.__doc__ = f"{kind.help}\n\nExample: recoveryref {kind.example}"
    return run


@command("timeline")
def timeline(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="One opioid, or several to compare."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="That long after the last dose: 36h, 2d, day 3."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="The last dose: 10pm, yesterday 22:00, 12 hours ago."),
    ] = None,
    who: Annotated[bool, typer.Option("--sources", help="Each source's own figures.")] = False,
    full: Full = False,
    clinical: Clinical = False,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    pager: Pager = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Withdrawal, phase by phase, or at one hour; heroin where nothing is named.

    Example: recoveryref timeline heroin --at 36h
    """
    options = wanted(json, plain, markdown, full=full, clinical=clinical)
    if at is not None and since is not None:
        raise typer.BadParameter("--at and --since exclude each other: give one")
    moment = _since(at, since)
    opened = open_(reference)
    requested = handbook.separated(opened, names or [], "timelines")
    if len(requested) > 1 and (moment is not None or who):
        raise typer.BadParameter("--at, --since and --sources take one opioid: name one")
    with paged(pager):
        if moment is not None:
            show.moment(opened, requested[0] if requested else "heroin", moment, options)
        elif who:
            show.figures(opened, requested[0] if requested else "heroin", options)
        else:
            show.timeline(opened, requested, options, typed=context.info_name or "")


def _since(at: str | None, since: str | None) -> "Since | None":
    """What either option tells: people mix a moment and a length of time up, so both take both."""
    typed = at if since is None else since
    if typed is None:
        return None
    from datetime import datetime

    from recoveryref.reader import durations

    try:
        return durations.read(typed, datetime.now())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


for _kind in KINDS.values():
    if _kind.name != "timelines":
        command(_kind.command)(_kind_command(_kind))


@command("show")
def show_(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help=_NAME)],
    full: Full = False,
    clinical: Clinical = False,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    pager: Pager = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Show one entry of any kind.

    Example: recoveryref show suboxone
    """
    options = wanted(json, plain, markdown, full=full, clinical=clinical)
    with paged(pager):
        show.ask(open_(reference), " ".join(name), None, options)


@command("compare")
def compare(
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME NAME...", help="Two to four of one kind."),
    ],
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    pager: Pager = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Lay two to four entries of one kind side by side.

    Example: recoveryref compare methadone buprenorphine naltrexone
    """
    options = wanted(json, plain, markdown)
    with paged(pager):
        show.compare(open_(reference), names, options)


class Scored(TyperCommand):
    """A command whose help also names the items of the scale that it scores, as the reference has them."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """List the items before the options."""
        items = compiled.items()
        if items:
            with formatter.section("Items, each once, with its points"):
                formatter.write_dl(items)
        super().format_options(ctx, formatter)


@command("cows", cls=Scored, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def cows(
    context: typer.Context,
    json: Json = False,
    plain: Plain = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Score the Clinical Opiate Withdrawal Scale: asked item by item, or given as options.

    Example: recoveryref cows --pulse 1 --sweating 2 --restlessness 1
    """
    if not show.cows(open_(reference), context.args, wanted(json, plain, False)):
        raise typer.Exit(1)


@command("overdose")
def overdose(
    said: Annotated[list[str] | None, typer.Argument(metavar="", hidden=True)] = None,
    full: Full = False,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """What to do, now, for somebody who is not waking up.

    Example: recoveryref overdose
    """
    show.overdose(reference, " ".join(said or []), wanted(json, plain, markdown, full=full))


@command("glossary")
def glossary(
    term: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TERM]", help="A term, such as agonist."),
    ] = None,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Say what a word means, in one line.

    Example: recoveryref glossary agonist
    """
    show.terms(open_(reference), " ".join(term or []), wanted(json, plain, markdown))


@command("search")
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for, in your own words.")],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Look only at this kind, such as therapies.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="How many results.")] = show.SHOWN,
    clinical: Clinical = False,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """Find entries in your own words, best match first, and what they say of it.

    Example: recoveryref search how long does dope sickness last
    """
    opened = open_(reference)
    only = handbook.kind(opened, kind) if kind else None
    options = wanted(json, plain, markdown, clinical=clinical)
    if not show.hits(opened, " ".join(words), only, limit, options):
        raise typer.Exit(1)


@command("list")
def list_(
    kind: Annotated[
        str | None,
        typer.Argument(help="Only this kind, such as medications."),
    ] = None,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """List what is here.

    Example: recoveryref list therapies
    """
    opened = open_(reference)
    show.listed(opened, handbook.kind(opened, kind) if kind else None, wanted(json, plain, markdown))


@command("sources")
def sources(
    name: Annotated[list[str] | None, typer.Argument(help="A source's id, or an entry's name.")] = None,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    csl: Annotated[bool, typer.Option("--csl", help="Print CSL-JSON, for citation managers.")] = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="Print BibTeX.")] = False,
    country: Country = None,
    reference: File = None,
) -> None:
    """List the sources, one of them, or those of an entry with the places in them.

    Example: recoveryref sources methadone
    """
    one_of(json=json, plain=plain, markdown=markdown, csl=csl, bibtex=bibtex)
    format = wanted(json, plain, markdown).format
    show.sources(
        open_(reference), " ".join(name or ()) or None, "csl" if csl else "bibtex" if bibtex else format
    )


def run(args: Sequence[str]) -> int:
    """Run the command that *args* name; gives its exit status. Raises *WrongUse* where they name none."""
    try:
        status: int | None = app(next(iter(args), None))(
            list(args), standalone_mode=False, prog_name="recoveryref"
        )
    except typer.TyperException as error:
        raise WrongUse(f"{_one_line(error.format_message())} (try: recoveryref --help)") from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as error:
        # Typer leaves so where the reader of the pipe has gone.
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        raise
    return status or 0


def _one_line(message: str) -> str:
    """What the command line says of an error, on one line however long the text that was typed."""
    line = " ".join(message.split())
    return line if len(line) <= 300 else f"{line[:300]}…"
