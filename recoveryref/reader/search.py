"""Search in people's own words: names, questions, lay words and typing errors, best entry first."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from math import log
from typing import NamedTuple

from recoveryref.reader import names, queries
from recoveryref.reader.danger import Danger, heard
from recoveryref.reader.file import Reference
from recoveryref.reader.queries import QUESTIONS_EACH, words
from recoveryref.reader.records import Hit, Stated, Statement
from recoveryref.reader.said import Said

# Words beyond these are not read: nobody asks so long, and a search stays quick.
_MOST_LETTERS, _MOST_WORDS = 2000, 40
# Up to so many words make one name or phrase.
_LONGEST = 5
# Found by trying on questions that the data was not written for (tests/search/dev.yaml): how much each
# part of an entry counts (names, questions, summary, body), the best question, a name in the query, and
# how much an entry loses for each thing asked for that it does not hold.
_WEIGHTS = "5.5, 0.4, 3.0, 0.3"
_ASK, _NAME, _HOLDS = 0.45, 4.5, 0.75
# A name counts so much by itself, and the more the larger its share of the query.
_PART = 0.6
# Of each of the first entries so many statements are shown, and besides the best only those that fit nearly
# as well; of every other, one.
_FULLER, _MOST_STATEMENTS, _NEARLY = 3, 3, 0.7
# A statement of so many letters counts in full, a longer one less, a shorter one hardly more.
_USUAL_LENGTH, _LENGTH_COUNTS = 110, 0.25
# Numbers to call answer few questions beside those for numbers.
_RARE = {"helplines": 0.4}


class Found(NamedTuple):
    """The results, best first; the danger that the query speaks of; *near* holds words that exist, where
    nothing was found; *unknown* holds words that no entry knows, and names of medicines and drugs
    without a page: none beside danger, which knows the words by which it was heard.
    """

    hits: list[Hit]
    danger: Danger | None
    near: list[str]
    unknown: list[str]


class _Group(NamedTuple):
    """Words of the query that mean one thing, and the FTS5 phrases that stand for it."""

    said: str
    phrases: tuple[str, ...]

    @property
    def match(self) -> str:
        return " OR ".join(self.phrases)


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
        rows = reference.select(_ENTRIES, rows="[]", first=json.dumps(first), kind=None)
        named = sorted((first.index(id), row) for row, id in rows)
        hits = [queries.hit(reference, row)[0] for _, row in named]
        return Found(hits[:limit], alarm, [], [])
    typed = words(text[:_MOST_LETTERS])[:_MOST_WORDS]
    groups = list(_groups(reference, typed))
    scores = _scores(reference, groups, typed, most=1000 if kind else 100)
    entries = dict(reference.select(_ENTRIES, rows=str([*scores]), first=json.dumps(first), kind=kind))
    top = max([*scores.values(), 0.0]) + 1
    scores |= {row: top + len(first) - first.index(id) for row, id in entries.items() if id in first}
    rare = {row: 1.0 if id in first else _RARE.get(id.partition("/")[0], 1.0) for row, id in entries.items()}
    ranked = sorted((-scores[row] * rare[row], id, row) for row, id in entries.items())
    hits = _hits(reference, [row for _, _, row in ranked[:limit]], groups, clinical)
    near = [] if hits else _near_words(reference, typed)
    unknown = [] if alarm else [group.said for group in groups if _unheard(reference, group)]
    return Found(hits, alarm, near, unknown)


def _unheard(reference: Reference, group: _Group) -> bool:
    """Whether what was said is a medicine or drug without a page, or stands in no entry, nor what it may
    mean: it is said, and not passed over.
    """
    if next(reference.select(_DRUG, key=names.key(group.said)), None):
        return True
    used = reference.select(_USED, word=group.match)
    return len(group.said) >= names.SHORT and next(used, None) is None


def _scores(reference: Reference, groups: list[_Group], typed: list[str], *, most: int) -> dict[int, float]:
    """How well each entry (by its row) answers: its text, its best question, and its names. Of the
    entries that hold a word, the *most* that hold it best are looked at.
    """
    scores: dict[int, float] = defaultdict(float)
    held: dict[int, int] = defaultdict(int)
    questions: dict[int, float] = defaultdict(float)
    for group in groups:
        # Of several ways to say a thing the best counts, not their sum.
        for row, score in _best(reference, _TEXT, group, most).items():
            scores[row] += score
            held[row] += 1
        for row, score in _best(reference, _QUESTIONS, group, most).items():
            questions[row] += score
    nearest: dict[int, float] = defaultdict(float)
    for row, score in questions.items():
        nearest[row // QUESTIONS_EACH] = max(score, nearest[row // QUESTIONS_EACH])
    for row, score in nearest.items():
        scores[row] += _ASK * score
    for row in held:
        scores[row] *= 1 - _HOLDS * (1 - held[row] / len(groups))
    for row, score in _named(reference, groups, typed):
        scores[row] += _NAME * score
    return scores


def _best(reference: Reference, sql: str, group: _Group, most: int) -> dict[int, float]:
    best: dict[int, float] = {}
    for phrase in group.phrases:
        for row, score in reference.select(sql, match=phrase, most=most):
            best[row] = max(score, best.get(row, 0.0))
    return best


_TEXT = f"""
    SELECT rowid, -bm25(search, {_WEIGHTS}) FROM search
    WHERE search MATCH :match ORDER BY 2 DESC, 1 LIMIT :most
