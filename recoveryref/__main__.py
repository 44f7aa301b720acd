"""`python -m recoveryref` and the `recoveryref` command."""

from recoveryref.cli import main

if __name__ == "__main__":
    main()
