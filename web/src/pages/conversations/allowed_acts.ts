import type { ConversationAct } from "../../api/conversation_api.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import type { Panel } from "./panel.ts";

/** Keys reach these too, so they must not open over nothing. */
export function mayOpen(workplace: OpenWorkplace, panel: Panel): boolean {
  if (panel.kind === "filter" || panel.kind === "why") return true;
  if (panel.kind === "why_draft") return workplace.replyDraft.draft.value !== null;
  const row = workplace.conversation.row.value;
  if (row === null) return false;
  const anytime: readonly Panel["kind"][] = [
    "tags",
    "priority",
    "template",
    "vehicle",
    "schedule",
    "channel",
    "appointment",
    "merge",
    "part",
  ];
  return anytime.includes(panel.kind) || !isClosed(workplace);
}

/** The keys stay bound whatever is open, so they must do nothing where no button would. */
export function isAllowed(workplace: OpenWorkplace, act: ConversationAct): boolean {
  const row = workplace.conversation.row.value;
  if (row === null) return false;
  if (act === "reopen" || isClosed(workplace)) return act === "reopen" && isClosed(workplace);
  if (act === "take_over") return row.owner !== "human";
  if (act === "hand_back") return row.owner !== "ai";
  return true;
}

/** True while only reopening makes sense. */
export function isClosed(workplace: OpenWorkplace): boolean {
  const status = workplace.conversation.row.value?.status;
  return status === "closed" || status === "archived";
}
