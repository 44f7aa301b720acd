// What every page does in the reader's own browser: nothing typed here goes anywhere.
"use strict";

// The words that are looked for, as the address has them.
const asked = () => new URLSearchParams(location.search || location.hash.slice(1)).get("q") || "";

// Before anything is drawn: only where a script runs is there a search, and what it finds takes the place
// of the first page.
document.documentElement.classList.add("scripted");
document.documentElement.classList.toggle("asking", asked() !== "");
document.addEventListener("DOMContentLoaded", start);

const root = new URL(".", document.currentScript.src).href;

// Runs scripts in their order, each once, all of them asked for at the same time; then says which could not
// be had.
const loads = new Map();
function load(paths) {
  const one = (path) => new Promise((done) => {
    const script = document.createElement("script");
    script.src = root + path;
    script.async = false;
    script.addEventListener("load", () => done([]));
    script.addEventListener("error", () => done([path]));
    document.head.append(script);
  });
  for (const path of paths) if (!loads.has(path)) loads.set(path, one(path));
  return Promise.all(paths.map((path) => loads.get(path))).then((lacking) => lacking.flat());
}

// The same whatever is looked for. What danger sounds like comes first: it waits for nothing.
const DANGER = ["words.js", "packed.js", "search-danger.js", "danger.js"];
const SEARCH = [...DANGER, "search-index.js", "search-rows.js", "search.js"];
if (asked()) load(SEARCH);
// So long after a letter was typed, what was found is asked for; of that these few first, which fill a screen,
// and the rest so much later. A word that nearly nobody types may be one that is half typed: what such words
// need is asked for still later.
const PAUSE = 200, FIRST = 3, SEEN = 100, HALF = 400;

