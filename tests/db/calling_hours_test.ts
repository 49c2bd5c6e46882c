import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

const ALBANY = "+15185550123";
const MIAMI = "+13055550123";
const PHOENIX = "+16025550123";
const INDIANAPOLIS = "+13175550123";
const GARY = "+12195550123";
const HOUSTON = "+17135550123";
const PROVIDENCE = "+14015550123";
const NOWHERE = "+15555550123";

interface Vector {
  readonly says: string;
  readonly phone: string;
  readonly zip?: string;
  readonly at: string;
  /** The first allowed instant; the same as `at` when it is allowed already. */
  readonly next: string;
}

const VECTORS: readonly Vector[] = [
  {
    says: "exactly 21:00:00 is closed, a second before is open",
    phone: ALBANY,
    at: "2026-01-15T20:59:59-05:00",
    next: "2026-01-15T20:59:59-05:00",
  },
  {
    says: "from 21:00:00 on it waits for eight",
    phone: ALBANY,
    at: "2026-01-15T21:00:00-05:00",
    next: "2026-01-16T08:00:00-05:00",
  },
  {
    says: "eight sharp is open",
    phone: ALBANY,
    at: "2026-01-16T08:00:00-05:00",
    next: "2026-01-16T08:00:00-05:00",
  },
  {
    says: "the spring gap moves the morning by an hour",
    phone: ALBANY,
    at: "2026-03-07T22:00:00-05:00",
    next: "2026-03-08T08:00:00-04:00",
  },
  {
    says: "the repeated autumn hour is night both times",
    phone: ALBANY,
    at: "2026-11-01T01:30:00-05:00",
    next: "2026-11-01T08:00:00-05:00",
  },
  {
    says: "the year ends at night like any other",
    phone: ALBANY,
    at: "2026-12-31T23:59:59-05:00",
    next: "2027-01-01T08:00:00-05:00",
  },
  {
    says: "Arizona keeps its time in summer",
    phone: PHOENIX,
    at: "2026-07-01T21:30:00-07:00",
    next: "2026-07-02T08:00:00-07:00",
  },
  {
    says: "Indiana goes with New York in summer",
    phone: INDIANAPOLIS,
    at: "2026-07-01T07:30:00-04:00",
    next: "2026-07-01T08:00:00-04:00",
  },
  {
    says: "but its north-west with Chicago",
    phone: GARY,
    at: "2026-07-01T08:30:00-04:00",
    next: "2026-07-01T08:00:00-05:00",
  },
  {
    says: "Florida ends at eight in the evening",
    phone: MIAMI,
    at: "2026-01-15T20:00:00-05:00",
    next: "2026-01-16T08:00:00-05:00",
  },
  {
    says: "Texas starts at noon on a Sunday",
    phone: HOUSTON,
    at: "2026-01-17T21:00:00-06:00",
    next: "2026-01-18T12:00:00-06:00",
  },
  {
    says: "Rhode Island ends at five on a Saturday",
    phone: PROVIDENCE,
    at: "2026-01-17T17:00:00-05:00",
    next: "2026-01-18T10:00:00-05:00",
  },
  {
    says: "a ZIP elsewhere narrows it to what both allow",
    phone: ALBANY,
    zip: "90210",
    at: "2026-01-15T08:00:00-05:00",
    next: "2026-01-15T08:00:00-08:00",
  },
  {
    says: "and its state's law counts too",
    phone: ALBANY,
    zip: "33101-1234",
    at: "2026-01-15T20:30:00-05:00",
    next: "2026-01-16T08:00:00-05:00",
  },
  {
    says: "an unknown place waits until it is day in all states",
    phone: NOWHERE,
    at: "2026-01-15T09:00:00-05:00",
    next: "2026-01-15T08:00:00-10:00",
  },
  {
    says: "a foreign number is an unknown place",
    phone: "+442071234567",
    at: "2026-01-15T15:00:00-05:00",
    next: "2026-01-15T15:00:00-05:00",
  },
];

for (const { says, phone, zip, at, next } of VECTORS) {
  Deno.test(`calling hours: ${says}`, async () => {
    await inRollback(async (sql) => {
      const [row] = await sql<{ next: Date }[]>`
        select private.next_text_at(${phone}, ${zip ?? null}, ${at}) as next`;
      assert.equal(row?.next.toISOString(), new Date(next).toISOString());
    });
  });
}

Deno.test("calling hours: every zone exists, no prefix counts twice, and each state has one of both kinds", async () => {
  await inRollback(async (sql) => {
    const odd =
      await sql`select z.zone from private.calling_areas as a, unnest(a.timezones) as z (zone)
      where not exists (select from pg_timezone_names as n where n.name = z.zone)`;
    assert.deepEqual([...odd], []);
    const twice =
      await sql`select a.id from private.calling_areas as a join private.calling_areas as b
      on b.kind = a.kind and b.id <> a.id and b.first_prefix between a.first_prefix and a.last_prefix`;
    assert.deepEqual([...twice], []);
    const [states] = await sql`select count(*)::int as known from (
      select region from private.calling_areas where region not in ('PR', 'VI', 'GU', 'MP', 'AS')
      group by region having count(distinct kind) = 2) as s`;
    assert.equal(states?.["known"], 51);
  });
});

/** Makes it night, or day, everywhere, for this transaction alone. */
async function makeIt(sql: Sql, time: "night" | "day"): Promise<void> {
  await become(sql, "owner");
  await sql`delete from private.calling_hours`;
  if (time === "night") return;
  await sql`insert into private.calling_hours (weekdays, opens_at, closes_at, source, entered_on)
    values ('{0,1,2,3,4,5,6}', '00:00', '24:00', 'A test', '2026-01-01')`;
}

