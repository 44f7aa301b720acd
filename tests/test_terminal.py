"""Whatever the terminal is, one clear answer or one clear line, and never a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def sh(script: str, reference: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `rr` is our program."""
    plain = {**os.environ, "RECOVERYREF_FILE": str(reference), "PYTHONPATH": str(ROOT), **env}
    line = f'rr() {{ "{sys.executable}" -m recoveryref "$@"; }}; {script}'
    return subprocess.run(["bash", "-c", line], env=plain, capture_output=True, text=True, errors="replace")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
def test_a_full_disk_is_told(reference: Path) -> None:
    done = sh("rr med methadone > /dev/full", reference)

    assert done.returncode == 1
    assert done.stderr.startswith("recoveryref: cannot write the answer")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_leaves_early_is_no_fault(reference: Path) -> None:
    done = sh("rr med methadone --full --clinical | head -1; exit ${PIPESTATUS[0]}", reference)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_standard_output_is_told(reference: Path) -> None:
    done = sh("rr med methadone >&-", reference)

    assert done.returncode == 1
    assert done.stderr.startswith("recoveryref: cannot write the answer (standard output is closed)")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_encoding_shows_every_letter_it_can(reference: Path, encoding: str) -> None:
    done = sh("rr timeline heroin", reference, PYTHONIOENCODING=encoding)

    assert done.returncode == 0
    assert "starts" in done.stdout
    # A sign that cannot be shown is never a bare question mark.
    assert "??" not in done.stdout


def test_a_home_that_is_not_there_is_no_fault(reference: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    done = sh(f"mkdir {gone}; cd {gone}; rmdir {gone}; unset HOME; rr med methadone", reference)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace (Linux)")
@pytest.mark.parametrize(
    "args", ["med methadone --full", "search heroin", "compare cbt mi", "overdose", "--help"]
)
def test_no_socket_is_opened_and_no_file_written(reference: Path, tmp_path: Path, args: str) -> None:
    trace = tmp_path / "trace"
    calls = "trace=network,open,openat,creat,mkdir,mkdirat,rename,renameat,unlink,unlinkat"
    done = sh(f"strace -f -e {calls} -o {trace} {sys.executable} -B -m recoveryref {args}", reference)

    assert done.returncode == 0
    seen = trace.read_text(errors="replace").splitlines()
    written = [line for line in seen if "O_WRONLY" in line or "O_RDWR" in line or "O_CREAT" in line]
    assert [line for line in written if "/dev/" not in line] == []
    assert [line for line in seen if "socket(" in line or "connect(" in line or "mkdir" in line] == []


@pytest.mark.parametrize("width", [20, 23, 37, 58, 81, 300])
def test_any_width_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    for args in ([], ["stages"], ["overdose"], ["med", "naloxone"], ["helplines"], ["search", "craving"]):
        shown = run(*args)
        assert shown.status == 0
        # An address or a command longer than the window cannot be broken without harm.
        assert all(len(line) <= max(20, min(width, 80)) or "http" in line for line in shown.out.splitlines())


COMMANDS = [
    "med",
    "show",
    "timeline",
    "glossary",
    "search",
    "compare",
    "cows",
    "sources",
    "list",
    "helplines",
    "topic",
]


@given(st.sampled_from(COMMANDS), st.lists(st.text(max_size=30), max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered(run: Run, command: str, words: list[str]) -> None:
    shown = run(command, *words)

    assert shown.status in (0, 1, 2)
    assert "fault of ours" not in shown.err
    assert not any(ord(c) < 32 and c != "\n" for c in shown.err + shown.out)
