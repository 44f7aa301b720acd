"""Default pages are short, say what matters most first, and can be read aloud."""

import json
import re
from functools import partial
from pathlib import Path
from statistics import median

import pytest
from conftest import Run

import recoveryref
from recoveryref.reader.records import Entry
from recoveryref.views import plain, terminal
from recoveryref.views.entry import entry_page
from recoveryref.views.page import Page
from recoveryref.views.render import rendered

# Words in a minute of a calm voice.
SPOKEN = 160
URGENT = "Not waking or not breathing? Call 911, give naloxone: recoveryref overdose"
TODAY = "2026-11-29"


@pytest.fixture(scope="module")
def pages(reference: Path) -> list[Page]:
    """The default page of every entry."""
    with recoveryref.open(reference, country="US") as handbook:
        entries: list[Entry] = [handbook.get(listed.id) for listed in handbook.entries()]
        return [entry_page(entry, URGENT) for entry in entries]


def lines(page: Page) -> int:
    """Lines of a page in a window of 80 columns."""
    return rendered(partial(terminal.page, page, TODAY), 80, colour=False).count("\n")


def test_nine_of_ten_pages_have_forty_lines_at_most(pages: list[Page]) -> None:
    charted = {page.id: lines(page) for page in pages if page.timeline}
    others = {page.id: lines(page) for page in pages if not page.timeline}
    long = {id: n for id, n in others.items() if n > 40} | {id: n for id, n in charted.items() if n > 55}

    assert len(long) * 10 <= len(pages), long
    assert median(others.values()) < 40
    assert {id: n for id, n in (others | charted).items() if n > 70} == {}


def test_what_matters_most_stands_first(pages: list[Page]) -> None:
    for page in pages:
        forms = [row.form for row in page.rows]
        if "warnings" in forms:
            assert forms[0] == "warnings", page.id
        assert "steps" not in forms or forms.index("steps") <= 1, page.id


def test_a_statement_names_three_sources_at_most(pages: list[Page]) -> None:
    for page in pages:
        for row in page.rows:
            assert all(len(span.cites) <= 3 for line in row.lines for span in line.spans), page.id
    shown = {page.id: len(page.refs) for page in pages}
    assert median(shown.values()) <= 10


def test_a_page_is_read_aloud_in_three_minutes(pages: list[Page]) -> None:
    words = {page.id: len(plain.page(page, TODAY).split()) for page in pages}

    long = {id: n for id, n in words.items() if n > 3 * SPOKEN}
    assert len(long) * 10 <= len(pages), long
    assert max(words.values()) < 4 * SPOKEN


def test_read_aloud_no_number_of_a_source_stops_anybody(pages: list[Page]) -> None:
    for page in pages:
        said = plain.page(page, TODAY)
        assert not re.search(r"\[\d", said), page.id
        assert sum(line.startswith("Sources: ") for line in said.splitlines()) == bool(page.refs), page.id


