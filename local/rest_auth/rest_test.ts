import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { apiUrl } from "../config.ts";
import { signToken, startTestStack, type TestStack } from "./test_stack.ts";

const PORTS = { api: 55221, postgres: 55220, web: 55222, inbox: 55223 };
const OAK = "0a000000-0000-4000-8000-000000000001";
const PINE = "0b000000-0000-4000-8000-000000000001";
const OAK_USER = "5a1e5000-0000-4000-8000-000000000001";

const SETUP = `
  create table public.vehicles (
    id uuid primary key default gen_random_uuid(),
    dealership_id uuid not null,
    vin text not null check (vin <> ''),
    price_cents integer,
    mpg numeric(6, 2),
    features text[] not null default '{}',
    images jsonb not null default '[]',
    cost_cents integer,
    created_at timestamptz not null default now(),
    unique (dealership_id, vin));
  alter table public.vehicles enable row level security;
  revoke all on public.vehicles from anon, authenticated;
  grant select (id, dealership_id, vin, price_cents, mpg, features, images, created_at),
    insert (dealership_id, vin, price_cents, mpg, features, images),
    update (vin, price_cents, mpg, features, images), delete
    on public.vehicles to authenticated;
  create policy vehicles_all_staff on public.vehicles for all to authenticated
    using (dealership_id = (select (auth.jwt() ->> 'dealership')::uuid))
    with check (dealership_id = (select (auth.jwt() ->> 'dealership')::uuid));

  create table public.notes (
    id bigint generated always as identity primary key,
    vehicle_id uuid not null references public.vehicles on delete cascade,
    body text not null);
  alter table public.notes enable row level security;
  revoke all on public.notes from anon, authenticated;
  grant select, insert on public.notes to authenticated;
  create policy notes_all_staff on public.notes for all to authenticated
    using (exists (select from public.vehicles as v where v.id = vehicle_id));

  create function public.add(a integer, b integer) returns integer
    language sql immutable as 'select a + b';
  create function public.refuse() returns void language plpgsql as $$
  begin
    raise exception 'Cannot take over conversation: it is closed'
      using errcode = 'PT409', detail = 'conversation_not_open', hint = 'Reopen it';
  end $$;
  create function public.fail() returns void language plpgsql as $$
  begin raise exception 'Plain'; end $$;
  create function public.add_vehicle(vin text) returns public.vehicles
    language sql security definer as $$
    insert into public.vehicles (dealership_id, vin) values ('${OAK}', vin) returning * $$;
  create function public.write_then_stable() returns uuid language sql stable as
    $$ select (public.add_vehicle('STABLE')).id $$;
  create function public.context() returns jsonb language sql stable as $$
    select jsonb_build_object(
      'headers', current_setting('request.headers')::jsonb,
      'method', current_setting('request.method'), 'path', current_setting('request.path'),
      'role', current_user, 'uid', auth.uid(),
      'timeout', current_setting('statement_timeout')) $$;
  create function public.seen_method() returns text language sql stable as
    $$ select current_setting('request.method') $$;
  create view public.methods with (security_invoker) as select public.seen_method() as method;
  grant select on public.methods to authenticated;
  create function public.nap() returns void language sql as 'select pg_catalog.pg_sleep(5)';
  alter role anon set statement_timeout = '200ms';
`;

function withToken(stack: TestStack, token: string, key = stack.config.keys.publishable) {
  return createClient(apiUrl(stack.config), key, {
    accessToken: () => Promise.resolve(token),
  });
}

async function staffOf(stack: TestStack, dealership: string) {
  const token = await signToken({ role: "authenticated", sub: OAK_USER, dealership });
  return withToken(stack, token);
}

Deno.test("rest", async (t) => {
  const stack = await startTestStack(PORTS, { setup: SETUP });
  try {
    await testRows(t, stack);
    await testRefusals(t, stack);
    await testFunctions(t, stack);
    await testCallers(t, stack);
    await testSchemaChanges(t, stack);
    await testOutage(t, stack);
  } finally {
    await stack.stop();
  }
});

