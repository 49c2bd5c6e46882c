import type { Page } from "playwright-core";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { type Phone, testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** A shopper wrote and Sam took over. */
async function takenOver(staff: Page, phone: Phone): Promise<string> {
  const shopper = newShopper();
  await phone.send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
  await openThread(staff, shopper);
  await staff.getByRole("log").getByText("hello there").waitFor();
  await staff.getByRole("button", { name: /^Take over/ }).first().click();
  await staff.getByRole("region", { name: /^Conversation with/ }).getByText("You’re replying")
    .waitFor();
  return shopper;
}

Deno.test("reply drafts: the AI proposes in a person's thread, the person edits and sends it", async () => {
  await withBrowser(async (browser) => {
    const phone = await testPhone();
    const sam = await signIn(browser, "sales@oak.example");
    const shopper = await takenOver(sam, phone);
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "do you have stock T4417?" });
    const dock = sam.getByRole("region", { name: /proposes$/ });
    await dock.getByText(/RAV4/).waitFor();
    await assertAccessibleInEveryLook(sam, "a draft in the dock");
    await dock.getByRole("button", { name: /why this draft/i }).click();
    const why = sam.getByRole("dialog", { name: "Why this draft" });
    await why.getByRole("link", { name: /T4417/ }).waitFor();
    await assertAccessibleInEveryLook(sam, "why this draft");
    await why.getByRole("button", { name: "Close" }).click();
    await dock.getByRole("button", { name: "Use draft" }).click();
    await dock.waitFor({ state: "detached" });
    const field = sam.getByRole("textbox", { name: /^Reply to/ });
    // The dock may hear that the draft is used before the page has its words.
    const words = await waitFor("the draft in the field", async () => {
      const said = await field.inputValue();
      return said.includes("RAV4") ? said : null;
    });
    await field.fill(`${words} Ask for Sam.`);
    await sam.getByRole("button", { name: "Send", exact: true }).click();
    // What the AI had said before Sam took over may be the first.
    await phone.waitForText(shopper, ({ body }) => /RAV4.* Ask for Sam\.$/.test(body));
  });
});

Deno.test("reply drafts: a draft vanishes when the customer writes on, and a dismissed one stays away", async () => {
  await withBrowser(async (browser) => {
    const phone = await testPhone();
    const sam = await signIn(browser, "sales@oak.example", { width: 375, height: 812 });
    const shopper = await takenOverOnPhone(sam, phone);
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "do you have stock T4417?" });
    const dock = sam.getByRole("region", { name: /proposes$/ });
    await dock.getByText(/RAV4/).waitFor();
    const before = await dock.locator(".draft-dock-text").textContent();
    await phone.send({
      from: shopper,
      to: OAK_NUMBER,
      body: "and what are your hours on Saturday?",
    });
    await sam.getByText(before ?? "", { exact: true }).waitFor({ state: "detached" });
    await dock.getByText(/Saturday|9 AM/).first().waitFor();
    await dock.getByRole("button", { name: "Dismiss the draft" }).click();
    await dock.waitFor({ state: "detached" });
  });
});

async function takenOverOnPhone(staff: Page, phone: Phone): Promise<string> {
  const shopper = newShopper();
  await phone.send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
  await openThread(staff, shopper);
  await staff.getByRole("log").getByText("hello there").waitFor();
  await staff.getByRole("button", { name: "More", exact: true }).click();
  await staff.getByRole("button", { name: "Take over" }).click();
  await staff.getByRole("region", { name: /^Conversation with/ }).getByText("You’re replying")
    .waitFor();
  return shopper;
}

Deno.test("typing: a colleague sees who writes, and a reply that crosses theirs asks first", async () => {
  await withBrowser(async (browser) => {
    const phone = await testPhone();
    const sam = await signIn(browser, "sales@oak.example");
    const shopper = await takenOver(sam, phone);
    const thread = new URL(sam.url()).pathname.slice(1);
    // Who is not live yet does not hear that somebody writes.
    const dana = await signIn(browser, "manager@oak.example", { path: thread });
    const fieldOf = (page: Page) => page.getByRole("textbox", { name: /^Reply to/ });
    await fieldOf(dana).waitFor();
    await fieldOf(sam).pressSequentially("We are");
    await dana.getByText("Sam is writing a reply").waitFor();
    await fieldOf(dana).fill("We open at 9");
    const list = sam.getByRole("region", { name: "Conversation list" });
    await Promise.all([
      sam.getByText("Dana is writing a reply").waitFor(),
      list.getByText("Dana is typing").waitFor(),
    ]);
    await dana.context().setOffline(true);
    await fieldOf(sam).fill("We are open until 7");
    await sam.getByRole("button", { name: "Send", exact: true }).click();
    await phone.waitForText(shopper, ({ body }) => body === "We are open until 7");
    // Pressed before she could see it: back online the page might be told of it first.
    await dana.getByRole("button", { name: "Send", exact: true }).click();
    await dana.context().setOffline(false);
    await dana.getByText(/Sam .*replied \d+ s ago\. Send anyway\?/).waitFor();
    await dana.getByRole("button", { name: "Send anyway" }).click();
    await phone.waitForText(shopper, ({ body }) => body === "We open at 9");
  });
});
