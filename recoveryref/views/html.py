"""A page as a website shows it: what is linked to what. Templates only set it, and escape it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from recoveryref.reader import queries
from recoveryref.reader.records import Source, Term
from recoveryref.views import ref
from recoveryref.views.explained import Glossary, Reading
from recoveryref.views.page import Line, Page, Row, written

if TYPE_CHECKING:
    from recoveryref.reader import contract

# So many other names are shown.
_NAMES = 10
# A longer word may be broken from the numbers behind it.
_LONG = 24

# What the data tells a terminal's reader to type.
_COMMAND = re.compile(r"(recoveryref [a-z]+(?: [a-z-]+(?=[.,;)]|$))?)")
# How a telephone number is written in a text: long ones by their shape, short ones each. The website's
# script reads it too.
PHONE = (
    r"1-[0-9]{3}-[0-9]{3}-[0-9]{4}|(?:0[0-9]{1,3}|1[38]00|13|116)(?: [0-9]{2,4}){1,3}"
    r"|911|9-8-8|988|999|112|000|111|811|1737|14446"
)
_NUMBER = re.compile(
    rf"(?<![\w.,$-])(?:({PHONE})|[0-9]{{3}}-[0-9]{{3}}|[0-9]{{4,6}})"
    r"(?![\w%-]|[.,][0-9]| (?:mg|mcg|people|patients|adults|women|studies|trials)\b)"
)
# What stands before a number to text: `text`, `text SHOUT to`; and before or after one to call or text.
_TEXTED = re.compile(r"(?:\btext (?:your [\w ]+ to )?|\b([A-Z]{4,}) to )$")
_BEFORE = re.compile(r"(.*\b[Cc]all or )(text)( )", re.DOTALL)
_AFTER = re.compile(r"( \(or |, call or )(text(?: it)?)\b")


class Bit(NamedTuple):
    """A run of text, and where it leads, if anywhere; or the anchor of the *term* that it says, where
    that is explained.
    """

    text: str
    href: str = ""
    term: str = ""


class Mark(NamedTuple):
    """A citation: the source's number on this page, its short name, where in it the statement stands, and
    its address, as in *Note*.
    """

    number: int
    short: str
    place: str
    url: str


class Piece(NamedTuple):
    """A statement and its citations; its *last* word, which stands on one line with these, apart."""

    bits: tuple[Bit, ...]
    last: tuple[Bit, ...]
    marks: tuple[Mark, ...]


class Item(NamedTuple):
    """A line of the page; *more* says that a handout leaves it out."""

    lead: str
    pieces: tuple[Piece, ...]
    between: str
    more: bool


class Section(NamedTuple):
    """A labelled group of items, with its anchor; *numbered* are steps."""

    key: str
    id: str
    label: str
    items: tuple[Item, ...]
    more: bool
    numbered: bool = False


class Note(NamedTuple):
    """A source at the foot: its text, its short name, its address (or none that is safe to follow), what
    we saw of it; *more* as in *Item*.
    """

    number: int
    text: str
    short: str
    url: str
    remark: str
    more: bool


class Article(NamedTuple):
    """An entry, ready for a template; *also* are the first of its other names, *said* its summary without
    its sources, *terms* the words that it explains.
    """

    page: Page
    said: str
    also: tuple[str, ...]
    summary: Item
    sections: tuple[Section, ...]
    clinical: tuple[Section, ...]
    notes: tuple[Note, ...]
    terms: tuple[Term, ...]


class Listing(NamedTuple):
    """A source in the list of all."""

    id: str
    text: str
    url: str
    remark: str
    cited_by: tuple[str, ...]


# Where a command that the data names leads: the words for the link, and its address.
Lead = Callable[[str], Bit]


def article(whole: Page, brief: Page, lead: Lead, glossary: Glossary) -> Article:
    """Everything of an entry, with what the page *brief* leaves out marked as more."""
    reading = Reading(glossary, whole.id, (whole.title, *whole.also))
    set_ = partial(_item, sources=dict(whole.refs), lead=lead, reading=reading)
    kept = {row.label: len(row.lines) if row.more else None for row in brief.rows}
    if whole.timeline:
        # The chart says when each symptom comes.
        kept |= {row.label: 0 for row in brief.rows if row.form == "symptoms"}
    summary = set_(whole.summary, more=False)
    sections = tuple(_sections(whole.rows, kept, set_))
    clinical = tuple(_sections(whole.clinical, {}, set_, "clinical-"))
    items = [summary, *(item for part in (*sections, *clinical) for item in part.items)]
    printed = {mark.number for item in items if not item.more for mark in _marks(item)}
    notes = tuple(
        Note(
            number,
            ref.whole(csl),
            ref.short(csl),
            followed(csl["URL"]),
            csl.get("note", ""),
            number not in printed,
        )
        for number, csl in whole.refs
    )
    also, terms = whole.also[:_NAMES], tuple(reading.explained)
    return Article(whole, written(whole.summary), also, summary, sections, clinical, notes, terms)


def listing(source: Source) -> Listing:
    """A source as the list of all sources shows it."""
    csl = source.csl
    return Listing(source.id, ref.whole(csl), followed(csl["URL"]), csl.get("note", ""), source.cited_by)


def bits(text: str, lead: Lead) -> tuple[Bit, ...]:
    """*text* with the commands and the telephone numbers that it names turned into links."""
    return tuple(
        bit
        for part in _COMMAND.split(text)
        for bit in ([lead(part)] if part.startswith("recoveryref ") else _dialled(part))
    )


def commands(text: str) -> tuple[str, ...]:
    """The commands that *text* names, each once."""
    return tuple(dict.fromkeys(_COMMAND.findall(text)))


def reached(text: str) -> tuple[Bit, ...]:
    """How a line is reached, `number · text … · address · hours`, as links to call and to open."""
    found: list[Bit] = []
    for n, part in enumerate(text.split(" · ")):
        found += [Bit(" · ")] if n else []
        href = followed(part.rstrip("."))
        found += [Bit(part, href)] if href else _dialled(part)
    return tuple(found)


def _dialled(text: str) -> Iterator[Bit]:
    """*text* with its telephone numbers as links to call, or to text where it says so."""
    done = 0
    for number in _NUMBER.finditer(text):
        before, digits = text[done : number.start()], re.sub("[ -]", "", number[0])
        either = _BEFORE.fullmatch(before)
        texted = not either and _TEXTED.search(text[: number.start()])
        if not texted and not number[1]:
            continue
        if either:
            yield from (Bit(either[1]), Bit(either[2], f"sms:{digits}"), Bit(either[3]))
        elif before:
            yield Bit(before)
        word = f"?body={texted[1]}" if texted and texted[1] else ""
        yield Bit(number[0], f"{'sms' if texted else 'tel'}:{digits}{word}")
        done = number.end()
        if after := _AFTER.match(text, done):
            yield from (Bit(after[1]), Bit(after[2], f"sms:{digits}"))
            done = after.end()
    if text[done:]:
        yield Bit(text[done:])


def followed(url: str) -> str:
    """An address that a link may lead to: https and nothing else, else empty."""
    return url if re.fullmatch(r"https://[^\s\"'<>]+", url) else ""


def part(key: str, number: int) -> str:
    """The anchor of a page's first, second, … section of a field."""
    return key.replace("_", "-") + (f"-{number}" if number > 1 else "")


