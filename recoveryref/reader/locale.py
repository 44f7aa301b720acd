"""Where a reader is: whose numbers to call hold in a country, and what stands beside them."""

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

from recoveryref.reader import names
from recoveryref.reader.file import Reference
from recoveryref.reader.records import named

# Stands for every country that has no lines of its own: another country's number may reach nobody.
ELSEWHERE = "ZZ"
# Due on no day.
NEVER = "9999-12-31"


class Numbers(NamedTuple):
    """The numbers that the front page gives, a line each, and when these fall due for review."""

    lines: tuple[str, ...]
    due: str


def code(reference: Reference, name: str) -> str | None:
    """The code of the country that has exactly this name or code, in any spelling of it."""
    rows = reference.select("SELECT code FROM country WHERE key = :key", key=names.key(name))
    return next((str(code) for (code,) in rows), None)


# So many words may name a country.
_LONGEST = 4
# The name of a country without lines of its own may be another word (turkey, chad): after these it is none.
PLACED = ("in", "from")
_SPOKEN = """
    SELECT country.key, country.code, place.code FROM country JOIN place ON place.country = country.code
    WHERE (:keys IS NULL OR key IN (SELECT value FROM json_each(:keys)))
        AND (length(key) > 2 OR name <> country.code)
        AND key NOT IN (SELECT key FROM phrase WHERE role = 'stop')
"""


def spoken_of(reference: Reference, said: Sequence[str]) -> str | None:
    """The code of the country that words speak of; that which is named longest. Two letters are no code in a
    sentence, and New Jersey is none of the two Jerseys.
    """
    runs = {
        names.key(" ".join(said[begin : begin + length])): begin
        for length in range(_LONGEST, 0, -1)
        for begin in range(len(said) - length + 1)
        if not begin or said[begin - 1] != "new"
    }
    rows = reference.select(_SPOKEN, keys=json.dumps([*runs]))
    found = sorted(
        (-len(key), runs[key], str(code))
        for key, code, lines in rows
        if lines != ELSEWHERE or said[max(0, runs[key] - 1)] in PLACED
    )
    return found[0][2] if found else None


def spoken(reference: Reference) -> list[tuple[str, str]]:
    """Each name of a country that words may speak of, with the country's code."""
    return sorted((key, code) for key, code, _ in reference.select(_SPOKEN, keys=None))


def home(reference: Reference, there: str | None = None) -> frozenset[str]:
    """What the country is called that is spoken of, else the reader's own; nothing where nobody knows."""
    rows = reference.select(_CALLED, code=there or reference.country)
    return frozenset(str(name) for (name,) in rows)


_CALLED = "SELECT name FROM country WHERE code = :code"


_OWN = "SELECT name FROM country WHERE code = (SELECT code FROM place WHERE country = :country)"


def own_of(reference: Reference, called: Collection[str], there: str | None = None) -> str:
    """Which of these names of countries is that of the one whose lines hold *there*, else for the reader;
    empty where none is.
    """
    code = there or reference.country
    own = {str(name) for (name,) in reference.select(_OWN, country=code)} if called else set()
    return next((name for name in called if name in own), "")


def places(reference: Reference) -> dict[str, str]:
    """For no country and for each that is known, the code of the one whose lines hold there."""
    return dict(reference.select("SELECT country, code FROM place"))


def urgent(reference: Reference, country: str) -> str:
    """The line for an emergency in *country*; empty where there is none."""
    return _setting(reference, "urgent", country)


def crisis(reference: Reference, country: str) -> str:
    """Where to turn in a crisis in *country*; empty where there is nothing."""
    return _setting(reference, "crisis", country)


def helplines(reference: Reference, country: str) -> str:
    """The id of the entry that holds the lines of *country*; empty where there is none."""
    return _setting(reference, "helplines", country)


def numbers(reference: Reference, country: str) -> Numbers:
    """What the front page says about where to turn in *country*."""
    id = helplines(reference, country or ELSEWHERE)
    for text, due, local in reference.select("SELECT json, due, local FROM entry WHERE id = :id", id=id):
        data = reference.json(text)
        front = tuple(named(fact["text"], local) for fact in data["front"])
        return Numbers((crisis(reference, country), *front), due)
    return Numbers((), NEVER)


_SETTING = """
    SELECT value FROM meta
    WHERE key = :what || ' ' || coalesce((SELECT code FROM place WHERE country = :country), :elsewhere)
"""


def _setting(reference: Reference, what: str, country: str) -> str:
    rows = reference.select(_SETTING, what=what, country=country, elsewhere=ELSEWHERE)
    return next((str(value) for (value,) in rows), "")
