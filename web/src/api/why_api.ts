import type { SupabaseClient } from "@supabase/supabase-js";
import * as z from "zod/mini";
import { unwrap } from "./supabase.ts";

/** One thing that a message of the AI rests on. */
export interface Source {
  readonly kind: "vehicle" | "knowledge";
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
}

/** What is known about one message of the AI beside its row. */
export interface Reasons {
  readonly sources: readonly Source[];
  /** The number of the persona's version that wrote it. */
  readonly version: number | null;
  /** By knowledge entry: whether staff said that it helped; null while nobody did. */
  readonly ratings: ReadonlyMap<string, boolean | null>;
}

/** What the panel "Why this reply" needs from the outside. */
export interface WhyApi {
  readReasons(messageId: number, evidence: unknown): Promise<Reasons>;
  rate(messageId: number, entryId: string, isHelpful: boolean | null): Promise<void>;
}

const Evidence = z.catch(z.array(z.object({ kind: z.string(), id: z.string() })), []);
const Use = z.object({ knowledge_entry_id: z.string(), is_helpful: z.nullable(z.boolean()) });
const Entry = z.object({ id: z.string(), title: z.string(), answer: z.string() });
const Unit = z.object({
  id: z.string(),
  year: z.number(),
  make: z.string(),
  model: z.string(),
  trim: z.nullable(z.string()),
  stock_number: z.string(),
});
const Versioned = z.object({
  persona_versions: z.nullable(z.object({ version_number: z.number() })),
});

/** The reasons of one dealership's messages. */
export function whyApi(supabase: SupabaseClient, dealershipId: string): WhyApi {
  const from = (table: string, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId).limit(20);
  return {
    async readReasons(messageId, evidence): Promise<Reasons> {
      const wanted = Evidence.parse(evidence);
      const ids = (kind: string) => wanted.filter((one) => one.kind === kind).map((one) => one.id);
      const [entries, units, uses, version] = await Promise.all([
        unwrap(from("knowledge_entries", "id,title,answer").in("id", ids("knowledge"))),
        unwrap(from("vehicles", "id,year,make,model,trim,stock_number").in("id", ids("vehicle"))),
        unwrap(from("knowledge_uses", "knowledge_entry_id,is_helpful").eq("message_id", messageId)),
        unwrap(
          from("messages", "persona_versions(version_number)").eq("id", messageId),
        ),
      ]);
      return {
        sources: [
          ...z.array(Unit).parse(units.data).map(unitSource),
          ...z.array(Entry).parse(entries.data).map((entry): Source => ({
            kind: "knowledge",
            id: entry.id,
            name: entry.title,
            detail: entry.answer,
          })),
        ],
        version: z.array(Versioned).parse(version.data)[0]?.persona_versions?.version_number ??
          null,
        ratings: new Map(
          z.array(Use).parse(uses.data).map((use) => [use.knowledge_entry_id, use.is_helpful]),
        ),
      };
    },
    async rate(messageId, entryId, isHelpful): Promise<void> {
      await unwrap(supabase.rpc("rate_knowledge_use", {
        message_id: messageId,
        knowledge_entry_id: entryId,
        is_helpful: isHelpful,
      }));
    },
  };
}

function unitSource(unit: z.infer<typeof Unit>): Source {
  return {
    kind: "vehicle",
    id: unit.id,
    name: [unit.year, unit.make, unit.model, unit.trim].filter(Boolean).join(" "),
    detail: unit.stock_number,
  };
}
