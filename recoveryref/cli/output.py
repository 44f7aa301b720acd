"""How an answer is wanted."""

from typing import Literal, NamedTuple

from recoveryref.cli import terminal
from recoveryref.errors import WrongUse

Format = Literal["page", "plain", "markdown", "json"]


class OutputOptions(NamedTuple):
    """How much of an answer is wanted, and in what form."""

    full: bool = False
    clinical: bool = False
    format: Format = "page"


def wanted(
    json: bool = False,
    plain: bool = False,
    markdown: bool = False,
    *,
    full: bool = False,
    clinical: bool = False,
) -> OutputOptions:
    """What was asked for, in plain text where the environment wants that; raises *WrongUse* where the forms
    are two.
    """
    one_of(json=json, plain=plain, markdown=markdown)
    usual: Format = "plain" if terminal.accessible() else "page"
    return OutputOptions(
        full, clinical, "json" if json else "plain" if plain else "markdown" if markdown else usual
    )


def one_of(**formats: bool) -> None:
    """Refuse two forms at once."""
    requested = [name for name, on in formats.items() if on]
    if len(requested) > 1:
        raise WrongUse(
            f"--{requested[0]} and --{requested[1]} exclude each other: give one (try: recoveryref --help)"
        )
