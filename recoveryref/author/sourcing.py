"""Rules on what a statement rests on, as the editorial standard has them.

They hold for entries of the second edition. One that has not been written anew gets one warning, which
counts what is left to do.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from recoveryref.author.collect import Data, Loaded
from recoveryref.author.load import Place, Problem, Text
from recoveryref.author.model import Entry, Source
from recoveryref.reader import citations

# What may carry a statement on which a life can hang.
_STRONG = {"guideline", "label", "law", "review"}
# Documents long enough that a citation must say where in them.
_LONG = {"guideline", "label", "law"}
# Parts of a protocol in which a mistake could kill.
_TWICE = {"start", "hold", "missed", "stop", "overdose"}
# Fields that say how things were.
_PAST = "history"


class Statement(NamedTuple):
    """A cited text of an entry (by its id), where it stands, and what it must rest on."""

    entry: str
    loaded: Loaded[Entry]
    text: Text
    words: str
    cites: tuple[citations.Cite, ...]
    care: str

    @property
    def field(self) -> str:
        """The key of the field that it stands in."""
        return str(self.text.place[0])


def source_record(data: Data) -> Iterator[Problem]:
    """A source says its class, country, standing and how it was read, and what replaced it where
    something did.
    """
    new = _of_second_edition(data)
    for id, loaded in data.sources.items():
        lacking = [
            name
            for name, value in (
                ("class", loaded.record.class_),
                ("country", loaded.record.country),
                ("standing", loaded.record.standing),
                ("read", loaded.record.read),
            )
            if value is None
        ]
        if lacking and id in new:
            what = f"{id} does not say its {', '.join(lacking)}"
            yield _of_source(loaded, "source-record", what, "add what was seen of the document")
        yield from _leads(data, loaded)


def _leads(data: Data, loaded: Loaded[Source]) -> Iterator[Problem]:
    """Whether what a source says of another source holds."""
    record = loaded.record
    for key, wanted, other in (
        ("superseded_by", record.standing == "superseded", record.superseded_by),
        ("through", record.read == "through", record.through),
    ):
        if wanted and other is None:
            yield _of_source(
                loaded, "source-record", f"{record.id} does not say its {key}", "name that source"
            )
        elif other is not None and (other not in data.sources or other == record.id):
            what = f"{key} {other} is no other source"
            yield _of_source(loaded, "source-record", what, "name one that stands in sources.yaml")


def same_document(data: Data) -> Iterator[Problem]:
    """A document stands under one id."""
    new = _of_second_edition(data)
    first: dict[tuple[str, str], str] = {}
    for id, loaded in data.sources.items():
        record = loaded.record
        # Editions of one book may share an address.
        address = f"{record.URL.casefold().rstrip('/').replace('://www.', '://')} {(record.issued or '')[:4]}"
        for key in (("URL", address), ("DOI", (record.DOI or "").casefold()), ("PMID", record.PMID or "")):
            other = first.setdefault(key, id) if key[1] else id
            if other != id:
                warning = not {id, other} & new
                what = f"{id} has the {key[0]} of {other}"
                yield _of_source(
                    loaded, "same-document", what, "cite one id for one document", warning=warning
                )
                break


def past_source(data: Data) -> Iterator[Problem]:
    """What is superseded or withdrawn is cited only for how things were."""
    yield from _each(data, "past-source", _past)


def _past(data: Data, statement: Statement) -> tuple[str, str] | None:
    if statement.field == _PAST:
        return None
    for source in rests_on(data, statement):
        if source.standing in ("superseded", "withdrawn"):
            return f"{source.id} is {source.standing}", "cite what holds now, or move it under 'history'"
    return None


def weak_source(data: Data) -> Iterator[Problem]:
    """What a life can hang on rests on a guideline, a label, a law or a review."""
    yield from _each(data, "weak-source", _weak)


def _weak(data: Data, statement: Statement) -> tuple[str, str] | None:
    if not statement.care or any(source.class_ in _STRONG for source in rests_on(data, statement)):
        return None
    return "rests on no guideline, label, law or review", "find one that says it, or leave it out"


def one_source(data: Data) -> Iterator[Problem]:
    """What could kill if it were wrong rests on two sources; a law stands alone."""
    yield from _each(data, "one-source", _once)


def _once(data: Data, statement: Statement) -> tuple[str, str] | None:
    if statement.care != "twice" or len({each.id for each in statement.cites}) > 1:
        return None
    if any(source.class_ == "law" for source in rests_on(data, statement)):
        return None
    return "rests on one source", "add a second that says the same"


def no_locator(data: Data) -> Iterator[Problem]:
    """A guideline, label, law or report is cited with its page or section."""
    yield from _each(data, "no-locator", _unplaced)


def _unplaced(data: Data, statement: Statement) -> tuple[str, str] | None:
    for each in statement.cites:
        source = data.sources[each.id].record if each.id in data.sources else None
        long = source and (source.class_ in _LONG or source.type == "report")
        if source and long and not each.locator:
            return f"@{each.id} is cited without its place", "add the page or section"
    return None


def through_source(data: Data) -> Iterator[Problem]:
    """What was read only through another work is cited together with that work."""
    yield from _each(data, "through-source", _second_hand)


def _second_hand(data: Data, statement: Statement) -> tuple[str, str] | None:
    ids = {each.id for each in statement.cites}
    for source in rests_on(data, statement):
        if source.through and source.through not in ids:
            return f"{source.id} was read through {source.through}", f"cite @{source.through} too"
    return None


# A statement whose head points back at something that is not in it.
_POINTS = re.compile(r"(?:It|They|This|These|Those|Such|Both|Neither|Its|Their|He|She|That)\b")
# "It is not known whether ...", "Both methadone and buprenorphine ...": these say what they speak of.
_STANDS = re.compile(
    r"It (?:is|was|may be|can be|can|may|takes|helps|remains|does not)\b.*"
    r" (?:to|that|whether|how|if|when|for|until)\b"
    r"|(?:Both|Neither) [\w-]+(?: [\w-]+){0,3} (?:and|nor)\b",
    re.DOTALL,
)


def stands_alone(data: Data) -> Iterator[Problem]:
    """A statement names what it speaks of: it may be shown by itself."""
    yield from _each(data, "stands-alone", _points_back)


def _points_back(data: Data, statement: Statement) -> tuple[str, str] | None:
    head = _POINTS.match(statement.words)
    if head is None or _STANDS.match(statement.words):
        return None
    return f"begins with '{head[0]}'", "name what is meant"


_FAULTS = {
    "past-source": _past,
    "weak-source": _weak,
    "one-source": _once,
    "no-locator": _unplaced,
    "through-source": _second_hand,
    "stands-alone": _points_back,
}


def second_edition(data: Data) -> Iterator[Problem]:
    """An entry keeps the standard of the second edition; one that does not yet is counted (a warning)."""
    for id, loaded in data.entries.items():
        if loaded.record.edition == 1:
            found = [
                rule
                for each in statements(id, loaded)
                for rule, fault in _FAULTS.items()
                if fault(data, each)
            ]
            if found:
                count = ", ".join(f"{found.count(rule)} {rule}" for rule in _FAULTS if rule in found)
                what = f"is of the first edition: {count}"
                remedy = "write it anew and set 'edition: 2'"
                yield Problem(loaded.file.path, 1, "second-edition", what, remedy, warning=True)


RULES: tuple[Callable[[Data], Iterator[Problem]], ...] = (
    source_record,
    same_document,
    past_source,
    weak_source,
    one_source,
    no_locator,
    through_source,
    stands_alone,
    second_edition,
)


def _each(
    data: Data, rule: str, fault: Callable[[Data, Statement], tuple[str, str] | None]
) -> Iterator[Problem]:
    """A problem for each statement of the second edition with a *fault*."""
    for id, loaded in data.entries.items():
        if loaded.record.edition > 1:
            for statement in statements(id, loaded):
                if found := fault(data, statement):
                    yield Problem(loaded.file.path, statement.text.line, rule, *found)


def statements(id: str, loaded: Loaded[Entry]) -> Iterator[Statement]:
    """Every cited sentence of an entry, with what it must rest on."""
    care = loaded.record.care()
    for text in loaded.file.texts():
        if text.place[-1] == "source" or "[@" not in text.value:
            continue
        try:
            fact = citations.parse(text.value)
        except ValueError:
            continue  # the shape has said so already
        yield Statement(id, loaded, text, fact.text, fact.cites, _care(loaded, text.place, care))


def _care(loaded: Loaded[Entry], place: Place, care: Mapping[str, str]) -> str:
    if place[0] == "protocol":
        return "twice" if loaded.file.data["protocol"][place[1]]["part"] in _TWICE else "sourced"
    if place[0] == "sections":
        return str(loaded.file.data["sections"][place[1]].get("care", ""))
    return care.get(str(place[0]), "")


def rests_on(data: Data, statement: Statement) -> Iterator[Source]:
    """The sources that a statement cites and the data holds."""
    for each in statement.cites:
        if each.id in data.sources:
            yield data.sources[each.id].record


def _of_second_edition(data: Data) -> set[str]:
    """The sources that entries of the second edition cite."""
    found: set[str] = set()
    for loaded in data.entries.values():
        if loaded.record.edition > 1:
            for text in loaded.file.texts():
                found |= {each.id for each in cites(text)}
    return found


def cites(text: Text) -> tuple[citations.Cite, ...]:
    """What a text cites, in order; nothing where its citations cannot be read, which the shape tells."""
    try:
        if text.place[-1] == "source":
            return citations.parse_cites(text.value)
        return citations.parse(text.value).cites if "[@" in text.value else ()
    except ValueError:
        return ()


def _of_source(
    loaded: Loaded[Source], rule: str, what: str, remedy: str, *, warning: bool = False
) -> Problem:
    return Problem(loaded.file.path, loaded.line, rule, what, remedy, warning=warning)
