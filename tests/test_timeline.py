"""The chart draws what sources say and nothing else; an hour is placed only by cited ranges."""

import json
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

from recoveryref.reader import durations, queries
from recoveryref.reader.file import open_reference
from recoveryref.views.hours import span
from recoveryref.views.hours import wait as waited
from recoveryref.views.timeline import chart

NOW = datetime(2026, 11, 28, 10, 30)  # a Saturday


NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36h", 36),
        ("2d", 48),
        ("1d12h", 36),
        ("90m", 1.5),
        ("1d 2h 30m", 26.5),
        ("0h", 0),
        ("36 hours", 36),
        ("2 days", 48),
        ("72hrs", 72),
        ("36", 36),
        ("1.5h", 1.5),
        ("2w", 336),
        ("day 3", 60),
        ("Day 1", 12),
        ("12 hours ago", 12),
        ("about 2 days", 48),
        ("an hour ago", 1),
        ("two days and 3 hours", 51),
        *((f"{word} hours", hours) for hours, word in enumerate(NUMBERS, 1)),
        ("half a day", 12),
        ("10:30", 0),
        ("22:00", 12.5),
        ("10:31", 23 + 59 / 60),
        ("10pm", 12.5),
        ("10 PM", 12.5),
        ("9.30pm", 13),
        ("12am", 10.5),
        ("12pm", 22.5),
        ("yesterday 22:00", 12.5),
        ("yesterday at 10pm", 12.5),
        ("8:00 yesterday", 26.5),
        ("the day before yesterday 22:00", 36.5),
        ("last night", 12.5),
        ("this morning", 2.5),
        ("midnight", 10.5),
        ("noon", 22.5),
        ("midday", 22.5),
        ("lunchtime", 22.5),
        ("yesterday lunch", 22.5),
        ("dawn", 4.5),
        ("yesterday afternoon", 19.5),
        ("yesterday evening", 15.5),
        ("now", 0),
        ("just now", 0),
        ("yesterday", 24),
        ("saturday 8am", 2.5),
        ("saturday 11am", 7 * 24 - 0.5),
        ("monday 9pm", 109.5),
        ("2026-11-27T22:00", 12.5),
        ("2026-11-27 22:00", 12.5),
        ("2026-11-27", 34.5),
    ],
)
def test_times_as_tired_people_type_them(text: str, expected: float) -> None:
    assert durations.read(text, NOW).hours == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "h",
        "-3h",
        "\N{MINUS SIGN}3h",
        "1h1d",
        "soon",
        "and",
        "aw",
        "\u0663h",
        "1d1d",
        "25:00",
        "13pm",
        "0am",
        "today",
        "day",
        "day 0",
        "2026-11-29T00:00",
        "2026-W48",
        "20261127",
        "2026-11-31",
        "0000-01-01",
        "tonight",
        "99999d",
        "10:3",
        "saturday",
    ],
)
def test_what_is_no_time_since_the_last_dose_is_told_what_to_type(text: str) -> None:
    with pytest.raises(ValueError, match="type"):
        durations.read(text, NOW)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10pm", "Counted from Friday 27 November 2026, 22:00: 12 hours and 30 minutes."),
        ("2026-11-28", "Counted from Saturday 28 November 2026, 00:00 (no time of day was given)"),
        ("last night", "22:00 ('night' was taken for 22:00)"),
        ("36", "A number alone was taken for hours: 36 hours."),
        ("day 3", "Day 3 was taken for its middle: 60 hours."),
        ("36h", ""),
    ],
)
def test_what_it_was_counted_from_is_said(text: str, said: str) -> None:
    counted = durations.read(text, NOW).counted

    assert said in counted
    assert bool(said) is bool(counted)


