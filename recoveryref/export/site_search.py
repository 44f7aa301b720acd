"""The website's search: what its script looks through and shows, in the reader's own browser.

Two files, so that a page is quick: the index, which finds entries, and the statements, which are asked
for once something is typed, all of them whatever it is, so that no host learns what was looked for.
"""

import json
from collections.abc import Mapping
from typing import Any

from recoveryref.reader import danger, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.records import OVERDUE, Entry, Statement, named
from recoveryref.views import html, ref
from recoveryref.views.words import SAY


def index(opened: Reference, entries: Mapping[str, Entry], lead: html.Lead) -> str:
    """The index as a script that sets a variable: a page opened as a file may load no data."""
    rows = [
        {
            "path": f"{entry.id}.html",
            "title": named(entry.data["title"], entry.local),
            "kind": entry.kind.noun,
            "summary": entry.data["summary"]["text"],
            "names": [entry.slug.replace("-", " "), *entry.data["aka"]],
            "questions": entry.data["questions"],
            "due": entry.due,
            **({"local": True} if entry.local else {}),
        }
        for entry in entries.values()
    ]
    # Ways to say the same are held together: alone they would be most of the file.
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for role, key, expands_to in queries.synonyms(opened):
        grouped.setdefault((role, tuple(expands_to)), []).append(key)
    synonyms = [
        {"role": role, "phrases": phrases, "expands_to": expands_to}
        for (role, expands_to), phrases in grouped.items()
    ]
    rules, dangers = queries.danger(opened)
    heard: dict[str, Any] = {
        "rules": rules,
        "answers": {kind: danger.answer(opened, [kind])._asdict() for kind in dangers},
        "covers": {kind: each["covers"] for kind, each in dangers.items()},
    }
    said = " ".join(line for each in heard["answers"].values() for line in each["lines"])
    leads = [(command, *lead(command)) for command in html.commands(said)]
    words = {"overdue": OVERDUE, "say": SAY, "phone": html.PHONE, "leads": leads}
    found = {"entries": rows, "synonyms": synonyms, "words": words, "danger": heard}
    return _script("recoveryrefIndex", found)


def statements(opened: Reference, entries: Mapping[str, Entry]) -> str:
    """Every statement that is not for clinicians, whole, in the order of its page, by entry and place:
    label, anchor, and for each its text, the numbers of its sources, and what is often said, if it
    answers that.
    """
    numbers: dict[str, int] = {}
    found: dict[str, list[Any]] = {}
    headings: dict[tuple[str, str], list[str]] = {}
    for id, statement in queries.statements(opened):
        if statement.level == "clinical":
            continue
        places = found.setdefault(id, [])
        if not places or places[-1][0] != statement.label:
            heading = statement.label.removesuffix(f" ({statement.country})")
            under = headings.setdefault((id, statement.field), [])
            if under[-1:] != [heading]:
                under.append(heading)
            places.append([statement.label, html.part(statement.field, len(under)), []])
        ids = dict.fromkeys(cite["id"] for cite in statement.cites)
        cites = [numbers.setdefault(source, len(numbers)) for source in ids]
        places[-1][2].append([statement.text, cites, *_claim(statement)])
    csl = {source["id"]: source for entry in entries.values() for source in entry.data["sources"]}
    short = [ref.short(csl[id]) for id in numbers]
    return _script("recoveryrefStatements", {"sources": short, "entries": found})


def _claim(statement: Statement) -> list[str]:
    return [statement.claim] if statement.claim else []


def _script(variable: str, value: Any) -> str:
    """All but plain letters is written as JSON escapes, so that the file reads the same whatever a host
    says of its encoding.
    """
    return f"var {variable} = {json.dumps(value, separators=(',', ':'))};\n"
