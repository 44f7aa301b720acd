"""Reading grade of plain English: Flesch-Kincaid, with names that cannot be replaced set aside."""

import re
from collections.abc import Iterable
from functools import cache

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# "5.5" or "St." do not end a sentence; a stop before a space and a capital or figure does.
_STOP = re.compile(r"[.!?]+(?=\s+[A-Z0-9]|$)|[;:](?=\s)")


@cache
def syllables(word: str) -> int:
    """Syllables of an English word, counted by its vowel groups; at least one."""
    word = re.sub(r"['’]s?$", "", word.lower())
    groups = len(_VOWELS.findall(word))
    silent_e = re.search(r"[^aeiouyl]e$|[^aeiouy]les?$", word) and not word.endswith(("le", "les"))
    if silent_e and groups > 1:
        groups -= 1
    if re.search(r"[^aeiouytd]ed$|[^aeiouyscxzgh]es$", word) and groups > 1:
        groups -= 1
    groups += len(
        re.findall(
            r"i[ao](?!u)|[aeiouy]ing$|eo(?!p)|ua|uid",
            word.replace("tion", "").replace("sion", "").replace("cia", "").replace("tia", ""),
        )
    )
    return max(1, groups)


def grade(texts: Iterable[str], plain: "PlainWords | None" = None) -> float:
    """US school grade of *texts* by the Flesch-Kincaid formula (Kincaid and others, 1975).

    Each text is at least one sentence. A name of *plain* counts as one word of two syllables.
    """
    words = sentences = total = 0
    for text in texts:
        found = _WORD.findall(text)
        counted = plain.counted(found) if plain else [syllables(word) for word in found]
        if counted:
            words += len(counted)
            total += sum(counted)
            sentences += max(1, len(_STOP.findall(text)))
    if not words:
        return 0.0
    return 0.39 * words / sentences + 11.8 * total / words - 15.59


class PlainWords:
    """Names that plain text cannot do without, each of one or more words, in the singular or plural."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(_WORD.findall(name.lower()))
            if words:
                for last in (words[-1], f"{words[-1]}s", f"{words[-1]}es"):
                    whole = (*words[:-1], last)
                    self._by_first.setdefault(whole[0], set()).add(whole)

    def counted(self, words: list[str]) -> list[int]:
        """The syllables of each word, a name counting as one word of two."""
        small = [word.lower() for word in words]
        counted, at = [], 0
        while at < len(words):
            named = [
                len(name)
                for name in self._by_first.get(small[at], ())
                if tuple(small[at : at + len(name)]) == name
            ]
            counted.append(2 if named else syllables(words[at]))
            at += max(named, default=1)
        return counted
