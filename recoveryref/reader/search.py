"""Search in people's own words: names, questions, lay words and typing errors, best entry first."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from recoveryref.reader import answers, locale, names, queries, ranking, weights
from recoveryref.reader.asked import Asked, Group, nearest, read, ruling, used
from recoveryref.reader.danger import Danger, heard
from recoveryref.reader.file import Reference
from recoveryref.reader.ranking import Ranked, Spoken
from recoveryref.reader.records import IN_ORDER, MIXING, Beyond, Hit, Stated, Statement


class Found(NamedTuple):
    """The results, best first; the danger that the query speaks of; *near* holds words that exist, where
    nothing was found; *unknown* holds words that no entry knows, and names of medicines and drugs
    without a page: none beside danger, which knows the words by which it was heard. *silent* is what was
    asked of the entry that is named, by its title, and is spoken of nowhere in it; *beyond*
    what is said to a question that is not answered here, and the hits are then what comes nearest;
    *staff*, the id of the first entry, or one named, that answers better by what it says for people who
    prescribe or study;
    *whole*, that the first is a card for the moment which is asked for as it stands.
    """

    hits: list[Hit]
    danger: Danger | None
    near: list[str]
    unknown: list[str]
    silent: tuple[str, str] | None = None
    beyond: Beyond | None = None
    staff: str = ""
    whole: bool = False


def search(
    reference: Reference, text: str, *, kind: str | None = None, limit: int = 10, clinical: bool = False
) -> Found:
    """Find the entries that answer best to *text*, best first, each with the statements of it that fit
    best: of those for people who prescribe or study only where *clinical* is asked for. Any text is safe.
    """
    alarm = heard(reference, text)
    first = alarm.first if alarm else ()
    if alarm and alarm.alone:
        # To somebody who speaks of wanting to die nothing is shown that could name a means.
        helping = reference.select(_ENTRIES, rows="[]", first=json.dumps(first), kind=None)
        named = sorted((first.index(id), row) for row, id in helping)
        hits = [queries.hit(reference, row)[0] for _, row in named]
        return Found(hits[:limit], alarm, [], [])
    asked = read(reference, text, kind)
    if asked.beyond and not alarm:
        see = reference.select(_ENTRIES, rows="[]", first=json.dumps(asked.beyond.see), kind=None)
        order = sorted((asked.beyond.see.index(id), row) for row, id in see)
        nearest_ = [queries.hit(reference, row) for _, row in order[:limit]]
        hits = [hit._replace(statements=(stated[0].statement,)) for hit, stated in nearest_]
        return Found(hits, None, [], [], None, asked.beyond, whole=True)
    spoken = ranking.spoken(reference, asked)
    found = ranking.ranked(reference, asked, spoken, kind)
    if alarm:
        # Who asks what a page answers gets that page, the line of the danger above it.
        meant = [row for row, each in found.items() if each.nearest >= weights.ASKED]
        best = sorted(meant, key=lambda row: -found[row].score)[:1]
        first = tuple(dict.fromkeys((*(queries.id_of(reference, row) for row in best), *first)))
    # Beside those that are shown, only numbers to call may be left out.
    scores = _highest(found, limit + sum(each.kind == "helplines" for each in found.values()))
    entries = dict(reference.select(_ENTRIES, rows=str([*scores]), first=json.dumps(first), kind=kind))
    top = max([*scores.values(), 0.0]) + 1
    scores |= {row: top + len(first) - first.index(id) for row, id in entries.items() if id in first}
    own = locale.helplines(reference, reference.country) if reference.country else None
    other = {
        row
        for row, id in entries.items()
        if own and id.startswith("helplines/") and id not in (own, *first) and row not in asked.named
        if row not in found or found[row].nearest < weights.ASKED
    }
    ranked = sorted((-scores[row], id, row) for row, id in entries.items() if row not in other)
    # What comes far behind the first is noise beside it.
    rows = [
        row
        for n, (less, _, row) in enumerate(ranked[:limit])
        if n < weights.SURE or -less >= weights.FAR * top
    ]
    rows = rows if alarm else _speaking(asked, spoken, rows)
    whole = [queries.hit(reference, row) for row in rows]
    home = ruling(reference, asked)
    places = ranking.places_asked(reference, spoken, {*rows})

    def answered() -> list[Hit]:
        ranked_ = (found.get(row) for row in rows)
        return [
            hit._replace(statements=_fitting(stated, asked, how, places[row], home, clinical, place))
            for place, (row, how, (hit, stated)) in enumerate(zip(rows, ranked_, whole, strict=True))
        ]

    hits = answered()
    own_first = [*range(len(hits))] if alarm else _own_first(hits, home)
    if own_first != [*range(len(hits))]:
        rows, whole = [rows[n] for n in own_first], [whole[n] for n in own_first]
        hits = answered()
    near = [] if hits else _near_words(reference, asked.typed)
    unknown = [] if alarm else [group.said for group in asked.groups if _unheard(reference, group)]
    silent = None
    if rows and not alarm:
        near_ = found[rows[0]].near.values() if rows[0] in found else ()
        silent = _silent(reference, asked, rows[0], hits[0].statements, home)
        silent = silent or _untold(reference, asked, rows[0], whole[0], near_)
        told = (each for each in whole[0][1] if each.statement in hits[0].statements)
        silent = None if silent and any(answers.asked_by(each, silent[1]) for each in told) else silent
    staff = "" if alarm or clinical else _for_clinicians(whole, rows, asked, found, places, home)
    card = bool(rows) and _is_card(asked, rows[0], found.get(rows[0]))
    return Found(hits, alarm, near, unknown, silent, staff=staff, whole=card)


# Beside a part of an entry so many entries are shown, itself among them, with so many statements each.
_ENTRIES_BESIDE, _STATEMENTS_BESIDE = 3, 2


def beside(
    reference: Reference, text: str, id: str, said: Collection[str], *, clinical: bool = False
) -> list[Hit]:
    """What a search for *text* finds beside the part of the entry *id* that shows the texts *said*: a few
    statements of it, if they speak of what is asked beside its name, and then of the entries that come first.
    """
    found = search(reference, text, limit=_ENTRIES_BESIDE, clinical=clinical).hits
    asked = read(reference, text)
    own = [queries.hit(reference, row)[1] for row, named in asked.named.items() if named.first]
    idle = {each.statement.text for every in own for each in every if not _speaks_of(each, asked)}
    open_to_all = (
        hit for hit in found if clinical or not for_staff(queries.statements_of(reference, hit.id))
    )
    left = (
        (hit, [each for each in hit.statements if each.text not in {*said, *(idle if hit.id == id else ())}])
        for hit in open_to_all
    )
    hits = [hit._replace(statements=tuple(each[:_STATEMENTS_BESIDE])) for hit, each in left if each]
    return sorted(hits, key=lambda hit: hit.id != id)


def _speaks_of(each: Stated, asked: Asked) -> bool:
    """Whether a statement is about an aspect that is asked, or holds what is asked beside a name."""
    beside = (group for group in asked.groups if {*group.said.split()} <= {*asked.beside})
    return any(answers.speak_of([each], aspect) for aspect in asked.aspects) or any(
        answers.named_in(each.statement, each.anywhere, group) or answers.asked_by(each, group.said)
        for group in beside
    )


def _is_card(asked: Asked, row: int, ranked: Ranked | None) -> bool:
    """Whether what is asked is the entry in this row as it stands."""
    named = asked.named.get(row)
    near = ranked.nearest if ranked else 1.0
    return near >= weights.NEAR_CARD or (named is not None and named.share >= weights.MOSTLY_CARD)


def _speaking(asked: Asked, spoken: Sequence[Spoken], rows: list[int]) -> list[int]:
    """The entries that were found, best first. Where the first is the one that is named and does not speak of
    a medicine or drug that is asked beside it, those come first that speak of both, then it.
    """
    first = [row for row, named in asked.named.items() if named.first]
    if len(first) != 1 or first != rows[:1]:
        return rows
    naming = {row for each in spoken if first[0] in each.names for row in each.statements}
    for group, each in zip(asked.groups, spoken, strict=True):
        by_its_name = [name.casefold() for name in group.called] == [group.said]
        both = {*each.statements} & naming
        if by_its_name and both and first[0] not in each.statements.keys() | each.names:
            return sorted(rows, key=lambda row: (row not in both, row != first[0]))
    return rows


def _own_first(hits: Sequence[Hit], home: Collection[str]) -> list[int]:
    """The order in which, of the entries that several statements are shown of, one that tells the reader's
    own rules comes before one that tells mostly those of others.
    """
    several = hits[: len(weights.MOST_STATEMENTS)]
    abroad = [n for n, hit in enumerate(several) if answers.mostly_abroad(hit.statements, home)]
    if not abroad:
        return [*range(len(hits))]
    begin = abroad[0]
    own = [n for n in range(begin, len(several)) if answers.tell_own(several[n].statements, home)]
    return [*range(begin), *own, *(n for n in range(begin, len(hits)) if n not in own)]


def _highest(found: Mapping[int, Ranked], most: int) -> dict[int, float]:
    """The scores of the *most* best, and of those that are as good as the last of them."""
    least = sorted((each.score for each in found.values()), reverse=True)[:most][-1:]
    return {row: each.score for row, each in found.items() if [each.score] >= least}


def _fitting(
    every: Sequence[Stated],
    asked: Asked,
    ranked: Ranked | None,
    questions: Sequence[Collection[str]],
    home: Collection[str],
    clinical: bool,
    place: int,
) -> tuple[Statement, ...]:
    """The statements of an entry that answer best; where none does but its summary, also what it says to do,
    of all but the first that was found one line.
    """
    # What is for staff from beginning to end is found by whoever asks for it.
    clinical |= place == 0 and for_staff(each.statement for each in every)
    most = weights.MOST_STATEMENTS[place] if place < len(weights.MOST_STATEMENTS) else weights.FEWER
    shown = _in_order(_best(every, asked, ranked, questions, home, most=most, clinical=clinical), every)
    if all(every[n].statement.field == "summary" for n in shown):
        told = (n for n, each in enumerate(every) if clinical or each.statement.level != "clinical")
        to_do = (n for n in told if every[n].statement.field in weights.TO_DO)
        shown = [*shown, *islice(to_do, most - len(shown) if place == 0 else 1)]
    return tuple(every[n].statement for n in shown or range(min(1, len(every))))


def _best(
    every: Sequence[Stated],
    asked: Asked,
    ranked: Ranked | None,
    questions: Sequence[Collection[str]],
    home: Collection[str],
    *,
    most: int,
    clinical: bool,
) -> list[int]:
    near = ranked.near if ranked else {}
    return answers.best(
        every,
        asked.groups,
        asked.aspects,
        near,
        home,
        typed=asked.typed,
        questions=questions,
        there=asked.there is not None,
        most=most,
        clinical=clinical,
    )


def for_staff(every: Iterable[Statement]) -> bool:
    """Whether all that an entry says beside its summary is for people who prescribe or study."""
    return all(each.level == "clinical" or each.field == "summary" for each in every)


def _in_order(shown: Sequence[int], every: Sequence[Stated]) -> list[int]:
    steps = iter(sorted(n for n in shown if every[n].statement.field in IN_ORDER))
    return [next(steps) if every[n].statement.field in IN_ORDER else n for n in shown]


def _for_clinicians(
    found: Sequence[tuple[Hit, Sequence[Stated]]],
    rows: Sequence[int],
    asked: Asked,
    ranked: Mapping[int, Ranked],
    questions: Mapping[int, Sequence[Collection[str]]],
    home: Collection[str],
) -> str:
    """The first entry that was found, or else one that is named, where what it says for people who prescribe
    or study answers what is asked beside its name far better than all else in it, and is not shown.
    """
    for place, (row, (hit, every)) in enumerate(zip(rows, found, strict=True)):
        if place and not (row in asked.named and asked.named[row].first):
            continue
        if for_staff(each.statement for each in every) or not (asked.rest or asked.aspects):
            continue
        best = _best(every, asked, ranked.get(row), questions[row], home, most=2, clinical=True)
        if best and all(every[n].statement.level == "clinical" for n in best):
            return hit.id
    return ""


def _silent(
    reference: Reference, asked: Asked, row: int, shown: Sequence[Statement], home: Collection[str]
) -> tuple[str, str] | None:
    """What is asked of the one entry that is named, and is spoken of nowhere in it: another medicine or
    drug, or what has a page of its own and is to be mixed with it (of what is no medicine itself, unless what
    is *shown* first speaks of it), or all else, unless what is shown of the entry in *row*, which comes
    first, speaks of that; or this is named for the country that is asked of, or is about it (*home*).
    """
    first = [row for row, named in asked.named.items() if named.first]
    if len(first) != 1:
        return None
    hit, every = queries.hit(reference, first[0])
    called = (group for group in asked.groups if group.called and {*group.said.split()} <= {*asked.beside})
    over = answers.passed_over(reference, first[0], every, called)
    if not over and any(MIXING in aspect.fields for aspect in asked.aspects):
        named = (group for group in asked.groups if not {*group.said.split()} & {*asked.beside})
        over = next((each for each in named if not answers.holds(reference, first[0], every, each)), None)
    spoken = (answers.named_in(each, each.text, over) for each in shown if over)
    if over and (hit.kind == "medications" or not any(spoken)):
        return hit.title, over.said
    if asked.rest or not asked.aspects or hit.kind in weights.OF_STOPPING:
        return None
    if any(answers.speak_of(every, aspect) for aspect in asked.aspects):
        return None
    if row != first[0]:
        # What another page answers is not first told to be missing.
        nearer = [each for each in queries.hit(reference, row)[1] if each.statement in shown]
        if any(answers.speak_of(nearer, aspect) for aspect in asked.aspects):
            return None
    about = any(each.country in home for each in shown)
    if asked.there and (about or (row != first[0] and row in asked.named)):
        return None
    return hit.title, asked.aspects[0].name


def _untold(
    reference: Reference, asked: Asked, row: int, found: tuple[Hit, Sequence[Stated]], near: Iterable[float]
) -> tuple[str, str] | None:
    """The words for a thing that is spoken of nowhere in the entry in this row, which comes first and is
    named, and hardly anywhere, or where it is known for a thing; those that stand nowhere at all are told
    otherwise.
    """
    if row not in asked.named or max(near, default=0) >= weights.ALIKE:
        return None
    hit, every = found
    # Of a name and one thing more (`vivitrol and tattoos`) nothing else can be meant.
    alone = len(asked.groups) == 2 and len(asked.rest) == 1 and not asked.aspects
    one = alone and len(asked.typed) <= weights.NAME_AND_THING
    over = [
        group.said
        for group in asked.groups
        if (
            group.thing or (one and group.said in asked.rest) or _is_hardly_spoken_of(reference, asked, group)
        )
        # Words that stand for others that were typed are nobody's.
        and {*group.said.split()} <= {*asked.said}
        and not _unheard(reference, group)
        and not answers.holds(reference, row, every, group)
    ]
    return (hit.title, ", ".join(over)) if over else None


def _is_hardly_spoken_of(reference: Reference, asked: Asked, group: Group) -> bool:
    return (
        not asked.aspects
        and len(group.said) >= weights.THING
        and len(group.phrases) == 1
        and group.said in asked.rest
        and len(_held(reference, group)) <= weights.HARDLY
    )


_HELD = "SELECT rowid FROM said WHERE said MATCH :match AND rowid % :places < :headings LIMIT :most"


def _held(reference: Reference, group: Group) -> list[int]:
    """The names, questions and statements that hold a group of words: no more than tell whether it is
    hardly spoken of.
    """
    places = {"places": queries.PLACES, "headings": queries.HEADINGS}
    rows = reference.select(_HELD, match=group.match, most=weights.HARDLY + 1, **places)
    return [row for (row,) in rows]


def _unheard(reference: Reference, group: Group) -> bool:
    """Whether what was said is a medicine or drug without a page, or stands in no entry, nor what it may
    mean: it is said, and not passed over.
    """
    if next(reference.select(_DRUG, key=names.key(group.said)), None):
        return True
    return len(group.said) >= names.SHORT and not used(reference, group.match)


_ENTRIES = """
    SELECT rowid, id FROM entry
    WHERE kind = coalesce(:kind, kind) AND (
        rowid IN (SELECT value FROM json_each(:rows)) OR id IN (SELECT value FROM json_each(:first))
    )
"""


_DRUG = """
    SELECT 1 FROM name JOIN owner ON number = owner JOIN other USING (id)
    WHERE kind = 'other' AND key = :key AND of IN ('medicine', 'drug')
"""


def _near_words(reference: Reference, typed: Sequence[str]) -> list[str]:
    near = [found for word in typed for found in nearest(reference, word)[:2]]
    return list(dict.fromkeys(word for errors, word in sorted(near) if errors <= 4))[:4]
