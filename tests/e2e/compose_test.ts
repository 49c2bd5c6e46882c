import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { assertAccessible, assertAccessibleInEveryLook } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { openThread, shown, signIn } from "../support/staff.ts";
import { type Phone, testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** One blue dot. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==",
  "base64",
);

Deno.test("compose: a template with an empty field is not sent, and a message for later can be taken back", async () => {
  const sql = await connect();
  const name = `Welcome ${crypto.randomUUID().slice(0, 8)}`;
  await sql`insert into public.message_templates (dealership_id, name, body)
    values (${OAK}, ${name}, 'Hi {{customer_first_name}}, {{staff_name}} here.')`;
  await sql.end();
  const browser = await launchBrowser();
  try {
    const shopper = newShopper();
    const phone = await testPhone();
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
    const sam = await signIn(browser, "sales@oak.example");
    await openThread(sam, shopper);
    const field = sam.getByRole("textbox", { name: /^Reply to/ });
    await field.pressSequentially("/");
    const names = sam.getByRole("combobox", { name: "Name of a template" });
    await names.fill(name);
    await sam.getByRole("option", { name: new RegExp(name) }).waitFor();
    await names.press("Enter");
    await sam.getByText("Fill in customer_first_name before you send").waitFor();
    assert.equal(await field.inputValue(), "Hi {{customer_first_name}}, Sam here.");
    await sam.getByRole("button", { name: "Send", exact: true }).click();
    await sam.getByText(/Not sent: .*customer_first_name.* is not filled/).waitFor();
    await sam.getByRole("button", { name: "Discard" }).click();

    await field.fill("See you tomorrow");
    await sam.getByRole("button", { name: "Schedule" }).click();
    await sam.getByRole("option", { name: /Tomorrow morning/ }).click();
    const later = sam.getByRole("list", { name: "Scheduled messages" });
    await later.getByText("See you tomorrow").waitFor();
    // News of it may come before the answer to the one who wrote it.
    await waitFor("the field to be empty", async () => await field.inputValue() === "" || null);
    await assertAccessible(sam, "a message for later");
    await later.getByRole("button", { name: "Cancel it" }).click();
    await later.waitFor({ state: "detached" });

    await field.fill("On my way");
    await sam.getByRole("button", { name: "Schedule" }).click();
    await sam.getByRole("option", { name: /In an hour/ }).click();
    await later.getByRole("button", { name: "Send now" }).click();
    await sam.getByRole("log").getByText("On my way").waitFor();
    await phone.waitForText(shopper, ({ body }) => body === "On my way");
    await failAndRetry(sam, phone, shopper);
    await sendPhoto(sam, phone, shopper);
    await goOnElsewhere(sam, shopper);
  } finally {
    await browser.close();
  }
});

/** What the carrier refuses stays in its place and says why; the next try reaches the phone once. */
async function failAndRetry(sam: Page, phone: Phone, shopper: string): Promise<void> {
  const words = "Keys are at the desk";
  await phone.fail(shopper, { status: 400, code: 30007 });
  await sam.getByRole("textbox", { name: /^Reply to/ }).fill(words);
  await sam.keyboard.press("Control+Enter");
  const log = sam.getByRole("log");
  await log.getByText("Failed: the carrier refused the words (30007)").waitFor();
  await log.getByRole("button", { name: "Retry" }).click();
  await phone.waitForText(shopper, ({ body }) => body === words);
  await log.getByText(/^Failed/).waitFor({ state: "detached" });
  assert.equal(await log.getByText(words).count(), 1);
  assert.equal((await phone.received(shopper)).filter(({ body }) => body === words).length, 1);
}

