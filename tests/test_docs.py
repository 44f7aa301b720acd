"""What the README and the field guide say is so."""

import re

import pytest
from conftest import DATA, ROOT, Run

from recoveryref.author.model import MODELS
from recoveryref.cli.app import app

README = ROOT / "README.md"
GUIDE = (DATA / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(command.name or "" for command in app().registered_commands)


def sample(run: Run) -> str:
    """The README's page of output, and its counts, as they are today."""
    front = run().out
    facts, sources = re.search(r"(\d+) cited facts · (\d+) sources", front).groups()  # type: ignore[union-attr]
    entries = sum(int(count) for count in re.findall(r"(\d+) (?:" + "|".join(MODELS) + ")", front))
    text = README.read_text(encoding="utf-8")
    page = f"```\n$ recoveryref stages\n{run('stages').out}```"
    text = re.sub(r"```\n\$ recoveryref stages\n.*?```", lambda _: page, text, flags=re.DOTALL)
    counts = f"Here stand {entries} entries with {int(facts):,} cited facts from {int(sources):,} sources."
    return re.sub(r"Here stand .* sources\.", counts, text)


def test_the_readme_shows_the_page_and_counts_of_today(run: Run, pytestconfig: pytest.Config) -> None:
    today = sample(run)
    if pytestconfig.getoption("--update-golden"):
        README.write_text(today, encoding="utf-8")

    assert README.read_text(encoding="utf-8") == today


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
