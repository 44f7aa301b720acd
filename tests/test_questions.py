"""Questions without a command: each is answered by what it plainly asks for, and by nothing else."""

import json
import re
from functools import partial
from pathlib import Path
from unittest.mock import ANY

import pytest
from conftest import Run, questions_of
from rich.text import Text

from recoveryref.reader import locale, queries, question
from recoveryref.reader.answers import BOUND
from recoveryref.reader.file import open_reference
from recoveryref.reader.search import search
from recoveryref.views import terminal
from recoveryref.views.entry import entry_page, part_page
from recoveryref.views.explained import with_words
from recoveryref.views.render import rendered

PARTS = [
    ("methadone missed dose", "Methadone: missed dose"),
    ("med suboxone teeth", "Buprenorphine and naloxone: teeth"),
    ("can i drive on methadone", "Methadone: driving and work"),
    ("methadone traveling abroad", "Methadone: travel"),
    ("methadon misssed dose", "Methadone: missed dose"),
    ("symptoms of fentanyl withdrawal", "Fentanyl withdrawal: signs"),
    ("heroin timeline day 3", "60 hours after the last dose"),
    ("timeline methadone 36h", "36 hours after the last dose"),
    ("what is naloxone", "Naloxone  "),
    ("how long after oxycodone can i start suboxone", "Buprenorphine and naloxone: starting, mixing"),
    ("is it safe to take benadryl with suboxone", "Buprenorphine and naloxone: mixing"),
    ("how long does it take for suboxone to work", "Buprenorphine and naloxone: how soon it works"),
    ("how do i stop taking methadone", "Methadone: stopping"),
    ("withdrawal from tramadol", "Withdrawal from short-acting opioids  "),
    ("ran out of my subs", "Ran out of medicine"),
    ("now ran out of methadone", "Ran out of medicine"),
    ("just got out of jail", "Just out of jail"),
]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("methadone vs suboxone which is better", ("methadone", "suboxone")),
        ("what is the difference between methadone and buprenorphine", ("methadone", "buprenorphine")),
        ("sober living or iop", ("sober living", "iop")),
    ],
)
def test_two_things_held_against_each_other_are_shown_side_by_side(
    run: Run, typed: str, names: tuple[str, ...]
) -> None:
    for options in ((), ("--json",), ("--plain",)):
        assert run(*typed.split(), *options).out == run("compare", *names, *options).out


@pytest.mark.parametrize(("typed", "begins"), PARTS, ids=lambda value: value)
def test_a_question_opens_what_it_asks_for(run: Run, typed: str, begins: str) -> None:
    shown = run(*typed.split())

    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith(begins)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("is withdrawal from suboxone worse than heroin", "timelines/buprenorphine"),
        ("can hospital give me methadone", "topics/hospital-care"),
        ("found my brother dead of overdose how do i cope", "topics/families"),
        ("i have a court date and im dopesick", "topics/criminal-justice"),
    ],
)
def test_what_only_sounds_like_another_question_is_answered_by_its_own_page(
    run: Run, typed: str, id: str
) -> None:
    assert json.loads(run(*typed.split(), "--json").out)["results"][0]["id"] == id


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("racing pulse", "symptoms/rapid-heartbeat"),
        ("runny nose and eyes", "symptoms/runny-nose-and-tearing"),
        ("monthly bupe injection", "medications/buprenorphine-extended-release"),
    ],
)
def test_several_names_of_one_entry_open_it_together(run: Run, typed: str, id: str) -> None:
    found = run(*typed.split(), "--json")

    assert json.loads(found.out)["taken_for"] == {"typed": typed, "name": ANY, "id": id}
    assert f"'{typed}' taken for " in found.err


@pytest.mark.parametrize(
    "command", ["med", "therapy", "stage", "timeline", "setting", "support", "helplines"]
)
@pytest.mark.parametrize("typed", ["chicken skin", "snotty nose", "racing pulse"])
def test_names_of_another_kind_together_open_nothing_and_break_nothing(
    run: Run, command: str, typed: str
) -> None:
    shown = run(command, *typed.split())

    assert shown.status in (0, 1)
    assert "taken for" not in shown.err
    assert "a fault of ours" not in shown.err
    assert shown.out or "recoveryref" in shown.err


