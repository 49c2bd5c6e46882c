import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { testVin } from "../../supabase/functions/_shared/testing/feed.ts";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

const VIN = testVin(860_001);
const FILE = [
  "VIN,Stock,Year,Make,Model,Price,Color,Farbe innen",
  `${VIN},Q8601,2021,Lucid,Air,"$61,480",Red,Black`,
  `1HGCM82633A00435O,Q8602,2021,Lucid,Air,61000,Red,Black`,
  `${testVin(860_003)},Q8603,2021,Lucid,Air,soon,Blue,Black`,
].join("\n");

/** Takes away what the test has brought into Oak's stock, and the columns it has named. */
async function clearStock(): Promise<void> {
  const sql = await connect();
  await sql`delete from public.vehicles where dealership_id = ${OAK} and make = 'Lucid'`;
  await sql`delete from public.vehicle_feeds where dealership_id = ${OAK} and name = 'Uploaded files'`;
  await sql.end();
}

async function open(staff: Page, path: string): Promise<void> {
  await staff.goto(`${(await testUrls()).web}/oak/inventory${path}`);
}

async function dropFile(staff: Page): Promise<void> {
  await open(staff, "");
  await staff.getByRole("link", { name: "Import" }).click();
  await staff.getByLabel(/The file lists the whole stock/).uncheck();
  await staff.locator("input[type=file]").setInputFiles({
    name: "lucid.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(FILE),
  });
  await staff.getByText("This is no VIN").waitFor();
}

/** The errors are by line and column, and a column that nobody knows is named. */
async function checkPreview(staff: Page): Promise<void> {
  const errors = staff.getByRole("region", { name: "2 things to look at" });
  assert.deepEqual(await errors.getByRole("row").nth(1).getByRole("cell").allInnerTexts(), [
    "3",
    "VIN",
    "1HGCM82633A00435O",
    "This is no VIN",
    "Left out",
  ]);
  assert.match(await errors.getByRole("row").nth(2).innerText(), /4\s+Price\s+soon/);
  const column = staff.getByLabel("What Farbe innen is taken for");
  assert.equal(await column.inputValue(), "");
  await column.selectOption({ label: "Inside color" });
  await staff.getByRole("button", { name: "Read the file again with these columns" }).click();
  await staff.getByRole("button", { name: "Read the file again with these columns" })
    .waitFor({ state: "detached" });
  await staff.getByRole("button", { name: "Import 2 units" }).waitFor();
  assert.equal(await column.inputValue(), "int_color");
  await assertAccessible(staff, "import preview");
}

/** What a shopper hears about the new unit. */
async function askAboutIt(): Promise<string> {
  const shopper = newShopper();
  const phone = await testPhone();
  await phone.send({ from: shopper, to: OAK_NUMBER, body: "how much is the red Lucid Air?" });
  return await waitFor("the answer", async () => {
    const [reply] = await phone.received(shopper);
    return reply?.body ?? null;
  });
}

Deno.test("import: a dropped file shows its errors, comes into the stock, is answered about, undone", async () => {
  await clearStock();
  const browser = await launchBrowser();
  try {
    const staff = await signIn(browser, "manager@oak.example");
    await dropFile(staff);
    await checkPreview(staff);
    await staff.getByRole("button", { name: "Import 2 units" }).click();
    await staff.getByText("Imported", { exact: true }).waitFor();
    await open(staff, "?q=Q8601");
    await staff.getByRole("link", { name: "2021 Lucid Air" }).waitFor();
    assert.match(await askAboutIt(), /61,480/);
    await open(staff, "/import");
    await staff.getByRole("link", { name: "lucid.csv" }).first().click();
    await staff.getByRole("button", { name: "Undo this import" }).click();
    await staff.getByText("Undone", { exact: true }).waitFor();
  } finally {
    await browser.close();
    await clearStock();
  }
});
