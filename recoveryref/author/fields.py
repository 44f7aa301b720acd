"""Kinds of fields, and the checks that go with each: facts, citations, hours, addresses."""

from typing import Annotated, Any, Literal, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from recoveryref.author.shapes import as_schema
from recoveryref.reader import citations, contract
from recoveryref.reader.contract import Form, Level

# What a statement must rest on: a guideline, a label, a law or a review (`sourced`); two sources, one of
# these among them, because a mistake could kill (`twice`); or two, whoever says it: a number (`confirmed`).
Care = Literal["", "sourced", "twice", "confirmed"]
# As many facts as a field may hold.
ALL = 999
# What a field says of how it is shown, and of what its statements must rest on.
SHOWN = ("label", "level", "brief", "form", "care")


def shown(
    label: str,
    level: Level = "page",
    *,
    form: Form = "facts",
    brief: int = 1,
    care: Care = "",
    **settings: Any,
) -> Any:
    """A field that readers see; unless *settings* say otherwise an entry may leave it out.

    *form* says how it is shown: `views.items` has a function for each. *brief* is how many of its facts the
    default page shows, the first ones. *care* says what its statements must rest on.
    """
    extra: dict[str, Any] = {"label": label, "level": level, "brief": brief, "form": form, "care": care}
    return Field(**{"default": (), **settings}, json_schema_extra=extra)


def careful(care: Care, **settings: Any) -> Any:
    """A field that is shown elsewhere than on the page of an entry, and what it must rest on."""
    return Field(**settings, json_schema_extra={"care": care})


def _fact(value: Any) -> citations.Fact:
    if not isinstance(value, str):
        raise PydanticCustomError("shape", "should be a sentence with its source")
    try:
        return citations.parse(value)
    except citations.Uncited as error:
        raise PydanticCustomError("uncited", "{why}", {"why": str(error)}) from None
    except citations.Malformed as error:
        raise PydanticCustomError("citation-form", "{why}", {"why": str(error)}) from None


def _cites(value: Any) -> tuple[citations.Cite, ...]:
    if not isinstance(value, str):
        raise PydanticCustomError("shape", "should be citations such as '@source-id, p. 3'")
    try:
        return citations.parse_cites(value)
    except citations.Malformed as error:
        raise PydanticCustomError("citation-form", "{why}", {"why": str(error)}) from None


def fact_json(fact: citations.Fact) -> contract.Fact:
    """A fact as the JSON contract has it: its text and its cites."""
    return {"text": fact.text, "cites": cites_json(fact.cites)}


def cites_json(cites: tuple[citations.Cite, ...]) -> list[contract.Cite]:
    """Citations as the JSON contract has them; a cite without a locator leaves it out."""
    return [{"id": c.id, "locator": c.locator} if c.locator else {"id": c.id} for c in cites]


_Sentence = WithJsonSchema(
    {
        "type": "string",
        "description": "A sentence. [@source-id, p. 3; @other-id] [? words that ask for it]",
        "pattern": r"\S\s+\[@[^\[\]]+\](\s+\[\?[^\[\]]+\])?\s*$",
    },
    mode="validation",
)
Fact = Annotated[
    citations.Fact,
    BeforeValidator(_fact),
    PlainSerializer(fact_json, return_type=as_schema(contract.Fact)),
    _Sentence,
]
Facts = tuple[Fact, ...]
Cites = Annotated[
    tuple[citations.Cite, ...],
    BeforeValidator(_cites),
    PlainSerializer(cites_json, return_type=as_schema(list[contract.Cite])),
    WithJsonSchema(
        {"type": "string", "description": "@source-id, p. 3; @other-id", "pattern": "^@"}, mode="validation"
    ),
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$")]
Https = Annotated[str, StringConstraints(pattern=r"""^https://[^\s<>"']+$""")]
Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
Day = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


def _hours(value: Any) -> Any:
    if not isinstance(value, list) or len(value) not in (1, 2):
        raise PydanticCustomError("shape", "should be [from, to] in hours")
    try:
        hours = tuple(float(v) for v in value)
    except (TypeError, ValueError):
        raise PydanticCustomError("shape", "should be [from, to] in hours") from None
    if not all(0 <= h <= 24 * 366 * 3 for h in hours) or list(hours) != sorted(hours):
        raise PydanticCustomError("hours-order", "should run from the earlier hour to the later")
    return tuple(int(h) if h == int(h) else h for h in hours)


Hours = Annotated[
    tuple[float, ...],
    Field(
        min_length=1,
        max_length=2,
        description="[from, to] in hours since the last dose; [from] where no source gives an end",
    ),
    BeforeValidator(_hours),
]


class Part(BaseModel):
    """Strict about keys: a misspelled field is a fault, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def asks(self, key: str) -> Care:
        """What the statements of the field *key* must rest on."""
        field = type(self).model_fields.get(key)
        extra = field.json_schema_extra if field else None
        return cast(Care, extra.get("care", "")) if isinstance(extra, dict) else ""
