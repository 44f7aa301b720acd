"""What the shape of the data cannot say: each rule is one function, named after its rule.

A rule takes all data and yields problems; its docstring is the rule.
"""

import datetime
import re
import time
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache

from recoveryref.author import cards, danger, readability, sourcing
from recoveryref.author.collect import Data, Loaded
from recoveryref.author.letters import look_alikes, read_as
from recoveryref.author.load import Problem, Text, YamlFile
from recoveryref.author.model import MODELS, Entry, Helplines, Medication, Situation, Timeline, Words
from recoveryref.control_chars import control_characters
from recoveryref.reader import names
from recoveryref.reader.answers import BOUND
from recoveryref.reader.records import BY_COUNTRY

MAX_GRADE = 8.0

# People's own words, and names: neither needs a source nor is bound to our words.
_NOT_OURS = {"aka", "misspelt", "questions", "claim", "avoid"}
# Not sentences that somebody reads as prose: labels, links, codes and fixed terms.
_NOT_PROSE = _NOT_OURS | {
    *("title", "related", "reviewed", "note", "name", "entry", "hours", "code", "names", "phase"),
    *("class", "roles", "strength", "part", "care", "conditions"),
}


def unknown_source(data: Data) -> Iterator[Problem]:
    """Every cited source stands in sources.yaml."""
    for file in data.files():
        for text in file.texts():
            for id in cited(text):
                if id in data.sources:
                    continue
                near = get_close_matches(id, data.sources, n=1)
                remedy = f"did you mean @{near[0]}?" if near else "add it there, or cite another"
                yield _problem(file, text.line, "unknown-source", f"@{id} is not in sources.yaml", remedy)


def unused_source(data: Data) -> Iterator[Problem]:
    """Every source is cited by something, or was so before an overlay replaced what cites it."""
    overlaid = any(loaded.local for loaded in data.records())
    used = {id for file in data.files() for text in file.texts() for id in cited(text)}
    for id, loaded in data.sources.items():
        if id not in used and (loaded.local or not overlaid):
            yield _problem(
                loaded.file, loaded.line, "unused-source", f"nothing cites {id}", "cite it or remove it"
            )


def source_order(data: Data) -> Iterator[Problem]:
    """Sources stand sorted by id in their file, so that each has one place."""
    last: dict[str, str] = {}
    # What an overlay replaces stands in its own file, not where ours stood.
    for id, loaded in sorted(data.sources.items(), key=lambda item: (item[1].file.path, item[1].place)):
        before = last.get(loaded.file.path, "")
        if id < before:
            yield _problem(
                loaded.file, loaded.line, "source-order", f"{id} stands after {before}", "sort by id"
            )
        last[loaded.file.path] = id


def unknown_entry(data: Data) -> Iterator[Problem]:
    """Every link leads to an entry that exists."""
    for file in data.files():
        for text in file.texts():
            leads = text.place[-1] == "entry" or bool({"related", "see", "want"} & set(text.place[:-1]))
            # Of ways to say things only those mean an entry that name it by its id.
            leads = leads or _first_in_danger(text) or ("expands_to" in text.place and "/" in text.value)
            if not leads:
                continue
            if text.value in data.entries:
                continue
            near = get_close_matches(text.value, data.entries, n=1)
            remedy = f"did you mean {near[0]}?" if near else "write that entry, or remove the link"
            yield _problem(file, text.line, "unknown-entry", f"there is no entry {text.value}", remedy)


def _first_in_danger(text: Text) -> bool:
    """Whether *text* names an entry that words of danger bring first."""
    return text.place[0] == "kinds" and "first" in text.place and text.value != "helplines"


def unknown_scale(data: Data) -> Iterator[Problem]:
    """A scale that a topic shows exists."""
    for loaded in data.entries.values():
        shows = getattr(loaded.record, "shows", None)
        if shows not in (None, "language") and f"scales/{shows}" not in data.scales:
            what = f"there is no scales/{shows}.yaml"
            line = loaded.file.line(("shows",))
            yield _problem(loaded.file, line, "unknown-scale", what, "write it, or remove 'shows'")


