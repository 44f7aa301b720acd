"""Every default page of a reference, set once and filed for `hot`."""

from binascii import crc32
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from recoveryref import commands, hot, names, query
from recoveryref.files import put
from recoveryref.pages import WIDEST, set_page, view_named
from recoveryref.reference import Reference
from recoveryref.views.page import page

_NEVER = "9999-12-31"
# Set for no day in particular: until it is due, a page reads the same on every day.
_ANY_DAY = "0000-00-00"
# Where the line for an emergency goes.
_MARK = "\0"


class _Set(NamedTuple):
    """A finished page: the names that show it by kind, until when, and its text in colour."""

    asked: list[tuple[str, str]]
    due: str
    text: str


def typeset(opened: Reference, path: Path, *, watched: Path | None) -> None:
    """Set the pages of *opened* into the file *path*, put in place by one rename."""
    index: list[str] = []
    if watched:
        index.append(f"watched\t{watched}")
        index += [f"file\t{line}" for line in hot.fingerprint(str(watched)).split("\n")]
    index += [
        f"command\t{name}\t{kind}"
        for kind, command in commands.COMMANDS.items()
        for name in (command.name, *command.also)
    ]
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

    index += [f"urgent\t{code}\t{filed(query.urgent(opened, code))}" for code in codes]
    records = []
    for each in _pages(opened, codes):
        where = filed(each.text)
        records += [f"{kind}\t{key}\t{each.due}\t{where}" for kind, key in each.asked]
    table = sorted(f"{record}\t{crc32(record.encode())}".encode() for record in records)
    width = max(map(len, table)) + 1
    whole = ("\n".join(index) + "\n").encode()
    head = f"recoveryref-pages {hot.FORMAT} {len(whole)} {crc32(whole)} {width} {len(table)}\n".encode()
    put(path, b"".join((head, whole, *(record.ljust(width) for record in table), *parts)))


def _places(opened: Reference) -> dict[str, str]:
    """For no country, for each that is known, and for all others: the code of the one whose lines hold."""
    known = [key.partition(" ")[2] for key in query.meta(opened) if key.startswith("place ")]
    return {code: query.place(opened, code) for code in ("", *known, query.ELSEWHERE)}


def _pages(opened: Reference, codes: list[str]) -> Iterator[_Set]:
    """Every page, with a mark where the line of somebody's country goes; those that say more of a
    country, for each of *codes*.
    """
    urgent = _MARK if query.urgent(opened, "US") else ""
    kinds = query.kinds(opened)
    for name, kind in kinds.items():
        listed = query.entries(opened, name)
        if name == "stages":
            yield _set((name, ""), "lists.stages", [query.entry(opened, stage.id) for stage in listed])
        elif not commands.usual(opened, name, "US"):
            yield _set((name, ""), "lists.listed", listed, {name: kind})
        for entry in listed:
            yield _entry(opened, entry.id, urgent)
        usual = {commands.usual(opened, name, code): code for code in codes}
        for slug, code in usual.items():
            if slug:
                whole = _entry(opened, query.find(opened, slug, name).id, urgent)
                others = [other for other in listed if other.slug != slug]
                asked = (name if len(usual) == 1 else f"{name}@{code}", "")
                yield _Set([asked], whole.due, whole.text + _colour("lists.others", name, others))
    for code in codes:
        if query.means(opened, commands.OVERDOSE):
            overdose, line = query.entry(opened, commands.OVERDOSE), query.urgent(opened, code)
            yield _set((f"overdose@{code}", ""), "lists.overdose", overdose, line)
        yield _set((f"front@{code}", ""), "lists.front", *commands.front(opened, code))


def _set(asked: tuple[str, str], view: str, *what: Any) -> _Set:
    return _Set([asked], _NEVER, _colour(view, *what))


def _colour(view: str, *what: Any) -> str:
    make = view_named(view)
    return set_page(lambda width: make(*what, width), WIDEST, colour=True)


def _entry(opened: Reference, id: str, urgent: str) -> _Set:
    whole = query.entry(opened, id)
    text = _colour("terminal.page", page(whole, urgent), _ANY_DAY)
    return _Set(list(_asked(opened, whole.kind.name, id)), whole.due, text)


def _asked(opened: Reference, kind: str, id: str) -> Iterator[tuple[str, str]]:
    """The kinds and keys by which the hot path may show this entry: only what means it alone."""
    for name in query.names_of(opened, id):
        key = hot.key(name)
        if key and key == names.key(name):
            if query.means(opened, name, kind) == id:
                yield kind, key
            if query.means(opened, name) == id:
                yield "show", key
