"""Cards for the moment: one screen in every country, steps numbered, numbers the reader's own."""

import json
import re
from pathlib import Path

import pytest
from conftest import DATA, Run

from recoveryref.kinds import CARDS
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference

SLUGS = sorted(path.stem for path in (DATA / CARDS).glob("*.yaml"))
# What issue 15 of the project wants a card for, and a name that people type for it.
WANTED = {
    "woke up after narcan": "after-overdose",
    "child swallowed": "child-swallowed",
    "thoughts of suicide": "thoughts-of-suicide",
    "using by myself": "about-to-use",
    "withdrawing": "in-withdrawal",
    "ran out of medicine": "ran-out",
    "lost my meds": "ran-out",
    "missed days": "ran-out",
    "i relapsed": "used-again",
    "need help today": "treatment-today",
    "starting suboxone at home": "first-day",
    "starting methadone": "first-weeks",
    "just got out": "just-out",
    "pregnant and using heroin": "pregnant-and-using",
    "refuses treatment": "refuses-help",
    "missed hit": "fever-or-sore",
    "operation on methadone": "surgery-or-injury",
    "inpatient withdrawal": "staff-withdrawal",
    "drowsy at the window": "staff-dose",
}
# The number for an emergency; none where nobody knows the country.
COUNTRIES = {
    "US": "911",
    "GB": "999",
    "CA": "911",
    "AU": "000",
    "IE": "112",
    "NZ": "111",
    "FR": "112",
    "": "",
}


def steps(shown: str) -> list[int]:
    return [int(number) for number in re.findall(r"^(\d) \S", shown, re.MULTILINE)]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_card_fits_one_screen_in_every_country(
    run: Run, monkeypatch: pytest.MonkeyPatch, slug: str, country: str
) -> None:
    monkeypatch.setenv("LANG", f"en_{country}.UTF-8" if country else "C")

    shown = run("now", slug)

    assert (shown.status, shown.err) == (0, "")
    assert len(shown.out.splitlines()) <= 20
    count = len(steps(shown.out))
    assert 5 <= count <= 8
    assert steps(shown.out) == [*range(1, count + 1)]
    assert "\nEmergency: " in shown.out
    assert "\nCall: " in shown.out
    assert "{" not in shown.out
    assert COUNTRIES[country] in shown.out.splitlines()[-1]
    if country not in ("US", "CA", ""):
        assert not re.search(r"(?i)\b(call|text) (911|988)\b", shown.out)


@pytest.mark.parametrize(("name", "slug"), WANTED.items())
def test_what_people_say_opens_the_card(reference: Path, name: str, slug: str) -> None:
    found = queries.find(open_reference(reference), name, CARDS)

    assert (found.id, found.exact) == (f"{CARDS}/{slug}", True)


def test_no_card_has_a_name_of_another_entry(reference: Path) -> None:
    opened = open_reference(reference)
    for slug in SLUGS:
        id = f"{CARDS}/{slug}"
        for name in queries.names_of(opened, id):
            assert queries.means(opened, name) == id, name


def test_the_list_and_the_front_page_name_every_card(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for country in COUNTRIES:
        monkeypatch.setenv("LANG", f"en_{country}.UTF-8" if country else "C")
        for shown in (run("now").out, run().out):
            assert [slug for slug in SLUGS if not re.search(rf"(^|\s){slug} ", shown)] == []
            # The prompt stands below.
            assert len(shown.splitlines()) < 24
            assert COUNTRIES[country] in shown.splitlines()[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_steps_are_numbered_in_every_format(run: Run, slug: str) -> None:
    count = len(json.loads(run("now", slug, "--json").out)["steps"])

    plain, markdown, full = (run("now", slug, option).out for option in ("--plain", "--markdown", "--full"))

    numbers = [*map(str, range(1, count + 1))]
    assert re.findall(rf"^Step (\d) of {count}: ", plain, re.MULTILINE) == numbers
    listed = markdown.partition("## What to do")[2].partition("##")[0]
    assert re.findall(r"^(\d)\. ", listed, re.MULTILINE) == numbers
    assert len(re.findall(r"^(?:What to do\s+| {16})\d \S", full, re.MULTILINE)) == count


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug.startswith("staff-")])
def test_a_card_for_staff_says_so(run: Run, slug: str) -> None:
    for option in ("--plain", "--markdown", "--full", None):
        assert "For people who treat." in run("now", slug, *([option] if option else [])).out
