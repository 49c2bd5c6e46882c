import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Client } from "./api/supabase.ts";
import { announcements } from "./announce.ts";
import type { ComposeApi } from "./api/compose_api.ts";
import type { ConversationApi } from "./api/conversation_api.ts";
import type { InboxApi } from "./api/inbox_api.ts";
import { followLiveEvents, type LiveEventsApi } from "./api/live_events.ts";
import type { Presence } from "./api/presence.ts";
import type { ReplyDraftApi } from "./api/reply_draft_api.ts";
import type { Signals } from "./api/signals.ts";
import type { InboxRow, LiveEvent, Message } from "./api/rows.ts";
import type { Shelf } from "./api/shelf.ts";
import type { Workplace } from "./api/session_api.ts";
import { followPage } from "./follow_page.ts";
import { heardBy } from "./hear_signals.ts";
import { t } from "./i18n/t.ts";
import { keepLater } from "./keep_later.ts";
import { type ConversationsRoute, NO_FILTER } from "./router.ts";
import { shelvedInbox } from "./shelved_inbox.ts";
import { AttachmentStore } from "./stores/attachment_store.ts";
import { AnnouncerStore } from "./stores/announcer_store.ts";
import { ClockStore } from "./stores/clock_store.ts";
import { ConnectionStore } from "./stores/connection_store.ts";
import { ConversationStore } from "./stores/conversation_store.ts";
import { CustomerStore } from "./stores/customer_store.ts";
import { type DraftStorage, DraftStore } from "./stores/draft_store.ts";
import { InboxStore } from "./stores/inbox_store.ts";
import { OutboxStore } from "./stores/outbox_store.ts";
import { type Changed, createRefetchQueue, type RefetchQueue } from "./stores/refetch_queue.ts";
import { ReplyDraftStore } from "./stores/reply_draft_store.ts";
import { ScheduledStore } from "./stores/scheduled_store.ts";
import { TeamStore } from "./stores/team_store.ts";
import { TemplateUseStore } from "./stores/template_use_store.ts";
import { ThreadStore } from "./stores/thread_store.ts";
import { TypingStore } from "./stores/typing_store.ts";

/** The outside of one dealership: everything below runs on these. */
export interface WorkplaceApis {
  readonly inbox: InboxApi;
  readonly conversation: ConversationApi;
  readonly compose: ComposeApi;
  readonly replyDraft: ReplyDraftApi;
  readonly live: LiveEventsApi & Pick<Presence, "show" | "watch"> & Pick<Signals, "hear">;
  readonly supabase: Client;
  readonly draftStorage: DraftStorage;
  /** What outlives a reload without a server. */
  readonly shelf: Pick<Shelf, "readWorkplace" | "keepWorkplace">;
  readonly newId: () => string;
}

/** Who works where. */
export interface Employment {
  readonly dealership: Workplace;
  readonly user: { readonly id: string; readonly name: string };
}

/** Everything one person sees of one dealership; closed as a whole on switching and sign-out. */
export interface OpenWorkplace extends Employment {
  readonly clock: ClockStore;
  readonly connection: ConnectionStore;
  readonly team: TeamStore;
  readonly inbox: InboxStore;
  readonly conversation: ConversationStore;
  readonly thread: ThreadStore;
  readonly customer: CustomerStore;
  readonly outbox: OutboxStore;
  readonly drafts: DraftStore;
  readonly attachments: AttachmentStore;
  readonly replyDraft: ReplyDraftStore;
  readonly scheduled: ScheduledStore;
  readonly templateUse: TemplateUseStore;
  readonly typing: TypingStore;
  readonly announcer: AnnouncerStore;
  readonly apis: WorkplaceApis;
  /** The last batch of events; views beside the conversations read anew when it names them. */
  readonly news: ReadonlySignal<readonly LiveEvent[]>;
  /** True when the person's role has a permission; the server decides in any case. */
  may(permission: string): boolean;
  /** Makes the api of a view that is loaded later. */
  connect<Api>(api: (supabase: Client, dealershipId: string, me: string) => Api): Api;
  /** Reads everything anew after a failure. */
  reload(): Promise<void>;
  /** The socket will try again in so many milliseconds. */
  retryIn(delayMs: number): void;
  close(): void;
}

