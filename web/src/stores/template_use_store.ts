import { createModel } from "@preact/signals";
import type { Message } from "../api/rows.ts";

/** Which template a reply was begun with. */
export interface TemplateUseShape {
  /** A template was put into the reply field of a conversation. */
  begin(conversationId: string, templateId: string): void;
  /** A message was stored: if it was begun with a template, that is counted. */
  sent(message: Message): void;
}

type Record = (messageId: number, templateId: string) => Promise<void>;

/** Remembers templates until their message is stored, so that what came of them can be counted. */
export const TemplateUseStore = createModel((record: Record): TemplateUseShape => {
  const begun = new Map<string, string>();
  return {
    begin: (conversationId, templateId) => void begun.set(conversationId, templateId),
    sent(message): void {
      const templateId = begun.get(message.conversation_id);
      if (templateId === undefined || message.kind === "note") return;
      begun.delete(message.conversation_id);
      // A count that is lost is no fault of the message.
      record(message.id, templateId).catch(() => {});
    },
  };
});
/** Remembers templates until their message is stored. */
export type TemplateUseStore = InstanceType<typeof TemplateUseStore>;
