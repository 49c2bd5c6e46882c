import assert from "node:assert/strict";
import { bay, book, type Booked, MARIA, tuesday, type Wish } from "../support/bookings.ts";
import { attempt, type Caller, connect, inRollback, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, PINE } from "../support/people.ts";

async function slots(
  sql: Sql,
  kind: string,
  resource: string | null,
  vehicle: string | null = null,
) {
  const { rows } = await attempt<{ at: string }>(
    sql,
    PEOPLE.oakSales,
    (tx) =>
      tx`select to_char(starts_at at time zone 'America/New_York', 'HH24:MI') as at
      from public.appointment_slots(${OAK}, ${kind},
        (date_trunc('week', now() at time zone 'America/New_York') + interval '15 days')::date,
        ${resource}, ${vehicle})`,
  );
  return rows.map(({ at }) => at);
}

Deno.test("book_appointment: of fifty at once for one slot one has it, the others a clear answer", async () => {
  const owner = await connect();
  const writers = await connect(50);
  try {
    const { resource, startsAt } = await owner.begin(async (sql) => ({
      resource: await bay(sql),
      startsAt: await tuesday(sql, "10:00"),
    }));
    const results = await Promise.all(
      Array.from({ length: 50 }, () => writers.begin((sql) => book(sql, { startsAt, resource }))),
    );
    assert.equal(results.filter(({ refused }) => refused === null).length, 1);
    const codes = new Set(results.map(({ refused }) => refused?.detail).filter((code) => code));
    assert.deepEqual([...codes], ["slot_taken"]);
  } finally {
    await Promise.all([owner.end(), writers.end()]);
  }
});

Deno.test("appointments: the constraint alone refuses an overlap, buffers included, and leaves the over ones out", async () => {
  await inRollback(async (sql) => {
    const resource = await bay(sql);
    const insert = (from: string, status = "confirmed") =>
      attempt(
        sql,
        "owner",
        async (tx) =>
          tx`insert into public.appointments (dealership_id, kind, status, customer_id, resource_id, starts_at,
            ends_at, buffer_after_minutes, idempotency_token, booked_by)
          values (${OAK}, 'delivery', ${status}, ${MARIA}, ${resource}, ${await tuesday(
            tx,
            from,
          )}::timestamptz,
            ${await tuesday(
            tx,
            from,
          )}::timestamptz + interval '1 hour', 15, gen_random_uuid(), 'ai') returning id`,
      );
    assert.equal((await insert("10:00")).refused, null);
    assert.equal((await insert("11:00")).refused?.code, "23P01");
    assert.equal((await insert("11:15")).refused, null);
    assert.equal((await insert("10:30", "cancelled")).refused, null);
  });
});

Deno.test("book_appointment: the same token is the same appointment", async () => {
  await inRollback(async (sql) => {
    const wish = {
      startsAt: await tuesday(sql, "10:00"),
      resource: await bay(sql),
      token: crypto.randomUUID(),
    };
    const [first, again] = [await book(sql, wish), await book(sql, wish)];
    assert.ok(first.rows[0]?.id);
    assert.equal(again.rows[0]?.id, first.rows[0]?.id);
  });
});

Deno.test("book_appointment: takes somebody who is free, one by one", async () => {
  await inRollback(async (sql) => {
    await sql`update public.resources set is_active = false where dealership_id = ${OAK}`;
    const bays = [await bay(sql), await bay(sql)];
    const startsAt = await tuesday(sql, "10:00");
    const given = [await book(sql, { startsAt }), await book(sql, { startsAt })];
    assert.deepEqual(given.map(({ rows }) => rows[0]?.resource_id).sort(), bays.sort());
    assert.equal((await book(sql, { startsAt })).refused?.detail, "slot_taken");
  });
});

