"""Where the data and the compiled reference lie, in a checkout and in an installed program."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent

# Made by the package build or by `recoveryref build`; never committed.
REFERENCE = _PACKAGE / "reference.sqlite"
# The overdose page as text, beside it: it must answer when the reference cannot be read.
OVERDOSE = _PACKAGE / "overdose.txt"


def data_folder() -> Path:
    """The YAML data: packaged with an installed program, else the checkout's `data/`."""
    packaged = _PACKAGE / "_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "data"


def fingerprint(folder: Path) -> str:
    """The names, sizes and times of the YAML files in *folder*: it changes when one is edited."""
    parts = []
    for where, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".yaml", ".yml")):
                stat = os.stat(os.path.join(where, name))
                parts.append(f"{os.path.relpath(where, folder)}/{name} {stat.st_size} {stat.st_mtime_ns}")
    return "\n".join(parts)
