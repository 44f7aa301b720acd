"""Every problem in the data, at once."""

from collections.abc import Sequence
from pathlib import Path

from recoveryref.author.collect import Data, Progress, read, silent
from recoveryref.author.load import Problem
from recoveryref.author.rules import RULES


def check(folders: Sequence[Path], progress: Progress = silent) -> tuple[Data, list[Problem]]:
    """Read *folders* and hold them against every rule; problems come in file and line order."""
    data, problems = read(folders, progress)
    for number, rule in enumerate(RULES.values()):
        progress("checking", number, len(RULES))
        problems.extend(rule(data))
    return data, sorted(problems)
