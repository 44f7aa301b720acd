"""A reference file's checksum, by which a damaged file is noticed before it is believed.

A flipped bit may turn one dose into another. It is the CRC-32 of the whole file, and stands in
the SQLite header's application id; for it, the id counts as zeros.
"""

import os
from binascii import crc32
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

# What every SQLite file begins with, and where its header holds `user_version` and `application_id`.
_MAGIC = b"SQLite format 3\0"
_VERSION, _ID = slice(60, 64), slice(68, 72)
_HEADER = 100
# To read a larger file whole would take longer than the answer.
_MOST = 32_000_000


def put(path: "Path") -> None:
    """Put its checksum into the finished file at *path*, and see it safely on the disk."""
    with path.open("r+b") as file:
        checksum = _checksum(file)
        file.seek(_ID.start)
        file.write(checksum.to_bytes(4, "big"))
        file.flush()
        os.fsync(file.fileno())


def version(file: BinaryIO) -> int | None:
    """The format that the header of a reference names; None where *file* is no SQLite file."""
    head = _head(file)
    return int.from_bytes(head[_VERSION], "big") if head.startswith(_MAGIC) else None


def holds(file: BinaryIO) -> bool:
    """Whether *file* has its checksum; too large a file is not read."""
    if os.fstat(file.fileno()).st_size > _MOST:
        return True
    return _checksum(file) == int.from_bytes(_head(file)[_ID], "big")


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_HEADER)


def _checksum(file: BinaryIO) -> int:
    head = _head(file)
    checksum = crc32(head[: _ID.start] + b"\0\0\0\0" + head[_ID.stop :])
    while part := file.read(1 << 18):
        checksum = crc32(part, checksum)
    return checksum
