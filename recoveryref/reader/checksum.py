"""A reference file's seal: a checksum by which a damaged file is noticed before it is believed.

A flipped bit may turn one dose into another. The seal is the CRC-32 of the whole file, and stands in
the SQLite header's application id; for the sum, the id counts as zeros.
"""

import os
from binascii import crc32
from pathlib import Path
from typing import BinaryIO

# What every SQLite file begins with, and where its header holds `user_version` and `application_id`.
_MAGIC = b"SQLite format 3\0"
_VERSION, _ID = slice(60, 64), slice(68, 72)
_HEADER = 100
# To read a larger file whole would take longer than the answer.
_MOST = 32_000_000


def put(path: Path) -> None:
    """Seal the finished file at *path*, and see it safely on the disk."""
    with path.open("r+b") as file:
        sum = _sum(file)
        file.seek(_ID.start)
        file.write(sum.to_bytes(4, "big"))
        file.flush()
        os.fsync(file.fileno())


def version(file: BinaryIO) -> int | None:
    """The format that the header of a reference names; None where *file* is no SQLite file."""
    head = _head(file)
    return int.from_bytes(head[_VERSION], "big") if head.startswith(_MAGIC) else None


def holds(file: BinaryIO) -> bool:
    """Whether *file* is as it was sealed; too large a file is not read."""
    if os.fstat(file.fileno()).st_size > _MOST:
        return True
    return _sum(file) == int.from_bytes(_head(file)[_ID], "big")


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_HEADER)


def _sum(file: BinaryIO) -> int:
    head = _head(file)
    sum = crc32(head[: _ID.start] + b"\0\0\0\0" + head[_ID.stop :])
    while part := file.read(1 << 18):
        sum = crc32(part, sum)
    return sum
