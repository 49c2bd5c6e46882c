import { type ReadonlySignal, signal } from "@preact/signals";
import { supervisedApi } from "../api/supervised_api.ts";
import type { Client } from "../api/supabase.ts";

/** What can be done to an answer that waits. */
export type SupervisedAct = "send" | "edit" | "stop";

/** An answer of the AI that waits for its time, as far as one steers it. */
export interface SupervisedShape {
  /** What is on its way to the server. */
  readonly acting: ReadonlySignal<SupervisedAct | null>;
  /** Does it; what is refused may be tried again. */
  act(act: SupervisedAct, messageId: number): Promise<void>;
}

/** Steers one answer, over Supabase. */
export function supervisedOf(supabase: Client): SupervisedShape {
  const api = supervisedApi(supabase);
  const acting = signal<SupervisedAct | null>(null);
  return {
    acting,
    async act(act, messageId): Promise<void> {
      acting.value = act;
      try {
        await (act === "send" ? api.sendNow(messageId) : api.stop(messageId, act === "edit"));
      } catch (error) {
        acting.value = null;
        throw error;
      }
    },
  };
}
