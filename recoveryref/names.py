"""Names as people type them: one key for every spelling, and how far apart two keys are."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")

# Letters that sound alike, the longer groups first: what is heard is what gets typed.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("[aeiouyw]+$", ""),
        ("ph", "f"),
        ("ck|q", "k"),
        ("x", "ks"),
        ("c(?=[eiy])|z", "s"),
        ("c|ch", "k"),
        ("[aeiouyw]+", "a"),
        ("h", ""),
        (r"(.)\1+", r"\1"),
    )
]


def key(name: str) -> str:
    """*name* without case, accents, hyphens, spaces or other marks.

    `Buprenorphine-Naloxone` and `buprenorphine naloxone` have one key.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _NOT_WORD.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def sound(key: str) -> str:
    """A key as it sounds, roughly: `nalokzone` and `naloxone` come close."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be added, dropped, changed or swapped with the next to make *one* into
    *other* (optimal string alignment); anything over *most* is *most* + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def slack(key: str) -> int:
    """How many typing errors a name of this length may hold and still be taken for another."""
    return 0 if len(key) < 4 else 1 if len(key) < 6 else 2
