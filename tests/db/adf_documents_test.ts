import assert from "node:assert/strict";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import {
  DOCUMENT_OPTIONS,
  newDocument,
  openJobs,
  receiveDocument,
  settleDocument,
} from "../support/documents.ts";
import { OAK, PEOPLE, PINE } from "../support/people.ts";

async function counters(sql: Sql, source: string): Promise<number[]> {
  await become(sql, "owner");
  const [row] = await sql<Record<string, string>[]>`
    select received, created, duplicate, needs_review, waiting
    from public.lead_source_counters where source = ${source} and dealership_id = ${OAK}`;
  return ["received", "created", "duplicate", "needs_review", "waiting"]
    .map((name) => Number(row?.[name] ?? 0));
}

Deno.test("adf_documents: a document is kept with its job, and its lead is recorded once", async () => {
  await inRollback(async (sql) => {
    const text = newDocument();
    const kept = await receiveDocument(sql, text);
    assert.equal(kept.outcome, "stored");
    assert.equal(kept.dealership_id, OAK);
    assert.equal(await openJobs(sql, kept.document_id), 1);
    const first = await settleDocument(sql, kept.document_id, text);
    assert.equal(first.status, "created");
    const again = await settleDocument(sql, kept.document_id, text);
    assert.deepEqual([again.outcome, again.lead_ids], ["known", first.lead_ids]);
    const repeat = await receiveDocument(sql, text);
    assert.deepEqual([repeat.outcome, repeat.document_id], ["duplicate", kept.document_id]);
    const source = parseAdf(text, DOCUMENT_OPTIONS).leads[0]?.source ?? "";
    assert.deepEqual(await counters(sql, source), [2, 1, 1, 0, 0]);
  });
});

Deno.test("adf_documents: the envelope recipient or the key says whose it is, nothing else", async () => {
  await inRollback(async (sql) => {
    const text = newDocument("<vendor><vendorname>Pine Creek Ford</vendorname></vendor>");
    const oak = await receiveDocument(sql, text, { recipient: "Leads-Oak+cars@leads.example" });
    assert.equal(oak.dealership_id, OAK);
    const pine = await receiveDocument(sql, text, { recipient: "leads-pine@leads.example" });
    assert.equal(pine.dealership_id, PINE);
    assert.notEqual(pine.document_id, oak.document_id);
    const nobody = await receiveDocument(sql, text, { recipient: "leads-elm@leads.example" });
    assert.deepEqual([nobody.dealership_id, nobody.status, nobody.review_reason], [
      null,
      "needs_review",
      "unknown_recipient",
    ]);
    assert.equal((await settleDocument(sql, nobody.document_id, text)).status, "needs_review");
    assert.deepEqual(
      (await receiveDocument(sql, text, { recipient: "x@y.example" })).outcome,
      "duplicate",
    );
  });
});

Deno.test("adf_documents: the Message-ID is the identity of a mail, and each of its documents counts", async () => {
  await inRollback(async (sql) => {
    const mail = { recipient: "leads-oak@leads.example", message_id: `<${crypto.randomUUID()}@x>` };
    const first = await receiveDocument(sql, newDocument(), mail);
    assert.equal((await receiveDocument(sql, newDocument(), mail)).document_id, first.document_id);
    assert.equal(
      (await receiveDocument(sql, newDocument(), { ...mail, place: 1 })).outcome,
      "stored",
    );
  });
});

Deno.test("adf_documents: an unknown or switched-off key is refused", async () => {
  await inRollback(async (sql) => {
    const key = { door: "http", token_hash: "0".repeat(64) };
    const call = (tx: Sql) =>
      tx`select public.receive_document(${tx.json({ ...key, raw: "eA==" })})`;
    assert.equal((await attempt(sql, "service_role", call)).refused?.detail, "lead_key_unknown");
    await become(sql, PEOPLE.oakManager);
    const [made] = await sql<{ made: { id: string; token: string } }[]>`
      select public.create_lead_address(${OAK}, 'service') as made`;
    assert.ok(made);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(made.made.token));
    const token_hash = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0"))
      .join("");
    assert.equal(
      (await receiveDocument(sql, newDocument(), { door: "http", token_hash })).dealership_id,
      OAK,
    );
    await become(sql, PEOPLE.oakManager);
    await sql`update public.lead_addresses set is_active = false where id = ${made.made.id}`;
    const off = await attempt(
      sql,
      "service_role",
      (tx) => tx`select public.check_lead_key(${token_hash})`,
    );
    assert.equal(off.refused?.detail, "lead_key_unknown");
  });
});

Deno.test("adf_documents: what has to be looked at is counted, corrected, and then a lead", async () => {
  await inRollback(async (sql) => {
    const text = newDocument().replace("</email>", "");
    const source = parseAdf(text, DOCUMENT_OPTIONS).leads[0]?.source ?? "";
    const kept = await receiveDocument(sql, text);
    const held = await settleDocument(sql, kept.document_id, text);
    assert.deepEqual([held.status, held.review_reason, held.lead_ids], [
      "needs_review",
      "unbalanced",
      [],
    ]);
    assert.deepEqual(await counters(sql, source), [1, 0, 0, 1, 0]);
    await become(sql, PEOPLE.oakManager);
    const fixed = text.replace("</contact>", "</email></contact>");
    await sql`select public.retry_document(${kept.document_id}, ${fixed})`;
    assert.deepEqual(await counters(sql, source), [1, 0, 0, 0, 1]);
    await become(sql, "service_role");
    const [loaded] =
      await sql`select public.load_document(${kept.document_id}) ->> 'fixed_text' as text`;
    assert.equal(loaded?.["text"], fixed);
    assert.equal((await settleDocument(sql, kept.document_id, fixed)).status, "created");
    assert.deepEqual(await counters(sql, source), [1, 1, 0, 0, 0]);
    const [row] = await sql`select convert_from(raw, 'UTF8') as raw from public.adf_documents
      where id = ${kept.document_id}`;
    assert.equal(row?.["raw"], text);
  });
});

Deno.test("adf_documents: one prospect that nobody can reach does not hold back the other", async () => {
  await inRollback(async (sql) => {
    const text = newDocument().replace(
      "</adf>",
      "<prospect><vehicle><model>RAV4</model></vehicle></prospect></adf>",
    );
    const kept = await receiveDocument(sql, text);
    const held = await settleDocument(sql, kept.document_id, text);
    assert.deepEqual([held.status, held.review_reason, held.lead_ids.length], [
      "needs_review",
      "nothing_reachable",
      1,
    ]);
  });
});

Deno.test("adf_documents: a document whose reader died is driven again, then a person is asked", async () => {
  await inRollback(async (sql) => {
    const { document_id } = await receiveDocument(sql, newDocument());
    for (let round = 0; round < 4; round++) { // bound: 4 rounds
      await become(sql, "owner");
      await sql`update private.jobs set status = 'dead', finished_at = now(), lease_token = null
        where fifo_key = ${`document:${document_id}`}`;
      await sql`update public.adf_documents set received_at = now() - interval '1 hour' where id = ${document_id}`;
      await sql`select private.redrive_documents()`;
      assert.equal(await openJobs(sql, document_id), round < 3 ? 1 : 0);
    }
    const [row] =
      await sql`select status, review_reason from public.adf_documents where id = ${document_id}`;
    assert.deepEqual({ ...row }, { status: "needs_review", review_reason: "reader_failed" });
  });
});
