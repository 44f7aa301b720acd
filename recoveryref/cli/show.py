"""Answers: find what was asked for in the reference, set it in the wanted format, write it."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from recoveryref import fastpath, kinds, paths
from recoveryref.cli import terminal
from recoveryref.control_chars import quoted, shown
from recoveryref.errors import Ambiguous, DataFault, NotFound, RecoveryRefError, WrongUse
from recoveryref.reader import queries
from recoveryref.reader.file import Reference, open_reference
from recoveryref.reader.records import Entry, Found

if TYPE_CHECKING:
    from recoveryref.reader import contract
    from recoveryref.reader.durations import Since
    from recoveryref.views.page import Page


# How many results a search shows unless asked otherwise.
_SHOWN = 8


class Ask(NamedTuple):
    """How an answer is wanted."""

    full: bool = False
    clinical: bool = False
    format: Literal["page", "plain", "markdown", "json", "csl", "bibtex"] = "page"


def open_(path: Path | None) -> Reference:
    """The reference to read: the one named, else our own, compiled afresh where its data was edited;
    with the numbers of the country that was named, else of the locale's.
    """
    opened = _opened(path)
    if named := os.environ.get(fastpath.COUNTRY):
        opened.fill(country(opened, named))
    return opened


def country(opened: Reference, named: str) -> str:
    """The code of the country with this name or these two letters; raises *WrongUse*."""
    try:
        return queries.country(opened, named)
    except (Ambiguous, NotFound) as error:
        why = str(error).partition(": ")[2]
        raise WrongUse(f"no country is called {quoted(named)}: {why}") from None


def _opened(path: Path | None) -> Reference:
    if path:
        return open_reference(path)
    folder = paths.data_folder()
    if not paths.REFERENCE.exists() and folder.is_dir():
        return _afresh(folder, "there is no compiled reference yet")
    opened = open_reference(paths.REFERENCE)
    settings = queries.meta(opened)
    if "watched" in settings and folder.is_dir() and settings["fingerprint"] != _fingerprint(folder):
        return _afresh(folder, "the data was edited")
    return opened


def _fingerprint(folder: Path) -> str:
    try:
        return fastpath.fingerprint(str(folder))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise DataFault(f"{folder} cannot be read ({why}): check its rights, or name a --reference") from None


def _afresh(folder: Path, why: str) -> Reference:
    from recoveryref.author import build

    remark(f"{why}: compiled for this answer; 'recoveryref build' keeps it")
    return build.in_memory([folder])


def kind(opened: Reference, name: str) -> str:
    """The kind that *name* means, singular or plural; raises *NotFound*."""
    if found := kinds.named(name):
        return found
    from difflib import get_close_matches

    known = kinds.KINDS
    raise NotFound(name, get_close_matches(name.casefold(), known, n=2) or list(known)[:4])


def of_kind(opened: Reference, kind: str, words: Sequence[str], ask: Ask, *, typed: str = "") -> None:
    """What a kind's command answers: the entry named, the usual one, or the list; where *typed*, the
    command itself, is a part of a name (`medication assisted treatment`), the entry of that name.
    """
    name = " ".join(words)
    instead = None if name else queries.usual(opened, kind, opened.country)
    whole = f"{typed} {name}"
    if name and typed and not queries.means(opened, name, kind) and queries.means(opened, whole):
        entry(opened, whole, None, ask)
    elif name or instead:
        entry(opened, name or instead or "", kind, ask)
    else:
        listed(opened, kind, ask)
    if instead and ask.format == "page":
        _print(
            "lists.others", kind, [other for other in queries.entries(opened, kind) if other.slug != instead]
        )


def entry(opened: Reference, name: str, kind: str | None, ask: Ask) -> None:
    """Show the entry that *name* means."""
    found = _found(opened, name, kind, ask)
    whole = queries.entry(opened, found.id)
    if ask.format == "json":
        json_ = _text_view("json")
        terminal.write(json_.value({**json_.whole(whole, today()), **found.taken_for(name)}))
        return
    from recoveryref.views.entry import entry_page

    urgent = queries.urgent(opened, opened.country)
    _page(entry_page(whole, urgent, full=ask.full, clinical=ask.clinical), ask)


def _found(opened: Reference, name: str, kind: str | None, ask: Ask) -> Found:
    """What *name* means, with a remark where that is not how it is called; where there is nothing, JSON
    says so too, unless it speaks of danger, which is then answered.
    """
    from recoveryref.reader.danger import heard

    try:
        found = queries.find(opened, name, kind)
        if not found.exact and heard(opened, name):
            raise NotFound(name, [])
    except NotFound as error:
        if ask.format == "json" and not heard(opened, name):
            terminal.write(_text_view("json").not_found(error))
        raise
    if not found.spelt:
        remark(f"{quoted(name)} taken for {found.name} ({found.id})")
    return found


def moment(opened: Reference, name: str, since: "Since", ask: Ask) -> None:
    """What sources say of one hour after the last dose."""
    found = _found(opened, name, "timelines", ask)
    whole = queries.entry(opened, found.id)
    medicines = [queries.entry(opened, listed.id) for listed in queries.entries(opened, "medications")]
    from recoveryref.views.timeline.moment import drawn_on, moment_page

    shown = moment_page(whole, medicines, since, queries.urgent(opened, opened.country), today())
    if ask.format == "json":
        json_ = _text_view("json")
        drawn = drawn_on(shown, whole, medicines, today())
        terminal.write(json_.page(shown, drawn, today(), **since._asdict(), **found.taken_for(name)))
    else:
        _page(shown, ask)


def figures(opened: Reference, name: str, ask: Ask) -> None:
    """Each source's own figures, with its year and country, and the range over all of them."""
    found = _found(opened, name, "timelines", ask)
    whole = queries.entry(opened, found.id)
    if ask.format == "json":
        from recoveryref.views.timeline.figures import as_json

        terminal.write(_text_view("json").value({**as_json(whole, today()), **found.taken_for(name)}))
        return
    from recoveryref.views.timeline.figures import figures_page

    _page(figures_page(whole, queries.urgent(opened, opened.country)), ask)


