"""What standard output is: its width, whether it takes colour, and which letters it can write."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from recoveryref import fastpath
from recoveryref.control_chars import visible

# Signs that a terminal without Unicode cannot write, and what stands for them there, as wide.
_PLAINER = str.maketrans("“”‘’·–—…→├┼┤─━╌▶░▒▓█", "\"\"''---.>|+|-=->.:*#")


def width() -> int:
    """Columns of the terminal; `COLUMNS` where it is set, 80 where nothing says."""
    return fastpath.width()


def colour(env: Mapping[str, str] = os.environ) -> bool:
    """Whether to write colour: on a terminal, unless the environment asks otherwise."""
    if env.get("NO_COLOR"):
        return False
    if env.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and fastpath.styled(env)


def accessible(env: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment asks for plain text, as people who use a screen reader do."""
    return env.get("ACCESSIBLE", "0") not in ("", "0")


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C raise *KeyboardInterrupt* within, so that what is half-written can be removed."""
    import signal

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def line(prompt: str) -> str:
    """The line that is typed after *prompt*; raises *EOFError* where none will come."""
    import select

    write(prompt)
    # A read that begins just after Ctrl-C was pressed would not hear of it; short waits do.
    with suppress(OSError, ValueError):
        while not select.select([sys.stdin], [], [], 0.2)[0]:
            pass
    return input("")


def write(text: str) -> None:
    """Write to standard output; signs that its encoding lacks become plainer ones."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(encoded(text, encoding).decode(encoding))
    sys.stdout.flush()


def encoded(text: str, encoding: str) -> bytes:
    """*text* in this encoding; signs that it lacks become plainer ones."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAINER).encode(encoding, "replace")


def note(text: str, *more: str) -> None:
    """Say something beside the answer, on standard error, where there is one to say it on: in one line,
    and *more* in a line each.
    """
    if sys.stderr is not None:
        with suppress(OSError):
            for line in (f"recoveryref: {text}", *more):
                print(visible(" ".join(line.splitlines())), file=sys.stderr)


def notes(texts: Iterable[str]) -> None:
    """Say each of these beside the answer."""
    for text in texts:
        note(text)