async function testRows(t: Deno.TestContext, stack: TestStack): Promise<void> {
  const oak = await staffOf(stack, OAK);
  await t.step("rest: inserts and answers every type as row_to_json would", async () => {
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
  });

  await t.step("rest: without select nothing comes back", async () => {
    const rows = [{ dealership_id: OAK, vin: "VIN2" }, { dealership_id: OAK, vin: "VIN3" }];
    const { data, status } = await oak.from("vehicles").insert(rows);
    assert.deepEqual([data, status], [null, 201]);
  });

  await t.step("rest: filters, orders, pages and counts", async () => {
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
  });

  await t.step("rest: updates, upserts and deletes", async () => {
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
  });

  await t.step("rest: embeds what foreign keys connect, both ways", async () => {
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
  });

  await t.step("rest: another dealership's rows do not exist", async () => {
    const pine = await staffOf(stack, PINE);
    assert.deepEqual((await pine.from("vehicles").select("vin")).data, []);
    assert.deepEqual((await pine.from("notes").select("body")).data, []);
    const update = await pine.from("vehicles").update({ price_cents: 0 }).eq("vin", "VIN1")
      .select("vin");
    assert.deepEqual(update.data, []);
    const smuggled = await pine.from("vehicles").insert({ dealership_id: OAK, vin: "X" });
    assert.deepEqual([smuggled.error?.code, smuggled.status], ["42501", 403]);
  });
}

async function testRefusals(t: Deno.TestContext, stack: TestStack): Promise<void> {
  const oak = await staffOf(stack, OAK);
  await t.step("rest: column privileges hold for reading and writing", async () => {
    const all = await oak.from("vehicles").select("*");
    assert.deepEqual([all.error?.code, all.status], ["42501", 403]);
    const cost = await oak.from("vehicles").select("cost_cents");
    assert.equal(cost.error?.code, "42501");
    const write = await oak.from("vehicles").update({ cost_cents: 1 }).eq("vin", "VIN1");
    assert.equal(write.error?.code, "42501");
    const move = await oak.from("vehicles").update({ dealership_id: PINE }).eq("vin", "VIN1");
    assert.equal(move.error?.code, "42501");
  });

  await t.step("rest: anon is denied with 401", async () => {
    for (const key of [stack.config.keys.publishable, stack.config.keys.anon]) {
      const read = await stack.client(key).from("vehicles").select("vin");
      assert.deepEqual([read.error?.code, read.status], ["42501", 401]);
    }
  });

  const cases: [string, Record<string, unknown>, string, number][] = [
    ["a duplicate", { dealership_id: OAK, vin: "VIN1" }, "23505", 409],
    ["a failed check", { dealership_id: OAK, vin: "" }, "23514", 400],
    ["a missing value", { dealership_id: OAK }, "23502", 400],
    ["a malformed value", { dealership_id: "oak", vin: "V" }, "22P02", 400],
  ];
  for (const [name, row, code, status] of cases) {
    await t.step(`rest: ${name} is ${code} with ${status}`, async () => {
      const answer = await oak.from("vehicles").insert(row);
      assert.deepEqual([answer.error?.code, answer.status], [code, status]);
    });
  }

  await t.step("rest: a broken reference is 23503 with 409", async () => {
    const pine = stack.client(stack.config.keys.secret);
    const answer = await pine.from("notes").insert({ vehicle_id: crypto.randomUUID(), body: "x" });
    assert.deepEqual([answer.error?.code, answer.status], ["23503", 409]);
    assert.match(answer.error?.details ?? "", /is not present in table/);
  });

  await t.step("rest: single() of none is PGRST116, of an unknown table PGRST205", async () => {
    const none = await oak.from("vehicles").select("vin").eq("vin", "NONE").single();
    assert.deepEqual([none.error?.code, none.status], ["PGRST116", 406]);
    const maybe = await oak.from("vehicles").select("vin").eq("vin", "NONE").maybeSingle();
    assert.deepEqual([maybe.data, maybe.error], [null, null]);
    const unknown = await oak.from("vehicle").select("vin");
    assert.deepEqual([unknown.error?.code, unknown.status], ["PGRST205", 404]);
    assert.match(unknown.error?.hint ?? "", /public\.vehicles/);
  });

  await t.step("rest: a refused answer rolls back what was written", async () => {
    const answer = await oak.from("vehicles").update({ price_cents: 99 })
      .in("vin", ["VIN1", "VIN2"]).select("vin").single();
    assert.equal(answer.error?.code, "PGRST116");
    const { data } = await oak.from("vehicles").select("vin").eq("price_cents", 99);
    assert.deepEqual(data, []);
  });
}

