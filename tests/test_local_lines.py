"""Every line that somebody else's folder brings is marked, wherever in our pages it shows."""

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DATA, ROOT, Run, once

from recoveryref.author import check
from recoveryref.author.build import build

GOOD = ROOT / "tests" / "good"
# Stands in each text that the folder brings, and in none of ours.
BROUGHT = "Zanzibar"
SAID = "Local page: added by whoever made this reference file."


def ours(path: str) -> Any:
    """One of our files, every value as text."""
    return yaml.load((DATA / path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def marked(value: Any) -> Any:
    """*value* with the word at the end of each statement and label."""
    match value:
        case str() if " [@" in value:
            text, _, cites = value.partition(" [@")
            return f"{text.strip().removesuffix('.')}, {BROUGHT}. [@{cites}"
        case dict():
            labels = ("title", "short", "label", "name", "use")
            # The options of an item stand in its line, or under it.
            return {
                key: text if key == "options" else f"{text} {BROUGHT}" if key in labels else marked(text)
                for key, text in value.items()
            }
        case list():
            return [marked(each) for each in value]
    return value


def brought() -> Iterator[tuple[str, Any]]:
    """The files of a folder that replaces some of everything that can show in a page of ours."""
    yield "scales/cows.yaml", marked(ours("scales/cows.yaml"))
    us = ours("helplines/us.yaml")
    called = [line for line in us["lines"] if "number" in line]
    # A line that stands there twice answers no question by its name.
    questions = {place: asked for place, asked in us["questions"].items() if " > " not in place}
    yield (
        "helplines/us.yaml",
        {
            **{**us, "related": [], "questions": questions},
            "urgent": f"Not waking? Call {BROUGHT} 5: recoveryref overdose [@988-faq; @samhsa-988-faq]",
            "crisis": f"In crisis? Call {BROUGHT} 6. [@988-faq; @samhsa-988-faq]",
            "front": [f"To find treatment: {BROUGHT} 7. [@samhsa-helpline]"],
            "words": {token: f"{BROUGHT} {number}" for token, number in us["words"].items()},
            "lines": [
                *us["lines"],
                *(
                    {**line, "number": f"{BROUGHT} {number}"}
                    for line, number in zip(called, us["words"].values(), strict=False)
                ),
            ],
        },
    )
    methadone = ours("medications/methadone.yaml")
    rule = {**methadone["start_figures"][0], "after": "any opioid", "wait": ["20"], "note": f"{BROUGHT}."}
    yield (
        "medications/methadone.yaml",
        {
            **{**methadone, "title": f"Methadone {BROUGHT}", "start_figures": [rule]},
            "summary": marked(methadone["summary"]),
        },
    )
    heroin = ours("timelines/heroin.yaml")
    yield "timelines/heroin.yaml", {**heroin, "title": f"Heroin withdrawal {BROUGHT}"}
    yield "glossary.yaml", [marked({**ours("glossary.yaml")[0]})]
    language = ours("language.yaml")[0]
    yield "language.yaml", [{**language, "use": f"{BROUGHT} person"}]
    source = next(each for each in ours("sources.yaml") if each["id"] == "asam-2020")
    yield "sources.yaml", [{**source, "title": f"Title of {BROUGHT}", "title-short": f"{BROUGHT} guide"}]


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reference with somebody else's folder over our data."""
    folder = tmp_path_factory.mktemp("theirs")
    for path, value in brought():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(
            yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    return once(tmp_path_factory, "theirs.sqlite", partial(build, [DATA, folder]))


@pytest.fixture(autouse=True)
def over(monkeypatch: pytest.MonkeyPatch, same_everywhere: None, theirs: Path) -> None:
    """That reference, as a reader names it."""
    monkeypatch.setenv("RECOVERYREF_FILE", str(theirs))


def unmarked(text: str) -> list[str]:
    """What was brought and does not say so: near it, before the next line of a list or page."""
    found = []
    flat = " ".join(text.split())
    at = flat.find(BROUGHT)
    while at >= 0:
        if not re.search(r"\(local\)|Local: ", flat[max(0, at - 250) : at + 220]):
            found.append(flat[max(0, at - 80) : at + 80])
        at = flat.find(BROUGHT, at + 1)
    return found


PAGES = [
    *([], ["overdose"], ["overdose", "--plain"], ["med", "buprenorphine"], ["list"], ["list", "--plain"]),
    *(["topic", "withdrawal-scale-cows", "--full"], ["topic", "withdrawal-scale-cows", "--plain", "--full"]),
    *(["topic", "stigma-and-language", "--full", "--plain"], ["topic", "stigma-and-language", "--markdown"]),
    *(["symptom", "yawning"], ["topic", "overdose-response", "--full", "--plain"], ["glossary"]),
    *(["glossary", "--plain"], ["glossary", "--markdown"], ["timeline", "fentanyl", "--at", "24h"]),
    *(["timeline", "fentanyl", "--at", "24h", "--plain"], ["timeline", "heroin", "fentanyl"]),
    *(["compare", "methadone", "buprenorphine"], ["compare", "methadone", "buprenorphine", "--markdown"]),
    *(["sources"], ["sources", "--plain"], ["sources", "asam-2020", "--markdown"]),
    *(["search", "heroin withdrawal"], ["search", "methadone", "--plain"], ["search", "i want to die"]),
    *(["search", "he is not breathing", "--plain"], ["med"], ["timeline", "methadone"]),
]


@pytest.mark.parametrize("args", PAGES, ids=" ".join)
def test_every_line_that_is_brought_says_so(run: Run, args: list[str]) -> None:
    shown = run(*args)

    assert shown.status == 0
    assert BROUGHT in shown.out
    # A local page says so once, at its top.
    if SAID not in shown.out[:700]:
        assert unmarked(shown.out) == []


def test_a_score_of_their_scale_says_so(run: Run) -> None:
    options = [part for item in ours("scales/cows.yaml")["items"] for part in (f"--{item['id']}", "0")]

    for format in ([], ["--plain"]):
        shown = run("cows", *options, *format)
        assert shown.status == 0
        assert BROUGHT in shown.out
        assert unmarked(shown.out) == []
    scored = json.loads(run("cows", *options, "--json").out)
    assert scored["scale"].endswith("(local)")
    assert "(local)" in run("cows", "--help").out


def objects(value: Any, local: bool = False) -> Iterator[tuple[str, bool]]:
    """Every text in a JSON value, and whether it, or what holds it, is marked."""
    match value:
        case str():
            yield value, local or "(local)" in value or "Local: " in value
        case dict():
            for each in value.values():
                yield from objects(each, local or value.get("local", False))
        case list():
            for each in value:
                yield from objects(each, local)


def test_exports_mark_every_text_that_is_brought(run: Run, tmp_path: Path) -> None:
    run("export", "json", str(tmp_path / "all.json"))
    texts = list(objects(json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))))

    assert sum(BROUGHT in text for text, _ in texts) > 50
    assert [text for text, local in texts if BROUGHT in text and not local] == []


def test_the_website_marks_every_page_and_line(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    run("export", "site", str(tmp_path / "site"))

    seen = 0
    for path in (tmp_path / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        seen += BROUGHT in text
        if SAID not in text:
            assert unmarked(text) == [], path
    assert seen > 100


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reference with a page that takes a name of ours, and words of danger of its own."""
    folder = tmp_path_factory.mktemp("taking")
    (folder / "settings").mkdir()
    page = (ROOT / "tests" / "clinic" / "settings" / "telehealth.yaml").read_text(encoding="utf-8")
    page = page.replace("settings/riverside-clinic", "topics/pregnancy").replace(", rule 4", "")
    (folder / "settings" / "subs.yaml").write_text(
        page.replace("Telehealth in Examplia", "Suboxone").replace("[telehealth, video visits]", "[]"),
        encoding="utf-8",
    )
    sources = yaml.safe_load((ROOT / "tests" / "clinic" / "sources.yaml").read_text(encoding="utf-8"))
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources[:1]), encoding="utf-8")
    (folder / "danger.yaml").write_text(
        "rules:\n  - kind: overdose\n    say: [zanzibarred]\n    unless: [breathing]\n", encoding="utf-8"
    )
    output = folder.parent / f"{folder.name}.sqlite"
    build([DATA, folder], output)
    return output


def test_a_page_that_takes_a_known_name_says_so_at_the_top(run: Run, taking: Path) -> None:
    for format in ([], ["--plain"], ["--markdown"]):
        shown = run("suboxone", "--reference", str(taking), *format)
        top = " ".join(" ".join(shown.out.splitlines()[:6]).split()).replace("\\", "")
        assert SAID in top
        assert "Ours of that name: recoveryref med buprenorphine-naloxone" in top
    shown = run("suboxone", "--reference", str(taking), "--json")
    assert json.loads(shown.out)["takes"] == ["medications/buprenorphine-naloxone"]
    top = " ".join(run("med", "methadone").out.partition("Also")[0].split())
    assert top.endswith(f"{SAID} It stands in place of ours.")


def test_words_of_danger_can_be_added_and_never_taken_away(run: Run, taking: Path) -> None:
    for words in ("zanzibarred", "he is not breathing"):
        assert "Not waking" in run("search", words, "--reference", str(taking)).out.splitlines()[0]


def test_sorted_sources_that_replace_and_add_are_not_called_unsorted(tmp_path: Path) -> None:
    every = yaml.safe_load((GOOD / "sources.yaml").read_text(encoding="utf-8"))
    added = {**every[-1], "id": "aaa-first"}
    for number in range(len(every)):
        listed = sorted([added, every[number]], key=lambda source: str(source["id"]))
        (tmp_path / "sources.yaml").write_text(json.dumps(listed), encoding="utf-8")

        _, problems = check.check([GOOD, tmp_path])

        assert [str(problem) for problem in problems if problem.rule == "source-order"] == []
    (tmp_path / "sources.yaml").write_text(json.dumps(listed[::-1]), encoding="utf-8")
    assert [problem.rule for problem in check.check([GOOD, tmp_path])[1] if problem.rule == "source-order"]


NAMES = {
    "Μethadone": True,  # a Greek capital
    "Nаloxone": True,
    "СУВОХОНЕ": True,
    "ВОСКРЕСЕНИЕ": False,
    "СОРЕ": True,
    "Ｍethadone": True,
    "𝐌ethadone": True,
    "Mᴇthadone": True,
    "Nal0xone": True,
    "Heroın withdrawal": True,
    "Méthadone de la clinique": False,
    "Клиника Ривьера": False,
    "Κλινική": False,
    "Şişli Kadın Kliniği": False,
    "クリニック東京": False,
    "12-step house": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_letters_that_look_like_others_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "settings").mkdir()
    page = {
        **{"title": name, "reviewed": "2026-11", "what": ["A clinic helps people. [@example-2020]"]},
        "summary": "A clinic helps people who use opioids. [@example-2020]",
    }
    (tmp_path / "settings" / "clinic.yaml").write_text(yaml.safe_dump(page), encoding="utf-8")

    _, problems = check.check([GOOD, tmp_path])

    assert ("look-alike" in {problem.rule for problem in problems}) is NAMES[name]


@pytest.mark.parametrize(("month", "refused"), [("2026-11", False), ("2027-01", True), ("2099-12", True)])
def test_no_review_is_dated_in_the_future(tmp_path: Path, month: str, refused: bool) -> None:
    shutil.copytree(ROOT / "tests" / "clinic", tmp_path / "clinic")
    path = tmp_path / "clinic" / "settings" / "telehealth.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11", month), encoding="utf-8")

    _, problems = check.check([GOOD, tmp_path / "clinic"])

    assert ("future-date" in {problem.rule for problem in problems}) is refused
