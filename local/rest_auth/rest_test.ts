import assert from "node:assert/strict";
import { type Context, OAK, PINE, staffOf, withRestStack } from "./rest_test_support.ts";
import { runSteps, type Steps } from "./test_stack.ts";

const ROWS: Steps<Context> = {
  "inserts and answers every type as row_to_json would": async ({ oak }) => {
    const { data, error } = await oak.from("vehicles").insert({
      dealership_id: OAK,
      vin: "VIN1",
      price_cents: 3_100_000,
      mpg: 41.5,
      features: ["awd", "a,b", 'c"d', ""],
      images: [{ url: "https://x.example/1.jpg", alt: null }],
    }).select("vin, price_cents, mpg, features, images, created_at").single();
    assert.equal(error, null);
    assert.deepEqual(data, {
      vin: "VIN1",
      price_cents: 3_100_000,
      mpg: 41.5,
      features: ["awd", "a,b", 'c"d', ""],
      images: [{ url: "https://x.example/1.jpg", alt: null }],
      created_at: data?.created_at,
    });
    assert.match(data?.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
  },
  "without select nothing comes back": async ({ oak }) => {
    const rows = [{ dealership_id: OAK, vin: "VIN2" }, { dealership_id: OAK, vin: "VIN3" }];
    const { data, status } = await oak.from("vehicles").insert(rows);
    assert.deepEqual([data, status], [null, 201]);
  },
  "filters, orders, pages and counts": async ({ oak }) => {
    const { data, count } = await oak.from("vehicles").select("vin", { count: "exact" })
      .in("vin", ["VIN1", "VIN2", "VIN3"]).order("vin", { ascending: false }).range(0, 1);
    assert.deepEqual(data?.map((row) => row.vin), ["VIN3", "VIN2"]);
    assert.equal(count, 3);
    const or = await oak.from("vehicles").select("vin").or("vin.eq.VIN1,price_cents.gt.1");
    assert.equal(or.data?.length, 1);
    const contains = await oak.from("vehicles").select("vin").contains("features", ["awd"]);
    assert.equal(contains.data?.length, 1);
    const head = await oak.from("vehicles").select("*", { count: "exact", head: true });
    assert.notEqual(head.error, null);
  },
  "updates, upserts and deletes": async ({ oak }) => {
    const updated = await oak.from("vehicles").update({ price_cents: 5 }).eq("vin", "VIN2")
      .select("vin, price_cents");
    assert.deepEqual(updated.data, [{ vin: "VIN2", price_cents: 5 }]);
    const upserted = await oak.from("vehicles")
      .upsert({ dealership_id: OAK, vin: "VIN4", price_cents: 7 }, {
        onConflict: "dealership_id,vin",
        ignoreDuplicates: true,
      }).select("vin, price_cents");
    assert.deepEqual(upserted.data, [{ vin: "VIN4", price_cents: 7 }]);
    const deleted = await oak.from("vehicles").delete().in("vin", ["VIN3", "VIN4"]).select("vin");
    assert.equal(deleted.data?.length, 2);
  },
  "embeds what foreign keys connect, both ways": async ({ oak }) => {
    const { data: vehicle } = await oak.from("vehicles").select("id").eq("vin", "VIN1").single();
    await oak.from("notes").insert([
      { vehicle_id: vehicle?.id, body: "first" },
      { vehicle_id: vehicle?.id, body: "second" },
    ]);
    const down = await oak.from("vehicles").select("vin, notes(body)").eq("vin", "VIN1").single();
    assert.deepEqual(down.data?.notes, [{ body: "first" }, { body: "second" }]);
    const up = await oak.from("notes").select("body, vehicles!inner(vin)")
      .eq("vehicles.vin", "VIN1").order("id").limit(1);
    assert.deepEqual(up.data, [{ body: "first", vehicles: { vin: "VIN1" } }]);
  },
  "another dealership's rows do not exist": async ({ stack }) => {
    const pine = await staffOf(stack, PINE);
    assert.deepEqual((await pine.from("vehicles").select("vin")).data, []);
    assert.deepEqual((await pine.from("notes").select("body")).data, []);
    const update = await pine.from("vehicles").update({ price_cents: 0 }).eq("vin", "VIN1")
      .select("vin");
    assert.deepEqual(update.data, []);
    const smuggled = await pine.from("vehicles").insert({ dealership_id: OAK, vin: "X" });
    assert.deepEqual([smuggled.error?.code, smuggled.status], ["42501", 403]);
  },
};

/** Rows that the table refuses, with SQLSTATE and status. */
const REFUSED_ROWS: readonly [string, Record<string, unknown>, string, number][] = [
  ["a duplicate", { dealership_id: OAK, vin: "VIN1" }, "23505", 409],
  ["a failed check", { dealership_id: OAK, vin: "" }, "23514", 400],
  ["a missing value", { dealership_id: OAK }, "23502", 400],
  ["a malformed value", { dealership_id: "oak", vin: "V" }, "22P02", 400],
];

const REFUSALS: Steps<Context> = {
  "column privileges hold for reading and writing": async ({ oak }) => {
    const all = await oak.from("vehicles").select("*");
    assert.deepEqual([all.error?.code, all.status], ["42501", 403]);
    const cost = await oak.from("vehicles").select("cost_cents");
    assert.equal(cost.error?.code, "42501");
    const write = await oak.from("vehicles").update({ cost_cents: 1 }).eq("vin", "VIN1");
    assert.equal(write.error?.code, "42501");
    const move = await oak.from("vehicles").update({ dealership_id: PINE }).eq("vin", "VIN1");
    assert.equal(move.error?.code, "42501");
  },
  "anon is denied with 401": async ({ stack }) => {
    for (const key of [stack.config.keys.publishable, stack.config.keys.anon]) {
      const read = await stack.client(key).from("vehicles").select("vin");
      assert.deepEqual([read.error?.code, read.status], ["42501", 401]);
    }
  },
  "a broken reference is 23503 with 409": async ({ stack }) => {
    const pine = stack.client(stack.config.keys.secret);
    const answer = await pine.from("notes").insert({ vehicle_id: crypto.randomUUID(), body: "x" });
    assert.deepEqual([answer.error?.code, answer.status], ["23503", 409]);
    assert.match(answer.error?.details ?? "", /is not present in table/);
  },
  "single() of none is PGRST116, of an unknown table PGRST205": async ({ oak }) => {
    const none = await oak.from("vehicles").select("vin").eq("vin", "NONE").single();
    assert.deepEqual([none.error?.code, none.status], ["PGRST116", 406]);
    const maybe = await oak.from("vehicles").select("vin").eq("vin", "NONE").maybeSingle();
    assert.deepEqual([maybe.data, maybe.error], [null, null]);
    const unknown = await oak.from("vehicle").select("vin");
    assert.deepEqual([unknown.error?.code, unknown.status], ["PGRST205", 404]);
    assert.match(unknown.error?.hint ?? "", /public\.vehicles/);
  },
  "a refused answer rolls back what was written": async ({ oak }) => {
    const answer = await oak.from("vehicles").update({ price_cents: 99 })
      .in("vin", ["VIN1", "VIN2"]).select("vin").single();
    assert.equal(answer.error?.code, "PGRST116");
    const { data } = await oak.from("vehicles").select("vin").eq("price_cents", 99);
    assert.deepEqual(data, []);
  },
  "the database's refusals keep their code": async ({ oak }) => {
    for (const [name, row, code, status] of REFUSED_ROWS) {
      const answer = await oak.from("vehicles").insert(row);
      assert.deepEqual([answer.error?.code, answer.status], [code, status], name);
    }
  },
};

Deno.test("rest: rows and refusals", async (t) => {
  await withRestStack(async (context) => {
    await runSteps(t, context, ROWS);
    await runSteps(t, context, REFUSALS);
  });
});
