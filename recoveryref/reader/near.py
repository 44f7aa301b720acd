"""Names that are nearly what was typed: which one may be taken for it, and which may be offered."""

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
    """A name that is near: how many slips of the fingers away, whose it is, and what it is called."""

    errors: int
    rank: int
    kind: str
    id: str
    title: str
    key: str
    words: tuple[str, ...]


# Names that share runs of three letters with what was typed, and those that begin as it does.
_ALIKE = """
    WITH found AS (
        SELECT rowid FROM (SELECT rowid FROM alike WHERE alike MATCH :runs ORDER BY bm25(alike) LIMIT 200)
        UNION SELECT rowid FROM name WHERE key >= :begin AND key < :end
    )
    SELECT name.key, name.text, name.rank, name.kind, name.id, coalesce(entry.title, other.name, name.text)
    FROM found JOIN name ON name.rowid = found.rowid
        LEFT JOIN entry ON entry.id = name.id
        LEFT JOIN other ON name.kind = 'other' AND other.id = name.id
    WHERE name.kind = 'other' OR (name.kind = 'country' AND coalesce(:kind, 'helplines') = 'helplines')
        OR CASE WHEN :kind IS NULL THEN name.kind NOT IN ('glossary', 'form') ELSE name.kind = :kind END
"""


def near(reference: Reference, key: str, kind: str | None) -> list[Near]:
    """The names that come near to *key*, of the wanted kind or of what has no page, nearest first."""
    if not 3 <= len(key) <= _LONGEST:
        return []
    runs = " OR ".join(f'"{key[n : n + 3]}"' for n in range(len(key) - 2))
    begin = key[:2]
    rows = reference.select(_ALIKE, runs=runs, begin=begin, end=begin + "\U0010ffff", kind=kind)
    most = _far(key)
    found = [
        Near(names.distance(key, other, most), rank, of, id, title, other, tuple(names.words(text)))
        for other, text, rank, of, id, title in rows
        if len(other) >= names.SHORT or other.startswith(key)
    ]
    return sorted(each for each in found if each.errors <= most or each.key.startswith(key))


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
    sense = _sense(found[0].kind) if found else ""
    listed = [each for each in found if _sense(each.kind) == sense or each.kind == OTHER]
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
