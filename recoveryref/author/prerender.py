"""Every default page of a reference, rendered once and filed for the fast path."""

import re
from binascii import crc32
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Span, Text

from recoveryref import fastpath, kinds
from recoveryref.atomic import put
from recoveryref.fastpath import NARROWEST, WIDEST
from recoveryref.reader import handbook, locale, names, queries, question
from recoveryref.reader.file import Reference
from recoveryref.reader.records import BY_COUNTRY, Kind
from recoveryref.views import lists, plain, terminal
from recoveryref.views.entry import entry_page
from recoveryref.views.explained import with_words
from recoveryref.views.page import Page
from recoveryref.views.parts import Grid
from recoveryref.views.render import rendered

T = TypeVar("T")

# No day in particular: until it is due, a page reads the same on every day.
ANY_DAY = "0000-00-00"
# Where the line for an emergency goes.
_MARK = "\0"
# From here on stand private-use letters for those of a country's words, laid out as these are.
_FIRST_LETTER, _LONGEST_WORD = 0xE100, 0x100
_LETTERS = re.compile("[\ue100-\uf8ff]")

# A text by the code of each country, in blocks that correspond.
Blocks = dict[str, list[str]]


class _Prerendered(NamedTuple):
    """A finished page: the kinds and keys by which it is asked for, until when, and its text by its form:
    a width, in colour, or `plain`.
    """

    keys: list[tuple[str, str]]
    due: str
    forms: dict[str, str]


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

    records = []
    for each in _Pages(opened, sorted(set(places.values()))).every():
        where = filed("".join(f"{form}\t{filed(text)}\n" for form, text in each.forms.items()))
        records += [f"{kind}\t{key}\t{each.due}\t{where}" for kind, key in each.keys]
    table = sorted(f"{record}\t{crc32(record.encode())}".encode() for record in records)
    width = max(map(len, table)) + 1
    whole = ("\n".join(index) + "\n").encode()
    head = f"recoveryref-pages {fastpath.FORMAT} {len(whole)} {crc32(whole)} {width} {len(table)}\n".encode()
    put(path, b"".join((head, whole, *(record.ljust(width) for record in table), *parts)))