const YES = [{ channel: "sms", granted: true, text: "May we text you? Yes" }];

/** A lead with a question whose answer stands in the queue. */
async function leadReply(
  sql: Sql,
): Promise<{ readonly conversation: string; readonly message: number }> {
  const phone = newShopper();
  const { conversation_id } = await recordLead(sql, {
    customer: { phones: [{ e164: phone, textable: true }] },
    consents: YES,
    inquiry: "Is it there?",
  });
  assert.ok(conversation_id);
  const [job] = await claimFor(sql, conversation_id);
  assert.ok(job);
  const { message_id } = await submitReply(sql, job, { content: "It is." });
  return { conversation: conversation_id, message: message_id };
}

async function status(sql: Sql, id: number): Promise<readonly (string | null)[]> {
  await become(sql, "owner");
  const [row] = await sql<{ delivery_status: string; error_class: string | null }[]>`
    select delivery_status, error_class from public.messages where id = ${id}`;
  return [row?.delivery_status ?? null, row?.error_class ?? null];
}

Deno.test("send gate GAT-03: what we begin waits at night and leaves by day, through the whole gate again", async () => {
  await inRollback(async (sql) => {
    const { conversation, message } = await leadReply(sql);
    await makeIt(sql, "night");
    const [job] = await claimFor(sql, conversation);
    assert.ok(job);
    assert.deepEqual((await claimSend(sql, job)).decision, "deferred");
    assert.deepEqual(await status(sql, message), ["deferred", null]);
    await makeIt(sql, "day");
    assert.equal((await claimSend(sql, job)).decision, "send");
  });
});

Deno.test("send gate: an opt-out during the night holds what waited for the morning", async () => {
  await inRollback(async (sql) => {
    const { conversation, message } = await leadReply(sql);
    await makeIt(sql, "night");
    const [job] = await claimFor(sql, conversation);
    assert.ok(job);
    await claimSend(sql, job);
    await sql`insert into public.consents (dealership_id, channel, address, status, method)
      select dealership_id, 'sms', customer_address, 'revoked', 'staff' from public.conversations
      where id = ${conversation}`;
    await makeIt(sql, "day");
    assert.equal((await claimSend(sql, job)).decision, "blocked");
    assert.deepEqual(await status(sql, message), ["blocked", "opted_out"]);
  });
});

Deno.test("send gate: a text just received is answered at any hour, unless the dealership says no", async () => {
  await inRollback(async (sql) => {
    await makeIt(sql, "night");
    const answer = async () => {
      const { conversation_id } = await receiveText(sql, { from: newShopper() });
      const [job] = await claimFor(sql, conversation_id);
      assert.ok(job);
      await submitReply(sql, job, { content: "Hello." });
      const [send] = await claimFor(sql, conversation_id);
      assert.ok(send);
      return (await claimSend(sql, send)).decision;
    };
    assert.equal(await answer(), "send");
    await become(sql, "owner");
    await sql`update public.dealerships set answers_in_quiet_hours = false where id = ${OAK}`;
    assert.equal(await answer(), "deferred");
  });
});

Deno.test("send gate: after 15 minutes an answer is no direct answer any more", async () => {
  await inRollback(async (sql) => {
    const { conversation_id, message_id } = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, conversation_id);
    assert.ok(job);
    await submitReply(sql, job, { content: "Hello." });
    await makeIt(sql, "night");
    await sql`update public.messages set created_at = now() - interval '16 minutes' where id = ${message_id}`;
    const [send] = await claimFor(sql, conversation_id);
    assert.ok(send);
    assert.equal((await claimSend(sql, send)).decision, "deferred");
  });
});

Deno.test("send gate: words that wait are dropped when the shopper or a colleague speaks first", async () => {
  await inRollback(async (sql) => {
    for (const speaker of ["shopper", "colleague"]) { // bound: two
      const { conversation, message } = await leadReply(sql);
      await makeIt(sql, "night");
      const [job] = await claimFor(sql, conversation);
      assert.ok(job);
      await claimSend(sql, job);
      await sql`select public.postpone_job(${job.id}, ${job.lease_token}, now() + interval '9 hours', 'quiet_hours')`;
      await become(sql, "owner");
      if (speaker === "shopper") {
        const [thread] = await sql<{ customer_address: string }[]>`
          select customer_address from public.conversations where id = ${conversation}`;
        await receiveText(sql, { from: thread?.customer_address ?? "" });
      } else {
        const sent = await attempt(
          sql,
          PEOPLE.oakManager,
          (tx) =>
            tx`select id from public.send_message(${conversation}, 'Good morning', ${crypto.randomUUID()})`,
        );
        assert.equal(sent.refused, null);
      }
      assert.deepEqual(await status(sql, message), ["blocked", "overtaken"]);
      const [waiting] =
        await sql`select run_at <= now() as is_due from private.jobs where id = ${job.id}`;
      assert.equal(waiting?.["is_due"], true);
    }
  });
});

Deno.test("send gate: a colleague writes when they choose to", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    await makeIt(sql, "night");
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.send_message(${conversation_id}, 'Hello', ${crypto.randomUUID()})`,
    );
    const jobs = await claimFor(sql, conversation_id);
    const send = jobs.find(({ kind }) => kind === "send_message");
    assert.ok(send);
    assert.equal((await claimSend(sql, send)).decision, "send");
  });
});
