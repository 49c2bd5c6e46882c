import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type postgres from "postgres";
import { connect } from "../support/db.ts";
import { newMailer, testMail } from "../support/email.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

interface Desk {
  readonly sql: postgres.Sql;
  /** The mailbox of the CRM. */
  readonly crm: string;
  /** What stands before the @ of the address of leads. */
  readonly leads: string;
  readonly key: string;
}

/** A dealership of the test's own that sends its leads to a CRM. */
async function withCrm(gets: string, work: (desk: Desk) => Promise<void>): Promise<void> {
  const sql = await connect();
  const tag = crypto.randomUUID().slice(0, 12);
  const [crm, leads, key] = [`crm-${tag}@crm.example`, `leads-${tag}`, `lead_test_${tag}`];
  try {
    await sql`with made as (
        insert into public.dealerships (name, subdomain, contact_email, crm_email, crm_gets)
        values ('Original Motors', ${`original-${tag}`}, 'office@original.example', ${crm}, ${gets})
        returning id)
      insert into public.lead_addresses (dealership_id, local_part, token_hash, token_hint)
      select id, ${leads}, encode(sha256(${key}::text::bytea), 'hex'), 'test' from made`;
    await work({ sql, crm, leads, key });
  } finally {
    await sql.end();
  }
}

function adf(email: string): string {
  return `<adf><prospect><customer><contact><name part="full">Ana Lopez</name><email>${email}</email>
    </contact><comments>Is it there?</comments></customer></prospect></adf>`;
}

Deno.test("lead_exports: the CRM gets the mail of a lead as it came, with every part, once", () =>
  withCrm("original", async ({ sql, crm, leads }) => {
    const mails = await testMail();
    const document = adf(newMailer());
    const files = [
      { filename: "lead.xml", content_type: "application/xml", bytes: Buffer.from(document) },
      {
        filename: "car.png",
        content_type: "image/png",
        bytes: Buffer.from("iVBORw0KGgo=", "base64"),
      },
    ];
    await mails.send({
      from: "Portal <leads@portal.example>",
      to: `${leads}@leads.example`,
      subject: "New lead from the portal",
      text: "You have a new lead.",
      html: "<p>You have a <b>new</b> lead.</p>",
      times: 2,
      message_id: `<${crypto.randomUUID()}@portal.example>`,
      attachments: files.map(({ bytes, ...file }) => ({
        ...file,
        base64: bytes.toString("base64"),
      })),
    });
    const [mail] = await mails.waitForMails(crm, 1);
    assert.equal(mail?.subject, "New lead from the portal");
    assert.equal(mail.headers["Reply-To"], "leads@portal.example");
    assert.deepEqual([mail.text.trim(), mail.html.trim()], [
      "You have a new lead.",
      "<p>You have a <b>new</b> lead.</p>",
    ]);
    assert.deepEqual(
      mail.attachments?.map(({ filename, type, content }) => [filename, type, content]),
      files.map((
        { filename, content_type, bytes },
      ) => [filename, content_type, bytes.toString("base64")]),
    );
    const rows = await waitFor("the delivery to be on record", async () => {
      const found = await sql`select e.form, m.template, m.status from public.lead_exports as e
        join public.outbound_mails as m on m.dedupe_key = 'export:' || e.id::text
        where e.to_address = ${crm}`;
      return found[0]?.["status"] === "delivered" ? found : null;
    });
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { form: "original", template: "lead_original", status: "delivered" },
    ]);
    assert.equal((await mails.received(crm)).length, 1);
  }));

Deno.test("lead_exports: a posted document goes to the CRM as the file it was, beside our ADF when both are wanted", () =>
  withCrm("both", async ({ crm, key }) => {
    const mails = await testMail();
    const document = adf(newMailer());
    const { api } = await testUrls();
    const posted = await fetch(`${api}/functions/v1/adf-inbound`, {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/xml" },
      body: document,
    });
    assert.equal(posted.status, 201);
    await posted.body?.cancel();
    const sent = await mails.waitForMails(crm, 2);
    const [original, ...more] = sent.filter(({ attachments }) => attachments?.length === 1);
    assert.equal(more.length, 0);
    const content = original?.attachments?.[0]?.content ?? "";
    assert.equal(Buffer.from(content, "base64").toString(), document);
    const [ours] = sent.filter((mail) => mail !== original);
    assert.match(ours?.text ?? "", /<\?adf version="1\.0"\?>/i);
  }));
