"""Names as people type them: right, offered or wrong; the report prints how many (-s shows it)."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import DATA, Run

from recoveryref.errors import Ambiguous, NotFound
from recoveryref.reader import locale, queries, question
from recoveryref.reader.danger import heard
from recoveryref.reader.file import Reference, open_reference

HERE = Path(__file__).parent / "search"
NOTHING = "nothing"


def lists(name: str) -> dict[str, list[str]]:
    found = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return {want: [str(each) for each in names] for want, names in found.items()}


def opened_by(opened: Reference, name: str) -> tuple[str, list[str]]:
    """The id of the entry that *name* opens, or nothing and what is offered for it."""
    try:
        return queries.find(opened, name).id, []
    except Ambiguous as error:
        return NOTHING, [queries.entry(opened, id).data["title"] for id in error.ids]
    except NotFound as error:
        together = None if error.known else question.named_together(opened, name)
        return (together.id, []) if together else (NOTHING, list(error.near))


class Tried(NamedTuple):
    """A name, the entry that it means, and the one that it opens, or what is offered for it."""

    name: str
    wanted: str
    id: str
    offered: list[str]


@cache
def tried(reference: Path, name: str) -> list[Tried]:
    """Every name of a list, looked up once."""
    opened = open_reference(reference)
    found = []
    for want, names in lists(name).items():
        wanted = locale.helplines(opened, want) if len(want) == 2 else want
        found += [Tried(each, wanted, *opened_by(opened, each)) for each in names]
    return found


def outcome(opened: Reference, each: Tried) -> str:
    """Whether a name opens what it means (`right`), offers it, opens another page (`wrong`), or misses."""
    if each.id == each.wanted:
        return "right"
    if each.id != NOTHING:
        return "wrong"
    if each.wanted in ("topics/overdose-response", "topics/helplines") and heard(opened, each.name):
        return "right"  # said as danger, it is answered with where to turn
    return "offered" if queries.entry(opened, each.wanted).data["title"] in each.offered else "missed"


@pytest.mark.parametrize(
    ("name", "least"), [("names-dev", 0.97), ("names-held", 0.97), ("names-fresh", 0.69)]
)
def test_a_name_opens_what_it_names_and_nothing_else(reference: Path, name: str, least: float) -> None:
    opened = open_reference(reference)
    found: dict[str, list[str]] = {"right": [], "offered": [], "missed": [], "wrong": []}
    for each in tried(reference, name):
        found[outcome(opened, each)].append(each.name)

    total = sum(map(len, found.values()))
    print(f"\n{name}: {total} names, {', '.join(f'{len(names)} {how}' for how, names in found.items())}")
    for how in ("offered", "missed", "wrong"):
        print(f"  {how}: {found[how]}")
    assert len(found["right"]) / total >= least
    assert len(found["wrong"]) / total < 0.005


@pytest.mark.parametrize("name", ["names-dev", "names-held", "names-fresh"])
def test_no_name_opens_another_medicine_or_country(reference: Path, name: str) -> None:
    for each in tried(reference, name):
        dangerous = each.id.startswith(("medications/", "helplines/"))
        assert not dangerous or each.id == each.wanted, each.name


def known() -> dict[str, str]:
    """Every name in names.yaml that is a medicine's, a drug's or a word's, and what it is called first."""
    data = yaml.safe_load((DATA / "names.yaml").read_text(encoding="utf-8"))
    return {
        str(name): first
        for group in data
        if group["of"] != "form"
        for first, others in group["names"].items()
        for name in others
    }


