import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";

async function asSales(work: (page: Page, web: string) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    await work(await signIn(browser, "sales@oak.example"), (await testUrls()).web);
  } finally {
    await browser.close();
  }
}

Deno.test("leads: a walk-in is made a lead by hand, opens, and stands on the board", async () => {
  const name = `Wanda ${crypto.randomUUID().slice(0, 6)}`;
  await asSales(async (page, web) => {
    await page.goto(`${web}/oak/leads`);
    await page.getByRole("button", { name: "New lead" }).click();
    const form = page.getByRole("dialog", { name: "New lead" });
    await form.getByLabel("Name", { exact: true }).fill(name);
    await form.getByRole("button", { name: "Make the lead" }).click();
    await form.getByRole("button", { name: "Phone" }).waitFor();
    await assertAccessible(page, "a new lead without a way to reach them");
    await form.getByLabel("Phone", { exact: true }).fill(newShopper().slice(2));
    await form.getByLabel("What they want").fill("T4417");
    await form.getByLabel("Note for colleagues").fill("Comes back on Friday");
    await form.getByRole("button", { name: "Make the lead" }).click();
    await page.getByText(`${name} is a lead now`).waitFor();
    const sheet = page.getByRole("dialog", { name: "Lead", exact: true });
    await sheet.getByText("Came in through Walk-in").waitFor();
    await sheet.getByText("Noted by a colleague: Comes back on Friday").waitFor();
    await sheet.getByRole("definition").filter({ hasText: /^Sam Rivera$/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("region", { name: /^New,/ }).getByRole("link", { name }).waitFor();
  });
});

Deno.test("leads: a conversation that is no lead is made one beside it, and the block says whose", async () => {
  const sql = await connect();
  const name = `Tess ${crypto.randomUUID().slice(0, 6)}`;
  const talk = await sql.begin(async (tx) => {
    const { conversation_id } = await receiveText(tx, { from: newShopper() });
    await tx`reset role`;
    await tx`update public.customers set full_name = ${name} where id = (
      select customer_id from public.conversations where id = ${conversation_id})`;
    return conversation_id;
  }).finally(() => sql.end());
  await asSales(async (page, web) => {
    await page.goto(`${web}/oak/conversations/${talk}`);
    const block = page.getByRole("region", { name: "Lead", exact: true });
    await block.getByRole("button", { name: "Make a lead" }).click();
    const form = page.getByRole("dialog", { name: "Make a lead" });
    await form.getByLabel("What they want").fill("A blue truck");
    await form.getByRole("button", { name: "Make the lead" }).click();
    await page.getByText(`${name} is a lead now`).waitFor();
    await block.getByText("Sam Rivera").waitFor();
    await block.getByText("Text", { exact: true }).waitFor();
    await block.getByRole("button", { name: "Make a lead" }).waitFor({ state: "detached" });
    assert.ok(
      await block.evaluate((box) => box === document.activeElement),
      "who made it stays there",
    );
    await block.getByRole("link", { name: "Open the lead" }).click();
    const sheet = page.getByRole("dialog", { name: "Lead", exact: true });
    await sheet.getByRole("link", { name: "Open conversation" }).waitFor();
  });
});

Deno.test("leads: one that comes while it is made by hand takes nothing away that was typed", async () => {
  const sql = await connect();
  try {
    const talk = await sql.begin((tx) => receiveText(tx, { from: newShopper() }));
    await asSales(async (page, web) => {
      await page.goto(`${web}/oak/conversations/${talk.conversation_id}`);
      const block = page.getByRole("region", { name: "Lead", exact: true });
      await block.getByRole("button", { name: "Make a lead" }).click();
      const form = page.getByRole("dialog", { name: "Make a lead" });
      await form.getByLabel("What they want").fill("A blue truck");
      const wish = [{ name: "price", confidence: 0.92, evidence: "how much" }];
      await sql`update public.messages set intents = ${
        sql.json(wish)
      } where id = ${talk.message_id}`;
      await sql`select private.make_leads_of_talks()`;
      await block.getByRole("link", { name: "Open the lead" }).waitFor();
      await form.getByRole("button", { name: "Make the lead" }).click();
      await page.getByText("has an open lead: this was added to it").waitFor();
    });
  } finally {
    await sql.end();
  }
});
