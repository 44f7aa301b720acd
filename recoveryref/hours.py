"""Times since the last dose, as people type them: `36h`, `2d`, `1d12h`, `90m`, `22:00`."""

import re
from datetime import datetime, timedelta

from recoveryref.unseen import quoted

_SPAN = re.compile(
    r"(?:(?P<d>[0-9]{1,4})\s*d(?:ays?)?)?\s*"
    r"(?:(?P<h>[0-9]{1,5})\s*h(?:ours?)?)?\s*"
    r"(?:(?P<m>[0-9]{1,6})\s*m(?:in(?:ute)?s?)?)?"
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def span(text: str) -> float:
    """Hours in a length of time such as `1d12h`; raises *ValueError* with what to type instead."""
    match = _SPAN.fullmatch(text.strip().lower())
    if text.strip().startswith("-"):
        raise ValueError(f"{quoted(text)} lies before the last dose: type the time since then, such as 36h")
    if not match or not match[0]:
        raise ValueError(f"{quoted(text)} is no length of time: type it as 36h, 2d, 1d12h or 90m")
    days, hours, minutes = (int(match[part] or 0) for part in "dhm")
    return days * 24 + hours + minutes / 60


def since(text: str, now: datetime) -> float:
    """Hours from the moment *text* (`22:00`, the last time the clock showed it, or
    `2026-11-20T22:00`) to *now*; raises *ValueError* with what to type instead.
    """
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        hour, minute = int(clock[1]), int(clock[2])
        if hour > 23 or minute > 59:
            raise ValueError(f"{quoted(text)} is no time of day: type it as 22:00")
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if then > now:
            then -= timedelta(days=1)
    else:
        try:
            then = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is no date and time: type 22:00 or 2026-11-20T22:00") from None
    if then.tzinfo:
        now = now.astimezone()
    if then > now:
        raise ValueError(f"{quoted(text)} has not come yet: type when the last dose was")
    return (now - then).total_seconds() / 3600


def said(hours: float) -> str:
    """Hours as people say them: `36 hours`, `2 days and 3 hours`, `90 minutes`."""
    if hours < 2:
        minutes = round(hours * 60)
        return f"{minutes} minute{'s' * (minutes != 1)}"
    whole = round(hours)
    if whole < 72:
        return f"{whole} hours"
    days, rest = divmod(whole, 24)
    return f"{days} days" + (f" and {rest} hour{'s' * (rest != 1)}" if rest else "")
