"""A kind is one row, one model and one folder of data; what is missing fails as soon as it is imported."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from conftest import DATA, ROOT

from recoveryref import kinds

ROW = """
    Kind(
        name="occasions",
        command="occasion",
        other=("occasions",),
        noun="occasion",
        help="What to do when.",
        example="occasion relapse",
    ),
"""
MODEL = '''
@of("occasions")
class Occasion(Entry):
    """Something that happens, and what to do."""

    steps: Facts = shown("What to do", brief=3)


if missing :='''


def with_row(package: Path) -> None:
    path = package / "kinds.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("KINDS = _table(", f"KINDS = _table({ROW}", 1), encoding="utf-8")


def with_row_of_a_taken_word(package: Path) -> None:
    with_row(package)
    path = package / "kinds.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace('("occasions",)', '("topics",)'), encoding="utf-8"
    )


def with_model(package: Path) -> None:
    path = package / "author" / "model.py"
    path.write_text(path.read_text(encoding="utf-8").replace("\nif missing :=", MODEL, 1), encoding="utf-8")


def with_both(package: Path) -> None:
    with_row(package)
    with_model(package)


def with_model_twice(package: Path) -> None:
    path = package / "author" / "model.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('@of("topics")', '@of("supports")'), encoding="utf-8")


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of one text in one module."""

    def change(package: Path) -> None:
        text = (package / path).read_text(encoding="utf-8")
        assert old in text
        (package / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


DANGER = 'shown("Get help now", brief=ALL, care="sourced", form="dangers")'


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            replaced("author/model.py", DANGER, DANGER.replace("dangers", "claims")),
            "Timeline.danger is not what is shown in the form 'claims'",
        ),
        (
            replaced("reader/contract.py", "    act: str\n", "    action: str\n"),
            "Danger of the model and of the JSON contract differ in act, action",
        ),
        (
            replaced("reader/contract.py", "    glance: Fact\n", "    glimpse: Fact\n"),
            "Stage of the model and of the JSON contract differ in glimpse",
        ),
        (
            replaced("views/items.py", '    "codes": Form(_code),\n', ""),
            "forms without a line, or without what they hold: codes",
        ),
        (with_both, ""),
        (with_row, "no model for occasions: write one, or take the row out of recoveryref.kinds"),
        (with_model, "'occasions' stands nowhere in recoveryref.kinds: add its row"),
        (with_model_twice, "supports has two models, Support and Topic: keep one"),
        (with_row_of_a_taken_word, "'topics' stands for both occasions and topics"),
    ],
)
def test_a_kind_and_its_fields_are_whole_or_nothing_is_imported(
    tmp_path: Path, change: Callable[[Path], None], says: str
) -> None:
    package = copytree(
        ROOT / "recoveryref",
        tmp_path / "recoveryref",
        ignore=ignore_patterns("schema", "*.sqlite", "pages.bin"),
    )
    change(package)

    code = "from recoveryref.author.model import MODELS; print(*MODELS)"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)

    if says:
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].endswith(f"Error: {says}")
    else:
        assert done.stderr == ""
        assert "occasions" in done.stdout.split()


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_kind_has_a_folder_of_data(kind: str) -> None:
    assert list((DATA / kind).glob("*.yaml"))


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda kind: kind.name)
def test_every_word_for_a_kind_means_it(kind: kinds.Kind) -> None:
    for word in kind.words:
        assert kinds.named(word.upper()) == kind.name
    assert kinds.named("no such kind") is None