"""
_QUESTIONS = (
    "SELECT rowid, -bm25(question) FROM question WHERE question MATCH :match ORDER BY 2 DESC, 1 LIMIT :most"
)
_ENTRIES = """
    SELECT rowid, id FROM entry
    WHERE kind = coalesce(:kind, kind) AND (
        rowid IN (SELECT value FROM json_each(:rows)) OR id IN (SELECT value FROM json_each(:first))
    )
"""
_CALLED = "SELECT 1 FROM search WHERE search MATCH :match AND rowid = :row"


def _hits(reference: Reference, rows: list[int], groups: Sequence[_Group], clinical: bool) -> list[Hit]:
    """The entries in these *rows*, each with the statements of it that answer best."""
    every = [queries.hit(reference, row) for row in rows]
    hits = []
    with closing(Said(stated for _, stated in every)) as said:
        for place, (row, (hit, stated)) in enumerate(zip(rows, every, strict=True)):
            asked = [group.match for group in groups if not _called(reference, row, group)]
            fitting = _fitting(stated, [said.holding(place, match) for match in asked], clinical)
            most = _MOST_STATEMENTS if place < _FULLER else 1
            hits.append(hit._replace(statements=tuple(fitting[:most])))
    return hits


def _called(reference: Reference, row: int, group: _Group) -> bool:
    """Whether the entry in this row has a name with these words."""
    return next(reference.select(_CALLED, match=f"names : ({group.match})", row=row), None) is not None


def _fitting(every: Sequence[Stated], holding: Iterable[list[int]], clinical: bool) -> list[Statement]:
    """Those of *every* statement of an entry that answer best, best first; its summary, where none does:
    *holding* are the numbers of those that hold each thing that is asked for, but for the entry's names.

    They are held against each other, not against other entries': a word counts by how few of the entry's
    own statements hold it, and one of its names not at all, for all of them are about what it names.
    """
    sizes = {
        number: len(stated.anywhere) + len(stated.statement.claim or "")
        for number, stated in enumerate(every)
        if clinical or stated.statement.level != "clinical"
    }
    scores: dict[int, float] = defaultdict(float)
    for numbers in holding:
        held = [number for number in numbers if number in sizes]
        for number in held:
            scores[number] += log(len(sizes) / len(held))
    for number in scores:
        long = sizes[number] / _USUAL_LENGTH
        scores[number] /= 1 + _LENGTH_COUNTS * max(0.0, long - 1)
    best = sorted(scores, key=lambda number: (-scores[number], number))
    enough = [number for number in best if scores[number] >= _NEARLY * scores[best[0]] > 0]
    return [every[number].statement for number in enough] or [stated.statement for stated in every[:1]]


def _runs(typed: list[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of words, the longest first: its begin, end and words."""
    for length in range(min(_LONGEST, len(typed)), 0, -1):
        for begin in range(len(typed) - length + 1):
            yield begin, begin + length, " ".join(typed[begin : begin + length])