def aspect_field(data: Data) -> Iterator[Problem]:
    """What is said to hold an aspect is a field of some kind."""
    known = {key for model in MODELS.values() for key in model.model_fields}
    for loaded in data.aspects.values():
        for number, field in enumerate(loaded.record.fields):
            if field not in known:
                close = get_close_matches(field, known, n=1)
                remedy = f"did you mean '{close[0]}'?" if close else "name a field of entries"
                line = loaded.file.line((*loaded.place, "fields", number))
                yield _problem(loaded.file, line, "aspect-field", f"no kind has a field '{field}'", remedy)


def unanswered_question(data: Data) -> Iterator[Problem]:
    """What answers a question stands in the entry: a field of it, or a section; or one statement there,
    known by how it begins.
    """
    for loaded in data.entries.values():
        places = loaded.record.places
        for answer in loaded.record.questions:
            place, bound, begins = answer.partition(BOUND)
            line = loaded.file.line(("questions", answer))
            if place not in places:
                close = get_close_matches(place, places, n=1)
                remedy = f"did you mean '{close[0]}'?" if close else f"name one of {', '.join(places)}"
                what = f"questions are answered by '{place}', which the entry does not have"
                yield _problem(loaded.file, line, "unanswered-question", what, remedy)
            elif bound and (count := _begin_so(loaded.file, place, begins)) != 1:
                what = f"questions are answered by what begins '{begins}' in '{place}', as {count} texts do"
                remedy = f"name the beginning of one, or '{place}' alone"
                yield _problem(loaded.file, line, "unanswered-question", what, remedy)


def _begin_so(file: YamlFile, place: str, begins: str) -> int:
    """How many texts begin so in a field of an entry, or in its section of this heading."""
    headings = {
        text.place[:2] for text in file.texts() if text.place[2:] == ("heading",) and text.value == place
    }
    within = {(place,), *headings}
    texts = [text for text in file.texts() if {text.place[:1], text.place[:2]} & within]
    return sum(text.value.startswith(begins) for text in texts)


def beyond_group(data: Data) -> Iterator[Problem]:
    """A group of names by which a question is heard that is not answered here exists."""
    known = [f"@{group}" for group in data.names]
    for loaded in data.beyond.values():
        lists = (*loaded.record.say, loaded.record.unless)
        for phrase in (each for phrases in lists for each in phrases if each.startswith("@")):
            if phrase not in known:
                close = get_close_matches(phrase, known, n=1)
                remedy = f"did you mean '{close[0]}'?" if close else "name a group of names.yaml"
                line = loaded.file.line(loaded.place)
                what = f"there is no group of names '{phrase.removeprefix('@')}'"
                yield _problem(loaded.file, line, "beyond-group", what, remedy)


def clashing_name(data: Data) -> Iterator[Problem]:
    """No two entries of one kind answer to the same name."""
    owners: dict[tuple[str, str], str] = {}
    for id, loaded in data.entries.items():
        kind, slug = id.split("/")
        listed = (slug, loaded.record.title, *loaded.record.aka, *loaded.record.misspelt)
        own = {names.key(name): name for name in listed}
        for key, name in own.items():
            owner = owners.setdefault((kind, key), id)
            if owner != id:
                what = f"'{name}' is also a name of {owner}"
                line = loaded.file.line(("aka",))
                yield _problem(loaded.file, line, "clashing-name", what, "keep it in one of the two")


