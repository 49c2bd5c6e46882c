import assert from "node:assert/strict";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

/** A persona that speaks to nobody, so that no other test hears it. */
async function addPersona(): Promise<string> {
  const sql = await connect();
  const digits = [...newShopper().slice(-7)].map((one) => "abcdefghij"[Number(one)]);
  const name = `Tess ${digits.join("")}`;
  await sql`insert into public.personas (dealership_id, name, prompt_template)
    values (${OAK}, ${name}, 'You are {{persona_name}}.')`;
  await sql.end();
  return name;
}

Deno.test("personas: a manager corrects the words, sees what they would say, publishes and goes back", async () => {
  const name = await addPersona();
  const phone = await testPhone();
  const shopper = newShopper();
  await phone.send({ from: shopper, to: OAK_NUMBER, body: "what time do you close on saturday?" });
  await phone.waitForTexts(shopper, 1);
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example", { path: "oak/settings/persona" });
    await page.getByLabel("Persona", { exact: true }).selectOption({ label: name });
    const words = page.getByLabel("What it is told", { exact: true });
    await words.fill("Be brief, {{custmer}}.");
    await page.getByText("{{custmer}} is no variable").waitFor();
    assert.ok(await page.getByRole("button", { name: "Check and publish" }).isDisabled());
    await words.fill("You are {{persona_name}}. Be brief.");

    const talk = page.getByRole("region", { name: "Try it" });
    await talk.getByRole("button", { name: "See what it would say" }).click();
    await talk.getByText("It would say").waitFor();

    await page.getByRole("button", { name: "Check and publish" }).click();
    await page.getByText("12 of 12 checks passed").waitFor();
    const versions = page.getByRole("region", { name: "Versions" });
    await versions.getByText("Version 2").waitFor();
    await versions.getByRole("listitem").filter({ hasText: "Version 1" })
      .getByRole("button", { name: "Restore" }).click();
    assert.equal(await words.inputValue(), "You are {{persona_name}}.");

    await page.getByRole("button", { name: "Copy it" }).click();
    const copy = page.getByRole("form", { name: `What ${name} B is told` });
    await copy.getByLabel("What it is told", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Let it speak to everyone" }).waitFor();
  } finally {
    await browser.close();
  }
});

Deno.test("handover rules: a rule is a sentence, and says how many past conversations it would have handed over", async () => {
  const word = `zor${crypto.randomUUID().replaceAll(/[^a-f]/g, "")}`;
  const phone = await testPhone();
  const shopper = newShopper();
  await phone.send({ from: shopper, to: OAK_NUMBER, body: `hello, is this about ${word}?` });
  await phone.waitForTexts(shopper, 1);
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example", { path: "oak/settings/handovers" });
    await page.getByRole("button", { name: "Add a rule" }).click();
    assert.ok(await page.getByRole("button", { name: "Check and publish" }).isDisabled());
    await page.getByLabel("Words, with commas between them").fill(`${word}, lemon law`);
    await page.keyboard.press("Tab");
    await page.getByText("1 past conversation", { exact: true }).waitFor();
    await page.getByText(/Would have handed over 1 of the last \d+ conversations/).waitFor();
    assert.ok(await page.getByRole("button", { name: "Check and publish" }).isEnabled());
  } finally {
    await browser.close();
  }
});

Deno.test("templates: a field that nothing fills is named before the text is saved", async () => {
  const name = `Text ${crypto.randomUUID().slice(0, 8)}`;
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example", { path: "oak/settings/templates" });
    await page.getByRole("button", { name: "Add a text" }).click();
    const dialog = page.getByRole("dialog", { name: "New text" });
    await dialog.getByRole("button", { name: "Save text" }).click();
    const summary = dialog.getByRole("alert").filter({ hasText: "2 fields need another look" });
    await summary.and(page.locator(":focus")).waitFor();
    // Below the name and below the text, in words of the page and not of the browser.
    await dialog.getByText("Fill this in", { exact: true }).nth(1).waitFor();
    const named = dialog.getByLabel("Name", { exact: true });
    await assertAccessible(page, "a text without a name");
    await named.fill(name);
    const text = dialog.getByLabel("Text", { exact: true });
    await text.fill("Hello {{custmer}}");
    await dialog.getByText("{{custmer}} is no field").waitFor();
    await text.fill("Hello {{customer_first_name}}");
    await dialog.getByRole("button", { name: "Save text" }).click();
    await page.getByRole("listitem").filter({ hasText: name }).getByText("not used in 90 days")
      .waitFor();
  } finally {
    await browser.close();
  }
});
