"""Names as people type them: one key for every spelling, and how far apart two keys are."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_NOT_WORD = re.compile(r"[\W_]+")

# Before the words of a name without their order, where these stand among keys: no key begins so.
BAG = " "
# A shorter name is near to too many words.
SHORT = 5
# Words that say nothing in a name, whatever their order.
_EMPTY = frozenset(
    {"a", "an", "and", "any", "for", "from", "her", "his", "in", "my", "of", "on", "or", "our"}
    | {"some", "that", "the", "their", "these", "this", "those", "to", "with", "your"}
)
# Of them, those that stand between what a thing is and of what.
LINKING = frozenset({"from", "of", "the", "my"})
# What is written in two ways and heard as one, then what is not heard apart: vowels, a letter twice, and R
# before a consonant.
_HEARD = (
    (re.compile("ph"), "f"),
    (re.compile("^kn"), "n"),
    (re.compile("th"), "t"),
    (re.compile("c(?=[eiy])|z"), "s"),
    (re.compile("ck|[cq]"), "k"),
    (re.compile("ks|x"), "s"),
    (re.compile("r(?![aeiouyr])"), ""),
    (re.compile("(?<!^)[aeiouyhw]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def key(name: str) -> str:
    """*name* without case, accents, hyphens, spaces or other marks.

    `Buprenorphine-Naloxone` and `buprenorphine naloxone` have one key.
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _NOT_WORD.sub("", plain)


def words(name: str) -> list[str]:
    """The words of *name*, each as a key."""
    return [word for part in re.split(r"[\s/,;&+-]+", name) if (word := key(part))]


def bag(name: str) -> str:
    """The words that *name* is made of, in whatever order and number: `effects of heroin` and `heroin
    effect` have one bag.
    """
    every = words(name)
    return " ".join(sorted(map(_singular, [word for word in every if word not in _EMPTY] or every)))


def bare(name: str) -> str:
    """The key of *name* without the words that say nothing in it: of `the blues` that of `blues`."""
    return "".join(word for word in words(name) if word not in _EMPTY)


def turned(every: Sequence[str]) -> list[str]:
    """The words of a name around those between them (`LINKING`), in the other order (`withdrawal from
    methadone`: methadone withdrawal); none where no such word stands within.
    """
    begin = next((n for n, word in enumerate(every) if n and word in LINKING), len(every))
    end = next((n for n in range(begin, len(every)) if every[n] not in LINKING), len(every))
    return [*every[end:], *every[:begin]] if end < len(every) else []


def empty(word: str) -> bool:
    """Whether *word* says nothing in a name."""
    return word in _EMPTY


def sound(key: str) -> str:
    """The consonants of a name as they are heard: `lofexidine` and `loafer seedeen` have one sound."""
    for written, heard in _HEARD:
        key = written.sub(heard, key)
    return key


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def alike(word: str, every: str, most: int) -> list[str]:
    """The words in *every* (separated by spaces) that share most with *word*, of the runs of three letters
    that either has; the *most* alike, those first.
    """
    shared: Counter[int] = Counter()
    every = f" {every} "
    for run in {word[n : n + 3] for n in range(len(word) - 2)}:
        at = every.find(run)
        while at >= 0:
            shared[every.rfind(" ", 0, at) + 1] += 1
            at = every.find(run, every.find(" ", at))
    found = ((every[begin : every.find(" ", begin)], count) for begin, count in shared.items())
    ranked = sorted((-count / (len(word) + len(other) - 4 - count), other) for other, count in found)
    return list(dict.fromkeys(other for _, other in ranked))[:most]


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


def slack(length: int) -> int:
    """How many slips of the fingers a name of this length may hold and still be taken for another: one,
    two in a long word, three in several.
    """
    return 0 if length < SHORT else 1 if length < 8 else 2 if length < 16 else 3
