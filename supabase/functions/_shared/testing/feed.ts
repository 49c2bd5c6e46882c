/** Sample feeds as stores and their providers write them; VINs are made up and check out. */
import type { ColumnMap, FeedLayout, FeedRow, RowProblem } from "../contract/feed.ts";
import { fieldFinder } from "../domain/feed_cells.ts";
import { openFeed, readRecords } from "../domain/feed_layout.ts";
import { readRow } from "../domain/feed_row.ts";
import { decodePiece } from "../domain/feed_text.ts";

/** A file read to its end. */
export interface FeedRead {
  readonly layout: FeedLayout;
  readonly rows: readonly FeedRow[];
  readonly problems: readonly RowProblem[];
}

/** Reads a whole file in pieces of a size, as the job does. */
export function readFeed(
  file: string | Uint8Array,
  options: { readonly pieceBytes?: number; readonly columnMap?: ColumnMap } = {},
): FeedRead {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const size = options.pieceBytes ?? 1_000_000;
  const columnMap = options.columnMap ?? {};
  const findField = fieldFinder(columnMap);
  const rows: FeedRow[] = [];
  const problems: RowProblem[] = [];
  let layout: FeedLayout | null = null;
  let offset = 0;
  let line = 1;
  for (let stretch = size; offset < bytes.length;) {
    const isLast = offset + stretch >= bytes.length;
    const piece = decodePiece(
      bytes.subarray(offset, offset + stretch),
      layout?.encoding ?? null,
      isLast,
    );
    let from = 0;
    if (layout === null) {
      const opened = openFeed(piece, columnMap);
      layout = opened.layout;
      from = opened.consumed;
      line += opened.lines;
    }
    const read = readRecords(piece.text.slice(from), layout, { line, isLast });
    for (const record of read.records) {
      const judged = readRow(record, findField, 2026);
      if (judged.row !== null) rows.push(judged.row);
      problems.push(...judged.problems);
    }
    line += read.lines;
    const used = piece.bytesOf(from + read.consumed);
    if (isLast) break;
    stretch = used === 0 ? stretch * 2 : size;
    offset += used;
  }
  if (layout === null) throw new Error("Cannot read feed: it is empty");
  return { layout, rows, problems };
}

/** Makes a VIN that checks out, of a model year, by a number. */
export function testVin(serial: number, yearLetter = "M"): string {
  const digits = String(serial).padStart(6, "0");
  const start = `2T3P1RFV`;
  const rest = `${yearLetter}C${digits}`;
  const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const sum = [...`${start}0${rest}`].reduce(
    (total, letter, at) => total + (values.indexOf(letter) % 10) * (weights[at] ?? 0),
    0,
  );
  return `${start}${sum % 11 === 10 ? "X" : sum % 11}${rest}`;
}
