import type { ColumnMap, FeedField, RowProblem, RowProblemCode } from "../contract/feed.ts";
import { type FieldName, fieldOf } from "./feed_aliases.ts";
import type { FeedRecord } from "./feed_records.ts";
import { cellText } from "./feed_values.ts";

/** One cell and the column it stands in. */
export interface FeedCell {
  readonly column: string;
  readonly text: string;
}

/** The cells of one record by what they mean, and what is wrong with them so far. */
export interface FeedCells {
  readonly problems: readonly RowProblem[];
  /** All cells of a field, the best name first. */
  all(field: FeedField): readonly FeedCell[];
  /** The first of them with something in it; null when all are empty. */
  first(field: FeedField): FeedCell | null;
  /** True when the file has a column for it. */
  has(field: FeedField): boolean;
  /** Notes something wrong in a cell, or in the row when no cell is named. */
  blame(code: RowProblemCode, cell: FeedCell | null, skipsRow?: boolean): void;
}

/** Finds what columns mean, each name once. */
export function fieldFinder(columnMap: ColumnMap): (column: string) => FieldName | null {
  const known = new Map<string, FieldName | null>();
  return (column) => {
    const found = known.get(column);
    if (found !== undefined) return found;
    const field = fieldOf(column, columnMap);
    known.set(column, field);
    return field;
  };
}

/** Sorts a record's cells by what they mean. */
export function feedCells(
  record: FeedRecord,
  findField: (column: string) => FieldName | null,
): FeedCells {
  const byField = new Map<FeedField, (FeedCell & { rank: number })[]>();
  for (const [column, text] of record.cells) {
    const name = findField(column);
    if (name === null) continue;
    const cells = byField.get(name.field) ?? [];
    byField.set(name.field, [...cells, { column, text, rank: name.rank }]);
  }
  for (const cells of byField.values()) cells.sort((a, b) => a.rank - b.rank);
  const problems: RowProblem[] = [];
  const all = (field: FeedField) => byField.get(field) ?? [];
  return {
    problems,
    all,
    first: (field) => all(field).find(({ text }) => cellText(text) !== "") ?? null,
    has: (field) => byField.has(field),
    blame(code, cell, skipsRow = false) {
      const value = cell === null ? null : cellText(cell.text).slice(0, 60) || null;
      const column = cell?.column ?? null;
      problems.push({ line: record.line, column, code, value, skips_row: skipsRow });
    },
  };
}
