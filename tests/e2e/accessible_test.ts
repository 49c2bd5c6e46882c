import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { launchBrowser, openPage } from "../support/browser.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";

const AXE = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

/** What axe's default rules find on the page as it stands. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
    id + " at " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
}

for (const dark of [false, true]) {
  for (const [width, height] of [[1440, 900], [375, 812]] as const) {
    Deno.test(`accessibility: no fault at ${width} px in ${dark ? "dark" : "light"}`, async () => {
      const browser = await launchBrowser();
      try {
        const view = { dark, width, height };
        const door = await openPage(browser, (await testUrls()).web, view);
        await door.getByRole("heading", { name: "Sign in" }).waitFor();
        assert.deepEqual(await violations(door), []);
        const staff = await signIn(browser, "manager@oak.example", view);
        assert.deepEqual(await violations(staff), []);
        await staff.getByRole("region", { name: "Conversation list" }).getByText("Maria Lopez")
          .first().click();
        await staff.getByRole("log").getByText(/T4417/).first().waitFor();
        assert.deepEqual(await violations(staff), []);
        const overflow = await staff.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert.ok(Number(overflow) <= 0, `sideways scroll of ${overflow} px`);
      } finally {
        await browser.close();
      }
    });
  }
}
