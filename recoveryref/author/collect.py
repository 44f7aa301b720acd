"""Data folders into models: what a folder holds, shaped, with the faults found on the way."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from recoveryref import paths
from recoveryref.author.danger import DangerRule, Dangers, Messages
from recoveryref.author.fields import Part
from recoveryref.author.load import Place, Problem, YamlFile, load
from recoveryref.author.model import (
    MODELS,
    AskedQuestion,
    Aspect,
    Beyond,
    Country,
    Entry,
    OtherNames,
    Scale,
    Source,
    Synonym,
    Term,
    Word,
)

M = TypeVar("M", bound=Part)


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """A record, where it stands, whether an overlay folder brought it, and which of ours it replaces."""

    record: M
    file: YamlFile
    place: Place
    local: bool
    replaces: M | None = None

    @property
    def line(self) -> int:
        """The line on which the record begins."""
        return self.file.line(self.place)


@dataclass(eq=False)  # so that what is found in it once can be kept
class Data:
    """All that the folders hold, later folders over earlier ones, each part by its id or name."""

    entries: dict[str, Loaded[Entry]] = field(default_factory=dict)
    sources: dict[str, Loaded[Source]] = field(default_factory=dict)
    glossary: dict[str, Loaded[Term]] = field(default_factory=dict)
    language: dict[str, Loaded[Word]] = field(default_factory=dict)
    scales: dict[str, Loaded[Scale]] = field(default_factory=dict)
    search: dict[str, Loaded[Synonym]] = field(default_factory=dict)
    aspects: dict[str, Loaded[Aspect]] = field(default_factory=dict)
    beyond: dict[str, Loaded[Beyond]] = field(default_factory=dict)
    names: dict[str, Loaded[OtherNames]] = field(default_factory=dict)
    countries: dict[str, Loaded[Country]] = field(default_factory=dict)
    # By their files: ours, then what other folders add to it.
    dangers: dict[str, Loaded[Dangers]] = field(default_factory=dict)
    messages: dict[str, Loaded[Messages]] = field(default_factory=dict)
    asked: dict[str, Loaded[AskedQuestion]] = field(default_factory=dict)

    def records(self) -> Iterator[Loaded[Any]]:
        """Every record of every part."""
        shown = (self.entries, self.sources, self.glossary, self.language, self.scales)
        heard = (
            self.search,
            self.aspects,
            self.beyond,
            self.names,
            self.countries,
            self.messages,
            self.asked,
        )
        for part in (*shown, *heard):
            yield from part.values()
        yield from self.dangers.values()

    @property
    def danger(self) -> Dangers:
        """What danger sounds like: ours, and after our rules those that other folders add."""
        ours, *added = [loaded.record for loaded in self.dangers.values()] or [Dangers()]
        rules: list[DangerRule] = [*ours.rules, *(rule for each in added for rule in each.rules)]
        return ours.model_copy(update={"rules": tuple(rules)})

    def files(self) -> list[YamlFile]:
        """The files that the records come from, each once, in path order."""
        return [
            file for _, file in sorted({loaded.file.path: loaded.file for loaded in self.records()}.items())
        ]


Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Show nobody how far the work is."""


def read(folders: Sequence[Path], progress: Progress = silent) -> tuple[Data, list[Problem]]:
    """Read *folders* in order; an entry or source of a later one replaces the earlier whole.

    *progress* is called with what is being done, and how much of how much is done.
    """
    data = Data()
    problems: list[Problem] = []
    for number, folder in enumerate(folders):
        problems += _read_folder(folder, data, progress, local=number > 0)
    return data, problems


def yaml_paths(folder: Path) -> list[Path]:
    """Every YAML file below *folder*, in path order."""
    return sorted(path for end in ("*.yaml", "*.yml") for path in folder.rglob(end))


def _read_folder(folder: Path, data: Data, progress: Progress, *, local: bool) -> Iterator[Problem]:
    if not os.path.isdir(folder):  # unlike Path.is_dir, never an error
        yield Problem(_shown(folder), 1, "no-folder", "is not a folder", "name a folder of YAML files")
        return
    files = yaml_paths(folder)
    for number, path in enumerate(files):
        progress("reading", number, len(files))
        parts = path.relative_to(folder).parts
        if folder != Path(paths.data_folder()) and not _inside(path, folder):
            what = "leads to a file outside its folder"
            yield Problem(str(path), 1, "outside", what, "put the file itself there")
            continue
        file, problems = load(path, _shown(path))
        yield from problems
        if not problems:
            yield from _take(file, parts, data, local)
    if folder == Path(paths.PACKAGED):
        from recoveryref.author import packaged

        for file in packaged.files():
            yield from _take(file, Path(file.path).relative_to(folder).parts, data, local)


def _inside(path: Path, folder: Path) -> bool:
    """Whether a file stands in *folder* with its links followed: a folder from somebody else must not
    bring a reader's own files into a reference.
    """
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