def timelines(opened: Reference, names: list[str], ask: Ask) -> None:
    """Several opioids under one axis; in text formats, one page after the other."""
    meant = [_found(opened, name, "timelines", ask) for name in names]
    found = [queries.entry(opened, each.id) for each in meant]
    if ask.format == "json":
        json_ = _text_view("json")
        entries = [
            {**json_.whole(whole, today()), **each.taken_for(name)}
            for whole, each, name in zip(found, meant, names, strict=True)
        ]
        terminal.write(json_.value({"entries": entries}))
    elif ask.format == "page":
        _print("terminal.timelines", found, queries.urgent(opened, opened.country), today())
    else:
        for whole in found:
            entry(opened, whole.id, "timelines", ask)


def named(opened: Reference, words: Sequence[str], kind: str | None = None) -> list[str]:
    """The names that *words* hold, each of one word or of several, without quotes: as few as every word
    can be a part of; where they cannot, the words as one name.
    """
    if len(words) < 2 or all(queries.means(opened, word, kind) for word in words):
        return list(words)
    parted: list[list[str] | None] = [[]]
    for end in range(1, len(words) + 1):
        ways = [
            [*before, run]
            for begin in range(end)
            if (before := parted[begin]) is not None
            and queries.means(opened, run := " ".join(words[begin:end]), kind)
        ]
        parted.append(min(ways, key=len, default=None))
    if parted[-1]:
        return parted[-1]
    return list(words) if all(queries.near_to(opened, word, kind) for word in words) else [" ".join(words)]


def listed(opened: Reference, kind: str | None, ask: Ask) -> None:
    """List the entries of a kind, or of all; stages stand in order, at a glance."""
    found = queries.entries(opened, kind)
    if ask.format != "page":
        terminal.write(_text_view(ask.format).listed(found, today()))
    elif kind == "stages":
        _print("lists.stages", [queries.entry(opened, stage.id) for stage in found], today())
    else:
        _print("lists.listed", found, queries.all_kinds(opened), today())


def compare(opened: Reference, names: list[str], ask: Ask) -> None:
    """Two to four entries of one kind, side by side."""
    whole = comparable(opened, named(opened, names))
    from recoveryref.views.compare import as_json, compare

    compared = compare(whole, queries.urgent(opened, opened.country), today())
    if ask.format == "json":
        terminal.write(_text_view("json").value(as_json(compared)))
    else:
        _either("terminal.comparison", compared, ask)


def comparable(opened: Reference, names: list[str]) -> list[Entry]:
    """The two to four entries of one kind that *names* mean; raises *WrongUse*."""
    if not 2 <= len(names) <= 4:
        raise WrongUse(
            "compare takes two to four names, such as: recoveryref compare methadone buprenorphine"
        )
    found = _alike(opened, names)
    kinds = {id.partition("/")[0] for id in found}
    if len(kinds) > 1:
        raise WrongUse(f"{', '.join(found)} are of different kinds: compare entries of one kind")
    if len(set(found)) < len(found):
        raise WrongUse(f"{found[0]} is named twice: name two different entries")
    return [queries.entry(opened, id) for id in found]


