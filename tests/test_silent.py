"""Looking something up opens no connection and writes nothing, wherever and by whomever it is done."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import ROOT
from typer.main import get_command

from recoveryref.cli import app

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace (Linux)")

# Every command that reads, in the forms that take different ways through the program.
READING = [
    *("", "--help", "--version", "med --help"),
    *("stages", "stages detox", "timeline", "timeline heroin --at 36h", "timeline --since 22:00"),
    *("timeline heroin --sources", "timeline heroin fentanyl", "timeline heroin fentanyl --json"),
    *("med", "med buprenorphine", "med suboxone --full --clinical", "med methadone --json"),
    *("med methadone --plain", "med methadone --markdown", "med methdone", "med nothing-of-the-sort"),
    *(
        "therapy cbt",
        "setting telehealth",
        "support smart",
        "symptom craving",
        "topic cravings",
        "helplines us",
    ),
    *("overdose", "overdose --full", "overdose --json", "show suboxone", "naloxone", "naloxone --wrong"),
    *("compare methadone buprenorphine", "compare cbt mi --markdown"),
    *("search how long does it last", "search i want to die", "search zzzz", "search heroin --json"),
    *("now", "now ran-out", "cows", "cows --pulse 1", "glossary", "glossary agonist"),
    *("list", "list therapies --plain"),
    *("sources samhsa-tip63-2021", "sources --csl", "sources --bibtex", f"check {ROOT / 'tests' / 'good'}"),
]
# These write what they are told to write; `mcp` is held to the same as the others below.
WRITING = {"build", "export"}

# What a look at files may do to them.
_LOOKS = {
    *("open", "openat", "openat2", "execve", "stat", "lstat", "newfstatat", "statx", "statfs"),
    *("access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "chdir"),
}
_WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)")
_CALL = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)")


def traced(tmp_path: Path, script: str, *, before: tuple[str, ...] = (), **options: object) -> list[str]:
    """Run a line of shell under strace; what it did to files and networks beyond looking at files."""
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-qq", "-e", "trace=%network,%file", "-o", str(trace))
    command = [*before, *strace, "sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore[call-overload]
    assert "Traceback" not in done.stderr
    assert done.stdout != ""
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        call = _CALL.match(line)
        if not call or line.endswith("= ?") or " resumed>" in line or "+++" in line or "---" in line:
            continue
        wrote = _WRITES.search(line) and '"/dev/null"' not in line and '"/dev/tty"' not in line
        if wrote or call[1] not in _LOOKS:
            found.append(line.partition(" ")[2].strip())
    return found


def script(commands: list[str]) -> str:
    """Run every command, one after another, as the installed program does."""
    return "; ".join(f"{sys.executable} -m recoveryref {command}" for command in commands)


def test_every_reading_command_is_tried() -> None:
    names = set(get_command(app.app()).commands)  # type: ignore[attr-defined]

    tried = {command.partition(" ")[0] for command in READING}
    assert names - tried == WRITING | {"mcp"}


def in_one(commands: list[str]) -> str:
    """Run every command, one after another, in one process."""
    code = (
        "import contextlib, sys\n"
        "from recoveryref.__main__ import main\n"
        "for line in sys.stdin:\n"
        "    sys.argv[1:] = line.split()\n"
        "    with contextlib.suppress(SystemExit): main()\n"
    )
    return f"printf '%s\\n' {' '.join(map(repr, commands))} | {sys.executable} -c {shlex.quote(code)}"


def test_every_reading_command_is_silent(tmp_path: Path) -> None:
    assert traced(tmp_path, in_one(READING), cwd=ROOT) == []


def test_a_prerendered_page_of_the_installed_program_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RECOVERYREF_FILE", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name)

    assert traced(tmp_path, script(["", "med buprenorphine", "overdose"]), cwd=ROOT) == []


def test_an_edited_checkout_is_compiled_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("recoveryref", "data"):
        # With its module cache, as an editable install has it, but no reference yet.
        skip = shutil.ignore_patterns("*.sqlite", "pages.bin", "overdose.txt")
        shutil.copytree(ROOT / name, tmp_path / "checkout" / name, ignore=skip)
    monkeypatch.delenv("RECOVERYREF_FILE")

    assert traced(tmp_path, script(["med methadone"]), cwd=tmp_path / "checkout") == []


def test_an_assistant_is_answered_without_a_trace(tmp_path: Path) -> None:
    start = (
        '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",'
        ' "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}\n'
    )
    found = traced(tmp_path, script(["mcp"]), cwd=ROOT, input=start)

    # Its event loop wakes itself through a pair of sockets that lead nowhere else.
    assert [line for line in found if line.startswith(("socket(", "connect(", "bind("))] == []
    assert [line for line in found if "AF_INET" in line or _WRITES.search(line)] == []


def quick(commands: list[str]) -> list[str]:
    """A few commands that take different ways."""
    return commands[:: len(commands) // 4]


HOW_MANY = [
    pytest.param(quick(READING), id="quick"),
    pytest.param(READING, id="every-command", marks=pytest.mark.long),
]


@pytest.mark.parametrize("commands", HOW_MANY)
def test_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[str]) -> None:
    monkeypatch.delenv("HOME", raising=False)
    # Python itself asks the system, over a local socket, who the user is.
    bare = traced(tmp_path, f"{sys.executable} -c 'print(1)'", cwd=ROOT)

    assert set(traced(tmp_path, script(commands), cwd=ROOT)) <= set(bare)


@pytest.mark.parametrize("commands", HOW_MANY)
def test_from_a_working_directory_that_is_gone(tmp_path: Path, reference: Path, commands: list[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    leave = f"cd {gone}; rmdir {gone}; export PYTHONPATH={ROOT}; "

    found = traced(tmp_path, leave + script(commands), cwd=tmp_path)

    assert [line for line in found if not line.startswith(f'rmdir("{gone}")')] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("commands", HOW_MANY)
def test_as_a_user_whom_the_system_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: Path, commands: list[str]
) -> None:
    nobody = ("setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups")
    can = f"{sys.executable} -c 'import recoveryref, typer'"
    tried = subprocess.run([*nobody, "sh", "-c", can], capture_output=True, cwd="/")
    if tried.returncode:
        pytest.skip("the interpreter stands where only its owner may go")
    monkeypatch.setenv("HOME", "/nonexistent")
    # Where anybody may go, unlike a test's own folder.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # noqa: S103
        open_ = Path(folder) / "reference.sqlite"
        shutil.copy(reference, open_)
        monkeypatch.setenv("RECOVERYREF_FILE", str(open_))

        assert traced(Path(folder), script(commands), before=nobody, cwd="/") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system read-only")
@pytest.mark.parametrize("commands", HOW_MANY)
def test_on_a_read_only_file_system(tmp_path: Path, commands: list[str]) -> None:
    # The trace needs one place that can be written.
    mount = (
        f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind /"
        f" && mount -o remount,rw,bind {tmp_path}"
    )
    only = ("unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh")
    if subprocess.run([*only, "true"], capture_output=True).returncode:
        pytest.skip("may not mount here")

    assert traced(tmp_path, script(commands), before=only, cwd=ROOT) == []
