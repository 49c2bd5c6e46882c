import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { openPage, withBrowser } from "../support/browser.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

async function openChannels(browser: Browser, email: string): Promise<Page> {
  const page = await signIn(browser, email, { path: "pine/settings/channels" });
  await page.getByRole("heading", { name: "The chat on your site is on" }).waitFor();
  return page;
}

async function saveSites(page: Page, sites: string): Promise<void> {
  await page.getByLabel("Sites that may show it").fill(sites);
  await page.getByRole("button", { name: "Save the chat" }).click();
}

/** What a visitor of the dealership's page finds in the chat. */
async function chatSays(browser: Browser, words: string | RegExp): Promise<void> {
  const site = await openPage(
    browser,
    `${(await testUrls()).inbox}/dealer?key=wc_pinedemo0001&vehicle=none`,
  );
  await site.getByRole("button", { name: "Chat" }).click();
  const chat = await waitFor(
    "the chat's frame",
    () => site.frames().find((frame) => frame.url().includes("/chat/")) ?? null,
  );
  await chat.getByText(words).waitFor();
  await site.context().close();
}

Deno.test("channels: an admin takes the line for the site and says where the chat may stand", async () => {
  await withBrowser(async (browser) => {
    const page = await openChannels(browser, "admin@pine.example");
    const line = await page.getByLabel("Put this line into each page of your site").inputValue();
    assert.match(line, /^<script async src="http[^"]+\/widget\.js" data-key="wc_pinedemo0001" /);
    await assertAccessible(page, "channels");
    await saveSites(page, "not an address!");
    await page.getByText(/^One address a line, such as https:\/\/www\.example\.com$/).waitFor();
    const summary = page.getByRole("alert").filter({ hasText: "1 field needs another look" });
    await waitFor(
      "the summary to have the focus",
      async () =>
        await summary.evaluate((element) => element === document.activeElement) ? true : null,
    );
    await assertAccessible(page, "a fault in the settings");
    await page.getByRole("link", { name: "Templates" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stay and keep them" }).click();
    assert.match(page.url(), /settings\/channels$/, "leaving asked, and the answer was no");
    try {
      await saveSites(page, "https://only.example/page");
      await page.getByText("The chat is saved").waitFor();
      await chatSays(browser, "This chat is not available here.");
    } finally {
      await saveSites(page, "");
      await page.getByText("The chat is saved").waitFor();
    }
    await chatSays(browser, /AI assistant of Pine Creek Ford/);
  });
});

Deno.test("channels: whoever is no admin reads the line and changes nothing", async () => {
  await withBrowser(async (browser) => {
    const page = await openChannels(browser, "sales@pine.example");
    await page.getByText("Only an admin of your dealership can change these.").waitFor();
    assert.equal(await page.getByLabel("Greeting").isDisabled(), true);
    assert.equal(await page.getByRole("button", { name: "Save the chat" }).count(), 0);
    assert.equal(await page.getByRole("button", { name: /Switch the chat/ }).count(), 0);
  });
});
