import assert from "node:assert/strict";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { pick } from "../support/adf.ts";

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
  dealership_name: "Oak Ridge Toyota",
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
