import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, newSid, OAK, PEOPLE } from "../support/people.ts";
import { claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

interface Handover {
  readonly id: string;
  readonly reason: string;
  readonly summary: Record<string, string>;
  readonly facts: readonly { message_id: number }[];
  readonly taken_by: string | null;
  readonly ended_how: string | null;
  readonly escalation_level: number;
}

async function handovers(sql: Sql, conversationId: string): Promise<readonly Handover[]> {
  await become(sql, "owner");
  return await sql<
    Handover[]
  >`select id, reason, summary, facts, taken_by, ended_how, escalation_level
    from public.handovers where conversation_id = ${conversationId} order by requested_at, id`;
}

/** A shopper asks for a person and the AI steps back. */
async function handedOver(
  sql: Sql,
): Promise<{ id: string; from: string; asked: number; handover: Handover }> {
  const from = newShopper();
  const { conversation_id: id, message_id: asked } = await receiveText(sql, { from });
  const [job] = await claimFor(sql, id);
  assert.ok(job);
  await submitReply(sql, job, {
    content: "I bring in a person.",
    handover: { reason: "asked_for_person", wants: "a person", brings: "a Civic" },
  });
  const [handover] = await handovers(sql, id);
  assert.ok(handover);
  return { id, from, asked, handover };
}

function call(sql: Sql, name: "take_over" | "hand_back" | "close", id: string) {
  return attempt(
    sql,
    PEOPLE.oakSales,
    (tx) => tx`select ${tx(`public.${name}_conversation`)}(${id})`,
  );
}

/** Sends as the salesperson; what the provider accepted is recorded when `accepted`. */
async function reply(sql: Sql, id: string, accepted: boolean): Promise<void> {
  const sent = await attempt<{ id: number }>(
    sql,
    PEOPLE.oakSales,
    (tx) => tx`select id from public.send_message(${id}, 'A person here', ${crypto.randomUUID()})`,
  );
  assert.equal(sent.refused, null);
  if (!accepted) return;
  for (let round = 0; round < 2; round += 1) { // bound: the handover notice, then this reply
    for (const job of await claimFor(sql, id)) {
      if ((await claimSend(sql, job)).decision !== "send") continue;
      await sql`select public.record_send(${job.payload.message_id}, ${job.lease_token}, 'accepted',
        ${newSid()}, 1, account_sid => 'ACtest')`;
      await sql`select public.finish_job(${job.id}, ${job.lease_token})`;
    }
  }
}

async function passEscalation(sql: Sql, handover: Handover): Promise<readonly string[]> {
  await become(sql, "owner");
  await sql`update public.handovers set next_escalation_at = now() - interval '1 second' where id = ${handover.id}`;
  await sql`select private.escalate_handovers()`;
  const rows = await sql<{ user_id: string }[]>`select user_id from public.notifications
    where dedupe_key = 'handover:' || ${handover.id} || ':' ||
      (select escalation_level from public.handovers where id = ${handover.id}) order by user_id`;
  return rows.map(({ user_id }) => user_id);
}

Deno.test("handovers: the AI stepping back opens one with its dossier and the messages behind it", async () => {
  await inRollback(async (sql) => {
    const { handover, asked } = await handedOver(sql);
    assert.deepEqual(
      [handover.reason, handover.summary, handover.facts, handover.ended_how],
      ["asked_for_person", { wants: "a person", brings: "a Civic" }, [{
        message_id: Number(asked),
      }], null],
    );
  });
});

Deno.test("handovers: facts that name a message of another thread are dropped", async () => {
  await inRollback(async (sql) => {
    const other = await receiveText(sql, { from: newShopper() });
    const here = await receiveText(sql, { from: newShopper() });
    await become(sql, "service_role");
    const facts = [
      { message_id: Number(here.message_id), fact: "wants a truck" },
      { message_id: Number(other.message_id), fact: "somebody else's" },
      { message_id: "x", fact: "nonsense" },
    ];
    await sql`select private.step_back(${here.conversation_id}, 'negotiation', ${
      sql.json({ facts })
    })`;
    const [handover] = await handovers(sql, here.conversation_id);
    assert.deepEqual([handover?.facts, handover?.summary], [[facts[0]], {}]);
  });
});

Deno.test("handovers: taking over names who took it, and only a reply that left ends it", async () => {
  await inRollback(async (sql) => {
    const { id } = await handedOver(sql);
    await call(sql, "take_over", id);
    const [taken] = await handovers(sql, id);
    assert.deepEqual([taken?.taken_by, taken?.ended_how], [PEOPLE.oakSales.id, null]);
    await reply(sql, id, false);
    assert.equal((await handovers(sql, id))[0]?.ended_how, null);
    await reply(sql, id, true);
    assert.equal((await handovers(sql, id))[0]?.ended_how, "replied");
  });
});

Deno.test("handovers: handing back and closing end it by name, and the next one is a new row", async () => {
  await inRollback(async (sql) => {
    const { id } = await handedOver(sql);
    await call(sql, "hand_back", id);
    assert.equal((await handovers(sql, id))[0]?.ended_how, "handed_back");
    await become(sql, "service_role");
    await sql`select private.step_back(${id}, 'complaint', null)`;
    await call(sql, "close", id);
    const all = await handovers(sql, id);
    assert.deepEqual(all.map(({ ended_how }) => ended_how).sort(), ["closed", "handed_back"]);
  });
});

Deno.test("handovers: those on duty are told first, then again, then the managers too, until a reply left", async () => {
  await inRollback(async (sql) => {
    await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
    await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
      select ${OAK}, m.id, d, '00:00', '24:00' from public.memberships as m, generate_series(0, 6) as d
      where m.dealership_id = ${OAK} and m.user_id = ${PEOPLE.oakSales.id}`;
    const { id, handover } = await handedOver(sql);
    const first = await sql<{ user_id: string }[]>`select user_id from public.notifications
      where dedupe_key = ${`handover:${handover.id}:0`}`;
    assert.deepEqual(first.map(({ user_id }) => user_id), [PEOPLE.oakSales.id]);
    assert.deepEqual(await passEscalation(sql, handover), [PEOPLE.oakSales.id]);
    const managers = [
      PEOPLE.oakAdmin.id,
      PEOPLE.oakManager.id,
      PEOPLE.oakSales.id,
      PEOPLE.group.id,
    ];
    assert.deepEqual(await passEscalation(sql, handover), managers);
    await reply(sql, id, true);
    await passEscalation(sql, handover);
    const [after] = await handovers(sql, id);
    assert.equal(after?.escalation_level, 2);
  });
});

Deno.test("handovers: without anybody on duty everyone who may reply is told", async () => {
  await inRollback(async (sql) => {
    await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
    const { handover } = await handedOver(sql);
    const told =
      await sql`select user_id from public.notifications where dedupe_key = ${`handover:${handover.id}:0`}`;
    assert.equal(told.length, 4);
  });
});

Deno.test("handovers: an escalation is an event, and the open ones are listed with names", async () => {
  await inRollback(async (sql) => {
    const { id, handover } = await handedOver(sql);
    await sql`set constraints all immediate`;
    await passEscalation(sql, handover);
    const events = await sql`select record_id from public.events
      where kind = 'handover.escalated' and conversation_id = ${id}`;
    assert.deepEqual(events.map((row) => row["record_id"]), [handover.id]);
    const open = await attempt<{ reason: string }>(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select reason from public.open_handovers where conversation_id = ${id}`,
    );
    assert.deepEqual(open.rows.map(({ reason }) => reason), ["asked_for_person"]);
  });
});
