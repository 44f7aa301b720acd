"""Every default page of a reference, set once and filed for `hot`."""

from binascii import crc32
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from recoveryref import commands, hot, names, query
from recoveryref.files import put
from recoveryref.pages import WIDEST, set_page, view_named
from recoveryref.views.page import page

_NEVER = "9999-12-31"
# Set for no day in particular: until it is due, a page reads the same on every day.
_ANY_DAY = "0000-00-00"


class _Set(NamedTuple):
    """A finished page: the names that show it by kind, until when, and its text in colour."""

    asked: list[tuple[str, str]]
    due: str
    text: str


def typeset(opened: query.Reference, path: Path, *, watched: Path | None) -> None:
    """Set the pages of *opened* into the file *path*, put in place by one rename."""
    index, blob = [], b""
    if watched:
        index.append(f"watched\t{watched}")
        index += [f"file\t{line}" for line in hot.fingerprint(str(watched)).split("\n")]
    index += [f"country\t{code}" for code in _elsewhere(opened)]
    index += [
        f"command\t{name}\t{kind}"
        for kind, command in commands.COMMANDS.items()
        for name in (command.name, *command.also)
    ]
    index += ["command\tshow\tshow", "command\toverdose\toverdose"]
    for each in _pages(opened):
        text = each.text.encode()
        for kind, key in each.asked:
            index.append(f"page\t{kind}\t{key}\t{each.due}\t{len(blob)}\t{len(text)}\t{crc32(text)}")
        blob += text
    records = ("\n".join(index) + "\n").encode()
    head = f"recoveryref-pages {hot.FORMAT} {len(records)} {crc32(records)}\n".encode()
    put(path, head + records + blob)


def _elsewhere(opened: query.Reference) -> list[str]:
    """The countries with lines of their own, beside the US."""
    lines = (key.split() for key in query.meta(opened) if key.startswith("urgent "))
    return [code for _, code in lines if code != "US"]


def _pages(opened: query.Reference) -> Iterator[_Set]:
    urgent = query.urgent(opened, "US")
    kinds = query.kinds(opened)
    for name, kind in kinds.items():
        listed = query.entries(opened, name)
        if name == "stages":
            yield _set([(name, "")], "lists.stages", [query.entry(opened, stage.id) for stage in listed])
        elif not commands.usual(opened, name, "US"):
            yield _set([(name, "")], "lists.listed", listed, {name: kind})
        for entry in listed:
            yield _entry(opened, entry.id, urgent)
    for name in kinds:
        if usual := commands.usual(opened, name, "US"):
            whole = _entry(opened, query.find(opened, usual, name).id, urgent)
            others = [other for other in query.entries(opened, name) if other.slug != usual]
            text = whole.text + _colour("lists.others", name, others)
            yield _Set([(name, "")], whole.due, text)
    if query.means(opened, commands.OVERDOSE):
        overdose = query.entry(opened, commands.OVERDOSE)
        yield _set([("overdose", "")], "lists.overdose", overdose, urgent)
    yield _set([("front", "")], "lists.front", *commands.front(opened, "US"))


def _set(asked: list[tuple[str, str]], view: str, *what: Any) -> _Set:
    return _Set(asked, _NEVER, _colour(view, *what))


def _colour(view: str, *what: Any) -> str:
    make = view_named(view)
    return set_page(lambda width: make(*what, width), WIDEST, colour=True)


def _entry(opened: query.Reference, id: str, urgent: str) -> _Set:
    whole = query.entry(opened, id)
    text = _colour("terminal.page", page(whole, urgent), _ANY_DAY)
    return _Set(list(_asked(opened, whole.kind.name, id)), whole.due, text)


def _asked(opened: query.Reference, kind: str, id: str) -> Iterator[tuple[str, str]]:
    """The kinds and keys by which the hot path may show this entry: only what means it alone."""
    for name in query.names_of(opened, id):
        key = hot.key(name)
        if key and key == names.key(name):
            if query.means(opened, name, kind) == id:
                yield kind, key
            if query.means(opened, name) == id:
                yield "show", key
