import assert from "node:assert/strict";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { mailedTexts } from "../support/mails.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { signIn } from "../support/staff.ts";

Deno.test("digest: chosen in the settings it outlives a reload, its mail arrives, and Never ends it", async () => {
  const me = PEOPLE.oakManager;
  const title = `A lead is yours ${crypto.randomUUID().slice(0, 8)}`;
  const browser = await launchBrowser();
  const sql = await connect();
  try {
    const page = await signIn(browser, me.email, { path: "oak/settings/notifications" });
    const hour = page.getByLabel("E-mail me what I missed");
    await hour.selectOption({ label: "At 8:00 am" });
    await page.getByText("Your digest is saved").waitFor();
    await page.reload();
    await hour.waitFor();
    assert.equal(await hour.inputValue(), "8");

    await sql`insert into public.notifications (dealership_id, user_id, kind, title, link)
      values (${OAK}, ${me.id}, 'lead.assigned', ${title}, '/oak/leads')`;
    await sql`update public.notification_digests set told_until = now() - interval '1 hour'
      where user_id = ${me.id}`;
    for (const time of ["09:00", "09:05"]) { // bound: two ticks of one day
      await sql`select private.send_digests(
          ((now() at time zone d.timezone)::date + 1 + ${time}::time) at time zone d.timezone)
        from public.dealerships as d where d.id = ${OAK}`;
    }
    const mails = await mailedTexts(me.email, title);
    assert.equal(mails.length, 1);
    assert.match(mails[0] ?? "", /\/oak\/leads/);

    await hour.selectOption({ label: "Never" });
    await page.getByText("No daily digest any more").waitFor();
    const left = await sql`select 1 from public.notification_digests where user_id = ${me.id}`;
    assert.equal(left.length, 0);
  } finally {
    await sql`delete from public.notification_digests where user_id = ${me.id}`;
    await Promise.all([sql.end(), browser.close()]);
  }
});