def known_twice(data: Data) -> Iterator[Problem]:
    """No name that is not ours is also an entry's, or stands in two places; what it is called first may be
    a name of ours, where its other names are not.
    """
    ours = {
        names.key(name): id
        for id, loaded in data.entries.items()
        if not loaded.local
        for name in (id.partition("/")[2], loaded.record.title, *loaded.record.aka, *loaded.record.misspelt)
    }
    owners: dict[str, str] = {}
    for loaded in data.names.values():
        if loaded.record.of == "form":
            continue
        for first, others in loaded.record.names.items():
            for name in (first, *others):
                key = names.key(name)
                owner = owners.setdefault(key, first)
                twice = owner if owner != first else ours.get(key) if name != first else None
                if twice:
                    line = loaded.file.line((*loaded.place, "names", first))
                    what = f"'{name}' is also a name of {twice}"
                    yield _problem(loaded.file, line, "known-twice", what, "keep it in one of the two")


def clashing_country(data: Data) -> Iterator[Problem]:
    """No two entries hold the lines of one country, or serve the same one."""
    owners: dict[tuple[str, str], str] = {}
    for id, loaded in data.entries.items():
        if isinstance(loaded.record, Helplines):
            for field, codes in (("country", [loaded.record.country]), ("serves", loaded.record.serves)):
                for code in codes:
                    if owners.setdefault((field, code), id) != id:
                        what = f"{field} {code} also stands in {owners[field, code]}"
                        line = loaded.file.line((field,))
                        yield _problem(
                            loaded.file, line, "clashing-country", what, "keep it in one of the two"
                        )


def clashing_country_name(data: Data) -> Iterator[Problem]:
    """No two countries answer to the same name, and none to the name of another's lines."""
    owners: dict[str, str] = {}
    for loaded in data.entries.values():
        if isinstance(loaded.record, Helplines):
            owners |= {names.key(name): loaded.record.country for name in loaded.record.aka}
    lines = places(data)
    for code, country in data.countries.items():
        for name in country.record.names:
            owner = owners.setdefault(names.key(name), code)
            if code != owner != lines.get(code):
                what, remedy = f"'{name}' is also a name of {owner}", "keep it in one of the two"
                yield _problem(country.file, country.line, "clashing-country-name", what, remedy)


def places(data: Data) -> dict[str, str]:
    """Every country, and the code of the entry whose lines hold there; `ZZ` where none does."""
    lines = [loaded.record for loaded in data.entries.values() if isinstance(loaded.record, Helplines)]
    found = dict.fromkeys(data.countries, "ZZ")
    found |= {country: record.country for record in lines for country in record.serves}
    return found | {record.country: record.country for record in lines}


def unknown_token(data: Data) -> Iterator[Problem]:
    """A text holds no braces but the tokens that a reader's country fills, each where any of its words
    can stand: not at the head of a text, nor after "the" or "your".
    """
    for file in data.files():
        for text in file.texts():
            for found in _BRACES.findall(text.value):
                if found not in TOKENS:
                    near = get_close_matches(found.strip("{}"), Words.model_fields, n=1)
                    remedy = f"did you mean {{{near[0]}}}?" if near else f"the tokens are {', '.join(TOKENS)}"
                    yield _problem(file, text.line, "unknown-token", f"holds {found}", remedy)
            if _LED.search(text.value):
                what = "begins with a token, or has one after an article; it may stand for 'your ... number'"
                yield _problem(file, text.line, "unknown-token", what, "put a word such as 'call' before it")


TOKENS = tuple(f"{{{word}}}" for word in Words.model_fields)
_LED = re.compile(r"(?:^|\b(?:the|an?|your|this) )\{", re.IGNORECASE)
_BRACES = re.compile(r"\{[^{}]*\}?|\}")


def unsupported_word(data: Data) -> Iterator[Problem]:
    """Every number that a country's word for a token gives stands in one of its lines of that purpose."""
    for loaded in data.entries.values():
        if not isinstance(loaded.record, Helplines):
            continue
        for purpose, word in loaded.record.words:
            lines = [line for line in loaded.record.lines if line.purpose == purpose]
            given = "; ".join(f"{line.number}; {line.text}" for line in lines)
            for number in _NUMBER.findall(word or ""):
                if not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", given):
                    what = f"no line for {purpose} gives {number}"
                    line = loaded.file.line(("words", purpose))
                    yield _problem(
                        loaded.file, line, "unsupported-word", what, "add the line, or fix the word"
                    )