class _Pages:
    """The pages of a reference, for readers in the countries of these *codes*."""

    def __init__(self, opened: Reference, codes: Sequence[str]) -> None:
        self._opened, self._codes = opened, codes
        self._urgent = {code: locale.urgent(opened, code) for code in codes}
        self._mark = _MARK if any(self._urgent.values()) else ""
        self._words = {code: opened.words_of(code) for code in codes}
        self._spelt = {code: _spelt(words) for code, words in self._words.items()}
        tokens = sorted({token for words in self._words.values() for token in words})
        # Pages are made once for all countries, with a letter for each word of a country.
        self._letters = {token: chr(_FIRST_LETTER + number) for number, token in enumerate(tokens)}
        self._terms = queries.terms_anywhere(opened)
        self._made: dict[tuple[str, str], Page] = {}
        self._rendered: dict[tuple[Hashable, int], str] = {}

    def every(self) -> Iterator[_Prerendered]:
        """Every page in its forms, with what differs between countries within it."""
        opened = self._opened
        for name, kind in queries.all_kinds(opened).items():
            for listed in queries.entries(opened, name):
                forms = self._forms(
                    partial(self._entry, listed.id),
                    partial(self._plain_entry, listed.id),
                    self._homes(listed.id),
                )
                yield _Prerendered(list(_keys(opened, name, listed.id)), listed.due, forms)
            usual = {code: handbook.usual(opened, name, code) for code in self._codes}
            for slug in dict.fromkeys(usual.values()):
                forms = self._forms(
                    partial(self._usual, kind, slug),
                    partial(self._plain_usual, kind, slug),
                    self._homes(f"{name}/{slug}") if slug else [self._codes],
                )
                its = [f"{name}@{code}" for code, own in usual.items() if own == slug]
                keys = [(key, "") for key in (its if len({*usual.values()}) > 1 else [name])]
                yield _Prerendered(keys, _until(opened, kind, slug), forms)
        if queries.means(opened, kinds.OVERDOSE):
            due = queries.entry(opened, kinds.OVERDOSE).due
            yield _Prerendered([("overdose", "")], due, self._overdose())
        for code in self._codes:
            opened.fill(code)
            front = handbook.front_page(opened, code)
            text = "".join(self._blocks(lists.front_page(front, ANY_DAY, WIDEST)))
            yield _Prerendered([(f"front@{code}", "")], front.due, {str(WIDEST): text})

    def _forms(
        self, page: Callable[[], RenderableType], text: Callable[[], str], homes: Sequence[Sequence[str]]
    ) -> dict[str, str]:
        return {str(WIDEST): self._laid_out(page, homes), "plain": self._plain(text, homes)}

    def _homes(self, id: str) -> list[list[str]]:
        """The codes of the countries, those together for which an entry says the same."""
        called: Any = queries.entry(self._opened, id).data.get(BY_COUNTRY, {})
        found: dict[str, list[str]] = {}
        for code in self._codes:
            self._opened.fill(code)
            found.setdefault(locale.own_of(self._opened, called), []).append(code)
        return [*found.values()]

    def _fill(self, code: str) -> None:
        """Give texts as for a reader in this country, with a letter for each of its words."""
        self._opened.fill(code)
        self._opened.fill_with(self._letters)

    def _overdose(self) -> dict[str, str]:
        """The page of the first minutes, at each width."""
        texts: dict[int, Blocks] = {width: {} for width in range(NARROWEST, WIDEST + 1, fastpath.STEP)}
        for code in self._codes:
            self._opened.fill(code)
            entry = queries.entry(self._opened, kinds.OVERDOSE)
            for width, blocks in texts.items():
                shown = lists.overdose(entry, self._urgent[code], ANY_DAY, width)
                blocks[code] = self._blocks(shown, width)
        forms = {str(width): _merged(blocks) for width, blocks in texts.items()}
        return {**forms, "plain": self._plain(self._plain_overdose, [self._codes])}

    def _laid_out(self, make: Callable[[], RenderableType], homes: Sequence[Sequence[str]]) -> str:
        """What *make* gives, in colour, for every country: for those of each of *homes* it gives the same.
        What words of one length give is laid out once.
        """
        texts: Blocks = {code: [] for code in self._codes}
        for codes, parts in zip(homes, self._each(homes, lambda: _parts(make()), _content), strict=True):
            for part in parts:
                own = self._own(part) if part is not None else dict.fromkeys(codes, "")
                for code in codes:
                    texts[code].append(own[code])
        mark, lines = self._line(_MARK), {code: self._line(urgent) for code, urgent in self._urgent.items()}
        return _merged(
            {code: [lines[code] if block == mark else block for block in texts[code]] for code in self._codes}
        )

    def _own(self, part: RenderableType) -> Mapping[str, str]:
        """A part of a page for each country: laid out once for all whose words in it are of one length."""
        held = set(_letters_in(part))
        used = [token for token, letter in self._letters.items() if letter in held]
        if not used:
            return dict.fromkeys(self._codes, self._block(part, WIDEST))
        texts: dict[str, str] = {}
        laid: dict[tuple[str | None, ...], str] = {}
        for code, spelling in self._spelt.items():
            own = tuple(map(spelling.words.get, used))
            if own not in laid:
                words = {self._letters[token]: word for token, word in zip(used, own, strict=True) if word}
                laid[own] = self._block(_filled(part, words), WIDEST)
            letters = {k: c for token in used for k, c in spelling.letters[token].items()}
            texts[code] = laid[own].translate(letters)
        return texts

    def _line(self, urgent: str) -> str:
        """The line for an emergency by itself, as it stands on every page."""
        return "".join(self._blocks(lists.line(urgent, WIDEST))) if urgent else ""

    def _plain(self, make: Callable[[], str], homes: Sequence[Sequence[str]]) -> str:
        """What *make* gives, for every country: nothing is laid out, so a letter stands for each word."""
        letters = self._letters
        apart = re.compile(f"([{_MARK}{''.join(letters.values())}\n])")
        words = {
            code: {_MARK: self._urgent[code], **{letters[token]: word for token, word in own.items()}}
            for code, own in self._words.items()
        }
        texts: Blocks = {}
        for codes, blocks in zip(homes, self._each(homes, lambda: apart.split(make()), str), strict=True):
            for code in codes:
                texts[code] = [words[code].get(block, block) if block is not None else "" for block in blocks]
        return _merged({code: texts[code] for code in self._codes})

    def _each(
        self, homes: Sequence[Sequence[str]], make: Callable[[], Sequence[T]], key: Callable[[T], Hashable]
    ) -> list[list[T | None]]:
        """What *make* gives for each of *homes*, with None for what another has more, so that they
        correspond: from where they first differ.
        """
        made: list[Sequence[T]] = []
        for codes in homes:
            self._fill(codes[0])
            made.append(make())
        most = max(map(len, made))
        keys = zip(*([key(each) for each in parts] for parts in made), strict=False)
        same = next((n for n, row in enumerate(keys) if len({*row}) > 1), 0)
        return [[*parts[:same], *[None] * (most - len(parts)), *parts[same:]] for parts in made]

    def _blocks(self, shown: RenderableType, width: int = WIDEST) -> list[str]:
        """The parts of a page, each rendered by itself, and once however many pages hold it."""
        return [self._block(part, width) for part in _parts(shown)]

    def _block(self, part: RenderableType, width: int) -> str:
        key = (_content(part), width)
        if key not in self._rendered:
            self._rendered[key] = rendered(lambda _: Group(part), width, colour=True)
        return self._rendered[key]

    def _usual(self, kind: Kind, slug: str | None) -> RenderableType:
        """What is shown where nothing is named."""
        if not slug:
            return lists.of_kind(self._opened, kind.name, self._mark, ANY_DAY, WIDEST)
        others = [other for other in queries.entries(self._opened, kind.name) if other.slug != slug]
        shown = self._entry(f"{kind.name}/{slug}")
        return Group(*shown.renderables, lists.others(kind.name, others, WIDEST))

    def _plain_usual(self, kind: Kind, slug: str | None) -> str:
        if slug:
            return self._plain_entry(f"{kind.name}/{slug}")
        return plain.listed(queries.entries(self._opened, kind.name), ANY_DAY)

    def _page(self, id: str) -> Page:
        key = id, self._opened.country
        if key not in self._made:
            self._made[key] = entry_page(queries.entry(self._opened, id), self._mark)
        return self._made[key]

    def _entry(self, id: str) -> Group:
        return terminal.page(with_words(self._page(id), self._terms, marked=True), ANY_DAY, WIDEST)

    def _plain_overdose(self) -> str:
        return plain.overdose(queries.entry(self._opened, kinds.OVERDOSE), self._mark, ANY_DAY)

    def _plain_entry(self, id: str) -> str:
        return plain.page(self._page(id), ANY_DAY)


