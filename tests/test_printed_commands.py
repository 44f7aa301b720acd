"""Every command that any output prints does exactly what it says, typed as printed from that page."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DATA, Run, some

from recoveryref import kinds
from recoveryref.kinds import KINDS
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference

IDS = sorted(f"{kind}/{path.stem}" for kind in KINDS for path in (DATA / kind).glob("*.yaml"))
# To the end of the line, or of what a list, a sentence or Markdown ends.
_PRINTED = re.compile(r"\brecoveryref(?: --?[a-z]+| [a-z0-9][\w./-]*)+")
# What stands for something to fill in is no command to type.
_FILL_IN = re.compile(r" (?:NAME|PATH|FOLDER|WORDS)\b")


# At a page's foot the program is named once; a line that goes on ends in a dot.
_FOOT = re.compile(r"^(?:More|Related): (recoveryref .*(?:(?<=·)\n.*)*)$", re.MULTILINE)


def printed(text: str) -> Iterator[str]:
    """The commands in an output, each as it stands there or, at a page's foot, after the program's name."""
    for foot in _FOOT.finditer(text):
        first, *others = (" ".join(part.split("(")[0].split()) for part in foot[1].split("·"))
        own, _, option = first.partition(" --")
        before = own if option else "recoveryref"
        yield from (other if other.startswith("recoveryref ") else f"{before} {other}" for other in others)
    for match in _PRINTED.finditer(text):
        if not _FILL_IN.match(text, match.end()):
            yield match[0].rstrip(".")


def shown_id(run: Run, command: str) -> str:
    """The id of the entry that a command shows."""
    shown = run(*shlex.split(command)[1:], "--json")
    assert (shown.status, shown.err) == (0, ""), command
    return str(json.loads(shown.out)["id"])


def test_a_kinds_command_words_are_held_once() -> None:
    every = [word for kind in KINDS.values() for word in kind.commands]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("id", IDS)
def test_what_is_typed_for_an_entry_opens_it_and_no_other(run: Run, id: str) -> None:
    assert shown_id(run, kinds.typed(id)) == id


@pytest.mark.parametrize("id", IDS)
def test_every_command_in_a_text_does_what_it_says(run: Run, id: str, done: dict[str, str]) -> None:
    own = kinds.typed(id)
    page = run("show", id, "--full", "--clinical", "--plain").out
    for command in printed(page):
        if command not in done and not command.startswith(f"{own} --"):
            done[command] = amiss(run, command)
    assert {command: said for command, said in done.items() if said} == {}


@pytest.mark.parametrize("id", some(IDS, 11))
def test_every_command_on_a_page_does_what_it_says(run: Run, id: str, done: dict[str, str]) -> None:
    pages: list[list[str]] = [[], ["--full"], ["--full", "--clinical", "--plain"], ["--markdown"]]
    shown = [run("show", id, *page).out for page in pages]
    found = [set(printed(page)) for page in shown]
    own = kinds.typed(id)
    related = json.loads(run("show", id, "--json").out)["related"]

    assert found[0] >= {kinds.typed(other) for other in related}
    assert f"{own} --full" not in found[1] | found[2]
    for command in set().union(*found):
        option = command.removeprefix(own).split() if command.startswith(f"{own} --") else []
        if option in (["--full"], ["--clinical"]):
            assert run(*shlex.split(command)[1:]).out == run("show", id, *option).out != shown[0]
        elif option:
            assert shown_id(run, command) == id
        elif command not in done:
            done[command] = amiss(run, command)
    assert {command: said for command, said in done.items() if said} == {}


TIMELINES = [id for id in IDS if id.startswith("timelines/")]
OTHERS = [
    *([], ["overdose"], ["overdose", "--full"], ["stages"], ["list"], ["helplines"], ["glossary"]),
    *(
        ["timeline", "heroin", "fentanyl"],
        ["compare", "methadone", "buprenorphine"],
        ["compare", "cbt", "mi"],
    ),
    *(["cows", "--pulse", "1"], ["cows", "--plain", "--pulse", "1"], ["med"], ["topic"], ["sources"]),
    *(["timeline", id.partition("/")[2], "--at", "36h"] for id in TIMELINES),
    *(["timeline", id.partition("/")[2], "--sources"] for id in TIMELINES),
    *(["search", "buprenorphine withdrawal timeline"], ["search", "methadone withdrawal"]),
    *(["search", "how long does it last"], ["search", "i want to die"], ["search", "not breathing"]),
    *(["search", "qqqqqqqq"], ["med", "qqqqqqqq"], ["zzzzzz"], ["cows"], ["compare", "methadone"], ["mad"]),
    *(["--help"], ["search", "--help"], ["cows", "--help"]),
]


@pytest.mark.parametrize("args", OTHERS, ids=" ".join)
def test_every_command_in_any_other_output_does_what_it_says(
    run: Run, args: list[str], done: dict[str, str]
) -> None:
    for format in ([], ["--plain"], ["--markdown"]):
        given = run(*args, *format)
        if given.status == 2 and format:
            continue
        # Lines are broken in help and errors, never within a command elsewhere.
        for command in printed(given.out) if "--help" not in args else ():
            if command not in done:
                done[command] = amiss(run, command)
        for command in printed(given.err):
            if command not in done:
                done[command] = amiss(run, command)
    assert {command: said for command, said in done.items() if said} == {}


@pytest.fixture(scope="module")
def done() -> dict[str, str]:
    """What each command said amiss when it was tried, so that each is tried once."""
    return {}


def amiss(run: Run, command: str) -> str:
    """What is amiss with a command: nothing where it shows an answer and remarks on nothing."""
    if command == "recoveryref build" or command.startswith("recoveryref cows"):
        return ""  # would write a file; wants its items asked on a terminal
    given = run(*shlex.split(command)[1:])
    return "" if (given.status, given.err) == (0, "") and given.out else f"{given.status}: {given.err}"


@pytest.mark.parametrize(
    "words", ["buprenorphine withdrawal timeline", "methadone withdrawal", "rehab", "detox", "dope sick"]
)
def test_a_search_prints_for_each_result_what_opens_it(run: Run, words: str) -> None:
    results = json.loads(run("search", words, "--json").out)["results"]
    page = run("search", words).out

    assert len(results) > 3
    for result in results:
        assert kinds.typed(result["id"]) in page
        assert shown_id(run, kinds.typed(result["id"])) == result["id"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_names_each_entry_by_what_opens_it(run: Run, kind: str) -> None:
    listed = run("list", kind).out

    assert kind == "stages" or f"recoveryref {KINDS[kind].command} NAME" in listed
    for id in IDS:
        if id.startswith(f"{kind}/"):
            assert id.partition("/")[2] in listed


def test_the_glossary_prints_what_opens_the_entry_that_says_more(run: Run) -> None:
    terms = json.loads(run("glossary", "--json").out)["terms"]
    page = " ".join(run("glossary").out.split())

    for term in terms:
        assert not term["entry"] or kinds.typed(term["entry"]) in page


def test_no_misspelt_name_is_shown(run: Run, reference: Path, tmp_path: Path) -> None:
    sql = "SELECT coalesce(text, key) FROM name WHERE rank = :rank AND key NOT LIKE ' %'"
    misspelt = {name.casefold() for (name,) in open_reference(reference).select(sql, rank=queries.MISSPELT)}
    assert len(misspelt) > 100

    run("export", "jsonl", str(tmp_path / "all.jsonl"))
    for entry in map(json.loads, (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()):
        assert "misspelt" not in entry
        assert {name.casefold() for name in entry["aka"]} & misspelt == set(), entry["id"]
        also = run("show", entry["id"], "--plain", "--full").out.splitlines()[1]
        assert also == f"Also called: {', '.join(entry['aka'])}" or not entry["aka"]
