"""Entries side by side, and the withdrawal scale scored without ever guessing a missing item."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DATA, Run

from recoveryref.reader.scoring import score

SCALE: dict[str, Any] = yaml.safe_load((DATA / "scales" / "cows.yaml").read_text(encoding="utf-8"))
BANDS = [(band["name"], *band["scores"]) for band in SCALE["bands"]]


def test_three_medicines_stand_side_by_side(run: Run) -> None:
    shown = run("compare", "methadone", "buprenorphine", "naltrexone")

    assert (shown.status, shown.err) == (0, "")
    first = shown.out.splitlines()[0]
    assert first.split() == ["Methadone", "Buprenorphine", "Naltrexone"]
    for label in (
        "Kind",
        "How it is",
        "Where to get",
        "Starting",
        "What it does",
        "Take care",
        "Pregnancy",
        "Stopping",
    ):
        assert f"\n{label}" in shown.out


@pytest.mark.parametrize("width", [60, 70, 80])
def test_beside_each_other_nothing_is_cut_and_every_source_is_cited(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = run("compare", "methadone", "buprenorphine", "naltrexone").out
    cells, _, foot = shown.partition("\n[1] ")

    cited = {n for group in re.findall(r"\[([\d,]+)\]", cells) for n in group.split(",")}
    assert "…" not in shown
    assert cited == {"1", *re.findall(r"\[(\d+)\] ", foot)}


def test_as_json_every_fact_keeps_its_cites(run: Run) -> None:
    shown = json.loads(run("compare", "methadone", "buprenorphine", "--json").out)

    assert [entry["id"] for entry in shown["entries"]] == [
        "medications/methadone",
        "medications/buprenorphine",
    ]
    known = {source["id"] for source in shown["sources"]}
    for field in shown["fields"]:
        for fact in field["facts"].values():
            assert fact is None or {cite["id"] for cite in fact["cites"]} <= known
    assert "pregnancy" in {field["key"] for field in shown["fields"]}


@pytest.mark.parametrize("question", ["which is safer methadone or suboxone", "methadone vs suboxone"])
def test_how_each_does_beside_the_other_comes_first(run: Run, question: str) -> None:
    shown = json.loads(run(*question.split(), "--json").out)

    first, second = [field["key"] for field in shown["fields"]][:2]
    answer = shown["fields"][1]["facts"]["medications/methadone"]["text"]
    assert (first, second) == ("summary", "switching")
    assert "buprenorphine (Suboxone)" in answer


def test_as_markdown_it_is_one_table(run: Run) -> None:
    lines = run("compare", "cbt", "mi", "--markdown").out.splitlines()

    assert lines[0] == "| | Cognitive behavioral therapy | Motivational interviewing |"
    assert all(line.count(" | ") == 2 for line in lines[2:] if line.startswith("| **"))


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["methadone", "cbt"], "different kinds"),
        (["methadone"], "two to four"),
        (["methadone", "naloxone", "naltrexone", "clonidine", "lofexidine"], "two to four"),
        (["methadone", "Methadose"], "named twice"),
    ],
)
def test_what_cannot_be_compared_is_told(run: Run, names: list[str], line: str) -> None:
    shown = run("compare", *names)

    assert (shown.status, shown.out) == (2, "")
    assert line in shown.err


def given(total: int) -> dict[str, int]:
    """Points for every item that add up to *total*, if the options allow it."""
    sums: dict[int, list[int]] = {0: []}
    for item in SCALE["items"]:
        options = [int(option["points"]) for option in item["options"]]
        sums = {so_far + points: [*chosen, points] for so_far, chosen in sums.items() for points in options}
    return dict(zip((item["id"] for item in SCALE["items"]), sums[total], strict=True))


@pytest.mark.parametrize(("name", "low", "high"), BANDS)
def test_both_edges_of_every_band(run: Run, name: str, low: int, high: int) -> None:
    for total in {int(low), int(high)}:
        options = [part for id, points in given(total).items() for part in (f"--{id}", str(points))]
        shown = run("cows", *options)

        assert shown.status == 0
        assert f"{total} points: {name}" in shown.out


def test_the_bands_leave_no_gap_and_reach_the_top() -> None:
    top = sum(max(int(option["points"]) for option in item["options"]) for item in SCALE["items"])
    covered = sorted(n for _, low, high in BANDS for n in range(int(low), int(high) + 1))

    assert covered == list(range(top + 1))


def test_a_missing_item_is_never_taken_for_zero(run: Run) -> None:
    shown = run("cows", "--pulse", "1", "--sweating", "2")
    as_json = run("cows", "--pulse", "1", "--sweating", "2", "--json")

    assert shown.status == as_json.status == 1
    assert "No score yet" in shown.out
    assert "restlessness" in shown.out
    found = json.loads(as_json.out)
    assert (found["band"], found["points"]) == (None, 3)
    assert len(found["missing"]) == len(SCALE["items"]) - 2
    assert score({**SCALE, "bands": []}, {}).missing == [item["id"] for item in SCALE["items"]]


@pytest.mark.parametrize("typed", [["--pulse=1"], ["--pulse", "1"]], ids=" ".join)
def test_points_may_be_joined_to_their_item(run: Run, typed: list[str]) -> None:
    found = json.loads(run("cows", *typed, "--nose-tears=2", "--json").out)

    assert (found["points"], len(found["missing"])) == (3, len(SCALE["items"]) - 2)


def test_as_plain_text_the_score_comes_first_and_each_fact_has_a_line(run: Run) -> None:
    some = run("cows", "--plain", "--pulse=1").out.splitlines()
    every = run("cows", "--plain", *(f"--{id}={points}" for id, points in given(8).items())).out.splitlines()

    missing = ", ".join(item["id"] for item in SCALE["items"] if item["id"] != "pulse")
    assert some[0] == f"COWS: no score yet, missing {missing}"
    assert every[0] == "COWS: 8 points, mild"
    facts = [fact.partition(" [@")[0] for fact in SCALE["meaning"]]
    assert some[1 : len(facts) + 1] == every[1 : len(facts) + 1] == facts


ITEMS = ", ".join(item["id"] for item in SCALE["items"])


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--pulse", "3"], "'3' is no score for pulse: choose 0, 1, 2, 4"),
        (["--pulse"], "'--pulse' has no points: write, for example, --pulse 1"),
        (["--pulse", "1", "--sweating"], "'--sweating' has no points: write, for example, --pulse 1"),
        (["--mood", "1"], f"there is no item '--mood': the items are {ITEMS}"),
        (["plse", "1"], f"there is no item 'plse': the items are {ITEMS}"),
        (["--pulse", "x"], "'x' is no score for pulse: choose 0, 1, 2, 4"),
        (["--pulse=9"], "'9' is no score for pulse: choose 0, 1, 2, 4"),
        ([], None),
        (["--pulse", "1", "--pulse", "2"], "'--pulse' is given twice: give each item once"),
        (["--pulse=1", "--pulse=1"], "'--pulse' is given twice: give each item once"),
        (["--nose-tears", "1", "--nose_tears", "2"], "'--nose_tears' is given twice: give each item once"),
    ],
)
def test_wrong_points_are_told(run: Run, args: list[str], told: str | None) -> None:
    shown = run("cows", *args)

    assert (shown.status, shown.out) == (2, "")
    assert len(shown.err.splitlines()) == 1
    assert told is None or shown.err == f"recoveryref: {told}\n"


def test_an_item_needs_no_dashes(run: Run) -> None:
    assert (
        run("cows", "pulse", "1", "nose-tears", "2").out
        == run("cows", "--pulse", "1", "--nose-tears", "2").out
    )


@pytest.mark.parametrize("asked", ["scale items", "scor 9 wat does tht mean", "how often to repeat it"])
def test_words_after_cows_are_a_question(run: Run, asked: str) -> None:
    shown = run("cows", *asked.split())

    assert shown.status == 0
    assert "The COWS withdrawal scale" in shown.out


def test_help_names_every_item_and_its_points(run: Run) -> None:
    shown = run("cows", "--help").out

    for item in SCALE["items"]:
        points = ", ".join(str(option["points"]) for option in item["options"])
        line = next(line for line in shown.splitlines() if line.split()[:1] == [f"--{item['id']}"])
        assert line.endswith(f": {points}")


def test_help_is_given_also_where_the_reference_cannot_be_read(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RECOVERYREF_FILE", str(tmp_path / "none"))

    assert run("cows", "--help").status == 0


def test_asked_at_a_terminal_item_by_item(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["7", "1", *["0"] * 20])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))

    shown = run("cows")

    assert shown.status == 0
    assert "1 of 11" in shown.out
    assert "1 points: below mild" in shown.out
    assert "'7' is no score for pulse" in shown.err
