"""What every export says of itself: which version wrote it, when, and on what terms it may be used."""

from typing import TYPE_CHECKING

from recoveryref.reader.handbook import today
from recoveryref.version import __version__

if TYPE_CHECKING:
    from recoveryref.reader import contract

NAME, LICENSE = "RecoveryRef", "CC-BY-4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
CREDIT = "Give credit to RecoveryRef, and say what you changed. It informs; it is not medical advice."


def about(schema: str) -> "contract.About":
    """What an export says that keeps to the published *schema*."""
    return {
        "name": NAME,
        "version": __version__,
        "date": today(),
        "license": LICENSE,
        "license_url": LICENSE_URL,
        "credit": CREDIT,
        "schema": schema,
    }
