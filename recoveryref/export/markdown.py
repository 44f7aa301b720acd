"""Every entry as a Markdown file, and an index of them: for wikis, notes and other sites."""

from pathlib import Path

from recoveryref.atomic import put
from recoveryref.export.about import CREDIT, LICENSE, LICENSE_URL, NAME
from recoveryref.reader import locale, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today as this_day
from recoveryref.reader.records import Entry, Listed, named
from recoveryref.version import __version__
from recoveryref.views import markdown
from recoveryref.views.entry import entry_page


def write(opened: Reference, folder: Path) -> None:
    """Write `index.md` and `<kind>/<slug>.md` into *folder*: whole pages but for the clinical part."""
    urgent = locale.urgent(opened, opened.country)
    today = this_day()
    listed = queries.entries(opened)
    titles = {entry.id: named(entry.title, entry.local) for entry in listed}
    for each in listed:
        entry = queries.entry(opened, each.id)
        text = markdown.page(entry_page(entry, urgent, full=True), today)
        put(folder / f"{entry.id}.md", f"{text}\n{_related(entry, titles)}")
    put(folder / "index.md", _index(opened, listed, urgent, today))


def _related(entry: Entry, titles: dict[str, str]) -> str:
    links = (markdown.link(titles[id], f"../{id}.md") for id in entry.data["related"])
    return "See also: " + ", ".join((*links, markdown.link("everything", "../index.md"))) + "\n"


def _index(opened: Reference, listed: list[Listed], urgent: str, today: str) -> str:
    parts = ["# RecoveryRef\n", markdown.strong(urgent) + "\n"]
    for name in queries.all_kinds(opened):
        own = [entry for entry in listed if entry.kind == name]
        if own:
            parts.append(f"## {name.capitalize()}\n\n{markdown.linked(own, today)}")
    licence = markdown.link(LICENSE, LICENSE_URL)
    parts.append(f"{NAME} {__version__}, {today}. {licence}. {CREDIT}\n")
    return "\n".join(parts)
