"""The JSON contract as types: what an entry holds, and what commands print.

To whoever reads them these are plain dictionaries. The models in `author.model` check what people write
and give the same shapes under the same names, which is proven when they are imported; the schemas of what
commands print are made from these types.
"""

from typing import Literal, NotRequired, TypedDict

Level = Literal["page", "full", "clinical"]
# In what form a field is shown: `views.items` has one function for each.
Form = Literal[
    "facts",
    "warnings",
    "steps",
    "fact",
    "joined",
    "questions",
    "claims",
    "countries",
    "criteria",
    "dangers",
    "phases",
    "symptoms",
    "when",
    "figures",
    "starts",
    "codes",
    "lines",
    "words",
    "scale",
    "sections",
    "procedures",
]
# From and to, since the last dose; from alone where no source gives an end.
Hours = list[float]
PhaseName = Literal["early", "peak", "easing", "lingering"]
ProcedurePart = Literal["before", "start", "step", "hold", "observe", "missed", "switch", "stop", "overdose"]


class Cite(TypedDict):
    """A source's id and, where the page was seen, the place in it."""

    id: str
    locator: NotRequired[str]


class Fact(TypedDict):
    """A statement, and the sources that say it."""

    text: str
    cites: list[Cite]


# A date, year first, as far as it is known.
Date = TypedDict("Date", {"date-parts": list[list[int]]})


class Author(TypedDict):
    """A body as `literal`, a person as `family` and `given`; `suffix` is for programs that set names."""

    literal: NotRequired[str]
    family: NotRequired[str]
    given: NotRequired[str]
    suffix: NotRequired[str]


# A source as a CSL-JSON item; `local` where an overlay brought it.
Csl = TypedDict(
    "Csl",
    {
        "id": str,
        "type": str,
        "title": str,
        "title-short": NotRequired[str],
        "author": NotRequired[list[Author]],
        "et_al": NotRequired[bool],
        "container-title": NotRequired[str],
        "publisher": NotRequired[str],
        "publisher-place": NotRequired[str],
        "issued": NotRequired[Date],
        "accessed": Date,
        "volume": NotRequired[str],
        "issue": NotRequired[str],
        "page": NotRequired[str],
        "edition": NotRequired[str],
        "DOI": NotRequired[str],
        "PMID": NotRequired[str],
        "URL": str,
        "license": NotRequired[str],
        "note": NotRequired[str],
        "class": NotRequired[str],
        "country": NotRequired[str],
        "standing": NotRequired[str],
        "superseded_by": NotRequired[str],
        "read": NotRequired[str],
        "through": NotRequired[str],
        "local": NotRequired[bool],
    },
)


# The items that fields hold.


class OftenSaid(TypedDict):
    """Something people read or hear, and what the sources say."""

    claim: str
    fact: Fact


class Procedure(TypedDict):
    """One part of a protocol; its steps stand in order."""

    part: ProcedurePart
    facts: list[Fact]


class Figure(TypedDict):
    """One source's own figures, in hours since the last dose."""

    source: list[Cite]
    covers: str | None
    onset: Hours | None
    peak: Hours | None
    end: Hours | None
    conditions: str | None
    note: str | None


class Phase(TypedDict):
    """A phase of withdrawal: its range and what is usually felt."""

    phase: PhaseName
    hours: Hours | None
    facts: list[Fact]


class TimelineSymptom(TypedDict):
    """A symptom, when it usually comes and goes, and who says so."""

    name: str
    entry: str | None
    phases: list[PhaseName]
    hours: Hours | None
    source: list[Cite]


class Danger(TypedDict):
    """A sign that calls for help at once, what to do, and why."""

    sign: str
    act: str
    why: Fact


class StartFigure(TypedDict):
    """When one source says a medicine may be begun: after which opioid, how long, at which COWS."""

    source: list[Cite]
    after: str
    wait: Hours | None
    cows: int | None
    conditions: str | None
    note: str | None


