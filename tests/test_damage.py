"""Whatever happens to the files: damage is told in one line, never shown, and `overdose` answers."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run, some
from test_fastpath import pages, shown  # noqa: F401

from recoveryref import fastpath, paths
from recoveryref.author.build import build, overdose_page
from recoveryref.cli import show
from recoveryref.reader import checksum
from recoveryref.reader.file import FORMAT, open_reference

GOOD = ROOT / "tests" / "good"
# As the installed program has it.
OVERDOSE = Path(paths.OVERDOSE)
CHANCE = random.Random(8)  # noqa: S311
ASKED = [
    ["med", "methadone"],
    ["search", "how long does it last"],
    ["list", "--json"],
    ["overdose", "--json"],
    [],
]


@pytest.fixture(autouse=True)
def overdose_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: Path) -> str:
    """The overdose page as the build sets it as text, in place of the installed one."""
    text = overdose_page(open_reference(reference))
    path = tmp_path / "overdose.txt"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "OVERDOSE", path)
    return text


@pytest.fixture
def told(run: Run, tmp_path: Path, overdose_text: str) -> Callable[..., None]:
    """Hold a damaged file against what must be said of it."""

    def told_(path: Path, *commands: list[str], why: str = "") -> None:
        for args in commands or ASKED:
            answer_ = run(*args, "--reference", str(path))

            assert (answer_.status, answer_.out) == (1, "")
            assert len(answer_.err.splitlines()) == 1
            assert str(path) in answer_.err
            assert why in answer_.err
            assert "run 'recoveryref build', or install RecoveryRef again" in answer_.err
        answer_ = run("overdose", "--reference", str(path))
        assert (answer_.status, answer_.out) == (0, overdose_text)
        assert len(answer_.err.splitlines()) == 1

    return told_


FEW = [pytest.param(25, id="few"), pytest.param(1500, id="many", marks=pytest.mark.long)]
Told = Callable[..., None]


@pytest.mark.parametrize("number", FEW)
def test_a_reference_cut_short_at_any_byte_is_told(
    told: Told, tmp_path: Path, reference: Path, number: int
) -> None:
    whole = reference.read_bytes()
    path = tmp_path / "reference.sqlite"
    pages_ = range(0, len(whole), 4096)
    lengths = {
        0,
        1,
        15,
        16,
        60,
        68,
        72,
        99,
        100,
        4095,
        len(whole) - 1,
        *CHANCE.sample(pages_, number // 5),
    }
    lengths |= set(CHANCE.sample(range(len(whole)), number))
    for length in sorted(lengths):
        path.write_bytes(whole[:length])
        told(path, ["show", "methadone"])


@pytest.mark.parametrize("number", FEW)
def test_a_bit_that_is_flipped_anywhere_is_told(
    told: Told, tmp_path: Path, reference: Path, number: int
) -> None:
    whole = bytearray(reference.read_bytes())
    path = tmp_path / "reference.sqlite"
    places = [*range(0, 100, 9), *CHANCE.sample(range(len(whole)), number)]
    for place in places:
        bit = 1 << place % 8
        whole[place] ^= bit
        path.write_bytes(whole)
        whole[place] ^= bit
        told(path, ["show", "methadone"])


def test_a_changed_digit_of_a_dose_is_told(told: Told, tmp_path: Path, reference: Path) -> None:
    whole = reference.read_bytes()
    assert whole.count(b" 24 mg") > 0
    path = tmp_path / "reference.sqlite"
    path.write_bytes(whole.replace(b" 24 mg", b" 42 mg"))

    told(path, why="is damaged")


def other(path: Path, version: int, tables: str = "CREATE TABLE entry (id)") -> None:
    db = sqlite3.connect(path)
    db.executescript(f"PRAGMA user_version = {version}; {tables};")
    db.close()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "cannot be opened (No such file or directory)"),
        (lambda path: path.mkdir(), "is no plain file"),
        (lambda path: os.mkfifo(path), "is no plain file"),
        (lambda path: path.symlink_to(path), "cannot be opened"),
        (lambda path: path.symlink_to("/dev/zero"), "is no plain file"),
        (lambda path: path.write_bytes(b""), "is damaged or is no reference"),
        (lambda path: path.write_text("not a database, whatever it is called" * 99), "is damaged"),
        (
            lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000),
            "no reference of this version",
        ),
        (lambda path: path.write_bytes(os.urandom(100_000)), "is damaged or is no reference"),
        (lambda path: other(path, 0), "it may be of an older one"),
        (lambda path: other(path, FORMAT - 1), "it may be of an older one"),
        (lambda path: other(path, FORMAT + 1), "it may be of a newer one"),
        (lambda path: other(path, FORMAT), "is damaged or is no reference"),
    ],
    ids=[
        *("missing", "folder", "pipe", "loop", "device", "empty", "text", "torn", "noise"),
        *("another-database", "older", "newer", "same-version"),
    ],
)
def test_another_thing_in_its_place_is_told(
    told: Told, tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "reference.sqlite"
    make(path)

    told(path, why=why)


def test_a_sealed_file_of_another_make_is_told(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "reference.sqlite"
    other(path, FORMAT)
    checksum.put(path)

    told(path, why="is damaged or is no reference")


# Without the right of root to read whatever it likes.
ORDINARY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.mark.skipif(
    bool(ORDINARY) and shutil.which("setpriv") is None, reason="needs setpriv to be an ordinary user"
)
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, reference: Path) -> None:
    path = tmp_path / "reference.sqlite"
    shutil.copy(reference, path)
    path.chmod(0)
    command = [*ORDINARY, sys.executable, "-m", "recoveryref"]
    env = {**os.environ, "RECOVERYREF_FILE": str(path)}

    def run_(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *args], capture_output=True, text=True, env=env)

    for args in ASKED:
        told_ = run_(*args)
        assert (told_.returncode, told_.stdout) == (1, "")
        assert f"{path} cannot be opened (Permission denied): check the path" in told_.stderr
        assert len(told_.stderr.splitlines()) == 1
    answered = run_("overdose")
    assert answered.returncode == 0
    assert answered.stdout == OVERDOSE.read_text(encoding="utf-8")


HOSTILE = "\x1b]0;x\x07\x1b[31m\u202eevil\u2066\x9b2J\0"


def test_text_in_a_file_made_elsewhere_never_steers_the_terminal(
    run: Run, tmp_path: Path, reference: Path
) -> None:
    path, few = tmp_path / "reference.sqlite", tmp_path / "few.sqlite"
    shutil.copy(reference, path)
    build([GOOD], few)
    for each in (path, few):
        spoil(each)

    commands = [
        *([], ["stages"], ["timeline"], ["timeline", "heroin", "--at", "36h"], ["med", "methadone"]),
        *(["list"], ["search", "heroin"], ["glossary"], ["compare", "cbt", "mi"], ["overdose"]),
        *(["sources", "samhsa-tip63-2021"], ["glossary", "agonist"]),
        *(["med", "methadone", "--full", "--clinical"], ["helplines"], ["timeline", "heroin", "fentanyl"]),
    ]
    for args in commands:
        for format in ([], ["--plain"], ["--json"]):
            given = run(*args, *format, "--reference", str(path))
            steers = [c for c in given.out + given.err if c in HOSTILE and not c.isprintable()]
            assert steers == []
            assert given.status in (0, 2)
    for what in ("site", "markdown", "json", "jsonl"):
        assert run("export", what, str(tmp_path / what), "--reference", str(few)).status == 0
        for file in [tmp_path / what, *(tmp_path / what).rglob("*")]:
            if file.is_file():
                text = file.read_text(encoding="utf-8")
                assert [c for c in text if c in HOSTILE and not c.isprintable()] == []


def spoil(path: Path) -> None:
    """Put what would steer a terminal into every kind of text of a reference file."""
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE entry SET title = ? || title, summary = ? || summary", (HOSTILE, HOSTILE))
        db.execute(
            "UPDATE entry SET json = json_set(json, '$.title', ?, '$.summary.text', ?)",
            (HOSTILE, f"one\n{HOSTILE}"),
        )
        db.execute("UPDATE source SET csl = json_set(csl, '$.title', ?, '$.URL', ?)", (HOSTILE, HOSTILE))
        db.execute("UPDATE term SET json = json_set(json, '$.meaning.text', ?)", (HOSTILE,))
        db.execute("UPDATE meta SET value = ? WHERE key LIKE 'urgent %'", (HOSTILE,))
        label, text = "json_extract(value, '$[1]')", "json_extract(value, '$[6].text')"
        spoilt = f"json_set(value, '$[1]', ? || {label}, '$[6].text', {text} || ?)"
        every = f"(SELECT json_group_array(json({spoilt})) FROM json_each(statements))"
        db.execute(f"UPDATE entry SET statements = {every}", (HOSTILE, HOSTILE))
        db.execute("UPDATE kind SET outline = replace(outline, 'Take care', 'Take ' || ?)", (HOSTILE,))
    db.close()
    checksum.put(path)


@pytest.mark.parametrize(
    "number", [pytest.param(40, id="few"), pytest.param(4000, id="many", marks=pytest.mark.long)]
)
def test_damaged_prerendered_pages_are_not_shown(
    pages: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    whole = bytearray(pages.read_bytes())
    path = tmp_path / "pages.bin"
    asked = [[], ["med", "methadone"], ["overdose"], ["timeline"], ["suboxone"]]
    sound = [shown(args, monkeypatch, colour=True) for args in asked]
    assert all(sound)
    monkeypatch.setattr(fastpath, "PAGES", str(path))
    for place in [*range(60), *(CHANCE.randrange(len(whole)) for _ in range(number))]:
        whole[place] ^= 1 << place % 8
        path.write_bytes(whole if place % 2 else whole[:place])
        for args, page in zip(asked, sound, strict=True):
            assert shown(args, monkeypatch, colour=True) in (None, page)
        whole[place] ^= 1 << place % 8


def test_overdose_answers_whatever_is_broken(
    run: Run, monkeypatch: pytest.MonkeyPatch, overdose_text: str
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("something that nobody thought of")

    for part in ("open_", "_print"):
        with monkeypatch.context() as patch:
            patch.setattr(show, part, broken)
            given = run("overdose")

        assert (given.status, given.out) == (0, overdose_text)
        assert "please report it" in given.err


def test_without_even_its_text_the_fault_is_told(run: Run, tmp_path: Path) -> None:
    Path(paths.OVERDOSE).unlink()

    given = run("overdose", "--reference", str(tmp_path / "none"))

    assert (given.status, given.out) == (1, "")
    assert "install RecoveryRef again" in given.err


# Builds that are killed, that meet, that find no room.

BUILD = [sys.executable, "-m", "recoveryref", "build"]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    """A folder over the good data, and the bytes of the reference without and with it."""
    folder = tmp_path_factory.mktemp("versions")
    local = folder / "local" / "medications"
    local.mkdir(parents=True)
    (local / "naloxone.yaml").write_text(
        'title: Naloxone at our desk\nreviewed: "2026-11"\nsummary: Ask at the desk. [@example-2020]\n'
        "class: opioid antagonist [@example-2020]\n"
    )
    for name, add in (("old", []), ("new", ["--add", str(folder / "local")])):
        subprocess.run(
            [*BUILD, str(GOOD), *add, "--output", str(folder / name)], check=True, capture_output=True
        )
    whole = [(folder / name).read_bytes() for name in ("old", "new")]
    assert whole[0] != whole[1]
    return folder, whole


@pytest.mark.parametrize(
    "number", [pytest.param(6, id="few"), pytest.param(300, id="many", marks=pytest.mark.long)]
)
def test_a_build_killed_at_any_moment_leaves_a_whole_file(
    tmp_path: Path, versions: tuple[Path, list[bytes]], number: int
) -> None:
    folder, whole = versions
    output = tmp_path / "reference.sqlite"
    found = set()
    for _ in range(number):
        output.write_bytes(whole[0])
        command = [*BUILD, str(GOOD), "--add", str(folder / "local"), "--output", str(output)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as building:
            try:
                building.wait(timeout=CHANCE.uniform(0.0, 1.2))
            except subprocess.TimeoutExpired:
                building.kill()
        assert output.read_bytes() in whole
        found.add(whole.index(output.read_bytes()))
    assert 0 in found


@pytest.mark.parametrize("number", [2, pytest.param(16, marks=pytest.mark.long)])
def test_builds_at_once_leave_one_whole_file(
    tmp_path: Path, versions: tuple[Path, list[bytes]], number: int
) -> None:
    folder, whole = versions
    output = tmp_path / "reference.sqlite"
    commands = [
        [*BUILD, str(GOOD), *(["--add", str(folder / "local")] if n % 2 else []), "--output", str(output)]
        for n in range(number)
    ]
    running = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for command in commands]

    assert [building.wait() for building in running] == [0] * number
    assert output.read_bytes() in whole
    assert [path.name for path in tmp_path.iterdir() if path.name != "overdose.txt"] == ["reference.sqlite"]


def limited(kilobytes: int, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the program where no file may grow beyond so many kilobytes, as on a disk that fills."""
    script = f'ulimit -f {kilobytes}; exec "$@"'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "recoveryref", *args]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("kilobytes", some([0, 1, 4, 40, 100, 150], 3))
def test_a_disk_that_fills_during_a_build_loses_nothing(
    tmp_path: Path, versions: tuple[Path, list[bytes]], kilobytes: int
) -> None:
    output = tmp_path / "reference.sqlite"
    output.write_bytes(versions[1][1])
    assert len(versions[1][0]) > 150 * 1024

    done = limited(kilobytes, "build", str(GOOD), "--output", str(output))

    assert done.returncode == 1
    assert done.stderr.startswith(f"recoveryref: cannot write {output} (")
    assert len(done.stderr.splitlines()) == 1
    assert output.read_bytes() == versions[1][1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["overdose.txt", "reference.sqlite"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("what", ["json", "jsonl"])
def test_a_disk_that_fills_during_an_export_loses_nothing(tmp_path: Path, what: str) -> None:
    path = tmp_path / "all"
    path.write_text("before")

    done = limited(100, "export", what, str(path))

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert path.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["all", "overdose.txt"]
