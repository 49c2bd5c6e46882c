import assert from "node:assert/strict";
import { readFeed, testVin } from "../testing/feed.ts";
import { FeedError } from "./feed_records.ts";

const [A, B, C] = [testVin(1), testVin(2), testVin(3)];
const CSV = `VIN,Stock #,Year,Make,Model,Price,Mileage,Photo Url List
${A},T1001,2021,TOYOTA,RAV4,"$31,480.00","12,345",https://p.example/1.jpg|https://p.example/2.jpg
${B},T1002,2021,Toyota,Camry,24990,30100,
`;

Deno.test("openFeed() reads a plain CSV", () => {
  const { layout, rows, problems } = readFeed(CSV);
  assert.deepEqual([layout.format, layout.delimiter, layout.encoding], ["delimited", ",", "utf-8"]);
  assert.deepEqual(problems, []);
  assert.deepEqual(rows.map(({ line }) => line), [2, 3]);
  assert.deepEqual(rows[0]?.vehicle, {
    vin: A,
    stock_number: "T1001",
    year: 2021,
    make: "Toyota",
    model: "RAV4",
    price_cents: 3_148_000,
    mileage: 12_345,
    images: [{ url: "https://p.example/1.jpg" }, { url: "https://p.example/2.jpg" }],
  });
  assert.deepEqual(rows[1]?.vehicle.images, []);
});

Deno.test("openFeed() finds the delimiter: tabs, bars and semicolons, decimal commas within", () => {
  for (const mark of ["\t", "|", ";"]) {
    const head = ["vin", "stock", "year", "make", "model", "price", "photos"].join(mark);
    const row = [
      A,
      "T1",
      "2021",
      "Kia",
      "EV6",
      "31.480,50",
      "https://a.example/1.jpg,https://a.example/2.jpg",
    ];
    const { layout, rows } = readFeed(`${head}\r\n${row.join(mark)}\r\n`);
    assert.equal(layout.delimiter, mark);
    assert.equal(rows[0]?.vehicle.price_cents, 3_148_050);
    assert.equal(rows[0]?.vehicle.images?.length, 2);
  }
});

Deno.test("openFeed() steps over a title above the header and counts lines from the file's start", () => {
  const file = `Inventory of Oak Ridge\n"as of, today"\n\n${CSV.replace("24990", "abc")}`;
  const { rows, problems } = readFeed(file);
  assert.deepEqual(rows.map(({ line }) => line), [5, 6]);
  assert.deepEqual(problems, [
    { line: 6, column: "Price", code: "price_invalid", value: "abc", skips_row: false },
  ]);
});

Deno.test("openFeed() keeps line numbers across quoted line breaks, and pieces of any size agree", () => {
  const description = '"Runs great.\nOne owner, 20"" wheels.\r\nCome see."';
  const file =
    `vin,stock,year,make,model,description,color\n${A},1,2021,Kia,EV6,${description},red\n` +
    `${B},2,2021,Kia,EV6,grüße ${"x".repeat(40)},blau\n\n${C},3,2021,Kia,EV6,,weiß\n`;
  const whole = readFeed(file);
  assert.deepEqual(whole.rows.map(({ line }) => line), [2, 5, 7]);
  assert.equal(
    whole.rows[0]?.vehicle.description,
    'Runs great.\nOne owner, 20" wheels.\nCome see.',
  );
  for (const pieceBytes of [80, 111, 150, 173, 200]) {
    assert.deepEqual(readFeed(file, { pieceBytes }).rows, whole.rows, String(pieceBytes));
  }
});

Deno.test("openFeed() reads UTF-8 with a mark, UTF-16 and windows-1252", () => {
  const file =
    `vin,stock,year,make,model,color\n${A},1,2021,Citroën,C4,Weiß\n${B},2,2021,Kia,EV6,Süß\n`;
  const utf8 = new TextEncoder().encode(`\ufeff${file}`);
  const latin = Uint8Array.from(file, (letter) => letter.charCodeAt(0));
  const wide = new Uint8Array(
    new Uint16Array([0xfeff, ...[...file].map((c) => c.charCodeAt(0))]).buffer,
  );
  for (const [name, bytes] of Object.entries({ utf8, latin, wide })) {
    for (const pieceBytes of [1000, 90]) {
      const { rows } = readFeed(bytes, { pieceBytes });
      const read = rows.map(({ vehicle }) => [vehicle.make, vehicle.ext_color]);
      assert.deepEqual(read, [["Citroën", "Weiß"], ["Kia", "Süß"]], `${name} ${pieceBytes}`);
    }
  }
});