@pytest.mark.parametrize(
    ("zone", "now", "text", "expected"),
    [
        # The night in which an hour is skipped, and that in which one comes twice.
        ("America/New_York", datetime(2026, 3, 8, 6, 0), "18:00", 11),
        ("America/New_York", datetime(2026, 11, 1, 6, 0), "18:00", 13),
        ("Europe/Berlin", datetime(2026, 3, 29, 12, 0), "yesterday 12:00", 23),
        ("Europe/Berlin", datetime(2026, 10, 25, 12, 0), "yesterday", 25),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 12, 0), "yesterday 12:00", 23.5),
        ("Asia/Kolkata", datetime(2026, 3, 29, 12, 0), "yesterday 12:00", 24),
    ],
)
def test_hours_are_those_that_went_by(
    monkeypatch: pytest.MonkeyPatch, zone: str, now: datetime, text: str, expected: float
) -> None:
    try:
        with monkeypatch.context() as env:
            env.setenv("TZ", zone)
            time.tzset()
            found = durations.read(text, now)
    finally:
        time.tzset()

    assert found.hours == pytest.approx(expected)
    assert ("the clocks were changed" in found.counted) is (expected not in (24, 12))


@pytest.mark.parametrize(
    ("zone", "text", "hours"),
    [
        # It was 10:30 here; the moment that is typed names its own zone.
        ("UTC", "2026-11-27T22:00Z", 12.5),
        ("UTC", "2026-11-27 22:00z", 12.5),
        ("UTC", "2026-11-27T22:00+05:30", 18),
        ("UTC", "2026-11-27 22:00-0500", 7.5),
        ("America/New_York", "2026-11-27T22:00Z", 17.5),
        ("America/New_York", "2026-11-27T22:00:00-05:00", 12.5),
        ("Asia/Kolkata", "2026-11-27T22:00Z", 7),
        ("Asia/Kolkata", "2026-11-28T10:00+05:30", 0.5),
    ],
)
def test_a_moment_in_another_time_zone_is_that_moment(
    monkeypatch: pytest.MonkeyPatch, zone: str, text: str, hours: float
) -> None:
    try:
        with monkeypatch.context() as env:
            env.setenv("TZ", zone)
            time.tzset()
            found = durations.read(text, NOW)
            with pytest.raises(ValueError, match="has not come yet"):
                durations.read("2026-11-28T10:30-13:00", NOW)
    finally:
        time.tzset()

    assert found.hours == pytest.approx(hours)
    # By the clock of the zone that was typed, which nobody has changed since.
    assert re.fullmatch(r"Counted from \w+ 2[78] November 2026, \d\d:00: [^()]*\.", found.counted)


@pytest.mark.parametrize("text", ["2026-11-27T22:00+25:00", "2026-11-27T25:00Z", "2026-11-27T22:00+5"])
def test_a_time_zone_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="type it as"):
        durations.read(text, NOW)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "0 minutes"),
        (1 / 60, "1 minute"),
        (0.5, "30 minutes"),
        (1, "1 hour"),
        (1.5, "90 minutes"),
        (119 / 60, "119 minutes"),
        (2, "2 hours"),
        (2.5, "2 hours and 30 minutes"),
        (3 + 1 / 60, "3 hours and 1 minute"),
        (24, "24 hours"),
        (71 + 59 / 60, "71 hours and 59 minutes"),
        (72, "3 days"),
        (72.4, "3 days"),
        (73, "3 days and 1 hour"),
        (74, "3 days and 2 hours"),
        (96, "4 days"),
        (24_000, "1,000 days"),
    ],
)
def test_a_length_of_time_as_people_say_it(hours: float, said: str) -> None:
    assert durations.said(hours) == said


@pytest.mark.parametrize(
    ("at", "title"),
    [
        ("0h", "0 minutes"),
        ("60m", "1 hour"),
        ("90m", "90 minutes"),
        ("36h", "36 hours"),
        ("2d12h", "60 hours"),
        ("day 4", "3 days and 12 hours"),
        ("2w", "14 days"),
    ],
)
def test_the_page_of_an_hour_is_headed_by_it(run: Run, at: str, title: str) -> None:
    shown = run("timeline", "heroin", "--at", at)

    assert shown.out.splitlines()[0].split("  ")[0] == f"{title} after the last dose"
    assert run("timeline", "heroin", "--at", at, "--plain").out.startswith(f"{title} after the last dose")
    assert json.loads(run("timeline", "heroin", "--at", at, "--json").out)["title"].startswith(title)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_told(text: str) -> None:
    told = ""
    try:
        found = durations.read(text, NOW)
    except ValueError as error:
        told = str(error)
    assert "type" in told or found.hours >= 0


