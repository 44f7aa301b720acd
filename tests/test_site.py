"""The website, read as its files stand: whole, linked, escaped, and asking nothing of anybody."""

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from shutil import copytree
from urllib.parse import unquote

import pytest
from conftest import ROOT, Run

from recoveryref.author.build import build
from recoveryref.reader import checksum, queries
from recoveryref.reader.file import open_reference
from recoveryref.views import html, ref

GOOD = ROOT / "tests" / "good"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'"
)


class Html(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [attrs[name] for _, attrs in self.tags if name in attrs]


def pages(site: Path) -> dict[str, Html]:
    return {
        path.relative_to(site).as_posix(): Html(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Html]:
    """Every page of the website, read."""
    return pages(site)


def test_every_entry_kind_and_list_has_a_page(read: dict[str, Html], reference: Path) -> None:
    entries = queries.entries(open_reference(reference))
    expected = {f"{entry.id}.html" for entry in entries} | {f"{entry.kind}/index.html" for entry in entries}

    others = {"index.html", "overdose.html", "glossary.html", "sources.html"}
    assert set(read) == expected | others


def test_every_page_shows_every_fact_of_its_entry(read: dict[str, Html], reference: Path) -> None:
    opened = open_reference(reference)

    missing = []
    for listed in queries.entries(opened):
        shown = " ".join(read[f"{listed.id}.html"].text.split())
        entry = queries.entry(opened, listed.id)
        facts = [
            fact["text"]
            for field in entry.kind.fields
            for fact in entry.data[field.key] or ()
            if isinstance(fact, dict) and set(fact) == {"text", "cites"}
        ]
        missing += [(listed.id, fact) for fact in facts if "recoveryref" not in fact and fact not in shown]
    assert missing == []


def test_every_link_and_anchor_resolves(read: dict[str, Html], site: Path) -> None:
    anchors = {path: set(page.all("id")) for path, page in read.items()}

    broken = []
    for path, page in read.items():
        for address in page.all("href") + page.all("src"):
            if re.match(r"[a-z]+:", address):
                continue
            target, _, anchor = address.partition("#")
            found = normpath(str(PurePosixPath(path).parent / target)) if target else path
            if not (site / found).is_file() or (anchor and unquote(anchor) not in anchors[found]):
                broken.append((path, address))
    assert broken == []


def test_every_anchor_stands_once(read: dict[str, Html]) -> None:
    twice = {path for path, page in read.items() if len(page.all("id")) != len(set(page.all("id")))}

    assert twice == set()


def test_every_page_keeps_the_same_strict_rules(read: dict[str, Html]) -> None:
    for path, page in read.items():
        metas = [attrs for tag, attrs in page.tags if tag == "meta"]
        assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in metas, path
        assert {"name": "referrer", "content": "no-referrer"} in metas, path
        assert ("html", {"lang": "en"}) in page.tags, path
        assert page.tags.count(("main", {"id": "main", "tabindex": "-1"})) == 1, path
        assert [tag for tag, _ in page.tags].count("h1") == 1, path
        assert "Call 911" in page.text, path
        assert "988" in page.text, path


def strays(page: Html) -> Iterator[str]:
    """Whatever of a page could run, or could ask something of another host by itself."""
    for tag, attrs in page.tags:
        if tag in {"iframe", "object", "embed", "base", "style", "img", "b"}:
            yield tag
        yield from (name for name in attrs if name.startswith("on") or name == "style")
        for name in ("src", "href", "action", "srcset"):
            scheme = re.match(r"\s*([a-z]+):", attrs.get(name, ""), re.IGNORECASE)
            allowed = {"a": ("https", "tel", "sms")}.get(tag, ())
            if (scheme and scheme[1] not in allowed) or attrs.get(name, "").startswith("//"):
                yield attrs[name]
        if tag == "script" and PurePosixPath(attrs.get("src", "")).name != "page.js":
            yield tag
        if tag == "form" and not attrs.get("action", "").endswith("index.html"):
            yield tag


def test_nothing_but_a_click_leads_out(read: dict[str, Html], site: Path, reference: Path) -> None:
    assert {path: found for path, page in read.items() if (found := list(strays(page)))} == {}
    for file in ("style.css", "page.js", "search.js"):
        assert not re.search(r"https?:|url\(|@import|innerHTML|eval|fetch", (site / file).read_text())
    opened = open_reference(reference)
    known = {source.csl["URL"] for source in queries.sources(opened)}
    known |= {
        line["web"]
        for listed in queries.entries(opened, "helplines")
        for line in queries.entry(opened, listed.id).data["lines"]
    }
    out = {href for page in read.values() for href in page.all("href") if href.startswith("http")}
    assert out - known == set()


def test_each_citation_names_its_source_with_the_place_in_it(read: dict[str, Html], reference: Path) -> None:
    entry = queries.entry(open_reference(reference), "medications/methadone")
    short = {csl["id"]: ref.short(csl) for csl in entry.data["sources"]}
    page = read["medications/methadone.html"]
    shown = " ".join(page.text.split())

    for fact in (entry.data["summary"], *entry.medication["risks"]):
        opened = shown.partition(fact["text"])[2]
        for cite in fact["cites"]:
            named = f"{short[cite['id']]}, {cite['locator']}" if "locator" in cite else short[cite["id"]]
            assert named in opened[:600]
    assert len({href for href in page.all("href") if re.fullmatch(r"#source-\d+", href)}) > 10


def test_every_number_to_call_is_one_tap_away(read: dict[str, Html], reference: Path) -> None:
    opened = open_reference(reference)

    for listed in queries.entries(opened, "helplines"):
        lines = queries.entry(opened, listed.id).data["lines"]
        numbers = [
            match[0] for line in lines if (match := re.match(r"[0-9][0-9 -]*[0-9]", line["number"] or ""))
        ]
        expected = {"tel:" + re.sub("[ -]", "", number) for number in numbers}
        for path in (f"{listed.id}.html", "helplines/index.html"):
            assert expected <= set(read[path].all("href")), path


def test_a_site_for_a_country_calls_no_other_in_its_steps(other_site: Path, reference: Path) -> None:
    lines = queries.entry(open_reference(reference), "helplines/gb").data["lines"]
    own = {re.sub(r"\D", "", f"{line['number']}") for line in lines}
    read = pages(other_site)
    assert "999" in read["overdose.html"].text
    called = {
        (path, href.partition(":")[2])
        for path, page in read.items()
        if path == "overdose.html" or path.startswith("situations/")
        for href in page.all("href")
        if href.startswith(("tel:", "sms:"))
    }
    assert len(called) > 20
    assert {each for each in called if each[1] not in own} == set()
    titles = re.findall(r'id="in-([a-z]+)"', (other_site / "helplines/index.html").read_text("utf-8"))
    assert titles[0] == "gb"


@pytest.mark.parametrize("country", ["GB", "IE", "CA", "AU", "NZ", "US"])
def test_a_number_of_another_country_stands_in_no_step_and_says_whose_it_is(
    reference: Path, country: str
) -> None:
    opened = open_reference(reference)
    opened.fill(country)
    lines = json.dumps(queries.entry(opened, f"helplines/{country.lower()}").data)
    own = {re.sub("[ -]", "", number) for number in re.findall(r"[0-9][0-9 -]*[0-9]", lines)}
    named = re.compile(
        r"\b(US|United States|UK|United Kingdom|Ireland|Canada|Australia|New Zealand|Europe(an)?|EU)\b"
    )
    foreign = [
        (id, each.field, f"{each.label}: {each.text}")
        for id, each in queries.statements(opened)
        if not id.startswith("helplines/")
        for bit in html.bits(each.text, html.Bit)
        if bit.href.startswith(("tel:", "sms:")) and re.split("[:?]", bit.href)[1] not in own
    ]

    assert foreign
    assert [place for place in foreign if place[1] in ("steps", "danger", "emergency")] == []
    assert [place for place in foreign if not named.search(place[2])] == []


@pytest.mark.parametrize(
    ("said", "links"),
    [
        ("Call or text 988. Free.", ["sms:988", "tel:988"]),
        ("call 988 and press 1, or text 838255", ["tel:988", "sms:838255"]),
        ("988 (or text it)", ["tel:988", "sms:988"]),
        ("text SHOUT to 85258", ["sms:85258?body=SHOUT"]),
        ("text your ZIP code to 435748 (HELP4U)", ["sms:435748"]),
        ("1-877-696-1996, or 1-800-484-3731", ["tel:18776961996", "tel:18004843731"]),
        ("Lifeline, 13 11 14, or text 0477 13 11 14", ["tel:131114", "sms:0477131114"]),
        ("116 123, 0300 123 6600, 01 809 2166", ["tel:116123", "tel:03001236600", "tel:018092166"]),
        ("112 or 999", ["tel:112", "tel:999"]),
        ("from 2015-2016 to 2024, IQR 105-486, 112 mg, 988 people, $911, 1,999, 0.112, 911%", []),
    ],
)
def test_a_number_in_a_text_is_called_or_texted(said: str, links: list[str]) -> None:
    found = html.bits(said, lambda command: html.Bit(command))

    assert [bit.href for bit in found if bit.href] == links
    assert "".join(bit.text for bit in found) == said


def test_clinical_facts_stand_apart_and_closed(site: Path) -> None:
    text = (site / "medications" / "methadone.html").read_text(encoding="utf-8")
    before, clinical = text.split('<details class="clinical"', 1)

    assert 'id="clinical-dose"' in clinical.split('class="printed"')[0]
    assert 'id="clinical-dose"' not in before
    assert "A prescriber decides" in clinical
    assert "open" not in clinical.partition(">")[0]


def test_the_chart_has_a_name_and_the_same_as_a_table(read: dict[str, Html]) -> None:
    page = read["timelines/heroin.html"]

    svg = next(attrs for tag, attrs in page.tags if tag == "svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"].split() == ["chart-title", "chart-said"]
    shown = " ".join(page.text.split())
    assert "starts up to 24 hours" in shown or "starts" in shown.partition("Time since the last dose")[2]
    rows = [attrs for tag, attrs in page.tags if tag == "th" and attrs == {"scope": "row"}]
    lanes = [attrs for tag, attrs in page.tags if attrs.get("class") == "lane"]
    assert len(rows) >= len(lanes) > 8


def test_the_search_index_holds_every_entry(site: Path, reference: Path) -> None:
    text = (site / "search-index.js").read_text(encoding="ascii")
    start, end = "var recoveryrefIndex = ", ";\n"

    assert text.startswith(start)
    assert text.endswith(end)
    entries = json.loads(text[len(start) : -len(end)])["entries"]
    assert len(entries) == len(queries.entries(open_reference(reference)))
    assert all((site / f"{entry['id']}.html").is_file() for entry in entries)


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7 * 7 }} javascript:alert(3)'


