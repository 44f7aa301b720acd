"""The shell completes commands and names, in real shells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import some

from recoveryref.cli.app import app
from recoveryref.cli.completing import OTHERS
from recoveryref.cli.export_ import EXPORTERS
from recoveryref.kinds import KINDS

BASH, ZSH, FISH = map(shutil.which, ("bash", "zsh", "fish"))


def complete(words: list[str], reference: Path, shell: str = "bash") -> list[str]:
    """What our program offers for the last of *words*, asked as the shells ask it."""
    env = {
        **os.environ,
        "_RECOVERYREF_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": " ".join(words),
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "RECOVERYREF_FILE": str(reference),
    }
    done = subprocess.run([sys.executable, "-m", "recoveryref"], env=env, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["recoveryref", "med", "bup"], "buprenorphine-naloxone"),
        (["recoveryref", "med", "subo"], "suboxone"),
        (["recoveryref", "timeline", "fen"], "fentanyl"),
        (["recoveryref", "timeline", "heroin", "meth"], "methadone"),
        (["recoveryref", "compare", "methadone", "nal"], "naltrexone"),
        (["recoveryref", "glossary", "ago"], "agonist"),
        (["recoveryref", "the"], "therapy"),
        (["recoveryref", "med", "methadone", "tra"], "travel"),
        (["recoveryref", "methadone", "miss"], "missed dose"),
    ],
)
@pytest.mark.parametrize("shell", some(["bash", "zsh", "fish"], 3))
def test_names_and_commands_are_offered(reference: Path, words: list[str], offered: str, shell: str) -> None:
    assert offered in " ".join(complete(words, reference, shell)).lower()


@pytest.mark.parametrize(
    "words",
    [
        ["recoveryref", "export", "json", "al"],
        ["recoveryref", "med", "--reference", "m"],
        ["recoveryref", "--country", "m"],
        ["recoveryref", "med", "qqqq"],
        ["recoveryref", "cows", "m"],
    ],
    ids=" ".join,
)
def test_where_nothing_of_ours_fits_the_shell_offers_files(reference: Path, words: list[str]) -> None:
    assert complete(words, reference) == []


def test_every_command_and_every_export_is_offered(reference: Path) -> None:
    commands = {command.name for command in app().registered_commands}

    assert set(complete(["recoveryref", ""], reference)) == commands
    assert {*OTHERS, *(kind.command for kind in KINDS.values())} == commands
    assert complete(["recoveryref", "export", ""], reference) == list(EXPORTERS)


def test_where_no_reference_can_be_read_nothing_is_said(tmp_path: Path) -> None:
    assert complete(["recoveryref", "med", "bup"], tmp_path / "none.sqlite") == []


def test_names_of_the_reference_that_the_environment_names_are_offered(clinic: Path) -> None:
    assert "riverside-clinic" in complete(["recoveryref", "setting", "river"], clinic)


@pytest.mark.skipif(BASH is None, reason="needs bash")
def test_in_a_real_bash(reference: Path, tmp_path: Path) -> None:
    program = tmp_path / "recoveryref"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m recoveryref "$@"\n')
    program.chmod(0o755)
    script = """
        PATH="$1:$PATH"; export RECOVERYREF_FILE="$2" _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1
        eval "$(recoveryref --show-completion bash)"
        complete -p recoveryref
        COMP_WORDS=(recoveryref med subl); COMP_CWORD=2
        $(complete -p recoveryref | sed 's/.*-F \\([^ ]*\\).*/\\1/') recoveryref subl med
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        [str(BASH), "-c", script, "bash", str(tmp_path), str(reference)], capture_output=True, text=True
    )

    assert "sublocade" in done.stdout.lower(), done.stderr


@pytest.mark.skipif(ZSH is None, reason="needs zsh")
def test_in_a_real_zsh_from_the_first_tab_on(reference: Path, tmp_path: Path) -> None:
    """As `compinit` loads it: the function's first call must answer."""
    program = tmp_path / "recoveryref"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m recoveryref "$@"\n')
    program.chmod(0o755)
    script = """
        path=("$1" $path); export RECOVERYREF_FILE="$2" _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1
        mkdir "$1/functions"; recoveryref --show-completion zsh > "$1/functions/_recoveryref"
        fpath=("$1/functions" $fpath)
        compadd() { print -l -- "$@" }; compdef() { print -- "compdef $@" }
        autoload -U _recoveryref
        words=(recoveryref setting opioid tr) CURRENT=4; _recoveryref
        words=(recoveryref med subl) CURRENT=3; _recoveryref
    """
    done = subprocess.run(
        [str(ZSH), "-f", "-c", script, "zsh", str(tmp_path), str(reference)], capture_output=True, text=True
    )

    assert done.stderr == ""
    assert "treatment program" in done.stdout.splitlines()
    assert "sublocade" in done.stdout.splitlines()


@pytest.mark.skipif(FISH is None, reason="needs fish")
def test_in_a_real_fish(reference: Path, tmp_path: Path) -> None:
    program = tmp_path / "recoveryref"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m recoveryref "$@"\n')
    program.chmod(0o755)
    script = "recoveryref --show-completion fish | source; complete --do-complete 'recoveryref med subl'"
    env = {
        **os.environ,
        "HOME": str(tmp_path),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "RECOVERYREF_FILE": str(reference),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    done = subprocess.run([str(FISH), "-c", script], env=env, capture_output=True, text=True)

    assert "sublocade" in done.stdout.splitlines(), done.stderr
