"""RecoveryRef: cited treatment information for heroin and opioid use disorder, offline."""

__all__ = ["Handbook", "__version__", "open"]

# As in `typing`, whose import would slow down every start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike

    from recoveryref.reader.api import Handbook
    from recoveryref.reader.file import Reference
    from recoveryref.version import __version__


def open(path: "str | PathLike[str] | None" = None, *, country: str | None = None) -> "Handbook":
    """Open the reference file at *path*; else that of `RECOVERYREF_FILE`, else our own.

    Numbers to call are those of *country* (a name, or two letters); else of `RECOVERYREF_COUNTRY`,
    else of the locale. Raises *ReferenceFault* where the file cannot be read, *WrongUse* for an
    unknown country; in a checkout, whose data is compiled where it was edited, *DataFault* where that
    has problems. Prints nothing.
    """
    from recoveryref.reader import api

    return api.open(path, country=country, compile=_compiled)


def _compiled(folder: str, why: str) -> "Reference":
    from pathlib import Path

    from recoveryref.author.build import in_memory

    return in_memory([Path(folder)])


def __getattr__(name: str) -> object:
    """The Python interface, and the version, imported only when a program asks for them."""
    if name == "__version__":
        from recoveryref.version import __version__

        return __version__
    if name == "Handbook":
        from recoveryref.reader.api import Handbook

        return Handbook
    raise AttributeError(f"module 'recoveryref' has no attribute '{name}'")
