import assert from "node:assert/strict";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { OAK } from "../support/people.ts";
import { testUrls } from "../support/stack.ts";

Deno.test("unsubscribe: the link of a mail shows a page, and only its button takes the consent back", async () => {
  const browser = await launchBrowser();
  const sql = await connect();
  try {
    const { api } = await testUrls();
    const address = `e2e.${crypto.randomUUID().slice(0, 12)}@shopper.example`;
    const [row] = await sql<{ token: string }[]>`with person as (
        insert into public.customers (dealership_id) values (${OAK}) returning id),
      thread as (
        insert into public.conversations (dealership_id, customer_id, channel, customer_address)
        select ${OAK}, p.id, 'email', ${address} from person as p returning id)
      select private.unsubscribe_token(t.id) as token from thread as t`;
    const revoked = async () =>
      (await sql`select 1 from public.consents where address = ${address} and status = 'revoked'`)
        .length;
    const link = `${api}/functions/v1/email-unsubscribe?t=${row?.token ?? ""}`;
    const page = await browser.newPage();
    await page.goto(link);
    const button = page.getByRole("button", { name: "Unsubscribe" });
    await button.waitFor();
    await assertAccessibleInEveryLook(page, "the page to unsubscribe");
    assert.equal(await revoked(), 0);
    await button.click();
    await page.getByText("You will get no more of these mails").waitFor();
    assert.equal(await revoked(), 1);

    await page.goto(link.slice(0, -4));
    await page.reload();
    await button.click();
    await page.getByText("This link is cut off or not one of ours").waitFor();
    assert.equal(await revoked(), 1);
  } finally {
    await Promise.all([sql.end(), browser.close()]);
  }
});
