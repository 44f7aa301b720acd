"""JSON Schemas of the data files and of the JSON that commands print, from the models alone.

They are built with the reference. `python -m recoveryref.author.json_schema --mark FOLDER` names, in the
first line of each YAML file there, the schema by which an editor completes and checks it.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import PydanticOmit, core_schema

from recoveryref import paths
from recoveryref.author import model
from recoveryref.author.collect import yaml_paths
from recoveryref.author.danger import Dangers, Messages
from recoveryref.author.fields import SHOWN, Part
from recoveryref.author.shapes import as_schema
from recoveryref.reader import contract
from recoveryref.views import json_

_MARK = "# yaml-language-server: $schema="
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Files that hold a list of records, by their names; every other file holds one.
_LISTS: dict[str, type[BaseModel]] = {
    "sources": model.Source,
    "glossary": model.Term,
    "language": model.Word,
    "messages": Messages,
    "asked": model.AskedQuestion,
    "search": model.Synonym,
    "aspects": model.Aspect,
    "beyond": model.Beyond,
    "countries": model.Country,
    "names": model.OtherNames,
}


def documents() -> dict[str, str]:
    """Every schema file by its name: `<kind>.json` for data, `output-<command>.json` for output."""
    found = {f"{name}.json": schema for name, schema in _data()}
    found |= {f"output-{name}.json": schema for name, schema in _output()}
    return {
        name: json.dumps(_standard(schema), separators=(",", ":")) + "\n" for name, schema in found.items()
    }


def _standard(schema: Any) -> Any:
    """*schema* in the words of the standard alone: of how a field is shown only its label, as its title."""
    if isinstance(schema, list):
        return [_standard(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "form" in schema and "label" in schema and "level" in schema and "properties" not in schema:
        schema = {**schema, "title": schema["label"]}
        schema = {key: value for key, value in schema.items() if key not in SHOWN}
    if isinstance(schema.get("care"), str):
        schema = {key: value for key, value in schema.items() if key != "care"}
    return {key: _standard(value) for key, value in schema.items()}


def write(folder: Path) -> None:
    """Write every schema into *folder*, and remove those that are no more."""
    folder.mkdir(exist_ok=True)
    wanted = documents()
    for path in folder.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def mark(folder: Path) -> list[Path]:
    """Name each YAML file's schema in its first line, by a path from the file; gives what it changed."""
    changed = []
    for path in yaml_paths(folder):
        place = os.path.relpath(f"{paths.SCHEMAS}/{of(path.relative_to(folder))}.json", path.parent)
        line = f"{_MARK}{Path(place).as_posix()}\n"
        text = path.read_text(encoding="utf-8")
        bare = text.partition("\n")[2] if text.startswith(_MARK) else text
        if text != line + bare:
            path.write_text(line + bare, encoding="utf-8")
            changed.append(path)
    return changed


def of(path: Path) -> str:
    """The name of the schema for a data file, by its *path* in the data folder."""
    return path.stem if len(path.parts) == 1 else path.parts[0]


# What commands print and exports hold beside entries, terms and sources.
_PRINTED = (
    contract.Listing,
    contract.Search,
    contract.Comparison,
    contract.NotFound,
    contract.Cows,
    contract.Moment,
    contract.Figures,
    contract.About,
)


class Date(Part):
    """A date as CSL-JSON has it: year, month and day, as far as they are known."""

    date_parts: Annotated[
        list[Annotated[list[int], Field(min_length=1, max_length=3)]],
        Field(alias="date-parts", min_length=1, max_length=1),
    ]


class Csl(model.Source):
    """A source as a CSL-JSON item."""

    issued: Date | None = None  # type: ignore[assignment]
    accessed: Date  # type: ignore[assignment]


class _AsLoaded(GenerateJsonSchema):
    """Data files: an editor reads `12` as a number and our loader as text, and both are right."""

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {"anyOf": [super().int_schema(schema), {"type": "string", "pattern": "^[0-9]+$"}]}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return {
            "anyOf": [super().float_schema(schema), {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}]
        }

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"enum": [True, False, "true", "false"]}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        # What the build draws from other files is no field of a data file.
        if schema["function"]["function"] is model.Drawn.func:
            raise PydanticOmit
        return super().function_before_schema(schema)