_NUMBER = re.compile(r"\d[\d -]*\d|\d")


def whose_number(data: Data) -> Iterator[Problem]:
    """A text with a number to call says in which country it holds, or leaves it to a token."""
    named, numbers = _countries(data), _numbers_to_call(data)
    if not numbers:
        return
    for loaded in data.entries.values():
        if isinstance(loaded.record, Helplines):
            continue
        for text in loaded.file.texts():
            said = text.value.partition("[@")[0]
            found = None if _NOT_OURS & set(text.place) else numbers.search(said)
            if not found or text.place[0] == BY_COUNTRY or named.search(said):
                continue
            if len(found[0]) > 3 or _CALLING.search(said):
                what, remedy = f"gives {found[0]} and no country", f"write {TOKENS[0]}, or name the country"
                yield _problem(loaded.file, text.line, "whose-number", what, remedy)


def whose_law(data: Data) -> Iterator[Problem]:
    """A statement that rests on the law of one country alone names a country."""
    named = _countries(data)
    for loaded in data.entries.values():
        for text in loaded.file.texts():
            found = [data.sources[id].record for id in cited(text) if id in data.sources]
            laws = {source.country for source in found if source.class_ == "law"}
            if len(laws) != 1 or laws & {None, "INT"} or any(source.class_ != "law" for source in found):
                continue
            said = text.value.partition("[@")[0]
            if text.place[0] != BY_COUNTRY and text.place[-1] != "source" and not named.search(said):
                what, remedy = f"rests on the law of {laws.pop()} alone", "name the country in the sentence"
                yield _problem(loaded.file, text.line, "whose-law", what, remedy)


# A figure of three digits is a number to call only beside such a word.
_CALLING = re.compile(r"\b(call|ring|dial|text|phone|number|line|press|answer)", re.IGNORECASE)


_FREE = r"(?:1-8\d\d-|0800 |1800 )\d{3}[- ]\d{3,4}"


def _countries(data: Data) -> re.Pattern[str]:
    """Any name of any country, as it is written."""
    found = {name for loaded in data.countries.values() for name in loaded.record.names}
    for loaded in data.entries.values():
        if isinstance(loaded.record, Helplines):
            found |= {loaded.record.title, *loaded.record.aka}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(found, key=len, reverse=True)))})\b")


def _numbers_to_call(data: Data) -> re.Pattern[str] | None:
    """Any number that a country's lines give for an emergency, and any that can be called free of charge."""
    every_line = [line for loaded in data.entries.values() for line in getattr(loaded.record, "lines", ())]
    lines = [line for line in every_line if line.purpose not in ("treatment", "support")]
    given = {n for line in lines for n in _NUMBER.findall(f"{line.number}; {line.text}") if len(n) > 2}
    if not given:
        return None
    every = [
        *map(re.escape, sorted(given, key=len, reverse=True)),
        r"(?:1-8\d\d-|0800 |1800 )\d{3}[- ]\d{3,4}",
    ]
    return re.compile(rf"(?<![\d,.$-])({'|'.join(every)})(?![\d%]|[,.-]\d)")


_MONTHS = [
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}) (?:\d\d?, )?(20\d\d)\b")


def coming_date(data: Data) -> Iterator[Problem]:
    """What changes in a month to come is due for review by the month after it."""
    for loaded in data.entries.values():
        year, month = map(int, loaded.record.reviewed.split("-"))
        falls_due = due(loaded.record)
        for text in loaded.file.texts():
            for name, then in _MONTH.findall(text.value.partition("[@")[0]):
                comes = int(then) * 12 + _MONTHS.index(name) + 1
                if year * 12 + month < comes < falls_due.year * 12 + falls_due.month - 1:
                    what = f"speaks of {name} {then}, and is due for review only in {falls_due:%B %Y}"
                    remedy = "set review_months so that it is due in the month after"
                    yield _problem(loaded.file, text.line, "coming-date", what, remedy)


