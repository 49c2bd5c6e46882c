/** axe in a page: what its default rules find, and whether the page scrolls sideways. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

/** Fails unless the page as it stands has no fault and no sideways scroll; `what` names it. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(AXE);
  const faults = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) =>
      id + " at " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
  assert.deepEqual(faults, [], what);
  const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  assert.ok(Number(overflow) <= 0, `${what}: sideways scroll of ${overflow} px`);
}
