"""The website in a real browser: Chromium, driven by Playwright, with axe-core for accessibility."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from test_search import load

from recoveryref.export.handout import sheets
from recoveryref.reader import queries
from recoveryref.reader.danger import heard
from recoveryref.reader.file import open_reference
from recoveryref.reader.search import search

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
HOW = "needs Chromium and its driver: apt-get install chromium; pip install --group browser"
# One page of each kind.
KINDS_OF_PAGE = [
    *("index.html", "overdose.html", "glossary.html", "sources.html"),
    *("medications/index.html", "helplines/index.html"),
    *("stages/detox.html", "timelines/heroin.html", "medications/methadone.html"),
    *("therapies/yoga.html", "settings/telehealth.html", "supports/nar-anon.html"),
    *("symptoms/insomnia.html", "topics/stigma-and-language.html", "helplines/us.html"),
]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium; where it is missing these tests are skipped, unless RECOVERYREF_BROWSER says to insist."""
    missing = [name for name in ("playwright", "axe_playwright_python") if not find_spec(name)]
    if missing or not BROWSER:
        if os.environ.get("RECOVERYREF_BROWSER") == "1":
            pytest.fail(HOW)
        pytest.skip(HOW)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=BROWSER, args=ARGS)
        yield started
        started.close()


class Watched:
    """A tab, and all that it complained of or asked of anything but this folder."""

    def __init__(self, browser: "Browser", site: Path, **settings: Any) -> None:
        self.site = site
        self.faults: list[str] = []
        self.page: Page = browser.new_page(**settings)
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", lambda request: self._failed(request.url))
        self.page.on("request", lambda request: self._asked(request.url))

    def open(self, path: str) -> None:
        """Open a page of the website from the disk."""
        self.page.goto((self.site / path).as_uri())

    def search(self, words: str) -> None:
        """Type words into the search, and wait for what it says of them."""
        self.page.fill("#search", words)
        self.page.wait_for_selector("#found[aria-busy=false]", state="attached")

    def found(self) -> list[str]:
        """The titles that the search shows."""
        return self.page.locator("#results > li > a").all_text_contents()

    def _failed(self, url: str) -> None:
        # The next page may come before the icon of this one.
        if not url.endswith("/icon.svg"):
            self.faults.append(f"failed: {url}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.site.as_uri(), "data:")):
            self.faults.append(f"left: {url}")


@pytest.fixture
def tab(browser: "Browser", site: Path) -> Iterator[Watched]:
    """A tab of the size of a phone; whatever a test does in it, nothing is complained of, nothing leaves."""
    watched = Watched(browser, site, viewport={"width": 360, "height": 740})
    yield watched
    watched.page.close()
    assert watched.faults == []


def test_every_page_loads_in_peace_and_fits_a_phone(tab: Watched, site: Path) -> None:
    wide = []
    for path in sorted(site.rglob("*.html")):
        tab.open(path.relative_to(site).as_posix())
        if tab.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path.name)
        assert tab.page.evaluate("getComputedStyle(document.body).maxWidth") != "none"

    assert wide == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("suboxone", "Buprenorphine and naloxone"),
        ("suboxon", "Buprenorphine and naloxone"),
        ("METHADON", "Methadone"),
        ("dope sick", "Heroin withdrawal"),
        ("he is not breathing", "Overdose response"),
        ("contingen", "Contingency management"),
    ],
)
def test_the_search_finds(tab: Watched, typed: str, title: str) -> None:
    tab.open("index.html")
    tab.search(typed)

    assert title in tab.found()[:3]
    assert "found" in (tab.page.text_content("#found") or "")


def test_the_search_shows_whole_statements_with_their_sources(tab: Watched, reference: Path) -> None:
    # On the website a command is a link, in words.
    page = ("recoveryref overdose", "what to do in an overdose")
    whole = {
        (id, own.text.replace(*page), own.claim)
        for id, own in queries.statements(open_reference(reference))
        if own.level != "clinical"
    }
    for typed in ("does narcan work on tranq", "is it safe to take xanax with suboxone", "narcan"):
        tab.open("index.html")
        tab.search(typed)
        tab.page.wait_for_selector("#results > li > ul > li")

        for result in tab.page.locator("#results > li").all():
            path = result.locator("> a").get_attribute("href") or ""
            own = [(text, claim) for id, text, claim in whole if f"{id}.html" == path]
            for told in result.locator("> ul > li").all_text_contents():
                text, _, sources = told.rpartition(" [")
                assert sources.endswith("]")
                assert any(
                    text.endswith(f": {f'“{claim}” What sources say: ' if claim else ''}{each}")
                    for each, claim in own
                ), told


