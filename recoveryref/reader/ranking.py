"""How well each entry answers what is asked: a sum of what it holds of the words, of how near people's
questions that it answers come, and of whether it is named and holds the aspects that are asked.

Each part counts by one of the `weights`. What is asked for counts the more the fewer statements speak of it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from math import log, log1p, sqrt
from typing import NamedTuple

from recoveryref.reader import locale, queries, weights
from recoveryref.reader.asked import Asked, Group, Named, runs
from recoveryref.reader.file import Reference
from recoveryref.reader.records import WHERE


class Spoken(NamedTuple):
    """What stands where in the entries of a group of words: how much it counts, the entries whose names and
    headings hold it, the number of statements in each entry that do, and the questions.
    """

    weight: float
    names: set[int]
    headings: set[int]
    statements: Counter[int]
    questions: Sequence[int]


# All in one: to fetch each row by itself takes longer than to find it.
_SAID = "SELECT group_concat(rowid, ' ') FROM said WHERE said MATCH :match"


def _spoken(reference: Reference, group: Group, every: int) -> Spoken:
    names: set[int] = set()
    headings: set[int] = set()
    statements: Counter[int] = Counter()
    questions: list[int] = []
    # What so much holds tells no entry from others, and takes long to count.
    found = (next(reference.select(_SAID, match=group.match))[0] or "").split()
    if len(found) > weights.TOO_MANY:
        return Spoken(0.0, names, headings, statements, questions)
    for row in map(int, found):
        entry, place = divmod(row, queries.PLACES)
        if place >= queries.HEADINGS:
            headings.add(entry)
        elif place >= queries.STATEMENTS:
            statements[entry] += 1
        elif place:
            questions.append(row)
        else:
            names.add(entry)
    weight = queries.rareness(statements.total(), every)
    return Spoken(weight, names, headings, statements, questions)


class Ranked(NamedTuple):
    """How well an entry answers; how near its nearest question comes to what is asked, from 0 to 1, and,
    its name left out on both sides, the nearest of those that each of its places (a field, or the heading
    of a section) answers; the very question, beyond that.
    """

    score: float
    nearest: float
    near: Mapping[str, float]
    kind: str


# A row a kind, for the same reason.
_ENTRIES = """
    SELECT kind, json_group_array(rowid), json_group_array(size) FROM entry
    WHERE rowid IN (SELECT value FROM json_each(:rows)) GROUP BY kind