class Code(TypedDict):
    """An identifier of a medicine in a public code system."""

    system: str
    code: str
    names: str
    source: list[Cite]


class When(TypedDict):
    """When a symptom comes in one timeline, as that timeline says."""

    timeline: str
    opioid: str
    phases: list[str]
    hours: Hours | None
    source: list[Cite]


class Option(TypedDict):
    """One answer to a scale's item and what it scores."""

    points: int
    label: str


class Item(TypedDict):
    """One thing a scale looks at."""

    id: str
    label: str
    how: str | None
    options: list[Option]


class Band(TypedDict):
    """A range of scores and its name."""

    name: str
    scores: tuple[int, int]
    source: list[Cite]


class Scale(TypedDict):
    """A rating scale: its items, bands and what a score does and does not mean."""

    title: str
    short: str
    rater: str
    source: list[Cite]
    items: list[Item]
    bands: list[Band]
    meaning: list[Fact]


class Word(TypedDict):
    """Words to avoid, what to say instead, and why."""

    avoid: list[str]
    use: str
    why: Fact
    enforce: bool


class Section(TypedDict):
    """A part of a topic under its own heading."""

    heading: str
    brief: int
    level: Level
    care: str
    facts: list[Fact]


class Criterion(TypedDict):
    """One criterion of a diagnosis."""

    group: str
    fact: Fact


class Helpline(TypedDict):
    """One line to call or write to."""

    name: str
    purpose: str
    number: str | None
    text: str | None
    web: str | None
    hours: str | None
    languages: str | None
    cost: str | None
    fact: Fact
    seen: str


# Entries: what all have, and of each kind the fields that are read by name; the others are read as their
# forms say.


class Entry(TypedDict):
    """What every entry has."""

    id: str
    kind: str
    title: str
    aka: list[str]
    summary: Fact
    reviewed: str
    review_months: int
    related: list[str]
    edition: int
    sources: list[Csl]
    local: NotRequired[bool]
    takes: NotRequired[list[str]]


class Situation(Entry):
    """A card for the moment."""

    order: int
    short: str
    staff: bool
    steps: list[Fact]


class Stage(Entry):
    """A stage on the way through treatment."""

    order: int
    glance: Fact
    know: Fact


class Timeline(Entry):
    """How withdrawal from one opioid, or one group of them, usually runs."""

    group: str | None
    within: str | None
    counts_from: str
    figures: list[Figure]
    phases: list[Phase]
    symptoms: list[TimelineSymptom]


class Medication(Entry):
    """A medicine."""

    codes: list[Code]
    start_rule: list[Fact]
    start_figures: list[StartFigure]


class Topic(Entry):
    """Anything else a reader needs."""

    signs: list[Fact]
    steps: list[Fact]
    scale: Scale | None


class Helplines(Entry):
    """A country's lines."""

    country: str
    crisis: Fact
    front: list[Fact]


class Term(TypedDict):
    """A glossary term: one plain line, and the entry that says more."""

    term: str
    aka: list[str]
    meaning: Fact
    entry: str | None
    sources: list[Csl]
    local: NotRequired[bool]


# Danger, as it is compiled: see `reader.danger`.


class Classifier(TypedDict):
    """How much speaks for danger, in tenths of log odds: before any word is read, and each word or pair of
    words (`ONE_OTHER`), those that say as much together. It is likely where their sum is 0 or more.

    For which of the *kinds* more, that is told as well: in tenths too before any word is read, and `WORD:acc`
    speaks by 10 for the first of them and by 20 for the third.
    """

    bias: int
    kinds: list[tuple[str, int]]
    speak: list[tuple[int, str]]


class DangerRules(TypedDict):
    """How danger is heard; a rule is a kind, whether it is sure, its patterns, and those of what is ordinary
    after all.
    """

    classifier: Classifier
    likely: list[str]
    longest: int
    ordinary: list[str]
    rules: list[tuple[str, bool, list[str], list[str]]]
    tags: dict[str, str]
    written: dict[str, str]


