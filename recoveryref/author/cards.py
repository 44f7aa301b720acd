"""The rule on cards for the moment: each fits one screen, in every country."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from recoveryref import kinds
from recoveryref.author.collect import Data
from recoveryref.author.load import Problem
from recoveryref.author.model import Helplines, Situation
from recoveryref.fastpath import WIDEST
from recoveryref.reader import citations
from recoveryref.reader.file import filled
from recoveryref.views import ref

# So many lines, all in all.
MOST = 20
# What a step's number takes of its line.
_NUMBER = 2
# No line breaks here.
_FIXED = "\N{NO-BREAK SPACE}"


def card_length(data: Data) -> Iterator[Problem]:
    """A card fits one screen, whatever words the reader's country puts in."""
    records = [loaded.record for loaded in data.entries.values()]
    lines: list[Helplines | None] = [record for record in records if isinstance(record, Helplines)]
    for loaded in data.entries.values():
        if isinstance(loaded.record, Situation):
            length = max(_length(data, loaded.record, each) for each in lines or [None])
            if length > MOST:
                what = f"its card takes {length} lines, and a screen has {MOST}"
                line = loaded.file.line(("steps",))
                remedy = "shorten its texts, or cite fewer sources"
                yield Problem(loaded.file.path, line, "card-length", what, remedy)


def _length(data: Data, card: Situation, lines: Helplines | None) -> int:
    """How many lines `views.terminal.card` takes where these *lines* hold."""
    words: Mapping[str, str] = lines.words.model_dump(exclude_none=True) if lines else {}
    numbers: dict[str, int] = {}

    def text(facts: Iterable[citations.Fact], label: str = "") -> str:
        return label + " ".join(filled(fact.text, words) + _marks(fact, numbers) for fact in facts)

    urgent = (lines.unknown or lines.urgent).text if lines else ""
    parts = [
        card.title,
        "staff" if card.staff else "",
        text([card.summary]),
        *(" " * _NUMBER + text([step]) for step in card.steps),
        text(card.emergency, "Emergency: "),
        text(card.call, "Call: "),
        "More: " + " · ".join(kinds.typed(id).replace(" ", _FIXED) for id in card.related),
    ]
    sources = [data.sources[id].record.csl() for id in numbers if id in data.sources]
    parts.append("  ".join(f"[{n}]{_FIXED}{ref.short(csl)}" for n, csl in enumerate(sources, 1)))
    parts.append(urgent)
    return sum(len(wrap(part, WIDEST, subsequent_indent=" " * _NUMBER)) for part in parts)


def _marks(fact: citations.Fact, numbers: dict[str, int]) -> str:
    """The numbers of a fact's sources, as they stand behind it."""
    own = {numbers.setdefault(cite.id, len(numbers) + 1) for cite in fact.cites}
    return f"{_FIXED}[{','.join(map(str, sorted(own)))}]"