def danger_pattern(data: Data) -> Iterator[Problem]:
    """Every pattern of danger is one that can be heard."""
    for loaded in data.dangers.values():
        for number, rule in enumerate(loaded.record.rules):
            for field, n, what, remedy in danger.faults(data.danger, rule):
                line = loaded.file.line(("rules", number, field, n))
                yield _problem(loaded.file, line, "danger-pattern", what, remedy)


def danger_kept(data: Data) -> Iterator[Problem]:
    """A folder over ours adds rules of danger, and changes nothing else of it."""
    for loaded in list(data.dangers.values())[1:]:
        for field in sorted(loaded.record.model_fields_set - {"rules"}):
            what = f"'{field}' of danger is not for another folder to change"
            yield _problem(loaded.file, loaded.file.line((field,)), "danger-kept", what, "add 'rules' alone")
    for messages in data.messages.values():
        if messages.local:
            what = "messages are learned from in our own folder alone"
            yield _problem(messages.file, 1, "danger-kept", what, "add 'rules' to danger.yaml")


def asked_question(data: Data) -> Iterator[Problem]:
    """What people typed teaches a search from our own folder alone; the statements that answer it stand in
    an entry that does, each known by how it begins.
    """
    for asked in {loaded.file.path: loaded for loaded in data.asked.values() if loaded.local}.values():
        what = "what people typed is learned from in our own folder alone"
        yield _problem(asked.file, 1, "asked-question", what, "write 'questions' in the entries that answer")

    @cache
    def stands(id: str, answer: str) -> bool:
        place, _, begins = answer.partition(BOUND)
        # In place of our entry another folder may have its own, which questions do not know.
        own = data.entries.get(id)
        return own is not None and (
            own.replaces is not None or (bool(begins) and _begin_so(own.file, place, begins) == 1)
        )

    told: set[str] = set()
    for loaded in data.asked.values():
        wanted = loaded.record.want
        for answer in loaded.record.answers:
            if answer not in told and not any(stands(id, answer) for id in wanted):
                told.add(answer)
                what = f"'{answer}' is how no one text of {' or '.join(wanted)} begins"
                remedy = "write how it begins now, wherever questions name it so; or take it out"
                yield _problem(loaded.file, loaded.file.line(loaded.place), "asked-question", what, remedy)


def file_name(data: Data) -> Iterator[Problem]:
    """A file's name is its slug: small letters, digits and hyphens, ending in .yaml."""
    for id, loaded in data.entries.items():
        if not re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", id) or not loaded.file.path.endswith(".yaml"):
            what = "its name is not of the form small-letters-and-hyphens.yaml"
            yield _problem(loaded.file, 1, "file-name", what, "rename it")


def avoided_word(data: Data) -> Iterator[Problem]:
    """No text of ours uses a word that language.yaml says to avoid."""
    use = {
        avoid.casefold(): loaded.record.use
        for loaded in data.language.values()
        if loaded.record.enforce
        for avoid in loaded.record.avoid
    }
    if not use:
        return
    words = re.compile(r"\b(" + "|".join(map(re.escape, sorted(use, key=len, reverse=True))) + r")\b", re.I)
    for id, loaded in data.entries.items():
        # The one page that explains the words has to name them.
        if id == "topics/stigma-and-language":
            continue
        texts = [text for text in loaded.file.texts() if not _NOT_OURS & set(text.place)]
        # Most texts hold none: that is seen sooner than which. How people ask is theirs.
        ours = [text.value.partition("[?")[0] for text in texts]
        whole = "\n".join(ours).casefold()
        held = [avoid for avoid in use if avoid in whole]
        for text, said in zip(texts, ours, strict=True):
            folded = said.casefold()
            if any(avoid in folded for avoid in held) and (found := words.search(said)):
                what = f"says '{found[1]}'"
                remedy = f"say '{use[found[1].casefold()]}'"
                yield _problem(loaded.file, text.line, "avoided-word", what, remedy)


