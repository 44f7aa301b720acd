"""The shape of the data, stated once. Rules add only what a shape cannot say.

A field that readers see carries its label, its level and how many of its facts a page shows by
default, so the views need no list of fields of their own:

- level `page`: for everybody, on the default page as far as its `brief` goes, and compared; `full`: for
  everybody, with --full; `clinical`: with --clinical, for people who prescribe or study.
- `brief`: how many facts of the field the default page shows, `ALL` or none (0) of them. The most important
  stand first. What a page shows is chosen by the harm that it prevents, then by what is asked most.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from recoveryref import kinds
from recoveryref.author.fields import (
    ALL,
    Care,
    Cites,
    Day,
    EntryId,
    Fact,
    Facts,
    Hours,
    Https,
    Line,
    Month,
    Part,
    Slug,
    careful,
    shown,
)
from recoveryref.reader import citations, contract
from recoveryref.reader.contract import Level
from recoveryref.views.items import FORMS


class OftenSaid(Part):
    """Something people read or hear, and what the sources say."""

    claim: Line
    fact: Fact


class Entry(Part):
    """What every entry has."""

    title: Line
    aka: tuple[Line, ...] = ()
    # Taken for this entry where they are typed, and never shown.
    misspelt: Annotated[tuple[Line, ...], Field(exclude=True)] = ()
    # What people ask, by what answers it: a field, or the heading of a section; or one statement there.
    # They are searched, and not printed.
    questions: dict[Line, Annotated[tuple[Line, ...], Field(min_length=1, max_length=99)]] = Field(
        default_factory=dict, exclude=True
    )
    reviewed: Month
    review_months: Annotated[int, Field(ge=1, le=60)] = 24
    summary: Fact
    related: tuple[EntryId, ...] = ()

    # Written by the editorial standard of the second edition, whose rules then hold without mercy.
    edition: Annotated[int, Field(ge=1, le=2)] = 1

    @property
    def places(self) -> list[str]:
        """What may answer a question: the fields that hold something, and the headings of sections."""
        held = [
            field.alias or key
            for key, field in type(self).model_fields.items()
            if isinstance(field.json_schema_extra, dict)
            and "label" in field.json_schema_extra
            and key != "sections"
            and (getattr(self, key) or Drawn in field.metadata)
        ]
        return ["summary", *held, *(section.heading for section in getattr(self, "sections", ()))]

    @classmethod
    def outline(cls) -> list[dict[str, Any]]:
        """The fields that readers see, in page order: key, label, level, brief and form."""
        return [
            {"key": key, **{name: extra[name] for name in ("label", "level", "brief", "form")}}
            for key, extra in cls._extras()
        ]

    @classmethod
    def _extras(cls) -> Iterator[tuple[str, Any]]:
        for key, field in cls.model_fields.items():
            if isinstance(field.json_schema_extra, dict) and "label" in field.json_schema_extra:
                yield field.alias or key, field.json_schema_extra


_MODELS: dict[str, type[Entry]] = {}
E = TypeVar("E", bound=type[Entry])


def of(kind: str) -> Callable[[E], E]:
    """Make a class the model of this kind, which must stand in `recoveryref.kinds` and have no other."""
    if kind not in kinds.KINDS:
        raise TypeError(f"'{kind}' stands nowhere in recoveryref.kinds: add its row")

    def enter(model: E) -> E:
        if kind in _MODELS:
            raise TypeError(f"{kind} has two models, {_MODELS[kind].__name__} and {model.__name__}: keep one")
        _MODELS[kind] = model
        return model

    return enter


@of("situations")
class Situation(Entry):
    """A card for the moment: what is happening, what to do now, whom to call. It fits one screen."""

    edition: Annotated[int, Field(ge=2, le=2)]
    order: Annotated[int, Field(ge=1, le=99)]
    # What it is, beside its name in a list of all cards.
    short: Annotated[Line, Field(max_length=18)]
    # Written for people who treat: marked so, and kept from searches that do not ask for it.
    staff: bool = False
    steps: Annotated[Facts, Field(min_length=5, max_length=8)] = shown(
        "What to do", brief=ALL, form="steps", default=...
    )
    emergency: Annotated[Facts, Field(min_length=1, max_length=2)] = shown(
        "Emergency", brief=ALL, care="twice", default=...
    )
    call: Annotated[Facts, Field(min_length=1, max_length=1)] = shown("Call", default=...)


class Procedure(Part):
    """One part of a protocol, as somebody who treats would follow it; its steps stand in order."""

    part: Literal["before", "start", "step", "hold", "observe", "missed", "switch", "stop", "overdose"]
    facts: Facts

    def asks(self, key: str) -> Care:
        """Two sources where a mistake could kill."""
        return "twice" if self.part in ("start", "hold", "missed", "stop", "overdose") else "sourced"


@of("stages")
class Stage(Entry):
    """A stage on the way through treatment. Stages are a map, not a ladder."""

    order: Annotated[int, Field(ge=1, le=20)]
    glance: Fact
    # One thing that readers often get wrong about this stage, shown under it in the overview.
    know: Fact
    risks: Facts = shown("Take care", form="warnings", care="sourced")
    what_happens: Facts = shown("What happens", brief=2)
    suits: Facts = shown("Who it suits", brief=0)
    how_long: Facts = shown("How long")
    medicines: Facts = shown("Medicines")
    helps: Facts = shown("What helps")
    pregnancy: Facts = shown("Pregnancy", brief=0, care="twice")
    next: Facts = shown("What comes next")
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    outcomes: Facts = shown("What studies show", "full")
    settings: Facts = shown("Where", "full")
    rights: Facts = shown("Your say", "full")
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    protocol: tuple[Procedure, ...] = shown("Protocol", "clinical", form="procedures")
    clinical: Facts = shown("For clinicians", "clinical")


class Figure(Part):
    """One source's own figures, in hours since the last dose; what it does not give is left out."""

    source: Cites
    covers: Line | None = None
    onset: Hours | None = None
    peak: Hours | None = None
    end: Hours | None = None
    # In whom, and under what conditions, the figures hold.
    conditions: Line | None = None
    note: Line | None = None


