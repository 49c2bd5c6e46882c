/** Supervised answers in SQL, as the AI leaves them and staff steer them. */
import assert from "node:assert/strict";
import { attempt, become, type Outcome, type Sql } from "./db.ts";
import { newShopper, OAK, type Person } from "./people.ts";
import { type ClaimedJob, claimFor, receiveText, submitReply } from "./sms.ts";

/** What an act on an answer that does not wait any more is refused with. */
export const GONE = "reply_not_waiting";
/** What the AI answers. */
export const WORDS = "Yes, the RAV4 is here. Want to see it?";

/** One answer as it stands. */
export interface Answer {
  readonly delivery_status: string;
  readonly error_class: string | null;
}

/** A thread with an answer of the AI that waits for its time. */
export interface Waiting {
  readonly id: string;
  readonly from: string;
  readonly message: number;
}

/** Oak lets answers wait. */
export async function supervise(
  sql: Sql,
  seconds: number,
  channels = ["sms", "web", "email"],
): Promise<void> {
  await become(sql, "owner");
  await sql`update public.dealerships set supervised_seconds = ${seconds},
    supervised_channels = ${channels} where id = ${OAK}`;
}

/** What waits for the end of the transaction happens now. */
async function commit(sql: Sql): Promise<void> {
  await become(sql, "owner");
  await sql.unsafe("set constraints all immediate; set constraints all deferred");
}

/** The AI answers what the shopper said. */
export async function reply(
  sql: Sql,
  id: string,
  more: { content?: string; handover?: Record<string, string> } = {},
): Promise<number> {
  const job = (await claimFor(sql, id)).find(({ kind }) => kind === "reply_with_ai");
  assert.ok(job);
  const answer = await submitReply(sql, job, { content: WORDS, ...more });
  await commit(sql);
  return Number(answer.message_id);
}

/** A shopper wrote, and the answer waits. */
export async function waiting(sql: Sql, more: Parameters<typeof reply>[2] = {}): Promise<Waiting> {
  await supervise(sql, 20);
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  return { id, from, message: await reply(sql, id, more) };
}

/** How an answer stands. */
export async function answerOf(sql: Sql, message: number): Promise<Answer> {
  await become(sql, "owner");
  const [row] = await sql<Answer[]>`select delivery_status, error_class from public.messages
    where id = ${message}`;
  assert.ok(row);
  return { ...row };
}

/** The answer's time comes. */
export async function pass(sql: Sql, message: number): Promise<void> {
  await become(sql, "owner");
  await sql`update public.messages set sends_at = now() - interval '1 second' where id = ${message}`;
}

/** Claims the job that sends. */
export async function sendJob(sql: Sql, id: string): Promise<ClaimedJob> {
  const job = (await claimFor(sql, id)).find(({ kind }) => kind === "send_message");
  assert.ok(job);
  return job;
}

/** Somebody presses a button of the dock. */
export function press(
  sql: Sql,
  what: "send" | "stop" | "edit",
  message: number,
  who: Person,
): Promise<Outcome<object>> {
  return attempt(
    sql,
    who,
    (tx) =>
      what === "send"
        ? tx`select public.send_supervised_reply(${message})`
        : tx`select public.stop_supervised_reply(${message}, ${what === "edit"})`,
  );
}

/** Whose a thread is, and whether its customer waits for a person. */
export interface Owned {
  readonly owner: string;
  readonly assigned_to: string | null;
  readonly waits: boolean;
}

/** Whose the thread is. */
export async function thread(sql: Sql, id: string): Promise<Owned> {
  await become(sql, "owner");
  const [row] = await sql<Owned[]>`
    select owner, assigned_to, waiting_since is not null as waits from public.conversations
    where id = ${id}`;
  assert.ok(row);
  return { ...row };
}

/** The work that is promised for a thread once the transaction ends. */
export async function readyJobs(sql: Sql, id: string): Promise<readonly string[]> {
  await commit(sql);
  const rows = await sql<{ kind: string }[]>`select kind from private.jobs
    where fifo_key like ${"%" + id} and status = 'ready' order by kind`;
  return rows.map(({ kind }) => kind);
}
