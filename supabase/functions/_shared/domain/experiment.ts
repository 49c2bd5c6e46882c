/** One way to answer, with its share of the contacts in the experiment. */
export interface WeightedVariant {
  readonly id: string;
  /** Whole number; the weights of an experiment add up to at most a million. */
  readonly weight: number;
}

/** A run of percent slots: `from` up to, but without, `to`, within 0 to 100. */
export interface LayerSlots {
  readonly from: number;
  readonly to: number;
}

/** Experiments of one layer hold slots that do not overlap, so a contact meets one at most. */
export interface ExperimentLayer {
  readonly salt: string;
  readonly slots: LayerSlots;
}

/** Who is to be placed, and in what. Salt, weights and variants are fixed once it has started. */
export interface Allocation {
  readonly salt: string;
  /** The customer's id: the same person on every channel. */
  readonly contact: string;
  /** Whole percent of the contacts that take part; of the layer's slots if there is one. */
  readonly trafficPercentage: number;
  readonly variants: readonly WeightedVariant[];
  readonly layer?: ExperimentLayer | null;
}

/** Two independent numbers from 0 up to 2^32, always the same for the same contact and salt. */
export interface AllocationHash {
  readonly first: number;
  readonly second: number;
}

const HASH_RANGE = 2 ** 32;
const PERCENT = 100;

/**
 * Returns the variant a contact belongs to, or null for a contact that takes no part.
 *
 * Nothing is stored or drawn: the same contact gets the same answer for ever. More traffic only
 * adds contacts, as the variant comes from a number of its own.
 */
export async function assignVariant(allocation: Allocation): Promise<string | null> {
  const { salt, contact, trafficPercentage, layer } = allocation;
  if (layer && !holdsSlot(layer.slots, await layerSlot(layer.salt, contact))) return null;
  const hash = await allocationHash(salt, contact);
  if (ticket(hash.first, PERCENT) >= trafficPercentage) return null;
  return variantAt(allocation.variants, hash.second);
}

/**
 * Returns the first two 32-bit words, unsigned, of the SHA-256 of `salt:contact` in UTF-8.
 *
 * The same in SQL, with `substr(…, 9, 8)` for the second word:
 * `('x' || substr(encode(extensions.digest(salt || ':' || contact, 'sha256'), 'hex'), 1, 8))
 * ::bit(32)::bigint`
 */
export async function allocationHash(salt: string, contact: string): Promise<AllocationHash> {
  const text = new TextEncoder().encode(`${salt}:${contact}`);
  const words = new DataView(await crypto.subtle.digest("SHA-256", text));
  return { first: words.getUint32(0), second: words.getUint32(4) };
}

/** Returns the contact's percent slot in a layer, 0 to 99. */
export async function layerSlot(layerSalt: string, contact: string): Promise<number> {
  return ticket((await allocationHash(layerSalt, contact)).first, PERCENT);
}

/** Returns the first run of slots of that width no experiment of the layer holds, or null. */
export function freeLayerSlots(taken: readonly LayerSlots[], width: number): LayerSlots | null {
  let from = 0;
  for (const slots of taken.toSorted((one, other) => one.from - other.from)) {
    if (slots.from - from >= width) break;
    from = Math.max(from, slots.to);
  }
  return from + width <= PERCENT ? { from, to: from + width } : null;
}

function holdsSlot(slots: LayerSlots, slot: number): boolean {
  return slot >= slots.from && slot < slots.to;
}

/** In the order of their ids, as `order by id` has them in SQL, so that no caller's order counts. */
function variantAt(variants: readonly WeightedVariant[], word: number): string | null {
  const ordered = variants.toSorted((one, other) => one.id < other.id ? -1 : 1);
  let left = ticket(word, ordered.reduce((sum, variant) => sum + variant.weight, 0));
  for (const { id, weight } of ordered) {
    if (left < weight) return id;
    left -= weight;
  }
  return null;
}

/** One of `tickets` equal shares of the range, `(word * tickets) >> 32` in SQL; exact to 2^21. */
function ticket(word: number, tickets: number): number {
  return Math.floor((word * tickets) / HASH_RANGE);
}
