"""Letters that pass for others: a name written in them could be taken for one that it is not."""

import re
import unicodedata

from recoveryref.reader import names

# Letters of other scripts that read as Latin ones.
_LOOKS = set(
    "аеорсухіїјѕһԁԛԝАВЕКМНОРСТУХІЇЈЅԌԚԜ"  # Cyrillic
    "αονιυρκγχεηΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ"  # Greek
    "ոսօցհյԼՏՍՕ"  # Armenian
)
# Scripts that are written together.
_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HANGUL": "CJK"}
# Latin letters and figures that read as another one.
_PLAIN = str.maketrans("ıłøđħŧĸ01", "ilodhtkol")
# The last of the Latin letters that languages are written in; behind it stand those of phonetics.
_LAST_LATIN = 0x17F


def look_alikes(name: str) -> list[str]:
    """The letters of *name* that stand in a word of another script; those of a script of which only such
    are there as read as Latin; and forms of a letter, such as a small capital.
    """
    if name.isascii():
        return []
    scripts = {c: _script(c) for c in unicodedata.normalize("NFC", name) if c.isalpha()}
    odd = {c for c, script in scripts.items() if not script}
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name)):
        if len({scripts[c] for c in word}) > 1:
            odd |= {c for c in word if scripts[c] != "LATIN"}
    for script in set(scripts.values()) - {"LATIN"}:
        own = {c for c, of in scripts.items() if of == script}
        odd |= own if own <= _LOOKS else set()
    return sorted(odd)


def read_as(name: str) -> str:
    """The key of what a reader takes *name* for: `Nal0xone` for `naloxone`."""
    return names.key(name.casefold().translate(_PLAIN))


def _script(letter: str) -> str:
    """The script of a letter; empty for what is only a form of one."""
    base = unicodedata.normalize("NFD", letter)[0]
    script = unicodedata.name(letter, "").split(" ")[0]
    form = unicodedata.normalize("NFKD", letter) != unicodedata.normalize("NFD", letter)
    if form or (script == "LATIN" and ord(base) > _LAST_LATIN):
        return ""
    return _TOGETHER.get(script, script)
