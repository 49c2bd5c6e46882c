import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const T4417 = "T4417";

function change(sql: Sql, set: Readonly<Record<string, string | number>>) {
  return attempt(
    sql,
    PEOPLE.oakManager,
    (tx) =>
      tx`update public.vehicles set ${
        tx(set)
      } where dealership_id = ${OAK} and stock_number = ${T4417}
      returning id`,
  );
}

async function history(sql: Sql): Promise<readonly Record<string, unknown>[]> {
  return await sql`select h.status_before, h.status_after, h.price_drop_cents::int as price_drop_cents,
      h.changed_by
    from public.vehicle_status_changes as h join public.vehicles as v on v.id = h.vehicle_id
    where v.dealership_id = ${OAK} and v.stock_number = ${T4417} and h.status_before is not null order by h.id`;
}

Deno.test("vehicles: status and price changes are kept with who made them, and a drop is recognisable", async () => {
  await inRollback(async (sql) => {
    const [before] = await sql<{ price: number }[]>`
      select price_cents::int as price from public.vehicles
      where dealership_id = ${OAK} and stock_number = ${T4417}`;
    const price = before?.price ?? 0;
    await change(sql, { price_cents: price - 50000 });
    await change(sql, { price_cents: price });
    await change(sql, { status: "pending" });
    await change(sql, { mileage: 13000 });
    const by = PEOPLE.oakManager.id;
    assert.deepEqual((await history(sql)).map((row) => ({ ...row })), [
      {
        status_before: "available",
        status_after: "available",
        price_drop_cents: 50000,
        changed_by: by,
      },
      {
        status_before: "available",
        status_after: "available",
        price_drop_cents: null,
        changed_by: by,
      },
      {
        status_before: "available",
        status_after: "pending",
        price_drop_cents: null,
        changed_by: by,
      },
    ]);
  });
});

Deno.test("vehicles: sold_at follows the status, whoever writes it", async () => {
  await inRollback(async (sql) => {
    const soldAt = async () => {
      const [row] = await sql<{ sold_at: Date | null }[]>`
        select sold_at from public.vehicles where dealership_id = ${OAK} and stock_number = ${T4417}`;
      return row?.sold_at;
    };
    await change(sql, { status: "sold" });
    assert.ok(await soldAt());
    await change(sql, { status: "available" });
    assert.equal(await soldAt(), null);
  });
});

Deno.test("vehicles: history is append-only", async () => {
  await inRollback(async (sql) => {
    const edit = await attempt(
      sql,
      "owner",
      (tx) => tx`update public.vehicle_status_changes set status_after = 'sold' returning id`,
    );
    assert.equal(edit.refused?.detail, "append_only");
  });
});

Deno.test("vehicles: each open conversation about a unit hears that it was sold, came back or got cheaper; closed ones do not", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    await become(sql, "owner");
    const [open] = await sql<{ id: string; vehicle_id: string }[]>`
      update public.conversations as c set vehicle_id = v.id from public.vehicles as v
      where v.dealership_id = ${OAK} and v.stock_number = ${T4417} and c.id = ${conversation_id}
      returning c.id, c.vehicle_id`;
    const lines = async () =>
      (await sql<{ code: string }[]>`select m.metadata ->> 'code' as code from public.messages as m
        where m.conversation_id = ${
        open?.id ?? null
      } and m.metadata ->> 'code' like 'vehicle_%' order by m.id`)
        .map(({ code }) => code);
    await sql`set constraints all immediate`;
    await change(sql, { status: "sold" });
    await change(sql, { status: "available" });
    await sql`update public.vehicles set price_cents = price_cents - 50000 where id = ${
      open?.vehicle_id ?? null
    }`;
    await change(sql, { mileage: 13001 });
    const told = ["vehicle_sold", "vehicle_returned", "vehicle_price_dropped"];
    assert.deepEqual(await lines(), told);
    const events = await sql<{ kind: string }[]>`select kind from public.events
      where record_id = ${open?.vehicle_id ?? null} order by seq`;
    assert.deepEqual(events.map(({ kind }) => kind), told.map((code) => code.replace("_", ".")));
    await sql`update public.conversations set status = 'closed' where id = ${open?.id ?? null}`;
    await change(sql, { status: "sold" });
    assert.deepEqual(await lines(), told);
  });
});
