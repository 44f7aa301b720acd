"""Names that are nearly what was typed: which one may be taken for it, and which may be offered."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from recoveryref.reader import names
from recoveryref.reader.file import Reference

# The kind of the names of what has no page here, and of those of countries.
OTHER, COUNTRY = "other", "country"
# Longer input is near to no name.
_LONGEST = 64
_MOST_OFFERED = 4
_LONG = 8


class Near(NamedTuple):
    """A name that is near: how many slips of the fingers away, whose it is, and what it is called: nothing,
    where it is only a word.
    """

    errors: int
    rank: int
    kind: str
    id: str
    title: str
    key: str
    words: tuple[str, ...]


# Every key.
_KEYS = "SELECT group_concat(key, ' ') FROM name WHERE key NOT LIKE :bag || '%'"
_NAMED = """
    SELECT name.key, text, rank, owner.kind, owner.id,
        CASE WHEN other.of IN ('word', 'danger') THEN ''
            ELSE coalesce(entry.title, other.name, text, name.key) END
    FROM json_each(:keys) JOIN name ON name.key = value JOIN owner ON owner.number = name.owner
        LEFT JOIN entry ON entry.id = owner.id
        LEFT JOIN other ON owner.kind = 'other' AND other.id = owner.id
    WHERE owner.kind = 'other' OR (owner.kind = 'country' AND coalesce(:kind, 'helplines') = 'helplines')
        OR CASE WHEN :kind IS NULL THEN owner.kind NOT IN ('glossary', 'form') ELSE owner.kind = :kind END
"""
# So many of the names that share runs of letters are looked at.
_MOST_ALIKE = 200


def near(reference: Reference, key: str, kind: str | None) -> list[Near]:
    """The names that come near to *key*, of the wanted kind or of what has no page, nearest first: one slip
    further than may be offered, so that a rival of the nearest is among them.
    """
    if not 3 <= len(key) <= _LONGEST:
        return []
    every = "".join(keys or "" for (keys,) in reference.select(_KEYS, bag=names.BAG))
    begins = [other for other in every.split() if other.startswith(key[:2])]
    most = _far(key) + 1
    errors = {
        other: names.distance(key, other, most)
        for other in (*names.alike(key, every, _MOST_ALIKE), *begins)
        if len(other) >= names.SHORT or other.startswith(key)
    }
    close = [other for other, far in errors.items() if far <= most or other.startswith(key)]
    rows = reference.select(_NAMED, keys=json.dumps(close), kind=kind)
    return sorted(
        Near(min(errors[other], most), rank, of, id, title, other, tuple(names.words(text or other)))
        for other, text, rank, of, id, title in rows
    )


def taken(words: Sequence[str], found: Sequence[Near]) -> Near | None:
    """The one entry's name that *words* are a slip of the fingers away from, if nothing else is as near.

    One of our medicines is distinguished from the others by one slip more, and so are countries.
    """
    ours = [each for each in found if each.kind != OTHER and _slip(words, each)]
    if not ours or any(_rival(ours[0], other) for other in found):
        return None
    return ours[0]


def offered(key: str, found: Sequence[Near]) -> list[str]:
    """What to offer in place of *key*: titles, those that begin so first; near in sense as well, so
    that no country is offered for a medicine.
    """
    close = [each for each in found if each.title and (each.errors <= _far(key) or each.key.startswith(key))]
    sense = _sense(close[0].kind) if close else ""
    listed = [each for each in close if _sense(each.kind) == sense or each.kind == OTHER]
    begins = [each for each in listed if each.key.startswith(key)]
    begins.sort(key=lambda each: (each.rank, len(each.key), each.title))
    return _once(each.title for each in (*begins, *listed))[:_MOST_OFFERED]


def _sense(kind: str) -> str:
    return "place" if kind in (COUNTRY, "helplines") else "page"


def _slip(words: Sequence[str], other: Near) -> bool:
    """Whether *other* is so near that slips of the fingers explain it, in each word by itself."""
    if len(words) != len(other.words):
        # A space too many or too few is one slip by itself.
        return 0 < other.errors <= min(1, names.slack(len(other.key)))
    if other.errors > names.slack(len(other.key)):
        return False
    return all(_same_word(*pair) for pair in zip(words, other.words, strict=True))


def _same_word(one: str, other: str) -> bool:
    """Whether a slip, or two in a long word, make one of the other: seldom in the first letter, so it counts
    only where a long word has no other slip, or where it changed places with the next.
    """
    length = min(len(one), len(other))
    most = min(2, names.slack(length))
    errors = names.distance(one, other, most)
    begins = one[:1] == other[:1] or one[:2] == other[1::-1]
    return errors <= most and (begins or (length >= _LONG and errors <= 1))


def _rival(first: Near, other: Near) -> bool:
    if other.id == first.id:
        return False
    if other.key == first.key and (other.rank > first.rank or COUNTRY in (first.kind, other.kind)):
        return False
    places = _sense(first.kind) == _sense(other.kind) == "place"
    apart = places or first.kind == other.kind == "medications"
    return other.errors <= first.errors + apart


def _far(key: str) -> int:
    """How many slips away a name may be and still be offered."""
    return max(1, min(4, len(key) // 4))


def _once(titles: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(titles))
