"""Each rule finds its fault on its line, and finds nothing where nothing is wrong."""

import re
from pathlib import Path

import pytest

from recoveryref.author.check import check
from recoveryref.author.rules import RULES

HERE = Path(__file__).parent
GOOD = HERE / "good"
BAD = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())
GUIDE = (HERE.parent / "data" / "README.md").read_text(encoding="utf-8")
MARK = re.compile(r"# wrong: ([a-z0-9-]+)$")


def marked(folder: Path) -> list[tuple[str, int, str]]:
    """The faults that a folder's own remarks say it has."""
    return [
        (path.name, number, match[1])
        for path in sorted(folder.rglob("*.yaml"))
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if (match := MARK.search(line))
    ]


def test_good_data_has_no_problem() -> None:
    _, problems = check([GOOD])

    assert problems == []


@pytest.mark.parametrize("folder", BAD, ids=lambda path: path.name)
def test_fault_is_found_on_its_line(folder: Path) -> None:
    _, problems = check([GOOD, folder])

    found = [(Path(problem.path).name, problem.line, problem.rule) for problem in problems]
    assert found == marked(folder)
    assert {rule for _, _, rule in found} == {folder.name}


def test_every_rule_has_a_bad_example_and_stands_in_the_field_guide() -> None:
    documented = set(re.findall(r"^\| `([a-z0-9-]+)` \|", GUIDE.split("## Rules")[1], re.MULTILINE))
    # No file can carry its own mark here: test_load.py has these.
    documented -= {"unreadable", "too-large", "outside", "no-folder"}

    assert {folder.name for folder in BAD} == documented
    assert set(RULES) <= documented


def test_a_problem_says_where_what_how_and_which_rule() -> None:
    _, problems = check([GOOD, HERE / "bad" / "unknown-source"])

    assert [str(problem) for problem in problems] == [
        f"{Path('tests/bad/unknown-source/medications/nalmefene.yaml')}:7: @example-2021 is not in "
        "sources.yaml: did you mean @example-2020? [unknown-source]"
    ]


def test_what_is_no_folder_is_a_problem(tmp_path: Path) -> None:
    _, problems = check([tmp_path / "none"])

    assert [problem.rule for problem in problems] == ["no-folder"]


def test_a_later_folder_replaces_an_entry_whole(tmp_path: Path) -> None:
    (tmp_path / "medications").mkdir()
    (tmp_path / "medications" / "naloxone.yaml").write_text(
        'title: Our naloxone\nreviewed: "2026-11"\nsummary: Ask at the desk. [@example-2020]\n'
        "class: opioid antagonist [@example-2020]\n"
    )

    data, problems = check([GOOD, tmp_path])

    held = data.entries["medications/naloxone"]
    assert problems == []
    assert (held.record.title, held.record.aka, held.local) == ("Our naloxone", (), True)
