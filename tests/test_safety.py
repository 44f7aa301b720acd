"""The hazards that data/SAFETY.md names are controlled as it says."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, Run
from test_pager import on_terminal

import recoveryref
from recoveryref.author.model import Medication
from recoveryref.errors import Ambiguous, NotFound
from recoveryref.reader import locale, queries
from recoveryref.reader.file import TOKEN, open_reference
from recoveryref.reader.records import Entry

SAFETY = (DATA / "SAFETY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+\.py)(?:::(\w+))?`", SAFETY)


def test_every_control_names_a_test_that_exists() -> None:
    tests = Path(__file__).parent
    for file, name in NAMED:
        assert name or file == "test_safety.py", f"{file} alone says too little"
        assert not name or f"\ndef {name}(" in (tests / file).read_text(encoding="utf-8"), name
    assert len(NAMED) > 25


def test_every_hazard_names_a_test() -> None:
    hazards = [part for part in SAFETY.split("\n## ")[1:] if not part.startswith("What no test proves")]

    assert len(hazards) >= 7
    assert all("::test_" in hazard for hazard in hazards)


@pytest.fixture(scope="module")
def entries(reference: Path) -> list[Entry]:
    with recoveryref.open(reference) as handbook:
        return [handbook.get(listed.id) for listed in handbook.entries()]


def plain_facts(entry: Entry) -> Iterator[str]:
    """The text of every fact that shows without --clinical."""
    clinical = {field.key for field in entry.kind.fields if field.level == "clinical"}
    stack: list[Any] = [
        value for key, value in entry.data.items() if key not in {*clinical, "sources", "scale"}
    ]
    while stack:
        match stack.pop():
            case {"level": "clinical"}:
                pass
            case {"text": str(text), "cites": [*_]}:
                yield text
            case dict(inner):
                stack += inner.values()
            case list(inner):
                stack += inner


def test_doses_are_for_clinicians() -> None:
    levels = {field["key"]: field["level"] for field in Medication.outline()}

    fields = ("protocol", "dose", "pharmacology", "evidence", "codes", "clinical")
    assert {levels[key] for key in fields} == {"clinical"}


# Whoever finds somebody in an overdose gives these: nobody sets their dose first.
GIVEN_BY_ANYONE = {"medications/naloxone", "medications/nalmefene"}


def test_a_usual_dose_says_who_sets_it(entries: list[Entry]) -> None:
    told = [entry.data.get("usual_dose") or [] for entry in entries if entry.id not in GIVEN_BY_ANYONE]
    texts = [fact["text"] for facts in told for fact in facts if re.search(_FIGURE, fact["text"])]

    assert [text for text in texts if not re.search(r"prescriber|clinician|label|pharmacist", text)] == []


# A figure that somebody could take by, and words that tell them to. A usual dose may be told.
_FIGURE = r"\d\s?(?:mg|mcg|micrograms|milligrams)\b"
_VERBS = r"(?:take|start (?:with|at|on)|increase|raise|reduce|cut|lower|swallow)"
_TELLS = re.compile(
    rf"(?:^|[.:;] |\b(?:you|then|please|should|must|can|may) ){_VERBS}\b[^.]*{_FIGURE}", re.IGNORECASE
)
_CHANGES = re.compile(
    r"^(?:stop|start|skip|double|increase|reduce|cut down|raise|lower) (?:taking )?(?:your|the|this)?\s?"
    r"(?:dose|medicine|medication|methadone|buprenorphine|naltrexone)\b",
    re.IGNORECASE,
)


def test_no_plain_sentence_tells_anybody_what_to_take(entries: list[Entry]) -> None:
    texts = [(entry.id, text) for entry in entries for text in plain_facts(entry)]

    assert len(texts) > 3000
    assert [each for each in texts if _TELLS.search(each[1]) or _CHANGES.search(each[1])] == []


@pytest.mark.parametrize("format", [[], ["--plain"], ["--markdown"]], ids=str)
def test_an_overdue_page_says_so_in_every_form(
    run: Run, monkeypatch: pytest.MonkeyPatch, format: list[str]
) -> None:
    said = "due for another look"
    assert said not in " ".join(run("topic", "cost-and-insurance", *format).out.split())
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")

    assert said in " ".join(run("topic", "cost-and-insurance", *format).out.split())


def numbers(text: str) -> set[str]:
    """The numbers for an emergency or a crisis in a text."""
    return set(re.findall(r"\b(?:911|999|112|000|111|988|116 123|13 11 14|1737)\b", text))


# Where nobody knows the country: the emergency numbers of several, and crisis lines on the front page too.
EVERYWHERE = {"911", "112", "999", "000", "111"}
CRISIS = {"988", "116 123", "13 11 14", "1737"}


@pytest.mark.parametrize(
    ("locale", "own"),
    [
        ("en_US.UTF-8", {"911", "988"}),
        ("C.UTF-8", EVERYWHERE),
        ("en", EVERYWHERE),
        ("", EVERYWHERE),
        ("fr_CA.UTF-8", {"911", "988"}),
        ("en_GB.UTF-8", {"999", "116 123"}),
        ("en_IE.UTF-8", {"112", "999", "116 123"}),
        ("en_AU.UTF-8", {"000", "13 11 14"}),
        ("en_NZ.UTF-8", {"111", "1737"}),
        ("de_DE.UTF-8", {"112"}),
        ("fr_FR", {"112"}),
        ("pl_PL.UTF-8@euro", {"112"}),
        ("en_IN.UTF-8", set()),
        ("de_CH.UTF-8", {"112"}),
        ("pt_BR.UTF-8", set()),
    ],
)
def test_no_other_countrys_number_is_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, locale: str, own: set[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("LANG", locale)
    front = run().out
    foot = " ".join(run("med", "methadone").out.splitlines()[-3:]).partition("Not waking")[2]
    foot = foot or run("med", "methadone").out.splitlines()[-1]
    first = " ".join(run("overdose").out.splitlines()[:2])

    listening = CRISIS if own == EVERYWHERE else set()

    assert numbers(front) <= own | listening
    assert numbers(foot) | numbers(first) <= own
    assert bool(numbers(foot)) is bool(own)
    if own == EVERYWHERE:
        assert numbers(foot) == numbers(first) == own
    for line in (front, foot):
        assert "recoveryref overdose" in line
    assert numbers(" ".join(run("search", "i want to die").out.splitlines()[:2])) <= own | listening


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en_US.UTF-8", "Call 911. Give naloxone"),
        ("en_GB.UTF-8", "Call 999. Give naloxone"),
        ("de_DE.UTF-8", "Call 112. Give naloxone"),
        ("en_AU.UTF-8", "Call 000. Give naloxone"),
        ("en_IN.UTF-8", "Call your emergency number. Give naloxone"),
        ("C.UTF-8", "Call your emergency number. Give naloxone"),
    ],
)
@pytest.mark.parametrize(
    "args",
    [
        ["symptom", "yawning"],
        ["yawning", "--json"],
        ["yawning", "--plain"],
        ["yawning", "--markdown"],
    ],
    ids=" ".join,
)
def test_a_number_in_a_text_is_the_readers_own(
    run: Run, monkeypatch: pytest.MonkeyPatch, locale: str, said: str, args: list[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)

    shown = " ".join(run(*args).out.split())

    assert said in shown
    assert "{emergency}" not in shown


def test_every_token_has_its_word_in_every_country(reference: Path) -> None:
    opened = open_reference(reference)
    files = {listed.id: DATA / f"{listed.id}.yaml" for listed in queries.entries(opened)}
    with_tokens = [id for id, path in files.items() if TOKEN.search(path.read_text(encoding="utf-8"))]
    # Countries that share their lines share their words.
    countries = {code: country for country, code in locale.places(opened).items()}

    assert len(with_tokens) > 20
    assert len(countries) > 5
    for country in countries.values():
        opened.fill(country)
        left = {id: TOKEN.findall(queries.entry(opened, id).json) for id in with_tokens}
        assert not any(left.values()), (country, left)


def test_every_number_says_when_it_was_seen(entries: list[Entry]) -> None:
    pages = [entry for entry in entries if entry.kind.name == "helplines"]
    lines = [line for page in pages for line in page.data["lines"]]

    assert len(lines) > 30
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", line["seen"]) for line in lines)
    for page in pages:
        year, month = map(int, page.data["reviewed"].split("-"))
        assert page.due <= f"{year + 1}-{month:02d}-01"


MEDICINES = sorted(path.stem for path in (DATA / "medications").glob("*.yaml"))


def slips(word: str) -> Iterator[str]:
    """What one slip of the finger makes of a word: a letter left out, doubled, swapped or hit beside."""
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]
        yield word[: n + 1] + word[n:]
    for n, (a, b) in enumerate(pairwise(word)):
        yield word[:n] + b + a + word[n + 2 :]
    for n in range(len(word)):
        for beside in "aeiorstnlm":
            yield word[:n] + beside + word[n + 1 :]


# Every how manieth slip is tried: a prime, so that it takes slips of every kind.
SLIPS = [pytest.param(61, id="few"), pytest.param(1, id="every", marks=pytest.mark.long)]


@pytest.mark.parametrize("step", SLIPS)
@pytest.mark.parametrize("medicine", MEDICINES)
def test_no_slip_of_the_finger_shows_another_medicine(reference: Path, medicine: str, step: int) -> None:
    opened = open_reference(reference)
    own = f"medications/{medicine}"
    words = {name.lower() for name in queries.names_of(opened, own) if name.isalpha() and len(name) > 6}
    tried = taken = 0
    for typed in sorted({slip for word in words for slip in slips(word)} - words)[::step]:
        tried += 1
        try:
            found = queries.find(opened, typed, "medications")
        except (Ambiguous, NotFound):
            continue
        taken += 1
        # What is itself another medicine's name is no slip.
        assert found.exact or found.id == own, typed
    assert tried >= 90 // step or not words
    assert taken > tried / 3 or not words


def test_naloxone_and_naltrexone_are_told_apart(run: Run) -> None:
    for name, other in (("naloxone", "naltrexone"), ("naltrexone", "naloxone")):
        page = run("med", name, "--full").out
        assert page.startswith(f"{name.title()} ")
        assert f"“{name.title()} and {other} are the same.”" in page
    # What lies between the two is asked back.
    for between in ("naltroxone", "naltoxone", "nalroxone", "nalrexone", "naltexone"):
        shown = run("med", between)
        assert (shown.status, shown.out) == (1, "")
        assert "did you mean" in shown.err


def test_every_page_says_where_to_turn(run: Run, entries: list[Entry]) -> None:
    # Of each entry by itself, test_data says so.
    for entry in entries[::5]:
        assert run("show", entry.id).out.splitlines()[-1].endswith("recoveryref overdose")
    for args in (["compare", "cbt", "mi"], ["timeline", "--at", "36h"], ["timeline", "heroin", "fentanyl"]):
        assert run(*args).out.splitlines()[-1].endswith("recoveryref overdose")


def test_the_pager_keeps_no_history(reference: Path, tmp_path: Path) -> None:
    env = {"PAGER": 'echo "kept in $LESSHISTFILE"', "LESSHISTFILE": str(tmp_path / "history")}
    shown = on_terminal(["med", "methadone", "--full", "--pager"], env, reference)

    assert shown.strip() == "kept in -"
