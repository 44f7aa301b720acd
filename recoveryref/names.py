"""Names as people type them: one key for every spelling of the same name."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def key(name: str) -> str:
    """*name* without case, accents, hyphens, spaces or other marks: `Buprenorphine-Naloxone`
    and `buprenorphine naloxone` have one key.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _NOT_WORD.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
