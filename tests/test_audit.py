"""What `check` tells of the sources, and the statements that it draws."""

from conftest import ROOT, Run

GOOD = str(ROOT / "tests" / "good")


def test_figures_count_sources_and_statements(run: Run) -> None:
    told = run("check", GOOD, "--figures").out.splitlines()

    assert told == [
        "statements: 10 in 2 entries and 3 files beside them",
        "sources by class: review 2",
        "sources by standing: current 2",
        "sources by read: whole 2",
        "statements by class: review 100%",
        "critical statements with two sources or more: 0 of 0",
    ]


def test_a_draw_shows_whole_statements_and_repeats_itself(run: Run) -> None:
    first = run("check", GOOD, "--draw", "3").out

    assert first == run("check", GOOD, "--draw", "3").out
    assert first != run("check", GOOD, "--draw", "3", "--seed", "2").out
    assert len(first.splitlines()) == 3
    assert all(line.endswith("]") and "[@example-2020" in line for line in first.splitlines())


def test_what_stands_beside_the_entries_is_of_the_second_edition(run: Run) -> None:
    drawn = run("check", GOOD, "--draw", "9", "--edition", "2").out.splitlines()
    figures = run("check", GOOD, "--figures", "--edition", "2").out

    assert sorted(line.split()[0] for line in drawn) == [
        "danger.yaml",
        "glossary.yaml",
        "language.yaml",
        "language.yaml",
    ]
    assert figures.startswith("statements: 4 in 0 entries and 3 files beside them\n")
