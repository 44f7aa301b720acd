"""What is overdue for review says so wherever a statement of it is shown, in every form."""

import asyncio
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from test_statements import script

import recoveryref
from recoveryref import fastpath
from recoveryref.author.build import build
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference
from recoveryref.reader.records import Entry

SAID = "due for another look"
TEXTS = [[], ["--plain"], ["--markdown"]]
# Each shows statements of entries; not each knows every form.
SHOWING: list[list[str]] = [
    ["med", "methadone"],
    ["med", "methadone", "--full"],
    ["show", "yoga"],
    ["helplines"],
    ["list"],
    ["list", "therapies"],
    ["therapy"],
    ["stages"],
    ["compare", "methadone", "buprenorphine"],
    ["timeline", "heroin"],
    ["timeline", "heroin", "fentanyl"],
    ["timeline", "heroin", "--at", "36h"],
    ["timeline", "heroin", "--sources"],
    ["overdose"],
    ["overdose", "--full"],
    ["search", "how", "long", "does", "it", "last"],
]
APART = [
    [],
    ["cows", "--pulse", "1"],
    ["cows", "--pulse", "1", "--plain"],
    ["search", "--plain", "missed dose"],
]


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which every review is overdue."""
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")


@pytest.mark.parametrize("format", TEXTS, ids=str)
@pytest.mark.parametrize("args", SHOWING, ids=" ".join)
def test_every_showing_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str], format: list[str]
) -> None:
    before = " ".join(run(*args, *format).out.split())
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")
    after = " ".join(run(*args, *format).out.split())

    assert before
    assert SAID not in before
    assert SAID in after


@pytest.mark.parametrize("args", APART, ids=" ".join)
def test_screens_of_their_own_say_so(run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    assert SAID not in " ".join(run(*args).out.split())
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")

    assert SAID in " ".join(run(*args).out.split())


@pytest.mark.parametrize(
    "args", [["list"], ["stages"], ["search", "craving"], ["compare", "cbt", "mi"]], ids=str
)
def test_each_of_several_says_so_by_itself(
    run: Run, monkeypatch: pytest.MonkeyPatch, reference: Path, args: list[str]
) -> None:
    """Only what is overdue is marked: on a day on which some entries are due, and some are not."""
    with recoveryref.open(reference) as handbook:
        due = {listed.id: listed.due for listed in handbook.entries()}
    days = sorted(set(due.values()))
    day = days[len(days) // 2]
    monkeypatch.setattr("time.strftime", lambda _: day)

    answer = json.loads(run(*args, "--json").out)
    listed = answer.get("results") or answer["entries"]
    for each in listed:
        assert each["due"] == due[each["id"]]
        assert each["overdue"] is (due[each["id"]] <= day)
    if args[0] != "compare":  # whose columns break the words anywhere
        assert " ".join(run(*args).out.split()).count(SAID) == sum(each["overdue"] for each in listed)


JSON: list[list[str]] = [
    ["med", "methadone"],
    ["show", "yoga"],
    ["timeline", "heroin", "--at", "36h"],
    ["timeline", "heroin", "--sources"],
    ["cows", "--pulse", "1"],
    ["overdose"],
]


@pytest.mark.parametrize("args", JSON, ids=" ".join)
def test_json_says_when_and_whether(run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    now = json.loads(run(*args, "--json").out)
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")
    then = json.loads(run(*args, "--json").out)

    assert re.fullmatch(r"20\d\d-\d\d-01", now["due"])
    assert (now["overdue"], then["overdue"]) == (False, True)
    assert then["due"] == now["due"]


def test_a_medicines_own_date_counts_at_an_hour(
    run: Run, monkeypatch: pytest.MonkeyPatch, reference: Path
) -> None:
    with recoveryref.open(reference) as handbook:
        timeline = handbook.get("timelines/heroin")
        drawn = json.loads(run("timeline", "heroin", "--at", "36h", "--json").out)["entries"]
        medicines = [handbook.get(each["id"]) for each in drawn[1:]]
    first = min(medicine.due for medicine in medicines)
    assert drawn[0]["id"] == "timelines/heroin"
    assert len(medicines) > 2
    monkeypatch.setattr("time.strftime", lambda _: first)

    out = " ".join(run("timeline", "heroin", "--at", "36h").out.split())
    answer = json.loads(run("timeline", "heroin", "--at", "36h", "--json").out)

    overdue = {medicine.id for medicine in medicines if medicine.due <= first}
    assert {each["id"] for each in answer["entries"][1:] if each["overdue"]} == overdue != set()
    for medicine in medicines:
        assert (f"{medicine.data['title']} ({SAID})" in out) is (medicine.id in overdue)
    assert answer["overdue"] is (timeline.due <= first)


@pytest.mark.usefixtures("late")
def test_exports_say_so(run: Run, tmp_path: Path, reference: Path) -> None:
    run("export", "json", str(tmp_path / "all.json"))
    run("export", "jsonl", str(tmp_path / "all.jsonl"))
    run("export", "markdown", str(tmp_path / "md"))

    entries = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["entries"]
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(entry["overdue"] is True and entry["due"] for entry in (*entries, *map(json.loads, lines)))
    pages = list((tmp_path / "md").glob("*/*.md"))
    assert len(pages) == len(entries)
    assert all(SAID in " ".join(page.read_text(encoding="utf-8").split()) for page in pages)
    assert (tmp_path / "md" / "index.md").read_text(encoding="utf-8").count(SAID) == len(entries)


def test_the_website_says_so_on_every_page_that_shows_statements(
    reference: Path, site: Path, other_site: Path
) -> None:
    def silent(folder: Path) -> list[str]:
        pages = sorted(folder.rglob("*.html"))
        apart = ("glossary.html", "sources.html")
        return [page.name for page in pages if SAID not in page.read_text("utf-8") and page.name not in apart]

    assert silent(other_site) == []
    assert len(silent(site)) > 100
    # The index knows the dates, so that the reader's own day counts and not that of the export.
    index = script(site / "search-index.js")
    with recoveryref.open(reference) as handbook:
        due = {listed.id: listed.due for listed in handbook.entries()}
    assert {entry["id"]: entry["due"] for entry in index["entries"]} == due
    assert script(site / "search-danger.js")["words"]["overdue"] == SAID


def test_no_page_that_was_set_beforehand_outlives_a_date(
    prerendered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fastpath, "PAGES", str(prerendered))
    for name in ("COLUMNS", "NO_COLOR", "RECOVERYREF_FILE"):
        monkeypatch.delenv(name, raising=False)
    written: list[bytes] = []
    monkeypatch.setattr(fastpath, "_write", lambda page: not written.append(page))
    asked = [[], ["list"], ["stages"], ["med"], ["helplines"], ["timeline"], ["overdose"], ["show", "yoga"]]
    there = [args for args in asked if fastpath.answer(args)]
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")

    assert len(there) >= 6
    assert [args for args in there if fastpath.answer(args)] == []


def test_an_assistant_is_told(reference: Path) -> None:
    pytest.importorskip("mcp", reason="needs the extra: pip install 'recoveryref[mcp]'")
    from mcp import StdioServerParameters
    from mcp.client import Client
    from mcp.client.stdio import stdio_client

    code = (
        "import sys, time; time.strftime = lambda *_: '2099-01-01'\n"
        "from recoveryref.cli.run import main; main()"
    )
    calls: list[tuple[str, dict[str, Any]]] = [
        ("search", {"words": "how long does it last"}),
        ("show", {"name": "suboxone"}),
        ("compare", {"names": ["methadone", "buprenorphine"]}),
        ("timeline_at", {"opioid": "heroin", "time": "36h"}),
        ("helplines", {"country": "UK"}),
    ]

    async def talk(args: list[str]) -> list[Any]:
        server = StdioServerParameters(command=sys.executable, args=args, env=dict(os.environ))
        async with Client(stdio_client(server)) as client:
            return [await client.call_tool(name, dict(given)) for name, given in calls]

    def answers(args: list[str]) -> list[dict[str, Any]]:
        own = [*args, "mcp", "--reference", str(reference)]
        return [found.structured_content for found in asyncio.run(asyncio.wait_for(talk(own), 60))]

    for now, then in zip(answers(["-m", "recoveryref"]), answers(["-c", code]), strict=True):
        assert (now["overdue"], then["overdue"]) == (now["due"] <= time.strftime("%Y-%m-%d"), True)
        assert then["due"].startswith("20")
        assert SAID in " ".join(then["text"].split())


def test_what_is_due_today_is_overdue_and_what_is_due_tomorrow_is_not(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build([ROOT / "tests" / "good"], tmp_path / "good.sqlite")
    entry: Entry = queries.entry(open_reference(tmp_path / "good.sqlite"), "medications/naloxone")
    year, month, _ = entry.due.split("-")
    before = f"{year}-{int(month) - 1:02}-28" if month != "01" else f"{int(year) - 1}-12-31"

    for day, overdue in ((before, False), (entry.due, True)):
        monkeypatch.setattr("time.strftime", lambda _, day=day: day)
        shown = run("med", "naloxone", "--plain", "--reference", str(tmp_path / "good.sqlite"))
        assert (SAID in shown.out) is overdue