"""


def spoken(reference: Reference, asked: Asked) -> list[Spoken]:
    """What stands where of each group of the words that are asked."""
    every = int(queries.meta(reference)["statements"])
    return [_spoken(reference, group, every) for group in asked.groups]


def ranked(
    reference: Reference, asked: Asked, spoken: Sequence[Spoken], kind: str | None = None
) -> dict[int, Ranked]:
    """How well each entry (of a *kind*) answers that holds anything of what is asked, by its row."""
    rows = {row for each in spoken for held in (each.names, each.headings, each.statements) for row in held}
    nearest, near = _nearest(reference, spoken)
    rows |= {*nearest, *asked.named}
    whole = sum(each.weight for each in spoken) or 1
    entries = {
        row: (of, log1p(size))
        for of, *both in reference.select(_ENTRIES, rows=json.dumps([*rows]))
        for row, size in zip(*map(reference.json, both), strict=True)
    }
    found: dict[int, float] = defaultdict(float)
    for each in spoken:
        weight = each.weight / whole
        for row, count in each.statements.items():
            found[row] += weight * weights.OFTEN * log1p(count) / entries[row][1]
        for places, counts in ((each.names, weights.NAMES), (each.headings, weights.HEADINGS)):
            for row in places:
                found[row] += weight * counts
    for row, (_, second) in nearest.items():
        found[row] += weights.SECOND * second + weights.NEAREST * min(1.0, max(near[row].values()))
    for word in {*asked.typed}:
        for row, speaks in queries.typed(reference, word).items():
            found[row] += weights.TYPED * speaks
    closest = {row: first for row, (first, _) in nearest.items()}
    for row, place in _same(reference, asked, spoken):
        found[row] += weights.SAME
        closest[row] = near[row][place] = weights.SAME_NEAR
    for row, named in asked.named.items():
        found[row] += _named(named, medicine=entries[row][0] == "medications")
    for row, counts in _holding(reference, asked).items():
        own = asked.named.get(row)
        found[row] += counts * (
            weights.UNNAMED if own is None else weights.OWN if own.first else weights.OTHERS
        )
    kinds = {row: of for row, (of, _) in entries.items()}
    for row in _for_others(reference, asked) & found.keys():
        means = asked.named.get(row)
        if closest.get(row, 0.0) < weights.ASKED and not (means and means.first):
            found[row] -= weights.FOR_OTHERS
    for row, counts in _by_place(reference, asked, spoken).items():
        if kinds[row] == "helplines" and closest.get(row, 0.0) < weights.ASKED:
            found[row] -= counts
    return {
        row: Ranked(
            score + weights.KINDS.get(kinds[row], 0.0), closest.get(row, 0.0), near.get(row, {}), kinds[row]
        )
        for row, score in found.items()
        if row in kinds and kind in (None, kinds[row])
    }


def _by_place(reference: Reference, asked: Asked, spoken: Sequence[Spoken]) -> dict[int, float]:
    """What it counts that entries are named by the place in which something else is asked (`moving from leeds
    to glasgow`): of lines to call, as if they were asked for.
    """
    if asked.aspects and not any(aspect.fields.isdisjoint(WHERE) for aspect in asked.aspects):
        return {}
    whole = sum(each.weight for each in spoken) or 1
    found: dict[int, float] = defaultdict(float)
    others: set[int] = set()
    for group, each in zip(asked.groups, spoken, strict=True):
        if locale.spoken_of(reference, group.said.split()):
            for row in each.names:
                found[row] += each.weight / whole * weights.NAMES
        else:
            others |= each.names | each.headings
    return {
        row: counts + weights.NAMED * (row in asked.named)
        for row, counts in found.items()
        if row not in others
    }


_FOR_OTHERS = """
    SELECT rowid FROM entry
    WHERE id IN (SELECT value FROM only, json_each(entries)) AND id NOT IN (
        SELECT entry.value FROM only, json_each(phrases) AS said, json_each(entries) AS entry
        WHERE said.value IN (SELECT value FROM json_each(:keys))
    )
"""


def _for_others(reference: Reference, asked: Asked) -> set[int]:
    """The entries that are only for those who speak of what is not spoken of here (pregnancy, a child)."""
    keys = json.dumps([run for _, run in runs(asked.typed)])
    return {row for (row,) in reference.select(_FOR_OTHERS, keys=keys)}


def _named(named: Named, *, medicine: bool) -> float:
    """What it counts that an entry is named so."""
    if not named.first:
        return weights.NAMED
    return (
        weights.NAMED + weights.LONGER * named.longer + (weights.MEDICINE * named.share if medicine else 0.0)
    )


_PLACES = f"""
    SELECT row / :places, {queries.ANSWER}, json_group_array(row) FROM question
    WHERE row IN (SELECT value FROM json_each(:rows)) GROUP BY row / :places, place, statement
"""


def places_asked(
    reference: Reference, spoken: Sequence[Spoken], rows: Collection[int]
) -> dict[int, list[set[str]]]:
    """For each entry in these rows, and each group of words that is asked, the places that answer a question
    of it which holds them.
    """
    held = [{row for row in each.questions if row // queries.PLACES in rows} for each in spoken]
    found: dict[int, list[set[str]]] = {row: [set() for _ in spoken] for row in rows}
    every = json.dumps([*set().union(*held)])
    for entry, place, listed in reference.select(_PLACES, places=queries.PLACES, rows=every):
        asked = {*reference.json(listed)}
        for group, own in zip(found[entry], held, strict=True):
            if own & asked:
                group.add(place)
    return found


_WEIGHED = f"""
    SELECT {queries.ANSWER}, json_group_array(row), json_group_array(thousandths / 1000.0) FROM question
    WHERE row IN (SELECT value FROM json_each(:rows)) GROUP BY place, statement
