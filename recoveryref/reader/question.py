"""A question without a command: the entry that it names, the part of it that it asks for, or an hour.

Whatever is not plainly one of these is left to a search: no page is opened by guess.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

from recoveryref import kinds
from recoveryref.errors import Ambiguous
from recoveryref.reader import answers, durations, locale, names, queries, ranking, weights
from recoveryref.reader.asked import Asked, read, ruling, runs
from recoveryref.reader.durations import Since
from recoveryref.reader.file import Reference
from recoveryref.reader.queries import words
from recoveryref.reader.records import (
    BY_COUNTRY,
    MIXING,
    RISKS,
    RULED,
    WHERE,
    Aspect,
    Entry,
    Found,
    Hit,
    Stated,
)
from recoveryref.reader.stems import of_ours, stems


class Part(NamedTuple):
    """What is asked of one entry: for each phrase that asks, the aspects of which any may be meant; what is
    named to be taken with it that its statements on that do not name (tramadol); and the ways (stems) to say
    each thing that is asked beside its name.
    """

    entry: Entry
    ways: tuple[tuple[Aspect, ...], ...]
    unsaid: tuple[str, ...] = ()
    said: tuple[tuple[str, ...], ...] = ()


class Moment(NamedTuple):
    """An hour of one withdrawal timeline."""

    entry: Entry
    since: Since


def is_name(reference: Reference, text: str, kind: str | None) -> bool:
    """Whether *text* is a name by itself: exactly an entry's, or several entries', or of something known, or
    what was heard where a medicine was said.
    """
    try:
        found = queries.exactly(reference, text, kind)
    except Ambiguous:
        return True
    return bool(found or queries.known(reference, text) or queries.by_ear(reference, text))


_WRITTEN = "SELECT 1 FROM name WHERE key = :key LIMIT 1"


def part_named(reference: Reference, text: str, kind: str | None) -> Part | None:
    """The part of an entry that *text* asks for, though its words in another order name one (`methadone
    driving`, where driving on methadone has a page).
    """
    if len(words(text)) < 2 or next(reference.select(_WRITTEN, key=names.key(text)), None):
        return None
    found = asked_of_one(reference, text, kind)
    return found if isinstance(found, Part) else None


# So many words may be a name with a slip of the fingers; more are a sentence, not held against all names.
_LONGEST_NAME = 4


def is_long(reference: Reference, text: str) -> bool:
    """Whether *text* is too long for a name with a slip of the fingers in it, and a form and strength."""
    return len(words(text)) > _LONGEST_NAME and len(queries.without_form(reference, text)) > _LONGEST_NAME


def offers_a_name(reference: Reference, text: str, kind: str | None, near: Sequence[str]) -> bool:
    """Whether to somebody who typed *text* names are offered (*near*), not a search: where it is one word
    near to them, or the name of an entry of another kind.
    """
    if not near:
        return False
    return len(words(text)) < 2 or (kind is not None and queries.means(reference, text) is not None)


# What is called by a name; of a topic more is asked.
_THINGS = ("medications", "settings", "stages", "supports", "symptoms", "therapies", "timelines")
# How far the first of a search must be before the second for its page to be opened.
_AHEAD = 3.0


def named_together(reference: Reference, text: str, kind: str | None = None) -> Found | None:
    """The one entry of which several names together hold all words of a short *text* (`racing pulse`,
    where one is called a racing heart and a fast pulse), if it is also what a search finds first, and far so.
    """
    if not 1 < len(words(text)) <= _LONGEST_NAME:
        return None
    asked = read(reference, text, kind)
    said = {word for group in asked.groups for word in group.said.split()}
    if asked.beyond or not said or any(word not in said and not names.empty(word) for word in asked.typed):
        return None
    spoken = ranking.spoken(reference, asked)
    holding = set.intersection(*(each.names for each in spoken))
    if len(holding) != 1:
        return None
    found = ranking.ranked(reference, asked, spoken, kind)
    best = sorted(found, key=lambda row: -found[row].score)[:2]
    # Of another kind than is wanted, nothing may be found.
    if best[:1] != [*holding]:
        return None
    of = found[best[0]].kind
    if of not in _THINGS or (asked.aspects and of != "symptoms"):
        return None
    if len(best) > 1 and found[best[0]].score - found[best[1]].score < _AHEAD:
        return None
    id = queries.id_of(reference, best[0])
    return Found(id, queries.title_of(reference, id), exact=False, spelt=False)


_STOP = "SELECT 1 FROM phrase WHERE key = :key AND role = 'stop'"


def goes_on(reference: Reference, text: str) -> bool:
    """Whether *text* goes on a sentence: its first word says nothing by itself (`symptoms` OF WITHDRAWAL)."""
    first = words(text)[:1]
    return bool(first) and next(reference.select(_STOP, key=first[0]), None) is not None


def asked_of_one(reference: Reference, text: str, kind: str | None = None) -> Entry | Part | Moment | None:
    """What *text* asks of the one entry that it names, where that is plain: it as a whole,
    a part of it, or an hour.

    The word of a kind in it (`heroin timeline day 3`) says of which kind the entry is. One word by itself
    is a name or nothing.
    """
    if len(words(text)) < 2:
        return None
    asked = read(reference, text, kind)
    several = sum(bool(group.called) for group in asked.groups) > 1
    if asked.beyond or (several and _comparing(reference, text)):
        return None
    if found := _of_one(reference, asked):
        return found
    for place, word in enumerate(asked.typed if kind is None else ()):
        if only := kinds.named(word):
            left = " ".join((*asked.typed[:place], *asked.typed[place + 1 :]))
            return _of_one(reference, read(reference, left, only))
    return None


def term_asked(reference: Reference, text: str) -> str | None:
    """The glossary's term that *text* is, or of which it asks what it is (`what is PDMP`); none beside the
    name of an entry.
    """
    asked = read(reference, text)
    left = " ".join(asked.rest)
    if asked.named or not left or any("summary" not in aspect.fields for aspect in asked.aspects):
        return None
    found = queries.exactly(reference, left, "glossary")
    return found.id if found else None


# What so few statements of an entry hold is not what all of it is about, unless it is one of the first names
# that the entry is given.
_FEW, _FIRST_NAMES = 3, 8


def is_of_a_section(reference: Reference, text: str, kind: str | None = None) -> bool:
    """Whether *text* is a name of a topic of which only one of its sections speaks, or a few statements."""
    found = queries.exactly(reference, text, kind)
    if not found or not found.id.startswith("topics/"):
        return False
    asked = read(reference, text, kind)
    named = [row for row, named in asked.named.items() if named.first]
    if len(named) != 1 or len(asked.groups) != 1:
        return False
    first = queries.entry(reference, found.id).data["aka"][:_FIRST_NAMES]
    return names_a_section(*queries.hit(reference, named[0]), asked.groups[0].said, first)


def names_a_section(hit: Hit, every: Sequence[Stated], name: str, first: Iterable[str] = ()) -> bool:
    """Whether this name of an entry is the name of one of its sections, or, where it is none of its *first*
    names, of what a few statements say.
    """
    said = stems(name)
    if hit.kind != "topics" or said in stems(f"{hit.title} {hit.id}"):
        return False
    headings = any(
        said in of_ours(each.statement.label) for each in every if each.statement.field == "sections"
    )
    if headings or not 0 < sum(said in of_ours(each.anywhere) for each in every) <= _FEW:
        return headings
    return names.key(name) not in map(names.key, first)


# A sentence that another entry answers so much better asks no part of the one that it names; of a medicine
# it does, unless only for help.
_FAR_BEHIND = 12.0


def _of_one(reference: Reference, asked: Asked) -> Entry | Part | Moment | None:
    named = [row for row, named in asked.named.items() if named.first]
    if len(named) != 1:
        return None
    id = queries.id_of(reference, named[0])
    beside = " ".join(asked.beside)
    # A number alone may be a strength (Percocet 10).
    if id.startswith("timelines/") and not beside.isdigit() and (since := _since(beside)):
        return Moment(queries.entry(reference, id), since)
    if asked.rest or not asked.ways:
        return None
    if all(
        any(each.name in way and "summary" in each.fields for each in asked.aspects) for way in asked.ways
    ):
        return queries.entry(reference, id)
    every = queries.hit(reference, named[0])[1]
    asked_for = [
        each
        for each in every
        if any(aspect.holds(each.statement.field, of_ours(each.statement.label)) for aspect in asked.aspects)
    ]
    things = [group for group in asked.groups if group.called or group.thing]
    if asked_for and answers.passed_over(reference, named[0], asked_for, things):
        return None
    home = ruling(reference, asked)
    elsewhere = asked.there not in {None, reference.country}
    if elsewhere and not _holds_there(id, asked, (every, asked_for), home):
        return None
    # A name and what is asked of it open that part; and a timeline tells its hours in several.
    sentence = sum(len(group.said.split()) for group in asked.groups) < len(asked.typed)
    sentence &= beside not in {"", *(each.name for each in asked.aspects)}
    if sentence and not id.startswith("timelines/"):
        ranked = ranking.ranked(reference, asked, ranking.spoken(reference, asked))
        its = ranked[named[0]]
        of_medicine = its.kind == "medications"
        warns = all(not aspect.fields.isdisjoint(weights.WARNINGS) for aspect in asked.aspects)
        behind = max(each.score for each in ranked.values()) - its.score
        if behind > _FAR_BEHIND and (warns or not of_medicine):
            return None
        if _is_answered_beside(its.near, asked_for) or _begins_abroad(asked, every, asked_for, home):
            return None
    called = {each.name: each for each in asked.aspects}
    ways = tuple(tuple(called[name] for name in way) for way in asked.ways)
    mixing = any(MIXING in aspect.fields for aspect in asked.aspects)
    if any(MIXING in aspect.fields for way in ways for aspect in way):
        # Whether it is safe with something else says that part.
        ways = tuple(way for way in ways if not all(RISKS in aspect.fields for aspect in way))
    unsaid = _unsaid(reference, named[0], asked, asked_for) if mixing else ()
    if any(is_name(reference, each, "topics") and not queries.known(reference, each) for each in unsaid):
        # What has a page of its own (kratom) is answered by both.
        return None
    others = (group for group in asked.groups if {*group.said.split()} & {*asked.beside})
    said = (tuple(map(stems, (*group.phrases, *group.called, *group.alone))) for group in others)
    entry = queries.entry(reference, id)
    if asked.there:
        abroad = {each.statement.text for each in every if each.statement.country not in {None, *home}}
        data: Any = _without(abroad, entry.data)
        own = locale.own_of(reference, data.get(BY_COUNTRY, ()), asked.there)
        entry = entry._replace(data=data, home=own or entry.home)
    return Part(entry, ways, unsaid, tuple(said))


def _holds_there(
    id: str, asked: Asked, stated: tuple[Sequence[Stated], Sequence[Stated]], home: frozenset[str]
) -> bool:
    """Whether a part of an entry tells what is asked of a country (*home*): the entry speaks of that there,
    or, of a medicine that is sought, of the country at all; or it does, and what is asked no country rules.
    *stated* is all that the entry states, and this part of it.
    """
    every, part = stated
    own = [each for each in every if each.statement.country in home]
    aspects = [aspect for aspect in asked.aspects if BY_COUNTRY not in aspect.fields]
    if id.startswith("medications/"):
        aspects = [aspect for aspect in aspects if aspect.fields.isdisjoint(WHERE)]
    if not own or not aspects or any(answers.speak_of(own, aspect) for aspect in aspects):
        return bool(own)
    ruled = any(aspect.fields & RULED for aspect in aspects)
    return not ruled and any(not each.statement.country for each in part)


def _without(texts: Collection[str], value: Any) -> Any:
    """What an entry says, without the facts that have one of these texts."""
    if isinstance(value, dict):
        return {key: _without(texts, each) for key, each in value.items()}
    if isinstance(value, list):
        kept = (each for each in value if not (isinstance(each, dict) and each.get("text") in texts))
        return [_without(texts, each) for each in kept]
    return value


def _begins_abroad(
    asked: Asked, every: Sequence[Stated], part: Sequence[Stated], home: frozenset[str]
) -> bool:
    """Whether a part of an entry is all about other countries; or, on what each rules by itself, begins so,
    and of what *every* statement of the entry says of *home* nothing is on it.
    """
    plain = [each.statement.country for each in part if each.statement.level != "clinical"]
    if not home or not plain or plain[0] is None or {*plain} & home:
        return False
    if None not in plain:
        return True
    if not all(aspect.fields & RULED for aspect in asked.aspects):
        return False
    own = [each for each in every if each.statement.country in home]
    return not any(answers.speak_of(own, aspect) for aspect in asked.aspects)


# A question so near to what is asked is the same.
_SAME = 0.8


def _is_answered_beside(near: Mapping[str, float], part: Sequence[Stated]) -> bool:
    """Whether the question that comes nearest is the same, and answered by none of these statements."""
    place = max(near, key=near.__getitem__, default="")
    field = place.partition(answers.BOUND)[0]
    return (
        bool(place)
        and near[place] >= _SAME
        and not any(answers.stands(each.statement.field, each.statement.label, field) for each in part)
    )


def _unsaid(reference: Reference, row: int, asked: Asked, every: Sequence[Stated]) -> tuple[str, ...]:
    """What is named beside the entry in this row and in none of these statements of it: a list without it may
    be read as if it were safe.
    """
    open_to_all = [each for each in every if each.statement.level != "clinical"]
    things = (each for each in asked.groups if each.called or not {*each.said.split()} & {*asked.beside})
    return tuple(each.said for each in things if not answers.holds(reference, row, open_to_all, each))


_STAFF = "SELECT 1 FROM phrase WHERE role = 'staff' AND key IN (SELECT value FROM json_each(:keys)) LIMIT 1"


def is_of_staff(reference: Reference, text: str) -> bool:
    """Whether *text* speaks as somebody does who treats others (`my patient`, `pt`, `protocol`)."""
    keys = json.dumps([run for _, run in runs(words(text))])
    return next(reference.select(_STAFF, keys=keys), None) is not None


# The names that one comparison takes.
_MOST_COMPARED = 4
_COMPARING = """
    SELECT key FROM phrase WHERE role = 'compare' AND key IN (SELECT value FROM json_each(:keys))
    ORDER BY length(key) DESC
