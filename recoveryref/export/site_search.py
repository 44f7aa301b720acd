"""The website's search: what its script looks through and shows, in the reader's own browser.

In several files, so that a search is quick: what danger sounds like, and the index with the places of words,
which find entries, are the same for every search. What only words need that hardly anybody types is asked for
once one was typed (`_Said.usual`), with the words that entries use, against which spelling is held; and of
statements those of the entries that were found, as if their pages were opened. What was typed goes nowhere.

What finds entries is packed (`packed`): it is most of what a search loads.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from recoveryref.export import packed
from recoveryref.reader import answers, contract, danger, locale, names, queries, search, weights
from recoveryref.reader.file import Reference
from recoveryref.reader.records import (
    BY_COUNTRY,
    IN_ORDER,
    MIXING,
    OVERDUE,
    TRAVEL,
    WHERE,
    Entry,
    Question,
    Stated,
    Statement,
    named,
)
from recoveryref.views import html, ref
from recoveryref.views.words import SAY

_LEVELS = ("page", "full", "clinical")
# Behind a phrase of which the rows tell where it stands.
_MARK = "!"
_FIGURE = re.compile("[0-9]")
# In a pattern of `danger.Rules`, how many other words may stand before a step.
_GAP = re.compile("([0-9]+) [0-9]+")
# The roles of which all ways are usual.
_ALL = ("stop", "unread", "written", "compare")


def files(opened: Reference, entries: Mapping[str, Entry], lead: html.Lead) -> Iterator[tuple[str, str]]:
    """Every file that a search loads: its path, and its text."""
    said = _Said(opened, entries)
    yield "search-danger.js", _script("recoveryrefDangers", dangers(opened, lead))
    yield "search-index.js", _script("recoveryrefIndex", index(opened, entries, said))
    yield "search-rows.js", _script("recoveryrefRows", rows(opened, entries, said))
    yield "search-rare.js", _script("recoveryrefRare", rare(opened, entries, said))
    yield from statements(opened, entries)


class _Group(NamedTuple):
    """Ways to say one thing, and what they stand for in this *role* (`author.model.Synonym`)."""

    role: str
    ways: list[str]
    means: list[str]


class _Said:
    """The ways to say things, and where what is said stands."""

    def __init__(self, opened: Reference, entries: Mapping[str, Entry]) -> None:
        self._opened = opened
        self._ids = [*entries]
        self._names = [
            name
            for id, entry in entries.items()
            for name in (*entry.data["aka"], *queries.misspelt_of(opened, id))
        ]
        self._unread = queries.unread(opened)
        # The rows of each word without its ending, and of each phrase.
        self.stands = dict(queries.stands(opened))
        self.stems = sorted(term for term in self.stands if " " not in term)

    @cached_property
    def groups(self) -> list[_Group]:
        """The ways to say the same together: alone they would be most of the index."""
        aspects = {aspect.name: str(number) for number, aspect in enumerate(queries.aspects(self._opened))}
        entries = {id: str(number) for number, id in enumerate(self._ids)}
        grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for role, key, expands_to in queries.phrases(self._opened):
            if role == "staff":
                # A website shows nobody what is for staff, unless all of an entry is.
                continue
            numbers = {"aspect": aspects, "only": entries}.get(role)
            means = (numbers[way] if numbers else " ".join(queries.words(way)) for way in expands_to)
            grouped.setdefault((role, tuple(means)), []).append(key)
        return [_Group(role, sorted(ways), [*means]) for (role, means), ways in grouped.items()]

    @cached_property
    def phrases(self) -> dict[str, str]:
        """The phrases that stand anywhere, each by the first way that reads so; in the groups' order."""
        found: dict[str, str] = {}
        for role, ways, means in self.groups:
            for way in (*ways, *means) if role == "synonym" else ():
                if " " in (phrase := queries.read(way, self._unread)) and phrase in self.stands:
                    found.setdefault(phrase, way)
        return found

    @cached_property
    def _usual(self) -> set[str]:
        """Words without their endings: those in questions, those that ways to say things stand for, and those
        that say nothing.
        """
        ways = [way for role, ways, means in self.groups for way in (*means, *(ways if role in _ALL else ()))]
        return {self.stemmed[word] for word in queries.words(" ".join(ways)) if word in self.stemmed} | {
            stem
            for stem in self.stems
            if any(0 < row % queries.PLACES < queries.STATEMENTS for row in self.stands[stem])
        }

    def usual(self, text: str) -> bool:
        """Whether many may type all words of *text*, or else it has a figure: what is not usual is meant by
        nobody who did not type a word that is not.
        """
        return all(
            _FIGURE.search(word) or self.usual_stem(self.stemmed.get(word, word))
            for word in queries.words(text)
        )

    def part(self, every: Iterable[str], *, rare: bool) -> list[str]:
        """Those of *every* that are usual, or those that are *rare*."""
        return [each for each in every if self.usual(each) != rare]

    def usual_stem(self, stem: str) -> bool:
        """Whether a word without its ending is usual."""
        return stem in self._usual or _FIGURE.search(stem) is not None

    def term(self, way: str) -> str:
        """What a way is looked for as."""
        phrase = queries.read(way, self._unread)
        return phrase if " " in phrase else self.stemmed.get(phrase, "")

    @cached_property
    def stemmed(self) -> dict[str, str]:
        """Each word without its ending, of the ways, of what things are called, and of the vocabulary."""
        said = [way for _, ways, means in self.groups for way in (*ways, *means)]
        said += [text for _, text, _ in queries.others(self._opened)]
        said += self._names
        return queries.stemmed({*queries.vocabulary(self._opened).split(), *queries.words(" ".join(said))})


