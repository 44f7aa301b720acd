"""Write answers: each in the format that was asked for, its notes on standard error."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol

from recoveryref import fastpath, kinds, paths
from recoveryref.cli import terminal
from recoveryref.cli.compiled import open_
from recoveryref.cli.output import OutputOptions
from recoveryref.errors import NotFound, RecoveryRefError, WrongUse
from recoveryref.reader import handbook, locale, queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today
from recoveryref.reader.records import Entry, Listed, Source, Term

if TYPE_CHECKING:
    from rich.console import RenderableType

    from recoveryref.reader import contract
    from recoveryref.reader.durations import Since
    from recoveryref.reader.question import Part
    from recoveryref.reader.search import Found as SearchFound
    from recoveryref.views.compare import Comparison
    from recoveryref.views.found import Results
    from recoveryref.views.page import Page

# How many results a search shows unless asked otherwise.
SHOWN = 5
# And so many below a card for the moment.
_BESIDE_CARD = 3


class TextFormat(Protocol):
    """What a format of plain text can write: `views.plain` and `views.markdown` do."""

    def page(self, page: "Page", today: str) -> str:
        """One entry."""

    def listed(self, entries: Sequence[Listed], today: str) -> str:
        """A list of entries."""

    def hits(self, found: "Results", help_: str) -> str:
        """What a search found."""

    def comparison(self, found: "Comparison") -> str:
        """Entries side by side."""

    def terms(self, terms: Sequence[Term]) -> str:
        """Terms of the glossary."""

    def sources(self, sources: Sequence[Source]) -> str:
        """Sources."""


def of_kind(
    opened: Reference, kind: str, words: Sequence[str], options: OutputOptions, *, typed: str = ""
) -> None:
    """What a kind's command answers: what *words* ask, the usual entry, or the list; where *typed*, the
    command itself, is a part of a name (`medication assisted treatment`) or of a sentence (`symptoms of
    fentanyl withdrawal`), what is asked with it.
    """
    from recoveryref.reader import question

    name = " ".join(words)
    instead = None if name else handbook.usual(opened, kind, opened.country)
    whole = f"{typed} {name}"
    alone = not typed or queries.means(opened, name, kind)
    if name and not alone and (question.goes_on(opened, name) or queries.means(opened, whole)):
        ask(opened, whole, None, options)
    elif name:
        ask(opened, name, kind, options)
    elif instead:
        entry(opened, instead, kind, options)
    else:
        listed(opened, kind, options)
    if instead and options.format == "page":
        from recoveryref.views import lists

        others = [other for other in queries.entries(opened, kind) if other.slug != instead]
        _print(partial(lists.others, kind, others))


def ask(opened: Reference, text: str, kind: str | None, options: OutputOptions) -> None:
    """Answer what is asked in a person's own words, of a kind's entries or of any: danger before all, then
    the entry that is named, the part or the hour of it that is asked, a card for the moment, or what a
    search finds.
    """
    from recoveryref.reader import question

    is_name = question.is_name(opened, text, kind)
    part = question.part_named(opened, text, kind) if is_name else None
    named = is_name and part is None
    page = not options.full and options.format != "json"
    of_a_section = named and page and question.is_of_a_section(opened, text, kind)
    if named and not of_a_section:
        entry(opened, text, kind, options)
        return
    if danger(opened, text, options):
        return
    if not options.clinical and question.is_of_staff(opened, text):
        options = options._replace(clinical=True)
        terminal.note("read as a question of somebody who treats, as with --clinical")
    if ids := question.compared(opened, text, kind):
        compare(opened, ids, options)
        return
    if of_a_section and _searched(opened, text, kind, options):
        return
    if page and kind is None and (term := question.term_asked(opened, text)):
        # A line on the word, and then what is said of the thing: to call for help, or to do, may stand there.
        terms(opened, term, options)
        terminal.write("\n")
        _searched(opened, text, kind, options)
        return
    found = part or question.asked_of_one(opened, text, kind)
    if isinstance(found, question.Moment):
        _moment(opened, found.entry, found.since, options)
    elif isinstance(found, Entry):
        entry(opened, found.id, None, options)
    elif not (found and _part(opened, found, text, options)):
        _nearest(opened, text, kind, options)


def _part(opened: Reference, part: "Part", text: str, options: OutputOptions) -> bool:
    """Show the part of an entry that is asked for, and what else a search for *text* finds; says whether the
    entry holds it.
    """
    from recoveryref.reader.search import beside
    from recoveryref.views.entry import part_page

    urgent = locale.urgent(opened, opened.country)
    made = part_page(part.entry, part.ways, urgent, said=part.said, clinical=options.clinical)
    if made is None:
        return False
    said = {span.text for row in made.rows for line in row.lines for span in line.spans}
    made = made._replace(abroad=handbook.abroad(opened, made.id, said), unsaid=part.unsaid)
    more = beside(opened, text, made.id, said, clinical=options.clinical)
    cited = queries.cited(opened, more)
    if options.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.part(made, part.entry, more, cited, today()))
        return True
    _page(made._replace(urgent="") if more else made, options.format)
    if more:
        from recoveryref.views.found import results
        from recoveryref.views.words import MORE

        terminal.write("\n")
        _results(results(more, cited, today(), MORE)._replace(urgent=urgent), options.format)
    return True


def _nearest(opened: Reference, text: str, kind: str | None, options: OutputOptions) -> None:
    """The entry whose name is nearly *text*; else what a search finds, or that nothing is called so."""
    from recoveryref.reader import question

    if question.is_long(opened, text) and _searched(opened, text, kind, options):
        return
    try:
        queries.find(opened, text, kind)
    except NotFound as error:
        if not error.known and (together := question.named_together(opened, text, kind)):
            meant = handbook.meant(opened, text, together)
            terminal.notes(meant.notes)
            _entry(opened, meant, text, options)
            return
        named = error.known or question.offers_a_name(opened, text, kind, error.near)
        if not named and _searched(opened, text, kind, options):
            return
    entry(opened, text, kind, options)


def _searched(opened: Reference, text: str, kind: str | None, options: OutputOptions) -> bool:
    """What a search finds, first a card for the moment whole where that is asked for; says whether there is
    anything.
    """
    from recoveryref.reader.search import for_staff, search

    found = search(opened, text, kind=kind, limit=SHOWN, clinical=options.clinical)
    if not found.hits:
        return False
    first, *others = found.hits
    card = found.whole and first.kind == kinds.CARDS
    # Who treats is not answered by the card of who is treated, nor the other way.
    card = card and options.clinical == for_staff(queries.statements_of(opened, first.id))
    if card and options.format != "json":
        _card(opened, text, found, options)
        return True
    if card:
        first = first._replace(statements=queries.statements_of(opened, first.id))
        found = found._replace(hits=[first, *others])
    _hits(opened, text, found, options)
    return True


def _card(opened: Reference, text: str, found: "SearchFound", options: OutputOptions) -> None:
    """Show the card for the moment that comes first, whole, and some of the rest below it."""
    first, *others = found.hits
    entry(opened, first.id, kinds.CARDS, options)
    if others:
        terminal.write("\n")
        # A card says where to turn.
        found = found._replace(hits=others[:_BESIDE_CARD], danger=None)
        _hits(opened, text, found, options, below=True)


def entry(opened: Reference, name: str, kind: str | None, options: OutputOptions) -> None:
    """Show the entry that *name* means."""
    _entry(opened, _named(opened, name, kind, options), name, options)


def _entry(opened: Reference, found: handbook.Named, name: str, options: OutputOptions) -> None:
    if options.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.value({**json_.whole(found.entry, today()), **found.found.taken_for(name)}))
        return
    from recoveryref.views.entry import entry_page

    urgent = locale.urgent(opened, opened.country)
    page = entry_page(found.entry, urgent, full=options.full, clinical=options.clinical)
    if options.full or options.format == "page":
        from recoveryref.views.explained import with_words

        terms = queries.terms(opened) if options.full else queries.terms_anywhere(opened)
        page = with_words(page, terms, marked=options.format == "page")
    _page(page, options.format)


def _named(opened: Reference, name: str, kind: str | None, options: OutputOptions) -> handbook.Named:
    """What *name* means, with a note where that is not how it is called; where there is nothing, JSON
    says so too, unless it speaks of danger, which is then answered.
    """
    try:
        found = handbook.named(opened, name, kind)
    except NotFound as error:
        from recoveryref.reader.danger import heard

        danger = heard(opened, name)
        if options.format == "json" and not (danger and danger.kinds):
            from recoveryref.views import json_

            terminal.write(json_.not_found(error))
        raise
    terminal.notes(found.notes)
    return found


def moment(opened: Reference, name: str, since: "Since", options: OutputOptions) -> None:
    """What sources say of one hour after the last dose."""
    found = _named(opened, name, "timelines", options)
    _moment(opened, found.entry, since, options, found.found.taken_for(name))


def _moment(
    opened: Reference,
    timeline: Entry,
    since: "Since",
    options: OutputOptions,
    taken_for: "Mapping[str, contract.TakenFor]" = MappingProxyType({}),
) -> None:
    medicines = [queries.entry(opened, listed.id) for listed in queries.entries(opened, "medications")]
    from recoveryref.views.timeline.moment import drawn_on, moment_page

    urgent = locale.urgent(opened, opened.country)
    full = options.full or options.format == "json"
    made = moment_page(timeline, medicines, since, urgent, today(), full=full)
    if options.format == "json":
        from recoveryref.views import json_

        drawn = drawn_on(made, timeline, medicines, today())
        terminal.write(json_.page(made, drawn, today(), **since._asdict(), **taken_for))
    else:
        _page(made, options.format)


def figures(opened: Reference, name: str, options: OutputOptions) -> None:
    """Each source's own figures, with its year and country, and the range over all of them."""
    found = _named(opened, name, "timelines", options)
    from recoveryref.views.timeline import figures

    if options.format == "json":
        from recoveryref.views import json_

        whole = figures.as_json(found.entry, today())
        terminal.write(json_.value({**whole, **found.found.taken_for(name)}))
    else:
        _page(figures.figures_page(found.entry, locale.urgent(opened, opened.country)), options.format)


