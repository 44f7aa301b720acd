"""An entry's statements, each whole as its editor wrote it: what a search finds and shows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from recoveryref.reader import contract
from recoveryref.reader.records import Field
from recoveryref.views.items import FORMS, ByCountry, parts, phase
from recoveryref.views.page import Number, Numbers, written


class Stated(NamedTuple):
    """A statement as the reference keeps it; see *records.Statement*. *option* is what the entry's
    command wants to show it.
    """

    field: str
    label: str
    level: contract.Level
    option: str
    country: str | None
    claim: str | None
    text: str
    cites: list[contract.Cite]


class Countries(NamedTuple):
    """How texts speak of countries: what each code is called; the names under which a text may name one;
    and the marks that speak of one unnamed, such as its agencies, laws and cities.
    """

    called: Mapping[str, str]
    names: Mapping[str, str]
    marks: Mapping[str, str]

    def of(self, text: str) -> str | None:
        """The one country that *text* speaks of, if it is one and no other."""
        every = self.named(text) | _spoken(text, self.marks)
        return every.pop() if len(every) == 1 else None

    def named(self, text: str) -> set[str]:
        """The countries that *text* names."""
        return _spoken(text, self.names)


def _spoken(text: str, words: Mapping[str, str]) -> set[str]:
    return {words[found[0]] for found in _any_of(tuple(words)).finditer(text)} if words else set()


@lru_cache(maxsize=4)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of *words*, the longest first; New Jersey is none of the two Jerseys, nor New Mexico Mexico."""
    every = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    first = "".join(sorted({re.escape(word[0]) for word in words}))
    # Few words of a text begin like a name, so few are held against all of them.
    return re.compile(rf"(?<!\w)(?=[{first}])(?<!New )(?:{every})(?!\w)")


class _Places(Numbers):
    """Numbers citations with their places in the source, not sources alone."""

    def __init__(self) -> None:
        super().__init__([])
        self.cites: list[contract.Cite] = []

    def of(self, cites: Iterable[contract.Cite]) -> tuple[Number, ...]:
        """The numbers of the citations."""
        self.cites += (cite for cite in cites if cite not in self.cites)
        return tuple(Number(self.cites.index(cite)) for cite in cites)


def statements(data: contract.Entry, fields: Iterable[Field], countries: Countries) -> Iterator[Stated]:
    """Every cited statement of an entry (its JSON), in the order of its page.

    The label says which country a statement is about where its text does not.
    """
    own = countries.called.get(str(data.get("country")))
    summary = data["summary"]
    label, about = _placed("In short", own, summary["text"], countries)
    yield Stated("summary", label, "page", "", about, None, summary["text"], summary["cites"])
    # What is for staff is found by whoever asks for it; what it is about, by everybody.
    clinical: contract.Level | None = "clinical" if data.get("staff") else None
    for field in fields:
        form = FORMS[field.form]
        for part in parts(data, field):
            for number, item in enumerate(part.items):
                brief = number < part.brief and not form.short
                option = {"page": "" if brief else "--full"}.get(part.level, f"--{part.level}")
                for country, claim, text, cites in _SAID.get(field.form, _whole)(item, field.form):
                    if cites:
                        whole = f"{claim} {text}" if claim else text
                        label, about = _placed(part.heading, country or own, whole, countries)
                        level = clinical or part.level
                        yield Stated(field.key, label, level, option, about, claim, text, cites)


def _placed(heading: str, country: str | None, text: str, countries: Countries) -> tuple[str, str | None]:
    """The label of a statement, and the country that it is about."""
    whole = f"{heading}: {text}"
    about = country or countries.of(whole)
    said = not about or (country in whole if country else about in countries.named(whole))
    return (heading if said else f"{heading} ({about})"), about


class _Said(NamedTuple):
    """What an item states: a country, what is often said, the text, its citations."""

    country: str | None
    claim: str | None
    text: str
    cites: list[contract.Cite]


def _whole(item: Any, form: contract.Form) -> Iterator[_Said]:
    """An item as its line is written."""
    places = _Places()
    yield _Said(None, None, written(FORMS[form].line(item, places)), places.cites)


def _claim(item: contract.OftenSaid, form: contract.Form) -> Iterator[_Said]:
    yield _Said(None, item["claim"], item["fact"]["text"], item["fact"]["cites"])


def _country(item: ByCountry, form: contract.Form) -> Iterator[_Said]:
    yield _Said(item.country, None, item.fact["text"], item.fact["cites"])


def _phase(item: contract.Phase, form: contract.Form) -> Iterator[_Said]:
    """Each fact of a phase by itself, under the phase."""
    for fact in item["facts"]:
        places = _Places()
        yield _Said(None, None, written(phase(item, places, [fact])), places.cites)


# Forms whose items state something else than their line, or more than one thing.
_SAID: dict[contract.Form, Callable[[Any, contract.Form], Iterator[_Said]]] = {
    "claims": _claim,
    "countries": _country,
    "phases": _phase,
}
