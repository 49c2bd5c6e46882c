import assert from "node:assert/strict";
import type postgres from "postgres";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { connect } from "../support/db.ts";
import { OAK, PINE } from "../support/people.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

interface Answer {
  readonly status: number;
  readonly body: {
    readonly document_id: string;
    readonly status: string;
    readonly lead_ids: readonly string[];
  };
}

/** A document about a shopper of its own. */
function newDocument(more = ""): string {
  const tag = crypto.randomUUID();
  return `<adf><prospect><id source="Portal">${tag}</id><customer><contact>` +
    `<name>Ana Lopez</name><email>${tag}@shopper.example</email></contact>` +
    `<comments>Is it there?</comments></customer>${more}</prospect></adf>`;
}

async function post(document: string, key = "lead_demo_oak"): Promise<Answer> {
  const { api } = await testUrls();
  const response = await fetch(`${api}/functions/v1/adf-inbound`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/xml" },
    body: document,
  });
  return { status: response.status, body: await response.json() };
}

async function withSql(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = await connect();
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

Deno.test("adf-inbound: ten copies at once are one document and one lead", async () => {
  const document = newDocument();
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(document)));
  assert.deepEqual(new Set(answers.map(({ body }) => body.document_id)).size, 1);
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.ok(answers.every(({ status }) => status === 200 || status === 201));
  const made = answers.find(({ status }) => status === 201);
  await withSql(async (sql) => {
    const rows = await sql`select d.times_received, d.status, l.dealership_id
      from public.adf_documents as d join public.adf_document_leads as k on k.document_id = d.id
      join public.leads as l on l.id = k.lead_id where d.id = ${made?.body.document_id ?? ""}`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { times_received: 10, status: "created", dealership_id: OAK },
    ]);
  });
});

Deno.test("adf-inbound ISO-30: the key says whose lead it is, whatever the document names", async () => {
  const document = newDocument("<vendor><vendorname>Oak Ridge Toyota</vendorname></vendor>");
  const oak = await post(document);
  const pine = await post(document, "lead_demo_pine");
  assert.deepEqual([oak.status, pine.status], [201, 201]);
  await withSql(async (sql) => {
    const rows = await sql`select dealership_id from public.leads
      where id = any (${[oak.body.lead_ids[0] ?? "", pine.body.lead_ids[0] ?? ""]}::uuid[])`;
    assert.deepEqual(rows.map((row) => row["dealership_id"]).sort(), [OAK, PINE].sort());
  });
  assert.equal((await post(document, "lead_demo_elm")).status, 401);
});

Deno.test("adf-inbound: a document whose door died is read by its job", async () => {
  await withSql(async (sql) => {
    const raw = btoa(newDocument());
    const document = { door: "email", raw, recipient: "leads-oak@leads.example" };
    // Kept and committed, and then nothing: what a kill -9 leaves behind.
    const [kept] = await sql<{ id: string }[]>`
      select public.receive_document(${sql.json(document)}) ->> 'document_id' as id`;
    const id = kept?.id ?? "";
    await sql`update private.jobs set run_at = now() where fifo_key = ${`document:${id}`}`;
    await sql`select private.wake_job_runner()`;
    const status = await waitFor("the job to read the document", async () => {
      const [row] = await sql`select status from public.adf_documents where id = ${id}`;
      return row?.["status"] === "received" ? null : row?.["status"];
    });
    assert.equal(status, "created");
  });
});

Deno.test("adf-inbound: received is created, duplicate, waiting or with a person, always", async () => {
  const source = `<provider><name>${crypto.randomUUID()}</name></provider>`;
  const good = newDocument(source);
  const broken = newDocument(source).replace("</email>", "");
  for (const document of [good, good, broken, good]) await post(document); // bound: 4 documents
  const name = parseAdf(good, { received_at: new Date().toISOString() }).leads[0]?.source ?? "";
  await withSql(async (sql) => {
    const [row] = await sql`select received::int, created::int, duplicate::int, needs_review::int,
      waiting::int from public.lead_source_counters where source = ${name}`;
    assert.deepEqual({ ...row }, {
      received: 4,
      created: 1,
      duplicate: 2,
      needs_review: 1,
      waiting: 0,
    });
  });
});
Deno.test("lead_exports: a new lead reaches the CRM's mailbox as ADF, with its delivery on record", async () => {
  await withSql(async (sql) => {
    const address = `crm-${crypto.randomUUID()}@oak.example`;
    const { body: { lead_ids: [lead = ""] } } = await post(newDocument());
    await sql`with made as (
        insert into public.lead_exports (dealership_id, lead_id, to_address, reason, dedupe_key)
        values (${OAK}, ${lead}, ${address}, 'staff', ${address}) returning *)
      select private.enqueue_job(dealership_id, 'send_adf', jsonb_build_object('export_id', id), 'export:' || id)
      from made`;
    const sent = await waitFor("the mail to the CRM", async () => {
      const [row] = await sql`select m.status, e.document from public.lead_exports as e
        join public.outbound_mails as m on m.dedupe_key = 'export:' || e.id::text
        where e.to_address = ${address}`;
      return ["sent", "delivered", "read"].includes(row?.["status"]) ? row : null;
    }, 30_000);
    const read = parseAdf(String(sent?.["document"]), { received_at: new Date().toISOString() });
    assert.equal(read.leads[0]?.customer.full_name, "Ana Lopez");
    assert.equal(read.leads[0]?.inquiry, "Is it there?");
  });
});
