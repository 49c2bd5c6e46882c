import assert from "node:assert/strict";
import { attempt, become, inRollback } from "../support/db.ts";
import { newDocument, openJobs, receiveDocument, settleDocument } from "../support/documents.ts";
import { OAK, PEOPLE, PINE } from "../support/people.ts";

Deno.test("adf_documents: what waits is told to managers, once an hour and source", async () => {
  await inRollback(async (sql) => {
    const name = crypto.randomUUID();
    const source = `<provider><name>${name}</name></provider>`;
    for (const text of [newDocument(source), newDocument(source)]) { // bound: 2
      const broken = text.replace("</email>", "");
      await settleDocument(sql, (await receiveDocument(sql, broken)).document_id, broken);
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
      await receiveDocument(sql, text),
      await receiveDocument(sql, text, { recipient: "leads-oak@x", message_id: "m2" }),
    ];
    for (const { document_id } of [first, second]) await settleDocument(sql, document_id, text); // bound: 2
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

Deno.test("adf_documents: only a platform admin sees and assigns what came to nobody", async () => {
  await inRollback(async (sql) => {
    const text = newDocument();
    const { document_id } = await receiveDocument(sql, text, {
      recipient: "leads-elm@leads.example",
    });
    await settleDocument(sql, document_id, text);
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
    const settled = await settleDocument(sql, document_id, text);
    assert.deepEqual([settled.dealership_id, settled.status], [PINE, "created"]);
  });
});

Deno.test("adf_documents ISO-31: staff of another dealership may not touch a document, sales may not see it", async () => {
  await inRollback(async (sql) => {
    const text = newDocument().replace("</email>", "");
    const { document_id } = await receiveDocument(sql, text);
    await settleDocument(sql, document_id, text);
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
    const kept = await receiveDocument(sql, text);
    await become(sql, "owner");
    await sql`update public.dealerships set crm_email = 'crm@oak.example' where id = ${OAK}`;
    const { lead_ids: [lead = ""] } = await settleDocument(sql, kept.document_id, text);
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
