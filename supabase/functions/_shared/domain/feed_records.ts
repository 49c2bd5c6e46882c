/** One unit of a feed before anybody has judged its values. */
export interface FeedRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** What stands in each column, by the column's name; nested names are paths with slashes. */
  readonly cells: ReadonlyMap<string, string>;
  /** True when a delimited row has more cells than the header, so that none can be trusted. */
  readonly hasTooManyCells?: boolean;
}

/** No unit is this long; a piece without the end of one holds something else. */
export const LONGEST_RECORD = 400_000;

/** The records of a piece of text and where the next piece begins. */
export interface RecordsRead {
  readonly records: readonly FeedRecord[];
  /** Characters used up; the rest is the beginning of a record that goes on in the next piece. */
  readonly consumed: number;
  /** Line breaks in what was used up. */
  readonly lines: number;
}

/** What one piece of a file is read with. */
export interface PieceOptions {
  /** Line on which the piece begins. */
  readonly line: number;
  readonly isLast: boolean;
}

/** A file that cannot be read at all. */
export class FeedError extends Error {
  readonly code: "feed_empty" | "feed_no_columns" | "feed_no_units" | "feed_record_too_long";

  constructor(code: FeedError["code"], message: string) {
    super(message);
    this.name = "FeedError";
    this.code = code;
  }
}

/** Counts line breaks up to a place, from the last place that was asked for. */
export function lineCounter(text: string, line: number): (place: number) => number {
  let at = 0;
  let count = line;
  return (place) => {
    for (
      let next = text.indexOf("\n", at);
      next >= 0 && next < place;
      next = text.indexOf("\n", at)
    ) {
      count += 1;
      at = next + 1;
    }
    return count;
  };
}

/** Flattens a value of JSON or XML into cells; lists of texts become one cell with bars between. */
export function flatten(value: unknown, path: string, cells: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) return flattenList(value, path, cells);
  if (typeof value !== "object") {
    const text = String(value);
    const before = cells.get(path);
    cells.set(path, before === undefined || before === "" ? text : `${before}|${text}`);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    // The text beside attributes, and attributes themselves, belong to the element.
    const isOwn = name === "#text";
    flatten(inner, isOwn ? path : path === "" ? name : `${path}/${name}`, cells);
  }
}

/** `[{name, value}]` lists become cells of their own; others are joined under the list's name. */
function flattenList(list: readonly unknown[], path: string, cells: Map<string, string>): void {
  for (const item of list) {
    const isRecord = typeof item === "object" && item !== null && !Array.isArray(item);
    const texts = isRecord
      ? Object.values(item).filter((inner) => typeof inner !== "object")
      : null;
    // A list of objects with one or a few texts is a list of those texts: photos, options.
    if (texts !== null && isRecord) {
      const address = texts.find((text) => /^https?:/.test(String(text)));
      const chosen = address ?? texts[0];
      if (chosen !== undefined) flatten(chosen, path, cells);
    } else flatten(item, path, cells);
  }
}
