"""The shape of the JSON that commands print, for `schema`: what is no entry, and what goes around it."""

from typing import Annotated, Literal

from pydantic import Field

from recoveryref.author.fields import CiteJson, FactJson, Level, Part
from recoveryref.author.model import Figure, Source


class Listed(Part):
    """An entry as lists show it: *due* is the day on which it falls due for review."""

    id: str
    kind: str
    title: str
    summary: str
    due: str
    overdue: bool


class Listing(Part):
    """`list --json`, and a kind's command without a name."""

    entries: list[Listed]


class Statement(Part):
    """A statement, whole, with its own sources. Where it answers what is often said, `claim` holds that.
    *command* shows it in its place.
    """

    text: str
    cites: list[CiteJson]
    field: str
    label: str
    level: Level
    country: str | None
    command: str


class Hit(Listed):
    """A search result: an entry, and the statements of it that fit best, best first."""

    statements: list[Statement]


class Heard(Part):
    """Danger that the words speak of, the most urgent kind first, and the lines that say where to turn."""

    kinds: list[str]
    lines: list[str]


class Search(Part):
    """`search WORDS --json`, best first; what any command answers to words of danger."""

    query: str
    danger: Heard | None
    results: list[Hit]


class Known(Part):
    """What a name without a page here is known for: *see* holds the commands to read on with."""

    of: Literal["medicine", "drug", "danger", "word"]
    name: str
    what: str | None
    fact: FactJson | None
    sources: list[str]
    see: list[str]
    local: bool


class NotFound(Part):
    """What `--json` prints for a name that no entry answers to, with exit status 1."""

    name: str
    found: None
    known: Known | None
    near: list[str]


class Named(Part):
    """An entry that an answer draws on."""

    id: str
    title: str
    due: str
    overdue: bool


class Compared(Part):
    """What each entry says first on one field, by the entry's id."""

    key: str
    label: str
    facts: dict[str, FactJson | None]


class ScoreBand(Part):
    """A range of scores and its name."""

    name: str
    scores: tuple[int, int]
    source: list[dict[str, str]]


class Comparison(Part):
    """`compare NAME NAME... --json`."""

    entries: list[Named]
    fields: list[Compared]


class Cows(Part):
    """`cows --json`: the band is null until every item is given."""

    scale: str
    due: str
    overdue: bool
    points: int
    given: dict[str, int]
    missing: list[str]
    band: ScoreBand | None


class Line(Part):
    """Facts that belong on one line, under a lead."""

    lead: str
    facts: list[FactJson]


class Row(Part):
    """A labelled group of lines."""

    label: str
    lines: list[Line]


class Moment(Part):
    """`timeline NAME --at TIME --json`: what sources say of that hour."""

    id: str
    title: str
    hours: float
    counted: str
    due: str
    overdue: bool
    entries: list[Named]
    rows: list[Row]


class Figures(Part):
    """`timeline NAME --sources --json`: the range that is shown, and each source's own row, in hours."""

    id: str
    title: str
    due: str
    overdue: bool
    shown: dict[Literal["onset", "peak", "end"], tuple[float, float]]
    figures: list[Figure]


class Date(Part):
    """A date as CSL-JSON has it: year, month and day, as far as they are known."""

    date_parts: Annotated[
        list[Annotated[list[int], Field(min_length=1, max_length=3)]],
        Field(alias="date-parts", min_length=1, max_length=1),
    ]


class Csl(Source):
    """A source as a CSL-JSON item."""

    issued: Date | None = None  # type: ignore[assignment]
    accessed: Date  # type: ignore[assignment]