def timeline(opened: Reference, names: Sequence[str], options: OutputOptions, *, typed: str) -> None:
    """The timeline of one opioid, as *of_kind* has it, or of several under one axis."""
    if len(names) > 1:
        timelines(opened, names, options)
    else:
        of_kind(opened, "timelines", names, options, typed=typed)


def timelines(opened: Reference, names: Sequence[str], options: OutputOptions) -> None:
    """Several opioids under one axis; in text formats, one page after the other."""
    found = [_named(opened, name, "timelines", options) for name in names]
    match options.format:
        case "json":
            from recoveryref.views import json_

            entries = [
                {**json_.whole(each.entry, today()), **each.found.taken_for(name)}
                for each, name in zip(found, names, strict=True)
            ]
            terminal.write(json_.value({"entries": entries}))
        case "page":
            from recoveryref.views.terminal import timelines

            urgent = locale.urgent(opened, opened.country)
            _print(partial(timelines, [each.entry for each in found], urgent, today()))
        case "plain" | "markdown":
            for each in found:
                entry(opened, each.entry.id, "timelines", options)


def listed(opened: Reference, kind: str | None, options: OutputOptions) -> None:
    """List the entries of a kind, or of all; stages stand in order, at a glance."""
    found = queries.entries(opened, kind)
    match options.format:
        case "json":
            from recoveryref.views import json_

            terminal.write(json_.listed(found, today()))
        case "page":
            from recoveryref.views import lists

            urgent = locale.urgent(opened, opened.country)
            _print(partial(lists.of_kind, opened, kind, urgent, today()))
        case "plain" | "markdown" as format:
            terminal.write(_text(format).listed(found, today()))


