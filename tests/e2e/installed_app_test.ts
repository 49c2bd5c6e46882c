import assert from "node:assert/strict";
import type { Page, Worker } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { newShopper } from "../support/people.ts";
import { shown as written, signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** Waits until the service worker is the active one of the page. */
async function installed(page: Page): Promise<void> {
  await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
}

/** Hands a push to the service worker as the browser does when one arrives. */
async function deliverPush(page: Page, payload: string): Promise<void> {
  const { web } = await testUrls();
  const session = await page.context().newCDPSession(page);
  const ids: string[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    ids.push(...registrations.map(({ registrationId }) => registrationId));
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await waitFor("the registration's id", () => ids[0] ?? null);
  await session.send("ServiceWorker.deliverPushMessage", {
    origin: web,
    registrationId,
    data: payload,
  });
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly link: string;
}

/** Without a desktop to show it on, the browser's own call would never end: the worker keeps it instead. */
async function keepShown(worker: Worker): Promise<() => Promise<readonly Shown[]>> {
  await worker.evaluate(`{
    globalThis.kept = [];
    registration.showNotification = (title, { body, data }) =>
      Promise.resolve(void kept.push({ title, body, link: data.link }));
  }`);
  return () => worker.evaluate("globalThis.kept");
}

Deno.test("installed app: it can be installed, and opens without a network with the shell alone", async () => {
  await withBrowser(async (browser) => {
    const { web } = await testUrls();
    const page = await signIn(browser, "sales@oak.example", { installs: true });
    const manifest = await (await fetch(`${web}/manifest.webmanifest`)).json();
    for (const { src } of manifest.icons) {
      const icon = await fetch(`${web}${src}`);
      assert.equal(icon.headers.get("content-type"), "image/png", src);
      await icon.body?.cancel();
    }
    await installed(page);
    // The first visit installed the worker, the second one is served through it.
    await page.reload();
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
    const kept: string[] = await page.evaluate(`caches.keys()
      .then((names) => Promise.all(names.map((name) => caches.open(name))))
      .then((all) => Promise.all(all.map((cache) => cache.keys())))
      .then((requests) => requests.flat().map(({ url }) => url))`);
    assert.ok(kept.length > 1);
    const odd = kept.filter((url) => !url.startsWith(`${web}/assets/`) && url !== `${web}/`);
    assert.deepEqual(odd, [], "no answer of the API is kept");
    await page.context().setOffline(true);
    await page.reload();
    await page.locator("#app > *").first().waitFor();
    await page.context().setOffline(false);
  });
});

Deno.test("installed app: a push says what happened to nobody by name and leads into the app", async () => {
  await withBrowser(async (browser) => {
    const page = await signIn(browser, "sales@oak.example", { installs: true });
    await installed(page);
    const worker = await waitFor("the worker", () => page.context().serviceWorkers()[0] ?? null);
    const shownBy = await keepShown(worker);
    const push = { title: "A shopper needs a person", body: "Oak Ridge Toyota", tag: "n-1" };
    await deliverPush(page, JSON.stringify({ ...push, link: "/oak/conversations/x" }));
    await deliverPush(page, "not what we send");
    const shown = await waitFor("both notices", async () => {
      const all = await shownBy();
      return all.length > 1 ? all : null;
    });
    assert.deepEqual(shown, [
      { title: push.title, body: push.body, link: "/oak/conversations/x" },
      { title: "Rylie", body: "", link: "/" },
    ]);
    await page.getByRole("button", { name: /menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("E-mail").waitFor();
  });
});

Deno.test("installed app: the settings say what this device can do, and a test reaches the bell", async () => {
  await withBrowser(async (browser) => {
    const { web } = await testUrls();
    const page = await signIn(browser, "sales@oak.example", { installs: true });
    await installed(page);
    await page.goto(`${web}/oak/settings/notifications`);
    await page.getByText(/This device is not pushed to|blocks notifications/).waitFor();
    const phone = newShopper();
    const field = page.getByLabel("Mobile number for texts to you");
    await field.fill("12");
    await page.getByRole("button", { name: "Text me a code" }).click();
    await page.getByText("This is not a phone number").waitFor();
    await field.fill(phone);
    await page.getByRole("button", { name: "Text me a code" }).click();
    const [text] = await (await testPhone()).waitForTexts(phone, 1);
    await page.getByLabel("Code of the text").fill(
      /\b\d{6}\b/.exec(JSON.stringify(text))?.[0] ?? "",
    );
    await assertAccessible(page, "the code of a number");
    await page.getByRole("button", { name: "Verify" }).click();
    await page.getByText("Your number is verified").waitFor();
    await page.getByText(written(phone)).waitFor();
    await page.getByRole("button", { name: "Remove number" }).click();
    await field.waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("A test is on its way").waitFor();
  });
});
