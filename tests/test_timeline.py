"""The chart draws what sources say and nothing else; an hour is placed only by cited ranges."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

from recoveryref import hours, query
from recoveryref.reference import open_reference
from recoveryref.views import chart
from recoveryref.views.page import span

NOW = datetime(2026, 11, 21, 10, 30)


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
    ],
)
def test_lengths_of_time(text: str, expected: float) -> None:
    assert hours.span(text) == expected


@pytest.mark.parametrize("text", ["", "36", "h", "-3h", "1h1d", "soon", "1.5h", "2w", "٣h", "1d1d"])
def test_what_is_no_length_of_time_is_told_what_to_type(text: str) -> None:
    with pytest.raises(ValueError, match="type"):
        hours.span(text)


@given(st.text(max_size=30))
def test_any_text_is_a_length_of_time_or_told(text: str) -> None:
    for read in (hours.span, lambda typed: hours.since(typed, NOW)):
        told = ""
        try:
            found = read(text)
        except ValueError as error:
            told = str(error)
        assert "type" in told or found >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:30", 0),
        ("22:00", 12.5),
        ("10:31", 23 + 59 / 60),
        ("2026-11-20T22:00", 12.5),
        ("2026-11-20", 34.5),
    ],
)
def test_since_a_moment(text: str, expected: float) -> None:
    assert hours.since(text, NOW) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["25:00", "2026-11-22T00:00", "yesterday", "12", ""])
def test_a_moment_that_cannot_be_is_told_what_to_type(text: str) -> None:
    with pytest.raises(ValueError, match="type"):
        hours.since(text, NOW)


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
    return [query.entry(opened, listed.id).data for listed in query.entries(opened, "timelines")]


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


def test_every_symptom_with_hours_has_its_row(reference: Path) -> None:
    for data in filter(chart.drawable, timelines(reference)):
        drawn = [bar.label for bar in chart.symptoms(data, chart.axis([data], 60))]

        assert drawn == [row["name"] for row in data["symptoms"] if row["hours"]]


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
def test_the_chart_keeps_within_the_window(run: Run, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)

    for names in (["heroin"], ["heroin", "fentanyl", "methadone"], ["buprenorphine"]):
        lines = run("timeline", *names).out.splitlines()
        assert max(map(len, lines)) <= int(width)


@pytest.mark.parametrize("at", ["0h", "90m", "5h", "12h", "36h", "3d", "9d", "30d"])
def test_each_hour_counts_every_source_once(run: Run, reference: Path, at: str) -> None:
    opened = open_reference(reference)
    for listed in query.entries(opened, "timelines"):
        data = query.entry(opened, listed.id).data
        shown = json.loads(run("timeline", listed.slug, "--at", at, "--json").out)

        assert shown["hours"] == hours.span(at)
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

    for label in ("Where this is", "Often felt now", "Usually next", "Comfort", "Whose rule", "Get help now"):
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


def test_a_time_beyond_the_chart_is_answered(run: Run) -> None:
    shown = run("timeline", "heroin", "--at", "400d")

    assert shown.status == 0
    assert "usually so by now" in shown.out


def test_sources_show_each_ones_own_figure_beside_the_range(run: Run, reference: Path) -> None:
    data = query.entry(open_reference(reference), "timelines/heroin").data
    shown = json.loads(run("timeline", "heroin", "--sources", "--json").out)
    page = run("timeline", "heroin", "--sources").out

    assert len(shown["figures"]) == len(data["figures"])
    low = min(row["onset"][0] for row in data["figures"] if row["onset"])
    assert shown["shown"]["onset"][0] == low
    assert "We show" in page
    assert "CAMH" in page
