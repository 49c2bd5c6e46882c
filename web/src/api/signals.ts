import type { RealtimeChannel } from "@supabase/realtime-js";
import * as z from "zod/mini";

const Typing = z.object({
  conversation_id: z.string(),
  user_id: z.string(),
  is_typing: z.boolean(),
});
/** Somebody who writes a reply, or has stopped. */
export type Typing = z.infer<typeof Typing>;

const GrowingDraft = z.object({ conversation_id: z.string(), content: z.string() });
/** How far a draft is; the row that follows is what counts. */
export type GrowingDraft = z.infer<typeof GrowingDraft>;

/** Who wants to hear what passes by and leaves no row. */
export interface SignalListener {
  onTyping(typing: Typing): void;
  onDraft(draft: GrowingDraft): void;
}

/** What passes by on the dealership's channel: nothing of it is numbered or read again. */
export interface Signals {
  hear(listener: SignalListener): void;
  /** Listens on a channel that is about to be joined. */
  attach(channel: Pick<RealtimeChannel, "on">, isWanted: (payload: unknown) => boolean): void;
}

/** The signals of one dealership, for one listener. */
export function createSignals(): Signals {
  let listener: SignalListener | null = null;
  return {
    hear: (next) => listener = next,
    attach(channel, isWanted): void {
      channel.on("broadcast", { event: "typing" }, ({ payload }) => {
        const typing = Typing.safeParse(payload);
        if (typing.success && isWanted(payload)) listener?.onTyping(typing.data);
      });
      channel.on("broadcast", { event: "draft" }, ({ payload }) => {
        const draft = GrowingDraft.safeParse(payload);
        if (draft.success && isWanted(payload)) listener?.onDraft(draft.data);
      });
    },
  };
}
