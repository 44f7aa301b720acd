"""Danger is heard however it is said and wherever; ordinary questions are left in peace."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import test_search
import yaml
from conftest import DATA, ROOT, Run

import recoveryref
from recoveryref.author.check import check
from recoveryref.author.collect import read
from recoveryref.author.danger import Dangers
from recoveryref.errors import NotFound
from recoveryref.kinds import CARDS
from recoveryref.reader import queries
from recoveryref.reader.danger import Rules, heard
from recoveryref.reader.file import open_reference
from recoveryref.reader.search import search

HERE = Path(__file__).parent
# The questions of a search that count as ordinary: those that anything was tuned on, and those kept from it.
SEARCHED = {"dev": ("written", "tuned"), "held": ("kept",)}
# The share of messages for which the line of the right kind leads, as it is now; the others get another line.
RIGHT = {"held": 0.95}
URGENT = ("topics/overdose-response", "topics/helplines", "helplines/")


LIKELY = "likely"
HELD = ("held",)


def load(path: str) -> list[Any]:
    return list(yaml.safe_load((HERE / path).read_text(encoding="utf-8")))


def learned(kind: str) -> list[str]:
    """The messages of *kind* that the classifier learns from."""
    every = yaml.safe_load((DATA / "messages.yaml").read_text(encoding="utf-8"))
    return [text for each in every if each["kind"] == kind for text in each["say"]]


def kinds(reference: Path, texts: list[str]) -> list[list[str]]:
    """What is heard in each text, the most urgent kind first; where danger is only likely, `likely` and the
    kind whose line leads.
    """
    opened = open_reference(reference)
    rules, told = queries.danger(opened)
    heard_by = Rules(rules)
    found = []
    for said in map(queries.words, texts):
        each = heard_by.kinds(said)
        likely = [LIKELY, heard_by.leaning(said)] if not each and heard_by.likely(said) else []
        found.append([kind for kind in told if kind in each] or likely)
    return found


# What was held back is reported, never tuned on; see the first line of each file.
@pytest.mark.parametrize("name", HELD)
def test_messages_of_danger_are_heard(reference: Path, name: str) -> None:
    messages = load(f"danger/{name}.yaml")
    found = kinds(reference, [message["say"] for message in messages])
    unheard = sum(not each for each in found)
    right = sum(
        each[:1] == [kind] for each, message in zip(found, messages, strict=True) for kind in message["kind"]
    )

    print(f"\n{name}: {len(messages)} messages, {unheard} not heard, the right line leads for {right}")
    assert unheard <= 0.05 * len(messages)
    assert right >= RIGHT[name] * len(messages)


def test_what_was_learned_is_known(reference: Path) -> None:
    kinds_ = [
        kind for kind in queries.danger(open_reference(reference))[1] if kind not in ("crisis-line", "worry")
    ]
    messages = [text for kind in kinds_ for text in learned(kind)]
    unheard = [text for text, each in zip(messages, kinds(reference, messages), strict=True) if not each]

    assert len(unheard) <= 0.03 * len(messages), unheard


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("he is not breathing", "overdose"),
        ("she wont wake up", "overdose"),
        ("i cant wake him", "overdose"),
        ("i want to die", "suicide"),
        ("he will kill himself", "suicide"),
    ],
)
def test_nothing_said_beside_it_silences_it(reference: Path, words: str, kind: str) -> None:
    beside = [
        "i am at home alone and",
        "we are at work and",
        "it is early in the morning and",
        "we were in class and",
        "he came out of rehab on friday and",
        "i am in a panic",
        "the doctor prescribed it and",
        "they cut off my meds and",
        "he hits me and",
    ]
    found = kinds(reference, [f"{said} {words}" for said in beside])

    assert [said for said, each in zip(beside, found, strict=True) if kind not in each] == []


@pytest.mark.parametrize("half", ["dev", "held"])
def test_ordinary_questions_are_left_in_peace(reference: Path, half: str) -> None:
    searched = [row for name in SEARCHED[half] for row in test_search.load(name)]
    files = [f"danger/{name}_ordinary.yaml" for name in HELD]
    questions = learned("none") if half == "dev" else [text for file in files for text in load(file)]
    # Without a kind, questions may well tell of danger beside what they ask.
    questions += [
        row["q"]
        for row in searched
        if "kind" in row and not any(want.startswith(URGENT) for want in row["want"])
    ]
    found = kinds(reference, questions)
    alarms = [(text, each) for text, each in zip(questions, found, strict=True) if each]
    likely = sum(LIKELY in each for _, each in alarms)

    print(f"\n{half}: {len(questions)} ordinary, {len(alarms)} alarms, {likely} of them only likely")
    assert len(alarms) - likely <= 0.025 * len(questions), alarms if half == "dev" else None
    assert likely <= 0.03 * len(questions), alarms if half == "dev" else None


def test_no_name_of_an_entry_sounds_like_danger_but_the_one_of_overdose(reference: Path) -> None:
    opened = open_reference(reference)
    listed = queries.entries(opened)
    names = sorted({name for each in listed for name in queries.names_of(opened, each.id)})
    found = kinds(reference, names)

    # A card is called what it is about, and says the number itself; no other words of danger open it. A name
    # that is only likely danger opens its page all the same.
    cards = {name for each in listed if each.kind == CARDS for name in (each.id, each.slug, each.title)}
    sounding = {name for name, each in zip(names, found, strict=True) if each and LIKELY not in each}
    assert sounding - cards == {"overdose"}


FIRST = [
    ("he is not breathing", "911"),
    ("not breathng", "911"),
    ("unconcious", "911"),
    ("911", "911"),
    ("emergency", "911"),
    ("suicide", "988"),
    ("want to dye", "988"),
    ("gave narcan twice nothing", "911"),
    ("kid licked my suboxone", "1-800-222-1222"),
    ("took my dose twice", "1-800-222-1222"),
    ("my boyfriend hits me", "911"),
    ("baby stopped moving", "911"),
    ("chest pain", "911"),
    ("took xanax on top of methadone", "911"),
    ("no respira", "911"),
    ("quiero morir", "988"),
]


@pytest.mark.parametrize(("words", "number"), FIRST)
@pytest.mark.parametrize("command", [[], ["show"], ["search"], ["--plain"]], ids=" ".join)
def test_bare_words_and_a_search_lead_with_the_line(
    run: Run, command: list[str], words: str, number: str
) -> None:
    options = [arg for arg in command if arg.startswith("-")]
    shown = run(*(arg for arg in command if arg not in options), words, *options)

    assert shown.status == 0
    assert number in " ".join(shown.out.splitlines()[:3])
    assert shown.err == ""


@pytest.mark.parametrize(
    ("words", "line", "first"),
    [
        ("what happens when i ring 999 in ireland", "999", "helplines/ie"),
        ("samaritans ireland", "116 123", "helplines/ie"),
        ("overdose emergency number germany", "112", "helplines/eu"),
        ("not breathing in new jersey", "911", "topics/overdose-response"),
        ("my sister is not breathing in japan", "Get an ambulance", "topics/overdose-response"),
        ("he went cold turkey and wants to die", "988", "helplines/us"),
        ("my son took pills from the uk and wont wake up", "999", "topics/overdose-response"),
    ],
)
def test_a_country_that_is_named_brings_its_lines(reference: Path, words: str, line: str, first: str) -> None:
    opened = open_reference(reference)
    opened.fill("US")
    found = search(opened, words)

    assert found.danger
    assert any(line in each for each in found.danger.lines)
    assert found.hits[0].id == first
    assert opened.country == "US"
    # What came from another country is no less urgent here.
    assert re.search(r"\b(911|988)\b", found.danger.lines[0])


@pytest.mark.parametrize(
    "args",
    [
        ["overdose", "help"],
        ["overdose", "he", "is", "blue"],
        ["med", "he is not breathing"],
        ["timeline", "he is not breathing"],
        ["timeline", "he is not breathing", "--at", "36h"],
        ["therapy", "she", "wont", "wake", "up"],
        ["helplines", "he is not breathing"],
        ["compare", "he is not breathing"],
        ["compare", "methadone", "he is not breathing"],
        ["glossary", "he is not breathing"],
        ["sources", "he is not breathing"],
        ["list", "he is not breathing"],
        ["search", "--kind", "he is not breathing", "he is not breathing"],
        ["stages", "help", "he", "is", "not", "breathing", "--wrong"],
        ["cows", "--pulse", "he is not breathing"],
        ["he", "is", "not", "breathing"],
    ],
    ids=" ".join,
)
def test_every_command_hears_it_also_where_it_was_asked_wrongly(run: Run, args: list[str]) -> None:
    shown = run(*args)

    assert "Call 911" in shown.out.splitlines()[0]
    assert (shown.status, shown.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ("overdose risk after release from prison statistics", False),
        ("overdose deaths by age", False),
        ("overdose my mate in the loo", True),
        ("overdose hlp", True),
        ("overdose what do i do", True),
        ("overdose", True),
    ],
)
def test_what_is_asked_of_overdoses_is_answered_and_all_else_gets_the_steps(
    run: Run, words: str, steps: bool
) -> None:
    shown = run(*words.split())

    assert "Call 911" in shown.out.splitlines()[0]
    assert ("1  Shout" in shown.out) is steps
    assert (shown.status, shown.err) == (0, "")


def test_a_question_about_the_withdrawal_scale_is_no_wrong_score(run: Run) -> None:
    shown = run("cows", "scale", "items")

    assert "withdrawal-scale-cows" in shown.out
    assert shown.status == 0
    assert run("cows", "plse", "1").status == 2


def test_json_says_it_by_a_key_of_its_own(run: Run) -> None:
    for args in (["search", "want", "to", "die"], ["want to die"], ["med", "want", "to", "die"]):
        found = json.loads(run(*args, "--json").out)

        assert found["danger"]["kinds"] == ["suicide"]
        assert "988" in found["danger"]["lines"][0]
    assert json.loads(run("search", "craving", "--json").out)["danger"] is None


@pytest.mark.parametrize(
    ("country", "number", "first"),
    [
        ("US", "988", "helplines/us"),
        ("GB", "116 123", "helplines/gb"),
        ("AU", "13 11 14", "helplines/au"),
        ("JP", "findahelpline.com", "helplines/elsewhere"),
    ],
)
def test_whoever_speaks_of_wanting_to_die_is_shown_where_to_turn_and_no_means(
    run: Run, monkeypatch: pytest.MonkeyPatch, country: str, number: str, first: str
) -> None:
    monkeypatch.setenv("RECOVERYREF_COUNTRY", country)
    messages = ["i want to kill myself", "how much loperamide to die", "lethal dose of methadone", "suicide"]
    for words in messages:
        shown = run("search", words)
        found = json.loads(run("search", words, "--json").out)

        assert number in " ".join(shown.out.splitlines()[:2])
        assert found["results"][0]["id"] == first
        # Nothing but what was chosen for it, and no sentence picked out of that.
        assert [result["id"] for result in found["results"][1:]] == ["situations/thoughts-of-suicide"]
        assert [result["statements"] for result in found["results"]] == [[], []]
        for means in ("loperamide", "methadone", "dose", " mg"):
            assert means not in shown.out.lower()


def test_the_library_and_its_errors_say_it(reference: Path) -> None:
    with recoveryref.open(country="US") as handbook:
        found = handbook.danger("my son ate my suboxone")
        assert found is not None
        assert found.kinds[0] == "child"
        assert "1-800-222-1222" in found.lines[0]
        assert handbook.danger("how does buprenorphine work") is None
        with pytest.raises(NotFound, match=r"^Not waking.*Call 911.*nothing here is called"):
            handbook.get("he is not breathing")
        assert handbook.search("i want to die")[0].id == "helplines/us"


FIRST_OF = {
    kind["kind"]: kind["first"] for kind in yaml.safe_load((DATA / "danger.yaml").read_text())["kinds"]
}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("overdose", "heroin withdrawal timeline symptoms methadone dose he is not breathing"),
        ("child", "buprenorphine naloxone films side effects my toddler swallowed my suboxone"),
    ],
)
def test_what_danger_asks_for_comes_before_what_the_words_ask_for(run: Run, kind: str, words: str) -> None:
    found = json.loads(run("search", words, "--json").out)
    usual = json.loads(run("search", words.split(" he is")[0].split(" my toddler")[0], "--json").out)

    first = ["helplines/us" if id == "helplines" else id for id in FIRST_OF[kind]]
    ids = [result["id"] for result in found["results"]]
    assert found["danger"]["kinds"][0] == kind
    assert first
    assert ids[: len(first)] == first
    assert usual["danger"] is None
    assert usual["results"][0]["id"] not in first
    assert usual["results"][0]["id"] in ids[len(first) :]


def test_other_lines_do_not_stand_in_the_way_of_an_overdose(reference: Path) -> None:
    opened = open_reference(reference)

    found = heard(opened, "took xanax with heroin and now he is blue and not breathing")

    assert found is not None
    assert found.kinds[0] == "overdose"
    assert len(found.lines) == 1


def test_what_trouble_a_call_brings_is_asked_and_an_overdose_told_beside_it_is_heard(reference: Path) -> None:
    opened = open_reference(reference)

    assert heard(opened, "im 16 do i get in trouble if i call 911 for a friend") is None
    assert heard(opened, "call 911 for overdose with a warrant") is None
    told = heard(opened, "he is blue and wont wake do i get arrested if i call 911")
    assert told
    assert "overdose" in told.kinds


@pytest.mark.parametrize(
    "text", ["", " ", "…", "a" * 100_000, "not " * 5_000, "🙂", "\0", "مساعدة"], ids=ascii
)
def test_any_text_is_heard_out(reference: Path, text: str) -> None:
    assert heard(open_reference(reference), text) is None


def test_what_is_shown_first_is_an_entry(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "good" / "danger.yaml").read_text(encoding="utf-8")
    (tmp_path / "danger.yaml").write_text(text.replace("[medications/naloxone]", "[medications/naloxon]"))

    assert {"unknown-entry"} <= {problem.rule for problem in check([tmp_path])[1]}


def test_no_pattern_is_written_twice() -> None:
    dangers: Dangers = read([DATA])[0].danger
    for rule in dangers.rules:
        assert len(set(rule.say)) == len(rule.say)
        assert len(set(rule.unless)) == len(rule.unless)


def test_messages_never_seen_are_heard_as_often_as_they_were(reference: Path) -> None:
    rows = load("danger/sealed.yaml")
    found = list(zip(rows, kinds(reference, [row["say"] for row in rows]), strict=True))
    urgent = [(row["hear"], each) for row, each in found if row["hear"] != "none"]
    heard_ = [each for _, each in urgent if each]
    right = [each for hear, each in urgent if each and hear in ("line", *each)]
    alarms = [each for row, each in found if row["hear"] == "none" and each]
    usual = len(rows) - len(urgent)

    print(f"\nsealed: {len(urgent)} of danger, {len(heard_)} heard, {len(right)} as their kind")
    likely = sum(LIKELY in each for each in alarms)
    print(f"{usual} ordinary, {len(alarms)} false alarms, {likely} of them only likely")
    assert len(heard_) >= 0.96 * len(urgent)
    assert len(right) >= 0.88 * len(urgent)
    assert len(alarms) <= 0.1 * usual
