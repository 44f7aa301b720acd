"""Lists of texts and of numbers in few letters, as the website's search keeps them.

`site_files/packed.js` reads what is written here: each of its functions reads what the one of the same name
writes. All of it is plain ASCII, which needs no escapes in JSON and packs well when a host compresses it.
"""

import re
from collections.abc import Iterable, Sequence

_CAPITAL = re.compile("[A-Z]")
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def texts(every: Iterable[str]) -> str:
    """Texts without capitals, alike ones best side by side: for each a capital that says how many letters
    it shares with the beginning of the one before (A for none), and the rest of it.
    """
    packed = []
    before = ""
    for text in every:
        assert not _CAPITAL.search(text), text  # noqa: S101
        packed.append(after(before, text))
        before = text
    return "".join(packed)


def after(before: str, text: str) -> str:
    """One such text after another."""
    most = min(len(before), len(text), 25)
    same = next((n for n in range(most) if before[n] != text[n]), most)
    return chr(ord("A") + same) + text[same:]


def numbers(every: Iterable[int]) -> str:
    """Numbers in letters for digits, of which the last is a capital: so the next may follow at once."""
    return "".join(map(_number, every))


def _number(number: int) -> str:
    number, digit = divmod(number, 26)
    text = chr(ord("A") + digit)
    while number:
        number, digit = divmod(number, 26)
        text = chr(ord("a") + digit) + text
    return text


def signed(number: int) -> int:
    """A number that may be less than 0 as one that is not."""
    return 2 * number if number >= 0 else -2 * number - 1


def ascending(every: Iterable[int]) -> str:
    """Numbers in ascending order, each by how far it is from the one before."""
    found = sorted(every)
    return numbers(each - before for before, each in zip([0, *found], found, strict=False))


class Bits:
    """Choices one after the other, six bits to a letter. Whoever reads them knows what was to choose from."""

    def __init__(self) -> None:
        self._bits: list[str] = []

    def one(self, number: int, size: int) -> None:
        """A number from 0 up to *size*: in as few bits as tell it from the others, the first ones in one bit
        less where *size* is no power of two.
        """
        count = size.bit_length() - 1
        short = (2 << count) - size
        if number < short:
            self._bits.append(f"{number:0{count}b}" if count else "")
        else:
            self._bits.append(f"{number + short:0{count + 1}b}")

    def some(self, chosen: Sequence[int], begin: int, end: int) -> None:
        """Different numbers in ascending order, from *begin* up to *end*: the middle one first, then those
        before it and those after it, for which fewer places are left.
        """
        if not chosen:
            return
        half = len(chosen) // 2
        middle = chosen[half]
        self.one(middle - begin - half, end - begin - len(chosen) + 1)
        self.some(chosen[:half], begin, middle)
        self.some(chosen[half + 1 :], middle + 1, end)

    def letters(self) -> str:
        """All of them."""
        bits = "".join(self._bits)
        return "".join(_DIGITS[int(bits[n : n + 6].ljust(6, "0"), 2)] for n in range(0, len(bits), 6))
