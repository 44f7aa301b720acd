"""The types of the JSON contract as pydantic takes them, for schemas."""

import typing
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Any

# Comes with pydantic, which before Python 3.12 wants this one and not that of `typing`.
import typing_extensions
from pydantic import ConfigDict


def as_schema(shape: Any) -> Any:
    """*shape*, with every typed dictionary in it as pydantic takes it: nothing but its keys may stand
    in one.
    """
    if typing.is_typeddict(shape):
        return _typed_dict(shape)
    origin, inside = typing.get_origin(shape), tuple(map(as_schema, typing.get_args(shape)))
    if origin in (UnionType, typing.Union):
        return reduce(or_, inside)
    if not inside or origin is typing.Literal:
        return shape
    return origin[inside if len(inside) > 1 else inside[0]]


# As the published schemas call them, beside `citations.Cite` and `citations.Fact`, which are no JSON.
_PUBLISHED = {"Cite": "CiteJson", "Fact": "FactJson"}


@cache
def _typed_dict(shape: Any) -> Any:
    hints = typing.get_type_hints(shape, include_extras=True)
    make: Any = typing_extensions.TypedDict
    name = _PUBLISHED.get(shape.__name__, shape.__name__)
    made = make(name, {key: as_schema(hint) for key, hint in hints.items()})
    made.__doc__, made.__module__ = shape.__doc__, shape.__module__
    made.__pydantic_config__ = ConfigDict(extra="forbid")
    return made
