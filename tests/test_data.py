"""Every entry, in every format: complete, cited, and readable at any width."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DATA, Run

from recoveryref.author.check import check
from recoveryref.author.collect import read
from recoveryref.author.rules import cited
from recoveryref.kinds import KINDS
from recoveryref.reader import queries
from recoveryref.reader.file import filled, open_reference

HERE = Path(__file__).parent
OURS, _ = read([DATA])
IDS = sorted(OURS.entries)
REQUIRED = [
    f"{kind}/{slug}"
    for kind, slugs in yaml.safe_load((HERE / "required-entries.yaml").read_text()).items()
    for slug in slugs
]
COVERAGE = yaml.safe_load((HERE / "coverage.yaml").read_text())


def test_the_data_has_no_problem() -> None:
    _, problems = check([DATA])

    # Entries that still stand as the first edition had them are counted by this warning.
    assert [str(problem) for problem in problems if problem.rule != "second-edition"] == []


def test_every_required_entry_exists() -> None:
    assert sorted(set(REQUIRED) - set(IDS)) == []


WIDTHS = (20, 21, 30, 40, 55, 60, 79, 80, 120)
# Each width is tried with some entries; `-m long` tries each with all.
FITTED = [
    pytest.param(id, width, marks=() if (number + at) % len(WIDTHS) == 0 else pytest.mark.long)
    for number, id in enumerate(IDS)
    for at, width in enumerate(WIDTHS)
]


@pytest.mark.parametrize(("id", "width"), FITTED)
def test_an_entry_shows_as_text_that_fits(
    run: Run, monkeypatch: pytest.MonkeyPatch, id: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = run("show", id, "--full", "--clinical")

    assert (shown.status, shown.err) == (0, "")
    wide = [line for line in shown.out.splitlines() if columns(line) > min(width, 80)]
    assert [line for line in wide if "https://" not in line] == []
    assert "\x1b" not in shown.out
    assert not re.search(r"[\ue000-\uf8ff]", shown.out)


def columns(line: str) -> int:
    """Terminal columns of a line."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("id", IDS)
def test_a_page_says_where_to_turn_and_when_it_was_reviewed(run: Run, id: str) -> None:
    shown = run("show", id).out

    assert "Reviewed " in shown
    assert "recoveryref overdose" in shown.splitlines()[-1]


@pytest.mark.parametrize("id", IDS)
def test_every_fact_of_the_data_is_on_the_full_page_in_each_format(run: Run, id: str) -> None:
    held = OURS.entries[id]
    # The tests are read in the US.
    words = OURS.entries["helplines/us"].file.data["words"]
    facts = [
        filled(" ".join(text.value.partition("[@")[0].split()), words)
        for text in held.file.texts()
        if cited(text)
        and text.place[-1] != "source"
        and text.place[0] not in ("glance", "know", "urgent", "unknown", "unknown_crisis", "crisis", "front")
    ]
    plain = run("show", id, "--full", "--clinical", "--plain").out
    markdown = run("show", id, "--full", "--clinical", "--markdown").out.replace("\\", "")

    assert [fact for fact in facts if fact not in plain] == []
    assert [fact for fact in facts if fact.replace("\\", "") not in markdown] == []


@pytest.mark.parametrize("id", IDS)
def test_json_keeps_the_contract(run: Run, id: str) -> None:
    entry = json.loads(run("show", id, "--json").out)

    first = ["id", "kind", "title", "aka", "summary", "reviewed"]
    assert list(entry)[: len(first)] == first
    assert (entry["id"], entry["kind"]) == (id, id.split("/")[0])
    sources = {source["id"] for source in entry["sources"]}
    used = {source for text in OURS.entries[id].file.texts() for source in cited(text)}
    assert used <= sources
    assert uncited(entry) == []


def uncited(value: object) -> list[object]:
    """Facts of a JSON entry that carry no cite."""
    if isinstance(value, dict):
        own = [value] if "text" in value and "cites" in value and not value["cites"] else []
        return own + [fault for inner in value.values() for fault in uncited(inner)]
    if isinstance(value, list):
        return [fault for inner in value for fault in uncited(inner)]
    return []


@pytest.mark.parametrize("id", IDS)
def test_every_name_finds_its_entry(run: Run, reference: Path, id: str) -> None:
    """By its kind's own command, in any case, with or without hyphens."""
    record = OURS.entries[id].record
    kind, slug = id.split("/")
    opened = open_reference(reference)

    for name in (id, slug, record.title, *record.aka):
        for typed in (name, name.upper(), name.replace("-", " ")):
            assert queries.find(opened, typed, kind).id == id
    assert json.loads(run(KINDS[kind].command, slug, "--json").out)["id"] == id


@pytest.mark.parametrize("id", IDS)
def test_show_finds_an_entry_by_its_title(run: Run, id: str) -> None:
    by_title = run("show", OURS.entries[id].record.title, "--json")
    # Two kinds may share a title: then both are offered.
    found = [json.loads(by_title.out)["id"]] if by_title.out else by_title.err
    assert id in found


def own_text(id: str) -> str:
    """All that an entry itself says."""
    return "\n".join(text.value.partition("[@")[0] for text in OURS.entries[id].file.texts())


@pytest.mark.parametrize("row", COVERAGE, ids=lambda row: row["id"])
def test_what_must_be_covered_is_covered(row: dict[str, Any]) -> None:
    silent = {
        id: [seek for seek in row["mention"] if not re.search(seek, own_text(id), re.I)]
        for id in row["entry"]
    }

    assert {id: seeks for id, seeks in silent.items() if seeks} == {}