def odd_character(data: Data) -> Iterator[Problem]:
    """No text holds a control, direction or invisible character: it could deceive a terminal."""
    for file in data.files():
        keys = ((line, place[-1]) for place, line in file.lines.items() if place)
        for line, text in (*keys, *((text.line, text.value) for text in file.texts())):
            if isinstance(text, str) and (odd := control_characters(text)):
                what = "holds " + ", ".join(f"U+{ord(c):04X}" for c in odd)
                yield _problem(file, line, "odd-character", what, "remove it")


def reading_grade(data: Data) -> Iterator[Problem]:
    """An entry's plain text reads at school grade 8 or below."""
    plain = plain_words(data)
    for loaded in data.entries.values():
        if isinstance(loaded.record, Situation) and loaded.record.staff:
            continue
        if readability.grade(list(_prose(loaded)), plain) > MAX_GRADE:
            grade, raw = grades(loaded, plain)
            what = f"its plain text reads at grade {grade:.1f} (raw {raw:.1f})"
            remedy = f"shorten sentences and words to grade {MAX_GRADE:.0f}"
            yield _problem(loaded.file, 1, "reading-grade", what, remedy)


def future_date(data: Data) -> Iterator[Problem]:
    """Nothing was reviewed or seen on a day that is still to come: it would never fall due."""
    # Somewhere it is tomorrow already.
    latest = datetime.date.fromisoformat(time.strftime("%Y-%m-%d")) + datetime.timedelta(days=1)
    for file in data.files():
        for text in file.texts():
            if text.place[-1] in ("reviewed", "seen", "accessed") and text.value > latest.isoformat():
                what = f"{text.place[-1]} {text.value} is still to come"
                yield _problem(file, text.line, "future-date", what, "write when it was done")


_NAMES = {
    *("title", "title-short", "aka", "misspelt", "term", "name", "short"),
    *("publisher", "container-title"),
}


def look_alike(data: Data) -> Iterator[Problem]:
    """No title or name holds letters that look like others, or reads as a name of ours that it is not."""
    known = [loaded.record for loaded in data.entries.values() if not loaded.local]
    ours = {names.key(name) for record in known for name in (record.title, *record.aka)}
    for file in data.files():
        for text in file.texts():
            field = next((part for part in reversed(text.place) if isinstance(part, str)), "")
            if field in _NAMES and (odd := look_alikes(text.value)):
                listed = ", ".join(f"{c} U+{ord(c):04X}" for c in odd)
                what = f"'{text.value}' holds letters that look like others: {listed}"
                yield _problem(file, text.line, "look-alike", what, "write it in letters of one script")
    for loaded in data.entries.values():
        for text in loaded.file.texts() if loaded.local else ():
            own = text.place[0] in ("title", "aka") and names.key(text.value)
            if own and own not in ours and read_as(text.value) in ours:
                what = f"'{text.value}' reads as a name of ours that it is not"
                yield _problem(
                    loaded.file, text.line, "look-alike", what, "write the name itself, or another"
                )


def phase_order(data: Data) -> Iterator[Problem]:
    """A timeline's phases stand in order, and begin in order."""
    names_ = ["early", "peak", "easing", "lingering"]
    for loaded in _timelines(data):
        last, last_hour = -1, 0.0
        for n, phase in enumerate(loaded.record.phases):
            line = loaded.file.line(("phases", n))
            if names_.index(phase.phase) <= last:
                what = f"phase {phase.phase} stands after {names_[last]}"
                yield _problem(loaded.file, line, "phase-order", what, f"the order is {', '.join(names_)}")
            if phase.hours and phase.hours[0] < last_hour:
                what = f"phase {phase.phase} begins before the one above it"
                yield _problem(loaded.file, line, "phase-order", what, "fix the hours or the order")
            last, last_hour = names_.index(phase.phase), phase.hours[0] if phase.hours else last_hour


