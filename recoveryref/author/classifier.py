"""What messages that people typed teach of danger: how much their words, and pairs of words, speak for it.

A logistic regression over the words of a message, fitted by AdaGrad (Duchi and others, 2011). Words of one
set teach for each other.
"""

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from recoveryref.reader import contract
from recoveryref.reader.danger import pairs

# How often all messages are gone through, how far each step goes, how much the weight of a word is held back
# (the more, the fewer messages it is in), and how much more a message of danger counts than another: to miss
# one is worse than to hear one too many.
_TIMES, _RATE, _HELD_BACK, _DANGER = 10, 0.3, 0.2, 3.0
# In how many messages a pair of words stands that teaches.
_PAIR = 3
# In tenths of log odds: a word that tells less is left out, and so much must speak for danger that is likely.
_LEAST, _LIKELY = 6, 10


def fitted(
    danger: Iterable[Sequence[str]],
    ordinary: Iterable[Sequence[str]],
    sets: Mapping[str, Collection[str]],
) -> contract.Classifier:
    """The weights that messages of *danger* and *ordinary* ones teach: each is the words of one as the rules
    know them. *sets* are the sets that each word is in.
    """
    messages = [*((1, said) for said in danger), *((0, said) for said in ordinary)]
    often = Counter(pair for _, said in messages for pair in {*pairs(said)})
    every = [
        (is_danger, _features(said, sets) + Counter({pair for pair in pairs(said) if often[pair] >= _PAIR}))
        for is_danger, said in messages
    ]
    bias, weights = _regression(every)
    known = sorted({word for _, said in every for word in said if not word.startswith("<")} | sets.keys())
    speak: dict[int, list[str]] = {}
    for word in known:
        how = _tenths(sum(weights.get(each, 0.0) for each in (word, *sets.get(word, ()))))
        if abs(how) >= _LEAST:
            speak.setdefault(how, []).append(word)
    return {
        "bias": _tenths(bias) - _LIKELY,
        "speak": [(how, " ".join(words)) for how, words in sorted(speak.items())],
    }


def _features(said: Iterable[str], sets: Mapping[str, Collection[str]]) -> Counter[str]:
    """The words of a message, and how many of them are in each set."""
    words = sorted(set(said))
    return Counter([*words, *(name for word in words for name in sorted(sets.get(word, ())))])


def _regression(every: Sequence[tuple[int, Mapping[str, int]]]) -> tuple[float, dict[str, float]]:
    """The bias and the weights that tell messages of danger from others."""
    bias, seen_bias = 0.0, 1e-8
    weights: dict[str, float] = {}
    seen: dict[str, float] = {}
    often = Counter(word for _, features in every for word in features)
    order = list(range(len(every)))
    shuffled = random.Random(0)  # noqa: S311 - the same each time, no secret
    for _ in range(_TIMES):
        shuffled.shuffle(order)
        for n in order:
            danger, features = every[n]
            odds = bias + sum(weights.get(word, 0.0) * how for word, how in features.items())
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - danger) * (_DANGER if danger else 1)
            seen_bias += error * error
            bias -= _RATE * error / math.sqrt(seen_bias)
            for word, how in features.items():
                weight = weights.get(word, 0.0)
                slope = error * how + _HELD_BACK / often[word] * weight
                seen[word] = seen.get(word, 1e-8) + slope * slope
                weights[word] = weight - _RATE * slope / math.sqrt(seen[word])
    return bias, weights


def _tenths(weight: float) -> int:
    return round(10 * weight)
