import { type ReadonlySignal, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Lane } from "../../stores/lanes.ts";
import { besideRow, nearestLeft, type RowStep, stepTo } from "./row_order.ts";

const focused = signal<string | null>(null);
/** A row that waits to be drawn to get the focus. */
let wanted: string | null = null;

/** The row with the focus; it stays drawn wherever the list is scrolled to. */
export const focusedRow: ReadonlySignal<string | null> = focused;

/** Notes which row got the focus, if it was a row. */
export function noteFocus(target: EventTarget | null): void {
  focused.value = target instanceof HTMLElement ? target.dataset["id"] ?? null : null;
}

/** Moves the focus to another row of the list, which scrolls to it. */
export function moveFocus(lanes: readonly Lane[], step: RowStep): void {
  const open = document.querySelector<HTMLElement>(".conversation-row[aria-current]");
  const id = stepTo(idsOf(lanes), activeRow() ?? open?.dataset["id"] ?? null, step);
  if (id !== null) giveFocus(id);
}

/** The conversation whose row has the focus, else the open one. */
export function rowAtHand(openId: string | null): string | null {
  return activeRow() ?? openId;
}

/** Gives the focus to a row, or to the nearest one that is left of the order it stood in. */
export function focusNear(order: readonly Lane[], id: string, lanes: readonly Lane[]): void {
  const next = nearestLeft(idsOf(order), id, new Set(idsOf(lanes)));
  if (next !== null) giveFocus(next, { preventScroll: true });
}

/** The conversation after or before one in the order of the list; the other side at the end. */
export function neighbourOf(
  lanes: readonly Lane[],
  id: string | null,
  step: 1 | -1,
): string | null {
  return besideRow(idsOf(lanes), id, step);
}

/** Gives the focus to the row that waited for it, and back to a row that was drawn elsewhere. */
export function useRowFocus(lanes: readonly Lane[]): void {
  // Read before the rows are drawn: a row that moves to another lane loses the focus.
  const before = activeRow();
  const shown = useRef(lanes);
  useLayoutEffect(() => {
    const order = shown.current;
    shown.current = lanes;
    if (wanted !== null) return giveFocus(wanted);
    if (before === null || document.activeElement !== document.body) return;
    const id = nearestLeft(idsOf(order), before, new Set(idsOf(lanes)));
    if (id !== null) giveFocus(id, { preventScroll: true });
  });
}

/** Scrolls the open conversation's row into view once for each time that one is opened. */
export function useOpenRow(id: string | null, isSeen: boolean): void {
  const seen = useRef(isSeen ? id : null);
  useLayoutEffect(() => {
    if (seen.current === id) return;
    const row = id === null ? null : rowLink(id);
    // A row that was asked for by its address comes a moment after the list.
    if (id !== null && row === null) return;
    seen.current = id;
    row?.scrollIntoView({ block: "nearest" });
  });
}

function giveFocus(id: string, how: FocusOptions = {}): void {
  const link = rowLink(id);
  wanted = link === null ? id : null;
  focused.value = id;
  link?.focus(how);
}

function rowLink(id: string): HTMLElement | null {
  return document.querySelector(`.conversation-row[data-id="${CSS.escape(id)}"]`);
}

function activeRow(): string | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !active.matches(".conversation-row")) return null;
  return active.dataset["id"] ?? null;
}

function idsOf(lanes: readonly Lane[]): readonly string[] {
  return lanes.flatMap((lane) => lane.rows.map((row) => row.id));
}
