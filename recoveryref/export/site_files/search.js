// Search in the reader's own browser: what is found for words, best first; `page.js` shows it.
"use strict";

const recoveryrefSearch = (function () {
  const MOST_WORDS = 40;
  const SHOWN = 12;
  // Of each of the first entries so many statements are shown, and besides the best only those that fit
  // nearly as well; of every other, one.
  const FIRST = 3, MOST_STATEMENTS = 3, NEARLY = 0.7;
  // A statement of so many letters counts in full, a longer one less.
  const USUAL_LENGTH = 110, LENGTH_COUNTS = 0.25;
  // How much a match counts by where it stands, and by how good it is.
  const PARTS = [["names", 5], ["questions", 2], ["summary", 1]];
  const EXACT = 1, PREFIX = 0.7, NEAR = 0.5;

  function words(text) {
    return text.normalize("NFKD").toLowerCase().replace(/['’\u0300-\u036f]/g, "").match(/[\p{L}\p{N}]+/gu) || [];
  }

  // Letters added, dropped, changed or swapped between two words; `most` + 1 where there are more.
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let last = [], before = [], row = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i++) {
      [last, before, row] = [before, row, [i]];
      for (let j = 1; j <= other.length; j++) {
        let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, last[j - 2] + 1);
        }
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
    }
    return Math.min(row[other.length], most + 1);
  }

  function slack(word) {
    return word.length < 4 ? 0 : word.length < 6 ? 1 : 2;
  }

  function match(typed, held) {
    if (held.has(typed)) return EXACT;
    let best = 0;
    for (const word of held) {
      if (typed.length > 2 && word.startsWith(typed)) best = Math.max(best, PREFIX);
      else if (best < NEAR && slack(typed) && distance(typed, word, slack(typed)) <= slack(typed)) best = NEAR;
    }
    return best;
  }

  const entries = recoveryrefIndex.entries.map((entry) => ({
    ...entry,
    id: entry.path.replace(/\.html$/, ""),
    keys: new Set([entry.title, ...entry.names].map((name) => words(name).join(""))),
    held: {
      names: new Set(words([entry.title, ...entry.names].join(" "))),
      questions: new Set(words(entry.questions.join(" "))),
      summary: new Set(words(entry.summary)),
    },
  }));
  // A word that many entries hold says little about any one of them.
  const common = new Map();
  for (const entry of entries) {
    const all = new Set(PARTS.flatMap(([part]) => [...entry.held[part]]));
    for (const word of all) common.set(word, (common.get(word) || 0) + 1);
  }
  const weight = (word) => Math.log(1 + entries.length / (common.get(word) || 1));
  const ofRole = (role) => recoveryrefIndex.synonyms.filter((each) => each.role === role).flatMap(
    (each) => each.phrases.map((phrase) => ({ phrase, expandsTo: each.expands_to })),
  );
  const stops = new Set(ofRole("stop").map((each) => each.phrase));

  // The kinds of danger that words speak of: as `danger.Rules` hears them, by the same compiled rules.
  const rules = recoveryrefIndex.danger.rules;
  const LONG = 5, LONGER = 6, MOST_HEARD = 400;
  const known = new Set([...rules.words, ...rules.ordinary]);

  function oneSlip(one, other) {
    let begin = 0;
    while (begin < Math.min(one.length, other.length) && one[begin] === other[begin]) begin += 1;
    one = one.slice(begin);
    other = other.slice(begin);
    return one.slice(1) === other.slice(1) || one.slice(1) === other || one === other.slice(1)
      || (one.length > 1 && one.slice(2) === other.slice(2) && one[0] === other[1] && one[1] === other[0]);
  }

  function spelt(word) {
    if (word.length < LONG || known.has(word)) return word;
    for (const length of [word.length, word.length + 1, word.length - 1]) {
      const near = rules.words.find((other) => other.length >= LONGER && other.length === length && oneSlip(word, other));
      if (near) return near;
    }
    return word;
  }

  function heardLine(said) {
    const words = said.map((word) => spelt(word.replace(/([a-z])\1\1+/g, "$1")));
    const line = [];
    for (let at = 0; at < words.length;) {
      let length = Math.min(rules.longest, words.length - at);
      const way = () => words.slice(at, at + length).join(" ");
      while (length > 1 && !Object.hasOwn(rules.written, way())) length -= 1;
      const meant = Object.hasOwn(rules.written, way()) ? rules.written[way()] : words[at];
      line.push(...meant.split(" ").filter(Boolean));
      at += length;
    }
    return line;
  }

  function stands(tags, every, part, where) {
    for (let n = 1; n < part.length; n += 2) if (!every.has(part[n])) return false;
    const follows = (at, step) => {
      if (step === part.length) return where !== "2" || at === tags.length;
      const last = Math.min(at + Number(part[step]) + 1, tags.length);
      for (let n = at; n < last; n++) if (tags[n].has(part[step + 1]) && follows(n + 1, step + 2)) return true;
      return false;
    };
    for (let n = 0; n < (where === "0" ? tags.length : 1); n++) if (follows(n, 0)) return true;
    return false;
  }

  function dangers(text) {
    const numbers = (word) => (Object.hasOwn(rules.tags, word) ? rules.tags[word].split(" ") : []);
    const tags = heardLine(words(text).slice(0, MOST_HEARD)).map((word) => new Set(numbers(word)));
    const every = new Set(tags.flatMap((each) => [...each]));
    const any = (patterns) => patterns.some((pattern) => {
      const [where, ...parts] = pattern.split("&");
      return parts.every((part) => stands(tags, every, part.split(" "), where));
    });
    const found = new Set();
    for (const [kind, say, unless] of rules.rules) {
      if (!found.has(kind) && any(say) && !any(unless)) found.add(kind);
    }
    return Object.keys(recoveryrefIndex.danger.answers).filter((kind) => found.has(kind));
  }

  // What is answered to the kinds of danger that were heard: the lines, the entries to show first.
  function danger(text) {
    const kinds = dangers(text);
    const covered = new Set(kinds.flatMap((kind) => recoveryrefIndex.danger.covers[kind]));
    const answers = kinds.filter((kind) => !covered.has(kind)).map((kind) => recoveryrefIndex.danger.answers[kind]);
    return answers.length && {
      lines: [...new Set(answers.flatMap((each) => each.lines))],
      first: [...new Set(answers.flatMap((each) => each.first))],
      alone: answers.some((each) => each.alone),
    };
  }

  // What is asked for: each word that says something, with the other ways to say it.
  const synonyms = ofRole("synonym");
  function groups(typed) {
    const found = typed.filter((word) => !stops.has(word)).map((word) => [[word]]);
    for (const each of synonyms) {
      const said = each.phrase.split(" ");
      const at = typed.findIndex((_, n) => said.every((word, m) => typed[n + m] === word));
      if (at < 0) continue;
      const others = each.expandsTo.map(words);
      const group = found.find((other) => other[0][0] === said[0]);
      if (group) group.push(...others);
      else found.push([said, ...others]);
    }
    return found;
  }

  // How well a part of an entry answers to some words: as well as to the least of them.
  function phrase(said, held) {
    return Math.min(...said.map((word) => match(word, held) * weight(word)));
  }

  function search(text) {
    const typed = words(text).slice(0, MOST_WORDS);
    const alarm = danger(text);
    // To somebody who speaks of wanting to die nothing is shown that could name a means.
    const asked = alarm && alarm.alone ? [] : groups(typed);
    const found = [];
    for (const entry of entries) {
      let score = 0, held = 0;
      for (const group of asked) {
        let best = 0;
        for (const [part, counts] of PARTS) {
          for (const said of group) best = Math.max(best, counts * phrase(said, entry.held[part]));
        }
        score += best;
        held += best > 0;
      }
      if (asked.length && entry.keys.has(typed.join(""))) score += 100;
      else if (asked.length) score += begun(entry, typed.join(""));
      if (asked.length) score *= 1 - 0.75 * (1 - held / asked.length);
      if (alarm && alarm.first.includes(entry.id)) score += 1000 - alarm.first.indexOf(entry.id);
      if (score > 0) found.push({ entry, score });
    }
    found.sort((one, other) => other.score - one.score || (one.entry.id < other.entry.id ? -1 : 1));
    const picked = (entry, place) => (
      alarm && alarm.alone ? [] : fitting(entry, asked).slice(0, place < FIRST ? MOST_STATEMENTS : 1)
    );
    return { alarm, found: found.slice(0, SHOWN).map(({ entry }, place) => ({ entry, statements: picked(entry, place) })) };
  }

  // A name half typed: the fewer letters are still to come, the more it counts.
  function begun(entry, typed) {
    const left = [...entry.keys].filter((key) => typed.length > 3 && key.startsWith(typed)).map((key) => key.length - typed.length);
    return left.length ? 10 / Math.min(...left) : 0;
  }

  // A word without its ending, so that one form of it finds another.
  const stem = (word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s|y|e)$/, "") : word);

  // An entry's statements: text, numbers of sources, what is often said, and where each stands.
  const kept = new Map();
  function statements(entry) {
    if (typeof recoveryrefStatements === "undefined") return [];
    if (!kept.has(entry.id)) {
      const places = recoveryrefStatements.entries[entry.id] || [];
      kept.set(entry.id, places.flatMap(([label, anchor, said]) => said.map(([text, cites, claim = ""]) => ({
        label, anchor, text, cites, claim, held: new Set(words(`${label} ${claim} ${text}`).map(stem)),
      }))));
    }
    return kept.get(entry.id);
  }

  // The statements of an entry that answer best; its summary, the first of them, where none does. A word
  // counts by how few of them hold it, and one of the entry's names not at all.
  function fitting(entry, asked) {
    const all = statements(entry);
    const scores = new Map();
    for (const group of asked) {
      if (group.some((said) => said.every((word) => entry.held.names.has(word)))) continue;
      const holds = ({ held }) => group.some((said) => said.every((word) => held.has(stem(word))));
      const holding = all.filter(holds);
      for (const each of holding) {
        scores.set(each, (scores.get(each) || 0) + Math.log(all.length / holding.length));
      }
    }
    const score = (each) => {
      const long = (each.text.length + each.claim.length) / USUAL_LENGTH;
      return scores.get(each) / (1 + LENGTH_COUNTS * Math.max(0, long - 1));
    };
    const best = [...scores.keys()].sort((one, other) => score(other) - score(one) || all.indexOf(one) - all.indexOf(other));
    const enough = best.filter((each) => score(each) > 0 && score(each) >= NEARLY * score(best[0]));
    return enough.length ? enough : all.slice(0, 1);
  }

  return search;
})();
