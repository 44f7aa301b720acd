"""Made-up data of any size, for measuring growth: no medicine in it, only words of the right shape."""

import random
from pathlib import Path

_SYLLABLES = [first + vowel for first in "bdfklmnrst" for vowel in "aeio"]

_FIELDS = ("mechanism", "taken", "access", "start", "outcomes", "effects", "risks", "pregnancy", "stopping")


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Write *count* made-up medication entries, with sources, below *folder*."""
    random.seed(seed)
    vocabulary = [_word(random.choice((1, 2))) for _ in range(2000)]
    (folder / "medications").mkdir(parents=True)
    sources = [f"made-up-{n}" for n in range(max(5, count // 10))]
    (folder / "sources.yaml").write_text(
        "".join(
            f"- id: {id}\n  type: report\n  title: Made up\n  issued: '2020'\n  accessed: '2026-11-21'\n"
            f"  URL: https://example.org/{id}\n"
            for id in sorted(sources)
        )
    )
    for n in range(count):
        name = f"{_word(4)}-{n}"
        lines = [
            f"title: {name.capitalize()}",
            f"aka: [{_word(3)}{n}x, {_word(3)}{n}y]",
            'reviewed: "2026-11"',
        ]
        lines += [
            f"questions:\n  mechanism: [how does {name} work]\n"
            f"  risks: [can i take {name} with {random.choice(vocabulary)}]"
        ]
        lines += [f"summary: {_sentence(vocabulary, sources[n % len(sources)])}"]
        lines += [f"class: partial opioid agonist [@{sources[n % len(sources)]}]"]
        for field in _FIELDS:
            lines.append(f"{field}:")
            lines += [f"  - {_sentence(vocabulary, random.choice(sources))}" for _ in range(3)]
        (folder / "medications" / f"{name}.yaml").write_text("\n".join(lines) + "\n")


def _word(length: int) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(length))


def _sentence(vocabulary: list[str], source: str) -> str:
    return " ".join(random.choices(vocabulary, k=9)).capitalize() + f". [@{source}]"