class _AsPrinted(GenerateJsonSchema):
    """Output: every field stands in it, also where the data left it out."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        return field["type"] == "model-field" or super().field_is_required(field, total)


def _data() -> Iterator[tuple[str, dict[str, Any]]]:
    shapes: dict[str, type[BaseModel]] = {**model.MODELS, "scales": model.Scale, "danger": Dangers, **_LISTS}
    for name, shape in shapes.items():
        schema = shape.model_json_schema(schema_generator=_AsLoaded)
        if name in _LISTS:
            defs = {shape.__name__: schema, **schema.pop("$defs", {})}
            schema = {"$defs": defs, "type": "array", "items": _ref(shape.__name__)}
        yield name, {"$schema": _DIALECT, **schema, "title": f"RecoveryRef data: {name}"}


def _output() -> Iterator[tuple[str, dict[str, Any]]]:
    defs = _defs()
    entry = {"anyOf": [_ref(shape.__name__) for shape in model.MODELS.values()]}
    everything = {
        "about": _ref("About"),
        "entries": _array(entry),
        "terms": _array(_ref("Term")),
        "sources": _array(_ref("CitedSource")),
    }
    for name, schema in {
        "list": _ref("Listing"),
        "show": entry,
        "not-found": _ref("NotFound"),
        "timelines": _object(entries=_array(_ref("Timeline"))),
        "timeline-at": _ref("Moment"),
        "timeline-sources": _ref("Figures"),
        "search": _ref("Search"),
        "sources": _object(sources=_array(_ref("CitedSource"))),
        "sources-csl": _array(_ref("CslItem")),
        "glossary": _object(terms=_array(_ref("Term"))),
        "compare": _ref("Comparison"),
        "cows": _ref("Cows"),
        "export": _object(**everything),
    }.items():
        used = {key: defs[key] for key in sorted(_reached(schema, defs))}
        yield name, {"$schema": _DIALECT, "title": f"RecoveryRef output: {name}", **schema, "$defs": used}


def _defs() -> dict[str, Any]:
    """Every shape that output is made of, by its name."""
    adapters: list[TypeAdapter[Any]] = [TypeAdapter(as_schema(shape)) for shape in _PRINTED]
    defs = TypeAdapter.json_schemas([(n, "validation", each) for n, each in enumerate(adapters)])[1]["$defs"]
    entries: list[type[BaseModel]] = [*model.MODELS.values(), model.Term]
    defs |= models_json_schema([(each, "serialization") for each in entries], schema_generator=_AsPrinted)[1][
        "$defs"
    ]
    # A source leaves out what is not known of it, so its shape is that of validation.
    csl = Csl.model_json_schema()
    defs |= {**csl.pop("$defs"), "Csl": csl, "CslItem": _item(csl)}
    defs["CitedSource"] = {**csl, "properties": dict(csl["properties"]), "required": list(csl["required"])}
    _add(defs["CitedSource"], cited_by=_array({"type": "string"}))
    for kind, shape in model.MODELS.items():
        _add(defs[shape.__name__], id={"type": "string", "pattern": f"^{kind}/"}, kind={"const": kind})
        _add(defs[shape.__name__], due={"type": "string"}, overdue={"type": "boolean"})
    for name in (*(shape.__name__ for shape in model.MODELS.values()), "Term"):
        _add(defs[name], sources=_array(_ref("Csl")))
    taken = _object(typed={"type": "string"}, name={"type": "string"}, id={"type": "string"})
    taken["description"] = "Stands only where what was typed is not how the entry is called."
    for name in (*(shape.__name__ for shape in model.MODELS.values()), "Moment", "Figures"):
        defs[name]["properties"]["taken_for"] = taken
    local = {"const": True, "description": "An overlay folder brought this; stands only where it did."}
    for name in (*(shape.__name__ for shape in model.MODELS.values()), "Term", "Moment", "Figures"):
        defs[name]["properties"]["local"] = local
    for shape in model.MODELS.values():
        # In an export of one entry a line.
        defs[shape.__name__]["properties"]["about"] = _ref("About")
    takes = _array({"type": "string", "description": "Ours, for which this local entry stands in."})
    for shape in model.MODELS.values():
        defs[shape.__name__]["properties"]["takes"] = takes
    for name in ("Listed", "Hit", "Named", "Csl", "CitedSource"):
        defs[name]["properties"]["local"] = local
    return dict(defs)


def _item(csl: dict[str, Any]) -> dict[str, Any]:
    """A source as citation managers read it: what CSL has no word for stands in `custom`."""
    fields = {**csl["properties"], "local": {"const": True}}
    own = {key: value for key, value in fields.items() if key in json_.CUSTOM}
    custom = {"type": "object", "properties": own, "additionalProperties": False}
    rest = {key: value for key, value in fields.items() if key not in own}
    texts = {name: {"type": "string"} for name in contract.Author.__annotations__}
    rest["author"] = _array({"type": "object", "properties": texts, "additionalProperties": False})
    return {**csl, "properties": {**rest, "custom": custom}}


def _add(schema: dict[str, Any], **fields: dict[str, Any]) -> None:
    schema["properties"] |= fields
    schema["required"] += fields


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _reached(schema: Any, defs: dict[str, Any]) -> set[str]:
    """The definitions that *schema* leads to, one way or another."""
    found: set[str] = set()
    stack = [schema]
    while stack:
        match stack.pop():
            case {"$ref": str(place)}:
                name = place.rpartition("/")[2]
                if name not in found:
                    found.add(name)
                    stack.append(defs[name])
            case dict(inner):
                stack.extend(inner.values())
            case list(inner):
                stack.extend(inner)
    return found


def main(args: Sequence[str]) -> None:
    """Mark the data files of a folder."""
    match list(args):
        case ["--mark", folder]:
            for path in mark(Path(folder)):
                print(path)
        case _:
            sys.exit("usage: python -m recoveryref.author.json_schema --mark FOLDER")


if __name__ == "__main__":
    main(sys.argv[1:])