class Phase(Part):
    """A phase of withdrawal: its range and what is usually felt."""

    phase: Literal["early", "peak", "easing", "lingering"]
    hours: Hours | None = None
    facts: Facts


class TimelineSymptom(Part):
    """A symptom, when it usually comes and goes, and who says so."""

    name: Line
    entry: EntryId | None = None
    phases: tuple[Literal["early", "peak", "easing", "lingering"], ...]
    hours: Hours | None = None
    source: Cites


class Danger(Part):
    """A sign that calls for help at once, what to do, and why."""

    sign: Line
    act: Line
    why: Fact


@of("timelines")
class Timeline(Entry):
    """How withdrawal from one opioid, or one group of them, usually runs."""

    # Which of the medicines' own rules on starting hold here.
    group: Literal["short-acting opioids", "methadone", "fentanyl", "buprenorphine"] | None = None
    # A wider group that the opioid belongs to, whose rules hold too.
    within: Literal["short-acting opioids", "long-acting opioids"] | None = None
    # What the hours are counted from, where that is not the last dose of the opioid.
    counts_from: Line = "the last dose"
    risks: Facts = shown("Take care", form="warnings", care="sourced")
    danger: tuple[Danger, ...] = shown("Get help now", brief=ALL, care="sourced", form="dangers")
    covers: Facts = shown("Covers", "full")
    treatment: Facts = shown("What eases it")
    starting: Facts = shown("Medicine", care="twice")
    comfort: Facts = shown("Comfort", brief=0)
    # Where sources differ: the figures that hold for most readers, and what others say.
    verdict: Facts = shown("What holds", brief=0, care="sourced")
    figures: tuple[Figure, ...] = shown("Who says what", "full", form="figures")
    phases: tuple[Phase, ...] = shown("Phases", brief=ALL, form="phases")
    symptoms: tuple[TimelineSymptom, ...] = shown("Symptoms", brief=ALL, form="symptoms")
    varies: Facts = shown("Why it varies", "full")
    pregnancy: Facts = shown("Pregnancy", brief=0, care="twice")
    after: Facts = shown("Afterwards", brief=0)
    often_said: tuple[OftenSaid, ...] = shown("Often said", "full", form="claims")
    outcomes: Facts = shown("What studies show", "full")
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    protocol: tuple[Procedure, ...] = shown("Protocol", "clinical", form="procedures")
    clinical: Facts = shown("For clinicians", "clinical")


