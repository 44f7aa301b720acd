"""What the compiled reference holds, as small records."""

from typing import TYPE_CHECKING, NamedTuple, cast

from recoveryref.control_chars import quoted
from recoveryref.errors import TRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recoveryref.reader import contract

OVERDUE = "due for another look"


def named(text: str, local: bool, late: bool = False) -> str:
    """What stands for a thing in a line, marked where an overlay brought it, or its review is overdue."""
    marks = [*(["local"] if local else []), *([OVERDUE] if late else [])]
    return f"{text} ({', '.join(marks)})" if marks else text


class Field(NamedTuple):
    """A field that readers see: its key, its label, at which level (`page`, `full`, `clinical`)
    it stands, how many of its facts the default page has, and in what form they are shown.
    """

    key: str
    label: str
    level: "contract.Level"
    brief: int
    form: "contract.Form"


class Kind(NamedTuple):
    """A kind of entry, such as medications: its name, its command (`med`), what one of them is
    called, and its fields in page order.
    """

    name: str
    command: str
    noun: str
    fields: tuple[Field, ...]


class Listed(NamedTuple):
    """An entry as lists show it: *due* is the date (ISO) on which it falls due for review; *local* says
    that an overlay brought it.
    """

    id: str
    kind: str
    title: str
    summary: str
    due: str
    local: bool = False

    @property
    def slug(self) -> str:
        """The id without its kind: what a reader types."""
        return self.id.partition("/")[2]


# The field that says what differs between countries.
BY_COUNTRY = "elsewhere"
# The field that says what may be taken together.
MIXING = "interactions"
# The field that warns.
RISKS = "risks"
# The fields of what each country rules by itself.
RULED = frozenset({"access", "cost", "schedule", "approvals", "rights", "driving"})
# The field of a journey, on which the reader's own country rules as well as the other.
TRAVEL = "travel"
# The fields of where help is.
WHERE = frozenset({"access", BY_COUNTRY})
# The fields of what is done one thing after the other.
IN_ORDER = ("steps", "how_to", "protocol")


class Aspect(NamedTuple):
    """What is asked of a thing: what that is called, the fields that hold it, and the phrases that headings
    and texts about it hold, also without their endings.
    """

    name: str
    fields: frozenset[str]
    words: tuple[str, ...]
    phrases: tuple[str, ...]

    def holds(self, field: str, label: str) -> bool:
        """Whether what stands in *field* is about it, or under a heading (without endings) that says so."""
        return field in self.fields or (
            field == "sections" and any(phrase in label for phrase in self.phrases)
        )


class Entry(NamedTuple):
    """A whole entry: *json* is its text in the JSON contract, *data* the same, read; what only one kind
    has stands under that kind's name.

    *due* is the date (ISO) on which it falls due for review; *local* says that an overlay brought
    it; *related* holds the commands that show its related entries, *aspects* what people ask of such a
    thing that it holds; *home* is what the reader's country is called, where it says what holds there.
    """

    id: str
    kind: Kind
    due: str
    local: bool
    json: str
    data: "contract.Entry"
    related: tuple[str, ...]
    aspects: tuple[Aspect, ...] = ()
    home: str = ""

    @property
    def slug(self) -> str:
        """The id without its kind: what a reader types."""
        return self.id.partition("/")[2]

    @property
    def situation(self) -> "contract.Situation":
        """The data of a situation."""
        return cast("contract.Situation", self.data)

    @property
    def stage(self) -> "contract.Stage":
        """The data of a stage."""
        return cast("contract.Stage", self.data)

    @property
    def timeline(self) -> "contract.Timeline":
        """The data of a timeline."""
        return cast("contract.Timeline", self.data)

    @property
    def medication(self) -> "contract.Medication":
        """The data of a medication."""
        return cast("contract.Medication", self.data)

    @property
    def topic(self) -> "contract.Topic":
        """The data of a topic."""
        return cast("contract.Topic", self.data)

    @property
    def scale(self) -> "contract.Scale":
        """The scale of a topic that shows one."""
        return cast("contract.Scale", self.topic["scale"])

    @property
    def helplines(self) -> "contract.Helplines":
        """The data of a country's helplines."""
        return cast("contract.Helplines", self.data)


