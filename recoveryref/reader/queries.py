"""Questions to the compiled reference: SQL in, records out. The only module that selects."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import reduce
from itertools import dropwhile
from math import log
from operator import getitem
from typing import TYPE_CHECKING, Any

from recoveryref import kinds
from recoveryref.errors import Ambiguous, NotFound
from recoveryref.reader import locale, names, near, weights
from recoveryref.reader.file import Reference
from recoveryref.reader.records import (
    BY_COUNTRY,
    Aspect,
    Beyond,
    Entry,
    Field,
    Found,
    Hit,
    Kind,
    Known,
    Listed,
    Question,
    Source,
    Stated,
    Statement,
    Taught,
    Term,
)

if TYPE_CHECKING:
    from recoveryref.reader import contract

# What a search reads of the entry in row R stands in the rows from R times this on: its names, from the next
# row its questions, and from these places its statements, words in which people ask for them that stand
# nowhere else, and their headings.
PLACES, STATEMENTS, ASKED, HEADINGS = 10_000, 2000, 4000, 6000
# How the index takes text apart into words without their endings.
TOKENS = "porter unicode61 remove_diacritics 2"
# The rank of a name that is misspelt: it is taken for its entry, and never shown.
MISSPELT = 3
# So many words of a name are looked at for names within it.
_MOST_WORDS = 12


def meta(reference: Reference) -> dict[str, str]:
    """Counts and settings of the whole reference."""
    return dict(reference.select("SELECT key, value FROM meta"))


def rareness(held: int, every: int) -> float:
    """How much a word counts that so many of *every* statement hold, from 0 to 1."""
    return max(weights.LEAST, log((every + 1) / (held + 1)) / log(every + 1))


_KINDS = "SELECT name, outline FROM kind ORDER BY position"


def all_kinds(reference: Reference) -> dict[str, Kind]:
    """Every kind that the reference can hold, by name, in order."""
    return {name: _kind(reference, name, outline) for name, outline in reference.select(_KINDS)}


def _kind(reference: Reference, name: str, outline: str) -> Kind:
    if name not in kinds.KINDS:
        reference.damaged()
    words = kinds.KINDS[name]
    fields = tuple(Field(**field) for field in reference.json(outline))
    return Kind(name, words.command, words.noun, fields)


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


def statements(reference: Reference) -> list[tuple[str, Statement]]:
    """Every statement, in the order of the entries' pages, each with the id of its entry."""
    return [(id, each.statement) for id, each in stated(reference)]


def stated(reference: Reference) -> list[tuple[str, Stated]]:
    """The same, each with its text as a search reads it."""
    rows = reference.select("SELECT id, json, statements FROM entry ORDER BY rowid")
    return [(id, each) for id, *texts in rows for each in _stated(reference, id, *texts)]


_STATED = "SELECT id, json, statements FROM entry WHERE id = :id"


def statements_of(reference: Reference, id: str) -> tuple[Statement, ...]:
    """Every statement of an entry, in the order of its page."""
    rows = reference.select(_STATED, id=id)
    return tuple(stated.statement for row in rows for stated in _stated(reference, *row))


_HIT = "SELECT id, kind, title, summary, due, local, json, statements FROM entry WHERE rowid = :row"


def hit(reference: Reference, row: int) -> tuple[Hit, list[Stated]]:
    """The entry in this row, and its statements in the order of its page: which of them fit is to be seen."""
    id, kind, title, summary, due, local, *texts = next(reference.select(_HIT, row=row))
    return Hit(id, kind, title, summary, (), due, bool(local)), _stated(reference, id, *texts)