class StartFigure(Part):
    """When one source says a medicine may be begun: after which opioid, how long, at which COWS."""

    source: Cites
    after: Literal["short-acting opioids", "long-acting opioids", "methadone", "fentanyl", "any opioid"]
    wait: Hours | None = None
    cows: Annotated[int, Field(ge=0, le=48)] | None = None
    # What must also be true: the waiting time alone is no leave to begin.
    conditions: Line | None = None
    note: Line | None = None


class Code(Part):
    """An identifier of a medicine in a public code system."""

    system: Literal["RxNorm", "ATC", "UNII", "SNOMED CT"]
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+$")]
    names: Line
    source: Cites


_CLASSES = (
    "full opioid agonist",
    "partial opioid agonist",
    "opioid antagonist",
    "alpha-2 adrenergic agonist",
    "several kinds",
)
_ROLES = (
    "maintenance",
    "withdrawal management",
    "return-to-use prevention",
    "overdose reversal",
    "symptom relief",
)


def _one_of(allowed: tuple[str, ...]) -> Any:
    def known(fact: citations.Fact) -> citations.Fact:
        if fact.text not in allowed:
            raise PydanticCustomError("shape", "should be one of: {all}", {"all": ", ".join(allowed)})
        return fact

    return AfterValidator(known)


@of("medications")
class Medication(Entry):
    """A medicine used in the treatment of opioid use disorder, withdrawal or overdose."""

    risks: Facts = shown("Take care", form="warnings", care="sourced")
    interactions: Facts = shown("Mixing", care="twice")
    usual_dose: Facts = shown("Usual dose", care="twice")
    start: Facts = shown("Starting", care="twice")
    # Where sources differ on the start: the rule that holds now and who says it, then what others say.
    start_rule: Facts = shown("Which rule holds", brief=0, care="twice")
    # The rule stands on the default page; a list of rivals without it would help nobody.
    start_figures: tuple[StartFigure, ...] = shown("Whose rule", "full", form="starts")
    taken: Facts = shown("How it is taken", brief=0)
    how_to: Facts = shown("How to take it", "full", form="steps")
    missed: Facts = shown("Missed, late or vomited dose", care="twice")
    call: Facts = shown("When to call", care="sourced")
    child: Facts = shown("If a child takes it", care="twice")
    overdose: Facts = shown("Too much", "full", care="twice")
    effects: Facts = shown("Side effects")
    pregnancy: Facts = shown("Pregnancy", care="twice")
    stopping: Facts = shown("Stopping", care="twice")
    access: Facts = shown("Where to get it", brief=0)
    outcomes: Facts = shown("What it does", brief=0)
    # Named in YAML as `class`, which Python keeps for itself.
    class_: Annotated[Fact, _one_of(_CLASSES)] = shown(
        "Kind", brief=0, alias="class", default=..., form="fact"
    )
    roles: tuple[Annotated[Fact, _one_of(_ROLES)], ...] = shown("Used for", brief=0, form="joined")
    mechanism: Facts = shown("How it works", brief=0)
    duration: Facts = shown("How long", brief=0)
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    works_in: Facts = shown("How soon it works", "full")
    switching: Facts = shown("Changing medicines", "full", care="sourced")
    driving: Facts = shown("Driving and work", "full")
    drug_tests: Facts = shown("Drug tests", "full")
    travel: Facts = shown("Travel and holidays", "full")
    surgery: Facts = shown("Surgery, pain and the dentist", "full", care="sourced")
    heart: Facts = shown("Heart", "full", care="sourced")
    liver: Facts = shown("Liver", "full", care="sourced")
    kidneys: Facts = shown("Kidneys", "full", care="sourced")
    older: Facts = shown("Older people", "full")
    teens: Facts = shown("Teenagers", "full")
    sex: Facts = shown("Sex and fertility", "full")
    teeth: Facts = shown("Teeth", "full")
    weight: Facts = shown("Weight", "full")
    sleep: Facts = shown("Sleep", "full")
    mood: Facts = shown("Mood", "full")
    constipation: Facts = shown("Constipation", "full")
    storage: Facts = shown("Storing it, and children", "full")
    cost: Facts = shown("Cost", "full")
    forms: Facts = shown("Comes as", "full")
    approvals: Facts = shown("Approved", "full")
    schedule: Facts = shown("Legal status", "full")
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    protocol: tuple[Procedure, ...] = shown("Protocol", "clinical", form="procedures")
    dose: Facts = shown("Dose", "clinical", care="sourced")
    pharmacology: Facts = shown("Pharmacology", "clinical")
    evidence: Facts = shown("Trial figures", "clinical")
    codes: tuple[Code, ...] = shown("Codes", "clinical", form="codes")
    clinical: Facts = shown("For clinicians", "clinical")


