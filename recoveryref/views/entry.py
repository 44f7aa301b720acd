"""An entry's page: which of its facts it shows is decided here, once, from the labels, levels, counts and
forms that the models give each field.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from recoveryref.kinds import CARDS
from recoveryref.reader.records import Entry, Field
from recoveryref.views.items import FORMS, parts
from recoveryref.views.page import Numbers, Page, Row
from recoveryref.views.timeline.chart import drawable
from recoveryref.views.words import STAFF

if TYPE_CHECKING:
    from recoveryref.reader import contract


def entry_page(entry: Entry, urgent: str, *, full: bool = False, clinical: bool = False) -> Page:
    """What *entry*'s page says by default, with *full* everything for everyone, with *clinical*
    also the part for people who prescribe or study. *urgent* is the line for an emergency.
    """
    data = entry.data
    card = entry.kind.name == CARDS
    numbers = Numbers(data["sources"])
    summary = numbers.line(data["summary"])
    levels: tuple[contract.Level, ...] = ("page", "full") if full else ("page",)
    open_to_all = tuple(_all_rows(entry, numbers, levels, full=full))
    # Sources of a part that is left out get no number.
    for_clinicians = tuple(_all_rows(entry, numbers if clinical else Numbers([]), ("clinical",), full=True))
    more = sum(row.more for row in open_to_all)
    if not full:
        more += sum(len(row.lines) for row in _all_rows(entry, Numbers([]), ("full",), full=True))
    return Page(
        id=entry.id,
        title=data["title"],
        kind=entry.kind.noun,
        also=tuple(data["aka"]),
        summary=summary,
        rows=open_to_all,
        clinical=for_clinicians if clinical else (),
        refs=numbers.refs(),
        reviewed=data["reviewed"],
        due=entry.due,
        related=entry.related,
        more=more,
        full=full,
        has_clinical=bool(for_clinicians),
        local=entry.local,
        urgent=urgent,
        timeline=entry.timeline if entry.kind.name == "timelines" and drawable(entry.timeline) else None,
        takes=tuple(data.get("takes", ())),
        card=card and not full,
        audience=STAFF if card and entry.situation["staff"] else "",
    )


def _all_rows(
    entry: Entry, numbers: Numbers, levels: "Sequence[contract.Level]", *, full: bool
) -> Iterator[Row]:
    for field in entry.kind.fields:
        yield from rows(entry, field, numbers, levels, full=full)


def rows(
    entry: Entry,
    field: Field,
    numbers: Numbers,
    levels: "Sequence[contract.Level]" = ("page",),
    *,
    full: bool = False,
    most: int | None = None,
) -> Iterator[Row]:
    """A field's rows on these levels: one under its label, or one for each section with its heading.

    With *full* every fact, else the first few; never more than *most*.
    """
    form = FORMS[field.form]
    for part in parts(entry.data, field):
        if part.level not in levels:
            continue
        if form.short and not full:
            yield Row(field.key, part.heading, form.short(part.items, numbers), field.form)
            continue
        brief = None if full else part.brief
        lines = tuple(form.line(item, numbers) for item in part.items[: most or brief])
        yield Row(field.key, part.heading, lines, field.form, len(part.items) - len(lines))
