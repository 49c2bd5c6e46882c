import { batch, effect } from "@preact/signals";
import type { Message } from "./api/rows.ts";
import type { KeptWorkplace, Place, Shelf } from "./api/shelf.ts";
import type { ShelvedInbox } from "./shelved_inbox.ts";
import type { ConnectionStore } from "./stores/connection_store.ts";
import type { CustomerStore } from "./stores/customer_store.ts";
import type { InboxStore } from "./stores/inbox_store.ts";
import type { TeamStore } from "./stores/team_store.ts";
import type { ThreadStore } from "./stores/thread_store.ts";

/** How patient the keeper is, in milliseconds. */
export interface KeeperPace {
  /** So long the server may take for its first answer before the kept rows are shown. */
  readonly firstAnswerMs: number;
  /** How often changes are kept. */
  readonly keepMs: number;
  /** How often it is kept that nothing changed. */
  readonly renewMs: number;
}

const PACE: KeeperPace = { firstAnswerMs: 3_000, keepMs: 2_000, renewMs: 60_000 };
/** Beyond these nothing is kept. */
const MOST_ROWS = 300;
const MOST_MESSAGES = 50;
const MOST_LETTERS = 100_000;

/** What the keeper reads and fills. */
export interface KeeperDeps {
  readonly place: Place;
  readonly shelf: Pick<Shelf, "readWorkplace" | "keepWorkplace">;
  readonly inbox: InboxStore;
  readonly lanes: ShelvedInbox;
  readonly thread: ThreadStore;
  readonly customer: CustomerStore;
  readonly team: TeamStore;
  readonly connection: ConnectionStore;
  isOnline(): boolean;
}

/** Keeps a dealership's list and last threads with their customers, and shows them when no server answers. */
export interface Keeper {
  /** Everything on screen has just been read from the server. */
  wasRead(): void;
  /** No answer came. */
  failed(): void;
  /** Answers come again: what is kept may be gone by now. */
  isBack(): void;
  stop(): void;
}

interface KeeperState {
  /** The server has answered once: until then nothing kept is written over. */
  isRead: boolean;
  /** The threads of the last visit, and the facts beside them, are here too. */
  isJoined: boolean;
  /** It is known, or being asked, which threads may still be read. */
  isChecked: boolean;
  gone: ReadonlySet<string>;
  isChanged: boolean;
  keptAt: number;
  isStopped: boolean;
}

/** Starts keeping, and showing what was kept. */
export function startKeeper(deps: KeeperDeps, pace: KeeperPace = PACE): Keeper {
  const kept = deps.shelf.readWorkplace(deps.place).catch(() => null);
  const state: KeeperState = {
    isRead: false,
    isJoined: false,
    isChecked: false,
    gone: new Set(),
    isChanged: false,
    keptAt: 0,
    isStopped: false,
  };
  const show = async (): Promise<void> => {
    const found = await kept;
    if (found === null || state.isRead || state.isStopped || isFilled(deps)) return;
    await fill(deps, found);
  };
  // A browser that keeps nothing works as before, only not over a reload.
  const keepQuietly = () => void keep(deps, state, kept, pace.renewMs).catch(() => {});
  const slow = setTimeout(() => void show(), deps.isOnline() ? pace.firstAnswerMs : 0);
  const timer = setInterval(keepQuietly, pace.keepMs);
  const unwatch = effect(() => {
    deps.inbox.rows.value;
    deps.thread.messages.value;
    deps.customer.customer.value;
    deps.team.colleagues.value;
    state.isChanged = true;
  });
  const onHide = () => document.visibilityState === "hidden" && keepQuietly();
  globalThis.document?.addEventListener("visibilitychange", onHide);
  return {
    wasRead: () => state.isRead = true,
    failed: () => void show(),
    isBack: () => state.isChecked = false,
    stop(): void {
      state.isStopped = true;
      clearTimeout(slow);
      clearInterval(timer);
      unwatch();
      globalThis.document?.removeEventListener("visibilitychange", onHide);
    },
  };
}

