"""What an overlay folder brings, marked wherever it stands in a page of ours."""

from typing import Any

from recoveryref.author.collect import Data, Loaded
from recoveryref.author.model import Entry, Scale, Word
from recoveryref.reader import citations, names
from recoveryref.reader.records import named


def scale(loaded: Loaded[Scale]) -> Scale:
    """A scale; each line of a local one says that it is."""
    if not loaded.local:
        return loaded.record
    whole = loaded.record
    return whole.model_copy(
        update={
            "title": named(whole.title, True),
            "short": named(whole.short, True),
            "items": tuple(_with(item, "label") for item in whole.items),
            "bands": tuple(_with(band, "name") for band in whole.bands),
            "meaning": tuple(_fact(fact) for fact in whole.meaning),
        }
    )


def word(loaded: Loaded[Word]) -> Word:
    """A word to use and those to avoid, marked where it is local."""
    return _with(loaded.record, "use") if loaded.local else loaded.record


def takes(data: Data, id: str) -> list[str]:
    """The entries of ours that a local one stands in for: the one it replaces, and those that have a name
    which it takes besides.
    """
    loaded = data.entries[id]
    if not loaded.local:
        return []
    own = set(_keys(id, loaded.record)) - set(_keys(id, loaded.replaces) if loaded.replaces else ())
    shared = [
        other
        for other, theirs in data.entries.items()
        if not theirs.local and own & set(_keys(other, theirs.record))
    ]
    return [*([id] if loaded.replaces else []), *shared]


def _keys(id: str, record: Entry) -> list[str]:
    return [names.key(name) for name in (id.partition("/")[2], record.title, *record.aka)]


def _with(part: Any, field: str) -> Any:
    return part.model_copy(update={field: named(getattr(part, field), True)})


def _fact(fact: citations.Fact) -> citations.Fact:
    return citations.Fact(named(fact.text, True), fact.cites)
