import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper } from "../support/people.ts";
import { shown, signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

async function asManager(work: (page: Page, web: string) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    const { web } = await testUrls();
    const page = await signIn(browser, "manager@oak.example");
    await work(page, web);
  } finally {
    await browser.close();
  }
}

Deno.test("leads: the sheet tells of two sources, a call and a merge; it is given to a colleague", async () => {
  const name = `Vera ${crypto.randomUUID().slice(0, 6)}`;
  const [phone, email] = [newShopper(), `${crypto.randomUUID()}@shopper.example`];
  const sql = await connect();
  const vehicle = { stock_number: "T4417" };
  const lead = await sql.begin(async (tx) => {
    await recordLead(tx, { customer: { full_name: "Twin Shopper", email } });
    const customer = { full_name: name, phone };
    const co_buyers = [{ full_name: "Robin Partner", phones: [], emails: [] }];
    const made = await recordLead(tx, { source: "Website", customer, vehicle, co_buyers });
    const again = await recordLead(tx, { source: "Cars.com", customer: { phone, email }, vehicle });
    assert.equal(again.lead_id, made.lead_id);
    return made;
  }).finally(() => sql.end());
  await asManager(async (page, web) => {
    await page.goto(`${web}/oak/leads/${lead.lead_id}`);
    const sheet = page.getByRole("dialog", { name: "Lead" });
    await sheet.getByText("Asked 2 times, the last time through Cars.com").waitFor();
    await sheet.getByText(`Call ${shown(phone)}`).waitFor();
    await sheet.getByText("Came again through Cars.com").waitFor();
    await sheet.getByText("Asked for one unit").waitFor();
    await assertAccessible(page, "the sheet of a lead");
    await sheet.getByRole("button", { name: "Done" }).click();
    await page.getByText("The task is done").waitFor();
    await sheet.getByText("Robin Partner").waitFor();
    await sheet.getByRole("button", { name: "Merge", exact: true }).click();
    await page.getByText("They are one customer now").waitFor();
    await sheet.getByText(/^Merged with Twin Shopper on .* by Dana Novak$/).waitFor();
    await sheet.getByRole("button", { name: "Undo Twin Shopper" }).click();
    await page.getByText("They are two customers again").waitFor();
    await sheet.getByText(/^Merged with Twin Shopper on/).waitFor({ state: "detached" });
    await sheet.getByRole("button", { name: "Assign" }).click();
    await page.getByRole("option", { name: /Sam Rivera/ }).click();
    await page.getByText("Sam Rivera has this lead now").waitFor();
    await sheet.getByRole("definition").filter({ hasText: /^Sam Rivera$/ }).waitFor();
    await sheet.getByText("Sam Rivera has it now").waitFor();
    await page.keyboard.press("Escape");
    await moveByArrow(page, name);
  });
});

/** M, then an arrow: the lead is in the next column, keeps the focus, and goes back. */
async function moveByArrow(page: Page, name: string): Promise<void> {
  const card = (stage: string) =>
    page.getByRole("region", { name: new RegExp(`^${stage},`) }).getByRole("link", { name });
  // The board below the sheet hears of the two customers a moment after the sheet.
  await waitFor("one card of that name", async () => await card("Working").count() === 1 || null);
  await card("Working").focus();
  await page.keyboard.press("m");
  await page.getByRole("combobox").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText(`${name} moved to Appointment`).waitFor();
  await card("Appointment").and(page.locator(":focus")).waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await card("Working").waitFor();
}

Deno.test("leads: a manager writes a rule, puts it first, tries it and takes it back", async () => {
  const name = `Spanish ${crypto.randomUUID().slice(0, 6)}`;
  await asManager(async (page, web) => {
    await page.goto(`${web}/oak/settings/routing`);
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Language").selectOption("es");
    await page.getByLabel("Who gets it").selectOption("manager");
    await assertAccessible(page, "a new rule");
    await page.getByRole("button", { name: "Save rule" }).click();
    const line = page.getByRole("listitem").filter({ hasText: name });
    await line.getByText("in Spanish").waitFor();
    await line.getByRole("button", { name: `Up ${name}` }).click();
    await page.getByText(new RegExp(`${name} is rule \\d now`)).waitFor();
    await page.getByRole("button", { name: /Try these rules/ }).click();
    await page.getByText(/past leads?, nothing was changed/).waitFor();
    // Other tests' leads must not meet it.
    await line.getByRole("button", { name: `Switch off ${name}` }).click();
    await line.getByText("Off").waitFor();
  });
});

Deno.test("leads: a manager writes a plan of follow-up and what a source's form says about texts", async () => {
  const name = `Plan ${crypto.randomUUID().slice(0, 6)}`;
  await asManager(async (page, web) => {
    await page.goto(`${web}/oak/settings/follow-up`);
    await page.getByRole("button", { name: "Add a plan" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel(/^The text;/).fill("Still looking at the {{vehicle}}?");
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("dialog").getByLabel("How").last().selectOption("call_task");
    await page.getByLabel("What the call is about").fill("Ask how it went");
    await assertAccessible(page, "a new plan");
    await page.getByRole("button", { name: "Save plan" }).click();
    const line = page.getByRole("listitem").filter({ hasText: name });
    await line.getByText("2 steps").waitFor();
    await page.getByRole("button", { name: "Change Walk-in" }).click();
    await page.getByLabel(/^The exact words/).fill("By leaving my number I agree to texts.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("By leaving my number I agree to texts.").waitFor();
    await assertAccessible(page, "follow-up");
  });
});