_PHRASE = """
    SELECT role, expands_to FROM phrase JOIN expansion ON id = expansion
    WHERE key = :key
"""


def _groups(reference: Reference, typed: list[str]) -> Iterator[_Group]:
    """What is asked for, each thing once: phrases with what they expand to, other words by themselves."""
    taken: set[int] = set()
    said: set[str] = set()
    for begin, end, run in _runs(typed):
        if taken & set(range(begin, end)):
            continue
        roles = {role: reference.json(others) for role, others in reference.select(_PHRASE, key=run)}
        if end - begin > 1 and "synonym" not in roles:
            continue
        taken |= set(range(begin, end))
        if run in said or ("stop" in roles and "synonym" not in roles):
            continue
        said.add(run)
        meant = roles["synonym"] if "synonym" in roles else _spelt(reference, run)
        yield _Group(run, (_phrase(run), *map(_phrase, meant)))


def _phrase(text: str) -> str:
    """Words as an FTS5 phrase: nothing in them can be taken for an operator."""
    return '"' + " ".join(words(text)) + '"'


def _spelt(reference: Reference, word: str) -> list[str]:
    """What a word that no entry uses may have been meant to be: the nearest words, at most three."""
    if len(word) < 4 or any(c.isdigit() for c in word):
        return []
    if next(reference.select(_USED, word=_phrase(word)), None):
        return []
    # A name of something else is no misspelling of ours.
    if next(reference.select(_OTHER, key=names.key(word)), None):
        return []
    near = _nearest(reference, word)
    return [other for errors, other in near if errors == near[0][0] and errors <= names.slack(len(word))][:3]


_DRUG = """
    SELECT 1 FROM name JOIN owner ON number = owner JOIN other USING (id)
    WHERE kind = 'other' AND key = :key AND of IN ('medicine', 'drug')
"""
_OTHER = "SELECT 1 FROM name JOIN owner ON number = owner WHERE key = :key AND kind = 'other'"
_USED = "SELECT 1 FROM search WHERE search MATCH :word LIMIT 1"
# So many of the words that share runs of letters are looked at.
_MOST_ALIKE = 60


def _nearest(reference: Reference, word: str) -> list[tuple[int, str]]:
    every = "".join(words for (words,) in reference.select("SELECT words FROM vocabulary"))
    return sorted((names.distance(word, other, 4), other) for other in names.alike(word, every, _MOST_ALIKE))


def _near_words(reference: Reference, typed: list[str]) -> list[str]:
    near = [found for word in typed for found in _nearest(reference, word)[:2]]
    return list(dict.fromkeys(word for errors, word in sorted(near) if errors <= 4))[:4]


_NAMED = """
    SELECT entry.rowid FROM name JOIN owner ON number = owner JOIN entry USING (id) WHERE key = :key
"""


def _named(reference: Reference, groups: list[_Group], typed: list[str]) -> Iterator[tuple[int, float]]:
    """Entries that the query names, each once, by how much of the query the name is."""
    counted = {word for group in groups for word in group.said.split()}
    best: dict[int, float] = {}
    for begin, end, run in _runs(typed):
        share = sum(word in counted for word in typed[begin:end]) / max(1, len(counted))
        for (row,) in reference.select(_NAMED, key=names.key(run)):
            best[row] = max(_PART + share, best.get(row, 0.0))
    yield from best.items()
