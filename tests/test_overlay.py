"""A clinic's own folder over the data: what it brings is marked as local wherever it shows."""

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import DATA, ROOT, Run

import recoveryref
from recoveryref.control_chars import control_characters

CLINIC = ROOT / "tests" / "clinic"
LOCAL = sorted(path.relative_to(CLINIC).with_suffix("").as_posix() for path in CLINIC.glob("*/*.yaml"))
SAID = "Local page: added by whoever made this reference file."


@pytest.fixture(autouse=True)
def overlaid(monkeypatch: pytest.MonkeyPatch, same_everywhere: None, clinic: Path) -> None:
    """The clinic's reference file, as a reader names it."""
    monkeypatch.setenv("RECOVERYREF_FILE", str(clinic))


@pytest.mark.parametrize("id", LOCAL)
@pytest.mark.parametrize("format", [[], ["--plain"], ["--markdown"], ["--full", "--clinical"]], ids=str)
def test_a_local_page_says_so_in_every_format(run: Run, id: str, format: list[str]) -> None:
    assert SAID in run("show", id, *format).out.replace("\\", "")


@pytest.mark.parametrize("id", LOCAL)
def test_a_local_entry_says_so_as_json(run: Run, id: str) -> None:
    assert json.loads(run("show", id, "--json").out)["local"] is True


def test_what_is_ours_is_not_marked(run: Run) -> None:
    assert "local" not in json.loads(run("show", "methadone", "--json").out)
    assert SAID not in run("show", "methadone").out


@pytest.mark.parametrize("format", [[], ["--plain"], ["--markdown"]], ids=str)
def test_a_list_marks_what_is_local_and_nothing_else(run: Run, format: list[str]) -> None:
    assert " ".join(run("list", *format).out.split()).count("(local)") == len(LOCAL)
    assert "(local)" not in run("list", "medications", *format).out


