"""What each kind is asked for by, and what is shown where nothing is named."""

from typing import Any, NamedTuple

from recoveryref import query
from recoveryref.reference import Reference


class Command(NamedTuple):
    """How a kind is asked for: the command, its other names, its help and an example."""

    name: str
    also: tuple[str, ...]
    help: str
    example: str


# A kind's command lists its entries, or shows the one that is named.
COMMANDS = {
    "stages": Command("stages", ("stage",), "The way through treatment, in order.", "stages detox"),
    "timelines": Command("timeline", ("timelines",), "Withdrawal, phase by phase.", "timeline methadone"),
    "medications": Command(
        "med",
        ("meds", "medication", "medications", "medicine", "medicines"),
        "Medicines: what they do, how they start, what to watch for.",
        "med buprenorphine",
    ),
    "therapies": Command(
        "therapy", ("therapies",), "Therapies, and how good the evidence is.", "therapy cbt"
    ),
    "settings": Command("setting", ("settings",), "Where treatment happens, and what to ask.", "setting otp"),
    "supports": Command("support", ("supports",), "Groups and people who help.", "support smart"),
    "symptoms": Command(
        "symptom", ("symptoms",), "Symptoms of withdrawal, and what eases them.", "symptom insomnia"
    ),
    "topics": Command(
        "topic", ("topics",), "Everything else: safety, pregnancy, rights, families.", "topic pregnancy"
    ),
    "helplines": Command("helplines", ("helpline",), "Numbers to call, by country.", "helplines canada"),
}


# The entry whose steps `recoveryref overdose` shows.
OVERDOSE = "topics/overdose-response"


def usual(opened: Reference, kind: str, country: str) -> str | None:
    """What is shown where nothing is named: for some kinds one entry, not a list."""
    if kind == "helplines":
        return query.urgent(opened, country, "helplines").partition("/")[2] or None
    first = "heroin" if kind == "timelines" else None
    return first if first in {entry.slug for entry in query.entries(opened, kind)} else None


def front(opened: Reference, country: str) -> tuple[Any, ...]:
    """What the front page says in *country*: settings, counts by kind, and where to turn."""
    counts: dict[str, int] = {}
    for entry in query.entries(opened):
        counts[entry.kind] = counts.get(entry.kind, 0) + 1
    lines = query.front(opened, country)
    return query.meta(opened), counts, query.urgent(opened, country), lines
