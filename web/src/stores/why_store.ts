import type { Client } from "../api/supabase.ts";
import { type Reasons, type WhyApi, whyApi, type WrittenDraft } from "../api/why_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** Why the AI wrote one message. */
export interface WhyShape {
  readonly reasons: RemoteShape<Reasons>;
  /** Says whether the reply was right; null takes the word back. */
  rate(isHelpful: boolean | null, reason?: string | null): Promise<void>;
}

/** The reasons of one message and the thumbs under them. */
export function createWhy(api: WhyApi, messageId: number, evidence: unknown): WhyShape {
  const reasons = createRemote(() => api.readReasons(messageId, evidence));
  return {
    reasons,
    async rate(isHelpful, reason = null): Promise<void> {
      await reasons.change(
        (value) => ({ ...value, isHelpful }),
        () => api.rate(messageId, isHelpful, reason),
      );
    },
  };
}

/** What a draft of one dealership rests on. */
export function whyDraftOf(draft: WrittenDraft): (
  supabase: Client,
  dealershipId: string,
) => RemoteShape<Pick<Reasons, "sources" | "version">> {
  return (supabase, dealershipId) =>
    createRemote(() => whyApi(supabase, dealershipId).readDraftReasons(draft));
}

/** The same over Supabase, for one dealership. */
export function whyOf(
  message: { readonly id: number; readonly evidence: unknown },
): (supabase: Client, dealershipId: string) => WhyShape {
  return (supabase, dealershipId) =>
    createWhy(whyApi(supabase, dealershipId), message.id, message.evidence);
}