@pytest.mark.parametrize(
    ("args", "times"),
    [
        (["search", "riverside", "clinic", "hours"], 2),
        (["search", "riverside", "clinic", "hours", "--plain"], 4),
        (["compare", "riverside", "outpatient"], 2),
        (["compare", "riverside", "telehealth", "--plain"], 10),
        (["compare", "riverside", "outpatient", "--markdown"], 2),
        (["glossary", "green card"], 2),
        (["glossary", "green card", "--plain"], 2),
        (["glossary", "green card", "--markdown"], 2),
        (["helplines"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_local_is_marked_beside_what_is_ours(run: Run, args: list[str], times: int) -> None:
    assert run(*args).out.count("(local)") == times


def test_answers_as_json_mark_what_is_local(run: Run) -> None:
    listed = json.loads(run("list", "--json").out)["entries"]
    found = json.loads(run("search", "riverside clinic hours", "--json").out)["results"]
    compared = json.loads(run("compare", "riverside", "outpatient", "--json").out)["entries"]
    terms = json.loads(run("glossary", "--json").out)["terms"]

    assert sorted(entry["id"] for entry in listed if "local" in entry) == LOCAL
    # The lines of another country are left out.
    assert [entry["id"] for entry in found if "local" in entry] == ["settings/riverside-clinic"]
    assert [entry["title"] for entry in compared if "local" in entry] == ["Riverside Clinic"]
    assert [term["term"] for term in terms if "local" in term] == ["green card"]


def test_exports_mark_what_is_local(run: Run, tmp_path: Path) -> None:
    run("export", "json", str(tmp_path / "all.json"))
    run("export", "markdown", str(tmp_path / "md"))

    entries = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["entries"]
    assert sorted(entry["id"] for entry in entries if "local" in entry) == LOCAL
    pages = {path for path in (tmp_path / "md").glob("*/*.md") if SAID in path.read_text(encoding="utf-8")}
    assert pages == {tmp_path / "md" / f"{id}.md" for id in LOCAL}
    assert (tmp_path / "md" / "index.md").read_text(encoding="utf-8").count("(local)") == len(LOCAL)


def test_the_python_interface_marks_what_is_local() -> None:
    with recoveryref.open() as handbook:
        assert sorted(entry.id for entry in handbook.entries() if entry.local) == LOCAL
        assert handbook.get("riverside").local
        assert {hit.id for hit in handbook.search("riverside") if hit.local} <= set(LOCAL)
        assert handbook.search("riverside")[0].local


@pytest.fixture
def copied(run: Run, tmp_path: Path) -> list[str]:
    """Names a reference in which a clinic's folder brings a timeline and the overdose page of ours."""
    for path in ("timelines/heroin.yaml", "topics/overdose-response.yaml"):
        (tmp_path / "copied" / path).parent.mkdir(parents=True)
        shutil.copy(DATA / path, tmp_path / "copied" / path)
    output = tmp_path / "copied.sqlite"
    run("build", "--add", str(tmp_path / "copied"), "--output", str(output))
    return ["--reference", str(output)]


def test_a_local_timeline_is_marked_beside_others_and_in_what_is_drawn_from_it_and_overdose_too(
    run: Run, copied: list[str]
) -> None:
    assert "Heroin withdrawal (local)" in run("timeline", "heroin", "fentanyl", *copied).out
    assert "Heroin withdrawal (local)" in run("symptom", "yawning", "--full", *copied).out
    assert SAID in run("timeline", "heroin", "--at", "36h", *copied).out
    assert json.loads(run("timeline", "heroin", "--at", "36h", "--json", *copied).out)["local"] is True
    assert json.loads(run("timeline", "heroin", "--sources", "--json", *copied).out)["local"] is True
    assert SAID in run("overdose", *copied).out


def test_an_entry_of_ours_is_replaced_whole(run: Run) -> None:
    shown = run("setting", "telehealth", "--full", "--clinical").out

    assert shown.startswith("Telehealth in Examplia")
    assert "DEA" not in shown


def test_a_country_of_the_clinic_gives_its_own_numbers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_XX.UTF-8")

    assert "Call 00, give naloxone" in run().out
    assert "000-0100" in run("helplines").out


BROKEN = {
    "settings/riverside-clinic.yaml": "title: Riverside\n",
    "helplines/xx.yaml": "title: [\n",
    "sources.yaml": "- id: riverside-notice-2026\n",
    "glossary.yaml": "- term: x\n  meaning: It has no source.\n",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_overlay_changes_nothing(run: Run, tmp_path: Path, clinic: Path, broken: str) -> None:
    folder, output = tmp_path / "clinic", tmp_path / "clinic.sqlite"
    shutil.copytree(CLINIC, folder)
    shutil.copy(clinic, output)
    (folder / broken).write_text(BROKEN[broken], encoding="utf-8")

    built = run("build", str(ROOT / "tests" / "good"), "--add", str(folder), "--output", str(output))

    assert built.status == 1
    assert broken in built.err
    assert output.read_bytes() == clinic.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clinic", "clinic.sqlite"]
    assert run("riverside", "--reference", str(output)).status == 0


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder that somebody else sent."""
    folder = tmp_path / "theirs"
    (folder / "topics").mkdir(parents=True)
    return folder


def refused(run: Run, folder: Path, rule: str) -> str:
    """What `check` and `build` say of a folder that they must both refuse, in a line each."""
    output = folder.parent / "theirs.sqlite"
    checked = run("check", str(ROOT / "tests" / "good"), str(folder))
    built = run("build", str(ROOT / "tests" / "good"), "--add", str(folder), "--output", str(output))

    assert (checked.status, built.status) == (1, 1)
    assert f"[{rule}]" in checked.out
    assert f"[{rule}]" in built.err
    assert not output.exists()
    assert control_characters(checked.out + built.err) == []
    return checked.out + built.err


PRIVATE = 'title: My diary\nreviewed: "2026-11"\nsummary: It is mine. [@example-2020]\n'


def test_an_overlay_cannot_bring_in_a_readers_other_files(run: Run, theirs: Path) -> None:
    secret = theirs.parent / "diary.yaml"
    secret.write_text(PRIVATE, encoding="utf-8")
    (theirs / "topics" / "diary.yaml").symlink_to(secret)
    (theirs / "topics" / "up.yaml").symlink_to("../../diary.yaml")
    (theirs / "loop.yaml").symlink_to("loop.yaml")

    assert "diary" not in refused(run, theirs, "outside").replace("topics/diary.yaml", "")


def test_a_link_to_a_folder_elsewhere_is_not_followed(run: Run, theirs: Path) -> None:
    elsewhere = theirs.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "diary.yaml").write_text(PRIVATE, encoding="utf-8")
    (theirs / "settings").symlink_to(elsewhere)

    checked = run("check", str(ROOT / "tests" / "good"), str(theirs))
    assert "diary" not in checked.out.replace("settings/diary.yaml", "")


def test_a_pipe_is_not_waited_for(run: Run, theirs: Path) -> None:
    os.mkfifo(theirs / "topics" / "endless.yaml")

    assert "is no plain file" in refused(run, theirs, "unreadable")


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.mkdir", "!!python/object/new:os.mkdir", "!!python/name:os.mkdir"]
)
def test_an_overlay_runs_nothing(run: Run, theirs: Path, tag: str) -> None:
    made = theirs.parent / "made"
    (theirs / "topics" / "run.yaml").write_text(f"title: {tag} [{made}]\n", encoding="utf-8")

    refused(run, theirs, "yaml-tag")
    assert not made.exists()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", 'https://x" onclick="alert(1)', "http://x", "data:text/html,x"]
)
def test_an_address_that_is_not_https_is_refused(run: Run, theirs: Path, url: str) -> None:
    source = {"id": "bad-1", "type": "webpage", "title": "Bad", "accessed": "2026-11-21", "URL": url}
    (theirs / "sources.yaml").write_text(json.dumps([source]), encoding="utf-8")

    refused(run, theirs, "shape")


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\nb: recoveryref: all is well", "a\u202eb", "a\x9bb"])
def test_the_name_of_a_file_steers_nothing(run: Run, theirs: Path, name: str) -> None:
    (theirs / "topics" / f"{name}.yaml").write_text("title: [\n", encoding="utf-8")

    said = refused(run, theirs, "yaml-syntax")
    assert all("[yaml-syntax]" in line for line in run("check", str(theirs)).out.splitlines()), said


@pytest.mark.parametrize("hidden", ["\\x1b[31m", "\\u202e", "\\x9b2J", "\\0", "\\u2066"])
def test_a_character_that_steers_is_refused(run: Run, theirs: Path, hidden: str) -> None:
    text = f'title: "A{hidden}B"\nreviewed: "2026-11"\nsummary: It is so. [@example-2020]\n'
    (theirs / "topics" / "steers.yaml").write_text(text, encoding="utf-8")

    refused(run, theirs, "odd-character")
