import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";

import { claimFor, claimSend, receiveText } from "../support/sms.ts";

interface Uploaded {
  readonly conversation: string;
  readonly by?: string;
  readonly type?: string;
  readonly size?: number;
}

/** A file in a conversation's folder, as the storage service would record it. */
async function upload(sql: Sql, file: Uploaded): Promise<string> {
  await become(sql, "owner");
  const path = `${OAK}/${file.conversation}/${crypto.randomUUID()}-odometer.jpg`;
  const metadata = { mimetype: file.type ?? "image/jpeg", size: file.size ?? 1_000 };
  await sql`insert into storage.objects (bucket_id, name, owner_id, metadata)
    values ('attachments', ${path}, ${file.by ?? PEOPLE.oakSales.id}, ${sql.json(metadata)})`;
  return path;
}

function send(sql: Sql, conversation: string, files: string[], content = "") {
  return attempt<{ kind: string; media: { path: string; filename: string }[] }>(
    sql,
    PEOPLE.oakSales,
    (tx) =>
      tx`select kind, media from public.send_message(${conversation}, ${content},
        ${crypto.randomUUID()}, files => ${files})`,
  );
}

Deno.test("send_message: a photo needs no words, and the gate hands its place to the sender", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const path = await upload(sql, { conversation: conversation_id });
    const { rows: [sent], refused } = await send(sql, conversation_id, [path]);
    assert.equal(refused, null);
    assert.equal(sent?.kind, "media");
    assert.deepEqual(sent?.media.map((one) => [one.path, one.filename]), [[path, "odometer.jpg"]]);
    const job = (await claimFor(sql, conversation_id)).find((one) => one.kind === "send_message");
    assert.ok(job);
    const gate = await claimSend(sql, job) as { decision: string; media?: { path: string }[] };
    assert.equal(gate.decision, "send");
    assert.deepEqual(gate.media?.map((one) => one.path), [path]);
  });
});

Deno.test("send_message: files of others, of other conversations, of the wrong kind or too large are refused", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const other = await receiveText(sql, { from: newShopper() });
    const conversation = conversation_id;
    for (
      const [file, code] of [
        [{ conversation, by: PEOPLE.oakManager.id }, "file_not_uploaded"],
        [{ conversation: other.conversation_id }, "file_not_uploaded"],
        [{ conversation, type: "application/pdf" }, "invalid_files"],
        [{ conversation, size: 5_000_001 }, "invalid_files"],
      ] as const
    ) {
      const { refused } = await send(sql, conversation, [await upload(sql, file)], "Look");
      assert.equal(refused?.detail, code);
    }
    const { refused } = await send(sql, conversation, [`${OAK}/${conversation}/nothing.jpg`]);
    assert.equal(refused?.detail, "file_not_uploaded");
    assert.equal((await send(sql, conversation, [])).refused?.detail, "invalid_content");
  });
});
