"""What is asked, read from what was typed: the things it names, the aspects of them, and its words."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from recoveryref.reader import locale, names, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.queries import aspects, words
from recoveryref.reader.records import MIXING, TRAVEL, Aspect, Beyond

# Words beyond these are not read: nobody asks so long, and a search stays quick.
_MOST_LETTERS, _MOST_WORDS = 2000, 40
# Up to so many words make one name or phrase.
_LONGEST = 5
# A shorter word is too near to others to be read as one of them.
_SPELT = 4
# So many of the words that share runs of letters are looked at, and so many may have been meant.
_MOST_ALIKE, _MOST_MEANT = 60, 3


class Group(NamedTuple):
    """Words that mean one thing: the phrases that stand for it, and these as an FTS5 query, any of which is
    found; what they are *called* first where they name a medicine or drug (sertraline, for Zoloft);
    *alone* each word that says something by itself, beside what it stands for; and whether they are a *thing*
    of which it is said that an entry does not speak of it.
    """

    said: str
    phrases: tuple[str, ...]
    match: str
    called: tuple[str, ...]
    alone: tuple[str, ...]
    thing: bool


class Named(NamedTuple):
    """An entry that is named: how much of what is asked its name is, whether that is its own name before any
    other entry's, and whether it holds another name (methadone withdrawal).
    """

    share: float
    first: bool
    longer: bool


class Asked(NamedTuple):
    """*said* are the words as they were typed, *typed* what they stand for; *groups* each thing in it once;
    *aspects* what is asked of it, and *ways* the same for each phrase that asks, of which any may be meant;
    *named* the entries that it names, by their rows; *beside* the words that do not name; *rest* those that
    neither name, nor ask an aspect, nor say nothing; *beyond* what is said where it is not answered here;
    *there* the code of the country that is spoken of.
    """

    said: tuple[str, ...]
    typed: tuple[str, ...]
    groups: tuple[Group, ...]
    aspects: tuple[Aspect, ...]
    ways: tuple[tuple[str, ...], ...]
    named: Mapping[int, Named]
    beside: tuple[str, ...]
    rest: tuple[str, ...]
    beyond: Beyond | None
    there: str | None


def read(reference: Reference, text: str, kind: str | None = None) -> Asked:
    """What *text* asks, of entries of a *kind* or of any; any text is safe."""
    said = words(text[:_MOST_LETTERS])[:_MOST_WORDS]
    apart = [part for word in said for part in _number_and_unit(reference, word)]
    typed = _in_full(apart, _phrases(reference, apart))
    meant = {n: near for n, word in enumerate(typed) if (near := spelt(reference, word))}
    typed = [meant[n][0] if n in meant else word for n, word in enumerate(typed)]
    known = _phrases(reference, typed)
    groups, silent = _groups(reference, typed, known, meant)
    asking = _asking(typed, known)
    taken = {place for places, _ in asking for place in places}
    wanted = _aspects(reference, [way for _, way in asking])
    counted = {word for group in groups for word in group.said.split()}
    empty = silent | {n for n, word in enumerate(typed) if "unread" in known.get(word, ())}
    named, called, naming = _named(reference, typed, counted, (taken, empty), kind)
    # What names the thing asks nothing of it.
    ways = [way for places, way in asking if not naming.issuperset(places)]
    beside = [word for n, word in enumerate(typed) if n not in called]
    rest = [word for n, word in enumerate(typed) if n not in silent | taken | called]
    there = locale.spoken_of(reference, said)
    if there and (lines := _lines_of_country(reference, there, kind)):
        named.setdefault(lines, Named(0.0, first=False, longer=False))
    if not wanted and _names_another(reference, groups, named):
        # Who names another medicine beside one of ours asks whether they go together.
        wanted = {each.name: each for each in aspects(reference) if MIXING in each.fields}
    asks = (tuple(wanted.values()), tuple(ways))
    return Asked(
        tuple(said),
        tuple(typed),
        tuple(groups),
        *asks,
        named,
        tuple(beside),
        tuple(rest),
        _beyond(reference, known),
        there,
    )


def ruling(reference: Reference, asked: Asked) -> frozenset[str]:
    """What the country is called whose rules are *asked*: that which is spoken of, on a journey the reader's
    own too; else the reader's own; nothing where nobody knows.
    """
    there = locale.home(reference, asked.there)
    away = any(TRAVEL in aspect.fields for aspect in asked.aspects)
    return there | locale.home(reference) if away else there


def _number_and_unit(reference: Reference, word: str) -> list[str]:
    """A word; where not it, but its end is known, the number and the unit that it is written of (150mg)."""
    unit = word.lstrip("0123456789")
    if unit in ("", word) or _known(reference, word) or not _known(reference, unit):
        return [word]
    return [word.removesuffix(unit), unit]


def runs(typed: Sequence[str]) -> Iterator[tuple[range, str]]:
    """Every run of words, the longest first: their places, and the words."""
    for length in range(min(_LONGEST, len(typed)), 0, -1):
        for begin in range(len(typed) - length + 1):
            yield range(begin, begin + length), " ".join(typed[begin : begin + length])


_PHRASES = """
    SELECT key, role, expands_to FROM phrase JOIN expansion ON id = expansion
    WHERE key IN (SELECT value FROM json_each(:keys))
