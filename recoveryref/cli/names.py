"""What the commands are called."""

from recoveryref.kinds import KINDS

# Other forms of a kind's command.
ALSO = {also: kind.command for kind in KINDS.values() for also in kind.other}
# Commands in modules of their own, imported only when they are asked for or listed.
APART = ("check", "build", "export", "mcp")
COMMANDS = (
    "timeline",
    *(kind.command for kind in KINDS.values() if kind.name != "timelines"),
    "show",
    "compare",
    "cows",
    "overdose",
    "glossary",
    "search",
    "list",
    "sources",
    *APART,
)
