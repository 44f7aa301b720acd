"""Feed the loader, the checks, the build and the pages with YAML that a coverage-guided fuzzer makes up.

`pip install --group fuzz`, then `python tests/fuzz --seconds 600`. It begins with our own data and the
bad examples, and stops at the first input that is not answered by problems or by sound pages; that
input is kept as `crash-...` in the working directory. Bounds: 10 s and 1 GB an input.
"""

import argparse
import json
import re
import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))
with atheris.instrument_imports(include=["recoveryref"]):
    from recoveryref.author import build
    from recoveryref.author.check import check
    from recoveryref.author.model import KINDS
    from recoveryref.control_chars import control_characters
    from recoveryref.errors import DataFault
    from recoveryref.export import site
    from recoveryref.reader import locale, queries
    from recoveryref.views import markdown, plain, terminal
    from recoveryref.views.page import page
    from recoveryref.views.render import rendered

GOOD = ROOT / "tests" / "good"
# Where the made-up file may stand, chosen by its first byte.
PLACES = [
    *(f"{kind}/made-up.yaml" for kind in KINDS),
    *("sources.yaml", "glossary.yaml", "language.yaml", "search.yaml", "danger.yaml", "scales/cows.yaml"),
    *("medications/naloxone.yaml", "elsewhere/made-up.yaml"),
]


def place(raw: bytes) -> str:
    """Where the file stands that *raw* holds behind its first byte."""
    return PLACES[raw[0] % len(PLACES)]


def seeds() -> list[bytes]:
    """Our own files and the bad examples, each with the byte that puts it where it belongs."""
    found = []
    for folder in (ROOT / "data", GOOD, *(ROOT / "tests" / "bad").iterdir()):
        for path in folder.rglob("*.yaml"):
            where = path.relative_to(folder).as_posix()
            kind = f"{where.partition('/')[0]}/made-up.yaml"
            byte = PLACES.index(where if where in PLACES else kind if kind in PLACES else PLACES[-1])
            # Citing the one source that the good data has, and linking to nothing: sound as it stands.
            text = re.sub(r"@[a-z0-9]+(-[a-z0-9]+)*", "@example-2020", path.read_text("utf-8", "replace"))
            text = re.sub(r"^(related|aka):\n([- ].*\n)*", "", text, flags=re.MULTILINE)
            found.append(bytes([byte]) + text.encode()[:20_000])
    return found


class Target:
    """One made-up file in a folder over the good data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tried = self.sound = 0

    def __call__(self, raw: bytes) -> None:
        """Try one input; whatever is wrong with the program is raised."""
        if not raw:
            return
        self.tried += 1
        # The fuzzer ends the process itself: there is no last word.
        if self.tried % 1000 == 0:
            print(f"{self.tried} inputs tried, {self.sound} of them sound and shown", file=sys.stderr)
        path = self.folder / place(raw)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw[1:])
        try:
            _, problems = check([GOOD, self.folder])
            for problem in problems:
                line = str(problem)
                assert "\n" not in line, line
                assert not control_characters(line), line
                assert len(line) < 2000, line
            if not any(not problem.warning for problem in problems):
                self.sound += 1
                self.show()
        finally:
            path.unlink()

    def show(self) -> None:
        """Build what is sound, and set every page of it in every form."""
        try:
            opened = build.in_memory([GOOD, self.folder])
        except DataFault as fault:
            raise AssertionError("check let through what build refused") from fault
        for listed in queries.entries(opened):
            whole = queries.entry(opened, listed.id)
            shown = page(whole, locale.urgent(opened, "US"), full=True, clinical=True)
            texts = [
                rendered(lambda width: terminal.page(shown, "2026-11-21", width), 40, colour=False),  # noqa: B023
                plain.page(shown, "2026-11-21"),
                markdown.page(shown, "2026-11-21"),
                json.dumps(whole.data, ensure_ascii=False),
            ]
            assert not [text for text in texts if control_characters(text)], listed.id
        for _, text in site.files(opened):
            for word in ("<script>alert", "javascript:", "onerror="):
                # What the data says is text on the page; in an attribute or a tag it would be code.
                assert f'="{word}' not in text
                assert f"<{word}" not in text
        opened.close()


def main() -> None:
    """Fuzz for some seconds, and say how many inputs were tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=300)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as corpus, tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds()):
            (Path(corpus) / str(number)).write_bytes(seed)
        target = Target(Path(folder))
        bounds = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", "-max_len=20000"]
        atheris.Setup([sys.argv[0], *bounds, "-print_final_stats=1", corpus], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
