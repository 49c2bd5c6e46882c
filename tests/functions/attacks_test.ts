import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { OAK, PASSWORD, PEOPLE, type Person, PINE } from "../support/people.ts";
import { testStack, testUrls } from "../support/stack.ts";

/** The attacks that Supabase projects fall to, tried through the gateway with the official client. */
async function client(person: Person | null): Promise<SupabaseClient> {
  const { api } = await testUrls();
  const supabase = createClient(api, (await testStack()).keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  if (person !== null) {
    const { error } = await supabase.auth.signInWithPassword({
      email: person.email,
      password: PASSWORD,
    });
    assert.equal(error, null);
  }
  return supabase;
}

const TABLES = [
  "dealerships",
  "customers",
  "conversations",
  "messages",
  "vehicles",
  "memberships",
  "profiles",
  "consents",
  "events",
  "audit_logs",
  "jobs",
  "inbox",
  "personas",
  "knowledge_entries",
];

Deno.test("attacks ATK-01: the public key alone reads no table and no view", async () => {
  const anon = await client(null);
  for (const table of TABLES) {
    const { data, error } = await anon.from(table).select("*").limit(1);
    assert.equal(data, null, table);
    assert.equal(error?.code, "42501", table);
  }
});

Deno.test("attacks ATK-02: a member cannot move a row into another dealership, nor write one there", async () => {
  const admin = await client(PEOPLE.oakAdmin);
  const moved = await admin.from("vehicles").update({ dealership_id: PINE }).eq(
    "dealership_id",
    OAK,
  ).select("id");
  assert.equal(moved.error?.code, "42501");
  const planted = await admin.from("vehicles").insert({
    dealership_id: PINE,
    vin: "1FTFW1E50NFA00001",
    stock_number: "X1",
    make: "Ford",
    model: "F-150",
    year: 2022,
  });
  assert.equal(planted.error?.code, "42501");
  const own = await admin.from("memberships").insert({
    dealership_id: PINE,
    user_id: PEOPLE.oakAdmin.id,
    role: "dealership_admin",
  });
  assert.equal(own.error?.code, "42501");
});

Deno.test("attacks ATK-03: service calls are closed to visitors and to staff", async () => {
  for (const person of [null, PEOPLE.oakAdmin]) {
    const supabase = await client(person);
    for (
      const rpc of [
        "claim_jobs",
        "receive_sms",
        "claim_send",
        "load_reply_context",
        "search_vehicles",
      ]
    ) {
      const { error } = await supabase.rpc(rpc, {});
      assert.ok(
        ["42501", "PGRST202", "42883"].includes(error?.code ?? ""),
        `${rpc}: ${error?.code}`,
      );
    }
  }
});

Deno.test("attacks ATK-04: nobody signs up by themself", async () => {
  const { data, error } = await (await client(null)).auth.signUp({
    email: `me-${crypto.randomUUID()}@evil.example`,
    password: "correct horse battery",
  });
  assert.equal(data.session, null);
  assert.equal(error?.code, "signup_disabled");
});

Deno.test("attacks ATK-05: what people write into their own metadata grants nothing", async () => {
  const sales = await client(PEOPLE.pineSales);
  const { error } = await sales.auth.updateUser({
    data: { role: "super_admin", dealership_id: OAK },
  });
  assert.equal(error, null);
  await sales.auth.refreshSession();
  const { data } = await sales.from("conversations").select("id").eq("dealership_id", OAK);
  assert.deepEqual(data, []);
});

Deno.test("attacks ATK-06: a view shows no more than the tables beneath it", async () => {
  const { data } = await (await client(PEOPLE.pineSales)).from("inbox").select("dealership_id");
  assert.ok((data ?? []).length > 0);
  assert.ok((data ?? []).every(({ dealership_id }) => dealership_id === PINE));
});

Deno.test("attacks ATK-07: a forged, an unsigned and a foreign token are turned away", async () => {
  const { api } = await testUrls();
  const { keys } = await testStack();
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const claims = { sub: PEOPLE.oakAdmin.id, role: "service_role", exp: 4_000_000_000 };
  const tokens = [
    `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`,
    `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`,
  ];
  for (const token of tokens) {
    const response = await fetch(`${api}/rest/v1/customers?select=id`, {
      headers: { apikey: keys.publishable, authorization: `Bearer ${token}` },
    });
    await response.body?.cancel();
    assert.equal(response.status, 401);
  }
});

Deno.test("attacks ATK-08: uniqueness tells nothing about another dealership", async () => {
  const pine = await client(PEOPLE.pineAdmin);
  const { data } = await pine.from("vehicles").select("vin, stock_number").eq("dealership_id", PINE)
    .limit(1).single();
  const oak = await client(PEOPLE.oakAdmin);
  const { data: made, error } = await oak.from("vehicles").insert({
    dealership_id: OAK,
    vin: data?.vin,
    stock_number: data?.stock_number,
    make: "Ford",
    model: "F-150",
    year: 2022,
    status: "retired",
    is_active: false,
  }).select("id").single();
  assert.equal(error, null);
  assert.ok(made?.id);
});

Deno.test("attacks ATK-09: a broken constraint is a code that names the field, never SQL", async () => {
  const admin = await client(PEOPLE.oakAdmin);
  const { error } = await admin.from("dealerships").update({ timezone: "Mars/Base" }).eq("id", OAK)
    .select("id");
  assert.equal(error?.details, "invalid_timezone");
  assert.doesNotMatch(JSON.stringify(error), /select|insert|update .* set|pg_/i);
});
