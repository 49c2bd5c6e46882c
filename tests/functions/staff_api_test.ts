import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER, PASSWORD, PEOPLE, type Person } from "../support/people.ts";
import { testStack, testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** Posts to the door as somebody who is signed in, and closes their session again. */
async function posting(
  person: Person,
  work: (
    post: (
      path: string,
      body: unknown,
    ) => Promise<{ status: number; body: Record<string, unknown> }>,
    publish: (persona: string) => Promise<string | null>,
  ) => Promise<void>,
): Promise<void> {
  const { api } = await testUrls();
  const client = createClient(api, (await testStack()).keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data } = await client.auth.signInWithPassword({
    email: person.email,
    password: PASSWORD,
  });
  const authorization = `Bearer ${data.session?.access_token ?? ""}`;
  await work(async (path, body) => {
    const answer = await fetch(`${api}/functions/v1/staff-api${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }, async (persona_id) => {
    const { error } = await client.rpc("publish_persona", { persona_id });
    return error?.details ?? null;
  });
}

/** A persona at Oak that speaks to nobody, and a thread in which a shopper was answered. */
async function scene() {
  const sql = await connect();
  const shopper = newShopper();
  const phone = await testPhone();
  await phone.send({ from: shopper, to: OAK_NUMBER, body: "what time do you close on saturday?" });
  await phone.waitForTexts(shopper, 1);
  // Letters alone: a phone number in a name is a contact that nothing proves.
  const name = `Tess ${
    [...shopper.slice(-7)].map((digit) => "abcdefghij"[Number(digit)]).join("")
  }`;
  const [persona] = await sql<{ id: string }[]>`
    insert into public.personas (dealership_id, name, prompt_template)
    values (${OAK}, ${name}, 'You are {{persona_name}}.') returning id`;
  const [thread] = await sql<{ id: string }[]>`
    select id from public.conversations where customer_address = ${shopper}`;
  // The answer's delivery is told after it arrived: wait, so that nothing changes by itself below.
  const stored = () =>
    sql<
      { state: string }[]
    >`select count(*) || ':' || string_agg(m.delivery_status, ',' order by m.id)
        || ':' || (select count(*) from private.jobs as j where j.fifo_key like ${
      "%" + (thread?.id ?? "")
    }) as state
      from public.messages as m where m.conversation_id = ${thread?.id ?? ""}`;
  await waitFor("the answer's delivery", async () => {
    const [row] = await stored();
    return row?.state.includes("delivered") ? row : null;
  });
  return { sql, persona: persona?.id ?? "", thread: thread?.id ?? "", stored };
}

Deno.test("staff-api: a draft is tried on a past conversation, evaluated and published, without a trace", async () => {
  const { sql, persona, thread, stored } = await scene();
  try {
    const [before] = await stored();
    await posting(PEOPLE.oakManager, async (post, publish) => {
      const { status, body } = await post(`/personas/${persona}/preview`, {
        conversation_id: thread,
      });
      assert.equal(status, 200, JSON.stringify(body));
      assert.match(String(body["content"]), /PM/);
      assert.deepEqual(body["asked"], ["what time do you close on saturday?"]);
      assert.deepEqual((await stored())[0], before);
      await sql`update public.personas set prompt_template = 'You are {{persona_name}}. Be brief.'
        where id = ${persona}`;
      assert.equal(await publish(persona), "persona_not_evaluated");
      const evaluated = await post(`/personas/${persona}/evaluate`, {});
      assert.equal(evaluated.body["passed"], true, JSON.stringify(evaluated.body["failures"]));
      assert.equal(await publish(persona), null);
      await sql`update public.personas set prompt_template = 'Offer 20 % off to everyone.' where id = ${persona}`;
      assert.equal((await post(`/personas/${persona}/evaluate`, {})).body["passed"], false);
      assert.equal(await publish(persona), "persona_failed_evaluation");
    });
  } finally {
    await sql.end();
  }
});

Deno.test("staff-api STA-02: neither a colleague without the permission nor another dealership tries a persona", async () => {
  const { sql, persona, thread } = await scene();
  await sql.end();
  for (const person of [PEOPLE.oakSales, PEOPLE.pineAdmin]) {
    await posting(person, async (post) => {
      for (const path of ["preview", "evaluate"]) {
        const { status, body } = await post(`/personas/${persona}/${path}`, {
          conversation_id: thread,
        });
        assert.deepEqual([status, body["code"]], [404, "persona_not_found"], path);
      }
    });
  }
  const { api } = await testUrls();
  const { keys } = await testStack();
  for (const key of [null, "nonsense", keys.anon, keys.serviceRole]) {
    const answer = await fetch(`${api}/functions/v1/staff-api/personas/${persona}/preview`, {
      method: "POST",
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      body: JSON.stringify({ conversation_id: thread }),
    });
    await answer.body?.cancel();
    assert.equal(answer.status, 401);
  }
});
