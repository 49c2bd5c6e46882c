import assert from "node:assert/strict";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, PINE } from "../support/people.ts";

const OPTIONS = { received_at: "2026-11-22T18:00:00Z" };

interface Answer {
  readonly document_id: string;
  readonly dealership_id: string | null;
  readonly outcome: string;
  readonly status: string;
  readonly review_reason: string | null;
  readonly lead_ids: readonly string[];
}

/** A document of its own, so that no other test's shopper is meant. */
function newDocument(more = ""): string {
  const tag = crypto.randomUUID();
  return `<adf><prospect><id source="Portal">${tag}</id><customer><contact>` +
    `<name>Ana Lopez</name><email>${tag}@shopper.example</email></contact></customer>${more}` +
    `<provider><name>${tag}</name></provider></prospect></adf>`;
}

async function receive(
  sql: Sql,
  text: string,
  more: Record<string, unknown> = { recipient: "leads-oak@leads.example" },
): Promise<Answer> {
  await become(sql, "service_role");
  const document = { door: "email", raw: btoa(text), ...more };
  const [row] = await sql<{ answer: Answer }[]>`
    select public.receive_document(${sql.json(document as never)}) as answer`;
  assert.ok(row);
  return row.answer;
}

async function settle(sql: Sql, id: string, text: string): Promise<Answer> {
  await become(sql, "service_role");
  const parsed = parseAdf(text, OPTIONS);
  const [row] = await sql<{ answer: Answer }[]>`
    select public.settle_document(${id}, ${sql.json(parsed as never)}) as answer`;
  assert.ok(row);
  return row.answer;
}

async function counters(sql: Sql, source: string): Promise<number[]> {
  await become(sql, "owner");
  const [row] = await sql<Record<string, string>[]>`
    select received, created, duplicate, needs_review, waiting
    from public.lead_source_counters where source = ${source} and dealership_id = ${OAK}`;
  return ["received", "created", "duplicate", "needs_review", "waiting"]
    .map((name) => Number(row?.[name] ?? 0));
}

async function openJobs(sql: Sql, id: string): Promise<number> {
  await become(sql, "owner");
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from private.jobs
    where fifo_key = ${`document:${id}`} and status in ('ready', 'leased')`;
  return row?.count ?? 0;
}

Deno.test("adf_documents: a document is kept with its job, and its lead is recorded once", async () => {
  await inRollback(async (sql) => {
    const text = newDocument();
    const kept = await receive(sql, text);
    assert.equal(kept.outcome, "stored");
    assert.equal(kept.dealership_id, OAK);
    assert.equal(await openJobs(sql, kept.document_id), 1);
    const first = await settle(sql, kept.document_id, text);
    assert.equal(first.status, "created");
    const again = await settle(sql, kept.document_id, text);
    assert.deepEqual([again.outcome, again.lead_ids], ["known", first.lead_ids]);
    const repeat = await receive(sql, text);
    assert.deepEqual([repeat.outcome, repeat.document_id], ["duplicate", kept.document_id]);
    const source = parseAdf(text, OPTIONS).leads[0]?.source ?? "";
    assert.deepEqual(await counters(sql, source), [2, 1, 1, 0, 0]);
  });
});

Deno.test("adf_documents: the envelope recipient or the key says whose it is, nothing else", async () => {
  await inRollback(async (sql) => {
    const text = newDocument("<vendor><vendorname>Pine Creek Ford</vendorname></vendor>");
    const oak = await receive(sql, text, { recipient: "Leads-Oak+cars@leads.example" });
    assert.equal(oak.dealership_id, OAK);
    const pine = await receive(sql, text, { recipient: "leads-pine@leads.example" });
    assert.equal(pine.dealership_id, PINE);
    assert.notEqual(pine.document_id, oak.document_id);
    const nobody = await receive(sql, text, { recipient: "leads-elm@leads.example" });
    assert.deepEqual([nobody.dealership_id, nobody.status, nobody.review_reason], [
      null,
      "needs_review",
      "unknown_recipient",
    ]);
    assert.equal((await settle(sql, nobody.document_id, text)).status, "needs_review");
    assert.deepEqual((await receive(sql, text, { recipient: "x@y.example" })).outcome, "duplicate");
  });
});

Deno.test("adf_documents: the Message-ID is the identity of a mail, and each of its documents counts", async () => {
  await inRollback(async (sql) => {
    const mail = { recipient: "leads-oak@leads.example", message_id: `<${crypto.randomUUID()}@x>` };
    const first = await receive(sql, newDocument(), mail);
    assert.equal((await receive(sql, newDocument(), mail)).document_id, first.document_id);
    assert.equal((await receive(sql, newDocument(), { ...mail, place: 1 })).outcome, "stored");
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
      (await receive(sql, newDocument(), { door: "http", token_hash })).dealership_id,
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
    const source = parseAdf(text, OPTIONS).leads[0]?.source ?? "";
    const kept = await receive(sql, text);
    const held = await settle(sql, kept.document_id, text);
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
    assert.equal((await settle(sql, kept.document_id, fixed)).status, "created");
    assert.deepEqual(await counters(sql, source), [1, 1, 0, 0, 0]);
    const [row] = await sql`select convert_from(raw, 'UTF8') as raw from public.adf_documents
      where id = ${kept.document_id}`;
    assert.equal(row?.["raw"], text);
  });
});

Deno.test("adf_documents: what waits is told to managers, once an hour and source", async () => {
  await inRollback(async (sql) => {
    const name = crypto.randomUUID();
    const source = `<provider><name>${name}</name></provider>`;
    for (const text of [newDocument(source), newDocument(source)]) { // bound: 2
      const broken = text.replace("</email>", "");
      await settle(sql, (await receive(sql, broken)).document_id, broken);
    }
    await become(sql, "owner");
    const rows = await sql`select user_id, link from public.notifications
      where kind = 'lead.document_held' and title like ${`%${name}%`}`;
    const told = rows.map((row) => row["user_id"]);
    assert.ok(told.includes(PEOPLE.oakManager.id) && !told.includes(PEOPLE.oakSales.id));
    assert.equal(new Set(told).size, told.length);
    assert.match(String(rows[0]?.["link"]), /^\/oak\/leads\/[0-9a-f-]{36}\?as=documents$/);
  });
});

Deno.test("adf_documents: accepting records what was read; discarding keeps the document", async () => {
  await inRollback(async (sql) => {
    const text = newDocument().replace("</email>", "");
    const [first, second] = [
      await receive(sql, text),
      await receive(sql, text, { recipient: "leads-oak@x", message_id: "m2" }),
    ];
    for (const { document_id } of [first, second]) await settle(sql, document_id, text); // bound: 2
    await become(sql, PEOPLE.oakManager);
    const [accepted] = await sql`select public.accept_document(${first.document_id}) as status`;
    assert.equal(accepted?.["status"], "created");
    await sql`select public.discard_document(${second.document_id})`;
    const again = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select public.accept_document(${second.document_id})`,
    );
    assert.equal(again.refused?.detail, "document_settled");
  });
});

