"""A prerendered page is the very page that the normal path gives, or it is not used."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DATA, Run

from recoveryref import fastpath, kinds, paths
from recoveryref.author.build import build
from recoveryref.author.prerender import prerender
from recoveryref.reader import names, queries
from recoveryref.reader.file import open_reference


@pytest.fixture
def pages(prerendered: Path, reference: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The prerendered pages and their reference in place of the installed ones, in a plain environment."""
    monkeypatch.setattr(fastpath, "PAGES", str(prerendered))
    monkeypatch.setattr(paths, "REFERENCE", reference)
    for name in ("RECOVERYREF_FILE", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return prerendered


def shown(
    args: list[str], monkeypatch: pytest.MonkeyPatch, *, colour: bool, columns: int = 100
) -> bytes | None:
    """What the fast path writes, on a terminal of so many columns or into a pipe."""
    out: list[bytes] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "isatty", lambda _: colour)
        patch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 30)))
        patch.setattr(fastpath, "_write", lambda page: out.append(page) or True)
        patch.setattr(sys, "stdout", open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        answered = fastpath.answer(args)
        sys.stdout.close()
    return out[0] if answered else None


def asked() -> list[list[str]]:
    """Every entry by its kind's command, every list, and the single pages."""
    entries = [
        [kinds.KINDS[path.parent.name].command, path.stem]
        for path in sorted(DATA.glob("*/*.yaml"))
        if path.parent.name in kinds.KINDS
    ]
    lists = [[kind.command] for kind in kinds.KINDS.values()]
    return [
        [],
        ["overdose"],
        ["show", "suboxone"],
        ["methadone"],
        ["helplines", "germany"],
        ["meds", "subutex"],
        *lists,
        *entries,
    ]


@pytest.mark.parametrize(
    "args",
    [[], ["overdose"], ["helplines"], ["symptom"], ["med", "methadone"], ["symptom", "yawning"]],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["en_GB.UTF-8", "fr_CA.UTF-8", "de_DE.UTF-8", "en_IN.UTF-8", "C", ""])
def test_a_prerendered_page_holds_the_numbers_of_the_country(
    run: Run, pages: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], lang: str
) -> None:
    monkeypatch.setenv("LC_ALL", lang)
    monkeypatch.setenv("COLUMNS", "80")
    plain = run(*args).out.encode()
    monkeypatch.delenv("COLUMNS")

    assert shown(args, monkeypatch, colour=False) == plain


