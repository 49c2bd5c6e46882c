import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openPage, withBrowser } from "../support/browser.ts";
import { newShopper } from "../support/people.ts";
import { openThread, search, shown, signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";

async function openPhone(browser: Browser, from: string, to: string): Promise<Page> {
  const { inbox } = await testUrls();
  const query = new URLSearchParams({ from, to });
  const page = await openPage(browser, `${inbox}/phone?${query}`);
  await page.getByText("Live", { exact: true }).waitFor();
  return page;
}

async function text(phone: Page, words: string): Promise<void> {
  await phone.getByRole("textbox", { name: "Text message" }).fill(words);
  await phone.getByRole("button", { name: "Send", exact: true }).click();
}

Deno.test("a text: the shopper gets an answer and staff see both without a reload", async () => {
  await withBrowser(async (browser) => {
    const shopper = newShopper();
    const staff = await signIn(browser, "sales@oak.example");
    const phone = await openPhone(browser, shopper, "+15550100100");
    await text(phone, "do you still have the blue RAV4?");
    await phone.getByText(/\$31,480/).waitFor();

    await openThread(staff, shopper);
    const thread = staff.getByRole("log");
    await thread.getByText("do you still have the blue RAV4?").waitFor();
    await thread.getByText(/\$31,480/).waitFor();
    await thread.getByText("Delivered").waitFor();

    await text(phone, "I want to talk to a person");
    await staff.getByText(/stepped back/).first().waitFor();
    await staff.getByRole("button", { name: /^Take over/ }).click();
    await staff.getByText(/You.re replying/).first().waitFor();
    await staff.getByRole("textbox", { name: /Reply/ }).fill("Sam here, happy to help.");
    await staff.getByRole("button", { name: /^Send/ }).click();
    await phone.getByText("Sam here, happy to help.").waitFor();

    await text(phone, "great, thanks Sam");
    await thread.getByText("great, thanks Sam").waitFor();
    await staff.getByRole("button", { name: /Hand back/ }).click();
    await staff.getByText(/Rylie is replying/).first().waitFor();
    // Asking for a car made a lead of the talk meanwhile, shown without a reload.
    const lead = staff.getByRole("region", { name: "Lead", exact: true });
    await lead.getByText("Text", { exact: true }).waitFor();
    await lead.getByText("Working", { exact: true }).waitFor();
  });
});

Deno.test("two dealerships: each sees its own shopper and never the other's", async () => {
  await withBrowser(async (browser) => {
    const [atOak, atPine] = [newShopper(), newShopper()];
    const [oak, pine] = [
      await signIn(browser, "sales@oak.example"),
      await signIn(browser, "sales@pine.example"),
    ];
    const phone = await testPhone();
    await phone.send({ from: atOak, to: "+15550100100", body: "hello oak" });
    await phone.send({ from: atPine, to: "+15550100200", body: "hello pine" });
    await openThread(oak, atOak);
    await openThread(pine, atPine);
    for (const [page, strange] of [[oak, atPine], [pine, atOak]] as const) { // bound: two pages
      await search(page, strange.slice(2));
      await page.getByText(/^Nothing fits/).first().waitFor();
      assert.equal(await page.getByText(shown(strange)).count(), 0);
    }
    await oak.waitForURL(/conversations\/[0-9a-f-]{36}/);
    await pine.goto(oak.url());
    await pine.getByRole("main").waitFor();
    assert.equal(await pine.getByText(shown(atOak)).count(), 0);
  });
});

Deno.test("staff: a wrong password names the field and keeps the way in", async () => {
  await withBrowser(async (browser) => {
    const page = await openPage(browser, (await testUrls()).web);
    await page.getByLabel("E-mail").fill("sales@oak.example");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#password[aria-invalid=true]").waitFor();
    assert.ok(await page.getByLabel("Password").isEnabled());
  });
});
