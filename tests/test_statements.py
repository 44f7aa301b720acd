"""What a search, an assistant's tool, the website or an export shows is a whole statement: as its editor
wrote it, with its own sources, its country and its level, and a myth only together with its answer.
"""

import gzip
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, questions_of
from test_search import load

import recoveryref
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference
from recoveryref.reader.records import Entry, Hit, Statement

ANSWER = "What sources say: "
# Questions of every kind: those that entries promise to answer, and those that people asked.
SETS = ("written", "tuned")


@pytest.fixture(scope="module", autouse=True)
def in_the_us() -> Iterator[None]:
    """Numbers in texts are those of the country in which every test runs."""
    with pytest.MonkeyPatch.context() as env:
        env.setenv("LC_ALL", "en_US.UTF-8")
        yield


@pytest.fixture(scope="module")
def entries(reference: Path) -> dict[str, Entry]:
    with recoveryref.open(reference) as handbook:
        return {listed.id: handbook.get(listed.id) for listed in handbook.entries()}


@pytest.fixture(scope="module")
def statements(reference: Path) -> list[tuple[str, Statement]]:
    return queries.statements(open_reference(reference))


@pytest.fixture(scope="module")
def questions(entries: dict[str, Entry]) -> list[str]:
    asked = [text for id in entries for each in questions_of(id).values() for text in each]
    for name in SETS:
        asked += [row["q"] for row in load(name)]
    return asked[::14]


@pytest.fixture(scope="module")
def found(reference: Path, questions: list[str]) -> dict[str, list[Hit]]:
    with recoveryref.open(reference) as handbook:
        return {words: handbook.search(words, limit=8) for words in questions}


def facts(value: Any) -> Iterator[dict[str, Any]]:
    """Every fact in an entry's JSON."""
    match value:
        case {"text": str(), "cites": list()}:
            yield value
        case dict():
            for inner in value.values():
                yield from facts(inner)
        case list():
            for inner in value:
                yield from facts(inner)


def shown(entry: Entry) -> dict[str, Any]:
    """What of an entry's JSON its pages show."""
    return {key: entry.data.get(key) for key in ("summary", *(field.key for field in entry.kind.fields))}


def test_every_fact_is_held_whole_with_its_own_sources(
    entries: dict[str, Entry], statements: list[tuple[str, Statement]]
) -> None:
    held: dict[str, list[Statement]] = {}
    for id, statement in statements:
        held.setdefault(id, []).append(statement)

    missing = []
    for id, entry in entries.items():
        for fact in facts(shown(entry)):
            cites = tuple(fact["cites"])
            if not any(own.text.endswith(fact["text"]) and own.cites == cites for own in held[id]):
                missing.append((id, fact["text"]))
    assert missing == []
    assert len(statements) > 4000
    assert all(statement.cites for _, statement in statements)


def test_what_a_search_shows_is_a_statement_of_the_entry_and_nothing_else(
    reference: Path, found: dict[str, list[Hit]], statements: list[tuple[str, Statement]]
) -> None:
    held = set(map(repr, statements))
    told = [(hit.id, statement) for hits in found.values() for hit in hits for statement in hit.statements]

    assert len(told) > 600
    assert [each for each in told if repr(each) not in held] == []
    assert all(len(hit.statements) <= 3 for hits in found.values() for hit in hits)
    # Somebody who speaks of wanting to die is shown where to turn, and no statements picked out.
    without = {words for words, hits in found.items() if not all(hit.statements for hit in hits)}
    with recoveryref.open(reference) as handbook:
        assert {words for words in without if "suicide" not in handbook.danger(words).kinds} == set()


def test_a_myth_never_stands_without_its_answer(
    entries: dict[str, Entry], statements: list[tuple[str, Statement]]
) -> None:
    answers = {
        (id, myth["claim"]): myth["fact"]["text"]
        for id, entry in entries.items()
        for myth in entry.data.get("often_said") or ()
    }
    paired = {(id, own.claim): own.text for id, own in statements if own.claim}

    assert len(answers) > 200
    assert paired == answers
    # Nor does it stand in what is told as fact.
    claims = {claim for _, claim in answers}
    assert [own.text for _, own in statements if own.text in claims] == []


