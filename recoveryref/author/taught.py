"""What questions in people's words teach a search: which words speak for which entry, and for which of its
statements.

A word counts by how many times likelier it is in the questions that one answers than in all: a natural
logarithm in whole numbers, so that it takes little room.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import log

from recoveryref.reader import queries
from recoveryref.reader.records import Taught
from recoveryref.reader.stems import stem

# An entry is taken to be asked for by so many questions more than it is: of few, little is believed. And a
# word of fewer questions than so many teaches nothing.
_MORE_ASKED, _LEAST_ASKED = 80, 3
# The same of a statement; of its own questions so many must hold a word.
_MORE_STATED, _LEAST_STATED = 1, 2
# So much must a word tell to count in whole numbers at all; and what is added to counts that may be none.
_TELLS, _SEEN = 0.5, 0.5


def of_entries(asked: Sequence[tuple[Sequence[str], Sequence[str]]]) -> dict[tuple[str, int], list[str]]:
    """The words of questions by the entry for which they speak, and how much they do; *asked* are the words
    of each question with the entries that answer it.
    """
    stems = queries.stemmed({word for words, _ in asked for word in words})
    as_typed = {stem: word for word, stem in stems.items()}
    of_entry: dict[str, float] = defaultdict(float)
    of_word: dict[str, int] = defaultdict(int)
    both: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for words, answering in asked:
        for id in answering:
            of_entry[id] += 1 / len(answering)
        for stem_ in {stems[word] for word in words}:
            of_word[stem_] += 1
            for id in answering:
                both[stem_][id] += 1 / len(answering)
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for stem_, entries in both.items():
        for id, held in entries.items() if of_word[stem_] >= _LEAST_ASKED else ():
            likelier = held / (of_entry[id] + _MORE_ASKED) * len(asked) / of_word[stem_]
            if (level := min(queries.MOST_TYPED, round(log(likelier)))) > 0:
                found[id, level].append(as_typed[stem_])
    return found


def of_statements(
    asked: Sequence[tuple[Sequence[str], Collection[int]]], count: int, names: Collection[str]
) -> list[Taught]:
    """What they teach of each of the *count* statements of an entry; *asked* are the words of each question
    that it answers with the numbers of the statements that do. The entry's *names* teach nothing.
    """
    of_word: dict[str, int] = defaultdict(int)
    of_statement = [0.0] * count
    held: list[dict[str, list[float]]] = [defaultdict(list) for _ in range(count)]
    for words, answering in asked:
        stems = {stem(word) for word in words if word not in names}
        for each in stems:
            of_word[each] += 1
        for n in answering:
            of_statement[n] += 1 / len(answering)
            for each in stems:
                held[n][each].append(1 / len(answering))
    usual = len(asked) / max(1, count)
    return [
        Taught(
            round(log((of_statement[n] + _SEEN) / (usual + _SEEN))),
            dict(_levels(held[n], of_statement[n], of_word, len(asked))),
        )
        for n in range(count)
    ]


def _levels(
    held: Mapping[str, Sequence[float]], own: float, of_word: Mapping[str, int], every: int
) -> Iterator[tuple[str, int]]:
    for word, questions in sorted(held.items()):
        if len(questions) >= _LEAST_STATED:
            usual = (of_word[word] + _SEEN) / (every + 1)
            tells = log((sum(questions) + _MORE_STATED * usual) / ((own + _MORE_STATED) * usual))
            if tells >= _TELLS:
                yield word, min(queries.MOST_TYPED, max(1, round(tells)))
