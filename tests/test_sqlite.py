"""A SQLite that cannot do what is needed is named as what is wrong: neither the file nor the disk is."""

import ctypes
import importlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run

from recoveryref.reader import checksum

SAID = "which takes SQLite 3.34 or newer with FTS5"
REAL = sqlite3.connect


def without_fts5(*args: Any, **settings: Any) -> sqlite3.Connection:
    """A connection as a SQLite that was built without FTS5 gives it."""
    db = REAL(*args, **settings)
    # The database's own handle is what a connection holds first.
    handle = ctypes.c_void_p.from_address(id(db) + object.__basicsize__)
    library = ctypes.CDLL(importlib.import_module("_sqlite3").__file__)
    keep = (ctypes.c_char_p * 3)(b"json_each", b"json_tree", None)
    assert library.sqlite3_drop_modules(handle, keep) == 0
    return db


class Older(sqlite3.Connection):
    """A connection as SQLite 3.26 gives it, which takes no accent from a letter that has several."""

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        if "remove_diacritics 2" in sql or "MATCH" in sql:
            raise sqlite3.OperationalError("error in tokenizer constructor")
        return super().execute(sql, *more)


@pytest.fixture(params=["no FTS5", "older"])
def lacking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A SQLite that lacks what is needed."""
    if request.param == "no FTS5":
        if not hasattr(ctypes.CDLL(importlib.import_module("_sqlite3").__file__), "sqlite3_drop_modules"):
            pytest.skip("this SQLite lets nothing be taken from it")
        monkeypatch.setattr(sqlite3, "connect", without_fts5)
    else:
        monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: REAL(*args, **more, factory=Older))
    return str(request.param)


@pytest.mark.parametrize("args", [["search", "how long does it last"], ["search", "dope", "--json"]])
def test_a_reader_is_told_what_is_needed(run: Run, lacking: str, args: list[str]) -> None:
    shown = run(*args)

    assert (shown.status, shown.out) == (1, "")
    assert SAID in shown.err
    assert sqlite3.sqlite_version in shown.err
    assert "damaged" not in shown.err
    assert len(shown.err.splitlines()) == 1


@pytest.mark.parametrize(
    "args",
    [["med", "methadone"], ["med", "methadnoe"], ["overdose"], ["list"], [], ["helplines", "canada"]],
)
def test_what_needs_no_full_text_search_is_answered_all_the_same(
    run: Run, lacking: str, args: list[str]
) -> None:
    shown = run(*args)

    assert shown.status == 0
    assert SAID not in shown.err
    assert shown.out


def test_a_builder_is_told_what_is_needed_and_nothing_is_written(
    run: Run, lacking: str, tmp_path: Path
) -> None:
    shown = run("build", str(ROOT / "tests" / "good"), "--output", str(tmp_path / "out.sqlite"))

    assert (shown.status, shown.out) == (1, "")
    assert SAID in shown.err
    assert "disk" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_a_sqlite_older_than_any_tried_builds_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 33, 0))
    shown = run("build", str(ROOT / "tests" / "good"), "--output", str(tmp_path / "out.sqlite"))

    assert (shown.status, shown.out) == (1, "")
    assert SAID in shown.err
    assert list(tmp_path.iterdir()) == []


def test_damage_is_still_told_as_damage(run: Run, tmp_path: Path, reference: Path) -> None:
    path = tmp_path / "reference.sqlite"
    shutil.copy(reference, path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE said")
    checksum.put(path)

    assert "is damaged" in run("search", "dope", "--reference", str(path)).err


@pytest.mark.parametrize(("module", "args"), [("sqlite3", ["search", "dope"]), ("typer", ["list"])])
def test_a_python_that_lacks_a_part_is_told_in_one_line(module: str, args: list[str]) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None; sys.argv[1:] = {args!r}\n"
        "from recoveryref.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})

    assert (done.returncode, done.stdout) == (1, "")
    assert f"lacks {module}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