def _alike(opened: Reference, names: list[str]) -> list[str]:
    """The ids that *names* mean: all of one kind where they can be read so, else what each means."""
    for kind in (None, *queries.all_kinds(opened)):
        try:
            found = [queries.find(opened, name, kind) for name in names]
        except (NotFound, Ambiguous):
            continue
        ids = [each.id for each in found]
        if all(each.exact for each in found) and len({id.partition("/")[0] for id in ids}) == 1:
            return ids
    found = [queries.find(opened, name) for name in names]
    for name, each in zip(names, found, strict=True):
        if not each.spelt:
            remark(f"{quoted(name)} taken for {each.name} ({each.id})")
    return [each.id for each in found]


def cows(opened: Reference, args: list[str], ask: Ask) -> bool:
    """The score of the withdrawal scale; says whether every item was given."""
    from recoveryref.reader import scoring

    entry = queries.entry(opened, kinds.COWS)
    whole = entry.scale
    if args:
        given = scoring.read(whole, args)
    elif sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty():
        given = _asked(whole)
    else:
        items = " ".join(f"--{item['id']} N" for item in whole["items"])
        raise WrongUse(f"no item was given: recoveryref cows {items}")
    scored = scoring.score(whole, given)
    from recoveryref.views.words import dated, late

    if ask.format == "json":
        of = {"scale": whole["short"], **dated(entry.due, today())}
        terminal.write(_text_view("json").value({**of, **scored._asdict()}))
    else:
        _either("terminal.scored", (whole, scored, [*late(entry.due, entry.data["reviewed"], today())]), ask)
    return not scored.missing


def items() -> list[tuple[str, str]]:
    """The items of the withdrawal scale as options, each with its points; none where it cannot be read."""
    named = os.environ.get("RECOVERYREF_FILE")
    try:
        whole = queries.entry(open_(Path(named) if named else None), kinds.COWS).scale
    except RecoveryRefError:
        return []
    return [
        (f"--{item['id']}", f"{item['label']}: {', '.join(str(each['points']) for each in item['options'])}")
        for item in whole["items"]
    ]


def _asked(whole: "contract.Scale") -> dict[str, int]:
    """Ask for each item in turn, its options on the screen, until one of them is typed."""
    from recoveryref.reader import scoring

    given: dict[str, int] = {}
    for number, item in enumerate(whole["items"], 1):
        how = f" ({item['how']})" if item["how"] else ""
        terminal.write(f"\n{number} of {len(whole['items'])}  {item['label']}{how}\n")
        for option in item["options"]:
            terminal.write(f"  {option['points']}  {option['label']}\n")
        while item["id"] not in given:
            try:
                given[item["id"]] = scoring.points(item, terminal.asked("Points: ").strip())
            except WrongUse as error:
                remark(str(error))
            except EOFError:
                raise KeyboardInterrupt from None
    terminal.write("\n")
    return given


@contextmanager
def heard_first(opened: Reference, *said: str) -> Iterator[None]:
    """Where what was *said* cannot be answered and speaks of danger, the error says first where to turn."""
    try:
        yield
    except RecoveryRefError as error:
        from recoveryref.reader.danger import heard

        if found := heard(opened, " ".join(said)):
            error.args = (f"{' '.join(found.lines)} ({error})",)
        raise


def overdose(path: Path | None, said: str, ask: Ask) -> None:
    """What to do now, on one screen, unless what was *said* beside speaks of another danger; whatever is
    broken, this answers.
    """
    try:
        opened = open_(path)
        if said and danger(opened, said, ask):
            return
        whole = queries.entry(opened, kinds.OVERDOSE)
        urgent = queries.urgent(opened, opened.country)
        if ask.full or ask.format != "page":
            entry(opened, whole.id, None, ask)
        else:
            _print("lists.overdose", whole, urgent, today())
    except Exception as fault:
        # Not even a fault that nobody has thought of may stand between a reader and this page. Where it
        # is that nothing can be written, writing this says so again.
        if ask.format == "json" or not _instead():
            raise
        remark(str(fault) if isinstance(fault, RecoveryRefError) else ours(fault))


def ours(error: Exception) -> str:
    """What to say of an error that should not have happened."""
    return f"a fault of ours ({type(error).__name__}: {' '.join(str(error).split())[:200]}): please report it"


def _instead() -> bool:
    """Write the overdose page that was set as text when the program was built; says whether it is there."""
    try:
        text = paths.OVERDOSE.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    terminal.write(text)
    return bool(text)


