import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { changePassword } from "./account_api.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** How one person wants to hear of one kind of thing. */
export const Preference = z.object({ kind: z.string(), channels: z.array(z.string()) });
/** How one person wants to hear of one kind of thing. */
export type Preference = z.infer<typeof Preference>;

/** One opening span of a weekday; 0 is Sunday. */
export const OpenHours = z.object({
  id: z.string(),
  department: z.string(),
  weekday: z.number(),
  opens_at: z.string(),
  closes_at: z.string(),
});
/** One opening span of a weekday; 0 is Sunday. */
export type OpenHours = z.infer<typeof OpenHours>;

/** What a dealership wants of its people and of its AI. */
export const Rules = z.object({
  reply_goal_minutes: z.number(),
  handover_escalation_minutes: z.number(),
  ai_enabled: z.boolean(),
  ai_paused_channels: z.array(z.string()),
  answers_after_hours: z.boolean(),
  /** How long an answer of the AI waits for somebody who may stop it, and where. */
  supervised_seconds: z.number(),
  supervised_channels: z.array(z.string()),
  /** Whether conversations that people took go back to the AI when the store closes. */
  hands_back_at_closing: z.boolean(),
});
/** What a dealership wants of its people and of its AI. */
export type Rules = z.infer<typeof Rules>;

/** One approved answer. */
export const Entry = z.object({
  id: z.string(),
  title: z.string(),
  question_phrases: z.array(z.string()),
  answer: z.string(),
  category: text,
  is_active: z.boolean(),
  updated_at: z.string(),
});
/** One approved answer. */
export type Entry = z.infer<typeof Entry>;

/** What a person writes of an approved answer. */
export type EntryDraft = Pick<Entry, "title" | "question_phrases" | "answer" | "category">;

/** What the settings need from the outside. */
export interface SettingsApi {
  rename(fullName: string): Promise<void>;
  changePassword(password: string): Promise<void>;
  readPreferences(): Promise<readonly Preference[]>;
  savePreference(preference: Preference): Promise<void>;
  readHours(): Promise<readonly OpenHours[]>;
  saveHours(hours: Omit<OpenHours, "id"> & { readonly id: string | null }): Promise<void>;
  removeHours(id: string): Promise<void>;
  readRules(): Promise<Rules>;
  saveRules(change: Partial<Omit<Rules, "ai_paused_channels">>): Promise<void>;
  pauseChannels(channels: readonly string[]): Promise<void>;
  readEntries(): Promise<readonly Entry[]>;
  saveEntry(id: string | null, draft: EntryDraft): Promise<void>;
  retireEntry(id: string, isActive: boolean): Promise<void>;
}

/** The settings of one person at one dealership. */
export function settingsApi(
  supabase: Client,
  dealershipId: string,
  me: string,
): SettingsApi {
  return {
    ...profileCalls(supabase, me),
    ...preferenceCalls(supabase, dealershipId, me),
    ...hoursCalls(supabase, dealershipId),
    ...aiCalls(supabase, dealershipId),
    ...knowledgeCalls(supabase, dealershipId),
  };
}

/** Row-level security answers a change that is not allowed with no row at all. */
async function changed(query: Parameters<typeof unwrap>[0]): Promise<void> {
  const { data } = await unwrap(query);
  if (z.array(z.unknown()).parse(data).length === 0) {
    throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
  }
}

function profileCalls(
  supabase: Client,
  me: string,
): Pick<SettingsApi, "rename" | "changePassword"> {
  return {
    rename: (full_name) =>
      changed(supabase.from("profiles").update({ full_name }).eq("id", me).select("id")),
    changePassword: (password) => changePassword(supabase, password),
  };
}

function preferenceCalls(
  supabase: Client,
  dealership_id: string,
  user_id: string,
): Pick<SettingsApi, "readPreferences" | "savePreference"> {
  return {
    async readPreferences(): Promise<readonly Preference[]> {
      const query = supabase.from("notification_preferences").select(columnsOf(Preference))
        .eq("dealership_id", dealership_id).eq("user_id", user_id).limit(100);
      return z.array(Preference).parse((await unwrap(query)).data);
    },
    async savePreference({ kind, channels }): Promise<void> {
      const table = supabase.from("notification_preferences");
      const query = table.update({ channels }).eq("dealership_id", dealership_id)
        .eq("user_id", user_id).eq("kind", kind).select("kind");
      if (z.array(z.unknown()).parse((await unwrap(query)).data).length > 0) return;
      await unwrap(
        supabase.from("notification_preferences")
          .insert({ dealership_id, user_id, kind, channels }),
      );
    },
  };
}

type HoursCalls = Pick<SettingsApi, "readHours" | "saveHours" | "removeHours">;

function hoursCalls(supabase: Client, dealership_id: string): HoursCalls {
  const table = () => supabase.from("business_hours");
  return {
    async readHours(): Promise<readonly OpenHours[]> {
      const query = table().select(columnsOf(OpenHours)).eq("dealership_id", dealership_id)
        .order("weekday").order("opens_at").limit(100);
      return z.array(OpenHours).parse((await unwrap(query)).data);
    },
    async saveHours({ id, ...hours }): Promise<void> {
      if (id === null) await unwrap(table().insert({ dealership_id, ...hours }));
      else {
        const { opens_at, closes_at } = hours;
        await changed(table().update({ opens_at, closes_at }).eq("id", id).select("id"));
      }
    },
    removeHours: (id) => changed(table().delete().eq("id", id).select("id")),
  };
}

type AiCalls = Pick<SettingsApi, "readRules" | "saveRules" | "pauseChannels">;

function aiCalls(supabase: Client, dealership_id: string): AiCalls {
  return {
    async readRules(): Promise<Rules> {
      const query = supabase.from("dealerships").select(columnsOf(Rules)).eq("id", dealership_id);
      const [rules] = z.array(Rules).parse((await unwrap(query.limit(1))).data);
      if (rules === undefined) throw new ApiProblem(t("The dealership is gone"), 404);
      return rules;
    },
    saveRules: (change) =>
      changed(supabase.from("dealerships").update(change).eq("id", dealership_id).select("id")),
    async pauseChannels(channels): Promise<void> {
      await unwrap(supabase.rpc("set_ai_paused_channels", { dealership_id, channels }));
    },
  };
}

type KnowledgeCalls = Pick<SettingsApi, "readEntries" | "saveEntry" | "retireEntry">;

function knowledgeCalls(supabase: Client, dealership_id: string): KnowledgeCalls {
  const table = () => supabase.from("knowledge_entries");
  return {
    async readEntries(): Promise<readonly Entry[]> {
      const query = table().select(columnsOf(Entry)).eq("dealership_id", dealership_id)
        .order("is_active", { ascending: false }).order("title").limit(500);
      return z.array(Entry).parse((await unwrap(query)).data);
    },
    async saveEntry(id, draft): Promise<void> {
      if (id === null) await unwrap(table().insert({ dealership_id, ...draft }));
      else await changed(table().update(draft).eq("id", id).select("id"));
    },
    retireEntry: (id, is_active) =>
      changed(table().update({ is_active }).eq("id", id).select("id")),
  };
}
