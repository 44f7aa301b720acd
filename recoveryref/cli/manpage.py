"""The manual page recoveryref(1), from the commands themselves, as roff for `man`."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from recoveryref import paths
from recoveryref.cli.app import app
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference
from recoveryref.version import __version__

_ENVIRONMENT = {
    "RECOVERYREF_FILE": "The reference file to read, as --reference names it.",
    "RECOVERYREF_PAGER": "The pager for long pages on a terminal, or 1 for the usual one. Without it, and "
    "without --pager, no pager is started.",
    "PAGER": "The usual pager; else less -R.",
    "ACCESSIBLE": "Anything but 0 asks for --plain.",
    "NO_COLOR": "Anything asks for no colour.",
    "FORCE_COLOR": "Anything but 0 asks for colour, also away from a terminal.",
    "COLUMNS": "The width to set pages for: 80 at most.",
    "RECOVERYREF_COUNTRY": "The reader's country, as a name or two letters; --country goes before it.",
    "LC_ALL, LC_MESSAGES, LANG": "Their country decides whose emergency number stands on a page.",
}
_STATUS = {
    "0": "What was asked for was shown.",
    "1": "Nothing was found, or there is a problem in the data.",
    "2": "Wrong usage.",
}


def manpage() -> str:
    """The whole page."""
    program: Any = typer.main.get_command(app())
    commands = {name: program.commands[name] for name in sorted(program.commands)}
    summary, example = _help(program.help)
    parts = [
        f'.TH RECOVERYREF 1 "{_date()}" "recoveryref {__version__}" "User Commands"',
        *_section("NAME", [f"recoveryref \\- {_text(summary[0].lower() + summary.partition('. ')[0][1:])}"]),
        *_section("SYNOPSIS", [".B recoveryref", "[\\fICOMMAND\\fR] [\\fINAME\\fR] [\\fIOPTION\\fR]..."]),
        *_section("DESCRIPTION", [_text(summary), ".PP", _text(_USE), ".PP", _text(example)]),
        *_section("OPTIONS", [line for each in program.params for line in _parameter(each)]),
        *_section("COMMANDS", [line for each in commands.items() for line in _command(*each)]),
        *_section("ENVIRONMENT", _pairs(_ENVIRONMENT)),
        *_section("EXIT STATUS", _pairs(_STATUS)),
        *_section("NOTES", [_text(_NOTE)]),
    ]
    return "\n".join(parts) + "\n"


def _date() -> str:
    """The first day of the month in which the reference was last reviewed: the same wherever it is built."""
    return f"{queries.meta(open_reference(paths.REFERENCE))['reviewed']}-01"


_USE = (
    "Without a command it shows what is here and where to turn in a crisis. In place of a command, the "
    "name of any entry shows that entry. Names are ids, titles, brands, abbreviations, street names and "
    "near misses of them."
)
_NOTE = (
    "It opens no network connection and writes nothing unless told to write a file. "
    "It informs; it does not diagnose or prescribe."
)


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield f".SH {title}"
    yield from lines


def _pairs(pairs: dict[str, str]) -> list[str]:
    return [line for name, text in pairs.items() for line in (".TP", f".B {_text(name)}", _text(text))]


def _command(name: str, command: Any) -> Iterator[str]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    usage = " ".join(f"\\fI{_text(_metavar(each))}\\fR" for each in arguments)
    summary, example = _help(command.help)
    yield f".SS \\fB{_text(name)}\\fR {usage}".rstrip()
    yield _text(summary)
    for parameter in command.params:
        yield from _parameter(parameter, _context(command))
    yield ".PP"
    yield _text(example)


def _metavar(argument: Any) -> str:
    """How usage names an argument, in brackets where it may be left out."""
    if argument.metavar:
        return str(argument.metavar)
    name = argument.name.upper() + ("..." if argument.nargs < 0 else "")
    return name if argument.required else f"[{name}]"


def _parameter(parameter: Any, context: Any = None) -> Iterator[str]:
    if parameter.param_type_name == "argument" or parameter.hidden:
        return
    names = ", ".join(f"\\fB{_text(name)}\\fR" for name in parameter.opts)
    value = "" if parameter.is_flag else f" \\fI{_text(parameter.make_metavar(context))}\\fR"
    yield ".TP"
    yield names + value
    yield _text(parameter.help or "")


def _context(command: Any) -> Any:
    return typer.Context(command)


def _help(text: str) -> tuple[str, str]:
    """A command's help as its summary and its example, each on one line."""
    summary, _, example = text.partition("\n\n")
    return " ".join(summary.split()), " ".join(example.split())


def _text(text: str) -> str:
    r"""*text* as roff sets it unchanged: hyphens stay hyphens, no line begins with a request or is long."""
    return "\n".join(map(_line, textwrap.wrap(text, 72, break_on_hyphens=False)))


def _line(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    sys.stdout.write(manpage())
