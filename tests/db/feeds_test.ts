import assert from "node:assert/strict";
import type { FeedVehicle } from "../../supabase/functions/_shared/contract/feed.ts";
import { testVin } from "../../supabase/functions/_shared/testing/feed.ts";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, PINE } from "../support/people.ts";

interface Feed {
  readonly sql: Sql;
  readonly feedId: string;
  /** Begins a run and leases its job. */
  begin(): Promise<{ readonly run: string; readonly token: string }>;
  /** Stages units as one whole file and applies it. */
  import(units: readonly FeedVehicle[]): Promise<string>;
  unit(
    vin: string,
  ): Promise<
    { id: string; status: string; price_cents: string; stock_number: string; missing_runs: number }
  >;
}

const unit = (serial: number, change: Partial<FeedVehicle> = {}): FeedVehicle => ({
  vin: testVin(serial),
  stock_number: `F${serial}`,
  year: 2021,
  make: "Kia",
  model: "EV6",
  price_cents: 3_000_000,
  ...change,
});

const piece = (units: readonly FeedVehicle[], change: object = {}) => ({
  from_offset: 0,
  next_offset: 100,
  next_line: 9,
  is_last: true,
  layout: {},
  rows: units.map((vehicle, at) => ({ line: at + 2, vehicle })),
  seen_vins: [],
  skipped: 0,
  problems: [],
  ...change,
});

async function withFeed(test: (feed: Feed) => Promise<void>): Promise<void> {
  await inRollback(async (sql) => {
    const [made] = await sql<{ id: string }[]>`insert into public.vehicle_feeds
      (dealership_id, name, retire_after_runs, max_retire_percent)
      values (${OAK}, 'Feed test', 2, 100) returning id`;
    assert.ok(made);
    await test(feedOf(sql, made.id));
  });
}

function feedOf(sql: Sql, feedId: string): Feed {
  const feed: Feed = {
    sql,
    feedId,
    async begin() {
      await become(sql, "owner");
      const [row] = await sql<{ run: string; token: string }[]>`
        with run as (
          insert into public.feed_runs (dealership_id, vehicle_feed_id, path, file_name, commits_itself)
          values (${OAK}, ${feedId}, gen_random_uuid()::text, 'stock.csv', true) returning id
        )
        insert into private.jobs (dealership_id, kind, payload, fifo_key, status, lease_token, lease_until)
        select ${OAK}, 'import_feed', jsonb_build_object('feed_run_id', run.id), run.id::text, 'leased',
          gen_random_uuid(), now() + interval '1 minute' from run
        returning payload ->> 'feed_run_id' as run, lease_token as token`;
      assert.ok(row);
      await become(sql, "service_role");
      return row;
    },
    async import(units) {
      const { run, token } = await feed.begin();
      await sql`select public.stage_feed_piece(${run}, ${token}, ${sql.json({ ...piece(units) })})`;
      await sql`select public.apply_feed_rows(${run}, ${token}, 500)`;
      await become(sql, "owner");
      const [row] = await sql`select status, error from public.feed_runs where id = ${run}`;
      assert.deepEqual(row && { ...row }, { status: "done", error: null });
      return run;
    },
    async unit(vin) {
      await become(sql, "owner");
      const [row] = await sql<
        {
          id: string;
          status: string;
          price_cents: string;
          stock_number: string;
          missing_runs: number;
        }[]
      >`
        select id, status, price_cents, stock_number, missing_runs from public.vehicles
        where dealership_id = ${OAK} and vin = ${vin}`;
      assert.ok(row);
      return row;
    },
  };
  return feed;
}

const VIN = testVin(1);

