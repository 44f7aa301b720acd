"""Ctrl-C at any point ends the program at once: exit status 130, no traceback, nothing half-written."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_pager import Terminal

CHANCE = random.Random(8)  # noqa: S311

# Runs the program, and sends it SIGINT at its Nth call: of ours, of a library's or of an import's
# function or module, and so at any point after the program has begun.
AT_CALL = """
import os, signal, sys, threading
last, seen = int(sys.argv.pop(1)), 0
# The tests themselves may run where Ctrl-C is not for them.
signal.signal(signal.SIGINT, HANDLER)
def trace(frame, event, arg):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGINT)
from recoveryref.__main__ import main
sys.settrace(trace)
main()
"""
COUNT = AT_CALL.replace(
    "main()\n", "try:\n    main()\nfinally:\n    sys.settrace(None)\n    print(seen, file=sys.stderr)\n"
)


def python(
    code: str, *args: str, handler: str = "signal.default_int_handler"
) -> subprocess.CompletedProcess[str]:
    """Run the code, where SIGINT is at first what Python makes of it, or something else."""
    # With the same order of sets each time, a run has as many calls as the one that was counted.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    code = code.replace("HANDLER", handler)
    return subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, env=env)


def points(args: list[str], number: int) -> list[int]:
    """The first calls of the program, and others anywhere in it."""
    calls = int(python(COUNT, "0", *args).stderr.splitlines()[-1])
    assert calls > 1000
    first = {2, 3, 5, 8, 13} if number > 10 else {2, 13}
    return sorted({*first, *(CHANCE.randrange(2, calls) for _ in range(number))})


FEW = [pytest.param(3, id="few"), pytest.param(150, id="many", marks=pytest.mark.long)]
READING = [
    ["med", "methadone"],
    ["med", "methadone", "--json"],
    ["search", "heroin"],
    ["compare", "cbt", "mi"],
    ["--help"],
]


@pytest.mark.parametrize("number", FEW)
@pytest.mark.parametrize("args", READING, ids=" ".join)
def test_a_look_up_interrupted_anywhere_ends_at_once(args: list[str], number: int) -> None:
    for call in points(args, number):
        done = python(AT_CALL, str(call), *args)

        assert done.returncode == 130, call
        assert done.stderr == ""


@pytest.mark.parametrize("number", FEW)
def test_a_build_interrupted_anywhere_leaves_the_old_file_and_no_other(tmp_path: Path, number: int) -> None:
    output = tmp_path / "reference.sqlite"
    args = ["build", str(ROOT / "tests" / "good"), "--output", str(output)]
    chosen = points(args, number)
    new = output.read_bytes()
    for call in chosen:
        output.write_bytes(b"old")
        done = python(AT_CALL, str(call), *args)

        assert done.returncode == 130, call
        assert len(done.stderr.splitlines()) <= 1
        assert "Traceback" not in done.stderr
        assert output.read_bytes() in (b"old", new)
        assert [path.name for path in tmp_path.iterdir()] == ["reference.sqlite"]


def test_an_interrupt_meant_for_others_is_left_to_them() -> None:
    done = python(AT_CALL, "100", "med", "methadone", handler="signal.SIG_IGN")

    assert done.returncode == 0
    assert done.stdout.startswith("Methadone")


def test_a_question_is_left_with_ctrl_c(reference: Path) -> None:
    with Terminal(["cows"], {}, reference) as terminal:
        terminal.read_until("Points: ")
        terminal.type("\x03")
        shown = terminal.read_rest()

    assert terminal.status == 130
    # The next prompt begins on a line of its own.
    assert shown.endswith("\n")
    assert len(shown.splitlines()) == 1


def test_a_question_is_left_with_the_end_of_input(reference: Path) -> None:
    with Terminal(["cows"], {}, reference) as terminal:
        terminal.read_until("Points: ")
        terminal.type("\x04")
        terminal.read_rest()

    assert terminal.status == 130


def test_ctrl_c_belongs_to_the_pager_while_it_runs(reference: Path) -> None:
    # Notes that it was interrupted, and goes on.
    pager = "trap 'echo noted' INT; cat; read -r line < /dev/tty; echo went on"
    with Terminal(["med", "methadone", "--full", "--pager"], {"PAGER": pager}, reference) as terminal:
        terminal.read_until("recoveryref overdose")
        terminal.type("\x03")
        terminal.read_until("noted")
        terminal.type("\n")
        shown = terminal.read_rest()

    assert "went on" in shown
    assert terminal.status == 0
    assert "Traceback" not in shown
