import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { signIn } from "../support/staff.ts";
import { waitFor } from "../support/wait.ts";

/** What has the focus, by its name or its words. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(
    `document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent`,
  );
}

async function waitForFocus(page: Page, words: RegExp): Promise<void> {
  await waitFor(`the focus on ${words}`, async () => words.test(await focused(page)) || null);
}

Deno.test("forms: what is wrong is said below the field and in a list that takes the focus", async () => {
  await withBrowser(async (browser) => {
    const page = await signIn(browser, "admin@oak.example", { path: "oak/settings/profile" });
    const name = page.getByLabel("Name as colleagues see it");
    const save = page.getByRole("button", { name: "Save name" });
    assert.equal(await save.count(), 0, "nothing to save before anything changed");
    await name.fill("  ");
    await name.blur();
    await page.getByText("Fill this in").waitFor();
    await save.click();
    await waitForFocus(page, /1 field needs another look.*Fill this in/);
    await assertAccessible(page, "a name that is missing");
    await page.getByRole("button", { name: "Undo changes" }).click();
    await save.waitFor({ state: "detached" });
    assert.equal(await page.getByText("Fill this in").count(), 0);

    await page.goto(page.url().replace("settings/profile", "inventory/import"));
    await page.getByRole("button", { name: "Add a feed" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a feed" });
    await dialog.getByLabel("Minutes between two readings").fill("3");
    await dialog.getByLabel("Address (https)").fill("ftp://stock");
    await dialog.getByText("A number from 15 to 10080").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await waitForFocus(page, /^3 fields need another look.*An address starts with https/);
    await assertAccessible(page, "a feed with faults");
    await dialog.getByRole("button", { name: "Name", exact: true }).click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await waitForFocus(page, /^Add a feed$/);
  });
});

Deno.test("forms: leaving with changes asks in the app's own words, Escape stays, Back asks too", async () => {
  await withBrowser(async (browser) => {
    const page = await signIn(browser, "admin@oak.example", { path: "oak/dashboard" });
    await page.getByRole("link", { name: "Settings" }).first().click();
    const name = page.getByLabel("Name as colleagues see it");
    await name.fill("Somebody Else");
    const form = page.url();
    const ask = page.getByRole("dialog", { name: "Leave without saving?" });
    const leads = page.getByRole("navigation", { name: "Views" }).getByRole("link", {
      name: "Leads",
    });
    await leads.click();
    await ask.getByText("Your changes are not saved").waitFor();
    await page.keyboard.press("Escape");
    await ask.waitFor({ state: "detached" });
    await waitForFocus(page, /^Leads$/);
    await leads.click();
    await ask.getByRole("button", { name: "Stay and keep them" }).click();
    await ask.waitFor({ state: "detached" });
    await waitForFocus(page, /^Leads$/);
    await page.goBack();
    await ask.waitFor();
    assert.equal(page.url(), form, "the address of what stays on screen");
    assert.equal(await name.inputValue(), "Somebody Else");
    await ask.getByRole("button", { name: "Leave without them" }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
    await page.goForward();
    assert.notEqual(await name.inputValue(), "Somebody Else");
  });
});
