import type { ConversationApi, ConversationWork } from "../../api/conversation_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { t } from "../../i18n/t.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** What a notice can take back. */
export type Undoable = "block" | "close" | "snooze" | "assign" | "pause";

/** One call that brings a part of the earlier state back. */
export type WayBack =
  | { readonly act: "reopen" | "take_over" | "hand_back" }
  | { readonly work: ConversationWork };

/** The calls that make a conversation what it was before; null where none can. */
export function wayBack(
  before: InboxRow,
  done: Undoable,
  me: string,
  mayAssign: boolean,
): readonly WayBack[] | null {
  if (done === "snooze") return [{ work: { kind: "snooze", until: before.snoozed_until } }];
  if (done === "pause") return [{ work: { kind: "pause", paused: before.ai_paused } }];
  if (done === "block") {
    return [{ work: { kind: "block", reason: null } }, ...ownerBack(before, me)];
  }
  if (done === "close") return [{ act: "reopen" }, ...ownerBack(before, me)];
  // Nobody can say again that a customer waits: that is the AI's to say.
  if (before.owner === "waiting_human") return null;
  if (before.owner === "ai") return [{ act: "hand_back" }];
  // It is the colleague's now: only who may take it from them can take it back.
  return mayAssign ? assignBack(before) : null;
}

/** Who waited for a person waits again by itself. */
function ownerBack(before: InboxRow, me: string): readonly WayBack[] {
  if (before.owner !== "human") return [];
  const { assigned_to } = before;
  if (assigned_to === null || assigned_to === me) return [{ act: "take_over" }];
  return assignBack(before);
}

function assignBack({ assigned_to, assigned_name }: InboxRow): readonly WayBack[] {
  if (assigned_to === null) return [];
  return [{ work: { kind: "assign", userId: assigned_to, name: assigned_name ?? "" } }];
}

/** Walks the way back, one call after the other. */
export async function putBack(
  conversationId: string,
  way: readonly WayBack[],
  api: Pick<ConversationApi, "act" | "work">,
): Promise<void> {
  for (const step of way) { // bound: two steps
    if ("act" in step) await api.act(step.act, conversationId);
    else await api.work(step.work, conversationId);
  }
}

/** What the notice of an act takes back; it knows the conversation, whatever is open by then. */
export function undoOf(
  workplace: OpenWorkplace,
  toasts: ToastStore,
  done: Undoable,
): (() => void) | undefined {
  const before = workplace.conversation.row.value;
  const mayAssign = workplace.may("conversations.assign");
  const way = before === null ? null : wayBack(before, done, workplace.user.id, mayAssign);
  if (before === null || way === null) return undefined;
  return () =>
    void putBack(before.id, way, workplace.apis.conversation)
      .then(async () => {
        await workplace.inbox.refetch([before.id]);
        await workplace.customer.refresh();
      })
      .catch((error) => toasts.fail(t("Could not take it back"), error));
}
