import { knownColumns } from "./feed_aliases.ts";
import type { ColumnMap } from "../contract/feed.ts";
import {
  FeedError,
  type FeedRecord,
  flatten,
  lineCounter,
  LONGEST_RECORD,
  type PieceOptions,
  type RecordsRead,
} from "./feed_records.ts";

/** Finds the first list of objects whose names we know: the units. Returns where they begin. */
export function jsonStart(text: string, columnMap: ColumnMap): number {
  for (let at = text.search(/[[{]/); at >= 0; at = text.indexOf("[", at + 1)) {
    const opens = at + (text[at] === "[" ? 1 : 0);
    const from = opens + (/\S/.exec(text.slice(opens))?.index ?? 0);
    const first = text[from] === "{" ? readObject(text, from) : null;
    const known = first === null ? 0 : knownColumns([...cellsOf(first.value).keys()], columnMap);
    if (known >= 2 && !holdsUnits(first?.value, columnMap)) return from;
  }
  throw new FeedError("feed_no_columns", "Cannot read feed: no list of units in this JSON");
}

/** Reads the objects of a piece, separated by commas or lines, up to the end of their list. */
export function readJson(text: string, { line, isLast }: PieceOptions): RecordsRead {
  const lineAt = lineCounter(text, line);
  const records: FeedRecord[] = [];
  let at = 0;
  for (;;) {
    const next = at + (/[^\s,]/.exec(text.slice(at))?.index ?? text.length);
    if (text[next] !== "{") {
      // A closing bracket ends the list, whatever follows it.
      const end = text[next] === undefined ? at : text.length;
      return { records, consumed: end, lines: lineAt(end) - line };
    }
    const found = readObject(text, next);
    if (found === null) break;
    records.push({ line: lineAt(next), cells: cellsOf(found.value) });
    at = found.end;
  }
  if (records.length === 0 && (isLast || text.length > LONGEST_RECORD)) {
    throw new FeedError("feed_record_too_long", "Cannot read feed: a unit has no end");
  }
  return { records, consumed: at, lines: lineAt(at) - line };
}

/** An object's cells; nested ones are named by their path. */
function cellsOf(value: unknown): Map<string, string> {
  const cells = new Map<string, string>();
  flatten(value, "", cells);
  return cells;
}

/** True for a wrapper such as `{dealer, vehicles: [...]}`, whose units are further in. */
function holdsUnits(value: unknown, columnMap: ColumnMap): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner) =>
    Array.isArray(inner) && inner.length > 0 &&
    knownColumns([...cellsOf(inner[0]).keys()], columnMap) >= 2
  );
}

/** Parses the object that begins here; null when it does not end in this text. */
function readObject(text: string, from: number): { value: unknown; end: number } | null {
  const end = objectEnd(text, from);
  if (end === null) return null;
  try {
    return { value: JSON.parse(text.slice(from, end)), end };
  } catch {
    return { value: {}, end };
  }
}

function objectEnd(text: string, from: number): number | null {
  const mark = /["{}\\]/g;
  let depth = 0;
  let inString = false;
  mark.lastIndex = from;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [letter] = found;
    if (letter === "\\") mark.lastIndex += 1;
    else if (letter === '"') inString = !inString;
    else if (!inString) depth += letter === "{" ? 1 : -1;
    if (depth === 0 && !inString && letter === "}") return mark.lastIndex;
  }
  return null;
}