"""


def _phrases(reference: Reference, typed: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """What the runs of words stand for, by their roles."""
    known: dict[str, dict[str, list[str]]] = {}
    for key, role, expands_to in reference.select(_PHRASES, keys=json.dumps([run for _, run in runs(typed)])):
        known.setdefault(key, {})[role] = reference.json(expands_to)
    return known


def _in_full(typed: Sequence[str], known: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """The words with what was written in haste written in full."""
    full: list[str] = []
    place = 0
    while place < len(typed):
        ways = ((length, " ".join(typed[place : place + length])) for length in range(_LONGEST, 0, -1))
        length, run = next((way for way in ways if "written" in known.get(way[1], ())), (1, typed[place]))
        full += known[run]["written"][0].split() if "written" in known.get(run, ()) else [run]
        place += length
    return full


def _groups(
    reference: Reference,
    typed: Sequence[str],
    known: Mapping[str, Mapping[str, list[str]]],
    meant: Mapping[int, Sequence[str]],
) -> tuple[list[Group], set[int]]:
    """What is asked for, each thing once: phrases with what they expand to, other words by themselves; and
    the places of the words that say nothing.
    """
    unread = queries.unread(reference)
    called = _called(reference, typed)
    groups: dict[str, Group] = {}
    taken: set[int] = set()
    silent: set[int] = set()
    for places, run in runs(typed):
        roles = known.get(run, {})
        if taken & {*places} or (len(places) > 1 and "synonym" not in roles):
            continue
        taken |= {*places}
        if "stop" in roles and "synonym" not in roles:
            silent |= {*places}
        elif run not in groups:
            others = roles.get("synonym") or meant.get(places[0], ())[1:]
            phrases = tuple(" ".join(words(each)) for each in (run, *others))
            match = " OR ".join(quoted(queries.read(each, unread)) for each in phrases)
            told = [word for word in run.split() if "stop" not in known.get(word, ())]
            names_ = dict.fromkeys(name for each in (run, *told) for name in called.get(each, ()))
            alone = told if len(places) > 1 else [run] if others or names_ else []
            groups[run] = Group(run, phrases, match, tuple(names_), tuple(alone), "thing" in roles)
    return list(groups.values()), silent


_CALLED = """
    SELECT key, coalesce(other.name, title)
    FROM name JOIN owner ON number = owner
        LEFT JOIN entry ON owner.kind = 'medications' AND entry.id = owner.id
        LEFT JOIN other ON owner.kind = 'other' AND other.id = owner.id AND of IN ('medicine', 'drug')
    WHERE key IN (SELECT value FROM json_each(:keys)) AND coalesce(other.name, title) IS NOT NULL
"""


def _called(reference: Reference, typed: Sequence[str]) -> dict[str, list[str]]:
    """What the medicines and drugs are called first that the runs of words name."""
    keys = {run: names.key(run) for _, run in runs(typed)}
    found: dict[str, list[str]] = {}
    for key, title in reference.select(_CALLED, keys=json.dumps([*keys.values()])):
        # What stands in brackets explains a title.
        found.setdefault(key, []).append(title.partition(" (")[0])
    return {run: found[key] for run, key in keys.items() if key in found}


def _asking(
    typed: Sequence[str], known: Mapping[str, Mapping[str, list[str]]]
) -> list[tuple[range, tuple[str, ...]]]:
    """The places of each phrase that asks, and what it asks, by the names of the aspects."""
    found: list[tuple[range, tuple[str, ...]]] = []
    taken: set[int] = set()
    for places, run in runs(typed):
        asks = known.get(run, {}).get("aspect", ())
        if asks and not taken & {*places}:
            taken |= {*places}
            found.append((places, tuple(asks)))
    return found


def _aspects(reference: Reference, ways: Iterable[Sequence[str]]) -> dict[str, Aspect]:
    """The aspects that are asked, by their names."""
    wanted = list(dict.fromkeys(name for names_ in ways for name in names_))
    found = {each.name: each for each in aspects(reference, wanted)}
    return {name: found[name] for name in wanted}


def _beyond(reference: Reference, known: Mapping[str, Mapping[str, list[str]]]) -> Beyond | None:
    """What is said to a question that is not answered here: the first of which every list was heard."""
    heard: dict[int, set[int]] = {}
    for roles in known.values():
        for mark in roles.get("beyond", ()):
            number, place = map(int, mark.split())
            heard.setdefault(number, set()).add(place)
    for number, places in sorted(heard.items()):
        about = next(iter(queries.beyond(reference, number)), None) if 0 not in places else None
        if about and len(places) == about.lists:
            return about
    return None


_NAMED = """
    SELECT key, rank, entry.rowid, entry.kind = coalesce(:kind, entry.kind)
    FROM name JOIN owner ON number = owner JOIN entry USING (id)
    WHERE key IN (SELECT value FROM json_each(:keys))