def test_the_site_ranks_as_the_program_does(tab: Watched, site: Path, reference: Path) -> None:
    # Of what teaches the search, what is spread as people ask.
    rows = [row for name in ("written", "tuned", "kept") for row in load(name) if "kind" in row]
    texts = [row["q"] for row in rows]
    opened = open_reference(reference)
    expected = []
    for text in texts:
        found = search(opened, text, limit=3)
        told = [own.text for own in found.hits[0].statements] if found.hits else []
        beyond = found.beyond.text if found.beyond else None
        silent = list(found.silent) if found.silent else None
        expected.append([[hit.id for hit in found.hits], told, beyond, silent, found.unknown, found.staff])

    tab.open("index.html")
    tab.search("methadone")
    files = [path.relative_to(site).as_posix() for path in site.glob("*/*.js")]
    tab.page.evaluate("files => load(files)", files)
    ask = """texts => texts.map(recoveryrefSearch).map(
        ({ found, beyond, silent, unknown, staff, wants }) => wants ? null : [
            found.slice(0, 3).map(({ entry }) => entry.id),
            found.length ? found[0].statements.map(({ text }) => text) : [],
            beyond,
            silent && [silent.title, silent.aspect],
            unknown,
            staff,
        ],
    )"""
    # Most are found without what rare words need, just as they are with it.
    usual = tab.page.evaluate(ask, texts)
    tab.page.evaluate("files => load(files)", ["search-rare.js"])
    others = [text for text, told in zip(texts, usual, strict=True) if told is None]
    rare = iter(tab.page.evaluate(ask, others))
    shown = [next(rare) if told is None else told for told in usual]
    without = 1 - len(others) / len(texts)

    def alike(part: Callable[[Any], Any]) -> float:
        same = [part(one) == part(other) for one, other in zip(shown, expected, strict=True)]
        return sum(same) / len(same)

    share = {
        "first": alike(lambda told: told[0][:1]),
        "three": alike(lambda told: told[0]),
        "statements": alike(lambda told: told[1]),
        "notes": alike(lambda told: told[3:]),
    }
    print(f"\n{len(texts)} questions, {without:.3f} without rare words, the same on the website: {share}")
    assert len(texts) > 1000
    assert without >= 0.8
    assert share["first"] >= 0.99
    assert share["three"] >= 0.98
    assert share["statements"] >= 0.98
    assert share["notes"] >= 0.98
    assert alike(lambda told: told[2]) == 1


def test_what_rare_words_need_is_asked_for_once_one_is_typed(tab: Watched) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    tab.open("index.html")
    tab.search("missed my methadone dose")
    assert tab.found()[0] == "Methadone"
    assert "search-rows.js" in asked
    assert "search-rare.js" not in asked

    tab.search("contingen")
    assert "search-rare.js" in asked


def test_without_what_rare_words_need_the_rest_is_found(tab: Watched) -> None:
    tab.page.route("**/search-rare.js", lambda route: route.abort())
    tab.open("index.html")
    tab.search("methadone contingen")

    assert tab.found()[0] == "Methadone"
    tab.faults.clear()


def test_what_is_overdue_on_the_readers_day_says_so(tab: Watched) -> None:
    tab.page.clock.set_fixed_time("2026-11-30T12:00:00Z")
    tab.open("index.html")
    tab.search("methadone")
    assert "due for another look" not in (tab.page.text_content("#results") or "")
    tab.page.clock.set_fixed_time("2099-01-01T12:00:00Z")
    tab.open("index.html")
    tab.search("methadone")

    results = tab.page.locator("#results > li > span").all_text_contents()
    assert results
    assert all("due for another look" in result for result in results)


def test_words_of_danger_show_the_line_and_what_to_do(tab: Watched) -> None:
    tab.open("index.html")
    tab.search("she is not breathing")

    assert (tab.page.text_content("#found") or "").startswith("Not waking or not breathing? Call 911")
    assert tab.found()[0] == "Overdose response"


