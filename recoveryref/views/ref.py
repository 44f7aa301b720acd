"""Sources as readers see them: a short form for the foot of a page, and the whole reference."""

from typing import Any

from recoveryref.reader.records import named


def short(csl: dict[str, Any]) -> str:
    """Who published it and when: `BMJ 2017`, `SAMHSA TIP 63 2021`."""
    keys = ("title-short", "container-title", "publisher")
    name = next((csl[key] for key in keys if key in csl), _authors(csl) or csl["title"])
    return named(f"{name} {year(csl)}", "local" in csl)


def whole(csl: dict[str, Any]) -> str:
    """Authors, title, where it appeared and when."""
    where = ", ".join(part for key in ("container-title", "publisher") if (part := csl.get(key)))
    volume = "".join((csl.get("volume", ""), f":{csl['page']}" if "page" in csl else ""))
    parts = [_authors(csl), csl["title"], ", ".join(filter(None, (where, volume))), year(csl)]
    return named(". ".join(part.rstrip(".") for part in parts if part) + ".", "local" in csl)


def year(csl: dict[str, Any]) -> str:
    """The year of issue, or that none is given."""
    return str(csl["issued"]["date-parts"][0][0]) if "issued" in csl else "no date"


def _authors(csl: dict[str, Any]) -> str:
    names = [
        name.get("literal") or " ".join(filter(None, (name.get("family"), name.get("given"))))
        for name in csl.get("author", [])
    ]
    return f"{', '.join(names[:3])} and others" if len(names) > 4 else ", ".join(names)
