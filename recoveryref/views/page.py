"""What a page says, before any format: rows of lines, and the sources they number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from recoveryref.reader import contract


# Stands before and behind a word that the glossary explains, in a text for a terminal. A private-use letter,
# which data cannot hold (rule odd-character).
KNOWN = "\ue001"


class Span(NamedTuple):
    """A run of text and the numbers of the sources that say it."""

    text: str
    cites: "tuple[Number, ...]" = ()


class Line(NamedTuple):
    """One statement, or several that belong on one line, under an optional lead such as a phase;
    *between* stands between the spans.
    """

    spans: tuple[Span, ...]
    lead: str = ""
    between: str = " "


class Row(NamedTuple):
    """A labelled group of lines of one field, in the form in which they are shown; *more* counts the
    facts that only --full shows. Without any line it stands on no page.
    """

    key: str
    label: str
    lines: tuple[Line, ...]
    form: "contract.Form" = "facts"
    more: int = 0


class Ref(NamedTuple):
    """A numbered source: its CSL item."""

    number: int
    csl: "contract.Csl"


class Page(NamedTuple):
    """A page ready to be set in any format.

    *reviewed* is a month (`2026-11`), *due* an ISO date; *related* holds commands to type next;
    *more* counts what only --full shows; *urgent* says where to turn in an emergency;
    *timeline* is the entry's data where it has hours to draw; *takes* holds the ids of ours that a
    *local* page stands in for; a *card* is set for one screen;
    *audience* says who it is for, where that is not everybody; *part* that it holds one part of a page,
    without a summary, whole; *also_here* what people ask that the page holds and does not show; *words* are
    terms of the glossary that it says; *abroad* the countries, other than the reader's, of which some of it
    speaks alone; *unsaid* what is asked of it and stands nowhere in it.
    """

    id: str
    title: str
    kind: str
    also: tuple[str, ...]
    summary: Line
    rows: tuple[Row, ...]
    clinical: tuple[Row, ...]
    refs: tuple[Ref, ...]
    reviewed: str
    due: str
    related: tuple[str, ...]
    more: int
    full: bool
    has_clinical: bool
    local: bool
    urgent: str
    timeline: "contract.Timeline | None" = None
    takes: tuple[str, ...] = ()
    card: bool = False
    audience: str = ""
    part: bool = False
    also_here: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    abroad: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


class Number(int):
    """A source's number on a page; *place* says where in the source a statement stands, if it is known."""

    place: str = ""


class Numbers:
    """Numbers sources in the order in which a page first cites them; of each statement's the first *most*."""

    def __init__(self, sources: Iterable["contract.Csl"], most: int | None = None) -> None:
        self._most = most
        self._csl = {source["id"]: source for source in sources}
        self._order: dict[str, int] = {}

    def of(self, cites: Iterable["contract.Cite"]) -> tuple[Number, ...]:
        """The numbers of the sources cited, in rising order."""
        places: dict[str, list[str]] = {}
        for cite in cites:
            places.setdefault(cite["id"], []).extend(filter(None, [cite.get("locator")]))
        cited = islice(places.items(), self._most)
        return tuple(sorted(self._number(id, "; ".join(dict.fromkeys(own))) for id, own in cited))

    def _number(self, id: str, place: str) -> Number:
        number = Number(self._order.setdefault(id, len(self._order) + 1))
        number.place = place
        return number

    def span(self, fact: "contract.Fact") -> Span:
        """A fact as a run of text."""
        return Span(fact["text"], self.of(fact["cites"]))

    def line(self, fact: "contract.Fact", lead: str = "") -> Line:
        """A fact as a line of its own."""
        return Line((self.span(fact),), lead)

    def refs(self) -> tuple[Ref, ...]:
        """The sources numbered so far."""
        return tuple(Ref(number, self._csl[id]) for id, number in self._order.items())


def places(page: Page) -> dict[int, str]:
    """The places in each source of a page where its statements stand, as far as known, by its number."""
    found: dict[int, dict[str, None]] = {}
    lines = [page.summary, *(line for row in (*page.rows, *page.clinical) for line in row.lines)]
    for number in (number for line in lines for span in line.spans for number in span.cites):
        for place in filter(None, number.place.split("; ")):
            found.setdefault(number, {})[place] = None
    return {number: "; ".join(_joined(own)) for number, own in found.items()}


def _joined(found: Iterable[str]) -> Iterator[str]:
    """The places, with all the pages in one run (`p. 3-29, 3-55`), each named once and in their order."""
    pages = {part for place in found if place.startswith("p. ") for part in place[3:].split(", ")}
    if pages:
        yield "p. " + ", ".join(sorted(pages, key=_in_order))
    yield from (place for place in found if not place.startswith("p. "))


def _in_order(page: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall("[0-9]+", page)], page


def written(line: Line) -> str:
    """A line as plain text, without its sources."""
    text = line.between.join(span.text for span in line.spans)
    return f"{line.lead}: {text}" if line.lead else text


def ids_of(refs: Sequence[Ref]) -> dict[int, str]:
    """The ids of the sources by their numbers."""
    return {ref.number: ref.csl["id"] for ref in refs}
