"""A place name opens its own numbers, a reader sees those of their country, and nobody another's."""

import re
import sys
import types
from pathlib import Path

import pytest
import yaml
from conftest import DATA, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import recoveryref
from recoveryref import fastpath
from recoveryref.errors import Ambiguous, NotFound, WrongUse
from recoveryref.reader import handbook, locale, names, queries
from recoveryref.reader.file import open_reference

COUNTRIES = yaml.load((DATA / "countries.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
LINES = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    for path in sorted((DATA / "helplines").glob("*.yaml"))
}
SERVED = {
    code: slug for slug, entry in LINES.items() for code in (entry["country"], *entry.get("serves", ()))
}


def test_every_country_is_known() -> None:
    codes = {country["code"] for country in COUNTRIES}

    # ISO 3166 has 249; Kosovo has a code by custom.
    assert len(codes) == len(COUNTRIES) == 250
    assert set(SERVED) - codes == {"EU", "ZZ"}


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country["code"])
def test_every_name_of_a_country_opens_the_lines_that_hold_there(
    reference: Path, country: dict[str, str]
) -> None:
    opened = open_reference(reference)
    wanted = f"helplines/{SERVED.get(country['code'], 'elsewhere')}"

    for name in (*country["names"], country["code"]):
        found = queries.find(opened, name, "helplines")
        assert (found.id, found.exact) == (wanted, True), name
        assert handbook.country(opened, name) == country["code"]


# Every how manieth country is tried.
@pytest.mark.parametrize(
    "each", [pytest.param(7, id="few"), pytest.param(1, marks=pytest.mark.long, id="every")]
)
def test_a_slip_in_a_country_opens_that_countrys_lines_or_nothing(reference: Path, each: int) -> None:
    opened = open_reference(reference)
    known = {names.key(name) for country in COUNTRIES for name in (*country["names"], country["code"])}
    taken = 0
    for country in COUNTRIES[::each]:
        wanted = f"helplines/{SERVED.get(country['code'], 'elsewhere')}"
        name = country["names"][0].lower()
        for at in range(0, len(name), 2):
            typed = name[:at] + name[at + 1 :]
            if len(typed) < 5 or names.key(typed) in known:
                continue
            try:
                found = queries.find(opened, typed, "helplines")
            except (NotFound, Ambiguous):
                continue
            taken += 1
            assert found.id == wanted, typed
    assert taken > 500 // each


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["helplines", "germany"], "112"),
        (["helplines", "DE", "--json"], '"country": "EU"'),
        (["germany"], "112"),
        (["helplines", "mexico"], "Every other country"),
        (["helplines", "PR"], "911"),
        (["yawning", "--country", "Germany"], "Call 112. Give naloxone"),
        (["yawning", "--country", "uk", "--json"], "Call 999. Give naloxone"),
        (["overdose", "--country", "au"], "000"),
        (["compare", "yawning", "fatigue", "--country", "NZ"], "111"),
        (["timeline", "heroin", "--at", "36h", "--country", "Guam"], "911"),
        (["search", "i want to die", "--country", "Isle of Man"], "116 123"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_country_is_asked_for_by_any_of_its_names(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")

    shown = run(*args)

    assert shown.status == 0
    assert said in " ".join(shown.out.split())


def test_the_environment_names_the_country_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for named, said in (("Germany", "112"), ("uk", "999"), ("IE", "112 or 999"), ("EU", "112")):
        monkeypatch.setenv(fastpath.COUNTRY, named)
        assert f"Call {said}. Give naloxone" in " ".join(run("yawning").out.split())
    assert "Call 999. Give naloxone" in " ".join(run("yawning", "--country", "GB").out.split())


def test_a_country_that_nobody_knows_is_wrong_use(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run("yawning", "--country", "Atlantis")
    assert (shown.status, shown.out) == (2, "")
    assert "'Atlantis'" in shown.err

    # But nothing keeps the overdose page from answering.
    monkeypatch.setenv(fastpath.COUNTRY, "Atlantis")
    shown = run("overdose")
    assert shown.status == 0
    assert "'Atlantis'" in shown.err
    assert shown.out


def test_without_a_country_no_helplines_are_taken_for_the_readers(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    shown = run("helplines").out

    assert {line.split(" ")[0] for line in shown.splitlines()} >= set(LINES)


@pytest.mark.parametrize(
    ("language", "country"), [("en_GB", "GB"), ("de_DE", "DE"), ("en", ""), (None, ""), ("en_001", "")]
)
def test_windows_says_which_country(
    monkeypatch: pytest.MonkeyPatch, language: str | None, country: str
) -> None:
    found = types.SimpleNamespace(_getdefaultlocale=lambda: (language, "cp1252"))
    monkeypatch.delenv("LANG")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "_locale", found)  # type: ignore[arg-type]
        patch.setattr(fastpath, "WINDOWS", True)
        said = fastpath.country()

    assert said == country


def test_a_program_names_the_country(reference: Path) -> None:
    with recoveryref.open(reference, country="New Zealand") as handbook:
        assert "Call 111. Give naloxone" in handbook.get("yawning").json
        assert handbook.get("yawning").data["danger"][0]["act"].startswith("Call 111")
    with recoveryref.open(reference, country="") as handbook:
        assert "Call your emergency number" in handbook.get("yawning").json
    with pytest.raises(WrongUse):
        recoveryref.open(reference, country="Atlantis")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_is_a_country_or_is_none(reference: Path, text: str) -> None:
    opened = open_reference(reference)
    try:
        code = handbook.country(opened, text)
    except WrongUse:
        return
    assert code in locale.places(opened)


@settings(deadline=None)
@given(st.from_regex(r"[A-Za-z_.@-]{0,12}", fullmatch=True))
def test_any_locale_gives_two_capital_letters_or_none(text: str) -> None:
    with pytest.MonkeyPatch.context() as env:
        env.setenv("LC_ALL", text)
        env.delenv("LANG", raising=False)
        env.delenv("LC_MESSAGES", raising=False)
        assert re.fullmatch(r"([A-Z]{2})?", fastpath.country())


# A website, which takes longest to write, is tried for another country in tests/test_site.py.
@pytest.mark.parametrize("what", ["json", "jsonl", "markdown", pytest.param("site", marks=pytest.mark.long)])
def test_an_export_holds_the_numbers_of_the_country_that_was_named(
    run: Run, tmp_path: Path, what: str
) -> None:
    target = tmp_path / "out"

    assert run("export", what, str(target), "--country", "Austria").status == 0

    paths = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert any("Call 112. Give naloxone" in text for text in texts)
    assert not [
        text for text in texts if re.search(r"\{(emergency|crisis|poison|treatment|overdose)\}", text)
    ]
