"""Which statements of an entry answer what is asked, and how well."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from recoveryref.reader import names, queries
from recoveryref.reader.asked import Group
from recoveryref.reader.file import Reference
from recoveryref.reader.records import Aspect, Stated
from recoveryref.reader.stems import stems

# Found by trying on questions that nothing else is measured by (tests/search/tuned.yaml).
# How much an aspect counts beside a word, where a statement's field or heading is about it, and where only
# its text is; and how much less the last of a field's statements counts than its first.
_ASPECT, _TEXT, _ORDER, _MOST_ORDER = 2.2, 0.35, 0.15, 4
# How much more a word counts in a heading, a statement of the default page, and one for people who prescribe
# or study where these are asked for.
_LABEL, _PAGE, _CLINICAL = 1.3, 0.1, 2.0
# A statement of so many letters counts in full, a longer one less.
_USUAL_LENGTH, _LENGTH_COUNTS = 110, 0.15
# A place that answers a question like what is asked, the more the more alike.
_ANSWERS = 4.0
# When to get help is said beside answers, not in place of them, unless it is asked.
_WARNINGS, _WARNING = frozenset({"danger", "call"}), 0.75
# Besides the best only those are shown that fit nearly as well.
_NEARLY = 0.6

# The same by name, for the website's script, which ranks alike.
COUNTS = {
    "aspect": _ASPECT,
    "text": _TEXT,
    "order": _ORDER,
    "most_order": _MOST_ORDER,
    "label": _LABEL,
    "page": _PAGE,
    "usual_length": _USUAL_LENGTH,
    "length_counts": _LENGTH_COUNTS,
    "answers": _ANSWERS,
    "warnings": sorted(_WARNINGS),
    "warning": _WARNING,
    "nearly": _NEARLY,
}


def best(
    every: Sequence[Stated],
    groups: Sequence[Group],
    aspects: Iterable[Aspect],
    near: Mapping[str, float],
    *,
    clinical: bool,
) -> list[int]:
    """The places of those statements that answer best, best first: of those for people who prescribe or
    study only where *clinical* is asked for. *groups* are without the entry's own names, for all of its
    statements are about what it names. *near* says how near to what is asked the questions come that each
    place of the entry answers: a field, or the heading of a section.

    They are held against each other, not against other entries': what few of them hold counts most.
    """
    told = [n for n, each in enumerate(every) if clinical or each.statement.level != "clinical"]
    labels = {n: stems(every[n].statement.label) for n in told}
    texts = {n: stems(f"{every[n].statement.claim or ''} {every[n].anywhere}") for n in told}
    warned = any(_WARNINGS & aspect.fields for aspect in aspects)
    scores: dict[int, float] = defaultdict(float)
    for group in groups:
        phrases = [stems(phrase) for phrase in group.phrases]
        in_label = {n for n in told if _any(phrases, labels[n])}
        held = [n for n in told if n in in_label or _any(phrases, texts[n])]
        for n in held:
            scores[n] += (_LABEL if n in in_label else 1) * log(len(told) / len(held))
    for n in scores:
        own = every[n]
        long = (len(own.anywhere) + len(own.statement.claim or "")) / _USUAL_LENGTH
        scores[n] /= 1 + _LENGTH_COUNTS * max(0.0, long - 1)
    for aspect in aspects:
        held = [n for n in told if aspect.holds(every[n].statement.field, labels[n])]
        for order, n in enumerate(held):
            later = _ORDER * min(order, _MOST_ORDER) / _MOST_ORDER
            scores[n] += _ASPECT * log(len(told) / len(held)) * (1 - later)
        spoken = [n for n in told if n not in held and _any(aspect.phrases, texts[n])]
        for n in spoken:
            scores[n] += _ASPECT * _TEXT * log(len(told) / len(spoken))
    for place, how in near.items():
        for n in told:
            if every[n].statement.field == place or every[n].statement.label.startswith(place):
                scores[n] += _ANSWERS * how**2
    for n in scores:
        level = every[n].statement.level
        scores[n] *= _WARNING if every[n].statement.field in _WARNINGS and not warned else 1
        scores[n] = scores[n] * (_CLINICAL if level == "clinical" else 1) + _PAGE * (level == "page")
    ranked = sorted(scores, key=lambda n: (-scores[n], n))
    return [n for n in ranked if scores[n] >= _NEARLY * scores[ranked[0]] > 0]


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


_MEDICINE = """
    SELECT 1 FROM name JOIN owner ON number = owner LEFT JOIN other ON kind = 'other' AND other.id = owner.id
    WHERE key IN (SELECT value FROM json_each(:keys)) AND (kind = 'medications' OR of IN ('medicine', 'drug'))
"""


def passed_over(
    reference: Reference, row: int, every: Sequence[Stated], groups: Iterable[Group]
) -> str | None:
    """The medicine or drug that is asked of the entry in this row beside its own name, and that none of
    these statements of it names (ibuprofen, where its part on mixing knows none).
    """
    texts = [stems(f"{each.statement.label} {each.statement.claim or ''} {each.anywhere}") for each in every]
    for group in groups:
        keys = json.dumps([names.key(group.said), *group.said.split()])
        if not next(reference.select(_MEDICINE, keys=keys), None):
            continue
        spoken = any(_any([stems(phrase) for phrase in group.phrases], text) for text in texts)
        if not spoken and not called(reference, row, group):
            return group.said
    return None


def _any(phrases: Iterable[str], text: str) -> bool:
    return any(phrase in text for phrase in phrases)