def test_markup_in_the_data_stays_text(run: Run, tmp_path: Path) -> None:
    local = tmp_path / "local" / "medications"
    local.mkdir(parents=True)
    # The check refuses braces, so these come later.
    bare = HOSTILE.replace("{{ 7 * 7 }}", "BRACES")
    quoted = json.dumps(bare)
    fact = json.dumps(f"{bare} We see it. It is a text. So be it. [@example-2020]")
    (local / "hostile.yaml").write_text(
        f'title: {quoted}\naka: [{quoted[:-1]} x"]\nquestions: {{summary: [{quoted}]}}\n'
        f'reviewed: "2026-11"\nsummary: {fact}\n'
        f"class: opioid antagonist [@example-2020]\nrisks:\n  - {fact}\n"
        f"often_said:\n  - claim: {quoted}\n    fact: {fact}\n"
    )
    build([GOOD, tmp_path / "local"], tmp_path / "hostile.sqlite")
    db = sqlite3.connect(tmp_path / "hostile.sqlite")
    # What no build lets through, a file that somebody else made could still hold.
    with db:
        for column in ("json", "title", "summary"):
            db.execute(f"UPDATE entry SET {column} = replace({column}, 'BRACES', '{{{{ 7 * 7 }}}}')")
        db.execute(
            "UPDATE source SET csl = json_set(csl, '$.URL', 'javascript:alert(4)', '$.title', ?)", (HOSTILE,)
        )
    db.close()
    checksum.put(tmp_path / "hostile.sqlite")

    done = run("export", "site", str(tmp_path / "site"), "--reference", str(tmp_path / "hostile.sqlite"))

    assert done.status == 0, done.err
    read = pages(tmp_path / "site")
    assert {path: found for path, page in read.items() if (found := list(strays(page)))} == {}
    for path in ("medications/hostile.html", "medications/index.html", "sources.html"):
        assert HOSTILE in read[path].text


