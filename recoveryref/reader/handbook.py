"""What a command, a program or an assistant asks of the reference, answered without a word beside it.

Nothing here prints. Where an answer needs a remark (a name that was only near, a word that nothing
speaks of), it comes with its *notes*, and whoever asked says them or not.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from recoveryref import fastpath, kinds, paths
from recoveryref.control_chars import quoted
from recoveryref.errors import Ambiguous, DataFault, NotFound, RecoveryRefError, WrongUse
from recoveryref.reader import locale, queries
from recoveryref.reader.file import Reference, open_reference
from recoveryref.reader.records import Entry, Found, Term

if TYPE_CHECKING:
    from recoveryref.reader.search import Found as SearchFound

# Compiles the data in a folder, told why that is needed. A reader cannot: it is given one.
Compile = Callable[[str, str], Reference]

Notes = tuple[str, ...]


class Named(NamedTuple):
    """The entry that a name means, how it was found, and what to say of that."""

    entry: Entry
    found: Found
    notes: Notes


class FrontPage(NamedTuple):
    """What the front page says in a country: settings, the cards for the moment, counts of the other
    kinds, where to turn in an emergency and besides, and when these numbers fall due for review.
    """

    settings: Mapping[str, str]
    cards: Sequence[Entry]
    counts: Mapping[str, int]
    urgent: str
    lines: Sequence[str]
    due: str


def today() -> str:
    """The day (ISO) against which reviews are held."""
    return time.strftime("%Y-%m-%d")


def open_(path: str | os.PathLike[str] | None, compile: Compile) -> Reference:
    """The reference to read: the one named, else our own, compiled afresh where its data was edited;
    with the numbers of the country that was named, else of the locale's.
    """
    opened = open_reference(path) if path else _own(compile)
    if named := os.environ.get(fastpath.COUNTRY):
        opened.fill(country(opened, named))
    return opened


def _own(compile: Compile) -> Reference:
    folder = paths.data_folder()
    if not os.path.exists(paths.REFERENCE) and os.path.isdir(folder) and folder != paths.PACKAGED:
        return compile(folder, "there is no compiled reference yet")
    opened = open_reference(paths.REFERENCE)
    settings = queries.meta(opened)
    if "watched" in settings and os.path.isdir(folder) and settings["fingerprint"] != _fingerprint(folder):
        return compile(folder, "the data was edited")
    return opened


def _fingerprint(folder: str) -> str:
    try:
        return fastpath.fingerprint(folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise DataFault(f"{folder} cannot be read ({why}): check its rights, or name a --reference") from None


def country(reference: Reference, name: str) -> str:
    """The code of the country with this name or code, or of the one whose lines are called so; raises
    *WrongUse*.
    """
    if code := locale.code(reference, name):
        return code
    try:
        found = queries.find(reference, name, "helplines")
        if not found.exact:
            raise NotFound(name, [found.name])
    except (Ambiguous, NotFound) as error:
        why = str(error).partition(": ")[2]
        raise WrongUse(f"no country is called {quoted(name)}: {why}") from None
    return queries.entry(reference, found.id).helplines["country"]


def kind(reference: Reference, name: str) -> str:
    """The kind that *name* means, singular or plural; raises *NotFound*."""
    if found := kinds.named(name):
        return found
    from difflib import get_close_matches

    known = kinds.KINDS
    raise NotFound(name, get_close_matches(name.casefold(), known, n=2) or list(known)[:4])


def named(reference: Reference, name: str, kind: str | None = None) -> Named:
    """The entry that *name* means, of a kind or of any. A name that surely speaks of danger is taken for no
    other; raises *NotFound* or *Ambiguous*.
    """
    from recoveryref.reader.danger import heard

    found = queries.find(reference, name, kind)
    if not found.exact and (danger := heard(reference, name)) and danger.kinds:
        raise NotFound(name, [])
    return meant(reference, name, found)


def meant(reference: Reference, name: str, found: Found) -> Named:
    """The entry for which *name* was taken."""
    return Named(queries.entry(reference, found.id), found, tuple(_taken_for([name], [found])))


def exactly(reference: Reference, name: str, kind: str | None = None) -> Entry:
    """The entry that *name* means exactly: no name that is only near is taken for another. Raises
    *NotFound*, which holds the nearest, or *Ambiguous*.
    """
    found = queries.find(reference, name, kind)
    if not found.exact:
        raise NotFound(name, [found.name])
    return queries.entry(reference, found.id)


def usual(reference: Reference, kind: str, country: str) -> str | None:
    """What is shown where nothing is named: for some kinds one entry, not a list."""
    if kind == "helplines":
        return locale.helplines(reference, country).partition("/")[2] or None
    first = kinds.KINDS[kind].usual
    return first if first in {listed.slug for listed in queries.entries(reference, kind)} else None


def abroad(reference: Reference, id: str, said: Collection[str]) -> tuple[str, ...]:
    """The countries that the statements *said* of an entry speak of, where these are not the reader's own;
    none, where nobody knows that. What tells what differs between countries says so itself.
    """
    home = locale.home(reference)
    every = queries.statements_of(reference, id) if home else ()
    found = (each.country for each in every if each.text in said and not each.by_country)
    return tuple(dict.fromkeys(country for country in found if country and country not in home))


def separated(reference: Reference, words: Sequence[str], kind: str | None = None) -> list[str]:
    """The names that *words* hold, each of one word or of several, without quotes: as few as every word
    can be a part of; where they cannot, the words as one name.
    """
    if len(words) < 2 or all(_is_name(reference, word, kind) for word in words):
        return list(words)
    ways: list[list[str] | None] = [[]]
    for end in range(1, len(words) + 1):
        found = [
            [*before, run]
            for begin in range(end)
            if (before := ways[begin]) is not None
            and _is_name(reference, run := " ".join(words[begin:end]), kind)
        ]
        ways.append(min(found, key=len, default=None))
    if ways[-1]:
        return ways[-1]
    return list(words) if all(queries.near_to(reference, word, kind) for word in words) else [" ".join(words)]


def _is_name(reference: Reference, name: str, kind: str | None) -> bool:
    """Whether *name* is exactly a name of an entry, or of several."""
    try:
        return queries.find(reference, name, kind).exact
    except Ambiguous:
        return True
    except NotFound:
        return False


def comparable(reference: Reference, names: Sequence[str]) -> tuple[list[Entry], Notes]:
    """The two to four entries of one kind that *names* mean; raises *WrongUse*."""
    if not 2 <= len(names) <= 4:
        raise WrongUse(
            "compare takes two to four names, such as: recoveryref compare methadone buprenorphine"
        )
    found, notes = _of_one_kind(reference, names)
    kinds = {id.partition("/")[0] for id in found}
    if len(kinds) > 1:
        raise WrongUse(f"{', '.join(found)} are of different kinds: compare entries of one kind")
    if len(set(found)) < len(found):
        raise WrongUse(f"{found[0]} is named twice: name two different entries")
    return [queries.entry(reference, id) for id in found], notes


def _of_one_kind(reference: Reference, names: Sequence[str]) -> tuple[list[str], Notes]:
    """The ids that *names* mean: all of one kind where they can be read so, else what each means."""
    for kind in (None, *queries.all_kinds(reference)):
        try:
            found = [queries.find(reference, name, kind) for name in names]
        except (NotFound, Ambiguous):
            continue
        ids = [each.id for each in found]
        if all(each.exact for each in found) and len({id.partition("/")[0] for id in ids}) == 1:
            return ids, ()
    found = [queries.find(reference, name) for name in names]
    return [each.id for each in found], tuple(_taken_for(names, found))


def _taken_for(names: Sequence[str], found: Sequence[Found]) -> Iterator[str]:
    """What each name was taken for, where that is not how the entry is called."""
    for name, each in zip(names, found, strict=True):
        if not each.spelt:
            yield f"{quoted(name)} taken for {each.name} ({each.id})"


def terms(reference: Reference, name: str) -> tuple[list[Term], Notes]:
    """The glossary's term of this name, or every one where that is empty; raises *NotFound*."""
    if not name:
        return queries.terms(reference), ()
    found = queries.find(reference, name, "glossary")
    notes = () if found.spelt else (f"{quoted(name)} taken for {found.name}",)
    return queries.terms(reference, found.id), notes


