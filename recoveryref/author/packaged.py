"""The data of an installed program, from its reference: entries, glossary, sources, ways to say things.

They stand only there, so that a package holds each sentence once. What people ask is there as a search reads
it: its words may have other endings.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, get_args

from recoveryref import kinds, paths
from recoveryref.author.load import YamlFile
from recoveryref.author.model import MODELS, Drawn, Synonym
from recoveryref.reader import contract, queries
from recoveryref.reader.answers import BOUND
from recoveryref.reader.file import Reference, open_reference
from recoveryref.reader.records import Stated, Taught, Term

_IN_REFERENCE = ("aspects.yaml", "beyond.yaml", "glossary.yaml", "names.yaml", "search.yaml", "sources.yaml")
# What they taught stands in the reference.
_LEARNED_FROM = ("asked", "messages.yaml")
# As much of a statement tells it from others of its entry.
_MOST_BEGINS = 200


def beside(data: Path) -> list[Path]:
    """The files in the folder *data* that a package needs beside its reference."""
    return sorted(
        path
        for path in data.rglob("*.yaml")
        if path.relative_to(data).parts[0] not in {*kinds.KINDS, *_IN_REFERENCE, *_LEARNED_FROM}
    )


def files() -> Iterator[YamlFile]:
    """A file for each entry of the installed reference, one each for its glossary, its sources, what people
    ask of things and how they say things, as if they had been read.
    """
    own = open_reference(paths.REFERENCE)
    # A token such as {emergency} stays one.
    own.fill_with({})
    rows = {id: row for id, (row, _) in queries.sizes(own).items()}
    questions = _questions(own)
    for listed in queries.entries(own):
        row = rows[listed.id]
        yield _file(f"{listed.id}.yaml", _entry(own, listed.id, row, questions.get(row, {})))
    yield _file("glossary.yaml", [_term(term) for term in queries.terms(own)])
    yield _file("sources.yaml", [_source(source.csl) for source in queries.sources(own)])
    yield _file("names.yaml", _other_names(own))
    yield _file("beyond.yaml", list(_beyond(own)))
    yield _file("aspects.yaml", list(_aspects(own)))
    yield _file("search.yaml", list(_synonyms(own)))


def learned() -> contract.Classifier:
    """What the messages taught that a package leaves out."""
    return queries.danger(open_reference(paths.REFERENCE))[0]["classifier"]


def typed() -> dict[tuple[str, int], list[str]]:
    """The words that people typed for each entry, by the entry and how much they speak for it."""
    own = open_reference(paths.REFERENCE)
    ids = {row: id for id, (row, _) in queries.sizes(own).items()}
    words = queries.in_full(own)
    found: dict[tuple[str, int], list[str]] = {}
    for stem, speaks in queries.all_typed(own).items():
        for row, level in speaks.items():
            found.setdefault((ids[row], level), []).append(words.get(stem, stem))
    return found


@lru_cache(maxsize=1)
def _stated() -> dict[str, dict[str, Taught]]:
    own = open_reference(paths.REFERENCE)
    own.fill_with({})
    found: dict[str, dict[str, Taught]] = {}
    for id, each in queries.stated(own):
        found.setdefault(id, {})[each.statement.text] = each.taught
    return found


def taught(id: str) -> Mapping[str, Taught]:
    """What people's questions taught of the statements of an entry, by their texts."""
    return _stated().get(id, {})


def _file(name: str, data: Any) -> YamlFile:
    return YamlFile(os.path.join(paths.PACKAGED, name), data)


def _questions(own: Reference) -> dict[int, dict[str, list[str]]]:
    """What people ask, by the rows of the entries, and by what answers it."""
    read = queries.questions_read(own)
    found: dict[int, dict[str, list[str]]] = {}
    for row, questions in queries.questions(own).items():
        for number, question in enumerate(questions, row * queries.PLACES + 1):
            if number in read:
                found.setdefault(row, {}).setdefault(question.place, []).append(read[number])
    return found


def _entry(own: Reference, id: str, row: int, questions: dict[str, list[str]]) -> dict[str, Any]:
    model = MODELS[id.partition("/")[0]]
    drawn = {key for key, field in model.model_fields.items() if Drawn in field.metadata}
    made = {"id", "kind", "sources", *drawn}
    fields = {key: value for key, value in queries.entry(own, id).data.items() if key not in made}
    every = queries.hit(own, row)[1]
    asked = {each.statement.text: each.asked for each in every if each.asked}
    typed = _typed(fields)
    texts = [*_texts(typed)]
    answered = {}
    for answer, said in questions.items():
        place, bound, n = answer.partition(BOUND)
        of_one = bound and place != "summary"
        answered[f"{place}{BOUND}{_begins(every[int(n)], texts)}" if of_one else place] = said
    return {**_asked(typed, asked), "misspelt": queries.misspelt_of(own, id), "questions": answered}


