// Danger that words speak of, heard in the reader's own browser as `reader.danger` hears it.
"use strict";

// With `var` it is undefined, and no trap, where a file that it needs could not be had.
var recoveryrefDanger = (function () {
  const { words, key } = recoveryrefWords;
  const packed = recoveryrefPacked;

  // The kinds of danger that words speak of, by the same compiled rules.
  const rules = recoveryrefDangers.rules;
  const LONG = 5, LONGER = 6, MOST_HEARD = 400, TELLING = [5, 15], ENOUGH = -5;
  // The words that have tags, with these; those that speak for danger or against it, with how much; and the
  // ways to write what is read in their place.
  const every = packed.texts(rules.words), tagsOf = rules.tags.split(","), much = packed.numbers(rules.speak).map(packed.signed);
  const letters = rules.leans.split(","), tagged = new Map(), speak = new Map(), leans = new Map();
  for (let n = 0; n < every.length; n++) {
    if (tagsOf[n]) tagged.set(every[n], tagsOf[n]);
    if (much[n]) speak.set(every[n], much[n]);
    if (letters[n]) leans.set(every[n], letters[n]);
  }
  const written = new Map(rules.written.flatMap(([meant, ways]) => packed.texts(ways).map((way) => [way, meant])));
  const meant = [...new Set([...tagged.keys(), ...[...written.keys()].flatMap((way) => way.split(" "))])].sort();
  const known = new Set([...meant, ...packed.texts(rules.ordinary)]);
  const patterns = read();

  // For each rule its kind, whether it is sure, the patterns that say it, and those that make it ordinary: where they stand, and
  // their parts, of which the steps are the number of other words that may come before, and a tag.
  function read() {
    const gaps = rules.gaps;
    let next = 0;
    const patterns = (numbers) => {
      const found = [];
      for (let at = 0; at < numbers.length;) {
        const where = numbers[at++], parts = [];
        for (let more = numbers[at++]; more > 0; more--) {
          const steps = [];
          for (let left = numbers[at++]; left > 0; left--) {
            const gap = gaps[numbers[at] % gaps.length], tag = next - Math.floor(numbers[at++] / gaps.length);
            if (tag === next) next += 1;
            steps.push([gap, tag]);
          }
          parts.push(steps);
        }
        found.push([where, parts]);
      }
      return found;
    };
    return rules.patterns.split(",").map((both, n) => [rules.kinds[n], rules.sure.includes(n), ...both.split(";").map((each) => patterns(packed.numbers(each)))]);
  }

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
      const near = meant.find((other) => other.length >= LONGER && other.length === length && oneSlip(word, other));
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
      while (length > 1 && !written.has(way())) length -= 1;
      const meant = written.has(way()) ? written.get(way()) : words[at];
      line.push(...meant.split(" ").filter(Boolean));
      at += length;
    }
    return line;
  }

  function stands(tags, every, part, where) {
    if (!part.every(([, tag]) => every.has(tag))) return false;
    const follows = (at, step) => {
      if (step === part.length) return where !== 2 || at === tags.length;
      const [gap, tag] = part[step], last = Math.min(at + gap + 1, tags.length);
      for (let n = at; n < last; n++) if (tags[n].has(tag) && follows(n + 1, step + 1)) return true;
      return false;
    };
    for (let n = 0; n < (where === 0 ? tags.length : 1); n++) if (follows(n, 0)) return true;
    return false;
  }

  // How much words and each pair of them speak for danger.
  function speaks(line) {
    const heard = new Set([...line, ...line.slice(1).map((word, n) => `${line[n]}_${word}`)]);
    return [...heard].reduce((sum, each) => sum + (speak.get(each) || 0), 0);
  }

  // The kinds that the rules hear; where the words speak too little for danger, those of sure rules, and what others
  // hear is likely. What no rule hears is judged by its words; one alone does not speak for danger: the kind for
  // which they speak most is likely.
  function dangers(text) {
    const line = heardLine(words(text).slice(0, MOST_HEARD)), size = new Set(line).size;
    const tags = line.map((word) => new Set(packed.ascending(tagged.get(word) || "")));
    const every = new Set(tags.flatMap((each) => [...each]));
    const any = (each) => each.some(([where, parts]) => parts.every((part) => stands(tags, every, part, where)));
    const sum = speaks(line), doubtful = size >= TELLING[0] && size <= TELLING[1] && sum < ENOUGH;
    const found = new Set(), others = new Set();
    for (const [kind, sure, say, unless] of patterns) {
      const into = sure || !doubtful ? found : others;
      if (!into.has(kind) && any(say) && !any(unless)) into.add(kind);
    }
    const kinds = Object.keys(recoveryrefDangers.covers).filter((kind) => found.has(kind));
    const likely = doubtful ? [...others] : size > 1 && rules.bias + sum >= 0 ? [leaning(line)] : [];
    return { kinds, likely: likely.length ? [...new Set([...likely, ...rules.likely])] : [] };
  }

  // The kind for which words speak most; the most urgent of those for which they speak a little, or of all: each
  // has a letter, in order, that counts for ten tenths.
  function leaning(line) {
    const said = [...new Set(line)].map((word) => leans.get(word) || "").join("");
    const spoken = rules.leaning.map((_, n) => said.split(String.fromCharCode(97 + n)).length - 1);
    // What speaks only a little for any kind says less than which is the most urgent.
    let [best] = rules.leaning[Math.max(0, spoken.findIndex((count) => count))], most = -Infinity;
    rules.leaning.forEach(([kind, bias], n) => {
      const sum = bias + 10 * spoken[n];
      if (spoken[n] > 1 && sum > most) [best, most] = [kind, sum];
    });
    return best;
  }

  // The country that words speak of, that which is named longest; New Jersey is none of the two Jerseys, and
  // the name of a country without lines of its own may be another word.
  const countries = new Map(recoveryrefDangers.countries.names.flatMap(
    ([code, lines, keys]) => keys.map((each) => [each, { code, lines }]),
  ));
  const MOST_NAMED = 4;

  function spokenOf(said) {
    let longest = "";
    for (let begin = 0; begin < said.length; begin++) {
      if (said[begin - 1] === "new") continue;
      for (let length = 1; length <= Math.min(MOST_NAMED, said.length - begin); length++) {
        const run = key(said.slice(begin, begin + length).join(" "));
        if (!countries.has(run) || run.length <= longest.length) continue;
        const { elsewhere, placed } = recoveryrefDangers.countries;
        if (countries.get(run).lines !== elsewhere || placed.includes(said[Math.max(0, begin - 1)])) longest = run;
      }
    }
    return countries.get(longest);
  }

  // What is answered to the kinds of danger that were heard: the lines, the entries to show first.
  function danger(text) {
    const heard = dangers(text);
    const doubtful = !heard.kinds.length;
    const kinds = doubtful ? heard.likely : heard.kinds;
    const covered = new Set(doubtful ? [] : kinds.flatMap((kind) => recoveryrefDangers.covers[kind]));
    const there = kinds.length ? spokenOf(words(text).slice(0, MOST_HEARD)) : undefined;
    const heeded = kinds.filter((kind) => !covered.has(kind));
    const turning = (code) => heeded.map((kind) => recoveryrefDangers.answers[code][kind]);
    const lines = (answers) => [...new Set(answers.flatMap((each) => each.lines))];
    const first = (answers) => answers.flatMap((each) => each.first);
    // The reader's own country first; where nobody knows it, only the one that is named.
    const here = there && !recoveryrefDangers.countries.own ? [] : turning("");
    const away = there ? turning(there.lines) : [];
    const own = lines(here);
    const others = lines(away).filter((line) => !own.includes(line));
    return heeded.length && {
      lines: [...own, ...others.map((line) => (own.length ? recoveryrefDangers.there : "") + line)],
      // What is only likely says where to turn, and leaves the rest to what was asked.
      first: doubtful ? [] : [...new Set([
        ...first(away), ...(there ? [recoveryrefDangers.countries.helplines[there.lines]] : []), ...first(here),
      ])],
      alone: !doubtful && [...here, ...away].some((each) => each.alone),
    };
  }

  return Object.assign(danger, { spokenOf });
})();
