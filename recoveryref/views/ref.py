"""Sources as readers see them: a short form for the foot of a page, and the whole reference."""

import re
from typing import TYPE_CHECKING

from recoveryref.reader.records import named

if TYPE_CHECKING:
    from recoveryref.reader import contract


def short(csl: "contract.Csl") -> str:
    """Who published it and when: `BMJ 2017`, `SAMHSA TIP 63 2021`."""
    names = (csl.get("title-short"), csl.get("container-title"), csl.get("publisher"), _authors(csl))
    name = next(filter(None, names), csl["title"])
    # A name may hold the year: `AHA 2025, Part 10`.
    dated = (
        name if "issued" not in csl or _year(csl) in re.findall(r"\d{4}", name) else f"{name} {_year(csl)}"
    )
    return named(dated, "local" in csl)


def whole(csl: "contract.Csl") -> str:
    """Authors, title, where it appeared and when."""
    where = ", ".join(filter(None, (csl.get("container-title"), csl.get("publisher"))))
    volume = "".join((csl.get("volume", ""), f":{csl['page']}" if "page" in csl else ""))
    parts = [_authors(csl), csl["title"], ", ".join(filter(None, (where, volume))), _dated(csl)]
    return named(". ".join(part.rstrip(".") for part in parts if part) + ".", "local" in csl)


_INITIALS = re.compile(r"([A-Z]{1,4})( Jr)?")


def initials(author: "contract.Author") -> "contract.Author":
    """A person with each initial by itself (`JD` as `J. D.`), as programs that set names want it; a body, and
    a given name that is written out, as they are.
    """
    found = _INITIALS.fullmatch(author.get("given", ""))
    if not found:
        return author
    given = " ".join(f"{letter}." for letter in found[1])
    suffix: contract.Author = {"suffix": "Jr."} if found[2] else {}
    return {**author, "given": given, **suffix}


def _dated(csl: "contract.Csl") -> str:
    """The year of issue; of what gives none, when it was seen: `Seen 2026-11`."""
    if "issued" in csl:
        return _year(csl)
    seen, month, *_ = csl["accessed"]["date-parts"][0]
    return f"Seen {seen}-{month:02}"


def _year(csl: "contract.Csl") -> str:
    return str(csl["issued"]["date-parts"][0][0])


def _authors(csl: "contract.Csl") -> str:
    names = [
        name.get("literal") or " ".join(filter(None, (name.get("family"), name.get("given"))))
        for name in csl.get("author", [])
    ]
    shown = names[:3] if len(names) > 4 else names
    return ", ".join(shown) + (" and others" if shown != names or "et_al" in csl else "")
