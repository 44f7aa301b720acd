"""A pager is started on a terminal, for a long page, when asked, and never otherwise."""

import codecs
import os
import pty
import select
import signal
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSCTTY, TIOCSWINSZ

import pytest

LONG = ["med", "methadone", "--full"]
# Says that it was started, and shows what it was given.
OURS = "sed 's/^/PAGED /'"


class Terminal:
    """The program on a terminal of 80 columns, and somebody who types."""

    def __init__(self, args: list[str], env: dict[str, str], reference: Path, lines: int = 24) -> None:
        self._master, slave = pty.openpty()
        ioctl(slave, TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("COLUMNS", "LINES", "PAGER", "LESS")
        }
        whole = {**clean, "RECOVERYREF_FILE": str(reference), "TERM": "xterm", **env}
        command = [sys.executable, "-m", "recoveryref", *args]
        # A session of its own, of which this is the terminal: Ctrl-C reaches all that runs in it.
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=whole,
            start_new_session=True,
            preexec_fn=lambda: (ioctl(slave, TIOCSCTTY, 0), signal.signal(signal.SIGINT, signal.SIG_DFL)),
        )
        os.close(slave)
        self._shown = ""
        # A letter of several bytes may come apart.
        self._letters = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    @property
    def status(self) -> int:
        """The exit status, once it has ended."""
        return self._process.wait(timeout=60)

    def type(self, keys: str) -> None:
        """Press some keys."""
        os.write(self._master, keys.encode())

    def read_until(self, text: str) -> str:
        """What is shown up to *text*."""
        while text not in self._shown:
            assert self._more(), f"{text!r} never came: {self._shown!r}"
        before, _, self._shown = self._shown.partition(text)
        return before

    def read_rest(self) -> str:
        """What else is shown, until it ends."""
        while self._more():
            pass
        return self._shown

    def _more(self) -> bool:
        # Only against a program that hangs.
        assert select.select([self._master], [], [], 60)[0], f"no more came after {self._shown!r}"
        try:
            part = os.read(self._master, 65536)
        except OSError:  # the terminal's other end is closed
            return False
        # The two bytes of a line's end may come apart.
        self._shown = (self._shown + self._letters.decode(part)).replace("\r\n", "\n")
        return bool(part)


def on_terminal(args: list[str], env: dict[str, str], reference: Path, *, lines: int = 24) -> str:
    """What a terminal of 80 columns shows."""
    with Terminal(args, env, reference, lines) as terminal:
        return terminal.read_rest()


@pytest.mark.parametrize(
    ("args", "env"),
    [
        ([*LONG, "--pager"], {"PAGER": OURS}),
        (LONG, {"RECOVERYREF_PAGER": OURS}),
        (LONG, {"RECOVERYREF_PAGER": "1", "PAGER": OURS}),
        (["med", "methadone"], {"RECOVERYREF_PAGER": OURS}),
        (["show", "methadone", "--pager"], {"PAGER": OURS}),
        (["timeline", "heroin", "--pager"], {"PAGER": OURS}),
        (["compare", "methadone", "buprenorphine", "--pager"], {"PAGER": OURS}),
    ],
)
def test_a_long_page_goes_through_the_pager_when_asked(
    reference: Path, args: list[str], env: dict[str, str]
) -> None:
    lines = on_terminal(args, env, reference).splitlines()

    assert len(lines) > 24
    assert [line for line in lines if not line.startswith("PAGED ")] == []


def test_the_page_is_the_same_as_without(reference: Path) -> None:
    paged = on_terminal([*LONG, "--pager"], {"PAGER": "cat"}, reference)

    assert paged == on_terminal(LONG, {}, reference)


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (LONG, {"PAGER": OURS}),
        (LONG, {"PAGER": OURS, "RECOVERYREF_PAGER": ""}),
        (LONG, {"PAGER": OURS, "RECOVERYREF_PAGER": "0"}),
        (["overdose"], {"RECOVERYREF_PAGER": OURS}),
    ],
)
def test_no_pager_where_nobody_asked(reference: Path, args: list[str], env: dict[str, str]) -> None:
    assert "PAGED" not in on_terminal(args, env, reference)


def test_no_pager_for_what_fits_the_terminal(reference: Path) -> None:
    assert "PAGED" not in on_terminal([*LONG, "--pager"], {"PAGER": OURS}, reference, lines=2000)


def test_the_height_that_somebody_sets_goes_before_that_of_the_terminal(reference: Path) -> None:
    assert "PAGED" in on_terminal([*LONG, "--pager"], {"PAGER": OURS, "LINES": "24"}, reference, lines=2000)


def test_no_pager_away_from_a_terminal(reference: Path) -> None:
    env = {**os.environ, "RECOVERYREF_FILE": str(reference), "RECOVERYREF_PAGER": OURS}
    command = [sys.executable, "-m", "recoveryref", *LONG, "--pager"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)

    assert "PAGED" not in done.stdout
    assert done.stdout.startswith("Methadone")


def test_a_pager_that_does_not_exist_hides_nothing(reference: Path) -> None:
    shown = on_terminal([*LONG, "--pager"], {"PAGER": "no-such-pager"}, reference)

    assert "Methadone" in shown
    assert "Reviewed" in shown


def test_a_pager_that_is_left_early_is_no_fault(reference: Path) -> None:
    shown = on_terminal([*LONG, "--pager"], {"PAGER": "head -n 1"}, reference)

    assert len(shown.splitlines()) == 1
