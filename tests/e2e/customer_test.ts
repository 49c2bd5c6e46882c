import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER, PEOPLE } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

/** A shopper wrote, and is a lead with a call in the calendar. */
async function warmShopper(): Promise<string> {
  const shopper = newShopper();
  await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
  const sql = await connect();
  const [thread] = await sql<{ customer_id: string }[]>`select customer_id
    from public.conversations where customer_address = ${shopper}`;
  const customer = thread?.customer_id ?? "";
  await sql`insert into public.leads (dealership_id, customer_id, lead_source_id, assigned_to,
      status, score)
    select ${OAK}, ${customer}, s.id, ${PEOPLE.oakSales.id}, 'working', 62
    from public.lead_sources as s where s.dealership_id = ${OAK} and s.name = 'AutoTrader'`;
  await sql`update public.conversations set vehicle_id = (select v.id from public.vehicles as v
      where v.dealership_id = ${OAK} and v.stock_number = 'T4120')
    where dealership_id = ${OAK} and customer_id = ${customer}`;
  await sql`insert into public.appointments (dealership_id, customer_id, kind, status, starts_at,
      ends_at, idempotency_token, booked_by)
    values (${OAK}, ${customer}, 'call_back', 'confirmed', now() + interval '2 days',
      now() + interval '2 days 15 minutes', gen_random_uuid(), 'staff')`;
  await sql.end();
  return shopper;
}

async function createTag(staff: Page, name: string): Promise<void> {
  await staff.getByRole("button", { name: "More", exact: true }).click();
  await staff.getByRole("button", { name: "Tags" }).click();
  await staff.getByRole("combobox", { name: "Name of a tag" }).fill(name);
  await staff.getByRole("option", { name: `Create “${name}”` }).click();
  await staff.getByRole("option", { name }).getByText(", chosen").waitFor({ state: "attached" });
  await staff.keyboard.press("Escape");
}

Deno.test("customer: the column shows how warm they are, what comes next and what they allowed", async () => {
  const browser = await launchBrowser();
  try {
    const shopper = await warmShopper();
    const dana = await signIn(browser, "manager@oak.example");
    await openThread(dana, shopper);
    const column = dana.getByRole("complementary", { name: "Customer" });
    const lead = column.getByRole("region", { name: "Lead" });
    for (const fact of ["62", "Working", "Sam Rivera", "AutoTrader"]) {
      await lead.getByText(fact, { exact: true }).waitFor();
    }
    await column.getByText(/T4120/).waitFor();
    await column.getByText(/[2-9]\d days on the lot/).waitFor();
    await column.getByText("Call back").waitFor();
    await column.getByText(/SMS: agreed .*, wrote first/).waitFor();
    const tag = `Weekend ${crypto.randomUUID().slice(0, 6)}`;
    await createTag(dana, tag);
    await dana.getByRole("region", { name: /^Conversation with/ }).getByText(tag).waitFor();
    await assertAccessible(dana, "a warm customer");
    await changeInPlace(dana, shopper);
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "STOP" });
    await column.getByText(/SMS: texted STOP on/).waitFor();
    await goBackFromSheet(dana);
  } finally {
    await browser.close();
  }
});

/** A name is given, and a visit booked, moved and cancelled, all in the column. */
async function changeInPlace(dana: Page, shopper: string): Promise<void> {
  const column = dana.getByRole("complementary", { name: "Customer" });
  await column.getByRole("button", { name: "Change the name" }).click();
  await column.getByRole("textbox", { name: "Name of the customer" }).fill("Ana Ruiz");
  await dana.keyboard.press("Enter");
  await dana.getByRole("region", { name: "Conversation with Ana Ruiz" }).waitFor();
  await column.getByRole("textbox", { name: "Name of the customer" }).waitFor({ state: "hidden" });
  assert.equal(await column.getByText("Ana Ruiz").count(), 0, "the thread’s head says it");

  await column.getByRole("button", { name: "Book", exact: true }).click();
  const booking = dana.getByRole("dialog");
  await booking.getByLabel("Day").fill(await workingDay(shopper));
  const times = booking.getByRole("region", { name: "Free times" }).getByRole("button");
  await times.first().waitFor();
  await assertAccessible(dana, "the free times");
  await times.first().click();
  await dana.getByText(/^Booked: Test drive/).waitFor();
  const field = dana.getByRole("textbox", { name: /^Reply to/ });
  assert.match(await field.inputValue(), /^You’re booked for /);

  const visit = column.getByRole("listitem").filter({ hasText: "Test drive" });
  await visit.getByText("Unconfirmed").waitFor();
  await visit.getByRole("button", { name: "Confirm" }).click();
  await visit.getByText("Confirmed", { exact: true }).waitFor();
  const before = await visit.locator("time").getAttribute("datetime");
  await visit.getByRole("button", { name: "Move" }).click();
  await times.nth(1).click();
  await visit.locator(`time:not([datetime="${before}"])`).waitFor();
  await visit.getByRole("button", { name: "Cancel it" }).click();
  await visit.waitFor({ state: "detached" });
}

/** A working day one to four weeks ahead, another one for most shoppers: a slot is taken once. */
async function workingDay(shopper: string): Promise<string> {
  const sql = await connect();
  const days = await sql<{ day: string }[]>`select day::date::text as day
    from generate_series(current_date + 7, current_date + 27, interval '1 day') as day
    where extract(isodow from day) < 6 and not exists (select from public.business_holidays as h
      where h.dealership_id = ${OAK} and h.on_date = day)`;
  await sql.end();
  return days[Number(shopper.slice(-2)) % days.length]?.day ?? "";
}

/** On a phone the way back closes the customer's sheet, not the conversation. */
async function goBackFromSheet(dana: Page): Promise<void> {
  await dana.setViewportSize({ width: 375, height: 812 });
  const thread = dana.getByRole("region", { name: "Conversation with Ana Ruiz" });
  const sheet = dana.getByRole("dialog", { name: "Customer" });
  await thread.getByRole("button", { name: "About this customer" }).click();
  await sheet.getByRole("button", { name: "Change the name" }).waitFor();
  await dana.goBack();
  await sheet.waitFor({ state: "hidden" });
  await thread.getByRole("button", { name: "About this customer" }).click();
  await sheet.getByRole("button", { name: "Close" }).click();
  await sheet.waitFor({ state: "hidden" });
  await thread.waitFor();
  assert.equal(new URL(dana.url()).searchParams.get("panel"), null);
}
