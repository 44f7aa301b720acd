"""The fast path: prerendered pages, shown before anything heavy is imported.

Imports nothing but `os`, `sys`, `time` and a checksum. Whatever is unusual (an option other than `--plain`, a
narrow window, another reference, a misspelt name, a page due for review, a byte that is not as it was
rendered) is not answered here but takes the normal path, which gives the same bytes.

The file of prerendered pages (made by `author.prerender`): a line `recoveryref-pages FORMAT LENGTH
CHECKSUM WIDTH COUNT`; an index of LENGTH bytes, one record a line, its fields separated by tabs; COUNT
sorted records of WIDTH bytes, filled up with spaces, of which a few are read, however many there are; then
the pages, in colour, in UTF-8. A CHECKSUM is a CRC-32, that of a page's record is of what stands before it.

In the index:

- `watched  FOLDER` and `file  NAME SIZE TIME`: the checkout that the pages were made from
- `place  COUNTRY  CODE`: whose lines for an emergency hold in a country (`ZZ` stands for all others,
  nothing for a country that nobody knows)
- `command  NAME  KIND`: what a kind is asked for by

A page's record is `KIND  KEY  DUE  OFFSET  LENGTH  CHECKSUM  RECORD-CHECKSUM`: what a name shows, until
the day on which it is due; of kind `KIND@CODE` where countries show different things. At its offset stands
a line `FORM  OFFSET  LENGTH  CHECKSUM` for each form of the page: `plain`, or the width that it is laid out
for. In a text, what differs between countries stands between two DIFFERS: for each code, OWN, the code, OWN
and what it has.
"""

import os
import sys
import time
from binascii import crc32

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

WINDOWS = os.name == "nt"
FORMAT = "6"
DIFFERS, OWN = "\1", "\2"
# Names the reader's country, as --country does.
COUNTRY = "RECOVERYREF_COUNTRY"
PAGES = os.path.join(os.path.dirname(__file__), "pages.bin")
NARROWEST, WIDEST = 20, 80
# The overdose page is laid out at every multiple of this; a window between two gets the narrower.
STEP = 10

# Any of these asks for something that the prerendered pages may not be.
_UNUSUAL = ("RECOVERYREF_FILE", "RECOVERYREF_PAGER", "FORCE_COLOR", "_RECOVERYREF_COMPLETE")


def answer(args: list[str]) -> bool:
    """Show the prerendered page that *args* asks for; False where the normal path must answer."""
    plain = os.environ.get("ACCESSIBLE", "0") not in ("", "0")
    if args.count("--plain") == 1 and args[0] != "--plain":
        args, plain = [arg for arg in args if arg != "--plain"], True
    if len(args) > 2 or any(name in os.environ for name in _UNUSUAL):
        return False
    if sys.stdout is None or (sys.stdout.encoding or "").lower() not in ("utf-8", "utf8"):
        return False
    try:
        # The front page has one form.
        page = _page(args, "plain" if plain and args else str(stepped(width())))
        if page is None:
            return False
        colour = os.isatty(1) and styled(os.environ)
    except (OSError, ValueError):
        return False
    return _write(page if colour and not os.environ.get("NO_COLOR") else _without_colour(page))


def stepped(width: int) -> int:
    """The width at which the overdose page is laid out in a window of *width*."""
    return max(NARROWEST, min(width, WIDEST)) // STEP * STEP


def width() -> int:
    """As `shutil.get_terminal_size` finds it: `COLUMNS`, else that of the window, else 80."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns > 0:
        return columns
    try:
        return os.get_terminal_size(1).columns or WIDEST
    except OSError:
        return WIDEST


def styled(env: "Mapping[str, str]") -> bool:
    """Whether the terminal that is standard output knows colour. Windows names no kind of terminal."""
    term = env.get("TERM", "")
    return term != "dumb" and (bool(term) or (WINDOWS and _windows_console()))


def _windows_console() -> bool:
    """Have the console of Windows read escapes, as it can from version 10 on; says whether it does."""
    try:
        import ctypes

        console = getattr(ctypes, "windll").kernel32  # noqa: B009
        output, mode = console.GetStdHandle(-11), ctypes.c_uint32()
        known = console.GetConsoleMode(output, ctypes.byref(mode))
        return bool(known and console.SetConsoleMode(output, mode.value | 4))
    except (ImportError, AttributeError, OSError):
        return False


def key(name: str) -> str:
    """A name's key as `names.key` has it, for names of plain letters and figures; else empty."""
    plain = name.lower().replace("-", "").replace(" ", "").replace("/", "").replace("_", "")
    return plain if plain.isascii() and plain.isalnum() else ""


def fingerprint(folder: str) -> str:
    """The names, sizes and times of the YAML files in *folder*: it changes when one is edited."""
    parts = []
    for where, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".yaml", ".yml")):
                stat = os.stat(os.path.join(where, name))
                parts.append(f"{os.path.relpath(where, folder)}/{name} {stat.st_size} {stat.st_mtime_ns}")
    return "\n".join(parts)


