// @ts-types="@types/papaparse"
import Papa from "papaparse";
import type { FeedLayout } from "../contract/feed.ts";
import { knownColumns } from "./feed_aliases.ts";
import { FeedError, type FeedRecord, type PieceOptions, type RecordsRead } from "./feed_records.ts";
import type { ColumnMap } from "../contract/feed.ts";

const DELIMITERS = ["\t", "|", ";", ","];
/** Exports put a title or a date above the header, never a page of them. */
const HEADER_WITHIN = 10;
/** A row that does not end within this is a quote that was never closed. */
const LONGEST_ROW = 200_000;

/** The header of a delimited file. */
export interface DelimitedHead {
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** Where the rows begin. */
  readonly consumed: number;
  readonly lines: number;
}

interface Row {
  readonly cells: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
}

/** Finds delimiter and header: of the first rows under each delimiter, the one with most names we know. */
export function delimitedHead(text: string, columnMap: ColumnMap): DelimitedHead {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const body = text.slice(start);
  const heads = DELIMITERS.flatMap((delimiter) =>
    readRows(body, delimiter, HEADER_WITHIN).map((row) => ({
      delimiter,
      row,
      known: knownColumns(row.cells, columnMap),
    }))
  );
  const best = heads.toSorted((a, b) => b.known - a.known)[0];
  if (best === undefined) throw new FeedError("feed_empty", "Cannot read feed: the file is empty");
  if (best.known < 2) {
    throw new FeedError("feed_no_columns", "Cannot read feed: no row names its columns");
  }
  const lines = lineBreaks(body.slice(0, best.row.end));
  const columns = uniqueNames(best.row.cells);
  return { delimiter: best.delimiter, columns, consumed: start + best.row.end, lines };
}

/** Reads the rows of a piece; a last row that may go on in the next piece is left for it. */
export function readDelimited(
  text: string,
  { delimiter, columns }: Pick<FeedLayout, "delimiter" | "columns">,
  { line, isLast }: PieceOptions,
): RecordsRead {
  const rows = readRows(text, delimiter, Infinity);
  const whole = isLast ? rows : rows.slice(0, -1);
  if (whole.length === 0 && text.length > LONGEST_ROW) {
    throw new FeedError("feed_record_too_long", "Cannot read feed: a quote is never closed");
  }
  const records: FeedRecord[] = [];
  let start = 0;
  let at = line;
  for (const { cells, end } of whole) {
    if (cells.some((cell) => cell.trim() !== "")) records.push(recordOf(cells, columns, at));
    at += lineBreaks(text.slice(start, end));
    start = end;
  }
  return { records, consumed: start, lines: at - line };
}

function recordOf(
  cells: readonly string[],
  columns: FeedLayout["columns"],
  line: number,
): FeedRecord {
  const extra = cells.slice(columns.length).some((cell) => cell.trim() !== "");
  const named = columns.map(({ name }, place) => [name, cells[place] ?? ""] as const);
  return { line, cells: new Map(named), ...(extra ? { hasTooManyCells: true } : {}) };
}

function readRows(text: string, delimiter: string, limit: number): Row[] {
  const rows: Row[] = [];
  Papa.parse<string[]>(text, {
    delimiter,
    // A quote inside an unquoted cell (20" wheels) is a letter.
    quoteChar: '"',
    step({ data, meta }, parser) {
      rows.push({ cells: data, end: meta.cursor });
      if (rows.length >= limit) parser.abort();
    },
  });
  return rows;
}

/** A header without a name is called by its place, a repeated one by its number. */
function uniqueNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, place) => {
    const name = cell.trim() === "" ? `Column ${place + 1}` : cell.trim().slice(0, 200);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  });
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
