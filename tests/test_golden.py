"""Pages exactly as they are: read the difference before you accept it with --update-golden."""

import re
from pathlib import Path

import pytest
from conftest import Run

GOLDEN = Path(__file__).parent / "golden"
COWS = ["cows", "--pulse", "1", "--sweating", "2", "--restlessness", "1", "--pupils", "1", "--aches", "2"]
COWS += ["--nose-tears", "1", "--gut", "2", "--tremor", "1", "--yawning", "1", "--anxiety", "1"]
COWS += ["--gooseflesh", "0"]
PAGES = [
    ("front", 80, []),
    ("now", 80, ["now"]),
    ("now-in-withdrawal", 80, ["now", "in-withdrawal"]),
    ("stages", 60, ["stages"]),
    ("timeline-heroin", 80, ["timeline", "heroin"]),
    ("timeline-heroin", 60, ["timeline", "heroin"]),
    ("timeline-heroin-at-36h", 80, ["timeline", "heroin", "--at", "36h"]),
    ("timeline-three", 80, ["timeline", "heroin", "fentanyl", "methadone"]),
    ("med-buprenorphine", 80, ["med", "buprenorphine"]),
    ("med-buprenorphine", 40, ["med", "buprenorphine"]),
    ("med-buprenorphine-plain", 80, ["med", "buprenorphine", "--plain"]),
    ("compare", 80, ["compare", "methadone", "buprenorphine", "naltrexone"]),
    ("compare", 60, ["compare", "methadone", "buprenorphine", "naltrexone"]),
    ("overdose", 80, ["overdose"]),
    ("helplines-gb", 80, ["helplines", "uk"]),
    (
        "cows",
        80,
        COWS,
    ),
]


@pytest.mark.parametrize(("name", "width", "args"), PAGES, ids=lambda value: str(value)[:40])
def test_page(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    name: str,
    width: int,
    args: list[str],
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    path = GOLDEN / f"{name}-{width}.txt"

    # How much is here changes with every change of the data.
    shown = re.sub(r"\d+ cited facts · \d+ sources", "... cited facts · ... sources", run(*args).out)

    if pytestconfig.getoption("--update-golden"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
