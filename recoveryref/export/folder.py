"""Write many files into a folder of ours: each whole or not at all, and never over anything else."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from recoveryref.atomic import put
from recoveryref.errors import RecoveryRefError, WrongUse

# Stands in every folder that we made, and names the files that we wrote into it.
MARKER = ".recoveryref-export"


def write(folder: Path, files: Iterable[tuple[str, str]]) -> int:
    """Write *files* (a path with `/`, and its text) into *folder*; returns their number.

    Files that an earlier export wrote and this one does not are removed: what is no longer in the
    reference must not stay readable. Raises *WrongUse* where *folder* holds what is not ours, and
    *RecoveryRefError* where the disk refuses.
    """
    before = ours(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / MARKER, "".join(f"{path}\n" for path in sorted(before)))
        written = set()
        for path, text in files:
            written.add(path)
            # Named before it is written, so that a broken-off export can be taken up again.
            if path not in before:
                with (folder / MARKER).open("a", encoding="utf-8") as marker:
                    marker.write(f"{path}\n")
            put(folder / path, text)
        for path in before - written:
            (folder / path).unlink(missing_ok=True)
        put(folder / MARKER, "".join(f"{path}\n" for path in sorted(written)))
    except OSError as error:
        why = error.strerror or str(error)
        raise RecoveryRefError(f"cannot write {folder} ({why}): free or change the place") from None
    return len(written)


def ours(folder: Path) -> set[str]:
    """What an earlier export wrote into *folder*; raises *WrongUse* where it is not ours to write into."""
    try:
        lines = (folder / MARKER).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise WrongUse(
                f"{folder} is not empty and no export of ours: name a new or an empty folder"
            ) from None
        return set()
    except (OSError, ValueError):
        raise WrongUse(f"{folder} is no folder that can be written: name a new or an empty folder") from None
    return {line for line in lines if _inside(line)}


def _inside(path: str) -> bool:
    """Whether a path of the marker stays inside the folder, whoever wrote the marker."""
    parts = PurePosixPath(path)
    return bool(path) and not parts.is_absolute() and ".." not in parts.parts