@given(st.datetimes(NOW - timedelta(days=300), NOW), st.sampled_from(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:00"]))
def test_a_written_moment_is_that_moment(then: datetime, form: str) -> None:
    then = then.replace(second=0, microsecond=0)

    found = durations.read(then.strftime(form), NOW)

    real = (NOW.astimezone() - then.astimezone()).total_seconds() / 3600
    assert found.hours == pytest.approx(real)


@given(st.integers(0, 99), st.integers(0, 23), st.integers(0, 59), st.sampled_from(["d", " days ", "days, "]))
def test_a_written_length_is_that_long(days: int, whole: int, minutes: int, unit: str) -> None:
    found = durations.read(f"{days}{unit}{whole}h {minutes}min", NOW)

    assert found.hours == pytest.approx(days * 24 + whole + minutes / 60)


@given(st.integers(0, 23), st.integers(0, 59), st.booleans())
def test_a_time_of_day_is_the_last_that_there_was(hour: int, minute: int, half: bool) -> None:
    typed = f"{hour % 12 or 12}:{minute:02}{'am' if hour < 12 else 'pm'}" if half else f"{hour}:{minute:02}"

    ago = durations.read(typed, NOW).hours

    then = NOW - timedelta(hours=ago)
    assert ago < 24
    assert (then.hour, then.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("range_", "said"),
    [
        ([6, 24], "6 to 24 hours"),
        ([0, 12], "up to 12 hours"),
        ([24, 96], "1 to 4 days"),
        ([168], "from 7 days on"),
        ([12, 96], "12 hours to 4 days"),
        ([336, 504], "2 to 3 weeks"),
        ([120, 120], "5 days"),
    ],
)
def test_ranges_as_people_say_them(range_: list[float], said: str) -> None:
    assert span(range_) == said


def timelines(reference: Path) -> list[dict[str, Any]]:
    opened = open_reference(reference)
    return [queries.entry(opened, listed.id).data for listed in queries.entries(opened, "timelines")]


@pytest.mark.parametrize("width", [30, 44, 60, 76])
def test_a_bar_covers_the_hours_that_sources_give_and_no_others(reference: Path, width: int) -> None:
    for data in filter(chart.drawable, timelines(reference)):
        axis = chart.axis([data], width)
        assert axis.width <= width
        bars = {bar.label: bar.drawn for bar in chart.phases(data, axis)}
        for label, key in (("starts", "onset"), ("worst", "peak"), ("mostly over", "end")):
            spans = [row[key] for row in data["figures"] if row[key]]
            for column, sign in enumerate(bars.get(label, "")):
                low, high = axis.hour(column), axis.hour(column + 1)
                said = sum(one[0] < high and one[-1] >= low for one in spans)
                assert (sign == " ") or said > 0
                if sign == "█":
                    assert said == len(spans)
                if sign == "░":
                    assert said >= 1


@pytest.mark.parametrize("room", [0, 25, 40])
def test_every_symptom_with_hours_is_in_one_row_and_only_with_those_of_its_hours(
    reference: Path, room: int
) -> None:
    for data in filter(chart.drawable, timelines(reference)):
        drawn = [bar.label for bar in chart.symptoms(data, chart.axis([data], 60), room)]
        hours = {row["name"]: row["hours"] for row in data["symptoms"] if row["hours"]}

        assert sorted(", ".join(drawn).split(", ")) == sorted(", ".join(hours).split(", "))
        for label in drawn:
            within = [own for name, own in hours.items() if f", {name}," in f", {label},"]
            assert within
            assert all(own == within[0] for own in within)
            assert len(within) == 1 or len(label) <= room


@pytest.mark.parametrize("width", ["24", "30", "40", "60", "80"])
def test_a_chart_names_its_sources_in_every_window(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)

    key = run("timeline", "heroin").out.partition("mostly over")[2]

    assert re.match(r".*\n.*all[^\n]*\s+\[[0-9,]+\]\n", key)


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
def test_the_chart_keeps_within_the_window(run: Run, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)

    for names in (["heroin"], ["heroin", "fentanyl", "methadone"], ["buprenorphine"]):
        lines = run("timeline", *names).out.splitlines()
        assert max(map(len, lines)) <= int(width)


@pytest.mark.parametrize("at", ["0h", "90m", "5h", "12h", "36h", "3d", "9d", "30d"])
def test_each_hour_counts_every_source_once(run: Run, reference: Path, at: str) -> None:
    opened = open_reference(reference)
    for listed in queries.entries(opened, "timelines"):
        data = queries.entry(opened, listed.id).data
        shown = json.loads(run("timeline", listed.slug, "--at", at, "--json").out)

        assert shown["hours"] == durations.read(at, NOW).hours
        where = next(row for row in shown["rows"] if row["label"] == "Where this is")
        given = [sum(bool(row[key]) for row in data["figures"]) for key in ("onset", "peak", "end")]
        told = [sum(sources(fact["text"]) for fact in line["facts"]) for line in where["lines"]]
        assert told == ([count for count in given if count] or [1])


def sources(text: str) -> int:
    """How many sources a phrase speaks for: `3 of 9 sources`, `all 9 sources`, `the one source`."""
    match = re.search(r"(\d+)(?: of \d+)? sources", text)
    return int(match[1]) if match else 1


def test_an_hour_says_what_comes_and_where_to_turn(run: Run) -> None:
    shown = run("timeline", "heroin", "--at", "36h").out

    for label in (
        "Where this is",
        "Often felt now",
        "Usually next",
        "Comfort",
        "Whose rule",
        "! Get help now",
    ):
        assert f"\n{label}" in shown
    assert "no advice on a dose" in " ".join(shown.split())
    assert "recoveryref overdose" in shown


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["--at", "soon"], "type it as 36h"),
        (["--at", "-3h"], "before the last dose"),
        (["--since", "2999-01-01T00:00"], "has not come yet"),
        (["--at", "3h", "--since", "10:00"], "give one"),
    ],
)
def test_a_time_that_cannot_be_gets_one_kind_line(run: Run, args: list[str], line: str) -> None:
    shown = run("timeline", "heroin", *args)

    assert (shown.status, shown.out) == (2, "")
    assert line in shown.err
    assert len(shown.err.splitlines()) == 1