def phase_range(data: Data) -> Iterator[Problem]:
    """A phase's hours lie within what the sources' own figures give: nothing is wider than they say."""
    for loaded in _timelines(data):
        hours = [
            h for row in loaded.record.figures for span in (row.onset, row.peak, row.end) for h in span or ()
        ]
        for n, phase in enumerate(loaded.record.phases):
            if not phase.hours or phase.phase == "lingering":
                continue
            if not hours or phase.hours[0] < min(hours) or phase.hours[-1] > max(hours):
                what = f"phase {phase.phase} runs beyond every source's figures"
                line = loaded.file.line(("phases", n, "hours"))
                yield _problem(
                    loaded.file, line, "phase-range", what, "narrow it, or add the figure that says so"
                )


def review_due(data: Data) -> Iterator[Problem]:
    """An entry is read against its sources again before its review falls due (a warning)."""
    today = datetime.date.fromisoformat(time.strftime("%Y-%m-%d"))
    for loaded in data.entries.values():
        if due(loaded.record) <= today:
            what = f"was due for review in {due(loaded.record):%B %Y}"
            remedy = "hold it against its sources and set 'reviewed'"
            line = loaded.file.line(("reviewed",))
            yield Problem(loaded.file.path, line, "review-due", what, remedy, warning=True)


RULES: dict[str, Callable[[Data], Iterator[Problem]]] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        unknown_source,
        unused_source,
        source_order,
        unknown_entry,
        unknown_scale,
        aspect_field,
        unanswered_question,
        beyond_group,
        clashing_name,
        known_twice,
        clashing_country,
        clashing_country_name,
        unknown_token,
        unsupported_word,
        whose_number,
        whose_law,
        coming_date,
        danger_pattern,
        danger_kept,
        asked_question,
        file_name,
        avoided_word,
        odd_character,
        look_alike,
        future_date,
        reading_grade,
        phase_order,
        phase_range,
        review_due,
        cards.card_length,
        *sourcing.RULES,
    )
}


def due(entry: Entry) -> datetime.date:
    """The first day of the month in which *entry* falls due for review."""
    year, month = map(int, entry.reviewed.split("-"))
    months = year * 12 + month - 1 + entry.review_months
    return datetime.date(months // 12, months % 12 + 1, 1)


def cited(text: Text) -> list[str]:
    """The ids that a text cites, in order."""
    return [each.id for each in sourcing.cites(text)]


def plain_words(data: Data) -> readability.PlainWords:
    """Names that plain text cannot do without: of medicines and of glossary terms."""
    found = {name for loaded in data.glossary.values() for name in (loaded.record.term, *loaded.record.aka)}
    for loaded in data.entries.values():
        if isinstance(loaded.record, Medication):
            found |= {loaded.record.title, *loaded.record.aka}
    return readability.PlainWords(found)


def grades(loaded: Loaded[Entry], plain: readability.PlainWords) -> tuple[float, float]:
    """The reading grade of an entry's plain text, and the raw one with no word set aside."""
    texts = list(_prose(loaded))
    return readability.grade(texts, plain), readability.grade(texts)


def _prose(loaded: Loaded[Entry]) -> Iterator[str]:
    clinical = {field["key"] for field in loaded.record.outline() if field["level"] == "clinical"}
    for text in loaded.file.texts():
        if text.place[0] in clinical or _NOT_PROSE & set(text.place) or text.place[-1] == "source":
            continue
        if (
            text.place[0] == "sections"
            and loaded.file.data["sections"][text.place[1]].get("level") == "clinical"
        ):
            continue
        value = text.value.partition("[@")[0].strip()
        if " " in value:
            yield value


def _timelines(data: Data) -> Iterator[Loaded[Timeline]]:
    for loaded in data.entries.values():
        if isinstance(loaded.record, Timeline):
            yield loaded  # type: ignore[misc]


def _problem(file: YamlFile, line: int, rule: str, what: str, remedy: str) -> Problem:
    return Problem(file.path, line, rule, what, remedy)