async function testFunctions(t: Deno.TestContext, stack: TestStack): Promise<void> {
  const oak = await staffOf(stack, OAK);
  await t.step("rest: functions are called by POST and GET", async () => {
    assert.equal((await oak.rpc("add", { a: 1, b: 2 })).data, 3);
    assert.equal((await oak.rpc("add", { a: 1, b: 2 }, { get: true })).data, 3);
    const missing = await oak.rpc("subtract", { a: 1 });
    assert.deepEqual([missing.error?.code, missing.status], ["PGRST202", 404]);
  });

  await t.step("rest: a function that returns a row answers an object", async () => {
    const { data, error } = await oak.rpc("add_vehicle", { vin: "RPC1" });
    assert.equal(error, null);
    assert.equal(data?.vin, "RPC1");
  });

  await t.step("rest: a function's refusal keeps status, message, detail and hint", async () => {
    const { error, status } = await oak.rpc("refuse");
    assert.equal(status, 409);
    assert.deepEqual({ ...error, name: undefined, stack: undefined }, {
      code: "PT409",
      message: "Cannot take over conversation: it is closed",
      details: "conversation_not_open",
      hint: "Reopen it",
      name: undefined,
      stack: undefined,
    });
    const plain = await oak.rpc("fail");
    assert.deepEqual([plain.error?.code, plain.status], ["P0001", 400]);
  });

  await t.step("rest: what promises not to write cannot write", async () => {
    const byPost = await oak.rpc("write_then_stable");
    assert.deepEqual([byPost.error?.code, byPost.status], ["25006", 405]);
    const byGet = await oak.rpc("add_vehicle", { vin: "GET1" }, { get: true });
    assert.deepEqual([byGet.error?.code, byGet.status], ["25006", 405]);
  });

  await t.step("rest: request settings are there for functions and tables", async () => {
    const { data } = await oak.rpc("context").setHeader("x-client-info", "it's \\ a test");
    assert.equal(data.headers["x-client-info"], "it's \\ a test");
    assert.match(data.headers["x-forwarded-for"], /127\.0\.0\.1$/);
    assert.deepEqual([data.method, data.path], ["POST", "/rpc/context"]);
    assert.deepEqual([data.role, data.uid], ["authenticated", OAK_USER]);
    const { data: rows, error } = await oak.from("methods").select("method");
    assert.equal(error, null);
    assert.deepEqual(rows, [{ method: "GET" }]);
  });

  await t.step("rest: each role has its own statement_timeout", async () => {
    const { data } = await stack.client().rpc("context");
    assert.equal(data.timeout, "200ms");
    const { error, status } = await stack.client().rpc("nap");
    assert.deepEqual([error?.code, status], ["57014", 500]);
  });
}

