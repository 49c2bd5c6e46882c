import assert from "node:assert/strict";
import { LeadIntake } from "../../supabase/functions/_shared/contract/lead.ts";
import { MAX_DOCUMENT_BYTES, parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { findAdf } from "../../supabase/functions/_shared/domain/adf_mail.ts";
import { startCpuClock } from "../../supabase/functions/_shared/testing/cpu_clock.ts";

const OPTIONS = { received_at: "2026-11-22T18:00:00Z", timezone: "America/New_York" };
const FOLDER = new URL("../fixtures/adf/", import.meta.url);
const SAMPLES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => /\.(?:xml|txt)$/.test(name)).sort()
  .map((name) => ({ name, raw: Deno.readFileSync(new URL(name, FOLDER)) }));

/** Numbers that look random and are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function prospect(name: string): string {
  return `<prospect><customer><contact><name part="full">${name}</name>` +
    `<email>${
      name.replace(" ", ".").toLowerCase()
    }@shopper.example</email></contact></customer></prospect>`;
}

function namesIn(document: string | Uint8Array): (string | null)[] {
  return parseAdf(document, OPTIONS).leads.map((lead) => lead.customer.full_name);
}

Deno.test("parseAdf() answers in the shape of LeadIntake for every sample", () => {
  for (const { name, raw } of SAMPLES) {
    for (const lead of parseAdf(raw, OPTIONS).leads) {
      assert.deepEqual(LeadIntake.parse(lead), lead, name);
    }
  }
});

Deno.test("parseAdf() loses no prospect that a cut document still holds", () => {
  const people = ["Ana Lopez", "Ben Cole", "Cleo Diaz", "Dan Ek"];
  const whole = `<adf>${people.map(prospect).join("\n")}</adf>`;
  for (let length = 0; length < whole.length; length += 3) {
    const cut = whole.slice(0, length);
    const complete = cut.split("</prospect>").length - 1;
    const parsed = parseAdf(cut, OPTIONS);
    const found = parsed.leads.map((lead) => lead.customer.full_name);
    assert.deepEqual(found.slice(0, complete), people.slice(0, complete), cut.slice(-40));
    assert.equal(parsed.verdict, "needs_review");
  }
});

Deno.test("parseAdf() never throws and stays quick when bytes are changed at random", () => {
  const random = seeded(20261122);
  for (let round = 0; round < 600; round++) {
    const sample = SAMPLES[Math.floor(random() * SAMPLES.length)];
    if (sample === undefined || sample.raw.length === 0) continue;
    const raw = sample.raw.slice(0, 20_000);
    const changes = 1 + Math.floor(random() * 8);
    for (let change = 0; change < changes; change++) {
      const at = Math.floor(random() * raw.length);
      raw[at] = random() < 0.5 ? "<>/&\"'=!?-[]"[change]?.charCodeAt(0) ?? 0 : random() * 256;
    }
    const parsed = parseAdf(raw, OPTIONS);
    assert.ok(parsed.verdict === "parsed" || parsed.review_reason !== null, sample.name);
    for (const lead of parsed.leads) LeadIntake.parse(lead);
  }
});

Deno.test("parseAdf() finds the same people whatever encoding carries them", () => {
  const text = `<?xml version="1.0"?><adf>${prospect("José Nuñez")}</adf>`;
  const wide = (little: boolean) => {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
    return bytes;
  };
  const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  for (const raw of [text, new TextEncoder().encode(text), wide(true), wide(false), latin]) {
    assert.deepEqual(namesIn(raw), ["José Nuñez"]);
  }
});

Deno.test("parseAdf() expands no entity, however it is hidden", () => {
  const bodies = ["<!ENTITY a 'x'>", "<!Entity % a SYSTEM 'http://x.example'>", "<!ENTITY\ta 'b'>"];
  for (const body of bodies) {
    const raw = `<!DOCTYPE adf [${body}]><adf>${prospect("&a; Lopez")}</adf>`;
    assert.equal(parseAdf(raw, OPTIONS).review_reason, "entity_declared");
  }
  const undeclared = parseAdf(`<adf>${prospect("&a; Lopez")}</adf>`, OPTIONS);
  assert.equal(undeclared.leads.length, 1);
});

Deno.test("parseAdf() keeps what is above its limits unread, for a person", () => {
  const big = `<adf>${prospect("Ana Lopez")}${"<!-- x -->".repeat(60_000)}</adf>`;
  assert.ok(big.length > MAX_DOCUMENT_BYTES);
  assert.equal(parseAdf(big, OPTIONS).review_reason, "too_large");
  const many = `<adf>${prospect("Ana Lopez")}${"<x/>".repeat(100_000)}</adf>`;
  const parsed = parseAdf(many, OPTIONS);
  assert.equal(parsed.review_reason, "too_many_elements");
  assert.equal(parsed.leads[0]?.customer.full_name, "Ana Lopez");
});

/** What makes a careless scanner go back and forth. */
const HEAVY: Readonly<Record<string, (count: number) => string>> = {
  "opening brackets": (count) => "<".repeat(count),
  "tags without an end": (count) => "<a ".repeat(count / 3),
  "attributes without an end": (count) => `<a ${'b="'.repeat(count / 3)}`,
  "declarations": (count) => "<![".repeat(count / 3),
  "comments without an end": (count) => "<!--".repeat(count / 4),
  "CDATA without an end": (count) => "<![CDATA[".repeat(count / 9),
  "closing tags": (count) => "</contact>".repeat(count / 10),
  "deep nesting": (count) => "<b1>".repeat(count / 4),
  "ampersands": (count) => "&amp".repeat(count / 4),
  "labels": (count) => "Phone: ".repeat(count / 7),
  "spaces": (count) => `x${" ".repeat(count)}y`,
  "blank lines": (count) => "\n \n".repeat(count / 3),
  "capitalised words": (count) => "Word ".repeat(count / 5),
  "digits": (count) => "1".repeat(count),
  "question marks": (count) => "a@".repeat(count / 2),
};

