/** Which rows of a long list are drawn, by arithmetic alone. */

/** Rows by their places; `end` is one past the last. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** What a list is made of: a row, or the room of rows that are not drawn. */
export type Piece<Row> =
  | { readonly kind: "row"; readonly row: Row; readonly index: number }
  | { readonly kind: "room"; readonly rows: number };

/** Rows drawn above and below what is seen. */
const MARGIN = 12;
/** A window moves by so many rows at once, so most scrolling draws nothing. */
const STEP = 6;

/** The rows near what is seen of a list whose top is so far above the top of what is seen. */
export function rowsNear(
  seen: { readonly above_px: number; readonly height_px: number; readonly row_px: number },
): RowRange {
  const top = seen.above_px / seen.row_px;
  const bottom = top + seen.height_px / seen.row_px;
  const first = Math.max(0, Math.floor((top - MARGIN) / STEP) * STEP);
  return { first, end: Math.max(first, Math.ceil((bottom + MARGIN) / STEP) * STEP) };
}

/** A list as rows and rooms: the rows in range, those kept in any case, room for all others. */
export function piecesOf<Row>(
  rows: readonly Row[],
  range: RowRange,
  kept: readonly number[],
): readonly Piece<Row>[] {
  const drawn = new Set(kept);
  for (let index = range.first; index < Math.min(range.end, rows.length); index++) drawn.add(index);
  const pieces: Piece<Row>[] = [];
  let next = 0;
  for (const index of [...drawn].sort((a, b) => a - b)) {
    const row = rows[index];
    if (row === undefined) continue;
    if (index > next) pieces.push({ kind: "room", rows: index - next });
    pieces.push({ kind: "row", row, index });
    next = index + 1;
  }
  if (rows.length > next) pieces.push({ kind: "room", rows: rows.length - next });
  return pieces;
}