def test_a_known_name_that_is_not_ours_opens_nothing(reference: Path) -> None:
    opened = open_reference(reference)
    assert len(known()) > 1000
    assert [name for name in known() if opened_by(opened, name)[0] != NOTHING] == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Klonopin", ["clonazepam", "a benzodiazepine", "[FDA label", "no page of its own", "recoveryref "]),
        ("klonopin", ["clonazepam"]),
        ("xanax pills", ["alprazolam"]),
        ("stadol", ["butorphanol", "opioid"]),
        ("krokodil", ["opioid"]),
        ("needle", ["recoveryref topic harm-reduction"]),
        ("rifampin", ["lower methadone", "recoveryref med methadone"]),
        ("contrave", ["naltrexone", "recoveryref med naltrexone"]),
        ("movantik", ["constipation", "recoveryref symptom constipation"]),
        ("descovy", ["tenofovir", "recoveryref topic infections"]),
        ("beer", ["alcohol", "slow breathing"]),
        ("clonazepan", ["did you mean clonazepam"]),
    ],
)
def test_what_has_no_page_is_said_to_be_what_it_is(run: Run, name: str, says: list[str]) -> None:
    for args in ([name], ["med", name], ["show", name]):
        shown = run(*args)
        assert (shown.status, shown.out) == (1, "")
        assert len(shown.err.splitlines()) == 1
        assert [each for each in says if each not in shown.err] == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("withdrawal", ["recoveryref now in-withdrawal", "recoveryref timeline heroin"]),
        ("the shot", ["buprenorphine-extended-release", "naltrexone-extended-release"]),
        ("detox tea", ["recoveryref topic detox-alone"]),
        ("celebrate recovery", ["recoveryref support smart-recovery"]),
    ],
)
def test_a_word_that_is_no_name_says_where_to_read_on(run: Run, name: str, says: list[str]) -> None:
    shown = run(*name.split())
    assert (shown.status, shown.out) == (1, "")
    assert [each for each in says if each not in shown.err] == []


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ("bup ren or feen", "medications/buprenorphine"),
        ("loafer seedeen", "medications/lofexidine"),
        ("viva troll", "medications/naltrexone-extended-release"),
        ("fizz ep tone", "medications/methadone"),
        ("my methadones", "medications/methadone"),
        ("some of those vivitrols", "medications/naltrexone-extended-release"),
        ("opvi", "medications/nalmefene"),
        ("nelson", NOTHING),
        ("craft", "therapies/community-reinforcement"),
        # These sound so too, and are words by themselves, or begin as a sentence does.
        ("life is done", NOTHING),
        ("my heart races", "symptoms/rapid-heartbeat"),
        ("sleep apnoea", NOTHING),
        ("smarts", NOTHING),
        ("norcos", NOTHING),
    ],
)
def test_what_was_heard_or_said_of_several_is_the_medicine_alone(
    reference: Path, said: str, opens: str
) -> None:
    assert opened_by(open_reference(reference), said)[0] == opens


def test_a_word_that_is_no_name_is_not_offered_as_one(reference: Path) -> None:
    opened = open_reference(reference)
    groups = yaml.safe_load((DATA / "names.yaml").read_text(encoding="utf-8"))
    words = [group["names"] for group in groups if group["of"] in ("word", "danger")]
    first = {name for names in words for name in names}
    typed = [str(name) for names in words for others in names.values() for name in others if len(name) > 5]
    offered = {each for name in typed[::9] for each in opened_by(opened, name[:-1])[1]}
    assert len(typed) > 300
    assert not offered & first


def test_no_place_is_offered_for_a_medicine(run: Run) -> None:
    for name in ("clonazepan", "kratum", "finegan", "lorazepan"):
        assert "helplines" not in run(name).err.lower()
        assert "Australia" not in run(name).err


@pytest.mark.parametrize(
    ("args", "title"),
    [
        (["sober", "living"], "Recovery housing"),
        (["show", "needle", "exchange"], "Harm reduction"),
        (["med", "vivitrol", "shot"], "Naltrexone extended-release injection"),
        (["helplines", "united", "kingdom"], "Helplines in the United Kingdom"),
        (["medication", "assisted", "treatment"], "Maintenance"),
        (["timeline", "short", "acting", "opioids"], "Withdrawal from short-acting opioids"),
        (["glossary", "partial", "agonist"], "partial agonist"),
        (["effects", "of", "heroin"], "What heroin does"),
        (["methadone", "wafers"], "Methadone"),
        (["the", "vivi"], "Naltrexone extended-release injection"),
        (["my", "subs"], "Buprenorphine and naloxone"),
        (["on", "methadone"], "Methadone"),
        (["methadone", "40mg"], "Methadone"),
        (["subuxone", "8mg", "film"], "Buprenorphine and naloxone"),
        (["methadone", "hydrochloride", "oral", "concentrate", "10", "mg", "per", "ml"], "Methadone"),
        (["Sublocade", "300", "mg/1.5", "mL"], "Buprenorphine extended-release injection"),
        (["the", "bupenorphine"], "Buprenorphine"),
        (["sweatting", "--plain"], "Sweating and chills"),
    ],
    ids=" ".join,
)
def test_names_of_several_words_need_no_quotes(run: Run, args: list[str], title: str) -> None:
    shown = run(*args)

    assert shown.status == 0
    assert shown.out.startswith(title)


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (
            ["compare", "narcotics", "anonymous", "smart", "recovery"],
            ["supports/narcotics-anonymous", "supports/smart-recovery"],
        ),
        (
            ["compare", "methadone", "extended-release", "naltrexone"],
            ["medications/methadone", "medications/naltrexone-extended-release"],
        ),
        (
            ["timeline", "heroin", "short", "acting", "opioids"],
            ["timelines/heroin", "timelines/short-acting-opioids"],
        ),
    ],
    ids=lambda value: " ".join(value),
)
def test_several_names_of_several_words_are_told_apart(run: Run, args: list[str], ids: list[str]) -> None:
    found: Any = json.loads(run(*args, "--json").out)

    assert [entry["id"] for entry in found["entries"]] == ids


