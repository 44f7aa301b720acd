"""What the shell offers when TAB is pressed, in the form that the scripts of `--show-completion` want.

Names are looked up without Typer, which takes longer to import than the look-up takes; only for options
are the commands' own signatures read.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from recoveryref import paths
from recoveryref.errors import RecoveryRefError
from recoveryref.kinds import KINDS
from recoveryref.reader import handbook, queries
from recoveryref.reader.file import Reference, open_reference

# Every command that is not of a kind.
OTHERS = (
    *("build", "check", "compare", "cows", "export", "glossary", "list", "mcp", "overdose", "search"),
    *("show", "sources"),
)
# What `export` writes.
WRITTEN = ("site", "markdown", "json", "jsonl", "fhir", "schemas")
# From so many letters on, names of several words are offered too.
_LETTERS = 2

# As Typer's, but that it also answers the first TAB, when zsh has only just read it.
ZSH = """#compdef %(prog_name)s

%(complete_func)s() {
  local -x _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" %(autocomplete_var)s=complete_zsh
  local -a offered
  offered=("${(@f)$(%(prog_name)s)}")
  if [[ -n "$offered[1]" ]]; then compadd -Q -- "$offered[@]"; else _files; fi
}

if [[ "$funcstack[1]" == _%(prog_name)s ]]; then
  %(complete_func)s "$@"
else
  compdef %(complete_func)s %(prog_name)s
fi
"""


def answer(shell: str) -> int:
    """Print what is offered to *shell*; gives the exit status."""
    words, begun = _typed(shell)
    try:
        found = list(dict.fromkeys(_offered(words, begun)))
    except RecoveryRefError:  # no reference can be read: nothing is offered, and no word said
        found = []
    if shell == "fish" and os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if found else 1
    after = "::: " if shell in ("powershell", "pwsh") else ""
    sys.stdout.write("".join(f"{each}{after}\n" for each in found))
    return 0


def _typed(shell: str) -> tuple[list[str], str]:
    """The words after the program's name, and the one that is begun."""
    if shell == "bash":
        words = os.environ.get("COMP_WORDS", "").split()
        at = int(os.environ.get("COMP_CWORD", "0"))
        return words[1:at], words[at] if at < len(words) else ""
    line = os.environ.get("_TYPER_COMPLETE_ARGS", "").replace("\\", "")
    words = line.split()[1:]
    return (words[:-1], words[-1]) if words and not line.endswith(" ") else (words, "")


def _offered(words: list[str], begun: str) -> Iterator[str]:
    """What may stand in place of *begun* after *words*."""
    if words and words[-1] == "--kind":
        yield from _that(KINDS, begun)
    elif begun.startswith("-"):
        yield from _that(_options(words), begun)
    elif not words or not words[-1].startswith("-") or words[-1] not in _valued(words):
        said = [word for word in words if not word.startswith("-")]
        yield from _arguments(said, begun)


def _that(every: Sequence[str] | dict[str, Any], begun: str) -> Iterator[str]:
    return (each for each in every if each.startswith(begun))


def _arguments(said: list[str], begun: str) -> Iterator[str]:
    if not said:
        commands = [*(kind.command for kind in KINDS.values()), *OTHERS]
        yield from _that(commands, begun)
        yield from _names(None, [], begun) if begun else ()
        return
    kind = next((kind.name for kind in KINDS.values() if said[0] in kind.commands), None)
    match said[0]:
        case "list":
            yield from _that(KINDS, begun)
        case "export":
            yield from _that(WRITTEN, begun) if len(said) == 1 else ()
        case "sources":
            yield from (each.id for each in queries.sources(_opened()) if each.id.startswith(begun))
        case "glossary":
            yield from _names("glossary", said[1:], begun)
        case "show" | "compare":
            yield from _names(None, said[1:], begun)
        case other if kind:
            yield from _names(kind, said[1:], begun)
        case other if other not in OTHERS:
            yield from _names(None, said, begun)


def _names(kind: str | None, said: list[str], begun: str) -> Iterator[str]:
    """What may be asked of the entry that was named; names that go on as *begun* does, and those of several
    words that the words before it begin.
    """
    opened = _opened()
    yield from handbook.asked_of(opened, " ".join(said), begun, kind)
    for at in range(len(said)):
        before = " ".join(said[at:]).lower() + " "
        every = _written(opened, before + begun, kind)
        yield from (name[len(before) :] for name in every if name.startswith(before))
    every = _written(opened, begun, kind)
    yield from (name for name in every if " " not in name or len(begun) >= _LETTERS)


def _written(opened: Reference, begun: str, kind: str | None) -> Iterator[str]:
    """Names that go on as *begun* does, as they can be typed without quotes."""
    for name in queries.completions(opened, begun, kind):
        bare = name.partition(" (")[0]
        if bare.replace(" ", "").replace("-", "").isalnum():
            yield bare


def _opened() -> Reference:
    """The compiled reference, also where the data was edited since: nobody waits for TAB."""
    named = os.environ.get("RECOVERYREF_FILE")
    return open_reference(named or paths.REFERENCE)


def _options_of(words: list[str]) -> Iterator[tuple[Any, str]]:
    """Each option of the command that stands in *words*, after the type of its value."""
    from inspect import signature

    from recoveryref.cli import app

    for parameter in signature(app.function(words[0] if words else None)).parameters.values():
        for info in getattr(parameter.annotation, "__metadata__", ())[:1]:
            # In an annotation Typer keeps the first name of an option where a default stands elsewhere.
            for name in (info.default, *(info.param_decls or ())):
                if isinstance(name, str) and name.startswith("-"):
                    yield parameter.annotation.__origin__, name


def _options(words: list[str]) -> list[str]:
    own = [option for _, option in _options_of(words)]
    if words[:1] == ["cows"]:
        own += [option for option, _ in handbook.items(_opened())]
    return [*own, *([] if words else ["--install-completion", "--show-completion"]), "--help"]


def _valued(words: list[str]) -> list[str]:
    """The options that a word follows, which the shell completes as it likes."""
    return [option for type, option in _options_of(words) if type is not bool]
