"""What stands between two names that look alike, looked at by itself: the small functions and their edges."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoveryref.author.build import in_memory
from recoveryref.errors import Ambiguous, NotFound
from recoveryref.reader import names, queries
from recoveryref.reader.danger import one_slip
from recoveryref.reader.file import Reference

GOOD = Path(__file__).parent / "good"


@pytest.mark.parametrize(
    ("one", "other", "most", "slips"),
    [
        ("naloxone", "naloxone", 2, 0),
        ("naloxone", "naloxon", 2, 1),  # left out
        ("naloxone", "naloxxone", 2, 1),  # doubled
        ("naloxone", "nalozone", 2, 1),  # hit beside
        ("naloxone", "nalxoone", 2, 1),  # swapped with the next
        ("naloxone", "anloxone", 2, 1),
        ("naloxone", "naloxoen", 2, 1),
        ("abcd", "badc", 2, 2),
        ("ca", "abc", 4, 3),  # no letter is moved twice: not 2, as the unrestricted distance has it
        ("naloxone", "naltrexone", 4, 3),
        ("", "abc", 3, 3),
        ("abc", "", 3, 3),
        ("", "", 0, 0),
        ("a", "b", 0, 1),
        # What is over the most is told as one more, whichever way it is found.
        ("naloxone", "naltrexone", 2, 3),
        ("naloxone", "naltrexone", 1, 2),
        ("abc", "abcdef", 2, 3),
        ("abcdef", "ghijkl", 3, 4),
        ("abcdef", "ghijkl", 6, 6),
    ],
)
def test_distance(one: str, other: str, most: int, slips: int) -> None:
    assert names.distance(one, other, most) == slips
    assert names.distance(other, one, most) == slips


def by_definition(one: str, other: str) -> int:
    """The optimal string alignment, as its definition has it."""

    @cache
    def to(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [to(i - 1, j) + 1, to(i, j - 1) + 1, to(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
            ways.append(to(i - 2, j - 2) + 1)
        return min(ways)

    return to(len(one), len(other))


FEW_LETTERS = st.text("abc", max_size=7)


@given(FEW_LETTERS, FEW_LETTERS, st.integers(0, 8))
def test_distance_is_what_its_definition_says_up_to_the_most(one: str, other: str, most: int) -> None:
    assert names.distance(one, other, most) == min(by_definition(one, other), most + 1)


@given(FEW_LETTERS, FEW_LETTERS)
def test_one_slip_is_a_distance_of_one_or_none(one: str, other: str) -> None:
    assert one_slip(one, other) == (by_definition(one, other) <= 1)


@pytest.mark.parametrize(
    ("length", "slips"),
    [(0, 0), (4, 0), (5, 1), (7, 1), (8, 2), (15, 2), (16, 3), (60, 3)],
)
def test_slack(length: int, slips: int) -> None:
    assert names.slack(length) == slips


@pytest.mark.parametrize(
    ("name", "key", "words", "bag"),
    [
        ("Buprenorphine-Naloxone", "buprenorphinenaloxone", ["buprenorphine", "naloxone"], None),
        ("12-step  groups", "12stepgroups", ["12", "step", "groups"], "12 group step"),
        ("Méthadone (Méthadose®)", "methadonemethadose", ["methadone", "methadose"], None),
        ("effects of heroin", "effectsofheroin", ["effects", "of", "heroin"], "effect heroin"),
        ("the", "the", ["the"], "the"),
        ("AIDS", "aids", ["aids"], "aid"),
        ("loss", "loss", ["loss"], "loss"),
        ("gas", "gas", ["gas"], "gas"),
        ("-_-", "", [], ""),
        ("", "", [], ""),
    ],
)
def test_a_name_as_its_key_its_words_and_its_bag(
    name: str, key: str, words: list[str], bag: str | None
) -> None:
    assert names.key(name) == key
    assert names.words(name) == words
    assert names.bag(name) == (bag if bag is not None else " ".join(sorted(words)))


ENTRY = 'title: {title}\nreviewed: "2026-11"\nsummary: A text. [@example-2020]\n'


COUNTRIES = """
- code: AA
  names: [Malvonia]
- code: BB
  names: [Malvenia]
- code: CC
  names: [Zolvoriana, Brentoland]