/** Keeps what is on screen if it changed, or at times that it did not. */
async function keep(
  deps: KeeperDeps,
  state: KeeperState,
  kept: Promise<KeptWorkplace | null>,
  renewMs: number,
): Promise<void> {
  if (!state.isRead || state.isStopped) return;
  if (!state.isJoined) joinThreads(deps, await kept);
  state.isJoined = true;
  if (!state.isChecked) void checkThreads(deps, state).catch(() => state.isChecked = false);
  const now = Date.now();
  const oldSince = deps.connection.oldSince.peek();
  const isDue = state.isChanged || oldSince === null && now - state.keptAt > renewMs;
  if (!isDue || state.isStopped) return;
  state.isChanged = false;
  state.keptAt = now;
  await deps.shelf.keepWorkplace(deps.place, take(deps, oldSince ?? now, state.gone));
}

function isFilled({ inbox }: KeeperDeps): boolean {
  return inbox.rows.peek().size > 0;
}

async function fill(deps: KeeperDeps, kept: KeptWorkplace): Promise<void> {
  deps.lanes.serve(kept);
  try {
    await deps.inbox.refresh(null);
  } finally {
    deps.lanes.serve(null);
  }
  batch(() => {
    deps.team.restore(kept);
    deps.thread.restore(kept.threads);
    deps.customer.restore(kept.facts);
    deps.connection.keptSince(kept.at);
  });
}

/** Takes over the threads of the last visit, and the facts beside them. */
function joinThreads({ thread, customer }: KeeperDeps, kept: KeptWorkplace | null): void {
  thread.restore(missingFrom(thread.kept(), kept?.threads ?? []));
  customer.restore(missingFrom(customer.kept(), kept?.facts ?? []));
}

function missingFrom<One extends { readonly id: string }>(
  here: readonly One[],
  kept: readonly One[],
): readonly One[] {
  const ids = new Set(here.map(({ id }) => id));
  return kept.filter(({ id }) => !ids.has(id));
}

/** Lets go of the threads that may not be read any more. */
async function checkThreads(deps: KeeperDeps, state: KeeperState): Promise<void> {
  state.isChecked = true;
  const ids = [...new Set([...deps.thread.kept(), ...deps.customer.kept()].map(({ id }) => id))];
  if (ids.length === 0) return;
  const there = new Set((await deps.lanes.readRows(ids)).map(({ id }) => id));
  const gone = ids.filter((id) => !there.has(id));
  state.gone = new Set(gone);
  deps.thread.forget(gone);
  deps.customer.forget(gone);
  if (gone.length > 0) state.isChanged = true;
}

function take(deps: KeeperDeps, at: number, gone: ReadonlySet<string>): KeptWorkplace {
  const { waiting, mine, ai, snoozed, open } = deps.inbox.counts.peek();
  const rows = [...deps.inbox.rows.peek().values()];
  return {
    at,
    rows: rows.slice(0, MOST_ROWS),
    totals: { waiting, mine, ai, snoozed, team: open - waiting - mine - ai },
    aiName: deps.team.aiName.peek(),
    colleagues: [...deps.team.colleagues.peek()],
    threads: deps.thread.kept().filter(({ id }) => !gone.has(id)).map(
      ({ id, messages, hasEarlier }) => {
        const newest = newestOf(messages);
        return { id, messages: newest, hasEarlier: hasEarlier || newest.length < messages.length };
      },
    ),
    facts: deps.customer.kept().filter(({ id }) => !gone.has(id)),
  };
}

/** The newest messages, as far as there is room for them. */
function newestOf(messages: readonly Message[]): Message[] {
  let letters = 0;
  return messages.slice(-MOST_MESSAGES)
    .toReversed()
    .filter((one) => (letters += one.content?.length ?? 0) <= MOST_LETTERS)
    .toReversed();
}
