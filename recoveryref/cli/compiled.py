"""Which reference a command reads: compiled afresh where a checkout's data was edited."""

import os
from collections.abc import Sequence

from recoveryref.cli import terminal
from recoveryref.errors import RecoveryRefError
from recoveryref.reader import handbook
from recoveryref.reader.file import Reference


def open_(path: str | os.PathLike[str] | None) -> Reference:
    """The reference to read, with a note where it had to be compiled; see *handbook.open_*."""
    return handbook.open_(path, _noted)


def open_silently(path: str | os.PathLike[str] | None) -> Reference:
    """The same without a note, for what is no answer."""
    return handbook.open_(path, _silent)


def is_known(path: str | os.PathLike[str] | None, typed: Sequence[str]) -> bool:
    """Whether what was *typed* is a name of the reference's, or a question in words that it knows; not where
    that cannot be read. Says nothing.
    """
    try:
        opened = open_silently(path)
        return handbook.is_known(opened, " ".join(typed)) or handbook.is_asked(opened, typed)
    except RecoveryRefError:
        return False


def items() -> list[tuple[str, str]]:
    """The items of the withdrawal scale, for help; none, and no word, where they cannot be read."""
    try:
        return handbook.items(open_silently(named()))
    except RecoveryRefError:
        return []


def named() -> str | None:
    """The reference file that the environment names, where no option was read."""
    return os.environ.get("RECOVERYREF_FILE") or None


def _noted(folder: str, why: str) -> Reference:
    terminal.note(f"{why}: compiled for this answer; 'recoveryref build' keeps it")
    return _silent(folder, why)


def _silent(folder: str, why: str) -> Reference:
    from pathlib import Path

    from recoveryref.author import build

    return build.in_memory([Path(folder)])
