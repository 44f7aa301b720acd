"""Long pages through the reader's pager, on a terminal and only when asked."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator

from recoveryref import fastpath
from recoveryref.cli import terminal


@contextlib.contextmanager
def paged(asked: bool) -> Iterator[None]:
    """Show what is written within through a pager where it is longer than the terminal.

    The reader asks with an option (*asked*), or for every page with `RECOVERYREF_PAGER`, which
    names a pager, or is `1` for the usual one: `$PAGER`, else `less -R`, on Windows `more`.
    """
    own = os.environ.get("RECOVERYREF_PAGER", "0")
    wanted = asked or own not in ("", "0")
    if not wanted or sys.stdout is None or not sys.stdout.isatty():
        yield
        return
    usual = "more" if fastpath.WINDOWS else "less -R"
    held = _Held(sys.stdout.encoding)
    try:
        with contextlib.redirect_stdout(held):
            yield
    finally:
        _show(held.getvalue(), own if own not in ("", "0", "1") else os.environ.get("PAGER") or usual)


class _Held(io.StringIO):
    """A terminal's stand-in, so that a page is set as for the terminal itself."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return True


def _show(text: str, pager: str) -> None:
    import shutil

    if text.count("\n") < shutil.get_terminal_size((80, 24)).lines:
        terminal.write(text)
        return
    import signal
    import subprocess

    # As git does: less shows colour as colour also where $PAGER is a bare `less`. What a reader looks
    # for in a page stays theirs: less keeps no history of it.
    env = {"LESS": "R", **os.environ, "LESSHISTFILE": "-"}
    # A shell reads $PAGER, as it does for man and git: it may hold options and quotes.
    with subprocess.Popen(pager, shell=True, stdin=subprocess.PIPE, env=env) as shown:  # noqa: S602
        # Ctrl-C is the pager's while it runs.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            # Programs of Windows read a pipe in the code page of DOS.
            encoding = "oem" if fastpath.WINDOWS else sys.stdout.encoding
            shown.communicate(terminal.encoded(text, encoding))
        finally:
            signal.signal(signal.SIGINT, before)
    # What a shell gives where it finds no such program, or may not run it; that of Windows gives 1 or 9009.
    if shown.returncode in ((1, 9009) if fastpath.WINDOWS else (126, 127)):
        terminal.write(text)
