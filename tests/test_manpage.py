"""recoveryref(1), read by the real man."""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from recoveryref.author.json_schema import documents
from recoveryref.cli.app import app
from recoveryref.cli.manpage import manpage

MAN, MANDOC = map(shutil.which, ("man", "mandoc"))
COMMANDS = sorted(command.name or "" for command in app().registered_commands)
# Every request that the page uses; all are of the man macros.
REQUESTS = {"TH", "SH", "SS", "PP", "TP", "B"}


def test_every_line_is_text_or_a_request_that_man_knows() -> None:
    lines = manpage().splitlines()

    assert lines[0].startswith(".TH RECOVERYREF 1 ")
    assert {line.split()[0][1:] for line in lines if line.startswith((".", "'"))} == REQUESTS
    assert [line for line in lines if not line] == []
    # A hyphen that is typed must be copied as one; that of the date in the head stands as man wants it.
    assert [line for line in lines[1:] if re.search(r"(?<!\\)-", line)] == []
    assert set(re.findall(r"\\(.)", manpage())) <= set("-fe&")
    for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "ENVIRONMENT", "EXIT STATUS"):
        assert f".SH {section}" in lines


def test_it_is_dated_and_no_line_is_long() -> None:
    lines = manpage().splitlines()

    assert re.match(r'\.TH RECOVERYREF 1 "20\d\d-\d\d-01" "recoveryref ', lines[0])
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.skipif(MANDOC is None, reason="needs mandoc")
def test_mandoc_finds_nothing_to_say_of_it() -> None:
    done = subprocess.run([str(MANDOC), "-Tlint"], input=manpage(), capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(MAN is None, reason="needs man")
def test_man_shows_it_without_a_warning() -> None:
    env = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    done = subprocess.run(
        [str(MAN), "--warnings", "-l", "-"], input=manpage(), capture_output=True, text=True, env=env
    )

    assert (done.returncode, done.stderr) == (0, "")
    shown = re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)
    assert "RECOVERYREF(1)" in shown
    for command in COMMANDS:
        assert re.search(rf"^   {command}\b", shown, re.MULTILINE), command
    for option in ("--full", "--clinical", "--pager", "--csl", "--bibtex", "--reference PATH", "--at TIME"):
        assert option in shown


def test_it_stands_in_the_wheel_with_the_schemas(packages: Path) -> None:
    wheel = zipfile.ZipFile(next(packages.glob("*.whl")))
    names = wheel.namelist()

    page = next(name for name in names if name.endswith(".data/data/share/man/man1/recoveryref.1"))
    assert wheel.read(page).decode() == manpage()
    assert {Path(name).name for name in names if name.startswith("recoveryref/schema/")} == set(documents())
    assert "recoveryref/py.typed" in names