/** Opens a dealership for a person: makes its stores, follows its events and the address bar. */
export function openWorkplace(
  employment: Employment,
  apis: WorkplaceApis,
  route: ReadonlySignal<ConversationsRoute | null>,
): OpenWorkplace {
  const lanes = shelvedInbox(apis.inbox, employment.user.id);
  const stores = createStores(employment, apis, lanes);
  const place = { userId: employment.user.id, dealershipId: employment.dealership.id };
  const keeper = keepLater({ ...stores, place, lanes, shelf: apis.shelf });
  const reload = async () => {
    await readAll(stores);
    keeper.wasRead();
  };
  const queue = createRefetchQueue((changed) => applyChanges(stores, changed));
  const news = signal<readonly LiveEvent[]>([]);
  apis.live.watch((viewers) => stores.team.see(viewers));
  apis.live.hear(heardBy(stores));
  const live = followLiveEvents(apis.live, {
    onSnapshot: reload,
    onEvents(events): void {
      queue.add(events);
      news.value = events;
    },
    onLink(link): void {
      if (link === "lost") {
        keeper.failed();
        return stores.connection.lost();
      }
      stores.connection.joined();
      keeper.isBack();
      void stores.outbox.flush();
    },
    onRead: () => stores.connection.wasRead(),
    onBack: (messages) => stores.connection.cameBack(messages),
  });
  const stopRoute = followRoute(stores, route, apis.live);
  const stopPage = followPage(stores, live);
  return {
    ...employment,
    ...stores,
    apis,
    news,
    may: (permission) => employment.dealership.permissions.has(permission),
    connect: (api) => api(apis.supabase, employment.dealership.id, employment.user.id),
    reload,
    retryIn: (delayMs) => stores.connection.retryIn(delayMs),
    close: () => closeAll([stopRoute, stopPage, live.stop, keeper.stop], stores, queue),
  };
}

type Stores = ReturnType<typeof createStores>;

function createStores(employment: Employment, apis: WorkplaceApis, lanes: InboxApi) {
  const { user, dealership } = employment;
  const kept = `rylie.outbox.${user.id}.${dealership.id}`;
  const clock = new ClockStore();
  const inbox = new InboxStore(lanes, user.id);
  const templateUse = new TemplateUseStore(apis.compose.recordTemplateUse);
  const thread = new ThreadStore(apis.conversation);
  const announcer = new AnnouncerStore();
  return {
    me: user.id,
    clock,
    inbox,
    thread,
    announcer,
    connection: new ConnectionStore(clock.now, navigator.onLine, dealership.timezone),
    team: new TeamStore(apis.inbox),
    conversation: new ConversationStore(apis.conversation, inbox, computed(() => user)),
    customer: new CustomerStore(apis.conversation),
    drafts: new DraftStore(apis.draftStorage, `${user.id}.${dealership.id}`),
    attachments: new AttachmentStore(async (conversationId, file) => {
      const { attachFile } = await import("./api/attach_file.ts");
      return await attachFile(apis.supabase, { dealershipId: dealership.id, conversationId }, file);
    }),
    replyDraft: new ReplyDraftStore(apis.replyDraft),
    scheduled: new ScheduledStore(apis.compose, apis.newId),
    templateUse,
    typing: new TypingStore({
      me: user.id,
      now: () => Date.now(),
      noteTyping: apis.replyDraft.noteTyping,
    }),
    outbox: new OutboxStore({
      send: apis.conversation.send,
      newId: apis.newId,
      now: () => Date.now(),
      onStored(message): void {
        thread.add(message);
        templateUse.sent(message);
      },
      onRefused: (problem) => announcer.alert(problem.message),
      readKept: () => apis.draftStorage.getItem(kept),
      keep(text): void {
        if (text === null) apis.draftStorage.removeItem(kept);
        else apis.draftStorage.setItem(kept, text);
      },
    }),
  };
}