_STRENGTHS = ("strong", "moderate", "limited", "very limited", "none found", "mixed")


@of("therapies")
class Therapy(Entry):
    """A talking, behavioural or complementary therapy."""

    limits: Facts = shown("Take care", form="warnings")
    what: Facts = shown("What it is")
    session: Facts = shown("In a session")
    format: Facts = shown("How it is given", brief=0)
    length: Facts = shown("How long")
    goals: Facts = shown("What it aims at", brief=0)
    strength: Annotated[Fact, _one_of(_STRENGTHS)] = shown("Evidence", default=..., form="fact")
    evidence: Facts = shown("What studies show")
    with_medication: Facts = shown("With medication")
    suits: Facts = shown("Who it suits", brief=0)
    pregnancy: Facts = shown("Pregnancy", brief=0)
    access: Facts = shown("Where to find it")
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    guidelines: Facts = shown("What guidelines say", "full")
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    clinical: Facts = shown("For clinicians", "clinical")


@of("settings")
class Setting(Entry):
    """A place or level of care."""

    limits: Facts = shown("Take care", form="warnings")
    what: Facts = shown("What it is", brief=0)
    day: Facts = shown("What happens there")
    suits: Facts = shown("Who it suits")
    hours_per_week: Facts = shown("Hours a week", brief=0)
    typical_length: Facts = shown("How long")
    medication: Facts = shown("Medication there")
    access: Facts = shown("Getting in")
    cost: Facts = shown("Cost")
    outcomes: Facts = shown("What studies show", brief=0)
    questions_to_ask: tuple[Line, ...] = shown("Ask before choosing", brief=3, form="questions")
    pregnancy: Facts = shown("Pregnancy", brief=0)
    next: Facts = shown("What comes next", brief=0)
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    asam_level: Facts = shown("ASAM level", "full")
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    clinical: Facts = shown("For clinicians", "clinical")


@of("supports")
class Support(Entry):
    """A mutual-help group, peer service or community."""

    limits: Facts = shown("Take care", form="warnings")
    what: Facts = shown("What it is", brief=0)
    meeting: Facts = shown("How it works")
    who: Facts = shown("Who it is for")
    cost: Facts = shown("Cost")
    faith: Facts = shown("Secular or spiritual")
    medication: Facts = shown("On medication")
    find: Facts = shown("How to find it")
    outcomes: Facts = shown("What studies show")
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    clinical: Facts = shown("For clinicians", "clinical")


