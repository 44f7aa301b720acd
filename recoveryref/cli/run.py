"""Run what was typed; every fault becomes one line on standard error."""

import errno
import os
import sys

from recoveryref import fastpath
from recoveryref.cli import compiled, direct, show, terminal
from recoveryref.cli.names import ALSO, COMMANDS
from recoveryref.cli.output import wanted
from recoveryref.errors import RecoveryRefError, WrongUse


def main() -> None:
    """Answer the command line and exit: 0 where it was answered, 1 where not, 2 for wrong usage."""
    args = _switches_last(sys.argv[1:])
    try:
        status = direct.answer(args)
        if status is None:
            from recoveryref.cli import app

            status = app.run(args)
    except RecoveryRefError as error:
        status = 0 if _danger(args) else _report(error)
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        # Nobody asked for more, so all is well, and nothing is left to say, also not by Python at its end.
        _silence()
        status = 0
    except OSError as error:
        if fastpath.WINDOWS and error.errno == errno.EINVAL:
            # How Windows says that the reader of a pipe has gone.
            _silence()
            sys.exit(0)
        terminal.note(f"cannot write the answer ({error.strerror}): free space or choose another place")
        _silence()
        status = 1
    except ImportError:
        raise  # of a part that this Python lacks, which the caller says
    except Exception as error:  # no traceback ever reaches a reader
        terminal.note(show.ours(error))
        status = 1
    sys.exit(status)


def _report(error: RecoveryRefError) -> int:
    """Say what is wrong; gives the exit status."""
    terminal.note(str(error), *error.more)
    return 2 if isinstance(error, WrongUse) else 1


def _switches_last(args: list[str]) -> list[str]:
    """What was typed, the switches before its first word (`--clinical methadone`) behind all."""
    first = 0
    while first < len(args) and args[first].startswith("-") and args[first] != "--":
        first += 2 if args[first] in _VALUED else 1
    before = args[:first] if first < len(args) else []
    behind = [arg for arg in before if arg in direct.SWITCHES]
    return [arg for arg in before if arg not in direct.SWITCHES] + args[len(before) :] + behind


# What follows these is no word of a message.
_VALUED = ("--reference", "--country", "--kind", "--limit", "--at", "--since", "--output", "--add")


def _danger(args: list[str]) -> bool:
    """Answer words of danger, whatever else could not be done with what was typed; says whether there
    were any.
    """
    pairs = list(zip(["", *args], args, strict=False))
    words = [arg for before, arg in pairs if not arg.startswith("-") and before not in _VALUED]
    if words and words[0] in (*ALSO, *COMMANDS):
        del words[0]
    named = dict(pairs)
    path = named.get("--reference", os.environ.get("RECOVERYREF_FILE"))
    if "--country" in named:
        os.environ[fastpath.COUNTRY] = named["--country"]
    try:
        opened = compiled.open_silently(path or None)
        return show.danger(opened, " ".join(words), wanted("--json" in args, "--plain" in args))
    except RecoveryRefError:
        return False


def _silence() -> None:
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
