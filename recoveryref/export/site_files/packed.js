// Lists of texts and of numbers in few letters: each function reads what the one of the same name in
// `export.packed` writes, and says there how.
"use strict";

const recoveryrefPacked = (function () {
  const A = 65, a = 97;

  function texts(packed) {
    const found = packed.match(/[A-Z][^A-Z]*/g) || [];
    for (let n = 0, before = ""; n < found.length; n++) before = found[n] = after(before, found[n]);
    return found;
  }

  function after(before, packed) {
    return before.slice(0, packed.charCodeAt(0) - A) + packed.slice(1);
  }

  function numbers(packed) {
    const found = [];
    let number = 0;
    for (let at = 0; at < packed.length; at++) {
      const code = packed.charCodeAt(at), last = code < a;
      number = number * 26 + code - (last ? A : a);
      if (!last) continue;
      found.push(number);
      number = 0;
    }
    return found;
  }

  const signed = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

  function ascending(packed) {
    let number = 0;
    return numbers(packed).map((further) => (number += further));
  }

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  function bits(letters) {
    const digits = new Uint8Array(128);
    for (let n = 0; n < DIGITS.length; n++) digits[DIGITS.charCodeAt(n)] = n;
    let next = 0, held = 0, left = 0;

    function one(size) {
      const count = 31 - Math.clz32(size), short = (2 << count) - size;
      while (left <= count) {
        held = ((held & 0xffff) << 6) | digits[letters.charCodeAt(next++)];
        left += 6;
      }
      const number = (held >> (left - count)) & ((1 << count) - 1);
      left -= count;
      if (number < short) return number;
      left -= 1;
      return number * 2 + ((held >> left) & 1) - short;
    }

    // They go into the array *into*, from *at* on.
    function some(count, begin, end, into, at) {
      if (!count) return;
      const half = count >> 1, middle = begin + half + one(end - begin - count + 1);
      into[at + half] = middle;
      if (count === 1) return;
      some(half, begin, middle, into, at);
      some(count - half - 1, middle + 1, end, into, at + half + 1);
    }

    return { one, some };
  }

  return { texts, after, numbers, signed, ascending, bits };
})();
