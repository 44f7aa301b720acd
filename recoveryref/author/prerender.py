"""Every default page of a reference, rendered once and filed for the fast path."""

from binascii import crc32
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rich.console import RenderableType

from recoveryref import fastpath, kinds
from recoveryref.atomic import put
from recoveryref.reader import handbook, locale, names, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.records import Kind
from recoveryref.views import lists, terminal
from recoveryref.views.entry import entry_page
from recoveryref.views.parts import WIDEST
from recoveryref.views.render import rendered

# No day in particular: until it is due, a page reads the same on every day.
ANY_DAY = "0000-00-00"
# Where the line for an emergency goes.
_MARK = "\0"
# From here on stand private-use letters for those of a country's words, laid out as these are.
_FIRST_LETTER, _LONGEST_WORD = 0xE100, 0x100


class _Prerendered(NamedTuple):
    """A finished page: the kinds and keys by which it is asked for, until when, and its text in colour;
    one text for each code of a country where it holds words of one.
    """

    keys: list[tuple[str, str]]
    due: str
    texts: str | dict[str, str]


class _Spelling(NamedTuple):
    """The *words* of a country, by their tokens, with private-use letters for plain ones, and which
    *letters* these stand for.
    """

    words: dict[str, str]
    letters: dict[str, dict[int, str]]


def prerender(opened: Reference, path: Path, *, watched: Path | None) -> None:
    """Write the default pages of *opened* into the file *path*, put in place by one rename."""
    index: list[str] = []
    if watched:
        index.append(f"watched\t{watched}")
        index += [f"file\t{line}" for line in fastpath.fingerprint(str(watched)).split("\n")]
    index += [f"command\t{name}\t{kind.name}" for kind in kinds.KINDS.values() for name in kind.commands]
    index += ["command\tshow\tshow", "command\toverdose\toverdose"]
    places = {locale.ELSEWHERE: locale.ELSEWHERE, **locale.places(opened)}
    index += [f"place\t{country}\t{code}" for country, code in places.items()]
    codes = sorted(set(places.values()))
    parts: dict[bytes, str] = {}
    at = 0

    def filed(text: str) -> str:
        """Add a text, unless it stands there already; where it stands, and its checksum."""
        nonlocal at
        part = text.encode()
        if part not in parts:
            parts[part] = f"{at}\t{len(part)}\t{crc32(part)}"
            at += len(part)
        return parts[part]

    index += [f"urgent\t{code}\t{filed(_line(locale.urgent(opened, code)))}" for code in codes]
    records = []
    for each in _pages(opened, codes):
        if isinstance(each.texts, str):
            where = filed(each.texts)
        else:
            lines = [f"{code}\t{filed(text)}\n" for code, text in each.texts.items()]
            where = filed(f"{fastpath.BY_PLACE}\n{''.join(lines)}")
        records += [f"{kind}\t{key}\t{each.due}\t{where}" for kind, key in each.keys]
    table = sorted(f"{record}\t{crc32(record.encode())}".encode() for record in records)
    width = max(map(len, table)) + 1
    whole = ("\n".join(index) + "\n").encode()
    head = f"recoveryref-pages {fastpath.FORMAT} {len(whole)} {crc32(whole)} {width} {len(table)}\n".encode()
    put(path, b"".join((head, whole, *(record.ljust(width) for record in table), *parts)))


def _line(urgent: str) -> str:
    """The line for an emergency as it stands in a page, where it takes the place of the mark."""
    before, _, after = _coloured(partial(lists.line, _MARK)).partition(_MARK)
    return _coloured(partial(lists.line, urgent)).removeprefix(before).removesuffix(after)


