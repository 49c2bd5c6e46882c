import assert from "node:assert/strict";
import { createECDH } from "node:crypto";
import type { Sql } from "postgres";
import { connect } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

interface Delivery {
  readonly channel: string;
  readonly status: string;
  readonly error_message: string | null;
}

/** What became of a notification by text and push, once nothing of it waits any more. */
function settled(sql: Sql, title: string): Promise<readonly Delivery[]> {
  return waitFor("the deliveries", async () => {
    const rows = await sql<Delivery[]>`select d.channel, d.status, d.error_message
      from public.notification_deliveries as d join public.notifications as n on n.id = d.notification_id
      where n.title = ${title} order by d.channel`;
    const isOver = rows.length === 2 && rows.every(({ status }) => !/queued|sending/.test(status));
    return isOver ? rows : null;
  });
}

Deno.test("notification senders: a waiting shopper reaches a phone and a mailbox, and a browser that is gone is forgotten", async () => {
  const sql = await connect();
  const { inbox } = await testUrls();
  const phone = newShopper();
  const title = `Maria is waiting ${crypto.randomUUID().slice(0, 8)}`;
  const me = PEOPLE.oakSales.id;
  // The local push service answers 404, as a real one does for a browser that was closed for good.
  const endpoint = `${inbox}/push/${crypto.randomUUID()}`;
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  try {
    await sql`insert into public.staff_phones (user_id, phone) values (${me}, ${phone})
      on conflict (user_id) do update set phone = excluded.phone`;
    await sql`insert into public.push_subscriptions (user_id, endpoint, p256dh, auth_key)
      values (${me}, ${endpoint}, ${browser.getPublicKey("base64url")}, ${"A".repeat(22)})`;
    await sql`insert into public.notifications (dealership_id, user_id, kind, title, link, channels)
      values (${OAK}, ${me}, 'handover.requested', ${title}, '/oak/conversations/x',
        '{in_app,email,sms,push}')`;

    const texts = await (await testPhone()).waitForTexts(phone, 1);
    assert.equal(texts.length, 1);
    assert.match(JSON.stringify(texts[0]), new RegExp(`${title}.*/oak/conversations/x`));
    const [push, sms] = await settled(sql, title);
    assert.equal(sms?.status, "sent");
    assert.deepEqual([push?.status, push?.error_message], [
      "failed",
      "no browser of this person answers any more",
    ]);
    const left = await sql`select 1 from public.push_subscriptions where endpoint = ${endpoint}`;
    assert.equal(left.length, 0);
    await waitFor("the mail", async () => {
      const [mail] = await sql<{ status: string }[]>`select m.status from public.outbound_mails as m
        join public.notifications as n on m.dedupe_key = 'notification:' || n.id::text
        where n.title = ${title}`;
      return /sent|delivered|read/.test(mail?.status ?? "") ? true : null;
    }, 30_000);
    // Nothing of it may look like a conversation with a customer.
    const threads = await sql`select 1 from public.conversations where customer_address = ${phone}`;
    assert.equal(threads.length, 0);
  } finally {
    await sql`delete from public.staff_phones where user_id = ${me}`;
    await sql`delete from public.push_subscriptions where user_id = ${me}`;
    await sql.end();
  }
});