def _shown(path: Path) -> str:
    try:
        return str(Path(os.path.realpath(path)).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _take(file: YamlFile, parts: tuple[str, ...], data: Data, local: bool) -> Iterator[Problem]:
    """Shape one file's data by where the file stands in its folder."""
    match parts:
        case ("sources.yaml",):
            yield from _take_list(file, Source, "id", data.sources, local)
        case ("glossary.yaml",):
            yield from _take_list(file, Term, "term", data.glossary, local)
        case ("language.yaml",):
            yield from _take_list(file, Word, "use", data.language, local)
        case ("search.yaml",):
            yield from _take_list(file, Synonym, "phrases", data.search, local)
        case ("aspects.yaml",):
            yield from _take_list(file, Aspect, "aspect", data.aspects, local)
        case ("beyond.yaml",):
            yield from _take_list(file, Beyond, "beyond", data.beyond, local)
        case ("names.yaml",):
            yield from _take_list(file, OtherNames, "group", data.names, local)
        case ("countries.yaml",):
            yield from _take_list(file, Country, "code", data.countries, local)
        case ("messages.yaml",):
            yield from _take_list(file, Messages, "kind", data.messages, local)
        case ("asked", _):
            yield from _take_list(file, AskedQuestion, "q", data.asked, local)
        case ("danger.yaml",):
            yield from _take_one(file, Dangers, file.path, data.dangers, local)
        case ("scales", name):
            yield from _take_one(file, Scale, f"scales/{Path(name).stem}", data.scales, local)
        case (kind, name) if kind in MODELS:
            yield from _take_one(file, MODELS[kind], f"{kind}/{Path(name).stem}", data.entries, local)
        case _:
            known = ", ".join([*MODELS, "scales"])
            yield Problem(
                file.path, 1, "unknown-kind", "stands in no folder that is read", f"move it to one of {known}"
            )


def _take_one(
    file: YamlFile, model: type[Any], id: str, part: dict[str, Any], local: bool
) -> Iterator[Problem]:
    record, problems = _shape(file, (), model)
    yield from problems
    if record:
        part[id] = Loaded(record, file, (), local, _replaces(part.get(id), local))


def _take_list(
    file: YamlFile, model: type[Any], key: str, part: dict[str, Any], local: bool
) -> Iterator[Problem]:
    if not isinstance(file.data, list):
        yield Problem(file.path, 1, "not-a-list", "holds no list", "begin each record with '- '")
        return
    here: set[str] = set()
    for number in range(len(file.data)):
        record, problems = _shape(file, (number,), model)
        yield from problems
        if record:
            name = getattr(record, key)
            if name in here:
                what = f"repeats {key} '{name}'"
                yield Problem(file.path, file.line((number,)), "repeated-record", what, "keep one of them")
            here.add(name)
            part[name] = Loaded(record, file, (number,), local, _replaces(part.get(name), local))


def _replaces(before: Loaded[Any] | None, local: bool) -> Any:
    """The record of ours that a local one replaces, also where another overlay did so before it."""
    if before is None or not local:
        return None
    return before.replaces if before.local else before.record


def _shape(file: YamlFile, place: Place, model: type[M]) -> tuple[M | None, list[Problem]]:
    value = file.data
    for step in place:
        value = value[step]
    if not isinstance(value, dict):
        what = "holds no mapping of fields"
        return None, [
            Problem(file.path, file.line(place), "not-a-mapping", what, "write 'field: value' lines")
        ]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        return None, [_fault(file, place, model, fault) for fault in faults]


def _fault(file: YamlFile, place: Place, model: type[Part], fault: Any) -> Problem:
    inner = (*place, *(step for step in fault["loc"] if step != "[key]"))
    field_ = ".".join(str(step) for step in inner[len(place) :]) or "entry"
    line = file.line(inner)
    match fault["type"]:
        case "extra_forbidden":
            known = [f.alias or name for name, f in model.model_fields.items()]
            near = get_close_matches(str(inner[-1]), known, n=1)
            remedy = f"did you mean {near[0]}?" if near else "see data/README.md for the fields"
            return Problem(file.path, line, "unknown-field", f"{field_} is no field here", remedy)
        case "missing":
            return Problem(file.path, line, "missing-field", f"{field_} is missing", "add it")
        case "uncited":
            return Problem(file.path, line, "uncited", f"{field_}: {fault['msg']}", "end it in [@source-id]")
        case "citation-form":
            remedy = "write [@source-id] or [@source-id, p. 3; @other-id] at the end"
            return Problem(file.path, line, "citation-form", f"{field_}: {fault['msg']}", remedy)
        case "hours-order":
            return Problem(file.path, line, "hours-order", f"{field_}: {fault['msg']}", "swap them")
    what = f"{field_}: {fault['msg']}"
    return Problem(file.path, line, "shape", what, "see data/README.md for its form")