def placed(every: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """An entry's statements one by one, as the reference holds them by place: `[field, label, level, option,
    country, where, [[said, asked, taught, claim, anywhere], ...]]`, each as far as it has any. A fact of the
    entry itself is only named, by *where* it stands and what is *said*, or is that. *taught* is `by_level`.
    """
    for field, label, level, option, country, where, told in every:
        for own in told:
            said, asked, taught, claim, anywhere = (*own, None, None, None, None)[:5]
            place = said if where is None else [*where, said]
            yield field, label, level, option, country, claim, place, anywhere, asked or "", _taught(taught)


def by_level(taught: Taught) -> list[Any] | None:
    """What is taught of a statement as `[often, words, words, ...]`: those that speak for it by 1, then 2."""
    levels = range(1, max(taught.words.values(), default=0) + 1)
    words = [" ".join(word for word, own in taught.words.items() if own == level) for level in levels]
    return [taught.often, *words] if taught.often or words else None


def _taught(levels: list[Any] | None) -> Taught:
    often, *words = levels or [0]
    return Taught(often, {word: level for level, every in enumerate(words, 1) for word in every.split()})


def _stated(reference: Reference, id: str, whole: str, every: str) -> list[Stated]:
    """An entry's statements, of which many are facts that stand in the *whole* entry and say only where."""
    entry, command = reference.json(whole), kinds.typed(id)
    found = []
    for field, label, level, option, country, claim, said, anywhere, *asked in placed(reference.json(every)):
        fact = reduce(getitem, said, entry) if isinstance(said, list) else said
        text, cites, typed = fact["text"], tuple(fact["cites"]), f"{command} {option}".rstrip()
        statement = Statement(text, cites, field, label, level, country, typed, claim)
        found.append(Stated(statement, anywhere or text, *asked))
    return found


_CSL = "SELECT id, csl FROM source WHERE id IN (SELECT value FROM json_each(:ids))"


def cited(reference: Reference, hits: Iterable[Hit]) -> "dict[str, contract.Csl]":
    """The sources (CSL) of the statements of *hits*, by id."""
    ids = {cite["id"] for hit in hits for statement in hit.statements for cite in statement.cites}
    return _csl(reference, ids)


def _csl(reference: Reference, ids: Collection[str]) -> "dict[str, contract.Csl]":
    return {id: reference.json(csl) for id, csl in reference.select(_CSL, ids=json.dumps(sorted(ids)))}


_ENTRY = """
    SELECT kind.name, kind.outline, entry.due, entry.local, entry.json
    FROM entry JOIN kind ON kind.name = entry.kind
    WHERE entry.id = :id
"""


def entry(reference: Reference, id: str) -> Entry:
    """The entry with this id; raises *NotFound*."""
    for kind, outline, due, local, text in reference.select(_ENTRY, id=id):
        data = reference.json(text)
        csl = _csl(reference, data["sources"])
        data["sources"] = [csl[source] for source in data["sources"]]
        related = tuple(map(kinds.typed, data["related"]))
        return Entry(
            id,
            _kind(reference, kind, outline),
            due,
            bool(local),
            text,
            data,
            related,
            aspects_of(reference, id),
            locale.own_of(reference, data.get(BY_COUNTRY, ())),
        )
    raise NotFound(id, [])


_ASPECTS = """
    SELECT name, fields, words, phrases FROM aspect
    WHERE :names IS NULL OR name IN (SELECT value FROM json_each(:names)) ORDER BY position
"""


def aspects(reference: Reference, names: Iterable[str] | None = None) -> list[Aspect]:
    """What people ask of a thing, all of it or what is called so, in the order of the data."""
    wanted = None if names is None else json.dumps([*names])
    return [_aspect(reference, *row) for row in reference.select(_ASPECTS, names=wanted)]


_HELD = """
    SELECT name, fields, words, phrases FROM holds JOIN aspect ON aspect.name = holds.aspect
        JOIN entry ON entry.rowid = holds.entry
    WHERE entry.id = :id ORDER BY aspect.position
"""


def aspects_of(reference: Reference, id: str) -> tuple[Aspect, ...]:
    """Those of them that an entry holds."""
    return tuple(_aspect(reference, *row) for row in reference.select(_HELD, id=id))


def _aspect(reference: Reference, name: str, fields: str, spoken: str, phrases: str) -> Aspect:
    held = (tuple(reference.json(text)) for text in (spoken, phrases))
    return Aspect(name, frozenset(reference.json(fields)), *held)


_SCOPE = (
    "CASE WHEN :kind IS NULL THEN kind NOT IN ('glossary', 'other', 'country', 'form') ELSE kind = :kind END"
)
_NAMED = "name JOIN owner ON owner.number = name.owner"
_EXACT = f"SELECT id, min(rank) FROM {_NAMED} WHERE key = :key AND {_SCOPE} GROUP BY id ORDER BY 2, 1"


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
    """The entry that *name* means: an id, title, slug or alias in any spelling, or one slip of the
    fingers from it.

    A title or id goes before a slug, a slug before an alias. Raises *Ambiguous* where several
    entries answer equally, *NotFound* where none does: with what is known of *name*, where it is the
    name of something else, and with what it may have been meant to be.
    """
    if exact := exactly(reference, name, kind):
        return exact
    if about := known(reference, name):
        raise NotFound(name, [], about)
    if kind and (elsewhere := _elsewhere(reference, name, kind)):
        raise NotFound(name, elsewhere)
    if bare := _but_for_form(reference, name, kind):
        return bare
    if meant := by_ear(reference, name):
        found = find(reference, meant, kind)
        return Found(found.id, title_of(reference, found.id), exact=False, spelt=False)
    words = names.words(name)
    # What stands before a name (`the`, `my`) is no slip in it.
    said = [*dropwhile(names.empty, words)] or words
    key = "".join(said)
    close = near.near(reference, key, kind)
    if first := near.taken(said, close):
        id = locale.helplines(reference, first.id) if first.kind == near.COUNTRY else first.id
        return Found(id, first.title, exact=False, spelt=False)
    raise NotFound(name, [*_within(reference, name, kind), *near.offered(key, close)][:4])


def exactly(reference: Reference, name: str, kind: str | None) -> Found | None:
    """The entry that has this name; the helplines that hold in a country of this name. Raises *Ambiguous*."""
    bag = names.bag(name)
    # The same words in another order or number are no less its name.
    keys = dict.fromkeys((names.key(name), names.BAG + bag if " " in bag else names.bare(name)))
    # What has a name of its own in the plural (smarts) is not meant in the singular.
    if bag not in keys and " " not in bag and not known(reference, name):
        keys[bag] = None
    for key in keys:
        rows = list(reference.select(_EXACT, key=key, kind=kind))
        best = [id for id, rank in rows if rank == rows[0][1]]
        if len(best) > 1:
            raise Ambiguous(name, best)
        if best:
            misspelt = rows[0][1] == MISSPELT
            return Found(best[0], title_of(reference, best[0]) if misspelt else name, True, not misspelt)
    if kind in (None, "helplines"):
        for id, country in reference.select(_COUNTRY, key=names.key(name), kind=kind):
            return Found(id, country, exact=True)
    return None


_ID_OF = "SELECT id FROM entry WHERE rowid = :row"


def id_of(reference: Reference, row: int) -> str:
    """The id of the entry in this row."""
    return str(next(reference.select(_ID_OF, row=row))[0])


_TITLE = "SELECT title FROM entry WHERE id = :id"


def title_of(reference: Reference, id: str) -> str:
    """What an entry is called first; its id where it has no title."""
    return next((title for (title,) in reference.select(_TITLE, id=id)), id)


_KNOWN = f"""
    SELECT other.of, other.name, about.json
    FROM {_NAMED} JOIN other ON other.id = owner.id JOIN about ON about.number = other.about
    WHERE owner.kind = 'other' AND key IN (:key, :bag, :bag_key)
    ORDER BY key <> :key, rank, owner.id LIMIT 1
"""


def known(reference: Reference, name: str) -> Known | None:
    """What *name* is, where it is known and has no page here."""
    bag = names.bag(name)
    found = reference.select(_KNOWN, key=names.key(name), bag=bag, bag_key=names.BAG + bag)
    for of, title, text in found:
        about = reference.json(text)
        sources = _short(reference, about["fact"])
        see = tuple(map(kinds.typed, about["see"]))
        return Known(of, title, about["what"], about["fact"], sources, see, about["local"])
    return None


def _short(reference: Reference, fact: "contract.Fact | None") -> tuple[str, ...]:
    """The sources of a fact, as pages call them."""
    cites = fact["cites"] if fact else []
    rows = reference.select(_CSL, ids=json.dumps([cite["id"] for cite in cites]))
    csl = [reference.json(each) for _, each in rows]
    return tuple(item.get("title-short", item["title"]) for item in csl)


_MEDICINES = f"""
    SELECT key, kind, owner FROM {_NAMED} LEFT JOIN other ON kind = 'other' AND other.id = owner.id
    WHERE (kind = 'medications' OR of = 'medicine') AND substr(key, 1, 1) IN (:first, :sound)
        AND abs(length(key) - :length) <= :most AND length(key) >= :least
        AND coalesce(text, key) NOT LIKE '% %'
    ORDER BY rank
"""
# What was heard is so many letters longer or shorter than what was said, and this many words at most.
_MOST_HEARD = 4
# So many consonants make a name; one less a long name.
_HEARD, _LONG_HEARD = 5, 8


def by_ear(reference: Reference, name: str) -> str | None:
    """The one name of ours of a medicine that sounds as *name* does, as it is written where somebody spoke
    (`loafer seedeen`). Words that entries use are no such name, nor is what begins as a sentence does.
    """
    key, spoken = names.key(name), names.words(name)
    sound = names.sound(key)
    if not 1 < len(spoken) <= _MOST_HEARD or not key.isalpha() or len(sound) < _HEARD - 1:
        return None
    if names.empty(spoken[0]):
        return None
    if all(len(word) < names.SHORT - 1 or in_vocabulary(reference, word) for word in spoken):
        return None
    least = 0 if len(sound) >= _HEARD else _LONG_HEARD
    size = {"length": len(key), "most": _MOST_HEARD, "least": least}
    every = reference.select(_MEDICINES, first=key[0], sound=sound[0], **size)
    heard = {owner: (kind, other) for other, kind, owner in every if names.sound(other) == sound}
    kind, meant = heard.popitem()[1] if len(heard) == 1 else ("", None)
    return meant if kind == "medications" else None


def vocabulary(reference: Reference) -> str:
    """The words that entries use, with spaces between."""
    return "".join(words for (words,) in reference.select("SELECT words FROM vocabulary"))


_WRITTEN = "SELECT 1 FROM vocabulary WHERE instr(' ' || words || ' ', ' ' || :word || ' ')"


def in_vocabulary(reference: Reference, word: str) -> bool:
    """Whether entries use *word*, as it is written."""
    return next(reference.select(_WRITTEN, word=word.casefold()), None) is not None


_BEYOND = "SELECT json FROM beyond WHERE number = coalesce(:number, number) ORDER BY number"


def beyond(reference: Reference, number: int | None = None) -> list[Beyond]:
    """What is said to the questions of this number, or of each, which are not answered here."""
    found = [reference.json(text) for (text,) in reference.select(_BEYOND, number=number)]
    return [
        Beyond(
            about["name"],
            about["line"],
            about["fact"],
            _short(reference, about["fact"]),
            tuple(about["see"]),
            about["lists"],
        )
        for about in found
    ]


_OTHERS = """
    SELECT DISTINCT key, coalesce(text, key), iif(of IN ('medicine', 'drug'), other.name, NULL)
    FROM name JOIN owner ON number = owner JOIN other USING (id)
    WHERE kind = 'other' AND key NOT LIKE :bag || '%'
"""


def others(reference: Reference) -> list[tuple[str, str, str | None]]:
    """The names of what is known without a page: the key of each, its words, and what a medicine or drug
    among them is called first.
    """
    return [(key, text, name) for key, text, name in reference.select(_OTHERS, bag=names.BAG)]


_OTHER_NAMES = """
    SELECT about.json, other.of, other.name,
        json_group_array(coalesce(text, key)) FILTER (WHERE key NOT LIKE :bag || '%')
    FROM other JOIN about ON about.number = other.about
        LEFT JOIN owner ON owner.id = other.id AND owner.kind IN ('other', 'form')
        LEFT JOIN name ON name.owner = owner.number
    GROUP BY other.id ORDER BY other.id
"""


def other_names(reference: Reference) -> Iterator[tuple[Any, str, str, list[str]]]:
    """What is known without a page: what its group says, what it is, its first name, and those that no entry
    answers to.
    """
    for about, of, name, called in reference.select(_OTHER_NAMES, bag=names.BAG):
        yield reference.json(about), of, name, reference.json(called)


_HOLDINGS = """
    SELECT id, aspect.position
    FROM holds JOIN entry ON entry.rowid = holds.entry JOIN aspect ON aspect.name = holds.aspect
"""


def holdings(reference: Reference) -> dict[str, list[int]]:
    """The places of the aspects that each entry holds, by its id."""
    held: dict[str, list[int]] = {}
    for id, place in reference.select(_HOLDINGS):
        held.setdefault(id, []).append(place)
    return held


def _elsewhere(reference: Reference, name: str, kind: str) -> list[str]:
    """What shows the entries of other kinds that have this name: they are offered, not opened."""
    if kind == "glossary":
        return []
    with suppress(Ambiguous):
        found = exactly(reference, name, None)
        return [kinds.typed(found.id)] if found and found.spelt else []
    return []


_FORMS = f"""
    SELECT json_extract(about.json, '$.group'), json_group_array(key)
    FROM {_NAMED} JOIN other ON other.id = owner.id JOIN about ON about.number = other.about
    WHERE owner.kind = 'form' GROUP BY 1 ORDER BY 1
"""


def _without_forms(reference: Reference, name: str) -> dict[str, list[str]]:
    """The words of *name*, as keys, but for those that beside a name of each kind only say what it is: its
    form or strength (`methadone wafers 5 mg`), or the kind itself (`day hospital program`).
    """
    words = names.words(name)
    forms = {kind: {"", *reference.json(listed)} for kind, listed in reference.select(_FORMS)}
    return {
        kind: [word for word in words if word.lstrip("0123456789") not in form]
        for kind, form in forms.items()
    }


def without_form(reference: Reference, name: str) -> list[str]:
    """The words of *name*, as keys, but for a form or strength: of `methadone wafers 5 mg` the first."""
    return _without_forms(reference, name).get("medications", names.words(name))


def _but_for_form(reference: Reference, name: str, kind: str | None) -> Found | None:
    """The entry that *name* means without the words for its form or strength, or its kind."""
    every = len(names.words(name))
    bare = {
        of: " ".join(left) for of, left in _without_forms(reference, name).items() if 0 < len(left) < every
    }
    if "medications" in bare and (medicine := _medicine(reference, name, bare.pop("medications"), kind)):
        return medicine
    for of, left in bare.items() if kind is None else [(kind, bare[kind])] if kind in bare else ():
        with suppress(Ambiguous):
            if found := exactly(reference, left, of):
                return found._replace(name=title_of(reference, found.id), spelt=False)
    return None


def _medicine(reference: Reference, name: str, bare: str, kind: str | None) -> Found | None:
    try:
        found = find(reference, bare, kind)
    except NotFound as error:
        if error.known and error.known.of == "medicine":
            raise NotFound(name, [], error.known) from None
        return None
    if not found.id.startswith("medications/"):
        return None
    return found._replace(name=title_of(reference, found.id), spelt=False)


def _within(reference: Reference, name: str, kind: str | None) -> list[str]:
    """Titles of the entries whose names stand within *name*, the longest first."""
    words = names.words(name)[:_MOST_WORDS]
    found = []
    for length in range(len(words) - 1, 0, -1):
        for begin in range(len(words) - length + 1):
            key = "".join(words[begin : begin + length])
            rows = list(reference.select(_EXACT, key=key, kind=kind)) if len(key) >= names.SHORT else []
            found += [title_of(reference, id) for id, rank in rows if rank == rows[0][1]]
    return list(dict.fromkeys(found))[:3]


def countries_of(reference: Reference, id: str) -> list[str]:
    """The names and codes of the countries in which the lines of an entry hold."""
    rows = reference.select(f"SELECT name FROM ({_COUNTRIES}) WHERE value = :id ORDER BY name", id=id)
    return [name for (name,) in rows]


_NAMES = f"""
    SELECT coalesce(text, key) FROM {_NAMED}
    WHERE id = :id AND rank < :misspelt AND key NOT LIKE :bag || '%' ORDER BY key
"""


def names_of(reference: Reference, id: str) -> list[str]:
    """Every name of an entry, as it is written; none that is misspelt."""
    return [name for (name,) in reference.select(_NAMES, id=id, misspelt=MISSPELT, bag=names.BAG)]


_MISSPELT = f"""
    SELECT coalesce(text, key) FROM {_NAMED}
    WHERE id = :id AND rank = :misspelt AND key NOT LIKE :bag || '%' ORDER BY key
"""


def misspelt_of(reference: Reference, id: str) -> list[str]:
    """How the names of an entry are misspelt: what is taken for it, and never shown."""
    return [name for (name,) in reference.select(_MISSPELT, id=id, misspelt=MISSPELT, bag=names.BAG)]


def means(reference: Reference, name: str, kind: str | None = None) -> str | None:
    """The id of the one entry that *name* means exactly, if there is one."""
    with suppress(Ambiguous):
        found = exactly(reference, name, kind)
        return found.id if found else None
    return None


def near_to(reference: Reference, name: str, kind: str | None = None) -> bool:
    """Whether *name* means an entry, or is near enough to be taken for one."""
    try:
        find(reference, name, kind)
    except (Ambiguous, NotFound):
        return False
    return True


_COMPLETIONS = f"""
    SELECT DISTINCT coalesce(text, key) AS called FROM {_NAMED}
    WHERE key LIKE :prefix || '%' AND called NOT LIKE '%/%' AND rank < :misspelt
        AND key NOT LIKE :bag || '%'
        AND {_SCOPE}
    ORDER BY rank, called
    LIMIT 60
"""


def completions(reference: Reference, incomplete: str, kind: str | None = None) -> list[str]:
    """Names that go on as *incomplete* begins, in small letters: slugs, titles, brands and abbreviations.
    Street names are written small, and not offered; nor is what is misspelt.
    """
    typed = incomplete.lower()
    found = reference.select(
        _COMPLETIONS, prefix=names.key(incomplete), kind=kind, misspelt=MISSPELT, bag=names.BAG
    )
    every = [entry.slug for entry in entries(reference, kind)]
    every += [name.lower() for (name,) in found if name != name.lower() or kind == "glossary"]
    return [name for name in dict.fromkeys(every) if name.startswith(typed)]


_TERMS = "SELECT json FROM term WHERE :term IS NULL OR term = :term ORDER BY position"


def terms(reference: Reference, term: str | None = None) -> list[Term]:
    """The glossary's terms in alphabetic order, or the one with this name."""
    return _terms(reference, [reference.json(text) for (text,) in reference.select(_TERMS, term=term)])


_ANYWHERE = """
    SELECT json FROM term WHERE NOT EXISTS (SELECT 1 FROM token WHERE instr(word, term)) ORDER BY position
"""


def terms_anywhere(reference: Reference) -> list[Term]:
    """Those of them that no word of a country says: a page says the others in some countries only."""
    return _terms(reference, [reference.json(text) for (text,) in reference.select(_ANYWHERE)])


def _terms(reference: Reference, found: Sequence[Any]) -> list[Term]:
    csl = _csl(reference, {source for row in found for source in row["sources"]})
    return [
        Term(
            row["term"],
            tuple(row["aka"]),
            row["meaning"],
            row["entry"],
            tuple(csl[source] for source in row["sources"]),
            row.get("local", False),
        )
        for row in found
    ]


_SOURCES = "SELECT id, csl, cited_by FROM source WHERE :id IS NULL OR id = :id ORDER BY id"


def sources(reference: Reference, id: str | None = None) -> list[Source]:
    """The sources, or the one with this id, each with the entries that cite it; raises *NotFound*."""
    found = [
        Source(source, reference.json(csl), tuple(cited_by.split()))
        for source, csl, cited_by in reference.select(_SOURCES, id=id)
    ]
    if id is not None and not found:
        raise NotFound(id, _near_sources(reference, id))
    return found


def _near_sources(reference: Reference, id: str) -> list[str]:
    from difflib import get_close_matches

    known = [row[0] for row in reference.select("SELECT id FROM source ORDER BY id")]
    return get_close_matches(id[:80], known, n=3)


_PHRASES = """
    SELECT role, key, expands_to FROM phrase JOIN expansion ON id = expansion
    UNION ALL SELECT 'only', value, entries FROM only, json_each(phrases) ORDER BY role, key
"""


def phrases(reference: Reference) -> list[tuple[str, str, list[str]]]:
    """How people say things in a search: role, phrase, and what it expands to; see `author.model.Synonym`."""
    rows = reference.select(_PHRASES)
    return [(role, key, reference.json(expands_to)) for role, key, expands_to in rows]


def danger(reference: Reference) -> "tuple[contract.DangerRules, dict[str, contract.DangerKind]]":
    """The rules by which danger is heard, and what is answered to each kind of it, the most urgent first."""
    parts = dict(reference.select("SELECT part, json FROM danger"))
    return reference.json(parts["rules"]), reference.json(parts["kinds"])


_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of *text* as a search compares them: small letters, no accents or apostrophes."""
    return _WORD.findall(plain(text))


def plain(text: str) -> str:
    """*text* in small letters, without accents or apostrophes."""
    letters = text.casefold().replace("'", "").replace("’", "")
    if letters.isascii():
        return letters
    return "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))


# What answers a question: a place, and the number of the one statement of it that does.
ANSWER = "place || coalesce(' > ' || statement, '')"

# How many statements hold what is asked for.
HELD = f"""
    SELECT count(*) FROM said
    WHERE said MATCH :match AND rowid % {PLACES} BETWEEN {STATEMENTS} AND {HEADINGS - 1}
"""
_SILENT = "SELECT 1 FROM phrase WHERE key = :word AND role IN ('stop', 'unread')"


def word_weight(reference: Reference, word: str) -> float:
    """How much a word counts in a question: nothing, where it says nothing by itself."""
    if next(reference.select(_SILENT, word=word), None):
        return 0.0
    ((held,),) = reference.select(HELD, match=f'"{word}"')
    return rareness(held, int(meta(reference)["statements"])) ** 2


_WITH = f"SELECT rowid FROM said WHERE said MATCH :match AND rowid % {PLACES} BETWEEN 1 AND {STATEMENTS - 1}"


def questions_with(reference: Reference, word: str) -> set[int]:
    """The rows of the questions that hold a word."""
    return {row for (row,) in reference.select(_WITH, match=f'"{word}"')}


# A word speaks for an entry by a whole number up to this one.
MOST_TYPED = 4


def typed_row(entry: int, level: int) -> int:
    """The row of the words that people typed for an entry and that speak for it so much."""
    return entry * (MOST_TYPED + 1) + level


_TYPED = "SELECT group_concat(rowid, ' ') FROM typed WHERE typed MATCH :match"


def typed(reference: Reference, word: str) -> dict[int, int]:
    """How many times likelier a word is in questions that an entry answers than in any, as a logarithm, by
    the entries' rows.
    """
    found = next(reference.select(_TYPED, match=f'"{word}"'))[0] or ""
    return dict(divmod(row, MOST_TYPED + 1) for row in map(int, found.split()))


def all_typed(reference: Reference) -> dict[str, dict[int, int]]:
    """The same of every word, without its ending."""
    list(reference.select("CREATE VIRTUAL TABLE temp.asked USING fts5vocab (main, typed, instance)"))
    found: dict[str, dict[int, int]] = {}
    for term, row in reference.select("SELECT term, doc FROM temp.asked"):
        entry, level = divmod(row, MOST_TYPED + 1)
        found.setdefault(term, {})[entry] = level
    return found


_UNREAD = "SELECT key FROM phrase WHERE role = 'unread'"


def unread(reference: Reference) -> frozenset[str]:
    """The words that say nothing anywhere, and that the index leaves out: they would be a quarter of it."""
    return frozenset(key for (key,) in reference.select(_UNREAD))


def read(text: str, unread: Collection[str]) -> str:
    """The words of *text* that the index holds, or would hold."""
    return " ".join(word for word in words(text) if word not in unread)


def words_key(text: str) -> str:
    """The words of *text*, separated by single spaces; a `*` at a word's end stays."""
    return " ".join(f"{word}*" if f"{word}*" in text else word for word in words(text))


_STANDS = "SELECT term, group_concat(DISTINCT doc) FROM temp.stand GROUP BY term"
_SAID = "SELECT group_concat(rowid) FROM said WHERE said MATCH :match"


def stands(reference: Reference) -> Iterator[tuple[str, list[int]]]:
    """The rows (see *PLACES*) in which each word stands, without its ending; and each phrase of several words
    by which a search knows something, as it is read.
    """
    list(reference.select("CREATE VIRTUAL TABLE temp.stand USING fts5vocab (main, said, instance)"))
    for term, rows in reference.select(_STANDS):
        yield term, [*map(int, rows.split(","))]
    known = {way for role, key, ways in phrases(reference) if role == "synonym" for way in (key, *ways)}
    silent = unread(reference)
    for phrase in sorted({read(way, silent) for way in known}):
        if " " in phrase:
            (rows,) = next(reference.select(_SAID, match=f'"{phrase}"'))
            if rows:
                yield phrase, [*map(int, rows.split(","))]


_IN_ORDER = "SELECT doc, term FROM temp.stood ORDER BY doc, offset"


def questions_read(reference: Reference) -> dict[int, str]:
    """What people ask, by the rows of the questions: for each of its words that the index holds one that
    ends perhaps otherwise.
    """
    words_ = in_full(reference)
    list(reference.select("CREATE VIRTUAL TABLE temp.stood USING fts5vocab (main, said, instance)"))
    found: dict[int, list[str]] = {}
    for row, term in reference.select(_IN_ORDER):
        if 0 < row % PLACES < STATEMENTS:
            found.setdefault(row, []).append(words_.get(term, term))
    return {row: " ".join(terms) for row, terms in found.items()}


def in_full(reference: Reference) -> dict[str, str]:
    """A word of the entries for each without its ending."""
    return {stem: word for word, stem in stemmed(vocabulary(reference).split()).items()}


def stemmed(said: Iterable[str]) -> dict[str, str]:
    """Words, each as the index has it: without its ending."""
    import sqlite3

    every = [*said]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE said USING fts5 (words, tokenize = '{TOKENS}')")
        db.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", enumerate(every))
        db.execute("CREATE VIRTUAL TABLE stem USING fts5vocab (said, instance)")
        return {every[row]: term for term, row in db.execute("SELECT term, doc FROM stem")}


_QUESTIONS = f"SELECT row, {ANSWER}, thousandths FROM question ORDER BY row"


def questions(reference: Reference) -> dict[int, list[Question]]:
    """What people ask, by the rows of the entries that answer, in the order of their rows."""
    found: dict[int, list[Question]] = {}
    for row, *question in reference.select(_QUESTIONS):
        found.setdefault(row // PLACES, []).append(Question(*question))
    return found


def sizes(reference: Reference) -> dict[str, tuple[int, int]]:
    """The row of each entry, and the number of its statements."""
    return {id: (row, size) for id, row, size in reference.select("SELECT id, rowid, size FROM entry")}