Deno.test("book_appointment: refuses what the rules exclude, each with its own code", async () => {
  await inRollback(async (sql) => {
    const resource = await bay(sql);
    const at = async (startsAt: string, more: Partial<Wish> = {}) =>
      (await book(sql, { startsAt, resource, ...more })).refused?.detail;
    assert.equal(await at(await tuesday(sql, "08:00")), "outside_hours");
    assert.equal(await at(await tuesday(sql, "19:00")), "outside_hours");
    assert.equal(await at(new Date(Date.now() + 600_000).toISOString()), "too_soon");
    assert.equal(await at(new Date(Date.now() + 100 * 86_400_000).toISOString()), "too_far");
    const open = await tuesday(sql, "10:00");
    assert.equal(await at(open, { kind: "wash" }), "invalid_kind");
    assert.equal(await at(open, { kind: "appraisal" }), "invalid_resource_id");
    assert.equal(await at(open, { resource: crypto.randomUUID() }), "invalid_resource_id");
    assert.equal(await at(open, { vehicle: crypto.randomUUID() }), "invalid_vehicle_id");
    assert.equal(await at(open, { customer: crypto.randomUUID() }), "invalid_customer_id");
    await sql`insert into public.business_holidays (dealership_id, on_date, name)
      values (${OAK}, (${open}::timestamptz at time zone 'America/New_York')::date, 'Closed')`;
    assert.equal(await at(open), "outside_hours");
  });
});

