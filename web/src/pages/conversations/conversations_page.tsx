import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConversationAct } from "../../api/conversation_api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { lazily } from "../../components/lazily.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { customerTitle } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";
import { titlePage } from "../../page_title.ts";
import { type ConversationsRoute, customerPath, routePath, type Router } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { ConversationList, SEARCH_FIELD } from "./conversation_list.tsx";
import type { ListCommand } from "./list_keys.ts";
import type { Panel } from "./panel.ts";
import { Thread } from "./thread.tsx";
import { USE_DRAFT } from "./use_draft.ts";
import { isClosed, mayOpen } from "./allowed_acts.ts";
import { moveFocus, neighbourOf, rowAtHand } from "./row_focus.ts";
import { clearSelection, selected, SELECTION_ACT, toggleSelected } from "./selection.ts";
import { useListKeys } from "./use_list_keys.ts";
import { writeIn } from "./write_in.ts";

const CustomerColumn = lazily(
  () => import("./customer_column.tsx").then((module) => module.CustomerColumn),
  () => <Skeleton shape="column" count={3} label={t("Loading customer")} />,
);
const Panels = lazily(() => import("./panels.tsx").then((module) => module.Panels));
const FoundMessage = lazily(() =>
  import("./found_message.ts").then((module) => module.FoundMessage)
);
const MergePanel = lazily(() => import("./merge_panel.tsx").then((module) => module.MergePanel));

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
  const panel = useSignal<Panel | null>(null);
  const open = (next: Panel): void => {
    if (next.kind === "link") withActs(props, (acts) => acts.copyLink(props));
    else if (mayOpen(workplace, next)) panel.value = next;
  };
  const act = (name: ConversationAct): void => withActs(props, (acts) => acts.perform(props, name));
  const onSearch = useSearch(props);
  useListKeys(commandsOf(props, act, open));
  useTitle(workplace);
  useActsAhead();
  return (
    <div class="conversations-page" data-open={route.conversationId === null ? "list" : "thread"}>
      <h1 class="only-readers">{t("Conversations")}</h1>
      <ConversationList
        workplace={workplace}
        route={route}
        switcher={props.switcher}
        onSearch={onSearch}
        onFilter={() =>
          open({ kind: "filter" })}
        toasts={props.toasts}
      />
      <Thread
        workplace={workplace}
        route={route}
        onAct={act}
        onWork={(next) =>
          withActs(props, (acts) => acts.performWork(props, next))}
        onOpen={open}
        onShowCustomer={() => props.router.go(customerPath(route))}
        onMove={(step) => openNeighbour(props, step)}
        onFollow={(conversationId) =>
          props.router.go(routePath({ ...props.route, conversationId }), "replace")}
        onRetry={(retry) => withActs(props, (acts) => acts.retryMessage(props, retry))}
        toasts={props.toasts}
      />
      <Beside
        workplace={workplace}
        toasts={props.toasts}
        route={route}
        onOpen={open}
        onCloseSheet={() => route.panel === "customer" && props.router.close(routePath(route))}
      />
      <OpenPanel page={props} panel={panel} />
      <LookedFor workplace={workplace} route={route} />
    </div>
  );
}

