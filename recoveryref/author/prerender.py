"""Every default page of a reference, set once and filed for `hot`."""

from binascii import crc32
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from recoveryref import fastpath, kinds
from recoveryref.atomic import put
from recoveryref.reader import names, queries
from recoveryref.reader.file import TOKEN, Reference
from recoveryref.reader.records import Entry, Kind
from recoveryref.views.entry import entry_page
from recoveryref.views.render import WIDEST, set_page, view_named

_NEVER = "9999-12-31"
# Set for no day in particular: until it is due, a page reads the same on every day.
ANY_DAY = "0000-00-00"
# Where the line for an emergency goes.
_MARK = "\0"


class _Set(NamedTuple):
    """A finished page: the names that show it by kind, until when, and its text in colour; one text
    for each code of a country where it holds words of one.
    """

    asked: list[tuple[str, str]]
    due: str
    texts: str | dict[str, str]


def typeset(opened: Reference, path: Path, *, watched: Path | None) -> None:
    """Set the pages of *opened* into the file *path*, put in place by one rename."""
    index: list[str] = []
    if watched:
        index.append(f"watched\t{watched}")
        index += [f"file\t{line}" for line in fastpath.fingerprint(str(watched)).split("\n")]
    index += [f"command\t{name}\t{kind.name}" for kind in kinds.KINDS.values() for name in kind.commands]
    index += ["command\tshow\tshow", "command\toverdose\toverdose"]
    places = _places(opened)
    index += [f"place\t{country}\t{code}" for country, code in places.items()]
    codes = sorted(set(places.values()))
    parts: list[bytes] = []
    at = 0

    def filed(text: str) -> str:
        """Add a text; where it stands, and its sum."""
        nonlocal at
        part = text.encode()
        parts.append(part)
        at += len(part)
        return f"{at - len(part)}\t{len(part)}\t{crc32(part)}"

    index += [f"urgent\t{code}\t{filed(_line(queries.urgent(opened, code)))}" for code in codes]
    records = []
    for each in _pages(opened, codes):
        if isinstance(each.texts, str):
            where = filed(each.texts)
        else:
            lines = [f"{code}\t{filed(text)}\n" for code, text in each.texts.items()]
            where = filed(f"{fastpath.BY_PLACE}\n{''.join(lines)}")
        records += [f"{kind}\t{key}\t{each.due}\t{where}" for kind, key in each.asked]
    table = sorted(f"{record}\t{crc32(record.encode())}".encode() for record in records)
    width = max(map(len, table)) + 1
    whole = ("\n".join(index) + "\n").encode()
    head = f"recoveryref-pages {fastpath.FORMAT} {len(whole)} {crc32(whole)} {width} {len(table)}\n".encode()
    put(path, b"".join((head, whole, *(record.ljust(width) for record in table), *parts)))


def _places(opened: Reference) -> dict[str, str]:
    """For no country, for each that is known, and for all others: the code of the one whose lines hold."""
    return {queries.ELSEWHERE: queries.ELSEWHERE, **queries.places(opened)}


def _line(urgent: str) -> str:
    """The line for an emergency as it stands in a page, where it takes the place of the mark."""
    before, _, after = _colour("lists.line", _MARK).partition(_MARK)
    return _colour("lists.line", urgent).removeprefix(before).removesuffix(after)


def _pages(opened: Reference, codes: list[str]) -> Iterator[_Set]:
    """Every page, with a mark where the line of somebody's country goes; those that say more of a
    country, for each of *codes*.
    """
    urgent = _MARK if any(queries.urgent(opened, code) for code in codes) else ""
    for name, kind in queries.all_kinds(opened).items():
        listed = queries.entries(opened, name)
        for entry in listed:
            yield _entry(opened, codes, entry.id, urgent)
        usual = {code: queries.usual(opened, name, code) for code in codes}
        if len({*usual.values()}) == 1:
            make = partial(_usual, opened, kind, usual[codes[0]], urgent)
            yield _Set([(name, "")], _until(opened, kind, usual[codes[0]]), _texts(opened, codes, make))
            continue
        for code, slug in usual.items():
            opened.fill(code)
            text = _usual(opened, kind, slug, urgent)
            yield _Set([(f"{name}@{code}", "")], _until(opened, kind, slug), text)
    for code in codes:
        opened.fill(code)
        if queries.means(opened, kinds.OVERDOSE):
            overdose, line = queries.entry(opened, kinds.OVERDOSE), queries.urgent(opened, code)
            yield _Set([(f"overdose@{code}", "")], overdose.due, _dated("lists.overdose", overdose, line))
        *what, due = queries.front_page(opened, code)
        yield _Set([(f"front@{code}", "")], due, _dated("lists.front", *what, due))


def _texts(opened: Reference, codes: list[str], make: Callable[[], str]) -> str | dict[str, str]:
    """What *make* gives; for each of *codes*, where it holds a word of somebody's country."""
    opened.fill(None)
    bare = make()
    if not TOKEN.search(bare):
        return bare
    texts = {}
    for code in codes:
        opened.fill(code)
        texts[code] = make()
    return texts


def _list(opened: Reference, kind: Kind) -> str:
    listed = queries.entries(opened, kind.name)
    if kind.name == "stages":
        return _dated("lists.stages", [queries.entry(opened, stage.id) for stage in listed])
    return _dated("lists.listed", listed, {kind.name: kind})


def _usual(opened: Reference, kind: Kind, slug: str | None, urgent: str) -> str:
    """What is shown where nothing is named."""
    if not slug:
        return _list(opened, kind)
    whole = queries.entry(opened, f"{kind.name}/{slug}")
    others = [other for other in queries.entries(opened, kind.name) if other.slug != slug]
    return _page(whole, urgent) + _colour("lists.others", kind.name, others)


def _until(opened: Reference, kind: Kind, slug: str | None) -> str:
    """Until when that may be shown: until the first of it falls due for review."""
    shown = [each for each in queries.entries(opened, kind.name) if slug in (None, each.slug)]
    return min((each.due for each in shown), default=_NEVER)


def _dated(view: str, *what: Any) -> str:
    """A page that says what is overdue, of a day on which nothing is."""
    return _colour(view, *what, ANY_DAY)


def _colour(view: str, *what: Any) -> str:
    make = view_named(view)
    return set_page(lambda width: make(*what, width), WIDEST, colour=True)


def _page(whole: Entry, urgent: str) -> str:
    return _colour("terminal.page", entry_page(whole, urgent), ANY_DAY)


def _entry(opened: Reference, codes: list[str], id: str, urgent: str) -> _Set:
    whole = queries.entry(opened, id)
    texts = _texts(opened, codes, lambda: _page(queries.entry(opened, id), urgent))
    return _Set(list(_asked(opened, whole.kind.name, id)), whole.due, texts)


def _asked(opened: Reference, kind: str, id: str) -> Iterator[tuple[str, str]]:
    """The kinds and keys by which the hot path may show this entry: only what means it alone."""
    for name in {*queries.names_of(opened, id), *queries.countries_of(opened, id)}:
        key = fastpath.key(name)
        if key and key == names.key(name):
            if queries.means(opened, name, kind) == id:
                yield kind, key
            if queries.means(opened, name) == id:
                yield "show", key