def compare(opened: Reference, names: Sequence[str], options: OutputOptions) -> None:
    """Two to four entries of one kind, side by side."""
    entries, notes = handbook.comparable(opened, handbook.separated(opened, names))
    terminal.notes(notes)
    from recoveryref.views.compare import as_json, compare

    compared = compare(entries, locale.urgent(opened, opened.country), today())
    match options.format:
        case "json":
            from recoveryref.views import json_

            terminal.write(json_.value(as_json(compared)))
        case "page":
            from recoveryref.views.terminal import comparison

            _print(partial(comparison, compared))
        case "plain" | "markdown" as format:
            terminal.write(_text(format).comparison(compared))


def cows(opened: Reference, args: Sequence[str], options: OutputOptions) -> bool:
    """The score of the withdrawal scale; says whether every item was given. Words without a number, and many
    that do not begin with an item, are a question about the scale.
    """
    from recoveryref.reader import scoring

    entry = queries.entry(opened, kinds.COWS)
    scale = entry.scale
    words = len(args) > 2 and args[0] not in {item["id"] for item in scale["items"]}
    if args and not any(arg.startswith("-") or (arg.isdigit() and not words) for arg in args):
        ask(opened, " ".join(("cows", *args)), None, options)
        return True
    if args:
        given = scoring.read(scale, args)
    elif sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty():
        given = _item_by_item(scale)
    else:
        items = " ".join(f"--{item['id']} N" for item in scale["items"])
        raise WrongUse(f"no item was given: recoveryref cows {items}")
    score = scoring.score(scale, given)
    from recoveryref.views.words import dated, late

    warnings = [*late(entry.due, entry.data["reviewed"], today())]
    match options.format:
        case "json":
            from recoveryref.views import json_

            of = {"scale": scale["short"], **dated(entry.due, today())}
            terminal.write(json_.value({**of, **score._asdict()}))
        case "page":
            from recoveryref.views.terminal import scored

            _print(partial(scored, scale, score, warnings))
        case "plain" | "markdown":  # of the two, the command offers only the first
            from recoveryref.views import plain

            terminal.write(plain.scored(scale, score, warnings))
    return not score.missing


