"""Reading grade of plain English: Flesch-Kincaid, with names that cannot be replaced set aside."""

import re
from collections.abc import Collection, Iterable

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# "5.5" or "St." do not end a sentence; a stop before a space and a capital or figure does.
_STOP = re.compile(r"[.!?]+(?=\s+[A-Z0-9]|$)|[;:](?=\s)")


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


def grade(texts: Iterable[str], plain: Collection[str] = ()) -> float:
    """US school grade of *texts* by the Flesch-Kincaid formula (Kincaid and others, 1975).

    Each text is at least one sentence. A phrase of *plain* (lower case) counts as one word of two
    syllables, whatever its length.
    """
    words = sentences = total = 0
    names = _names(plain)
    for text in texts:
        found = [names.sub("nameplain", text)] if names else [text]
        tokens = _WORD.findall(found[0])
        if not tokens:
            continue
        words += len(tokens)
        sentences += max(1, len(_STOP.findall(found[0])))
        total += sum(2 if t.lower().startswith("nameplain") else syllables(t) for t in tokens)
    if not words:
        return 0.0
    return 0.39 * words / sentences + 11.8 * total / words - 15.59


def _names(plain: Collection[str]) -> re.Pattern[str] | None:
    if not plain:
        return None
    longest_first = sorted(plain, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")(?:s|es)?\b", re.IGNORECASE)
