"""What the statements of the data rest on, in figures; and some of them, drawn at random, to be read
against their sources by somebody who did not write them.
"""

import random
from collections import Counter
from collections.abc import Iterator

from recoveryref.author.collect import Data
from recoveryref.author.sourcing import Statement, rests_on, statements

_UNSAID = "not said"


def figures(data: Data, edition: int | None = None) -> list[str]:
    """Sources by class, standing and how they were read, and the share of statements on each class, a line
    each; of one *edition* or of all.
    """
    every = _statements(data, edition)
    used = {id: data.sources[id].record for each in every for id in _ids(each) if id in data.sources}
    entries = {each.of for each in every if each.of in data.entries}
    beside = {each.of for each in every} - entries
    files = f" and {len(beside)} files beside them" if beside else ""
    lines = [f"statements: {len(every)} in {len(entries)} entries{files}"]
    for name, said in (
        ("class", [source.class_ for source in used.values()]),
        ("standing", [source.standing for source in used.values()]),
        ("read", [source.read for source in used.values()]),
    ):
        lines.append(f"sources by {name}: {_counted(Counter(each or _UNSAID for each in said))}")
    by_class = Counter(
        name for each in every for name in {source.class_ or _UNSAID for source in rests_on(data, each)}
    )
    shares = {name: f"{count / len(every):.0%}" for name, count in by_class.most_common()}
    lines.append(f"statements by class: {_listed(shares)}")
    critical = [each for each in every if each.care == "twice"]
    two = sum(len(set(_ids(each))) > 1 for each in critical)
    lines.append(f"critical statements with two sources or more: {two} of {len(critical)}")
    return lines


def drawn(data: Data, count: int, seed: int, edition: int | None = None) -> Iterator[str]:
    """*count* statements drawn at random, each with its entry, field and citations on one line; the same
    *seed* draws the same.
    """
    every = sorted(_statements(data, edition), key=lambda each: (each.of, each.text.line))
    for each in random.Random(seed).sample(every, min(count, len(every))):  # noqa: S311 (nothing secret)
        cites = "; ".join(
            f"@{cite.id}, {cite.locator}" if cite.locator else f"@{cite.id}" for cite in each.cites
        )
        yield f"{each.of} {each.field} (line {each.text.line}): {each.words} [{cites}]"


def _statements(data: Data, edition: int | None) -> list[Statement]:
    return [each for each in statements(data) if edition in (None, each.edition)]


def _ids(statement: Statement) -> list[str]:
    return [cite.id for cite in statement.cites]


def _counted(counter: Counter[str]) -> str:
    return _listed({name: str(count) for name, count in counter.most_common()})


def _listed(values: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
