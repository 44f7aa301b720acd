"""A reference is built whole or not at all, and an edit is never shown stale."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import ROOT, Run

from recoveryref import paths
from recoveryref.author.build import build
from recoveryref.errors import DataFault

GOOD = ROOT / "tests" / "good"
BAD = ROOT / "tests" / "bad"
# What is told, and stops no build.
WARNINGS = {"review-due", "second-edition"}


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    build([GOOD], tmp_path / "one.sqlite")
    build([GOOD], tmp_path / "two.sqlite")

    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()


@pytest.mark.parametrize("folder", sorted(path.name for path in BAD.iterdir() if path.name not in WARNINGS))
def test_a_failed_build_leaves_the_old_reference_and_nothing_beside_it(tmp_path: Path, folder: str) -> None:
    output = tmp_path / "reference.sqlite"
    build([GOOD], output)
    before = output.read_bytes()

    with pytest.raises(DataFault):
        build([GOOD, BAD / folder], output)

    assert output.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["reference.sqlite"]


def test_a_disk_that_refuses_leaves_the_old_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "reference.sqlite"
    build([GOOD], output)
    before = output.read_bytes()

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("recoveryref.author.build.tables", full)
    with pytest.raises(DataFault, match="disk is full"):
        build([GOOD], output)

    assert output.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["reference.sqlite"]


def test_a_place_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    shown = run("build", str(GOOD), "--output", str(tmp_path / "none" / "reference.sqlite"))

    assert shown.status == 1
    assert "name another --output" in shown.err


def test_build_with_a_local_folder(run: Run, tmp_path: Path) -> None:
    local = tmp_path / "clinic" / "medications"
    local.mkdir(parents=True)
    (local / "naloxone.yaml").write_text(
        'title: Naloxone at our desk\nreviewed: "2026-11"\nsummary: Ask at the desk. [@example-2020]\n'
        "class: opioid antagonist [@example-2020]\n"
    )
    output = tmp_path / "clinic.sqlite"

    built = run("build", str(GOOD), "--add", str(tmp_path / "clinic"), "--output", str(output))
    shown = run("med", "naloxone", "--reference", str(output))

    assert built.status == 0
    assert shown.out.startswith("Naloxone at our desk")
    assert "Local page" in shown.out


@pytest.fixture
def own_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout's data folder and compiled reference, in place of our own."""
    data = tmp_path / "data"
    shutil.copytree(GOOD, data)
    monkeypatch.delenv("RECOVERYREF_FILE")
    monkeypatch.setattr(paths, "REFERENCE", tmp_path / "reference.sqlite")
    monkeypatch.setattr(paths, "data_folder", lambda: data)
    build([data], paths.REFERENCE, watched=data)
    return data


def test_an_unedited_checkout_answers_from_its_reference(run: Run, own_checkout: Path) -> None:
    shown = run("med", "naloxone")

    assert (shown.status, shown.err) == (0, "")


def test_an_edit_is_compiled_afresh_and_nothing_is_written(run: Run, own_checkout: Path) -> None:
    entry = own_checkout / "medications" / "naloxone.yaml"
    entry.write_text(entry.read_text().replace("stops", "ends"))
    before = paths.REFERENCE.read_bytes()

    shown = run("med", "naloxone")

    assert "ends an overdose" in shown.out
    assert "the data was edited" in shown.err
    assert paths.REFERENCE.read_bytes() == before


def test_a_broken_edit_is_told_not_hidden(run: Run, own_checkout: Path) -> None:
    entry = own_checkout / "medications" / "naloxone.yaml"
    entry.write_text(entry.read_text() + "oops: 1\n")

    shown = run("med", "naloxone")

    assert (shown.status, shown.out) == (1, "")
    assert "oops is no field here" in shown.err


def test_a_checkout_never_built_answers_all_the_same(run: Run, own_checkout: Path) -> None:
    paths.REFERENCE.unlink()

    shown = run("med", "naloxone")

    assert shown.out.startswith("Naloxone")
    assert "no compiled reference yet" in shown.err
    assert not paths.REFERENCE.exists()
