"""`python -m recoveryref` and the `recoveryref` command."""

import _signal  # type: ignore[import-not-found]  # `signal` without its enumerations: a tenth of a start-up
import os
import sys


def main() -> None:
    """Show a prerendered page if one answers, else run the command on the normal path."""
    # Not for a background job, whose Ctrl-C is meant for others.
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _stop)
    # A cache of modules would tell which commands were used, and when first.
    sys.dont_write_bytecode = True
    from recoveryref import fastpath

    if not fastpath.answer(sys.argv[1:]):
        import gc

        # One answer is over before there is anything to collect; what takes longer turns it on again.
        gc.disable()
        asked = os.environ.get("_RECOVERYREF_COMPLETE", "")
        try:
            if asked.startswith("complete_"):
                from recoveryref.cli import completing

                sys.exit(completing.answer(asked.removeprefix("complete_")))
            from recoveryref.cli.run import main

            main()
        except ImportError as error:
            sys.exit(
                f"recoveryref: this Python lacks {error.name or error}: "
                "install RecoveryRef again, with a Python that has SQLite"
            )


def _stop(*_: object) -> None:
    """End at once on Ctrl-C, wherever the program is: nothing is held back, so nothing is lost."""
    if os.isatty(2):
        os.write(2, b"\n")
    os._exit(130)


if __name__ == "__main__":
    main()
