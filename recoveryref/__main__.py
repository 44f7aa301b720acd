"""`python -m recoveryref` and the `recoveryref` command."""

import gc
import sys

from recoveryref import hot


def main() -> None:
    """Show a set page if one answers, else run the command the ordinary way."""
    if not hot.answer(sys.argv[1:]):
        # One answer is over before there is anything to collect; what takes longer turns it on again.
        gc.disable()
        from recoveryref.cli import main

        main()


if __name__ == "__main__":
    main()
