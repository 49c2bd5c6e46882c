import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { connect } from "../support/db.ts";
import { newShopper, newSid, OAK, OAK_NUMBER, PASSWORD, PEOPLE } from "../support/people.ts";
import { testStack, testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

/** Whether a person gets a signed link to a kept file, and what is behind it. */
async function fetchAs(email: string, path: string): Promise<Uint8Array | null> {
  const { api } = await testUrls();
  const { keys } = await testStack();
  const client = createClient(api, keys.publishable, { auth: { persistSession: false } });
  const { error } = await client.auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(error, null);
  const { data } = await client.storage.from("attachments").createSignedUrl(path, 60);
  await client.auth.signOut();
  if (data === null) return null;
  return new Uint8Array(await (await fetch(data.signedUrl)).arrayBuffer());
}

/** Texts a picture and answers the message's files once the job is through with them. */
async function textPicture(url: string): Promise<Record<string, unknown>> {
  const phone = await testPhone();
  const sid = newSid("MM");
  await phone.send({
    from: newShopper(),
    to: OAK_NUMBER,
    body: "",
    message_sid: sid,
    media_urls: [url],
  });
  const sql = await connect();
  try {
    return await waitFor("the picture to be fetched", async () => {
      const [row] = await sql`select m.media from public.messages as m
        join private.jobs as j on j.fifo_key = 'media:' || m.id::text and j.status = 'done'
        where m.provider_message_id = ${sid}`;
      return row?.media[0] ?? null;
    });
  } finally {
    await sql.end();
  }
}

Deno.test("fetch_media MED-01: a texted picture lies in its conversation's folder, for its own dealership alone", async () => {
  const { inbox } = await testUrls();
  const saved = await fetch(`${inbox}/fakes/twilio/media`, {
    method: "POST",
    headers: { "content-type": "image/png" },
    body: PNG,
  });
  const kept = await textPicture((await saved.json()).url);
  assert.deepEqual([kept["url"], kept["content_type"], kept["size_bytes"]], [
    "",
    "image/png",
    PNG.length,
  ]);
  const path = String(kept["path"]);
  assert.match(path, new RegExp(`^${OAK}/[0-9a-f-]{36}/\\d+-0\\.png$`));
  assert.deepEqual(await fetchAs(PEOPLE.oakSales.email, path), PNG);
  assert.equal(await fetchAs(PEOPLE.pineSales.email, path), null);
});

Deno.test("fetch_media MED-02: an address that is not Twilio's is never called and stays as it came", async () => {
  let calls = 0;
  const stranger = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    calls++;
    return new Response("x");
  });
  const url = `http://127.0.0.1:${stranger.addr.port}/secret.png`;
  const kept = await textPicture(url);
  await stranger.shutdown();
  assert.deepEqual([kept["url"], kept["refused"], kept["path"]], [url, "not_ours", undefined]);
  assert.equal(calls, 0);
});
