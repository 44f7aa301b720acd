"""The commands: read what was asked, ask the reference, show the answer."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from recoveryref import checkout, query, terminal
from recoveryref.errors import NotFound, RecoveryRefError, ReferenceFault

# Options that several commands share are declared once.
Name = Annotated[str | None, typer.Argument(help="A name: id, brand, abbreviation or street name.")]
Full = Annotated[bool, typer.Option("--full", help="Show everything, with whole sources.")]
Clinical = Annotated[bool, typer.Option("--clinical", help="Add the part for clinicians and students.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print one fact a line, without colour.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown.")]
File = Annotated[
    Path | None,
    typer.Option("--reference", metavar="PATH", help="Read this reference file.", envvar="RECOVERYREF_FILE"),
]


class Command(NamedTuple):
    """How a kind is asked for: the command, its other names, and its help."""

    name: str
    also: tuple[str, ...]
    help: str
    example: str


# A kind's command lists its entries, or shows the one that is named.
KINDS = {
    "stages": Command("stages", ("stage",), "The way through treatment, in order.", "stages detox"),
    "timelines": Command("timeline", ("timelines",), "Withdrawal, phase by phase.", "timeline methadone"),
    "medications": Command(
        "med",
        ("meds", "medication", "medications", "medicine", "medicines"),
        "Medicines: what they do, how they start, what to watch for.",
        "med buprenorphine",
    ),
    "therapies": Command(
        "therapy", ("therapies",), "Therapies, and how good the evidence is.", "therapy cbt"
    ),
    "settings": Command("setting", ("settings",), "Where treatment happens, and what to ask.", "setting otp"),
    "supports": Command("support", ("supports",), "Groups and people who help.", "support smart"),
    "symptoms": Command(
        "symptom", ("symptoms",), "Symptoms of withdrawal, and what eases them.", "symptom insomnia"
    ),
    "topics": Command(
        "topic", ("topics",), "Everything else: safety, pregnancy, rights, families.", "topic pregnancy"
    ),
    "helplines": Command("helplines", ("helpline",), "Numbers to call, by country.", "helplines canada"),
}
_ALSO = {also: command.name for command in KINDS.values() for also in command.also}


class Group(TyperGroup):
    """Takes singular and plural command names, and any entry's name in place of a command."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command by its name or by another form of it."""
        return super().get_command(ctx, _ALSO.get(cmd_name, cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take a word that is no command, nor near to one, for the name of an entry to show."""
        if not self.get_command(ctx, args[0]) and not args[0].startswith("-"):
            from difflib import get_close_matches

            if near := get_close_matches(args[0], [*self.commands, *_ALSO], n=1, cutoff=0.8):
                ctx.fail(f"there is no command '{args[0]}': did you mean {near[0]}?")
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Group,
    add_completion=True,
    no_args_is_help=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


class Ask(NamedTuple):
    """How an answer is wanted."""

    full: bool = False
    clinical: bool = False
    format: str = "page"
    reference: Path | None = None


def _ask(full: bool, clinical: bool, json: bool, plain: bool, markdown: bool, reference: Path | None) -> Ask:
    wanted = [name for name, on in (("json", json), ("plain", plain), ("markdown", markdown)) if on]
    if len(wanted) > 1:
        raise typer.BadParameter(f"--{wanted[0]} and --{wanted[1]} exclude each other: give one")
    chosen = wanted[0] if wanted else "plain" if terminal.accessible() else "page"
    return Ask(full, clinical, chosen, reference)


@app.callback(invoke_without_command=True)
def front(
    context: typer.Context,
    reference: File = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Treatment for heroin and opioid use disorder, from cited sources. Works offline.

    Examples: recoveryref med buprenorphine, recoveryref timeline heroin, recoveryref stages
    """
    if version:
        from recoveryref import __version__

        terminal.write(f"recoveryref {__version__}\n")
    elif context.invoked_subcommand is None:
        _front(_open(reference))


def _kind_command(kind: str, command: Command) -> Callable[..., None]:
    def run(
        name: Name = None,
        full: Full = False,
        clinical: Clinical = False,
        json: Json = False,
        plain: Plain = False,
        markdown: Markdown = False,
        reference: File = None,
    ) -> None:
        ask = _ask(full, clinical, json, plain, markdown, reference)
        opened = _open(ask.reference)
        if name is not None:
            _show(opened, name, kind, ask)
        elif usual := _usual(opened, kind):
            _show(opened, usual, kind, ask)
            if ask.format == "page":
                _others(opened, kind, usual)
        else:
            _list(opened, kind, ask)

    run.__doc__ = f"{command.help}\n\nExample: recoveryref {command.example}"
    return run


def _usual(opened: query.Reference, kind: str) -> str | None:
    """What a kind's command shows where nothing is named: for some kinds one entry, not a list."""
    if kind == "timelines":
        return "heroin"
    if kind == "helplines":
        known = {entry.slug for entry in query.entries(opened, kind)}
        here = terminal.country().lower()
        return here if here in known else "us"
    return None


for _name, _command in KINDS.items():
    app.command(_command.name)(_kind_command(_name, _command))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name or an id, such as medications/methadone.")],
    full: Full = False,
    clinical: Clinical = False,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    reference: File = None,
) -> None:
    """Show one entry of any kind.

    Example: recoveryref show suboxone
    """
    ask = _ask(full, clinical, json, plain, markdown, reference)
    _show(_open(ask.reference), name, None, ask)


@app.command()
def overdose(
    full: Full = False,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    reference: File = None,
) -> None:
    """What to do, now, for somebody who is not waking up.

    Example: recoveryref overdose
    """
    ask = _ask(full, False, json, plain, markdown, reference)
    try:
        opened = _open(ask.reference)
        entry = query.entry(opened, "topics/overdose-response")
        urgent = query.urgent(opened, terminal.country())
    except ReferenceFault as fault:
        # Whatever is broken, this page answers.
        terminal.write(checkout.OVERDOSE.read_text(encoding="utf-8"))
        _remark(str(fault))
        return
    if ask.full or ask.format != "page":
        _show(opened, entry.id, None, ask)
    else:
        _print("overdose", entry, urgent)


@app.command()
def glossary(
    term: Annotated[str | None, typer.Argument(help="A term, such as agonist.")] = None,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    reference: File = None,
) -> None:
    """Say what a word means, in one line.

    Example: recoveryref glossary agonist
    """
    ask = _ask(False, False, json, plain, markdown, reference)
    opened = _open(ask.reference)
    found = query.find(opened, term, "glossary") if term else None
    if found and not found.exact:
        _remark(f"'{term}' taken for {found.name}")
    terms = query.terms(opened, found.id if found else None)
    if ask.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.terms(terms))
    elif ask.format in ("plain", "markdown"):
        terminal.write(_text_view(ask.format).terms(terms))
    else:
        _print("terms", terms)


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Argument(help="Only this kind, such as medications.")] = None,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    reference: File = None,
) -> None:
    """List what is here.

    Example: recoveryref list therapies
    """
    ask = _ask(False, False, json, plain, markdown, reference)
    opened = _open(ask.reference)
    _list(opened, _kind(opened, kind) if kind else None, ask)


