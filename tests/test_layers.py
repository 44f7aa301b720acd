"""Imports point one way, and a look-up loads nothing of the author side."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from recoveryref import paths

PACKAGE = Path(paths.__file__).parent

# Each layer may import only from the layers after it (and from its own).
LAYERS = [
    ["__main__", "author.hook"],
    ["author.manpage"],
    ["cli.app", "cli.mcp_", "reader.api"],
    ["cli.export_", "cli.author_"],
    ["mcp_server", "export.data", "export.markdown"],
    ["cli.show", "export.site"],
    ["export.folder", "export.site_search"],
    ["author.build", "author.json_schema"],
    ["author.prerender"],
    ["author.check", "author.tables", "author.audit", "views.render"],
    ["author.local"],
    ["author.rules", "author.statements"],
    ["views.lists", "views.plain", "views.markdown", "views.json_", "views.bibtex"],
    ["author.sourcing"],
    ["author.collect", "author.readability", "views.terminal", "views.html", "views.timeline.svg"],
    ["views.timeline.figures", "views.compare", "views.timeline.moment", "views.found"],
    ["views.words"],
    ["views.entry"],
    ["author.load", "author.model", "views.ref", "reader.search"],
    ["views.items"],
    ["views.page"],
    ["author.danger", "reader.danger"],
    ["author.fields", "author.letters", "views.timeline.chart", "views.parts", "reader.queries"],
    ["author.shapes", "views.hours"],
    [
        "reader.near",
        "reader.file",
        "reader.citations",
        "reader.names",
        "paths",
        "reader.durations",
        "reader.scoring",
        "cli.pager",
        "cli.options",
        "atomic",
    ],
    ["errors", "reader.records", "fastpath", "cli.terminal", "reader.checksum", "kinds"],
    ["control_chars", "reader.contract"],
]
LAYER = {module: number for number, modules in enumerate(LAYERS) for module in modules}
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py"
)


def imported(module: str) -> set[str]:
    """Our own modules that *module* imports, anywhere in it."""
    tree = ast.parse((PACKAGE / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "recoveryref":
            base = (node.module or "").removeprefix("recoveryref").lstrip(".")
            for name in node.names:
                full = f"{base}.{name.name}".lstrip(".")
                found.add(full if full in MODULES else base)
    return found - {""}


def test_every_module_has_its_layer() -> None:
    assert sorted(LAYER) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_below(module: str) -> None:
    above = {other for other in imported(module) if LAYER[other] < LAYER[module]}

    assert above == set()


@pytest.mark.parametrize(
    ("args", "never"),
    [
        (["med", "methadone"], {"yaml", "pydantic", "recoveryref.author"}),
        (["med", "methadone", "--json"], {"yaml", "pydantic", "recoveryref.author", "rich"}),
        (["med", "methadone", "--plain"], {"yaml", "pydantic", "recoveryref.author", "rich"}),
        (["list"], {"yaml", "pydantic", "recoveryref.author"}),
        (["search", "craving"], {"yaml", "pydantic", "recoveryref.author", "recoveryref.views.page"}),
        (["compare", "cbt", "mi"], {"yaml", "pydantic", "recoveryref.author", "recoveryref.reader.search"}),
        (["search", "craving", "--json"], {"yaml", "pydantic", "recoveryref.author", "rich"}),
    ],
)
def test_a_look_up_leaves_the_author_side_unloaded(args: list[str], never: set[str], reference: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ARGS\n"
        "from recoveryref.cli.app import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code\n"
        "print(*sys.modules, file=sys.stderr)"
    ).replace("ARGS", repr(args))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert never & set(done.stderr.split()) == set()
    assert done.stdout
