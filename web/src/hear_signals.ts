import type { SignalListener } from "./api/signals.ts";
import type { ReplyDraftStore } from "./stores/reply_draft_store.ts";
import type { TypingStore } from "./stores/typing_store.ts";

/** Brings what passes by to the stores that show it. */
export function heardBy(stores: {
  readonly typing: TypingStore;
  readonly replyDraft: ReplyDraftStore;
}): SignalListener {
  return {
    onTyping: stores.typing.hear,
    onDraft(growing): void {
      stores.typing.hearDraft(growing.conversation_id);
      stores.replyDraft.grow(growing);
    },
  };
}
