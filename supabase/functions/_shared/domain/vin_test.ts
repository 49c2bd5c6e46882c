import assert from "node:assert/strict";
import { readVin } from "./vin.ts";

Deno.test("readVin() knows the check digit and the model year", () => {
  assert.deepEqual(readVin("1HGCM82633A004352"), { checks: true, year: 2003 });
  assert.deepEqual(readVin("1HGCM82643A004352"), { checks: false, year: 2003 });
  assert.equal(readVin("2T3P1RFV8MC123456")?.year, 2021);
  assert.equal(readVin("1G1YY26U275100001")?.year, 2007);
});

Deno.test("readVin() takes short numbers of old cars and nothing that cannot be one", () => {
  assert.deepEqual(readVin("194677S123456"), { checks: true, year: null });
  for (const vin of ["1HGCM82633A00435O", "123", "", "1HGCM82633A0043521", "11111111111111111"]) {
    assert.equal(readVin(vin), null, vin);
  }
});
