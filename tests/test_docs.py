"""What the README and the field guide say is so."""

import json
import re

import pytest
from conftest import DATA, ROOT, Run

from recoveryref.author.model import MODELS
from recoveryref.cli.app import app

README = ROOT / "README.md"
GUIDE = (DATA / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(command.name or "" for command in app().registered_commands)


def test_the_readme_shows_the_page_of_today(run: Run, pytestconfig: pytest.Config) -> None:
    text = README.read_text(encoding="utf-8")
    page = f"```\n$ recoveryref stages\n{run('stages').out}```"
    today = re.sub(r"```\n\$ recoveryref stages\n.*?```", lambda _: page, text, flags=re.DOTALL)
    if pytestconfig.getoption("--update-golden"):
        README.write_text(today, encoding="utf-8")

    assert README.read_text(encoding="utf-8") == today


def test_the_readme_counts_what_is_here_in_round_numbers(run: Run) -> None:
    front = run().out
    facts, sources = re.search(r"(\d+) cited facts · (\d+) sources", front).groups()  # type: ignore[union-attr]
    entries = len(json.loads(run("list", "--json").out)["entries"])
    said = re.search(
        r"More than (\S+) entries with more than (\S+) cited facts from more than (\S+) sources\.",
        " ".join(README.read_text(encoding="utf-8").split()),
    )

    assert said
    for told, count in zip(said.groups(), (entries, int(facts), int(sources)), strict=True):
        least = int(told.replace(",", ""))
        assert least < count < 1.5 * least


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme_with_help_and_a_working_example(run: Run, command: str) -> None:
    help_ = run(command, "--help").out

    example = re.search(r"Example: recoveryref (.+)", " ".join(help_.split("\n\n")[2].split()))
    assert example
    assert example[1].split()[0] == command
    assert (
        f"`recoveryref {command}" in README.read_text(encoding="utf-8") or f"`{command}" in README.read_text()
    )
    if command not in ("check", "build", "cows", "export", "mcp"):
        assert run(*example[1].split()).status == 0


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_stands_in_the_field_guide(kind: str) -> None:
    section = (
        GUIDE.split(f"## {kind}\n")[1].split("\n## ")[0]
        + GUIDE.split("## Every entry")[1].split("## stages")[0]
    )
    fields = {field.alias or name for name, field in MODELS[kind].model_fields.items()}
    drawn = {"when", "words", "scale"}

    assert sorted(name for name in fields - drawn if f"`{name}" not in section) == []
