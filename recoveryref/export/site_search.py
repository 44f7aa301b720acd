"""The website's search: what its script looks through and shows, in the reader's own browser.

Two files, so that a page is quick: the index, which finds entries, and the statements, which are asked
for once something is typed, all of them whatever it is, so that no host learns what was looked for.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from recoveryref.reader import answers, danger, locale, queries, ranking, search
from recoveryref.reader.file import Reference
from recoveryref.reader.records import OVERDUE, Entry, Statement, named
from recoveryref.views import html, ref
from recoveryref.views.words import SAY

_LEVELS = ("page", "full", "clinical")


def index(opened: Reference, entries: Mapping[str, Entry], lead: html.Lead) -> str:
    """The index as a script that sets a variable: a page opened as a file may load no data."""
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
    rules, dangers = queries.danger(opened)
    heard: dict[str, Any] = {
        "rules": rules,
        "there": danger.THERE,
        "answers": _turning(opened, dangers),
        "covers": {kind: each["covers"] for kind, each in dangers.items()},
    }
    turning = [each for answered in heard["answers"].values() for each in answered.values()]
    said = " ".join(line for each in turning for line in each["lines"])
    leads = [(command, *lead(command)) for command in html.commands(said)]
    words = {"overdue": OVERDUE, "say": SAY, "phone": html.PHONE, "leads": leads}
    found = {
        "entries": rows,
        "phrases": phrases,
        "aspects": aspects,
        "others": {"drugs": [*drugs.items()], "known": known},
        "beyond": beyond,
        "counts": {**ranking.COUNTS, **answers.COUNTS, **search.COUNTS},
        "words": words,
        "danger": heard,
        "countries": _countries(opened),
    }
    return _script("recoveryrefIndex", found)


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


def statements(opened: Reference, entries: Mapping[str, Entry]) -> str:
    """Every statement, whole, in the order of its page, by entry and place: label, anchor, level, and for
    each its text, the numbers of its sources, what is often said, if it answers that, and its text as a
    search reads it, if that is another; and the country that they are about, if there is one. Those for
    clinicians, which a search shows only of what is for staff, are there because an entry is found by them
    too: elsewhere without sources. And what people ask of each entry, by what answers it.
    """
    numbers: dict[str, int] = {}
    found: dict[str, list[Any]] = {}
    headings: dict[tuple[str, str], list[str]] = {}
    staff = {id for id in entries if search.for_staff(queries.statements_of(opened, id))}
    for id, (statement, anywhere) in queries.stated(opened):
        places = found.setdefault(id, [])
        country = _country(opened, statement)
        if not places or [places[-1][0], *places[-1][4:]] != [statement.label, *country]:
            heading = statement.label.removesuffix(f" ({statement.country})")
            under = headings.setdefault((id, statement.field), [])
            if under[-1:] != [heading]:
                under.append(heading)
            anchor = html.part(statement.field, len(under))
            places.append([statement.label, anchor, _LEVELS.index(statement.level), [], *country])
        shown = statement.level != "clinical" or id in staff
        ids = dict.fromkeys(cite["id"] for cite in statement.cites if shown)
        cites = [numbers.setdefault(source, len(numbers)) for source in ids]
        places[-1][3].append([statement.text, cites, *_claim(statement, anywhere)])
    csl = {source["id"]: source for entry in entries.values() for source in entry.data["sources"]}
    short = [ref.short(csl[id]) for id in numbers]
    questions = {id: entry.data["questions"] for id, entry in entries.items()}
    held = {"sources": short, "entries": found, "questions": questions}
    return _script("recoveryrefStatements", held)


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
