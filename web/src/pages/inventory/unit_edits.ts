/** The cents of a typed price: null for none, undefined when it is no price. */
export function priceCents(typed: string): number | null | undefined {
  const plain = typed.replace(/[\s,$]/gu, "");
  if (plain === "") return null;
  if (!/^\d{1,7}(\.\d{1,2})?$/u.test(plain)) return undefined;
  const cents = Math.round(Number(plain) * 100);
  return cents > 0 ? cents : undefined;
}

/** A photo's address, if a browser may load it without asking anybody: null when it is none. */
export function photoAddress(typed: string): string | null {
  const url = URL.parse(typed.trim());
  if (url === null || url.protocol !== "https:" || url.username !== "") return null;
  return url.href.length <= 2_000 ? url.href : null;
}
