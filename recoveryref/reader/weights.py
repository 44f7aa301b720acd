"""How much each thing counts that makes one entry, or one statement, answer better than another.

The website's script ranks by the same numbers (`by_name`).
"""

from typing import Any

# --- Entries, in `ranking`. Found all at once, by how likely they make the entries that are wanted (a
# conditional logit), on the questions in data/asked, each left out of what its words teach, and on
# tests/search/written.yaml; those with a `kind` count three times, as they are spread as people ask.
# What an entry holds of what is asked: in its names, its headings, and in how many of its statements.
NAMES, HEADINGS, OFTEN = 6.9, 0.6, 12.7
# How much likelier each word is in the questions that it answers than in others, as a logarithm.
TYPED = 2.1
# Its question that comes nearest beside its name, and the second of all; and, whatever else speaks, who types
# one means that entry.
NEAREST, SECOND, SAME, SAME_NEAR = 4.8, 2.3, 20.0, 2.0
# An entry that is named; a medicine by its own name, by the share of what is asked that the name is; and one
# whose name holds another's (methadone withdrawal).
NAMED, MEDICINE, LONGER = 3.4, 8.1, 2.2
# Each aspect that is asked, for an entry that holds it: one that is named by its own name, by another's, or
# not at all.
OWN, OTHERS, UNNAMED = 5.2, 0.3, 1.9
# What is left to tell of a kind.
KINDS = {
    "topics": 0.4,
    "timelines": -1.0,
    "situations": 1.6,
    "helplines": -1.3,
    "settings": -0.4,
    "therapies": 1.0,
    "supports": -0.2,
}
# How much less counts an entry for those who speak of what nobody speaks of here (`author.model.Synonym`).
# Found by hand on the same questions: it moves no entry that is wanted, and most others behind all.
FOR_OTHERS = 6.0
# A word that nearly everything holds counts this much at least; what more names, headings, statements and
# questions hold than so many tells no entry from others, takes long to count, and counts nothing.
LEAST, TOO_MANY = 0.02, 5000
# Of a question so much must be found for it to be held against what is asked.
SHARED = 0.3

# --- Statements of one entry, in `answers`. Found on the questions in data/asked that name the statements
# that answer, each left out, with many like it, of what is taught: whether one of these is among three.
# How much an aspect counts beside a word, where a statement's field or heading is about it, and where only
# its text is.
ASPECT, TEXT = 1.7, 0.45
# How much more a word counts in a heading, in what is often said, among so many words at the head of a
# statement; how much less one of several words that mean one thing counts by itself.
LABEL, CLAIM, HEAD, HEAD_WORDS, BY_ITSELF = 1.45, 1.15, 1.35, 5, 0.9
# What a larger share of an entry's statements holds is what it is about, and tells them not apart.
ABOUT = 0.6
# How much more counts a statement of the default page, and one for people who prescribe or study where
# these are asked for; and the first under its label, the second half as much.
PAGE, CLINICAL, EARLY = 0.6, 2.0, 0.3
# A statement of so many letters counts in full, a longer one less.
USUAL_LENGTH, LENGTH_COUNTS = 110, 0.06
# A place that answers a question like what is asked, the more the more alike; and the very statement. And how
# much a word counts, beside one that the statement holds, in which people ask for it, or that a question
# which it answers holds.
ANSWERS, BOUND, ASKED_WITH, IN_QUESTIONS = 1.8, 4.0, 1.7, 0.9
# How much likelier a statement is asked for than others, and each word in questions that it answers.
OFTEN_ASKED, TAUGHT = 1.1, 1.45
# How much less counts what a thing is, unless that is asked.
SUMMARY = 0.5
# When to get help is said beside answers, not in place of them, unless it is asked.
WARNINGS, WARNING = ("call", "danger"), 1.0
# What holds in another country than the reader's counts less; what an entry says of theirs where countries
# differ, more.
ABROAD, AT_HOME = 0.5, 1.5
# How much more counts what holds in the country that is asked of.
THERE = 2.0
# Besides the best only those are shown that fit nearly as well, and one less well sooner than one more under
# a label of which some are shown.
NEARLY, ANOTHER = 0.1, 0.3
# What is said of the reader's own country, told apart, is among them where it fits so well beside the best.
OWN_TOO = 0.35

# --- What is shown, in `search`.
# So many statements are shown of each of the first entries, and of every other.
MOST_STATEMENTS, FEWER = (3, 3, 3), 1
# Words so near to a question of an entry ask it.
ASKED = 0.9
# A word of so many letters that is held nowhere oftener than so is a thing that is hardly spoken of here;
# but who asks words so near to a question of an entry is answered, whatever words were chosen.
THING, HARDLY, ALIKE = 3, 3, 0.5
# So few words may be a name and one thing more, and no sentence.
NAME_AND_THING = 4
# So many entries are shown however they fit, and beyond them those that fit so well beside the best.
SURE, FAR = 3, 0.25
# A card is asked for as it stands where a question of it is so near, or its name so much of what is asked.
NEAR_CARD, MOSTLY_CARD = 0.5, 0.4
# All of a symptom or a withdrawal is about stopping.
OF_STOPPING = ("symptoms", "timelines")
# What there is to do or to call.
TO_DO = ("steps", "lines")


def by_name() -> dict[str, Any]:
    """Each of these by its name in small letters."""
    return {name.lower(): counts for name, counts in globals().items() if name.isupper()}