async function sendPhoto(sam: Page, phone: Phone, shopper: string): Promise<void> {
  const held = Promise.withResolvers<void>();
  await sam.route("**/storage/v1/**", async (route) => {
    await held.promise;
    await route.continue();
  });
  await sam.getByLabel("Attach a photo or file").and(sam.locator("input"))
    .setInputFiles({ name: "odo meter.png", mimeType: "image/png", buffer: PICTURE });
  await sam.getByRole("list", { name: "Attached files" }).getByText("odo meter.png").waitFor();
  await assertAccessible(sam, "a photo beside the words");
  await sam.getByRole("button", { name: "Remove odo meter.png" }).waitFor();
  await sam.getByRole("button", { name: "Send", exact: true }).click();
  const tooEarly = sam.getByText("A file is still uploading");
  await tooEarly.waitFor();
  held.resolve();
  await tooEarly.waitFor({ state: "detached" });
  await sam.getByText("Uploading").waitFor({ state: "detached" });
  await sam.getByRole("button", { name: "Send", exact: true }).click();
  const { media: [photo] } = await phone.waitForText(shopper, ({ media }) => media.length > 0);
  // The shopper gets a picture without the place where it was taken, at an address that works.
  const carried = await fetch(photo?.url ?? "");
  assert.equal(carried.headers.get("content-type"), "image/jpeg");
  assert.ok((await carried.arrayBuffer()).byteLength > 100);
  await sam.getByRole("button", { name: "Show odo-meter.jpg large" }).click();
  await sam.getByRole("dialog").getByRole("img", { name: "odo-meter.jpg" }).waitFor();
  await assertAccessibleInEveryLook(sam, "a photo large");
}

async function goOnElsewhere(sam: Page, shopper: string): Promise<void> {
  await closeAndUndo(sam, shopper);
  await goOnByMail(sam, shopper);
  await blockAndUnblock(sam);
}

async function closeAndUndo(sam: Page, shopper: string): Promise<void> {
  const list = sam.getByRole("region", { name: "Conversation list" });
  await sam.keyboard.press("Escape");
  await sam.getByRole("dialog").waitFor({ state: "hidden" });
  await sam.getByRole("button", { name: "Close", exact: true }).click();
  await list.getByText(shown(shopper)).waitFor({ state: "detached" });
  await sam.getByRole("button", { name: "Undo" }).click();
  await list.getByText(shown(shopper)).click();
  await sam.getByText("You’re replying").first().waitFor();
}

/** The way by mail is closed until the shopper agrees to it; then it takes the words along. */
async function goOnByMail(sam: Page, shopper: string): Promise<void> {
  const address = `${shopper.slice(1)}@shopper.example`;
  const write = async (text: string) => {
    const sql = await connect();
    await sql.unsafe(text, [shopper, address]);
    await sql.end();
  };
  await write(`insert into public.customer_identities (dealership_id, customer_id, kind, value)
    select dealership_id, customer_id, 'email', $2 from public.customer_identities where value = $1`);
  await sam.reload();
  await sam.getByRole("textbox", { name: /^Reply to/ }).fill("The quote is attached");
  const channel = sam.getByRole("button", { name: /another channel$/ });
  const mail = sam.getByRole("option", { name: /^E-mail/ });
  await channel.click();
  await mail.getByText("No consent on record").waitFor();
  await assertAccessible(sam, "the channels");
  await sam.keyboard.press("Escape");
  await write(
    `insert into public.consents (dealership_id, customer_id, channel, address, status, method)
    select dealership_id, customer_id, 'email', $2, 'granted', 'staff'
    from public.customer_identities where value = $1`,
  );
  await sam.reload();
  await channel.click();
  await mail.getByText(address).waitFor();
  await mail.click();
  await sam.getByRole("button", { name: /^E-mail to/ }).waitFor();
  const field = sam.getByRole("textbox", { name: /^Reply to/ });
  assert.equal(await field.inputValue(), "The quote is attached");
}

async function blockAndUnblock(sam: Page): Promise<void> {
  await sam.getByRole("button", { name: "More", exact: true }).click();
  await sam.getByRole("button", { name: "Mark as spam" }).click();
  await sam.getByText(/^Blocked\. What they write is kept/).waitFor();
  await sam.getByRole("button", { name: "Undo" }).click();
  await sam.getByText("You’re replying").first().waitFor();
}