def _item_by_item(scale: "contract.Scale") -> dict[str, int]:
    """Ask for each item in turn, its options on the screen, until one of them is typed."""
    from recoveryref.reader import scoring

    given: dict[str, int] = {}
    for number, item in enumerate(scale["items"], 1):
        how = f" ({item['how']})" if item["how"] else ""
        terminal.write(f"\n{number} of {len(scale['items'])}  {item['label']}{how}\n")
        for option in item["options"]:
            terminal.write(f"  {option['points']}  {option['label']}\n")
        while item["id"] not in given:
            try:
                given[item["id"]] = scoring.points(item, terminal.line("Points: ").strip())
            except WrongUse as error:
                terminal.note(str(error))
            except EOFError:
                raise KeyboardInterrupt from None
    terminal.write("\n")
    return given


def overdose(path: str | os.PathLike[str] | None, said: str, options: OutputOptions) -> None:
    """What to do now, on one screen, unless what was *said* beside speaks of another danger or asks something
    of overdoses; whatever is broken, this answers.
    """
    try:
        opened = open_(path)
        if said and (danger(opened, said, options) or _asked_of_overdose(opened, said, options)):
            return
        whole = queries.entry(opened, kinds.OVERDOSE)
        lines = _urgent(opened, f"overdose {said}") if said else (locale.urgent(opened, opened.country),)
        if options.full or options.format not in ("page", "plain"):
            entry(opened, whole.id, None, options)
        else:
            _steps(whole, lines, options)
    except Exception as fault:
        # Not even a fault that nobody has thought of may stand between a reader and this page. Where it
        # is that nothing can be written, writing this says so again.
        if options.format == "json" or not _fallback():
            raise
        terminal.note(str(fault) if isinstance(fault, RecoveryRefError) else ours(fault))