@pytest.mark.parametrize("at", ["400d", "9999d"])
def test_a_time_beyond_what_sources_describe_is_told_so(run: Run, at: str) -> None:
    shown = run("timeline", "heroin", "--at", at)

    assert shown.status == 0
    assert "Beyond what the sources describe" in shown.out
    assert "usually so by now" in shown.out
    assert "Often felt now" not in shown.out
    assert "Beyond" not in run("timeline", "heroin", "--at", "36h").out


def rules(run: Run, opioid: str, at: str) -> dict[str, list[str]]:
    """What an hour's page says of each medicine's start."""
    shown = json.loads(run("timeline", opioid, "--at", at, "--json").out)
    found: dict[str, list[str]] = {}
    for row in shown["rows"]:
        for line in row["lines"] if row["label"] == "Whose rule" else ():
            found.setdefault(line["lead"], []).extend(fact["text"] for fact in line["facts"])
    return found


GROUPS = {
    "heroin": {"short-acting opioids", "any opioid"},
    "short-acting-opioids": {"short-acting opioids", "any opioid"},
    "methadone": {"methadone", "long-acting opioids", "any opioid"},
    "fentanyl": {"fentanyl", "any opioid"},
    "buprenorphine": {"long-acting opioids", "any opioid"},
}


@pytest.mark.parametrize("opioid", GROUPS)
def test_a_rule_stands_only_by_the_opioid_it_is_about(run: Run, reference: Path, opioid: str) -> None:
    opened = open_reference(reference)
    found = rules(run, opioid, "7h")
    assert found
    for listed in queries.entries(opened, "medications"):
        data = queries.entry(opened, listed.id).data
        own = [rule for rule in data["start_figures"] if rule["after"] in GROUPS[opioid]]
        if listed.slug.startswith(opioid):
            assert listed.title not in found
            continue
        told = " ".join(found.get(listed.title, ()))
        for rule in own:
            assert f"after {rule['after']}" in told
            assert not rule["conditions"] or rule["conditions"] in told
            assert rule["cows"] is None or f"COWS {rule['cows']} or more" in told
        others = {rule["after"] for rule in data["start_figures"]} - GROUPS[opioid]
        assert not [after for after in others if f" after {after}: " in told]


