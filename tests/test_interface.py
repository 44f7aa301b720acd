"""The reference as a Python module."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import recoveryref
from recoveryref.errors import NotFound, ReferenceFault
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
