import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The rows of a long table that are drawn, and the room that the others take. */
export interface RowWindow {
  /** For the table's body. */
  readonly body: RefObject<HTMLTableSectionElement | null>;
  readonly first: number;
  /** One past the last row drawn. */
  readonly end: number;
  readonly before_px: number;
  readonly after_px: number;
}

/** Rows drawn above and below what is seen. */
const MARGIN = 12;
/** Up to so many rows all are drawn. */
const SMALL = 100;
/** Until a row has been drawn and measured. */
const GUESSED_PX = 56;

/** Draws only the rows of a scrolling page that are near; rows of one table are equally high. */
export function useWindow(count: number): RowWindow {
  const body = useRef<HTMLTableSectionElement>(null);
  const [seen, setSeen] = useState({ first: 0, end: SMALL, rowPx: GUESSED_PX });
  useLayoutEffect(() => {
    const scroller = body.current?.closest(".page");
    if (!scroller || count <= SMALL) return;
    const look = (): void => setSeen(visibleRows(body.current, scroller));
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    globalThis.addEventListener("resize", look);
    return () => {
      scroller.removeEventListener("scroll", look);
      globalThis.removeEventListener("resize", look);
    };
  }, [count]);
  if (count <= SMALL) return { body, first: 0, end: count, before_px: 0, after_px: 0 };
  const first = Math.min(seen.first, count);
  const end = Math.min(seen.end, count);
  const before_px = first * seen.rowPx;
  return { body, first, end, before_px, after_px: (count - end) * seen.rowPx };
}

function visibleRows(body: HTMLElement | null, scroller: Element) {
  const rowPx = body?.querySelector<HTMLElement>("tr[aria-rowindex]")?.offsetHeight || GUESSED_PX;
  const top = (body?.getBoundingClientRect().top ?? 0) - scroller.getBoundingClientRect().top;
  const first = Math.max(0, Math.floor(-top / rowPx) - MARGIN);
  const end = first + Math.ceil(scroller.clientHeight / rowPx) + 2 * MARGIN;
  return { first, end, rowPx };
}