def _asked_of_overdose(opened: Reference, said: str, options: OutputOptions) -> bool:
    """Answer what is asked of overdoses in general, the line for an emergency above it; says whether the
    words were such a question: with the name of the command they are no name and speak of no danger.
    """
    from recoveryref.reader import question
    from recoveryref.reader.danger import Danger, heard
    from recoveryref.reader.search import search

    text = f"overdose {said}"
    danger = heard(opened, text)
    if options.full or question.is_name(opened, text, None) or (danger and danger.kinds):
        return False
    found = search(opened, text, limit=SHOWN)
    line = locale.urgent(opened, opened.country)
    _hits(opened, text, found._replace(danger=Danger((), (line,), (), alone=False)), options)
    return bool(found.hits)


def ours(error: Exception) -> str:
    """What to say of an error that should not have happened."""
    return f"a fault of ours ({type(error).__name__}: {' '.join(str(error).split())[:200]}): please report it"


def _fallback() -> bool:
    """Write the overdose page that was rendered as text when the program was built; says whether it is
    there.
    """
    try:
        with open(paths.OVERDOSE, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError):
        return False
    terminal.write(text)
    return bool(text)


def _urgent(opened: Reference, text: str) -> Sequence[str]:
    """The line for an emergency in the reader's country, and that of a country which *text* names."""
    from recoveryref.reader.danger import heard

    found = heard(opened, text)
    return found.lines if found and found.kinds else (locale.urgent(opened, opened.country),)


def _steps(whole: Entry, lines: Sequence[str], options: OutputOptions, asked: str = "") -> None:
    """What to do in an overdose, on a page or plain."""
    if options.format == "plain":
        from recoveryref.views import plain

        urgent = "\n".join(lines)
        # Who tells of danger is told first where to turn; who gave the command wants the steps.
        terminal.write(f"{urgent}\n" if asked else "")
        terminal.write(plain.overdose(whole, "" if asked else urgent, today(), asked=asked))
        return
    from recoveryref.views import lists

    urgent = "\n".join(line.removesuffix(": recoveryref overdose") for line in lines)
    drawn = partial(lists.overdose, whole, urgent, today(), asked=asked)
    _print(drawn, fastpath.stepped(terminal.width()))


def terms(opened: Reference, name: str, options: OutputOptions) -> None:
    """What a word means, or every word of the glossary."""
    found, notes = handbook.terms(opened, name)
    terminal.notes(notes)
    match options.format:
        case "json":
            from recoveryref.views import json_

            terminal.write(json_.terms(found))
        case "page":
            from recoveryref.views import lists

            _print(partial(lists.terms, found))
        case "plain" | "markdown" as format:
            terminal.write(_text(format).terms(found))


def hits(opened: Reference, text: str, kind: str | None, limit: int, options: OutputOptions) -> bool:
    """Show what a search finds, words of danger answered first; says whether anything was found."""
    from recoveryref.reader.search import search

    found = search(opened, text, kind=kind, limit=limit, clinical=options.clinical)
    _hits(opened, text, found, options)
    return bool(found.hits)


def _hits(
    opened: Reference, text: str, found: "SearchFound", options: OutputOptions, *, below: bool = False
) -> None:
    """Show what a search found, and say what there is to say of it; *below* a page, which says already where
    to turn in an emergency.
    """
    sources = queries.cited(opened, found.hits)
    if options.format == "json":
        from recoveryref.views import json_

        terminal.write(json_.hits(text, found, sources, today()))
        terminal.notes(filter(None, [handbook.unsaid(found)]))
    else:
        from recoveryref.views.found import results

        where = found.danger.text if found.danger else ""
        urgent = locale.urgent(opened, opened.country) if found.hits and not where and not below else ""
        said = found.beyond.text if found.beyond else handbook.unsaid(found)
        _results(results(found.hits, sources, today(), said)._replace(urgent=urgent), options.format, where)
    terminal.notes(handbook.search_notes(opened, text, found))


def _results(found: "Results", format: Literal["page", "plain", "markdown"], where: str = "") -> None:
    """Show results, *where* to turn above them."""
    if format == "page":
        from recoveryref.views import lists

        _print(partial(lists.hits, found, where))
    else:
        terminal.write(_text(format).hits(found, where))


