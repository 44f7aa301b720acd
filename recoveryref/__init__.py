"""RecoveryRef: cited treatment information for heroin and opioid use disorder, offline."""

__version__ = "0.1.0"
__all__ = ["Handbook", "__version__", "open"]

# As in `typing`, whose import would slow down every start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from recoveryref.reader.api import Handbook, open  # noqa: A004


def __getattr__(name: str) -> object:
    """The Python interface, imported only when a program asks for it."""
    if name in ("Handbook", "open"):
        from recoveryref.reader import api

        return getattr(api, name)
    raise AttributeError(f"module 'recoveryref' has no attribute '{name}'")
