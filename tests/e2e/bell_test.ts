import assert from "node:assert/strict";
import { assertAccessible } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { waitFor } from "../support/wait.ts";

/** Notifies two people: one who looks, and one who must not hear of the other's. */
async function tell(title: string, userId: string): Promise<void> {
  const sql = await connect();
  try {
    await sql`select private.notify(${OAK}, ${[userId]}, 'lead.assigned', ${title}, '/leads')`;
  } finally {
    await sql.end();
  }
}

/** Longer than a hint takes, much shorter than the next read without one. */
const LIVE_MS = 4_000;

function newMark(): string {
  return crypto.randomUUID().slice(0, 8);
}

Deno.test("bell: news comes live to its person alone, and the keyboard reads and clears it", async () => {
  await withBrowser(async (browser) => {
    const view = { width: 1280, height: 800 };
    const page = await signIn(browser, "manager@oak.example", view);
    const other = await signIn(browser, "admin@oak.example", view);
    const later = newMark();
    const bell = page.getByRole("button", { name: /^News/ });
    await bell.waitFor();
    await bell.focus();
    await page.keyboard.press("Enter");
    const itemOf = (mark: string) =>
      page.getByRole("link", { name: new RegExp(`New: *Lead ${mark}`) });
    // What comes before the page listens to its person's topic is not live.
    const mark = await waitFor("news to come live", async () => {
      const next = newMark();
      await tell(`Lead ${next} is yours`, PEOPLE.oakManager.id);
      return await itemOf(next).waitFor({ timeout: LIVE_MS }).then(() => next, () => null);
    });
    const item = itemOf(mark);
    await page.getByRole("button", { name: /\d new notification/ }).waitFor();
    await assertAccessible(page, "the open bell");
    await item.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/oak\/leads/);

    await tell(`Lead ${later} is yours`, PEOPLE.oakManager.id);
    await bell.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: new RegExp(`^Lead ${mark}`) }).waitFor();
    await page.getByRole("link", { name: new RegExp(`New: *Lead ${later}`) }).waitFor();
    // What others' work tells this person meanwhile may stay new.
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await page.getByRole("link", { name: new RegExp(`^Lead ${later}`) }).waitFor();

    await other.getByRole("button", { name: /^News/ }).click();
    await other.getByRole("heading", { name: "Notifications" }).waitFor();
    assert.equal(await other.getByText(`Lead ${mark}`).count(), 0);
  });
});

for (const dark of [false, true]) {
  Deno.test(`bell: no fault on a phone in ${dark ? "dark" : "light"}`, async () => {
    await withBrowser(async (browser) => {
      const page = await signIn(browser, "manager@oak.example", { width: 375, height: 812, dark });
      await tell("A lead is yours", PEOPLE.oakManager.id);
      await page.getByRole("button", { name: /^News/ }).click();
      await page.getByRole("link", { name: /A lead is yours/ }).first().waitFor();
      await assertAccessible(page, "the bell on a phone");
      const shots = Deno.env.get("SCREENSHOTS");
      if (shots) await page.screenshot({ path: `${shots}/bell-${dark}.png` });
    });
  });
}
