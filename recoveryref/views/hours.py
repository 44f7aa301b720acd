"""Hours as people say them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recoveryref.reader import contract


def span(hours: Sequence[float]) -> str:
    """A range: `6 to 24 hours`, `1 to 4 days`, `from 7 days on`."""
    low, high = hours[0], hours[-1]
    if len(hours) == 1:
        return f"from {_hours(low)} on"
    if high <= 72:
        if low == high:
            return _hours(low)
        return f"up to {_hours(high)}" if low == 0 else f"{low:g} to {high:g} hours"
    if low == high:
        return _hours(low)
    if low < 24:
        return f"{_hours(low)} to {_hours(high)}"
    unit, size = ("weeks", 168) if low % 168 == 0 and high % 168 == 0 and low >= 336 else ("days", 24)
    return f"{low / size:.3g} to {high / size:.3g} {unit}"


def wait(rule: "contract.StartFigure") -> str:
    """How long a source's rule on a first dose wants somebody to wait, if it says so; no upper figure
    means at least so long.
    """
    if not rule["wait"]:
        return ""
    low, high = rule["wait"][0], rule["wait"][-1]
    if len(rule["wait"]) == 1 or not high:
        return f"wait {_hours(low)} or more" if low else "no wait"
    return f"wait {span([low, high])}"


def _hours(hours: float) -> str:
    if hours <= 72:
        return "1 hour" if hours == 1 else f"{hours:g} hours"
    days = hours / 24
    if days >= 21 and days % 7 == 0:
        return f"{days / 7:g} weeks"
    return f"{days:.3g} days"
