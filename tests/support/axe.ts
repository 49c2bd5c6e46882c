/** axe in a page: what its default rules find in one look or in all, and whether the page scrolls sideways. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

/** The widths of every look: a desk's and a phone's. */
const SIZES = [{ width: 1440, height: 900 }, { width: 375, height: 812 }] as const;
/** Where there is only more or less room; the narrowest is also a desk's page at 200 % and more. */
const OTHER_SIZES = [
  { width: 1920, height: 1080 },
  { width: 768, height: 1024 },
  { width: 320, height: 640 },
] as const;

/**
 * The default rules whose answer hangs on colour. All others ask about markup and places, and a
 * theme changes neither: where the markup is not the same in both themes, all rules run again.
 */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Asks axe in the page, or in what fits a selector; what it returns is one line for each fault. */
const ASK = `globalThis.askAxe = async (sameMarkup, within) => {
  await new Promise(requestAnimationFrame);
  const isSame = sameMarkup && document.body.outerHTML === globalThis.askedOf;
  globalThis.askedOf = document.body.outerHTML;
  const only = isSame ? { runOnly: { type: "rule", values: ${JSON.stringify(COLOUR_RULES)} } } : {};
  const { violations } = await axe.run(within ?? document, { resultTypes: ["violations"], ...only });
  const faults = violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    id + " at " + node.target.join(" ") + ", " + node.html.slice(0, 200) + ": "
      + [...node.any, ...node.all, ...node.none].map(({ message }) => message).join("; ")));
  return [...faults, ...globalThis.sidewaysFaults()];
};`;

/** Where a page must not scroll sideways; a table, a board or a row of links in it may. */
const ROOMS = "html, main, .page, .page-body, .conversations-page > *, dialog[open]";
const SIDEWAYS = `globalThis.sidewaysFaults = () =>
  [...document.querySelectorAll("${ROOMS}")]
    .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth)
    .map((one) => (one.className || one.localName) + " scrolls sideways by "
      + (one.scrollWidth - one.clientWidth) + " px, farthest out is "
      + globalThis.farthestOut(one).outerHTML.slice(0, 200));
globalThis.farthestOut = (room) => {
  const right = (one) => one.getBoundingClientRect().right;
  return [...room.querySelectorAll("*")].reduce((far, one) => right(one) > right(far) ? one : far);
};`;

/**
 * Fails unless the page as it stands has no fault and no sideways scroll; `what` names it. Where
 * only the theme may have changed since the last call, colours alone are asked about.
 */
export async function assertAccessible(
  page: Page,
  what: string,
  isOtherTheme = false,
): Promise<void> {
  await bringAxe(page);
  assert.deepEqual(await page.evaluate(`askAxe(${isOtherTheme})`), [], what);
}

/** What is looked at, where that is not the whole page on a desk. */
export interface LookingAt {
  readonly widest?: { readonly width: number; readonly height: number };
  /** Only what fits this selector. */
  readonly within?: string;
}

/** Fails unless the page as it stands has no fault at any width in any theme; leaves it as it was. */
export async function assertAccessibleInEveryLook(
  page: Page,
  what: string,
  { widest = SIZES[0], within }: LookingAt = {},
): Promise<void> {
  await bringAxe(page);
  const before = page.viewportSize();
  for (const size of [widest, ...SIZES.slice(1)]) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const asked = [colorScheme === "dark", ...within === undefined ? [] : [within]];
      const faults = await page.evaluate(`askAxe(...${JSON.stringify(asked)})`);
      assert.deepEqual(faults, [], `${what} at ${size.width} px in ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (before !== null) await page.setViewportSize(before);
}

/** Fails if the page as it stands scrolls sideways at any width, or once the reader spaces the text out. */
export async function assertFitsEveryWidth(page: Page, what: string): Promise<void> {
  await bringAxe(page);
  const before = page.viewportSize();
  for (const size of OTHER_SIZES) {
    await page.setViewportSize(size);
    const faults = await page.evaluate("sidewaysFaults()");
    assert.deepEqual(faults, [], `${what} at ${size.width} px`);
  }
  await page.evaluate(SPACED);
  const faults = await page.evaluate("sidewaysFaults()");
  await page.evaluate("document.adoptedStyleSheets = []");
  assert.deepEqual(faults, [], `${what} at 320 px with the text spaced out`);
  if (before !== null) await page.setViewportSize(before);
}

/** What WCAG lets a reader override, as a sheet that the page's policy does not refuse. */
const SPACED = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    + " word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [sheet];
}`;

/** Half a megabyte that a page needs once. */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate("'askAxe' in globalThis")) return;
  await page.evaluate(AXE);
  await page.evaluate(SIDEWAYS);
  await page.evaluate(ASK);
}
