/** How many documents of leads are read per second, against the XML parser alone on the same bytes. */
import { XMLParser } from "fast-xml-parser";
import { parseAdf } from "../supabase/functions/_shared/domain/adf.ts";
import type { Figure } from "./figures.ts";
import { spreadOf } from "./samples.ts";

const FOLDER = new URL("../tests/fixtures/adf/", import.meta.url);
const OPTIONS = { received_at: "2026-11-22T18:00:00Z", timezone: "America/New_York" };

/** Reads every sample that the XML parser can read too, in turns with that parser. */
export async function measureAdf(quick: boolean): Promise<readonly Figure[]> {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    parseTagValue: false,
  });
  const samples = (await readSamples()).filter(({ text }) => isReadable(parser, text));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < (quick ? 10 : 60); round++) { // bound: 60 rounds
    theirs.push(rateOf(samples.length, () => samples.forEach(({ text }) => parser.parse(text))));
    ours.push(rateOf(samples.length, () => samples.forEach(({ raw }) => parseAdf(raw, OPTIONS))));
  }
  return [{
    key: "adf.read",
    label: `documents of leads read (${samples.length} samples)`,
    value: spreadOf(ours).p50,
    unit: "/s",
    yardstick: { label: "fast-xml-parser alone", value: spreadOf(theirs).p50 },
  }];
}

async function readSamples(): Promise<{ raw: Uint8Array; text: string }[]> {
  const samples: { raw: Uint8Array; text: string }[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".xml")) continue;
    const raw = await Deno.readFile(new URL(name, FOLDER));
    // One sample is 64 KB of comments; it would be most of what is measured.
    if (raw.length < 20_000) samples.push({ raw, text: new TextDecoder().decode(raw) });
  }
  return samples;
}

function isReadable(parser: XMLParser, text: string): boolean {
  try {
    return parser.parse(text) !== undefined;
  } catch {
    return false;
  }
}

function rateOf(count: number, work: () => void): number {
  const startedAt = performance.now();
  work();
  return count / ((performance.now() - startedAt) / 1000);
}