"""


def _named(
    reference: Reference,
    typed: Sequence[str],
    counted: set[str],
    unnamed: tuple[set[int], set[int]],
    kind: str | None,
) -> tuple[dict[int, Named], set[int], set[int]]:
    """The entries that are named, by their rows; the places of the words that name them, and of those that
    name what is meant first.

    *unnamed* are the places of words that ask an aspect, and of those that say nothing. A name within a
    longer one is not meant first (methadone in methadone withdrawal), nor one whose words ask an aspect of
    something else that is named (driving, beside methadone): where all do, the first is the thing. One that
    says nothing (can, of Canada) is none beside others.
    """
    asking, silent = unnamed
    keys: dict[str, list[range]] = {}
    for places, run in runs(typed):
        if not silent.issuperset(places) or len(places) == len(typed):
            keys.setdefault(names.key(run), []).append(places)
            if turned := names.turned(run.split()):
                keys.setdefault(names.key("".join(turned)), []).append(places)
    rows: dict[str, list[tuple[int, int]]] = {}
    other_kinds: set[str] = set()
    for key, rank, row, of_kind in reference.select(_NAMED, keys=json.dumps([*keys]), kind=kind):
        if of_kind:
            rows.setdefault(key, []).append((rank, row))
        else:
            other_kinds.add(key)
    every = [(places, rows[key]) for key, runs_ in keys.items() if key in rows for places in runs_]
    names_ = [places for key in rows.keys() | other_kinds for places in keys[key]]
    things = any(not asking.issuperset(places) for places, _ in every)
    begin = min((places.start for places, _ in every), default=0)
    found: dict[int, Named] = {}
    first: set[int] = set()
    for places, called in every:
        within = any(len(other) > len(places) and {*places} < {*other} for other, _ in every)
        longer = any(len(other) < len(places) and {*other} < {*places} for other in names_)
        own_words = not asking.issuperset(places) if things else places.start == begin
        meant = not within and own_words
        first |= {*places} if meant else set()
        share = sum(typed[place] in counted for place in places) / max(1, len(counted))
        for rank, row in called:
            own = Named(share, meant and rank == min(called)[0], longer)
            before = found.get(row, own)
            found[row] = Named(max(share, before.share), own.first or before.first, longer or before.longer)
    return found, {place for places, _ in every for place in places}, first


_ROW = "SELECT rowid FROM entry WHERE id = :id AND kind = coalesce(:kind, kind)"


def _lines_of_country(reference: Reference, code: str, kind: str | None) -> int | None:
    """The row of the numbers to call in a country."""
    rows = reference.select(_ROW, id=locale.helplines(reference, code), kind=kind)
    return next((row for (row,) in rows), None)


def _names_another(reference: Reference, groups: Iterable[Group], named: Mapping[int, Named]) -> bool:
    """Whether one of our medicines is named, and another medicine or drug beside it."""
    first = [row for row, each in named.items() if each.first]
    if len(first) != 1 or not any(group.called for group in groups):
        return False
    id = queries.id_of(reference, first[0])
    its = queries.title_of(reference, id).partition(" (")[0]
    return id.startswith("medications/") and any(each.called and its not in each.called for each in groups)


_USED = "SELECT 1 FROM said WHERE said MATCH :match LIMIT 1"


def used(reference: Reference, match: str) -> bool:
    """Whether any entry holds what *match* (an FTS5 query) asks for."""
    return next(reference.select(_USED, match=match), None) is not None


_KNOWN = """
    SELECT 1 FROM name JOIN owner ON number = owner WHERE key = :key AND kind = 'other'
    UNION SELECT 1 FROM phrase WHERE key = :word
"""


def _known(reference: Reference, word: str) -> bool:
    """Whether a word stands in any entry, or is known without one: a name of something else, or a phrase."""
    known = reference.select(_KNOWN, key=names.key(word), word=word)
    return next(known, None) is not None or used(reference, quoted(word))


def spelt(reference: Reference, word: str) -> list[str]:
    """What a word that nothing knows may have been meant to be: the nearest words of entries."""
    if len(word) < _SPELT or any(c.isdigit() for c in word):
        return []
    if _known(reference, word):
        return []
    near = nearest(reference, word)
    meant = [other for errors, other in near if errors == near[0][0] and errors <= names.slack(len(word))]
    return meant[:_MOST_MEANT]


def nearest(reference: Reference, word: str) -> list[tuple[int, str]]:
    """The words of entries that are nearest to *word*, each with how many slips away it is."""
    near = names.alike(word, queries.vocabulary(reference), _MOST_ALIKE)
    return sorted((names.distance(word, other, 4), other) for other in near)


def quoted(phrase: str) -> str:
    """Words as an FTS5 phrase: nothing in them can be taken for an operator."""
    return f'"{phrase}"'
