"""The published JSON Schemas: what the models give, and what every file and every answer keeps to."""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, ROOT, Run, some
from jsonschema import Draft202012Validator

from recoveryref import paths
from recoveryref.author import json_schema
from recoveryref.author.collect import yaml_paths
from recoveryref.author.load import load
from recoveryref.author.model import MODELS

CLINIC = ROOT / "tests" / "clinic"
FILES = [(folder, path.relative_to(folder)) for folder in (DATA, CLINIC) for path in yaml_paths(folder)]
COWS = ["pulse", "sweating", "restlessness", "pupils", "aches", "nose-tears", "gut", "tremor", "yawning"]
COWS += ["anxiety", "gooseflesh"]
ANSWERS = [
    ("list", ["list"]),
    ("list", ["list", "therapies"]),
    ("list", ["med"]),
    ("show", ["overdose"]),
    ("show", ["helplines"]),
    ("show", ["show", "methadne"]),
    ("not-found", ["show", "klonopin"]),
    ("search", ["med", "crisis"]),
    ("not-found", ["med", "yoga"]),
    ("not-found", ["med", "qqqqqqqq"]),
    ("timelines", ["timeline", "heroin", "fentanyl"]),
    ("timelines", ["timeline", "herion", "fentnyl"]),
    ("timeline-at", ["timeline", "herion", "--at", "36h"]),
    ("timeline-sources", ["timeline", "herion", "--sources"]),
    ("timeline-at", ["timeline", "heroin", "--at", "36h"]),
    ("timeline-at", ["timeline", "protracted-withdrawal", "--at", "36h"]),
    ("timeline-sources", ["timeline", "heroin", "--sources"]),
    ("search", ["search", "how long does dope sickness last"]),
    ("search", ["search", "not breathing"]),
    ("sources", ["sources"]),
    ("sources", ["sources", "samhsa-tip63-2021"]),
    ("glossary", ["glossary"]),
    ("glossary", ["glossary", "agonist"]),
    ("compare", ["compare", "methadone", "buprenorphine", "naltrexone"]),
    ("compare", ["compare", "riverside", "telehealth"]),
    ("cows", ["cows", "--pulse", "1"]),
    ("cows", ["cows", *(part for item in COWS for part in (f"--{item}", "0"))]),
]


WORDS = {"$schema", "$defs", "$ref", "title", "description", "default", "type", "enum", "const", "pattern"}
WORDS |= {"properties", "required", "additionalProperties", "items", "prefixItems", "anyOf", "allOf", "oneOf"}
WORDS |= {"minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum", "propertyNames"}

schemas = cache(json_schema.documents)


@cache
def validator(name: str) -> Draft202012Validator:
    """What holds a value against the schema of this name."""
    found = json.loads(schemas()[f"{name}.json"])
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def faults(name: str, value: Any) -> list[str]:
    """What is wrong with *value*, each fault with its place."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


def test_the_schemas_are_written_under_their_published_names_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "of-old.json").touch()

    json_schema.write(tmp_path)

    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == schemas()
    assert {f"{kind}.json" for kind in MODELS} < set(written)


@pytest.mark.parametrize(("folder", "path"), FILES, ids=str)
def test_every_data_file_keeps_to_its_schema(folder: Path, path: Path) -> None:
    assert faults(json_schema.of(path), load(folder / path)[0].data) == []


@pytest.mark.parametrize("path", some([path for _, path in FILES if path.parts[0] in MODELS], 3), ids=str)
def test_every_entry_keeps_to_the_schema_of_show(run: Run, clinic: Path, path: Path) -> None:
    id = path.with_suffix("").as_posix()
    ours = [] if (DATA / path).exists() else ["--reference", str(clinic)]
    found = json.loads(run("show", id, "--json", *ours).out)

    assert faults("output-show", found) == []


@pytest.mark.parametrize(("name", "args"), ANSWERS, ids=lambda value: " ".join(value)[:50])
@pytest.mark.parametrize("overlaid", [False, True], ids=["ours", "clinic"])
def test_every_answer_keeps_to_its_schema(
    run: Run, clinic: Path, name: str, args: list[str], overlaid: bool
) -> None:
    if "riverside" in args and not overlaid:
        args = ["compare", "outpatient", "telehealth"]
    found = run(*args, "--json", *(["--reference", str(clinic)] if overlaid else []))

    assert faults(f"output-{name}", json.loads(found.out)) == []


def test_csl_and_the_export_keep_to_their_schemas(run: Run, clinic: Path, tmp_path: Path) -> None:
    run("export", "json", str(tmp_path / "all.json"), "--reference", str(clinic))

    assert faults("output-sources-csl", json.loads(run("sources", "--csl").out)) == []
    exported = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    # An entry stands there as `show` gives it, which is tried above.
    exported["entries"] = exported["entries"][::10]
    assert faults("output-export", exported) == []


@pytest.mark.parametrize(
    "each", [pytest.param(9, id="few"), pytest.param(1, marks=pytest.mark.long, id="every")]
)
def test_every_line_of_the_export_keeps_to_the_schema_that_it_names(
    run: Run, tmp_path: Path, each: int
) -> None:
    run("export", "jsonl", str(tmp_path / "all.jsonl"))

    for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()[::each]:
        entry = json.loads(line)
        assert faults(entry["about"]["schema"].removesuffix(".json"), entry) == []


def test_check_jsonschema_takes_every_schema_as_it_comes(tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="needs check-jsonschema, of the group test")
    json_schema.write(tmp_path)
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *map(str, tmp_path.iterdir())]

    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


AJV = """
const Ajv = require("ajv/dist/2020"), fs = require("fs")
for (const path of process.argv.slice(1))
  new Ajv({strict: true}).compile(JSON.parse(fs.readFileSync(path)))