def _begins(stated: Stated, texts: Iterable[str]) -> str:
    """How a statement begins in one of these texts of its entry, before any token."""
    said = stated.statement.claim or stated.statement.text
    begins = max((_shared(said, text) for text in texts if text[:2] == said[:2]), key=len, default="")
    return begins[:_MOST_BEGINS].partition("{")[0].strip()


def _shared(one: str, other: str) -> str:
    """How two texts both begin."""
    return "".join(a for a, _ in takewhile(lambda each: each[0] == each[1], zip(one, other, strict=False)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _term(term: Term) -> dict[str, Any]:
    meaning = _typed(term.meaning)
    return {"term": term.term, "aka": list(term.aka), "meaning": meaning, "entry": term.entry}


def _source(csl: contract.Csl) -> dict[str, Any]:
    days = {
        key: "-".join(f"{part:02}" for part in csl[key]["date-parts"][0])
        for key in ("issued", "accessed")
        if key in csl
    }
    return {**_typed(csl), **days}


def _other_names(own: Reference) -> list[dict[str, Any]]:
    """The names of what has no page, by their groups: those that no entry answers to."""
    groups: dict[str, dict[str, Any]] = {}
    for about, of, name, called in queries.other_names(own):
        told = {key: _typed(about[key]) for key in ("what", "fact", "see") if about[key]}
        group = groups.setdefault(about["group"], {"group": about["group"], "of": of, **told, "names": {}})
        group["names"][name] = [each for each in called if each != name]
    return [*groups.values()]


def _beyond(own: Reference) -> Iterator[dict[str, Any]]:
    """Questions that are not answered, with every phrase by which one is heard."""
    heard: dict[tuple[int, int], list[str]] = {}
    for role, key, marks in queries.phrases(own):
        for mark in marks if role == "beyond" else ():
            number, place = map(int, mark.split())
            heard.setdefault((number, place), []).append(key)
    for number, each in enumerate(queries.beyond(own)):
        fact = {"fact": _typed(each.fact)} if each.fact else {}
        say = [heard[number, place] for place in range(1, each.lists + 1)]
        told = {"beyond": each.name, "line": each.line, **fact, "see": list(each.see)}
        yield {**told, "say": say, "unless": heard.get((number, 0), [])}


def _aspects(own: Reference) -> Iterator[dict[str, Any]]:
    """What people ask of a thing, and how they say it, as a search reads that."""
    say: dict[str, list[str]] = {}
    for role, key, asks in queries.phrases(own):
        for aspect in asks if role == "aspect" else ():
            say.setdefault(aspect, []).append(key)
    for each in queries.aspects(own):
        words = list(each.words)
        yield {"aspect": each.name, "fields": sorted(each.fields), "words": words, "say": say[each.name]}


def _synonyms(own: Reference) -> Iterator[dict[str, Any]]:
    """How people say things, each way with all that mean the same by it: as a search reads them."""
    roles = get_args(Synonym.model_fields["role"].annotation)
    unread = queries.unread(own)
    ways: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for role, key, expands_to in queries.phrases(own):
        # What is unread is a stop word by that.
        if role in roles and not (role == "stop" and key in unread):
            ways.setdefault((role, tuple(expands_to)), []).append(key)
    for (role, others), phrases in ways.items():
        yield {"role": role, "phrases": phrases, "expands_to": list(others)}


def _typed(value: Any) -> Any:
    """A value of the JSON contract as it is typed in YAML, where every scalar is a text."""
    match value:
        case str():
            return value
        case {"text": str(text), "cites": list(cites)}:
            return f"{text} [{_cites(cites)}]"
        case [{"id": str(), **rest}, *_] if not rest.keys() - {"locator"}:
            return _cites(value)
        case dict():
            return {key: _typed(inner) for key, inner in value.items() if inner is not None}
        case list():
            return [_typed(inner) for inner in value]
    return json.dumps(value)


def _asked(value: Any, asked: dict[str, str]) -> Any:
    """A value as it is typed, with the words in which people ask for its facts."""
    match value:
        case str() if (found := value.rfind(" [@")) > 0:
            fact = value[:found]
            words = asked.get(fact) or next((asked[each] for each in asked if each.endswith(fact)), "")
            return f"{value} [? {words}]" if words else value
        case dict():
            return {key: _asked(inner, asked) for key, inner in value.items()}
        case list():
            return [_asked(inner, asked) for inner in value]
    return value


def _cites(cites: list[contract.Cite]) -> str:
    return "; ".join(", ".join(part for part in (f"@{c['id']}", c.get("locator")) if part) for c in cites)
