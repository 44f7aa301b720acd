"""Each rule finds its fault on its line, and finds nothing where nothing is wrong."""

import re
from functools import cache
from pathlib import Path

import pytest

from recoveryref.author.check import check
from recoveryref.author.load import Problem
from recoveryref.author.rules import RULES

HERE = Path(__file__).parent
GOOD = HERE / "good"
DATA = HERE.parent / "data"
BAD = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())
GUIDE = (HERE.parent / "data" / "README.md").read_text(encoding="utf-8")
MARK = re.compile(r"# wrong: ([a-z0-9-]+(?:, [a-z0-9-]+)*)$")


@cache
def problems_of(folder: Path) -> list[Problem]:
    """What is wrong with a bad folder that stands over the good one."""
    return check([GOOD, folder])[1]


def marked(folder: Path) -> list[tuple[str, int, str]]:
    """The faults that a folder's own remarks say it has."""
    return [
        (path.name, number, rule)
        for path in sorted(folder.rglob("*.yaml"))
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if (match := MARK.search(line))
        for rule in match[1].split(", ")
    ]


def test_good_data_has_no_problem() -> None:
    _, problems = check([GOOD])

    assert problems == []


@pytest.mark.parametrize("folder", BAD, ids=lambda path: path.name)
def test_fault_is_found_on_its_line(folder: Path) -> None:
    found = [(Path(problem.path).name, problem.line, problem.rule) for problem in problems_of(folder)]
    assert found == marked(folder)
    assert {rule for _, _, rule in found} == {folder.name}


def test_every_rule_has_a_bad_example_and_stands_in_the_field_guide() -> None:
    documented = set(re.findall(r"^\| `([a-z0-9-]+)` \|", GUIDE.split("## Rules")[1], re.MULTILINE))
    # No file can carry its own mark here: test_load.py has these.
    documented -= {"unreadable", "too-large", "outside", "no-folder"}

    assert {folder.name for folder in BAD} == documented
    assert set(RULES) <= documented


def test_every_problem_says_where_what_how_and_which_rule(pytestconfig: pytest.Config) -> None:
    golden = HERE / "golden" / "problems.txt"
    told = "".join(f"{problem}\n" for folder in BAD for problem in problems_of(folder))
    told = told.replace(str(Path("tests/bad/x"))[:-1], "")

    if pytestconfig.getoption("--update-golden"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def citing() -> dict[str, str]:
    """Files of our data that cite, by their paths: one of each kind of entry, and all beside the entries."""
    found: dict[str, str] = {}
    for path in sorted(DATA.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if " [@" in text and path.name != "sources.yaml":
            found.setdefault(path.name if path.parent == DATA else path.parent.name, str(path))
    return {str(Path(path).relative_to(DATA)): path for path in found.values()}


def test_a_bad_source_is_refused_wherever_our_data_cites(tmp_path: Path) -> None:
    sources, files = "", citing()
    for number, (name, path) in enumerate(files.items()):
        there = tmp_path / name
        there.parent.mkdir(exist_ok=True)
        text = Path(path).read_text(encoding="utf-8")
        there.write_text(text.replace(" [@", f" [@bad-{number}; @", 1), encoding="utf-8")
        sources += (
            f"- {{id: bad-{number}, type: webpage, title: Bad {number}, URL: https://example.org/{number}, "
            'accessed: "2026-11-21", standing: withdrawn}\n'
        )
    (tmp_path / "sources.yaml").write_text(sources, encoding="utf-8")

    refused = [problem for problem in check([tmp_path])[1] if not problem.warning]

    assert {
        "glossary.yaml",
        "language.yaml",
        "names.yaml",
        "beyond.yaml",
        "danger.yaml",
        "scales/cows.yaml",
    } <= set(files)
    for number, name in enumerate(files):
        of_file = [problem.what for problem in refused if problem.path.endswith(f"/{name}")]
        assert f"bad-{number} is withdrawn" in of_file, name
        assert any(f"bad-{number} does not say its class" in problem.what for problem in refused), name


def test_what_another_folder_says_beside_its_entries_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "language.yaml").write_text("- avoid: [pest]\n  use: person\n  why: Ask first. [@house]\n")
    (tmp_path / "sources.yaml").write_text(
        "- {id: house, type: webpage, title: House rules, URL: https://example.org/house, "
        'accessed: "2026-11-21", standing: withdrawn}\n'
    )

    problems = check([GOOD, tmp_path])[1]

    assert {(problem.rule, problem.warning) for problem in problems} == {
        ("source-record", True),
        ("past-source", True),
    }


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
