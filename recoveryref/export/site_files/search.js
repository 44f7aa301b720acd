// Search in the reader's own browser: the entries and the statements that the command finds, in the same
// order (`reader.search`, `reader.asked`, `reader.answers`); `page.js` shows them.
"use strict";

// What entries say, by their ids: each entry's own file adds it.
const recoveryrefStatements = {};

// Looks through what the index and the rows tell, and what is told of *rare* words; *lacking* is the file that
// tells it, where that is not here but could be had.
function recoveryrefSearching(rare, lacking) {
  const { words, key, stem, stems, porter, distance, slack } = recoveryrefWords;
  const packed = recoveryrefPacked;
  const index = { ...recoveryrefIndex, countries: recoveryrefDangers.countries };
  const rows = [recoveryrefRows, rare].filter(Boolean);
  const SHOWN = 12;
  const MOST_LETTERS = 2000, MOST_WORDS = 40, LONGEST = 5;

  // What words and phrases stand for, by their roles; with what is counted twice where statements hold more
  // than one way to say the same. And the phrases that have a mark, in their order, and the words that say
  // nothing, without their endings.
  function known() {
    const phrases = new Map(), marked = [[], []], silent = new Set();
    const ways = (part, place) => packed.texts(part).map((way) => {
      if (!way.endsWith("!")) return way;
      marked[place].push(way.slice(0, -1));
      return way.slice(0, -1);
    });
    const twice = rows.map((each) => each.twice.split(";").map((group) => group.split(",")));
    for (const [role, groups] of Object.entries(index.phrases)) {
      const rarely = rare ? rare.phrases[role].split(";") : [];
      for (const [number, group] of groups.split(";").entries()) {
        const [usual, means] = group.split("=").map((part) => ways(part, 0));
        const said = [...usual, ...ways(rarely[number] || "", 1)];
        const roles = { [role]: role === "aspect" ? means.map((aspect) => index.aspects[aspect].name) : means };
        const [both, ...also] = role === "synonym" ? twice[0][number] : [];
        if (role === "synonym" && rare) also.splice(usual.length, Infinity, ...twice[1][number]);
        if (both) roles.twice = [both];
        for (let n = 0; n < said.length; n++) {
          const own = also[n] ? { ...roles, twice: [both, also[n]] } : roles, before = phrases.get(said[n]);
          phrases.set(said[n], before ? { ...before, ...own } : own);
          if (role === "stop") silent.add(porter(said[n]));
        }
      }
    }
    return [phrases, marked, silent];
  }
  const [phrases, marked, silent] = known();
  // The entries that are only for those who speak of something.
  const ofSome = [...new Set([...phrases.values()].flatMap(({ only }) => only || []))];
  const read = (text) => words(text).filter((word) => !phrases.get(word)?.unread);

  // What the rows tell of, with its number: words without their endings, then the phrases that have a mark.
  const stood = rows.map((each) => packed.texts(each.stems));
  const terms = new Map(stood.flatMap((stems, n) => [...stems, ...marked[n].map((way) => read(way).join(" "))]).map((term, n) => [term, n]));
  const aspects = new Map(index.aspects.map((aspect, number) => [aspect.name, { ...aspect, number }]));
  // What other medicines and drugs are called first, by each of their names.
  const told = [index, rare].filter(Boolean);
  const drugs = new Map(told.flatMap(({ called, drugs }) => called.split(";").flatMap((keys, n) => packed.texts(keys).map((each) => [each, drugs[n]]))));
  const others = new Set([...drugs.keys(), ...told.flatMap((each) => packed.texts(each.known))]);

  const kindOf = (id) => id.split("/")[0];
  const entries = index.entries.map((entry) => ({ ...entry, path: `${entry.id}.html`, kind: index.kinds[kindOf(entry.id)] }));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  // The entries that each name names, and how far it is their own.
  function names() {
    const named = new Map();
    const lists = (part) => told.map((each) => each[part].split(";"));
    const [also, misspelt] = ["names", "misspelt"].map(lists);
    for (const [n, entry] of entries.entries()) {
      const ranks = [
        [0, key(entry.title)], [0, key(entry.id)], [1, key(entry.id.split("/")[1])],
        ...also.flatMap((list) => packed.texts(list[n])).map((name) => [2, name]), [2, key(entry.title.split(" (")[0])],
        ...misspelt.flatMap((list) => packed.texts(list[n])).map((name) => [3, name]),
      ];
      const own = new Map();
      for (const [rank, name] of ranks) if (!own.has(name)) own.set(name, rank);
      for (const [name, rank] of own) {
        if (named.has(name)) named.get(name).push([rank, entry]);
        else named.set(name, [[rank, entry]]);
      }
    }
    return named;
  }
  const named = names();

  // How many there are before each of these counts, and in all.
  function sums(counts) {
    const found = new Uint32Array(counts.length + 1);
    for (let n = 0; n < counts.length; n++) found[n + 1] = found[n] + counts[n];
    return found;
  }

  // How many statements and questions an entry has; questions are numbered through all entries.
  const sizes = packed.numbers(recoveryrefRows.sizes).filter((_, n) => n % 2 === 0);
  const firsts = sums(packed.numbers(recoveryrefRows.sizes).filter((_, n) => n % 2));
  const size = sizes.reduce((sum, count) => sum + count, 0);
  const owners = new Uint16Array(firsts[entries.length]);
  for (let entry = 0; entry < entries.length; entry++) owners.fill(entry, firsts[entry], firsts[entry + 1]);

  const rareness = (held, every) => Math.max(index.counts.least, Math.log((every + 1) / (held + 1)) / Math.log(every + 1));

  // Where each term stands: from `begins` on in these entries, in their names and headings, in so
  // many of their statements; and from `asks` on in these questions.
  const NAMES = 2, HEADINGS = 1;
  function standing() {
    const parts = rows.map(({ spread, ways, how, bits }) => ({
      spread: packed.numbers(spread), ways: packed.numbers(ways), every: packed.numbers(how), bits: packed.bits(bits),
    }));
    const begins = sums(parts.flatMap(({ spread }) => spread));
    const asks = sums(parts.flatMap(({ every, ways }) => every.map((way) => ways[3 * way + 2])));
    // Typed, as they are many.
    const length = asks.length - 1;
    const how = new Uint8Array(length), often = new Uint16Array(length);
    const inEntries = new Uint16Array(length), inQuestions = new Uint16Array(asks[length]);
    let at = 0;
    for (const { spread, ways, every, bits } of parts) {
      const first = at;
      for (const count of spread) {
        bits.some(count, 0, entries.length, inEntries, at);
        for (const end = at + count; at < end; at++) {
          const way = 3 * every[at - first], entry = inEntries[at], asked = asks[at + 1] - asks[at];
          how[at] = ways[way];
          often[at] = ways[way + 1];
          if (asked) bits.some(asked, firsts[entry], firsts[entry + 1], inQuestions, asks[at]);
        }
      }
    }
    return { begins, inEntries, how, often, asks, inQuestions };
  }
  const { begins, inEntries, how, often, asks, inQuestions } = standing();

  // How much the words of each question count together: no rare one is among them.
  function weighed() {
    const weights = new Float64Array(owners.length);
    for (let term = 0; term < stood[0].length; term++) {
      let held = 0;
      for (let at = begins[term]; at < begins[term + 1]; at++) held += often[at];
      const counts = silent.has(stood[0][term]) ? 0 : rareness(held, size) ** 2;
      for (let at = asks[begins[term]]; at < asks[begins[term + 1]]; at++) {
        weights[inQuestions[at]] += counts;
      }
    }
    const [more, much] = recoveryrefRows.weights;
    const further = packed.numbers(much).map(packed.signed);
    for (const [n, question] of packed.ascending(more).entries()) {
      weights[question] += further[n] / 1000;
    }
    return weights.map((weight) => Math.round(1000 * weight) / 1000);
  }
  const weights = weighed();

  // The number of what a word or phrase is looked for as, if that stands anywhere.
  function termOf(phrase) {
    const [first = "", ...more] = read(phrase);
    return terms.get(more.length ? [first, ...more].join(" ") : porter(first));
  }

  const stands = (phrase) => termOf(phrase) !== undefined;

  // The places in `inEntries` of each entry in which a word or phrase stands.
  function* holding(phrase) {
    const term = termOf(phrase);
    if (term !== undefined) for (let at = begins[term]; at < begins[term + 1]; at++) yield at;
  }

  // A statement's words, as they are held against what is asked, and other words in which people ask for it.
  function heldOf(label, claim, text, asked) {
    const said = stems(claim), whole = stems(text);
    const head = (said.trim() || whole.trim()).split(" ").slice(0, index.counts.head_words);
    return { label: stems(label), claim: said, text: said.slice(0, -1) + whole, head: ` ${head.join(" ")} `,
      asked: stems(asked) };
  }

  // An entry's statements in the order of its page, whoever they are for, once they are here.
  const held = new Map();
  function every(entry) {
    const { sources, places } = recoveryrefStatements[entry.id] || { sources: [], places: [] };
    if (!places.length) return [];
    if (!held.has(entry.id)) {
      let number = 0;
      held.set(entry.id, places.flatMap(([label, anchor, level, said, country, apart]) => said.map(([text, cites, asked, taught, claim = "", anywhere = text]) => ({
        number: number++, label, anchor, level, text, claim, anywhere, country, apart,
        cites: cites.map((number) => sources[number]),
        field: anchor.replace(/-\d+$/, "").replaceAll("-", "_"),
        // What questions teach of it: how often it is asked for, and of words, by level, how much they speak for it.
        taught: taught || [0],
        // Made of the few statements that are held against a question.
        get held() {
          const value = heldOf(label, claim, anywhere, asked);
          Object.defineProperty(this, "held", { value });
          return value;
        },
      }))));
    }
    return held.get(entry.id);
  }

  function* runs(typed) {
    for (let length = Math.min(LONGEST, typed.length); length > 0; length--) {
      for (let begin = 0; begin + length <= typed.length; begin++) {
        const places = Array.from({ length }, (_, n) => begin + n);
        yield [places, typed.slice(begin, begin + length).join(" ")];
      }
    }
  }

  // The words that entries use: those that are left of words without their endings, and all others.
  let vocabulary;
  function ended(packedWords) {
    const every = packedWords.split(","), stems = stood.flat().sort();
    const others = packed.texts(every.pop());
    return [...every.flatMap((words, n) => (words.match(/[A-Z][^A-Z]*/g) || []).map((word) => packed.after(stems[n], word))), ...others];
  }

  // The words that share most runs of three letters with a word, those first.
  function alike(word, most) {
    const three = (text) => new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, n) => text.slice(n, n + 3)));
    const own = three(word);
    const found = [];
    for (const other of vocabulary) {
      let shared = 0;
      for (const run of own) if (other.includes(run)) shared += 1;
      if (shared) found.push([-shared / (word.length + other.length - 4 - shared), other]);
    }
    found.sort((one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1));
    return found.slice(0, most).map(([, other]) => other);
  }

  // The words of entries that are nearest to one, each with how many slips away it is.
  function nearest(word) {
    const near = alike(word, 60).map((other) => [distance(word, other, 4), other]);
    return near.sort((one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1));
  }

  // Whether a word stands in any entry, or is known without one.
  const isKnown = (word) => others.has(word) || phrases.has(word) || stands(word);

  // Whether a word is one that many type, or is one written on to a number.
  function isUsual(word) {
    const unit = word.replace(/^[0-9]+/, "");
    return [word, unit].some((each) => phrases.has(each) || stands(each)) || !unit || (/[0-9]/.test(unit));
  }

  // What a word that nothing knows may have been meant to be.
  function spelt(word) {
    if (word.length < 4 || /\d/.test(word)) return [];
    if (isKnown(word) || !rare) return [];
    vocabulary ??= ended(rare.vocabulary);
    const near = nearest(word);
    return near.filter(([slips]) => slips === near[0][0] && slips <= slack(word.length)).slice(0, 3).map(([, other]) => other);
  }

  function inFull(typed) {
    const full = [];
    for (let at = 0; at < typed.length;) {
      let length = Math.min(LONGEST, typed.length - at);
      const way = () => phrases.get(typed.slice(at, at + length).join(" "))?.written;
      while (length > 1 && !way()) length -= 1;
      full.push(...(way() ? way()[0].split(" ") : [typed[at]]));
      at += length;
    }
    return full;
  }

  // What the medicine or drug is called first that has this name.
  function medicineCalled(name) {
    const ours = (named.get(key(name)) || []).map(([, entry]) => entry).filter(({ id }) => id.startsWith("medications/"));
    return [...ours.map(({ title }) => title.split(" (")[0]), ...(drugs.has(key(name)) ? [drugs.get(key(name))] : [])];
  }

  // What is asked for, each thing once; and the places of the words that say nothing.
  function groupsOf(typed, meant) {
    const groups = new Map(), taken = new Set(), silent = new Set();
    for (const [places, run] of runs(typed)) {
      const roles = phrases.get(run) || {};
      if (places.some((place) => taken.has(place)) || (places.length > 1 && !roles.synonym)) continue;
      places.forEach((place) => taken.add(place));
      if (roles.stop && !roles.synonym) places.forEach((place) => silent.add(place));
      else if (!groups.has(run)) {
        const also = roles.synonym || (meant.get(places[0]) || []).slice(1);
        const told = run.split(" ").filter((word) => !phrases.get(word)?.stop);
        const called = [...new Set([run, ...told].flatMap(medicineCalled))];
        const itself = also.length || called.length ? [run] : [];
        groups.set(run, {
          said: run,
          phrases: [run, ...also].map((each) => words(each).join(" ")),
          called,
          alone: places.length > 1 ? told : itself,
          thing: Boolean(roles.thing),
          twice: roles.synonym ? (roles.twice || []).flatMap(packed.ascending) : [],
        });
      }
    }
    return [[...groups.values()], silent];
  }

  // The places of each phrase that asks an aspect, and what it asks.
  function askingOf(typed) {
    const found = [], taken = new Set();
    for (const [places, run] of runs(typed)) {
      const asks = phrases.get(run)?.aspect;
      if (!asks || places.some((place) => taken.has(place))) continue;
      places.forEach((place) => taken.add(place));
      found.push([places, asks]);
    }
    return found;
  }

  // The words of a name around those between them, in the other order: withdrawal from methadone.
  const linking = new Set(index.counts.linking);
  function turned(words) {
    const begin = words.findIndex((word, n) => n && linking.has(word));
    const end = words.findIndex((word, n) => begin > 0 && n > begin && !linking.has(word));
    return end > 0 ? [...words.slice(end), ...words.slice(0, begin)] : [];
  }

  // The entries that are named, and the places of the words that name them.
  function namedOf(typed, counted, asking, silent) {
    const found = [];
    for (const [places, run] of runs(typed)) {
      const silentAll = places.every((place) => silent.has(place));
      if (silentAll && places.length < typed.length) continue;
      for (const name of [key(run), key(turned(run.split(" ")).join(""))]) {
        const called = named.get(name);
        if (called) found.push([places, called]);
      }
    }
    const asks = (places) => places.every((place) => asking.has(place));
    const things = found.some(([places]) => !asks(places));
    const begin = Math.min(...found.map(([places]) => places[0]));
    const mentioned = new Map(), naming = new Set();
    for (const [places, called] of found) {
      const within = found.some(([other]) => other.length > places.length && places.every((place) => other.includes(place)));
      const longer = found.some(([other]) => other.length < places.length && other.every((place) => places.includes(place)));
      const meant = !within && (things ? !asks(places) : places[0] === begin);
      places.forEach((place) => naming.add(place));
      const share = places.filter((place) => counted.has(typed[place])).length / Math.max(1, counted.size);
      const least = Math.min(...called.map(([rank]) => rank));
      for (const [rank, entry] of called) {
        const before = mentioned.get(entry.id) || { share: 0, first: false, longer: false };
        mentioned.set(entry.id, {
          share: Math.max(share, before.share),
          first: before.first || (meant && rank === least),
          longer: longer || before.longer,
        });
      }
    }
    return [mentioned, naming];
  }

  // What is said where a question is not answered here: the first of which every list was heard.
  function beyondOf(typed) {
    const heard = new Map();
    for (const [, run] of runs(typed)) {
      for (const mark of phrases.get(run)?.beyond || []) {
        const [number, place] = mark.split(" ").map(Number);
        heard.set(number, (heard.get(number) || new Set()).add(place));
      }
    }
    const numbers = [...heard.keys()].sort((one, other) => one - other);
    const number = numbers.find((each) => !heard.get(each).has(0) && heard.get(each).size === index.beyond[each].lists);
    return number === undefined ? null : index.beyond[number];
  }

  // A word; and where not it, but the end of it is known, a number and the unit written on to it (150mg).
  function numberAndUnit(word) {
    const unit = word.replace(/^[0-9]+/, "");
    return !unit || unit === word || isKnown(word) || !isKnown(unit) ? [word] : [word.slice(0, -unit.length), unit];
  }

  // Whether one of our medicines is named, and another medicine or drug beside it.
  function namesAnother(groups, mentioned) {
    const first = [...mentioned].filter(([, each]) => each.first).map(([id]) => id);
    if (first.length !== 1 || !first[0].startsWith("medications/")) return false;
    const its = entries.find(({ id }) => id === first[0]).title.split(" (")[0];
    return groups.some(({ called }) => called.length && !called.includes(its));
  }

  // What is asked; nothing as long as that hangs on a word that is rare, or that nothing knows.
  function askedOf(text) {
    const said = words(text.slice(0, MOST_LETTERS)).slice(0, MOST_WORDS);
    const full = inFull(said.flatMap(numberAndUnit));
    if (lacking && ![...said, ...full].every(isUsual)) return null;
    const meant = new Map(full.map((word, n) => [n, spelt(word)]).filter(([, near]) => near.length));
    const typed = full.map((word, n) => (meant.has(n) ? meant.get(n)[0] : word));
    const [groups, silent] = groupsOf(typed, meant);
    const asking = askingOf(typed);
    const taken = new Set(asking.flatMap(([places]) => places));
    const wanted = [...new Set(asking.flatMap(([, asks]) => asks))];
    const counted = new Set(groups.flatMap(({ said }) => said.split(" ")));
    const empty = new Set(typed.flatMap((word, n) => (silent.has(n) || phrases.get(word)?.unread ? [n] : [])));
    const [mentioned, naming] = namedOf(typed, counted, taken, empty);
    const there = recoveryrefDanger.spokenOf(said);
    const lines = there && index.countries.helplines[there.lines];
    if (lines && !mentioned.has(lines)) mentioned.set(lines, { share: 0, first: false, longer: false });
    const rest = typed.filter((_, n) => !silent.has(n) && !taken.has(n) && !naming.has(n));
    const mixing = !wanted.length && namesAnother(groups, mentioned)
      ? index.aspects.filter(({ fields }) => fields.includes(index.counts.mixing)).map(({ name }) => name) : wanted;
    const beside = typed.filter((_, n) => !naming.has(n)), asks = mixing.map((name) => aspects.get(name));
    return { said, typed, groups, aspects: asks, mentioned, beside, rest, beyond: beyondOf(typed), there };
  }

  // What stands where in the entries of a group of words, and how much it counts.
  function spokenOf(group) {
    const spoken = { names: new Set(), headings: new Set(), statements: new Map() };
    const questions = new Set();
    for (const phrase of new Map(group.phrases.map((each) => [termOf(each), each])).values()) {
      for (const at of holding(phrase)) {
        const entry = inEntries[at];
        if (how[at] & NAMES) spoken.names.add(entry);
        if (how[at] & HEADINGS) spoken.headings.add(entry);
        if (often[at]) spoken.statements.set(entry, (spoken.statements.get(entry) || 0) + often[at]);
        for (let n = asks[at]; n < asks[at + 1]; n++) questions.add(inQuestions[n]);
      }
    }
    for (const entry of group.twice) spoken.statements.set(entry, spoken.statements.get(entry) - 1);
    const held = [...spoken.statements.values()].reduce((sum, count) => sum + count, 0);
    // What so much holds tells no entry from others.
    if (spoken.names.size + spoken.headings.size + held + questions.size > index.counts.too_many)
      return { names: new Set(), headings: new Set(), statements: new Map(), questions: [], weight: 0 };
    return { ...spoken, questions: [...questions], weight: rareness(held, size) };
  }

  // What answers a question of an entry, by the question's number, once the entry's file is here: the numbers
  // of the statements in the place that does, and of those that do above all.
  function answersOf(entry) {
    const runs = ((recoveryrefStatements[entry.id] || {}).answers || "").split(" ").filter(Boolean).map((each) => {
      const [count, stands, bound] = each.split("/");
      return { count: packed.numbers(count)[0], stands: packed.ascending(stands), bound: packed.ascending(bound) };
    });
    const first = firsts[entries.indexOf(entry)];
    return (question) => {
      let last = first;
      return runs.find(({ count }) => question < (last += count));
    };
  }

  // How much of each other two questions are, by how much their words count.
  const likeness = (shared, asked, other) => (shared ? shared / Math.sqrt(asked * Math.max(other, shared)) : 0);

  // How near to what is asked the nearest question of each entry is, from 0 to 1, and the second; and how near each of its
  // questions is, those words of its name left out that several of them hold.
  function nearestQuestions(spoken) {
    const shared = new Map(), beside = new Map(), nearest = new Map(), seconds = new Map(), near = new Map();
    const common = spoken.map(({ questions, names }) => {
      const counts = new Map();
      for (const question of questions) counts.set(owners[question], (counts.get(owners[question]) || 0) + 1);
      return new Set([...names].filter((entry) => counts.get(entry) > 1));
    });
    spoken.forEach(({ questions, weight }, n) => {
      for (const question of questions) {
        shared.set(question, (shared.get(question) || 0) + weight ** 2);
        beside.set(question, (beside.get(question) || 0) + (common[n].has(owners[question]) ? 0 : weight ** 2));
      }
    });
    const whole = spoken.reduce((sum, { weight }) => sum + weight ** 2, 0);
    for (const [question, weight] of shared) {
      if (weight < index.counts.shared * whole) continue;
      const entry = owners[question], counts = weights[question];
      const first = nearest.get(entry) || 0, alike = likeness(weight, whole, counts);
      const left = whole - spoken.reduce((sum, each, n) => sum + (common[n].has(entry) ? each.weight ** 2 : 0), 0);
      const how = likeness(beside.get(question), left, counts - weight + beside.get(question));
      nearest.set(entry, Math.max(first, alike));
      seconds.set(entry, Math.max(seconds.get(entry) || 0, Math.min(first, alike)));
      if (!near.has(entry)) near.set(entry, new Map());
      near.get(entry).set(question, how);
    }
    return [nearest, seconds, near];
  }

  // How much each word, without its ending, speaks for entries for which people typed it.
  function taught() {
    const { known, stems, spread, bits } = recoveryrefRows.typed, counts = packed.numbers(spread), each = packed.bits(bits);
    const own = [];
    each.some(known, 0, stood[0].length, own, 0);
    return new Map([...own.map((term) => stood[0][term]), ...packed.texts(stems)].map((stem, n) => {
      const found = [];
      each.some(counts[n], 0, entries.length, found, 0);
      return [stem, found.map((entry) => [entry, 1 + each.one(index.counts.most_typed)])];
    }));
  }
  const speaks = taught();

  // How much a word counts in a question: nothing, where it says nothing by itself.
  function wordWeight(word) {
    if (phrases.get(word)?.stop || phrases.get(word)?.unread) return 0;
    const held = [...holding(word)].reduce((sum, at) => sum + often[at], 0);
    return rareness(held, size) ** 2;
  }

  // The questions that are the very words that were typed, in whatever order.
  function sameQuestions({ said, groups }, spoken) {
    const each = groups.map((group, n) => [group.said.split(" "), spoken[n]]);
    const asTyped = each.filter(([words]) => words.every((word) => said.includes(word)));
    const lists = asTyped.filter(([, { weight }]) => weight).map(([, { questions }]) => questions);
    if (!lists.length) return [];
    const read = new Set(asTyped.flatMap(([words]) => words));
    // What was written in haste stands in a question as it was written.
    const inHaste = [...new Set(said)].filter((word) => !read.has(word) && wordWeight(word));
    for (const word of inHaste) lists.push([...holding(word)].flatMap((at) => [...inQuestions.subarray(asks[at], asks[at + 1])]));
    const every = [...new Set(lists[0])].filter((question) => lists.every((each) => each.includes(question)));
    if (!every.length) return [];
    const weight = [...new Set(said)].reduce((sum, word) => sum + wordWeight(word), 0);
    return every.filter((question) => Math.round(1000 * weights[question]) === Math.round(1000 * weight));
  }

  // What it counts that entries are named by the place in which something else is asked: of lines to call, as if
  // they were asked for.
  function byPlace(asked, spoken, whole) {
    const { where, names, named } = index.counts, found = new Map();
    if (asked.aspects.length && !asked.aspects.some(({ fields }) => !fields.some((field) => where.includes(field)))) return found;
    const isPlace = asked.groups.map(({ said }) => recoveryrefDanger.spokenOf(said.split(" ")));
    spoken.forEach((each, n) => {
      for (const entry of isPlace[n] ? each.names : []) {
        found.set(entry, (found.get(entry) || (asked.mentioned.has(entries[entry].id) ? named : 0)) + each.weight / whole * names);
      }
    });
    spoken.forEach((each, n) => {
      for (const entry of isPlace[n] ? [] : [...each.names, ...each.headings]) found.delete(entry);
    });
    return found;
  }

  // The entries that are only for those who speak of what is not spoken of here.
  function forOthers(typed) {
    const spoken = new Set([...runs(typed)].flatMap(([, run]) => phrases.get(run)?.only || []));
    return ofSome.filter((entry) => !spoken.has(entry)).map(Number);
  }

  // How well each entry answers that holds anything of what is asked (`reader.ranking`).
  function scoresOf(asked) {
    const counts = index.counts;
    const spoken = asked.groups.map(spokenOf);
    const whole = spoken.reduce((sum, { weight }) => sum + weight, 0) || 1;
    const scores = new Map();
    const add = (entry, score) => scores.set(entry, (scores.get(entry) || 0) + score);
    for (const each of spoken) {
      const weight = each.weight / whole;
      for (const [entry, count] of each.statements) {
        add(entry, weight * counts.often * Math.log1p(count) / Math.log1p(sizes[entry]));
      }
      for (const part of ["names", "headings"]) for (const entry of each[part]) add(entry, weight * counts[part]);
    }
    asked.spoken = spoken;
    const [nearest, seconds, near] = nearestQuestions(spoken);
    for (const [entry, second] of seconds) {
      add(entry, counts.second * second + counts.nearest * Math.min(1, Math.max(...near.get(entry).values())));
    }
    for (const question of sameQuestions(asked, spoken)) {
      const entry = owners[question];
      add(entry, counts.same);
      nearest.set(entry, counts.same_near);
      if (!near.has(entry)) near.set(entry, new Map());
      near.get(entry).set(question, counts.same_near);
    }
    const spokenFor = new Map();
    for (const word of new Set(asked.typed)) {
      for (const [entry, much] of speaks.get(porter(word)) || []) spokenFor.set(entry, (spokenFor.get(entry) || 0) + much);
    }
    entries.forEach(({ id, holds }, entry) => {
      const mention = asked.mentioned.get(id), kind = kindOf(id);
      if (!mention && !scores.has(entry)) return;
      add(entry, counts.typed * (spokenFor.get(entry) || 0));
      if (mention) add(entry, counts.named);
      if (mention && mention.first) {
        add(entry, (mention.longer ? counts.longer : 0) + (kind === "medications" ? counts.medicine * mention.share : 0));
      }
      for (const aspect of asked.aspects) {
        if (!holds.includes(aspect.number)) continue;
        const all = Math.log(entries.length + 1);
        const rare = Math.log((entries.length + 1) / entries.filter((other) => other.holds.includes(aspect.number)).length) / all;
        add(entry, rare * (!mention ? counts.unnamed : mention.first ? counts.own : counts.others));
      }
      add(entry, counts.kinds[kind] || 0);
    });
    for (const entry of forOthers(asked.typed)) {
      const mention = asked.mentioned.get(entries[entry].id);
      if (!(mention && mention.first) && scores.has(entry) && (nearest.get(entry) || 0) < counts.asked) add(entry, -counts.for_others);
    }
    for (const [entry, less] of byPlace(asked, spoken, whole)) {
      if (kindOf(entries[entry].id) === "helplines" && (nearest.get(entry) || 0) < counts.asked) add(entry, -less);
    }
    asked.nearest = new Map([...nearest].map(([entry, how]) => [entries[entry].id, how]));
    asked.near = new Map([...near].map(([entry, questions]) => [entries[entry].id, questions]));
    return new Map([...scores].map(([entry, score]) => [entries[entry].id, score]));
  }

  const about = (aspect, { field, held }) => (
    aspect.fields.includes(field) || (field === "sections" && aspect.phrases.some((phrase) => held.label.includes(phrase)))
  );

  // What is looked for in statements, and how much it counts.
  const lookedFor = (groups) => groups.flatMap(({ phrases: ways, called: names, alone }) => [
    [[...ways, ...names].map(stems), 1], ...alone.map((word) => [[stems(word)], index.counts.by_itself]),
  ]);

  // How much it counts where a statement holds one of these phrases.
  function holdsAny({ held }, said) {
    const any = (text) => said.some((phrase) => text.includes(phrase));
    if (any(held.label)) return index.counts.label;
    if (!any(held.text)) return 0;
    return any(held.claim) ? index.counts.claim : any(held.head) ? index.counts.head : 1;
  }

  const CLINICAL = 2;

  // Whether all that an entry says beside its summary is for people who prescribe or study.
  const forStaff = (entry) => every(entry).every(({ level, field }) => level === CLINICAL || field === "summary");

  // The *most* statements that answer best, best first; those for people who prescribe or study where *clinical*.
  function best(entry, asked, most, clinical) {
    const { aspect: counts, text: inText, page, usual_length: usual, length_counts: lengthCounts, early, answers, bound } = index.counts;
    // Of a country that is asked of, nothing that is said of others; else nothing that is said of others than the
    // reader's own where countries differ, unless that is asked.
    const home = asked.home || [], { by_country: byCountry } = index.counts;
    const abroad = !asked.there && asked.aspects.some(({ fields }) => fields.includes(byCountry));
    const differs = ({ apart, country }) => (asked.there ? country : apart) && !home.includes(country);
    const ofOthers = (each) => home.length > 0 && !abroad && differs(each);
    const told = every(entry).filter((each) => (clinical || each.level !== CLINICAL) && !ofOthers(each));
    const scores = new Map();
    const add = (each, score) => scores.set(each, (scores.get(each) || 0) + score);
    for (const [said, much] of lookedFor(asked.groups)) {
      const holding = told.map((each) => [each, holdsAny(each, said)]).filter(([, how]) => how);
      if (holding.length > index.counts.about * told.length) continue;
      for (const [each, how] of holding) add(each, much * how * Math.log(told.length / holding.length));
    }
    for (const [each, score] of scores) {
      const long = (each.anywhere.length + each.claim.length) / usual;
      scores.set(each, score / (1 + lengthCounts * Math.max(0, long - 1)));
    }
    for (const aspect of asked.aspects) {
      if (aspect.fields.includes("summary") && asked.aspects.length > 1) continue;
      const holding = told.filter((each) => about(aspect, each));
      for (const each of holding) add(each, counts * Math.log(told.length / holding.length));
      const inTexts = ({ held }) => aspect.phrases.some((phrase) => held.text.includes(phrase));
      const spoken = told.filter((each) => !holding.includes(each) && inTexts(each));
      for (const each of spoken) add(each, counts * inText * Math.log(told.length / spoken.length));
    }
    const places = new Map(), answerTo = answersOf(entry), answered = new Map();
    for (const [question, how] of asked.near.get(entry.id) || []) {
      const place = answerTo(question);
      if (place) answered.set(place, Math.max(how, answered.get(place) || 0));
    }
    for (const [place, how] of answered) {
      const within = place.stands.join();
      places.set(within, { stands: place.stands, how: Math.max(how, places.get(within)?.how || 0) });
      for (const each of told) if (place.bound.includes(each.number)) add(each, bound * how ** 2);
    }
    for (const { stands: within, how } of places.values()) {
      for (const each of told) if (within.includes(each.number)) add(each, answers * how ** 2);
    }
    const row = entries.indexOf(entry);
    for (const [n, { phrases: ways, called: names, alone }] of asked.groups.entries()) {
      const own = asked.spoken[n].questions.filter((question) => owners[question] === row);
      const bound = new Set(own.flatMap((question) => answerTo(question)?.bound || []));
      const said = [...ways, ...names].map(stems), orAlone = [...said, ...alone.map(stems)];
      const asks = ({ held: { asked: words } }) => orAlone.some((way) => words.includes(way));
      const answer = told.filter((each) => bound.has(each.number) || asks(each));
      const both = answer.length ? told.filter((each) => answer.includes(each) || holdsAny(each, said)).length : 0;
      if (both > index.counts.about * told.length) continue;
      const { asked_with: askedWith, in_questions: inQuestion } = index.counts;
      for (const each of answer) add(each, (asks(each) ? askedWith : inQuestion) * Math.log(told.length / both));
    }
    const typed = new Set(asked.typed.map(stem));
    for (const each of told) {
      const speak = each.taught.slice(1).reduce((sum, words, level) => (
        sum + (level + 1) * words.split(" ").filter((word) => typed.has(word)).length
      ), 0);
      if (speak) add(each, index.counts.taught * speak);
    }
    for (const each of asked.there ? told : []) add(each, each.country && home.includes(each.country) ? index.counts.there : 0);
    const { warnings, warning } = index.counts;
    const warned = asked.aspects.some(({ fields }) => fields.some((field) => warnings.includes(field)));
    const outlined = asked.aspects.some(({ fields }) => fields.includes("summary"));
    const under = new Map();
    for (const each of told) {
      under.set(each.label, (under.get(each.label) || 0) + 1);
      if (!scores.has(each)) continue;
      const { at_home: atHome, abroad } = index.counts;
      const own = each.apart ? atHome : 1;
      const away = !each.country || !(asked.home || each.apart) ? 1 : isOf(asked.home)(each) ? own : abroad;
      const less = warnings.includes(each.field) && !warned ? warning : 0;
      const more = each.level === CLINICAL ? index.counts.clinical : 1;
      const first = (each.level === 0 ? page : 0) + early / under.get(each.label) + index.counts.often_asked * each.taught[0];
      const outline = each.field === "summary" && !outlined ? index.counts.summary : 0;
      scores.set(each, scores.get(each) * away * more + first - outline - less);
    }
    return withOwn(apart(told.filter((each) => scores.has(each)), scores, most), told, scores, asked.home);
  }

  const isOf = (home) => ({ country }) => home && country && home.includes(country);
  const isAbroad = (home) => ({ country }) => home && country && !home.includes(country);
  const isOwnRule = (home) => (each) => each.apart && isOf(home)(each);

  // What is about the reader's own country before what is about another. Where none of the shown is: what is best
  // of that in place of the last, if it fits nearly as well as the best, where that is about another country; well
  // enough, where it is told apart from what holds elsewhere.
  function withOwn(shown, told, scores, home) {
    if (!home || !shown.length) return shown;
    const apart = !shown[0].country, { own_too: ownToo, nearly } = index.counts;
    if (!shown.some(isOf(home))) {
      const least = (apart ? ownToo : nearly) * scores.get(shown[0]);
      const own = told.filter((each) => scores.get(each) >= least && isOf(home)(each) && (!apart || each.apart));
      const best = own.length && own.reduce((one, other) => (scores.get(other) > scores.get(one) ? other : one));
      if (best) shown = [...shown.slice(0, -1), best];
    }
    const at = shown.findIndex(isAbroad(home)), left = at < 0 ? [] : shown.slice(at);
    return [...shown.slice(0, at < 0 ? shown.length : at), ...left.filter(isOwnRule(home)), ...left.filter((each) => !isOwnRule(home)(each))];
  }

  // Of the entries that several statements are shown of, one that tells the reader's own rules before one that
  // tells mostly those of others.
  function ownFirst(shown, asked) {
    const several = shown.slice(0, index.counts.most_statements.length).map((entry, place) => fitting(entry, asked, place));
    const mostlyAbroad = (told) => told.length && 2 * told.filter(isAbroad(asked.home)).length >= told.length && !told.some(isOf(asked.home));
    const at = several.findIndex(mostlyAbroad);
    const own = at < 0 ? [] : shown.filter((_, n) => n > at && n < several.length && several[n].some(isOwnRule(asked.home)));
    return own.length ? [...shown.slice(0, at), ...own, ...shown.slice(at).filter((entry) => !own.includes(entry))] : shown;
  }

  // The *most* best of them, not all under one label where others fit nearly as well.
  function apart(told, scores, most) {
    const { nearly, another } = index.counts;
    const least = nearly * Math.max(...scores.values());
    const left = new Set(told.filter((each) => scores.get(each) >= least && least > 0));
    const under = new Map(), shown = [];
    const worth = (each) => scores.get(each) - another * (under.get(each.label) || 0);
    while (left.size && shown.length < most) {
      const next = [...left].reduce((one, other) => (worth(other) > worth(one) ? other : one));
      shown.push(next);
      under.set(next.label, (under.get(next.label) || 0) + 1);
      left.delete(next);
    }
    return shown;
  }

  // Those that are shown; where none answers but the summary, also what the entry says to do, of all but the
  // first one line.
  function fitting(entry, asked, place) {
    const most = index.counts.most_statements[place] || index.counts.fewer;
    // What is for staff from beginning to end is found by whoever asks for it.
    const clinical = place === 0 && forStaff(entry), shown = best(entry, asked, most, clinical);
    // What is done one after the other is told so, whichever of it fits best.
    const isStep = ({ field }) => index.counts.in_order.includes(field);
    const steps = every(entry).filter((each) => isStep(each) && shown.includes(each));
    const found = shown.map((each) => (isStep(each) ? steps.shift() : each));
    if (found.every(({ field }) => field === "summary")) {
      const told = every(entry).filter(({ level }) => clinical || level !== CLINICAL);
      const toDo = told.filter(({ field }) => index.counts.to_do.includes(field));
      found.push(...toDo.slice(0, place === 0 ? most - found.length : 1));
    }
    return found.length ? found : every(entry).slice(0, 1);
  }

  // The first entry that was found, or else one that is named, where what it says for people who prescribe or
  // study answers what is asked beside its name far better than all else in it, and is not shown.
  function forClinicians(shown, asked) {
    const named = firstNamed(asked);
    const better = shown.filter((entry, place) => !place || named.includes(entry)).find((entry) => {
      if (forStaff(entry) || !(asked.rest.length || asked.aspects.length)) return false;
      const found = best(entry, asked, 2, true);
      return found.length > 0 && found.every(({ level }) => level === CLINICAL);
    });
    return better ? better.id : "";
  }

  // Whether a statement, or the label above it, holds these words.
  function namedIn({ held }, { phrases: ways, called: names, alone }) {
    return [...ways, ...names, ...alone].map(stems).some((way) => held.text.includes(way) || held.label.includes(way));
  }

  // Whether people ask for a statement by all these words, which it need not hold.
  const askedBy = ({ held }, said) => said.split(" ").every((word) => held.asked.includes(` ${stem(word)} `));

  // Whether an entry has a name with these words, or any of its statements holds them.
  const holds = (entry, group) => every(entry).some((each) => namedIn(each, group)) || called(entry, group.phrases);

  // Whether an entry has a name with one of these phrases.
  const called = (entry, ways) => ways.some((way) => [...holding(way)].some((at) => how[at] & NAMES && entries[inEntries[at]] === entry));

  const firstNamed = (asked) => [...asked.mentioned].filter(([, { first }]) => first).map(([id]) => byId.get(id));

  // The entries that were found, best first. Where the first is the one that is named and does not speak of a
  // medicine or drug that is asked beside it, those come first that speak of both, then it.
  function speaking(asked, ids) {
    const [first, ...more] = firstNamed(asked);
    if (!first || more.length || ids[0] !== first.id) return ids;
    const row = entries.indexOf(first);
    const naming = new Set(asked.spoken.filter(({ names }) => names.has(row)).flatMap(({ statements }) => [...statements.keys()]));
    for (const [n, { called: names, said }] of asked.groups.entries()) {
      const each = asked.spoken[n];
      const both = new Set([...each.statements.keys()].filter((entry) => naming.has(entry)).map((entry) => entries[entry].id));
      const byItsName = names.length === 1 && names[0].toLowerCase() === said;
      if (byItsName && both.size && !each.statements.has(row) && !each.names.has(row)) {
        return [...ids.filter((id) => both.has(id)), first.id, ...ids.filter((id) => !both.has(id) && id !== first.id)];
      }
    }
    return ids;
  }

  // What is asked of the one entry that is named, and is spoken of nowhere in it: another medicine or drug, or
  // what has a page of its own and is to be mixed with it (of what is no medicine itself, unless what is shown
  // first speaks of it), or all else, unless what is shown of the first speaks of that; or this is named for the
  // country that is asked of, or is about it.
  function silentOf(asked, first, shown) {
    const [entry, ...more] = firstNamed(asked);
    if (!entry || more.length) return null;
    const mixing = asked.aspects.some(({ fields }) => fields.includes(index.counts.mixing));
    const isNamed = ({ said }) => said.split(" ").every((word) => !asked.beside.includes(word));
    const isBeside = ({ said }) => said.split(" ").every((word) => asked.beside.includes(word));
    const over = asked.groups.find((group) => group.called.length && isBeside(group) && !holds(entry, group))
      || (mixing && asked.groups.find((group) => isNamed(group) && !holds(entry, group)));
    const medicine = entry.id.startsWith("medications/");
    if (over && (medicine || !shown.some((each) => namedIn(each, over)))) return { title: entry.title, aspect: over.said };
    if (asked.rest.length || !asked.aspects.length || index.counts.of_stopping.includes(kindOf(entry.id))) return null;
    const speakOf = (told) => (aspect) => told.some((each) => (
      about(aspect, each) || aspect.phrases.some((phrase) => stems(each.anywhere).includes(phrase))
    ));
    const speaks = speakOf(every(entry));
    // What another page answers is not first told to be missing.
    if (first !== entry && asked.aspects.some(speakOf(shown))) return null;
    const isAsked = ({ country }) => country && asked.home.includes(country);
    const there = asked.there && (shown.some(isAsked) || (first !== entry && asked.mentioned.has(first.id)));
    return there || asked.aspects.some(speaks) ? null : { title: entry.title, aspect: asked.aspects[0].name };
  }

  const unheard = ({ said, phrases }) => (
    drugs.has(key(said)) || (said.length > 4 && !phrases.some(stands))
  );

  // The words for a thing that is spoken of nowhere in the entry, which is named, and hardly anywhere, or where
  // it is known for a thing.
  function untold(asked, entry) {
    const { alike: near, thing, hardly, name_and_thing: most } = index.counts;
    const nearest = Math.max(0, ...(asked.near.get(entry.id)?.values() || []));
    if (!asked.mentioned.has(entry.id) || nearest >= near) return null;
    const spoken = (said) => [...holding(said)].reduce((sum, at) => sum + (how[at] & NAMES ? 1 : 0) + often[at] + asks[at + 1] - asks[at], 0);
    const isHardlySpokenOf = ({ said, phrases: ways }) => (
      !asked.aspects.length && said.length >= thing && ways.length === 1 && asked.rest.includes(said) && spoken(said) <= hardly
    );
    // Of a name and one thing more (vivitrol and tattoos) nothing else can be meant.
    const alone = asked.groups.length === 2 && asked.rest.length === 1 && !asked.aspects.length;
    const one = alone && asked.typed.length <= most;
    const over = asked.groups.filter((group) => (
      (group.thing || (one && asked.rest.includes(group.said)) || isHardlySpokenOf(group))
      && group.said.split(" ").every((word) => asked.said.includes(word)) && !unheard(group) && !holds(entry, group)
    ));
    return over.length ? { title: entry.title, aspect: over.map(({ said }) => said).join(", ") } : null;
  }

  // A name half typed, of which nothing is found yet.
  function begun(typed) {
    const names = [...named].filter(([name]) => typed.length > 2 && name.startsWith(typed));
    names.sort((one, other) => one[0].length - other[0].length);
    return [...new Set(names.flatMap(([, called]) => called.map(([, entry]) => entry)))];
  }

  const fileOf = ({ id }) => `${id}.js`;

  // What is found, best first, and what to say of it. What is read in statements is read when it is asked
  // for, and by then the file of its entry must be here: for `silent` and `staff`, and for the first that was
  // found, the files `soon`. `wants` is a file that must be here before anything can be found.
  function search(text) {
    const alarm = recoveryrefDanger(text);
    const none = { alarm, beyond: null, silent: null, unknown: [], staff: "", found: [], soon: [], wants: null };
    const bare = (ids, most) => ids.map((id) => byId.get(id)).filter(Boolean).map(
      (entry) => ({ entry, file: most ? fileOf(entry) : null, get statements() { return every(entry).slice(0, most); } }),
    );
    // To somebody who speaks of wanting to die nothing is shown that could name a means.
    if (alarm && alarm.alone) return { ...none, found: bare(alarm.first, 0) };
    const asked = askedOf(text);
    if (!asked) return { ...none, wants: lacking };
    const { own, own_helplines: ownHelplines } = index.countries;
    // The country that is spoken of, on a journey the reader's own too; else that, where anybody knows.
    const at = asked.there?.code || own;
    const away = asked.there && own && asked.aspects.some(({ fields }) => fields.includes(index.counts.travel));
    asked.home = at && (away ? [at, own] : [at]);
    if (asked.beyond && !alarm) return { ...none, beyond: asked.beyond.text, found: bare(asked.beyond.see, 1) };
    const scores = scoresOf(asked);
    // Who asks what a page answers gets that page, the line of the danger above it.
    const meant = [...scores.keys()].filter((id) => (asked.nearest.get(id) || 0) >= index.counts.asked);
    meant.sort((one, other) => scores.get(other) - scores.get(one));
    const first = alarm ? [...new Set([...meant.slice(0, 1), ...alarm.first])].filter((id) => byId.has(id)) : [];
    const top = Math.max(0, ...scores.values()) + 1;
    first.forEach((id, n) => scores.set(id, top + first.length - n));
    // Numbers of other countries reach nobody.
    const elsewhere = (id) => ownHelplines && kindOf(id) === "helplines" && id !== ownHelplines
      && !first.includes(id) && !asked.mentioned.has(id) && (asked.nearest.get(id) || 0) < index.counts.asked;
    // What comes far behind the first is noise beside it.
    const { sure, far } = index.counts;
    const ranked = [...scores].filter(([id]) => !elsewhere(id)).sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
      .filter(([, score], n) => n < sure || score >= far * top).map(([id]) => id);
    const ids = alarm ? ranked : speaking(asked, ranked.slice(0, SHOWN));
    // A name that was half typed may be a rare one.
    if (!ids.length && lacking) return { ...none, wants: lacking };
    const shown = ids.length ? ids.map((id) => byId.get(id)) : begun(key(text));
    const made = (entry, place) => ({ entry, file: fileOf(entry), get statements() { return fitting(entry, asked, place); } });
    const found = shown.slice(0, SHOWN).map(made);
    // Known once the statements of the first are here.
    let known;
    const told = () => (known ??= (alarm || !ranked.length ? shown : ownFirst(shown, asked)).slice(0, SHOWN).map(made));
    const unknown = alarm ? [] : asked.groups.filter(unheard).map(({ said }) => said);
    return {
      ...none,
      get silent() {
        if (alarm || !ranked.length) return null;
        const [{ entry, statements }] = told(), silent = silentOf(asked, entry, statements) || untold(asked, entry);
        return silent && statements.some((each) => askedBy(each, silent.aspect)) ? null : silent;
      },
      unknown,
      get staff() { return !alarm && ranked.length ? forClinicians(told().map(({ entry }) => entry), asked) : ""; },
      found,
      get told() { return told(); },
      soon: [...shown.slice(0, 1), ...firstNamed(asked)].map(fileOf),
    };
  }

  return search;
}

// With `var` it is undefined, and no trap, where a file that it needs could not be had.
var recoveryrefSearch = (function () {
  const RARE = "search-rare.js";
  let looked = recoveryrefSearching(null, RARE), whole = false;

  function wholly(rare) {
    looked = recoveryrefSearching(rare, null);
    whole = true;
  }

  function search(text) {
    if (!whole && typeof recoveryrefRare !== "undefined") wholly(recoveryrefRare);
    return looked(text);
  }

  // A file that cannot be had is done without.
  function without(path) {
    if (path === RARE) wholly(null);
    else recoveryrefStatements[path.replace(/\.js$/, "")] ??= { sources: [], places: [] };
  }

  return Object.assign(search, { without });
})();