def test_where_to_turn_waits_for_nothing_and_stands_where_the_rest_cannot_be_had(tab: Watched) -> None:
    tab.page.route("**/search-rows.js", lambda route: route.abort())
    tab.open("index.html")
    tab.search("she is not breathing")

    said = tab.page.text_content("#found") or ""
    assert said.startswith("Not waking or not breathing? Call 911")
    assert said.endswith("The search could not be loaded: please try again.")
    assert all(
        "search-rows.js" in fault or "ERR_FAILED" in fault or "recoveryrefRows" in fault
        for fault in tab.faults
    )
    tab.faults.clear()


def test_an_entry_whose_statements_cannot_be_had_is_found_all_the_same(tab: Watched) -> None:
    tab.page.route("**/medications/methadone.js", lambda route: route.abort())
    tab.open("index.html")
    tab.search("methadone")

    assert tab.found()[0] == "Methadone"
    tab.faults.clear()


def test_whoever_speaks_of_wanting_to_die_is_shown_no_means(tab: Watched) -> None:
    tab.open("index.html")
    tab.search("how much loperamide to kill myself")

    assert "988" in (tab.page.text_content("#found") or "")
    assert tab.found() == ["Helplines in the United States", "Thoughts of suicide, yours or another’s"]


def test_the_site_hears_the_danger_that_the_program_hears(tab: Watched, reference: Path) -> None:
    folder = Path(__file__).parent / "danger"
    names = ("held", "held_ordinary")
    rows = [row for name in names for row in yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))]
    texts = [row["say"] if isinstance(row, dict) else row for row in rows]
    messages = yaml.safe_load((folder.parents[1] / "data" / "messages.yaml").read_text("utf-8"))
    texts += [text for each in messages for text in each["say"][::3]]
    lands = ("UK", "Canada", "Germany", "Puerto Rico", "New Jersey", "Jersey", "us")
    texts += [f"I am in {land} and want to die" for land in lands]
    opened = open_reference(reference)
    said = [list(found.lines) if (found := heard(opened, text)) else [] for text in texts]
    # On the website a command is a link, in words.
    page = ("recoveryref overdose", "what to do in an overdose")
    expected = [[line.replace(*page) for line in lines] for lines in said]

    tab.open("index.html")
    tab.search("anything")
    shown = tab.page.evaluate(
        """texts => texts.map(text => {
            const field = document.getElementById("search");
            field.value = text;
            field.dispatchEvent(new Event("input"));
            return [...document.querySelectorAll("#found strong")].map(line => line.textContent);
        })""",
        texts,
    )

    assert [(t, s) for t, s in zip(texts, shown, strict=True)] == list(zip(texts, expected, strict=True))


def test_a_search_for_markup_or_nothing_shows_no_more_than_text(tab: Watched) -> None:
    tab.open("index.html")
    for typed in ("<img src=x onerror=alert(1)>", "   ", "*", "x" * 5000, "qqqqqqqq"):
        tab.search(typed)

        assert tab.page.locator("#results img").count() == 0
    assert (tab.page.text_content("#found") or "").endswith("Nothing found: try other words.")


def test_the_keyboard_alone_reaches_the_search_and_a_result(tab: Watched) -> None:
    tab.open("medications/methadone.html")
    focused = "document.activeElement.id || document.activeElement.textContent.trim()"

    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(focused) == "Skip to the page"
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate(focused) == "search":
            break
    tab.page.keyboard.type("suboxon")
    # Whoever leaves a page breaks off what it still asks for.
    # The page's own rules let no other function wait in it.
    for _ in range(200):
        if tab.page.evaluate("typeof recoveryrefSearch !== 'undefined'"):
            break
        tab.page.wait_for_timeout(50)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/index.html#q=suboxon")
    tab.page.wait_for_selector("#results a")
    tab.page.wait_for_selector("#found[aria-busy=false]", state="attached")
    tab.page.locator("#search").focus()
    for _ in range(2):
        tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(focused) == "Buprenorphine and naloxone"
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/medications/buprenorphine-naloxone.html")
    tab.page.go_back()
    tab.page.wait_for_selector("#results a")
    tab.page.wait_for_selector("#found[aria-busy=false]", state="attached")
    assert tab.page.input_value("#search") == "suboxon"


