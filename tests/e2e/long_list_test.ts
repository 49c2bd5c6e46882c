import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import type { Page } from "playwright-core";
import postgres from "postgres";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { PASSWORD } from "../support/people.ts";
import { testDatabaseUrl, testStack, testUrls } from "../support/stack.ts";
import { signIn } from "../support/staff.ts";
import { waitFor } from "../support/wait.ts";

const ROWS = 320;

/** A store of its own with as many conversations, half waiting and half with the AI. */
async function withBusyStore(
  test: (
    store: { readonly name: string; readonly email: string; readonly sql: postgres.Sql },
  ) => Promise<void>,
): Promise<void> {
  const { api } = await testUrls();
  const { keys } = await testStack();
  const service = createClient(api, keys.secret, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const name = `elm-${crypto.randomUUID().slice(0, 8)}`;
  const email = `${name}@elm.example`;
  const made = await service.auth.admin.createUser({
    email,
    password: PASSWORD,
    email_confirm: true,
  });
  assert.equal(made.error, null);
  const userId = made.data.user?.id ?? "";
  const sql = postgres(await testDatabaseUrl("supabase_admin"), { max: 1, onnotice: () => {} });
  try {
    await sql`insert into public.dealerships (name, subdomain, contact_email, timezone)
      values ('Elm Street Kia', ${name}, ${email}, 'America/Chicago')`;
    await sql`insert into public.memberships (dealership_id, user_id, role)
      select d.id, ${userId}, 'manager' from public.dealerships as d where d.subdomain = ${name}`;
    await addConversations(sql, name);
    await test({ name, email, sql });
  } finally {
    await sql`delete from public.dealerships where subdomain = ${name}`;
    await sql.end();
    await service.auth.admin.deleteUser(userId);
  }
}

async function addConversations(sql: postgres.Sql, store: string): Promise<void> {
  // Without triggers: hundreds of events would be a load of their own.
  await sql`set session_replication_role = replica`;
  await sql`insert into public.customers (dealership_id, full_name)
    select d.id, 'Shopper ' || n from public.dealerships as d, generate_series(1, ${ROWS}) as n
    where d.subdomain = ${store}`;
  await sql`insert into public.conversations (dealership_id, customer_id, channel, customer_address, status, owner,
      waiting_since, last_message_at, last_message_preview, last_message_author)
    select c.dealership_id, c.id, 'web', 'visitor ' || n, case n % 2 when 0 then 'active' else 'escalated' end,
      case n % 2 when 0 then 'ai' else 'waiting_human' end,
      case n % 2 when 1 then now() - n * interval '1 minute' end,
      now() - n * interval '1 minute', 'Is it still there?', 'customer'
    from public.customers as c
      cross join lateral (select substr(c.full_name, 9)::int) as number(n)
      join public.dealerships as d on d.id = c.dealership_id
    where d.subdomain = ${store}`;
  await sql`set session_replication_role = origin`;
}

/** Presses "Show 50 more" until every row is loaded. */
async function loadAll(page: Page): Promise<void> {
  const more = page.locator(".lane-more button");
  await more.first().waitFor();
  await waitFor("all rows to be loaded", async () => {
    await more.first().evaluate((button) => (button as HTMLElement).click(), null, { timeout: 500 })
      .catch(() => {});
    return await more.count() === 0 || null;
  });
}

const drawn = (page: Page) => page.locator(".conversation-row").count();
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.querySelector(".conversation-row-name")?.textContent);

async function focusIs(page: Page, name: string): Promise<void> {
  await waitFor(`the focus on ${name}`, async () => await focused(page) === name ? true : null);
}

/** True when somebody looking at the page sees the row. */
function inSight(page: Page, name: string): Promise<boolean> {
  return page.evaluate((name) => {
    const row = [...document.querySelectorAll(".conversation-row")]
      .find((one) => one.querySelector(".conversation-row-name")?.textContent === name);
    const { left, top, height } = row?.getBoundingClientRect() ?? new DOMRect();
    return row?.contains(document.elementFromPoint(left + 90, top + height / 2)) ?? false;
  }, name);
}

Deno.test("a long list: few rows are drawn, and keys and scrolling reach each of them", async () => {
  const browser = await launchBrowser();
  try {
    await withBusyStore(async ({ name, email, sql }) => {
      const page = await signIn(browser, email);
      await loadAll(page);
      assert.ok(await drawn(page) < 90, `${await drawn(page)} rows are drawn`);
      await assertAccessible(page, "a long list");
      await walkByKeys(page);
      await selectFarApart(page);
      await lookWhileScrolling(page);
      await keepFocus(page, sql);
      await comeBack(page, name);
      await openByAddress(page, sql, name);
    });
  } finally {
    await browser.close();
  }
});

