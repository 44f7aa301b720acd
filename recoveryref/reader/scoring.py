"""Score a rating scale, such as the Clinical Opiate Withdrawal Scale, from its items' points."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from recoveryref.control_chars import quoted
from recoveryref.errors import WrongUse

if TYPE_CHECKING:
    from recoveryref.reader import contract


class Score(NamedTuple):
    """Points so far, the items still missing, and the band: None until every item is given."""

    points: int
    given: dict[str, int]
    missing: list[str]
    band: "contract.Band | None"


def score(scale: "contract.Scale", given: dict[str, int]) -> Score:
    """The score of *given* points by item id; a missing item is never taken for zero."""
    missing = [item["id"] for item in scale["items"] if item["id"] not in given]
    points = sum(given.values())
    bands = (band for band in scale["bands"] if band["scores"][0] <= points <= band["scores"][1])
    return Score(points, given, missing, None if missing else next(bands, None))


def read(scale: "contract.Scale", args: Sequence[str]) -> dict[str, int]:
    """Points by item from arguments such as `--pulse 1`; raises *WrongUse* with what is allowed."""
    items = {item["id"]: item for item in scale["items"]}
    given: dict[str, int] = {}
    rest = [part for arg in args for part in (arg.split("=", 1) if arg.startswith("--") else [arg])]
    if len(rest) % 2:
        raise WrongUse(f"{quoted(rest[-1])} has no points: write, for example, --{next(iter(items))} 1")
    for option, value in zip(rest[::2], rest[1::2], strict=True):
        id = option.removeprefix("--").replace("_", "-")
        if id not in items:
            raise WrongUse(f"there is no item {quoted(option)}: the items are {', '.join(items)}")
        if id in given:
            raise WrongUse(f"{quoted(option)} is given twice: give each item once")
        given[id] = points(items[id], value)
    return given


def points(item: "contract.Item", value: str) -> int:
    """The points that *value* stands for; raises *WrongUse* where the item has no such option."""
    allowed = [str(option["points"]) for option in item["options"]]
    if value not in allowed:
        raise WrongUse(f"{quoted(value)} is no score for {item['id']}: choose {', '.join(allowed)}")
    return int(value)