async function readAll(stores: Stores): Promise<void> {
  const open = stores.conversation.openId.value;
  await Promise.all([
    stores.team.load(),
    stores.inbox.refresh(open),
    stores.thread.refresh(),
    stores.customer.refresh(),
    stores.replyDraft.refresh(),
    stores.scheduled.refresh(),
  ]);
  if (open !== null) await stores.inbox.refetch([open]);
}

async function applyChanges(stores: Stores, changed: Changed): Promise<void> {
  const { conversation, inbox, thread } = stores;
  const openId = conversation.openId.value;
  const isOpen = (ids: readonly string[]) => openId !== null && ids.includes(openId);
  if (isOpen(changed.draftedIds)) void showDraft(stores);
  if (isOpen(changed.scheduledIds)) void stores.scheduled.refresh();
  await thread.reread(changed.mergedIds);
  const before = inbox.rows.value;
  const messagesBefore = thread.messages.value;
  const ids = openId === null ? [] : changed.messageIds.get(openId) ?? [];
  const [, added] = await Promise.all([
    inbox.refetch(changed.conversationIds),
    ids.length > 0 ? thread.refetch(ids) : Promise.resolve([]),
  ]);
  stores.outbox.settle(thread.messages.value);
  stores.typing.said([...changed.messageIds.keys()]);
  const isSame = openId === conversation.openId.value;
  const news = announcements({
    before,
    after: rowsOf(inbox.rows.value, changed.conversationIds),
    open: isSame ? conversation.row.value : null,
    added,
    failed: isSame ? newlyFailed(messagesBefore, thread.messages.value) : [],
    people: { me: stores.me, ai: stores.team.aiName.value, staff: stores.team.names.value },
  });
  for (const { kind, text } of news) stores.announcer[kind === "urgent" ? "alert" : "tell"](text);
  if (!isSame) return;
  // Consent changes show in the thread as a system line, so that is when to look at them again.
  if (added.some((message) => message.kind === "system")) void stores.customer.refresh();
  if (document.visibilityState === "visible") void conversation.markRead();
}

async function showDraft({ announcer, replyDraft, team }: Stores): Promise<void> {
  if (!await replyDraft.refresh()) return;
  announcer.say(t("{name} proposes a reply", { name: team.aiName.value }));
}

function rowsOf(
  rows: ReadonlyMap<string, InboxRow>,
  ids: readonly string[],
): ReadonlyMap<string, InboxRow> {
  return new Map(ids.flatMap((id) => {
    const row = rows.get(id);
    return row === undefined ? [] : [[id, row] as const];
  }));
}

function newlyFailed(before: readonly Message[], after: readonly Message[]): readonly Message[] {
  const isFailed = (one: Message) =>
    one.delivery_status === "failed" || one.delivery_status === "undelivered";
  const failedBefore = new Set(before.filter(isFailed).map((one) => one.id));
  const known = new Set(before.map((one) => one.id));
  return after.filter((one) => isFailed(one) && known.has(one.id) && !failedBefore.has(one.id));
}

function followRoute(
  stores: Stores,
  route: ReadonlySignal<ConversationsRoute | null>,
  presence: Pick<Presence, "show">,
): () => void {
  const conversationId = computed(() => route.value?.conversationId ?? null);
  const view = computed(() => {
    const { tab = "open", query = "", filter = NO_FILTER } = route.value ?? {};
    return JSON.stringify({ tab, query, filter });
  });
  const stops = [
    effect(() => {
      const id = conversationId.value;
      presence.show(id);
      void stores.thread.open(id);
      void stores.replyDraft.show(id);
      void stores.scheduled.show(id);
      void stores.conversation.open(id).then(() => stores.conversation.markRead());
    }),
    effect(() => {
      view.value;
      const { tab = "open", query = "", filter = NO_FILTER } = route.peek() ?? {};
      stores.inbox.show({ tab, query, filter }).catch(() => {});
    }),
    effect(() => {
      void stores.customer.show(stores.conversation.row.value);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    presence.show(null);
  };
}

function closeAll(stops: readonly (() => void)[], stores: Stores, queue: RefetchQueue): void {
  for (const stop of stops) stop();
  queue.stop();
  stores.clock.stop();
  stores.announcer.stop();
  stores.outbox.stop();
  stores.replyDraft.stop();
  stores.typing.stop();
}
