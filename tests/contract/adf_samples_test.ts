import assert from "node:assert/strict";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";

/**
 * The samples of tests/fixtures/adf. Each document stands beside what has to be read from it: `leads`
 * names fields by their path, so a sample says only what it is about.
 */
const FOLDER = new URL("../fixtures/adf/", import.meta.url);
const OPTIONS = {
  received_at: "2026-11-22T18:00:00Z",
  timezone: "America/New_York",
  country: "US",
  sender_domain: "mail.portal.example",
};

interface Sample {
  readonly about: string;
  readonly verdict: string;
  readonly review_reason?: string;
  readonly format?: string;
  readonly warnings?: readonly string[];
  readonly lead_count?: number;
  readonly leads: readonly Record<string, unknown>[];
}

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => /\.(?:xml|txt)$/.test(name)).sort();

Deno.test("adf samples: there are enough of them, and each is told apart", () => {
  assert.ok(names.length >= 120, `${names.length} samples`);
  assert.equal(new Set(names.map((name) => name.slice(0, 3))).size, names.length);
});

for (const name of names) {
  const sample: Sample = JSON.parse(
    Deno.readTextFileSync(new URL(name.replace(/\.\w+$/, ".json"), FOLDER)),
  );
  Deno.test(`adf sample ${name.replace(/\.\w+$/, "")}: ${sample.about}`, () => {
    const parsed = parseAdf(Deno.readFileSync(new URL(name, FOLDER)), OPTIONS);
    const said = {
      verdict: parsed.verdict,
      review_reason: parsed.review_reason,
      leads: parsed.leads.length,
    };
    assert.deepEqual(said, {
      verdict: sample.verdict,
      review_reason: sample.review_reason ?? null,
      leads: sample.lead_count ?? sample.leads.length,
    });
    if (sample.format !== undefined) assert.equal(parsed.format, sample.format);
    if (sample.warnings !== undefined) assert.deepEqual(parsed.warnings, sample.warnings);
    for (const [index, expected] of sample.leads.entries()) {
      assert.deepEqual(pick(parsed.leads[index], expected), expected);
    }
  });
}

/** The fields that a sample names, read from a lead. */
function pick(lead: unknown, expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected).map(([path, value]) => [path, read(lead, path, value)]),
  );
}

function read(lead: unknown, path: string, expected: unknown): unknown {
  if (path === "warnings_match" && Array.isArray(expected)) {
    const warnings = String(at(lead, "warnings"));
    return expected.map((part) => warnings.includes(String(part)) ? part : warnings);
  }
  if (path.endsWith("_count")) return lengthOf(at(lead, path.slice(0, -"_count".length)));
  if (path.endsWith("_max")) {
    const length = lengthOf(at(lead, path.slice(0, -"_max".length)));
    return length > 0 && length <= Number(expected) ? expected : length;
  }
  return at(lead, path);
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key],
    value,
  );
}

function lengthOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length : -1;
}
