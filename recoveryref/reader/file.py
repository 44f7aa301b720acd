"""A compiled reference file, opened read-only and believed only while its checksum holds."""

import json
import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any, NoReturn

from recoveryref import fastpath
from recoveryref.control_chars import visible
from recoveryref.errors import NoSqlite, ReferenceFault
from recoveryref.reader import checksum

# Changes whenever the file does; one of another format is refused, with the remedy.
FORMAT = 23


class Reference:
    """An open reference file. Every fault in the file is a *ReferenceFault* that names it.

    Whoever made the file: no text that it gives holds a character that steers a terminal. A token
    such as `{emergency}` is given as the word that stands for it in the reader's country.
    """

    def __init__(self, db: sqlite3.Connection, path: str) -> None:
        self.path = path
        self._db = db
        self._words: dict[str, str] = {}
        db.text_factory = _texts(self._words)
        # Nothing goes to a file in between, and nothing in the file is run.
        db.executescript("PRAGMA temp_store = memory; PRAGMA trusted_schema = off")
        self.fill(fastpath.country())

    def fill(self, country: str) -> None:
        """Give texts as a reader in *country* (a code, or empty where nobody knows) should have them."""
        self.country = country
        self.fill_with(self.words_of(country))

    def fill_with(self, words: Mapping[str, str]) -> None:
        """Give texts with these words for their tokens."""
        self._words.clear()
        self._words.update(words)

    def words_of(self, country: str) -> dict[str, str]:
        """The word that stands for each token in *country*."""
        return dict(self.select(_WORDS, country=country))

    def select(self, sql: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows that *sql* gives."""
        try:
            yield from self._db.execute(sql, values)
        except sqlite3.Error:
            need_sqlite()
            self.damaged()
        except UnicodeDecodeError:
            self.damaged()
        except UnicodeEncodeError:
            return  # a value that is no text, such as a stray byte that was typed, stands nowhere

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __del__(self) -> None:
        # One command opens one reference, and ends: nobody need close it.
        self.close()

    def json(self, text: str) -> Any:
        """Read JSON that the file holds."""
        try:
            value = json.loads(text)
        except (TypeError, ValueError, RecursionError):
            self.damaged()
        return _clean(value) if _ESCAPE.search(text) else value

    def damaged(self) -> NoReturn:
        """Say that the file cannot be read, and what to do."""
        raise _damaged(self.path) from None


_OLDEST_SQLITE = (3, 34)


def need_sqlite() -> None:
    """Raise *NoSqlite* where SQLite lacks full-text search, or is older than any that this was tried with."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise NoSqlite(sqlite3.sqlite_version)
    try:
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute(
                "CREATE VIRTUAL TABLE tried USING fts5 (a, tokenize = 'unicode61 remove_diacritics 2')"
            )
    except sqlite3.Error:
        raise NoSqlite(sqlite3.sqlite_version) from None


# The words of a country, or of the one whose lines hold there; where it has none, of all others.
_WORDS = """
    SELECT token, word FROM token
    WHERE code IN ('ZZ', (SELECT code FROM place WHERE country = :country))
    ORDER BY code = 'ZZ' DESC
"""
# An escape in JSON for what could not stand there as it is, which ours never needs.
_ESCAPE = re.compile(r"\\[bfnrtu]")


# Stands in a text for a word of the reader's country.
TOKEN = re.compile(r"\{([a-z]+)\}")


def filled(text: str, words: Mapping[str, str]) -> str:
    """*text* with these words for its tokens."""
    return TOKEN.sub(lambda token: words.get(token[1], token[0]), text)


def _texts(words: Mapping[str, str]) -> Callable[[bytes], str]:
    """How SQLite's bytes become text: with *words*, as they are then, for the tokens."""

    def text(raw: bytes) -> str:
        text = visible(raw.decode())
        return filled(text, words) if b"{" in raw else text

    return text


def _clean(value: Any) -> Any:
    """JSON's value, every text in it on one line and without characters that steer."""
    if isinstance(value, str):
        return visible(" ".join(value.split()))
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    return value


_REMEDY = "run 'recoveryref build', or install RecoveryRef again"


def _damaged(path: str) -> ReferenceFault:
    return ReferenceFault(f"{path} is damaged or is no reference file: {_REMEDY}")


def _uri(path: str, separator: str) -> str:
    """How SQLite wants a whole *path*: with `/`, also before the letter of a drive."""
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23").replace(separator, "/")
    return f"file:{'' if quoted.startswith('/') else '/'}{quoted}?mode=ro&immutable=1"


def open_reference(path: str | os.PathLike[str]) -> Reference:
    """Open the reference file at *path*, read-only, and hold it against its checksum; raises
    *ReferenceFault*.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ReferenceFault(f"the reference {path} is no plain file: check the path, {_REMEDY}")
        with open(path, "rb") as file:
            format, whole = checksum.version(file), checksum.holds(file)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such path"
        raise ReferenceFault(
            f"the reference file {path} cannot be opened ({why}): check the path, {_REMEDY}"
        ) from None
    if format is not None and format != FORMAT:
        age = "an older" if format < FORMAT else "a newer"
        raise ReferenceFault(f"{path} is no reference of this version (it may be of {age} one): {_REMEDY}")
    if not whole:
        raise _damaged(str(path))
    # Immutable: SQLite takes no lock and writes no journal beside the file.
    try:
        return Reference(sqlite3.connect(_uri(os.path.abspath(path), os.sep), uri=True), str(path))
    except sqlite3.Error:
        raise _damaged(str(path)) from None
