"""Answers to what is asked in words alone, without Typer, which takes longer to import than a search takes.

Words, and switches that take no value: whatever else is typed goes to the commands of `app`, which answer
the same.
"""

from collections.abc import Sequence

from recoveryref.cli import compiled, show
from recoveryref.cli.names import ALSO, COMMANDS
from recoveryref.cli.output import wanted
from recoveryref.cli.pager import paged
from recoveryref.kinds import KINDS
from recoveryref.reader import handbook

_FORMS = ("--json", "--plain", "--markdown")
# What takes no value, and is understood before the words as well.
SWITCHES = (*_FORMS, "--full", "--clinical")
_KINDS = {kind.command: kind.name for kind in KINDS.values()}
# The commands that are answered here, and the switches that each takes.
_SWITCHES = {
    "search": (*_FORMS, "--clinical"),
    "compare": _FORMS,
    **dict.fromkeys(("show", *_KINDS), SWITCHES),
}


def answer(args: Sequence[str]) -> int | None:
    """The exit status of the answer to *args*; nothing where `app` must give it."""
    if not args or args[0].startswith("-"):
        return None
    typed = args[0]
    command = ALSO.get(typed, typed)
    bare = command not in COMMANDS
    words = [arg for arg in args[not bare :] if not arg.startswith("-")]
    switches = [arg for arg in args if arg.startswith("-")]
    command = "show" if bare else command
    if not set(switches) <= set(_SWITCHES.get(command, ())) or command not in _SWITCHES:
        return None
    if (not words and command not in _KINDS) or (bare and near(words)):
        return None
    return _answer(command, words, switches, typed)


def near(args: Sequence[str]) -> str | None:
    """The command that the first of these words is near to, where they are no name and no question, whatever
    switches stand behind them. Several words in one are no slip of a command's.
    """
    from difflib import get_close_matches

    words = [arg for arg in args if not arg.startswith("-")]
    found = get_close_matches(words[0], [*COMMANDS, *ALSO], n=1, cutoff=0.8) if " " not in words[0] else []
    return found[0] if found and not compiled.is_known(compiled.named(), words) else None


def _answer(command: str, words: Sequence[str], switches: Sequence[str], typed: str) -> int:
    options = wanted(**{switch[2:]: True for switch in switches})
    opened = compiled.open_(compiled.named())
    if command == "search":
        return 0 if show.hits(opened, " ".join(words), None, show.SHOWN, options) else 1
    with paged(False):
        if command == "compare":
            show.compare(opened, words, options)
        elif command == "timeline":
            show.timeline(opened, handbook.separated(opened, words, "timelines"), options, typed=typed)
        elif command in _KINDS:
            show.of_kind(opened, _KINDS[command], words, options, typed=typed)
        else:
            show.ask(opened, " ".join(words), None, options)
    return 0