@pytest.mark.parametrize("args", [["overdose", "--plain"], ["overdose"]], ids=" ".join)
def test_the_first_half_minute_of_an_overdose(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.setenv("ACCESSIBLE", "1")
    said = run(*args).out
    heard = " ".join(said.split()[: SPOKEN // 2])

    assert said.startswith("1. ")
    assert "Call 911" in heard
    assert "naloxone" in heard
    assert "Breathe for the person" in heard


@pytest.mark.parametrize("width", [30, 40, 80, 120])
def test_on_a_screen_the_number_comes_first_and_each_step_is_numbered(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = run("overdose").out

    assert "Call 911, give naloxone" in " ".join(shown.split()[:12])
    assert re.findall(r"^(\d)  ", shown, re.MULTILINE) == list("12345678")


def test_steps_are_numbered_wherever_they_stand(pages: list[Page], run: Run) -> None:
    stepped = [page for page in pages if not page.card and any(row.form == "steps" for row in page.rows)]

    assert len(stepped) > 5
    for page in stepped:
        count = sum(len(row.lines) for row in page.rows if row.form == "steps")
        shown = rendered(partial(terminal.page, page, TODAY), 80, colour=False)
        numbers = re.findall(r"^(?:What to do {6}| {16})(?: )?(\d+) ", shown, re.MULTILINE)
        assert numbers[:count] == [str(n) for n in range(1, count + 1)], page.id
    taken = run("med", "naloxone", "--full", "--plain").out
    assert "How to take it, step 1 of " in taken


def cited(value: object) -> set[tuple[str, str]]:
    """Every source and place that an entry's JSON cites, pages one by one."""
    if isinstance(value, list):
        return {each for part in value for each in cited(part)}
    if not isinstance(value, dict):
        return set()
    if set(value) >= {"id", "locator"}:
        place = value["locator"] or ""
        parts = place[3:].split(", ") if place.startswith("p. ") else [place]
        return {(value["id"], part) for part in parts if part}
    return {each for part in value.values() for each in cited(part)}


@pytest.mark.parametrize(
    ("country", "called"), [("GB", "United Kingdom"), ("CA", "Canada"), ("AU", "Australia"), ("US", "")]
)
def test_a_page_says_what_holds_in_the_readers_own_country(
    reference: Path, country: str, called: str
) -> None:
    """And what holds in no other, unless all of it is asked for."""
    with recoveryref.open(reference, country=country) as handbook:
        entries: list[Entry] = [handbook.get(listed.id) for listed in handbook.entries()]
    held = {entry.id: entry.data.get("elsewhere", {}) for entry in entries}
    assert sum("United Kingdom" in own for own in held.values()) > 40
    for entry in entries:
        shown = {row.label: row for row in entry_page(entry, URGENT).rows}
        whole = {row.label: row for row in entry_page(entry, URGENT, full=True).rows}
        labels = {*held[entry.id]} - {called, "United States"}
        assert not labels & {*shown}, entry.id
        if own := held[entry.id].get(called):
            said = [line.spans[0].text for line in shown[called].lines]
            assert said == [fact["text"] for fact in own][: len(said)]
            assert len(said) == min(3, len(own)), entry.id
            assert len(whole[called].lines) == len(own), entry.id
        others = [line for row in whole.values() if row.form == "countries" for line in row.lines]
        assert called not in {line.lead for line in others}, entry.id


@pytest.mark.parametrize(
    ("asked", "country", "first"),
    [
        (["methadone", "missed", "dose"], "GB", "In the UK, when three days of methadone"),
        (["methadone", "driving"], "GB", "UK drivers must tell DVLA"),
        (["take", "subutex", "to", "spain"], "GB", "In the UK, travel abroad"),
        (["can", "i", "get", "buvidal", "on", "the", "nhs"], "GB", "Buvidal in England:"),
        (["is", "suboxone", "free", "in", "ontario"], "US", "British Columbia (Canada) pays"),
        (["methadone", "missed", "dose"], "US", "Missed several days of methadone?"),
    ],
)
def test_a_part_begins_with_the_readers_own_country(
    run: Run, monkeypatch: pytest.MonkeyPatch, asked: list[str], country: str, first: str
) -> None:
    monkeypatch.setenv("RECOVERYREF_COUNTRY", country)
    row = json.loads(run(*asked, "--json").out)["rows"][0]

    assert row["lines"][0]["facts"][0]["text"].startswith(first)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("can my gp prescribe suboxone", "In the UK, a family doctor or a drug service prescribes methadone"),
        ("prison methadone on release", "Leaving prison in the UK?"),
    ],
)
def test_a_search_shows_what_differs_in_the_readers_own_country(
    run: Run, monkeypatch: pytest.MonkeyPatch, asked: str, said: str
) -> None:
    shown = {}
    for country in ("GB", "US"):
        monkeypatch.setenv("RECOVERYREF_COUNTRY", country)
        first = json.loads(run("search", asked, "--json").out)["results"][0]["statements"]
        shown[country] = any(each["text"].startswith(said) for each in first)

    assert shown == {"GB": True, "US": False}


@pytest.mark.parametrize(("country", "said"), [("AU", True), ("GB", True), ("US", False), ("", False)])
def test_a_part_says_what_of_it_is_about_another_country(
    run: Run, monkeypatch: pytest.MonkeyPatch, country: str, said: bool
) -> None:
    monkeypatch.setenv("RECOVERYREF_COUNTRY", country)
    note = "Partly about: United States. Whom to ask where you are: recoveryref helplines"

    for how in ([], ["--plain"]):
        assert (note in " ".join(run("naloxone", "where", "to", "get", "it", *how).out.split())) is said
    assert note not in run("naloxone", "storage").out


@pytest.mark.parametrize("name", ["methadone", "fentanyl supply", "heroin timeline", "first day on suboxone"])
def test_the_sources_of_an_entry_are_named_with_every_place_that_it_cites(run: Run, name: str) -> None:
    shown = run("sources", *name.split())
    entry = json.loads(run("show", *name.split(), "--json").out)

    assert shown.status == 0
    blocks = {block.split("\n")[0]: " ".join(block.split()) for block in shown.out.split("\n\n")}
    places = cited(entry)
    assert places
    assert {id for id, _ in places} <= set(blocks)
    for id, place in places:
        said = blocks[id].partition("Cited here: ")[2]
        assert re.search(rf"(?<![\w.-]){re.escape(place)}(?![\w-])", said), (id, place)


def test_a_whole_page_says_where_in_its_sources_it_stands(run: Run) -> None:
    assert "Cited here: p. " in run("med", "methadone", "--full").out
    assert "Cited here" not in run("med", "methadone").out


def test_sources_without_such_an_entry_or_id_are_told(run: Run) -> None:
    shown = run("sources", "methadnoe")

    assert (shown.status, shown.out) == (1, "")
    assert "methadnoe" in shown.err
