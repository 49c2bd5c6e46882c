import assert from "node:assert/strict";
import { inRollback, probe, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, type Person } from "../support/people.ts";
import { scopedThreads, setScope } from "../support/scope.ts";

/** What Realtime asks when somebody joins a private channel and says something there. */
async function access(
  sql: Sql,
  person: Person,
  topic: string,
): Promise<{ hears: boolean; shows: boolean; says: boolean }> {
  const read = await probe<{ may: boolean }>(
    sql,
    person,
    (tx) => tx`select private.may_read_topic(${topic}) as may`,
  );
  const write = async (extension: string): Promise<boolean> => {
    const { refused } = await probe(sql, person, async (tx) => {
      await tx`select set_config('realtime.topic', ${topic}, true)`;
      return await tx`insert into realtime.messages (topic, extension) values (${topic}, ${extension})`;
    });
    return refused === null;
  };
  return {
    hears: read.rows[0]?.may ?? false,
    shows: await write("presence"),
    says: await write("broadcast"),
  };
}

const ALL = { hears: true, shows: true, says: false };
const NONE = { hears: false, shows: false, says: false };

Deno.test("presence SCO-05: own scope joins the threads it reads, managers all, other dealerships none", async () => {
  await inRollback(async (sql) => {
    const { mine, theirs, waiting } = await scopedThreads(sql, "own");
    const of = (person: Person, id: string) => access(sql, person, `conversation:${id}`);
    assert.deepEqual(await of(PEOPLE.oakSales, mine), ALL);
    assert.deepEqual(await of(PEOPLE.oakSales, waiting), ALL);
    assert.deepEqual(await of(PEOPLE.oakSales, theirs), NONE);
    assert.deepEqual(await of(PEOPLE.oakManager, mine), ALL);
    for (const person of [PEOPLE.pineManager, PEOPLE.stranger, PEOPLE.expiredSupport]) {
      assert.deepEqual(await of(person, waiting), NONE, person.email);
    }
    assert.deepEqual(await of(PEOPLE.oakManager, crypto.randomUUID()), NONE);
    assert.deepEqual(await of(PEOPLE.oakManager, "nonsense"), NONE);
    await setScope(sql, "all");
    assert.deepEqual(await of(PEOPLE.oakSales, theirs), ALL);
  });
});

Deno.test("presence SCO-05: team scope adds the mates' threads, and a membership that ends takes all", async () => {
  await inRollback(async (sql) => {
    const { theirs, mine } = await scopedThreads(sql, "team");
    const topic = `conversation:${theirs}`;
    assert.deepEqual(await access(sql, PEOPLE.oakSales, topic), NONE);
    await sql`with team as (insert into public.teams (dealership_id, name) values (${OAK}, 'Internet') returning id)
      insert into public.team_members (dealership_id, team_id, membership_id)
      select ${OAK}, team.id, m.id from team, public.memberships as m
      where m.dealership_id = ${OAK} and m.user_id in (${PEOPLE.oakSales.id}, ${PEOPLE.oakManager.id})`;
    assert.deepEqual(await access(sql, PEOPLE.oakSales, topic), ALL);
    await sql`update public.memberships set is_active = false
      where dealership_id = ${OAK} and user_id = ${PEOPLE.oakSales.id}`;
    assert.deepEqual(await access(sql, PEOPLE.oakSales, topic), NONE);
    assert.deepEqual(await access(sql, PEOPLE.oakSales, `conversation:${mine}`), NONE);
  });
});

Deno.test("presence: nobody is present on a dealership's or a person's own topic, nor says anything there", async () => {
  await inRollback(async (sql) => {
    for (const topic of [`dealership:${OAK}`, `staff:${PEOPLE.oakManager.id}`]) {
      assert.deepEqual(
        await access(sql, PEOPLE.oakManager, topic),
        { hears: true, shows: false, says: false },
        topic,
      );
    }
  });
});