@pytest.mark.parametrize("named", ["DE", "gb", "EU", "PR"])
def test_a_prerendered_page_holds_the_numbers_of_the_country_that_was_named(
    run: Run, pages: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv(fastpath.COUNTRY, named)
    monkeypatch.setenv("COLUMNS", "80")
    plain = run("symptom", "yawning").out.encode()
    monkeypatch.delenv("COLUMNS")

    assert shown(["symptom", "yawning"], monkeypatch, colour=False) == plain


@pytest.mark.parametrize("named", ["Germany", "uk", "Atlantis", "QQ"])
def test_a_country_by_name_is_left_to_the_normal_path(
    pages: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv(fastpath.COUNTRY, named)

    assert shown(["symptom", "yawning"], monkeypatch, colour=False) is None


def normal(run: Run, args: list[str], monkeypatch: pytest.MonkeyPatch, **env: str) -> bytes:
    """What the normal path gives in this environment."""
    with monkeypatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        given = run(*args)
    assert (given.status, given.err) == (0, "")
    return given.out.encode()


@pytest.mark.parametrize("args", asked(), ids=" ".join)
def test_a_prerendered_page_is_byte_for_byte_the_normal_page(
    run: Run, pages: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    coloured = normal(run, args, monkeypatch, COLUMNS="80", FORCE_COLOR="1")

    assert shown(args, monkeypatch, colour=True) == coloured
    assert b"\x1b[" in coloured
    assert shown(args, monkeypatch, colour=False) == re.sub(rb"\x1b\[[0-9;]*m", b"", coloured)
    if args:
        assert shown([*args, "--plain"], monkeypatch, colour=True) == normal(
            run, [*args, "--plain"], monkeypatch
        )


# One page of each sort, the list that it stands in among them.
SORTS = [[], ["overdose"], ["helplines"], ["now"], ["stages"], ["timeline", "heroin"], ["yawning"]]
# Other ways to be asked for a page, and whether it then has colour on a terminal.
WAYS = [
    ({"COLUMNS": "80"}, True),
    ({"COLUMNS": "132"}, True),
    ({"COLUMNS": "0"}, True),
    ({"NO_COLOR": "1"}, False),
    ({"NO_COLOR": ""}, True),
    ({"TERM": "dumb"}, False),
    ({"TERM": ""}, False),
    ({"ACCESSIBLE": "1"}, False),
    ({"ACCESSIBLE": "0"}, True),
    ({"ACCESSIBLE": "1", "COLUMNS": "40"}, False),
    ({"COLUMNS": "100", "NO_COLOR": "1"}, False),
]


@pytest.mark.parametrize(
    ("args", "env", "colour"),
    # The front page has one form, which a narrow window takes from the normal path.
    [(args, *way) for args in SORTS for way in WAYS if args or way[0].get("COLUMNS") != "40"],
    ids=str,
)
def test_however_a_page_is_asked_for_its_bytes_are_those_of_the_normal_path(
    run: Run,
    pages: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    env: dict[str, str],
    colour: bool,
) -> None:
    # A page that has one form has its colour in it.
    forced = {"FORCE_COLOR": "1"} if colour or (not args and "ACCESSIBLE" in env) else {}
    plain = normal(run, args, monkeypatch, **{"COLUMNS": "80", **env, **forced})
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert shown(args, monkeypatch, colour=True) == plain
    assert shown(args, monkeypatch, colour=False) == re.sub(rb"\x1b\[[0-9;]*m", b"", plain)


@pytest.mark.parametrize("columns", [1, 20, 29, 35, 40, 59, 60, 79, 80, 200])
@pytest.mark.parametrize("lang", ["en_US.UTF-8", "en_IE.UTF-8", "en_IN.UTF-8", "C"])
def test_overdose_is_prerendered_for_every_window(
    run: Run, pages: Path, monkeypatch: pytest.MonkeyPatch, columns: int, lang: str
) -> None:
    monkeypatch.setenv("LC_ALL", lang)
    coloured = normal(run, ["overdose"], monkeypatch, COLUMNS=str(columns), FORCE_COLOR="1")

    assert shown(["overdose"], monkeypatch, colour=True, columns=columns) == coloured
    monkeypatch.setenv("COLUMNS", str(columns))
    assert shown(["overdose"], monkeypatch, colour=True) == coloured


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COLUMNS", "70"),
        ("FORCE_COLOR", "1"),
        ("RECOVERYREF_PAGER", "1"),
        ("RECOVERYREF_FILE", "clinic.sqlite"),
    ],
)
def test_an_environment_that_asks_for_more_is_left_to_the_normal_path(
    pages: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert shown(["med", "methadone"], monkeypatch, colour=True)
    monkeypatch.setenv(name, value)

    assert shown(["med", "methadone"], monkeypatch, colour=True) is None


@pytest.mark.parametrize(
    "args",
    [
        ["med", "methadone", "--full"],
        ["med", "--json"],
        ["med", "methadnoe"],
        ["timeline", "heroin", "methadone"],
        ["zzz"],
        ["search", "methadone"],
        ["med", ""],
        ["--help"],
        ["--plain"],
        ["--plain", "med", "methadone"],
        ["med", "methadone", "--plain", "--plain"],
        ["med", "methadone", "--plain", "--json"],
        ["med", "méthadone"],
    ],
    ids=" ".join,
)
def test_what_is_unusual_is_left_to_the_normal_path(
    pages: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    assert shown(args, monkeypatch, colour=False) is None


def test_a_narrow_terminal_is_left_to_the_normal_path(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda _: True)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((79, 30)))

    assert not fastpath.answer(["med", "methadone"])


def test_a_page_due_for_review_is_left_to_the_normal_path(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.strftime", lambda _: "2099-01-01")

    assert shown(["med", "methadone"], monkeypatch, colour=False) is None


@pytest.mark.parametrize("damage", [b"", b"x", b"recoveryref-pages 9 10\n", b"recoveryref-pages 1 x\n"])
def test_a_damaged_file_of_pages_is_left_to_the_normal_path(
    pages: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: bytes
) -> None:
    path = tmp_path / "pages.bin"
    path.write_bytes(damage)
    monkeypatch.setattr(fastpath, "PAGES", str(path))

    assert shown(["med", "methadone"], monkeypatch, colour=False) is None


def test_an_edited_checkout_is_left_to_the_normal_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pages: Path
) -> None:
    data = tmp_path / "data"
    (data / "medications").mkdir(parents=True)
    good = Path(__file__).parent / "good"
    for path in good.rglob("*.yaml"):
        target = data / path.relative_to(good)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    reference, path = tmp_path / "reference.sqlite", tmp_path / "pages.bin"
    build([data], reference, watched=data)
    prerender(open_reference(reference), path, watched=data)
    monkeypatch.setattr(fastpath, "PAGES", str(path))
    assert shown(["med", "naloxone"], monkeypatch, colour=False)

    (data / "medications" / "naloxone.yaml").write_text("title: Edited\n")

    assert shown(["med", "naloxone"], monkeypatch, colour=False) is None


def test_keys_are_those_of_the_normal_path(reference: Path) -> None:
    opened = open_reference(reference)
    every = [name for entry in queries.entries(opened) for name in queries.names_of(opened, entry.id)]

    assert [name for name in every if fastpath.key(name) and fastpath.key(name) != names.key(name)] == []


LIGHT = [
    ([], {}),
    (["med", "methadone"], {}),
    (["med", "methadone"], {"COLUMNS": "100"}),
    (["med", "methadone"], {"NO_COLOR": "1"}),
    (["med", "methadone"], {"ACCESSIBLE": "1"}),
    (["med", "methadone", "--plain"], {"COLUMNS": "40"}),
    *((["overdose"], {name: value}) for name, value in [("COLUMNS", "40"), ("NO_COLOR", "1")]),
    *((["overdose"], {name: "1"}) for name in ("ACCESSIBLE", "LINES")),
    (["overdose", "--plain"], {}),
]


@pytest.mark.parametrize(("args", "env"), LIGHT, ids=str)
def test_a_prerendered_page_loads_next_to_nothing(
    run: Run, pages: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], env: dict[str, str]
) -> None:
    code = (
        "import atexit, sys, time; before = set(sys.modules)\n"
        # Nothing falls due for review while this test ages.
        "time.strftime = lambda form: '2026-11-30'\n"
        "atexit.register(lambda: print(*sorted(set(sys.modules) - before), file=sys.stderr))\n"
        "from recoveryref.__main__ import main\n"
        f"from recoveryref import fastpath; fastpath.PAGES = {str(pages)!r}\n"
        f"sys.argv[1:] = {args}; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, **env}
    )

    assert set(done.stderr.decode().split()) <= {
        *("recoveryref", "recoveryref.__main__", "recoveryref.fastpath"),
        *("binascii", "_signal"),
    }
    assert done.stdout == normal(run, args, monkeypatch, **{"COLUMNS": "80", **env})


def test_on_a_real_terminal_the_page_has_colour(pages: Path) -> None:
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm"}
    code = (
        f"from recoveryref import fastpath; fastpath.PAGES = {str(pages)!r}\n"
        "import os; os.get_terminal_size = lambda _: os.terminal_size((90, 30))\n"
        "assert fastpath.answer(['overdose'])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=slave, env=env) as done:
        os.close(slave)
        text = os.read(master, 10_000)
    os.close(master)

    assert done.returncode == 0
    assert b"\x1b[1;31m" in text