@pytest.mark.parametrize(
    "typed", ["give him money", "once a month shot", "xylazine wounds", "imodium how many"]
)
def test_words_of_several_names_that_ask_something_open_nothing(run: Run, typed: str) -> None:
    assert "taken for" not in run(*typed.split()).err


def test_of_a_country_that_is_asked_of_a_part_shows_only_what_is_asked(run: Run) -> None:
    found = json.loads(run("is", "suboxone", "free", "in", "ontario", "--json").out)

    assert [row["label"] for row in found["rows"]] == ["Canada"]


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("can you get buvidal in scotland", "United Kingdom"),
        ("how do i get methadone on the nhs", "United Kingdom"),
        ("naloxone free in england", "United Kingdom"),
        ("cost of suboxone in ireland", "Ireland"),
        ("how do i start suboxone in new zealand", "New Zealand"),
        ("is methadone covered in bc", "Canada"),
        ("how to find a methadone clinic in manchester", "United Kingdom"),
    ],
)
def test_who_asks_of_a_country_is_told_nothing_of_another(
    run: Run, reference: Path, typed: str, country: str
) -> None:
    opened = open_reference(reference)
    every = (each for listed in queries.entries(opened) for each in queries.statements_of(opened, listed.id))
    about = {each.text: each.country for each in every}

    found = json.loads(run(*typed.split(), "--json").out)
    rows = [line for row in found.get("rows", ()) for line in row["lines"]]
    stated = [each for result in found.get("results", ()) for each in result["statements"]]
    shown = {fact["text"] for line in rows for fact in line["facts"]} | {each["text"] for each in stated}
    assert shown
    assert {about[text] for text in shown} <= {None, country}


@pytest.mark.parametrize(
    ("country", "name", "typed"),
    [
        ("IE", "Ireland", "methadone free with medical card"),
        ("NZ", "New Zealand", "takeaways methadone how many days"),
        ("CA", "Canada", "do i need a prescription for narcan"),
    ],
)
def test_what_the_readers_country_rules_comes_before_what_others_do(
    run: Run, country: str, name: str, typed: str
) -> None:
    found = json.loads(run("--country", country, "search", *typed.split(), "--json").out)
    said = [each["country"] for each in found["results"][0]["statements"] if each["country"]]

    assert said[:1] == [name]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("my son is using heroin what do i do first", "situations/pregnant-and-using"),
        ("missed my suboxone 2 days and i feel fine", "situations/child-swallowed"),
        ("can i take ibuprofen on methadone", "topics/newborn-withdrawal"),
    ],
)
def test_what_is_only_for_some_is_shown_to_nobody_who_speaks_of_none_of_it(
    run: Run, typed: str, id: str
) -> None:
    found = json.loads(run("search", *typed.split(), "--json").out)

    assert id not in [result["id"] for result in found["results"][:3]]


@pytest.mark.parametrize(
    ("name", "id"), [("smack", "topics/what-is-heroin"), ("NOWS", "topics/newborn-withdrawal")]
)
def test_one_of_the_first_names_of_a_topic_opens_its_page(run: Run, name: str, id: str) -> None:
    assert run(name).out.splitlines()[0] == run("show", id).out.splitlines()[0]


def test_a_part_is_whole_and_says_where_the_rest_stands(run: Run) -> None:
    page = run("methadone", "travel").out
    plain = run("methadone", "travel", "--plain").out.splitlines()
    found = json.loads(run("methadone", "travel", "--json").out)
    whole = json.loads(run("med", "methadone", "--json").out)

    said = [fact["text"] for row in found["rows"] for line in row["lines"] for fact in line["facts"]]
    assert said == [fact["text"] for fact in whole["travel"]]
    assert [line.partition(": ")[2].partition(" [")[0] for line in plain if line.startswith("Travel")] == said
    assert {source["id"] for source in found["sources"]} < {source["id"] for source in whole["sources"]}
    assert "Whole page: recoveryref med methadone" in page
    assert "[1]" in page
    assert "Call 911" in page.partition("Whole page")[2]


