import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newDocument, receiveDocument, settleDocument } from "../support/documents.ts";
import { OAK, PEOPLE } from "../support/people.ts";

interface Export {
  readonly form: string;
  readonly template: string | null;
}

/** One new document at Oak and what of it is on its way to the CRM, which gets what is said. */
async function exported(sql: Sql, gets: string, text = newDocument()): Promise<{
  readonly lead: string;
  readonly exports: readonly Export[];
}> {
  await become(sql, "owner");
  await sql`update public.dealerships set crm_email = 'crm@oak.example', crm_gets = ${gets}
    where id = ${OAK}`;
  const { document_id } = await receiveDocument(sql, text);
  const { lead_ids: [lead = ""] } = await settleDocument(sql, document_id, text);
  await become(sql, "owner");
  const rows = await sql<Export[]>`select e.form, m.template from public.lead_exports as e
    left join public.outbound_mails as m on m.dedupe_key = 'export:' || e.id::text
    where e.lead_id = ${lead} order by e.form`;
  return { lead, exports: rows.map((row) => ({ ...row })) };
}

const OURS = { form: "adf", template: null };
const ORIGINAL = { form: "original", template: "lead_original" };

Deno.test("lead_originals: the CRM gets our ADF, the original or both, as the dealership chose, and each once", async () => {
  await inRollback(async (sql) => {
    const text = newDocument();
    assert.deepEqual((await exported(sql, "adf")).exports, [OURS]);
    assert.deepEqual((await exported(sql, "both")).exports, [OURS, ORIGINAL]);
    assert.deepEqual((await exported(sql, "original", text)).exports, [ORIGINAL]);
    const again = await receiveDocument(sql, text);
    assert.equal(again.outcome, "duplicate");
    await become(sql, "owner");
    const [row] = await sql`select count(*)::int as sent from public.lead_exports
      where document_id = ${again.document_id}`;
    assert.equal(row?.["sent"], 1);
  });
});

Deno.test("lead_originals: a lead that has no original goes as ADF", async () => {
  await inRollback(async (sql) => {
    await exported(sql, "original");
    const customer = { full_name: "Ana Lopez", phones: [], emails: [{ address: "ana@x.example" }] };
    const [made] = await sql`select public.record_lead(${OAK},
      ${sql.json({ source: "Walk-in", customer })}) ->> 'lead_id' as lead`;
    const rows = await sql`select form from public.lead_exports where lead_id = ${made?.["lead"]}`;
    assert.deepEqual(rows.map((row) => row["form"]), ["adf"]);
  });
});

Deno.test("lead_originals ISO-32: managers see what became of an original, another dealership does not", async () => {
  await inRollback(async (sql) => {
    const { lead } = await exported(sql, "original");
    await become(sql, PEOPLE.oakManager);
    const seen = await sql`select form, status from public.exports_of_lead(${lead})`;
    assert.deepEqual(seen.map((row) => ({ ...row })), [{ form: "original", status: "queued" }]);
    for (const caller of [PEOPLE.pineAdmin, PEOPLE.stranger]) { // bound: 2
      await become(sql, caller);
      assert.equal((await sql`select from public.exports_of_lead(${lead})`).length, 0);
    }
  });
});

Deno.test("lead_originals: only an admin of the dealership chooses, and never an address of ours", async () => {
  await inRollback(async (sql) => {
    const choose = (email: string) => (tx: Sql) =>
      tx`update public.dealerships set crm_email = ${email}, crm_gets = 'both'
        where id = ${OAK} returning id`;
    const chosen = await attempt(sql, PEOPLE.oakAdmin, choose("crm@oak.example"));
    assert.equal(chosen.rows.length, 1);
    for (const caller of [PEOPLE.oakSales, PEOPLE.pineAdmin, PEOPLE.stranger]) { // bound: 3
      const tried = await attempt(sql, caller, choose("crm@oak.example"));
      assert.ok(tried.refused !== null || tried.rows.length === 0);
    }
    const round = await attempt(sql, PEOPLE.oakAdmin, choose("leads-oak+x@leads.example"));
    assert.equal(round.refused?.detail, "crm_address_ours");
  });
});