def terms(opened: Reference, term: str, ask: Ask) -> None:
    """What a word means, or every word of the glossary."""
    found = queries.find(opened, term, "glossary") if term else None
    if found and not found.spelt:
        remark(f"{quoted(term)} taken for {found.name}")
    _either("lists.terms", queries.terms(opened, found.id if found else None), ask)


def hits(opened: Reference, text: str, kind: str | None, limit: int, ask: Ask) -> bool:
    """Show what a search finds, words of danger answered first; says whether anything was found."""
    from recoveryref.reader.search import search

    found = search(opened, text, kind=kind, limit=limit, clinical=ask.clinical)
    sources = queries.cited(opened, found.hits)
    where = found.danger.text if found.danger else ""
    if ask.format == "json":
        terminal.write(_text_view("json").hits(text, found, sources, today()))
    else:
        from recoveryref.views.found import results

        told = results(found.hits, sources, today())
        if ask.format == "page":
            _print("lists.hits", told, where)
        else:
            terminal.write(_text_view(ask.format).hits(told, where))
    for word in found.unknown:
        known = queries.known(opened, word)
        remark(known.says(word) if known and known.what else f"nothing here speaks of {quoted(word)}")
    if not found.hits:
        near = (
            f"did you mean {' or '.join(found.near)}?"
            if found.near
            else "try other words, or: recoveryref list"
        )
        remark(f"nothing found for {quoted(text)}: {near}")
    return bool(found.hits)


def danger(opened: Reference, text: str, ask: Ask) -> bool:
    """Answer words of danger: where to turn, and then what to do; says whether there were any."""
    from recoveryref.reader.danger import heard

    found = heard(opened, text)
    if found and found.first[:1] == (kinds.OVERDOSE,) and ask.format == "page":
        lines = (line.removesuffix(": recoveryref overdose") for line in found.lines)
        _print("lists.overdose", queries.entry(opened, kinds.OVERDOSE), "\n".join(lines), today())
    elif found:
        hits(opened, text, None, _SHOWN, ask)
    return bool(found)


def sources(opened: Reference, id: str | None, ask: Ask) -> None:
    """Every source, or one, and what cites it."""
    found = queries.sources(opened, id)
    if ask.format == "csl":
        terminal.write(_text_view("json").csl(found))
    else:
        _either("lists.sources", found, ask)


def front(opened: Reference) -> None:
    """One screen: what is here, where to turn in a crisis, how to start."""
    _print("lists.front", *queries.front_page(opened, opened.country), today())


def today() -> str:
    """The day (ISO) against which reviews are held."""
    return time.strftime("%Y-%m-%d")


def _page(shown: "Page", ask: Ask) -> None:
    if ask.format == "page":
        _print("terminal.page", shown, today())
    else:
        terminal.write(_text_view(ask.format).page(shown, today()))


def is_known(name: str) -> bool:
    """Whether *name* is one of ours, or of what is known without a page; not where nothing can be read."""
    try:
        queries.find(open_(None), name)
    except Ambiguous:
        return True
    except NotFound as error:
        return error.known is not None
    except RecoveryRefError:
        return False
    return True


def completions(incomplete: str, kind: str | None) -> list[str]:
    """Names for the shell to complete; silent where the reference cannot be read."""
    try:
        return queries.completions(open_(None), incomplete, kind)
    except RecoveryRefError:
        return []


def remark(text: str, *more: str) -> None:
    """Say something beside the answer, on standard error, where there is one to say it on: in one line,
    and *more* in a line each.
    """
    if sys.stderr is not None:
        with suppress(OSError):
            for line in (f"recoveryref: {text}", *more):
                print(shown(" ".join(line.splitlines())), file=sys.stderr)


def _either(view: str, what: Any, ask: Ask) -> None:
    """Write *what* with the view of this name, in whichever module the wanted format has it."""
    if ask.format == "page":
        _print(view, what)
    else:
        terminal.write(getattr(_text_view(ask.format), view.partition(".")[2])(what))


def _text_view(format: str) -> Any:
    """The view module of a text format, imported only now."""
    if format == "json":
        from recoveryref.views import json_

        return json_
    if format == "plain":
        from recoveryref.views import plain

        return plain
    if format == "bibtex":
        from recoveryref.views import bibtex

        return bibtex
    from recoveryref.views import markdown

    return markdown


def _print(view: str, *what: Any) -> None:
    """Set a page with a terminal view, such as `lists.front`, and write it."""
    from recoveryref.views.render import set_page, view_named

    make = view_named(view)
    terminal.write(set_page(lambda width: make(*what, width), terminal.width(), colour=terminal.colour()))
