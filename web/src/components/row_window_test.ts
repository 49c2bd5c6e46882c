import { deepEqual, equal, ok } from "node:assert/strict";
import { piecesOf, rowsNear } from "./row_window.ts";

const words = (count: number, first: number, end: number, kept: readonly number[] = []) =>
  piecesOf(Array.from({ length: count }, (_, index) => `row ${index}`), { first, end }, kept)
    .map((piece) => piece.kind === "row" ? piece.row : `(${piece.rows})`)
    .join(" ").replaceAll("row ", "");

Deno.test("row window: the rows seen are drawn with some above and below", () => {
  const range = rowsNear({ above_px: 5_000, height_px: 500, row_px: 50 });
  ok(range.first <= 88 && range.first >= 80, `${range.first}`);
  ok(range.end >= 122 && range.end <= 130, `${range.end}`);
});

Deno.test("row window: a short way of scrolling changes nothing", () => {
  const at = (above_px: number) => rowsNear({ above_px, height_px: 540, row_px: 50 });
  const changes = Array.from({ length: 600 }, (_, px) => at(6_000 + px))
    .filter((range, index, all) => range.first !== all[index - 1]?.first);
  equal(changes.length, 2);
});

Deno.test("row window: of a list far below or above nothing is drawn", () => {
  const below = rowsNear({ above_px: -9_000, height_px: 500, row_px: 50 });
  deepEqual(below, { first: 0, end: 0 });
  equal(words(100, below.first, below.end), "(100)");
  const above = rowsNear({ above_px: 90_000, height_px: 500, row_px: 50 });
  equal(words(100, above.first, above.end), "(100)");
});

Deno.test("row window: every row that is not drawn has its room", () => {
  equal(words(10, 3, 6), "(3) 3 4 5 (4)");
  equal(words(4, 0, 12), "0 1 2 3");
  equal(words(0, 0, 12), "");
});

Deno.test("row window: a kept row stays drawn in its place wherever the list is", () => {
  equal(words(10, 6, 8, [2]), "(2) 2 (3) 6 7 (2)");
  equal(words(10, 0, 2, [9, 1, -1, 10]), "0 1 (7) 9");
});
