"""Read YAML files as text with line numbers; every fault is a `Problem`, never an exception.

A file may come from somebody else: it is bounded in size, depth and parts, names no Python object,
and leads to no other file.
"""

import re
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from recoveryref.control_chars import visible

MAX_BYTES = 2_000_000
MAX_DEPTH = 32
MAX_PARTS = 100_000
# A problem quotes no more of a file than this.
_LONGEST = 400

# A place in a file's data: keys and list positions from the top.
Place = tuple[str | int, ...]

# libyaml where PyYAML was built with it: ten times faster, same events.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BEGINS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True, order=True)
class Problem:
    """A fault in the data: where, what is wrong, how to fix it, and which rule says so."""

    path: str
    line: int
    rule: str
    what: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        mark = "warning: " if self.warning else ""
        what = self.what if len(self.what) <= _LONGEST else self.what[:_LONGEST] + "…"
        line = f"{self.path}:{self.line}: {mark}{what}: {self.remedy} [{self.rule}]"
        # A file's name, too, may hold anything.
        return visible(" ".join(line.splitlines()))


@dataclass(frozen=True)
class Text:
    """A scalar of a file: its place, value and line (from 1)."""

    place: Place
    value: str
    line: int


@dataclass
class YamlFile:
    """A loaded file: nested dicts, lists and strings, and the line on which each place begins."""

    path: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of *place*, or of the nearest place around it that has one."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def texts(self) -> tuple[Text, ...]:
        """Every scalar value (keys are not values), in file order."""
        return self._texts

    @cached_property
    def _texts(self) -> tuple[Text, ...]:
        # Once: each rule goes through all of them.
        found: list[Text] = []
        stack: list[tuple[Place, Any]] = [((), self.data)]
        while stack:
            place, value = stack.pop()
            if isinstance(value, str):
                found.append(Text(place, value, self.line(place)))
            elif isinstance(value, dict):
                stack.extend(((*place, key), value[key]) for key in reversed(value))
            elif isinstance(value, list):
                stack.extend(((*place, n), value[n]) for n in reversed(range(len(value))))
        return tuple(found)


class _Fault(Exception):
    def __init__(self, line: int, rule: str, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.rule, self.what, self.remedy = line, rule, what, remedy


def load(path: Path, called: str | None = None) -> tuple[YamlFile, list[Problem]]:
    """Read one YAML file; *called* is how messages name it. A file with a problem has data None."""
    file = YamlFile(called or str(path))
    try:
        text = _text(path)
        _fill(file, text)
    except _Fault as fault:
        file.data = None
        problem = Problem(file.path, fault.line, fault.rule, fault.what, fault.remedy)
        return file, [problem]
    return file, []


def _text(path: Path) -> str:
    try:
        # Opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _Fault(1, "unreadable", "is no plain file", "write the entry as a file")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _Fault(1, "unreadable", f"cannot be read ({why})", "check the path and its rights") from None
    if len(raw) > MAX_BYTES:
        what = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise _Fault(1, "too-large", what, "split it, one entry a file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Fault(line, "not-utf8", "is not UTF-8 text", "save it as UTF-8") from None


def _fill(file: YamlFile, text: str) -> None:
    """Build *file*'s data from parser events: no recursion, so depth cannot harm."""
    open_: list[_Open] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _Fault(line, "yaml-alias", "uses a YAML anchor or alias", "write the text out")
            if tag := getattr(event, "tag", None):
                raise _Fault(line, "yaml-tag", f"uses the YAML tag {tag}", "remove it: data is text")
            if len(file.lines) > MAX_PARTS:
                raise _Fault(line, "too-large", f"holds more than {MAX_PARTS} parts", "split the file")
            if isinstance(event, yaml.DocumentStartEvent) and file.lines:
                raise _Fault(line, "one-document", "holds a second YAML document", "remove the ---")
            if isinstance(event, _BEGINS):
                if len(open_) == MAX_DEPTH:
                    raise _too_deep(line)
                data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                open_.append(_put(file, open_, data, line))
            elif isinstance(event, yaml.ScalarEvent):
                _put(file, open_, event.value, line)
            elif isinstance(event, _ENDS):
                open_.pop()
    except RecursionError:
        raise _too_deep(_deep_line(text) or 1) from None
    except yaml.YAMLError as error:
        # A parser that reads ahead may stop at a depth of its own before we hear of ours.
        if deep := _deep_line(text):
            raise _too_deep(deep) from None
        mark = getattr(error, "problem_mark", None)
        what = str(getattr(error, "problem", None) or "cannot be read as YAML").strip()
        line = mark.line + 1 if mark else 1
        raise _Fault(
            line, "yaml-syntax", f"is not valid YAML ({what})", "fix the line or quote the text"
        ) from None
    if not file.lines:
        raise _Fault(1, "empty-file", "is empty", "write the entry or delete the file")


def _too_deep(line: int) -> _Fault:
    return _Fault(line, "too-deep", f"is nested deeper than {MAX_DEPTH} levels", "flatten it")


def _deep_line(text: str) -> int | None:
    """The line on which more brackets stand open than may, in a text that no parser could read."""
    depth, line = 0, 1
    for sign in re.findall(r"[\[{\]}\n]", text):
        if sign == "\n":
            line += 1
        else:
            depth = depth + 1 if sign in "[{" else max(0, depth - 1)
        if depth > MAX_DEPTH:
            return line
    return None


@dataclass
class _Open:
    """A mapping or list being filled, its place, and the key that waits for its value."""

    data: Any
    place: Place
    key: str | None = None


def _put(file: YamlFile, open_: list[_Open], value: Any, line: int) -> _Open:
    place: Place = ()
    if not open_:
        file.data = value
    else:
        parent = open_[-1]
        if isinstance(parent.data, list):
            place = (*parent.place, len(parent.data))
            parent.data.append(value)
        elif parent.key is None:
            _take_key(file, parent, value, line)
            return parent
        else:
            place = (*parent.place, parent.key)
            parent.data[parent.key], parent.key = value, None
    # A value's line is that of its key, where there is one: a folded text starts a line later.
    file.lines.setdefault(place, line)
    return _Open(value, place)


def _take_key(file: YamlFile, parent: _Open, key: Any, line: int) -> None:
    if not isinstance(key, str):
        raise _Fault(line, "yaml-syntax", "uses a list or mapping as a key", "use plain words")
    if key in parent.data:
        first = file.line((*parent.place, key))
        what = f"repeats the key '{key}' of line {first}"
        raise _Fault(line, "repeated-key", what, "keep one of the two")
    parent.key = key
    file.lines[(*parent.place, key)] = line
