"""Rules on what a statement rests on, as the editorial standard has them.

They hold for every cited text of the second edition: of its entries, and of all that stands beside these. An
entry that has not been written anew gets one warning, which counts what is left to do; what another folder
says beside its entries is warned of.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from recoveryref.author.collect import Data, Loaded
from recoveryref.author.fields import Care, Part
from recoveryref.author.load import Problem, Text
from recoveryref.author.model import Entry, Source
from recoveryref.reader import citations

# What may carry a statement on which a life can hang.
_STRONG = {"guideline", "label", "law", "review"}
# Documents long enough that a citation must say where in them.
_LONG = {"guideline", "label", "law"}
# Fields that say how things were.
_PAST = "history"


class Statement(NamedTuple):
    """A cited text of a record (an entry by its id, any other by its file), and what it must rest on."""

    of: str
    loaded: Loaded[Any]
    text: Text
    words: str
    cites: tuple[citations.Cite, ...]
    care: Care

    @property
    def field(self) -> str:
        """The key of the field that it stands in."""
        return str(self.text.place[len(self.loaded.place)])

    @property
    def edition(self) -> int:
        """The edition that it is of."""
        return _edition(self.loaded)


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
            remedy = "add what was seen of the document"
            yield _of_source(loaded, "source-record", what, remedy, warning=new[id])
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
                warning = all(new.get(each, True) for each in (id, other))
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
    if statement.care not in ("sourced", "twice") or any(
        source.class_ in _STRONG for source in rests_on(data, statement)
    ):
        return None
    return "rests on no guideline, label, law or review", "find one that says it, or leave it out"


def one_source(data: Data) -> Iterator[Problem]:
    """What could kill if it were wrong rests on two sources; a law stands alone."""
    yield from _each(data, "one-source", _once)


def _once(data: Data, statement: Statement) -> tuple[str, str] | None:
    if statement.care not in ("twice", "confirmed") or len({each.id for each in statement.cites}) > 1:
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
    faults: dict[str, list[str]] = {}
    for each in statements(data):
        if each.edition == 1:
            found = [rule for rule, fault in _FAULTS.items() if fault(data, each)]
            faults.setdefault(each.loaded.file.path, []).extend(found)
    for path, found in faults.items():
        if found:
            count = ", ".join(f"{found.count(rule)} {rule}" for rule in _FAULTS if rule in found)
            what = f"is of the first edition: {count}"
            yield Problem(path, 1, "second-edition", what, "write it anew and set 'edition: 2'", warning=True)


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
    for statement in statements(data):
        if statement.edition > 1 and (found := fault(data, statement)):
            path, line = statement.loaded.file.path, statement.text.line
            yield Problem(path, line, rule, *found, warning=_only_warned(statement.loaded))


@lru_cache(maxsize=1)  # each rule goes through all of them
def statements(data: Data) -> tuple[Statement, ...]:
    """Every cited sentence of the data, with what it must rest on."""
    return tuple(_statements(data))


def _statements(data: Data) -> Iterator[Statement]:
    for of, loaded, text in _citing(data):
        if text.place[-1] != "source":
            try:
                fact = citations.parse(text.value)
            except ValueError:
                continue  # the shape has said so already
            yield Statement(of, loaded, text, fact.text, fact.cites, _care(loaded, text))


def _citing(data: Data) -> Iterator[tuple[str, Loaded[Any], Text]]:
    """Every text that cites something, with the record that it stands in and what this is called."""
    records = {(each.file.path, each.place): (Path(each.file.path).name, each) for each in data.records()}
    records |= {(each.file.path, each.place): (id, each) for id, each in data.entries.items()}
    for file in data.files():
        for text in file.texts():
            if text.place[-1] == "source" or "[@" in text.value:
                # A file is one record, or a list of them; one that another folder replaced is not here.
                for place in ((), text.place[:1]):
                    if found := records.get((file.path, place)):
                        yield *found, text


def _care(loaded: Loaded[Any], text: Text) -> Care:
    """What the innermost part around *text* that asks for anything asks for."""
    care: Care = ""
    value: Any = loaded.record
    for step in text.place[len(loaded.place) :]:
        if isinstance(value, Part):
            care = value.asks(str(step)) or care
            value = getattr(value, str(step), ())
        elif isinstance(value, dict) or (isinstance(step, int) and step < len(value)):
            value = value[step]
    return care


def rests_on(data: Data, statement: Statement) -> Iterator[Source]:
    """The sources that a statement cites and the data holds."""
    for each in statement.cites:
        if each.id in data.sources:
            yield data.sources[each.id].record


def _of_second_edition(data: Data) -> dict[str, bool]:
    """The sources that the second edition cites, each with whether a fault in it is only warned of."""
    found: dict[str, bool] = {}
    for _, loaded, text in _citing(data):
        if _edition(loaded) > 1:
            for each in cites(text):
                found[each.id] = found.get(each.id, True) and _only_warned(loaded)
    return found


def _edition(loaded: Loaded[Any]) -> int:
    """The edition of an entry; what stands beside the entries is of the second."""
    return loaded.record.edition if isinstance(loaded.record, Entry) else 2


def _only_warned(loaded: Loaded[Any]) -> bool:
    """Whether faults are only warned of: what another folder says beside its entries has no edition."""
    return loaded.local and not isinstance(loaded.record, Entry)


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
