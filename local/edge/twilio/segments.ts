const GSM_BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** These cost two: an escape and themselves. */
const GSM_ESCAPED = new Set("^{}\\[]~|€\f");

/** How many texts a body costs: 160 or 153 GSM characters each, 70 or 67 once one is foreign. */
export function countSegments(body: string): number {
  if (body === "") return 1;
  const characters = [...body];
  const isGsm = characters.every((one) => GSM_BASIC.has(one) || GSM_ESCAPED.has(one));
  const costs = characters.map((one) => isGsm ? (GSM_ESCAPED.has(one) ? 2 : 1) : one.length);
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return total <= single ? 1 : packParts(costs, part);
}

/** A pair is never split over two parts, so a part may stay one short. */
function packParts(costs: readonly number[], size: number): number {
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > size) {
      parts++;
      used = 0;
    }
    used += cost;
  }
  return parts;
}
