import assert from "node:assert/strict";
import { launchBrowser } from "../support/browser.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";

Deno.test("density: chosen in Settings, the rows of the list are lower, and stay so when the page comes again", async () => {
  const browser = await launchBrowser();
  try {
    const { web } = await testUrls();
    const page = await signIn(browser, "manager@oak.example");
    const row = page.locator(".conversation-row").first();
    const height = async () => Math.round((await row.boundingBox())?.height ?? 0);
    assert.ok(await height() >= 76);
    await page.goto(`${web}/oak/settings/profile`);
    await page.getByRole("radio", { name: "Compact" }).check({ force: true });
    await page.goto(`${web}/oak/conversations`);
    await row.waitFor();
    assert.ok(Math.abs(await height() - 52) <= 2, `${await height()} px`);
  } finally {
    await browser.close();
  }
});
