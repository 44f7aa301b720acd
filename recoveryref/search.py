"""Search in people's own words: names, questions, lay words and typing errors, best entry first."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from recoveryref import names
from recoveryref.query import Reference, words
from recoveryref.record import Hit

# Words beyond these are not read: nobody asks so long, and a search stays quick.
_MOST_LETTERS, _MOST_WORDS = 2000, 40
# Up to so many words make one name or saying.
_LONGEST = 5
# How much each part of an entry counts (names, asks, summary, body).
_WEIGHTS = "6.0, 4.0, 3.0, 1.0"
# How much the best question, a name in the query, and a match in the text weigh against each other.
_ASK, _NAME = 1.6, 6.0


class Found(NamedTuple):
    """The results, best first; *danger* is the role (`overdose`, `suicide`) of words of danger in
    the query, or empty; *near* holds words that exist, where nothing was found.
    """

    hits: list[Hit]
    danger: str
    near: list[str]


class _Group(NamedTuple):
    """Words of the query that mean one thing, and the FTS5 phrases that stand for it."""

    said: str
    phrases: tuple[str, ...]

    @property
    def match(self) -> str:
        return " OR ".join(self.phrases)


def search(reference: Reference, text: str, *, kind: str | None = None, limit: int = 10) -> Found:
    """Find the entries that answer best to *text*, best first; any text is safe."""
    typed = words(text[:_MOST_LETTERS])[:_MOST_WORDS]
    sayings = _sayings(reference, typed)
    danger = _danger(reference, typed)
    groups = list(_groups(reference, typed, sayings))
    scores: dict[str, float] = defaultdict(float)
    for group in groups:
        for id, score in reference.select(_TEXT, match=group.match, kind=kind):
            scores[id] += score
    if groups:
        every = " OR ".join(group.match for group in groups)
        best: dict[str, float] = {}
        for id, score in reference.select(_ASKS, match=every, kind=kind):
            best[id] = max(best.get(id, 0.0), score)
        for id, score in best.items():
            scores[id] += _ASK * score
    for id, score in _named(reference, typed, kind):
        scores[id] += _NAME * score
    ranked = sorted((-score, id) for id, score in scores.items())
    every = " OR ".join(group.match for group in groups)
    hits = [_hit(reference, id, every) for _, id in ranked[:limit]]
    return Found(hits, danger, [] if hits else _near_words(reference, typed))


_TEXT = f"""
    SELECT entry.id, -bm25(search, {_WEIGHTS})
    FROM search JOIN entry ON entry.rowid = search.rowid
    WHERE search MATCH :match AND entry.kind = coalesce(:kind, entry.kind)
    ORDER BY 2 DESC, 1
    LIMIT 100
"""
_ASKS = """
    SELECT ask.entry, -bm25(ask)
    FROM ask JOIN entry ON entry.id = ask.entry
    WHERE ask MATCH :match AND entry.kind = coalesce(:kind, entry.kind)
    ORDER BY 2 DESC, 1
    LIMIT 60
"""
_HIT = """
    SELECT entry.id, entry.kind, entry.title, entry.summary,
        snippet(search, 2, '**', '**', '…', 18), snippet(search, 3, '**', '**', '…', 18)
    FROM search JOIN entry ON entry.rowid = search.rowid
    WHERE search MATCH :match AND entry.id = :id
"""
_LISTED = "SELECT id, kind, title, summary, '', '' FROM entry WHERE id = :id"


def _hit(reference: Reference, id: str, match: str) -> Hit:
    rows = list(reference.select(_HIT, match=match, id=id)) if match else []
    id, kind, title, summary, *marked = (rows or list(reference.select(_LISTED, id=id)))[0]
    # Where only a name or a question matched, the summary says best what this is.
    return Hit(id, kind, title, summary, next((text for text in marked if "**" in text), summary))


def _runs(typed: list[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of words, the longest first: its begin, end and words."""
    for length in range(min(_LONGEST, len(typed)), 0, -1):
        for begin in range(len(typed) - length + 1):
            yield begin, begin + length, " ".join(typed[begin : begin + length])


