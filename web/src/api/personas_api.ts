import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { commandStaff } from "./staff_commands.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

const WORDS = {
  prompt_template: z.string(),
  system_prompt: text,
  temperature: z.number(),
  max_tokens: z.number(),
};

/** A persona with its draft. */
export const PersonaDraft = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  is_default: z.boolean(),
  current_version_id: text,
  ...WORDS,
});
/** A persona with its draft. */
export type PersonaDraft = z.infer<typeof PersonaDraft>;

/** What a persona is told, and how freely and how long it may answer. */
export type PersonaWords = Pick<
  PersonaDraft,
  "name" | "prompt_template" | "system_prompt" | "temperature" | "max_tokens"
>;

/** One published state of a persona. */
export const PersonaVersion = z.object({
  id: z.string(),
  persona_id: z.string(),
  version_number: z.number(),
  note: text,
  published_at: z.string(),
  ...WORDS,
});
/** One published state of a persona. */
export type PersonaVersion = z.infer<typeof PersonaVersion>;

/** A past conversation that a draft can be tried on. */
export const PastThread = z.object({
  id: z.string(),
  customer_name: text,
  customer_address: text,
  last_message_preview: text,
});
/** A past conversation that a draft can be tried on. */
export type PastThread = z.infer<typeof PastThread>;

const Said = z.nullable(z.object({ author: z.string(), content: z.string() }));

/** What a draft would have answered. */
export const Preview = z.object({
  asked: z.array(z.string()),
  content: z.string(),
  silent: z.boolean(),
  handover: text,
  evidence: z.array(z.object({ kind: z.string() })),
  refused: z.array(z.object({ content: z.string(), reasons: z.array(z.string()) })),
  model: z.string(),
  fallback: text,
  processing_time_ms: z.number(),
  said: Said,
});
/** What a draft would have answered. */
export type Preview = z.infer<typeof Preview>;

/** How a draft answered the fixed suite. */
export const Evaluation = z.object({
  passed: z.boolean(),
  cases_passed: z.number(),
  cases_total: z.number(),
  failures: z.array(z.object({ case: z.string(), faults: z.array(z.string()), text: z.string() })),
  model: z.string(),
});
/** How a draft answered the fixed suite. */
export type Evaluation = z.infer<typeof Evaluation>;

/** What the section of personas needs from the outside. */
export interface PersonasApi {
  readPersonas(): Promise<readonly PersonaDraft[]>;
  readVersions(): Promise<readonly PersonaVersion[]>;
  readThreads(): Promise<readonly PastThread[]>;
  saveDraft(id: string, words: PersonaWords): Promise<void>;
  /** Says what these words would have answered to the last question of a conversation. */
  preview(id: string, threadId: string, words: PersonaWords): Promise<Preview>;
  /** Tries the saved draft on the fixed suite. */
  evaluate(id: string): Promise<Evaluation>;
  publish(id: string, note: string | null): Promise<void>;
  /** Makes a persona of its own with these words; it speaks to nobody yet. Returns its id. */
  createPersona(words: PersonaWords): Promise<string>;
  /** Lets it speak to everyone, if what it would say was tried. */
  letSpeak(id: string): Promise<void>;
}

/** The personas of one dealership. */
export function personasApi(supabase: Client, dealershipId: string): PersonasApi {
  const rows = (table: "personas" | "persona_versions" | "inbox", columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    async readPersonas(): Promise<readonly PersonaDraft[]> {
      const query = rows("personas", columnsOf(PersonaDraft))
        .order("is_default", { ascending: false }).order("name").limit(50);
      return z.array(PersonaDraft).parse((await unwrap(query)).data);
    },
    async readVersions(): Promise<readonly PersonaVersion[]> {
      const query = rows("persona_versions", columnsOf(PersonaVersion))
        .order("published_at", { ascending: false }).limit(100);
      return z.array(PersonaVersion).parse((await unwrap(query)).data);
    },
    async readThreads(): Promise<readonly PastThread[]> {
      const query = rows("inbox", columnsOf(PastThread))
        .order("last_message_at", { ascending: false }).limit(30);
      return z.array(PastThread).parse((await unwrap(query)).data);
    },
    async saveDraft(id, words): Promise<void> {
      const { data } = await unwrap(
        supabase.from("personas").update({ ...words }).eq("id", id).select("id"),
      );
      if (z.array(z.unknown()).parse(data).length > 0) return;
      throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
    },
    preview: (id, conversation_id, { prompt_template, system_prompt }) =>
      commandStaff(
        supabase,
        `/personas/${id}/preview`,
        { conversation_id, prompt_template, system_prompt },
        Preview,
      ),
    evaluate: (id) => commandStaff(supabase, `/personas/${id}/evaluate`, {}, Evaluation),
    async createPersona(words): Promise<string> {
      const { data } = await unwrap(
        supabase.from("personas").insert({ dealership_id: dealershipId, ...words }).select("id"),
      );
      return z.array(z.object({ id: z.string() })).parse(data)[0]?.id ?? "";
    },
    async letSpeak(persona_id): Promise<void> {
      await unwrap(supabase.rpc("make_default_persona", { persona_id }));
    },
    async publish(persona_id, note): Promise<void> {
      await unwrap(supabase.rpc("publish_persona", { persona_id, note }));
    },
  };
}
