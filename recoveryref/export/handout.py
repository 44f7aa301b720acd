"""A sheet for paper, of one entry or several: as somebody who treats would hand it out."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from recoveryref.atomic import put
from recoveryref.errors import RecoveryRefError, WrongUse
from recoveryref.export.site import FILES, Site
from recoveryref.reader import locale
from recoveryref.reader.file import Reference
from recoveryref.reader.records import Entry
from recoveryref.views import html
from recoveryref.views.entry import handout_page
from recoveryref.views.explained import Glossary
from recoveryref.views.timeline import svg

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Seconds for a browser to print: far more than it takes.
_PATIENCE = 120


def write(opened: Reference, entries: Sequence[Entry], path: Path, *, large: bool = False) -> None:
    """Write the sheets of *entries* into the file *path*, as its name ends: `.html` or `.pdf`."""
    if path.suffix not in (".html", ".pdf"):
        raise WrongUse(f"a handout is written as .html or .pdf: name such a file in place of {path}")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path.suffix == ".pdf" and not browser:
        raise RecoveryRefError(
            "a PDF needs Chromium, which is not here: name an .html file, and print that from any browser"
        )
    text = sheets(opened, entries, large=large)
    put(path, _printed(browser, text) if browser and path.suffix == ".pdf" else text)


def sheets(opened: Reference, entries: Sequence[Entry], *, large: bool = False) -> str:
    """One page of HTML that is whole in itself, with a sheet for each entry; *large* for weak eyes."""
    site = Site(opened)

    def lead(command: str) -> html.Bit:
        return html.Bit(site.lead("", command).text)

    def article(entry: Entry) -> html.Article:
        page = handout_page(entry, urgent)
        return html.article(page, page, lead, Glossary([]))

    urgent = locale.urgent(opened, opened.country)
    # On paper no command can be followed.
    said = "".join(bit.text for bit in html.bits(urgent, lambda _: html.Bit(""))).rstrip(": ")
    return site.env.get_template("handout.html").render(
        sheets=[
            (
                article(entry),
                svg.drawing(entry, whole=False) if handout_page(entry, urgent).timeline else None,
            )
            for entry in entries
        ],
        style=(FILES / "handout.css").read_text(encoding="utf-8"),
        large=large,
        urgent=f"{said}." if said else "",
        turn=locale.numbers(opened, opened.country).lines,
        today=site.today,
    )


def _printed(browser: str, text: str) -> bytes:
    """*text* as a PDF that the *browser* makes of it; what that needs besides is gone afterwards."""
    with TemporaryDirectory() as folder:
        page, paper = Path(folder, "sheet.html"), Path(folder, "sheet.pdf")
        page.write_text(text, encoding="utf-8")
        options = ["--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]
        options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        # As the superuser, such as in a container, it refuses its own sandbox; the page has no script.
        options += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [
            browser,
            *options,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={paper}",
            page.as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603
            return paper.read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise RecoveryRefError(
                f"{browser} could not print: name an .html file, and print that from any browser"
            ) from None
