import { equal } from "node:assert/strict";
import { statusFilter, unitsAfter } from "./inventory_api.ts";

Deno.test("inventory: the next page starts right after the last unit of this one", () => {
  const unit = { id: "u", created_at: "2026-11-01T10:00:00Z", price_cents: 3_148_000 };
  equal(
    unitsAfter("newest", unit),
    'created_at.lt."2026-11-01T10:00:00Z",and(created_at.eq."2026-11-01T10:00:00Z",id.gt.u)',
  );
  equal(
    unitsAfter("price", unit),
    "price_cents.gt.3148000,and(price_cents.eq.3148000,id.gt.u),price_cents.is.null",
  );
  equal(unitsAfter("price", { ...unit, price_cents: null }), "and(price_cents.is.null,id.gt.u)");
});

Deno.test("inventory: a stock number or the end of a VIN finds its unit whatever became of it", () => {
  const asked = "status.in.(available,pending)";
  equal(statusFilter({ words: "blue RAV4", status: "on_lot" }), asked);
  equal(statusFilter({ words: "Toyota", status: "on_lot" }), asked);
  equal(
    statusFilter({ words: " T4417 ", status: "on_lot" }),
    `${asked},stock_number.ilike."T4417",vin.ilike."%T4417"`,
  );
  equal(statusFilter({ words: `4"),x`, status: "sold" }), "status.in.(sold)");
});