/** The longest wait comes first, then the newest that the AI answers. */
async function walkByKeys(page: Page): Promise<void> {
  await page.keyboard.press("j");
  await focusIs(page, `Shopper ${ROWS - 1}`);
  assert.equal(await page.evaluate(pressEach, ROWS), ROWS);
  await focusIs(page, `Shopper ${ROWS}`);
  assert.ok(await drawn(page) < 90, `${await drawn(page)} rows are drawn`);
  await page.keyboard.press("Home");
  await focusIs(page, `Shopper ${ROWS - 1}`);
  await page.keyboard.press("End");
  await focusIs(page, `Shopper ${ROWS}`);
  assert.ok(await inSight(page, `Shopper ${ROWS}`));
  const place = page.locator("li[aria-posinset]:has(:focus)");
  assert.equal(await place.getAttribute("aria-posinset"), `${ROWS / 2}`);
  assert.equal(await place.getAttribute("aria-setsize"), `${ROWS / 2}`);
  await page.keyboard.press("k");
  await focusIs(page, `Shopper ${ROWS - 2}`);
}

/** What is selected stays so where it is not drawn any more. */
async function selectFarApart(page: Page): Promise<void> {
  for (const key of ["x", "Home", "x", "End"]) await page.keyboard.press(key); // bound: four
  const bar = page.getByRole("group", { name: "Selected conversations" });
  await bar.getByText("2 selected").waitFor();
  await focusIs(page, `Shopper ${ROWS}`);
  assert.equal(await page.getByLabel(`Select Shopper ${ROWS - 1}`).count(), 0, "not drawn");
  await page.keyboard.press("Home");
  assert.ok(await page.getByLabel(`Select Shopper ${ROWS - 1}`).isChecked());
  await page.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });
  for (const key of ["End", "k"]) await page.keyboard.press(key); // bound: two
  await focusIs(page, `Shopper ${ROWS - 2}`);
}

/** Runs in the page: presses J and the arrow in turns and counts the rows that got the focus. */
async function pressEach(times: number): Promise<number> {
  const seen = new Set<string>();
  for (let press = 0; press < times; press++) {
    const key = press % 2 === 0 ? "j" : "ArrowDown";
    seen.add(document.activeElement?.getAttribute("data-id") ?? "");
    document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    await new Promise((drawn) => setTimeout(drawn));
  }
  return seen.size;
}

/** Wherever the list stands there are rows to see, and all of them can be seen somewhere. */
async function lookWhileScrolling(page: Page): Promise<void> {
  const names = await page.evaluate(async () => {
    const box = document.querySelector(".conversation-list-lanes");
    const seen = new Set<string>();
    if (box === null) return [];
    const { left, top, height } = box.getBoundingClientRect();
    for (let at = 0; at < box.scrollHeight; at += height - 80) {
      box.scrollTop = at;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      for (let y = top + 40; y < top + height; y += 20) {
        const row = document.elementFromPoint(left + 90, y)?.closest(".conversation-row");
        seen.add(row?.querySelector(".conversation-row-name")?.textContent ?? "");
      }
    }
    return [...seen].filter((name) => name !== "");
  });
  assert.equal(names.length, ROWS);
  // The row with the focus was far away all the while.
  await focusIs(page, `Shopper ${ROWS - 2}`);
}

/** A row that moves to another lane, far away, keeps the focus. */
async function keepFocus(page: Page, sql: postgres.Sql): Promise<void> {
  await page.keyboard.press("Home");
  await focusIs(page, `Shopper ${ROWS - 1}`);
  await sql`update public.conversations as c set owner = 'ai', status = 'active', waiting_since = null
    from public.customers as s where s.id = c.customer_id
    and s.full_name = ${`Shopper ${ROWS - 1}`}`;
  await page.getByText(`${ROWS / 2 + 1}`, { exact: true }).first().waitFor();
  await focusIs(page, `Shopper ${ROWS - 1}`);
}

async function comeBack(page: Page, store: string): Promise<void> {
  const lanes = page.locator(".conversation-list-lanes");
  await lanes.evaluate((box) => box.scrollTop = 6_000);
  await page.getByRole("link", { name: "Dashboard" }).click();
  await page.getByText("Handovers today").first().waitFor();
  await page.goBack();
  await page.waitForURL(new RegExp(`${store}/conversations`));
  assert.ok(Math.abs(await lanes.evaluate((box) => box.scrollTop) - 6_000) < 80);
}

async function openByAddress(page: Page, sql: postgres.Sql, store: string): Promise<void> {
  const [row] = await sql`select c.id from public.conversations as c
    join public.customers as s on s.id = c.customer_id
    join public.dealerships as d on d.id = c.dealership_id
    where d.subdomain = ${store} and s.full_name = 'Shopper 90'`;
  const { web } = await testUrls();
  await page.goto(`${web}/${store}/conversations/${row?.id}`);
  await page.getByText("Live", { exact: true }).first().waitFor();
  await waitFor(
    "the open row to be in sight",
    async () => await inSight(page, "Shopper 90") || null,
  );
}