def test_the_keyboard_reaches_every_link_of_an_entry(tab: Watched) -> None:
    tab.open("symptoms/yawning.html")
    shown = """[...document.querySelectorAll('a, summary, button, input')].filter(
        each => each.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }))"""
    count = tab.page.evaluate(f"{shown}.length")

    reached = set()
    for _ in range(count + 5):
        tab.page.keyboard.press("Tab")
        reached.add(tab.page.evaluate(f"{shown}.indexOf(document.activeElement)"))
    assert len(reached - {-1}) == count


def test_a_statement_says_its_source_and_the_place_in_it_in_one_step(tab: Watched) -> None:
    tab.open("timelines/heroin.html")
    first = tab.page.locator(".cites").first
    first.locator("summary").click()

    assert re.match(r"1 SAMHSA TIP 63 2021, p\. \d", first.locator("li").first.inner_text())
    first.locator("li a").first.click()
    assert tab.page.locator("#source-1").is_visible()
    assert tab.page.url.endswith("#source-1")
    top = tab.page.locator("#source-1").evaluate("element => element.getBoundingClientRect().top")
    assert 0 <= top < 740


def test_every_number_is_as_large_as_a_thumb_and_on_one_line(tab: Watched) -> None:
    for path in ("index.html", "overdose.html", "helplines/index.html", "situations/in-withdrawal.html"):
        tab.open(path)
        sizes = tab.page.evaluate(
            """() => [...document.querySelectorAll('a[href^="tel:"], a[href^="sms:"]')]
                .filter(a => a.checkVisibility())
                .map(a => [a.href, a.offsetWidth, a.offsetHeight, a.getClientRects().length])"""
        )
        assert sizes
        assert [each for each in sizes if each[1] < 44 or not 44 <= each[2] < 70 or each[3] != 1] == []


def test_a_phone_shows_the_search_and_the_first_fact_at_once(tab: Watched) -> None:
    for path, first in (("medications/buprenorphine.html", ".summary"), ("overdose.html", ".steps li")):
        tab.open(path)
        foot = "element => element.getBoundingClientRect().bottom"
        assert tab.page.locator(first).first.evaluate(foot) < 740
        if first == ".summary":
            assert tab.page.locator("#search").evaluate(foot) < 740


def test_text_twice_as_large_fits_a_phone(tab: Watched) -> None:
    for path in KINDS_OF_PAGE:
        tab.open(path)
        tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not tab.page.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_letters_twice_as_large_break_no_word_of_a_title(tab: Watched) -> None:
    for path in ("timelines/heroin.html", "medications/buprenorphine-naloxone.html", "overdose.html"):
        tab.open(path)
        tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
        title = tab.page.locator("h1")
        longest = max((title.text_content() or "").split(), key=len)
        room = title.evaluate("each => each.clientWidth")
        title.evaluate("(each, word) => { each.textContent = word; }", longest)
        title.evaluate("each => { each.style.width = 'max-content'; }")

        assert title.evaluate("each => each.getBoundingClientRect().width") <= room, path


def test_no_line_begins_with_the_numbers_of_sources(tab: Watched) -> None:
    tab.open("overdose.html")

    alone = """() => [...document.querySelectorAll(".cites summary")].filter(each => {
        const marks = each.getBoundingClientRect(), words = document.createRange();
        words.selectNodeContents(each.closest(".last").firstChild);
        return words.getBoundingClientRect().top >= marks.bottom;
    }).length"""
    assert tab.page.locator(".last").count() > 10
    assert tab.page.evaluate(alone) == 0


def test_what_is_found_takes_the_place_of_the_first_page(tab: Watched) -> None:
    tab.page.goto((tab.site / "index.html").as_uri() + "#q=methadone")
    tab.page.wait_for_selector("#found[aria-busy=false]", state="attached")
    assert tab.found()
    assert tab.page.locator("#now").is_hidden()

    tab.search("")

    assert tab.found() == []
    assert tab.page.locator("#now").is_visible()


def test_a_word_of_the_glossary_is_explained_in_place(tab: Watched) -> None:
    tab.open("medications/buprenorphine.html")
    meaning = tab.page.locator("#term-withdrawal")
    assert meaning.is_hidden()
    tab.page.locator("button.term", has_text="withdrawal").first.click()

    assert meaning.is_visible()
    assert meaning.inner_text().startswith("withdrawal: ")
    tab.page.keyboard.press("Escape")
    assert meaning.is_hidden()


