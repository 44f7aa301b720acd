"""The whole reference in other forms."""

import json
import re
from pathlib import Path

import pytest
from conftest import Run

from recoveryref import __version__, paths
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference

FORMATS = ["json", "jsonl", "markdown", "fhir", "schemas"]


def exported(run: Run, what: str, path: Path) -> Path:
    """What an export wrote."""
    done = run("export", what, str(path))
    assert (done.status, done.out, done.err) == (0, "", f"recoveryref: {what} written to {path}\n")
    return path


def test_json_holds_what_the_commands_print(run: Run, tmp_path: Path) -> None:
    found = json.loads(exported(run, "json", tmp_path / "all.json").read_text(encoding="utf-8"))

    assert found["sources"] == json.loads(run("sources", "--json").out)["sources"]
    assert found["terms"] == json.loads(run("glossary", "--json").out)["terms"]
    listed = json.loads(run("list", "--json").out)["entries"]
    assert [entry["id"] for entry in found["entries"]] == [entry["id"] for entry in listed]
    assert found["entries"][7] == json.loads(run("show", found["entries"][7]["id"], "--json").out)


def test_jsonl_holds_one_entry_a_line(run: Run, tmp_path: Path) -> None:
    whole = json.loads(exported(run, "json", tmp_path / "all.json").read_text(encoding="utf-8"))
    lines = exported(run, "jsonl", tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()

    found = list(map(json.loads, lines))
    assert [entry.pop("about") for entry in found] == [
        {**whole["about"], "schema": "output-show.json"} for _ in found
    ]
    assert found == whole["entries"]


def test_an_export_says_its_version_date_licence_and_schema(run: Run, tmp_path: Path) -> None:
    about = json.loads(exported(run, "json", tmp_path / "all.json").read_text(encoding="utf-8"))["about"]
    schemas = exported(run, "schemas", tmp_path / "schemas")
    index = (exported(run, "markdown", tmp_path / "md") / "index.md").read_text(encoding="utf-8")

    assert (about["name"], about["version"], about["date"]) == ("RecoveryRef", __version__, "2026-11-30")
    assert about["license"] == "CC-BY-4.0"
    assert (schemas / about["schema"]).read_bytes() == (Path(paths.SCHEMAS) / about["schema"]).read_bytes()
    assert index.splitlines()[-1].startswith(f"RecoveryRef {__version__}, 2026-11-30. [CC-BY-4.0](https://")


def test_fhir_holds_every_medicine_with_its_codes_in_the_systems_of_fhir(run: Run, tmp_path: Path) -> None:
    found = json.loads(exported(run, "fhir", tmp_path / "codes.json").read_text(encoding="utf-8"))
    entries = {
        each["id"].partition("/")[2]: json.loads(run("show", each["id"], "--json").out)
        for each in json.loads(run("list", "med", "--json").out)["entries"]
    }

    assert (found["resourceType"], found["status"], found["content"]) == ("CodeSystem", "active", "complete")
    systems = {each["code"]: each["uri"] for each in found["property"]}
    assert [concept["code"] for concept in found["concept"]] == list(entries)
    assert found["count"] == len(entries)
    for concept in found["concept"]:
        own = entries[concept["code"]]
        assert concept["display"] == own["title"]
        said = [(each["code"], each["valueCoding"]) for each in concept.get("property", ())]
        assert said == [
            (
                each["system"],
                {"system": systems[each["system"]], "code": each["code"], "display": each["names"]},
            )
            for each in own["codes"]
        ]


def test_markdown_has_a_file_for_every_entry_and_no_dead_link(
    run: Run, tmp_path: Path, reference: Path
) -> None:
    folder = exported(run, "markdown", tmp_path / "md")
    ids = [entry.id for entry in queries.entries(open_reference(reference))]

    files = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")}
    assert files == {"index", *ids}
    for path in folder.rglob("*.md"):
        for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (path.parent / link).is_file(), f"{path}: {link}"
    index = (folder / "index.md").read_text(encoding="utf-8")
    assert [id for id in ids if f"({id}.md)" not in index] == []


def test_markdown_pages_are_whole_but_for_the_clinical_part(run: Run, tmp_path: Path) -> None:
    folder = exported(run, "markdown", tmp_path / "md")

    text = (folder / "medications" / "methadone.md").read_text(encoding="utf-8")
    # The command's foot names words to look up, the folder's its pages.
    shown, _, foot = run("med", "methadone", "--markdown", "--full").out.partition("\nWords: ")
    assert foot
    assert text.startswith(shown)
    assert "A prescriber decides" not in text


@pytest.mark.parametrize("what", FORMATS)
def test_an_export_leaves_nothing_beside_it_and_may_be_repeated(run: Run, tmp_path: Path, what: str) -> None:
    path = exported(run, what, tmp_path / "out")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    exported(run, what, path)

    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert [file.name for file in before if file.name.endswith(".part")] == []


@pytest.mark.parametrize("what", FORMATS)
def test_a_place_that_cannot_be_written_is_told_in_one_line(run: Run, tmp_path: Path, what: str) -> None:
    (tmp_path / "file").write_text("in the way")

    done = run("export", what, str(tmp_path / "file" / "out"))

    assert (done.status, done.out) == (1, "")
    assert "cannot write" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_write_that_fails_leaves_the_old_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.json"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    done = run("export", "json", str(path))

    assert done.status == 1
    assert "No space left on device" in done.err
    assert [file.name for file in tmp_path.iterdir()] == ["all.json"]
    assert path.read_text() == "old"


def test_what_cannot_be_exported_is_wrong_use(run: Run, tmp_path: Path) -> None:
    done = run("export", "pdf", str(tmp_path / "out"))

    assert (done.status, done.out) == (2, "")
    assert "choose site, markdown, json, jsonl, fhir, schemas" in done.err


def test_csl_is_an_array_of_every_source(run: Run) -> None:
    items = json.loads(run("sources", "--csl").out)
    listed = json.loads(run("sources", "--json").out)["sources"]

    assert [item["id"] for item in items] == [each["id"] for each in listed]
    for item, each in zip(items, listed, strict=True):
        del each["cited_by"]
        names = len(item.pop("author", ())), len(each.pop("author", ()))
        assert names[0] == names[1]
        assert {**item.pop("custom", {}), **item} == each


def test_csl_keeps_to_the_words_of_csl_and_names_one_author_at_a_time(run: Run) -> None:
    words = {
        "id",
        "type",
        "title",
        "title-short",
        "author",
        "container-title",
        "publisher",
        "publisher-place",
    }
    words |= {
        "issued",
        "accessed",
        "volume",
        "issue",
        "page",
        "edition",
        "DOI",
        "PMID",
        "URL",
        "note",
        "custom",
    }
    for item in json.loads(run("sources", "--csl").out):
        assert set(item) <= words, item["id"]
        for name in item.get("author", ()):
            assert set(name) - {"suffix"} in ({"literal"}, {"family", "given"}), item["id"]
            # Run together, all but the first initial would be lost.
            assert not re.fullmatch(r"[A-Z]{2,4}", name.get("given", "")), item["id"]
            said = " ".join(name.values())
            assert not re.search(r"\bet al\b|\bothers\b|;", said), item["id"]
            # A person's initials after a family name are a given name.
            assert not re.fullmatch(r"[\w’'-]+ [A-Z]{1,3}", name.get("literal", "")), item["id"]


def test_more_authors_than_are_named_are_said_in_each_form(run: Run) -> None:
    csl = next(each for each in json.loads(run("sources", "--csl").out) if "et_al" in each.get("custom", ()))

    assert " and others}" in run("sources", csl["id"], "--bibtex").out
    assert " and others. " in run("sources", csl["id"], "--plain").out


def test_bibtex_is_balanced_and_escaped_for_every_source(run: Run) -> None:
    records = re.split(r"\n(?=@)", run("sources", "--bibtex").out)
    items = json.loads(run("sources", "--csl").out)

    assert [re.match(r"@[a-z]+\{([a-z0-9-]+),\n", record)[1] for record in records] == [  # type: ignore[index]
        item["id"] for item in items
    ]
    for record in records:
        bare = record.replace(r"\{", "").replace(r"\}", "")
        assert bare.count("{") == bare.count("}")
        lines = [line for line in record.splitlines()[1:-1] if line.strip() and line != "}"]
        assert all(re.fullmatch(r"  [a-z]+ = \{.*\},", line) for line in lines), record
        for line in lines:
            if not line.startswith(("  url ", "  doi ")):
                assert not re.search(r"(?<!\\)[&%$#_]", line), line


def test_bibtex_names_people_and_bodies(run: Run) -> None:
    csl = next(
        source
        for source in json.loads(run("sources", "--csl").out)
        if source["type"] == "article-journal" and len(source.get("author", ())) > 1
    )
    found = run("sources", csl["id"], "--bibtex").out

    people = " and ".join(
        f"{each['family']}, {each['given']}" if "family" in each else each["literal"]
        for each in csl["author"]
    )
    assert found.startswith(f"@article{{{csl['id']},\n")
    assert f"  author = {{{people}" in found
    assert f"  journal = {{{csl['container-title']}}},\n".replace("&", r"\&") in found
    assert f"  year = {{{csl['issued']['date-parts'][0][0]}}},\n" in found


def test_bibtex_keeps_a_body_whole(run: Run) -> None:
    """Outside braces of its own, the `and` of a body stands between two of them."""
    for line in run("sources", "--bibtex").out.splitlines():
        if line.startswith(("  publisher = ", "  institution = ")):
            assert re.fullmatch(r"  \w+ = \{\{.*\}\},", line), line


def test_signs_that_tex_takes_for_its_own_are_escaped() -> None:
    from recoveryref.reader.records import Source
    from recoveryref.views import bibtex

    csl = {
        "id": "odd",
        "type": "report",
        "title": r"50% of {A} & B_c #1 $2 ~x^y \end",
        "author": [{"literal": "A & B"}],
        "accessed": {"date-parts": [[2026, 1, 2]]},
        "URL": "https://example.org/a_b%20{c}",
    }

    assert bibtex.sources([Source("odd", csl, ())]) == (
        "@techreport{odd,\n"
        "  author = {{A \\& B}},\n"
        "  title = {{50\\% of \\{A\\} \\& B\\_c \\#1 \\$2 \\textasciitilde{}x\\textasciicircum{}y "
        "\\textbackslash{}end}},\n"
        "  urldate = {2026-01-02},\n"
        "  url = {https://example.org/a_b%20%7Bc%7D},\n"
        "}\n"
    )


def test_two_formats_exclude_each_other(run: Run) -> None:
    done = run("sources", "--csl", "--bibtex")

    assert done.status == 2
    assert "--csl and --bibtex exclude each other" in done.err
