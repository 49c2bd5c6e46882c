import type { ConversationWork } from "../../api/conversation_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { customerTitle } from "../../format/name.ts";
import { t, tn } from "../../i18n/t.ts";
import { expectedOf } from "../../stores/conversation_store.ts";
import { reasonOf, type ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { putBack, type Undoable, type WayBack, wayBack } from "./put_back.ts";

/** What can be done to several conversations at once. */
export type ManyStep =
  | { readonly act: "close" | "reopen" | "mark_read" }
  | { readonly work: Exclude<ConversationWork, { kind: "tags" | "pause" }> };

/** Where the acts are done and told. */
export interface ManyDesk {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
}

/** A conversation as it was, with what the server said no with. */
interface Outcome {
  readonly row: InboxRow;
  readonly error: unknown;
}

/** So many calls are on their way at once. */
const AT_ONCE = 4;
/** So many refusals are named. */
const NAMED = 3;

/** Does the same to several conversations, tells what came of it, and answers the refused ones. */
export async function actOnMany(
  desk: ManyDesk,
  rows: readonly InboxRow[],
  step: ManyStep,
): Promise<readonly string[]> {
  const { inbox, customer, conversation } = desk.workplace;
  inbox.release();
  const all = await inTurns(rows, (row) => actOnOne(desk.workplace, row, step));
  await inbox.refetch(rows.map(({ id }) => id)).catch(() => {});
  if (rows.some(({ id }) => id === conversation.openId.value)) void customer.refresh();
  const done = all.filter(({ error }) => error === null).map(({ row }) => row);
  const refused = all.filter(({ error }) => error !== null);
  const ways = done.flatMap((row) => {
    const way = wayOf(row, step, desk.workplace);
    return way === null ? [] : [{ row, way }];
  });
  tell(desk, { done, refused, step, undo: ways.length === 0 ? null : () => undo(desk, ways) });
  return refused.map(({ row }) => row.id);
}

async function actOnOne(
  { inbox, apis, user }: OpenWorkplace,
  row: InboxRow,
  step: ManyStep,
): Promise<Outcome> {
  const takeBack = inbox.patch(row.id, expectedOf("act" in step ? step.act : step.work, user));
  const { conversation } = apis;
  try {
    if ("act" in step) await conversation.act(step.act, row.id);
    else await conversation.work(step.work, row.id);
    return { row, error: null };
  } catch (error) {
    takeBack();
    return { row, error: error ?? new Error("refused") };
  }
}

/** Does the work for each, a few at a time, and answers in the order given. */
async function inTurns<Result>(
  rows: readonly InboxRow[],
  work: (row: InboxRow) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const waiting = rows.entries();
  const lane = async (): Promise<void> => {
    for (const [index, row] of waiting) results.set(index, await work(row)); // bound: the selected
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}

function wayOf(
  before: InboxRow,
  step: ManyStep,
  { user, may }: OpenWorkplace,
): readonly WayBack[] | null {
  const back = (done: Undoable) => wayBack(before, done, user.id, may("conversations.assign"));
  if ("act" in step) return step.act === "close" ? back("close") : null;
  const { work } = step;
  if (work.kind === "priority") {
    return [{ work: { kind: "priority", priority: before.priority } }];
  }
  return work.kind === "block" && work.reason === null ? null : back(work.kind);
}

function undo(
  { workplace, toasts }: ManyDesk,
  ways: readonly { readonly row: InboxRow; readonly way: readonly WayBack[] }[],
): void {
  const way = new Map(ways.map((one) => [one.row.id, one.way]));
  const rows = ways.map((one) => one.row);
  void inTurns(rows, async (row): Promise<Outcome> => {
    const error = await putBack(row.id, way.get(row.id) ?? [], workplace.apis.conversation)
      .then(() => null, (thrown: unknown) => thrown);
    return { row, error };
  }).then(async (all) => {
    await workplace.inbox.refetch(rows.map(({ id }) => id)).catch(() => {});
    await workplace.customer.refresh().catch(() => {});
    const refused = all.filter(({ error }) => error !== null);
    if (refused.length > 0) toasts.fail(t("Could not take it back"), refused[0]?.error);
  });
}

interface Told {
  readonly done: readonly InboxRow[];
  readonly refused: readonly Outcome[];
  readonly step: ManyStep;
  readonly undo: (() => void) | null;
}

function tell({ toasts }: ManyDesk, { done, refused, step, undo: back }: Told): void {
  const words = doneWords(step, done.length);
  if (refused.length === 0) return toasts.tell(words, back ?? undefined);
  const no = tn(refused.length, "1 was refused", "{count} were refused");
  if (done.length === 0) {
    const names = refused.slice(0, NAMED).map(({ row }) => nameOf(row)).join(", ");
    return toasts.fail(`${no}: ${names}${more(refused)}`, refused[0]?.error);
  }
  const reasons = refused.slice(0, NAMED)
    .map(({ row, error }) => `${nameOf(row)} (${reasonOf(error)})`).join(", ");
  const text = `${words}, ${no}: ${reasons}${more(refused)}`;
  // Who was refused must be readable for as long as it takes.
  toasts.offer(text, back === null ? t("All right") : t("Undo"), back ?? (() => {}));
}

function more(refused: readonly Outcome[]): string {
  const count = refused.length - NAMED;
  return count > 0 ? ` ${t("and {count} more", { count })}` : "";
}

function nameOf(row: InboxRow): string {
  return customerTitle(row.customer_name, row.customer_address);
}

function doneWords(step: ManyStep, count: number): string {
  if ("act" in step) {
    if (step.act === "close") return tn(count, "1 closed", "{count} closed");
    if (step.act === "reopen") return tn(count, "1 reopened", "{count} reopened");
    return tn(count, "1 marked as read", "{count} marked as read");
  }
  const { work } = step;
  if (work.kind === "assign") {
    return t("{count} assigned to {owner}", { owner: work.name, count });
  }
  if (work.kind === "priority") {
    return tn(count, "1 has a new priority", "{count} have a new priority");
  }
  if (work.kind === "block") return tn(count, "1 marked as spam", "{count} marked as spam");
  return work.until === null
    ? tn(count, "1 is back", "{count} are back")
    : tn(count, "1 snoozed", "{count} snoozed");
}
