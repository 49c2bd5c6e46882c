import assert from "node:assert/strict";
import postgres from "postgres";
import { apiUrl, databaseUrl, inboxUrl } from "../../local/config.ts";
import { noonShopper } from "../support/leads.ts";
import { startFreshStack } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

const SHOPPERS = 6;
const KILLS = 6;
const BETWEEN_KILLS_MS = 350;
const PORTALS = ["AutoTrader", "Cars.com"] as const;

/** Ends the processes of some functions as the kernel would. */
async function killFunctions(names: readonly string[]): Promise<number> {
  let killed = 0;
  for await (const { name: pid } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
    const isOurs = new RegExp(`PPid:\\s+${Deno.pid}\\b`).test(status);
    if (!isOurs || !names.some((name) => command.includes(`/${name}/`))) continue;
    Deno.kill(Number(pid), "SIGKILL");
    killed += 1;
  }
  return killed;
}

/** Sends a document as a portal does: again until somebody has taken it. */
async function deliver(url: string, document: string): Promise<void> {
  await waitFor("the door to take the document", async () => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "x-api-key": "lead_demo_oak", "content-type": "application/xml" },
      body: document,
    }).catch(() => null);
    await answer?.body?.cancel();
    return answer !== null && answer.status < 300 ? true : null;
  }, 60_000);
}

function document(portal: string, phone: string): string {
  return `<adf><prospect><id source="${portal}">${phone}</id>
    <vehicle interest="buy"><stock>T4417</stock></vehicle>
    <customer><contact><name part="full">Lee Fox</name><phone type="cellphone">${phone}</phone></contact>
      <comments>Text Opt-In: Yes</comments></customer>
    <provider><name>${portal}</name></provider></prospect></adf>`;
}

Deno.test("chaos: functions killed while leads come in lose none, double none and greet each shopper once", async () => {
  const stack = await startFreshStack({ web: false });
  const sql = postgres(databaseUrl(stack.config), { max: 2, onnotice: () => {} });
  try {
    const phone = await testPhone(inboxUrl(stack.config));
    const url = `${apiUrl(stack.config)}/functions/v1/adf-inbound`;
    const shoppers = new Set<string>();
    while (shoppers.size < SHOPPERS) shoppers.add(await noonShopper(sql));
    const sent = Promise.all(
      [...shoppers].flatMap((shopper) =>
        PORTALS.map((portal) => deliver(url, document(portal, shopper)))
      ),
    );
    let killed = 0;
    for (let round = 0; round < KILLS; round += 1) { // bound: the kills
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_KILLS_MS));
      killed += await killFunctions(["adf-inbound", "job-runner"]);
    }
    await sent;
    assert.ok(killed > 0, "nothing was killed, so nothing was proven");
    await waitFor("everything to be done", async () => {
      // Time flies: what waits is due, and the leases of the dead have run out.
      await sql`update private.jobs set run_at = least(run_at, now()),
        lease_until = case when lease_until is not null then least(lease_until, now() + interval '2 seconds') end
        where status in ('ready', 'leased')`;
      await sql`select private.redrive_jobs()`;
      const [open] = await sql`select count(*)::int as jobs from private.jobs
        where status in ('ready', 'leased') and kind in ('ingest_document', 'respond_to_lead', 'send_message')`;
      const greeted = await Promise.all([...shoppers].map((one) => phone.received(one)));
      return open?.["jobs"] === 0 && greeted.every((texts) => texts.length > 0) ? true : null;
    }, 90_000);
    for (const shopper of shoppers) { // bound: the shoppers
      assert.equal((await phone.received(shopper)).length, 1, `texts to ${shopper}`);
    }
    const [counted] = await sql`select sum(received)::int as received,
        sum(created + duplicate + needs_review + waiting)::int as accounted, sum(waiting)::int as waiting
      from public.lead_source_counters where source in ('AutoTrader', 'Cars.com')
        and dealership_id = '0a000000-0000-4000-8000-000000000001'`;
    assert.equal(counted?.["received"], counted?.["accounted"]);
    const [made] = await sql`select count(distinct l.id)::int as leads, count(c.id)::int as credits
      from public.leads as l join public.customer_identities as i on i.customer_id = l.customer_id
      join public.lead_source_credits as c on c.lead_id = l.id where i.value = any (${[
      ...shoppers,
    ]})`;
    assert.deepEqual({ ...made }, { leads: SHOPPERS, credits: SHOPPERS * PORTALS.length });
  } finally {
    await sql.end();
    await stack.remove();
  }
});
