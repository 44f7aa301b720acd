"""The words and rules of danger, as people write them, into what `danger` reads.

A pattern is words in order. `<name>` is any word of that set, `one|other` either, `(some words|one)`
either of several words; `..` lets up to three other words stand between, `...` up to eight; ` & ` joins
parts that may stand in any order; a leading `^` means at the beginning of what was typed, `=` all of it.
In `unless`, `@name` brings in the patterns of that name under `ordinary`.

What no pattern hears is left to a classifier, which learns from messages as people type them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from recoveryref.author import classifier
from recoveryref.author.fields import EntryId, Fact, Line, Part, Slug, careful
from recoveryref.reader import contract, queries
from recoveryref.reader.danger import LONG, LONGER, Rules, one_slip

_GAPS = {"..": "3", "...": "8"}
_BEGINS = {"^": "1", "=": "2"}
# A bracket that is no step of its own.
_STUCK = re.compile(r"[^ ]\(|\)[^ ]")
Lists = dict[Line, tuple[Line, ...]]
# The messages in which there is no danger.
ORDINARY = "none"


class DangerKind(Part):
    """A kind of danger, and what whoever speaks of it is shown first."""

    kind: Slug
    # Which of the lines of the reader's own country leads, and what else to say.
    own: Literal["urgent", "crisis"] | None = None
    line: Fact | None = careful("confirmed", default=None)
    # Other kinds whose lines need not be shown beside.
    covers: tuple[Slug, ...] = ()
    # The entries that come first; `helplines` stands for those of the reader's country.
    first: tuple[EntryId | Literal["helplines"], ...]
    # Whether nothing is shown beside *first*: to somebody who speaks of wanting to die, no means.
    alone: bool = False


class DangerRule(Part):
    """How people speak of a kind of danger, and what then makes it something ordinary after all."""

    kind: Slug
    # Whether it is heard even where the other words speak too little for danger.
    sure: bool = False
    say: tuple[Line, ...]
    unless: tuple[Line, ...] = ()


class Messages(Part):
    """Messages as people type them with one kind of danger in them; ordinary ones have the kind `none`."""

    kind: Slug
    say: tuple[Line, ...]


class Dangers(Part):
    """What danger sounds like.

    An overlay may add *rules* for our kinds, and nothing else: it can take none of ours away.
    """

    kinds: tuple[DangerKind, ...] = ()
    # Words that say nothing, and other ways to write a thing, by what is read in their place.
    skip: tuple[Line, ...] = ()
    written: Lists = Field({})
    # Words that could stand for one another, by the name of the set.
    sets: Lists = Field({})
    # Patterns of ordinary questions, by a name that *unless* may give; and words that are no slips.
    ordinary: Lists = Field({})
    words: tuple[Line, ...] = ()
    rules: tuple[DangerRule, ...] = ()
    # The kinds whose lines are shown where there is only likely danger.
    likely: tuple[Slug, ...] = ()

    def expanded(self, unless: tuple[str, ...]) -> list[str]:
        """The patterns of *unless*, those of a named list each by itself."""
        return [
            each
            for text in unless
            for each in (self.ordinary.get(text[1:], ()) if text.startswith("@") else (text,))
        ]


def compiled(ours: Dangers, used: Iterable[str]) -> contract.DangerRules:
    """What `danger` reads, but for what is learned from messages. *used* are words that entries use: none of
    them is a slip of the fingers.
    """
    written = _written(ours)
    book = _Book(ours.sets)
    made = [
        (
            rule.kind,
            rule.sure,
            [book.pattern(each) for text in rule.say for each in _either(text)],
            [book.pattern(each) for text in ours.expanded(rule.unless) for each in _either(text)],
        )
        for rule in ours.rules
    ]
    words = {*book.tags, *(word for way in written for word in way.split())}
    return {
        "classifier": {"bias": 0, "kinds": [], "speak": []},
        "likely": list(ours.likely),
        "longest": max((way.count(" ") + 1 for way in written), default=1),
        "ordinary": sorted({*ours.words, *_near(used, words)} - words),
        "rules": made,
        "tags": {word: " ".join(map(str, sorted(tags))) for word, tags in sorted(book.tags.items())},
        "written": dict(sorted(written.items())),
    }


def learned(
    ours: Dangers, rules: contract.DangerRules, messages: Iterable[Messages], names: Iterable[str]
) -> contract.Classifier:
    """How much words speak for danger, as *messages*, and *names* and questions without danger, teach: all
    read as the *rules* read them.
    """
    line = Rules(rules).line
    read = {each.kind: [line(queries.words(text)) for text in each.say] for each in messages}
    usual = read.pop(ORDINARY, [])
    danger = {kind.kind: read[kind.kind] for kind in ours.kinds if kind.kind in read}
    named = [line(queries.words(text)) for text in names]
    return classifier.fitted(danger, usual, named, _in_sets(ours.sets))


def _in_sets(sets: Lists) -> dict[str, set[str]]:
    """The sets that each word is in, by a name that is no word."""
    found: dict[str, set[str]] = {}
    for name, words in sets.items():
        for word in words:
            found.setdefault(word, set()).add(f"<{name}>")
    return found


def kinds(ours: Dangers) -> dict[str, contract.DangerKind]:
    """What is shown of each kind of danger, the most urgent first."""
    return {
        kind.kind: {
            "own": kind.own or "",
            "line": kind.line.text if kind.line else "",
            "covers": list(kind.covers),
            "first": list(kind.first),
            "alone": kind.alone,
        }
        for kind in ours.kinds
    }


def faults(ours: Dangers, rule: DangerRule) -> Iterator[tuple[str, int, str, str]]:
    """What keeps a pattern from ever being heard: its field, its number, what is wrong, the remedy."""
    sets = ours.sets
    written = _written(ours)
    known = [kind.kind for kind in ours.kinds]
    if rule.kind not in known:
        yield "kind", 0, f"there is no kind of danger '{rule.kind}'", f"take one of {', '.join(known)}"
    for field, texts in (("say", rule.say), ("unless", rule.unless)):
        for number, text in enumerate(texts):
            if text.startswith("@"):
                if field == "say" or text[1:] not in ours.ordinary:
                    yield field, number, f"'{text}' is no list under 'ordinary'", "name one, in 'unless'"
                continue
            if _STUCK.search(text):
                what = f"in '{text}' a bracket touches a word, and is read as another pattern"
                yield field, number, what, "write a bracket between blanks, never inside 'one|other'"
            for word in _steps(text):
                name = word.strip("<>")
                if word.startswith("<"):
                    if name not in sets:
                        yield field, number, f"there is no set <{name}>", "write it under 'sets'"
                elif queries.words(word) != [word]:
                    yield field, number, f"'{word}' is no plain word", "use small letters and figures"
                elif word in written:
                    what = f"'{word}' is read as other words before it is looked for"
                    yield field, number, what, "write what it becomes under 'written'"


def _written(ours: Dangers) -> dict[str, str]:
    """Every way to write a thing, and what is read in its place; nothing, for words that say nothing."""
    ways = [*ours.written.items(), ("", ours.skip)]
    return {" ".join(queries.words(way)): meant for meant, each in ways for way in each}


def _either(text: str) -> Iterator[str]:
    """*text* once for each way to read its first bracket, and so for those that follow."""
    before, bracket, rest = text.partition("(")
    if not bracket:
        yield text
        return
    inner, _, after = rest.partition(")")
    for one in inner.split("|"):
        yield from _either(f"{before}{one}{after}")


def _steps(text: str) -> Iterator[str]:
    for step in re.sub("[()]", " ", text.lstrip("^= ")).replace("|", " | ").split():
        if step not in _GAPS and step not in "&|":
            yield step


def _near(used: Iterable[str], words: Iterable[str]) -> set[str]:
    """Of *used*, the words that would be taken for one of *words* that they are a slip away from."""
    # Two words a slip apart are alike once each has lost one letter, or none.
    others: dict[str, set[str]] = {}
    for word in words:
        if len(word) >= LONGER:
            for less in _with_one_letter_less(word):
                others.setdefault(less, set()).add(word)
    return {
        word
        for word in used
        if len(word) >= LONG
        and any(
            one_slip(word, other) for less in _with_one_letter_less(word) for other in others.get(less, ())
        )
    }


def _with_one_letter_less(word: str) -> set[str]:
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


class _Book:
    """Numbers for words and sets, and which of them each word stands for."""

    def __init__(self, sets: Mapping[str, Sequence[str]]) -> None:
        self._sets = sets
        self._numbers: dict[str, int] = {}
        self.tags: dict[str, set[int]] = {}

    def pattern(self, text: str) -> str:
        """A pattern with numbers in place of its words, as `danger.Rules` says."""
        parts = text.lstrip("^= ").split("&")
        return "&".join([_BEGINS.get(text[0], "0"), *(" ".join(self._part(part)) for part in parts)])

    def _part(self, text: str) -> Iterator[str]:
        gap = "0"
        for step in text.split():
            if step in _GAPS:
                gap = _GAPS[step]
            else:
                yield gap
                yield str(self._number(step))
                gap = "0"

    def _number(self, step: str) -> int:
        if step not in self._numbers:
            self._numbers[step] = len(self._numbers)
            for word in self._words(step):
                self.tags.setdefault(word, set()).add(self._numbers[step])
        return self._numbers[step]

    def _words(self, step: str) -> Iterator[str]:
        for each in step.split("|"):
            if each.startswith("<"):
                for inner in self._sets[each.strip("<>")]:
                    yield from self._words(inner)
            else:
                yield each
