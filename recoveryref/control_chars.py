"""Characters that nobody sees but that steer a terminal or turn a line around, made visible.

They are the control, format (bidirectional marks among them), private and unassigned characters of
Unicode, its line and paragraph separators, and the lone surrogates that stand for bytes that were no
text. Data may not hold them; what was typed may, and a reference file made elsewhere.
"""

import unicodedata

_LONGEST = 60


def control_characters(text: str) -> list[str]:
    """The characters of *text* that steer, each once, in order of their numbers; a line's end is none."""
    if text.isprintable():
        return []
    return sorted(c for c in set(text) if c != "\n" and _steers(c))


def _steers(c: str) -> bool:
    category = unicodedata.category(c)
    return category.startswith("C") or category in ("Zl", "Zp")


def visible(text: str) -> str:
    """*text* with a `?` for each character that steers."""
    steering = control_characters(text)
    # Even with nothing to change, to translate a long text takes long.
    return text.translate(dict.fromkeys(map(ord, steering), "?")) if steering else text


def quoted(text: str) -> str:
    """What somebody typed, in one line between quotation marks; the end of what is very long is left out."""
    line = " ".join(text[: 10 * _LONGEST].split())
    return f"'{visible(line if len(line) <= _LONGEST else line[:_LONGEST] + '…')}'"


def escaped(json: str) -> str:
    """A JSON text with an escape for each character that steers: the same value."""
    steering = control_characters(json)
    return json.translate({ord(c): _escape(c) for c in steering}) if steering else json


def _escape(c: str) -> str:
    units = c.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
