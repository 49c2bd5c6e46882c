import assert from "node:assert/strict";
import {
  cellText,
  nameCase,
  plainLines,
  readAddresses,
  readFlag,
  readList,
  readMiles,
  readMoney,
  readYear,
} from "./feed_values.ts";

Deno.test("readMoney() reads what exports write, and nothing out of words", () => {
  const cases: readonly [string, number | null | "invalid"][] = [
    ["$31,480.00", 3_148_000],
    ["31480", 3_148_000],
    ["31480.5", 3_148_050],
    ["USD 31,480", 3_148_000],
    ["31.480,00 €", 3_148_000],
    ["31 480,00", 3_148_000],
    ["31.5k", 3_150_000],
    ['="31480"', 3_148_000],
    ["0", null],
    ["0.00", null],
    ["", null],
    ["N/A", null],
    ["Call for price", null],
    ["Contact us", null],
    ["-500", "invalid"],
    ["abc", "invalid"],
    ["31,480 or best offer", "invalid"],
    ["99999999999", "invalid"],
  ];
  for (const [cell, cents] of cases) assert.equal(readMoney(cell), cents, cell);
});

Deno.test("readMiles() reads miles, and kilometres as miles", () => {
  const cases: readonly [string, number | null | "invalid"][] = [
    ["12,345", 12_345],
    ["12345.0", 12_345],
    ["12,345 mi", 12_345],
    ["12.3k", 12_300],
    ["20000 km", 12_427],
    ["0", 0],
    ["", null],
    ["low", "invalid"],
    ["-5", "invalid"],
  ];
  for (const [cell, miles] of cases) assert.equal(readMiles(cell, false), miles, cell);
  assert.equal(readMiles("20000", true), 12_427);
});

Deno.test("readYear() takes years of cars alone", () => {
  const cases: readonly [string, number | null | "invalid"][] = [
    ["2021", 2021],
    ["MY2021", 2021],
    ["'21", 2021],
    ["98", 1998],
    ["2021.0", 2021],
    ["2028", 2028],
    ["2029", "invalid"],
    ["1899", "invalid"],
    ["20211", "invalid"],
    ["", null],
    ["new", "invalid"],
  ];
  for (const [cell, year] of cases) assert.equal(readYear(cell, 2026), year, cell);
});

Deno.test("cellText() and plainLines() leave the words alone", () => {
  assert.equal(cellText('="0012"'), "0012");
  assert.equal(cellText("  A\u0000  B "), "A B");
  assert.equal(cellText("n/a"), "");
  assert.equal(
    plainLines("One<br/>Two &amp; <b>three</b>\r\n\r\n\r\n\r\nEnd", 100),
    "One\nTwo & three\n\nEnd",
  );
  assert.equal(plainLines("x".repeat(50), 10), "x".repeat(10));
});

Deno.test("readList(), readAddresses(), readFlag() take every separator in use", () => {
  assert.deepEqual(readList("Heated seats|Sunroof|Sunroof| ", 10), ["Heated seats", "Sunroof"]);
  assert.deepEqual(readList("Heated seats, Sunroof", 10), ["Heated seats", "Sunroof"]);
  assert.deepEqual(readAddresses("https://a.example/1.jpg,https://a.example/2.jpg", 5), [
    "https://a.example/1.jpg",
    "https://a.example/2.jpg",
  ]);
  assert.deepEqual(readAddresses("https://a.example/1,2.jpg | https://a.example/2.jpg", 1), [
    "https://a.example/1,2.jpg",
  ]);
  assert.equal(readAddresses("javascript:alert(1)", 5), "invalid");
  assert.equal(readAddresses("", 5), null);
  assert.deepEqual(["Y", "0", "certified", "maybe", ""].map(readFlag), [
    true,
    false,
    true,
    null,
    null,
  ]);
});

Deno.test("nameCase() calms capitals down, but not codes", () => {
  const names = ["TOYOTA", "RAV4", "ESCALADE ESV", "CX-5", "F-150", "GMC", "Model Y"].map(nameCase);
  assert.deepEqual(names, ["Toyota", "RAV4", "Escalade ESV", "CX-5", "F-150", "GMC", "Model Y"]);
});
