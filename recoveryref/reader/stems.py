"""Words without their endings, so that one form of a word finds another."""

import re
from functools import cache, lru_cache

from recoveryref.reader.queries import words

_ENDING = re.compile(r"(?:ings?|ed|es|ly|s|e|y)$")
# So short a word has no ending, nor is anything so short left of one.
_SHORT = 3


def stem(word: str) -> str:
    """*word* without its ending."""
    short = _ENDING.sub("", word) if len(word) > _SHORT else word
    return short if len(short) >= _SHORT else word


def stems(text: str) -> str:
    """The words of *text* without their endings, with a space before each and after the last."""
    return f" {' '.join(map(stem, words(text)))} "


# A text of the reference is read once, by a program that asks again and again too: what is typed is not kept.
_stem_of_ours = cache(stem)


@lru_cache(maxsize=20_000)
def of_ours(text: str) -> str:
    """The same, of a text of the reference."""
    return f" {' '.join(map(_stem_of_ours, words(text)))} "
