"""Every problem in the data, at once."""

from collections.abc import Sequence
from pathlib import Path

from recoveryref.author.folder import Data, read
from recoveryref.author.load import Problem
from recoveryref.author.rules import RULES


def check(folders: Sequence[Path]) -> tuple[Data, list[Problem]]:
    """Read *folders* and hold them against every rule; problems come in file and line order."""
    data, problems = read(folders)
    for rule in RULES.values():
        problems.extend(rule(data))
    return data, sorted(problems)
