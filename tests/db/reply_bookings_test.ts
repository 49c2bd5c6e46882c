import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PINE_NUMBER } from "../support/people.ts";
import { type ClaimedJob, claimFor, receiveText } from "../support/sms.ts";

interface Booking {
  readonly id: string;
  readonly starts_at: string;
  readonly status: string;
}

interface Answer {
  readonly outcome: string;
  readonly booking: Booking | null;
  readonly reason: string | null;
}

interface Thread {
  readonly id: string;
  readonly job: ClaimedJob;
}

/** A thread whose reply job the test holds. */
async function openThread(sql: Sql, to?: string): Promise<Thread> {
  const from = newShopper();
  const text = await receiveText(sql, to === undefined ? { from } : { from, to });
  const [job] = await claimFor(sql, text.conversation_id);
  assert.ok(job);
  return { id: text.conversation_id, job };
}

/** Somebody who does appraisals at Oak, and nobody else. */
async function onlyOneAppraiser(sql: Sql): Promise<void> {
  await become(sql, "owner");
  await sql`update public.resources set is_active = false where dealership_id = ${OAK}`;
  await sql`insert into public.resources (dealership_id, kind, name, appointment_kinds)
    values (${OAK}, 'person', 'Test appraiser', '{appraisal}')`;
  await become(sql, "service_role");
}

async function offered(sql: Sql, { id, job }: Thread, kind = "appraisal"): Promise<string[]> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { slots: { starts_at: string }[]; reason: string | null } }[]>`
    select public.offer_slots(${id}, ${kind}, now(), now() + interval '5 days', ${job.lease_token}) as answer`;
  return row?.answer.slots.map((slot) => slot.starts_at) ?? [];
}

async function book(sql: Sql, { id, job }: Thread, startsAt: string, key = "k"): Promise<Answer> {
  const [row] = await sql<{ answer: Answer }[]>`
    select public.book_slot(${id}, 'appraisal', ${startsAt}, ${key}, ${job.lease_token}) as answer`;
  assert.ok(row);
  return row.answer;
}

Deno.test("replies: a slot that was offered can be booked, once per key", async () => {
  await inRollback(async (sql) => {
    await onlyOneAppraiser(sql);
    const thread = await openThread(sql);
    const [first = ""] = await offered(sql, thread);
    assert.notEqual(first, "");
    const booked = await book(sql, thread, first);
    assert.equal(booked.outcome, "booked");
    assert.equal(booked.booking?.starts_at, first);
    assert.equal((await book(sql, thread, first)).booking?.id, booked.booking?.id);
    assert.ok(!(await offered(sql, thread)).includes(first));
    const [coming] = await sql<{ answer: Booking[] }[]>`
      select public.coming_bookings(${thread.id}, ${thread.job.lease_token}) as answer`;
    assert.deepEqual(coming?.answer.map((one) => one.id), [booked.booking?.id]);
  });
});

Deno.test("replies: a slot somebody else took is taken, and a bad time is refused with its reason", async () => {
  await inRollback(async (sql) => {
    await onlyOneAppraiser(sql);
    const [one, other] = [await openThread(sql), await openThread(sql)];
    const [slot = ""] = await offered(sql, one);
    assert.equal((await book(sql, one, slot)).outcome, "booked");
    assert.deepEqual(await book(sql, other, slot), {
      outcome: "taken",
      booking: null,
      reason: "slot_taken",
    });
    const early = await book(sql, other, "2020-01-01T10:00:00Z");
    assert.deepEqual([early.outcome, early.reason], ["refused", "too_soon"]);
  });
});

