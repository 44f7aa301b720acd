"""Imports point one way, and a look-up loads nothing of the author side."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

BIN = Path(sys.executable).parent


def test_imports_keep_to_the_contracts() -> None:
    """As `lint-imports` proves them; they stand in pyproject.toml."""
    pytest.importorskip("importlinter", reason="needs the group: pip install --group lint")
    done = subprocess.run([BIN / "lint-imports"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("args", "never"),
    [
        (["med", "methadone"], {"yaml", "pydantic", "recoveryref.author"}),
        (["med", "methadone", "--json"], {"yaml", "pydantic", "recoveryref.author", "rich"}),
        (["med", "methadone", "--plain"], {"yaml", "pydantic", "recoveryref.author", "rich"}),
        (["list"], {"yaml", "pydantic", "recoveryref.author"}),
        (["search", "craving"], {"yaml", "recoveryref.author", "recoveryref.views.page", "typer"}),
        (["compare", "cbt", "mi"], {"yaml", "recoveryref.author", "recoveryref.reader.search", "typer"}),
        (["search", "craving", "--json"], {"yaml", "pydantic", "recoveryref.author", "rich", "typer"}),
        (["methadone", "missed", "dose"], {"yaml", "pydantic", "recoveryref.author", "typer"}),
        (["timeline", "heroin", "--plain"], {"yaml", "pydantic", "recoveryref.author", "rich", "typer"}),
    ],
)
def test_a_look_up_leaves_the_author_side_unloaded(args: list[str], never: set[str], reference: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ARGS\n"
        "from recoveryref.cli.run import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code\n"
        "print(*sys.modules, file=sys.stderr)"
    ).replace("ARGS", repr(args))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert never & set(done.stderr.split()) == set()
    assert done.stdout
