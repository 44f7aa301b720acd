"""Danger heard in a person's words: what kind it is, and where to turn in their country.

The one place that knows it. The words and rules are data (`data/danger.yaml`), compiled by
`author.danger` into what is read here and by the website's script (`danger.js`), which hears the same.
"""

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from recoveryref.reader import locale, queries
from recoveryref.reader.file import Reference

if TYPE_CHECKING:
    from recoveryref.reader import contract

# Letters and words beyond these are not read.
_MOST_LETTERS, _MOST_WORDS = 4000, 400
# Before the lines of another country than the reader's.
THERE = "In the country that you named: "
# So many letters has a word that may hold a slip of the fingers, and the word that was meant.
LONG, LONGER = 5, 6
# Where a rule hears danger, so many words which speak for it by less than this tell that it is only likely.
# In a long story much is ordinary, whatever comes of it.
TELLING, ENOUGH = range(5, 16), -5
_DRAWN_OUT = re.compile(r"([a-z])\1\1+")


class Danger(NamedTuple):
    """Danger that was heard: its kinds, the most urgent first, and none where it is only likely; the lines
    that say where to turn in the reader's country; the ids of the entries to show first; and whether
    nothing else is to be shown.
    """

    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    first: tuple[str, ...]
    alone: bool

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(self.lines)


def heard(reference: Reference, text: str) -> Danger | None:
    """The danger that *text* speaks of, if any, with where to turn: in the reader's country first, for what
    came from another country is no less urgent here; then in the one that it names.
    """
    said = queries.words(text[:_MOST_LETTERS])[:_MOST_WORDS]
    if not said:
        return None
    rules = Rules(queries.danger(reference)[0])
    if found := rules.kinds(said):
        return _here_and_there(reference, said, found)
    # What is only likely says where to turn, and leaves the rest to what was asked.
    if likely := rules.likely(said):
        told = (*likely, *rules.told_where_likely)
        return _here_and_there(reference, said, told, each=True)._replace(kinds=(), first=(), alone=False)
    return None


def _here_and_there(
    reference: Reference, said: Sequence[str], found: Collection[str], *, each: bool = False
) -> Danger:
    """What is answered to these kinds of danger in the reader's country and in one that *said* names."""
    here = answer(reference, found, each=each)
    named = locale.spoken_of(reference, said)
    if named is None:
        return here
    own = reference.country
    reference.fill(named)
    try:
        there = answer(reference, found, each=each)
        helplines = locale.helplines(reference, named)
    finally:
        reference.fill(own)
    if not own:
        return there._replace(first=tuple(dict.fromkeys((*there.first, helplines))))
    others = (f"{THERE}{line}" for line in there.lines if line not in here.lines)
    first = tuple(dict.fromkeys((*there.first, helplines, *here.first)))
    return here._replace(lines=(*here.lines, *others), first=first)


def answer(reference: Reference, found: Collection[str], *, each: bool = False) -> Danger:
    """What is answered to these kinds of danger: the most urgent first, without what it covers; or to *each*
    of them as they come.
    """
    every = queries.danger(reference)[1]
    kinds = [kind for kind in found if kind] if each else [kind for kind in every if kind in found]
    covered = set() if each else {other for kind in kinds for other in every[kind]["covers"]}
    heeded = [every[kind] for kind in kinds if kind not in covered]
    country = reference.country
    own = {"urgent": locale.urgent(reference, country), "crisis": locale.crisis(reference, country)}
    lines = [line for kind in heeded for line in (own.get(kind["own"], ""), kind["line"])]
    helplines = locale.helplines(reference, country or locale.ELSEWHERE)
    first = [helplines if id == "helplines" else id for kind in heeded for id in kind["first"]]
    return Danger(
        tuple(kinds),
        tuple(dict.fromkeys(filter(None, lines))),
        tuple(dict.fromkeys(filter(None, first))),
        any(kind["alone"] for kind in heeded),
    )