def index(opened: Reference, entries: Mapping[str, Entry], said: _Said) -> dict[str, Any]:
    """The index: what entries are called and hold, and ways to say things."""
    holdings = queries.holdings(opened)
    listed = [
        {
            "id": entry.id,
            "title": named(entry.data["title"], entry.local),
            "holds": holdings.get(entry.id, []),
            "due": entry.due,
            **({"local": True} if entry.local else {}),
        }
        for entry in entries.values()
    ]
    return {
        "entries": listed,
        "kinds": {entry.kind.name: entry.kind.noun for entry in entries.values()},
        **_called(opened, entries, said, rare=False),
        "aspects": [
            {"name": aspect.name, "fields": sorted(aspect.fields), "phrases": aspect.phrases}
            for aspect in queries.aspects(opened)
        ],
        "beyond": [
            {"text": each.text, "see": each.see, "lists": each.lists} for each in queries.beyond(opened)
        ],
        "counts": {
            **weights.by_name(),
            "most_typed": queries.MOST_TYPED,
            "between": answers.BOUND,
            "linking": sorted(names.LINKING),
            "mixing": MIXING,
            "travel": TRAVEL,
            "by_country": BY_COUNTRY,
            "in_order": IN_ORDER,
            "where": sorted(WHERE),
        },
    }


def rare(opened: Reference, entries: Mapping[str, Entry], said: _Said) -> dict[str, Any]:
    """What only those words need that hardly anybody types: what is called so, and where they stand."""
    return {
        **_called(opened, entries, said, rare=True),
        **_standing(opened, entries, said, rare=True),
        "vocabulary": vocabulary(opened, said),
    }


