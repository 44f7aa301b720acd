"""Words of the glossary in the texts of a page: each is explained where the page first says it."""

import re
from collections.abc import Iterator, Sequence

from recoveryref.reader.records import Term
from recoveryref.views.page import KNOWN, Line, Page, Row, written

# So many words a page names: one with everything, and a default page.
_NAMED, _NAMED_FIRST = 10, 5
# Letters that a form of a word shares with it: `tapering` with `taper`.
_SHARED = 4


class Glossary:
    """The terms by the ways in which texts write them; by those in *text* alone, where that is all that is
    read: to look for each at every letter takes longer than to lay a page out.
    """

    def __init__(self, terms: Sequence[Term], text: str | None = None) -> None:
        held = None if text is None else text.casefold()
        self._terms = {
            way if way.isupper() else way.casefold(): term
            for term in terms
            for way in (term.term, *term.aka)
            if _plain(way, term.term) and (held is None or way.casefold() in held)
        }
        ways = sorted(map(re.escape, self._terms), key=len, reverse=True)
        # An abbreviation is one in capitals only.
        said = [way if way.isupper() else f"(?i:{way})" for way in ways]
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(said)})(?![\w-])")

    def found(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Where *text* says a term, in order: from, to, which."""
        for said in self._pattern.finditer(text) if self._terms else ():
            way = said[0] if said[0] in self._terms else said[0].casefold()
            yield said.start(), said.end(), self._terms[way]


class Reading:
    """A page being read: a term is explained once, and one of the page's own not at all."""

    def __init__(self, glossary: Glossary, id: str, names: Sequence[str]) -> None:
        self._glossary, self._id = glossary, id
        self._own = " ".join(names).casefold()
        self.explained: list[Term] = []

    def split(self, text: str) -> Iterator[tuple[str, Term | None]]:
        """*text* in runs, each with the term that it says, where that is to be explained."""
        done = 0
        for begin, end, term in self._glossary.found(text):
            own = term.entry == self._id or term.term.casefold() in self._own
            if own or term in self.explained:
                continue
            self.explained.append(term)
            if text[done:begin]:
                yield text[done:begin], None
            yield text[begin:end], term
            done = end
        if text[done:]:
            yield text[done:], None


def with_words(page: Page, terms: Sequence[Term], *, marked: bool) -> Page:
    """*page* with the first of these terms that it says, each to be looked up in the glossary; *marked* in
    its texts too, where it says them first, for a terminal. A card, which is read in haste, stays as it is.
    """
    if page.card:
        return page
    lines = (page.summary, *(line for row in (*page.rows, *page.clinical) for line in row.lines))
    glossary = Glossary(terms, "\n".join(map(written, lines)))
    reading = Reading(glossary, page.id, (page.title, *page.also))
    most = _NAMED if page.full else _NAMED_FIRST

    def mark(said: str) -> str:
        return f"{KNOWN}{said}{KNOWN}" if len(reading.explained) <= most else said

    def read(text: str) -> str:
        return "".join(mark(said) if term else said for said, term in reading.split(text))

    def line(own: Line) -> Line:
        read(own.lead)
        return own._replace(spans=tuple(span._replace(text=read(span.text)) for span in own.spans))

    def rows(own: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(row._replace(lines=tuple(map(line, row.lines))) for row in own)

    whole = page._replace(summary=line(page.summary), rows=rows(page.rows), clinical=rows(page.clinical))
    words = tuple(term.term for term in reading.explained[:most])
    return (whole if marked else page)._replace(words=words)


def _plain(way: str, term: str) -> bool:
    """Whether a way to write a term can mean nothing else: `carries` can, for a dose to take home."""
    return way == term or " " in way or way.isupper() or way[:_SHARED].casefold() == term[:_SHARED].casefold()