Deno.test("openFeed() reads JSON lists, wrapped lists and lines, nested or flat", () => {
  const unit = (vin: string) => ({
    vin,
    stockNumber: "S" + vin.slice(-2),
    year: 2021,
    make: "Ford",
    model: "F-150",
    pricing: { internetPrice: 41_000, msrp: 45_000 },
    photos: [{ url: "https://p.example/1.jpg", order: 1 }, { url: "https://p.example/2.jpg" }],
    options: ["Tow {package}", 'A "quoted" one'],
  });
  const units = [unit(A), unit(B), unit(C)];
  const files = {
    list: JSON.stringify(units),
    pretty: JSON.stringify(units, null, 2),
    wrapped: JSON.stringify({ dealer: { name: "Oak", phones: ["1"] }, count: 3, vehicles: units }),
    lines: units.map((each) => JSON.stringify(each)).join("\n"),
  };
  for (const [name, file] of Object.entries(files)) {
    for (const pieceBytes of [100_000, 500]) {
      const { rows, problems, layout } = readFeed(file, { pieceBytes });
      assert.deepEqual(rows.map(({ vehicle }) => vehicle.vin), [A, B, C], `${name} ${pieceBytes}`);
      assert.equal(layout.format, "json");
      assert.deepEqual(problems, []);
      const { price_cents, msrp_cents, images, features } = rows[2]?.vehicle ?? {};
      assert.deepEqual([price_cents, msrp_cents], [4_100_000, 4_500_000]);
      assert.deepEqual(images?.map(({ url }) => url), [
        "https://p.example/1.jpg",
        "https://p.example/2.jpg",
      ]);
      assert.deepEqual(features, ["Tow {package}", 'A "quoted" one']);
    }
  }
  assert.deepEqual(readFeed(files.pretty).rows.map(({ line }) => line), [2, 26, 50]);
});

Deno.test("openFeed() reads XML by elements or attributes, comments and CDATA passed over", () => {
  const unit = (vin: string) => `
    <vehicle>
      <vin>${vin}</vin><stocknumber>S${vin.slice(-2)}</stocknumber><year>2021</year>
      <make>Ford</make><model>F-150</model><price><internet>41000</internet></price>
      <SellingPrice>41,000</SellingPrice>
      <description><![CDATA[Best </vehicle> <b>ever</b> &amp; cheap]]></description>
      <photos><photo>https://p.example/1.jpg?a=1&amp;b=2</photo><photo>https://p.example/2.jpg</photo></photos>
    </vehicle>`;
  const file = `<?xml version="1.0"?>
<!-- <vehicle><vin>none</vin></vehicle> -->
<inventory><dealer><name>Oak</name><year>1999</year></dealer>
  <vehicles>${unit(A)}${unit(B)}${unit(C)}</vehicles></inventory>`;
  for (const pieceBytes of [100_000, 900]) {
    const { rows, problems, layout } = readFeed(file, { pieceBytes });
    assert.deepEqual([layout.format, layout.element], ["xml", "vehicle"]);
    assert.deepEqual(rows.map(({ vehicle, line }) => [vehicle.vin, line]), [[A, 5], [B, 12], [
      C,
      19,
    ]]);
    assert.deepEqual(problems, []);
    assert.equal(rows[1]?.vehicle.price_cents, 4_100_000);
    assert.equal(rows[1]?.vehicle.description, "Best ever & cheap");
    assert.equal(rows[1]?.vehicle.images?.[0]?.url, "https://p.example/1.jpg?a=1&b=2");
  }
  const attributes =
    `<cars><car vin="${A}" stock="1" year="2021" make="Kia" model="EV6" price="1"/></cars>`;
  assert.equal(readFeed(attributes).rows[0]?.vehicle.price_cents, 100);
});

Deno.test("openFeed() takes columns that staff have named, and leaves out what they left out", () => {
  const file = `Nummer,Fahrgestell,Jahr,Marke,Typ,Preis\n7,${A},2021,Kia,EV6,30000\n`;
  const columnMap = {
    Nummer: "stock_number",
    Fahrgestell: "vin",
    Jahr: "year",
    Typ: "model",
    Preis: null,
  } as const;
  const { rows, layout } = readFeed(file, { columnMap });
  assert.deepEqual(rows[0]?.vehicle, {
    vin: A,
    stock_number: "7",
    year: 2021,
    make: "Kia",
    model: "EV6",
  });
  assert.deepEqual(layout.columns.map(({ field }) => field), [
    "stock_number",
    "vin",
    "year",
    "make",
    "model",
    null,
  ]);
});

Deno.test("openFeed() says why a file is no feed", () => {
  const refusals: Readonly<Record<string, string>> = {
    " \n ": "feed_empty",
    "hello, world\n": "feed_no_columns",
    "<html><body>Not found</body></html>": "feed_no_columns",
    '{"error": "no such feed"}': "feed_no_columns",
  };
  for (const [file, code] of Object.entries(refusals)) {
    assert.throws(
      () => readFeed(file),
      (error) => error instanceof FeedError && error.code === code,
      file,
    );
  }
});
