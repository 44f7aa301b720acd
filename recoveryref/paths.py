"""Where the data and the compiled reference lie, in a checkout and in an installed program."""

from pathlib import Path

_PACKAGE = Path(__file__).parent

# Made by the package build or by `recoveryref build`; never committed.
REFERENCE = _PACKAGE / "reference.sqlite"
# The overdose page as text, beside it: it must answer when the reference cannot be read.
OVERDOSE = _PACKAGE / "overdose.txt"
# Every default page, prerendered; see `fastpath`.
PAGES = _PACKAGE / "pages.bin"
# The JSON Schemas of the data files and of what commands print.
SCHEMAS = _PACKAGE / "schema"


# The YAML data of an installed program, but for what its reference holds; see `author.packaged`.
PACKAGED = _PACKAGE / "_data"


def data_folder() -> Path:
    """The YAML data: packaged with an installed program, else the checkout's `data/`."""
    return PACKAGED if PACKAGED.is_dir() else _PACKAGE.parent / "data"
