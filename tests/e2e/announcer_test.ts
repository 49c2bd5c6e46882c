import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { openThread, shown, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

interface Said {
  readonly at: number;
  readonly text: string;
}

/** Keeps what a screen reader would hear of the page, politely or at once. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(`{
    globalThis.heard = { status: [], alert: [] };
    for (const role of ["status", "alert"]) {
      const region = document.querySelector(".app > p[role=" + role + "]");
      new MutationObserver(() => {
        heard[role].push({ at: performance.now(), text: region.textContent });
      }).observe(region, { childList: true, characterData: true, subtree: true });
    }
  }`);
}

const heard = (page: Page, role: "status" | "alert") =>
  page.evaluate<readonly Said[]>(`globalThis.heard.${role}`);

function hears(page: Page, role: "status" | "alert", words: string): Promise<true> {
  return waitFor(
    `"${words}" to be announced`,
    async () => (await heard(page, role)).some(({ text }) => text.includes(words)) || null,
  );
}

async function takenOver(page: Page): Promise<void> {
  await page.getByRole("region", { name: /^Conversation with/ }).getByText("You’re replying")
    .waitFor();
}

Deno.test("announcer: history is silent, news come one by one or counted, handovers interrupt, typing is no news", async () => {
  const browser = await launchBrowser();
  try {
    const phone = await testPhone();
    const shopper = newShopper();
    const text = (body: string) => phone.send({ from: shopper, to: OAK_NUMBER, body });
    await text("history of this thread");
    const sam = await signIn(browser, "sales@oak.example");
    await listen(sam);
    await openThread(sam, shopper);
    await sam.getByRole("log").getByText("history of this thread").waitFor();
    assert.equal(await sam.getByRole("log").getAttribute("aria-live"), "off");
    await sam.getByRole("button", { name: /^Take over/ }).first().click();
    await takenOver(sam);

    await text("the first news");
    await hears(sam, "status", `${shown(shopper)}, text: the first news`);
    for (const body of ["burst one", "burst two", "burst three", "burst four"]) await text(body);
    await sam.getByRole("log").getByText("burst four").waitFor();
    await text("the last news");
    await sam.getByRole("log").getByText("the last news").waitFor();
    await waitFor("the burst to be counted", async () => {
      const all = await heard(sam, "status");
      return all.some((one) => /new messages|the last news/.test(one.text)) || null;
    });

    const dana = await signIn(browser, "manager@oak.example");
    await dana.goto(sam.url());
    await dana.getByRole("textbox", { name: /^Reply to/ }).pressSequentially("We are");
    await sam.getByText("Dana is writing a reply").waitFor();
    const field = sam.getByRole("textbox", { name: /^Reply to/ });
    const described = await field.getAttribute("aria-describedby") ?? "";
    const line = await sam.getByText("Dana is writing a reply").getAttribute("id");
    assert.ok(described.split(" ").includes(line ?? "none"));

    await sam.getByRole("link", { name: "Dashboard" }).click();
    const other = newShopper();
    await phone.send({ from: other, to: OAK_NUMBER, body: "I want to talk to a person" });
    await hears(sam, "alert", `${shown(other)} needs a person`);

    const polite = await heard(sam, "status");
    const all = polite.map(({ text }) => text).join("\n");
    assert.ok(!/history of this thread|writing a reply/.test(all), all);
    for (const [index, one] of polite.entries()) {
      const before = polite[index - 1];
      assert.ok(before === undefined || one.at - before.at >= 1_950, all);
    }
  } finally {
    await browser.close();
  }
});

Deno.test("announcer: a reload and a break say nothing of what was there before", async () => {
  const browser = await launchBrowser();
  try {
    const phone = await testPhone();
    const shopper = newShopper();
    const text = (body: string) => phone.send({ from: shopper, to: OAK_NUMBER, body });
    await text("before the reload");
    const sam = await signIn(browser, "sales@oak.example");
    await openThread(sam, shopper);
    await sam.getByRole("log").getByText("before the reload").waitFor();
    await sam.getByRole("button", { name: /^Take over/ }).first().click();
    await takenOver(sam);
    await sam.reload();
    await sam.getByRole("log").getByText("before the reload").waitFor();
    await listen(sam);
    await sam.getByText("Live", { exact: true }).first().waitFor();
    await sam.context().setOffline(true);
    await sam.getByText("Offline", { exact: true }).first().waitFor();
    await sam.context().setOffline(false);
    await sam.getByText("Live", { exact: true }).first().waitFor();
    await text("after the break");
    await hears(sam, "status", "after the break");
    const told = (await heard(sam, "status")).map((one) => one.text);
    assert.ok(told.every((one) => !/before the reload|new messages/.test(one)), told.join("\n"));
  } finally {
    await browser.close();
  }
});
