"""The commands as a reader meets them: what they say, where, and with which exit status."""

import io
import json
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run


def test_the_front_page_fits_one_screen_and_says_where_to_turn(run: Run) -> None:
    front = run()

    assert (front.status, front.err) == (0, "")
    assert len(front.out.splitlines()) <= 24
    assert "988" in front.out
    assert "recoveryref overdose" in front.out
    for command in ("recoveryref now NAME", "recoveryref search WORDS", "recoveryref stages"):
        assert command in front.out


def test_stages_show_the_way_in_order(run: Run) -> None:
    shown = run("stages").out

    places = [
        shown.index(f"recoveryref stages {slug}")
        for slug in ("assessment", "detox", "rehabilitation", "maintenance", "long-term-recovery")
    ]
    assert places == sorted(places)


def test_timeline_without_a_name_is_heroin_and_names_the_others(run: Run) -> None:
    shown = run("timeline").out

    assert shown.startswith("Heroin withdrawal")
    others = shown.partition("Other timelines: ")[2]
    assert "fentanyl" in others
    assert "methadone" in others


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["med", "methadone"], ["medications", "methadone"]),
        (["med", "methadone"], ["medicine", "METHADONE"]),
        (["meds"], ["med"]),
        (["--json", "methadone"], ["methadone", "--json"]),
        (
            ["--country", "gb", "--clinical", "methadone", "missed"],
            ["methadone", "missed", "--country", "gb", "--clinical"],
        ),
        (["therapy", "cbt"], ["therapies", "cognitive behavioral therapy"]),
        (["stage", "detox"], ["stages", "detox"]),
        (["timelines", "heroin"], ["timeline", "heroin"]),
        (["methadone"], ["show", "medications/methadone"]),
        (["list", "med"], ["list", "medications"]),
    ],
)
def test_two_ways_to_ask_the_same(run: Run, one: list[str], other: list[str]) -> None:
    first, second = run(*one), run(*other)

    assert first.out == second.out
    assert first.status == second.status == 0


def test_a_near_name_is_shown_with_a_remark(run: Run) -> None:
    shown = run("med", "buprenorphime")

    assert shown.status == 0
    assert shown.out.startswith("Buprenorphine ")
    assert shown.err == "recoveryref: 'buprenorphime' taken for Buprenorphine (medications/buprenorphine)\n"


def test_an_unknown_name_gets_the_nearest_names_and_exit_status_1(run: Run) -> None:
    shown = run("med", "nalo")

    assert (shown.status, shown.out) == (1, "")
    assert "did you mean" in shown.err
    assert "naloxone" in shown.err.lower()
    assert len(shown.err.splitlines()) == 1


def test_a_name_near_nothing_gets_a_way_on(run: Run) -> None:
    shown = run("med", "qqqqqqqq")

    assert (shown.status, shown.out) == (1, "")
    assert shown.err == "recoveryref: nothing here is called 'qqqqqqqq': try: recoveryref list\n"


@pytest.mark.parametrize(
    "args",
    [["med", "--bad"], ["timelin"], ["show"], ["med", "--json", "--plain"]],
)
def test_wrong_usage_is_one_line_with_a_remedy_and_exit_status_2(run: Run, args: list[str]) -> None:
    shown = run(*args)

    assert (shown.status, shown.out) == (2, "")
    assert len(shown.err.splitlines()) == 1
    assert "recoveryref --help" in shown.err


def test_a_typed_escape_sequence_never_reaches_the_terminal(run: Run) -> None:
    shown = run("med", "\x1b[31mred\x07\u202e")

    assert shown.status == 1
    assert "\x1b" not in shown.err
    assert "\u202e" not in shown.err


def test_list_as_json_keeps_the_contract(run: Run) -> None:
    entries = json.loads(run("list", "--json").out)["entries"]

    held = ["id", "kind", "title", "summary", "due", "overdue"]
    assert all(list(entry) == held for entry in entries)
    assert "medications/methadone" in {entry["id"] for entry in entries}


def test_sources_as_json_keep_the_contract(run: Run) -> None:
    sources = json.loads(run("sources", "--json").out)["sources"]

    assert [source["id"] for source in sources] == sorted(source["id"] for source in sources)
    assert all({"id", "type", "title", "URL", "accessed", "cited_by"} <= set(source) for source in sources)
    assert all(source["URL"].startswith("https://") for source in sources)


