import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { withBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

/** Oak's salespeople see no more than their own threads and those that wait, meanwhile. */
async function withOwnScope(work: (browser: Browser) => Promise<void>): Promise<void> {
  const sql = await connect();
  try {
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    await withBrowser(work);
  } finally {
    await sql`update public.dealerships set conversation_scope = 'all' where id = ${OAK}`;
    await sql.end();
  }
}

Deno.test("own scope: a salesperson sees a thread live from the moment it waits for a person", async () => {
  const shopper = newShopper();
  await withOwnScope(async (browser) => {
    const staff = await signIn(browser, "sales@oak.example");
    const phone = await testPhone();
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "what time do you open on monday" });
    await phone.waitForTexts(shopper, 1);
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "I want to talk to a person" });
    await openThread(staff, shopper);
  });
});

Deno.test("own scope: colleagues see each other on a thread that both may read, and only there", async () => {
  const [shared, hers] = [newShopper(), newShopper()];
  await withOwnScope(async (browser) => {
    const phone = await testPhone();
    await phone.send({ from: shared, to: OAK_NUMBER, body: "I want to talk to a person" });
    await phone.send({ from: hers, to: OAK_NUMBER, body: "are you open" });
    const dana = await signIn(browser, "manager@oak.example");
    const sam = await signIn(browser, "sales@oak.example");
    await openThread(sam, shared);
    await sam.getByRole("log").getByText("I want to talk to a person").waitFor();
    await dana.goto(sam.url());
    await dana.getByText("Sam is here too").waitFor({ state: "attached" });
    await sam.getByText("Dana is here too").waitFor({ state: "attached" });
    await openThread(dana, hers);
    await sam.getByText("Dana is here too").waitFor({ state: "detached" });
    await dana.getByRole("log").getByText("are you open").waitFor();
    await sam.goto(dana.url());
    await sam.getByText("This conversation does not exist here").waitFor();
    assert.equal(await dana.getByText("Sam is here too").count(), 0);
  });
});

Deno.test("own scope: who marks a shopper as spam takes it back with the notice's own button", async () => {
  const shopper = newShopper();
  await withOwnScope(async (browser) => {
    const phone = await testPhone();
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "I want to talk to a person" });
    const sam = await signIn(browser, "sales@oak.example");
    await openThread(sam, shopper);
    await sam.getByRole("button", { name: "More", exact: true }).click();
    await sam.getByRole("button", { name: "Mark as spam" }).click();
    await sam.getByText(/^Blocked /).waitFor();
    await sam.getByRole("button", { name: "Undo", exact: true }).click();
    // Nobody had it, so it waits again.
    await sam.getByRole("log").getByText("I want to talk to a person").waitFor();
    await sam.getByText(/stepped back/).first().waitFor();
    await sam.getByRole("button", { name: /^Take over/ }).waitFor();
  });
});
