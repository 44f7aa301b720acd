"""What a search found, before any format: whole statements, and the sources they number."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from recoveryref import kinds
from recoveryref.reader.records import Hit, Statement, named
from recoveryref.views.words import SAY, overdue

if TYPE_CHECKING:
    from recoveryref.reader import contract


class Cited(NamedTuple):
    """A statement, and the numbers of its sources."""

    statement: Statement
    cites: tuple[int, ...]

    @property
    def label(self) -> str:
        """What it is about, and that it is for people who prescribe or study, where it is."""
        clinical = self.statement.level == "clinical"
        return f"{self.statement.label} (clinical)" if clinical else self.statement.label

    @property
    def lead(self) -> str:
        """What stands before the text of a statement that answers what is often said."""
        return f"“{self.statement.claim}” {SAY}: " if self.statement.claim else ""


class Result(NamedTuple):
    """An entry that was found: its title, marked where an overlay brought it or its review is overdue;
    the command that shows the statements of it that fit; and these.
    """

    id: str
    title: str
    command: str
    statements: tuple[Cited, ...]


class Results(NamedTuple):
    """Everything that was found, best first, and the numbered sources (CSL) of the statements; *beyond* is
    what is said where the question is not answered here, *urgent* where to turn in an emergency.
    """

    results: tuple[Result, ...]
    refs: "tuple[tuple[int, contract.Csl], ...]"
    beyond: str = ""
    urgent: str = ""

    @property
    def clinical(self) -> bool:
        """Whether any of it is for people who prescribe or study."""
        return any(
            cited.statement.level == "clinical" for result in self.results for cited in result.statements
        )


def results(
    hits: Sequence[Hit], sources: "Mapping[str, contract.Csl]", today: str, beyond: str = ""
) -> Results:
    """Number the sources of *hits* in the order in which they are first cited; *beyond* is what is said to a
    question that is not answered here, or not where it was looked for.
    """
    order: dict[str, int] = {}
    found = []
    for hit in hits:
        cited = []
        for statement in hit.statements:
            ids = dict.fromkeys(cite["id"] for cite in statement.cites)
            cited.append(Cited(statement, tuple(sorted(order.setdefault(id, len(order) + 1) for id in ids))))
        title = named(hit.title, hit.local, overdue(hit.due, today))
        found.append(Result(hit.id, title, _command(hit), tuple(cited)))
    return Results(
        tuple(found),
        tuple((number, sources[id]) for id, number in order.items()),
        beyond,
    )


def _command(hit: Hit) -> str:
    """What shows all of the statements: one command, with the options that any of them wants; without
    statements, the entry.
    """
    commands = [statement.command for statement in hit.statements] or [kinds.typed(hit.id)]
    words = [word for command in commands for word in command.split()]
    plain = dict.fromkeys(word for word in words if not word.startswith("--"))
    return " ".join((*plain, *sorted({word for word in words if word.startswith("--")})))
