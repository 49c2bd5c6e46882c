import type { SupabaseClient } from "@supabase/supabase-js";
import { type Reasons, type WhyApi, whyApi } from "../api/why_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** Why the AI wrote one message. */
export interface WhyShape {
  readonly reasons: RemoteShape<Reasons>;
  /** Says whether an approved answer helped; saying the same again takes the word back. */
  rate(entryId: string, isHelpful: boolean): Promise<void>;
}

/** The reasons of one message and the thumbs of its sources. */
export function createWhy(api: WhyApi, messageId: number, evidence: unknown): WhyShape {
  const reasons = createRemote(() => api.readReasons(messageId, evidence));
  return {
    reasons,
    async rate(entryId, isHelpful): Promise<void> {
      const now = reasons.state.value;
      if (now.kind !== "ready") return;
      const next = now.value.ratings.get(entryId) === isHelpful ? null : isHelpful;
      const undo = reasons.patch((value) => ({
        ...value,
        ratings: new Map(value.ratings).set(entryId, next),
      }));
      try {
        await api.rate(messageId, entryId, next);
      } catch (error) {
        undo();
        throw error;
      }
    },
  };
}

/** The same over Supabase, for one dealership. */
export function whyOf(
  message: { readonly id: number; readonly evidence: unknown },
): (supabase: SupabaseClient, dealershipId: string) => WhyShape {
  return (supabase, dealershipId) =>
    createWhy(whyApi(supabase, dealershipId), message.id, message.evidence);
}