def danger(opened: Reference, text: str, options: OutputOptions) -> bool:
    """Answer words of danger: where to turn, and then what to do; says whether there were any. What is only
    likely danger says where to turn above what a search finds.
    """
    from recoveryref.reader.danger import heard

    found = heard(opened, text)
    if not found or not found.kinds:
        return False
    if found.first[:1] == (kinds.OVERDOSE,) and options.format in ("page", "plain"):
        if locale.spoken_of(opened, queries.words(text)) not in (None, opened.country):
            # The lines say the numbers of both countries; the steps, of neither.
            opened.fill("")
        _steps(queries.entry(opened, kinds.OVERDOSE), found.lines, options, handbook.typed_again(text))
    else:
        _of_danger(opened, text, options)
    return True


def _of_danger(opened: Reference, text: str, options: OutputOptions) -> None:
    """What a search finds where danger is told: a card for the moment that comes first is shown whole, the
    lines of the danger above it.
    """
    from recoveryref.reader.search import search

    found = search(opened, text, limit=SHOWN, clinical=options.clinical)
    alarm = found.danger
    card = bool(found.hits) and found.hits[0].kind == kinds.CARDS and options.format != "json"
    if not card or not alarm or alarm.alone:
        _hits(opened, text, found, options)
        return
    if options.format == "page":
        from recoveryref.views import lists

        _print(partial(lists.line, alarm.text))
    else:
        terminal.write(f"{alarm.text}\n")
    terminal.write("\n")
    # The lines and the card say whom to call.
    others = [hit for hit in found.hits[1:] if hit.kind != "helplines"]
    _card(opened, text, found._replace(hits=[found.hits[0], *others]), options)


def _sources(opened: Reference, name: str) -> tuple[Sequence[Source], Mapping[str, str]]:
    """The source of an id, or those of the entry that *name* names, and where in each it is cited."""
    found = queries.exactly(opened, name, None)
    if not found:
        return queries.sources(opened, name), {}
    from recoveryref.views.entry import entry_page
    from recoveryref.views.page import places

    page = entry_page(queries.entry(opened, found.id), "", full=True, clinical=True)
    every = {source.id: source for source in queries.sources(opened)}
    place = places(page)
    return (
        [every[csl["id"]] for _, csl in page.refs],
        {csl["id"]: place[number] for number, csl in page.refs if number in place},
    )


def sources(
    opened: Reference,
    name: str | None,
    format: Literal["page", "plain", "markdown", "json", "csl", "bibtex"],
) -> None:
    """Every source, that of an id, or those of the entry that is called so, each with what cites it."""
    found, places = (queries.sources(opened), {}) if name is None else _sources(opened, name)
    match format:
        case "json":
            from recoveryref.views import json_

            terminal.write(json_.sources(found))
        case "csl":
            from recoveryref.views import json_

            terminal.write(json_.csl(found))
        case "bibtex":
            from recoveryref.views import bibtex

            terminal.write(bibtex.sources(found))
        case "page":
            from recoveryref.views import lists

            _print(partial(lists.sources, found, places))
        case "plain" | "markdown":
            terminal.write(_text(format).sources(found))


def front_page(opened: Reference) -> None:
    """One screen: what is here, where to turn in a crisis, how to start."""
    from recoveryref.views import lists

    _print(partial(lists.front_page, handbook.front_page(opened, opened.country), today()))


def _page(made: "Page", format: Literal["page", "plain", "markdown"]) -> None:
    if format == "page":
        from recoveryref.views.terminal import page

        _print(partial(page, made, today()))
    else:
        terminal.write(_text(format).page(made, today()))


def _text(format: Literal["plain", "markdown"]) -> TextFormat:
    """A format of plain text, imported only now."""
    match format:
        case "plain":
            from recoveryref.views import plain

            return plain
        case "markdown":
            from recoveryref.views import markdown

            return markdown


def _print(view: Callable[[int], "RenderableType"], width: int | None = None) -> None:
    """Write what a terminal view gives for a width, that of the terminal unless one is named."""
    from recoveryref.views.render import rendered

    terminal.write(rendered(view, width or terminal.width(), colour=terminal.colour()))
