"""The website's search: what its script looks through and shows, in the reader's own browser.

In several files, so that a search is quick: what danger sounds like, and the index with the places of words,
which find entries, are the same for every search. The words that entries use are asked for only where one
was typed that nothing knows; and of statements those of the entries that were found, as if their pages were
opened. What was typed goes nowhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recoveryref.reader import answers, danger, locale, queries, ranking, search
from recoveryref.reader.file import Reference
from recoveryref.reader.records import OVERDUE, Entry, Stated, Statement, named
from recoveryref.views import html, ref
from recoveryref.views.words import SAY

_LEVELS = ("page", "full", "clinical")


def index(opened: Reference, entries: Mapping[str, Entry]) -> str:
    """The index: what entries are called and hold, and ways to say things."""
    holdings = queries.holdings(opened)
    rows = [
        {
            "path": f"{entry.id}.html",
            "title": named(entry.data["title"], entry.local),
            "kind": entry.kind.noun,
            "names": [entry.slug.replace("-", " "), *entry.data["aka"]],
            "misspelt": queries.misspelt_of(opened, entry.id),
            "holds": holdings.get(entry.id, []),
            "due": entry.due,
            **({"local": True} if entry.local else {}),
        }
        for entry in entries.values()
    ]
    # Ways to say the same are held together: alone they would be most of the file.
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for role, key, expands_to in queries.phrases(opened):
        grouped.setdefault((role, tuple(expands_to)), []).append(key)
    phrases = [
        {"role": role, "phrases": said, "expands_to": expands_to}
        for (role, expands_to), said in grouped.items()
    ]
    aspects = [
        {
            "number": number,
            "name": aspect.name,
            "fields": sorted(aspect.fields),
            "words": aspect.words,
            "phrases": aspect.phrases,
        }
        for number, aspect in enumerate(queries.aspects(opened))
    ]
    drugs: dict[str, list[str]] = {}
    known = []
    for key, name in queries.others(opened):
        if name:
            drugs.setdefault(name, []).append(key)
        else:
            known.append(key)
    beyond = [{"text": each.text, "see": each.see, "lists": each.lists} for each in queries.beyond(opened)]
    found = {
        "entries": rows,
        "phrases": phrases,
        "aspects": aspects,
        "others": {"drugs": [*drugs.items()], "known": known},
        "beyond": beyond,
        "counts": {**ranking.COUNTS, **answers.COUNTS, **search.COUNTS},
    }
    return _script("recoveryrefIndex", found)


def dangers(opened: Reference, lead: html.Lead) -> str:
    """What danger sounds like and where to turn, as a script that sets a variable: a page opened as a file
    may load no data.
    """
    rules, kinds = queries.danger(opened)
    # Its words are those that have tags, and those of what is read in another's place.
    heard: dict[str, Any] = {
        "rules": {part: each for part, each in rules.items() if part != "words"},
        "there": danger.THERE,
        "answers": _turning(opened, kinds),
        "covers": {kind: each["covers"] for kind, each in kinds.items()},
    }
    turning = [each for answered in heard["answers"].values() for each in answered.values()]
    said = " ".join(line for each in turning for line in each["lines"])
    leads = [(command, *lead(command)) for command in html.commands(said)]
    words = {"overdue": OVERDUE, "say": SAY, "phone": html.PHONE, "leads": leads}
    return _script("recoveryrefDangers", {**heard, "countries": _countries(opened), "words": words})


def _turning(opened: Reference, kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Where to turn in each kind of danger, by the code of the country that has the lines; and, without a
    code, where words name no country.
    """
    own = opened.country
    found = {}
    for code in sorted({"", *locale.places(opened).values()} - {locale.ELSEWHERE}):
        opened.fill(code or own)
        found[code] = {kind: danger.answer(opened, [kind])._asdict() for kind in kinds}
    opened.fill(own)
    return found


def _countries(opened: Reference) -> dict[str, Any]:
    """What the countries are called in words that have lines, whose lines they are, and the entries that
    hold these; the reader's own country where the website is for one.
    """
    places = locale.places(opened)
    names: dict[str, list[str]] = {}
    for key, code in locale.spoken(opened):
        names.setdefault(code, []).append(key)
    own = opened.country
    return {
        "names": [[code, places[code], keys] for code, keys in names.items()],
        "helplines": {
            code: locale.helplines(opened, code) for code in sorted({places[code] for code in names})
        },
        "own": own,
        "own_helplines": locale.helplines(opened, own) if own else "",
    }


