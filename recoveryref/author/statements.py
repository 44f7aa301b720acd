"""An entry's statements, each whole as its editor wrote it: what a search finds and shows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from recoveryref.record import Field
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


class _Places(Numbers):
    """Numbers citations with their places in the source, not sources alone."""

    def __init__(self) -> None:
        super().__init__([])
        self.cites: list[dict[str, str]] = []

    def of(self, cites: Iterable[dict[str, str]]) -> tuple[int, ...]:
        """The numbers of the citations."""
        self.cites += (cite for cite in cites if cite not in self.cites)
        return tuple(self.cites.index(cite) for cite in cites)


def statements(
    data: Mapping[str, Any], fields: Iterable[Field], countries: Mapping[str, str]
) -> Iterator[Stated]:
    """Every cited statement of an entry (its JSON), in the order of its page.

    *countries* gives each name of a country that may stand in a text, and what that country is called.
    """
    own = countries.get(data.get("country", ""))
    summary = data["summary"]
    about = own or _country(summary["text"], countries)
    yield Stated("summary", "In short", "page", "", about, None, summary["text"], summary["cites"])
    for field in fields:
        for part in parts(dict(data), field):
            for number, item in enumerate(part.items):
                brief = number < part.brief and field.key not in SHORT
                option = {"page": "" if brief else "--full"}.get(part.level, f"--{part.level}")
                for country, claim, text, cites in _said(item):
                    if cites:
                        label = f"{part.heading} ({country})" if country else part.heading
                        about = country or own or _country(text, countries)
                        yield Stated(field.key, label, part.level, option, about, claim, text, cites)


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


def _country(text: str, countries: Mapping[str, str]) -> str | None:
    """The one country that *text* names, if it names one and no other."""
    named = {
        country
        for name, country in countries.items()
        if name in text and re.search(rf"\b{re.escape(name)}(?!\w)", text)
    }
    return named.pop() if len(named) == 1 else None
