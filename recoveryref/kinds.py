"""The kinds of entries: the one place that holds the words of each.

A new kind is a row here, a model in `author.model` and a folder of data: commands, help, completion,
lists, pages, schemas and the manual page follow. A model without a row, or a row without a model, is an
error as soon as the models are imported.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind: its name, which is its folder's, its command and the command's *other* names; what one of
    its entries is called; its help and an example of it. *usual* is the entry, by its slug, that its
    command shows where nothing is named; without one it shows the list.
    """

    name: str
    command: str
    other: tuple[str, ...]
    noun: str
    help: str
    example: str
    usual: str | None = None

    @property
    def commands(self) -> tuple[str, ...]:
        """Everything that the kind's command is called."""
        return (self.command, *self.other)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that stands for the kind where one is named."""
        return (self.name, self.noun, *self.commands)


def _table(*rows: Kind) -> dict[str, Kind]:
    """The *rows* by name; no word may stand for two kinds."""
    owners = {word: kind.name for kind in rows for word in kind.words}
    for kind in rows:
        for word in kind.words:
            if owners[word] != kind.name:
                raise ValueError(f"'{word}' stands for both {kind.name} and {owners[word]}")
    return {kind.name: kind for kind in rows}


KINDS = _table(
    Kind(
        name="situations",
        command="now",
        other=("situation", "situations"),
        noun="situation",
        help="Cards for the moment: what to do now, on one screen.",
        example="now in-withdrawal",
    ),
    Kind(
        name="stages",
        command="stages",
        other=("stage",),
        noun="stage",
        help="The way through treatment, in order.",
        example="stages detox",
    ),
    Kind(
        name="timelines",
        command="timeline",
        other=("timelines",),
        noun="withdrawal timeline",
        help="Withdrawal, phase by phase.",
        example="timeline methadone",
        usual="heroin",
    ),
    Kind(
        name="medications",
        command="med",
        other=("meds", "medication", "medications", "medicine", "medicines"),
        noun="medication",
        help="Medicines: what they do, how they start, what to watch for.",
        example="med buprenorphine",
    ),
    Kind(
        name="therapies",
        command="therapy",
        other=("therapies",),
        noun="therapy",
        help="Therapies, and how good the evidence is.",
        example="therapy cbt",
    ),
    Kind(
        name="settings",
        command="setting",
        other=("settings",),
        noun="setting",
        help="Where treatment happens, and what to ask.",
        example="setting otp",
    ),
    Kind(
        name="supports",
        command="support",
        other=("supports",),
        noun="support",
        help="Groups and people who help.",
        example="support smart",
    ),
    Kind(
        name="symptoms",
        command="symptom",
        other=("symptoms",),
        noun="symptom",
        help="Symptoms of withdrawal, and what eases them.",
        example="symptom insomnia",
    ),
    Kind(
        name="topics",
        command="topic",
        other=("topics",),
        noun="topic",
        help="Everything else: safety, pregnancy, rights, families.",
        example="topic pregnancy",
    ),
    Kind(
        name="helplines",
        command="helplines",
        other=("helpline",),
        noun="helpline",
        help="Numbers to call, by country.",
        example="helplines canada",
    ),
)

# The kind whose entries are cards: each is shown on one screen.
CARDS, STAGES = "situations", "stages"
# The entries whose steps `recoveryref overdose` shows, and whose scale `recoveryref cows` scores.
OVERDOSE, COWS = "topics/overdose-response", "topics/withdrawal-scale-cows"


def typed(id: str) -> str:
    """What to type to show the entry with this id: it means that entry and no other, whatever its name."""
    kind, _, slug = id.partition("/")
    return f"recoveryref {KINDS[kind].command} {slug}"


def named(word: str) -> str | None:
    """The kind that *word* stands for, in any case; none, where it stands for no kind."""
    wanted = word.casefold()
    return next((kind.name for kind in KINDS.values() if wanted in kind.words), None)
