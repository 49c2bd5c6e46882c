import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { withBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { PINE } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { waitFor } from "../support/wait.ts";

/** Moves the page's own clock until the words are there, without anything being pressed. */
async function comes(page: Page, words: string): Promise<void> {
  await waitFor(`"${words}" to come by itself`, async () => {
    await page.clock.runFor(16_000);
    return await page.getByText(words).count() > 0 ? true : null;
  });
}

async function atAdmin(
  section: string,
  work: (page: Page, sql: Awaited<ReturnType<typeof connect>>) => Promise<void>,
): Promise<void> {
  const sql = await connect();
  try {
    await withBrowser(async (browser) => {
      const page = await signIn(browser, "admin@pine.example", {
        path: `pine/admin/${section}`,
        prepare: (opened) => opened.clock.install(),
      });
      await page.getByText(/^As of \d/).waitFor();
      await work(page, sql);
    });
  } finally {
    await sql.end();
  }
}

Deno.test("admin: work that fails while the list is looked at comes up, and the focus stays in it", async () => {
  const why = `the test says so ${crypto.randomUUID()}`;
  await atAdmin("jobs", async (page, sql) => {
    const [job] = await sql<{ id: number }[]>`insert into private.jobs
        (dealership_id, kind, fifo_key, status, last_error, finished_at)
      values (${PINE}, 'respond_to_lead', ${why}, 'dead', ${why}, now()) returning id::int`;
    try {
      await comes(page, why);
      await page.getByRole("row").filter({ hasText: why }).getByRole("button").focus();
      await sql`delete from private.jobs where id = ${job?.id ?? 0}`;
      await waitFor("the line to go by itself", async () => {
        await page.clock.runFor(16_000);
        return await page.getByText(why).count() === 0 ? true : null;
      });
      const focused = await page.evaluate("document.activeElement.textContent");
      const isEmpty = await page.getByText("No work waits and none failed").count() > 0;
      assert.ok(isEmpty || String(focused).includes("Last error"), "the focus went to the list");
    } finally {
      await sql`delete from private.jobs where id = ${job?.id ?? 0}`;
    }
  });
});

Deno.test("admin: a new line of the log comes up over those read earlier", async () => {
  const name = `Founders' Day ${crypto.randomUUID().slice(0, 8)}`;
  await atAdmin("audit", async (page, sql) => {
    const before = await page.getByRole("row").count();
    await page.getByRole("button", { name: "Show earlier" }).click();
    await waitFor(
      "earlier lines",
      async () => await page.getByRole("row").count() > before || null,
    );
    const all = await page.getByRole("row").count();
    await sql`insert into public.business_holidays (dealership_id, on_date, name)
      values (${PINE}, current_date + (random() * 9000)::int + 9000, ${name})`;
    try {
      await comes(page, name);
      assert.ok(await page.getByRole("row").count() > all, "what was read earlier stays");
    } finally {
      await sql`delete from public.business_holidays where name = ${name}`;
    }
  });
});
