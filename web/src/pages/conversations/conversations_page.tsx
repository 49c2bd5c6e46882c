import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConversationAct } from "../../api/conversation_api.ts";
import { COMPOSER_FIELD } from "../../components/composer.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { customerTitle } from "../../format/name.ts";
import { type ConversationsRoute, routePath, type Router } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { ConversationList, SEARCH_FIELD } from "./conversation_list.tsx";
import { CustomerColumn } from "./customer_column.tsx";
import { isField, type ListCommand, listCommand } from "./list_keys.ts";
import { Thread } from "./thread.tsx";

/** Props of ConversationsPage. */
export interface ConversationsPageProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  readonly router: Router;
  readonly toasts: ToastStore;
  readonly switcher: string | null;
  readonly onHelp: () => void;
}

const WIDE = "(width >= 73.75rem)";
const SEARCH_PAUSE_MS = 250;

/** The list, the open conversation and its customer, side by side or one after the other. */
export function ConversationsPage(props: ConversationsPageProps): JSX.Element {
  const { workplace, route } = props;
  const isSheetOpen = useSignal(false);
  const act = (name: ConversationAct): void => void perform(props, name);
  const search = useSearch(props);
  useKeys(commandsOf(props, act));
  useTitle(workplace);
  return (
    <div class="conversations-page" data-open={route.conversationId === null ? "list" : "thread"}>
      <h1 class="only-readers">Conversations</h1>
      <ConversationList
        workplace={workplace}
        route={route}
        switcher={props.switcher}
        onSearch={search}
      />
      <Thread
        workplace={workplace}
        route={route}
        onAct={act}
        onShowCustomer={() =>
          isSheetOpen.value = true}
        onMove={(step) =>
          openNeighbour(props, step)}
        onRetry={(retry) => void retryMessage(props, retry)}
      />
      {route.conversationId !== null && (
        <aside class="customer-column" aria-label="Customer">
          <h2 class="customer-column-title">Customer</h2>
          <CustomerColumn workplace={workplace} />
        </aside>
      )}
      <Dialog
        title="Customer"
        shape="sheet"
        isOpen={isSheetOpen.value && !matchMedia(WIDE).matches}
        onClose={() => isSheetOpen.value = false}
      >
        <CustomerColumn workplace={workplace} />
      </Dialog>
      <p class="only-readers" role="status">{workplace.announcer.polite}</p>
      <p class="only-readers" role="alert">{workplace.announcer.urgent}</p>
    </div>
  );
}

function commandsOf(
  props: ConversationsPageProps,
  act: (name: ConversationAct) => void,
): Record<ListCommand, () => void> {
  return {
    next: () => moveFocus(1),
    previous: () => moveFocus(-1),
    search: () => document.getElementById(SEARCH_FIELD)?.focus(),
    reply: () => document.getElementById(COMPOSER_FIELD)?.focus(),
    take_over: () => act("take_over"),
    hand_back: () => act("hand_back"),
    close: () => act(isClosed(props.workplace) ? "reopen" : "close"),
    back: () => leaveThread(props),
    help: props.onHelp,
  };
}

const FAILURES: Record<ConversationAct, string> = {
  take_over: "Could not take over",
  hand_back: "Could not hand back",
  close: "Could not close",
  reopen: "Could not reopen",
  mark_read: "Could not mark as read",
};

async function perform(props: ConversationsPageProps, act: ConversationAct): Promise<void> {
  const { workplace, route, router, toasts } = props;
  if (!isAllowed(workplace, act)) return;
  const name = nameOf(workplace);
  const next = act === "close" ? neighbourOf(route.conversationId, 1) : null;
  workplace.inbox.release();
  try {
    await workplace.conversation.act(act);
  } catch (error) {
    return toasts.fail(FAILURES[act], error);
  }
  if (act !== "close") return;
  toasts.tell(`Closed ${name}`);
  // The person may have gone elsewhere while the server answered.
  if (router.route.value === route) {
    router.go(routePath({ ...route, conversationId: next }), "replace");
  }
}

/** The keys stay bound whatever is open, so they must do nothing where no button would. */
function isAllowed(workplace: OpenWorkplace, act: ConversationAct): boolean {
  const row = workplace.conversation.row.value;
  if (row === null) return false;
  if (act === "reopen" || isClosed(workplace)) return act === "reopen" && isClosed(workplace);
  if (act === "take_over") return row.owner !== "human";
  if (act === "hand_back") return row.owner !== "ai";
  return true;
}

async function retryMessage(
  props: ConversationsPageProps,
  retry: { messageId: number } | { clientId: string },
): Promise<void> {
  const { workplace, toasts } = props;
  if ("clientId" in retry) return await workplace.outbox.retry(retry.clientId);
  try {
    await workplace.thread.retry(retry.messageId);
  } catch (error) {
    toasts.fail("Could not send it again", error);
  }
}

function useKeys(commands: Record<ListCommand, () => void>): void {
  const current = useRef(commands);
  current.current = commands;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
      const focus = document.activeElement;
      if (event.key === "Escape" && isField(focus) && focus instanceof HTMLElement) {
        return focus.blur();
      }
      const command = listCommand(event, {
        inField: isField(focus),
        inList: focus?.closest(".conversation-list-lanes") !== null,
      });
      if (command === null) return;
      event.preventDefault();
      current.current[command]();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function useTitle(workplace: OpenWorkplace): void {
  useSignalEffect(() => {
    const { waiting } = workplace.inbox.counts.value;
    const open = workplace.conversation.row.value;
    const parts = [
      open === null ? null : customerTitle(open.customer_name, open.customer_address),
      "Conversations",
      workplace.dealership.name,
    ];
    const title = parts.filter((part) => part !== null).join(" · ");
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  });
}

/** Filters the loaded rows at once through the address, after a pause in typing. */
function useSearch(props: ConversationsPageProps): (words: string) => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (words) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const now = props.router.route.value;
      if (now.view !== "conversations") return;
      props.router.go(routePath({ ...now, query: words }), "replace");
    }, SEARCH_PAUSE_MS);
  };
}

function rowLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(".conversation-row")];
}

function moveFocus(step: 1 | -1): void {
  const links = rowLinks();
  const focused = links.findIndex((link) => link === document.activeElement);
  const open = links.findIndex((link) => link.ariaCurrent === "true");
  const from = focused >= 0 ? focused : open;
  const to = from < 0 ? 0 : Math.min(links.length - 1, Math.max(0, from + step));
  links[to]?.focus();
}

/** The conversation after or before one in the order on screen; the other side at the end. */
function neighbourOf(id: string | null, step: 1 | -1): string | null {
  const ids = rowLinks().map((link) => link.dataset.id ?? "");
  const at = ids.indexOf(id ?? "");
  if (at < 0) return null;
  return ids[at + step] ?? ids[at - step] ?? null;
}

function openNeighbour(props: ConversationsPageProps, step: 1 | -1): void {
  const next = neighbourOf(props.route.conversationId, step);
  if (next !== null) props.router.go(routePath({ ...props.route, conversationId: next }));
}

function leaveThread(props: ConversationsPageProps): void {
  const { route, router } = props;
  if (route.conversationId !== null) router.go(routePath({ ...route, conversationId: null }));
}

function isClosed(workplace: OpenWorkplace): boolean {
  const status = workplace.conversation.row.value?.status;
  return status === "closed" || status === "archived";
}

function nameOf(workplace: OpenWorkplace): string {
  const row = workplace.conversation.row.value;
  return customerTitle(row?.customer_name ?? null, row?.customer_address ?? null);
}
