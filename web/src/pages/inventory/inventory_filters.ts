import type { InventoryFilter } from "../../api/inventory_api.ts";

/** Reads the filter out of the address. */
export function readInventoryFilter(filters: Readonly<Record<string, string>>): InventoryFilter {
  const max = Number(filters.max);
  const status = filters.status;
  return {
    words: filters.q ?? "",
    condition: filters.condition === "new" || filters.condition === "used" ? filters.condition : "",
    body: filters.body ?? "",
    maxCents: Number.isFinite(max) && max > 0 ? Math.round(max * 100) : null,
    status: status === "sold" || status === "all" ? status : "on_lot",
    sort: filters.sort === "price" ? "price" : "newest",
  };
}