class DangerKind(TypedDict):
    """What is shown of a kind of danger."""

    own: str
    line: str
    covers: list[str]
    first: list[str]
    alone: bool


# What commands print.


class Dated(TypedDict):
    """When something falls due for review, and whether it is overdue."""

    due: str
    overdue: bool


class Listed(TypedDict):
    """An entry as lists show it: *due* is the day on which it falls due for review."""

    id: str
    kind: str
    title: str
    summary: str
    due: str
    overdue: bool
    local: NotRequired[bool]


class About(TypedDict):
    """What an export says of itself: which version wrote it, when, on what terms it may be used, and which
    of the published schemas it keeps to.
    """

    name: str
    version: str
    date: str
    license: str
    license_url: str
    credit: str
    schema: str


class Listing(TypedDict):
    """`list --json`, and a kind's command without a name."""

    entries: list[Listed]


class Statement(TypedDict):
    """A statement, whole, with its own sources. Where it answers what is often said, `claim` holds that.
    *command* shows it in its place.
    """

    text: str
    cites: list[Cite]
    field: str
    label: str
    level: Level
    country: str | None
    command: str
    claim: NotRequired[str]


class Hit(Listed):
    """A search result: an entry, and the statements of it that fit best, best first."""

    statements: list[Statement]


class Heard(TypedDict):
    """Danger that the words speak of, the most urgent kind first, none where it is only likely; and the lines
    that say where to turn.
    """

    kinds: list[str]
    lines: list[str]


class Search(TypedDict):
    """`search WORDS --json`, best first; what any command answers to words of danger."""

    query: str
    danger: Heard | None
    # What is said to a question that is not answered here.
    beyond: str | None
    results: list[Hit]
    sources: list[Csl]


class Known(TypedDict):
    """What a name without a page here is known for: *see* holds the commands to read on with."""

    of: Literal["medicine", "drug", "danger", "word"]
    name: str
    what: str | None
    fact: Fact | None
    sources: list[str]
    see: list[str]
    local: bool


class NotFound(TypedDict):
    """What `--json` prints for a name that no entry answers to, with exit status 1."""

    name: str
    found: None
    known: Known | None
    near: list[str]


class TakenFor(TypedDict):
    """Stands only where what was typed is not how the entry is called."""

    typed: str
    name: str
    id: str


class Named(TypedDict):
    """An entry that an answer draws on."""

    id: str
    title: str
    due: str
    overdue: bool
    local: NotRequired[bool]


class Compared(TypedDict):
    """What each entry says first on one field, by the entry's id."""

    key: str
    label: str
    facts: dict[str, Fact | None]


class Comparison(TypedDict):
    """`compare NAME NAME... --json`."""

    entries: list[Named]
    fields: list[Compared]
    sources: list[Csl]


class Cows(TypedDict):
    """`cows --json`: the band is null until every item is given."""

    scale: str
    due: str
    overdue: bool
    points: int
    given: dict[str, int]
    missing: list[str]
    band: Band | None


class Line(TypedDict):
    """Facts that belong on one line, under a lead."""

    lead: str
    facts: list[Fact]


class Row(TypedDict):
    """A labelled group of lines."""

    label: str
    lines: list[Line]


class Moment(TypedDict):
    """`timeline NAME --at TIME --json`: what sources say of that hour."""

    id: str
    title: str
    hours: float
    counted: str
    due: str
    overdue: bool
    entries: list[Named]
    rows: list[Row]
    sources: list[Csl]
    taken_for: NotRequired[TakenFor]
    local: NotRequired[bool]


class Figures(TypedDict):
    """`timeline NAME --sources --json`: the range that is shown, and each source's own row, in hours."""

    id: str
    title: str
    due: str
    overdue: bool
    shown: dict[Literal["onset", "peak", "end"], Hours]
    figures: list[Figure]
    taken_for: NotRequired[TakenFor]
    local: NotRequired[bool]
