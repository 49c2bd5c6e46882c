import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

/** One thing that a message of the AI rests on. */
export interface Source {
  readonly kind: "vehicle" | "knowledge";
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
}

/** One run of the AI: what it took and what it called. */
export const Run = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cost_microcents: z.number(),
  duration_ms: z.nullable(z.number()),
  fallback: z.nullable(z.string()),
  tools: z.catch(z.array(z.object({ name: z.string() })), []),
  calls: z.catch(z.array(z.object({ cost_assumed: z.optional(z.boolean()) })), []),
});
/** One run of the AI: what it took and what it called. */
export type Run = z.infer<typeof Run>;

/** What is known about one message of the AI beside its row. */
export interface Reasons {
  readonly sources: readonly Source[];
  /** The number of the persona's version that wrote it. */
  readonly version: number | null;
  /** Whether staff said that the reply was right; null while nobody did. */
  readonly isHelpful: boolean | null;
  /** How the AI came to it; null for a reply from before that was kept. */
  readonly run: Run | null;
}

/** The parts of a draft that lead to its reasons. */
export interface WrittenDraft {
  readonly evidence: unknown;
  readonly persona_version_id: string | null;
}

/** What the panel "Why this reply" needs from the outside. */
export interface WhyApi {
  readReasons(messageId: number, evidence: unknown): Promise<Reasons>;
  /** What a draft rests on, and the number of the version that wrote it. */
  readDraftReasons(draft: WrittenDraft): Promise<Pick<Reasons, "sources" | "version">>;
  /** Says whether a reply was right; null takes the word back. */
  rate(messageId: number, isHelpful: boolean | null, reason: string | null): Promise<void>;
}

const Evidence = z.catch(z.array(z.object({ kind: z.string(), id: z.string() })), []);
const Rating = z.object({ is_helpful: z.boolean() });
const Entry = z.object({ id: z.string(), title: z.string(), answer: z.string() });
const Unit = z.object({
  id: z.string(),
  year: z.number(),
  make: z.string(),
  model: z.string(),
  trim: z.nullable(z.string()),
  stock_number: z.string(),
});
const Versioned = z.object({ persona_version_id: z.nullable(z.string()) });
const Version = z.object({ version_number: z.number() });

function tablesOf(supabase: Client, dealershipId: string) {
  return (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId).limit(20);
}
type From = ReturnType<typeof tablesOf>;

/** The reasons of one dealership's messages. */
export function whyApi(supabase: Client, dealershipId: string): WhyApi {
  const from = tablesOf(supabase, dealershipId);
  return {
    async readReasons(messageId, evidence): Promise<Reasons> {
      const [sources, ratings, written, runs] = await Promise.all([
        readSources(from, evidence),
        unwrap(from("reply_ratings", "is_helpful").eq("message_id", messageId)),
        unwrap(from("messages", "persona_version_id").eq("id", messageId)),
        unwrap(from("ai_runs", columnsOf(Run)).eq("message_id", messageId).eq("kind", "reply")),
      ]);
      return {
        sources,
        version: await readVersion(
          from,
          z.array(Versioned).parse(written.data)[0]?.persona_version_id ?? null,
        ),
        isHelpful: z.array(Rating).parse(ratings.data)[0]?.is_helpful ?? null,
        run: z.array(Run).parse(runs.data)[0] ?? null,
      };
    },
    async readDraftReasons({ evidence, persona_version_id }) {
      const [sources, version] = await Promise.all([
        readSources(from, evidence),
        readVersion(from, persona_version_id),
      ]);
      return { sources, version };
    },
    async rate(message_id, helpful, reason): Promise<void> {
      await unwrap(supabase.rpc("rate_reply", { message_id, helpful, reason }));
    },
  };
}

async function readSources(from: From, evidence: unknown): Promise<readonly Source[]> {
  const wanted = Evidence.parse(evidence);
  const ids = (kind: string) => wanted.filter((one) => one.kind === kind).map((one) => one.id);
  const [entries, units] = await Promise.all([
    unwrap(from("knowledge_entries", "id,title,answer").in("id", ids("knowledge"))),
    unwrap(from("vehicles", "id,year,make,model,trim,stock_number").in("id", ids("vehicle"))),
  ]);
  return [
    ...z.array(Unit).parse(units.data).map(unitSource),
    ...z.array(Entry).parse(entries.data).map(entrySource),
  ];
}

/** The number of the version that a message or a draft names. */
async function readVersion(from: From, id: string | null): Promise<number | null> {
  if (id === null) return null;
  const { data } = await unwrap(from("persona_versions", columnsOf(Version)).eq("id", id));
  return z.array(Version).parse(data)[0]?.version_number ?? null;
}

function entrySource(entry: z.infer<typeof Entry>): Source {
  return { kind: "knowledge", id: entry.id, name: entry.title, detail: entry.answer };
}

function unitSource(unit: z.infer<typeof Unit>): Source {
  return {
    kind: "vehicle",
    id: unit.id,
    name: [unit.year, unit.make, unit.model, unit.trim].filter(Boolean).join(" "),
    detail: unit.stock_number,
  };
}