class Rules:
    """The compiled rules: of which kinds of danger a person's words speak.

    A word stands for itself and for every set that it is in, each by its number. A pattern reads
    `WHERE&PART&PART`: it stands anywhere (0), at the beginning (1) or as all that was said (2), with all
    of its parts. A part reads `GAP NUMBER GAP NUMBER`: how many other words may stand before which.
    """

    def __init__(self, compiled: "contract.DangerRules") -> None:
        self._compiled = compiled
        self._read: dict[str, str] = {}

    def kinds(self, said: Sequence[str]) -> set[str]:
        """The kinds of danger in *said*: those of sure rules only where its words speak little for it."""
        line = self.line(said)
        return {*self._by(line, sure=True), *([] if self._doubtful(line) else self._by(line, sure=False))}

    def likely(self, said: Sequence[str]) -> list[str]:
        """The kinds of danger that are likely: those that rules hear, where the words of *said* speak too
        little for it; else the one for which the words speak most, where they and each pair of them speak
        for danger (one word alone does not).
        """
        line = self.line(said)
        if self._doubtful(line):
            return self._by(line, sure=False)
        speaks = len({*line}) > 1 and self._compiled["classifier"]["bias"] + self._speak(line) >= 0
        return [self.leaning(said)] if speaks else []

    def _by(self, line: Sequence[str], *, sure: bool) -> list[str]:
        """The kinds that the rules hear which are *sure*, or which are not, in the order of the rules."""
        numbers = self._compiled["tags"]
        tags = [frozenset(numbers.get(word, "").split()) for word in line]
        every = frozenset[str]().union(*tags)
        found: list[str] = []
        for kind, is_sure, say, unless in self._compiled["rules"]:
            if is_sure == sure and kind not in found and _any(tags, every, say):
                found += [] if _any(tags, every, unless) else [kind]
        return found

    def _doubtful(self, line: Sequence[str]) -> bool:
        """Whether these words, if they are not too few to tell, speak too little for danger."""
        return len({*line}) in TELLING and self._speak(line) < ENOUGH

    def _speak(self, line: Sequence[str]) -> int:
        """How much words, and each pair of them, speak for danger."""
        return sum(self._weights.get(each, 0) for each in {*line, *pairs(line)})

    def leaning(self, said: Sequence[str]) -> str:
        """The kind of danger for which the words of *said* speak most, if it is danger; the most urgent of
        those for which they speak a little, or of all; empty where the rules know no kind.
        """
        kinds = self._compiled["classifier"]["kinds"]
        letters = "".join(self._leans.get(word, "") for word in {*self.line(said)})
        spoken = [letters.count(chr(ord("a") + n)) for n in range(len(kinds))]
        # What speaks only a little for any kind says less than which is the most urgent.
        told = [n for n, count in enumerate(spoken) if count > 1]
        little = next((n for n, count in enumerate(spoken) if count), 0)
        leaning = max(told, key=lambda n: kinds[n][1] + 10 * spoken[n], default=little)
        return kinds[leaning][0] if kinds else ""

    @cached_property
    def _weights(self) -> dict[str, int]:
        speak = self._compiled["classifier"]["speak"]
        return {word.partition(":")[0]: how for how, words in speak for word in words.split()}

    @cached_property
    def _leans(self) -> dict[str, str]:
        every = (
            word.partition(":")
            for _, words in self._compiled["classifier"]["speak"]
            for word in words.split()
        )
        return {word: lean for word, _, lean in every if lean}

    @property
    def told_where_likely(self) -> list[str]:
        """The kinds whose lines are shown where there is only likely danger."""
        return self._compiled["likely"]

    def line(self, said: Sequence[str]) -> list[str]:
        """The words as the rules know them: slips of the fingers set right, every way to write a thing made
        one, words that say nothing left out.
        """
        spelt = [self._set_right(word) for word in said]
        written, longest = self._compiled["written"], self._compiled["longest"]
        line: list[str] = []
        at = 0
        while at < len(spelt):
            for length in range(min(longest, len(spelt) - at), 0, -1):
                meant = written.get(" ".join(spelt[at : at + length]))
                if meant is not None:
                    break
            line += [spelt[at]] if meant is None else meant.split()
            at += length
        return line

    def _set_right(self, word: str) -> str:
        if word not in self._read:
            self._read[word] = self._spelt(_DRAWN_OUT.sub(r"\1", word))
        return self._read[word]

    def _spelt(self, word: str) -> str:
        """The known word that *word* is one slip away from; itself where it is known, or short."""
        if len(word) < LONG or word in self._known:
            return word
        near = (
            other
            for length in (len(word), len(word) + 1, len(word) - 1)
            for other in self._by_length.get(length, ())
            if one_slip(word, other)
        )
        return next(near, word)

    @cached_property
    def _known(self) -> set[str]:
        return {*self._words, *self._compiled["ordinary"]}

    @cached_property
    def _words(self) -> list[str]:
        """The words of the rules, in order: what slips are set right to."""
        ways = " ".join(self._compiled["written"]).split()
        return sorted({*self._compiled["tags"], *ways})

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in self._words:
            if len(word) >= LONGER:
                found.setdefault(len(word), []).append(word)
        return found


def pairs(line: Sequence[str]) -> list[str]:
    """Each two words of *line* that follow one another."""
    return [f"{one}_{other}" for one, other in pairwise(line)]


def one_slip(one: str, other: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with the next makes *one* into *other*."""
    begin, most = 0, min(len(one), len(other))
    while begin < most and one[begin] == other[begin]:
        begin += 1
    one, other = one[begin:], other[begin:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[2:] == other[2:] and one[:2] == other[1::-1])
    )


def _any(tags: Sequence[frozenset[str]], every: frozenset[str], patterns: Sequence[str]) -> bool:
    for pattern in patterns:
        # Most patterns want what was not said: that is seen sooner than where it stands.
        if every.issuperset(pattern.replace("&", " ").split()[2::2]):
            where, *parts = pattern.split("&")
            if all(_matches(tags, part.split(), where) for part in parts):
                return True
    return False


def _matches(tags: Sequence[frozenset[str]], part: Sequence[str], where: str) -> bool:
    """Whether the steps of *part* come in order in what was said."""

    def follows(at: int, step: int) -> bool:
        if step == len(part):
            return where != "2" or at == len(tags)
        last = min(at + int(part[step]) + 1, len(tags))
        return any(part[step + 1] in tags[n] and follows(n + 1, step + 2) for n in range(at, last))

    return any(follows(n, 0) for n in range(len(tags) if where == "0" else 1))
