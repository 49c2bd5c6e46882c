import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { connect } from "../support/db.ts";
import {
  newShopper,
  OAK,
  OAK_NUMBER,
  PASSWORD,
  PEOPLE,
  type Person,
  PINE,
} from "../support/people.ts";
import { testStack, testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

interface Heard {
  readonly seq: number;
  readonly kind: string;
  readonly conversation_id: string;
}

async function signIn(person: Person | null): Promise<SupabaseClient> {
  const { api } = await testUrls();
  const client = createClient(api, (await testStack()).keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  if (person !== null) {
    const { error } = await client.auth.signInWithPassword({
      email: person.email,
      password: PASSWORD,
    });
    assert.equal(error, null);
  }
  return client;
}

/** Joins a private channel and resolves with how that went and what is heard from then on. */
function join(
  client: SupabaseClient,
  topic: string,
): Promise<{ readonly joined: boolean; readonly heard: Heard[] }> {
  const heard: Heard[] = [];
  return new Promise((resolve) => {
    client.channel(topic, { config: { private: true } })
      .on("broadcast", { event: "event" }, ({ payload }) => void heard.push(payload as Heard))
      .subscribe((status) => {
        if (status === "SUBSCRIBED") resolve({ joined: true, heard });
        else if (status === "CHANNEL_ERROR") resolve({ joined: false, heard });
      });
  });
}

async function withClients(
  people: readonly (Person | null)[],
  work: (clients: readonly SupabaseClient[]) => Promise<void>,
): Promise<void> {
  const clients = await Promise.all(people.map(signIn));
  try {
    await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.removeAllChannels()));
    for (const client of clients) client.realtime.disconnect();
  }
}

Deno.test("live LIV-01: staff hear their own dealership, nobody hears another's", async () => {
  await withClients(
    [PEOPLE.oakSales, PEOPLE.pineSales, PEOPLE.group, null],
    async ([oak, pine, group, anon]) => {
      assert.ok(oak && pine && group && anon);
      assert.equal((await join(oak, `dealership:${OAK}`)).joined, true);
      assert.equal((await join(oak, `dealership:${PINE}`)).joined, false);
      assert.equal((await join(pine, `dealership:${OAK}`)).joined, false);
      assert.equal((await join(group, `dealership:${PINE}`)).joined, true);
      assert.equal((await join(anon, `dealership:${OAK}`)).joined, false);
      assert.equal((await join(oak, "dealership:nonsense")).joined, false);
    },
  );
});

Deno.test("live LIV-02: a text arrives as ordered events without a gap, and Pine hears nothing of it", async () => {
  await withClients([PEOPLE.oakSales, PEOPLE.pineSales], async ([oak, pine]) => {
    assert.ok(oak && pine);
    const atOak = await join(oak, `dealership:${OAK}`);
    const atPine = await join(pine, `dealership:${PINE}`);
    const shopper = newShopper();
    const answered = await (await testPhone())
      .send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
    assert.deepEqual(answered, [200]);
    const sql = await connect();
    const [thread] = await sql<{ id: string }[]>`
      select id from public.conversations where customer_address = ${shopper}`;
    await sql.end();
    const mine = () => atOak.heard.filter((each) => each.conversation_id === thread?.id);
    await waitFor("two events", () => mine().length >= 2 ? true : null);
    assert.deepEqual(mine().slice(0, 2).map(({ kind }) => kind), [
      "conversation.created",
      "message.created",
    ]);
    const seqs = atOak.heard.map(({ seq }) => seq);
    assert.deepEqual(seqs, seqs.map((_, index) => (seqs[0] ?? 0) + index));
    assert.ok(!atPine.heard.some((each) => each.conversation_id === thread?.id));
  });
});

Deno.test("live LIV-03: staff cannot forge an event on their own channel", async () => {
  await withClients([PEOPLE.oakSales, PEOPLE.oakManager], async ([forger, victim]) => {
    assert.ok(forger && victim);
    const listening = await join(victim, `dealership:${OAK}`);
    await join(forger, `dealership:${OAK}`);
    const channel = forger.getChannels()[0];
    await channel?.send({
      type: "broadcast",
      event: "event",
      payload: { seq: -1, kind: "forged.event" },
    });
    // A true event that comes later proves that the forged one would have been here by now.
    await (await testPhone()).send({ from: newShopper(), to: OAK_NUMBER, body: "a true one" });
    await waitFor("a true event", () => listening.heard.length > 0 ? true : null);
    assert.ok(!listening.heard.some(({ kind }) => kind === "forged.event"));
  });
});