@pytest.mark.parametrize("at", ["0h", "7h", "5d", "11d", "100d"])
@pytest.mark.parametrize("opioid", GROUPS)
def test_a_waiting_time_is_never_just_past(run: Run, opioid: str, at: str) -> None:
    told = [text for texts in rules(run, opioid, at).values() for text in texts]

    assert told
    for text in told:
        assert not re.search(r": past\b|\balready past", text)
        if "gone by" in text or "does not decide" in text or "not yet" in text:
            assert "What must also be true: " in text


@pytest.mark.parametrize("at", ["7h", "11d"])
@pytest.mark.parametrize("opioid", GROUPS)
def test_an_hours_page_names_every_wait_and_full_every_rule(
    run: Run, reference: Path, opioid: str, at: str
) -> None:
    opened = open_reference(reference)
    medicines = [queries.entry(opened, listed.id) for listed in queries.entries(opened, "medications")]
    short, full = (
        " ".join(run("timeline", opioid, "--at", at, *more).out.split()) for more in ((), ("--full",))
    )

    assert "by itself no leave to begin" in short
    assert len(short) < len(full)
    for medicine in medicines:
        own = [rule for rule in medicine.data["start_figures"] if rule["after"] in GROUPS[opioid]]
        for rule in own if not medicine.slug.startswith(opioid) else ():
            assert f"{waited(rule) or 'no hours given'} after {rule['after']}: " in full
            if rule["wait"] and rule["wait"][-1]:
                assert waited(rule).removeprefix("wait ") in short


@pytest.mark.parametrize("opioid", GROUPS)
def test_a_waiting_time_goes_by_hour_by_hour(run: Run, reference: Path, opioid: str) -> None:
    opened = open_reference(reference)
    medicines = [queries.entry(opened, listed.id) for listed in queries.entries(opened, "medications")]
    waits = {
        (entry.data["title"], f"after {rule['after']}: ", *rule["wait"])
        for entry in medicines
        for rule in (entry.data["start_figures"] if not entry.slug.startswith(opioid) else ())
        if rule["after"] in GROUPS[opioid] and rule["wait"] and rule["wait"][-1]
    }
    for title, after, *wait in waits:
        first, last = wait[0], wait[-1]
        expected = {
            first - 1: "not yet",
            first: "some of it has gone by",
            last: "the waiting time has gone by",
        }
        for hours, said in expected.items():
            if hours >= 0:
                told = " ".join(rules(run, opioid, f"{hours}h")[title])
                assert f"{after}{said}. What must also be true: " in told


def test_a_medicines_page_does_not_say_that_sources_differ_where_they_do_not(run: Run) -> None:
    assert "Sources differ" not in run("med", "methadone").out


def test_sources_show_each_ones_own_figure_beside_the_range(run: Run, reference: Path) -> None:
    data = queries.entry(open_reference(reference), "timelines/heroin").data
    shown = json.loads(run("timeline", "heroin", "--sources", "--json").out)
    page = run("timeline", "heroin", "--sources").out

    assert len(shown["figures"]) == len(data["figures"])
    low = min(row["onset"][0] for row in data["figures"] if row["onset"])
    assert shown["shown"]["onset"][0] == low
    assert "We show" in page
    cites = {cite["id"] for row in data["figures"] for cite in row["source"]}
    called = [csl.get("title-short", csl["title"]) for csl in data["sources"] if csl["id"] in cites]
    assert len(called) >= len(data["figures"])
    assert [name for name in called if name not in " ".join(page.split())] == []