def _drawn(value: Any) -> Any:
    if isinstance(value, list | dict | str):
        raise PydanticCustomError("shape", "is drawn from other data by the build: leave it out")
    return value


# Filled by the build from other files, so that nothing is typed twice.
Drawn = BeforeValidator(_drawn)


class When(Part):
    """When a symptom comes in one timeline, as that timeline says."""

    timeline: EntryId
    opioid: Line
    phases: tuple[Line, ...]
    hours: Hours | None
    source: Cites


@of("symptoms")
class Symptom(Entry):
    """A symptom of withdrawal. When it comes is drawn from the timelines, not typed again."""

    limits: Facts = shown("Take care", form="warnings")
    danger: tuple[Danger, ...] = shown("Get help now", brief=ALL, care="sourced", form="dangers")
    what: Facts = shown("What it is", brief=0)
    when: Annotated[tuple[When, ...], Drawn] = shown("When it comes", brief=0, form="when")
    why: Facts = shown("Why it comes", brief=0)
    lasts: Facts = shown("How long")
    comfort: Facts = shown("What comforts")
    medicines: Facts = shown("What medicines help")
    pregnancy: Facts = shown("Pregnancy", brief=0, care="twice")
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    clinical_name: Facts = shown("Clinical name", "full")
    history: Facts = shown("How it was before", "full")
    clinical: Facts = shown("For clinicians", "clinical")


class Option(Part):
    """One answer to a scale's item and what it scores."""

    points: Annotated[int, Field(ge=0, le=10)]
    label: Line


class Item(Part):
    """One thing a scale looks at."""

    id: Slug
    label: Line
    how: Line | None = None
    options: tuple[Option, ...]


class Band(Part):
    """A range of scores and its name."""

    name: Line
    scores: tuple[int, int]
    source: Cites


class Scale(Part):
    """A rating scale: its items, bands and what a score does and does not mean."""

    title: Line
    short: Line
    rater: Line
    source: Cites
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    meaning: Facts


class Word(Part):
    """Words to avoid, what to say instead, and why. The check enforces *avoid*."""

    avoid: tuple[Line, ...]
    use: Line
    why: Fact
    # False where the word also has a fair use that a check cannot distinguish ("clean", "abuse").
    enforce: bool = True


class Section(Part):
    """A part of a topic under its own heading."""

    heading: Line
    brief: Annotated[int, Field(ge=0, le=9)] = 1
    level: Level = "page"
    # What its statements must rest on.
    care: Care = ""
    facts: Facts

    def asks(self, key: str) -> Care:
        """What the section itself says."""
        return self.care


class Criterion(Part):
    """One criterion of a diagnosis, in our own words."""

    group: Line
    fact: Fact


@of("topics")
class Topic(Entry):
    """Anything else a reader needs: safety, rights, special situations, the way things work."""

    signs: Facts = shown("Signs", brief=ALL, care="sourced")
    steps: Facts = shown("What to do", form="steps", brief=ALL, care="twice")
    criteria: tuple[Criterion, ...] = shown("Criteria", brief=ALL, form="criteria")
    danger: tuple[Danger, ...] = shown("Get help now", brief=ALL, care="sourced", form="dangers")
    sections: tuple[Section, ...] = shown("", default=(), form="sections")
    # Which of the files beside the entries this topic shows.
    shows: Literal["language", "cows"] | None = None
    words: Annotated[tuple[Word, ...], Drawn] = shown("Words", brief=4, form="words")
    scale: Annotated[Scale | None, Drawn] = shown("The scale", brief=ALL, default=None, form="scale")
    questions_to_ask: tuple[Line, ...] = shown("Questions to ask", brief=0, form="questions")
    often_said: tuple[OftenSaid, ...] = shown("Often said", brief=0, form="claims")
    # More of them than that, where the topic is what is often said.
    often_said_brief: Annotated[int, Field(ge=1, le=40)] | None = None
    elsewhere: dict[Line, Facts] = shown("In other countries", "full", default={}, form="countries")
    history: Facts = shown("How it was before", "full")
    protocol: tuple[Procedure, ...] = shown("Protocol", "clinical", form="procedures")
    clinical: Facts = shown("For clinicians", "clinical")


