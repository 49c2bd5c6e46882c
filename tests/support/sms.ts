/** Steps of a text's life in SQL, as the doors and the runner call them. */
import { become, type Sql } from "./db.ts";
import { newSid, OAK_NUMBER } from "./people.ts";

/** A text to receive; the rest is filled in. */
export interface TextIn {
  readonly from: string;
  readonly to?: string;
  readonly content?: string;
  readonly sid?: string;
  readonly keyword?: "stop" | "start" | "help";
  readonly optOut?: "certain" | "possible";
}

/** Answer of receive_sms. */
export interface Received {
  readonly outcome: "stored" | "duplicate" | "quarantined";
  readonly message_id: number;
  readonly conversation_id: string;
  readonly dealership_id: string;
}

/** A job as claim_jobs hands it out. */
export interface ClaimedJob {
  readonly id: number;
  readonly kind: string;
  readonly payload: { readonly message_id: number; readonly conversation_id: string };
  readonly lease_token: string;
  readonly attempts: number;
  readonly fifo_key: string;
}

/** Calls receive_sms as the service does. */
export async function receiveText(sql: Sql, text: TextIn): Promise<Received> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: Received }[]>`select public.receive_sms(
    account_sid => 'ACtest', message_sid => ${text.sid ?? newSid()}, from_number => ${text.from},
    to_number => ${text.to ?? OAK_NUMBER}, content => ${text.content ?? "hello"}, media => '[]',
    keyword => ${text.keyword ?? null}, opt_out => ${
    text.optOut ?? "none"
  }, raw => '{}') as answer`;
  if (!row) throw new Error("Cannot receive text: no answer");
  return row.answer;
}

/** Makes every job of the conversation due and claims what may run, for that conversation alone. */
export async function claimFor(sql: Sql, conversationId: string): Promise<readonly ClaimedJob[]> {
  await become(sql, "owner");
  await sql`update private.jobs set run_at = now() - interval '1 second'
    where status = 'ready' and fifo_key like ${"%" + conversationId}`;
  await sql`update private.jobs set run_at = now() + interval '1 hour'
    where status = 'ready' and fifo_key not like ${"%" + conversationId}`;
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { jobs: ClaimedJob[] } }[]>`
    select public.claim_jobs('test', 50, 30) as answer`;
  return (row?.answer.jobs ?? []).filter((job) => job.fifo_key.endsWith(conversationId));
}

/** Submits an AI reply to everything said so far; returns the answer of submit_reply. */
export async function submitReply(
  sql: Sql,
  job: ClaimedJob,
  reply: {
    readonly content: string;
    readonly handover?: Readonly<Record<string, string>>;
    readonly through?: number;
  },
): Promise<{ readonly outcome: string; readonly message_id: number; readonly reason?: string }> {
  await become(sql, "service_role");
  const [newest] = await sql<{ id: string }[]>`select max(m.id) as id from public.messages as m
    where m.conversation_id = ${job.payload.conversation_id} and m.author = 'customer'`;
  const [row] = await sql<{ answer: { outcome: string; message_id: number } }[]>`
    select public.submit_reply(${job.payload.conversation_id}, ${
    reply.through ?? newest?.id ?? null
  },
      ${sql.json({ content: reply.content, confidence: 0.9, handover: reply.handover ?? null })},
      ${job.lease_token}) as answer`;
  if (!row) throw new Error("Cannot submit reply: no answer");
  await sql`select public.finish_job(${job.id}, ${job.lease_token})`;
  return row.answer;
}

/** What the send gate says. */
export interface SendAnswer {
  readonly decision: string;
  readonly reason: string | null;
  readonly to?: string;
}

/** Calls the send gate for a claimed send job; a held message ends the job, as in the runner. */
export async function claimSend(
  sql: Sql,
  job: ClaimedJob,
  confirmedUnsent = false,
): Promise<SendAnswer> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: SendAnswer }[]>`
    select public.claim_send(${job.payload.message_id}, ${job.id}, ${job.lease_token},
      ${confirmedUnsent}) as answer`;
  if (!row) throw new Error("Cannot claim send: no answer");
  if (row.answer.decision === "blocked") {
    await sql`select public.finish_job(${job.id}, ${job.lease_token})`;
  }
  return row.answer;
}
