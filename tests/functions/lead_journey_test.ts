import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../support/db.ts";
import { noonShopper } from "../support/leads.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

interface Wish {
  readonly portal: string;
  readonly phone: string;
  readonly comments: string;
  readonly stock?: string;
}

/** A document as portals send them. */
function adf({ portal, phone, comments, stock = "T4417" }: Wish): string {
  return `<?xml version="1.0"?><adf><prospect>
    <id source="${portal}">${crypto.randomUUID()}</id>
    <vehicle interest="buy" status="used"><stock>${stock}</stock></vehicle>
    <customer><contact><name part="first">Lee</name><name part="last">Fox</name>
      <phone type="cellphone">${phone}</phone></contact>
      <comments>${comments}</comments></customer>
    <provider><name>${portal}</name></provider></prospect></adf>`;
}

async function post(document: string): Promise<{ readonly status: number; readonly lead: string }> {
  const { api } = await testUrls();
  const response = await fetch(`${api}/functions/v1/adf-inbound`, {
    method: "POST",
    headers: { "x-api-key": "lead_demo_oak", "content-type": "application/xml" },
    body: document,
  });
  const body: { lead_ids: readonly string[] } = await response.json();
  return { status: response.status, lead: body.lead_ids[0] ?? "" };
}

async function withSql(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = await connect();
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

Deno.test("lead journey: a document becomes a routed, scored lead whose question is answered on the phone", async () => {
  const phone = await testPhone();
  await withSql(async (sql) => {
    const shopper = await noonShopper(sql);
    const comments = "Text Opt-In: Yes\nYour inquiry: Does it have a sunroof?";
    const { status, lead } = await post(adf({ portal: "AutoTrader", phone: shopper, comments }));
    assert.equal(status, 201);
    const [text] = await phone.waitForTexts(shopper, 1);
    assert.match(text?.body ?? "", /AI assistant at Oak Ridge Toyota/);
    assert.match(text?.body ?? "", /sunroof/);
    assert.match(text?.body ?? "", /Reply STOP to opt out\.$/);
    const row = await waitFor("the first answer to stand on the lead", async () => {
      const [found] =
        await sql`select l.assigned_to is not null as has_owner, l.routing_reason, l.score,
          l.first_response_author, l.status, v.stock_number,
          extract(epoch from l.first_response_at - l.received_at)::float as seconds
        from public.leads as l join public.vehicles as v on v.id = l.vehicle_id where l.id = ${lead}`;
      return found?.["first_response_author"] === "ai" ? found : null;
    });
    assert.deepEqual([row["has_owner"], row["stock_number"], row["status"]], [
      true,
      "T4417",
      "working",
    ]);
    assert.match(String(row["routing_reason"]), /internet team: round robin/);
    assert.ok(Number(row["score"]) > 0);
    assert.ok(Number(row["seconds"]) < 60);
    // The shopper's answer goes on in the same conversation, as a text like any other.
    await phone.send({ from: shopper, to: text?.from ?? "", body: "And what color is it?" });
    const texts = await phone.waitForTexts(shopper, 2);
    assert.doesNotMatch(texts[1]?.body ?? "", /STOP/);
  });
});

Deno.test("lead journey: one wish through three portals is one conversation, three sources and one greeting", async () => {
  const phone = await testPhone();
  await withSql(async (sql) => {
    const shopper = await noonShopper(sql);
    const comments = "Text Opt-In: Yes";
    const leads = new Set<string>();
    for (const portal of ["AutoTrader", "Cars.com", "Website"]) { // bound: three portals
      leads.add((await post(adf({ portal, phone: shopper, comments }))).lead);
    }
    assert.equal(leads.size, 1);
    const [text] = await phone.waitForTexts(shopper, 1);
    assert.match(text?.body ?? "", /^Hi Lee, .*2024 RAV4 Hybrid XLE, stock T4417/);
    const [lead = ""] = leads;
    const sources = await sql`select distinct s.name from public.lead_source_credits as c
      join public.lead_sources as s on s.id = c.lead_source_id where c.lead_id = ${lead} order by 1`;
    assert.deepEqual(sources.map((one) => one["name"]), ["AutoTrader", "Cars.com", "Website"]);
    await waitFor("the queue to be empty for this shopper", async () => {
      const [open] = await sql`select count(*)::int as jobs from private.jobs as j
        join public.leads as l on j.fifo_key like '%' || l.conversation_id::text
        where l.id = ${lead} and j.status in ('ready', 'leased')`;
      return open?.["jobs"] === 0 ? open : null;
    });
    assert.equal((await phone.received(shopper)).length, 1);
  });
});
