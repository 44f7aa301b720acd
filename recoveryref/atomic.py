"""Write a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recoveryref.errors import ExportFault


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside *path*, put in its place by one rename when the block ends well.

    Whatever else happens, *path* stays as it was; *OSError* where the disk refuses.
    """
    handle, name = tempfile.mkstemp(prefix=".recoveryref-", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def put(path: Path, content: str | bytes) -> None:
    """Write *content* to *path*, text in UTF-8, put in place by one rename; raises *ExportFault*."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part:
            part.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise ExportFault(path, error) from None
