"""What each kind is asked for by: the one place that holds the words."""

from typing import NamedTuple


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

# The entries whose steps `recoveryref overdose` shows, and whose scale `recoveryref cows` scores.
OVERDOSE, COWS = "topics/overdose-response", "topics/withdrawal-scale-cows"


def typed(id: str) -> str:
    """What to type to show the entry with this id: it means that entry and no other, whatever its name."""
    kind, _, slug = id.partition("/")
    return f"recoveryref {COMMANDS[kind].name} {slug}"
