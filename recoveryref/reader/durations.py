"""When the last dose was, as tired people type it: `36h`, `72hrs`, `10pm`, `yesterday 22:00`, `day 3`."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from recoveryref.control_chars import quoted


class Since(NamedTuple):
    """How long ago, in hours that went by, and from what that was counted, in words."""

    hours: float
    counted: str


_HOW = "type it as 36h, 2d, 1d12h, 22:00, 10pm, yesterday 22:00 or 2026-11-20 22:00"

_WORDS = {
    **{"half": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
# A word is one by itself: `and` is not `an d`.
_NUMBER = rf"(?:[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?|(?:{'|'.join(_WORDS)})(?![a-z]))"
_UNITS = {"w": 168.0, "d": 24.0, "h": 1.0, "m": 1 / 60}
_SPAN = re.compile(
    r"\s*(?:and\s+)?".join(
        (
            rf"(?:(?P<w>{_NUMBER})\s*(?:an?\s+|of\s+)?w(?:ee)?k?s?)?",
            rf"(?:(?P<d>{_NUMBER})\s*(?:an?\s+|of\s+)?d(?:ays?)?)?",
            rf"(?:(?P<h>{_NUMBER})\s*(?:an?\s+|of\s+)?h(?:(?:ou)?rs?)?)?",
            rf"(?:(?P<m>{_NUMBER})\s*(?:an?\s+|of\s+)?m(?:in(?:ute)?s?)?)?",
        )
    )
)
_BARE = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,3})?")
_DAY = re.compile(r"day\s*([0-9]{1,4})")
# Longer than anybody's withdrawal: what is typed beyond it is a slip.
_MOST = 24 * 9999


def read(text: str, now: datetime) -> Since:
    """How long before *now* (by the clock on the wall) the time was that *text* tells, as a length of
    time or as a moment; raises *ValueError* with what to type instead.
    """
    plain = " ".join(text.lower().replace(",", " ").split())
    if plain.startswith(("-", "\N{MINUS SIGN}")):
        raise ValueError(f"{quoted(text)} lies before the last dose: type the time since then, such as 36h")
    found = _length(plain) or _moment(plain, text, now)
    if found is None:
        raise ValueError(f"{quoted(text)} is no time since the last dose: {_HOW}")
    if found.hours > _MOST:
        raise ValueError(f"{quoted(text)} is too long ago: {_HOW}")
    return found


def _length(plain: str) -> Since | None:
    """A length of time: `36h`, `2 days and 3 hours`, `12 hours ago`; a bare number is hours."""
    plain = re.sub(r"^(?:about|around|over|for|since|almost|nearly) ", "", plain)
    plain = re.sub(r" (?:ago|in|now|later|after|since)$", "", plain)
    if _BARE.fullmatch(plain):
        hours = float(plain)
        return Since(hours, f"A number alone was taken for hours: {said(hours)}.")
    if day := _DAY.fullmatch(plain):
        number = int(day[1])
        hours = max(0, number * 24 - 12)
        return Since(hours, f"Day {number} was taken for its middle: {said(hours)}.") if number else None
    match = _SPAN.fullmatch(plain)
    if not match or not any(match.groupdict().values()):
        return None
    hours = sum(_value(number) * _UNITS[unit] for unit, number in match.groupdict().items() if number)
    return Since(hours, "")


def _value(number: str) -> float:
    return float(_WORDS.get(number, number))


_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))? ?(am|pm|a\.m\.|p\.m\.)?(?: o'?clock)?")
_PARTS = {
    **{"midnight": 0, "dawn": 6, "morning": 8, "noon": 12, "midday": 12, "lunch": 12, "lunchtime": 12},
    **{"afternoon": 15, "evening": 19, "night": 22, "nite": 22},
}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:(?:t| )([0-9]{2}:[0-9]{2})(?::[0-9]{2})?(z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def _moment(plain: str, text: str, now: datetime) -> Since | None:
    """A moment: a day, a time of day or both; a time of day alone is the last one that there was."""
    if plain in ("now", "just now"):
        return Since(0.0, "")
    if iso := _ISO.fullmatch(plain):
        then = _iso(plain, text)
        guessed = "" if iso[2] else "no time of day was given"
        return _since(then, now, text, guessed)
    plain = re.sub(r"\bthis (?=morning|afternoon|evening|noon)|\bto(?=night|nite)", "today ", plain)
    words = re.sub(r"\b(?:at|on|the|in|around|about|since|this|last)\b", " ", plain).split()
    day = _day(words, now)
    clock, guessed = _clock(" ".join(words), text)
    if clock is None:
        if words or day is None or day == now.date():
            return None
        return _since(datetime.combine(day, now.time()), now, text, "no time of day was given")
    then = datetime.combine(day or now.date(), datetime.min.time()) + clock
    if then > now and any(word in plain for word in _WEEK):
        then -= timedelta(days=7)
    # Last night was yesterday's; a time of day that has not come yet was yesterday's too.
    if day is None and (then > now or ("last" in plain.split() and then.date() == now.date())):
        then -= timedelta(days=1)
    return _since(then, now, text, guessed)


def _iso(plain: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(plain.upper())
    except ValueError:
        raise ValueError(f"{quoted(text)} is no date and time: {_HOW}") from None


def _day(words: list[str], now: datetime) -> date | None:
    """The day that *words* name, taken out of them."""
    today = now.date()
    for word in words:
        back = {"today": 0, "yesterday": 1}.get(word)
        if word in _WEEK:
            back = (today.weekday() - _WEEK.index(word)) % 7
        if back is None:
            continue
        words.remove(word)
        for before in ("day", "before"):
            # The day before yesterday.
            if word == "yesterday" and before in words:
                words.remove(before)
                back += before == "before"
        return today - timedelta(days=back)
    return None


def _clock(plain: str, text: str) -> tuple[timedelta | None, str]:
    """A time of day since midnight, and what was guessed of it."""
    if plain in _PARTS:
        hour = _PARTS[plain]
        exact = plain in ("midnight", "noon", "midday")
        return timedelta(hours=hour), "" if exact else f"'{plain}' was taken for {hour:02}:00"
    match = _CLOCK.fullmatch(plain)
    if not match or not (match[2] or match[3]):
        return None, ""
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"{quoted(text)} is no time of day: {_HOW}")
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"{quoted(text)} is no time of day: {_HOW}")
    return timedelta(hours=hour, minutes=minute), ""


def _since(then: datetime, now: datetime, text: str, guessed: str) -> Since:
    """The hours that really went by, also where the clocks were changed between."""
    try:
        local = now.astimezone(), then.astimezone()
        hours = (local[0] - local[1]).total_seconds() / 3600
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"{quoted(text)} is too long ago: {_HOW}") from None
    if hours < 0:
        raise ValueError(f"{quoted(text)} has not come yet: {_HOW}")
    changed = not then.tzinfo and local[0].utcoffset() != local[1].utcoffset()
    notes = "; ".join(filter(None, (guessed, "the clocks were changed since" if changed else "")))
    why = f" ({notes})" if notes else ""
    return Since(hours, f"Counted from {then:%A} {then.day} {then:%B %Y, %H:%M}{why}: {said(hours)}.")


def said(hours: float) -> str:
    """Hours as people say them: `36 hours`, `2 days and 3 hours`, `90 minutes`."""
    minutes = round(hours * 60)
    if minutes < 120 and minutes != 60:
        return _count(minutes, "minute")
    whole, rest = divmod(minutes, 60)
    if whole < 72:
        return _count(whole, "hour") + (f" and {_count(rest, 'minute')}" if rest else "")
    days, rest = divmod(round(hours), 24)
    return _count(days, "day") + (f" and {_count(rest, 'hour')}" if rest else "")


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'s' * (number != 1)}"
