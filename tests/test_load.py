"""YAML comes in as text with its lines; whatever is wrong with it is a problem, never an exception."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recoveryref.author import load as loader
from recoveryref.author.load import MAX_BYTES, MAX_DEPTH, load


def read(tmp_path: Path, text: str | bytes) -> tuple[object, list[tuple[int, str]]]:
    path = tmp_path / "entry.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    file, problems = load(path)
    return file.data, [(problem.line, problem.rule) for problem in problems]


def test_text_stays_text(tmp_path: Path) -> None:
    data, problems = read(tmp_path, "a: no\nb: 3.10\nc: 12:30:00\nd: 2026-11-21\ne: null\nf: [1, ~]\n")

    assert problems == []
    assert data == {"a": "no", "b": "3.10", "c": "12:30:00", "d": "2026-11-21", "e": "null", "f": ["1", "~"]}


def test_every_text_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "entry.yaml"
    path.write_text("title: A\nfacts:\n  - one\n  - two\nmore:\n  key: >-\n    folded\n    text\n")

    file, _ = load(path)

    assert [(text.place, text.value, text.line) for text in file.texts()] == [
        (("title",), "A", 1),
        (("facts", 0), "one", 3),
        (("facts", 1), "two", 4),
        (("more", "key"), "folded text", 6),
    ]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join('*' + chr(97 + n) for _ in range(9))}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"title: caf\xe9\n", (1, "not-utf8")),
        (b"ok: yes\nbad: \xff\xfe\n", (2, "not-utf8")),
        (b"", (1, "empty-file")),
        (b"# only a remark\n", (1, "empty-file")),
        (b"a: 1\nb: 2\na: 3\n", (3, "repeated-key")),
        (b"a: [1, 2\nb: 3\n", (2, "yaml-syntax")),
        (b"a: 'open\n", (2, "yaml-syntax")),
        (b"a: \x00\n", (1, "yaml-syntax")),
        (b"? [a, b]\n: c\n", (1, "yaml-syntax")),
        (b"a: 1\n---\nb: 2\n", (2, "one-document")),
        (b"a: &x 1\nb: *x\n", (1, "yaml-alias")),
        (BOMB.encode(), (1, "yaml-alias")),
        (b"a: !!python/object/apply:os.system [id]\n", (1, "yaml-tag")),
        (b"a: 1\nb: !include other.yaml\n", (2, "yaml-tag")),
        (b"a:\n" + b"- x\n" * 100_001, (100_001, "too-large")),
        (b"a: " + b"[" * 10_000 + b"]" * 10_000, (1, "too-deep")),
        (b"".join(b" " * n + b"a:\n" for n in range(200)), (33, "too-deep")),
        (b"a: b\n" * (MAX_BYTES // 5 + 1), (1, "too-large")),
    ],
)
def test_a_bad_file_is_one_problem_with_its_line(
    tmp_path: Path, text: bytes, problem: tuple[int, str]
) -> None:
    assert read(tmp_path, text) == (None, [problem])


DEEP = {
    "flow": "a: " + "[" * 10_000 + "]" * 10_000,
    "flow over lines": "a: " + "[\n" * 10_000 + "]\n" * 10_000,
    "flow mappings": "a: " + "{a: " * 10_000 + "}" * 10_000,
    "never closed": "a: " + "[" * 10_000,
    "block": "".join(" " * n + "a:\n" for n in range(1500)),
    "lists": "- " * 10_000 + "x",
}


def reads_ahead(error: type[Exception], most: int) -> Callable[..., Iterator[yaml.Event]]:
    """A parser that reads all before it tells of anything, and has a limit of its own."""
    real = yaml.parse

    def parse(text: str, **_: object) -> Iterator[yaml.Event]:
        depth, events = 0, []
        for event in real(text, Loader=yaml.BaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > most:
                raise error("enough")
            events.append(event)
        yield from events

    return parse


@pytest.mark.parametrize("deep", DEEP)
@pytest.mark.parametrize("parser", ["BaseLoader", "CBaseLoader"])
def test_our_own_limit_of_depth_holds_whichever_parser_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: str, deep: str
) -> None:
    monkeypatch.setattr(loader, "_LOADER", getattr(yaml, parser))

    data, [(_, rule)] = read(tmp_path, DEEP[deep])

    assert (data, rule) == (None, "too-deep")


@pytest.mark.parametrize("most", [MAX_DEPTH + 1, 1000])
@pytest.mark.parametrize("error", [yaml.YAMLError, RecursionError])
def test_a_parser_that_stops_before_us_is_told_as_our_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception], most: int
) -> None:
    monkeypatch.setattr(yaml, "parse", reads_ahead(error, most))

    assert read(tmp_path, DEEP["flow over lines"]) == (None, [(MAX_DEPTH + 1, "too-deep")])
    assert read(tmp_path, "a: [[1], [2]]\n") == ({"a": [["1"], ["2"]]}, [])


@pytest.mark.parametrize("parser", ["BaseLoader", "CBaseLoader"])
def test_what_is_as_deep_as_may_be_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: str
) -> None:
    monkeypatch.setattr(loader, "_LOADER", getattr(yaml, parser))

    assert read(tmp_path, "[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH)[1] == []
    assert read(tmp_path, "[" * (MAX_DEPTH + 1) + "x" + "]" * (MAX_DEPTH + 1))[1] == [(1, "too-deep")]


def test_a_50_mb_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "entry.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)

    began = time.monotonic()
    _, problems = load(path)

    assert [problem.rule for problem in problems] == ["too-large"]
    assert time.monotonic() - began < 30  # no hang; not a measure of speed


def test_a_folder_or_missing_file_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        _, problems = load(path)
        assert [problem.rule for problem in problems] == ["unreadable"]


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_load_or_are_one_problem(tmp_path: Path, raw: bytes) -> None:
    data, problems = read(tmp_path, raw)

    assert (data is None) == bool(problems)


TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), TREES, min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_yaml_writes_is_read_back(tmp_path: Path, tree: dict[str, object]) -> None:
    written = yaml.safe_dump(tree, allow_unicode=True)

    assert read(tmp_path, written) == (tree, [])
