// Words as a search compares them: the same as `reader.queries.words`, `reader.names`, `reader.stems`, and
// those of the index that SQLite keeps (`porter`).
"use strict";

const recoveryrefWords = (function () {
  // Nearly every text is ASCII, which is read far faster.
  const ascii = /^[\0-\x7f]*$/;
  const plain = (text) => (
    ascii.test(text) ? text.toLowerCase() : text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "")
  );
  const split = (text) => text.match(ascii.test(text) ? /[a-zA-Z0-9]+/g : /[\p{L}\p{N}]+/gu) || [];

  // The words of a text, without accents and apostrophes.
  const words = (text) => split(plain(text.replace(/['’]/g, "")));

  // A name without anything but its letters and figures.
  const key = (name) => (ascii.test(name) ? name.toLowerCase().replace(/[^a-z0-9]+/g, "") : split(plain(name)).join(""));

  function kept(make) {
    const made = new Map();
    return (word) => {
      if (!made.has(word)) made.set(word, make(word));
      return made.get(word);
    };
  }

  // A word without its ending, by which statements are held against what is asked.
  const stem = kept((word) => {
    const short = word.length > 3 ? word.replace(/(?:ings?|ed|es|ly|s|e|y)$/, "") : word;
    return short.length >= 3 ? short : word;
  });

  const stems = (text) => ` ${words(text).map(stem).join(" ")} `;

  // Martin Porter's algorithm of 1980 for English, by which the index finds entries.
  const vowel = (word, n) => "aeiou".includes(word[n]) || (word[n] === "y" && n > 0 && !vowel(word, n - 1));
  const hasVowel = (word) => [...word].some((_, n) => vowel(word, n));
  const doubled = (word) => word.length > 1 && word.at(-1) === word.at(-2) && !vowel(word, word.length - 1);

  // How often vowels are followed by consonants.
  function measure(word) {
    let count = 0;
    for (let n = 1; n < word.length; n++) if (vowel(word, n - 1) && !vowel(word, n)) count += 1;
    return count;
  }

  function shortEnd(word) {
    const n = word.length - 1;
    return n > 1 && !vowel(word, n) && vowel(word, n - 1) && !vowel(word, n - 2) && !"wxy".includes(word[n]);
  }

  // The first ending of *pairs* that the word has, replaced where enough is left.
  function replaced(word, pairs, enough) {
    const found = pairs.find(([ending]) => word.endsWith(ending));
    if (!found) return word;
    const left = word.slice(0, word.length - found[0].length);
    return enough(left, found[0]) ? left + found[1] : word;
  }

  const pairs = (text) => text.split(" ").map((pair) => pair.split(":"));
  const PLURAL = pairs("sses:ss ies:i ss:ss s:");
  const DOUBLE = pairs(
    "ational:ate tional:tion enci:ence anci:ance izer:ize logi:log bli:ble alli:al entli:ent eli:e ousli:ous "
    + "ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble",
  );
  const SUFFIX = pairs("icate:ic ative: alize:al iciti:ic ical:ic ful: ness:");
  const LAST = pairs(
    "al: ance: ence: er: ic: able: ible: ant: ement: ment: ent: ion: ou: ism: ate: iti: ous: ive: ize:",
  );

  function pastOrGerund(word) {
    if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
    const ending = ["ed", "ing"].find((each) => word.endsWith(each) && hasVowel(word.slice(0, -each.length)));
    if (!ending) return word;
    const left = word.slice(0, -ending.length);
    if (/(?:at|bl|iz)$/.test(left)) return `${left}e`;
    if (doubled(left) && !"lsz".includes(left.at(-1))) return left.slice(0, -1);
    return measure(left) === 1 && shortEnd(left) ? `${left}e` : left;
  }

  const porter = kept((token) => {
    if (token.length < 3 || token.length > 64) return token;
    let word = pastOrGerund(replaced(token, PLURAL, () => true));
    if (word.endsWith("y") && hasVowel(word.slice(0, -1))) word = `${word.slice(0, -1)}i`;
    word = replaced(word, DOUBLE, (left) => measure(left) > 0);
    word = replaced(word, SUFFIX, (left) => measure(left) > 0);
    word = replaced(word, LAST, (left, ending) => measure(left) > 1 && (ending !== "ion" || /[st]$/.test(left)));
    if (word.endsWith("e")) {
      const left = word.slice(0, -1);
      if (measure(left) > 1 || (measure(left) === 1 && !shortEnd(left))) word = left;
    }
    return word.endsWith("ll") && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
  });

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

  // How many slips a word of this length may hold and still be taken for another.
  const slack = (length) => (length < 5 ? 0 : length < 8 ? 1 : length < 16 ? 2 : 3);

  return { words, key, stem, stems, porter, distance, slack };
})();
