"""Which statements of an entry answer what is asked, and how well."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import log

from recoveryref.reader import queries, weights
from recoveryref.reader.asked import Group
from recoveryref.reader.file import Reference
from recoveryref.reader.records import BY_COUNTRY, Aspect, Stated, Statement
from recoveryref.reader.stems import of_ours, stem, stems

# Between a place that answers questions, and the one statement of it that does: in the data how it begins, in
# the reference its number.
BOUND = " > "


class _Read:
    """A statement's words without their endings, as they are held against what is asked. Most statements hold
    nothing of that, which is seen without taking them apart: what is left of a word is how it begins.
    """

    def __init__(self, each: Stated) -> None:
        self._each = each
        self.label = of_ours(each.statement.label)
        self._raw = queries.plain(f"{each.statement.claim or ''} {each.anywhere}")

    @cached_property
    def claim(self) -> str:
        """What is often said."""
        return of_ours(self._each.statement.claim or "")

    @cached_property
    def text(self) -> str:
        """What is often said, and all of the text."""
        return self.claim[:-1] + of_ours(self._each.anywhere)

    @cached_property
    def head(self) -> str:
        """The first words of either."""
        said = (self.claim.strip() or self.text.strip()).split(" ")
        return f" {' '.join(said[: weights.HEAD_WORDS])} "

    def says(self, phrases: "_Phrases") -> bool:
        """Whether its text holds any of these phrases."""
        # Asked some thousand times of a search: a generator would take twice as long.
        for first, phrase in phrases:  # noqa: SIM110
            if first in self._raw and phrase in self.text:
                return True
        return False

    def is_asked_by(self, phrases: "_Phrases") -> bool:
        """Whether people ask for it by any of these phrases."""
        asked = self._each.asked
        for first, phrase in phrases:  # noqa: SIM110
            if first in asked and phrase in of_ours(asked):
                return True
        return False


# Phrases with a space before and after each word, each behind its first word.
_Phrases = Sequence[tuple[str, str]]


def _with_first(phrases: Iterable[str]) -> _Phrases:
    return [(phrase.split(" ", 2)[1], phrase) for phrase in phrases]


def best(
    every: Sequence[Stated],
    groups: Sequence[Group],
    aspects: Iterable[Aspect],
    near: Mapping[str, float],
    home: Collection[str],
    *,
    typed: Iterable[str] = (),
    questions: Sequence[Collection[str]] = (),
    there: bool = False,
    most: int,
    clinical: bool,
) -> list[int]:
    """The places of the *most* statements that answer best, best first: of those for people who prescribe or
    study only where *clinical* is asked for. *near* says how near to what is asked the questions come that
    each place of the entry answers: a field, or the heading of a section; or one statement there; *questions*
    which of these places answer a question that holds the words of each group. *typed* are all words that
    were typed. *home* is what the country is called that is asked of (*there*), else the reader's, where
    anybody knows.

    They are held against each other, not against other entries': what few of them hold counts most, and
    what they are all about, nothing.
    """
    wanted = list(aspects)
    abroad = any(BY_COUNTRY in aspect.fields for aspect in wanted) and not there
    shut = set() if abroad else _of_others(every, home, there=there)
    told = {
        n: _Read(each)
        for n, each in enumerate(every)
        if (clinical or each.statement.level != "clinical") and n not in shut
    }
    held = [_Held(told, group) for group in groups]
    scores = _words(every, told, held)
    for n, counts in (
        *_of_aspects(every, told, wanted),
        *_near_questions(every, told, near),
        *_in_questions(every, told, held, questions),
        *_taught(every, told, typed),
    ):
        scores[n] += counts
    for n in told if there else ():
        scores[n] += weights.THERE if every[n].statement.country in home else 0.0
    outlined = any("summary" in aspect.fields for aspect in wanted)
    warned = any(not aspect.fields.isdisjoint(weights.WARNINGS) for aspect in wanted)
    under = Counter[str]()
    for n in told:
        own = every[n].statement
        under[own.label] += 1
        if n in scores:
            scores[n] *= _for_reader(own, home)
            scores[n] *= weights.CLINICAL if own.level == "clinical" else 1
            scores[n] += weights.OFTEN_ASKED * every[n].taught.often
            scores[n] += weights.PAGE * (own.level == "page") + weights.EARLY / under[own.label]
            scores[n] -= weights.SUMMARY * (own.field == "summary" and not outlined)
            scores[n] -= weights.WARNING * (own.field in weights.WARNINGS and not warned)
    return _with_own(_apart(scores, every, most), scores, every, home)


class _Held:
    """The statements that hold any of a group of words, and how much that counts."""

    def __init__(self, told: Mapping[int, _Read], group: Group) -> None:
        phrases = [stems(phrase) for phrase in (*group.phrases, *group.called)]
        self.alone = [stems(word) for word in group.alone]
        self.asking = _with_first((*phrases, *self.alone))
        self.by = _holding(told, phrases)


def _holding(told: Mapping[int, _Read], phrases: Sequence[str]) -> dict[int, float]:
    in_label = {label: _any(phrases, label) for label in {each.label for each in told.values()}}
    in_text = _with_first(phrases)
    found = {}
    for n, each in told.items():
        if in_label[each.label]:
            found[n] = weights.LABEL
        elif each.says(in_text):
            is_claim, is_head = _any(phrases, each.claim), _any(phrases, each.head)
            found[n] = weights.CLAIM if is_claim else weights.HEAD if is_head else 1.0
    return found


def _words(every: Sequence[Stated], told: Mapping[int, _Read], groups: Iterable[_Held]) -> dict[int, float]:
    """How much the words count that statements hold: less in a long one."""
    scores: dict[int, float] = defaultdict(float)
    for group in groups:
        alone = ((_holding(told, [word]), weights.BY_ITSELF) for word in group.alone)
        for held, counts in ((group.by, 1.0), *alone):
            for n, how in held.items() if len(held) <= weights.ABOUT * len(told) else ():
                scores[n] += counts * how * log(len(told) / len(held))
    for n in scores:
        long = (len(every[n].anywhere) + len(every[n].statement.claim or "")) / weights.USUAL_LENGTH
        scores[n] /= 1 + weights.LENGTH_COUNTS * max(0.0, long - 1)
    return scores


def _of_aspects(
    every: Sequence[Stated], told: Mapping[int, _Read], wanted: Collection[Aspect]
) -> Iterator[tuple[int, float]]:
    """How much it counts that a statement is about an aspect, or speaks of it."""
    for aspect in wanted:
        # What a thing is is said where nothing else is asked of it.
        if "summary" in aspect.fields and len(wanted) > 1:
            continue
        about = [n for n, each in told.items() if aspect.holds(every[n].statement.field, each.label)]
        for n in about:
            yield n, weights.ASPECT * log(len(told) / len(about))
        phrases = _with_first(aspect.phrases)
        spoken = [n for n, each in told.items() if n not in about and each.says(phrases)]
        for n in spoken:
            yield n, weights.ASPECT * weights.TEXT * log(len(told) / len(spoken))


def _near_questions(
    every: Sequence[Stated], told: Mapping[int, _Read], near: Mapping[str, float]
) -> Iterator[tuple[int, float]]:
    """How much it counts that a statement, or its place, answers a question near to what is asked."""
    for place, how in _places(near).items():
        for n in told:
            if stands(every[n].statement.field, every[n].statement.label, place):
                yield n, weights.ANSWERS * how**2
    for bound, how in near.items():
        for n in statement_in(bound):
            if n in told:
                yield n, weights.BOUND * how**2


def _in_questions(
    every: Sequence[Stated],
    told: Mapping[int, _Read],
    groups: Sequence[_Held],
    questions: Sequence[Collection[str]],
) -> Iterator[tuple[int, float]]:
    """How much the words count in which people ask for a statement, or that a question of it holds."""
    for group, bounds in zip(groups, questions, strict=bool(questions)):
        asked = {n: weights.ASKED_WITH for n, each in told.items() if each.is_asked_by(group.asking)}
        for n in (n for bound in bounds for n in statement_in(bound) if n in told):
            asked.setdefault(n, weights.IN_QUESTIONS)
        both = asked.keys() | group.by.keys()
        for n, counts in asked.items() if len(both) <= weights.ABOUT * len(told) else ():
            yield n, counts * log(len(told) / len(both))


def _taught(
    every: Sequence[Stated], told: Collection[int], typed: Iterable[str]
) -> Iterator[tuple[int, float]]:
    """How much likelier the words are in questions that a statement answers."""
    words = {stem(word) for word in typed}
    for n in told:
        if speak := sum(speaks for word, speaks in every[n].taught.words.items() if word in words):
            yield n, weights.TAUGHT * speak


def _of_others(every: Sequence[Stated], home: Collection[str], *, there: bool) -> set[int]:
    """Where a country is asked of (*there*), what is said of others; else what is said of others than the
    reader's own where countries differ.
    """
    told = {n: each.statement for n, each in enumerate(every)}
    apart = {n: each.country for n, each in told.items() if each.country and (there or each.by_country)}
    return {n for n, country in apart.items() if home and country not in home}


def _for_reader(statement: Statement, home: Collection[str]) -> float:
    """How much more, or less, counts what holds in one country only; to a reader of whom nobody knows the
    country, what is told apart of one.
    """
    if not statement.country or not (home or statement.by_country):
        return 1.0
    if statement.country not in home:
        return weights.ABROAD
    return weights.AT_HOME if statement.by_country else 1.0


def _with_own(
    shown: list[int], scores: Mapping[int, float], every: Sequence[Stated], home: Collection[str]
) -> list[int]:
    """What is about the reader's own country before what is about another. Where none of the shown is, what
    is best of that in place of the last, if it fits nearly as well as the best, where that is about another
    country; well enough, where it is told apart from what holds elsewhere.
    """
    countries = [every[n].statement.country for n in shown]
    if not home or not shown:
        return shown
    if not {*countries} & {*home}:
        share = weights.OWN_TOO if countries[0] is None else weights.NEARLY
        own = [
            n
            for n, score in scores.items()
            if score >= share * scores[shown[0]] and every[n].statement.country in home
            if countries[0] or every[n].statement.by_country
        ]
        shown = [*shown[:-1], max(own, key=lambda n: (scores[n], -n))] if own else shown
    at = next((at for at, n in enumerate(shown) if _is_abroad(every[n].statement, home)), len(shown))
    return [*shown[:at], *sorted(shown[at:], key=lambda n: not tell_own([every[n].statement], home))]


def _is_abroad(statement: Statement, home: Collection[str]) -> bool:
    """Whether a statement is about another country than these."""
    return bool(home and statement.country and statement.country not in home)


def mostly_abroad(shown: Sequence[Statement], home: Collection[str]) -> bool:
    """Whether half of the statements or more are about other countries than *home*, and none about it."""
    abroad = sum(_is_abroad(each, home) for each in shown)
    return 2 * abroad >= len(shown) > 0 and not any(each.country in home for each in shown)


def tell_own(shown: Iterable[Statement], home: Collection[str]) -> bool:
    """Whether any of the statements tells what holds at *home*, apart from what holds elsewhere."""
    return any(each.by_country and each.country in home for each in shown)


def _apart(scores: Mapping[int, float], every: Sequence[Stated], most: int) -> list[int]:
    """The *most* best of them, not all under one label where others fit nearly as well."""
    left = {n: score for n, score in scores.items() if score >= weights.NEARLY * max(scores.values()) > 0}
    shown: list[int] = []
    under = Counter[str]()
    while left and len(shown) < most:
        best = min(left, key=lambda n: (weights.ANOTHER * under[every[n].statement.label] - left[n], n))
        shown.append(best)
        under[every[best].statement.label] += 1
        del left[best]
    return shown


def _places(near: Mapping[str, float]) -> dict[str, float]:
    """The places of an entry that answer, and how near the nearest of its questions comes."""
    found: dict[str, float] = {}
    for bound, how in near.items():
        found[where(bound)] = max(how, found.get(where(bound), 0.0))
    return found


def stands(field: str, label: str, place: str) -> bool:
    """Whether a statement in this field, under this label, stands in this place: a field, or a section by its
    heading.
    """
    return place == field or label.startswith(place)


def where(answer: str) -> str:
    """The place that answers a question."""
    return answer.partition(BOUND)[0]


def statement_in(answer: str) -> list[int]:
    """The number of the one statement that answers a question, where it is one in the place that does."""
    number = answer.partition(BOUND)[2]
    return [int(number)] if number else []


def speak_of(every: Iterable[Stated], aspect: Aspect) -> bool:
    """Whether any of the statements is about an aspect, or speaks of it."""
    return any(
        aspect.holds(each.statement.field, of_ours(each.statement.label))
        or _any(aspect.phrases, of_ours(each.anywhere))
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


def asked_by(each: Stated, said: str) -> bool:
    """Whether people ask for a statement by all these words, which it need not hold."""
    return {stem(word) for word in said.split()} <= {*of_ours(each.asked).split()}


def named_in(statement: Statement, anywhere: str, group: Group) -> bool:
    """Whether a statement, or the label above it, holds these words."""
    ways = [stems(phrase) for phrase in (*group.phrases, *group.called, *group.alone)]
    return any(_any(ways, of_ours(text)) for text in (statement.label, statement.claim or "", anywhere))


def _any(phrases: Iterable[str], text: str) -> bool:
    return any(phrase in text for phrase in phrases)
