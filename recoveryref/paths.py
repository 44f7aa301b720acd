"""Where the data and the compiled reference lie, in a checkout and in an installed program."""

import os

# Strings, not `Path`s, whose import takes a twentieth of a search.
_PACKAGE = os.path.dirname(os.path.abspath(__file__))

# Made by the package build or by `recoveryref build`; never committed.
REFERENCE = os.path.join(_PACKAGE, "reference.sqlite")
# The overdose page as text, beside it: it must answer when the reference cannot be read.
OVERDOSE = os.path.join(_PACKAGE, "overdose.txt")
# Every default page, prerendered; see `fastpath`.
PAGES = os.path.join(_PACKAGE, "pages.bin")
# The JSON Schemas of the data files and of what commands print.
SCHEMAS = os.path.join(_PACKAGE, "schema")


# The YAML data of an installed program, but for what its reference holds; see `author.packaged`.
PACKAGED = os.path.join(_PACKAGE, "_data")


def data_folder() -> str:
    """The YAML data: packaged with an installed program, else the checkout's `data/`."""
    return PACKAGED if os.path.isdir(PACKAGED) else os.path.join(os.path.dirname(_PACKAGE), "data")
