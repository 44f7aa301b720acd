"""What the program depends on is little, bounded, licensed and locked; its packages are reproducible."""

import hashlib
import os
import re
import subprocess
import tarfile
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from conftest import ROOT, packaged
from packaging.requirements import Requirement

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
EXTRAS = [
    Requirement(text) for extra in PROJECT["project"]["optional-dependencies"].values() for text in extra
]
BUILD = [Requirement(text) for text in PROJECT["build-system"]["requires"]]
GROUPS = [
    Requirement(text)
    for name in ("build", "test", "lint", "browser")
    for text in PROJECT["dependency-groups"][name]
    if isinstance(text, str)
]
# What the program is built and run with, and what development uses.
LOCKS = {name: (ROOT / ".ci" / name).read_text(encoding="utf-8") for name in ("lock-run.txt", "lock.txt")}
LOCKED = {name: dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE)) for name, lock in LOCKS.items()}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def by_name(requirements: list[Requirement]) -> list[str]:
    return [requirement.name for requirement in requirements]


def test_dependencies_are_few() -> None:
    assert len(RUN) <= 4
    assert len(EXTRAS) <= 2


@pytest.mark.parametrize("requirement", [*RUN, *EXTRAS, *BUILD], ids=str)
def test_a_dependency_has_a_lower_and_an_upper_bound(requirement: Requirement) -> None:
    assert {spec.operator for spec in requirement.specifier} == {">=", "<"}


@pytest.mark.parametrize("requirement", [*RUN, *EXTRAS], ids=by_name([*RUN, *EXTRAS]))
def test_the_readme_names_a_dependency_with_its_licence(requirement: Requirement) -> None:
    about = metadata(requirement.name)
    licence = about.get("License-Expression") or about.get("License") or str(about.get_all("Classifier"))
    said = dict(re.findall(r"(\w+)\s\(([A-Z]+)\)", README.split("## Dependencies")[1]))

    said = {name.lower(): kind for name, kind in said.items()}
    assert said[requirement.name.lower()] in licence


@pytest.mark.parametrize("requirement", [*RUN, *EXTRAS, *BUILD, *GROUPS], ids=str)
def test_the_lock_holds_every_requirement_within_its_bounds(requirement: Requirement) -> None:
    name = requirement.name.lower().replace("_", "-")

    assert LOCKED["lock.txt"][name] in requirement.specifier
    assert name in LOCKED["lock-run.txt"] or requirement in [*EXTRAS, *GROUPS]


def test_what_runs_the_program_is_locked_as_it_was_tested() -> None:
    assert LOCKED["lock-run.txt"].items() <= LOCKED["lock.txt"].items()
    assert len(LOCKED["lock-run.txt"]) < 25


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_hashes_and_no_address(name: str) -> None:
    pinned = re.split(r"^(?=[a-z0-9-]+==)", LOCKS[name], flags=re.MULTILINE)[1:]

    assert len(pinned) == len(LOCKED[name])
    assert all("--hash=sha256:" in one for one in pinned)
    assert "://" not in LOCKS[name]


COMMANDS = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


@pytest.mark.parametrize(("command", "lock"), list(zip(COMMANDS, LOCKS, strict=True)), ids=LOCKS)
def test_a_command_of_the_readme_installs_nothing_but_what_is_locked(command: str, lock: str) -> None:
    installs = [part.split()[1:] for part in command.split(" && ") if "pip install" in part]

    assert "--upgrade-deps" not in command
    assert installs[0] == ["install", "--quiet", "--require-hashes", "--requirement", f".ci/{lock}"]
    for rest in installs[1:]:
        assert {"--no-deps", "--no-build-isolation"} <= set(rest)


def sums(folder: Path) -> dict[str, str]:
    """The sums of the files in *folder*."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.long
def test_packages_are_the_same_bytes_wherever_and_whenever_they_are_built(
    packages: Path, tmp_path: Path
) -> None:
    another = tmp_path / "another" / "deeper"
    packaged(another, 0o077, TZ="Asia/Tokyo", LANG="tr_TR.UTF-8", PYTHONHASHSEED="2")

    assert len(sums(packages)) == 2
    assert sums(another / "dist") == sums(packages)


def test_the_wheel_stays_under_two_megabytes(packages: Path) -> None:
    wheel = next(packages.glob("*.whl"))

    assert wheel.stat().st_size < 2_000_000


@pytest.mark.long
def test_the_tests_pass_from_the_source_package(packages: Path, tmp_path: Path) -> None:
    with tarfile.open(next(packages.glob("*.tar.gz"))) as package:
        package.extractall(tmp_path, filter="data")
    folder = next(path for path in tmp_path.iterdir() if path.name.startswith("recoveryref-"))
    tests = re.search(r"^python3 -m venv .* pytest.*$", (folder / "README.md").read_text(), re.MULTILINE)
    assert tests
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("RECOVERYREF", "PYTEST"))
    }

    done = subprocess.run(["bash", "-c", tests[0]], cwd=folder, env=env, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