class Found(NamedTuple):
    """What a typed name means: the entry's id, and its title. *exact* is False where the name was only
    near; *spelt* is False also where it is a known misspelling, or a name for something wider.
    """

    id: str
    name: str
    exact: bool
    spelt: bool = True

    def taken_for(self, typed: str) -> "dict[str, contract.TakenFor]":
        """What JSON says where *typed* is not how the entry is called: what was typed, and what for."""
        return {} if self.spelt else {"taken_for": {"typed": typed, "name": self.name, "id": self.id}}


class Known(NamedTuple):
    """What has no page here, and is known all the same: its *name*, *what* it is (`a benzodiazepine`),
    a fact of the JSON contract about it, that fact's sources as pages call them, and the commands
    that say more; *local* says that an overlay brought it.
    """

    of: str
    name: str
    what: str | None
    fact: "contract.Fact | None"
    sources: tuple[str, ...]
    see: tuple[str, ...]
    local: bool = False

    def says(self, typed: str, remedy: str = TRY) -> str:
        """What to tell somebody who typed it: what it is, and where to read on, or a *remedy*."""
        read_on = f"read on: {', '.join(self.see)}" if self.see else remedy
        if not self.what:
            return f"no one page here is called {quoted(typed)}: {read_on}"
        same = typed.strip().casefold() == self.name.casefold()
        what = self.what if same else f"{self.name}, {self.what}"
        fact = f" {self.fact['text']} [{'; '.join(self.sources)}]" if self.fact else ""
        local = " (local)" if self.local else ""
        return f"{quoted(typed)} is {what}{local}.{fact} It has no page of its own here: {read_on}"


class Beyond(NamedTuple):
    """What is said to a question that is not answered here, by its *name*: a *line*, a fact with its sources
    as pages call them, and the ids of the entries that come nearest; of how many *lists* of phrases each must
    be heard.
    """

    name: str
    line: str
    fact: "contract.Fact | None"
    sources: tuple[str, ...]
    see: tuple[str, ...]
    lists: int

    @property
    def text(self) -> str:
        """All that is said."""
        return f"{self.line} {self.fact['text']} [{'; '.join(self.sources)}]" if self.fact else self.line


class Statement(NamedTuple):
    """A statement of an entry, whole as its editor wrote it, with its own sources.

    Where it answers what is often said, *claim* holds that, and *text* what the sources say of it: the
    one is never shown without the other. *field* and *label* say where in the entry it stands, *level*
    who it is for (`page`, `full`, `clinical`), *country* the one country that it is about, if there is
    one, and *command* what shows it in its place.
    """

    text: str
    cites: "tuple[contract.Cite, ...]"
    field: str
    label: str
    level: "contract.Level"
    country: str | None
    command: str
    claim: str | None = None

    @property
    def by_country(self) -> bool:
        """Whether it stands where the entry tells countries apart."""
        return self.country is not None and (self.field == BY_COUNTRY or self.label == self.country)


class Taught(NamedTuple):
    """What questions teach of a statement: how many times likelier it is to be asked for than others of its
    entry, and how many times likelier each word (without its ending) is in the questions that it answers: as
    natural logarithms, in whole numbers.
    """

    often: int
    words: "Mapping[str, int]"


class Stated(NamedTuple):
    """A statement, its text as a search reads it: with the words that hold in every country; other words in
    which people ask for it; and what their questions teach of it.
    """

    statement: Statement
    anywhere: str
    asked: str
    taught: Taught


class Question(NamedTuple):
    """What people ask of an entry: the field or the heading of a section that answers, and how much its words
    count together, in thousandths.
    """

    place: str
    thousandths: int


class Hit(NamedTuple):
    """A search result: the entry, and the statements of it that fit best, best first; *due* and *local*
    as in *Listed*.
    """

    id: str
    kind: str
    title: str
    summary: str
    statements: tuple[Statement, ...]
    due: str
    local: bool = False


class Source(NamedTuple):
    """A source: its CSL item, and the ids of the entries that cite it."""

    id: str
    csl: "contract.Csl"
    cited_by: tuple[str, ...]


class Term(NamedTuple):
    """A glossary term: its other forms, its meaning (a fact of the JSON contract), the entry that
    says more, and its CSL sources; *local* says that an overlay brought it.
    """

    term: str
    aka: tuple[str, ...]
    meaning: "contract.Fact"
    entry: str | None
    sources: "tuple[contract.Csl, ...]"
    local: bool = False
