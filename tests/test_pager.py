"""A pager is started on a terminal, for a long page, when asked, and never otherwise."""

import os
import pty
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest

LONG = ["med", "methadone", "--full"]
# Says that it was started, and shows what it was given.
OURS = "sed 's/^/PAGED /'"


def on_terminal(args: list[str], env: dict[str, str], reference: Path, *, lines: int = 24) -> str:
    """What a terminal of 80 columns shows."""
    master, slave = pty.openpty()
    ioctl(slave, TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    clean = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "PAGER", "LESS")}
    whole = {**clean, "RECOVERYREF_FILE": str(reference), "TERM": "xterm", **env}
    command = [sys.executable, "-m", "recoveryref", *args]
    shown = b""
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=whole):
        os.close(slave)
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the terminal's other end is closed
                break
            if not part:
                break
            shown += part
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


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
    assert "PAGED" not in on_terminal([*LONG, "--pager"], {"PAGER": OURS}, reference, lines=500)


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
