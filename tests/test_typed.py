"""Whatever is typed is answered: an answer in its format, or one clear line; never a traceback."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Result, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.main import get_command

from recoveryref.cli import app
from recoveryref.control_chars import control_characters

COMMANDS = get_command(app.app()).commands  # type: ignore[attr-defined]
# These write files, or read from whoever asks; test_build, test_export and test_mcp try them.
TRIED = sorted(set(COMMANDS) - {"build", "export", "mcp"})
FORMATS = ["--json", "--plain", "--markdown", "--csl", "--bibtex"]

NASTY = [
    *(
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b2J",
        "\u202eesrever",
        "\u2066x\u2069",
        "\u200b",
        "\x00",
        "\x7f",
    ),
    *(
        "\udcff\udcfe",
        "\ud800",
        "[bold]x[/bold]",
        "[@who-2014]",
        "[/",
        "{0} %s {x!r}",
        "\\u001b",
        "a\nb\r\tc",
    ),
    *('"', "'", "*", "a OR b", "NEAR(a b)", '" OR "', "'; DROP TABLE entry; --", "%", "_", "a:b", "^x"),
    *("--", "-", "-1", "--x", "--json=x", "--limit=99", "..", ".", "~", "٣٦h", "1e9h", "0h", "99999d", "36h"),
    *("x" * 5000, "a " * 3000, "ﷺ" * 50, "é́́́́́", "🏳️‍🌈", "中文", "متى", "İ", "ß", "ﬁ"),
]
KNOWN = [
    "methadone",
    "heroin",
    "buprenorphine",
    "suboxone",
    "cbt",
    "detox",
    "us",
    "agonist",
    "samhsa-tip63-2021",
]


def text() -> st.SearchStrategy[str]:
    # Also the lone surrogates that stand for bytes that are no UTF-8.
    whole = st.text(st.characters(exclude_categories=()), max_size=30)
    # No path that leads out of the folder in which the test runs.
    return (whole | st.sampled_from(NASTY) | st.sampled_from(KNOWN)).map(lambda text: text.replace("/", ""))


def typeable(c: str) -> bool:
    return c != "\0" and not ("\ud800" <= c <= "\udc7f" or "\udd00" <= c <= "\udfff")


@st.composite
def argv(draw: st.DrawFn) -> list[str]:
    """A command, perhaps a format, and anything else: options, with and without what they want, and text."""
    command = draw(st.sampled_from([*TRIED, ""]))
    options = [option for param in COMMANDS[command].params for option in param.opts] if command else []
    options = [option for option in options if option.startswith("--")]
    first = [command] if command else []
    format = [draw(st.sampled_from(FORMATS))] if draw(st.booleans()) else []
    # As the system hands them over: no NUL, and lone surrogates only where they stand for bytes. Names
    # with the others are tried below, as a program could ask for them.
    words = text().map(lambda text: os.fsdecode(os.fsencode("".join(filter(typeable, text)))))
    words = words | st.sampled_from(options) if options else words
    return [*first, *format, *draw(st.lists(words, max_size=4))]


def check(args: list[str], shown: Result) -> None:
    """An answer that holds in its format, or one line that says what to do."""
    assert shown.status in (0, 1, 2), args
    assert "Traceback" not in shown.err
    assert "fault of ours" not in shown.err
    assert control_characters(shown.out) == []
    assert control_characters(shown.err) == []
    said = shown.err.splitlines()
    assert all(line.startswith("recoveryref: ") for line in said)
    # What was typed is cut short, but for a path.
    assert all(len(line) < 1000 for line in said) or "--reference" in args or "check" in args
    if shown.status == 2:
        assert shown.out == ""
        assert len(said) >= 1
    elif "--help" in args or not shown.out:
        assert shown.out or said
    elif args[1:2] == ["--json"] or args[:2] == ["sources", "--csl"]:
        json.loads(shown.out)
    elif args[:2] == ["sources", "--bibtex"]:
        assert shown.out.count("{") == shown.out.count("}")
        assert shown.out.startswith("@")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory of its own, so that a path that is typed leads to nothing."""
    monkeypatch.chdir(tmp_path)


ONCE = settings(deadline=None, suppress_health_check=list(HealthCheck))


@given(argv())
@settings(ONCE, max_examples=100)
def test_anything_after_any_command(run: Run, nowhere: None, args: list[str]) -> None:
    check(args, run(*args))


@pytest.mark.long
@given(argv())
@settings(ONCE, max_examples=20_000)
def test_anything_after_any_command_at_length(run: Run, nowhere: None, args: list[str]) -> None:
    check(args, run(*args))


TAKING = ["med", "search", "glossary", "sources", "timeline", "compare", "cows"]
FORMS = ["alone", "json", "twice"]
# Each text meets each command in one form; `-m long` tries the others.
MET = [
    pytest.param(command, form, nasty, marks=() if (n + at) % len(FORMS) == form_at else pytest.mark.long)
    for at, command in enumerate(TAKING)
    for form_at, form in enumerate(FORMS)
    for n, nasty in enumerate(NASTY)
    if "/" not in nasty
]


@pytest.mark.parametrize(("command", "form", "nasty"), MET, ids=ascii)
def test_every_nasty_text_after_every_command(
    run: Run, nowhere: None, command: str, form: str, nasty: str
) -> None:
    args = {"alone": [command, nasty], "json": [command, "--json", nasty], "twice": [command, nasty, nasty]}

    check(args[form], run(*args[form]))


def as_process(args: list[str], tmp_path: Path) -> tuple[Result, float]:
    """What the program gives for arguments of any bytes, and how long it took in seconds."""
    command = [sys.executable, "-m", "recoveryref", *(os.fsencode(arg) for arg in args)]
    began = time.monotonic()
    # Far beyond what any answer takes: only against a program that hangs.
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60
    )
    took = time.monotonic() - began
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode()), took


@pytest.mark.parametrize(
    "number", [pytest.param(12, id="quick"), pytest.param(1500, id="many", marks=pytest.mark.long)]
)
def test_any_bytes_as_a_process_of_their_own(tmp_path: Path, number: int) -> None:
    slowest = 0.0

    @given(argv())
    @settings(ONCE, max_examples=number, database=None)
    def try_(args: list[str]) -> None:
        nonlocal slowest
        shown, took = as_process(args, tmp_path)
        slowest = max(slowest, took)
        check(args, shown)

    try_()
    print(f"slowest of {number}: {slowest:.2f} s")


def test_json_of_what_was_typed_is_what_was_typed(run: Run) -> None:
    for nasty in NASTY:
        shown = run("search", "--json", "--", nasty)

        assert control_characters(shown.out) == []
        assert json.loads(shown.out)["query"] == nasty
