import assert from "node:assert/strict";
import type { ExportedLead } from "../../supabase/functions/_shared/contract/lead_export.ts";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import {
  type AdfNode,
  findAll,
  parseTree,
} from "../../supabase/functions/_shared/domain/adf_tree.ts";
import { isoWithOffset, writeAdf } from "../../supabase/functions/_shared/domain/adf_write.ts";

const DTD = Deno.readTextFileSync(
  new URL("../fixtures/adf/adf_1_0.dtd", import.meta.url),
);
const LEAD: ExportedLead = {
  export_id: "0a000000-0000-4000-8000-0000000000e1",
  lead_id: "0a000000-0000-4000-8000-0000000000e2",
  is_written: false,
  is_repeat: false,
  requested_at: "2026-11-22T14:30:05.250Z",
  source: "Cars.com",
  type: "sales",
  inquiry: 'Is the "Town & Country" < $20,000?',
  interest: "buy",
  vehicle: {
    vin: "1HGCM82633A004352",
    stock_number: "007",
    year: "2021",
    make: "Toyota",
    model: "RAV4",
    trim: "XLE",
    condition: "used",
    odometer: null,
    odometer_unit: null,
  },
  trade_in: {
    vin: null,
    stock_number: null,
    year: "2015",
    make: "Honda",
    model: "Civic",
    trim: null,
    condition: "used",
    odometer: "81200",
    odometer_unit: "mi",
  },
  customer: {
    id: "0a000000-0000-4000-8000-0000000000e3",
    full_name: "José Núñez",
    language: "es",
    phones: ["+15550102233"],
    emails: ["jose@shopper.example"],
  },
  dealership: {
    id: "0a000000-0000-4000-8000-000000000001",
    name: "Oak & Ridge Toyota",
    timezone: "America/New_York",
    country: "US",
  },
  transcript: [
    { at: "2026-11-22T14:31:00Z", author: "ai", content: "Hi José, it is here. </comments>" },
    { at: "2026-11-22T14:32:00Z", author: "customer", content: "Great & thanks\u0007" },
  ],
};

/** `(id*, name, (a | b)+)` as a pattern over the names of children. */
function contentModel(name: string): RegExp | null {
  const model = new RegExp(`<!ELEMENT ${name} (\\([^>]*)>`).exec(DTD)?.[1];
  if (model === undefined) return null;
  const pattern = model.replaceAll("#PCDATA", "").replace(/\s+/g, "")
    .replace(/[a-z]+/g, (child) => `(?:${child} )`).replaceAll(",", "");
  return new RegExp(`^${pattern}$`);
}

function assertValid(node: AdfNode): void {
  const model = contentModel(node.name);
  assert.ok(model, `${node.name} is no element of ADF`);
  assert.match(node.children.map((child) => `${child.name} `).join(""), model, node.name);
  const known = new RegExp(`<!ATTLIST ${node.name} ([^>]*)>`).exec(DTD)?.[1] ?? "";
  for (const [attribute, value] of node.attributes) {
    const declared = new RegExp(`\\b${attribute} (CDATA|\\([^)]*\\))`).exec(known)?.[1];
    assert.ok(declared, `${node.name} has no ${attribute}`);
    if (declared !== "CDATA") assert.ok(declared.match(/[\w-]+/g)?.includes(value), value);
  }
  node.children.forEach(assertValid);
}

function validate(xml: string): void {
  const tree = parseTree(xml.replace(/<\?[^>]*\?>/g, ""));
  assert.ok(tree);
  const [adf] = findAll(tree, "adf");
  assert.ok(adf);
  assertValid(adf);
}

Deno.test("writeAdf() writes what the standard's document type asks for", () => {
  const bare: ExportedLead = {
    ...LEAD,
    source: null,
    inquiry: null,
    vehicle: null,
    trade_in: null,
    transcript: [],
    is_repeat: true,
    customer: { ...LEAD.customer, full_name: null, language: null, phones: [], emails: [] },
  };
  for (
    const lead of [LEAD, bare, { ...LEAD, type: "test_drive" }, { ...LEAD, interest: "lease" }]
  ) {
    validate(writeAdf(lead));
  }
});

Deno.test("writeAdf() is checked by a document type that refuses a wrong order", () => {
  const xml = writeAdf(LEAD);
  const wrong = xml.replace(
    "<year>2021</year>\n<make>Toyota</make>",
    "<make>T</make>\n<year>1</year>",
  );
  assert.throws(() => validate(wrong));
  assert.throws(() => validate(xml.replace('status="used"', 'status="old"')));
});

Deno.test("writeAdf() is read back by our own parser as the same lead", () => {
  const parsed = parseAdf(writeAdf(LEAD), { received_at: "2026-11-22T18:00:00Z" });
  assert.equal(parsed.verdict, "parsed");
  const [lead] = parsed.leads;
  assert.ok(lead);
  assert.equal(lead.external_id, `${LEAD.lead_id}@Rylie`);
  assert.equal(lead.requested_at, "2026-11-22T14:30:05.000Z");
  assert.equal(lead.source, "Cars.com");
  assert.equal(lead.customer.full_name, "José Núñez");
  assert.deepEqual(lead.customer.phones.map((phone) => phone.e164), ["+15550102233"]);
  assert.deepEqual(lead.customer.emails.map((email) => email.address), ["jose@shopper.example"]);
  assert.equal(lead.customer.language, "es");
  assert.equal(lead.vehicle?.vin, LEAD.vehicle?.vin);
  assert.equal(lead.vehicle?.stock_number, "007");
  assert.equal(lead.vehicle?.condition, "used");
  assert.equal(lead.trade_in?.odometer, 81_200);
  assert.equal(lead.inquiry, LEAD.inquiry);
  assert.match(lead.comments_raw ?? "", /\[2026-11-22 09:32\] Customer: Great & thanks$/);
});

Deno.test("writeAdf() gives a phone in E.164 and as it is dialled there", () => {
  const xml = writeAdf(LEAD);
  assert.match(
    xml,
    /<phone type="voice">\+15550102233<\/phone>\n<phone type="voice">\(555\) 010-2233</,
  );
});

Deno.test("isoWithOffset() gives the dealership's wall clock, in winter and in summer", () => {
  const zone = "America/New_York";
  assert.equal(isoWithOffset("2026-11-22T14:30:05Z", zone), "2026-11-22T09:30:05-05:00");
  assert.equal(isoWithOffset("2026-07-04T14:30:05Z", zone), "2026-07-04T10:30:05-04:00");
  assert.equal(isoWithOffset("2026-07-04T00:00:00Z", "Asia/Kolkata"), "2026-07-04T05:30:00+05:30");
});
