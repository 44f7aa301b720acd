"""What messages that people typed teach of danger: how much their words, and pairs of words, speak for it.

A logistic regression over the words of a message, fitted by AdaGrad (Duchi and others, 2011). Words of one
set teach for each other. Of which kind a message of danger is, a second one tells, with an outcome for each.
"""

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from recoveryref.reader import contract
from recoveryref.reader.danger import pairs

# How often all messages are gone through, how far each step goes, how much the weight of a word is held back
# (the more, the fewer messages it is in), and how much more a message of danger counts than another: to miss
# one is worse than to hear one too many. A name or question of an entry counts little: people do not tell of
# themselves in it, so that "he" and "not" alone would speak for danger.
_TIMES, _RATE, _HELD_BACK, _DANGER, _NAME = 20, 0.3, 0.3, 3.5, 0.1
# In how many messages a pair of words stands that teaches.
_PAIR = 4
# In tenths of log odds: a word that tells less is left out, and so much must speak for danger that is likely.
_LEAST, _LIKELY = 6, 10
# For as many kinds, those that it speaks for most, and with at least this weight, a word may speak.
_KINDS, _LEANS = 2, 0.8
# How far each step of a bias goes there, and how much the weight of a word is held back.
_SLOW = 0.02


def fitted(
    danger: Mapping[str, Sequence[Sequence[str]]],
    ordinary: Iterable[Sequence[str]],
    names: Iterable[Sequence[str]],
    sets: Mapping[str, Collection[str]],
) -> contract.Classifier:
    """The weights that messages of *danger*, by their kinds, *ordinary* ones, and *names* and questions of
    entries teach: each is the words of one as the rules know them. *sets* are the sets that each word is in.
    """
    messages = [
        *((1, _DANGER, said) for each in danger.values() for said in each),
        *((0, 1.0, said) for said in ordinary),
        *((0, _NAME, said) for said in names),
    ]
    often = Counter(pair for *_, said in messages for pair in {*pairs(said)})
    every = [
        (
            is_danger,
            counts,
            _features(said, sets) + Counter({pair for pair in pairs(said) if often[pair] >= _PAIR}),
        )
        for is_danger, counts, said in messages
    ]
    bias, weights = _regression(every)
    of_kind = [(n, _features(said, sets)) for n, each in enumerate(danger.values()) for said in each]
    kinds, leans = _kinds(of_kind, len(danger))
    known = sorted({word for *_, said in every for word in said if not word.startswith("<")} | sets.keys())
    speak: dict[int, list[str]] = {}
    for word in known:
        own = (word, *sorted(sets.get(word, ())))
        how = _tenths(sum(weights.get(each, 0.0) for each in own))
        lean = _lean(
            [sum(each) for each in zip(*(leans[name] for name in own if name in leans), strict=True)]
        )
        if abs(how) >= _LEAST or lean:
            speak.setdefault(how if abs(how) >= _LEAST else 0, []).append(f"{word}:{lean}" if lean else word)
    return {
        "bias": _tenths(bias) - _LIKELY,
        "kinds": list(zip(danger, map(_tenths, kinds), strict=True)),
        "speak": [(how, " ".join(words)) for how, words in sorted(speak.items())],
    }


def _lean(weights: Sequence[float]) -> str:
    """The kinds for which a word speaks, each by its letter, as often as it weighs."""
    middle = sum(weights) / max(len(weights), 1)
    told = [(round(weight - middle), n) for n, weight in enumerate(weights) if weight - middle >= _LEANS]
    most = sorted(told, key=lambda each: (-each[0], each[1]))[:_KINDS]
    return "".join(chr(ord("a") + n) * how for how, n in most)


def _features(said: Iterable[str], sets: Mapping[str, Collection[str]]) -> Counter[str]:
    """The words of a message, and how many of them are in each set."""
    words = sorted(set(said))
    return Counter([*words, *(name for word in words for name in sorted(sets.get(word, ())))])


def _regression(every: Sequence[tuple[int, float, Mapping[str, int]]]) -> tuple[float, dict[str, float]]:
    """The bias and the weights that tell messages of danger from others; each counts as much as is told."""
    bias, seen_bias = 0.0, 1e-8
    weights: dict[str, float] = {}
    seen: dict[str, float] = {}
    often = Counter(word for *_, features in every for word in features)
    order = list(range(len(every)))
    shuffled = random.Random(0)  # noqa: S311 - the same each time, no secret
    for _ in range(_TIMES):
        shuffled.shuffle(order)
        for n in order:
            danger, counts, features = every[n]
            odds = bias + sum(weights.get(word, 0.0) * how for word, how in features.items())
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - danger) * counts
            seen_bias += error * error
            bias -= _RATE * error / math.sqrt(seen_bias)
            for word, how in features.items():
                weight = weights.get(word, 0.0)
                slope = error * how + _HELD_BACK / often[word] * weight
                seen[word] = seen.get(word, 1e-8) + slope * slope
                weights[word] = weight - _RATE * slope / math.sqrt(seen[word])
    return bias, weights


def _kinds(
    every: Sequence[tuple[int, Mapping[str, int]]], number: int
) -> tuple[list[float], dict[str, list[float]]]:
    """The bias and the weights that tell messages of so many kinds of danger from one another."""
    biases = [0.0] * number
    weights: dict[str, list[float]] = {}
    seen: dict[str, list[float]] = {}
    order = list(range(len(every)))
    shuffled = random.Random(0)  # noqa: S311 - the same each time, no secret
    for _ in range(_TIMES):
        shuffled.shuffle(order)
        for n in order:
            right, features = every[n]
            rows = [
                (weights.setdefault(word, [0.0] * number), seen.setdefault(word, [1e-8] * number))
                for word in features
            ]
            odds = [bias + sum(row[kind] for row, _ in rows) for kind, bias in enumerate(biases)]
            chances = [math.exp(each - max(odds)) for each in odds]
            for kind, chance in enumerate(chances):
                error = chance / sum(chances) - (kind == right)
                biases[kind] -= _SLOW * error
                for row, squares in rows:
                    slope = error + _SLOW * row[kind]
                    squares[kind] += slope * slope
                    row[kind] -= _RATE * slope / math.sqrt(squares[kind])
    return biases, weights


def _tenths(weight: float) -> int:
    return round(10 * weight)