@pytest.mark.parametrize(
    ("args", "typed"),
    [
        (["methadne"], "methadne"),
        (["med", "methodone"], "methodone"),
        (["med", "methadone", "sublingual"], "methadone sublingual"),
    ],
    ids=str,
)
def test_what_was_taken_for_what_is_said(run: Run, args: list[str], typed: str) -> None:
    shown = run(*args, "--json")

    taken = json.loads(shown.out)["taken_for"]
    assert taken == {"typed": typed, "name": "Methadone", "id": "medications/methadone"}
    assert f"'{typed}' taken for Methadone" in shown.err
    assert "taken_for" not in json.loads(run("med", "methadone", "--json").out)
    assert "taken for Heroin withdrawal" in run("timeline", "herion", "--at", "36h").err


def test_what_was_not_found_is_json_too(run: Run) -> None:
    shown = run("med", "klonopin", "--json")

    found = json.loads(shown.out)
    assert shown.status == 1
    assert (found["name"], found["found"], found["near"]) == ("klonopin", None, [])
    assert (found["known"]["name"], found["known"]["what"]) == ("clonazepam", "a benzodiazepine")
    assert found["known"]["fact"]["cites"]
    assert json.loads(run("med", "qqqqqqqq", "--json").out)["known"] is None


def test_a_name_of_another_kind_is_offered_not_opened(run: Run) -> None:
    shown = run("med", "yoga")

    assert (shown.status, shown.out) == (1, "")
    assert "did you mean recoveryref therapy yoga?" in shown.err


MISSPELT = """
    SELECT coalesce(text, key), id FROM name JOIN owner ON number = owner
    WHERE rank = :rank AND key NOT LIKE ' %'
"""


def test_a_misspelt_name_is_never_shown(run: Run, reference: Path) -> None:
    opened = open_reference(reference)
    rows = opened.select(MISSPELT, rank=queries.MISSPELT)
    misspelt = [(name, id) for name, id in rows if "/" in id]
    assert len(misspelt) > 200
    for id in sorted({id for _, id in misspelt}):
        mine = [name.casefold() for name, owner in misspelt if owner == id]
        also = [name.casefold() for name in queries.entry(opened, id).data["aka"]]
        assert "misspelt" not in queries.entry(opened, id).data
        assert not {*mine} & {*also, *map(str.casefold, queries.completions(opened, mine[0][:3]))}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("is klonopin safe with suboxone", "clonazepam, a benzodiazepine"),
        ("can i take zorbamine with methadone", "nothing here speaks of 'zorbamine'"),
    ],
)
def test_a_search_says_what_it_does_not_know(run: Run, words: str, says: str) -> None:
    shown = run("search", *words.split())

    assert shown.status == 0
    assert says in shown.err
    assert run("search", "how", "long", "does", "dope", "sickness", "last").err == ""


def test_a_name_that_begins_with_a_command_is_one_answer_in_json(run: Run) -> None:
    shown = run("medication", "assisted", "treatment", "--json")

    assert (shown.status, json.loads(shown.out)["id"]) == (0, "stages/maintenance")
