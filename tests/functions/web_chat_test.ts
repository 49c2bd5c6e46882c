import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { connect } from "../support/db.ts";
import { OAK } from "../support/people.ts";
import { testStack, testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";
import { KEY, SITE } from "../support/web_chat.ts";

interface Visitor {
  readonly client: SupabaseClient;
  readonly id: string;
  /** Calls the door with this visitor's token. */
  call(act: string, body?: object): Promise<Response>;
}

async function door(act: string, body: object, token?: string): Promise<Response> {
  const { api, web } = await testUrls();
  return await fetch(`${api}/functions/v1/web-chat/${act}`, {
    method: "POST",
    headers: {
      origin: web,
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ key: KEY, site: SITE, ...body }),
  });
}

/** A visitor with the official client: the session is an ordinary one of Supabase Auth. */
async function newVisitor(): Promise<Visitor> {
  const sql = await connect();
  await sql`delete from private.rate_counters where bucket like 'web_chat.%'`;
  await sql.end();
  const { token_hash } = await (await door("start", {})).json();
  const client = createClient((await testUrls()).api, (await testStack()).keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await client.auth.verifyOtp({ token_hash, type: "magiclink" });
  assert.equal(error, null);
  const token = data.session?.access_token ?? "";
  await client.realtime.setAuth(token);
  const call = (act: string, body: object = {}) => door(act, body, token);
  return { client, id: data.user?.id ?? "", call };
}

async function withVisitors(work: (mine: Visitor, other: Visitor) => Promise<void>): Promise<void> {
  const [mine, other] = [await newVisitor(), await newVisitor()];
  try {
    await work(mine, other);
  } finally {
    for (const { client } of [mine, other]) {
      await client.removeAllChannels();
      client.realtime.disconnect();
    }
  }
}

function join(client: SupabaseClient, topic: string, heard: object[] = []): Promise<boolean> {
  return new Promise((resolve) => {
    client.channel(topic, { config: { private: true } })
      .on("broadcast", { event: "chat" }, ({ payload }) => void heard.push(payload))
      .subscribe((status) => {
        if (status === "SUBSCRIBED") resolve(true);
        else if (status === "CHANNEL_ERROR") resolve(false);
      });
  });
}

function say(visitor: Visitor, text: string): Promise<Response> {
  return visitor.call("say", { client_id: crypto.randomUUID(), text });
}

Deno.test("web chat WEB-06: over the API a visitor has the own chat and nothing of anybody else", () =>
  withVisitors(async (mine, other) => {
    assert.equal((await say(mine, "is T4417 still there?")).status, 200);
    assert.equal((await say(other, "my neighbour must not read this")).status, 200);
    const answered = await waitFor("an answer", async () => {
      const { data } = await mine.client.from("web_chat_messages").select().order("id");
      return (data ?? []).some(({ author }) => author === "ai") ? data : null;
    });
    assert.ok(!JSON.stringify(answered).includes("neighbour"));
    assert.deepEqual(Object.keys(answered?.[0] ?? {}).sort(), [
      "author",
      "author_name",
      "client_id",
      "content",
      "created_at",
      "dealership_id",
      "id",
      "media",
      "slots",
    ]);
    for (const table of ["messages", "conversations", "customers", "vehicles", "dealerships"]) {
      const { data } = await mine.client.from(table).select("id").limit(1);
      assert.deepEqual(data ?? [], [], table);
    }
    const { error } = await mine.client.rpc("see_web_visitor", { visitor_id: other.id });
    assert.equal(error?.code, "42501");
    const sessions = await mine.client.from("web_chat_sessions").select("visitor_id");
    assert.deepEqual(sessions.data, [{ visitor_id: mine.id }]);
  }));

Deno.test("web chat WEB-07: live, a visitor hears the own chat and joins no other channel", () =>
  withVisitors(async (mine, other) => {
    const heard: object[] = [];
    assert.equal(await join(mine.client, `visitor:${mine.id}`, heard), true);
    for (const topic of [`visitor:${other.id}`, `dealership:${OAK}`, `staff:${mine.id}`]) {
      assert.equal(await join(mine.client, topic), false, topic);
    }
    await say(other, "not for the other's ears");
    await say(mine, "hello");
    await waitFor("word of it", () => heard.length > 0 ? true : null);
    assert.ok(!JSON.stringify(heard).includes("hello"), "what was said is fetched, not broadcast");
  }));

Deno.test("web chat WEB-08: a refreshed session goes on, one that was ended says nothing more", () =>
  withVisitors(async (mine) => {
    assert.equal((await say(mine, "hello")).status, 200);
    const { data, error } = await mine.client.auth.refreshSession();
    assert.equal(error, null);
    const token = data.session?.access_token ?? "";
    const message = { client_id: crypto.randomUUID(), text: "still me" };
    assert.equal((await door("say", message, token)).status, 200);
    await mine.client.auth.signOut();
    const late = await door("say", { ...message, client_id: crypto.randomUUID() }, token);
    assert.deepEqual([late.status, (await late.json()).code], [401, "session_expired"]);
  }));
