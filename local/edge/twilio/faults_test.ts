import assert from "node:assert/strict";
import { createFaultDials, type Fault, parseFault } from "./faults.ts";

function fault(value: unknown): Fault {
  const parsed = parseFault(value);
  assert.ok(parsed !== null);
  return parsed;
}

Deno.test("parseFault() spoils one send unless told otherwise", () => {
  assert.equal(fault({ status: 500 }).times, 1);
  assert.equal(fault({ status: 500, times: 2 }).times, 2);
  assert.equal(fault({ mode: "always", delay_ms: 5 }).times, null);
  assert.equal(parseFault({ mode: "off" }), null);
});

Deno.test("parseFault() takes an error code as number, text or just true", () => {
  assert.equal(fault({ fail_delivery: 30007 }).fail_delivery, "30007");
  assert.equal(fault({ fail_delivery: "30005" }).fail_delivery, "30005");
  assert.equal(fault({ fail_delivery: true }).fail_delivery, "30003");
});

Deno.test("fault dials: a fault waits for its own number and is used up", () => {
  const dials = createFaultDials();
  dials.add(fault({ to: "+15550101001", status: 500, times: 2 }));
  assert.equal(dials.take("+15550101002"), null);
  assert.equal(dials.take("+15550101001")?.status, 500);
  assert.equal(dials.take("+15550101001")?.status, 500);
  assert.equal(dials.take("+15550101001"), null);
});

Deno.test("fault dials: a lasting fault stays until it is switched off", () => {
  const dials = createFaultDials();
  dials.add(fault({ mode: "always", to: "+15550101001", delay_ms: 10 }));
  dials.add(fault({ mode: "always", rate_limit: true }));
  assert.equal(dials.take("+15550101001")?.delay_ms, 10);
  assert.equal(dials.take("+15550101001")?.delay_ms, 10);
  assert.equal(dials.take("+15550109999")?.rate_limit, true);
  dials.clear("+15550101001");
  assert.equal(dials.take("+15550101001")?.rate_limit, true);
  dials.clear();
  assert.deepEqual(dials.list(), []);
});

Deno.test("fault dials: a lasting fault joins one counted fault after the other", () => {
  const dials = createFaultDials();
  dials.add(fault({ mode: "always", delay_ms: 10 }));
  dials.add(fault({ status: 500 }));
  dials.add(fault({ fail_delivery: "30003" }));
  const [first, second, third] = [1, 2, 3].map(() => dials.take("+15550101001"));
  assert.deepEqual([first?.status, first?.delay_ms, first?.fail_delivery], [500, 10, null]);
  assert.deepEqual([second?.status, second?.delay_ms, second?.fail_delivery], [null, 10, "30003"]);
  assert.deepEqual([third?.status, third?.delay_ms, third?.fail_delivery], [null, 10, null]);
});
