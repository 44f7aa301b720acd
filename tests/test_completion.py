"""The shell completes commands and names, in a real bash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASH = shutil.which("bash")


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
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_names_and_commands_are_offered(reference: Path, words: list[str], offered: str, shell: str) -> None:
    assert offered in " ".join(complete(words, reference, shell)).lower()


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
