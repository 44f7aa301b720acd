"""Measure start-up against its peers, and growth with made-up data: `python tests/benchmarks`.

Every command is run in turn, again and again, so that a machine that slows down slows all of them;
medians are shown, and ratios within the same run. Installs nothing: what is not there is left out.
No test runs this and none asserts a time.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import made_up

from recoveryref.author.build import build
from recoveryref.author.prerender import prerender
from recoveryref.reader.file import open_reference

BIN = Path(sys.executable).parent
TEN_LINES = """
import typer
from rich.console import Console
from rich.table import Table
app = typer.Typer()
@app.command()
def main() -> None:
    table = Table("name", "what it is")
    table.add_row("methadone", "a medicine")
    Console().print(table)
app()
"""


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=15, help="counted runs of each command")
    options.add_argument("--most", type=int, default=10_000, help="entries of the largest made-up reference")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        startup(Path(folder), asked.runs)
        growth(Path(folder), asked.runs, asked.most)


def startup(folder: Path, runs: int) -> None:
    """Start-up of each command, in milliseconds and against four peers; peak memory."""
    ten = folder / "ten.py"
    ten.write_text(TEN_LINES)
    ours, python = str(BIN / "recoveryref"), sys.executable
    commands = {
        "bare python": [python, "-c", "pass"],
        "man ls": ["man", "ls"],
        "tldr tar": [str(BIN / "tldr"), "tar"],
        "ten lines of Typer + Rich": [python, str(ten)],
        "recoveryref med buprenorphine": [ours, "med", "buprenorphine"],
        "recoveryref med methadone --plain": [ours, "med", "methadone", "--plain"],
        "recoveryref overdose": [ours, "overdose"],
        "recoveryref search ...": [ours, "search", "how", "long", "does", "dope", "sickness", "last"],
        "recoveryref compare ...": [ours, "compare", "methadone", "buprenorphine"],
        "recoveryref med methadone --json": [ours, "med", "methadone", "--json"],
        "recoveryref med methadone --full": [ours, "med", "methadone", "--full"],
        "recoveryref --help": [ours, "--help"],
    }
    there = {name: command for name, command in commands.items() if shutil.which(command[0])}
    times = measure(there, runs, environment(folder))
    print(f"\n{'start-up':34}{'ms':>8}{'x bare':>9}{'x man':>8}{'x ten':>8}{'MB':>7}")
    for name, command in there.items():
        each = statistics.median(times[name])
        peers = (("bare python", 9), ("man ls", 8), ("ten lines of Typer + Rich", 8))
        told = "".join(
            f"{each / statistics.median(times.get(peer, [each])):{wide}.2f}" for peer, wide in peers
        )
        print(f"{name:34}{each * 1000:8.1f}{told}{memory(command, environment(folder)):7.1f}")


def growth(folder: Path, runs: int, most: int) -> None:
    """Build time, size, and the time of a page, a set page and a search, as entries grow."""
    columns = (
        ("entries", 8),
        ("build s", 9),
        ("MB", 8),
        ("page ms", 9),
        ("set page ms", 13),
        ("search ms", 11),
    )
    print("\n" + "".join(name.rjust(wide) for name, wide in (*columns, ("page MB", 9))))
    count = 100
    while count <= most:
        data, reference = folder / f"data-{count}", folder / f"{count}.sqlite"
        made_up.write(data, count)
        began = time.perf_counter()
        build([data], reference)
        took = time.perf_counter() - began
        name = next(iter(sorted((data / "medications").iterdir()))).stem
        pages = folder / f"{count}.bin"
        prerender(open_reference(reference), pages, watched=None)
        fast = (
            f"from recoveryref import fastpath; fastpath.PAGES = {str(pages)!r}; "
            f"assert fastpath.answer(['med', {name!r}])"
        )
        ours = [str(BIN / "recoveryref")]
        commands = {
            "page": [*ours, "med", name, "--reference", str(reference)],
            "set": [sys.executable, "-c", fast],
            "search": [*ours, "search", "--reference", str(reference), "how", "does", name, "work"],
        }
        times = measure(commands, runs, environment(folder))
        page, rendered, search = (statistics.median(each) * 1000 for each in times.values())
        size = reference.stat().st_size / 1e6
        peak = memory(commands["page"], environment(folder))
        print(f"{count:8}{took:9.1f}{size:8.1f}{page:9.1f}{rendered:13.1f}{search:11.1f}{peak:9.1f}")
        count *= 10


def environment(folder: Path) -> dict[str, str]:
    """A plain environment, with a page in the tldr client's cache."""
    page = folder / ".cache" / "tldr" / "pages" / "common" / "tar.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("# tar\n\n> Archiving utility.\n\n- List:\n\n`tar tf {{file}}`\n" * 5)
    apart = {"RECOVERYREF_FILE", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "ACCESSIBLE"}
    plain = {name: value for name, value in os.environ.items() if name not in apart}
    return {**plain, "HOME": str(folder), "LANG": "en_US.UTF-8"}


def measure(commands: dict[str, list[str]], runs: int, env: dict[str, str]) -> dict[str, list[float]]:
    """Seconds of each run of each command, in turn, after one run of each that does not count."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, env=env, capture_output=True, check=True)
            if number:
                times[name].append(time.perf_counter() - began)
    return times


def memory(command: list[str], env: dict[str, str]) -> float:
    """Peak memory of one run, in megabytes."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True)"
    code += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    asked = [sys.executable, "-c", code, *command]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=True)
    return int(done.stdout) / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