@app.command()
def sources(
    id: Annotated[str | None, typer.Argument(help="One source's id.")] = None,
    json: Json = False,
    plain: Plain = False,
    markdown: Markdown = False,
    reference: File = None,
) -> None:
    """List the sources, or show one and what cites it.

    Example: recoveryref sources sordo-2017
    """
    ask = _ask(False, False, json, plain, markdown, reference)
    found = query.sources(_open(ask.reference), id)
    if ask.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.sources(found))
    elif ask.format in ("plain", "markdown"):
        terminal.write(_text_view(ask.format).sources(found))
    else:
        _print("sources", found)


@app.command()
def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Data folders, later ones over earlier; else our own data.")
    ] = None,
    grades: Annotated[bool, typer.Option("--grades", help="Also print each entry's reading grade.")] = False,
) -> None:
    """Check YAML data and report every problem at once.

    Example: recoveryref check data
    """
    from recoveryref.author import check as author
    from recoveryref.author import rules

    data, problems = author.check(folders or [checkout.data_folder()])
    for problem in problems:
        terminal.write(f"{problem}\n")
    if grades:
        plain = rules.plain_words(data)
        for id, held in data.entries.items():
            grade, raw = rules.grades(held, plain)
            terminal.write(f"{id}: grade {grade:.1f} (raw {raw:.1f})\n")
    faults = sum(not problem.warning for problem in problems)
    if faults:
        raise RecoveryRefError(f"{faults} problem{'s' * (faults > 1)} in {len(data.files())} files")
    _remark(f"{len(data.entries)} entries and {len(data.sources)} sources: no problem found")


@app.command()
def build(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Data folders, later ones over earlier; else our own data.")
    ] = None,
    add: Annotated[
        list[Path] | None,
        typer.Option("--add", metavar="DIR", help="A folder of local entries over the data."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="PATH", help="The file to write.")
    ] = None,
) -> None:
    """Compile YAML data into one reference file.

    Example: recoveryref build --add clinic --output clinic.sqlite
    """
    from recoveryref.author import build as author

    own = checkout.data_folder()
    if not folders and not add and output is None:
        output, counts = checkout.REFERENCE, author.build_own(own, watched=True)
    elif output is None:
        raise typer.BadParameter("name the file to write with --output")
    else:
        counts = author.build([*(folders or [own]), *(add or [])], output)
    _remark(
        f"{output}: {counts['entries']} entries, {counts['facts']} cited facts, {counts['sources']} sources"
    )