"""


def _nearest(
    reference: Reference, spoken: Sequence[Spoken]
) -> tuple[dict[int, tuple[float, float]], dict[int, dict[str, float]]]:
    """How near to what is asked the nearest two questions of each entry are, from 0 to 1; and, those words of
    its name left out that several of its questions hold, the nearest that each place answers.
    """
    shared: dict[int, float] = defaultdict(float)
    beside: dict[int, float] = defaultdict(float)
    common = [each.names & _in_several(each.questions) for each in spoken]
    for each, naming in zip(spoken, common, strict=True):
        for row in each.questions:
            shared[row] += each.weight**2
            beside[row] += 0 if row // queries.PLACES in naming else each.weight**2
    whole = sum(each.weight**2 for each in spoken)
    held = [row for row, weight in shared.items() if weight >= weights.SHARED * whole]
    nearest: dict[int, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    near: dict[int, dict[str, float]] = defaultdict(dict)
    for place, *both in reference.select(_WEIGHED, rows=json.dumps(held)):
        for row, weight in zip(*map(reference.json, both), strict=True):
            entry = row // queries.PLACES
            first, second = nearest[entry]
            named = (each.weight**2 for each, naming in zip(spoken, common, strict=True) if entry in naming)
            left = whole - sum(named)
            alike = _alike(shared[row], whole, weight)
            how = _alike(beside[row], left, weight - shared[row] + beside[row])
            nearest[entry] = (alike, first) if alike > first else (first, max(alike, second))
            near[entry][place] = max(how, near[entry].get(place, 0.0))
    return nearest, near


_OF_WEIGHT = f"""
    SELECT row / :places, {queries.ANSWER} FROM question
    WHERE row IN (SELECT value FROM json_each(:rows)) AND thousandths = :weight
"""


def _same(reference: Reference, asked: Asked, spoken: Sequence[Spoken]) -> list[tuple[int, str]]:
    """The entries of which the very words that were typed are a question, in whatever order, and what answers
    it.
    """
    groups = zip(asked.groups, spoken, strict=True)
    as_typed = [
        (group.said.split(), each) for group, each in groups if {*group.said.split()} <= {*asked.said}
    ]
    held = [{*each.questions} for _, each in as_typed if each.weight]
    rows = set.intersection(*held) if held else set()
    if not rows:
        return []
    words = {word: queries.word_weight(reference, word) for word in asked.said}
    # What was written in haste stands in a question as it was written.
    for word in words.keys() - {word for said, _ in as_typed for word in said}:
        if words[word]:
            rows &= queries.questions_with(reference, word)
    weight = sum(words.values())
    found = reference.select(
        _OF_WEIGHT, places=queries.PLACES, rows=json.dumps([*rows]), weight=round(1000 * weight)
    )
    return [*found]


def _in_several(questions: Sequence[int]) -> set[int]:
    """The entries of which several of these questions are."""
    counts = Counter(row // queries.PLACES for row in questions)
    return {entry for entry, count in counts.items() if count > 1}


def _alike(shared: float, asked: float, other: float) -> float:
    """How much of each other two questions are, by how much their words count."""
    return shared / sqrt(asked * max(other, shared)) if shared else 0.0


_HOLDING = """
    SELECT json_group_array(entry) FROM holds
    WHERE aspect IN (SELECT value FROM json_each(:aspects)) GROUP BY aspect
"""


def _holding(reference: Reference, asked: Asked) -> dict[int, float]:
    """How much the aspects count that are asked and that an entry holds: the fewer hold one, the more."""
    if not asked.aspects:
        return {}
    aspects = json.dumps([each.name for each in asked.aspects])
    every = int(queries.meta(reference)["entries"]) + 1
    found: dict[int, float] = defaultdict(float)
    for (listed,) in reference.select(_HOLDING, aspects=aspects):
        rows = reference.json(listed)
        for row in rows:
            found[row] += log(every / len(rows)) / log(every)
    return found
