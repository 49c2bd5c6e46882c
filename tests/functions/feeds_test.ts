import assert from "node:assert/strict";
import { testVin } from "../../supabase/functions/_shared/testing/feed.ts";
import { stockFile, withStore } from "../support/feeds.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

const UNITS = Array.from({ length: 12 }, (_, at) => ({
  stock: `E${at}`,
  vin: testVin(700 + at),
  price: 30_000 + at * 100,
}));

Deno.test("feeds FED-01: a dropped file is shown with its errors, committed, and undone", () =>
  withStore(async (store) => {
    const bad = "1HGCM82633A00435O,E99,2021,Kia,EV6,31000,Red\n" +
      `${UNITS[0]?.vin},E98,2021,Kia,EV6,1,Red`;
    const id = await store.drop(`${stockFile(UNITS)}\n${bad}`);
    const shown = await store.until(id, "preview");
    assert.deepEqual([shown.added, shown.changed, shown.skipped, shown.problems], [12, 0, 2, 2]);
    assert.deepEqual(
      shown.row_problems.map(({ line, column, code }) => [line, column, code]),
      [[14, "VIN", "vin_invalid"], [15, null, "vin_repeated"]],
    );
    assert.deepEqual(await store.stock(), {}, "a preview changes nothing");

    assert.equal(await store.call("commit_import", { feed_run_id: id }), null);
    const done = await store.until(id, "done");
    assert.equal(done.added, 12);
    assert.equal((await store.stock())["E3"]?.price_cents, 3_030_000);

    const cheaper = UNITS.map((unit) => unit.stock === "E3" ? { ...unit, price: 29_000 } : unit);
    const next = await store.drop(stockFile(cheaper));
    const diff = await store.until(next, "preview");
    assert.deepEqual([diff.added, diff.changed, diff.unchanged, diff.missing], [0, 1, 11, 0]);
    assert.equal(await store.call("commit_import", { feed_run_id: next }), null);
    await store.until(next, "done");
    assert.equal((await store.stock())["E3"]?.price_cents, 2_900_000);
    assert.equal(await store.call("undo_import", { feed_run_id: id }), "import_superseded");

    assert.equal(await store.call("undo_import", { feed_run_id: next }), null);
    await store.until(next, "undone");
    assert.equal((await store.stock())["E3"]?.price_cents, 3_030_000);
    assert.equal(await store.call("undo_import", { feed_run_id: id }), null);
    await store.until(id, "undone");
    assert.deepEqual(await store.stock(), {});
  }));

Deno.test("feeds FED-02: columns that nobody knows are named by staff, and a file that is none says so", () =>
  withStore(async (store) => {
    const file = stockFile(UNITS).replace("Price", "Zahl");
    const id = await store.drop(file);
    const shown = await store.until(id, "preview");
    assert.ok(shown.layout?.columns.some(({ name }) => name === "Zahl"));
    const column_map = { Zahl: "price", Color: null };
    assert.equal(await store.call("map_import_columns", { feed_run_id: id, column_map }), null);
    await store.until(id, "reading", "preview");
    await waitFor(
      "the file to be read again",
      async () => (await store.run(id)).status === "preview" ? true : null,
    );
    await store.call("commit_import", { feed_run_id: id });
    await store.until(id, "done");
    assert.equal((await store.stock())["E1"]?.price_cents, 3_010_000);
    const none = await store.drop("<html>Not found</html>", "stock.xml");
    const failed = await waitFor("the run to fail", async () => {
      const run = await store.run(none);
      return run.status === "failed" ? run : null;
    });
    assert.match(failed.error ?? "", /no element looks like a unit/);
    assert.equal(await store.call("discard_import", { feed_run_id: none }), null);
  }));

Deno.test("feeds FED-03: an address is polled; what has not changed is not read again, what fails is seen", () =>
  withStore(async (store) => {
    const address = `${(await testUrls()).inbox}/fakes/feeds/${crypto.randomUUID()}.csv`;
    const put = (units: typeof UNITS) => fetch(address, { method: "PUT", body: stockFile(units) });
    await put(UNITS);
    const { data: feed } = await store.manager.from("vehicle_feeds").insert({
      dealership_id: store.id,
      name: "Website",
      source: "url",
      url: address,
      retire_after_runs: 1,
      max_retire_percent: 30,
    }).select("id").single();
    const poll = async () => {
      const before = await lastPoll();
      assert.equal(await store.call("poll_feed_now", { vehicle_feed_id: feed?.id }), null);
      return await waitFor("the poll", async () => {
        const now = await lastPoll();
        return now.last_polled_at === before.last_polled_at ? null : now;
      });
    };
    const lastPoll = async () => {
      const { data } = await store.manager.from("vehicle_feeds")
        .select("last_polled_at, failure_count, last_error").eq("id", feed?.id).single();
      assert.ok(data);
      return data;
    };
    const runs = async () => {
      const { data } = await store.manager.from("feed_runs").select(
        "id, status, retiring, hold_reason",
      )
        .eq("vehicle_feed_id", feed?.id).order("created_at");
      return data ?? [];
    };
    const settled = (count: number) =>
      waitFor(`${count} runs to end`, async () => {
        const rows = await runs();
        const open = rows.some(({ status }) => ["reading", "applying"].includes(status));
        return rows.length === count && !open ? rows : null;
      });

    await poll();
    assert.deepEqual((await settled(1)).map(({ status }) => status), ["done"]);
    await poll();
    assert.equal((await runs()).length, 1, "304 begins no run");

    await put(UNITS.slice(0, 10));
    await poll();
    assert.equal((await settled(2))[1]?.retiring, 2);
    assert.equal((await store.stock())["E11"]?.status, "retired");

    await put(UNITS.slice(0, 5));
    await poll();
    const held = (await settled(3))[2];
    assert.deepEqual([held?.status, held?.hold_reason], ["preview", "retires_too_many"]);
    assert.equal(await store.call("commit_import", { feed_run_id: held?.id }), "retires_too_many");
    assert.equal((await store.stock())["E7"]?.status, "available");

    await put(UNITS);
    await poll();
    const last = await settled(4);
    assert.deepEqual(last.map(({ status }) => status), ["done", "done", "discarded", "done"]);
    assert.equal((await store.stock())["E11"]?.status, "available", "it has come back");

    await fetch(address, { method: "DELETE" });
    const failed = await poll();
    assert.deepEqual([failed.failure_count, failed.last_error], [
      1,
      "Cannot fetch feed: it answered 404",
    ]);
  }));
