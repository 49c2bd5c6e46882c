import assert from "node:assert/strict";
import { attempt, connect, inRollback, probe } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

Deno.test("events: numbers of a dealership follow commit order without gaps under eight writers", async () => {
  const writers = await Promise.all(Array.from({ length: 8 }, () => connect()));
  const [sql] = writers;
  assert.ok(sql);
  try {
    const [before] = await sql<
      { seq: number }[]
    >`select coalesce(max(seq), 0)::int as seq from public.events
      where dealership_id = ${OAK}`;
    // A reader that polls while others commit must never see n + 1 without n: that is what commit order means.
    let reading = true;
    const holes: number[][] = [];
    const reader = await connect();
    const watch = (async () => {
      while (reading) { // bound: until the writers are done
        const rows = await reader<{ seq: number }[]>`select seq::int as seq from public.events
          where dealership_id = ${OAK} and seq > ${before?.seq ?? 0} order by seq`;
        const missing = rows.map(({ seq }, index) => seq - index - 1 - (before?.seq ?? 0)).filter((
          n,
        ) => n !== 0);
        if (missing.length > 0) holes.push(missing);
      }
    })();
    await Promise.all(writers.map(async (writer) => {
      for (let round = 0; round < 10; round += 1) {
        await writer.begin((tx) => receiveText(tx, { from: newShopper() }));
      }
    }));
    reading = false;
    await watch;
    await reader.end();
    assert.deepEqual(holes, []);
  } finally {
    await Promise.all(writers.map((each) => each.end()));
  }
});

Deno.test("events: work that is rolled back leaves no number behind", async () => {
  await inRollback(async (sql) => {
    // The lock keeps everybody else's numbers out until we are done.
    const last = async () => {
      const [row] = await sql<{ seq: number }[]>`select last_seq::int as seq
        from private.event_counters where dealership_id = ${OAK} for update`;
      return row?.seq;
    };
    const before = await last();
    const undone = await probe<{ seq: number }>(sql, "service_role", async (tx) => {
      await receiveText(tx, { from: newShopper() });
      await tx`set constraints all immediate`;
      await tx`reset role`;
      return await tx`select last_seq::int as seq from private.event_counters where dealership_id = ${OAK}`;
    });
    assert.ok((undone.rows[0]?.seq ?? 0) > (before ?? 0));
    assert.equal(await last(), before);
  });
});

Deno.test("events: one text is one thin broadcast that carries no word of it", async () => {
  await inRollback(async (sql) => {
    const { message_id } = await receiveText(sql, { from: newShopper(), content: "a secret wish" });
    await sql`set constraints all immediate`;
    await sql`reset role`;
    const rows = await sql<{ topic: string; payload: object; private: boolean }[]>`
      select topic, payload, private from realtime.messages
      where (payload ->> 'message_id')::bigint = ${message_id}`;
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.topic, `dealership:${OAK}`);
    assert.equal(rows[0]?.private, true);
    assert.ok(!JSON.stringify(rows[0]?.payload).includes("secret"));
  });
});

Deno.test("events: staff resume from a number under row security", async () => {
  await inRollback(async (sql) => {
    // The lock keeps events of other tests' background work out.
    const [last] = await sql`
      select last_seq from private.event_counters where dealership_id = ${OAK} for update`;
    await receiveText(sql, { from: newShopper() });
    await sql`set constraints all immediate`;
    const missed = (person: typeof PEOPLE.oakSales | typeof PEOPLE.pineSales) =>
      attempt<{ kind: string }>(
        sql,
        person,
        (tx) =>
          tx`select kind from public.events where dealership_id = ${OAK} and seq > ${
            last?.last_seq ?? 0
          } order by seq`,
      );
    assert.deepEqual((await missed(PEOPLE.oakSales)).rows.map(({ kind }) => kind), [
      "conversation.created",
      "message.created",
    ]);
    assert.equal((await missed(PEOPLE.pineSales)).rows.length, 0);
  });
});
