"""Handouts: sheets for paper, of one entry or several."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import Run

from recoveryref.export import handout


def written(run: Run, path: Path, *names: str) -> str:
    done = run("export", "handout", *names, str(path))
    assert (done.status, done.out, done.err) == (0, "", f"recoveryref: handout written to {path}\n")
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return path.read_text(encoding="utf-8")


def test_each_entry_has_a_sheet_with_its_title_and_date_and_where_to_turn(run: Run, tmp_path: Path) -> None:
    text = written(run, tmp_path / "sheet.html", "suboxone", "heroin", "withdrawal")

    sheets = text.split('<article class="sheet">')[1:]
    assert [re.findall("<h1>(.*)</h1>", sheet) for sheet in sheets] == [
        ["Buprenorphine and naloxone"],
        ["Heroin withdrawal"],
    ]
    for sheet in sheets:
        head = sheet.partition('class="running"')[2].partition("</div>")[0]
        assert re.search(r"RecoveryRef · (?:January|November) 2026", head)
        assert "Call 911, give naloxone." in sheet
        assert "Call or text 988" in sheet
        assert "Sources: [1] " in sheet
        assert "recoveryref " not in sheet
        assert "href" not in sheet


def test_a_sheet_holds_what_to_do_and_not_who_says_what(run: Run, tmp_path: Path) -> None:
    text = written(run, tmp_path / "sheet.html", "buprenorphine")

    headings = re.findall("<h2>(.*)</h2>", text)
    assert {"Take care", "Starting", "When to call", "Where to turn"} <= set(headings)
    assert not {"Which rule holds", "Whose rule", "How it works", "What studies show"} & set(headings)


def test_numbers_are_those_of_the_country(run: Run, tmp_path: Path) -> None:
    text = written(run, tmp_path / "sheet.html", "overdose response", "--country", "GB")

    assert "Call <strong" in text
    assert "999" in text
    assert "116 123" in text


def test_large_print_is_asked_for(run: Run, tmp_path: Path) -> None:
    assert 'class="large"' in written(run, tmp_path / "sheet.html", "naloxone", "--large")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("handout", "naloxone.html"), "a handout takes names and a file"),
        (("handout", "naloxone", "sheet.doc"), "a handout is written as .html or .pdf"),
        (("site", "one", "two"), "site takes one place to write to"),
        (("json", "all.json", "--large"), "json takes one place to write to"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("export", *asked)

    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fails", [False, True])
def test_where_no_browser_prints_a_pdf_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/false" if fails else None)
    done = run("export", "handout", "naloxone", str(tmp_path / "sheet.pdf"))

    assert (done.status, done.out) == (1, "")
    assert "name an .html file, and print that from any browser" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not any(map(shutil.which, handout.BROWSERS)), reason="needs Chromium")
def test_where_chromium_is_a_pdf_is_written_and_nothing_else(run: Run, tmp_path: Path) -> None:
    done = run("export", "handout", "naloxone", "methadone", str(tmp_path / "sheet.pdf"))

    assert (done.status, done.err) == (0, f"recoveryref: handout written to {tmp_path / 'sheet.pdf'}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]
    paper = (tmp_path / "sheet.pdf").read_bytes()
    assert paper.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 4
