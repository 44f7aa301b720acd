"""Many at once answer alike, and many in a row leave nothing behind."""

import gc
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from runpy import run_path

import pytest
from conftest import DATA, ROOT

import recoveryref
from recoveryref.author.build import build

ASKED = [
    ["med", "methadone"],
    ["search", "how long does dope sickness last"],
    ["timeline", "heroin", "--json"],
]


@pytest.mark.parametrize(
    "number", [pytest.param(4, id="few"), pytest.param(200, id="many", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("args", ASKED, ids=" ".join)
def test_processes_at_once_answer_alike(args: list[str], number: int) -> None:
    command = [sys.executable, "-m", "recoveryref", *args]
    alone = subprocess.run(command, capture_output=True, check=True).stdout
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(number)
    ]
    answers = [process.communicate() for process in running]

    assert {process.returncode for process in running} == {0}
    assert set(answers) == {(alone, b"")}


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def resident() -> int:
    """Memory of this process that is in use, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


NAMES = [
    f"{path.parent.name}/{path.stem}"
    for path in sorted(DATA.glob("*/*.yaml"))
    if path.parent.name not in ("asked", "scales")
]


def test_made_up_data_for_the_benchmarks_can_be_built(tmp_path: Path) -> None:
    run_path(str(ROOT / "tests" / "benchmarks" / "made_up.py"))["write"](tmp_path / "data", 5)
    counts = build([tmp_path / "data"], tmp_path / "reference.sqlite")

    assert counts["entries"] == "5"


HOW_MANY = [pytest.param(24, id="few"), pytest.param(10_000, id="many", marks=pytest.mark.long)]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc (Linux)")
@pytest.mark.parametrize("number", HOW_MANY)
def test_look_ups_in_a_row_leak_nothing(number: int) -> None:
    with recoveryref.open() as handbook:

        def look_up(n: int) -> None:
            name = NAMES[n % len(NAMES)]
            assert handbook.get(name).id == name
            handbook.search(f"{name} {n}", limit=3)

        for n in range(min(number, 150)):
            look_up(n)
        gc.collect()
        files, memory = open_files(), resident()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for n in range(number):
            look_up(n)
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()

        assert open_files() == files
    # What is kept does not grow with their number: caches of the interpreter and of SQLite.
    assert held < 300_000
    assert resident() - memory < 20_000_000


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc (Linux)")
@pytest.mark.parametrize(
    "number", [pytest.param(50, id="few"), pytest.param(2_000, id="many", marks=pytest.mark.long)]
)
def test_opening_and_closing_leaks_no_file(number: int) -> None:
    recoveryref.open().close()
    files = open_files()
    for _ in range(number):
        with recoveryref.open() as handbook:
            assert handbook.get("methadone").id == "medications/methadone"

    assert open_files() == files
