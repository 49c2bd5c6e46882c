import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { launchBrowser, openPage, type View } from "../support/browser.ts";
import { fakeTwilioAccount } from "../../local/edge/edge_env.ts";
import { type EdgeUnderTest, withEdge } from "../../local/edge/edge_test_support.ts";

const OAK = "+15550100100";
const PINE = "+15550100200";
const SHOPPER = "+15550101234";
const NUMBERS = [
  { e164: OAK, label: "Sales", dealership_name: "Oak Ridge Toyota" },
  { e164: PINE, label: "Sales", dealership_name: "Pine Creek Ford" },
];

/** Opens the phone of one shopper; the dealerships' numbers stand in for the database. */
async function withPhone(
  test: (page: Page, edge: EdgeUnderTest) => Promise<void>,
  view: View = {},
): Promise<void> {
  await withEdge(async (edge) => {
    const browser = await launchBrowser();
    try {
      const page = await openPage(browser, "about:blank", view);
      await page.route(
        "**/api/phone/numbers",
        (route) => route.fulfill({ json: { numbers: NUMBERS } }),
      );
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      await page.goto(`${edge.url}/phone?from=${SHOPPER}&to=${OAK}`);
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("heading", { name: "Oak Ridge Toyota" }).waitFor();
      await test(page, edge);
      assert.deepEqual(faults, []);
    } finally {
      await browser.close();
    }
  });
}

async function sendFrom(edge: EdgeUnderTest, from: string, body: string): Promise<void> {
  const { accountSid, authToken } = fakeTwilioAccount(edge.config);
  const path = `/fakes/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const response = await fetch(edge.url + path, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
    body: new URLSearchParams({ To: SHOPPER, From: from, Body: body }),
  });
  assert.equal(response.status, 201);
  await response.body?.cancel();
}

async function write(page: Page, body: string): Promise<void> {
  await page.getByRole("textbox", { name: "Text message" }).first().fill(body);
  await page.keyboard.press("Enter");
}

Deno.test("phone page: a text goes out signed, and the reply appears with its steps", async () => {
  await withPhone(async (page, edge) => {
    await write(page, "Is the RAV4 still there?");
    const thread = page.getByRole("log", { name: "Texts on phone 1" });
    await thread.getByText("Delivered").waitFor();
    assert.equal(edge.received[0]?.params["Body"], "Is the RAV4 still there?");
    await sendFrom(edge, OAK, "Yes, it is.");
    await thread.getByText("Yes, it is.").waitFor();
    const log = page.getByRole("log", { name: "Requests of phone 1" });
    for (const row of ["Inbound webhook", "Reply queued", "Sent, 1 text", "Delivered"]) {
      await log.getByText(row, { exact: true }).waitFor();
    }
    await log.getByText("Inbound webhook").click();
    await log.getByText("X-Twilio-Signature").waitFor();
  });
});

Deno.test("phone page: the buttons stop, repeat, and spoil a delivery", async () => {
  await withPhone(async (page, edge) => {
    await write(page, "hi");
    await page.getByText("Delivered").first().waitFor();
    await page.getByRole("button", { name: "Send the webhook twice" }).click();
    await page.getByText("Inbound webhook").nth(1).waitFor();
    assert.equal(new Set(edge.received.map((form) => form.params["MessageSid"])).size, 1);
    const fail = page.getByRole("button", { name: "Fail the next delivery" });
    await fail.click();
    await page.locator('[data-do="fail"][aria-pressed="true"]').waitFor();
    await sendFrom(edge, OAK, "lost");
    await page.getByText("Not delivered, error 30003").waitFor();
    await page.locator('[data-do="fail"][aria-pressed="false"]').waitFor();
    await page.getByRole("button", { name: "Reply STOP" }).click();
    await page.getByText("successfully been unsubscribed").waitFor();
    await page.getByRole("button", { name: "Text as a new customer" }).click();
    await page.getByText("successfully been unsubscribed").waitFor({ state: "detached" });
  });
});

Deno.test("phone page: a photo is sent with the text", async () => {
  await withPhone(async (page, edge) => {
    await page.getByRole("textbox", { name: "Text message" }).fill("my trade-in");
    const photo = { name: "car.png", mimeType: "image/png", buffer: PNG };
    await page.locator("input[type=file]").setInputFiles(photo);
    await page.getByRole("img", { name: "Photo you sent" }).waitFor();
    await page.getByText("Delivered").first().waitFor();
    const params = edge.received[0]?.params;
    assert.deepEqual([params?.["NumMedia"], params?.["Body"]], ["1", "my trade-in"]);
    const served = await fetch(params?.["MediaUrl0"] ?? "");
    assert.equal((await served.arrayBuffer()).byteLength, PNG.length);
  });
});

Deno.test("phone page: two phones show each dealership only its own texts", async () => {
  await withPhone(async (page, edge) => {
    await write(page, "for Oak");
    await page.getByRole("button", { name: "Two phones" }).click();
    await page.getByRole("heading", { name: "Pine Creek Ford" }).waitFor();
    await page.getByLabel("Customer’s phone").nth(1).selectOption(SHOPPER);
    await sendFrom(edge, PINE, "from Pine");
    await page.getByRole("log", { name: "Texts on phone 2" }).getByText("from Pine").waitFor();
    const first = await page.getByRole("log", { name: "Texts on phone 1" }).textContent();
    assert.match(first ?? "", /for Oak/);
    assert.doesNotMatch(first ?? "", /from Pine/);
  });
});

for (const view of [{}, { dark: true }, { width: 375, height: 812 }]) {
  Deno.test(`phone page: axe finds no fault, nothing overflows, ${JSON.stringify(view)}`, async () => {
    await withPhone(async (page, edge) => {
      await write(page, "hi");
      await page.getByText("Delivered").first().waitFor();
      await sendFrom(edge, OAK, "hello");
      await page.getByText("hello").waitFor();
      await page.evaluate(await Deno.readTextFile(AXE));
      const faults = await page.evaluate(
        "axe.run().then((found) => found.violations.map((v) => v.id))",
      );
      assert.deepEqual(faults, []);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok(Number(width) <= (view.width ?? 1440));
    }, view);
  });
}

const AXE = new URL("../../node_modules/axe-core/axe.min.js", import.meta.url);

/** One red pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  "base64",
);
