"""The package build's hook: compiles `data/` so that wheels and editable installs carry a reference,
and the manual page made.
"""

import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import zopfli
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReferenceHook(BuildHookInterface[Any]):
    """Compile `data/` into the package; a broken entry fails the package build with its problems."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the package's files are collected; *version* is `editable` or `standard`."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from recoveryref.author import packaged
        from recoveryref.author.build import build_own

        # Only a checkout that people edit needs to notice edits.
        editable = version == "editable"
        data = root / "data"
        build_own(data, watched=editable)
        if not editable:
            # So that `build --add` and `check` work in an installed program too.
            for path in packaged.beside(data):
                build_data["force_include"][str(path)] = f"recoveryref/_data/{path.relative_to(data)}"
        from recoveryref.cli.manpage import manpage

        self._made = tempfile.TemporaryDirectory()
        page = Path(self._made.name) / "recoveryref.1"
        page.write_text(manpage(), encoding="utf-8")
        build_data["shared_data"][str(page)] = "share/man/man1/recoveryref.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Run when the package is written: what was made only for it goes, and it is packed anew."""
        if self.target_name == "wheel":
            self._made.cleanup()
            _packed_well(Path(artifact_path))


# Of more rounds each takes a second, and saves less than a thousandth.
_ROUNDS = 5


def _packed_well(wheel: Path) -> None:
    """Write *wheel* again, as small as a zip that everything reads can be."""
    before = wheel.with_suffix(".before")
    wheel.rename(before)
    with (
        zipfile.ZipFile(before) as read,
        zopfli.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, iterations=_ROUNDS) as written,
    ):
        for each in read.infolist():
            written.writestr(each, read.read(each), zipfile.ZIP_DEFLATED)
    before.unlink()
