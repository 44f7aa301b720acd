"""`python -m recoveryref` and the `recoveryref` command."""

import sys

from recoveryref import hot


def main() -> None:
    """Show a set page if one answers, else run the command the ordinary way."""
    if not hot.answer(sys.argv[1:]):
        from recoveryref.cli import main

        main()


if __name__ == "__main__":
    main()
