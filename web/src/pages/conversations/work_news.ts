import type { ConversationWork } from "../../api/conversation_api.ts";
import { t } from "../../i18n/t.ts";

/** What is told when a change was made; null where the change shows by itself. */
export function workNews(work: ConversationWork, name: string): string | null {
  if (work.kind === "assign") return t("{owner} has {name} now", { owner: work.name, name });
  if (work.kind === "snooze") {
    return work.until === null ? t("{name} is back", { name }) : t("Snoozed {name}", { name });
  }
  if (work.kind === "block") {
    return work.reason === null
      ? t("{name} may write again", { name })
      : t("Blocked {name}", { name });
  }
  if (work.kind === "pause") {
    return work.paused ? t("The AI is paused here") : t("The AI may reply here");
  }
  return null;
}
