"""Facts part into words and citations, and nothing else passes for a citation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoveryref.reader import citations

IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
LOCATORS = st.none() | st.sampled_from(["p. 3-20", "sec. 2.2", "abstract", "Table 2"])
CITES = st.lists(st.builds(citations.Cite, IDS, LOCATORS), min_size=1, max_size=4)
WORDS = st.lists(st.from_regex(r"[A-Za-z0-9.,%()'-]{1,12}", fullmatch=True), min_size=1, max_size=20)


ASKED = st.lists(st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True), max_size=9)


@given(WORDS, CITES, ASKED)
def test_a_written_fact_is_read_back_whole(
    words: list[str], cites: list[citations.Cite], asked: list[str]
) -> None:
    written = "; ".join(f"@{c.id}, {c.locator}" if c.locator else f"@{c.id}" for c in cites)

    behind = f" [? {' '.join(asked)}]" if asked else ""

    fact = citations.parse(f"{' '.join(words)} [{written}]{behind}")

    assert fact == citations.Fact(" ".join(words), tuple(cites), tuple(asked))


def test_a_folded_text_is_one_line() -> None:
    assert citations.parse("Heroin\n  is an opioid. [@a-1,\n p. 2]\n").text == "Heroin is an opioid."


@pytest.mark.parametrize("text", ["No source.", "", "   ", "Square [brackets] only."])
def test_a_text_without_citation_is_uncited(text: str) -> None:
    with pytest.raises(citations.Uncited):
        citations.parse(text)


INSIDE = "a citation stands inside the sentence"
ASKED_WITH = "the words in which people ask are no few plain words: [? nodding sleepy]"
END = "the citation does not stand at the end as [@source-id]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Two [@a] places. [@b]", INSIDE),
        ("Mail me@example.org", END),
        ("Bad id. [@Capital-2020]", "'@Capital-2020' is not a citation"),
        ("No id. [@]", "'@' is not a citation"),
        ("No at. [@a; b]", "'b' is not a citation"),
        ("Not at the end [@a] of it.", END),
        ("[@a]", END),
        ("Drowsy. [@a] [? ]", ASKED_WITH),
        ("Drowsy. [@a] [? Nodding off]", ASKED_WITH),
        ("Drowsy. [@a] [? one two three four five six seven eight nine ten]", ASKED_WITH),
    ],
)
def test_a_citation_of_another_form_is_malformed(text: str, told: str) -> None:
    with pytest.raises(citations.Malformed) as error:
        citations.parse(text)
    assert str(error.value) == told


@given(st.text())
def test_any_text_is_a_fact_or_one_of_the_two_faults(text: str) -> None:
    try:
        fact = citations.parse(text)
    except (citations.Uncited, citations.Malformed):
        return
    assert fact.text
    assert fact.cites