def rows(opened: Reference, entries: Mapping[str, Entry]) -> str:
    """Where each word and phrase stands that a search may look for. An entry has a row for its names, one
    for each of its questions, one for each statement, and one for all of its headings; and with them, how
    many questions each of its fields and sections answers, how much each question's words count together,
    and the number of its words.
    """
    begins: dict[int, int] = {}
    shapes = []
    count = 0
    asked = queries.questions(opened)
    sizes = queries.sizes(opened)
    size_of = dict(sizes.values())
    for id in entries:
        row, size = sizes[id]
        places: dict[str, int] = {}
        for question in asked.get(row, ()):
            places[question.place] = places.get(question.place, 0) + 1
        begins[row] = count
        shapes.append([size, [*places.items()]])
        count += 1 + sum(places.values()) + size + 1

    def place(row: int) -> int:
        entry, at = divmod(row, queries.PLACES)
        questions = len(asked.get(entry, ()))
        if at >= queries.HEADINGS:
            return begins[entry] + 1 + questions + size_of[entry]
        return begins[entry] + (at - queries.STATEMENTS + 1 + questions if at >= queries.STATEMENTS else at)

    stands = dict(sorted((word, _ascending({*map(place, found)})) for word, found in queries.stands(opened)))
    every = [question for row in begins for question in asked.get(row, ())]
    held = {
        "entries": shapes,
        "words": ",".join(stands),
        "places": " ".join(stands.values()),
        "weights": "".join(_letters(question.thousandths) for question in every),
        "keys": "".join(_letters(question.key) for question in every),
    }
    return _script("recoveryrefRows", held)


def _ascending(numbers: Iterable[int]) -> str:
    """Numbers in ascending order, each by how far it is from the one before."""
    found = sorted(numbers)
    return "".join(_letters(each - before) for before, each in zip([0, *found], found, strict=False))


def _letters(number: int) -> str:
    """A number in letters for digits, of which the last is a capital: so the next may follow at once."""
    number, digit = divmod(number, 26)
    text = chr(ord("A") + digit)
    while number:
        number, digit = divmod(number, 26)
        text = chr(ord("a") + digit) + text
    return text


def vocabulary(opened: Reference) -> str:
    """The words that entries use, against which the spelling of a search is held."""
    return _script("recoveryrefVocabulary", queries.vocabulary(opened))


def statements(opened: Reference, entries: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    """For each entry a file: its path, and as a script every statement, whole, in the order of its page, by
    place: label, anchor, level, and for each its text, the numbers of its sources, what is often said, if it
    answers that, and its text as a search reads it, if that is another; and the country that they are about,
    if there is one. Those for clinicians, which a search shows only of what is for staff, are there because
    an entry is held against what is asked by them too: elsewhere without sources.
    """
    every: dict[str, list[Stated]] = {}
    for id, stated in queries.stated(opened):
        every.setdefault(id, []).append(stated)
    for id, entry in entries.items():
        held = json.dumps(_stated(opened, entry, every.get(id, [])), separators=(",", ":"))
        yield f"{id}.js", f"recoveryrefStatements[{json.dumps(id)}] = {held};\n"


def _stated(opened: Reference, entry: Entry, every: Iterable[Stated]) -> dict[str, Any]:
    staff = search.for_staff(each.statement for each in every)
    numbers: dict[str, int] = {}
    places: list[list[Any]] = []
    headings: dict[str, list[str]] = {}
    for statement, anywhere in every:
        country = _country(opened, statement)
        if not places or [places[-1][0], *places[-1][4:]] != [statement.label, *country]:
            heading = statement.label.removesuffix(f" ({statement.country})")
            under = headings.setdefault(statement.field, [])
            if under[-1:] != [heading]:
                under.append(heading)
            anchor = html.part(statement.field, len(under))
            places.append([statement.label, anchor, _LEVELS.index(statement.level), [], *country])
        shown = statement.level != "clinical" or staff
        ids = dict.fromkeys(cite["id"] for cite in statement.cites if shown)
        cites = [numbers.setdefault(source, len(numbers)) for source in ids]
        places[-1][3].append([statement.text, cites, *_claim(statement, anywhere)])
    csl = {source["id"]: source for source in entry.data["sources"]}
    return {"sources": [ref.short(csl[id]) for id in numbers], "places": places}


def _claim(statement: Statement, anywhere: str) -> list[str]:
    if anywhere != statement.text:
        return [statement.claim or "", anywhere]
    return [statement.claim] if statement.claim else []


def _country(opened: Reference, statement: Statement) -> list[str]:
    return [locale.code(opened, statement.country) or statement.country] if statement.country else []


def _script(variable: str, value: Any) -> str:
    """All but plain letters is written as JSON escapes, so that the file reads the same whatever a host
    says of its encoding.
    """
    return f"var {variable} = {json.dumps(value, separators=(',', ':'))};\n"
