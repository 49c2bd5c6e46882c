import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type postgres from "postgres";
import { connect } from "../support/db.ts";
import { type MailIn, newMailer, testMail } from "../support/email.ts";
import { noonShopper } from "../support/leads.ts";
import { OAK } from "../support/people.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

const LEAD_ADDRESS = "leads-oak@leads.example";

interface Wish {
  readonly portal: string;
  /** `<phone>` or `<email>` of the shopper. */
  readonly reach: string;
  readonly comments: string;
}

/** A document as portals mail them. */
function adf({ portal, reach, comments }: Wish): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf><prospect>
  <id source="${portal}">${crypto.randomUUID()}</id>
  <vehicle interest="buy" status="used"><stock>T4417</stock></vehicle>
  <customer><contact><name part="first">Lee</name><name part="last">Fox</name>${reach}</contact>
    <comments>${comments}</comments></customer>
  <provider><name>${portal}</name></provider></prospect></adf>`;
}

function newPortal(): string {
  return `Portal ${crypto.randomUUID().slice(0, 8)}`;
}

/** A portal's mail to Oak's address of leads; the body is the caller's. */
function leadMail(body: Pick<MailIn, "text" | "html" | "attachments">): MailIn {
  const message_id = `<${crypto.randomUUID()}@portal.example>`;
  return {
    from: "leads@portal.example",
    to: LEAD_ADDRESS,
    subject: "New lead",
    message_id,
    ...body,
  };
}

function escaped(document: string): string {
  return document.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

async function withSql(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = await connect();
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

/** The one lead of a portal, once its first answer stands on it. */
function answeredLead(sql: postgres.Sql, portal: string) {
  return waitFor(`the first answer to the lead of ${portal}`, async () => {
    const rows = await sql`select l.id, l.dealership_id, l.assigned_to is not null as has_owner,
        l.routing_reason, l.first_response_author, l.conversation_id
      from public.leads as l join public.lead_sources as s on s.id = l.lead_source_id
      where s.name = ${portal}`;
    assert.ok(rows.length <= 1, "one mail is one lead");
    return rows[0]?.["first_response_author"] === "ai" ? rows[0] : null;
  });
}

/** Posts the mail again and checks that nothing but the count of arrivals is new. */
async function sendAgain(sql: postgres.Sql, mail: MailIn, portal: string): Promise<void> {
  const count = () =>
    sql`select count(distinct l.id)::int as leads, count(distinct m.id)::int as messages,
        count(distinct j.id)::int as jobs
      from public.lead_sources as s join public.leads as l on l.lead_source_id = s.id
      left join public.messages as m on m.conversation_id = l.conversation_id
      left join private.jobs as j on j.fifo_key like '%' || l.conversation_id::text
      where s.name = ${portal}`.then(([row]) => ({ ...row }));
  const before = await count();
  const mails = await testMail();
  assert.deepEqual(await mails.send({ ...mail, times: 2 }), [200, 200]);
  assert.deepEqual(await count(), before);
  const [counters] = await sql`select received::int, created::int, duplicate::int,
      needs_review::int, waiting::int
    from public.lead_source_counters where source = ${portal} and dealership_id = ${OAK}`;
  const expected = { received: 3, created: 1, duplicate: 2, needs_review: 0, waiting: 0 };
  assert.deepEqual({ ...counters }, expected);
}

function assertRouted(lead: postgres.Row): void {
  assert.equal(lead["dealership_id"], OAK);
  assert.ok(lead["has_owner"] || lead["routing_reason"], "assigned, or it says why not");
}

Deno.test("lead mail: ADF as the text of a mail becomes a routed lead that is answered on the phone, once", async () => {
  const [mails, phone] = [await testMail(), await testPhone()];
  await withSql(async (sql) => {
    const [portal, shopper] = [newPortal(), await noonShopper(sql)];
    const reach = `<phone type="cellphone">${shopper}</phone>`;
    const comments = "Text Opt-In: Yes\nYour inquiry: Does it have a sunroof?";
    const mail = leadMail({ text: adf({ portal, reach, comments }) });
    assert.deepEqual(await mails.send(mail), [200]);
    const [text] = await phone.waitForTexts(shopper, 1);
    assert.match(text?.body ?? "", /AI assistant at Oak Ridge Toyota/);
    assertRouted(await answeredLead(sql, portal));
    await sendAgain(sql, mail, portal);
    assert.equal((await phone.received(shopper)).length, 1);
  });
});

/** A mail with the document somewhere in it becomes one lead that is answered by mail, however often it comes. */
async function isAnsweredByMail(mailWith: (document: string) => MailIn): Promise<void> {
  const mails = await testMail();
  await withSql(async (sql) => {
    const [portal, shopper] = [newPortal(), newMailer()];
    const reach = `<email>${shopper}</email>`;
    const mail = mailWith(adf({ portal, reach, comments: "Is it there?" }));
    assert.deepEqual(await mails.send(mail), [200]);
    const [answer] = await mails.waitForMails(shopper, 1);
    assert.match(answer?.text ?? "", /AI assistant at Oak Ridge Toyota/);
    assertRouted(await answeredLead(sql, portal));
    await sendAgain(sql, mail, portal);
    assert.equal((await mails.received(shopper)).length, 1);
  });
}

Deno.test("lead mail: ADF as a file of a mail becomes a routed lead that is answered by mail, once", async () => {
  await isAnsweredByMail((document) => {
    const base64 = Buffer.from(document).toString("base64");
    const file = { filename: "lead.xml", content_type: "application/xml", base64 };
    return leadMail({ text: "You have a new lead.", attachments: [file] });
  });
});

Deno.test("lead mail: ADF escaped in the HTML of a mail becomes a routed lead that is answered by mail, once", async () => {
  await isAnsweredByMail((document) =>
    leadMail({ html: `<html><body><p>New lead</p><pre>${escaped(document)}</pre></body></html>` })
  );
});
