"""Names and questions in people's own words; the report prints recall and the misses (-s shows it)."""

import contextlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import DATA, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recoveryref.errors import Ambiguous, NotFound
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference
from recoveryref.reader.queries import find
from recoveryref.reader.records import Hit
from recoveryref.reader.search import search

HERE = Path(__file__).parent / "search"


def load(name: str) -> list[dict[str, Any]]:
    # What weights and words are tuned on teaches the search too, so it is data.
    paths = sorted((DATA / "asked").iterdir()) if name == "tuned" else [HERE / f"{name}.yaml"]
    return [row for path in paths for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


class Bounds(NamedTuple):
    """What a set must reach at least: the right entry first, and among the first three; the statement that
    answers printed among those of the right entry.
    """

    first: float
    third: float
    answer: float


# The aim is 0.92, 0.99 and 0.75 on questions that nothing was written to.
SETS = {
    "written": Bounds(0.91, 0.97, 0.89),
    "tuned": Bounds(0.80, 0.94, 0.88),
    "kept": Bounds(0.79, 0.93, 0.85),
}


def answers(row: dict[str, Any], hits: list[Hit]) -> bool:
    """Whether a statement of the wanted field or heading is printed under a wanted entry."""
    printed = [own for hit in hits if hit.id in row["want"] for own in hit.statements]
    return any(own.field in row["at"] or own.label.startswith(tuple(row["at"])) for own in printed)


@pytest.mark.parametrize("name", SETS)
def test_questions_find_their_entry_and_its_answer(reference: Path, name: str) -> None:
    opened = open_reference(reference)
    rows = load(name)
    found = [search(opened, row["q"], limit=3).hits for row in rows]
    first = [hits[:1] != [] and hits[0].id in row["want"] for row, hits in zip(rows, found, strict=True)]
    third = [any(hit.id in row["want"] for hit in hits) for row, hits in zip(rows, found, strict=True)]
    answer = [answers(row, hits) for row, hits in zip(rows, found, strict=True) if "at" in row]
    share = Bounds(*(sum(right) / len(right) for right in (first, third, answer)))

    print(f"\n{name}: {len(rows)} questions, {share}")
    for row, hits, one, three in zip(rows, found, first, third, strict=True):
        # Of questions that nothing was tuned on only totals are told, so that it stays so.
        if name != "kept" and not one:
            print(f"  {'3' if three else 'X'} {row['q']}: {[hit.id for hit in hits]}")
    assert all(reached >= wanted for reached, wanted in zip(share, SETS[name], strict=True))


def test_the_sets_stand_apart_and_name_what_there_is(reference: Path) -> None:
    opened = open_reference(reference)
    rows = [(name, row) for name in SETS for row in load(name)]
    known = {listed.id for listed in queries.entries(opened)}

    assert len({row["q"].casefold() for _, row in rows}) == len(rows)
    assert {id for _, row in rows for id in row["want"]} <= known
    for name in SETS:
        kinds = [row["kind"] for of, row in rows if of == name and "kind" in row]
        assert len(kinds) >= 250
        assert set(kinds) == {"plain", "messy", "joined"}


@pytest.mark.parametrize("fragment", ["nal", "bup", "met", "clo", "lof"])
def test_a_fragment_is_never_taken_for_a_medicine(run: Run, fragment: str) -> None:
    shown = run("med", fragment)

    # "bup" is a name that people use; a mere fragment lists what it could be.
    assert shown.status == 1 or shown.err == ""
    if fragment == "nal":
        assert (shown.status, shown.out) == (1, "")
        for name in ("Naloxone", "Naltrexone", "Nalmefene"):
            assert name in shown.err


def test_search_as_json_keeps_the_contract(run: Run) -> None:
    found = json.loads(run("search", "--json", "partial", "agonist").out)

    assert found["query"] == "partial agonist"
    result = ["id", "kind", "title", "summary", "statements", "due", "overdue"]
    statement = ["text", "cites", "field", "label", "level", "country", "command"]
    assert list(found["results"][0]) == result
    assert list(found["results"][0]["statements"][0]) == statement
    assert "**" not in json.dumps(found)


def test_kind_and_limit_narrow_the_results(run: Run) -> None:
    found = json.loads(run("search", "--json", "--kind", "therapies", "--limit", "3", "craving").out)

    assert len(found["results"]) == 3
    assert {result["kind"] for result in found["results"]} == {"therapies"}


def test_nothing_found_says_so_and_offers_near_words(run: Run) -> None:
    shown = run("search", "methadoxyl")

    assert (shown.status, shown.out) == (1, "")
    assert "nothing found for 'methadoxyl'" in shown.err


QUOTES = ['"', '"" OR', "NEAR(", "a*b", "(((", "- -", "col:on", "'; DROP TABLE", "^", "AND"]


@pytest.mark.parametrize("text", [*QUOTES, "\0", "x" * 100_000, "🙂", "مساعدة"], ids=ascii)
def test_any_text_is_safe(run: Run, text: str) -> None:
    shown = run("search", "--", text)

    assert shown.status in (0, 1)
    assert "fault" not in shown.err


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_is_safe(reference: Path, text: str) -> None:
    opened = open_reference(reference)

    found = search(opened, text)

    assert len(found.hits) <= 10
    with contextlib.suppress(NotFound, Ambiguous):
        find(opened, text)
