"""The command that answers an assistant."""

from recoveryref.cli.compiled import open_
from recoveryref.cli.options import File
from recoveryref.errors import RecoveryRefError


def mcp(reference: File = None) -> None:
    """Answer an assistant over standard input and output (Model Context Protocol).

    Example: recoveryref mcp
    """
    opened = open_(reference)
    try:
        from recoveryref import mcp_server
    except ModuleNotFoundError as error:
        raise RecoveryRefError(
            f"this needs the extra 'mcp' ({error.name} is missing): pip install 'recoveryref[mcp]'"
        ) from None
    mcp_server.serve(opened)