@pytest.mark.parametrize("format", [[], ["--plain"], ["--markdown"]], ids=str)
@pytest.mark.parametrize(
    "words",
    [
        "is it safe to take xanax with suboxone",
        "does narcan work on tranq",
        "survived an overdose last night what now",
        "strip says negative, is it safe now",
        "will vivitrol make me fat",
        "is methadone just swapping one drug for another",
    ],
)
def test_a_myth_is_marked_in_every_form(
    run: Run, entries: dict[str, Entry], words: str, format: list[str]
) -> None:
    out = " ".join(run("search", words, *format).out.replace("\\", "").split())

    myths = [myth for entry in entries.values() for myth in entry.data.get("often_said") or ()]
    answered = {f"“{myth['claim']}” {ANSWER}{myth['fact']['text']}" for myth in myths}
    for claim in {myth["claim"] for myth in myths}:
        whole = sum(out.count(pair) for pair in answered if pair.startswith(f"“{claim}”"))
        assert out.count(claim) == whole, claim


def test_clinical_statements_show_only_when_asked_for(reference: Path, found: dict[str, list[Hit]]) -> None:
    shown = [(hit.id, statement) for hits in found.values() for hit in hits for statement in hit.statements]
    assert {statement.level for _, statement in shown} >= {"page", "full"}
    # What is for staff from beginning to end is found by whoever asks for it.
    asked_by_staff = {id for id, statement in shown if statement.level == "clinical"}
    assert [id for id in asked_by_staff if not id.startswith("situations/staff-")] == []

    with recoveryref.open(reference) as handbook:
        for words in ("methadone first day dose mg", "buprenorphine induction COWS mg", "half-life"):
            usual = [
                own
                for hit in handbook.search(words)
                for own in hit.statements
                if not hit.id.startswith("situations/staff-")
            ]
            asked = [own for hit in handbook.search(words, clinical=True) for own in hit.statements]
            assert "clinical" not in {own.level for own in usual}
            assert "clinical" in {own.level for own in asked}


def test_a_clinical_statement_says_what_it_is_in_every_form(run: Run) -> None:
    # No card for staff is among medicines.
    search = ["search", "methadone first dose mg", "--kind", "medications"]
    for format in ([], ["--plain"], ["--markdown"]):
        asked = " ".join(run(*search, "--clinical", *format).out.split())
        usual = run(*search, *format).out
        assert "(clinical):" in asked
        assert "A prescriber decides" in asked
        assert "(clinical)" not in usual


def test_a_statement_on_one_country_says_which_wherever_it_is_shown(
    entries: dict[str, Entry], statements: list[tuple[str, Statement]]
) -> None:
    there = {
        (id, fact["text"]): country
        for id, entry in entries.items()
        for country, told in (entry.data.get("elsewhere") or {}).items()
        for fact in told
    }
    placed = {(id, own.text): own for id, own in statements if own.field == "elsewhere"}

    assert len(there) > 100
    assert {key: own.country for key, own in placed.items()} == there
    assert all(own.country in f"{own.label} {own.text}" for own in placed.values() if own.country)
    # What an agency or a law of one country says is placed too, though no country is named.
    # The reader's own line, filled in, is no rule of a country.
    texts = [(own, own.text.replace("SAMHSA, 1-800-662-4357", "")) for _, own in statements]
    marked = [own for own, text in texts if re.search(r"\b(?:Medicaid|SAMHSA|DEA)\b", text)]
    assert len(marked) > 50
    assert sum(own.country == "United States" for own in marked) > 0.9 * len(marked)


