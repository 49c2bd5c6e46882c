/** Drafts in SQL, as the job and staff make and use them. */
import assert from "node:assert/strict";
import { attempt, become, type Outcome, type Sql } from "./db.ts";
import { newShopper, PEOPLE } from "./people.ts";
import { type ClaimedJob, claimFor, receiveText } from "./sms.ts";

/** A draft as the tests look at it. */
export interface Draft {
  readonly id: string;
  readonly status: string;
  readonly content: string;
  readonly message_id: string | null;
}

/** A thread that a person owns, with its claimed draft job. */
export interface Owned {
  readonly id: string;
  readonly from: string;
  readonly asked: number;
  readonly job: ClaimedJob;
}

/** Sam takes the thread over. */
export async function takeOver(sql: Sql, id: string): Promise<void> {
  const taken = await attempt(
    sql,
    PEOPLE.oakSales,
    (tx) => tx`select public.take_over_conversation(${id})`,
  );
  assert.equal(taken.refused, null);
}

/** The shopper writes; what waits for the end of the transaction happens now. */
export async function writeAgain(
  sql: Sql,
  from: string,
  content = "is the RAV4 still there?",
): Promise<number> {
  const { message_id } = await receiveText(sql, { from, content });
  await become(sql, "owner");
  await sql`set constraints all immediate`;
  await sql`set constraints all deferred`;
  return Number(message_id);
}

/** A salesperson owns a thread in which the shopper has just written; its draft job is claimed. */
export async function owned(sql: Sql): Promise<Owned> {
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  await takeOver(sql, id);
  const asked = await writeAgain(sql, from);
  const job = (await claimFor(sql, id)).find((one) => one.kind === "draft_reply");
  assert.ok(job);
  return { id, from, asked, job };
}

/** Hands a draft in, as its job does. */
export async function submit(
  sql: Sql,
  { id, asked, job }: Owned,
  draft: Readonly<Record<string, unknown>> = {},
): Promise<{ outcome: string; draft_id: string | null; reason?: string }> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { outcome: string; draft_id: string | null } }[]>`
    select public.submit_draft(${id}, ${asked}, ${
    sql.json({
      content: "Yes, the RAV4 is here. Want to see it?",
      model: "local",
      variants: ["shorter"],
      checks: ["stock"],
      ...draft,
    } as never)
  }, ${job.lease_token}) as answer`;
  assert.ok(row);
  return row.answer;
}

/** The drafts of a thread, oldest first. */
export async function draftsOf(sql: Sql, id: string): Promise<readonly Draft[]> {
  await become(sql, "owner");
  return await sql<Draft[]>`select id, status, content, message_id from public.reply_drafts
    where conversation_id = ${id} order by created_at, id`;
}

/** Sam sends. */
export function send(
  sql: Sql,
  id: string,
  content: string,
  more: { draft?: string; seen?: number } = {},
): Promise<Outcome<{ id: number }>> {
  return attempt<{ id: number }>(
    sql,
    PEOPLE.oakSales,
    (tx) =>
      tx`select id from public.send_message(${id}, ${content}, ${crypto.randomUUID()}, ${
        more.draft ?? null
      }, ${more.seen ?? null})`,
  );
}
