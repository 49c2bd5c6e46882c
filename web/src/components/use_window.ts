import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Piece, piecesOf, rowsNear } from "./row_window.ts";

/** The list as it is drawn. */
export interface RowWindow<Row, Body extends HTMLElement> {
  /** For the element around the rows. */
  readonly body: RefObject<Body | null>;
  readonly pieces: readonly Piece<Row>[];
  /** How high one row is, and each row of a room. */
  readonly row_px: number;
}

/** A list whose rows are equally high, and what is known of it. */
export interface LongList<Row> {
  readonly rows: readonly Row[];
  /** Selects what scrolls, somewhere around the list. */
  readonly scroller: string;
  /** Selects a drawn row. */
  readonly row: string;
  /** Until a row has been drawn and measured. */
  readonly guessed_px: number;
  /** Changes when something above the list grows or shrinks. */
  readonly above?: number;
  /** Rows to be drawn in any case. */
  readonly kept?: readonly number[];
}

/** Up to so many rows all are drawn. */
const SHORT = 40;
/** Drawn of a longer list before it is known what is seen of it. */
const AT_FIRST = 24;

/** Draws only the rows of a long list that are near what is seen of it. */
export function useWindow<Row, Body extends HTMLElement>(
  list: LongList<Row>,
): RowWindow<Row, Body> {
  const { rows, scroller, row, above = 0, kept = [] } = list;
  const count = rows.length;
  const body = useRef<Body>(null);
  const seen = useSignal({ first: 0, end: AT_FIRST, row_px: list.guessed_px });
  useLayoutEffect(() => {
    const box = body.current?.closest(scroller);
    if (!box || !body.current || count <= SHORT) return;
    const look = (): void => {
      const next = nearRows(body.current, box, row, seen.peek().row_px);
      const { first, end, row_px } = seen.peek();
      if (next.first === first && next.end === end && next.row_px === row_px) return;
      // Nothing can be seen of a list that is hidden just now.
      if (box.clientHeight > 0) seen.value = next;
    };
    look();
    return follow(box, body.current, look);
  }, [count, above, scroller, row]);
  const range = count <= SHORT ? { first: 0, end: count } : seen.value;
  return { body, pieces: piecesOf(rows, range, kept), row_px: seen.value.row_px };
}

function nearRows(body: HTMLElement | null, box: Element, row: string, known_px: number) {
  const row_px = body?.querySelector(row)?.getBoundingClientRect().height || known_px;
  const top = body?.getBoundingClientRect().top ?? 0;
  const above_px = box.getBoundingClientRect().top - top;
  return { ...rowsNear({ above_px, height_px: box.clientHeight, row_px }), row_px };
}

/** Looks again at each scroll and change of size. */
function follow(box: Element, body: Element, look: () => void): () => void {
  let frame = 0;
  // In the observer's own turn a change of size would be a loop.
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(look);
  });
  observer.observe(box);
  observer.observe(body);
  box.addEventListener("scroll", look, { passive: true });
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    box.removeEventListener("scroll", look);
  };
}