def test_one_source_shows_what_cites_it(run: Run) -> None:
    source = json.loads(run("med", "methadone", "--json").out)["sources"][0]

    shown = run("sources", source["id"])

    assert shown.status == 0
    assert shown.out.startswith(f"{source['id']}\n")
    assert "medications/methadone" in shown.out.partition("Cited by: ")[2]


def test_an_unknown_source_gets_the_nearest(run: Run) -> None:
    shown = run("sources", "samhsa-tip36-2021")

    assert (shown.status, shown.out) == (1, "")
    assert "samhsa-tip63-2021" in shown.err


def test_colour_only_on_a_terminal_that_takes_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run("med", "methadone").out
    monkeypatch.delenv("NO_COLOR")
    piped = run("med", "methadone").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("med", "methadone").out

    assert plain == piped
    assert "\x1b[1m" in coloured
    # Sixteen colours only: no 256-colour or true-colour sequence.
    assert "\x1b[38" not in coloured
    assert "\x1b[48" not in coloured


def test_accessible_asks_for_plain_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run("med", "methadone", "--plain").out
    monkeypatch.setenv("ACCESSIBLE", "1")

    assert run("med", "methadone").out == plain


def test_plain_text_is_one_fact_a_line(run: Run) -> None:
    lines = run("med", "methadone", "--plain").out.splitlines()

    assert lines[0] == "Methadone (medication)"
    assert all(": " in line or line.endswith(".") for line in lines[1:])


def test_clinical_facts_show_only_when_asked_for(run: Run) -> None:
    default, full = run("med", "methadone").out, run("med", "methadone", "--full").out
    clinical = run("med", "methadone", "--clinical").out

    assert "\nDose" not in default + full
    assert "\nDose" in clinical
    assert "A prescriber decides" in clinical


def test_an_ascii_terminal_gets_plainer_signs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)

    assert run("med", "methadone").status == 0

    text = out.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
    assert "Methadone" in text


@pytest.mark.parametrize(
    "make",
    [
        lambda path: None,
        lambda path: path.mkdir(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("not a database, whatever it is called" * 99),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000),
    ],
    ids=["missing", "folder", "empty", "text", "damaged"],
)
def test_a_bad_reference_file_is_one_line_and_the_remedy(run: Run, tmp_path: Path, make: object) -> None:
    path = tmp_path / "reference.sqlite"
    make(path)  # type: ignore[operator]

    for args in (["med", "methadone"], ["list"], []):
        shown = run(*args, "--reference", str(path))

        assert (shown.status, shown.out) == (1, "")
        assert len(shown.err.splitlines()) == 1
        assert str(path) in shown.err
        assert "recoveryref build" in shown.err


def test_a_reference_cut_short_anywhere_is_told_or_read(run: Run, tmp_path: Path, reference: Path) -> None:
    whole = reference.read_bytes()
    path = tmp_path / "reference.sqlite"
    for part in range(0, 20):
        path.write_bytes(whole[: len(whole) * part // 20])

        shown = run("show", "medications/methadone", "--reference", str(path))

        assert shown.status in (0, 1)
        assert "Traceback" not in shown.err
        assert "a fault of ours" not in shown.err


def test_check_tells_every_problem_and_exits_1(run: Run) -> None:
    shown = run("check", str(ROOT / "tests/good"), str(ROOT / "tests/bad/uncited"))

    assert shown.status == 1
    assert shown.out.endswith(
        "nalmefene.yaml:7: effects.0: a fact has no source: end it in [@source-id] [uncited]\n"
    )
    assert shown.err == "recoveryref: 1 problem in 6 files\n"


def test_check_of_sound_data_exits_0(run: Run) -> None:
    shown = run("check", str(ROOT / "tests/good"))

    assert (shown.status, shown.out) == (0, "")
    assert "no problem" in shown.err


def test_help_names_every_command_with_an_example(run: Run) -> None:
    help_ = run("--help")

    assert help_.status == 0
    for command in ("stages", "timeline", "med", "therapy", "show", "list", "sources", "check", "build"):
        assert f"\n  {command}" in help_.out
        assert f"Example: recoveryref {command}" in run(command, "--help").out
