import { wellSpelled } from "./misspelled.ts";

/** Longest part of one message that any rule reads. */
export const MAX_TEXT_LENGTH = 2000;

/** One word of a folded text with its place. */
export interface Token {
  text: string;
  start: number;
  end: number;
}

const QUOTES = /[\u2018\u2019\u201a\u201b\u02bc\u00b4`]/g;
const DOUBLE_QUOTES = /[\u201c\u201d\u201e\u00ab\u00bb]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
const MARKS = /[\u0300-\u036f]/g;
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff\u00ad]/g;

/**
 * Returns the text lower-cased, without accents, with plain quotes and single spaces, and with the
 * slips of thumbs put right that hide what is wanted.
 */
export function foldText(text: string): string {
  return wellSpelled(
    text.slice(0, MAX_TEXT_LENGTH).normalize("NFKD").replace(MARKS, "").toLowerCase()
      .replace(INVISIBLE, "").replace(QUOTES, "'").replace(DOUBLE_QUOTES, '"').replace(DASHES, "-")
      .replace(/\s+/g, " ").trim(),
  );
}

/** Returns the words and numbers of a folded text with their places. */
export function tokens(folded: string): Token[] {
  const found: Token[] = [];
  for (const match of folded.matchAll(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu)) {
    found.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** Returns only letters and digits, folded: "F-150" and "f 150" become "f150". */
export function squash(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Returns a stable 32-bit hash, used to vary wording without randomness. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Returns the edit distance of two words (a swap of neighbours counts one), or `limit + 1` as soon
 * as it must be above the limit.
 */
export function boundedDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        at(previous, j) + 1,
        at(row, j - 1) + 1,
        at(previous, j - 1) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, at(older, j - 2) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    older = previous;
    previous = row;
  }
  return at(previous, b.length);
}

/** Returns "a", "a and b" or "a, b and c". */
export function joinWords(words: readonly string[], and: string): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${and} ${words[words.length - 1]}`;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.MAX_SAFE_INTEGER;
}
