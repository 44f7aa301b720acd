"""Checked data into tables. The only module that inserts."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import count, dropwhile, groupby
from pathlib import Path
from typing import Any, cast

from recoveryref import fastpath, paths
from recoveryref.author import danger, local, packaged, taught
from recoveryref.author.collect import Data, Loaded, Progress, silent
from recoveryref.author.fields import Part
from recoveryref.author.load import Place
from recoveryref.author.model import (
    MODELS,
    AskedQuestion,
    Entry,
    Helplines,
    Source,
    Symptom,
    Term,
    Timeline,
    Topic,
    When,
)
from recoveryref.author.rules import due, places
from recoveryref.author.statements import Countries, Stated, statements
from recoveryref.kinds import CARDS
from recoveryref.reader import answers, citations, contract, locale, names, queries
from recoveryref.reader.file import FORMAT, TOKEN, filled
from recoveryref.reader.records import BY_COUNTRY, Aspect, Field, Taught, named
from recoveryref.reader.stems import stems

_SCHEMA = f"""
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE place (country TEXT PRIMARY KEY, code TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE country (key TEXT PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE token (
        code TEXT NOT NULL, token TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (code, token)
    ) WITHOUT ROWID;
    CREATE TABLE kind (
        name TEXT PRIMARY KEY, position INTEGER NOT NULL, outline TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE entry (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, position INTEGER NOT NULL, title TEXT NOT NULL,
        summary TEXT NOT NULL, due TEXT NOT NULL, local INTEGER NOT NULL, json TEXT NOT NULL,
        statements TEXT NOT NULL, size INTEGER NOT NULL
    );
    CREATE INDEX entry_by_kind ON entry (kind, position, title, id);
    CREATE TABLE owner (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL);
    CREATE TABLE name (
        key TEXT NOT NULL, owner INTEGER NOT NULL, rank INTEGER NOT NULL, text TEXT,
        PRIMARY KEY (key, owner)
    ) WITHOUT ROWID;
    CREATE TABLE other (
        id TEXT PRIMARY KEY, of TEXT NOT NULL, name TEXT NOT NULL, about INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE about (number INTEGER PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE term (position INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
    CREATE TABLE source (id TEXT PRIMARY KEY, csl TEXT NOT NULL, cited_by TEXT NOT NULL) WITHOUT ROWID;
    CREATE VIRTUAL TABLE said USING fts5 (
        words, content = '', columnsize = 0, tokenize = '{queries.TOKENS}'
    );
    CREATE TABLE question (
        row INTEGER PRIMARY KEY, place TEXT NOT NULL, statement INTEGER, thousandths INTEGER NOT NULL
    );
    CREATE VIRTUAL TABLE typed USING fts5 (
        words, content = '', columnsize = 0, detail = none, tokenize = '{queries.TOKENS}'
    );
    CREATE TABLE vocabulary (words TEXT NOT NULL);
    CREATE TABLE phrase (
        key TEXT NOT NULL, role TEXT NOT NULL, expansion INTEGER NOT NULL, PRIMARY KEY (key, role)
    ) WITHOUT ROWID;
    CREATE INDEX unread ON phrase (key) WHERE role = 'unread';
    CREATE TABLE only (phrases TEXT NOT NULL, entries TEXT NOT NULL);
    CREATE TABLE expansion (id INTEGER PRIMARY KEY, expands_to TEXT NOT NULL);
    CREATE TABLE aspect (
        position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fields TEXT NOT NULL, words TEXT NOT NULL,
        phrases TEXT NOT NULL
    );
    CREATE TABLE holds (
        aspect TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (aspect, entry)
    ) WITHOUT ROWID;
    CREATE TABLE beyond (number INTEGER PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE danger (part TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
"""


def tables(
    data: Data, db: sqlite3.Connection, watched: Path | None, progress: Progress = silent
) -> dict[str, str]:
    """Fill the empty database *db* from *data*; returns its counts.

    *watched* is the checkout folder whose later edits the reader should notice.
    """
    # Nothing of a build goes to a file in between: a look-up in an edited checkout compiles too.
    db.executescript(f"PRAGMA temp_store = memory; PRAGMA user_version = {FORMAT}; BEGIN; {_SCHEMA}")
    for position, (name, model) in enumerate(MODELS.items()):
        db.execute("INSERT INTO kind VALUES (?, ?, ?)", (name, position, _dumps(model.outline())))
    db.execute("CREATE VIRTUAL TABLE temp.text USING fts5 (words)")
    db.execute("CREATE TABLE temp.prose (words)")
    countries = _spoken_of(data)
    cited: dict[str, list[str]] = {}
    for number, (id, loaded) in enumerate(sorted(data.entries.items())):
        progress("writing", number, len(data.entries))
        cited[id] = _entry(db, data, id, loaded, countries)
    _asked_only(db)
    for position, term in enumerate(sorted(data.glossary, key=str.casefold)):
        _term(db, data, position, term, data.glossary[term])
    for part, records in (
        ("glossary", data.glossary),
        ("language", data.language),
        ("names", data.names),
        ("beyond", data.beyond),
    ):
        cited[part] = _cited_ids([_json(record) for record in _records(records).values()])
    for id, record in _records(data.scales).items():
        cited[id] = _cited_ids(_json(record))
    cited["danger"] = _cited_ids([_json(kind) for kind in data.danger.kinds])
    for id, source in sorted(data.sources.items()):
        cited_by = " ".join(sorted(entry for entry, ids in cited.items() if id in ids))
        db.execute("INSERT INTO source VALUES (?, ?, ?)", (id, _dumps(csl(source)), cited_by))
    _not_ours(db, data)
    _words(db)
    _synonyms(db, data)
    _questions(db, data)
    _typed(db, data)
    _beyond(db, data)
    _danger(db, data)
    counts = _counts(data)
    db.executemany("INSERT INTO meta VALUES (?, ?)", [*counts.items(), *_urgent(data)])
    db.executemany("INSERT INTO place VALUES (?, ?)", {"": "", **places(data)}.items())
    db.executemany("INSERT OR IGNORE INTO country VALUES (?, ?, ?)", _countries(data))
    db.executemany("INSERT INTO token VALUES (?, ?, ?)", _tokens(data))
    if watched:
        now = [("watched", str(watched)), ("fingerprint", fastpath.fingerprint(str(watched)))]
        db.executemany("INSERT INTO meta VALUES (?, ?)", now)
    db.execute("COMMIT")
    return counts


def csl(source: Loaded[Source]) -> dict[str, Any]:
    """A source as a CSL-JSON item."""
    return {**source.record.csl(), **_mark(source)}


def _entry(
    db: sqlite3.Connection, data: Data, id: str, loaded: Loaded[Entry], countries: Countries
) -> list[str]:
    """Enter an entry; returns the sources that it cites, in order."""
    kind, slug = id.split("/")
    record = _with_drawn(data, id, loaded.record)
    fields = _json(record)
    first = {key: fields.pop(key) for key in ("title", "aka", "summary", "reviewed")}
    shape = {"id": id, "kind": kind, **first, **fields, **_mark(loaded)}
    if taken := local.takes(data, id):
        shape["takes"] = taken
    shape["sources"] = _cited_ids(shape)
    # A search reads the words that hold everywhere, whatever the country is.
    anywhere = {token: word for code, token, word in _tokens(data) if code == locale.ELSEWHERE}
    outline = [Field(**field) for field in MODELS[kind].outline()]
    places = {_dumps(fact): place for place, fact in _facts(shape)}
    stated = []
    asked_for = _asked_for(loaded)
    every = list(statements(cast(contract.Entry, shape), outline, countries))
    for (*about, text, cites), learned in zip(every, _taught(data, id, every, anywhere), strict=True):
        # What stands in the entry as it is, is kept once.
        where = places.get(_dumps({"text": text, "cites": cites}))
        said = where or {"text": text, "cites": cites}
        filled_in = filled(text, anywhere) if TOKEN.search(text) else None
        stated.append((*about, said, filled_in, _asked(text, asked_for), learned))
    position = getattr(record, "order", 0)
    row = (id, kind, position, record.title, record.summary.text, due(record).isoformat(), loaded.local)
    rowid = db.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, _dumps(shape), _dumps(_by_place(stated)), len(stated)),
    ).lastrowid
    assert rowid  # noqa: S101
    ranked = [(0, record.title), (0, id), (1, slug), *((2, name) for name in record.aka)]
    # What stands in brackets explains a title, and nobody types it.
    ranked.append((2, record.title.partition(" (")[0]))
    _names(db, kind, id, [*ranked, *((queries.MISSPELT, name) for name in record.misspelt)])
    known = " · ".join((record.title, slug.replace("-", " "), *record.aka, *record.misspelt))
    words = " ".join(f"{label} {claim or ''} {text}" for _, label, _, _, _, claim, text, _ in every)
    asked = [(answer, question) for answer, each in record.questions.items() for question in each]
    questions = [question for _, question in asked]
    answered = {answer: _answered(every, answer, anywhere) for answer in record.questions}
    db.executemany(
        "INSERT INTO question VALUES (?, ?, ?, 0)",
        ((row, *answered[answer]) for row, (answer, _) in enumerate(asked, rowid * queries.PLACES + 1)),
    )
    read = [" ".join(questions), filled(record.summary.text, anywhere), filled(words, anywhere)]
    db.execute("INSERT INTO temp.text VALUES (?)", (" ".join(read),))
    db.execute("INSERT INTO temp.prose VALUES (?)", (words,))
    found = [(0, known), *enumerate(questions, 1)]
    label = ""
    for place, each in enumerate(every):
        found.append((queries.STATEMENTS + place, filled(f"{each.claim or ''} {each.text}", anywhere)))
        if each.label != label:
            label = each.label
            found.append((queries.HEADINGS + place, label))
    unread = _words_of(data, "unread")
    rows = [(rowid * queries.PLACES + place, queries.read(text, unread)) for place, text in found]
    db.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", rows)
    held = {(str(field), stems(str(label))) for field, label, *_ in stated}
    about = [aspect.name for aspect in _aspects(data) if any(aspect.holds(*each) for each in held)]
    db.executemany("INSERT INTO holds VALUES (?, ?)", [(name, rowid) for name in about])
    return list(shape["sources"])


def _by_place(stated: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """An entry's statements as `queries.placed` reads them: those of one place together."""

    def place(each: Sequence[Any]) -> list[Any]:
        *about, _, said, _, _, _ = each
        return [*about, said[:-1] if isinstance(said, list) else None]

    found = []
    for of_all, every in groupby(stated, key=place):
        told = []
        for *_, claim, said, anywhere, asked, learned in every:
            whole = said[-1] if isinstance(said, list) else said
            own = [whole, asked or None, queries.by_level(learned), claim, anywhere]
            told.append([*dropwhile(lambda each: each is None, reversed(own))][::-1])
        found.append([*of_all, told])
    return found


def _asked_only(db: sqlite3.Connection) -> None:
    """Index the words in which people ask for a statement that stand nowhere else: else they would be read as
    slips of the fingers.
    """
    rows = {
        row * queries.PLACES + queries.ASKED + place: words.split()
        for row, text in db.execute("SELECT rowid, statements FROM entry")
        for place, (*_, words, _) in enumerate(queries.placed(json.loads(text)))
    }
    db.execute("CREATE VIRTUAL TABLE temp.term USING fts5vocab (main, said, row)")
    known = {term for (term,) in db.execute("SELECT term FROM temp.term")}
    db.execute("DROP TABLE temp.term")
    stemmed = queries.stemmed({word for words in rows.values() for word in words})
    only = {row: [word for word in words if stemmed[word] not in known] for row, words in rows.items()}
    every = [(row, " ".join(words)) for row, words in only.items() if words]
    db.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", every)


def _asked_for(loaded: Loaded[Entry]) -> dict[str, str]:
    """The words in which people ask for each fact of an entry, by its text."""
    facts = (citations.parse(text.value) for text in loaded.file.texts() if "[? " in text.value)
    return {fact.text: " ".join(fact.asked) for fact in facts}


def _asked(text: str, asked_for: Mapping[str, str]) -> str:
    """Those for a statement, which may begin with more than its fact (the hours of a phase)."""
    if text in asked_for:
        return asked_for[text]
    return next((asked for fact, asked in asked_for.items() if text.endswith(fact)), "")


def _taught(data: Data, id: str, every: Sequence[Stated], anywhere: Mapping[str, str]) -> list[Taught]:
    """What people's questions teach of each of an entry's statements."""
    if _is_taught(data):
        told = packaged.taught(id)
        return [told.get(each.text, Taught(0, {})) for each in every]
    asked = _asked_of(data).get(id, ())
    numbers = {
        answer: _answered(every, answer, anywhere)[1]
        for answer in {each for row in asked for each in row.answers}
    }
    answered = ((row, {numbers[each] for each in row.answers} - {None}) for row in asked)
    rows = [(queries.words(row.q), cast(set[int], found)) for row, found in answered if found]
    return taught.of_statements(rows, len(every), _names_alone(id, data.entries[id].record))


def _names_alone(id: str, record: Entry) -> set[str]:
    """The words that by themselves name an entry: who types one asks for none of its statements by that."""
    every = (record.title.partition(" (")[0], id.partition("/")[2].replace("-", " "), *record.aka)
    return {words[0] for words in map(queries.words, every) if len(words) == 1}


@lru_cache(maxsize=1)  # each entry asks
def _asked_of(data: Data) -> dict[str, list[AskedQuestion]]:
    """The questions in people's words that say which statement answers, by the entries."""
    found: dict[str, list[AskedQuestion]] = defaultdict(list)
    for row in _records(data.asked).values():
        for id in row.want if row.answers else ():
            found[id].append(row)
    return found


def _is_taught(data: Data) -> bool:
    """Whether it is an installed program's data: it has no questions, but what they taught."""
    return not data.asked and Path(paths.PACKAGED).is_dir() and Path(paths.REFERENCE).exists()


def _answered(every: Sequence[Stated], answer: str, anywhere: Mapping[str, str]) -> tuple[str, int | None]:
    """The place in the data that answers a question, and the number of the one statement there that does, if
    it is one: a summary, or one that is named by how it begins (behind the hours, in a phase).
    """
    place, _, begins = answer.partition(answers.BOUND)
    if not begins and place != "summary":
        return place, None
    texts = [
        (n, [each.claim or "", filled(each.text, anywhere)])
        for n, each in enumerate(every)
        if answers.stands(each.field, each.label, place)
    ]
    behind = [(n, [text.partition(": ")[2] for text in both]) for n, both in texts]
    found = (n for n, both in (*texts, *behind) if any(text.startswith(begins) for text in both))
    return place, next(found, None)


@lru_cache(maxsize=2)  # each entry asks
def _words_of(data: Data, *roles: str) -> set[str]:
    """The words that have any of these roles in a search."""
    said = (each.phrases for each in _records(data.search).values() if each.role in roles)
    return {key for phrases in said for key in map(queries.words_key, phrases)}


@lru_cache(maxsize=1)  # each entry is held against all of them
def _aspects(data: Data) -> list[Aspect]:
    """What people ask of a thing, as a search reads it."""
    found = []
    for each in _records(data.aspects).values():
        spoken = tuple(" ".join(queries.words(words)) for words in each.words)
        found.append(Aspect(each.aspect, frozenset(each.fields), spoken, tuple(map(stems, spoken))))
    return found


def _facts(value: Any, *place: str | int) -> Iterator[tuple[Place, contract.Fact]]:
    """The facts in an entry's JSON, each with its place."""
    match value:
        case {"text": str(), "cites": list()}:
            yield place, value
        case dict():
            for key, inner in value.items():
                yield from _facts(inner, *place, key)
        case list():
            for number, inner in enumerate(value):
                yield from _facts(inner, *place, number)


def _spoken_of(data: Data) -> Countries:
    """How texts speak of countries; one is called what entries call it where they say what differs there."""
    spoken = {
        name: name for record in _records(data.entries).values() for name in getattr(record, BY_COUNTRY, ())
    }
    called: dict[str, str] = {}
    marks: dict[str, str] = {}
    for code, country in _records(data.countries).items():
        called[code] = next((name for name in country.names if name in spoken), country.names[0])
        # A name in small letters is what people type, and may be any word.
        spoken |= {
            name: called[code] for name in country.names if name not in spoken and name != name.lower()
        }
        marks |= dict.fromkeys(country.marks, called[code])
    return Countries(called, spoken, marks)


def _names(db: sqlite3.Connection, kind: str, id: str, ranked: list[tuple[int, str]]) -> None:
    """Enter an entry's names, each key once under its best rank; and the words of each without their
    order, where these are not its key.
    """
    best: dict[str, tuple[int, str | None]] = {}
    for rank, name in ranked:
        key = names.key(name)
        best.setdefault(key, (rank, name if name != key else None))
        if (bag := names.bag(name)) != key:
            best.setdefault(names.BAG + bag, (rank, None))
    owner = db.execute("INSERT INTO owner (kind, id) VALUES (?, ?)", (kind, id)).lastrowid
    db.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?)", [(key, owner, *called) for key, called in best.items()]
    )


def _not_ours(db: sqlite3.Connection, data: Data) -> None:
    """Names of what has no page here, words of danger among them, and of countries; where an entry
    answers to one, it is the entry's.
    """
    ours = {
        key
        for (key,) in db.execute("SELECT key FROM name JOIN owner ON number = owner WHERE kind <> 'glossary'")
    }
    numbers = count()
    for group, loaded in enumerate(data.names.values()):
        record = loaded.record
        fact = _json(record)
        about = {
            "group": record.group,
            "what": record.what,
            "fact": fact["fact"],
            "see": fact["see"],
            "local": loaded.local,
        }
        db.execute("INSERT INTO about VALUES (?, ?)", (group, _dumps(about)))
        for name, others in record.names.items():
            id = f"{next(numbers):04}"
            db.execute("INSERT INTO other VALUES (?, ?, ?, ?)", (id, record.of, name, group))
            free = [each for each in (name, *others) if record.of == "form" or names.key(each) not in ours]
            _names(db, "form" if record.of == "form" else "other", id, [(2, each) for each in free])
    for code, country in _records(data.countries).items():
        _names(db, "country", code, [(2, name) for name in country.names])


def _term(db: sqlite3.Connection, data: Data, position: int, term: str, loaded: Loaded[Term]) -> None:
    record = loaded.record
    found = {**_json(record), **_mark(loaded)}
    found["sources"] = _cited_ids(found)
    db.execute("INSERT INTO term VALUES (?, ?, ?)", (position, term, _dumps(found)))
    _names(db, "glossary", term, [(0, term), *((2, name) for name in record.aka)])


def _words(db: sqlite3.Connection) -> None:
    """The words that entries use, against which the spelling of a search is held: none that is misspelt."""
    db.execute(
        "INSERT INTO temp.text SELECT coalesce(text, key) FROM name JOIN owner ON number = owner"
        " JOIN entry USING (id) WHERE rank < ?",
        (queries.MISSPELT,),
    )
    db.execute("CREATE VIRTUAL TABLE temp.term USING fts5vocab (temp, text, row)")
    db.execute(
        "INSERT INTO vocabulary SELECT group_concat(term, ' ') FROM (SELECT term FROM temp.term"
        " WHERE length(term) > 3 AND term NOT GLOB '*[0-9]*' ORDER BY term)"
    )
    db.execute("DROP TABLE temp.term")
    db.execute("DROP TABLE temp.text")


def _synonyms(db: sqlite3.Connection, data: Data) -> None:
    """Stop words, people's own phrases with what they expand to, and those that ask an aspect."""
    rows: dict[tuple[str, str], int] = {}
    asks: dict[str, dict[str, None]] = {}
    for number, synonym in enumerate(_records(data.search).values()):
        if synonym.role == "only":
            keys = [queries.words_key(phrase) for phrase in synonym.phrases]
            db.execute("INSERT INTO only VALUES (?, ?)", (_dumps(keys), _dumps(list(synonym.expands_to))))
            continue
        db.execute("INSERT INTO expansion VALUES (?, ?)", (number, _dumps(list(synonym.expands_to))))
        for phrase in synonym.phrases:
            rows[queries.words_key(phrase), synonym.role] = number
            if synonym.role == "unread":
                rows[queries.words_key(phrase), "stop"] = number
    of_places = {code: each for code, each in _records(data.countries).items() if each.places}
    titles = {each.record.country: each.record.title for each in _helplines(data).values()}
    for number, (code, country) in enumerate(of_places.items(), len(data.search)):
        means = [country.names[0], *filter(None, [titles.get(code)])]
        db.execute("INSERT INTO expansion VALUES (?, ?)", (number, _dumps(means)))
        rows |= {(queries.words_key(place), "synonym"): number for place in country.places}
    for position, held in enumerate(_aspects(data)):
        texts = (held.name, *map(_dumps, (sorted(held.fields), held.words, held.phrases)))
        db.execute("INSERT INTO aspect VALUES (?, ?, ?, ?, ?)", (position, *texts))
    for aspect in _records(data.aspects).values():
        for phrase in (aspect.aspect, *aspect.say):
            asks.setdefault(queries.words_key(phrase), {})[aspect.aspect] = None
    for number, names_of in enumerate(
        dict.fromkeys(map(tuple, asks.values())), len(data.search) + len(of_places)
    ):
        db.execute("INSERT INTO expansion VALUES (?, ?)", (number, _dumps(names_of)))
        rows |= {(key, "aspect"): number for key, aspects in asks.items() if tuple(aspects) == names_of}
    db.executemany("INSERT INTO phrase VALUES (?, ?, ?)", [(*key, number) for key, number in rows.items()])


def _questions(db: sqlite3.Connection, data: Data) -> None:
    """How much the words of each question count together, and the number of all statements."""
    (every,) = db.execute("SELECT sum(size) FROM entry").fetchone()
    silent = _words_of(data, "stop", "unread")

    @cache
    def square(word: str) -> float:
        (held,) = db.execute(queries.HELD, {"match": f'"{word}"'}).fetchone()
        return queries.rareness(held, every) ** 2

    rows = {id: row for row, id in db.execute("SELECT rowid, id FROM entry")}
    for id, record in _records(data.entries).items():
        asked = (question for each in record.questions.values() for question in each)
        for row, question in enumerate(asked, rows[id] * queries.PLACES + 1):
            weight = sum(square(word) for word in {*queries.words(question)} - silent)
            weighed = (round(1000 * weight), row)
            db.execute("UPDATE question SET thousandths = ? WHERE row = ?", weighed)
    # One segment of the index is a tenth smaller than several.
    db.execute("INSERT INTO said (said) VALUES ('optimize')")
    db.execute("INSERT INTO meta VALUES ('statements', ?)", (str(every or 0),))


def _typed(db: sqlite3.Connection, data: Data) -> None:
    """How many times likelier than in any question each word is in those that an entry answers: as a natural
    logarithm, in whole numbers.
    """
    if _is_taught(data):
        levels = packaged.typed()
    else:
        rows = _records(data.asked).values()
        levels = taught.of_entries([(queries.words(row.q), row.want) for row in rows])
    numbers = {id: row for row, id in db.execute("SELECT rowid, id FROM entry")}
    every = [
        (queries.typed_row(numbers[id], level), " ".join(sorted(words)))
        for (id, level), words in sorted(levels.items())
        if id in numbers
    ]
    db.executemany("INSERT INTO typed (rowid, words) VALUES (?, ?)", every)
    db.execute("INSERT INTO typed (typed) VALUES ('optimize')")


def _beyond(db: sqlite3.Connection, data: Data) -> None:
    """What is asked and not answered here: what is said to it, and the phrases by which it is heard."""
    heard: dict[str, dict[str, None]] = {}
    for number, record in enumerate(_records(data.beyond).values()):
        json_ = _json(record)
        about = {
            "name": record.beyond,
            "line": record.line,
            "fact": json_["fact"],
            "see": json_["see"],
            "lists": len(record.say),
        }
        db.execute("INSERT INTO beyond VALUES (?, ?)", (number, _dumps(about)))
        for place, phrases in enumerate((*record.say, record.unless), 1):
            mark = f"{number} {place if place <= len(record.say) else 0}"
            for phrase in phrases:
                for key in _called(data, phrase):
                    heard.setdefault(key, {})[mark] = None
    (begin,) = db.execute("SELECT max(id) + 1 FROM expansion").fetchone() or (0,)
    ways = {marks: begin + n for n, marks in enumerate(dict.fromkeys(map(tuple, heard.values())))}
    db.executemany("INSERT INTO expansion VALUES (?, ?)", [(n, _dumps(marks)) for marks, n in ways.items()])
    rows = [(key, "beyond", ways[tuple(marks)]) for key, marks in heard.items()]
    db.executemany("INSERT INTO phrase VALUES (?, ?, ?)", rows)


def _called(data: Data, phrase: str) -> list[str]:
    """A phrase as a search reads it; for `@group`, every name of that group."""
    if not phrase.startswith("@"):
        return [queries.words_key(phrase)]
    every = _records(data.names)[phrase[1:]].names
    return [queries.words_key(each) for first, others in every.items() for each in (first, *others)]


def _danger(db: sqlite3.Connection, data: Data) -> None:
    """What danger sounds like, and what is said of each kind of it."""
    ours = data.danger
    used = {word for (said,) in db.execute("SELECT words FROM temp.prose") for word in queries.words(said)}
    rules = danger.compiled(ours, used)
    if danger.ORDINARY in data.messages:
        rules["classifier"] = danger.learned(ours, rules, _records(data.messages).values(), _ordinary(data))
    elif Path(paths.PACKAGED).is_dir() and Path(paths.REFERENCE).exists():
        # An installed program has no messages, but what they taught.
        rules["classifier"] = packaged.learned()
    for part, value in (("rules", rules), ("kinds", danger.kinds(ours))):
        db.execute("INSERT INTO danger VALUES (?, ?)", (part, _dumps(value)))


def _ordinary(data: Data) -> Iterator[str]:
    """The names and questions of entries that words of danger do not lead to."""
    first = {id for kind in data.danger.kinds for id in kind.first}
    for id, record in _records(data.entries).items():
        if id not in first and id.partition("/")[0] not in (CARDS, "helplines"):
            yield from (record.title, *record.aka)
            for each in record.questions.values():
                yield from each


def _with_drawn(data: Data, id: str, record: Entry) -> Entry:
    """The record with what it draws from other files, so that nothing is typed twice."""
    if isinstance(record, Symptom):
        return record.model_copy(update={"when": tuple(_when(data, id))})
    if isinstance(record, Topic) and record.shows == "language":
        return record.model_copy(update={"words": tuple(map(local.word, data.language.values()))})
    if isinstance(record, Topic) and record.shows:
        return record.model_copy(update={"scale": local.scale(data.scales[f"scales/{record.shows}"])})
    return record


def _when(data: Data, symptom: str) -> Iterable[When]:
    for timeline, loaded in data.entries.items():
        if isinstance(loaded.record, Timeline):
            for row in loaded.record.symptoms:
                if row.entry == symptom:
                    yield When.model_construct(
                        timeline=timeline,
                        opioid=named(loaded.record.title, loaded.local),
                        phases=row.phases,
                        hours=row.hours,
                        source=row.source,
                    )


def _cited_ids(value: Any) -> list[str]:
    """The sources that an entry's JSON cites, in order, each once."""
    found: dict[str, None] = {}
    stack = [value]
    while stack:
        match stack.pop():
            case {"id": str(id), **rest} if not rest or set(rest) == {"locator"}:
                found[id] = None
            case dict(inner):
                stack.extend(reversed(inner.values()))
            case list(inner):
                stack.extend(reversed(inner))
    return list(found)


def _counts(data: Data) -> dict[str, str]:
    facts = sum("[@" in text.value for file in data.files() for text in file.texts())
    return {
        "entries": str(len(data.entries)),
        "facts": str(facts),
        "sources": str(len(data.sources)),
        "reviewed": max((record.reviewed for record in _records(data.entries).values()), default=""),
    }


def _urgent(data: Data) -> Iterable[tuple[str, str]]:
    """The lines for an emergency and for a crisis, and the entry that holds more, by the code of the
    country; those for a reader whose country nobody knows, without a code.
    """
    for id, loaded in _helplines(data).items():
        record = loaded.record
        # It ends in a command to type, so its mark stands first.
        mark = "Local: " if loaded.local else ""
        crisis = named(record.crisis.text, loaded.local)
        yield f"urgent {record.country}", mark + record.urgent.text
        yield f"crisis {record.country}", crisis
        yield f"helplines {record.country}", id
        if record.country == locale.ELSEWHERE:
            yield "urgent ", mark + (record.unknown or record.urgent).text
            yield "crisis ", named((record.unknown_crisis or record.crisis).text, loaded.local)


def _countries(data: Data) -> Iterable[tuple[str, str, str]]:
    """What each country is called, its code among it, and the places in it."""
    for code, country in _records(data.countries).items():
        # A short name that is no other word is among the places, so that it is heard in a sentence.
        yield from ((names.key(place), country.names[0], code) for place in country.places)
        yield from ((names.key(name), name, code) for name in (*country.names, code))


def _tokens(data: Data) -> Iterable[tuple[str, str, str]]:
    for loaded in _helplines(data).values():
        code = loaded.record.country
        yield from ((code, token, named(word, loaded.local)) for token, word in loaded.record.words if word)


def _helplines(data: Data) -> dict[str, Loaded[Helplines]]:
    return {
        id: loaded  # type: ignore[misc]
        for id, loaded in data.entries.items()
        if isinstance(loaded.record, Helplines)
    }


def _records(part: dict[str, Loaded[Any]]) -> dict[str, Any]:
    return {name: loaded.record for name, loaded in part.items()}


def _mark(loaded: Loaded[Any]) -> dict[str, bool]:
    return {"local": True} if loaded.local else {}


def _json(record: Part) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