async function testCallers(t: Deno.TestContext, stack: TestStack): Promise<void> {
  const { keys } = stack.config;
  const roleOf = async (client: Pick<ReturnType<typeof withToken>, "rpc">) => {
    return (await client.rpc("context")).data?.role;
  };
  await t.step("rest: keys and tokens stand for their roles", async () => {
    assert.equal(await roleOf(stack.client(keys.publishable)), "anon");
    assert.equal(await roleOf(stack.client(keys.anon)), "anon");
    assert.equal(await roleOf(stack.client(keys.secret)), "service_role");
    assert.equal(await roleOf(stack.client(keys.serviceRole)), "service_role");
    assert.equal(await roleOf(withToken(stack, keys.anon, keys.secret)), "anon");
    assert.equal(await roleOf(await staffOf(stack, OAK)), "authenticated");
  });

  const claims = { role: "service_role", sub: OAK_USER };
  const none = [{ alg: "none", typ: "JWT" }, claims].map((part) => {
    return btoa(JSON.stringify(part)).replaceAll("=", "");
  });
  const [header, , signature] = keys.anon.split(".");
  const bad: [string, string][] = [
    ["expired", await signToken(claims, { expiresIn: "-10s" })],
    ["forged", await signToken(claims, { secret: "x".repeat(32) })],
    ["unsigned", `${none.join(".")}.`],
    ["swapped", `${header}.${none[1]}.${signature}`],
    ["malformed", "not-a-token"],
  ];
  for (const [name, token] of bad) {
    await t.step(`rest: a token that is ${name} gets 401`, async () => {
      const { error, status } = await withToken(stack, token).from("vehicles").select("vin");
      assert.equal(status, 401);
      assert.match(error?.code ?? "", /^PGRST30[13]$/);
    });
  }

  await t.step("rest: a role outside the API is refused", async () => {
    for (const role of ["postgres", "supabase_admin", "nobody"]) {
      const { status } = await withToken(stack, await signToken({ role })).rpc("context");
      assert.ok(status === 403 || status === 400, `${role}: ${status}`);
    }
  });

  await t.step("rest: without one of the project's keys nothing answers", async () => {
    const url = `${apiUrl(stack.config)}/rest/v1/vehicles`;
    const missing = await fetch(url);
    assert.equal(missing.status, 401);
    assert.equal((await missing.json()).message, "No API key found in request");
    const wrong = await fetch(url, { headers: { apikey: "sb_secret_guess" } });
    assert.equal((await wrong.json()).message, "Invalid API key");
    const inBrowser = await fetch(url, {
      headers: { apikey: keys.secret, "user-agent": "Mozilla/5.0 (X11)" },
    });
    assert.deepEqual([inBrowser.status, await inBrowser.json()], [401, {
      message: "Forbidden use of secret API key in browser",
    }]);
  });
}

async function testSchemaChanges(t: Deno.TestContext, stack: TestStack): Promise<void> {
  await t.step("rest: a new table answers once its migration is in", async () => {
    const oak = await staffOf(stack, OAK);
    await stack.sql.unsafe(`
      create table public.personas (id integer primary key);
      grant select on public.personas to authenticated`);
    const deadline = Date.now() + 5_000;
    let answer = await oak.from("personas").select("id");
    while (answer.error !== null && Date.now() < deadline) {
      answer = await oak.from("personas").select("id");
    }
    assert.deepEqual(answer.data, []);
  });
}

async function testOutage(t: Deno.TestContext, stack: TestStack): Promise<void> {
  await t.step("rest: comes back after the database was gone", async () => {
    const oak = await staffOf(stack, OAK);
    await Promise.all([1, 2, 3, 4].map(() => oak.from("vehicles").select("vin")));
    await stack.postgres.restart();
    const deadline = Date.now() + 10_000;
    let answer = await oak.from("vehicles").select("vin");
    while (answer.error !== null && Date.now() < deadline) {
      assert.equal(answer.status, 503);
      answer = await oak.from("vehicles").select("vin");
    }
    assert.equal(answer.error, null);
    const many = await Promise.all(
      Array.from({ length: 20 }, () => oak.rpc("add", { a: 1, b: 1 })),
    );
    assert.deepEqual([...new Set(many.map((each) => each.data))], [2]);
  });
}