def _parts(shown: RenderableType) -> Sequence[RenderableType]:
    return shown.renderables if isinstance(shown, Group) else [shown]


def _letters_in(part: RenderableType) -> Iterator[str]:
    """The private-use letters in a part of a page."""
    match part:
        case str():
            yield from _LETTERS.findall(part)
        case Text():
            yield from _LETTERS.findall(part.plain)
        case Group():
            yield from chain.from_iterable(map(_letters_in, part.renderables))
        case Padding():
            yield from _letters_in(part.renderable)
        case Grid():
            yield from chain.from_iterable(map(_letters_in, chain.from_iterable(part.rows)))
        case _:
            raise _unknown(part)


def _filled(part: RenderableType, words: Mapping[str, str]) -> RenderableType:
    """A part of a page with these *words* for its letters."""
    match part:
        case str():
            return part.translate({ord(letter): word for letter, word in words.items()})
        case Text() if not words.keys() & set(part.plain):
            return part
        case Text():
            # Where each letter comes to stand.
            at = [0, *accumulate(len(words.get(c, c)) for c in part.plain)]
            text = part.blank_copy("".join(words.get(c, c) for c in part.plain))
            text.spans = [Span(at[begin], at[end], style) for begin, end, style in part.spans]
            return text
        case Group():
            return Group(*(_filled(each, words) for each in part.renderables))
        case Padding():
            around = (part.top, part.right, part.bottom, part.left)
            return Padding(_filled(part.renderable, words), around)
        case Grid():
            grid = Grid(*part.widths, gap=part.gap)
            for row in part.rows:
                grid.add_row(*(_filled(cell, words) for cell in row))
            return grid
    raise _unknown(part)


def _content(part: RenderableType) -> Hashable:
    """All that decides what a part of a page looks like."""
    match part:
        case str():
            return part
        case Text():
            return part.plain, str(part.style), part.no_wrap, tuple(part.spans)
        case Group():
            return tuple(map(_content, part.renderables))
        case Padding():
            return part.left, part.right, part.top, part.bottom, _content(part.renderable)
        case Grid():
            return part.widths, part.gap, *(tuple(map(_content, row)) for row in part.rows)
    raise _unknown(part)


def _unknown(part: RenderableType) -> TypeError:
    return TypeError(f"a page holds {part!r}, whose content nothing here knows")


def _merged(texts: Blocks) -> str:
    """One text for all countries; a run that differs holds each one's own."""
    if len({len(blocks) for blocks in texts.values()}) > 1:
        texts = {code: ["".join(blocks)] for code, blocks in texts.items()}
    return "".join(_run(dict(zip(texts, row, strict=True))) for row in zip(*texts.values(), strict=True))


def _run(own: Mapping[str, str]) -> str:
    first, *others = own.values()
    if all(other == first for other in others):
        return first
    each = (fastpath.OWN + code + fastpath.OWN + text for code, text in own.items())
    return fastpath.DIFFERS + "".join(each) + fastpath.DIFFERS


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


def _until(opened: Reference, kind: Kind, slug: str | None) -> str:
    """Until when that may be shown: until the first of it falls due for review."""
    shown = [each for each in queries.entries(opened, kind.name) if slug in (None, each.slug)]
    return min((each.due for each in shown), default=locale.NEVER)


def _keys(opened: Reference, kind: str, id: str) -> Iterator[tuple[str, str]]:
    """The kinds and keys by which the fast path may show this entry: only what means it alone."""
    found = queries.hit(opened, queries.sizes(opened)[id][0])
    for name in {*queries.names_of(opened, id), *queries.countries_of(opened, id)}:
        key = fastpath.key(name)
        if key and key == names.key(name) and not question.names_a_section(*found, name):
            # What means it among all kinds does so among its own.
            anywhere = queries.means(opened, name) == id
            if anywhere or queries.means(opened, name, kind) == id:
                yield kind, key
            if anywhere:
                yield "show", key
