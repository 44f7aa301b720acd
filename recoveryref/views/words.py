"""Phrases that every format says in the same words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recoveryref.kinds import typed
from recoveryref.reader.records import OVERDUE

if TYPE_CHECKING:
    from recoveryref.reader import contract
    from recoveryref.views.page import Page

# Stands between what is often said and the answer to it.
SAY = "What sources say"

# Stands above what else was found, beside the part of a page that was asked for.
MORE = "More on this:"

CLINICAL = "For people who prescribe or study. A prescriber decides; nothing here is advice to you."

STAFF = "For people who treat. A prescriber decides; nothing here is advice to you."

LOOK_UP = "recoveryref glossary"

LOCAL = "Local page: added by whoever made this reference file."

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month(value: str) -> str:
    """`2026-11` as `November 2026`."""
    year, number = value.split("-")[:2]
    return f"{_MONTHS[int(number) - 1]} {year}"


def local(page: "Page") -> str:
    """What a page that an overlay brought says at its top: that it is, and which of ours it takes the place
    of; empty where it is ours.
    """
    if not page.local:
        return ""
    own = [typed(id) for id in page.takes if id != page.id]
    instead = ["It stands in place of ours."] if page.id in page.takes else []
    return " ".join([LOCAL, *instead, *(["Ours of that name: " + ", ".join(own)] if own else [])])


def asked_else(text: str) -> str:
    """What leads on whoever asked of something that does not happen now."""
    return f"Asked about something else? recoveryref search {text}"


def unsaid(page: "Page") -> str:
    """What a page says at its top where what is asked of it stands nowhere in it; empty where all does."""
    return f"Nothing here names: {', '.join(page.unsaid)}." if page.unsaid else ""


def overdue(due: str, today: str) -> bool:
    """Whether what falls due for review on the day *due* is overdue *today* (both ISO dates)."""
    return due <= today


def dated(due: str, today: str) -> "contract.Dated":
    """When something falls due for review, and whether it is overdue, as JSON has them."""
    return {"due": due, "overdue": overdue(due, today)}


def late(due: str, reviewed: str, today: str) -> Iterator[str]:
    """The warning of what is overdue: nothing, where it is not."""
    if overdue(due, today):
        yield f"Reviewed {month(reviewed)} and {OVERDUE}: rules and figures may have changed."


def notes(page: "Page", today: str) -> Iterator[tuple[str, str]]:
    """When the page was reviewed, and what a reader should know about that: text and style.

    *today* is an ISO date.
    """
    yield from ((text, "warning") for text in late(page.due, page.reviewed, today))
    if page.abroad:
        places = ", ".join(page.abroad)
        yield f"Partly about: {places}. Whom to ask where you are: recoveryref helplines", "warning"
    if not overdue(page.due, today):
        yield f"Reviewed {month(page.reviewed)}. It informs; it does not replace care.", "quiet"


def options(page: "Page") -> dict[str, str]:
    """What else there is of the page's entry: each option, and what it brings where it does not say so."""
    shortened = not page.full and any(row.form == "lines" for row in page.rows)
    more = {
        "--full": f"{page.more} more facts"
        if page.more
        else "every way to reach each"
        if shortened
        else None,
        "--clinical": "" if page.has_clinical and not page.clinical else None,
        "--at 36h": "" if page.timeline else None,
        "--sources": "" if page.timeline else None,
    }
    return {option: brings for option, brings in more.items() if brings is not None}


# So many letters name what else there is: two lines of a usual window.
_ALSO_HERE = 142


def also_here(page: "Page") -> list[str]:
    """What a page holds and does not show, as much as two lines name beside its options; each is typed after
    its name.
    """
    told = "".join(f" · {option} ({brings})" for option, brings in options(page).items())
    room = _ALSO_HERE - len(f"More: {typed(page.id)}{told}")
    names = []
    for name in page.also_here:
        room -= len(name) + len(" · ")
        if room < 0:
            break
        names.append(name)
    return names


def also_here_said(page: "Page") -> tuple[str, str]:
    """The same in words, and what to type for the first; empty where the page shows all."""
    names = also_here(page)
    return (f"Also here: {', '.join(names)}", f"{typed(page.id)} {names[0]}") if names else ("", "")


def words_said(page: "Page") -> tuple[str, str]:
    """The words of a page that the glossary explains, and what to type for the first; empty without any."""
    return (f"Words: {', '.join(page.words)}", f"{LOOK_UP} {page.words[0]}") if page.words else ("", "")


def next_steps(page: "Page") -> list[str]:
    """What a reader may type next: whole commands, whatever was typed to come here."""
    if page.part:
        return [typed(page.id)]
    return [*(f"{typed(page.id)} {option}" for option in options(page)), *page.related]


def step_label(page: "Page") -> str:
    """What stands before what a reader may type next."""
    return "Whole page" if page.part else "Next"
