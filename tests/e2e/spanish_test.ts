import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { newShopper, OAK_NUMBER, PASSWORD } from "../support/people.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";

/** Views with words that only they show, in Spanish. */
const VIEWS: readonly (readonly [path: string, words: RegExp])[] = [
  ["conversations", /Necesita a una persona/],
  ["dashboard", /Traspasos de hoy/],
  ["inventory", /unidades/],
  ["leads", /En proceso/],
  ["settings/security", /Segundo factor/],
  ["settings/hours", /lunes/],
  ["admin/people", /Invitar a alguien/],
];

async function signInSpanish(page: Page): Promise<void> {
  await page.getByText("Español").click();
  await page.getByRole("heading", { name: "Iniciar sesión" }).waitFor();
  await page.getByLabel("Correo").fill("admin@oak.example");
  await page.getByLabel("Contraseña").fill(PASSWORD);
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.getByText("En vivo", { exact: true }).first().waitFor();
}

for (const width of [1440, 390]) {
  Deno.test(`Spanish: chosen before signing in, it holds in every view at ${width} px`, async () => {
    const browser = await launchBrowser();
    try {
      const { web } = await testUrls();
      const text = { from: newShopper(), to: OAK_NUMBER, body: "Can I talk to a person?" };
      await (await testPhone()).send(text);
      const page = await openPage(browser, web, { width });
      await signInSpanish(page);
      assert.equal(await page.locator("html").getAttribute("lang"), "es");
      for (const [path, words] of VIEWS) {
        await page.goto(`${web}/oak/${path}`);
        await page.getByRole("main").getByText(words).first().waitFor();
        if (path === "dashboard") {
          await page.getByText(/se hizo a un lado: pidió/).first().waitFor();
        }
        // Where there is least room, longer words would be cut off or push the page sideways.
        if (width === 390) await assertAccessible(page, `${path} in Spanish`);
      }
    } finally {
      await browser.close();
    }
  });
}
