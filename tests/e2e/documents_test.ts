import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { testUrls } from "../support/stack.ts";
import { signIn } from "../support/staff.ts";
import { waitFor } from "../support/wait.ts";

/** A document that waits for a person, since its e-mail tag is never closed. */
async function newBrokenDocument(): Promise<{ id: string; source: string; text: string }> {
  const source = `Portal ${crypto.randomUUID().slice(0, 8)}`;
  const text = `<adf><prospect><customer><contact><name>Bo Tan</name>` +
    `<email>${crypto.randomUUID()}@shopper.example</contact>` +
    `<comments>&lt;script&gt;document.title = "taken"&lt;/script&gt; Is it there?</comments>` +
    `</customer><provider><name>${source}</name></provider></prospect></adf>`;
  const { api } = await testUrls();
  const response = await fetch(`${api}/functions/v1/adf-inbound`, {
    method: "POST",
    headers: { "x-api-key": "lead_demo_oak", "content-type": "application/xml" },
    body: text,
  });
  assert.equal(response.status, 202);
  const { document_id } = await response.json();
  return { id: document_id, source, text };
}

async function openDocuments(page: Page): Promise<void> {
  await page.goto(`${(await testUrls()).web}/oak/leads?as=documents`);
  await page.getByRole("heading", { name: "Leads" }).waitFor();
}

Deno.test("documents: a person corrects a broken document and it becomes a lead", async () => {
  const { id, source, text } = await newBrokenDocument();
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example");
    await openDocuments(page);
    await page.getByRole("link", { name: source }).click();
    await page.getByText("A tag in it is not closed").first().waitFor();
    const reading = page.getByRole("region", { name: "What is read from it" });
    await reading.getByText("Bo Tan").waitFor();
    // What a document says is shown as text, whatever it says.
    await reading.getByText("Is it there?").first().waitFor();
    assert.notEqual(await page.title(), "taken");
    await assertAccessible(page, "a document");
    await page.getByLabel("As it came").fill(text.replace("</contact>", "</email></contact>"));
    await reading.getByText("Can be read").waitFor();
    await page.getByRole("button", { name: "Save and read again" }).click();
    await page.getByText("The document is read again").waitFor();
    const sql = await connect();
    const status = await waitFor("the document to be read again", async () => {
      const [row] = await sql`select status from public.adf_documents where id = ${id}`;
      return row?.["status"] === "received" ? null : row?.["status"];
    }).finally(() => sql.end());
    assert.equal(status, "created");
  } finally {
    await browser.close();
  }
});

Deno.test("documents: the tester reads a pasted document and stores nothing", async () => {
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example", { width: 375, height: 812 });
    await openDocuments(page);
    await page.getByRole("link", { name: "Try a document" }).click();
    const sent: string[] = [];
    page.on("request", (request) => void (request.method() === "POST" && sent.push(request.url())));
    await page.getByLabel("Document", { exact: true }).fill(
      "Name: Ana Lopez\nPhone: 555-010-2233\nStock: T1042",
    );
    await page.getByText("Can be read").waitFor();
    await page.getByText("T1042").last().waitFor();
    assert.deepEqual(sent, []);
    await assertAccessible(page, "the tester");
  } finally {
    await browser.close();
  }
});

Deno.test("documents: sales sees no tab for them, and only a word at their address", async () => {
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "sales@oak.example");
    await openDocuments(page);
    await page.getByText("Only managers see the documents of leads").waitFor();
    assert.equal(await page.getByRole("link", { name: "Documents", exact: true }).count(), 0);
  } finally {
    await browser.close();
  }
});

Deno.test("documents: an admin names the CRM, and a lead says whether it arrived there", async () => {
  const browser = await launchBrowser();
  const sql = await connect();
  const address = `crm-${crypto.randomUUID()}@pine.example`;
  try {
    const page = await signIn(browser, "admin@pine.example", {
      path: "pine/leads?as=documents&show=addresses",
    });
    await page.getByLabel("Lead address of your CRM").fill(address);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`New leads go to ${address}`).waitFor();
    await assertAccessible(page, "the ways in and out");
    const [lead] = await sql`select id from public.leads
      where dealership_id = (select id from public.dealerships where subdomain = 'pine')
        and status = 'new' limit 1`;
    await page.goto(`${(await testUrls()).web}/pine/leads/${lead?.["id"]}`);
    await page.getByRole("button", { name: "Send to CRM" }).click();
    await page.getByText("The lead is on its way to your CRM").waitFor();
    await waitFor("the mail to the CRM", async () => {
      const rows = await sql`select 1 from public.outbound_mails
        where to_address = ${address} and status in ('sent', 'delivered', 'read')`;
      return rows.length > 0 ? true : null;
    });
  } finally {
    await sql`update public.dealerships set crm_email = null where subdomain = 'pine'`;
    await sql.end();
    await browser.close();
  }
});
