import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK } from "../support/people.ts";
import { signIn } from "../support/staff.ts";

/** A second persona, without which there is nothing to compare. */
async function addPersona(): Promise<string> {
  const sql = await connect();
  const digits = [...newShopper().slice(-7)].map((one) => "abcdefghij"[Number(one)]);
  const name = `Uma ${digits.join("")}`;
  await sql`insert into public.personas (dealership_id, name, prompt_template)
    values (${OAK}, ${name}, 'You are {{persona_name}}, warm.')`;
  await sql.end();
  return name;
}

// It is never started here: an experiment at Oak would change the voice of every other test's shopper.
Deno.test("experiments: a manager drafts one and discards it; nothing is claimed without data", async () => {
  const persona = await addPersona();
  const name = `Warmth ${persona}`;
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example", { path: "oak/settings/experiments" });
    await page.getByRole("button", { name: "New experiment" }).click();
    const dialog = page.getByRole("dialog", { name: "New experiment" });
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel("Compared with").selectOption({ label: persona });
    await dialog.getByRole("button", { name: "Make the draft" }).click();
    const card = page.getByRole("region", { name });
    await card.getByText("Draft", { exact: true }).waitFor();
    await card.getByRole("button", { name: `Start ${name}` }).waitFor();
    await card.getByRole("button", { name: `Discard ${name}` }).click();
    await card.getByText("Cancelled", { exact: true }).waitFor();
    await card.getByText("Not enough data yet: 0 of 100 shoppers in the smallest arm").waitFor();
  } finally {
    await browser.close();
  }
});