def unsaid(found: "SearchFound") -> str:
    """What to say where the entry that is named says nothing on what is asked of it; else nothing."""
    if not found.silent:
        return ""
    title, aspect = found.silent
    nearest = "What comes nearest:" if found.hits[0].title == title else "Another page comes nearer:"
    return f"The page {quoted(title)} does not say anything on: {aspect}. {nearest}"


# What is longer is not typed again.
_TYPED_AGAIN = 300


def typed_again(text: str) -> str:
    """The words of *text*, as they may stand in a command; nothing where these are too many."""
    said = " ".join(queries.words(text))
    return said if len(said) <= _TYPED_AGAIN else ""


def search_notes(reference: Reference, text: str, found: "SearchFound") -> Notes:
    """What to say beside the results of a search for *text*: words that nothing speaks of, what is there
    for people who prescribe or study, and what to try where nothing was found.
    """
    notes = []
    for word in found.unknown:
        known = queries.known(reference, word)
        says = known.says(word) if known and known.what else f"nothing here speaks of {quoted(word)}"
        notes.append(says)
    if found.staff:
        said = typed_again(text)
        command = (
            f"recoveryref search --clinical {said}" if said else f"{kinds.typed(found.staff)} --clinical"
        )
        notes.append(f"for people who prescribe or study there is more: {command}")
    if not found.hits:
        near = f"did you mean {' or '.join(found.near)}?" if found.near else ""
        notes.append(f"nothing found for {quoted(text)}: {near or 'try other words, or: recoveryref list'}")
    return tuple(notes)


