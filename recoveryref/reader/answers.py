"""Which statements of an entry answer what is asked, and how well."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

from recoveryref.reader import queries
from recoveryref.reader.asked import Group
from recoveryref.reader.file import Reference
from recoveryref.reader.records import BY_COUNTRY, MIXING, Aspect, Stated, Statement
from recoveryref.reader.stems import stems

# Between a place that answers questions, and the one statement of it that does: in the data how it begins, in
# the reference its number.
BOUND = " > "
# Found by leaving out each question that the data binds to a statement, and seeing whether that statement is
# shown without it; and on tests/search/tuned.yaml.
# How much an aspect counts beside a word, where a statement's field or heading is about it, and where only
# its text is; and how much less the last of a field's statements counts than its first.
_ASPECT, _TEXT, _ORDER, _MOST_ORDER = 2.1, 0.35, 0.3, 4
# How much more a word counts in a heading, in what is often said, among so many words at the head of a
# statement; how much less one of several words that mean one thing counts by itself.
_LABEL, _CLAIM, _HEAD, _HEAD_WORDS, _ALONE = 1.3, 1.3, 1.4, 5, 0.5
# What a larger share of an entry's statements holds is what it is about, and tells them not apart.
_ABOUT = 0.6
# How much more counts a statement of the default page, and one for people who prescribe or study where
# these are asked for; and the first under its label, the second half as much.
_PAGE, _CLINICAL, _EARLY = 0.8, 2.0, 0.7
# A statement of so many letters counts in full, a longer one less.
_USUAL_LENGTH, _LENGTH_COUNTS = 110, 0.1
# A place that answers a question like what is asked, the more the more alike; and the very statement. And a
# word that a question which a statement answers holds counts there beside one that the statement holds.
_ANSWERS, _BOUND, _IN_QUESTIONS = 2.0, 8.0, 0.4
# When to get help is said beside answers, not in place of them, unless it is asked.
_WARNINGS, _WARNING = frozenset({"danger", "call"}), 0.75
# What holds in another country than the reader's, or the one that is asked of, counts less; what an entry
# says of theirs where countries differ, more.
_ABROAD, _AT_HOME = 0.75, 1.5
# Besides the best only those are shown that fit nearly as well, and one less well sooner than one more under
# a label of which some are shown.
_NEARLY, _ANOTHER = 0.25, 0.5

# The same by name, for the website's script, which ranks alike.
COUNTS = {
    "aspect": _ASPECT,
    "text": _TEXT,
    "order": _ORDER,
    "most_order": _MOST_ORDER,
    "label": _LABEL,
    "claim": _CLAIM,
    "head": _HEAD,
    "head_words": _HEAD_WORDS,
    "by_itself": _ALONE,
    "about": _ABOUT,
    "page": _PAGE,
    "clinical": _CLINICAL,
    "early": _EARLY,
    "usual_length": _USUAL_LENGTH,
    "length_counts": _LENGTH_COUNTS,
    "answers": _ANSWERS,
    "bound": _BOUND,
    "in_questions": _IN_QUESTIONS,
    "between": BOUND,
    "warnings": sorted(_WARNINGS),
    "warning": _WARNING,
    "abroad": _ABROAD,
    "at_home": _AT_HOME,
    "by_country": BY_COUNTRY,
    "mixing": MIXING,
    "nearly": _NEARLY,
    "another": _ANOTHER,
}


class _Read(NamedTuple):
    """A statement's words, as they are held against what is asked: its label, what is often said, all of
    its text, and the head of it.
    """

    label: str
    claim: str
    text: str
    head: str


def _read(each: Stated) -> _Read:
    claim = stems(each.statement.claim or "")
    text = claim[:-1] + stems(each.anywhere)
    head = " ".join((claim.strip() or text.strip()).split(" ")[:_HEAD_WORDS])
    return _Read(stems(each.statement.label), claim, text, f" {head} ")


def best(
    every: Sequence[Stated],
    groups: Sequence[Group],
    aspects: Iterable[Aspect],
    near: Mapping[str, float],
    home: Collection[str],
    *,
    questions: Sequence[Collection[str]] = (),
    most: int,
    clinical: bool,
) -> list[int]:
    """The places of the *most* statements that answer best, best first: of those for people who prescribe or
    study only where *clinical* is asked for. *near* says how near to what is asked the questions come that
    each place of the entry answers: a field, or the heading of a section; or one statement there; *questions*
    which of these places answer a question that holds the words of each group. *home* is what countries are
    called that are the reader's or asked of, where anybody knows.

    They are held against each other, not against other entries': what few of them hold counts most, and
    what they are all about, nothing.
    """
    told = {n: _read(each) for n, each in enumerate(every) if clinical or each.statement.level != "clinical"}
    scores: dict[int, float] = defaultdict(float)
    for phrases, counts in _phrases(groups):
        held = {n: how for n, each in told.items() if (how := _holds(each, phrases))}
        for n, how in held.items() if len(held) <= _ABOUT * len(told) else ():
            scores[n] += counts * how * log(len(told) / len(held))
    for n in scores:
        long = (len(every[n].anywhere) + len(every[n].statement.claim or "")) / _USUAL_LENGTH
        scores[n] /= 1 + _LENGTH_COUNTS * max(0.0, long - 1)
    wanted = list(aspects)
    for aspect in wanted:
        # What a thing is is said where nothing else is asked of it.
        if "summary" in aspect.fields and len(wanted) > 1:
            continue
        about = [n for n, each in told.items() if aspect.holds(every[n].statement.field, each.label)]
        for order, n in enumerate(about):
            later = _ORDER * min(order, _MOST_ORDER) / _MOST_ORDER
            scores[n] += _ASPECT * log(len(told) / len(about)) * (1 - later)
        spoken = [n for n, each in told.items() if n not in about and _any(aspect.phrases, each.text)]
        for n in spoken:
            scores[n] += _ASPECT * _TEXT * log(len(told) / len(spoken))
    for place, how in _places(near).items():
        for n in told:
            if stands(every[n].statement.field, every[n].statement.label, place):
                scores[n] += _ANSWERS * how**2
    for bound, how in near.items():
        for n in answering(every, bound)[1]:
            if n in told:
                scores[n] += _BOUND * min(1.0, how) ** 2
    for group, bounds in zip(groups, questions, strict=bool(questions)):
        asked = {n for bound in bounds for n in answering(every, bound)[1] if n in told}
        phrases = [stems(phrase) for phrase in (*group.phrases, *group.called)]
        both = asked | {n for n, each in told.items() if _holds(each, phrases)} if asked else asked
        for n in asked if len(both) <= _ABOUT * len(told) else ():
            scores[n] += _IN_QUESTIONS * log(len(told) / len(both))
    warned = any(_WARNINGS & aspect.fields for aspect in wanted)
    under = Counter[str]()
    for n in told:
        own = every[n].statement
        under[own.label] += 1
        if n in scores:
            if home and own.country:
                own_differs = _AT_HOME if own.field == BY_COUNTRY else 1
                scores[n] *= own_differs if own.country in home else _ABROAD
            scores[n] *= _WARNING if own.field in _WARNINGS and not warned else 1
            scores[n] *= _CLINICAL if own.level == "clinical" else 1
            scores[n] += _PAGE * (own.level == "page") + _EARLY / under[own.label]
    return _with_own(_apart(scores, every, most), scores, every, home)


def _with_own(
    shown: list[int], scores: Mapping[int, float], every: Sequence[Stated], home: Collection[str]
) -> list[int]:
    """Where the best is about another country, and none of the shown about the reader's own: what is best of
    that in place of the last, if it fits nearly as well.
    """
    countries = [every[n].statement.country for n in shown]
    if not home or not shown or countries[0] is None or {*countries} & {*home}:
        return shown
    least = _NEARLY * scores[shown[0]]
    own = [n for n, score in scores.items() if score >= least and every[n].statement.country in home]
    return [*shown[:-1], max(own, key=lambda n: (scores[n], -n))] if own else shown


def _apart(scores: Mapping[int, float], every: Sequence[Stated], most: int) -> list[int]:
    """The *most* best of them, not all under one label where others fit nearly as well."""
    left = {n: score for n, score in scores.items() if score >= _NEARLY * max(scores.values()) > 0}
    shown: list[int] = []
    under = Counter[str]()
    while left and len(shown) < most:
        best = min(left, key=lambda n: (_ANOTHER * under[every[n].statement.label] - left[n], n))
        shown.append(best)
        under[every[best].statement.label] += 1
        del left[best]
    return shown


def _phrases(groups: Iterable[Group]) -> Iterator[tuple[list[str], float]]:
    """What is looked for in statements, and how much it counts."""
    for group in groups:
        yield [stems(phrase) for phrase in (*group.phrases, *group.called)], 1.0
        for word in group.alone:
            yield [stems(word)], _ALONE


def _holds(each: _Read, phrases: Sequence[str]) -> float:
    """How much it counts where a statement holds one of these phrases."""
    if _any(phrases, each.label):
        return _LABEL
    if not _any(phrases, each.text):
        return 0.0
    return _CLAIM if _any(phrases, each.claim) else _HEAD if _any(phrases, each.head) else 1.0


def _places(near: Mapping[str, float]) -> dict[str, float]:
    """The places of an entry that answer, and how near the nearest of its questions comes."""
    found: dict[str, float] = {}
    for bound, how in near.items():
        place = bound.partition(BOUND)[0]
        found[place] = max(how, found.get(place, 0.0))
    return found


def stands(field: str, label: str, place: str) -> bool:
    """Whether a statement in this field, under this label, stands in this place: a field, or a section by its
    heading.
    """
    return place == field or label.startswith(place)


def answering(every: Sequence[Stated], answer: str) -> tuple[list[int], list[int]]:
    """The numbers of the statements in the place that answers a question; and of the one that does."""
    place, _, number = answer.partition(BOUND)
    stand = [n for n, each in enumerate(every) if stands(each.statement.field, each.statement.label, place)]
    return stand, [int(number)] if number else []


def speak_of(every: Iterable[Stated], aspect: Aspect) -> bool:
    """Whether any of the statements is about an aspect, or speaks of it."""
    return any(
        aspect.holds(each.statement.field, stems(each.statement.label))
        or _any(aspect.phrases, stems(each.anywhere))
        for each in every
    )


_CALLED = "SELECT 1 FROM said WHERE said MATCH :match AND rowid = :row"


def called(reference: Reference, row: int, group: Group) -> bool:
    """Whether the entry in this row has a name with these words."""
    return next(reference.select(_CALLED, match=group.match, row=row * queries.PLACES), None) is not None


def passed_over(
    reference: Reference, row: int, every: Sequence[Stated], groups: Iterable[Group]
) -> Group | None:
    """The first of *groups* (a medicine or drug that is asked of the entry in this row beside its own name)
    that none of these statements of it names (ibuprofen, where its part on mixing knows none).
    """
    return next((group for group in groups if not holds(reference, row, every, group)), None)


def holds(reference: Reference, row: int, every: Iterable[Stated], group: Group) -> bool:
    """Whether the entry in this row has a name with these words, or any of these statements of it holds
    them, or by themselves what several words mean.
    """
    return any(named_in(each.statement, each.anywhere, group) for each in every) or called(
        reference, row, group
    )


def named_in(statement: Statement, anywhere: str, group: Group) -> bool:
    """Whether a statement, or the label above it, holds these words."""
    ways = [stems(phrase) for phrase in (*group.phrases, *group.called, *group.alone)]
    return _any(ways, stems(f"{statement.label} {statement.claim or ''} {anywhere}"))


def _any(phrases: Iterable[str], text: str) -> bool:
    return any(phrase in text for phrase in phrases)