def _sayings(reference: Reference, typed: list[str]) -> dict[str, dict[str, list[str]]]:
    """The runs of words that are sayings: what each means, by its role."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for _, _, run in _runs(typed):
        for role, means in reference.select("SELECT role, means FROM saying WHERE key = :key", key=run):
            found[run][role] = reference.json(means)
    return found


def _groups(
    reference: Reference, typed: list[str], sayings: dict[str, dict[str, list[str]]]
) -> Iterator[_Group]:
    """What is asked for, each thing once: sayings with what they mean, other words by themselves."""
    taken: set[int] = set()
    said: set[str] = set()
    for begin, end, run in _runs(typed):
        if taken & set(range(begin, end)) or run in said:
            continue
        roles = sayings.get(run, {})
        if "synonym" in roles:
            phrases = (_phrase(run), *map(_phrase, roles["synonym"]))
        elif end - begin > 1:
            continue
        elif "stop" in roles:
            phrases = ()
        else:
            phrases = (_phrase(run), *map(_phrase, _spelt(reference, run)))
        taken |= set(range(begin, end))
        said.add(run)
        if phrases:
            yield _Group(run, phrases)


def _phrase(text: str) -> str:
    """Words as an FTS5 phrase: nothing in them can be taken for an operator."""
    return '"' + " ".join(words(text)) + '"'


def _spelt(reference: Reference, word: str) -> list[str]:
    """What a word that no entry uses may have been meant to be: the nearest words, at most three."""
    if len(word) < 4 or any(c.isdigit() for c in word):
        return []
    if next(
        reference.select("SELECT 1 FROM search WHERE search MATCH :word LIMIT 1", word=_phrase(word)), None
    ):
        return []
    near = _nearest(reference, word)
    return [other for errors, other in near if errors == near[0][0] and errors <= names.slack(word)][:3]


_USED = "SELECT 1 FROM search WHERE search MATCH :word LIMIT 1"
_SPELL = """
    SELECT word.word FROM spell JOIN word ON word.rowid = spell.rowid
    WHERE spell MATCH :runs
    ORDER BY bm25(spell), word.word
    LIMIT 60
"""


def _nearest(reference: Reference, word: str) -> list[tuple[int, str]]:
    runs = {word[n : n + 3] for n in range(len(word) - 2)}
    if not runs:
        return []
    match = " OR ".join(f'"{run}"' for run in sorted(runs))
    found = [other for (other,) in reference.select(_SPELL, runs=match)]
    return sorted((names.distance(word, other, 4), other) for other in found)


def _near_words(reference: Reference, typed: list[str]) -> list[str]:
    near = [found for word in typed for found in _nearest(reference, word)[:2]]
    return list(dict.fromkeys(word for errors, word in sorted(near) if errors <= 4))[:4]


_NAMED = """
    SELECT id, rank FROM name
    WHERE key = :key AND kind = coalesce(:kind, kind) AND kind != 'glossary'
"""


def _named(reference: Reference, typed: list[str], kind: str | None) -> Iterator[tuple[str, float]]:
    """Entries whose names stand in the query, each once, by how much of the query the name is."""
    seen: set[str] = set()
    for begin, end, run in _runs(typed):
        key = names.key(run)
        for id, rank in reference.select(_NAMED, key=key, kind=kind):
            if id not in seen:
                seen.add(id)
                yield id, (1.0 - 0.15 * rank) * (0.5 + (end - begin) / len(typed))


_DANGER = "SELECT key, role FROM saying WHERE role IN ('overdose', 'suicide') ORDER BY role, key"


def _danger(reference: Reference, typed: list[str]) -> str:
    """Whether the words sound like an overdose or like thoughts of suicide, and which."""
    for key, role in reference.select(_DANGER):
        if _says(typed, key.split()):
            return str(role)
    return ""


def _says(typed: list[str], saying: list[str]) -> bool:
    """Whether *typed* holds the words of *saying* in order, with at most two others in each gap."""

    def follows(at: int, rest: list[str]) -> bool:
        if not rest:
            return True
        gap = range(at, min(at + 3, len(typed)))
        return any(_is(typed[n], rest[0]) and follows(n + 1, rest[1:]) for n in gap)

    return any(_is(word, saying[0]) and follows(n + 1, saying[1:]) for n, word in enumerate(typed))


def _is(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
