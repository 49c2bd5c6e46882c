import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const SAM = PEOPLE.oakSales;

function request(sql: Sql, person: Person, phone: string) {
  return attempt(
    sql,
    person,
    (tx) => tx`select public.request_phone_code(${OAK}, ${phone})`,
  );
}

/** Makes the code as the worker that texts it would. */
async function claimed(sql: Sql, person: Person): Promise<Record<string, string>> {
  await become(sql, "owner");
  const lease = crypto.randomUUID();
  const [code] = await sql`select id from private.phone_codes where user_id = ${person.id}`;
  const [job] = await sql`update private.jobs set status = 'leased', lease_token = ${lease},
    lease_until = now() + interval '1 minute'
    where kind = 'notify_person' and payload ->> 'phone_code_id' = ${code?.["id"]} returning id`;
  await become(sql, "service_role");
  const [row] = await sql`select public.claim_phone_code(${code?.["id"]}, ${
    job?.["id"] ?? 0
  }, ${lease}) as answer`;
  await become(sql, "owner");
  return row?.["answer"];
}

async function verify(sql: Sql, person: Person, code: string): Promise<string> {
  const { rows } = await attempt<{ answer: string }>(
    sql,
    person,
    (tx) => tx`select public.verify_phone(${code}) as answer`,
  );
  return rows[0]?.answer ?? "refused";
}

async function verified(sql: Sql, person: Person): Promise<readonly string[]> {
  await become(sql, "owner");
  const rows = await sql<{ phone: string }[]>`
    select phone from public.staff_phones where user_id = ${person.id}`;
  return rows.map(({ phone }) => phone);
}

function other(code: string): string {
  return code === "000000" ? "000001" : "000000";
}

Deno.test("staff phones PHO-01: a number counts once the code texted to it is typed", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    assert.equal((await request(sql, SAM, phone)).refused, null);
    const { code = "", to } = await claimed(sql, SAM);
    assert.match(code, /^\d{6}$/);
    assert.equal(to, phone);
    assert.deepEqual(await verified(sql, SAM), []);
    assert.equal(await verify(sql, SAM, other(code)), "wrong");
    assert.equal(await verify(sql, PEOPLE.oakManager, code), "expired", "somebody else's code");
    assert.equal(await verify(sql, SAM, `${code.slice(0, 3)} ${code.slice(3)}`), "verified");
    assert.deepEqual(await verified(sql, SAM), [phone]);
    assert.equal(await verify(sql, SAM, code), "expired", "a code works once");
    const [entry] = await sql`select new_values::text as said from public.audit_logs
      where table_name = 'staff_phones' and actor_id = ${SAM.id} order by id desc limit 1`;
    assert.match(entry?.["said"], /verified a number/);
    assert.ok(!String(entry?.["said"]).includes(phone));
  });
});

Deno.test("staff phones PHO-02: five wrong codes, ten minutes or a newer code end a code", async () => {
  await inRollback(async (sql) => {
    await request(sql, SAM, newShopper());
    const first = (await claimed(sql, SAM))["code"] ?? "";
    await request(sql, SAM, newShopper());
    const second = (await claimed(sql, SAM))["code"] ?? "";
    if (first !== second) assert.equal(await verify(sql, SAM, first), "wrong", "a newer one came");
    await sql`update private.phone_codes set expires_at = now() - interval '1 second'
      where user_id = ${SAM.id}`;
    assert.equal(await verify(sql, SAM, second), "expired");
    await request(sql, SAM, newShopper());
    const third = (await claimed(sql, SAM))["code"] ?? "";
    const tries: string[] = [];
    for (let count = 0; count < 5; count += 1) tries.push(await verify(sql, SAM, other(third)));
    assert.deepEqual(tries, ["wrong", "wrong", "wrong", "wrong", "expired"]);
    assert.equal(await verify(sql, SAM, third), "expired");
    assert.deepEqual(await verified(sql, SAM), []);
  });
});

Deno.test("staff phones PHO-03: asking for codes is limited, and only staff may", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    assert.equal((await request(sql, PEOPLE.stranger, phone)).refused?.code, "PT403");
    assert.equal((await request(sql, PEOPLE.pineSales, phone)).refused?.code, "PT403");
    assert.equal((await request(sql, SAM, "555")).refused?.detail, "invalid_phone");
    for (let count = 0; count < 5; count += 1) {
      assert.equal((await request(sql, SAM, phone)).refused, null);
    }
    assert.equal((await request(sql, SAM, newShopper())).refused?.code, "PT429", "by person");
    const manager = PEOPLE.oakManager;
    assert.equal((await request(sql, manager, phone)).refused?.code, "PT429", "by number");
    for (
      const verb of [
        (tx: Sql) => tx`insert into public.staff_phones (phone) values (${phone})`,
        (tx: Sql) => tx`update public.staff_phones set phone = ${phone}`,
        (tx: Sql) => tx`select code_hash from private.phone_codes`,
      ]
    ) assert.equal((await attempt(sql, SAM, verb)).refused?.code, "42501");
  });
});

Deno.test("staff phones: a code leaves once, and the code itself is kept nowhere", async () => {
  await inRollback(async (sql) => {
    await request(sql, SAM, newShopper());
    const { code = "" } = await claimed(sql, SAM);
    const again = await claimed(sql, SAM);
    assert.deepEqual([again["decision"], again["code"]], ["done", undefined]);
    const [kept] = await sql`select
      (select c::text from private.phone_codes as c where c.user_id = ${SAM.id})
      || (select string_agg(j::text, ' ') from private.jobs as j
        where j.payload ? 'phone_code_id') as all`;
    assert.ok(!String(kept?.["all"]).includes(`"${code}"`));
    assert.ok(!String(kept?.["all"]).includes(`,${code},`));
  });
});

Deno.test("staff phones: one's own number can be read and taken away, by its person alone", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    await request(sql, SAM, phone);
    await verify(sql, SAM, (await claimed(sql, SAM))["code"] ?? "");
    const own = (person: Person) =>
      attempt<{ own: unknown }>(sql, person, (tx) => tx`select public.own_phone() as own`);
    assert.deepEqual((await own(SAM)).rows[0]?.own, {
      verified: phone,
      pending: null,
      state: null,
    });
    await attempt(sql, PEOPLE.oakManager, (tx) => tx`select public.forget_phone()`);
    assert.deepEqual(await verified(sql, SAM), [phone]);
    await attempt(sql, SAM, (tx) => tx`select public.forget_phone()`);
    assert.deepEqual(await verified(sql, SAM), []);
  });
});

Deno.test("staff phones PHO-04: a partner sends no code, and nobody sends one to who opted out of texts", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    assert.equal((await request(sql, PEOPLE.oakApi, phone)).refused?.code, "PT403");
    await receiveText(sql, { from: phone, content: "STOP", keyword: "stop" });
    assert.equal((await request(sql, SAM, phone)).refused?.detail, "number_opted_out");
    await become(sql, "owner");
    const [sent] = await sql`select count(*)::int as codes from private.phone_codes
      where user_id in (${SAM.id}, ${PEOPLE.oakApi.id})`;
    assert.equal(sent?.["codes"], 0);
    await receiveText(sql, { from: phone, content: "START", keyword: "start" });
    assert.equal((await request(sql, SAM, phone)).refused, null);
  });
});
