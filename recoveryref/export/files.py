"""Write a file whole or not at all."""

import os
import tempfile
from pathlib import Path

from recoveryref.errors import ExportFault


def put(path: Path, text: str) -> None:
    """Write *text* to *path* in UTF-8, put in place by one rename; raises *ExportFault*."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".recoveryref-", suffix=".part", dir=path.parent)
    except OSError as error:
        raise ExportFault(path, error) from None
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as error:
        Path(part).unlink(missing_ok=True)
        raise ExportFault(path, error) from None
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
