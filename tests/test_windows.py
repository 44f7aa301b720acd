"""Windows and macOS as far as they can be imitated: what they lack, and what they say otherwise."""

import errno
import io
import os
import shutil
import sys
from typing import Any

import pytest
from conftest import Run

from recoveryref import fastpath
from recoveryref.cli import terminal
from recoveryref.reader import file


class Console(io.TextIOWrapper):
    """A window of Windows: Python writes to it in UTF-8, whatever its code page."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")

    def isatty(self) -> bool:
        return True


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Console:
    """A machine with Windows, whose console reads escapes."""
    console = Console()
    monkeypatch.setattr(fastpath, "WINDOWS", True)
    monkeypatch.setattr(fastpath, "_windows_console", lambda: True)
    monkeypatch.setattr(fastpath, "_windows", lambda: "DE")
    for name in ("TERM", "LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "RECOVERYREF_FILE"):
        monkeypatch.delenv(name, raising=False)
    return console


def test_a_console_without_a_kind_of_terminal_has_colour(
    windows: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", windows)

    assert terminal.colour({})
    assert not terminal.colour({"TERM": "dumb"})
    assert not terminal.colour({"NO_COLOR": "1"})


def test_a_console_that_reads_no_escapes_has_none(windows: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(fastpath, "WINDOWS", True)
    monkeypatch.setattr(sys, "stdout", Console())

    assert not terminal.colour({})


def test_the_country_is_what_the_system_says_or_unknown(
    windows: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fastpath.country() == "DE"

    # macOS says nothing to a program that no terminal started.
    monkeypatch.setattr(fastpath, "WINDOWS", False)
    assert fastpath.country() == ""


@pytest.mark.parametrize("encoding", ["cp437", "cp1252"])
def test_a_code_page_gets_plainer_signs_for_those_that_it_lacks(encoding: str) -> None:
    text = terminal.encoded("“1–2” · ▒ …", encoding).decode(encoding)

    assert "?" not in text
    assert "1" in text


def test_a_set_page_is_written_through_python(windows: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that go past it would be read in the console's code page."""
    page = "“Naloxone”\n".encode()

    def past(*_: Any) -> int:
        raise AssertionError

    monkeypatch.setattr(os, "write", past)
    monkeypatch.setattr(sys, "stdout", windows)

    assert fastpath._write(page)
    assert windows.buffer.getvalue() == page  # type: ignore[attr-defined]


def test_a_reader_of_a_pipe_that_has_gone_is_no_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(text: str) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(fastpath, "WINDOWS", True)
    monkeypatch.setattr(terminal, "write", gone)
    monkeypatch.setattr("recoveryref.cli.run._silence", lambda: None)

    assert run("list", "--plain") == (0, "", "")


def test_a_pager_that_is_missing_hides_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shell of Windows says 1 where it finds no such program."""
    from recoveryref.cli import pager

    monkeypatch.setattr(fastpath, "WINDOWS", True)
    monkeypatch.setattr(terminal, "encoded", lambda text, _: text.encode())
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _: os.terminal_size((80, 2)))
    for pager_, shown in (("exit 1", "one\ntwo\nthree\n"), ("exit 0", "")):
        pager._show("one\ntwo\nthree\n", pager_)
        assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("path", "separator", "uri"),
    [
        ("C:\\Users\\a b\\50%\\ref#1.sqlite", "\\", "file:/C:/Users/a b/50%25/ref%231.sqlite"),
        ("/home/a?/ref.sqlite", "/", "file:/home/a%3f/ref.sqlite"),
        ("/home/back\\slash.sqlite", "/", "file:/home/back\\slash.sqlite"),
    ],
)
def test_sqlite_is_given_a_path_as_it_wants_it(path: str, separator: str, uri: str) -> None:
    assert file._uri(path, separator) == f"{uri}?mode=ro&immutable=1"