"""


def test_ajv_compiles_every_schema_in_its_strict_mode(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node or subprocess.run([node, "-e", 'require("ajv/dist/2020")'], capture_output=True).returncode:
        pytest.skip("needs node, and ajv where it finds it (npm install ajv; NODE_PATH)")
    json_schema.write(tmp_path)

    done = subprocess.run([node, "-e", AJV, *tmp_path.iterdir()], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_schema_speaks_only_the_words_of_the_standard() -> None:
    """A strict validator refuses any other; these hold where neither of the two above is there."""
    for name, text in schemas().items():
        assert words(json.loads(text)) <= WORDS, name


def words(schema: Any) -> set[str]:
    """The keywords of *schema*, and of those within it."""
    if isinstance(schema, bool) or not isinstance(schema, dict):
        return set()
    found = set(schema)
    for key in ("items", "additionalProperties"):
        found |= words(schema.get(key))
    for key in ("properties", "$defs"):
        for each in schema.get(key, {}).values():
            found |= words(each)
    for key in ("anyOf", "allOf", "oneOf", "prefixItems"):
        for each in schema.get(key, ()):
            found |= words(each)
    return found


def test_every_published_schema_is_held_against_something() -> None:
    held = {json_schema.of(path) for _, path in FILES} | {f"output-{name}" for name, _ in ANSWERS}

    assert {path.stem for path in Path(paths.SCHEMAS).iterdir()} == held | {
        "output-sources-csl",
        "output-export",
    }


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("medications", {"titel": "x"}, "'titel' was unexpected"),
        ("medications", {"mechanism": ["It has no source."]}, "does not match"),
        ("medications", {"reviewed": "2026"}, "does not match"),
        ("medications", {"title": ""}, "non-empty"),
        ("timelines", {"phases": [{"phase": "late", "facts": []}]}, "is not one of"),
        ("symptoms", {"when": []}, "'when' was unexpected"),
        ("helplines", {"country": "USA"}, "does not match"),
    ],
)
def test_a_schema_refuses_what_an_editor_should_mark(name: str, change: dict[str, Any], fault: str) -> None:
    path = sorted((DATA / name).glob("*.yaml"))[0]
    data = load(path)[0].data

    found = faults(name, {**data, **change})

    assert len(found) == 1
    assert fault in found[0]


def test_numbers_are_right_as_text_and_as_numbers() -> None:
    data = load(DATA / "stages" / "detox.yaml")[0].data

    assert faults("stages", {**data, "order": "2"}) == faults("stages", {**data, "order": 2}) == []
    assert faults("stages", {**data, "order": "two"}) != []


def test_marking_names_the_schema_in_the_first_line_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for path in yaml_paths(CLINIC):
        target = folder / path.relative_to(CLINIC)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())

    first, again = json_schema.mark(folder), json_schema.mark(folder)

    assert (first, again) == (yaml_paths(folder), [])
    for path in first:
        line, _, rest = path.read_text(encoding="utf-8").partition("\n")
        named = (path.parent / line.removeprefix("# yaml-language-server: $schema=")).resolve()
        assert named == Path(paths.SCHEMAS) / f"{json_schema.of(path.relative_to(folder))}.json"
        assert rest == (CLINIC / path.relative_to(folder)).read_text(encoding="utf-8")


def test_each_data_file_that_names_a_schema_names_its_own() -> None:
    for folder, path in FILES:
        line = (folder / path).read_text(encoding="utf-8").partition("\n")[0]
        if "$schema=" in line:
            named = ((folder / path).parent / line.partition("$schema=")[2]).resolve()
            assert named == Path(paths.SCHEMAS) / f"{json_schema.of(path)}.json"