def test_to_whom_no_country_is_known_a_countrys_line_is_named_as_such(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RECOVERYREF_COUNTRY", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    lines = run("search", "--plain", "never use alone").out.splitlines()
    american = [line for line in lines if "1-877-696-1996" in line]

    assert len(american) > 0
    assert all("United States" in line for line in american)


_PLAIN = re.compile(r" \[\d+(?:, \d+)*\]")


def test_the_command_shows_the_statement_in_its_place(
    run: Run, statements: list[tuple[str, Statement]]
) -> None:
    pages: dict[str, str] = {}
    missing = []
    for _, own in statements[::2]:
        if own.command not in pages:
            shown = run(*own.command.split()[1:], "--plain")
            assert shown.status == 0, own.command
            pages[own.command] = _PLAIN.sub("", shown.out)
        # A phase shows its facts on one line, under one lead.
        text = own.text.partition(": ")[2] if own.field == "phases" else own.text
        if text not in pages[own.command] or (own.claim or "") not in pages[own.command]:
            missing.append((own.command, own.field, text))
    assert len(pages) > 200
    assert missing == []


def test_no_form_of_a_search_cuts_or_marks_words(run: Run, questions: list[str]) -> None:
    for words in questions[::40]:
        for format in ([], ["--plain"], ["--json"]):
            out = run("search", *format, "--", words).out
            assert "**" not in out, (words, format)
            assert "…" not in out, (words, format)


class _Ids(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {value or "" for name, value in attrs if name == "id"}


def script(path: Path) -> Any:
    return json.loads(path.read_text(encoding="ascii").partition(" = ")[2].rstrip(";\n"))


# The number of the level in the website's statements.
CLINICAL = 2


def test_the_website_searches_whole_statements_that_are_not_clinical(
    site: Path, statements: list[tuple[str, Statement]]
) -> None:
    held = {path.relative_to(site).with_suffix("").as_posix(): script(path) for path in site.glob("*/*.js")}
    told = {
        (id, label, text, (claim and claim[0]) or None)
        for id, each in held.items()
        for label, _, level, said, *_ in each["places"]
        for text, _, _, _, *claim in said
        if level != CLINICAL
    }

    assert told == {(id, own.label, own.text, own.claim) for id, own in statements if own.level != "clinical"}
    # An entry is found by what it says to clinicians, but a search shows that only of a card for staff, so
    # elsewhere no source is needed.
    staff = {
        id
        for id, each in held.items()
        if all(level == CLINICAL or anchor == "summary" for _, anchor, level, *_ in each["places"])
    }
    assert staff
    assert all(
        bool(sources) == (level != CLINICAL or id in staff)
        for id, each in held.items()
        for _, _, level, said, *_ in each["places"]
        for _, sources, *_ in said
    )
    for id, each in held.items():
        anchors = _Ids((site / f"{id}.html").read_text(encoding="utf-8")).ids
        assert {anchor for _, anchor, level, *_ in each["places"] if level != CLINICAL or id in staff} - {
            "summary"
        } <= anchors, id


def test_what_a_search_on_the_website_loads_stays_small(site: Path) -> None:
    def size(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 9))

    danger = ("words.js", "packed.js", "danger.js", "search-danger.js")
    scripts = (*danger, "search.js", "search-index.js", "search-rows.js")
    sizes = {name: size(site / name) for name in (*scripts, "search-rare.js")}
    entries = sorted(size(path) for path in site.glob("*/*.js"))

    print(f"\ncompressed: {sizes}, an entry {entries[len(entries) // 2]} to {entries[-1]}")
    # Where to turn in danger is told as soon as these are here.
    assert sum(sizes[name] for name in danger) <= 51_000
    assert sizes["search-index.js"] + sizes["search-rows.js"] <= 150_000
    assert sum(sizes[name] for name in scripts) <= 212_000
    # Asked for once a word was typed that hardly anybody types.
    assert sizes["search-rare.js"] <= 52_000
    # What people's questions teach of its statements is in it.
    assert entries[-1] <= 20_000