def _sections(
    rows: Iterable[Row], kept: dict[str, int | None], set_: Callable[..., Item], prefix: str = ""
) -> Iterator[Section]:
    keys: Counter[str] = Counter()
    for row in rows:
        keys[row.key] += 1
        id = prefix + part(row.key, keys[row.key])
        printed = kept.get(row.label, 0)
        items = tuple(
            set_(line, more=printed is not None and n >= printed, reach=row.form == "lines")
            for n, line in enumerate(row.lines)
        )
        whole = all(item.more for item in items)
        yield Section(row.key, id, row.label, items, whole, row.form == "steps")


def _item(
    line: Line,
    sources: "Mapping[int, contract.Csl]",
    lead: Lead,
    reading: Reading,
    *,
    more: bool,
    reach: bool = False,
) -> Item:
    pieces = []
    for n, span in enumerate(line.spans):
        csls = {number: sources[number] for number in span.cites}
        marks = tuple(
            Mark(number, ref.short(csl), number.place, followed(csl["URL"])) for number, csl in csls.items()
        )
        found = reached(span.text) if reach and not n else bits(span.text, lead)
        said = tuple(_explained(found, reading))
        pieces.append(Piece(*_parted(said), marks) if marks else Piece(said, (), marks))
    colon = "" if not line.lead or line.lead.endswith(("”", "?")) else ":"
    return Item(line.lead + colon, tuple(pieces), line.between, more)


def _parted(found: tuple[Bit, ...]) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
    """Runs of text without their last word, and that, which may hold a link; whole, where it is long."""
    before, last = [*found], list[Bit]()
    while before:
        bit = before.pop()
        if not (bit.href or bit.term) and " " in bit.text:
            text, space, word = bit.text.rpartition(" ")
            before, last = [*before, Bit(text + space)], [Bit(word), *last]
            break
        last = [bit, *last]
    if sum(len(bit.text) for bit in last) > _LONG:
        return found, ()
    return tuple(before), tuple(last)


def _explained(found: Iterable[Bit], reading: Reading) -> Iterator[Bit]:
    for bit in found:
        if bit.href:
            yield bit
        else:
            for text, term in reading.split(bit.text):
                yield Bit(text, term=anchor(term.term) if term else "")


def anchor(text: str) -> str:
    """*text* as the name of a place in a page: small letters, digits and hyphens."""
    return "-".join(queries.words(text)) or "term"


def _marks(item: Item) -> Iterator[Mark]:
    for piece in item.pieces:
        yield from piece.marks
