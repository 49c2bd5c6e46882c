import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";
import { testUrls } from "../support/stack.ts";

/** A unit of its own that a shopper has asked about, so that no other test meets its changes. */
async function askedUnit(): Promise<{ unit: string; stock: string; conversation: string }> {
  const shopper = newShopper();
  const stock = `Z${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
  await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
  const sql = await connect();
  const [made] = await sql<{ id: string }[]>`insert into public.vehicles
      (dealership_id, stock_number, vin, year, make, model, condition, status, price_cents)
    values (${OAK}, ${stock}, ${`1ZZ${Math.random().toFixed(9).slice(2)}00000`.slice(0, 17)},
      2020, 'Mazda', 'CX-9', 'used', 'available', 2000000) returning id`;
  const [thread] = await sql<{ id: string }[]>`update public.conversations
    set vehicle_id = ${made?.id ?? ""} where customer_address = ${shopper} returning id`;
  await sql.end();
  return { unit: made?.id ?? "", stock, conversation: thread?.id ?? "" };
}

/** Other tests look at the newest units, which this one shall not be among. */
async function retire(unit: string): Promise<void> {
  const sql = await connect();
  await sql`update public.vehicles set status = 'retired' where id = ${unit}`;
  await sql.end();
}

Deno.test("inventory: a manager marks a unit sold, the thread about it says so in amber, and it comes back", async () => {
  const { unit, stock, conversation } = await askedUnit();
  const { web } = await testUrls();
  const browser = await launchBrowser();
  try {
    const staff = await signIn(browser, "manager@oak.example");
    await staff.goto(`${web}/oak/inventory/${unit}`);
    const sheet = staff.getByRole("dialog", { name: "Vehicle" });
    await sheet.getByText("Change this unit").click();
    await sheet.getByLabel("Price in dollars").fill("call us");
    await sheet.getByLabel("Status").selectOption("sold");
    await sheet.getByRole("button", { name: "Save changes" }).click();
    await sheet.getByText("Write a price such as 31480, or nothing", { exact: true }).waitFor();
    await assertAccessible(staff, "the form of a unit");
    await sheet.getByLabel("Price in dollars").fill("19,500");
    await sheet.getByRole("button", { name: "Save changes" }).click();
    await staff.getByText("2020 Mazda CX-9 is changed").waitFor();
    await sheet.getByText("Sold, $20,000 to $19,500").waitFor();
    await staff.getByRole("button", { name: "Undo", exact: true }).click();
    await staff.getByText("2020 Mazda CX-9 is as it was").waitFor();
    await sheet.getByText("On the lot, $19,500 to $20,000").waitFor();
    await staff.goto(`${web}/oak/conversations/${conversation}`);
    const sold = staff.getByRole("log").locator('.rule[data-tone="warn"]');
    await sold.getByText(`Sold: 2020 Mazda CX-9 (stock ${stock})`).waitFor();
    await assertAccessible(staff, "a thread whose unit was sold");
  } finally {
    await browser.close();
    await retire(unit);
  }
});
