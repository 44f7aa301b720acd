"""A package holds each sentence once: the data of an installed program is read from its reference."""

import shutil
from operator import eq
from pathlib import Path

import pytest
from conftest import DATA, ROOT, Run
from test_search import load

from recoveryref import paths
from recoveryref.author import packaged
from recoveryref.author.build import build
from recoveryref.author.collect import Data, read
from recoveryref.reader import names, queries
from recoveryref.reader.file import open_reference
from recoveryref.reader.search import search

CLINIC = ROOT / "tests" / "clinic"


@pytest.fixture
def installed(tmp_path: Path, reference: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installed program, beside its reference."""
    folder = tmp_path / "_data"
    for path in packaged.beside(DATA):
        copy = folder / path.relative_to(DATA)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    monkeypatch.setattr(paths, "PACKAGED", folder)
    monkeypatch.setattr(paths, "REFERENCE", reference)
    monkeypatch.delenv("RECOVERYREF_FILE")
    return folder


def records(data: Data) -> dict[str, object]:
    """What there is of each part, by its id; questions stand there as they are read, how
    a name is misspelt has no order, nor have the ways to say a thing: what the program reads of those is
    compared where it is built.
    """
    found: dict[str, object] = {}
    for id, entry in data.entries.items():
        misspelt = tuple(sorted(entry.record.misspelt))
        found[id] = entry.record.model_copy(update={"misspelt": misspelt, "questions": {}})
    for group, loaded in data.names.items():
        called = {
            first: {names.key(each) for each in (first, *more)} for first, more in loaded.record.names.items()
        }
        found[f"names {group}"] = (loaded.record.model_copy(update={"names": {}}), called)
    parts = (data.sources, data.glossary, data.language, data.scales, data.countries)
    for number, part in enumerate(parts):
        found |= {f"{number} {id}": loaded.record for id, loaded in part.items()}
    return {**found, "danger": data.danger}


def test_an_installed_program_has_the_data_that_it_was_built_from(installed: Path) -> None:
    ours, faults = read([DATA])
    theirs, more = read([installed])

    assert [*faults, *more] == []
    assert records(theirs) == records(ours)


def test_it_stands_in_no_file_beside_the_reference(installed: Path) -> None:
    beside = {path.relative_to(installed).parts[0] for path in installed.rglob("*.yaml")}

    assert {"danger.yaml", "countries.yaml", "scales"} <= beside
    assert not {"aspects.yaml", "glossary.yaml", "names.yaml", "search.yaml", "sources.yaml"} & beside
    assert not {"asked", "messages.yaml", "medications"} & beside


def test_a_clinic_builds_upon_it_what_it_would_build_in_a_checkout(
    run: Run, installed: Path, clinic: Path, tmp_path: Path
) -> None:
    output = tmp_path / "clinic.sqlite"

    built = run("build", "--add", str(CLINIC), "--output", str(output))

    assert built.status == 0, built.err
    one, two = open_reference(clinic), open_reference(output)
    assert queries.statements(one) == queries.statements(two)
    assert queries.sources(one) == queries.sources(two)
    assert queries.terms(one) == queries.terms(two)
    assert queries.entries(one) == queries.entries(two)
    assert queries.phrases(one) == queries.phrases(two)
    assert queries.aspects(one) == queries.aspects(two)
    for listed in queries.entries(one):
        if listed.local:
            continue
        assert queries.entry(one, listed.id).data == queries.entry(two, listed.id).data
        assert queries.misspelt_of(one, listed.id) == queries.misspelt_of(two, listed.id)
    # Words of questions may have other endings there.
    asked = [row["q"] for row in load("tuned")[::20]]
    first = [[[hit.id for hit in search(each, said, limit=1).hits] for said in asked] for each in (one, two)]
    assert sum(map(eq, *first)) >= 0.97 * len(asked) > 100


def test_its_data_can_be_checked(run: Run, installed: Path) -> None:
    checked = run("check")

    assert checked.status == 0
    assert "no problem found" in checked.err


@pytest.mark.parametrize("args", [["med", "methadone"], ["build", "--output", "out.sqlite"]])
def test_without_its_reference_it_says_what_to_do(
    run: Run, installed: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(installed)
    monkeypatch.setattr(paths, "REFERENCE", installed / "none.sqlite")

    shown = run(*args)

    assert (shown.status, shown.out) == (1, "")
    assert "cannot be opened" in shown.err
    assert "install RecoveryRef again" in shown.err


def test_what_only_a_short_data_folder_holds_survives_the_way_through_its_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    good = ROOT / "tests" / "good"
    monkeypatch.setattr(paths, "PACKAGED", tmp_path / "_data")
    monkeypatch.setattr(paths, "REFERENCE", tmp_path / "reference.sqlite")
    paths.PACKAGED.mkdir()
    build([good], paths.REFERENCE)
    for path in packaged.beside(good):
        shutil.copy(path, paths.PACKAGED / path.name)

    assert records(read([paths.PACKAGED])[0]) == records(read([good])[0])
