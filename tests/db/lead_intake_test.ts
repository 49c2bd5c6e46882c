import assert from "node:assert/strict";
import { connect, inRollback } from "../support/db.ts";
import { leadPerson as person, leadRow as lead, recordLead } from "../support/leads.ts";
import { newShopper, OAK } from "../support/people.ts";

const YES = { channel: "sms", granted: true, text: "May we text you? Yes" };

function mail(): string {
  return `lead-${crypto.randomUUID()}@shopper.example`;
}

Deno.test("leads: a phone of one customer and an e-mail of another is the phone's lead, and a merge to look at", async () => {
  await inRollback(async (sql) => {
    const [phone, email] = [newShopper(), mail()];
    const first = await recordLead(sql, { customer: person(phone) });
    const second = await recordLead(sql, { customer: person(null, email.toUpperCase()) });
    assert.notEqual(first.customer_id, second.customer_id);
    const both = await recordLead(sql, { customer: person(phone, email) });
    assert.equal(both.customer_id, first.customer_id);
    const found = await sql`select matched_id, other_id from public.customer_merge_suggestions
      where matched_id = ${first.customer_id}`;
    assert.deepEqual(found.map((row) => ({ ...row })), [
      { matched_id: first.customer_id, other_id: second.customer_id },
    ]);
  });
});

Deno.test("leads: the same name is no match, and a fax number identifies nobody", async () => {
  await inRollback(async (sql) => {
    const fax = newShopper();
    const faxed = {
      full_name: "Lee Fox",
      phones: [{ e164: fax, raw: fax, kind: "fax", textable: false }],
    };
    const one = await recordLead(sql, { customer: faxed });
    const two = await recordLead(sql, { customer: faxed });
    assert.notEqual(one.customer_id, two.customer_id);
    assert.deepEqual([one.outcome, two.outcome], ["created", "created"]);
  });
});

Deno.test("leads: a car is found by VIN before stock number before year, make and model", async () => {
  await inRollback(async (sql) => {
    const units = await sql<
      { id: string; vin: string; stock_number: string; year: number; make: string; model: string }[]
    >`
      select distinct on (year, make, model) * from public.vehicles
      where dealership_id = ${OAK} and is_active and status = 'available' order by year, make, model limit 3`;
    const [a, b] = units;
    assert.ok(a && b);
    const of = async (vehicle: Readonly<Record<string, unknown>>) => {
      const { lead_id } = await recordLead(sql, { customer: person(newShopper()), vehicle });
      const row = await lead(sql, lead_id);
      return [row["vehicle_id"], row["vehicle_match"]];
    };
    assert.deepEqual(await of({ vin: a.vin.toLowerCase(), stock_number: b.stock_number }), [
      a.id,
      "vin",
    ]);
    assert.deepEqual(await of({ stock_number: ` ${b.stock_number.toLowerCase()} ` }), [
      b.id,
      "stock",
    ]);
    assert.equal(
      (await of({ year: a.year, make: a.make.toUpperCase(), model: a.model }))[1],
      "model",
    );
    assert.deepEqual(await of({ make: "Lada", model: "Niva", year: 1999 }), [null, "missing"]);
    assert.deepEqual(await of({ make: a.make, model: "Full Line", model_is_placeholder: true }), [
      null,
      "unnamed",
    ]);
  });
});

Deno.test("leads: a sold car stays the car of interest and comes with up to three alternatives", async () => {
  await inRollback(async (sql) => {
    await sql`update public.vehicles set status = 'sold' where dealership_id = ${OAK} and stock_number = 'T4417'`;
    const { lead_id } = await recordLead(sql, {
      customer: person(newShopper()),
      vehicle: { stock_number: "T4417" },
    });
    const row = await lead(sql, lead_id);
    assert.equal(row["vehicle_match"], "stock");
    const others = await sql`select status, is_active, make from public.vehicles
      where id = any (${row["alternatives"] as string[]})`;
    assert.ok(others.length >= 1 && others.length <= 3);
    for (const other of others) {
      assert.deepEqual({ ...other }, { status: "available", is_active: true, make: "Toyota" });
    }
  });
});

Deno.test("leads: the shopper's own car is kept apart and never the car of interest", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, {
      customer: person(newShopper()),
      type: "trade",
      trade_in: { stock_number: "T4417", make: "Toyota", model: "RAV4" },
    });
    const row = await lead(sql, lead_id);
    assert.deepEqual([row["vehicle_id"], row["vehicle_match"]], [null, "unnamed"]);
    assert.equal((row["trade_in"] as { model: string }).model, "RAV4");
  });
});