class Helpline(Part):
    """One line to call or write to: only what a source confirms."""

    name: Line
    purpose: Literal["emergency", "crisis", "overdose", "treatment", "poison", "support"]
    number: Line | None = None
    text: Line | None = None
    web: Https | None = None
    hours: Line | None = None
    languages: Line | None = None
    cost: Line | None = None
    fact: Fact
    seen: Day

    def asks(self, key: str) -> Care:
        """Two sources for a number on which a life can hang."""
        return "confirmed" if self.number and self.purpose in ("emergency", "crisis", "overdose") else ""


CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Country(Part):
    """A country or territory by its ISO 3166 code, and what people call it, in English and at home.

    *marks* are words that speak of it in a text that does not name it: its agencies, laws and regions. A
    statement that holds one of them is shown with the country. *places* lie in it: whoever names one of them
    speaks of the country.
    """

    code: CountryCode
    names: Annotated[tuple[Line, ...], Field(min_length=1)]
    marks: tuple[Line, ...] = ()
    places: tuple[Line, ...] = ()


def _one_line(fact: citations.Fact) -> citations.Fact:
    if len(fact.text) > 80:
        raise PydanticCustomError("shape", "should be one line of at most 80 letters")
    return fact


# What stands for a token goes into JSON as it is.
CountryWord = Annotated[
    str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True, pattern=r'^[^"\\{}]+$')
]


class Words(Part):
    """What `{emergency}`, `{crisis}`, `{poison}`, `{treatment}` and `{overdose}` (a line that stays with
    somebody who uses alone) in a text stand for in a country.
    """

    emergency: CountryWord | None = None
    crisis: CountryWord | None = None
    poison: CountryWord | None = None
    treatment: CountryWord | None = None
    overdose: CountryWord | None = None


@of("helplines")
class Helplines(Entry):
    """A country's lines, most urgent first."""

    # `ZZ`, which ISO 3166 leaves free, stands for every country that has no entry.
    country: CountryCode
    # Countries without lines of their own here, in which these hold too.
    serves: tuple[CountryCode, ...] = ()
    # The line at the foot of every page, for somebody who stands over a person not breathing.
    urgent: Annotated[Fact, AfterValidator(_one_line)] = careful("confirmed")
    # Where somebody with thoughts of suicide can turn.
    crisis: Fact = careful("confirmed")
    # What the tokens in texts stand for here; each number stands in a line of that purpose.
    words: Words = Words()
    # Of `ZZ` only: the same two lines where nobody knows the reader's country.
    unknown: Fact | None = careful("confirmed", default=None)
    unknown_crisis: Fact | None = careful("confirmed", default=None)
    # What else the front page says about where to turn; at most two lines.
    front: Annotated[Facts, Field(max_length=2)] = ()
    lines: tuple[Helpline, ...] = shown("Lines", brief=ALL, form="lines")

    def asks(self, key: str) -> Care:
        """Two sources for a country's numbers; `ZZ` has none for a crisis, but a website."""
        return "" if (self.country, key) == ("ZZ", "crisis") else super().asks(key)


class Term(Part):
    """A glossary term: one plain line, and the entry that says more."""

    term: Line
    aka: tuple[Line, ...] = ()
    meaning: Fact
    entry: EntryId | None = None


