import assert from "node:assert/strict";
import postgres from "postgres";
import { connectTo, startFreshDatabase } from "../support/database.ts";
import { newShopper, newSid, OAK, OAK_NUMBER, PEOPLE } from "../support/people.ts";

const CONNECTIONS = 8;
const STEPS_EACH = 250;
const THREADS = 4;

/** One thing that was done, by the clock that all connections share. */
interface Deed {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly place: number;
  readonly what: "forbid" | "lift" | "send";
  readonly rule: "opt-out" | "pause" | "channel" | "owner";
  readonly messageId?: number;
  readonly author?: string;
}

interface Race {
  readonly sql: postgres.Sql;
  readonly threads: readonly { readonly id: string; readonly address: string }[];
  readonly deeds: Deed[];
  readonly faults: string[];
}

interface Lease {
  readonly id: number;
  readonly kind: string;
  readonly payload: { readonly message_id: number; readonly conversation_id: string };
  readonly lease_token: string;
  readonly fifo_key: string;
}

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error("Cannot pick: nothing there");
  return item;
}

/** Runs one staff RPC as a salesperson; what the rules refuse is part of the game. */
async function asStaff(
  race: Race,
  statement: string,
  args: (string | boolean)[],
): Promise<boolean> {
  try {
    await race.sql.begin(async (tx) => {
      await tx`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: PEOPLE.oakManager.id, role: "authenticated" })
      }, true)`;
      await tx.unsafe(statement, args);
    });
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code.startsWith("PT4")) return false;
    throw error;
  }
}

async function text(race: Race, place: number, keyword: "stop" | "start" | null): Promise<boolean> {
  const address = race.threads[place]?.address ?? "";
  await race.sql`select public.receive_sms('ACrace', ${newSid()}, ${address}, ${OAK_NUMBER},
    ${keyword ?? "hi"}, '[]', ${keyword}, 'none', '{}')`;
  return true;
}

/** Does one thing and notes when it began and ended. */
async function deed(
  race: Race,
  entry: Pick<Deed, "place" | "what" | "rule">,
  work: () => Promise<boolean>,
): Promise<void> {
  const startedAt = performance.now();
  if (await work()) race.deeds.push({ ...entry, startedAt, endedAt: performance.now() });
}

function switchSomething(race: Race, place: number): Promise<void> {
  const id = race.threads[place]?.id ?? "";
  const what = pick(["forbid", "lift", "lift"] as const);
  const off = what === "forbid";
  const channels = off ? "{sms}" : "{}";
  const rule = pick(["opt-out", "pause", "channel", "owner"] as const);
  const works = {
    "opt-out": () => text(race, place, off ? "stop" : "start"),
    pause: () => asStaff(race, "select public.set_ai_paused($1, $2)", [id, off]),
    channel: () => asStaff(race, "select public.set_ai_paused_channels($1, $2)", [OAK, channels]),
    owner: () =>
      asStaff(
        race,
        off
          ? "select public.take_over_conversation($1)"
          : "select public.hand_back_conversation($1)",
        [id],
      ),
  };
  return deed(race, { place, what, rule }, works[rule]);
}

/** Works off what is due, as a worker that now and then goes silent. */
async function work(race: Race): Promise<void> {
  const [row] = await race.sql<{ answer: { jobs: Lease[] } }[]>`
    select public.claim_jobs('race', 2, 60) as answer`;
  for (const lease of row?.answer.jobs ?? []) { // bound: 2
    if (lease.kind === "reply_with_ai") await reply(race, lease);
    else if (lease.kind === "send_message") await send(race, lease);
    if (Math.random() < 0.9) {
      await race.sql`select public.finish_job(${lease.id}, ${lease.lease_token})`;
    } else {
      await race.sql`update private.jobs set lease_until = now() - interval '1 second'
        where lease_token = ${lease.lease_token}`;
    }
  }
}

async function reply(race: Race, lease: Lease): Promise<void> {
  const thread = lease.payload.conversation_id;
  const [newest] = await race.sql<{ id: string }[]>`select max(m.id) as id from public.messages as m
    where m.conversation_id = ${thread} and m.author = 'customer'`;
  await race.sql`select public.submit_reply(${thread}, ${newest?.id ?? null},
    ${race.sql.json({ content: crypto.randomUUID(), confidence: 0.9 })}, ${lease.lease_token})`;
}

