"""What commands print keeps to the types of the JSON contract, key by key."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from pydantic import ConfigDict, TypeAdapter

from recoveryref.author.model import MODELS
from recoveryref.author.shapes import as_schema
from recoveryref.reader import contract, queries
from recoveryref.reader.file import open_reference


@pytest.mark.parametrize("kind", MODELS)
def test_every_entry_is_of_its_kinds_type(reference: Path, kind: str) -> None:
    opened = open_reference(reference)
    # An entry has fields besides those that are read by name; what lies in these is whole.
    shape = getattr(contract, MODELS[kind].__name__, contract.Entry)
    adapter: TypeAdapter[Any] = TypeAdapter(open_at_the_top(shape))

    for listed in queries.entries(opened, kind):
        # As JSON, which has lists where the type has pairs.
        adapter.validate_json(json.dumps(queries.entry(opened, listed.id).data), strict=True)


def open_at_the_top(shape: Any) -> Any:
    made = as_schema(shape)
    made.__pydantic_config__ = ConfigDict(extra="ignore")
    return made


@pytest.mark.parametrize(
    ("args", "shape"),
    [
        (["list"], contract.Listing),
        (["search", "missed", "dose"], contract.Search),
        (["search", "i", "want", "to", "die"], contract.Search),
        (["compare", "cbt", "mi"], contract.Comparison),
        (["med", "klonopin"], contract.NotFound),
        (["cows", "--pulse", "1"], contract.Cows),
        (["timeline", "herion", "--at", "36h"], contract.Moment),
        (["timeline", "heroin", "--sources"], contract.Figures),
        (["glossary"], dict[str, list[contract.Term]]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_printed_is_of_its_type(run: Run, args: list[str], shape: Any) -> None:
    found = json.loads(run(*args, "--json").out)
    adapter: TypeAdapter[Any] = TypeAdapter(as_schema(shape))

    adapter.validate_json(json.dumps(found), strict=True)
