"""Phrases that every format says in the same words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recoveryref.views.page import Page

CLINICAL = "For people who prescribe or study. A prescriber decides; nothing here is advice to you."

LOCAL = "Local page: added by whoever made this reference file."

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month(value: str) -> str:
    """`2026-11` as `November 2026`."""
    year, number = value.split("-")[:2]
    return f"{_MONTHS[int(number) - 1]} {year}"


def named(text: str, local: bool) -> str:
    """What stands for an entry, marked where an overlay brought it."""
    return f"{text} (local)" if local else text


def notes(page: "Page", today: str) -> Iterator[tuple[str, str]]:
    """When the page was reviewed, and what a reader should know about that: text and style.

    *today* is an ISO date.
    """
    if page.local:
        yield LOCAL, "warning"
    if page.due <= today:
        yield (
            f"Reviewed {month(page.reviewed)} and due for another look: rules and figures may have changed.",
            "warning",
        )
    else:
        yield f"Reviewed {month(page.reviewed)}. It informs; it does not replace care.", "quiet"


def next_steps(page: "Page") -> list[str]:
    """What a reader may type next."""
    drawn = ["--at 36h", "--sources"] if page.timeline else []
    more = [f"--full ({page.more} more)"] if page.more else []
    clinical = ["--clinical"] if page.has_clinical and not page.clinical else []
    return [*more, *clinical, *drawn, *page.related[:2]]
