"""An assistant's tool, as an assistant meets it: the official client, over standard input and output."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest
import yaml
from conftest import ROOT, Run

from recoveryref.kinds import KINDS
from recoveryref.reader import queries
from recoveryref.reader.file import open_reference

pytest.importorskip("mcp", reason="needs the extra: pip install 'recoveryref[mcp]'")

from mcp import MCPError, StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp_types import ResourceTemplateReference
from mcp_types.version import LATEST_PROTOCOL_VERSION

TEMPLATE = "recoveryref://{kind}/{slug}"

NOTE = "This informs; it does not diagnose or prescribe."
CALLS = [
    ("search", {"words": "how long does dope sickness last"}, "timelines/heroin"),
    ("search", {"words": "counselling", "kind": "therapy", "limit": 3}, "therapies/"),
    ("show", {"name": "suboxone"}, "Buprenorphine"),
    ("show", {"name": "methadone", "full": True, "clinical": True}, "A prescriber decides"),
    ("compare", {"names": ["methadone", "buprenorphine"]}, "In short, Methadone: "),
    ("timeline_at", {"opioid": "heroin", "time": "36h"}, "36 hours after the last dose"),
    ("helplines", {"country": "UK"}, "999"),
    ("overdose", {}, "Give naloxone at once"),
]
TOOLS = ["compare", "helplines", "overdose", "search", "show", "timeline_at"]


Talk = Callable[[Path, Callable[[Client], Awaitable[Any]]], Any]


def server(reference: Path) -> StdioServerParameters:
    """A server of this reference."""
    args = ["-m", "recoveryref", "mcp", "--reference", str(reference)]
    return StdioServerParameters(command=sys.executable, args=args, env=dict(os.environ))


async def conversation(reference: Path, asked: "asyncio.Queue[Any]") -> None:
    """Ask a server one thing after the other, until that is nothing."""
    async with Client(stdio_client(server(reference))) as client:
        while one := await asked.get():
            what, answer = one
            try:
                answer.set_result(await what(client))
            except Exception as error:
                answer.set_exception(error)


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    """Asks a server of a reference: the same one for all tests here, as an assistant keeps it."""
    begun: dict[Path, tuple[asyncio.Queue[Any], asyncio.Task[None]]] = {}

    async def ask(reference: Path, what: Callable[[Client], Awaitable[Any]]) -> Any:
        if reference not in begun:
            asked: asyncio.Queue[Any] = asyncio.Queue()
            begun[reference] = asked, asyncio.create_task(conversation(reference, asked))
        answer = asyncio.get_running_loop().create_future()
        begun[reference][0].put_nowait((what, answer))
        return await asyncio.wait_for(answer, 60)

    async def end() -> None:
        for asked, task in begun.values():
            asked.put_nowait(None)
            await task

    with asyncio.Runner() as runner:
        yield lambda reference, what: runner.run(ask(reference, what))
        runner.run(end())


def test_the_tools_are_described(reference: Path, talk: Talk) -> None:
    tools = talk(reference, lambda client: client.list_tools()).tools

    assert sorted(tool.name for tool in tools) == TOOLS
    for tool in tools:
        assert tool.title
        assert tool.description
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        assert tool.input_schema["additionalProperties"] is False
        assert all(given["description"] for given in tool.input_schema["properties"].values())
    kinds = next(tool for tool in tools if tool.name == "search").input_schema["properties"]["kind"]["enum"]
    assert kinds == [*KINDS, None]


def test_the_newest_protocol_is_spoken(reference: Path, talk: Talk) -> None:
    async def version(client: Client) -> str:
        await client.list_tools()
        return client.protocol_version

    assert talk(reference, version) == LATEST_PROTOCOL_VERSION


def test_every_answer_carries_text_citations_review_and_what_it_is_not(reference: Path, talk: Talk) -> None:
    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, dict(given)) for name, given, _ in CALLS]

    for (name, given, holds), found in zip(CALLS, talk(reference, ask), strict=True):
        assert not found.is_error, (name, found.content)
        answer = found.structured_content
        assert holds in answer["text"], (name, given)
        assert answer["citations"], name
        assert all(cite["url"].startswith("https://") for cite in answer["citations"])
        assert answer["reviewed"].startswith("20")
        assert answer["note"].startswith(NOTE)
        assert answer["local"] is False
        # Clients that read only text get the same; a source stands once.
        assert json.loads(found.content[0].text) == answer
        assert [cite["url"] for cite in answer["citations"] if cite["url"] in answer["text"]] == []


def test_an_answer_that_is_not_asked_for_whole_is_short(reference: Path, talk: Talk) -> None:
    """Less than 1,500 tokens, of four letters each: every entry, hour and comparison, and some searches."""
    opened = open_reference(reference)
    ids = [entry.id for entry in queries.entries(opened)]
    asked = [("show", {"name": id}) for id in ids]
    asked += [("helplines", {"country": entry.id}) for entry in queries.entries(opened, "helplines")]
    asked += [
        ("timeline_at", {"opioid": entry.id, "time": time})
        for entry in queries.entries(opened, "timelines")
        for time in ("6h", "3d")
    ]
    for kind in KINDS:
        names = [entry.id for entry in queries.entries(opened, kind)]
        asked += [("compare", {"names": names[at : at + 4]}) for at in range(0, len(names) - 3, 4)]
    questions = yaml.safe_load((ROOT / "tests" / "search" / "kept.yaml").read_text(encoding="utf-8"))
    asked += [("search", {"words": each["q"]}) for each in questions[::10]]
    asked.append(("overdose", {}))

    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, dict(given)) for name, given in asked]

    for (name, given), found in zip(asked, talk(reference, ask), strict=True):
        assert not found.is_error, (name, given, found.content)
        assert len(found.content[0].text) / 4 < 1500, (name, given)
        urgent = "Call 999" if given.get("country") == "helplines/gb" else "Call "
        assert urgent in found.structured_content["text"] or name == "helplines", (name, given)


def test_what_a_short_answer_leaves_out_is_named_and_can_be_asked_for(reference: Path, talk: Talk) -> None:
    async def ask(client: Client) -> tuple[Any, list[Any]]:
        short = (await client.call_tool("show", {"name": "methadone"})).structured_content
        given = [{"name": "methadone", "section": label} for label in short["more"]]
        return short, [await client.call_tool("show", each) for each in given]

    short, sections = talk(reference, ask)

    assert len(short["more"]) > 5
    for label, found in zip(short["more"], sections, strict=True):
        lines = found.structured_content["text"].splitlines()
        assert any(line.startswith((f"{label}: ", f"{label}, step 1 of ")) for line in lines), label
        cited = {
            number
            for line in lines
            for group in re.findall(r"\[([\d, ]+)\]$", line)
            for number in group.split(", ")
        }
        assert {str(each["number"]) for each in found.structured_content["citations"]} == cited


def test_an_answer_holds_the_numbers_of_the_country_that_is_asked_for(reference: Path, talk: Talk) -> None:
    places = ["Germany", "uk", None, "PR", "India"]

    async def ask(client: Client) -> list[Any]:
        asked = [{"name": "yawning", **({"country": place} if place else {})} for place in places]
        return [
            await client.call_tool("show", given) for given in (*asked, {"name": "yawning", "country": "?"})
        ]

    *found, refused = talk(reference, ask)

    for said, answer in zip(("112", "999", "911", "911", "your emergency number"), found, strict=True):
        assert f"Call {said}. Give naloxone" in answer.structured_content["text"]
    assert refused.is_error


def test_words_of_danger_are_answered_first(reference: Path, talk: Talk) -> None:
    found = talk(reference, lambda client: client.call_tool("search", {"words": "he is not breathing"}))

    assert "911" in found.structured_content["text"].splitlines()[0]


DANGER = [
    ("show", {"name": "she is not breathing"}),
    ("show", {"name": "methadone", "section": "he is not breathing"}),
    ("compare", {"names": ["methadone", "he is not breathing"]}),
    ("timeline_at", {"opioid": "heroin", "time": "he is not breathing"}),
    ("helplines", {"country": "he is not breathing"}),
    ("search", {"words": "he is not breathing", "who": "me"}),
]


def test_danger_is_heard_in_whatever_was_given(reference: Path, talk: Talk) -> None:
    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, dict(given)) for name, given in DANGER]

    for (name, given), found in zip(DANGER, talk(reference, ask), strict=True):
        assert found.is_error, (name, given)
        assert "Call 911" in found.content[0].text.splitlines()[0], (name, given)
        assert len(found.content[0].text.splitlines()) == 2


FAULTS = [
    ("show", {"name": "qqqqqq"}, "nothing here is called"),
    ("show", {"name": "methadnoe"}, "did you mean Methadone?"),
    ("compare", {"names": ["methadone", "bupernorphine"]}, "did you mean"),
    ("compare", {"names": ["methadone", "yoga"]}, "different kinds"),
    ("timeline_at", {"opioid": "heroin", "time": "soon"}, "no time since the last dose"),
    ("search", {"words": "x", "kind": "potions"}, "nothing here is called"),
    ("helplines", {"country": "Atlantis"}, "nothing here is called"),
    ("show", {"name": "klonopin"}, "read on: co-occurring-conditions, "),
    ("show", {"nmae": "methadone"}, "show takes no 'nmae': it takes country, name, "),
    ("show", {}, "show needs name: An id, title, "),
    (
        "search",
        {"words": "x", "limit": 99},
        "search cannot take this for limit: How many entries, 1 to 50.",
    ),
    ("compare", {"names": ["methadone"]}, "compare cannot take this for names: Two to four "),
    (
        "show",
        {"name": "methadone", "section": "Astrology"},
        "has no section 'Astrology': it has Take care; Mixing; ",
    ),
    ("show", {"name": "methadone", "section": "First dose"}, "has no section 'First dose'"),
]


def test_a_fault_is_told_in_one_sentence_of_our_own(reference: Path, talk: Talk) -> None:
    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, dict(given)) for name, given, _ in FAULTS]

    for (name, given, said), found in zip(FAULTS, talk(reference, ask), strict=True):
        assert found.is_error, (name, given)
        assert said in found.content[0].text
        assert len(found.content[0].text.splitlines()) == 1
        for word in ("Traceback", "Error executing", "http", "recoveryref "):
            assert word not in found.content[0].text


def test_every_entry_is_a_resource_of_one_template(reference: Path, talk: Talk) -> None:
    async def complete(client: Client, name: str, value: str, **given: str) -> Any:
        ref = ResourceTemplateReference(uri=TEMPLATE)
        argument = {"name": name, "value": value}
        return (await client.complete(ref, argument, context_arguments=given or None)).completion

    async def read(client: Client) -> tuple[Any, ...]:
        return (
            (await client.list_resource_templates()).resource_templates,
            (await client.list_resources()).resources,
            await complete(client, "kind", "s"),
            [(await complete(client, "slug", "", kind=kind)).values for kind in KINDS],
            await complete(client, "slug", "meth", kind="medications"),
            await client.read_resource("recoveryref://medications/methadone"),
        )

    templates, listed, kinds, slugs, begun, found = talk(reference, read)

    assert [template.uri_template for template in templates] == [TEMPLATE]
    assert listed == []
    assert kinds.values == [kind for kind in KINDS if kind.startswith("s")]
    ids = [entry.id for entry in queries.entries(open_reference(reference))]
    assert [f"{kind}/{slug}" for kind, each in zip(KINDS, slugs, strict=True) for slug in each] == ids
    assert begun.values == ["methadone"]
    text = found.contents[0].text
    assert text.startswith("Methadone (medication)")
    assert "Source 1: " in text
    assert "Reviewed " in text
    assert NOTE in text


def test_an_address_without_an_entry_is_refused(reference: Path, talk: Talk) -> None:
    addresses = [
        "recoveryref://medications/aspirin",
        "recoveryref://x",
        "https://example.org/medications/methadone",
    ]

    async def read(client: Client) -> list[str]:
        said = []
        for uri in addresses:
            with pytest.raises(MCPError) as refused:
                await client.read_resource(uri)
            said.append(refused.value.error.message)
        return said

    assert talk(reference, read) == [
        f"no entry stands at '{uri}': addresses are {TEMPLATE}" for uri in addresses
    ]


def test_standard_error_hears_nothing_of_what_is_looked_up(reference: Path, tmp_path: Path) -> None:
    """Also where a name is only near, or is no name at all."""
    names = (["bupernorphine", "methadone"], ["suboxon", "vivitrol"], ["qqqqqq", "methadone"])
    asked = [("compare", {"names": each}) for each in names]
    asked += [
        ("show", {"name": "methadnoe"}),
        ("search", {"words": "qqqqqq"}),
        ("helplines", {"country": "?"}),
    ]

    async def logged(log: TextIO) -> None:
        async with Client(stdio_client(server(reference), errlog=log)) as client:
            for name, given in asked:
                await client.call_tool(name, given)

    with (tmp_path / "stderr").open("w+") as log:
        asyncio.run(asyncio.wait_for(logged(log), 60))
        log.seek(0)
        assert log.read() == ""


def test_a_local_entry_says_so(clinic: Path, talk: Talk) -> None:
    found = talk(clinic, lambda client: client.call_tool("show", {"name": "riverside"}))

    assert found.structured_content["local"] is True
    assert "Local page" in found.structured_content["text"]


def test_without_the_extra_one_line_says_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "mcp" or name.startswith("mcp.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "recoveryref.mcp_server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp", None)

    done = run("mcp")

    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "pip install 'recoveryref[mcp]'" in done.err


@pytest.mark.parametrize("args", [["--help"], ["list"], ["search", "methadone"], ["export", "--help"]])
def test_nothing_else_imports_it(args: list[str], reference: Path) -> None:
    code = (
        f"import sys; sys.argv[1:] = {args!r}\nfrom recoveryref.cli.run import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"mcp", "recoveryref.mcp_server"} & set(done.stderr.split()) == set()
