import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";

const KEY = "B".repeat(87);
const AUTH = "A".repeat(22);

function subscribe(sql: Sql, person: Person, endpoint: string) {
  return attempt<{ id: string }>(
    sql,
    person,
    (tx) =>
      tx`insert into public.push_subscriptions (endpoint, p256dh, auth_key)
        values (${endpoint}, ${KEY}, ${AUTH}) returning id`,
  );
}

async function notify(sql: Sql, people: readonly Person[], kind = "handover.requested") {
  await become(sql, "owner");
  await sql`select private.notify(${OAK}, ${people.map(({ id }) => id)}, ${kind},
    'Maria is waiting for a person', '/conversations/x')`;
}

interface Delivery {
  readonly id: number;
  readonly channel: string;
  readonly status: string;
  readonly error_message: string | null;
}

async function deliveriesOf(sql: Sql, person: Person): Promise<readonly Delivery[]> {
  await become(sql, "owner");
  return await sql<Delivery[]>`select d.* from public.notification_deliveries as d
    join public.notifications as n on n.id = d.notification_id
    where n.user_id = ${person.id} order by d.id desc, d.channel`;
}

interface Claimed {
  readonly decision: string;
  readonly reason: string | null;
  readonly to?: string;
  readonly devices?: readonly { readonly id: string; readonly endpoint: string }[];
}

/** Leases the delivery's job as a worker would, and claims the delivery. */
async function claim(sql: Sql, delivery: number): Promise<{ answer: Claimed; token: string }> {
  await become(sql, "owner");
  const token = crypto.randomUUID();
  const [job] = await sql<{ id: number }[]>`update private.jobs
    set status = 'leased', lease_token = ${token}, lease_until = now() + interval '1 minute'
    where kind = 'notify_person' and payload ->> 'notification_delivery_id' = ${String(delivery)}
    returning id`;
  await become(sql, "service_role");
  const [row] = await sql<{ answer: Claimed }[]>`
    select public.claim_notification(${delivery}, ${job?.id ?? 0}, ${token}) as answer`;
  if (!row) throw new Error("Cannot claim: no answer");
  return { answer: row.answer, token };
}

Deno.test("notification_senders: a waiting shopper reaches the devices and the phone that a person gave", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    await subscribe(sql, PEOPLE.oakSales, "https://push.example/1");
    await sql`insert into public.staff_phones (user_id, phone) values (${PEOPLE.oakSales.id}, ${phone})`;
    await notify(sql, [PEOPLE.oakSales, PEOPLE.oakManager]);
    const made = await deliveriesOf(sql, PEOPLE.oakSales);
    assert.deepEqual(made.slice(0, 2).map(({ channel }) => channel).sort(), ["push", "sms"]);
    const [push] = made.filter(({ channel }) => channel === "push");
    const [sms] = made.filter(({ channel }) => channel === "sms");
    const pushed = await claim(sql, push?.id ?? 0);
    assert.deepEqual(pushed.answer.devices?.map(({ endpoint }) => endpoint), [
      "https://push.example/1",
    ]);
    assert.equal((await claim(sql, sms?.id ?? 0)).answer.to, phone);
    await notify(sql, [PEOPLE.oakSales], "lead.assigned");
    assert.equal((await deliveriesOf(sql, PEOPLE.oakSales)).length, made.length, "by choice only");
  });
});

Deno.test("notification_senders: a chosen mail is promised once, and a choice is not overruled", async () => {
  await inRollback(async (sql) => {
    await subscribe(sql, PEOPLE.oakSales, "https://push.example/1");
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`insert into public.notification_preferences (dealership_id, kind, channels)
        values (${OAK}, 'handover.requested', '{in_app,email}') returning kind`,
    );
    await notify(sql, [PEOPLE.oakSales]);
    const mails = await sql<{ to_address: string; template: string }[]>`
      select m.to_address, m.template from public.outbound_mails as m
      join public.notifications as n on m.dedupe_key = 'notification:' || n.id::text
      where n.user_id = ${PEOPLE.oakSales.id} and n.created_at = now()`;
    assert.deepEqual(mails.map((row) => ({ ...row })), [
      { to_address: PEOPLE.oakSales.email, template: "notification" },
    ]);
    const [made] = await sql<{ n: number }[]>`select count(*)::int as n
      from public.notification_deliveries as d join public.notifications as n on n.id = d.notification_id
      where n.user_id = ${PEOPLE.oakSales.id} and n.created_at = now()`;
    assert.equal(made?.n, 0);
  });
});

