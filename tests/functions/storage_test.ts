import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { OAK, PASSWORD, PEOPLE, PINE } from "../support/people.ts";
import { testStack, testUrls } from "../support/stack.ts";

type Who = { readonly email: string } | "anon";

async function clientOf(who: Who): Promise<SupabaseClient> {
  const { keys } = await testStack();
  const { api } = await testUrls();
  const client = createClient(api, keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  if (typeof who === "string") return client;
  const { error } = await client.auth.signInWithPassword({ email: who.email, password: PASSWORD });
  assert.equal(error, null);
  return client;
}

const file = (words: string) => new Blob([words], { type: "text/csv" });

Deno.test("storage ISO-20: imports are those of managers of the dealership that the path names", async () => {
  const manager = await clientOf(PEOPLE.oakManager);
  const others = await Promise.all(
    ([PEOPLE.oakSales, PEOPLE.oakApi, PEOPLE.pineManager, PEOPLE.superAdmin, "anon"] as const)
      .map(clientOf),
  );
  const path = `${OAK}/${crypto.randomUUID()}.csv`;
  const { error } = await manager.storage.from("imports").upload(path, file("vin\n"));
  assert.equal(error, null);
  assert.equal(
    (await manager.storage.from("imports").download(path)).data?.size,
    4,
  );
  const reads = await Promise.all(
    others.map((client) => client.storage.from("imports").download(path)),
  );
  assert.deepEqual(reads.map(({ data }) => data !== null), [false, true, false, true, false]);
  const writes = await Promise.all(
    others.map((client, at) =>
      client.storage.from("imports").upload(`${OAK}/${at}-${crypto.randomUUID()}.csv`, file("x"))
    ),
  );
  assert.deepEqual(writes.map(({ error }) => error === null), [false, true, false, true, false]);
  const list = await others[2]?.storage.from("imports").list(OAK);
  assert.deepEqual(list?.data, []);
  const toPine = await manager.storage.from("imports").upload(`${PINE}/x.csv`, file("x"));
  assert.match(toPine.error?.message ?? "", /row-level security/);
});