Deno.test("feeds FED-10: a step that is repeated, or comes from a worker that lost its lease, changes nothing", () =>
  withFeed(async ({ sql, begin }) => {
    const { run, token } = await begin();
    const stage = async (given: object, lease = token) => {
      const [row] = await sql`select public.stage_feed_piece(${run}, ${lease}, ${
        sql.json({ ...given })
      }) as answer`;
      return row?.["answer"];
    };
    const first = piece([unit(1)], { is_last: false });
    assert.equal(await stage(first), "more");
    assert.equal(await stage(first), "more");
    assert.equal(await stage(piece([unit(2)]), crypto.randomUUID()), "lease_lost");
    assert.equal(await stage(piece([unit(2)], { from_offset: 100, next_offset: 200 })), "more");
    const [counts] = await sql`select units, added, status from public.feed_runs where id = ${run}`;
    assert.deepEqual({ ...counts }, { units: 2, added: 2, status: "applying" });
    const apply = async (lease: string) => {
      const [row] = await sql`select public.apply_feed_rows(${run}, ${lease}, 1) as answer`;
      return row?.["answer"];
    };
    assert.equal(await apply(crypto.randomUUID()), "lease_lost");
    assert.deepEqual([await apply(token), await apply(token), await apply(token)], [
      "more",
      "ended",
      "ended",
    ]);
    const [count] =
      await sql`select count(*)::int as n from public.vehicles where make = 'Kia' and stock_number in ('F1', 'F2')`;
    assert.equal(count?.["n"], 2);
  }));

Deno.test("feeds FED-11: a unit is retired after so many runs without it, and comes back when it is listed again", () =>
  withFeed(async (feed) => {
    await feed.import([unit(1), unit(2)]);
    await feed.import([unit(2)]);
    assert.deepEqual([(await feed.unit(VIN)).status, (await feed.unit(VIN)).missing_runs], [
      "available",
      1,
    ]);
    await feed.import([unit(2)]);
    assert.equal((await feed.unit(VIN)).status, "retired");
    await feed.import([unit(1), unit(2)]);
    assert.deepEqual([(await feed.unit(VIN)).status, (await feed.unit(VIN)).missing_runs], [
      "available",
      0,
    ]);
  }));

Deno.test("feeds FED-12: a unit sold here stays sold while the feed lags, until it had gone from the feed", () =>
  withFeed(async (feed) => {
    await feed.import([unit(1), unit(2)]);
    await feed
      .sql`update public.vehicles set status = 'sold' where dealership_id = ${OAK} and vin = ${VIN}`;
    await feed.import([unit(1), unit(2)]);
    await feed.import([unit(1, { status: "available" }), unit(2)]);
    assert.equal((await feed.unit(VIN)).status, "sold");
    await feed.import([unit(2)]);
    await feed.import([unit(1), unit(2)]);
    assert.equal((await feed.unit(VIN)).status, "available");
    await feed.import([unit(1, { status: "sold" }), unit(2)]);
    assert.equal((await feed.unit(VIN)).status, "sold");
  }));

Deno.test("feeds FED-13: the number of a car that has gone is free for the next one, that of one on the lot is not", () =>
  withFeed(async (feed) => {
    await feed.import([unit(1), unit(2)]);
    await feed
      .sql`update public.vehicles set status = 'sold' where dealership_id = ${OAK} and vin = ${VIN}`;
    await feed.import([
      unit(1, { stock_number: "F1-OLD" }),
      unit(2),
      unit(3, { stock_number: "F1" }),
    ]);
    assert.equal((await feed.unit(testVin(3))).stock_number, "F1");
    const run = await feed.import([
      unit(2, { stock_number: "T-2" }),
      unit(4, { stock_number: "F1" }),
    ]);
    await become(feed.sql, "owner");
    const [row] = await feed.sql`select row_problems from public.feed_runs where id = ${run}`;
    assert.deepEqual(
      row?.["row_problems"].map((
        { code, value }: { code: string; value: string },
      ) => [code, value]),
      [
        ["stock_taken", "F1"],
      ],
    );
  }));

