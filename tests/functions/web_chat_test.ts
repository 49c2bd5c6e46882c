import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { connect } from "../support/db.ts";
import { OAK, PASSWORD, PEOPLE, type Person } from "../support/people.ts";
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

async function staffClient({ email }: Person): Promise<SupabaseClient> {
  const client = createClient((await testUrls()).api, (await testStack()).keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { error } = await client.auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(error, null);
  return client;
}

/** Sends bytes as a picture of this visitor. */
async function sendPhoto(visitor: Visitor, clientId: string, bytes: Uint8Array): Promise<Response> {
  const { api, web } = await testUrls();
  const query = new URLSearchParams({ key: KEY, site: SITE, client_id: clientId });
  const { data } = await visitor.client.auth.getSession();
  return await fetch(`${api}/functions/v1/web-chat/photo?${query}`, {
    method: "POST",
    headers: { origin: web, authorization: `Bearer ${data.session?.access_token}` },
    body: bytes as BodyInit,
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

Deno.test("web chat WEB-09: a picture is kept once, privately, for its visitor and the dealership's staff", () =>
  withVisitors(async (mine, other) => {
    const client_id = crypto.randomUUID();
    const photo = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 1, 2, 3]);
    assert.equal((await sendPhoto(mine, client_id, photo)).status, 200);
    const again = await sendPhoto(mine, client_id, new Uint8Array([...photo, 4]));
    assert.equal((await again.json()).outcome, "duplicate");
    const { data } = await mine.client.from("web_chat_messages").select("media")
      .eq("client_id", client_id);
    assert.equal(data?.length, 1);
    const path: string = data?.[0]?.media[0].path;
    const read = async (client: SupabaseClient): Promise<Uint8Array | null> => {
      const signed = await client.storage.from("attachments").createSignedUrl(path, 60);
      if (signed.data === null) return null;
      return new Uint8Array(await (await fetch(signed.data.signedUrl)).arrayBuffer());
    };
    assert.deepEqual(await read(mine.client), photo, "what was sent first");
    assert.deepEqual(await read(await staffClient(PEOPLE.oakManager)), photo);
    assert.equal(await read(other.client), null, "another visitor");
    assert.equal(await read(await staffClient(PEOPLE.pineManager)), null, "another dealership");
    const forged = path.replace(client_id, crypto.randomUUID());
    const { error } = await mine.client.storage.from("attachments").upload(forged, photo);
    assert.notEqual(error, null, "only the door writes");
  }));

Deno.test("web chat WEB-10: the door takes pictures by their bytes, up to 5 MB, and from visitors alone", () =>
  withVisitors(async (mine) => {
    const page = new TextEncoder().encode("<svg onload='alert(1)'>");
    const refused = await sendPhoto(mine, crypto.randomUUID(), page);
    assert.deepEqual([refused.status, (await refused.json()).code], [400, "form_invalid"]);
    const large = new Uint8Array(5 * 1024 * 1024 + 1).fill(0xff);
    assert.equal((await sendPhoto(mine, crypto.randomUUID(), large)).status, 413);
    await mine.client.auth.signOut();
    const late = await sendPhoto(mine, crypto.randomUUID(), new Uint8Array([0xff, 0xd8, 0xff]));
    assert.equal(late.status, 401);
    const { count } = await mine.client.from("web_chat_messages")
      .select("id", { count: "exact", head: true });
    assert.equal(count ?? 0, 0);
  }));