def test_a_word_within_a_longer_one_is_not_explained(tab: Watched) -> None:
    tab.open("topics/newborn-withdrawal.html")

    assert "neonatal abstinence syndrome" in (tab.page.locator("main").text_content() or "")
    assert "abstinence" not in tab.page.locator("button.term").all_inner_texts()


def test_a_web_host_serves_it_and_the_device_keeps_it(browser: "Browser", site: Path) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        faults: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        home = f"http://127.0.0.1:{server.server_port}/"
        page.goto(home)
        page.fill("#search", "suboxone")
        page.wait_for_selector("#results a")
        page.locator("#results a").first.click()

        assert page.text_content("h1") == "Buprenorphine and naloxone"
        page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        assert page.evaluate("async () => (await caches.keys()).length") == 1
        server.shutdown()

    # The host is gone; a page that was never opened is there all the same.
    page.goto(f"{home}medications/methadone.html")
    assert page.text_content("h1") == "Methadone"
    page.goto(f"{home}#q=narcan")
    page.wait_for_selector("#results a")
    assert faults == []
    assert [url for url in asked if not url.startswith((home, "data:"))] == []
    page.close()


def test_without_scripts_everything_but_the_search_is_there(browser: "Browser", site: Path) -> None:
    watched = Watched(browser, site, java_script_enabled=False)
    watched.open("index.html")

    assert watched.page.get_by_text("The search needs JavaScript").is_visible()
    assert watched.page.locator("#search").is_hidden()
    watched.page.get_by_role("link", name="Medications").first.click()
    assert watched.page.url.endswith("medications/index.html")
    watched.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS_OF_PAGE)
def test_axe_finds_no_violation(browser: "Browser", site: Path, path: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    watched = Watched(browser, site, color_scheme=scheme)
    watched.open(path)
    if path == "index.html":
        watched.search("suboxon")
    watched.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")

    found = Axe().run(watched.page)

    watched.page.close()
    # No look at the faults here: axe itself asks for the style sheet, and is refused.
    assert found.violations_count == 0, found.generate_report()


SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
    .filter(each => each.checkVisibility() && [...each.childNodes].some(
        node => node.nodeType === 3 && node.data.trim()))
    .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
# Eleven points, in the pixels of a style sheet.
ELEVEN = 11 * 96 / 72 - 0.01


def test_the_longest_handouts_have_two_pages_of_eleven_points(browser: "Browser", reference: Path) -> None:
    opened = open_reference(reference)
    opened.fill("US")
    entries = [queries.entry(opened, listed.id) for listed in queries.entries(opened)]
    page = browser.new_page()
    page.emulate_media(media="print")
    page.set_content(sheets(opened, entries))
    assert page.evaluate(SMALLEST) >= ELEVEN
    longest = page.evaluate("""() => {
        const sheets = [...document.querySelectorAll("article")];
        const long = (n) => sheets[n].offsetHeight;
        const order = sheets.map((_, n) => n).sort((a, b) => long(b) - long(a));
        return order.slice(0, 8);
    }""")

    long = {}
    for chosen in longest:
        page.evaluate(
            "n => document.querySelectorAll('article').forEach((each, at) => { each.hidden = at !== n; })",
            chosen,
        )
        paper = page.pdf(format="A4")
        count = len(re.findall(rb"/Type\s*/Page\b", paper))
        if count > 2:
            long[entries[chosen].id] = count
    page.close()
    assert long == {}


def test_a_page_prints_as_its_handout(tab: Watched) -> None:
    for path in ("medications/methadone.html", "situations/ran-out.html", "topics/rights-and-privacy.html"):
        tab.open(path)
        tab.page.emulate_media(media="print")

        shown = tab.page.inner_text("body")
        assert "Call 911" in shown
        assert re.search(r"Sources: 1 \w", shown)
        assert "On this page" not in shown
        assert tab.page.evaluate(SMALLEST) >= ELEVEN
        cited = {
            mark
            for each in tab.page.locator(".cites summary:visible").all_text_contents()
            for mark in each.split()
        }
        listed = set(
            re.findall(
                r"(?:Sources: |; )([0-9]+) ",
                shown.partition("Sources: ")[1] + shown.partition("Sources: ")[2],
            )
        )
        assert listed == cited
        assert len(re.findall(rb"/Type\s*/Page\b", tab.page.pdf(format="A4"))) <= 2