def country() -> str:
    """The reader's country, as two capital letters: the one that they named (their own words, where
    these are no two letters), else that of the locale; empty where nobody knows.
    """
    if named := os.environ.get(COUNTRY, "").strip():
        return named.upper() if len(named) == 2 else named
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            territory = value.partition(".")[0].partition("@")[0].partition("_")[2]
            return territory.upper() if len(territory) == 2 and territory.isalpha() else ""
    return _windows() if WINDOWS else ""


def _windows() -> str:
    """The country of the language that Windows is set to, where it says one."""
    try:
        import _locale

        # There on Windows alone; `locale` itself takes longer to import than a page to show.
        language = getattr(_locale, "_getdefaultlocale")()[0] or ""  # noqa: B009
    except (ImportError, AttributeError, OSError, ValueError):
        return ""
    territory = language.partition("_")[2]
    return territory.upper() if len(territory) == 2 and territory.isalpha() else ""


def _page(args: list[str], form: str) -> bytes | None:
    with open(PAGES, "rb") as file:
        name, format, *numbers = file.readline(80).split()
        if (name, format) != (b"recoveryref-pages", FORMAT.encode()):
            return None
        length, checksum, width, count = map(int, numbers)
        records = file.read(length)
        if crc32(records) != checksum:
            return None
        index = b"\n" + records
        table = _Table(file, width, count)
        begin = file.tell() + width * count
        if _stale(index):
            return None
        named = _find(index, "place", country())
        if named is None and os.environ.get(COUNTRY):
            return None
        place = (named or _find(index, "place", "ZZ") or [""])[0]
        record = _record(index, table, args, place)
        if record is None or time.strftime("%Y-%m-%d") >= record[0]:
            return None
        found = _find(b"\n" + _part(file, begin, record[1:]), form)
        return _own(_part(file, begin, found), place.encode()) if found else None


def _own(page: bytes, place: bytes) -> bytes:
    """A page with what the country has where it differs between countries."""
    parts = page.split(DIFFERS.encode())
    for number in range(1, len(parts), 2):
        _, *pairs = parts[number].split(OWN.encode())
        parts[number] = pairs[2 * pairs[::2].index(place) + 1]
    return b"".join(parts)


def _part(file: "BinaryIO", begin: int, record: list[str]) -> bytes:
    """The bytes at an offset, of a length; *ValueError* where they are not of that checksum."""
    offset, length, checksum = map(int, record)
    file.seek(begin + offset)
    part = file.read(length)
    if crc32(part) != checksum:
        raise ValueError
    return part


def _stale(index: bytes) -> bool:
    """Whether the checkout that the pages were made from was edited since."""
    watched = _find(index, "watched")
    if not watched:
        return False
    before = [line[5:] for line in index.decode().split("\n") if line.startswith("file\t")]
    return fingerprint(watched[0]) != "\n".join(before)


class _Table:
    """The pages' records, from where *file* stands."""

    def __init__(self, file: "BinaryIO", width: int, count: int) -> None:
        self._file, self._begin, self._width, self._count = file, file.tell(), width, count

    def find(self, kind: str, key: str) -> list[str] | None:
        """What follows these fields, halving the records until one is left; its checksum must hold."""
        start = f"{kind}\t{key}\t".encode()
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._read(middle)[: len(start)] < start:
                low = middle + 1
            else:
                high = middle
        line, _, checksum = self._read(low).rstrip().rpartition(b"\t")
        if not line.startswith(start):
            return None
        if crc32(line) != int(checksum):
            raise ValueError
        return line[len(start) :].decode().split("\t")

    def _read(self, number: int) -> bytes:
        self._file.seek(self._begin + number * self._width)
        return self._file.read(self._width)


def _record(index: bytes, table: _Table, args: list[str], place: str) -> list[str] | None:
    """The due day, offset, length and checksum of what *args* asks for."""
    if any(arg.startswith("-") for arg in args):
        return None
    if not args:
        return table.find(f"front@{place}", "")
    kind = _find(index, "command", args[0])
    if kind:
        name = key(args[1]) if len(args) == 2 else ""
        if len(args) == 1:
            return table.find(kind[0], "") or table.find(f"{kind[0]}@{place}", "")
        return table.find(kind[0], name) if name else None
    name = key(args[0])
    return table.find("show", name) if name and len(args) == 1 else None


def _find(index: bytes, *fields: str) -> list[str] | None:
    """The rest of the first record that begins with these fields."""
    start = "\n" + "\t".join(fields) + "\t"
    at = index.find(start.encode())
    if at < 0:
        return None
    at += len(start.encode())
    return index[at : index.index(b"\n", at)].decode().split("\t")


def _without_colour(page: bytes) -> bytes:
    first, *runs = page.split(b"\x1b[")
    return first + b"".join(run.partition(b"m")[2] for run in runs)


def _write(page: bytes) -> bool:
    """Write it whole; False where nothing could be written, so that the normal path says why."""
    written = 0
    try:
        if WINDOWS:
            # Its console takes UTF-8 only through Python, whatever its code page.
            sys.stdout.buffer.write(page)
            sys.stdout.flush()
            return True
        while written < len(page):
            written += os.write(1, page[written:])
    except BrokenPipeError:
        return True  # the reader of the pipe has what it wanted
    except OSError:
        return written > 0
    return True
