"""Questions to the compiled reference: SQL in, records out. The only module that selects."""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from recoveryref import commands, names
from recoveryref.errors import Ambiguous, NotFound
from recoveryref.record import Entry, Field, Found, Hit, Kind, Listed, Source, Statement, Term, named
from recoveryref.reference import Reference

# The questions of the entry in row R stand in the rows from R times this on.
ASKS_EACH = 1000
# The rank of a name that is misspelt: it is taken for its entry, and never shown.
MISSPELT = 3


def meta(reference: Reference) -> dict[str, str]:
    """Counts and settings of the whole reference."""
    return dict(reference.select("SELECT key, value FROM meta"))


_KINDS = "SELECT name, command, noun, outline FROM kind ORDER BY position"


def kinds(reference: Reference) -> dict[str, Kind]:
    """Every kind that the reference can hold, by name, in order."""
    found = {}
    for name, command, noun, outline in reference.select(_KINDS):
        fields = tuple(Field(**field) for field in reference.json(outline))
        found[name] = Kind(name, command, noun, fields)
    return found


# Ids become paths, so one from a file that somebody else made must not lead out of the folder.
_ID = re.compile(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*")
_LIST = """
    SELECT entry.id, entry.kind, entry.title, entry.summary, entry.due, entry.local
    FROM entry JOIN kind ON kind.name = entry.kind
    WHERE :kind IS NULL OR entry.kind = :kind
    ORDER BY kind.position, entry.position, entry.title, entry.id
"""


def entries(reference: Reference, kind: str | None = None) -> list[Listed]:
    """The entries, of one kind or of all, in reading order."""
    found = [
        Listed(id, kind, title, summary, due, bool(local))
        for id, kind, title, summary, due, local in reference.select(_LIST, kind=kind)
    ]
    if not all(_ID.fullmatch(entry.id) for entry in found):
        reference.damaged()
    return found


_STATEMENTS = """
    SELECT statement.rowid, entry.id, text, cites, field, label, level, country, option, claim
    FROM statement JOIN entry ON entry.rowid = statement.entry
"""
_ALL, _SOME = (
    f"{_STATEMENTS} WHERE {those} ORDER BY statement.rowid"
    for those in ("true", "statement.rowid IN (SELECT value FROM json_each(:numbers))")
)


def statements(reference: Reference, numbers: list[int] | None = None) -> list[tuple[str, Statement]]:
    """The statements of these *numbers*, in their order, or all of them in the order of their pages, each
    with the id of its entry.
    """
    rows = reference.select(_ALL) if numbers is None else reference.select(_SOME, numbers=json.dumps(numbers))
    found = {}
    for number, id, text, cites, field, label, level, country, option, claim in rows:
        typed = f"{commands.typed(id)} {option}".rstrip()
        sources = tuple(reference.json(cites))
        found[number] = (id, Statement(text, sources, field, label, level, country, typed, claim))
    return [found[number] for number in (found if numbers is None else numbers)]


_CSL = "SELECT id, csl FROM source WHERE id IN (SELECT value FROM json_each(:ids))"


def cited(reference: Reference, hits: Iterable[Hit]) -> dict[str, dict[str, Any]]:
    """The sources (CSL) of the statements of *hits*, by id."""
    ids = {cite["id"] for hit in hits for statement in hit.statements for cite in statement.cites}
    return {id: reference.json(csl) for id, csl in reference.select(_CSL, ids=json.dumps(sorted(ids)))}


_CITED = """
    SELECT source.csl FROM cited JOIN source ON source.id = cited.source
    WHERE cited.entry = :id ORDER BY cited.position
"""
_ENTRY = """
    SELECT entry.id, kind.name, kind.command, kind.noun, kind.outline, entry.due, entry.local, entry.json
    FROM entry JOIN kind ON kind.name = entry.kind
    WHERE entry.id = :id
"""


def entry(reference: Reference, id: str) -> Entry:
    """The entry with this id; raises *NotFound*."""
    for _, kind, command, noun, outline, due, local, text in reference.select(_ENTRY, id=id):
        fields = tuple(Field(**field) for field in reference.json(outline))
        data = reference.json(text)
        data["sources"] = [reference.json(csl) for (csl,) in reference.select(_CITED, id=id)]
        related = tuple(map(commands.typed, data["related"]))
        return Entry(id, Kind(kind, command, noun, fields), due, bool(local), text, data, related)
    raise NotFound(id, [])


_EXACT = """
    SELECT id, min(rank) FROM name
    WHERE key = :key AND kind = coalesce(:kind, kind) AND (kind = 'glossary') = (:kind IS 'glossary')
    GROUP BY id
    ORDER BY 2, 1
"""
# Names that share runs of three letters with what was typed, as written or as heard.
_ALIKE = """
    SELECT name.key, name.sound, name.rank, coalesce(entry.title, name.id), name.id
    FROM alike JOIN name ON name.rowid = alike.rowid LEFT JOIN entry ON entry.id = name.id
    WHERE alike MATCH :runs
        AND name.kind = coalesce(:kind, name.kind) AND (name.kind = 'glossary') = (:kind IS 'glossary')
    ORDER BY bm25(alike), name.id, name.key
    LIMIT 80
"""


# The lines that hold in a country; two letters mean one only where a country is asked for.
_COUNTRIES = """
    SELECT country.key, country.name, meta.value
    FROM country JOIN place ON place.country = country.code
        JOIN meta ON meta.key = 'helplines ' || place.code
"""
_COUNTRY = f"""
    SELECT value, name FROM ({_COUNTRIES})
    WHERE key = :key AND (length(key) > 2 OR :kind IS 'helplines')
"""


def find(reference: Reference, name: str, kind: str | None = None) -> Found:
    """The entry that *name* means: an id, title, slug or alias in any spelling, or one near to it.

    A title or id goes before a slug, a slug before an alias. Raises *Ambiguous* where several
    entries answer equally, *NotFound* with the nearest names where none is near enough.
    """
    key = names.key(name)
    exact = list(reference.select(_EXACT, key=key, kind=kind))
    if exact:
        best = [id for id, rank in exact if rank == exact[0][1]]
        if len(best) > 1:
            raise Ambiguous(name, best)
        return Found(best[0], name, exact=True)
    if kind in (None, "helplines"):
        for id, country in reference.select(_COUNTRY, key=key, kind=kind):
            return Found(id, country, exact=True)
    near = _near(reference, key, kind)
    if near and near[0].errors <= names.slack(key):
        first = near[0]
        rivals = [other for other in near[1:] if _rival(first, other)]
        if not rivals:
            return Found(first.id, first.title, exact=False)
        if all(rival.errors == first.errors for rival in rivals):
            raise Ambiguous(name, [first.id, *(rival.id for rival in rivals)])
    raise NotFound(name, [other.title for other in near[:4]])


def countries_of(reference: Reference, id: str) -> list[str]:
    """The names and codes of the countries in which the lines of an entry hold."""
    rows = reference.select(f"SELECT name FROM ({_COUNTRIES}) WHERE value = :id ORDER BY name", id=id)
    return [name for (name,) in rows]


def country(reference: Reference, name: str) -> str:
    """The code of the country with this name or code, or of the one whose lines are called so; raises
    *NotFound* or *Ambiguous*.
    """
    for code in reference.select("SELECT code FROM country WHERE key = :key", key=names.key(name)):
        return str(code[0])
    found = find(reference, name, "helplines")
    if not found.exact:
        raise NotFound(name, [found.name])
    return str(entry(reference, found.id).data["country"])


def names_of(reference: Reference, id: str) -> list[str]:
    """Every name of an entry, as it is written."""
    return [name for (name,) in reference.select("SELECT shown FROM name WHERE id = :id ORDER BY key", id=id)]


def means(reference: Reference, name: str, kind: str | None = None) -> str | None:
    """The id of the one entry that *name* means exactly, if there is one."""
    try:
        found = find(reference, name, kind)
    except (Ambiguous, NotFound):
        return None
    return found.id if found.exact else None


_COMPLETIONS = """
    SELECT DISTINCT shown FROM name
    WHERE key LIKE :prefix || '%' AND shown NOT LIKE '% %' AND shown NOT LIKE '%/%' AND rank < :misspelt
        AND kind = coalesce(:kind, kind) AND (kind = 'glossary') = (:kind IS 'glossary')
    ORDER BY rank, shown
    LIMIT 60
"""


def completions(reference: Reference, incomplete: str, kind: str | None = None) -> list[str]:
    """Names that go on as *incomplete* begins, in small letters: slugs, and brands and abbreviations
    of one word. Street names are written small, and not offered; nor is what is misspelt.
    """
    typed = incomplete.lower()
    found = reference.select(_COMPLETIONS, prefix=names.key(incomplete), kind=kind, misspelt=MISSPELT)
    every = [entry.slug for entry in entries(reference, kind)]
    every += [name.lower() for (name,) in found if name != name.lower() or kind == "glossary"]
    return [name for name in dict.fromkeys(every) if name.startswith(typed)]


class _Near(NamedTuple):
    errors: int
    rank: int
    id: str
    title: str


def _rival(first: _Near, other: _Near) -> bool:
    """Whether *other* is too near for *first* to be taken; medicines are told apart with more care."""
    if first.id.startswith("medications/") and other.id.startswith("medications/"):
        return other.errors <= first.errors + 1
    return (other.errors, other.rank) == (first.errors, first.rank)


def _near(reference: Reference, key: str, kind: str | None) -> list[_Near]:
    """The entries whose names come nearest to *key*, fewest errors first, each entry once."""
    # Very long input is near to no name.
    key = key[:64]
    sound = names.sound(key)
    runs = {text[n : n + 3] for text in (key, sound) for n in range(len(text) - 2)}
    if not runs:
        return []
    match = " OR ".join(f'"{run}"' for run in sorted(runs))
    best: dict[str, _Near] = {}
    for other, heard, rank, title, id in reference.select(_ALIKE, runs=match, kind=kind):
        errors = names.distance(key, other, 4)
        if len(key) > 5 and errors > 1:
            # One that sounds the same is one error away, however it is spelt.
            errors = min(errors, 1 + names.distance(sound, heard, 2))
        near = _Near(errors, rank, id, title)
        best[id] = min(near, best.get(id, near))
    if kind == "helplines":
        for other, country, id in reference.select(_COUNTRIES):
            # As near as another name of the entry, so that Austria and Australia are told apart.
            near = _Near(names.distance(key, other, 4), 2, id, country)
            best[id] = min(near, best.get(id, near))
    return sorted(best.values())


_TERMS = "SELECT json FROM term WHERE :term IS NULL OR term = :term ORDER BY position"


def terms(reference: Reference, term: str | None = None) -> list[Term]:
    """The glossary's terms in alphabetic order, or the one with this name."""
    found = [reference.json(text) for (text,) in reference.select(_TERMS, term=term)]
    return [
        Term(
            row["term"],
            tuple(row["aka"]),
            row["meaning"],
            row["entry"],
            tuple(row["sources"]),
            row.get("local", False),
        )
        for row in found
    ]


_SOURCES = """
    SELECT source.id, source.csl, group_concat(cited.entry, ' ')
    FROM source LEFT JOIN (SELECT source, entry FROM cited ORDER BY source, entry) AS cited
        ON cited.source = source.id
    WHERE :id IS NULL OR source.id = :id
    GROUP BY source.id
    ORDER BY source.id
"""


def sources(reference: Reference, id: str | None = None) -> list[Source]:
    """The sources, or the one with this id, each with the entries that cite it; raises *NotFound*."""
    found = [
        Source(source, reference.json(csl), tuple((cited or "").split()))
        for source, csl, cited in reference.select(_SOURCES, id=id)
    ]
    if id is not None and not found:
        raise NotFound(id, _near_sources(reference, id))
    return found


def _near_sources(reference: Reference, id: str) -> list[str]:
    from difflib import get_close_matches

    known = [row[0] for row in reference.select("SELECT id FROM source ORDER BY id")]
    return get_close_matches(id[:80], known, n=3)


_SAYINGS = "SELECT role, key, means FROM saying JOIN meaning ON id = meaning ORDER BY role, key"


def sayings(reference: Reference) -> list[tuple[str, str, list[str]]]:
    """How people say things in a search: role, words, and what they mean; see `author.model.Saying`."""
    rows = reference.select(_SAYINGS)
    return [(role, key, reference.json(means)) for role, key, means in rows]


def words(text: str) -> list[str]:
    """The words of *text* as a search compares them: small letters, no accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def words_key(text: str) -> str:
    """The words of *text*, parted by single spaces; a `*` at a word's end stays."""
    return " ".join(f"{word}*" if f"{word}*" in text else word for word in words(text))


# Stands for every country that has no lines of its own: another country's number may reach nobody.
ELSEWHERE = "ZZ"


def place(reference: Reference, country: str) -> str:
    """The code of the country whose lines hold in *country*; empty where that is."""
    return places(reference).get(country, ELSEWHERE)


def places(reference: Reference) -> dict[str, str]:
    """For no country and for each that is known, the code of the one whose lines hold there."""
    return dict(reference.select("SELECT country, code FROM place"))


def urgent(reference: Reference, country: str, what: str = "urgent") -> str:
    """Where to turn in an emergency in *country*, or in a `crisis`, or which entry holds its
    `helplines`; empty where there is none.
    """
    return meta(reference).get(f"{what} {place(reference, country)}", "")


def front(reference: Reference, country: str) -> tuple[list[str], str]:
    """What the front page says about where to turn in *country*, and when that falls due for review."""
    id = urgent(reference, country or ELSEWHERE, "helplines")
    for text, due, local in reference.select("SELECT json, due, local FROM entry WHERE id = :id", id=id):
        data = reference.json(text)
        return [named(fact["text"], local) for fact in (data["crisis"], *data["front"])], due
    return [], "9999-12-31"


def front_page(reference: Reference, country: str) -> tuple[Any, ...]:
    """What the front page says in *country*: settings, counts by kind, where to turn, and when
    that falls due for review.
    """
    counts: dict[str, int] = {}
    for listed in entries(reference):
        counts[listed.kind] = counts.get(listed.kind, 0) + 1
    return meta(reference), counts, urgent(reference, country), *front(reference, country)


def usual(reference: Reference, kind: str, country: str) -> str | None:
    """What is shown where nothing is named: for some kinds one entry, not a list."""
    if kind == "helplines":
        return urgent(reference, country, "helplines").partition("/")[2] or None
    first = "heroin" if kind == "timelines" else None
    return first if first in {listed.slug for listed in entries(reference, kind)} else None
