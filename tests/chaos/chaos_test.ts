import assert from "node:assert/strict";
import postgres from "postgres";
import { databaseUrl, inboxUrl } from "../../local/config.ts";
import type { Stack } from "../../local/stack.ts";
import { newShopper, newSid, OAK_NUMBER } from "../support/people.ts";
import { startFreshStack } from "../support/stack.ts";
import { type Phone, testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";
import { importThroughKills } from "./import_chaos.ts";

interface Chaos {
  readonly stack: Stack;
  readonly sql: postgres.Sql;
  readonly phone: Phone;
}

interface ThreadState {
  readonly inbound: number;
  readonly outbound: readonly {
    readonly delivery_status: string;
    readonly error_class: string | null;
  }[];
  readonly open_jobs: number;
}

async function threadOf({ sql }: Chaos, shopper: string): Promise<ThreadState> {
  const [row] = await sql<{ state: ThreadState }[]>`
    select jsonb_build_object(
      'inbound', count(*) filter (where m.direction = 'inbound'),
      'outbound', coalesce(jsonb_agg(jsonb_build_object(
          'delivery_status', m.delivery_status, 'error_class', m.error_class) order by m.id)
        filter (where m.direction = 'outbound'), '[]'),
      'open_jobs', (select count(*) from private.jobs as j
        where j.fifo_key like '%' || min(c.id::text) and j.status in ('ready', 'leased'))) as state
    from public.conversations as c join public.messages as m on m.conversation_id = c.id
    where c.customer_address = ${shopper}`;
  return row?.state ?? { inbound: 0, outbound: [], open_jobs: 0 };
}

/** Time flies: what waits is due now, and what was leased has run out. */
async function passTime({ sql }: Chaos, shopper: string, leasesToo = false): Promise<void> {
  await sql`update private.jobs as j
    set run_at = least(j.run_at, now()),
      lease_until = case when ${leasesToo} and j.status = 'leased' then now() else j.lease_until end
    from public.conversations as c
    where c.customer_address = ${shopper} and j.fifo_key like '%' || c.id::text
      and j.status in ('ready', 'leased')`;
  await sql`select private.redrive_jobs()`;
}

/** Lets time pass until nothing of the thread is open any more. */
function settled(chaos: Chaos, shopper: string, timeoutMs = 30_000): Promise<ThreadState> {
  return waitFor("the thread to settle", async () => {
    const state = await threadOf(chaos, shopper);
    const isOpen = state.open_jobs > 0 ||
      state.outbound.some((each) => ["queued", "sending"].includes(each.delivery_status));
    if (state.inbound > 0 && state.outbound.length > 0 && !isOpen) return state;
    await passTime(chaos, shopper);
    return null;
  }, timeoutMs);
}

/** Ends the process of one function as the kernel would. */
async function killFunction(name: string): Promise<number> {
  let killed = 0;
  for await (const { name: pid } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
    const isOurs = new RegExp(`PPid:\\s+${Deno.pid}\\b`).test(status);
    if (!isOurs || !command.includes(`/${name}/`)) continue;
    Deno.kill(Number(pid), "SIGKILL");
    killed += 1;
  }
  return killed;
}

Deno.test("chaos", async (t) => {
  const stack = await startFreshStack({ web: false });
  const sql = postgres(databaseUrl(stack.config), { max: 2, onnotice: () => {} });
  const chaos: Chaos = { stack, sql, phone: await testPhone(inboxUrl(stack.config)) };
  const say = (from: string, body: string, times = 1) =>
    chaos.phone.send({ from, to: OAK_NUMBER, body, times, message_sid: newSid() });

  try {
    await t.step(
      "the same webhook three times and texts out of order: stored once, answered once",
      async () => {
        const shopper = newShopper();
        await Promise.all([
          say(shopper, "any SUVs under 30k?", 3),
          say(shopper, "with low miles", 3),
        ]);
        const state = await settled(chaos, shopper);
        assert.equal(state.inbound, 2);
        assert.equal((await chaos.phone.received(shopper)).length, 1);
      },
    );

    for (
      const [name, fault] of [
        ["500", { status: 500, times: 2 }],
        ["429", { rate_limit: true, retry_after: 1, times: 2 }],
      ] as const
    ) {
      await t.step(
        `the provider answers ${name} twice: the reply leaves once in the end`,
        async () => {
          const shopper = newShopper();
          await chaos.phone.fail(shopper, fault);
          await say(shopper, "what time do you close on saturday");
          const state = await settled(chaos, shopper);
          assert.equal((await chaos.phone.received(shopper)).length, 1);
          assert.equal(state.outbound.length, 1);
        },
      );
    }

    await t.step(
      "the provider accepts but never answers: found there, not sent again",
      async () => {
        const shopper = newShopper();
        await chaos.phone.fail(shopper, { accept_then_timeout: true, timeout_ms: 12_000 });
        await say(shopper, "how much is stock T4417");
        const state = await settled(chaos, shopper, 60_000);
        assert.equal((await chaos.phone.received(shopper)).length, 1);
        assert.deepEqual(state.outbound.map(({ delivery_status }) => delivery_status), [
          "delivered",
        ]);
      },
    );

    await t.step(
      "the worker is killed between claim and answer: the reply leaves at most once",
      async () => {
        const shopper = newShopper();
        await chaos.phone.fail(shopper, { delay_ms: 2_000 });
        await say(shopper, "do you still have the blue RAV4?");
        // The fault is used up when the provider has been asked, two seconds before it answers.
        await waitFor("the claim", async () => await chaos.phone.fails(shopper) ? null : true);
        assert.ok(await killFunction("job-runner") > 0);
        // Twilio takes what it was given before the lease runs out, as it would within its minutes.
        await chaos.phone.waitForTexts(shopper, 1);
        await passTime(chaos, shopper, true);
        const state = await settled(chaos, shopper, 45_000);
        assert.equal((await chaos.phone.received(shopper)).length, 1);
        assert.equal(state.outbound.length, 1);
      },
    );

    await t.step(
      "the worker is killed in the middle of a stock list: each unit arrives once",
      () => importThroughKills(stack.config, sql, () => killFunction("job-runner")),
    );

    await t.step(
      "Postgres restarts in the middle: nothing is lost, nothing is doubled",
      async () => {
        const shoppers = Array.from({ length: 6 }, () => newShopper());
        await Promise.all(shoppers.slice(0, 3).map((shopper) => say(shopper, "hello")));
        const restart = stack.restartPostgres();
        // Twilio tries again what was not answered with 2xx; here the shopper's phone does.
        await Promise.all(shoppers.slice(3).map((shopper) => sayUntilHeard(chaos, shopper)));
        await restart;
        for (const shopper of shoppers) { // bound: six
          const state = await settled(chaos, shopper, 60_000);
          assert.equal(state.inbound, 1);
          assert.equal((await chaos.phone.received(shopper)).length, 1);
        }
      },
    );

    await t.step("afterwards nothing is stuck without a visible reason", async () => {
      const stuck = await sql`select kind, status, last_error from private.jobs
        where status = 'dead' and last_error is null
          or status in ('ready', 'leased')
            and greatest(created_at, run_at) < now() - interval '2 minutes'`;
      assert.deepEqual([...stuck], []);
    });
  } finally {
    await sql.end();
    await stack.remove();
  }
});

async function sayUntilHeard(chaos: Chaos, shopper: string): Promise<void> {
  const sid = newSid();
  await waitFor("the webhook to be taken", async () => {
    const statuses = await chaos.phone
      .send({ from: shopper, to: OAK_NUMBER, body: "hello", message_sid: sid });
    return statuses.includes(200) ? true : null;
  });
}
