"""Names and questions in people's own words; the report prints recall and the misses (-s shows it)."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recoveryref.errors import Ambiguous, NotFound
from recoveryref.reader.file import open_reference
from recoveryref.reader.queries import find
from recoveryref.reader.search import search

HERE = Path(__file__).parent / "search"


def load(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")))


SETS = [("dev", 0.80, 0.95), ("sample", 0.80, 0.95), ("held", 0.80, 0.95)]


# What each set must reach: the right entry first, and among the first three.
@pytest.mark.parametrize(("name", "first", "third"), SETS)
def test_questions_find_their_entry(reference: Path, name: str, first: float, third: float) -> None:
    opened = open_reference(reference)
    questions = load(name)
    found = [[hit.id for hit in search(opened, row["q"], limit=3).hits] for row in questions]
    at1 = sum(ids[:1] != [] and ids[0] in row["want"] for row, ids in zip(questions, found, strict=True))
    at3 = sum(bool({*ids} & {*row["want"]}) for row, ids in zip(questions, found, strict=True))

    share1, share3 = at1 / len(questions), at3 / len(questions)
    print(f"\n{name}: {len(questions)} questions, recall@1 {share1:.3f}, recall@3 {share3:.3f}")
    for row, ids in zip(questions, found, strict=True):
        if ids[:1] == [] or ids[0] not in row["want"]:
            print(f"  {'3' if {*ids} & {*row['want']} else 'X'} {row['q']}: {ids}")
    assert share1 >= first
    assert share3 >= third


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