def _called(opened: Reference, entries: Mapping[str, Entry], said: _Said, *, rare: bool) -> dict[str, Any]:
    """What entries and other things are called, each name no more than its letters and figures; and ways to
    say things.
    """

    def keys(every: Iterable[str]) -> str:
        return packed.texts(sorted({names.key(each) for each in said.part(every, rare=rare)}))

    drugs: dict[str, list[str]] = {}
    known: list[str] = []
    for _, text, name in queries.others(opened):
        (drugs.setdefault(name, []) if name else known).append(text)
    held = {name: keys(texts) for name, texts in drugs.items()}
    return {
        "names": ";".join(keys(entry.data["aka"]) for entry in entries.values()),
        "misspelt": ";".join(keys(queries.misspelt_of(opened, id)) for id in entries),
        "phrases": _phrases(said, rare=rare),
        "drugs": [name for name, packed_keys in held.items() if packed_keys],
        "called": ";".join(filter(None, held.values())),
        "known": keys(known),
    }


def _phrases(said: _Said, *, rare: bool) -> dict[str, str]:
    """The groups of each role: `WAYS=MEANS;WAYS=MEANS`, with a mark behind the first way to each phrase; of
    *rare* ways `WAYS;WAYS`, for the same groups.
    """
    marks = {*said.phrases.values()}
    roles: dict[str, list[str]] = {}
    for role, ways, means in said.groups:
        both = []
        for part in (ways, means):
            marked = {way: way + _MARK for way in part if role == "synonym" and way in marks}
            marks -= marked.keys()
            chosen = said.part(part, rare=rare) if part is ways else part
            both.append(packed.texts(marked.get(way, way) for way in chosen))
        roles.setdefault(role, []).append(both[0] if rare else "=".join(both))
    return {role: ";".join(groups) for role, groups in roles.items()}


def dangers(opened: Reference, lead: html.Lead) -> dict[str, Any]:
    """What danger sounds like and where to turn."""
    rules, kinds = queries.danger(opened)
    heard: dict[str, Any] = {
        "rules": _rules(rules),
        "there": danger.THERE,
        "answers": _turning(opened, kinds),
        "covers": {kind: each["covers"] for kind, each in kinds.items()},
    }
    turning = [each for answered in heard["answers"].values() for each in answered.values()]
    said = " ".join(line for each in turning for line in each["lines"])
    leads = [(command, *lead(command)) for command in html.commands(said)]
    words = {"overdue": OVERDUE, "say": SAY, "phone": html.PHONE, "leads": leads}
    return {**heard, "countries": _countries(opened), "words": words}


def _rules(rules: contract.DangerRules) -> dict[str, Any]:
    """The rules of `danger.Rules`, packed. Of each of the *words* the *tags*, and how much it may *speak* for
    danger: for it the number is even, for none 0; the kinds that it *leans* to; the *ordinary* ones, and of
    what is read in another's place the ways to write it. The words of the rules are those with tags and ways
    to write.

    *patterns* are for each rule those that say it, and those that make it ordinary: `SAY;UNLESS,SAY;UNLESS`.
    Of each the numbers: where it stands, how many parts it has, and of each part how many steps, and these:
    how far before the next new tag the tag of each is, times as many as there are *gaps*, and the number of
    the gap before it.
    """
    gaps = sorted({gap for *_, say, unless in rules["rules"] for gap in _GAP.findall(" ".join(say + unless))})
    speak: dict[str, int] = {}
    lean: dict[str, str] = {}
    for how, said in rules["classifier"]["speak"]:
        for word, _, lean[word] in (each.partition(":") for each in said.split()):
            speak[word] = how
    words = sorted({*rules["tags"], *speak})
    ways: dict[str, list[str]] = {}
    for way, meant in rules["written"].items():
        ways.setdefault(meant, []).append(way)
    return {
        "longest": rules["longest"],
        "kinds": [kind for kind, *_ in rules["rules"]],
        "sure": [n for n, (_, sure, *_) in enumerate(rules["rules"]) if sure],
        "patterns": _patterns(rules["rules"], gaps),
        "gaps": list(map(int, gaps)),
        "words": packed.texts(words),
        "tags": ",".join(packed.ascending(map(int, rules["tags"].get(word, "").split())) for word in words),
        "speak": packed.numbers(packed.signed(speak.get(word, 0)) for word in words),
        "written": [[meant, packed.texts(sorted(each))] for meant, each in ways.items()],
        "ordinary": packed.texts(rules["ordinary"]),
        "bias": rules["classifier"]["bias"],
        "leaning": rules["classifier"]["kinds"],
        "leans": ",".join(lean.get(word, "") for word in words),
        "likely": rules["likely"],
    }


