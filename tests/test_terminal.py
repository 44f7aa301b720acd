"""Whatever the terminal is, one clear answer or one clear line, and never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run, some
from test_pager import Terminal


def sh(script: str, reference: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `rr` is our program."""
    plain = {**os.environ, "RECOVERYREF_FILE": str(reference), "PYTHONPATH": str(ROOT), **env}
    line = f'rr() {{ "{sys.executable}" -m recoveryref "$@"; }}; {script}'
    return subprocess.run(["bash", "-c", line], env=plain, capture_output=True, text=True, errors="replace")


# The ways an answer is written: a set page, and each kind of view.
WAYS = [
    "med methadone",
    "med methadone --full",
    "med methadone --json",
    "list --plain",
    "compare cbt mi",
    "--version",
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
@pytest.mark.parametrize("args", WAYS)
def test_a_full_disk_is_told(reference: Path, args: str) -> None:
    done = sh(f"rr {args} > /dev/full", reference)

    assert done.returncode == 1
    assert done.stderr.startswith("recoveryref: cannot write the answer (No space left on device)")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
def test_a_remark_that_cannot_be_written_stops_no_answer(reference: Path) -> None:
    for nowhere in ("2>/dev/full", "2>&-"):
        near = sh(f"rr med buprenorphime --plain {nowhere}", reference)
        missing = sh(f"rr med nothingofthesort {nowhere}", reference)

        assert (near.returncode, near.stderr) == (0, "")
        assert near.stdout.startswith("Buprenorphine (medication)")
        assert (missing.returncode, missing.stdout) == (1, "")


@pytest.mark.parametrize("args", [*WAYS, "sources --csl", "glossary", "search heroin"])
def test_a_reader_that_leaves_early_is_no_fault(reference: Path, args: str) -> None:
    done = sh(f"rr {args} | head -1; exit ${{PIPESTATUS[0]}}", reference)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "args", [*WAYS, "--help", "cows --help", "--version", "search heroin", "list --json"]
)
def test_a_reader_that_left_before_the_first_word_is_no_fault(reference: Path, args: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "recoveryref", *args.split()],
            stdout=writer,
            stderr=subprocess.PIPE,
            env={**os.environ, "RECOVERYREF_FILE": str(reference)},
        )
    finally:
        os.close(writer)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("args", WAYS)
def test_a_closed_standard_output_is_told(reference: Path, args: str) -> None:
    done = sh(f"rr {args} >&-", reference)

    assert done.returncode == 1
    assert done.stderr.startswith("recoveryref: cannot write the answer (standard output is closed)")
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_standard_input_is_no_fault(reference: Path) -> None:
    assert sh("rr med methadone <&-", reference).returncode == 0
    asked = sh("rr cows <&-", reference)

    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith("recoveryref: no item was given")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp1252", "utf-8"])
def test_any_encoding_shows_every_letter_it_can(reference: Path, encoding: str) -> None:
    done = sh("rr timeline heroin", reference, PYTHONIOENCODING=encoding)

    assert done.returncode == 0
    assert "starts" in done.stdout
    # A sign that cannot be shown is never a bare question mark.
    assert "??" not in done.stdout


LOCALES = ["C", "POSIX", "C.UTF-8", "xx_XX.nonsense", ""]
# Each way by which letters reach the terminal.
SHOWN = ["timeline heroin", "stages", "compare cbt mi", "search craving", "sources samhsa-tip63-2021"]
TOGETHER = [
    pytest.param(locale, args, marks=() if (n + at) % len(SHOWN) == 0 else pytest.mark.long)
    for n, locale in enumerate(LOCALES)
    for at, args in enumerate(SHOWN)
]


@pytest.mark.parametrize(("locale", "args"), TOGETHER)
# Also where Python would rather not believe it.
@pytest.mark.parametrize("strict", [{}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}], ids=bool)
def test_any_locale_shows_the_page(reference: Path, locale: str, args: str, strict: dict[str, str]) -> None:
    done = sh(f"rr {args}", reference, LANG=locale, LC_ALL=locale, **strict)

    # The shell itself may not know the locale.
    ours = [line for line in done.stderr.splitlines() if not line.startswith("bash: ")]
    assert (done.returncode, ours) == (0, [])
    assert len(done.stdout) > 200


@pytest.mark.parametrize("term", ["dumb", "", "nonsense", "vt100", "xterm-256color", "linux"])
@pytest.mark.parametrize(
    "args", some([["timeline", "heroin", "--full"], [], ["med", "methadone"], ["stages"]], 4), ids=str
)
def test_any_terminal_shows_the_page(reference: Path, args: list[str], term: str) -> None:
    with Terminal(args, {"TERM": term, "NO_COLOR": ""}, reference) as terminal:
        shown = terminal.read_rest()

    assert terminal.status == 0
    assert "recoveryref" in shown
    assert "Traceback" not in shown
    # One that does not know colour gets none.
    assert ("\x1b" in shown) is (term not in ("dumb", ""))


def test_no_terminal_type_at_all(reference: Path) -> None:
    done = sh("unset TERM; rr med methadone", reference)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("lines", [1, 5, 12, 200])
def test_any_height_shows_the_page(reference: Path, lines: int) -> None:
    with Terminal(["med", "methadone", "--pager"], {"PAGER": "cat"}, reference, lines=lines) as terminal:
        shown = terminal.read_rest()

    assert terminal.status == 0
    assert "Reviewed" in shown


@pytest.mark.parametrize("columns", ["0", "-5", "1", "abc", "", "99999999999999999999"])
def test_a_width_that_cannot_be_is_no_fault(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for args in ("med methadone", "timeline heroin fentanyl", "compare cbt mi", "stages"):
        shown = run(*args.split())

        assert (shown.status, shown.err) == (0, "")


def test_a_home_that_is_not_there_is_no_fault(reference: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    done = sh(f"mkdir {gone}; cd {gone}; rmdir {gone}; unset HOME; rr med methadone", reference)

    assert (done.returncode, done.stderr) == (0, "")


def fits(text: str, width: int) -> bool:
    """Whether no line is longer than the window, or than a page is ever set."""
    # An address or a command longer than the window cannot be broken without harm.
    return all(len(line) <= max(20, min(width, 80)) or "http" in line for line in text.splitlines())


PAGES = [
    *(
        [],
        ["stages"],
        ["overdose"],
        ["helplines"],
        ["search", "craving"],
        ["list"],
        ["sources", "samhsa-tip63-2021"],
    ),
    *(
        ["timeline", "heroin", "fentanyl"],
        ["timeline", "--sources"],
        ["compare", "cbt", "mi"],
        ["cows", "--pulse=1"],
    ),
]


@pytest.mark.parametrize(
    "width",
    [20, 23, 37, 58, 81, 300, *(pytest.param(n, marks=pytest.mark.long) for n in range(21, 300, 3))],
)
def test_any_width_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    for args in (*PAGES, ["med", "naloxone", "--full", "--clinical"]):
        shown = run(*args)
        assert shown.out
        assert fits(shown.out, width), args
