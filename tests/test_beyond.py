"""Questions that are not answered here are told so, with where to turn; those that are, are answered."""

import json
from pathlib import Path

import pytest
from conftest import Run, questions_of
from test_search import SETS, load

from recoveryref.reader import queries
from recoveryref.reader.asked import read
from recoveryref.reader.file import open_reference

DOSES = (
    "convert morphine to methadone",
    "oxycodone to methadone conversion chart",
    "equianalgesic dose hydromorphone",
)
DOSES += (
    "how many mme is 30 mg oxycodone",
    "fentanyl patch equivalent to morphine",
    "percocet equals how much dilaudid",
)
SEDATIVES = (
    "alcohol withdrawal",
    "detox from alcohol at home",
    "how to stop drinking vodka",
    "xanax withdrawal",
)
SEDATIVES += (
    "come off valium",
    "klonopin taper",
    "benzo detox",
    "quit drinking",
    "addicted to ambien",
    "ghb withdrawal",
)
DRUGS = (
    "cocaine detox",
    "meth withdrawal",
    "crack addiction help",
    "crystal meth rehab",
    "adderall addiction",
    "coming off speed",
)
DRUGS += (
    "quit weed",
    "cannabis withdrawal",
    "ketamine addiction",
    "how to stop using cocaine",
    "mdma comedown",
    "spice withdrawal",
)
MEDICINES = (
    "how much xanax can i take",
    "max dose of valium",
    "ambien dosage",
    "insulin dose",
    "zoloft mg",
    "how many mg of adderall",
)
USING = (
    "how to inject heroin",
    "best way to shoot up",
    "how to smoke fentanyl",
    "where to buy heroin",
    "how do i snort oxys",
)
USING += ("how to boof dope", "cant hit a vein", "how to potentiate methadone")
TESTS = (
    "how to pass a drug test",
    "fake pee for a drug test",
    "beat a urine test",
    "detox drink before a ua",
    "dilute my urine",
)
TESTS += ("flush my system before a drug screen",)
LEGAL = (
    "can i sue my clinic",
    "should i plead guilty to possession",
    "lawyer for a felony charge",
    "expunge my record",
)
OTHERS = ("gambling addiction", "porn addiction", "help for anorexia")

ASKED = {
    "topics/chronic-pain": DOSES,
    "topics/co-occurring-conditions": SEDATIVES + OTHERS,
    "topics/finding-treatment": DRUGS,
    "topics/helplines": MEDICINES,
    "situations/about-to-use": USING,
    "topics/drug-tests": TESTS,
    "topics/rights-and-privacy": LEGAL,
}

ANSWERED = (
    *(
        "alcohol and methadone",
        "can i take xanax on suboxone",
        "cocaine with fentanyl in it",
        "methadone dose too low",
    ),
    *(
        "switch from methadone to suboxone",
        "how long does heroin show up on a drug test",
        "false positive drug test",
    ),
    *("how to give naloxone", "where do they inject sublocade", "can i lose custody for being on methadone"),
    *(
        "heroin and alcohol withdrawal together",
        "gabapentin withdrawal",
        "kratom withdrawal",
        "tramadol withdrawal",
    ),
    *(
        "quit heroin",
        "opioid detox",
        "pills addiction",
        "nicotine patches in recovery",
        "my job tests for methadone",
    ),
)


@pytest.mark.parametrize(
    ("near", "question"), [(near, each) for near, every in ASKED.items() for each in every]
)
def test_what_is_not_here_is_said_and_where_to_turn(reference: Path, near: str, question: str) -> None:
    told = read(open_reference(reference), question).beyond

    assert told, question
    assert near in told.see


@pytest.mark.parametrize("question", ANSWERED)
def test_what_is_here_is_answered(reference: Path, question: str) -> None:
    assert read(open_reference(reference), question).beyond is None


def test_no_question_of_an_entry_or_of_the_sets_is_turned_away(reference: Path) -> None:
    opened = open_reference(reference)
    every = [
        question
        for each in queries.entries(opened)
        for asked in questions_of(each.id).values()
        for question in asked
    ]
    assert [question for question in every if read(opened, question).beyond] == []
    for name in SETS:
        turned_away = sum(read(opened, row["q"]).beyond is not None for row in load(name))
        assert turned_away <= len(load(name)) // 100


def test_every_way_to_ask_says_it_in_every_format(run: Run) -> None:
    line = "Doses are not worked out here"
    for typed in (["search"], [], ["show"]):
        for options in ([], ["--plain"], ["--markdown"]):
            shown = run(*typed, "convert", "morphine", "to", "methadone", *options)
            assert (shown.status, shown.out[: len(line)]) == (0, line)
        found = json.loads(run(*typed, "convert", "morphine", "to", "methadone", "--json").out)
        assert found["beyond"].startswith(line)
        assert found["results"][0]["id"] == "medications/methadone"


def test_danger_comes_before_it(run: Run) -> None:
    shown = run("search", "cocaine", "detox", "i", "want", "to", "die")

    assert "988" in shown.out.splitlines()[0]
    assert "this drug is none" not in shown.out