def _patterns(rules: Iterable[tuple[str, bool, Sequence[str], Sequence[str]]], gaps: Sequence[str]) -> str:
    new = 0
    found = []
    for _, _, *both in rules:
        packed_both = []
        for patterns in both:
            numbers: list[int] = []
            for pattern in patterns:
                where, *parts = pattern.split("&")
                numbers += [int(where), len(parts)]
                for part in parts:
                    steps = part.split()
                    numbers.append(len(steps) // 2)
                    for gap, tag in zip(steps[::2], map(int, steps[1::2]), strict=True):
                        numbers.append(len(gaps) * (new - tag) + gaps.index(gap))
                        new = max(new, tag + 1)
            packed_both.append(packed.numbers(numbers))
        found.append(";".join(packed_both))
    return ",".join(found)


def _turning(opened: Reference, kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Where to turn in each kind of danger, by the code of the country that has the lines; and, without a
    code, where words name no country.
    """
    own = opened.country
    found = {}
    for code in sorted({"", *locale.places(opened).values()}):
        opened.fill(code or own)
        found[code] = {kind: danger.answer(opened, [kind])._asdict() for kind in kinds}
    opened.fill(own)
    return found


def _countries(opened: Reference) -> dict[str, Any]:
    """What the countries are called in words, whose lines hold there, and the entries that
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
        "elsewhere": locale.ELSEWHERE,
        "placed": locale.PLACED,
        "own": own,
        "own_helplines": locale.helplines(opened, own) if own else "",
    }


def rows(opened: Reference, entries: Mapping[str, Entry], said: _Said) -> dict[str, Any]:
    """Where each word and phrase stands that a search may look for, but for rare ones. *sizes* are the
    statements and the questions of each entry. The rest is said where it is made.
    """
    sizes = queries.sizes(opened)
    asked = queries.questions(opened)
    every = [
        (row * queries.PLACES + n, each)
        for row in _order(opened, entries)
        for n, each in enumerate(asked.get(row, ()), 1)
    ]
    return {
        **_standing(opened, entries, said, rare=False),
        "sizes": packed.numbers(
            n for row, size in map(sizes.__getitem__, entries) for n in (size, len(asked.get(row, ())))
        ),
        "typed": _typed(opened, entries, said),
        "weights": _weights(opened, said, every),
    }


def _order(opened: Reference, entries: Iterable[str]) -> dict[int, int]:
    """The number of each entry by its row."""
    sizes = queries.sizes(opened)
    return {sizes[id][0]: number for number, id in enumerate(entries)}


def _standing(opened: Reference, entries: Iterable[str], said: _Said, *, rare: bool) -> dict[str, str]:
    """Where words without their endings stand, in their order, and then phrases, as they have marks.

    *spread* is in how many entries each stands, and *bits* in which. For each of these *how* is the number of
    one of the *ways*, three numbers each: whether in its names (2) and headings (1), in how many of its
    statements, and in how many of its questions; *bits* says in which.
    """
    order = _order(opened, entries)
    asked = queries.questions(opened)
    stems = [stem for stem in said.stems if said.usual_stem(stem) != rare]
    bits = packed.Bits()
    spread = []
    how = []
    for term in (*stems, *said.part(said.phrases, rare=rare)):
        held: dict[int, list[int]] = {}
        for row in sorted(said.stands[term]):
            held.setdefault(row // queries.PLACES, []).append(row % queries.PLACES)
        spread.append(len(held))
        bits.some(sorted(order[row] for row in held), 0, len(order))
        for row in sorted(held, key=lambda row: order[row]):
            places = held[row]
            in_names, in_headings = places[0] == 0, places[-1] >= queries.HEADINGS
            statements = [at for at in places if queries.STATEMENTS <= at < queries.HEADINGS]
            questions = [at - 1 for at in places if 0 < at < queries.STATEMENTS]
            parts = 2 * in_names + in_headings
            how.append((parts, len(statements), len(questions)))
            bits.some(questions, 0, len(asked.get(row, ())))
    ways = {way: number for number, (way, _) in enumerate(Counter(how).most_common())}
    return {
        "stems": packed.texts(stems),
        "spread": packed.numbers(spread),
        "ways": packed.numbers(number for way in ways for number in way),
        "how": packed.numbers(ways[way] for way in how),
        "bits": bits.letters(),
        "twice": _twice(said, order, rare=rare),
    }


def _typed(opened: Reference, entries: Iterable[str], said: _Said) -> dict[str, Any]:
    """The words, without their endings, that speak for entries for which people typed them: so many *known*
    ones, whose places among those of the rows *bits* tells first, then the other *stems*. Of each for how
    many (*spread*), for which, and how much (*bits*).
    """
    order = _order(opened, entries)
    every = queries.all_typed(opened)
    usual = [stem for stem in said.stems if said.usual_stem(stem)]
    known = [number for number, stem in enumerate(usual) if stem in every]
    others = sorted(every.keys() - {*usual})
    bits = packed.Bits()
    bits.some(known, 0, len(usual))
    spread = []
    for stem in (*map(usual.__getitem__, known), *others):
        found = sorted((order[row], level) for row, level in every[stem].items())
        spread.append(len(found))
        bits.some([number for number, _ in found], 0, len(order))
        for _, level in found:
            bits.one(level - 1, queries.MOST_TYPED)
    return {
        "known": len(known),
        "stems": packed.texts(others),
        "spread": packed.numbers(spread),
        "bits": bits.letters(),
    }


def _weights(opened: Reference, said: _Said, every: Sequence[tuple[int, Question]]) -> list[str]:
    """The numbers of questions that count more or less together than their words, and by how much, in
    thousandths.
    """
    whole = int(queries.meta(opened)["statements"])
    silent = {said.stemmed.get(way) for role, ways, _ in said.groups if role == "stop" for way in ways}
    weights: dict[int, float] = {}
    for stem in said.stems:
        rows = said.stands[stem]
        counts = 0.0 if stem in silent else queries.rareness(sum(map(_in_statement, rows)), whole) ** 2
        for row in rows:
            weights[row] = weights.get(row, 0.0) + counts
    more = {
        number: difference
        for number, (row, question) in enumerate(every)
        if (difference := question.thousandths - round(1000 * weights.get(row, 0.0)))
    }
    return [
        packed.ascending(more),
        packed.numbers(map(packed.signed, more.values())),
    ]


def _twice(said: _Said, order: Mapping[int, int], *, rare: bool) -> str:
    """For each group of synonyms, and then for each of its ways what that adds: the entries that hold more
    than one of them in one statement, each once for every time too many: `GROUP,WAY,WAY;GROUP,WAY`; for
    *rare* ways without what stands for the group.
    """
    found = []
    for role, ways, means in said.groups:
        if role == "synonym":
            terms = {*map(said.term, means)}
            own = _too_many(said, terms)
            also = (
                _too_many(said, {term, *terms}) - own
                if term in said.stands and term not in terms
                else Counter[int]()
                for term in map(said.term, said.part(ways, rare=rare))
            )
            every = also if rare else (own, *also)
            found.append(",".join(packed.ascending(order[row] for row in each.elements()) for each in every))
    return ";".join(found)


def _too_many(said: _Said, terms: Collection[str]) -> Counter[int]:
    """By the rows of entries, how often a statement is counted again that holds more than one of *terms*."""
    every = Counter(row for term in terms for row in said.stands.get(term, ()) if _in_statement(row))
    return Counter(row // queries.PLACES for row, count in every.items() for _ in range(count - 1))


def _in_statement(row: int) -> bool:
    return queries.STATEMENTS <= row % queries.PLACES < queries.HEADINGS


def vocabulary(opened: Reference, said: _Said) -> str:
    """The words that entries use, against which the spelling of a search is held: for each word without its
    ending those that it is left of, with commas between; behind these all others.
    """
    words: dict[str, list[str]] = {}
    for word in queries.vocabulary(opened).split():
        words.setdefault(said.stemmed.get(word, ""), []).append(word)
    ended = ["".join(packed.after(stem, word) for word in words.pop(stem, ())) for stem in said.stems]
    others = sorted(word for each in words.values() for word in each)
    return ",".join([*ended, packed.texts(others)])


def statements(opened: Reference, entries: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    """For each entry a file: its path, and as a script every statement, whole, in the order of its page, by
    place: label, anchor, level, and for each its text, the numbers of its sources, other words in which
    people ask for it, what their questions teach (`queries.by_level`), what is often said, if it answers
    that, and its text as a search reads it, if that is another; and the country that they are about, if there
    is one, and a 1 where the entry tells countries apart. Those for clinicians, which a search shows only of
    what is for staff, are there because an entry is held against what is asked by them too: elsewhere without
    sources. *answers* says what answers its questions (`_answers`).
    """
    asked = queries.questions(opened)
    sizes = queries.sizes(opened)
    every: dict[str, list[Stated]] = {}
    for id, stated in queries.stated(opened):
        every.setdefault(id, []).append(stated)
    for id, entry in entries.items():
        told = every.get(id, [])
        answered = _answers(told, asked.get(sizes[id][0], ()))
        held = json.dumps({**_stated(opened, entry, told), "answers": answered}, separators=(",", ":"))
        yield f"{id}.js", f"recoveryrefStatements[{json.dumps(id)}] = {held};\n"


def _answers(told: Sequence[Stated], asked: Iterable[Question]) -> str:
    """What answers an entry's questions, in their order: `COUNT/PLACE/ABOVE COUNT/PLACE/ABOVE`, the count of
    questions, the numbers of the statements in the place that answers them, and of those that do above all.
    """
    found = []
    for place, alike in groupby(asked, key=lambda question: question.place):
        where, bound = answers.where(place), answers.statement_in(place)
        places = ((each.statement.field, each.statement.label) for each in told)
        standing = [n for n, (field, label) in enumerate(places) if answers.stands(field, label, where)]
        found.append(
            f"{packed.numbers([len([*alike])])}/{packed.ascending(standing)}/{packed.ascending(bound)}"
        )
    return " ".join(found)


def _stated(opened: Reference, entry: Entry, every: Iterable[Stated]) -> dict[str, Any]:
    staff = search.for_staff(each.statement for each in every)
    numbers: dict[str, int] = {}
    places: list[list[Any]] = []
    headings: dict[str, list[str]] = {}
    for statement, anywhere, asked, taught in every:
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
        said = [statement.text, cites, asked, queries.by_level(taught), *_claim(statement, anywhere)]
        places[-1][3].append(said)
    csl = {source["id"]: source for source in entry.data["sources"]}
    return {"sources": [ref.short(csl[id]) for id in numbers], "places": places}


def _claim(statement: Statement, anywhere: str) -> list[str]:
    if anywhere != statement.text:
        return [statement.claim or "", anywhere]
    return [statement.claim] if statement.claim else []


def _country(opened: Reference, statement: Statement) -> list[Any]:
    if not statement.country:
        return []
    return [locale.code(opened, statement.country) or statement.country, *[1] * statement.by_country]


def _script(variable: str, value: Any) -> str:
    """A script that sets a variable, for a page opened as a file may load no data. All but plain letters is
    written as JSON escapes, so that the file reads the same whatever a host says of its encoding.
    """
    return f"var {variable} = {json.dumps(value, separators=(',', ':'))};\n"