- code: DD
  names: [Brontaland Isles]
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Made-up names that are one, two and three slips apart: two medicines, a topic, and two countries."""
    folder = tmp_path_factory.mktemp("toy")
    more = {
        "medications/zalvorane": "class: opioid antagonist [@example-2020]\n",
        "medications/zalverone": "class: opioid antagonist [@example-2020]\n",
        "medications/quib": "class: opioid antagonist [@example-2020]\n",
        "topics/zolvorine": "",
        "topics/kerplunking-marvellous-things": "",
        "topics/marbles": "",
    }
    for id, rest in more.items():
        path = folder / f"{id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(ENTRY.format(title=path.stem.replace("-", " ").capitalize()) + rest)
    (folder / "countries.yaml").write_text(COUNTRIES)
    return in_memory([GOOD, folder])


def outcome(toy: Reference, typed: str, kind: str | None = None) -> str:
    """The id that is opened, or after a question mark what is offered."""
    try:
        return queries.find(toy, typed, kind).id
    except Ambiguous as error:
        return "? " + ", ".join(error.ids)
    except NotFound as error:
        return "? " + ", ".join(error.near)


@pytest.mark.parametrize(
    ("typed", "kind", "found"),
    [
        ("zalvorane", None, "medications/zalvorane"),
        ("ZALVORANE", None, "medications/zalvorane"),
        # One slip from one medicine, and so three from the other.
        ("zalvoranne", None, "medications/zalvorane"),
        # One slip from one, two from the other: nobody can know.
        ("zalverane", None, "? Zalverone, Zalvorane"),
        ("zalvorone", None, "? Zalverone, Zalvorane, Zolvorine"),
        # Of a medicine and a topic the nearer one is taken.
        ("zolvorane", "topics", "topics/zolvorine"),
        # Two slips in a long word are explained, three are not.
        ("zxlvoranee", None, "medications/zalvorane"),
        ("zxlvoraneee", None, "? "),
        # A slip in the first letter counts alone, or where it changed places with the next.
        ("xalvorane", None, "medications/zalvorane"),
        ("xalvoranne", None, "? Zalvorane"),
        ("azlvorane", None, "medications/zalvorane"),
        # Short names have no slack.
        ("quob", None, "? "),
        ("quib", None, "medications/quib"),
        # Each word by itself, and a space too many or too few.
        ("kerplunkin marvelous thing", None, "topics/kerplunking-marvellous-things"),
        ("kerplunkingmarvellous things", None, "topics/kerplunking-marvellous-things"),
        ("kerplunkingmarvelous things", None, "topics/kerplunking-marvellous-things"),
        ("kerplunkingmarvelous thinks", None, "? Kerplunking marvellous things"),
        ("marbels", None, "topics/marbles"),
        ("marbxels", None, "? Marbles"),
        # A beginning is offered, never opened.
        ("zal", None, "? Zalverone, Zalvorane"),
        ("za", None, "? "),
        ("z" * 65, None, "? "),
        # Of one kind only, where one is asked for.
        ("zalvoranne", "topics", "? "),
        # Countries are told apart by one slip more, as medicines are.
        ("malvonnia", None, "? Malvonia, Malvenia"),
        ("malvoniaxx", None, "? Malvonia"),
        ("malvania", "helplines", "? Malvonia, Malvenia"),
        # No country is offered for a medicine or a page, nor the other way round.
        ("zolvoriane", None, "? Zolvorine, Zalvorane"),
        ("zolvorinne", None, "topics/zolvorine"),
        ("zolvoriann", "medications", "? "),
        ("brontaland", None, "? Brontaland Isles, Brentoland"),
        ("brent", "helplines", "? Brentoland"),
    ],
)
def test_what_a_name_near_others_opens(toy: Reference, typed: str, kind: str | None, found: str) -> None:
    assert outcome(toy, typed, kind) == found


@pytest.mark.parametrize(
    ("word", "most", "expected"),
    [
        ("methadnoe", 1, ["methadone"]),
        ("methadnoe", 3, ["methadone", "methadose", "meth"]),
        ("meth", 2, ["meth", "methadone"]),
        ("adone", 9, ["methadone", "naloxone", "methadose"]),
        ("zzz", 9, []),
        ("me", 9, []),
    ],
)
def test_words_alike_share_the_most_runs_of_three_letters(word: str, most: int, expected: list[str]) -> None:
    assert names.alike(word, "meth methadone methadose naloxone", most) == expected
