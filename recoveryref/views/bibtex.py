"""Sources as BibTeX, in UTF-8, with what TeX would take for its own escaped."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from recoveryref.reader.records import Source
from recoveryref.views import ref

if TYPE_CHECKING:
    from recoveryref.reader import contract

_TYPES = {
    "article-journal": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
}
_SPECIAL = re.compile(r"[\\{}$&#%_~^]")
_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def sources(sources: Sequence[Source]) -> str:
    """One entry for each source, under its id, separated by empty lines."""
    return "\n".join(_entry(source.id, source.csl) for source in sources)


def _entry(id: str, csl: "contract.Csl") -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(csl))
    return f"@{_TYPES.get(csl['type'], 'misc')}{{{id},\n{fields}}}\n"


def _fields(csl: "contract.Csl") -> Iterator[tuple[str, str]]:
    if "author" in csl:
        # BibTeX's own word for authors that are not named.
        yield "author", " and ".join((*map(_name, csl["author"]), *(["others"] if "et_al" in csl else [])))
    # In braces of its own, so that no style changes its capitals.
    yield "title", f"{{{_escaped(csl['title'])}}}"
    if "container-title" in csl:
        yield (
            ("journal" if csl["type"].startswith("article") else "booktitle"),
            _escaped(csl["container-title"]),
        )
    if "publisher" in csl:
        # In braces of its own too: outside them an "and" stands between two.
        yield ("institution" if csl["type"] == "report" else "publisher"), f"{{{_escaped(csl['publisher'])}}}"
    if "issued" in csl:
        year, *rest = csl["issued"]["date-parts"][0]
        yield "year", str(year)
        if rest:
            yield "month", str(rest[0])
    others = {
        "edition": csl.get("edition"),
        "volume": csl.get("volume"),
        "number": csl.get("issue"),
        "pages": csl.get("page"),
        "address": csl.get("publisher-place"),
        # How it was read: no style prints that in a list of references.
        "annote": csl.get("note"),
    }
    yield from ((name, _escaped(text)) for name, text in others.items() if text is not None)
    yield "urldate", "-".join(f"{part:02}" for part in csl["accessed"]["date-parts"][0])
    if "local" in csl:
        yield "keywords", "local"
    if "DOI" in csl:
        yield "doi", _address(csl["DOI"])
    yield "url", _address(csl["URL"])


def _name(author: "contract.Author") -> str:
    # A body stands in braces of its own, so that it is not taken for a given and a family name.
    if "literal" in author:
        return f"{{{_escaped(author['literal'])}}}"
    author = ref.initials(author)
    parts = (author.get("family"), author.get("suffix"), author.get("given"))
    return ", ".join(_escaped(part) for part in parts if part is not None)


def _address(text: str) -> str:
    """An address is set as it stands; only what would end the field is written as the web has it."""
    return text.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _WORDS.get(match[0], f"\\{match[0]}"), text)
