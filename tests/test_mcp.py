"""An assistant's tool, as an assistant meets it: the official client, over standard input and output."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TextIO

import pytest
from conftest import Run

from recoveryref.reader import queries
from recoveryref.reader.file import open_reference

pytest.importorskip("mcp", reason="needs the extra: pip install 'recoveryref[mcp]'")

from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client

NOTE = "This informs; it does not diagnose or prescribe."
CALLS = [
    ("search", {"words": "how long does dope sickness last"}, "timelines/heroin"),
    ("search", {"words": "counselling", "kind": "therapy", "limit": 3}, "therapies/"),
    ("show", {"name": "suboxone"}, "Buprenorphine"),
    ("show", {"name": "methadone", "full": True, "clinical": True}, "A prescriber decides"),
    ("compare", {"names": ["methadone", "buprenorphine"]}, "How it works, Methadone: "),
    ("timeline_at", {"opioid": "heroin", "time": "36h"}, "36 hours after the last dose"),
    ("helplines", {"country": "UK"}, "999"),
]


def talk(reference: Path, what: Callable[[Client], Awaitable[Any]]) -> Any:
    """What *what* finds in a conversation with a server of its own."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "recoveryref", "mcp", "--reference", str(reference)],
        env=dict(os.environ),
    )

    async def conversation() -> Any:
        async with Client(stdio_client(server)) as client:
            return await what(client)

    return asyncio.run(asyncio.wait_for(conversation(), 60))


def test_the_tools_are_described(reference: Path) -> None:
    tools = talk(reference, lambda client: client.list_tools()).tools

    assert sorted(tool.name for tool in tools) == ["compare", "helplines", "search", "show", "timeline_at"]
    assert all(tool.description for tool in tools)


def test_every_answer_carries_text_citations_review_and_what_it_is_not(reference: Path) -> None:
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
        # Clients that read only text get the same.
        assert json.loads(found.content[0].text) == answer


def test_an_answer_holds_the_numbers_of_the_country_that_is_asked_for(reference: Path) -> None:
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


def test_words_of_danger_are_answered_first(reference: Path) -> None:
    found = talk(reference, lambda client: client.call_tool("search", {"words": "he is not breathing"}))

    assert "911" in found.structured_content["text"].splitlines()[0]


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("show", {"name": "qqqqqq"}, "nothing here is called"),
        ("show", {"name": "methadnoe"}, "did you mean Methadone?"),
        ("compare", {"names": ["methadone", "bupernorphine"]}, "did you mean"),
        ("compare", {"names": ["methadone", "yoga"]}, "different kinds"),
        ("timeline_at", {"opioid": "heroin", "time": "soon"}, "no time since the last dose"),
        ("search", {"words": "x", "kind": "potions"}, "nothing here is called"),
        ("helplines", {"country": "Atlantis"}, "nothing here is called"),
    ],
)
def test_a_fault_is_told_in_one_sentence(
    reference: Path, name: str, given: dict[str, Any], said: str
) -> None:
    found = talk(reference, lambda client: client.call_tool(name, given))

    assert found.is_error
    assert said in found.content[0].text
    assert "Traceback" not in found.content[0].text


def test_every_entry_is_a_resource(reference: Path) -> None:
    async def read(client: Client) -> tuple[list[Any], Any]:
        return (await client.list_resources()).resources, await client.read_resource(
            "recoveryref://medications/methadone"
        )

    listed, found = talk(reference, read)

    ids = [entry.id for entry in queries.entries(open_reference(reference))]
    assert [str(resource.uri) for resource in listed] == [f"recoveryref://{id}" for id in ids]
    text = found.contents[0].text
    assert text.startswith("Methadone (medication)")
    assert "Source 1: " in text
    assert "Reviewed " in text
    assert NOTE in text


def test_standard_error_hears_nothing_of_what_is_looked_up(reference: Path, tmp_path: Path) -> None:
    """Also where a name is only near, or is no name at all."""
    names = (["bupernorphine", "methadone"], ["suboxon", "vivitrol"], ["qqqqqq", "methadone"])
    asked = [("compare", {"names": each}) for each in names]
    asked += [
        ("show", {"name": "methadnoe"}),
        ("search", {"words": "qqqqqq"}),
        ("helplines", {"country": "?"}),
    ]
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "recoveryref", "mcp", "--reference", str(reference)],
        env=dict(os.environ),
    )

    async def conversation(log: TextIO) -> None:
        async with Client(stdio_client(server, errlog=log)) as client:
            for name, given in asked:
                await client.call_tool(name, given)

    with (tmp_path / "stderr").open("w+") as log:
        asyncio.run(asyncio.wait_for(conversation(log), 60))
        log.seek(0)
        assert log.read() == ""


def test_a_local_entry_says_so(clinic: Path) -> None:
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
        f"import sys; sys.argv[1:] = {args!r}\nfrom recoveryref.cli.app import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"mcp", "recoveryref.mcp_server"} & set(done.stderr.split()) == set()