Deno.test("book_appointment: a colleague is free only on shift", async () => {
  await inRollback(async (sql) => {
    await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
    const resource = await bay(sql, { kind: "person", user_id: PEOPLE.oakSales.id });
    await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
      select ${OAK}, id, 2, '12:00', '20:00' from public.memberships
      where dealership_id = ${OAK} and user_id = ${PEOPLE.oakSales.id}`;
    const early = await book(sql, { startsAt: await tuesday(sql, "10:00"), resource });
    assert.equal(early.refused?.detail, "slot_taken");
    const later = await book(
      sql,
      { startsAt: await tuesday(sql, "13:00"), resource },
      PEOPLE.oakManager,
    );
    assert.equal(later.refused, null);
    const [visit] = await sql<{ lead_id: string }[]>`select lead_id from public.appointments
      where id = ${later.rows[0]?.id ?? ""} and conversation_id is null`;
    // The news opens what the app can show of it: here the lead. Nothing else is told of meanwhile.
    const told = await sql`select user_id, link from public.notifications
      where kind = 'appointment.booked' and created_at = now()`;
    assert.deepEqual([...told], [
      { user_id: PEOPLE.oakSales.id, link: `/oak/leads/${visit?.lead_id}` },
    ]);
  });
});

Deno.test("book_appointment: one unit is on one test drive at a time", async () => {
  await inRollback(async (sql) => {
    const [unit] = await sql<{ id: string }[]>`select id from public.vehicles
      where dealership_id = ${OAK} and stock_number = 'T4417'`;
    const drive = async (startsAt: string) =>
      (await book(sql, {
        startsAt,
        kind: "test_drive",
        vehicle: unit?.id ?? null,
        resource: await bay(sql, { appointment_kinds: ["test_drive"] }),
      })).refused?.detail;
    const startsAt = await tuesday(sql, "15:00");
    assert.equal(await drive(startsAt), undefined);
    assert.equal(await drive(startsAt), "slot_taken");
  });
});

Deno.test("appointment_slots: offers exactly what can be booked", async () => {
  await inRollback(async (sql) => {
    const resource = await bay(sql);
    const before = await slots(sql, "delivery", resource);
    assert.deepEqual([before[0], before.at(-1)], ["09:00", "18:30"]);
    await book(sql, { startsAt: await tuesday(sql, "12:00"), resource });
    const after = await slots(sql, "delivery", resource);
    // 90 minutes with 15 before and after: from 11:45 to 13:45 is blocked.
    assert.deepEqual(
      before.filter((slot) => !after.includes(slot)),
      ["10:30", "11:00", "11:30", "12:00", "12:30", "13:00", "13:30"],
    );
    for (const time of after.slice(0, 4)) {
      await sql.savepoint(async (inner) => {
        const { refused } = await book(inner, { startsAt: await tuesday(inner, time), resource });
        assert.equal(refused, null, time);
        throw new Error("undo");
      }).catch((error) => assert.equal(error.message, "undo"));
    }
  });
});

function call(
  sql: Sql,
  text: "cancel" | "complete" | "confirm",
  id: string,
  person: Caller = PEOPLE.oakSales,
) {
  return attempt<Booked>(
    sql,
    person,
    (tx) =>
      text === "cancel"
        ? tx`select id, status from public.cancel_appointment(${id}, 'Changed her mind')`
        : tx`select id, status from public.set_appointment_status(${id}, ${
          text === "confirm" ? "confirmed" : "completed"
        })`,
  );
}

Deno.test("reschedule_appointment: moves in one step, and not at all when the new time is refused", async () => {
  await inRollback(async (sql) => {
    const resource = await bay(sql);
    const first = await book(sql, { startsAt: await tuesday(sql, "10:00"), resource });
    const id = first.rows[0]?.id ?? "";
    const move = (time: string, token = crypto.randomUUID()) =>
      attempt<Booked>(
        sql,
        PEOPLE.oakSales,
        async (tx) =>
          tx`select id, status, resource_id from public.reschedule_appointment(${id}, ${await tuesday(
            tx,
            time,
          )}, ${token})`,
      );
    assert.equal((await move("07:00")).refused?.detail, "outside_hours");
    const status = async () => {
      const [row] = await sql<
        { status: string }[]
      >`select status from public.appointments where id = ${id}`;
      return row?.status;
    };
    assert.equal(await status(), "unconfirmed");
    const token = crypto.randomUUID();
    const moved = await move("10:30", token);
    assert.equal(moved.rows[0]?.resource_id, resource);
    assert.equal(await status(), "rescheduled");
    assert.equal((await move("10:30", token)).rows[0]?.id, moved.rows[0]?.id);
    assert.equal((await move("12:00")).refused?.detail, "appointment_not_open");
  });
});

Deno.test("cancel_appointment: frees the time, may be repeated, and nothing comes back from it", async () => {
  await inRollback(async (sql) => {
    const wish = { startsAt: await tuesday(sql, "10:00"), resource: await bay(sql) };
    const id = (await book(sql, wish)).rows[0]?.id ?? "";
    assert.equal((await call(sql, "confirm", id)).rows[0]?.status, "confirmed");
    assert.equal((await call(sql, "cancel", id)).rows[0]?.status, "cancelled");
    assert.equal((await call(sql, "cancel", id)).rows[0]?.status, "cancelled");
    assert.equal((await call(sql, "complete", id)).refused?.detail, "appointment_not_open");
    assert.equal((await book(sql, wish)).refused, null);
    const back = await attempt(
      sql,
      "owner",
      (tx) => tx`update public.appointments set status = 'confirmed' where id = ${id} returning id`,
    );
    assert.equal(back.refused?.detail, "illegal_move");
  });
});

Deno.test("appointments: carry the lead along to appointment and to shown", async () => {
  await inRollback(async (sql) => {
    await sql`update public.leads set status = 'lost', outcome = 'other' where customer_id = ${MARIA}`;
    const [lead] = await sql<{ id: string }[]>`insert into public.leads (dealership_id, customer_id)
      values (${OAK}, ${MARIA}) returning id`;
    const status = async () => {
      const [row] = await sql<{ status: string }[]>`select status from public.leads where id = ${
        lead?.id ?? ""
      }`;
      return row?.status;
    };
    const made = await book(sql, {
      startsAt: await tuesday(sql, "10:00"),
      resource: await bay(sql),
    });
    assert.equal(await status(), "appointment");
    await call(sql, "complete", made.rows[0]?.id ?? "");
    assert.equal(await status(), "shown");
  });
});

Deno.test("bookings ISO-10: only staff of the dealership and the service book, move and look", async () => {
  await inRollback(async (sql) => {
    const wish = { startsAt: await tuesday(sql, "10:00"), resource: await bay(sql) };
    for (const caller of [PEOPLE.pineAdmin, PEOPLE.oakApi, PEOPLE.stranger]) {
      assert.equal((await book(sql, wish, caller)).refused?.detail, "forbidden");
    }
    assert.equal((await book(sql, wish, "anon")).refused?.code, "42501");
    const made = await book(sql, wish, "service_role");
    assert.equal(made.refused, null);
    const id = made.rows[0]?.id ?? "";
    assert.equal(
      (await call(sql, "cancel", id, PEOPLE.pineAdmin)).refused?.detail,
      "appointment_not_found",
    );
    const foreign = await book(sql, wish, PEOPLE.group, PINE);
    assert.ok(foreign.refused?.detail?.startsWith("invalid_"));
  });
});
