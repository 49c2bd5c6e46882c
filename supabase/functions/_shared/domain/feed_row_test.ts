import assert from "node:assert/strict";
import { readFeed, testVin } from "../testing/feed.ts";
import { startCpuClock } from "../testing/cpu_clock.ts";

const VIN = testVin(7);

/** Reads one unit of a delimited file with some cells changed or added. */
function readCells(change: Readonly<Record<string, string>>) {
  const cells = {
    VIN,
    Stock: "T1",
    Year: "2021",
    Make: "Toyota",
    Model: "RAV4",
    ...change,
  };
  const line = (values: readonly string[]) =>
    values.map((value) => `"${value.replaceAll('"', '""')}"`).join(",");
  const { rows, problems } = readFeed(
    `${line(Object.keys(cells))}\n${line(Object.values(cells))}\n`,
  );
  return { vehicle: rows[0]?.vehicle ?? null, problems };
}

Deno.test("readRow() leaves a unit out when it cannot be told which one it is, and says why", () => {
  const cases: readonly [Record<string, string>, string, string][] = [
    [{ VIN: "" }, "vin_missing", "VIN"],
    [{ VIN: "1HGCM82633A00435O" }, "vin_invalid", "VIN"],
    [{ Make: "n/a" }, "make_missing", "Make"],
    [{ Model: "" }, "model_missing", "Model"],
  ];
  for (const [change, code, column] of cases) {
    const { vehicle, problems } = readCells(change);
    assert.equal(vehicle, null, code);
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.column, problem.skips_row, problem.line]),
      [
        [code, column, true, 2],
      ],
    );
  }
});

Deno.test("readRow() takes the year of the VIN where the row has none, and says when they differ", () => {
  assert.equal(readCells({ Year: "" }).vehicle?.year, 2021);
  const odd = readCells({ Year: "soon" });
  assert.deepEqual([odd.vehicle?.year, odd.problems[0]?.code, odd.problems[0]?.skips_row], [
    2021,
    "year_invalid",
    false,
  ]);
  const differs = readCells({ Year: "2019" });
  assert.deepEqual([differs.vehicle?.year, differs.problems[0]?.code], [2019, "year_differs"]);
});

Deno.test("readRow() tells a wrong check digit and keeps the unit", () => {
  const wrong = VIN.slice(0, 8) + (VIN[8] === "1" ? "2" : "1") + VIN.slice(9);
  const { vehicle, problems } = readCells({ VIN: wrong });
  assert.equal(vehicle?.vin, wrong);
  assert.deepEqual(problems.map(({ code, value }) => [code, value]), [["vin_check_digit", wrong]]);
});

Deno.test("readRow() uses the end of the VIN where there is no stock number", () => {
  const { vehicle, problems } = readCells({ Stock: "" });
  assert.equal(vehicle?.stock_number, VIN.slice(-8));
  assert.deepEqual(problems.map(({ code }) => code), ["stock_missing"]);
});

Deno.test("readRow() prefers the internet price, takes `call` for no price, and keeps quiet on what it cannot read", () => {
  const both = readCells({ "List Price": "$35,000", Price: "33000", "Internet Price": "31,480" });
  assert.deepEqual([both.vehicle?.price_cents, both.vehicle?.msrp_cents], [3_148_000, 3_500_000]);
  assert.equal(readCells({ Price: "Call" }).vehicle?.price_cents, null);
  assert.equal(
    readCells({ Price: "33000", "Internet Price": "0" }).vehicle?.price_cents,
    3_300_000,
  );
  const bad = readCells({ Price: "31,480 obo" });
  assert.equal("price_cents" in (bad.vehicle ?? {}), false);
  assert.deepEqual(bad.problems.map(({ code, value }) => [code, value]), [
    ["price_invalid", "31,480 obo"],
  ]);
});

Deno.test("readRow() reads condition, certification and status in the words of stores", () => {
  const of = (change: Record<string, string>) => {
    const { condition, certified, status } = readCells(change).vehicle ?? {};
    return [condition, certified, status];
  };
  assert.deepEqual(of({ "New/Used": "N" }), ["new", undefined, undefined]);
  assert.deepEqual(of({ Type: "Pre-Owned", Certified: "No" }), ["used", false, undefined]);
  assert.deepEqual(of({ Condition: "Certified Pre-Owned" }), ["used", true, undefined]);
  assert.deepEqual(of({ isNew: "false" }), ["used", undefined, undefined]);
  assert.deepEqual(of({ Status: "Sale Pending" }), [undefined, undefined, "pending"]);
  assert.deepEqual(of({ Status: "In Stock" }), [undefined, undefined, "available"]);
  assert.deepEqual(of({ Status: "SOLD" }), [undefined, undefined, "sold"]);
  assert.deepEqual(readCells({ Status: "wholesale?" }).problems.map(({ code }) => code), [
    "status_unknown",
  ]);
});

Deno.test("readRow() makes names and units of measure alike", () => {
  const { vehicle } = readCells({
    Make: "CHEVY",
    Model: "SILVERADO 1500",
    Kilometers: "20,000",
    Drivetrain: "All-Wheel Drive",
    "Fuel Type": "G",
    "City MPG": "27",
    "Highway MPG": "34",
    "Exterior Color": "BLUE",
    Trim: "",
  });
  assert.deepEqual(
    [vehicle?.make, vehicle?.model, vehicle?.mileage, vehicle?.drivetrain, vehicle?.fuel_type],
    ["Chevrolet", "Silverado 1500", 12_427, "AWD", "Gasoline"],
  );
  assert.deepEqual([vehicle?.fuel_economy, vehicle?.ext_color, vehicle?.trim], [30, "Blue", null]);
});

Deno.test("readRow() gathers photos from numbered columns and drops what is no address", () => {
  const { vehicle, problems } = readCells({
    Photo1: "https://p.example/1.jpg",
    "Photo 2": "https://p.example/2.jpg",
    Photo_3: "see website",
  });
  assert.deepEqual(vehicle?.images?.map(({ url }) => url), [
    "https://p.example/1.jpg",
    "https://p.example/2.jpg",
  ]);
  assert.deepEqual(problems.map(({ code, column }) => [code, column]), [[
    "images_invalid",
    "Photo_3",
  ]]);
});

Deno.test("readRow() does not trust a row with more cells than the header", () => {
  const { rows, problems } = readFeed(`vin,stock,year,make,model\n${VIN},1,2021,Kia,EV6,oops\n`);
  assert.deepEqual(rows, []);
  assert.deepEqual(problems.map(({ code, skips_row }) => [code, skips_row]), [[
    "too_many_cells",
    true,
  ]]);
});

Deno.test("readRow() reads 10,000 rows well inside the CPU time that one request has", () => {
  const head =
    "vin,stock,year,make,model,trim,color,price,msrp,mileage,condition,options,photos,description";
  const row = (at: number) =>
    `${testVin(at)},T${at},2021,TOYOTA,RAV4,XLE,Blue,"$31,480",35000,"12,345",Used,` +
    `Sunroof|Heated seats|Tow hitch,https://p.example/${at}/1.jpg|https://p.example/${at}/2.jpg,` +
    `"One owner, well kept. ${"word ".repeat(60)}"`;
  const file = [head, ...Array.from({ length: 10_000 }, (_, at) => row(at))].join("\n");
  const took = startCpuClock();
  const { rows } = readFeed(file, { pieceBytes: 500_000 });
  assert.equal(rows.length, 10_000);
  // Each piece is a job of its own; a slow machine may take several times what was measured (0.6 s).
  assert.ok(took() < 8_000);
});
