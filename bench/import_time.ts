/** How long a stock list takes: from the dropped file to what it would do, and from the commit to the stock. */
import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { testVin } from "../supabase/functions/_shared/testing/feed.ts";
import { OAK, PASSWORD, PEOPLE } from "../tests/support/people.ts";
import { waitFor } from "../tests/support/wait.ts";
import { type BenchStack, newClient } from "./bench_stack.ts";
import type { Figure } from "./figures.ts";
import { pause } from "./reply_latency.ts";
import { timeOf } from "./samples.ts";

const UNITS = 10_000;
const QUICK_UNITS = 2_000;
const WAIT_MS = 180_000;
const ASK_MS = 250;

/** Imports a list of new units, then the same one again with every hundredth price changed. */
export async function measureImport(
  stack: BenchStack,
  quick: boolean,
): Promise<readonly Figure[]> {
  const units = quick ? QUICK_UNITS : UNITS;
  const manager = newClient(stack.config);
  const { email } = PEOPLE.oakManager;
  const { error } = await manager.auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(error, null);
  const fresh = await importFile(manager, stockList(units, () => 31_480));
  const again = await importFile(
    manager,
    stockList(units, (at) => at % 100 === 0 ? 30_000 : 31_480),
  );
  const label = `${units.toLocaleString("en-US")} units`;
  return [
    figure("import.read", `${label} from the dropped file to the preview`, fresh.readMs),
    figure("import.added", `${label} added to the stock`, fresh.appliedMs),
    figure("import.total", `${label} in all`, fresh.readMs + fresh.appliedMs),
    figure("import.again", `${label} again, a hundredth changed`, again.readMs + again.appliedMs),
  ];
}

function figure(key: string, label: string, ms: number): Figure {
  return { key, label, value: ms / 1000, unit: "s" };
}

async function importFile(
  manager: SupabaseClient,
  file: string,
): Promise<{ readonly readMs: number; readonly appliedMs: number }> {
  let run = "";
  const readMs = await timeOf(async () => {
    const path = `${OAK}/${crypto.randomUUID()}`;
    const stored = await manager.storage.from("imports").upload(path, new Blob([file]));
    assert.equal(stored.error, null);
    const started = await manager.rpc("start_import", {
      dealership_id: OAK,
      path,
      file_name: "bench.csv",
    });
    assert.equal(started.error, null);
    run = started.data as string;
    await until(manager, run, "preview");
  });
  const appliedMs = await timeOf(async () => {
    const committed = await manager.rpc("commit_import", { feed_run_id: run });
    assert.equal(committed.error, null);
    await until(manager, run, "done");
  });
  return { readMs, appliedMs };
}

async function until(manager: SupabaseClient, run: string, status: string): Promise<void> {
  await waitFor(`the import to be ${status}`, async () => {
    // Asked as seldom as a person's page does nearly: forty questions a second would be a load of their own.
    await pause(ASK_MS);
    const { data } = await manager.from("feed_runs").select("status, error").eq("id", run).single();
    assert.notEqual(data?.status, "failed", data?.error);
    return data?.status === status ? true : null;
  }, WAIT_MS);
}

function stockList(units: number, priceOf: (at: number) => number): string {
  const words = "Well kept, one owner, serviced here. ".repeat(8);
  const rows = Array.from({ length: units }, (_, at) =>
    [
      testVin(at),
      `B${at}`,
      "2021,TOYOTA,RAV4,XLE,Blueprint",
      priceOf(at),
      `35000,"12,345",Used,AWD,Gasoline,Sunroof|Heated seats|Tow hitch`,
      `https://photos.example/${at}/1.jpg|https://photos.example/${at}/2.jpg,"${words}"`,
    ].join(","));
  const head =
    "VIN,Stock,Year,Make,Model,Trim,Color,Price,MSRP,Mileage,Condition,Drivetrain,Fuel," +
    "Options,Photos,Description";
  return [head, ...rows].join("\n");
}