Deno.test("notification_senders: what was read meanwhile, or whose reader left, is skipped and says why", async () => {
  await inRollback(async (sql) => {
    await subscribe(sql, PEOPLE.oakSales, "https://push.example/1");
    await notify(sql, [PEOPLE.oakSales]);
    const [first] = await deliveriesOf(sql, PEOPLE.oakSales);
    await sql`update public.notifications set read_at = now() where user_id = ${PEOPLE.oakSales.id}`;
    assert.equal((await claim(sql, first?.id ?? 0)).answer.reason, "read before");
    await notify(sql, [PEOPLE.oakSales]);
    await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.oakSales.id}`;
    const [second] = await deliveriesOf(sql, PEOPLE.oakSales);
    assert.equal((await claim(sql, second?.id ?? 0)).answer.reason, "no longer a member");
    const [shown] = await deliveriesOf(sql, PEOPLE.oakSales);
    assert.deepEqual([shown?.status, shown?.error_message], ["skipped", "no longer a member"]);
  });
});

Deno.test("notification_senders: only the lease's holder records, gone browsers go, a second claim verifies", async () => {
  await inRollback(async (sql) => {
    const { rows: [device] } = await subscribe(sql, PEOPLE.oakSales, "https://push.example/1");
    await notify(sql, [PEOPLE.oakSales]);
    const [made] = await deliveriesOf(sql, PEOPLE.oakSales);
    const { answer, token } = await claim(sql, made?.id ?? 0);
    assert.equal(answer.decision, "send");
    const record = async (lease: string) => {
      await become(sql, "service_role");
      const [row] = await sql<{ answer: { status: string } }[]>`select public.record_notification(
        ${made?.id ?? 0}, ${lease}, 'sent', null, ${[device?.id ?? ""]}) as answer`;
      return row?.answer.status;
    };
    assert.equal(await record(crypto.randomUUID()), "lost");
    const again = await claim(sql, made?.id ?? 0);
    assert.equal(again.answer.decision, "verify");
    assert.equal(await record(token), "lost", "an older lease");
    assert.equal(await record(again.token), "sent");
    await become(sql, "owner");
    const left = await sql`select 1 from public.push_subscriptions where id = ${device?.id ?? ""}`;
    assert.equal(left.length, 0);
    assert.equal((await claim(sql, made?.id ?? 0)).answer.decision, "done");
  });
});

Deno.test("notification_senders: a delivery that the queue gave up shows as failed", async () => {
  await inRollback(async (sql) => {
    await subscribe(sql, PEOPLE.oakSales, "https://push.example/1");
    await notify(sql, [PEOPLE.oakSales]);
    const [made] = await deliveriesOf(sql, PEOPLE.oakSales);
    await sql`update private.jobs set status = 'dead', last_error = 'the push service is away'
      where kind = 'notify_person' and payload ->> 'notification_delivery_id' = ${
      String(made?.id)
    }`;
    const [shown] = await deliveriesOf(sql, PEOPLE.oakSales);
    assert.deepEqual([shown?.status, shown?.error_message], ["failed", "the push service is away"]);
  });
});

Deno.test("notification_senders NOT-03: devices and phones are one's own, and only staff have any", async () => {
  await inRollback(async (sql) => {
    assert.equal((await subscribe(sql, PEOPLE.oakSales, "https://push.example/1")).refused, null);
    assert.equal(
      (await subscribe(sql, PEOPLE.stranger, "https://push.example/2")).refused?.code,
      "42501",
    );
    for (const who of [PEOPLE.oakAdmin, PEOPLE.superAdmin, PEOPLE.stranger]) {
      const seen = await attempt(
        sql,
        who,
        (tx) => tx`select 1 from public.push_subscriptions where user_id = ${PEOPLE.oakSales.id}`,
      );
      assert.equal(seen.rows.length, 0);
      const gone = await attempt(
        sql,
        who,
        (tx) =>
          tx`delete from public.push_subscriptions where endpoint = 'https://push.example/1' returning 1`,
      );
      assert.equal(gone.rows.length, 0);
    }
  });
});

Deno.test("notification_senders: the test notification goes to its caller alone, and is limited", async () => {
  await inRollback(async (sql) => {
    const test = (who: Person) =>
      attempt(sql, who, (tx) => tx`select public.test_notification(${OAK})`);
    assert.equal((await test(PEOPLE.oakSales)).refused, null);
    assert.equal((await test(PEOPLE.pineSales)).refused?.code, "PT403");
    const rows = await sql<{ user_id: string }[]>`select user_id from public.notifications
      where kind = 'notification.test' and created_at = now()`;
    assert.deepEqual(rows.map((row) => row.user_id), [PEOPLE.oakSales.id]);
    for (let nth = 0; nth < 10; nth += 1) await test(PEOPLE.oakSales);
    assert.equal((await test(PEOPLE.oakSales)).refused?.code, "PT429");
  });
});