Deno.test("adf_documents: one prospect that nobody can reach does not hold back the other", async () => {
  await inRollback(async (sql) => {
    const text = newDocument().replace(
      "</adf>",
      "<prospect><vehicle><model>RAV4</model></vehicle></prospect></adf>",
    );
    const kept = await receive(sql, text);
    const held = await settle(sql, kept.document_id, text);
    assert.deepEqual([held.status, held.review_reason, held.lead_ids.length], [
      "needs_review",
      "nothing_reachable",
      1,
    ]);
  });
});

Deno.test("adf_documents: a document whose reader died is driven again, then a person is asked", async () => {
  await inRollback(async (sql) => {
    const { document_id } = await receive(sql, newDocument());
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

Deno.test("adf_documents: only a platform admin sees and assigns what came to nobody", async () => {
  await inRollback(async (sql) => {
    const text = newDocument();
    const { document_id } = await receive(sql, text, { recipient: "leads-elm@leads.example" });
    await settle(sql, document_id, text);
    for (const caller of [PEOPLE.oakAdmin, PEOPLE.oakManager, PEOPLE.oakSales]) { // bound: 3
      await become(sql, caller);
      assert.equal(
        (await sql`select from public.adf_documents where id = ${document_id}`).length,
        0,
      );
      const refused = await attempt(
        sql,
        caller,
        (tx) => tx`select public.assign_document(${document_id}, ${OAK})`,
      );
      assert.equal(refused.refused?.code, "PT403");
    }
    await become(sql, PEOPLE.superAdmin);
    assert.equal((await sql`select from public.adf_documents where id = ${document_id}`).length, 1);
    await sql`select public.assign_document(${document_id}, ${PINE})`;
    assert.equal(await openJobs(sql, document_id), 1);
    const settled = await settle(sql, document_id, text);
    assert.deepEqual([settled.dealership_id, settled.status], [PINE, "created"]);
  });
});

Deno.test("adf_documents ISO-31: staff of another dealership may not touch a document, sales may not see it", async () => {
  await inRollback(async (sql) => {
    const text = newDocument().replace("</email>", "");
    const { document_id } = await receive(sql, text);
    await settle(sql, document_id, text);
    for (const caller of [PEOPLE.pineAdmin, PEOPLE.oakSales, PEOPLE.stranger]) { // bound: 3
      await become(sql, caller);
      assert.equal(
        (await sql`select from public.adf_documents where id = ${document_id}`).length,
        0,
      );
      for (const act of ["retry_document", "accept_document", "discard_document"]) { // bound: 3
        const tried = await attempt(
          sql,
          caller,
          (tx) => tx.unsafe(`select public.${act}('${document_id}')`),
        );
        assert.equal(tried.refused?.detail, "document_not_found", act);
      }
    }
  });
});

Deno.test("lead_exports: a new lead is promised to the CRM once, if the dealership has one", async () => {
  await inRollback(async (sql) => {
    const text = newDocument();
    const kept = await receive(sql, text);
    await become(sql, "owner");
    await sql`update public.dealerships set crm_email = 'crm@oak.example' where id = ${OAK}`;
    const { lead_ids: [lead = ""] } = await settle(sql, kept.document_id, text);
    await become(sql, "owner");
    const rows =
      await sql`select id, reason, to_address from public.lead_exports where lead_id = ${lead}`;
    assert.deepEqual(rows.map(({ reason, to_address }) => [reason, to_address]), [
      ["new_lead", "crm@oak.example"],
    ]);
    const exportId = String(rows[0]?.["id"]);
    await become(sql, "service_role");
    for (const outcome of ["queued", "known"]) { // bound: 2
      const [row] =
        await sql`select public.submit_export(${exportId}, '<adf/>') ->> 'outcome' as outcome`;
      assert.equal(row?.["outcome"], outcome);
    }
    await become(sql, PEOPLE.oakManager);
    const states = await sql`select status, to_address from public.exports_of_lead(${lead})`;
    assert.deepEqual(states.map((row) => ({ ...row })), [
      { status: "queued", to_address: "crm@oak.example" },
    ]);
    await become(sql, PEOPLE.pineAdmin);
    assert.equal((await sql`select from public.exports_of_lead(${lead})`).length, 0);
  });
});
