/** The calls of webhooks, workers and staff, one after the other as a text lives, with their plans. */
import type { TransactionSql } from "postgres";
import type { PlanCapture, RanStatement } from "./plan_capture.ts";
import type { Reader } from "./page_queries.ts";

/** One call and everything that it ran. */
export interface CallPlans {
  readonly label: string;
  readonly statements: readonly RanStatement[];
}

interface Job {
  readonly id: number;
  readonly lease_token: string;
}

const ACCOUNT = "ACbenchplan";
const NEW_SHOPPER = "+19990000001";

class RolledBack extends Error {}

/** Plays one text from webhook to delivery in a transaction that is rolled back. */
export async function captureCalls(
  capture: PlanCapture,
  reader: Reader,
): Promise<readonly CallPlans[]> {
  const calls: CallPlans[] = [];
  await capture.sql.begin(async (tx) => {
    await playText(new Recorder(tx, capture, calls), reader);
    throw new RolledBack();
  }).catch((error) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return calls;
}

class Recorder {
  readonly tx: TransactionSql;
  readonly #capture: PlanCapture;
  readonly #calls: CallPlans[];

  constructor(tx: TransactionSql, capture: PlanCapture, calls: CallPlans[]) {
    this.tx = tx;
    this.#capture = capture;
    this.#calls = calls;
  }

  /** Becomes a role, as PostgREST does. */
  async become(role: "service_role" | "authenticated" | "none", userId = ""): Promise<void> {
    await this.tx`select set_config('role', ${role}, true), set_config('request.jwt.claims',
      ${JSON.stringify({ sub: userId || undefined, role, aal: "aal1" })}, true)`;
  }

  /** Makes one call and keeps the plans of what it ran, deferred triggers included. */
  async call<T>(label: string, text: string, params: readonly unknown[]): Promise<T> {
    // The first run plans and fills caches; what counts is the second.
    await this.tx.savepoint(async (inner) => {
      await inner.unsafe(text, [...params] as string[]);
      throw new RolledBack();
    }).catch((error) => {
      if (!(error instanceof RolledBack)) throw error;
    });
    this.#capture.take();
    const [row] = await this.tx.unsafe<{ answer: T }[]>(text, [...params] as string[]);
    await this.tx.unsafe("set constraints all immediate; set constraints all deferred");
    this.#calls.push({ label, statements: this.#capture.take() });
    return row?.answer as T;
  }

  /** Makes everything due and takes the newest job of a kind. */
  async claim(kind: string, label: string): Promise<Job> {
    await this.become("none");
    await this.tx`update private.jobs set run_at = now() - interval '1 hour'
      where id = (select max(id) from private.jobs where status = 'ready' and kind = ${kind})`;
    await this.become("service_role");
    const { jobs: [job] } = await this.call<{ jobs: Job[] }>(
      label,
      "select public.claim_jobs('bench', 1, 60) as answer",
      [],
    );
    if (job === undefined) throw new Error(`Cannot show plans: no ${kind} job is due`);
    return job;
  }
}

async function playText(recorder: Recorder, reader: Reader): Promise<void> {
  const [ours] = await recorder.tx<{ e164: string }[]>`
    select e164 from public.phone_numbers where dealership_id = ${reader.dealership_id}`;
  const receive = `select public.receive_sms(account_sid => '${ACCOUNT}',
    message_sid => $1, from_number => $2, to_number => $3, content => 'is the Camry still there?',
    media => '[]', keyword => null, opt_out => 'none', raw => '{}') as answer`;
  await recorder.become("service_role");
  const { conversation_id, message_id } = await recorder.call<
    { conversation_id: string; message_id: number }
  >("receive_sms, a new shopper", receive, ["SMplan1", NEW_SHOPPER, ours?.e164]);
  const reply = await recorder.claim("reply_with_ai", "claim_jobs");
  await recorder.call("load_reply_context", "select public.load_reply_context($1, $2) as answer", [
    conversation_id,
    reply.lease_token,
  ]);
  await playSearches(recorder, reader);
  const { message_id: answer_id } = await recorder.call<{ message_id: number }>(
    "submit_reply",
    "select public.submit_reply($1, $2, $3, $4) as answer",
    [conversation_id, message_id, { content: "Yes, it is.", confidence: 0.9 }, reply.lease_token],
  );
  await recorder.call("finish_job", "select public.finish_job($1, $2) as answer", [
    reply.id,
    reply.lease_token,
  ]);
  const send = await recorder.claim("send_message", "claim_jobs, the send");
  await recorder.call("claim_send", "select public.claim_send($1, $2, $3) as answer", [
    answer_id,
    send.id,
    send.lease_token,
  ]);
  await recorder.call(
    "record_send",
    `select public.record_send($1, $2, 'accepted', 'SMplan2', 1, account_sid => '${ACCOUNT}') as answer`,
    [answer_id, send.lease_token],
  );
  await recorder.call(
    "record_sms_status",
    `select public.record_sms_status('${ACCOUNT}', 'SMplan2', $1, 'delivered', null, null) as answer`,
    [answer_id],
  );
  await playStaff(recorder, reader, conversation_id);
}

async function playSearches(recorder: Recorder, reader: Reader): Promise<void> {
  const tenant = reader.dealership_id;
  await recorder.call("search_vehicles", "select public.search_vehicles($1, $2) as answer", [
    tenant,
    { make: "Toyota", model: "Camry", price_max_cents: 3000000 },
  ]);
  await recorder.call(
    "alternative_vehicles",
    "select public.alternative_vehicles($1, $2, 5) as answer",
    [tenant, reader.vehicle_id],
  );
  await recorder.call("search_knowledge", "select public.search_knowledge($1, $2) as answer", [
    tenant,
    "do you do oil changes",
  ]);
}

async function playStaff(
  recorder: Recorder,
  reader: Reader,
  conversationId: string,
): Promise<void> {
  await recorder.become("authenticated", reader.user_id);
  await recorder.call(
    "search_messages, by staff",
    "select count(*)::int as answer from public.search_messages($1, 'camry still')",
    [reader.dealership_id],
  );
  await recorder.call(
    "mark_conversation_read, by staff",
    "select public.mark_conversation_read($1) as answer",
    [conversationId],
  );
  await recorder.call(
    "send_message, by staff who take over",
    "select public.send_message($1, 'Sam here.', gen_random_uuid()) as answer",
    [conversationId],
  );
  await recorder.call(
    "hand_back_conversation, by staff",
    "select public.hand_back_conversation($1) as answer",
    [conversationId],
  );
}