@contextmanager
def danger_first(reference: Reference, *said: str) -> Iterator[None]:
    """Where what was *said* cannot be answered and speaks of danger, the error says first where to turn."""
    try:
        yield
    except RecoveryRefError as error:
        from recoveryref.reader.danger import heard

        if found := heard(reference, " ".join(said)):
            error.args = (f"{' '.join(found.lines)} ({error})",)
        raise


def front_page(reference: Reference, country: str) -> FrontPage:
    """What the front page says in *country*."""
    counts: dict[str, int] = {}
    for listed in queries.entries(reference):
        if listed.kind != kinds.CARDS:
            counts[listed.kind] = counts.get(listed.kind, 0) + 1
    urgent = locale.urgent(reference, country)
    settings, own = queries.meta(reference), cards(reference)
    return FrontPage(settings, own, counts, urgent, *locale.numbers(reference, country))


def cards(reference: Reference) -> list[Entry]:
    """The cards for the moment, most urgent first."""
    return [queries.entry(reference, listed.id) for listed in queries.entries(reference, kinds.CARDS)]


def is_known(reference: Reference, name: str) -> bool:
    """Whether *name* is one of ours, or of what is known without a page."""
    try:
        queries.find(reference, name)
    except Ambiguous:
        return True
    except NotFound as error:
        return error.known is not None
    return True


def is_asked(reference: Reference, typed: Sequence[str]) -> bool:
    """Whether what was *typed* may be a question: several words, of which it knows one."""
    from recoveryref.reader import question

    said = [word for word in typed if not word.startswith("-")]
    return len(said) > 1 and any(
        question.goes_on(reference, word) or queries.in_vocabulary(reference, word) for word in said
    )


def asked_of(reference: Reference, name: str, incomplete: str, kind: str | None) -> list[str]:
    """What people ask of the entry of this name, which holds it, that begins as *incomplete*."""
    id = queries.means(reference, name, kind) if name else None
    every = queries.aspects_of(reference, id) if id else ()
    return [each.name for each in every if each.name.startswith(incomplete.lower())]


def items(reference: Reference) -> list[tuple[str, str]]:
    """The items of the withdrawal scale as options, each with its points."""
    return [
        (f"--{item['id']}", f"{item['label']}: {', '.join(str(each['points']) for each in item['options'])}")
        for item in queries.entry(reference, kinds.COWS).scale["items"]
    ]
