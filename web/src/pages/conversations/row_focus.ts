function rowLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(".conversation-row")];
}

/** Moves the focus to the next or previous row on screen. */
export function moveFocus(step: 1 | -1): void {
  const links = rowLinks();
  const focused = links.findIndex((link) => link === document.activeElement);
  const open = links.findIndex((link) => link.ariaCurrent === "true");
  const from = focused >= 0 ? focused : open;
  const to = from < 0 ? 0 : Math.min(links.length - 1, Math.max(0, from + step));
  links[to]?.focus();
}

/** The conversation after or before one in the order on screen; the other side at the end. */
export function neighbourOf(id: string | null, step: 1 | -1): string | null {
  const ids = rowLinks().map((link) => link.dataset.id ?? "");
  const at = ids.indexOf(id ?? "");
  if (at < 0) return null;
  return ids[at + step] ?? ids[at - step] ?? null;
}