@pytest.mark.parametrize(
    "typed",
    [
        *("methadone or suboxone while pregnant", "methadone or suboxone cost", "methadone or rehab"),
        *(
            "methadone purple monday",
            "my doctor wont prescribe subs",
            "suboxone hair test",
            "methadone ecg pacemaker",
            "can hospital give me methadone",
            "what is the difference between brixadi and sublocade",
        ),
    ],
)
def test_what_is_not_plain_is_searched_and_no_page_is_opened(run: Run, typed: str) -> None:
    shown = run(*typed.split())

    assert shown.status == 0
    assert shown.out == run("search", *typed.split()).out


def test_steps_are_told_in_their_order(reference: Path) -> None:
    opened = open_reference(reference)
    tried = 0
    for listed in queries.entries(opened):
        steps = [each.text for each in queries.statements_of(opened, listed.id) if each.field == "steps"]
        for asked in questions_of(listed.id).get("steps", ())[:4]:
            for hit in search(opened, asked, limit=3).hits:
                told = (
                    [each.text for each in hit.statements if each.text in steps]
                    if hit.id == listed.id
                    else []
                )
                assert told == sorted(told, key=steps.index), asked
                tried += len(told) > 1
    assert tried > 10


def test_a_question_bound_to_one_statement_shows_it(reference: Path) -> None:
    """Some of each entry: all of them take too long. What holds in one country is asked there."""
    opened = open_reference(reference)
    tried = 0
    for listed in queries.entries(opened):
        places = questions_of(listed.id).items()
        every = queries.statements_of(opened, listed.id)
        bound = [(begins, each[-1]) for place, each in places if (begins := place.partition(BOUND)[2])]
        for begins, asked in bound[:: max(1, len(bound) // 3)]:
            of = next(each.country for each in every if (each.claim or each.text).startswith(begins))
            there = open_reference(reference)
            there.fill((of and locale.code(opened, of)) or "US")
            hit = next(hit for hit in search(there, asked, limit=3).hits if hit.id == listed.id)
            texts = [text for own in hit.statements for text in (own.text, own.claim or "")]
            assert any(text.startswith(begins) for text in texts), asked
            tried += 1
    assert tried > 5


def test_a_word_in_which_people_ask_shows_the_statement(run: Run, tmp_path: Path) -> None:
    """`overmedicated` stands in no statement: it is only said, behind one, to be how people ask for it."""
    folder = tmp_path / "data"
    (folder / "topics").mkdir(parents=True)
    facts = [f"Word {n} is said of the clinic." for n in range(6)]
    sections = "".join(
        f"    - {fact} [@ours]{' [? overmedicated]' * (n == 4)}\n" for n, fact in enumerate(facts)
    )
    (folder / "sources.yaml").write_text(
        "- {id: ours, type: report, title: Ours, issued: '2025', accessed: '2026-01-01', URL: 'https://example.org/'}\n"
    )
    (folder / "topics" / "our-clinic.yaml").write_text(
        "title: Our clinic\nreviewed: '2026-11'\nsummary: Our clinic is here. [@ours]\n"
        f"sections:\n- heading: What it is\n  facts:\n{sections}"
    )
    output = tmp_path / "ours.sqlite"
    assert run("build", str(folder), "--output", str(output)).status == 0

    shown = json.loads(run("search", "overmedicated", "--json", "--reference", str(output)).out)

    assert shown["results"][0]["statements"][0]["text"] == facts[4]


def test_what_else_a_page_holds_is_named_and_opens(reference: Path) -> None:
    opened = open_reference(reference)
    tried = 0
    for listed in queries.entries(opened):
        for name in entry_page(queries.entry(opened, listed.id), "").also_here:
            asked = question.asked_of_one(opened, f"{listed.slug} {name}", listed.kind)
            assert isinstance(asked, question.Part), (listed.id, name)
            part = part_page(asked.entry, asked.ways, "")
            assert part
            assert (part.id, name in part.title) == (listed.id, True), (name, part.title)
            tried += 1
    assert tried > 500


def test_a_page_ends_with_what_else_it_holds(run: Run) -> None:
    for options, said in (
        ((), "· driving and work ·"),
        (("--plain",), "Also here: "),
        (("--markdown",), "Also here: "),
    ):
        assert said in " ".join(run("med", "methadone", *options).out.split())
        assert said not in " ".join(run("med", "methadone", "--full", *options).out.split())


def test_a_name_and_what_is_asked_of_it_open_that_part(run: Run) -> None:
    """Also where their words in another order are a name (driving on methadone)."""
    for asked, title in (
        ("methadone driving", "Methadone: driving and work"),
        ("methadone pregnancy", "Methadone: pregnancy"),
        ("buprenorphine breastfeeding", "Buprenorphine: breastfeeding"),
        ("driving on methadone", "Driving and work on medicine"),
        ("withdrawal methadone", "Methadone withdrawal"),
        ("heroin effects", "What heroin does to body, mind and life"),
    ):
        assert run(*asked.split()).out.splitlines()[0].split("  ")[0] == title, asked


def test_a_full_page_underlines_the_words_that_it_names(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for args in (("relapse",), ("timeline", "heroin"), ("med", "methadone")):
        plain = run(*args, "--full", "--plain").out
        (named,) = re.findall("^Words: (.*): recoveryref glossary", plain, re.M)
        with monkeypatch.context() as colour:
            colour.setenv("FORCE_COLOR", "1")
            colour.delenv("NO_COLOR", raising=False)
            shown = run(*args, "--full").out

        coloured = Text.from_ansi(shown)
        marked = [coloured.plain[at.start : at.end] for at in coloured.spans if "underline" in str(at.style)]

        assert "\ue001" not in plain + shown
        assert [said[:3].casefold() for said in marked] == [word[:3].casefold() for word in named.split(", ")]
        assert "\x1b[4m" not in run(*args, "--full").out


def test_a_page_underlines_the_first_words_that_the_glossary_explains(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for args in (("med", "methadone"), ("topic", "pregnancy"), ("stages", "detox")):
        with monkeypatch.context() as colour:
            colour.setenv("FORCE_COLOR", "1")
            colour.delenv("NO_COLOR", raising=False)
            shown = run(*args).out
        marked = [" ".join(said.split()) for said in re.findall("\x1b\\[4m(.*?)\x1b", shown, re.S)]

        assert 0 < len(marked) <= 5
        assert all(run("glossary", said).status == 0 for said in marked)
        assert "\x1b[4m" not in run(*args).out
        (word,) = re.findall("glossary (.*)", run(*args).out)
        assert run("glossary", word).status == 0


def test_what_to_look_up_costs_a_default_page_no_line(reference: Path) -> None:
    opened = open_reference(reference)
    terms = queries.terms_anywhere(opened)
    named = 0
    for listed in queries.entries(opened)[::4]:
        page = entry_page(queries.entry(opened, listed.id), "")
        pages = (page, with_words(page, terms, marked=True))
        views = (partial(terminal.page, each, "2026-01-01") for each in pages)
        without, shown = (rendered(view, 80, colour=False) for view in views)

        named += "glossary " in shown
        assert shown.count("\n") == without.count("\n"), listed.id
    assert named > 10


def test_a_full_page_ends_with_words_that_the_glossary_explains(run: Run) -> None:
    for options in ((), ("--plain",), ("--markdown",)):
        assert "Words: " not in run("med", "methadone", *options).out
        assert "Words: " in run("med", "methadone", "--full", *options).out
    (line,) = re.findall("^Words: (.*): recoveryref glossary", run("relapse", "--full", "--plain").out, re.M)
    for word in line.split(", "):
        assert run("glossary", word).out


def test_what_is_mixed_and_has_a_page_of_its_own_is_answered_by_both(run: Run) -> None:
    found = json.loads(run("kratom", "with", "suboxone", "--json").out)

    assert {result["id"] for result in found["results"][:2]} == {
        "topics/kratom-and-tianeptine",
        "medications/buprenorphine-naloxone",
    }


@pytest.mark.parametrize(
    ("asked", "unsaid"),
    [
        ("can i take tramadol with suboxone", ["tramadol"]),
        ("taking oxycodone with suboxone", ["oxycodone"]),
        ("vivitrol and oxycodone", ["oxycodone"]),
        ("vivitrol and tramadol", []),
        ("mixing suboxone and alcohol", []),
        ("is it ok to take klonopin with methadone", []),
        ("suboxone missed dose", []),
    ],
)
def test_a_part_on_mixing_says_what_it_does_not_name(run: Run, asked: str, unsaid: list[str]) -> None:
    shown = run(*asked.split()).out

    assert json.loads(run(*asked.split(), "--json").out)["unsaid"] == unsaid
    assert (f"Nothing here names: {', '.join(unsaid)}." in shown) is bool(unsaid)
    assert ("Nothing here names" in shown) is bool(unsaid)


def test_what_a_page_is_silent_on_is_said(run: Run) -> None:
    shown = run("naloxone", "teeth")

    assert shown.status == 0
    assert shown.out.startswith("The page 'Naloxone' does not say anything on: teeth.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("how much naloxone for a cat", "cat"),
        ("rehab with wifi", "wifi"),
        ("methadone headaches", "headaches"),
    ],
)
def test_a_thing_that_is_spoken_of_nowhere_on_a_page_is_said(run: Run, typed: str, said: str) -> None:
    assert f"does not say anything on: {said}" in " ".join(run(*typed.split()).out.split())


def test_what_comes_far_behind_is_left_out(reference: Path) -> None:
    opened = open_reference(reference)

    found = search(opened, "how much naloxone for a dog", limit=100)

    # Every entry that names naloxone holds something of what is asked.
    assert found.hits[0].id == "medications/naloxone"
    assert 3 <= len(found.hits) < 10


@pytest.mark.parametrize(
    ("typed", "said"),
    [("can i take trazodone with suboxone", "trazodone"), ("lamictal with methadone", "lamictal")],
)
def test_a_medicine_that_a_part_does_not_name_is_said_and_the_part_not_shown_for_it(
    run: Run, typed: str, said: str
) -> None:
    shown = run(*typed.split())

    assert f"does not say anything on: {said}" in " ".join(shown.out.split())


@pytest.mark.parametrize("typed", ["toronto drug help phone", "who can i ring if im using alone in ohio"])
def test_a_place_speaks_of_its_country(run: Run, typed: str) -> None:
    country = {"toronto": "CA", "ohio": "US"}[next(word for word in ("toronto", "ohio") if word in typed)]

    found = json.loads(run("--country", "GB", "search", "--json", typed).out)

    assert found["results"][0]["id"] == f"helplines/{country.lower()}"


def test_where_another_country_is_spoken_of_the_steps_name_no_number(run: Run) -> None:
    shown = run("--country", "US", "my brother overdosed in london").out

    assert "911" in shown
    assert "999" in shown
    assert "Call your emergency number" in shown
    assert "Call 911, phone" not in shown


def test_what_comes_after_naloxone_is_answered(run: Run) -> None:
    asked = run("he was given narcan and is awake, does he still need to go to hospital?").out
    again = run("he was given narcan and woke up but is out again").out

    assert "After an overdose was reversed" in asked
    assert "Somebody with naloxone at hand stays" in asked
    assert "Shout the person's name" in again


@pytest.mark.parametrize("format", ["page", "plain"])
def test_a_child_who_swallowed_an_opioid_gets_the_whole_card(run: Run, format: str) -> None:
    shown = run("my kid drank some of my methadone", *(["--plain"] if format == "plain" else [])).out

    assert "Call 911 at once" in shown.partition("\n\n")[0]
    assert "CPR with breaths" in shown
    assert "Do not make the child vomit" in shown
    assert "Lines (United States)" not in shown


def test_who_tells_of_an_overdose_gets_the_steps_plain_too(run: Run) -> None:
    shown = run("found my daughter blue lips not breathing", "--plain").out

    assert shown.startswith("Not waking or not breathing? Call 911")
    assert "5. No breathing, or only gasps? Start CPR" in shown


def test_beside_a_part_stands_what_else_answers(run: Run) -> None:
    typed = ["missed", "a", "dose", "of", "lucemyra"]
    shown = run(*typed).out
    found = json.loads(run(*typed, "--json").out)

    assert "One missed dose of lofexidine" in shown.partition("More on this:")[2]
    stated = [each for result in found["results"] for each in result["statements"]]
    told = {fact["text"] for row in found["rows"] for line in row["lines"] for fact in line["facts"]}
    assert stated
    assert not told & {each["text"] for each in stated}
    assert {cite["id"] for each in stated for cite in each["cites"]} <= {
        source["id"] for source in found["sources"]
    }
    assert "clinical" not in {each["level"] for each in stated}


def test_a_reader_abroad_sees_what_holds_at_home(run: Run) -> None:
    shown = run("--country", "GB", "do i have to tell social services im on methadone").out

    assert "In the UK, a GP or drug service may tell others" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("typed", "begins"), [("what is PDMP", "PDMP"), ("meaning of agonist", "agonist"), ("agonist", "agonist")]
)
def test_what_a_word_of_the_glossary_means_is_told(run: Run, typed: str, begins: str) -> None:
    assert run(*typed.split()).out.startswith(run("glossary", begins).out)
    assert run("what", "is", "naloxone").out.startswith("Naloxone  ")


def test_below_what_a_word_means_stands_what_to_do(run: Run) -> None:
    shown = run("serotonin", "syndrome").out

    assert shown.startswith("serotonin syndrome\n")
    assert "Call 911" in shown.partition("recoveryref med buprenorphine")[2]


def test_who_treats_others_is_answered_as_with_clinical(run: Run) -> None:
    asked = run("my patient missed four days of methadone")

    assert "(clinical)" in asked.out
    assert asked.out == run("--clinical", "my patient missed four days of methadone").out
    assert "as with --clinical" in asked.err
    assert "(clinical)" not in run("on 24 mg of bupe and still craving").out


@pytest.mark.parametrize(
    "typed", ["methadone missed dose and now he is not breathing", "med xanax and blue lips"]
)
def test_danger_comes_before_any_answer(run: Run, typed: str) -> None:
    shown = run(*typed.split())

    assert shown.status == 0
    assert "911" in shown.out.splitlines()[0]


def test_a_card_in_json_holds_all_its_steps(run: Run) -> None:
    first = json.loads(run("ran", "out", "of", "my", "subs", "yesterday", "--json").out)["results"][0]

    assert first["id"] == "situations/ran-out"
    assert len([each for each in first["statements"] if each["field"] == "steps"]) > 3


TRANSCRIPTS = Path(__file__).parent / "golden" / "questions.txt"
# Each kind: a name and an aspect, an hour, a situation, a sentence, danger, what is not here.
TWENTY = (
    *("methadone missed dose", "med suboxone teeth", "can i drive on methadone", "sublocade late shot"),
    *("methadone travel", "naltrexone surgery", "naloxone teeth", "what is naloxone"),
    *("heroin timeline day 3", "how long does dope sickness last", "symptoms of fentanyl withdrawal"),
    *("ran out of my subs", "just got out of jail", "now pregnant and using", "my son wont get help"),
    *("he is not waking up", "convert morphine to methadone", "cocaine detox", "alcohol withdrawal"),
    "how to pass a drug test",
)


def test_twenty_questions_are_answered_as_they_were(run: Run, pytestconfig: pytest.Config) -> None:
    answers = []
    for question_ in TWENTY:
        shown = run(*question_.split())
        assert shown.status == 0, question_
        answers.append(f"$ recoveryref {question_}\n{shown.out}{shown.err}")
    transcripts = "\n".join(answers)

    if pytestconfig.getoption("--update-golden"):
        TRANSCRIPTS.write_text(transcripts, encoding="utf-8")
    assert len(TWENTY) == 20
    assert transcripts == TRANSCRIPTS.read_text(encoding="utf-8")
