"""What `check` tells of the sources, and the statements that it draws."""

from conftest import ROOT, Run

GOOD = str(ROOT / "tests" / "good")


def test_figures_count_sources_and_statements(run: Run) -> None:
    told = run("check", GOOD, "--figures").out.splitlines()

    assert told == [
        "statements: 6 in 2 entries",
        "sources by class: review 1",
        "sources by standing: current 1",
        "sources by read: whole 1",
        "statements by class: review 100%",
        "critical statements with two sources or more: 0 of 0",
    ]


def test_a_draw_shows_whole_statements_and_repeats_itself(run: Run) -> None:
    first = run("check", GOOD, "--draw", "3").out

    assert first == run("check", GOOD, "--draw", "3").out
    assert first != run("check", GOOD, "--draw", "3", "--seed", "2").out
    assert len(first.splitlines()) == 3
    assert all(line.endswith("]") and "[@example-2020" in line for line in first.splitlines())


def test_a_draw_from_an_edition_that_is_not_here_is_empty(run: Run) -> None:
    assert run("check", GOOD, "--draw", "3", "--edition", "2").out == ""
    assert run("check", GOOD, "--figures", "--edition", "2").out.startswith("statements: 0 in 0 entries\n")
