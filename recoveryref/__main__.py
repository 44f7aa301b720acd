"""`python -m recoveryref` and the `recoveryref` command."""

import os
import sys

from recoveryref import hot


def main() -> None:
    """Show a set page if one answers, else run the command the ordinary way."""
    # A pager, where every page goes through one, is not for the hot path to start.
    if "RECOVERYREF_PAGER" in os.environ or not hot.answer(sys.argv[1:]):
        from recoveryref.cli import main

        main()


if __name__ == "__main__":
    main()