async function send(race: Race, lease: Lease): Promise<void> {
  const place = race.threads.findIndex(({ id }) => lease.fifo_key.endsWith(id));
  const messageId = lease.payload.message_id;
  const startedAt = performance.now();
  const [claim] = await race.sql<{ decision: string; author: string }[]>`
    select public.claim_send(${messageId}, ${lease.id}, ${lease.lease_token}) ->> 'decision' as decision,
      (select m.author from public.messages as m where m.id = ${messageId}) as author`;
  if (claim?.decision !== "send") return;
  race.deeds.push({
    startedAt,
    endedAt: performance.now(),
    place,
    what: "send",
    rule: "owner",
    messageId,
    author: claim.author,
  });
  const optedOut = Math.random() < 0.1;
  const recordedAt = performance.now();
  if (Math.random() < 0.8) {
    await race.sql`select public.record_send(${messageId}, ${lease.lease_token},
      ${optedOut ? "rejected" : "accepted"}, ${optedOut ? null : newSid()},
      error_class => ${optedOut ? "opted_out" : null}, account_sid => 'ACrace')`;
    if (optedOut) {
      const endedAt = performance.now();
      race.deeds.push({ startedAt: recordedAt, endedAt, place, what: "forbid", rule: "opt-out" });
    }
  }
}

async function runConnection(race: Race): Promise<void> {
  for (let step = 0; step < STEPS_EACH; step++) { // bound: STEPS_EACH
    const place = Math.floor(Math.random() * THREADS);
    const dice = Math.random();
    try {
      if (dice < 0.45) await work(race);
      else if (dice < 0.75) await text(race, place, null);
      else if (dice < 0.95) await switchSomething(race, place);
      else await staffSend(race, place);
    } catch (error) {
      // A deadlock or any other fault would have lost a webhook or a click.
      race.faults.push(String(error));
    }
  }
}

/** A staff send takes the thread over as well. */
function staffSend(race: Race, place: number): Promise<void> {
  const args = [race.threads[place]?.id ?? "", "A person here", crypto.randomUUID()];
  const run = () => asStaff(race, "select id from public.send_message($1, $2, $3)", args);
  return deed(race, { place, what: "forbid", rule: "owner" }, run);
}

/** Sends that began after a prohibition was committed, with nothing that might have lifted it in between. */
function forbiddenSends(deeds: readonly Deed[]): string[] {
  const concerns = (a: Deed, b: Deed) => a.rule === "channel" || a.place === b.place;
  return deeds.filter(({ what }) => what === "send").flatMap((sent) => {
    const broken = deeds.find((ban) =>
      ban.what === "forbid" && concerns(ban, sent) && ban.endedAt < sent.startedAt &&
      (sent.author === "ai" || ban.rule === "opt-out") &&
      !deeds.some((lift) =>
        lift.what === "lift" && lift.rule === ban.rule && concerns(lift, sent) &&
        lift.endedAt > ban.startedAt && lift.startedAt < sent.endedAt
      )
    );
    return broken
      ? [`message ${sent.messageId} by ${sent.author} left despite ${broken.rule}`]
      : [];
  });
}

Deno.test("send gate GAT-02: eight connections at once send nothing forbidden, nothing twice, and never deadlock", async () => {
  const database = await startFreshDatabase();
  const sql = connectTo(database.url, CONNECTIONS);
  try {
    await sql`delete from private.jobs`;
    await sql`update public.dealerships set reply_debounce_ms = 0 where id = ${OAK}`;
    const threads = Array.from({ length: THREADS }, () => ({ id: "", address: newShopper() }));
    const race: Race = { sql, threads, deeds: [], faults: [] };
    for (const [place, thread] of threads.entries()) { // bound: THREADS
      await text(race, place, null);
      const [row] = await sql<{ id: string }[]>`select id from public.conversations
        where customer_address = ${thread.address}`;
      thread.id = row?.id ?? "";
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, () => runConnection(race)));

    const sends = race.deeds.filter(({ what }) => what === "send");
    assert.deepEqual(race.faults, []);
    assert.ok(sends.length > 20, `only ${sends.length} sends`);
    assert.deepEqual(forbiddenSends(race.deeds), []);
    assert.equal(new Set(sends.map(({ messageId }) => messageId)).size, sends.length);
    const wrong = await sql`
      select m.id from public.messages as m
      where m.conversation_id = any (${threads.map(({ id }) => id)}::uuid[])
        and (m.direction = 'internal' and m.first_claimed_at is not null
          or m.first_claimed_at is not null and m.consent_id is null
          or exists (select from public.messages as o where o.conversation_id = m.conversation_id
            and o.author = 'ai' and m.author = 'ai' and o.id <> m.id and o.in_reply_to = m.in_reply_to))`;
    assert.equal(wrong.length, 0);
  } finally {
    await sql.end({ timeout: 5 });
    await database.stop();
  }
});