Deno.test("feeds FED-14: a price that falls is kept as history, and undoing leaves what was changed since", () =>
  withFeed(async (feed) => {
    const { sql } = feed;
    await feed.import([unit(1), unit(2)]);
    const run = await feed.import([
      unit(1, { price_cents: 2_800_000 }),
      unit(2, { price_cents: 2_700_000 }),
      unit(3),
    ]);
    const [drop] = await sql`select price_drop_cents from public.vehicle_status_changes
      where vehicle_id = ${(await feed.unit(VIN)).id} order by id desc limit 1`;
    assert.equal(drop?.["price_drop_cents"], "200000");
    await sql`update public.vehicles set price_cents = 2650000 where dealership_id = ${OAK} and vin = ${
      testVin(2)
    }`;
    const { token } = await feed.begin();
    await become(sql, "owner");
    await sql`update public.feed_runs set status = 'undoing' where id = ${run}`;
    await become(sql, "service_role");
    await sql`select public.undo_feed_rows(${run}, ${token}, 500)`;
    assert.equal((await feed.unit(VIN)).price_cents, "3000000");
    assert.equal((await feed.unit(testVin(2))).price_cents, "2650000");
    const gone = await sql`select from public.vehicles where dealership_id = ${OAK} and vin = ${
      testVin(3)
    }`;
    assert.equal(gone.length, 0);
  }));

Deno.test("feeds FED-15: what makes a row impossible is noted, and a row that cannot be used keeps its unit", () =>
  withFeed(async (feed) => {
    const { sql } = feed;
    await feed.import([unit(1), unit(2)]);
    const { run, token } = await feed.begin();
    const given = piece([unit(2)], { seen_vins: [VIN], skipped: 1 });
    await sql`select public.stage_feed_piece(${run}, ${token}, ${sql.json({ ...given })})`;
    await sql`select public.apply_feed_rows(${run}, ${token}, 500)`;
    assert.equal((await feed.unit(VIN)).missing_runs, 0);
    const none = await feed.begin();
    await sql`select public.stage_feed_piece(${none.run}, ${none.token}, ${
      sql.json({ ...piece([]) })
    })`;
    await become(sql, "owner");
    const [row] = await sql`select status, error from public.feed_runs where id = ${none.run}`;
    assert.deepEqual({ ...row }, {
      status: "failed",
      error: "Cannot import: no row of the file can be used",
    });
  }));

Deno.test("feeds ISO-24: only those who may change the stock import, and only their own", () =>
  withFeed(async (feed) => {
    const { sql } = feed;
    const { run } = await feed.begin();
    await become(sql, "owner");
    await sql`insert into storage.objects (bucket_id, name) values ('imports', ${`${OAK}/x.csv`})`;
    const start = (who: Parameters<typeof attempt>[1], tenant: string, path: string) =>
      attempt(sql, who, (tx) => tx`select public.start_import(${tenant}, ${path}, 'x.csv') as id`);
    assert.equal((await start(PEOPLE.oakSales, OAK, `${OAK}/x.csv`)).refused?.code, "PT403");
    assert.equal((await start(PEOPLE.pineManager, OAK, `${OAK}/x.csv`)).refused?.code, "PT403");
    assert.equal(
      (await start(PEOPLE.pineManager, PINE, `${OAK}/x.csv`)).refused?.detail,
      "import_file_missing",
    );
    const own = await start(PEOPLE.oakManager, OAK, `${OAK}/x.csv`);
    const again = await start(PEOPLE.oakManager, OAK, `${OAK}/x.csv`);
    assert.equal(own.refused, null);
    assert.deepEqual({ ...own.rows[0] }, { ...again.rows[0] }, "one path is one run");
    for (const rpc of ["commit_import", "discard_import", "undo_import", "retry_import"]) { // bound: four
      const asked = await attempt(
        sql,
        PEOPLE.pineManager,
        (tx) => tx.unsafe(`select public.${rpc}($1)`, [run]),
      );
      assert.equal(asked.refused?.code, "PT404", rpc);
    }
  }));