def _open(path: Path | None) -> query.Reference:
    """The reference to read: the one named, else our own, compiled afresh where its data was edited."""
    if path:
        return query.open_reference(path)
    folder = checkout.data_folder()
    if not checkout.REFERENCE.exists() and folder.is_dir():
        return _afresh(folder, "there is no compiled reference yet")
    opened = query.open_reference(checkout.REFERENCE)
    settings = query.meta(opened)
    if "watched" in settings and folder.is_dir() and settings["fingerprint"] != checkout.fingerprint(folder):
        return _afresh(folder, "the data was edited")
    return opened


def _afresh(folder: Path, why: str) -> query.Reference:
    from recoveryref.author import build as author

    _remark(f"{why}: compiled for this answer; 'recoveryref build' keeps it")
    return author.in_memory([folder])


def _kind(opened: query.Reference, name: str) -> str:
    """The kind that *name* means, singular or plural; raises *NotFound*."""
    known = query.kinds(opened)
    also = {other: kind.name for kind in known.values() for other in (kind.command, kind.noun)}
    also |= {other: kind for kind, command in KINDS.items() for other in (command.name, *command.also)}
    wanted = name.casefold()
    if wanted in known or wanted in also:
        return also.get(wanted, wanted)
    from difflib import get_close_matches

    raise NotFound(name, get_close_matches(wanted, known, n=2) or list(known)[:4])


def _show(opened: query.Reference, name: str, kind: str | None, ask: Ask) -> None:
    found = query.find(opened, name, kind)
    if not found.exact:
        _remark(f"'{name}' taken for {found.name} ({found.id})")
    entry = query.entry(opened, found.id)
    if ask.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.entry(entry.data))
        return
    from recoveryref.views.page import page

    urgent = query.urgent(opened, terminal.country())
    shown = page(entry, urgent, full=ask.full, clinical=ask.clinical)
    today = date.today().isoformat()
    if ask.format in ("plain", "markdown"):
        terminal.write(_text_view(ask.format).page(shown, today))
    else:
        _print("page", shown, today)


def _list(opened: query.Reference, kind: str | None, ask: Ask) -> None:
    listed = query.entries(opened, kind)
    if ask.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.listed(listed))
    elif ask.format in ("plain", "markdown"):
        terminal.write(_text_view(ask.format).listed(listed))
    elif kind == "stages":
        _print("stages", [query.entry(opened, entry.id) for entry in listed])
    else:
        _print("listed", listed, query.kinds(opened))


def _others(opened: query.Reference, kind: str, shown: str) -> None:
    slugs = [entry.slug for entry in query.entries(opened, kind) if entry.slug != shown]
    terminal.write(f"Other {kind}: {', '.join(slugs)}\n")


def _front(opened: query.Reference) -> None:
    country = terminal.country()
    counts: dict[str, int] = {}
    for entry in query.entries(opened):
        counts[entry.kind] = counts.get(entry.kind, 0) + 1
    lines = query.front(opened, country)
    _print("front", query.meta(opened), counts, query.urgent(opened, country), lines)


def _text_view(format: str) -> Any:
    if format == "plain":
        from recoveryref.views import plain

        return plain
    from recoveryref.views import markdown

    return markdown


def _print(view: str, *what: Any) -> None:
    """Set a terminal view's page and write it."""
    from recoveryref.pages import set_page
    from recoveryref.views import terminal as views

    text = set_page(
        lambda width: getattr(views, view)(*what, width), terminal.width(), colour=terminal.colour()
    )
    terminal.write(text)


def _remark(text: str) -> None:
    print(f"recoveryref: {terminal.harmless(text)}", file=sys.stderr)


def main() -> None:
    """Run a command; every fault becomes one line on stderr: exit 1, or 2 for wrong usage."""
    try:
        status = app(standalone_mode=False, prog_name="recoveryref")
    except RecoveryRefError as error:
        _remark(str(error))
        status = 1
    except typer.TyperException as error:
        _remark(f"{error.format_message()} (try: recoveryref --help)")
        status = 2
    except (KeyboardInterrupt, typer.Abort):
        status = 130
    except BrokenPipeError:
        # The reader of the pipe has gone: nothing is left to say, also not by Python at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        _remark(f"cannot write the answer ({error.strerror}): free space or choose another place")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except Exception as error:  # no traceback ever reaches a reader
        _remark(f"a fault of ours ({type(error).__name__}: {error}): please report it with what you typed")
        status = 1
    sys.exit(status or 0)
