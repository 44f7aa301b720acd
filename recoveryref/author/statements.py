"""An entry's statements, each whole as its editor wrote it: what a search finds and shows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from recoveryref.reader.records import Field
from recoveryref.views.page import SHORT, Line, Numbers, line, parts


class Stated(NamedTuple):
    """A statement as the reference keeps it; see *record.Statement*. *option* is what the entry's
    command wants to show it.
    """

    field: str
    label: str
    level: str
    option: str
    country: str | None
    claim: str | None
    text: str
    cites: list[dict[str, str]]


class Countries(NamedTuple):
    """How texts speak of countries: what each code is called; the names under which a text may name one;
    and the marks that tell of one unnamed, such as its agencies, laws and cities.
    """

    called: Mapping[str, str]
    names: Mapping[str, str]
    marks: Mapping[str, str]

    def of(self, text: str) -> str | None:
        """The one country that *text* tells of, if it is one and no other."""
        told = _spoken(text, self.names) | _spoken(text, self.marks)
        return told.pop() if len(told) == 1 else None


def _spoken(text: str, words: Mapping[str, str]) -> set[str]:
    return {words[found[0]] for found in _any_of(tuple(words)).finditer(text)} if words else set()


@lru_cache(maxsize=4)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of *words*, the longest first; New Jersey is none of the two Jerseys, nor New Mexico Mexico."""
    every = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?<!New )(?:{every})(?!\w)")


class _Places(Numbers):
    """Numbers citations with their places in the source, not sources alone."""

    def __init__(self) -> None:
        super().__init__([])
        self.cites: list[dict[str, str]] = []

    def of(self, cites: Iterable[dict[str, str]]) -> tuple[int, ...]:
        """The numbers of the citations."""
        self.cites += (cite for cite in cites if cite not in self.cites)
        return tuple(self.cites.index(cite) for cite in cites)


def statements(data: Mapping[str, Any], fields: Iterable[Field], countries: Countries) -> Iterator[Stated]:
    """Every cited statement of an entry (its JSON), in the order of its page.

    The label says which country a statement is about where its text does not.
    """
    own = countries.called.get(data.get("country", ""))
    summary = data["summary"]
    label, about = _placed("In short", own, summary["text"], countries)
    yield Stated("summary", label, "page", "", about, None, summary["text"], summary["cites"])
    for field in fields:
        for part in parts(dict(data), field):
            for number, item in enumerate(part.items):
                brief = number < part.brief and field.key not in SHORT
                option = {"page": "" if brief else "--full"}.get(part.level, f"--{part.level}")
                for country, claim, text, cites in _said(item):
                    if cites:
                        heard = f"{claim} {text}" if claim else text
                        label, about = _placed(part.heading, country or own, heard, countries)
                        yield Stated(field.key, label, part.level, option, about, claim, text, cites)


def _placed(heading: str, country: str | None, text: str, countries: Countries) -> tuple[str, str | None]:
    """The label of a statement, and the country that it is about."""
    whole = f"{heading}: {text}"
    about = country or countries.of(whole)
    said = country in whole if country else about in _spoken(whole, countries.names)
    return (f"{heading} ({about})" if about and not said else heading), about


def _said(item: Any) -> Iterator[tuple[str | None, str | None, str, list[dict[str, str]]]]:
    """What one item of a field states: a country, what is often said, the text, its citations."""
    match item:
        case {"claim": claim, "fact": {"text": text, "cites": cites}}:
            yield None, claim, text, cites
        case {"country": country, "fact": {"text": text, "cites": cites}}:
            yield country, None, text, cites
        case {"phase": _, "facts": facts}:
            for fact in facts:
                places = _Places()
                yield None, None, _written(line({**item, "facts": [fact]}, places)), places.cites
        case _:
            places = _Places()
            yield None, None, _written(line(item, places)), places.cites


def _written(line: Line) -> str:
    text = line.between.join(span.text for span in line.spans)
    return f"{line.lead}: {text}" if line.lead else text