function start() {

  // Where a web host serves the pages they can be kept on the device, whole, and installed.
  if (location.protocol.startsWith("http") && isSecureContext && "serviceWorker" in navigator) {
    const manifest = document.createElement("link");
    manifest.rel = "manifest";
    manifest.href = `${root}manifest.json`;
    document.head.append(manifest);
    const saves = navigator.connection && navigator.connection.saveData;
    const keep = () => navigator.serviceWorker.register(`${root}worker.js`);
    // Not before the reader has had the page for a while.
    if (!saves) window.addEventListener("load", () => setTimeout(keep, 3000));
  }

  // A place that stands in a closed part opens it.
  function reveal() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = place && place.closest("details:not([open])");
    if (!closed) return;
    closed.open = true;
    place.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  const field = document.getElementById("search");
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  // Words that are looked for stand behind the `#`, which no host is told.
  const address = (words) => `${root}index.html${words ? `#q=${encodeURIComponent(words)}` : ""}`;

  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (list) keep();
    else location.assign(address(field.value.trim()));
  });
  if (!list) {
    // While the words are typed, what looks for them comes.
    field.addEventListener("focus", () => load(SEARCH));
    return;
  }

  // The address holds what is looked for, so that going back finds it again.
  function keep() {
    const words = field.value.trim();
    if (words === asked()) return;
    try {
      history.replaceState(null, "", address(words));
    } catch {
      // Some browsers let a page on the disk keep none.
    }
  }

  // Text only ever goes in as text: nothing in the index can become markup.
  function made(name, ...parts) {
    const element = document.createElement(name);
    element.append(...parts);
    return element;
  }

  function link(text, href) {
    const element = made("a", text);
    element.href = href;
    return element;
  }

  // Numbers as links to call or to text, and what is a command in a terminal as its page.
  function linked(text) {
    if (typeof recoveryrefDangers === "undefined") return [text];
    const { phone, leads } = recoveryrefDangers.words;
    const parts = [];
    let rest = text;
    for (const [command, words, path] of leads) {
      if (!rest.includes(command)) continue;
      const [before, ...after] = rest.split(command);
      return [...linked(before), link(words, path), ...linked(after.join(command))];
    }
    const number = new RegExp(`(^|[^\\w.,$-])(${phone})(?![\\w%]|[.,]\\d)`);
    for (let found = number.exec(rest); found; found = number.exec(rest)) {
      const before = rest.slice(0, found.index) + found[1];
      const way = /\btext (?:\S+ to )?$/i.test(before) && !/\bcall or text $/i.test(before) ? "sms" : "tel";
      parts.push(before, link(found[2], `${way}:${found[2].replace(/[ -]/g, "")}`));
      rest = rest.slice(found.index + found[0].length);
    }
    return [...parts, rest];
  }

  const today = new Date().toISOString().slice(0, 10);

  function row({ entry, statements }) {
    const marks = [...(entry.local ? ["local"] : []), ...(entry.due <= today ? [recoveryrefDangers.words.overdue] : [])];
    const item = made("li", link(entry.title, entry.path), made("span", ` (${[entry.kind, ...marks].join(", ")})`));
    if (statements.length) item.append(made("ul", ...statements.map((each) => statement(entry, each))));
    return item;
  }

  // A statement, whole, with where it stands and what says so.
  function statement(entry, { label, anchor, text, cites, claim }) {
    const place = link(label, anchor === "summary" ? entry.path : `${entry.path}#${anchor}`);
    const item = made("li", place, ": ");
    if (claim) item.append(`“${claim}” `, made("strong", `${recoveryrefDangers.words.say}:`), " ");
    item.append(...linked(text), made("span", ` [${cites.join("; ")}]`));
    return item;
  }

  // Asked for once somebody turns to the search.
  let wanted = false, failed = false;
  function want() {
    if (wanted) return;
    wanted = true;
    load(DANGER).then(() => show());
    load(SEARCH).then((lacking) => {
      failed = lacking.length > 0;
      show();
    });
  }

  let later, latest;

  function show(pause = 0) {
    const typed = field.value.trim();
    document.documentElement.classList.toggle("asking", typed !== "");
    clearTimeout(later);
    latest = null;
    status.ariaBusy = String(typed !== "");
    if (!typed) {
      say(null);
      list.replaceChildren();
    } else if (typeof recoveryrefSearch === "undefined") {
      // Where to turn waits for nothing.
      const note = failed ? "The search could not be loaded: please try again." : "Searching …";
      say(typeof recoveryrefDanger === "undefined" ? null : recoveryrefDanger(typed), [note]);
      status.ariaBusy = String(!failed);
      want();
    } else {
      const answer = recoveryrefSearch(field.value);
      latest = answer;
      say(answer.alarm, ["Searching …"]);
      if (answer.alarm) list.replaceChildren();
      later = setTimeout(tell, pause, answer, pause && HALF);
    }
  }

  // Says where to turn, and what was found, unless something else is looked for by now.
  async function tell(answer, half) {
    const { alarm, beyond, unknown, found, soon, wants } = answer;
    if (wants) {
      await new Promise((done) => setTimeout(done, half));
      if (latest !== answer) return;
      await here([wants]);
      if (latest === answer) show();
      return;
    }
    await here([...soon, ...found.slice(0, FIRST).map(({ file }) => file)]);
    if (latest !== answer) return;
    const { silent, staff, told } = answer;
    list.replaceChildren();
    say(alarm, [
      ...(beyond ? [beyond] : []),
      ...unknown.map((word) => `Nothing here speaks of “${word.slice(0, 60)}”.`),
      ...(silent ? [`The page “${silent.title}” does not say anything on: ${silent.aspect}.`] : []),
      ...(staff ? [`The page “${found.find(({ entry }) => entry.id === staff).entry.title}” has more for people who prescribe or study.`] : []),
      found.length ? `${found.length} found, best first.` : "Nothing found: try other words.",
    ]);
    for (const [place, each] of (told || found).entries()) {
      // One at a time, so that the page never stands still; the rest once the first are seen.
      await new Promise((done) => setTimeout(done, place === FIRST ? SEEN : 0));
      if (place === FIRST) await here(found.map(({ file }) => file));
      if (latest !== answer) return;
      list.append(row(each));
    }
    status.ariaBusy = "false";
  }

  // Loads files; what cannot be had is done without.
  async function here(files) {
    (await load(files.filter(Boolean))).forEach(recoveryrefSearch.without);
  }

  function say(alarm, notes = []) {
    status.replaceChildren(
      ...turning(alarm),
      ...notes.flatMap((note, n) => [...(n ? [made("br")] : []), ...linked(note)]),
    );
  }

  // Where to turn, for words that sound like danger.
  function turning(alarm) {
    status.className = alarm ? "help" : "";
    return alarm ? alarm.lines.flatMap((line) => [made("strong", ...linked(line)), made("br")]) : [];
  }

  function take() {
    field.value = asked();
    show();
  }

  field.addEventListener("focus", want);
  field.addEventListener("input", () => show(PAUSE));
  field.addEventListener("change", keep);
  window.addEventListener("hashchange", take);
  if (asked() || !field.value) take();
  else show();
}
