"""Facts, their citations, and the words in which people ask for what they say:
`A sentence. [@source-id, p. 3; @other-id] [? nodding sleepy]`.
"""

import re
from functools import cache
from typing import NamedTuple

from recoveryref.control_chars import quoted

_CITED = re.compile(r"(?P<text>.*\S)\s+\[(?P<cites>@[^\[\]]*)\](?:\s+\[\?(?P<asked>[^\[\]]*)\])?", re.DOTALL)
_CITE = re.compile(r"@(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)(?:,\s*(?P<locator>.*\S))?", re.DOTALL)
# One to nine words in small letters and figures.
_ASKED = re.compile(r"[a-z0-9]+(?: [a-z0-9]+){0,8}")


class Cite(NamedTuple):
    """A source's id and, where the page was seen, the place in it (`p. 3`, `sec. 5.1`)."""

    id: str
    locator: str | None = None


class Fact(NamedTuple):
    """A statement in plain text, the sources that say it, in the order given, and the words in which people
    ask for it that do not stand in it.
    """

    text: str
    cites: tuple[Cite, ...]
    asked: tuple[str, ...] = ()


class Uncited(ValueError):
    """The text carries no citation at all."""


class Malformed(ValueError):
    """The text holds a citation that cannot be read."""


@cache  # the shape and several rules read each
def parse(value: str) -> Fact:
    """Split a cited sentence into its words and its citations.

    Raises *Uncited* where it ends in no citation, *Malformed* where the citation is not of the
    form `[@id]`, `[@id, locator]` or several of these separated by `;`. Words in which people ask for
    it may follow: `[? word word]`.
    """
    match = _CITED.fullmatch(value.strip())
    if not match:
        if "@" in value:
            raise Malformed("the citation does not stand at the end as [@source-id]")
        raise Uncited("a fact has no source")
    if "[@" in match["text"]:
        raise Malformed("a citation stands inside the sentence")
    asked = tuple((match["asked"] or "").split())
    if match["asked"] is not None and not _ASKED.fullmatch(" ".join(asked)):
        raise Malformed("the words in which people ask are no few plain words: [? nodding sleepy]")
    return Fact(" ".join(match["text"].split()), parse_cites(match["cites"]), asked)


def parse_cites(value: str) -> tuple[Cite, ...]:
    """Read `@id, locator; @id` as citations; raises *Malformed*."""
    cites = []
    for part in value.split(";"):
        match = _CITE.fullmatch(part.strip())
        if not match:
            raise Malformed(f"{quoted(part)} is not a citation")
        cites.append(Cite(match["id"], match["locator"]))
    return tuple(cites)