/** The message that somebody came for. */
function LookedFor(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element | null {
  const { messageId, conversationId } = props.route;
  if (messageId === undefined || conversationId === null) return null;
  return (
    <FoundMessage
      key={messageId}
      thread={props.workplace.thread}
      conversationId={conversationId}
      messageId={messageId}
    />
  );
}

function OpenPanel(props: {
  readonly page: ConversationsPageProps;
  readonly panel: Signal<Panel | null>;
}): JSX.Element | null {
  const { page, panel } = props;
  if (panel.value === null) return null;
  const { workplace, toasts } = page;
  const { kind } = panel.value;
  const more = { workplace, toasts, onClose: () => panel.value = null };
  if (kind === "merge" || kind === "part") return <MergePanel act={kind} {...more} />;
  return (
    <Panels
      {...more}
      panel={panel.value}
      route={page.route}
      router={page.router}
      onWork={(next) => withActs(page, (acts) => acts.performWork(page, next))}
    />
  );
}

/** The customer: beside the thread where there is room, else in a sheet over it. */
function Beside(props: {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  readonly route: ConversationsRoute;
  readonly onOpen: (panel: Panel) => void;
  readonly onCloseSheet: () => void;
}): JSX.Element {
  const { workplace } = props;
  return (
    <>
      {props.route.conversationId !== null && (
        <aside class="customer-column" aria-label={t("Customer")}>
          <h2 class="customer-column-title">{t("Customer")}</h2>
          <CustomerColumn workplace={workplace} toasts={props.toasts} onOpen={props.onOpen} />
        </aside>
      )}
      <Dialog
        title={t("Customer")}
        shape="sheet"
        isInAddress
        isOpen={props.route.panel === "customer" && !matchMedia(WIDE).matches}
        onClose={props.onCloseSheet}
      >
        <CustomerColumn workplace={workplace} toasts={props.toasts} onOpen={props.onOpen} />
      </Dialog>
    </>
  );
}

function commandsOf(
  props: ConversationsPageProps,
  act: (name: ConversationAct) => void,
  open: (panel: Panel) => void,
): Record<ListCommand, () => void> {
  const { inbox } = props.workplace;
  return {
    next: () => moveFocus(inbox.lanes.value, 1),
    previous: () => moveFocus(inbox.lanes.value, -1),
    first: () => moveFocus(inbox.lanes.value, "first"),
    last: () => moveFocus(inbox.lanes.value, "last"),
    search: () => document.getElementById(SEARCH_FIELD)?.focus(),
    reply: () => writeIn("reply"),
    note: () => writeIn("note"),
    use_draft: () => void document.dispatchEvent(new Event(USE_DRAFT)),
    assign: () => toSelected("assign") || open({ kind: "assign" }),
    snooze: () => toSelected("snooze") || open({ kind: "snooze" }),
    take_over: () => act("take_over"),
    hand_back: () => act("hand_back"),
    close: () => toSelected("close") || act(isClosed(props.workplace) ? "reopen" : "close"),
    select: () => {
      const id = rowAtHand(props.route.conversationId);
      if (id !== null) toggleSelected(id);
    },
    back: () => clearSelection() || leaveThread(props),
    help: props.onHelp,
  };
}

/** Gives a key's act to the bar of the selected conversations; false when there are none. */
function toSelected(act: string): boolean {
  if (selected.value.size === 0) return false;
  document.dispatchEvent(new CustomEvent(SELECTION_ACT, { detail: act }));
  return true;
}

const loadActs = () => import("./conversation_acts.ts");

/** They are asked for ahead of the first press, which may come while there is no connection. */
function useActsAhead(): void {
  useEffect(() => void loadActs().catch(() => {}), []);
}

/** Their script comes after the first view; one that does not come is told. */
function withActs(
  { toasts }: ConversationsPageProps,
  work: (acts: typeof import("./conversation_acts.ts")) => Promise<void>,
): void {
  loadActs().then(work)
    .catch((error: unknown) => toasts.fail(t("Could not change this"), error));
}

function useTitle(workplace: OpenWorkplace): void {
  useSignalEffect(() => {
    const open = workplace.conversation.row.value;
    const parts = [
      open === null ? null : customerTitle(open.customer_name, open.customer_address),
      t("Conversations"),
      workplace.dealership.name,
    ];
    titlePage(parts.filter((part) => part !== null).join(" · "));
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

function openNeighbour(props: ConversationsPageProps, step: 1 | -1): void {
  const { route, workplace } = props;
  const next = neighbourOf(workplace.inbox.lanes.value, route.conversationId, step);
  if (next !== null) props.router.go(routePath({ ...route, conversationId: next }));
}

function leaveThread(props: ConversationsPageProps): void {
  const { route, router } = props;
  if (route.conversationId !== null) router.close(routePath({ ...route, conversationId: null }));
}