class Synonym(Part):
    """How people say a thing in a search, and the words of the entries for it.

    `synonym`: what the phrases expand to is searched too. `stop`: a word that says nothing by itself.
    `unread`: one that says nothing in a phrase either, so that no search reads it.
    `written`: the phrases are read as the one that they expand to, before anything else is read.
    `compare`: between two names, asks for both side by side.
    `thing`: where an entry that is named says nothing of it, this is said.
    `staff`: whoever speaks so treats others, and is shown what is for people who prescribe as well.
    `only`: the entries that it expands to (ids) are for those who speak of this, and for others come last.
    """

    role: Literal["synonym", "stop", "unread", "written", "compare", "thing", "staff", "only"]
    phrases: tuple[Line, ...]
    expands_to: tuple[Line, ...] = ()


class Aspect(Part):
    """What people ask of a thing: how they *say* it, the *fields* of entries that hold it, and the *words*
    of headings and texts that are about it.
    """

    aspect: Line
    fields: Annotated[tuple[Line, ...], Field(min_length=1)]
    words: tuple[Line, ...] = ()
    say: Annotated[tuple[Line, ...], Field(min_length=1)]


class AskedQuestion(Part):
    """A question as people type it: the entries of which any answers; the fields or headings in them where
    one statement does; the very statements that do, each by such a place and how it begins there; and whether
    it is plain, messy, or joins a thing and an aspect of it.
    """

    q: Line
    want: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    at: tuple[Line, ...] = ()
    answers: tuple[Line, ...] = ()
    kind: Literal["plain", "messy", "joined"] | None = None


class OtherNames(Part):
    """Names that no entry answers to, by group: what each is called first, and its other names.

    `medicine` and `drug`: *what* one of them is, a fact about them all, and where to read on. `danger`
    and `word`: words that are no name; *see* is what may be meant. `form`: words that change nothing
    beside a name of the kind that the group is called by.
    """

    group: Line
    of: Literal["medicine", "drug", "danger", "word", "form"]
    what: Line | None = None
    fact: Fact | None = None
    see: tuple[EntryId, ...] = ()
    names: dict[Line, tuple[Line, ...]]


def _body(name: str) -> str:
    if re.search(r"\b(others|et al)\b", name):
        raise PydanticCustomError(
            "shape", "should name one author: 'et_al: true' beside them says there are more"
        )
    return name


class Beyond(Part):
    """Questions that the reference does not answer: the *line* that says so and where to turn, a fact, and
    the entries that come nearest. One is heard where a phrase of each list in *say* is in it, and none of
    *unless*; `@group` stands for every name of a group of names.
    """

    beyond: Line
    line: Line
    fact: Fact | None = careful("twice", default=None)
    see: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    say: Annotated[tuple[tuple[Line, ...], ...], Field(min_length=1)]
    unless: tuple[Line, ...] = ()


class Name(Part):
    """An author: a body as `literal`, a person as `family` and `given`."""

    literal: Annotated[Line, AfterValidator(_body)] | None = None
    family: Line | None = None
    given: Line | None = None


SourceClass = Literal["guideline", "label", "law", "review", "trial", "agency", "body", "reference"]


