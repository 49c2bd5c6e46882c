import assert from "node:assert/strict";
import { become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

interface Scored {
  readonly score: number;
  readonly reasons: readonly string[];
}

async function scored(sql: Sql, id: string): Promise<Scored> {
  await become(sql, "owner");
  const [row] = await sql<{ score: number; score_reasons: { reason: string; points: number }[] }[]>`
    select score, score_reasons from public.leads where id = ${id}`;
  assert.ok(row);
  const sum = row.score_reasons.reduce((total, one) => total + one.points, 0);
  assert.equal(row.score, Math.max(0, Math.min(100, sum)));
  return { score: row.score, reasons: row.score_reasons.map(({ reason }) => reason) };
}

const YES = [{ channel: "sms", granted: true, text: "May we text you? Yes" }];

Deno.test("lead score: what a lead says gives points, each with its reason", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, {
      type: "test_drive",
      customer: { phone: newShopper() },
      consents: YES,
      vehicle: { stock_number: "T4417" },
      trade_in: { make: "Honda", model: "Civic" },
      inquiry: "Can I drive it?",
    });
    assert.deepEqual((await scored(sql, lead_id)).reasons, [
      "asked_for_one_unit",
      "asked_a_question",
      "wants_a_test_drive",
      "has_a_trade_in",
    ]);
  });
});

Deno.test("lead score: spam has none, and who cannot be reached less", async () => {
  await inRollback(async (sql) => {
    const spam = await recordLead(sql, { type: "other", customer: {}, inquiry: "SEO" });
    assert.equal((await scored(sql, spam.lead_id)).score, 0);
    const mute = await recordLead(sql, {
      customer: { phone: newShopper() },
      vehicle: { stock_number: "T4417" },
    });
    assert.ok((await scored(sql, mute.lead_id)).reasons.includes("cannot_be_reached"));
  });
});

Deno.test("lead score: each message, its reading, an opt-out and an appointment score it anew", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const lead = await recordLead(sql, { customer: { phone }, consents: YES });
    const before = await scored(sql, lead.lead_id);
    const text = await receiveText(sql, { from: phone, content: "yes please" });
    const answered = await scored(sql, lead.lead_id);
    assert.deepEqual(answered.reasons, [...before.reasons, "answered_us"]);
    await sql`update public.messages set sentiment = 'negative', intents = '[{"name": "visit"}]'
      where id = ${text.message_id}`;
    const read = await scored(sql, lead.lead_id);
    assert.deepEqual(read.reasons, ["wants_a_test_drive", "answered_us", "sounds_unhappy"]);
    await receiveText(sql, { from: phone, content: "stop", keyword: "stop" });
    assert.ok((await scored(sql, lead.lead_id)).reasons.includes("wants_no_messages"));
  });
});

Deno.test("lead score: a rule may ask for points, and asking again gives more of them", async () => {
  await inRollback(async (sql) => {
    await sql`update public.routing_rules set is_active = false where dealership_id = ${OAK}`;
    await sql`insert into public.routing_rules (dealership_id, position, name, conditions, strategy, user_id)
      values (${OAK}, 71, 'Hot', '{"min_score": 30}', 'person', ${PEOPLE.oakSales.id})`;
    const wish = { customer: { phone: newShopper() }, vehicle: { stock_number: "T4417" } };
    const cold = await recordLead(sql, { customer: { phone: newShopper() } });
    const hot = await recordLead(sql, { ...wish, inquiry: "Is it there?" });
    const owners = await sql`select assigned_to from public.leads
      where id in (${cold.lead_id}, ${hot.lead_id}) order by id = ${hot.lead_id}`;
    assert.deepEqual(owners.map((one) => one["assigned_to"]), [null, PEOPLE.oakSales.id]);
    await recordLead(sql, { ...wish, source: "Cars.com" });
    assert.ok((await scored(sql, hot.lead_id)).reasons.includes("asked_again"));
  });
});
