"""One environment for every test, and the program run as a reader runs it."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
import yaml

from recoveryref import fastpath
from recoveryref.author.build import build
from recoveryref.author.prerender import prerender
from recoveryref.cli.run import main
from recoveryref.export.site import write
from recoveryref.reader.file import open_reference

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"


def questions_of(id: str) -> dict[str, list[str]]:
    """The questions that an entry of the data answers, by what answers them."""
    entry = yaml.load((DATA / f"{id}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dict(entry["questions"])


T = TypeVar("T")


def some(values: Iterable[T], each: int) -> list[Any]:
    """Parameters of which the ordinary run takes every so manieth; `-m long` takes the others."""
    return [
        value if not n % each else pytest.param(value, marks=pytest.mark.long)
        for n, value in enumerate(values)
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/")


def _day(real: Callable[..., str], form: str, *when: object) -> str:
    return "2026-11-30" if form == "%Y-%m-%d" and not when else real(form, *when)


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch, reference: Path) -> None:
    """80 columns, no colour, US English, and the reference built from this checkout's data."""
    # Nothing falls due for review while the tests age.
    real = time.strftime
    today = functools.partial(_day, real)
    monkeypatch.setattr(time, "strftime", today)
    for name in (
        "FORCE_COLOR",
        "PY_COLORS",
        "CI",
        "GITHUB_ACTIONS",
        "ACCESSIBLE",
        "LC_ALL",
        "LC_MESSAGES",
        fastpath.COUNTRY,
    ):
        # Set first, so that what a run of the program in this process sets is taken back after the test.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("RECOVERYREF_FILE", str(reference))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """What *make* writes, made once for all processes that share one run of the tests."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path, part = folder / name, folder / f"part-{name}"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(part)
            part.rename(path)
    return path


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference file compiled from data/."""
    return once(tmp_path_factory, "reference.sqlite", functools.partial(build, [DATA]))


@pytest.fixture(scope="session")
def prerendered(tmp_path_factory: pytest.TempPathFactory, reference: Path) -> Path:
    """The prerendered pages of this checkout's reference."""
    opened = open_reference(reference)
    return once(tmp_path_factory, "pages.bin", lambda path: prerender(opened, path, watched=None))


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference file compiled from data/ and, over it, a clinic's own folder."""
    folders = [DATA, ROOT / "tests" / "clinic"]
    return once(tmp_path_factory, "clinic.sqlite", functools.partial(build, folders))


@pytest.fixture(scope="session")
def site(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The website of the reference, as somebody in the US writes it."""
    with pytest.MonkeyPatch.context() as env:
        env.setenv("LC_ALL", "en_US.UTF-8")
        return once(tmp_path_factory, "site", lambda path: write(open_reference(reference), path))


@pytest.fixture(scope="session")
def other_site(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The website as it is written for the UK on a day on which every review is overdue."""

    def make(path: Path) -> None:
        opened = open_reference(reference)
        opened.fill("GB")
        write(opened, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "strftime", lambda *_: "2099-01-01")
        return once(tmp_path_factory, "other-site", make)


def packaged(folder: Path, umask: int = 0o022, **env: str) -> None:
    """Build both packages into *folder*/dist, from a copy of the sources in which nothing was made yet."""
    made = {".git", ".venv", "dist", "__pycache__", "*.sqlite", "pages.bin", "overdose.txt", "schema"}
    made |= {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
    shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*made))
    for number, path in enumerate((folder / "source").rglob("*")):
        os.utime(path, (umask + number, umask + number))
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder / "dist")],
        cwd=folder / "source",
        env={**os.environ, "PYTHONPATH": "", **env},
        umask=umask,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds both packages, the wheel and the sources."""
    env = {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}
    return once(tmp_path_factory, "packages", functools.partial(packaged, **env)) / "dist"


class Result(NamedTuple):
    """What a run gave: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `recoveryref` with arguments, through its entry point."""

    def run_(*args: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["recoveryref", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Result(int(ended.value.code or 0), captured.out, captured.err)

    return run_
