import type { ConversationAct, ConversationWork } from "../../api/conversation_api.ts";
import { customerTitle } from "../../format/name.ts";
import { phrase, t } from "../../i18n/t.ts";
import { conversationPath, type ConversationsRoute, routePath, type Router } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { isAllowed } from "./allowed_acts.ts";
import { undoOf } from "./put_back.ts";
import { neighbourOf } from "./row_focus.ts";
import { workNews } from "./work_news.ts";

/** The page that the acts are asked on, as it was then. */
export interface ActsPage {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  readonly router: Router;
  readonly toasts: ToastStore;
}

const FAILURES: Record<ConversationAct, string> = {
  take_over: phrase("Could not take over"),
  hand_back: phrase("Could not hand back"),
  close: phrase("Could not close"),
  reopen: phrase("Could not reopen"),
  mark_read: phrase("Could not mark as read"),
};

/** Takes over, hands back, closes or reopens the open conversation; closing can be undone. */
export async function perform(props: ActsPage, act: ConversationAct): Promise<void> {
  const { workplace, route, router, toasts } = props;
  if (!isAllowed(workplace, act)) return;
  const name = nameOf(workplace);
  const undo = undoOf(workplace, toasts, "close");
  const next = act === "close"
    ? neighbourOf(workplace.inbox.lanes.value, route.conversationId, 1)
    : null;
  workplace.inbox.release();
  try {
    await workplace.conversation.act(act);
  } catch (error) {
    return toasts.fail(t(FAILURES[act]), error);
  }
  if (act !== "close") return;
  toasts.tell(t("Closed {name}", { name }), undo);
  // The person may have gone elsewhere while the server answered.
  if (router.route.value === route) {
    router.go(routePath({ ...route, conversationId: next }), "replace");
  }
}

/** Changes one thing about the open conversation and tells it where it does not show by itself. */
export async function performWork(
  props: ActsPage,
  work: ConversationWork,
): Promise<void> {
  const { workplace, toasts } = props;
  const name = nameOf(workplace);
  const { kind } = work;
  const undo = kind === "tags" || kind === "priority" ? undefined : undoOf(workplace, toasts, kind);
  workplace.inbox.release();
  try {
    await workplace.conversation.work(work);
  } catch (error) {
    return toasts.fail(t("Could not change this"), error);
  }
  if (work.kind === "block") void workplace.customer.refresh();
  const news = workNews(work, name);
  if (news !== null) toasts.tell(news, undo);
}

/** Copies the address of the open conversation. */
export async function copyLink(props: ActsPage): Promise<void> {
  const { at, conversationId } = props.route;
  try {
    await navigator.clipboard.writeText(location.origin + conversationPath(at, conversationId));
    props.toasts.tell(t("Link copied"));
  } catch {
    props.toasts.tell(t("The browser does not allow copying. The address bar has the link"));
  }
}

/** Sends a message again that did not leave. */
export async function retryMessage(
  props: ActsPage,
  retry: { messageId: number } | { clientId: string },
): Promise<void> {
  const { workplace, toasts } = props;
  if ("clientId" in retry) return await workplace.outbox.retry(retry.clientId);
  try {
    await workplace.thread.retry(retry.messageId);
  } catch (error) {
    toasts.fail(t("Could not send it again"), error);
  }
}

function nameOf(workplace: OpenWorkplace): string {
  const row = workplace.conversation.row.value;
  return customerTitle(row?.customer_name ?? null, row?.customer_address ?? null);
}