class Source(Part):
    """A source as CSL-YAML has it, so that citation managers read the file as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Slug
    type: Literal[
        "article-journal",
        "article-newspaper",
        "book",
        "chapter",
        "dataset",
        "legislation",
        "report",
        "webpage",
    ]
    title: Line
    # What the foot of a page calls it: "SAMHSA TIP 63", "NICE CG52".
    title_short: Line | None = Field(None, alias="title-short")
    author: tuple[Name, ...] = ()
    # Its authors are more than those named.
    et_al: bool = False
    container_title: Line | None = Field(None, alias="container-title")
    publisher: Line | None = None
    publisher_place: Line | None = Field(None, alias="publisher-place")
    issued: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")] | None = None
    accessed: Day
    volume: Line | None = None
    issue: Line | None = None
    page: Line | None = None
    edition: Line | None = None
    DOI: Annotated[str, StringConstraints(pattern=r"^10\.\S+$")] | None = None
    PMID: Annotated[str, StringConstraints(pattern=r"^\d+$")] | None = None
    URL: Https
    license: Line | None = None
    note: Line | None = None
    # What it may carry: see `author.sourcing`. Named in YAML as `class`, which Python keeps for itself.
    class_: SourceClass | None = Field(None, alias="class")
    # Whose rules and practice it tells: an ISO 3166 code, or INT.
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|INT)$")] | None = None
    standing: Literal["current", "superseded", "withdrawn"] | None = None
    superseded_by: Slug | None = None
    # How it was read; what was read only *through* another work says which.
    read: Literal["whole", "part", "abstract", "through"] | None = None
    through: Slug | None = None

    def csl(self) -> Any:
        """The source as a CSL-JSON item."""
        item = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        dates = ((key, item[key]) for key in ("issued", "accessed") if key in item)
        return item | {key: {"date-parts": [[int(part) for part in day.split("-")]]} for key, day in dates}


if missing := [name for name in kinds.KINDS if name not in _MODELS]:
    raise TypeError(f"no model for {', '.join(missing)}: write one, or take the row out of recoveryref.kinds")

# The models by kind, in the order of the table.
MODELS = {name: _MODELS[name] for name in kinds.KINDS}

# What a field of each form holds.
_HOLDS: dict[contract.Form, object] = {
    "facts": tuple[citations.Fact, ...],
    "warnings": tuple[citations.Fact, ...],
    "steps": tuple[citations.Fact, ...],
    "fact": citations.Fact,
    "joined": tuple[citations.Fact, ...],
    "questions": tuple[str, ...],
    "claims": tuple[OftenSaid, ...],
    "countries": dict[str, tuple[citations.Fact, ...]],
    "criteria": tuple[Criterion, ...],
    "dangers": tuple[Danger, ...],
    "phases": tuple[Phase, ...],
    "symptoms": tuple[TimelineSymptom, ...],
    "when": tuple[When, ...],
    "figures": tuple[Figure, ...],
    "starts": tuple[StartFigure, ...],
    "codes": tuple[Code, ...],
    "lines": tuple[Helpline, ...],
    "words": tuple[Word, ...],
    "scale": Scale | None,
    "sections": tuple[Section, ...],
    "procedures": tuple[Procedure, ...],
}


def _agree(model: type[Part], *, whole: bool = True, beside: Collection[str] = ()) -> None:
    """Raise *TypeError* where a model and the type of its name in the JSON contract have other keys: all
    of the type's keys but those *beside*, and with *whole* all of the model's too.
    """
    own = {field.alias or key for key, field in model.model_fields.items() if not field.exclude}
    said = set(getattr(contract, model.__name__).__annotations__) - {*beside}
    if odd := said - own | (own - said if whole else set()):
        raise TypeError(
            f"{model.__name__} of the model and of the JSON contract differ in {', '.join(sorted(odd))}"
        )


def _check(model: type[Entry]) -> None:
    """Raise *TypeError* where a field's form is not that of what it holds."""
    hints = get_type_hints(model)
    for key, field in model.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and "form" in extra and hints[key] != _HOLDS[extra["form"]]:  # type: ignore[index]
            raise TypeError(f"{model.__name__}.{key} is not what is shown in the form '{extra['form']}'")


if odd := set(get_args(contract.Form)) ^ set(FORMS) or set(FORMS) ^ set(_HOLDS):
    raise TypeError(f"forms without a line, or without what they hold: {', '.join(sorted(odd))}")
_PARTS: tuple[type[Part], ...] = (
    *(OftenSaid, Procedure, Figure, Phase, TimelineSymptom, Danger, StartFigure, Code, When),
    *(Option, Item, Band, Scale, Word, Section, Criterion, Helpline),
)
for _part in _PARTS:
    _agree(_part)
_agree(Term, beside=("sources", "local"))
_BESIDE = ("id", "kind", "sources", "local", "takes")
_agree(Entry, beside=_BESIDE)
for _model in MODELS.values():
    _check(_model)
    if hasattr(contract, _model.__name__):
        _agree(_model, whole=False, beside=_BESIDE)