Deno.test("replies: an appointment moves and ends for its own customer only", async () => {
  await inRollback(async (sql) => {
    await onlyOneAppraiser(sql);
    const [mine, other] = [await openThread(sql), await openThread(sql)];
    const [first = "", second = ""] = await offered(sql, mine);
    await book(sql, mine, first);
    const move = async ({ id, job }: Thread) =>
      (await sql<{ answer: Answer }[]>`
        select public.reschedule_slot(${id}, ${second}, ${job.lease_token}) as answer`)[0]?.answer;
    const cancel = async ({ id, job }: Thread) =>
      (await sql<{ answer: Answer }[]>`
        select public.cancel_slot(${id}, ${job.lease_token}) as answer`)[0]?.answer;
    assert.equal((await move(other))?.outcome, "not_found");
    assert.equal((await cancel(other))?.outcome, "not_found");
    const moved = await move(mine);
    assert.deepEqual([moved?.outcome, moved?.booking?.starts_at], ["rescheduled", second]);
    const ended = await cancel(mine);
    assert.deepEqual([ended?.outcome, ended?.booking?.status], ["cancelled", "cancelled"]);
    assert.equal((await cancel(mine))?.outcome, "not_found");
  });
});

Deno.test("ISO-20 replies: a reply job acts for its own conversation and no other", async () => {
  await inRollback(async (sql) => {
    const [oak, pine] = [await openThread(sql), await openThread(sql, PINE_NUMBER)];
    const calls: readonly ((id: string, lease: string) => Parameters<typeof attempt>[2])[] = [
      (id, lease) => (tx) => tx`select public.coming_bookings(${id}, ${lease})`,
      (id, lease) => (tx) =>
        tx`select public.offer_slots(${id}, 'appraisal', now(), now(), ${lease})`,
      (id, lease) => (tx) => tx`select public.book_slot(${id}, 'appraisal', now(), 'k', ${lease})`,
      (id, lease) => (tx) => tx`select public.reschedule_slot(${id}, now(), ${lease})`,
      (id, lease) => (tx) => tx`select public.cancel_slot(${id}, ${lease})`,
      (id, lease) => (tx) => tx`select public.opt_out_for_customer(${id}, ${lease})`,
      (id, lease) => (tx) =>
        tx`select public.update_customer_for_reply(${id}, 'Eve', 'es', ${lease})`,
    ];
    for (const call of calls) {
      const wrong = await attempt(sql, "service_role", call(pine.id, oak.job.lease_token));
      assert.deepEqual([wrong.refused?.code, wrong.refused?.detail], ["PT409", "lease_lost"]);
      const own = await attempt(sql, "service_role", call(oak.id, oak.job.lease_token));
      assert.equal(own.refused?.detail === "lease_lost", false);
    }
  });
});

Deno.test("replies: a wish for no more messages stands in the ledger and holds what follows", async () => {
  await inRollback(async (sql) => {
    const thread = await openThread(sql);
    await sql`select public.opt_out_for_customer(${thread.id}, ${thread.job.lease_token})`;
    await become(sql, "owner");
    const [row] = await sql<{ status: string; method: string }[]>`
      select k.status, k.method from public.consents as k
      join public.conversations as c on c.customer_address = k.address and c.id = ${thread.id}
      order by k.id desc limit 1`;
    assert.deepEqual({ ...row }, { status: "revoked", method: "free_language" });
    const again = await attempt(
      sql,
      "service_role",
      (tx) => tx`select public.cancel_slot(${thread.id}, ${thread.job.lease_token})`,
    );
    assert.equal(again.refused?.detail, "no_consent");
  });
});

Deno.test("replies: a stated name is kept when none is known, a stated language always", async () => {
  await inRollback(async (sql) => {
    const thread = await openThread(sql);
    const update = (name: string | null, language: string | null) =>
      sql`select public.update_customer_for_reply(${thread.id}, ${name}, ${language}, ${thread.job.lease_token})`;
    await update("Maria Lopez", null);
    await update("Somebody Else", "es");
    await become(sql, "owner");
    const [row] = await sql`select u.full_name, u.preferred_language from public.customers as u
      join public.conversations as c on c.customer_id = u.id where c.id = ${thread.id}`;
    assert.deepEqual({ ...row }, { full_name: "Maria Lopez", preferred_language: "es" });
  });
});