"""


def compared(reference: Reference, text: str, kind: str | None = None) -> list[str]:
    """The ids of the entries of one kind that *text* asks to hold against each other (`methadone vs
    suboxone`), where it asks nothing else of them; else none.
    """
    typed = words(text)
    if len(typed) < 3:
        return []
    comparing = _comparing(reference, text)
    left = reduce(lambda said, phrase: said.replace(phrase, " "), comparing, f" {' '.join(typed)} ")
    asked = read(reference, left, kind)
    others = [aspect for aspect in asked.aspects if "summary" not in aspect.fields]
    if not comparing or asked.beyond or asked.rest or others:
        return []
    ids = [queries.id_of(reference, row) for row, named in asked.named.items() if named.first]
    of = {id.partition("/")[0] for id in ids}
    # Several opioids share one chart, and are asked for by its command.
    return ids if len(of) == 1 and "timelines" not in of and 2 <= len(ids) <= _MOST_COMPARED else []


def _comparing(reference: Reference, text: str) -> list[str]:
    """The phrases in *text* that hold one thing against another, the longest first, between spaces."""
    keys = json.dumps([run for _, run in runs(words(text))])
    return [f" {key} " for (key,) in reference.select(_COMPARING, keys=keys)]


def _since(text: str) -> Since | None:
    try:
        return durations.read(text, datetime.now()) if text else None
    except ValueError:
        return None
