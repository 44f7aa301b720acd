"""The reference as a Python module."""

import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run

import recoveryref
from recoveryref import fastpath, paths
from recoveryref.author.build import build
from recoveryref.errors import DataFault, NotFound, ReferenceFault, WrongUse
from recoveryref.reader.records import Entry, Hit, Listed, Source


def test_the_readme_says_what_is_so() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)

    assert failed == 0
    assert tried > 4


def test_every_entry_is_got_by_its_id_and_by_its_title() -> None:
    with recoveryref.open() as handbook:
        for listed in handbook.entries():
            assert handbook.get(listed.id).id == listed.id
            assert handbook.get(listed.title).data["title"] == listed.title


def test_answers_are_typed_records() -> None:
    with recoveryref.open() as handbook:
        assert isinstance(handbook.get("suboxone"), Entry)
        assert all(isinstance(hit, Hit) for hit in handbook.search("how long does it last"))
        assert all(isinstance(listed, Listed) for listed in handbook.entries("medications"))
        assert all(isinstance(source, Source) for source in handbook.sources())


def test_a_kind_may_be_named_as_on_the_command_line() -> None:
    with recoveryref.open() as handbook:
        assert handbook.entries("med") == handbook.entries("medications") != []
        assert {hit.kind for hit in handbook.search("craving", kind="therapy", limit=3)} == {"therapies"}
        assert len(handbook.search("methadone", limit=3)) == 3


def test_a_near_name_is_not_taken_for_another() -> None:
    with recoveryref.open() as handbook, pytest.raises(NotFound) as error:
        handbook.get("methadnoe")

    assert error.value.near == ("Methadone",)


def test_an_unknown_kind_gets_the_nearest() -> None:
    with recoveryref.open() as handbook, pytest.raises(NotFound, match="medications"):
        handbook.entries("medicatons")


def test_a_path_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReferenceFault, match="nowhere"):
        recoveryref.open(tmp_path / "nowhere.sqlite")
    monkeypatch.setenv("RECOVERYREF_FILE", str(tmp_path / "elsewhere.sqlite"))
    with pytest.raises(ReferenceFault, match="elsewhere"):
        recoveryref.open()


def test_what_is_closed_answers_no_more() -> None:
    with recoveryref.open() as handbook:
        pass

    with pytest.raises(ReferenceFault):
        handbook.entries()


def test_an_unknown_name_of_the_module_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        recoveryref.close  # noqa: B018


def test_the_import_alone_loads_nothing() -> None:
    code = "import sys; before = set(sys.modules); import recoveryref; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["recoveryref"]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a few entries that was never built, in place of the installed program's."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "tests" / "good", data)
    monkeypatch.setattr(paths, "REFERENCE", tmp_path / "reference.sqlite")
    monkeypatch.setattr(paths, "data_folder", lambda: data)
    monkeypatch.delenv("RECOVERYREF_FILE")
    return data


def test_opening_prints_nothing_whatever_has_to_be_done_for_it(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with recoveryref.open() as handbook:
        assert handbook.get("naloxone").id == "medications/naloxone"

    assert capfd.readouterr() == ("", "")


def test_opening_raises_what_it_documents(
    checkout: Path, reference: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    documented = recoveryref.open.__doc__ or ""
    (checkout / "medications" / "naloxone.yaml").write_text("title: Edited\n")
    with pytest.raises(DataFault):
        recoveryref.open()
    with pytest.raises(WrongUse):
        recoveryref.open(reference, country="Atlantis")
    monkeypatch.setenv(fastpath.COUNTRY, "Atlantis")
    with pytest.raises(WrongUse):
        recoveryref.open(reference)

    assert all(f"*{error.__name__}*" in documented for error in (DataFault, WrongUse, ReferenceFault))
    assert capfd.readouterr() == ("", "")


def test_a_word_near_to_a_command_is_looked_up_in_the_reference_that_was_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "tests" / "good", data)
    entry = data / "medications" / "naloxone.yaml"
    entry.write_text(entry.read_text().replace("aka: [", "aka: [timelin, "))
    build([data], tmp_path / "own.sqlite")

    assert run("timelin").status == 2
    monkeypatch.setenv("RECOVERYREF_FILE", str(tmp_path / "own.sqlite"))
    assert run("timelin").out.startswith("Naloxone")


def test_a_word_near_to_a_command_is_looked_up_without_a_word(run: Run, checkout: Path) -> None:
    done = run("timelin")

    assert (done.status, done.out) == (2, "")
    assert (
        done.err
        == "recoveryref: there is no command 'timelin': did you mean timeline? (try: recoveryref --help)\n"
    )