def test_an_id_that_leads_out_of_the_folder_is_refused(run: Run, tmp_path: Path) -> None:
    build([GOOD], tmp_path / "bad.sqlite")
    db = sqlite3.connect(tmp_path / "bad.sqlite")
    with db:
        db.execute("UPDATE entry SET id = 'medications/../../out' WHERE id = 'medications/naloxone'")
    db.close()
    checksum.put(tmp_path / "bad.sqlite")

    for what in ("site", "markdown"):
        done = run("export", what, str(tmp_path / what), "--reference", str(tmp_path / "bad.sqlite"))

        assert done.status == 1
        assert "is damaged" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.sqlite"]


def test_a_folder_that_is_not_ours_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")

    for place in (tmp_path, tmp_path / "letter.txt"):
        done = run("export", "site", str(place))

        assert (done.status, done.out) == (2, "")
        assert "name a new or an empty folder" in done.err
        assert len(done.err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_second_export_replaces_the_first_and_drops_what_is_gone(
    run: Run, tmp_path: Path, site: Path
) -> None:
    second = copytree(site, tmp_path / "site")
    build([GOOD], tmp_path / "good.sqlite")
    gone = second / "medications" / "methadone.html"
    assert gone.is_file()

    done = run("export", "site", str(second), "--reference", str(tmp_path / "good.sqlite"))

    assert done.status == 0
    assert not gone.exists()
    assert (second / "medications" / "naloxone.html").is_file()
    assert not list(second.rglob("*.part"))


def test_an_unknown_form_is_wrong_use_and_names_those_that_are(run: Run, tmp_path: Path) -> None:
    done = run("export", "sculpture", str(tmp_path / "x"))

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("recoveryref: 'sculpture' cannot be exported: choose site")


def test_without_jinja2_one_line_says_what_to_install(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)

    done = run("export", "site", str(tmp_path / "site"))

    assert done.status == 1
    assert done.err.endswith("pip install 'recoveryref[site]'\n")
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "site").exists()