Deno.test("leads: three portals send one wish: one lead, one conversation, three sources, one set of words", async () => {
  await inRollback(async (sql) => {
    const customer = person(newShopper(), mail());
    const vehicle = { stock_number: "T4417" };
    const inquiry = "Is it still there?";
    const answers = [];
    for (const source of ["AutoTrader", "Cars.com", "Website"]) { // bound: three sources
      answers.push(
        await recordLead(sql, {
          source,
          external_id: crypto.randomUUID(),
          customer,
          vehicle,
          inquiry: source === "Website" ? "is it STILL there" : inquiry,
          consents: [YES],
        }),
      );
    }
    assert.deepEqual(answers.map((one) => one.outcome), ["created", "credited", "credited"]);
    assert.equal(new Set(answers.map((one) => one.conversation_id)).size, 1);
    const id = answers[0]?.lead_id ?? "";
    const credits = await sql`select s.name from public.lead_source_credits as c
      join public.lead_sources as s on s.id = c.lead_source_id where c.lead_id = ${id} order by 1`;
    assert.deepEqual(credits.map((one) => one["name"]), ["AutoTrader", "Cars.com", "Website"]);
    const said = await sql`select content from public.messages
      where conversation_id = ${answers[0]?.conversation_id ?? ""} and author = 'customer'`;
    assert.deepEqual(said.map((one) => one["content"]), [inquiry]);
    const row = await lead(sql, id);
    assert.deepEqual([row["is_urgent"], row["times_received"]], [true, 3]);
    const told =
      await sql`select from public.notifications where kind = 'lead.resubmitted' and link like ${
        "%" + id
      }`;
    assert.ok(told.length >= 2);
  });
});

Deno.test("leads: new words on a known wish are said in the conversation and answered", async () => {
  await inRollback(async (sql) => {
    const customer = person(newShopper());
    const base = { customer, vehicle: { stock_number: "T4417" }, consents: [YES] };
    const first = await recordLead(sql, { ...base, inquiry: "Is it there?" });
    const again = await recordLead(sql, { ...base, inquiry: "Does it have a sunroof?" });
    assert.deepEqual([again.outcome, again.lead_id], ["credited", first.lead_id]);
    const jobs = await sql`select kind, priority from private.jobs
      where fifo_key = ${"reply:" + first.conversation_id}`;
    assert.deepEqual(jobs.map((one) => ({ ...one })), [{ kind: "reply_with_ai", priority: 10 }]);
  });
});

Deno.test("leads: a different car is a new lead in the same conversation", async () => {
  await inRollback(async (sql) => {
    const customer = person(newShopper());
    const [other] = await sql`select stock_number from public.vehicles where dealership_id = ${OAK}
      and stock_number <> 'T4417' and is_active and status = 'available' limit 1`;
    const first = await recordLead(sql, {
      customer,
      vehicle: { stock_number: "T4417" },
      consents: [YES],
    });
    const second = await recordLead(sql, {
      customer,
      vehicle: { stock_number: other?.["stock_number"] },
      consents: [YES],
    });
    assert.equal(second.outcome, "created");
    assert.notEqual(second.lead_id, first.lead_id);
    assert.equal(second.conversation_id, first.conversation_id);
  });
});

Deno.test("leads: after 30 days, or once sold, the same wish is a new lead", async () => {
  await inRollback(async (sql) => {
    const customer = person(newShopper());
    const wish = { customer, vehicle: { stock_number: "T4417" } };
    const first = await recordLead(sql, wish);
    await sql`update public.leads set last_received_at = now() - interval '31 days' where id = ${first.lead_id}`;
    const second = await recordLead(sql, wish);
    assert.equal(second.outcome, "created");
    await sql`update public.leads set status = 'lost', outcome = 'unreachable' where id = ${second.lead_id}`;
    assert.equal((await recordLead(sql, wish)).outcome, "created");
  });
});

Deno.test("leads: a known id with more in it fills what was missing; without more it changes nothing", async () => {
  await inRollback(async (sql) => {
    const customer = person(newShopper());
    const first = await recordLead(sql, { external_id: "E1", customer });
    const again = await recordLead(sql, { external_id: "E1", customer });
    const more = await recordLead(sql, {
      external_id: "E1",
      customer,
      vehicle: { stock_number: "T4417" },
    });
    assert.deepEqual(
      [again.outcome, more.outcome, more.lead_id],
      ["duplicate", "updated", first.lead_id],
    );
    const row = await lead(sql, first.lead_id);
    assert.deepEqual([row["vehicle_match"], row["is_urgent"]], ["stock", false]);
  });
});

Deno.test("leads LEA-01: fifty senders of one shopper at once make one customer, one lead and fifty credits", async () => {
  const customer = person(newShopper(), mail());
  const pool = await connect(10);
  try {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        pool.begin((tx) =>
          recordLead(tx, {
            source: `Portal ${index % 5}`,
            external_id: `${customer.emails[0]?.address}-${index % 25}`,
            customer,
            vehicle: { stock_number: "T4417" },
          })
        )),
    );
    assert.equal(answers.filter(({ outcome }) => outcome === "created").length, 1);
    assert.equal(new Set(answers.map((one) => one.lead_id)).size, 1);
    assert.equal(new Set(answers.map((one) => one.customer_id)).size, 1);
    assert.equal(answers.filter(({ outcome }) => outcome === "duplicate").length, 25);
    const [count] = await pool`select count(*)::int as credits from public.lead_source_credits
      where lead_id = ${answers[0]?.lead_id ?? ""}`;
    assert.equal(count?.["credits"], 25);
  } finally {
    await pool.end();
  }
});
