"""A static website of the whole reference: plain files, no server, nothing asked of anybody."""

import json
import re
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recoveryref import kinds
from recoveryref.errors import RecoveryRefError
from recoveryref.export import folder, site_search
from recoveryref.reader import handbook, locale, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.records import Entry, Listed, named
from recoveryref.views import html, ref
from recoveryref.views.entry import entry_page, handout_page
from recoveryref.views.explained import Glossary
from recoveryref.views.timeline import svg
from recoveryref.views.words import CLINICAL, LOCAL, late, local, month, notes, overdue

if TYPE_CHECKING:
    from jinja2 import Environment

FILES = Path(__file__).parent / "site_files"
# What every website has as it stands.
STATIC = ("style.css", "page.js", "words.js", "packed.js", "danger.js", "search.js", "icon.svg")
MANIFEST = {
    "name": "RecoveryRef",
    "short_name": "RecoveryRef",
    "description": "Treatment for heroin and opioid use disorder, from cited sources.",
    "start_url": "index.html",
    "scope": ".",
    "display": "standalone",
    "background_color": "#fdfcfa",
    "theme_color": "#0a4f8f",
    "icons": [{"src": "icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
}


def write(opened: Reference, path: Path) -> None:
    """Write the website into the folder *path*."""
    folder.ours(path)  # what is not is refused at once
    # Set in whole before anything is written, so that a fault leaves an older website as it was.
    whole = list(files(opened))
    folder.write(path, [*whole, *_offline(whole)])


def files(opened: Reference) -> Iterator[tuple[str, str]]:
    """Every file of the website that shows something: its path, and its text."""
    site = Site(opened)
    for name in STATIC:
        yield name, _bare(name)
    yield from site_search.files(opened, site.whole, partial(site.lead, ""))
    yield "index.html", site.index()
    for kind in site.filled:
        yield f"{kind}/index.html", site.listed(kind)
    for entry in site.whole.values():
        yield f"{entry.id}.html", site.entry(entry)
    if kinds.OVERDOSE in site.whole:
        yield "overdose.html", site.overdose()
    yield "glossary.html", site.set("glossary.html", "glossary.html", terms=site.terms)
    listed = [html.listing(source) for source in queries.sources(opened)]
    yield "sources.html", site.set("sources.html", "sources.html", sources=listed)


# Lines of comment, the room before a line, and lines with nothing in them.
_SPARE = re.compile(r"^ *//.*\n|^ +|^\n", re.MULTILINE)


def _bare(name: str) -> str:
    """A file that every website has; of a script what runs, a fifth less to load."""
    text = (FILES / name).read_text(encoding="utf-8")
    return _SPARE.sub("", text) if name.endswith(".js") else text


def _offline(whole: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What a web host needs so that the website can be installed and is kept whole on a device."""
    summed = sha256()
    for path, text in whole:
        summed.update(f"{path}\0{text}\0".encode())
    listed = json.dumps([path for path, _ in whole])
    worker = _bare("worker.js")
    yield "worker.js", f'const VERSION = "{summed.hexdigest()[:16]}";\nconst FILES = {listed};\n{worker}'
    yield "manifest.json", json.dumps(MANIFEST, indent=1) + "\n"


class Site:
    """What the pages of one website share."""

    def __init__(self, opened: Reference) -> None:
        self.opened = opened
        self.env = _environment()
        self.kinds = queries.all_kinds(opened)
        listed = queries.entries(opened)
        self.whole = {each.id: queries.entry(opened, each.id) for each in listed}
        self.titles = {each.id: named(each.title, each.local) for each in listed}
        self.filled: dict[str, list[Listed]] = {}
        for each in listed:
            self.filled.setdefault(each.kind, []).append(each)
        self.terms = queries.terms(opened)
        self.glossary = Glossary(self.terms)
        self.country = opened.country
        self.today = handbook.today()

    def set(self, template: str, path: str, **what: Any) -> str:
        """Set the page *path* with a template; every address in it leads from *path*."""
        root = "../" * path.count("/")
        linked = partial(html.bits, lead=partial(self.lead, root))
        shown = {
            "linked": linked,
            "explains": False,
            "urgent": linked(locale.urgent(self.opened, self.country)),
            "crisis": linked(locale.crisis(self.opened, self.country)),
            **what,
        }
        return self.env.get_template(template).render(
            root=root,
            path=path,
            kinds=self.kinds,
            filled=self.filled,
            titles=self.titles,
            has_overdose=kinds.OVERDOSE in self.whole,
            marked=self.mark,
            warnings=self.warnings(path),
            **shown,
        )

    def mark(self, entry: Entry) -> str:
        """What stands behind an entry's title: that an overlay brought it, that its review is overdue."""
        return named("", entry.local, overdue(entry.due, self.today)).strip()

    def warnings(self, path: str) -> list[str]:
        """What stands above numbers and steps that are another entry's, where its review is overdue."""
        id = locale.helplines(self.opened, self.country or locale.ELSEWHERE)
        shown = {"index.html": [id], "overdose.html": [id, kinds.OVERDOSE]}.get(path, [])
        whole = [self.whole[each] for each in shown if each in self.whole]
        return [
            f"{entry.data['title']}. {warning}"
            for entry in whole
            for warning in late(entry.due, entry.data["reviewed"], self.today)
        ]

    def lead(self, root: str, command: str) -> html.Bit:
        """Where a command that the data names leads on the website."""
        _, name, *rest = command.split(" ", 2)
        if name == "overdose" and kinds.OVERDOSE in self.whole:
            return html.Bit("what to do in an overdose", f"{root}overdose.html")
        for kind, asked in kinds.KINDS.items():
            if kind in self.filled and name in asked.commands:
                id = queries.means(self.opened, rest[0], kind) if rest else None
                if id in self.titles:
                    return html.Bit(self.titles[id], f"{root}{id}.html")
                return html.Bit(kind, f"{root}{kind}/index.html")
        return html.Bit(command)

    def index(self) -> str:
        """The first page: where to turn, search, the stages, what is here."""
        stages = [self.whole[each.id] for each in self.filled.get("stages", ())]
        return self.set(
            "index.html",
            "index.html",
            # The first is the crisis line, which stands at the head of every page.
            lines=locale.numbers(self.opened, self.country).lines[1:],
            situations=handbook.cards(self.opened),
            stages=stages,
            about={kind.name: kind.help for kind in kinds.KINDS.values()},
            meta=queries.meta(self.opened),
            reviewed=month(queries.meta(self.opened)["reviewed"]) if self.whole else "",
        )

    def listed(self, kind: str) -> str:
        """The list of a kind; of helplines, the numbers themselves, the reader's own first."""
        own = locale.helplines(self.opened, self.country)
        entries = [self.whole[each.id] for each in sorted(self.filled[kind], key=lambda each: each.id != own)]
        path = f"{kind}/index.html"
        articles = {entry.id: self.article(entry, path) for entry in entries}
        return self.set(
            "kind.html", path, kind=kind, entries=entries, articles=articles, about=kinds.KINDS[kind].help
        )

    def article(self, entry: Entry, path: str) -> html.Article:
        """An entry's page as the template takes it, for a place at *path*."""
        urgent = locale.urgent(self.opened, self.country)
        whole = entry_page(entry, urgent, full=True, clinical=True)
        lead = partial(self.lead, "../" * path.count("/"))
        return html.article(whole, handout_page(entry, urgent), lead, self.glossary)

    def entry(self, entry: Entry) -> str:
        """An entry, whole."""
        path = f"{entry.id}.html"
        article = self.article(entry, path)
        chart = svg.drawing(entry) if article.page.timeline else None
        return self.set(
            "entry.html",
            path,
            article=article,
            explains=True,
            chart=chart,
            clinical_word=CLINICAL,
            notes=list(notes(article.page, self.today)),
            local=html.bits(local(article.page), partial(self.lead, "../")),
            next_review=month(entry.due),
            related=entry.data["related"],
        )

    def overdose(self) -> str:
        """What to do now, large; its citations lead to the sources of the entry's own page."""
        article = self.article(self.whole[kinds.OVERDOSE], "overdose.html")
        parts = {section.key: section.items for section in article.sections}
        return self.set(
            "overdose.html",
            "overdose.html",
            local=LOCAL if self.whole[kinds.OVERDOSE].local else "",
            page=f"{kinds.OVERDOSE}.html",
            urgent=html.bits(
                locale.urgent(self.opened, self.country), lambda _: html.Bit("these steps", "#steps")
            ),
            signs=parts.get("signs", ()),
            steps=parts.get("steps", ()),
            numbers=locale.numbers(self.opened, self.country).lines,
        )


def _said_by(entry: Entry, fact: dict[str, Any]) -> str:
    """The sources of a fact, by their short names."""
    ids = dict.fromkeys(cite["id"] for cite in fact["cites"])
    return "; ".join(ref.short(csl) for id in ids for csl in entry.data["sources"] if csl["id"] == id)


def _environment() -> "Environment":
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise RecoveryRefError(
            "this needs Jinja2, which is not installed: pip install 'recoveryref[site]'"
        ) from None
    env = Environment(
        loader=FileSystemLoader(FILES),
        # Everything that the data holds is text, in every template, whatever its name.
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["short"] = ref.short
    env.globals.update(
        month=month, notes=notes, named=named, short=ref.short, anchor=html.anchor, said_by=_said_by
    )
    return env