function timeOf(work: () => void): number {
  const took = startCpuClock();
  work();
  return took();
}

/** The smallest growth of some tries: another process can only make one seem slower. */
function growthOf(run: (count: number) => void): { growth: number; ms: number } {
  let small = Infinity;
  let large = Infinity;
  for (let attempt = 0; attempt < 12; attempt++) {
    small = Math.min(small, timeOf(() => run(30_000)));
    large = Math.min(large, timeOf(() => run(120_000)));
    if (large < 60 || large / small < 10) break;
  }
  return { growth: large / small, ms: large };
}

Deno.test("parseAdf() takes four times the time for four times the document", () => {
  for (const [what, make] of Object.entries(HEAVY)) {
    for (const holder of ["comments", "adf"]) {
      const { growth, ms } = growthOf((count) => {
        const filler = make(count);
        parseAdf(
          holder === "adf"
            ? `<adf>${filler}</adf>`
            : `<adf><prospect><customer><comments>${filler}</comments></customer></prospect></adf>`,
          OPTIONS,
        );
      });
      // It would be 16 times if it were quadratic; below 60 ms nothing can be told.
      assert.ok(ms < 60 || growth < 10, `${what} in ${holder}: ${growth.toFixed(1)} x, ${ms} ms`);
    }
  }
});

Deno.test("findAdf() prefers an attachment, then the text, then the HTML, then labels", () => {
  const encoder = new TextEncoder();
  const document = `<adf>${prospect("Ana Lopez")}</adf>`;
  const file = (filename: string, content_type: string, text = document) => ({
    filename,
    content_type,
    bytes: encoder.encode(text),
  });
  const escaped = document.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const form = "Name: Ana Lopez\nPhone: 555-010-2233";
  const cases = [
    [[file("lead.xml", "application/xml")], document, null, "attachment"],
    [[file("lead.adf", "application/octet-stream")], null, null, "attachment"],
    [[file("note.txt", "text/plain")], null, null, "attachment"],
    [[file("x", "application/x-adf+xml")], null, null, "attachment"],
    [[file("photo.xml", "image/jpeg", "no")], document, null, "text"],
    [[], document, `<pre>${escaped}</pre>`, "text"],
    [[], "see the HTML part", `<pre>${escaped}</pre>`, "html"],
    [[], form, null, "labels"],
    [[], null, `<p>${form.replace("\n", "<br>")}</p>`, "labels"],
    [[], "hello", "<p>hello</p>", "nothing"],
    [[], null, null, "nothing"],
  ] as const;
  for (const [attachments, text, html, place] of cases) {
    const [found] = findAdf({ attachments, text, html });
    assert.equal(found?.place, place);
    if (place !== "nothing" && found !== undefined) {
      assert.deepEqual(namesIn(found.raw), ["Ana Lopez"], place);
    }
  }
});

Deno.test("findAdf() finds every document of a mail with several", () => {
  const bytes = new TextEncoder().encode(`<adf>${prospect("Ana Lopez")}</adf>`);
  const file = { filename: "a.xml", content_type: "text/xml", bytes };
  assert.equal(findAdf({ attachments: [file, file], text: null, html: null }).length, 2);
});