def _pages(opened: Reference, codes: list[str]) -> Iterator[_Prerendered]:
    """Every page, with a mark where the line of somebody's country goes; those that say more of a
    country, for each of *codes*.
    """
    urgent = _MARK if any(locale.urgent(opened, code) for code in codes) else ""
    words = {code: opened.words_of(code) for code in codes}
    for name, kind in queries.all_kinds(opened).items():
        for listed in queries.entries(opened, name):
            texts = _texts(opened, words, partial(_entry, opened, listed.id, urgent))
            yield _Prerendered(list(_keys(opened, name, listed.id)), listed.due, texts)
        usual = {code: handbook.usual(opened, name, code) for code in codes}
        if len({*usual.values()}) == 1:
            slug = usual[codes[0]]
            texts = _texts(opened, words, partial(_usual, opened, kind, slug, urgent))
            yield _Prerendered([(name, "")], _until(opened, kind, slug), texts)
            continue
        for code, slug in usual.items():
            opened.fill(code)
            text = _usual(opened, kind, slug, urgent)
            yield _Prerendered([(f"{name}@{code}", "")], _until(opened, kind, slug), text)
    for code in codes:
        opened.fill(code)
        if queries.means(opened, kinds.OVERDOSE):
            overdose, line = queries.entry(opened, kinds.OVERDOSE), locale.urgent(opened, code)
            text = _coloured(partial(lists.overdose, overdose, line, ANY_DAY))
            yield _Prerendered([(f"overdose@{code}", "")], overdose.due, text)
        front = handbook.front_page(opened, code)
        text = _coloured(partial(lists.front_page, front, ANY_DAY))
        yield _Prerendered([(f"front@{code}", "")], front.due, text)


def _texts(
    opened: Reference, words: dict[str, dict[str, str]], make: Callable[[], str]
) -> str | dict[str, str]:
    """What *make* gives; for each country's code, where it holds any of its *words*. What numbers of one
    length give is laid out once.
    """
    spelt = {code: _spelt(own) for code, own in words.items()}
    texts: dict[str, str] = {}
    for code, spelling in spelt.items():
        if code in texts:
            continue
        opened.fill_with(spelling.words)
        text = make()
        loaded = [
            token for token, letters in spelling.letters.items() if any(chr(c) in text for c in letters)
        ]
        if not loaded:
            return text
        for other, like in spelt.items():
            if all(like.words.get(token) == spelling.words[token] for token in loaded):
                letters = {letter: c for token in loaded for letter, c in like.letters[token].items()}
                texts[other] = text.translate(letters)
    return dict(sorted(texts.items()))


def _spelt(words: dict[str, str]) -> _Spelling:
    """A country's words in letters of our own."""
    spelling = _Spelling({}, {})
    for number, (token, word) in enumerate(sorted(words.items())):
        # A letter and not another decides nothing in a layout; a space or a hyphen may.
        begin = _FIRST_LETTER + _LONGEST_WORD * number
        plain = {begin + n: c for n, c in enumerate(word) if c.isascii() and c.isalnum()}
        spelling.letters[token] = plain
        spelling.words[token] = "".join(
            chr(begin + n) if begin + n in plain else c for n, c in enumerate(word)
        )
    return spelling


def _list(opened: Reference, kind: Kind, urgent: str) -> str:
    if kind.name == kinds.CARDS:
        return _coloured(partial(lists.cards, handbook.cards(opened), urgent, ANY_DAY))
    listed = queries.entries(opened, kind.name)
    if kind.name == "stages":
        return _coloured(partial(lists.stages, [queries.entry(opened, each.id) for each in listed], ANY_DAY))
    return _coloured(partial(lists.listed, listed, {kind.name: kind}, ANY_DAY))


def _usual(opened: Reference, kind: Kind, slug: str | None, urgent: str) -> str:
    """What is shown where nothing is named."""
    if not slug:
        return _list(opened, kind, urgent)
    others = [other for other in queries.entries(opened, kind.name) if other.slug != slug]
    shown = _entry(opened, f"{kind.name}/{slug}", urgent)
    return shown + _coloured(partial(lists.others, kind.name, others))


def _until(opened: Reference, kind: Kind, slug: str | None) -> str:
    """Until when that may be shown: until the first of it falls due for review."""
    shown = [each for each in queries.entries(opened, kind.name) if slug in (None, each.slug)]
    return min((each.due for each in shown), default=locale.NEVER)


def _entry(opened: Reference, id: str, urgent: str) -> str:
    return _coloured(partial(terminal.page, entry_page(queries.entry(opened, id), urgent), ANY_DAY))


def _coloured(view: Callable[[int], RenderableType]) -> str:
    return rendered(view, WIDEST, colour=True)


def _keys(opened: Reference, kind: str, id: str) -> Iterator[tuple[str, str]]:
    """The kinds and keys by which the fast path may show this entry: only what means it alone."""
    for name in {*queries.names_of(opened, id), *queries.countries_of(opened, id)}:
        key = fastpath.key(name)
        if key and key == names.key(name):
            if queries.means(opened, name, kind) == id:
                yield kind, key
            if queries.means(opened, name) == id:
                yield "show", key
