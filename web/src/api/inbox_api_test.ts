import { equal } from "node:assert/strict";
import { ApiProblem, problemFromRest, toProblem } from "./api_problem.ts";
import { latestConsents } from "./conversation_api.ts";
import { rowsAfter, searchFilter, vehicleFilter } from "./inbox_api.ts";

Deno.test("searchFilter() quotes what the person typed, so it cannot end the filter", () => {
  const filter = searchFilter('a",owner.eq.ai,b.ilike."%');
  equal(filter.split('"').length % 2, 1);
  equal(filter.includes('ilike."%a ,owner.eq.ai,b.ilike.%"'), true);
});

Deno.test("searchFilter() looks for digits inside phone numbers", () => {
  equal(searchFilter("(555) 010-0142").includes('customer_address.ilike."%5550100142%"'), true);
  equal(searchFilter("t44").includes('vehicle_stock.ilike."%t44%"'), true);
});

Deno.test("searchFilter() looks for a number beside a name by its digits", () => {
  const filter = searchFilter("maria (555) 010-0142");
  for (const digits of ["555", "0100142"]) {
    equal(filter.includes(`customer_address.ilike."%${digits}%"`), true);
  }
});

Deno.test("searchFilter() wants each word somewhere, whichever stands first", () => {
  const [name, label] = ["customer_name", "vehicle_label"];
  const filter = searchFilter("rav4 maria");
  for (const word of ["rav4", "maria"]) {
    equal(filter.includes(`or(${name}.ilike."%${word}%"`), true);
  }
  equal(filter.startsWith("and(or("), true);
  equal(filter.includes(`${label}.ilike."%rav4%"`), true);
});

Deno.test("vehicleFilter() quotes the vehicle, so an address cannot end the filter", () => {
  equal(
    vehicleFilter('T1",owner.eq.ai,b.eq."'),
    'vehicle_model.eq."T1 ,owner.eq.ai,b.eq. ",vehicle_stock.eq."T1 ,owner.eq.ai,b.eq. "',
  );
});

Deno.test("rowsAfter() continues behind the last row, unknown times last", () => {
  equal(
    rowsAfter("last_message_at", false, { at: "2026-11-21T10:00:00+00:00", id: "7" }),
    'last_message_at.lt."2026-11-21T10:00:00+00:00",' +
      'and(last_message_at.eq."2026-11-21T10:00:00+00:00",id.gt.7),last_message_at.is.null',
  );
  equal(
    rowsAfter("waiting_since", true, { at: null, id: "7" }),
    "and(waiting_since.is.null,id.gt.7)",
  );
});

Deno.test("latestConsents() keeps the newest word on each address", () => {
  const entry = (id: number, status: "granted" | "revoked", address: string) => ({
    id,
    status,
    address,
    channel: "sms" as const,
    occurred_at: "2026-11-21T10:00:00Z",
  });
  const latest = latestConsents([
    entry(3, "revoked", "+1555"),
    entry(2, "granted", "+1666"),
    entry(1, "granted", "+1555"),
  ]);
  equal(latest.map((one) => `${one.address} ${one.status}`).join(), "+1555 revoked,+1666 granted");
});

Deno.test("problems: our own refusals keep their reason, faults keep their request id", () => {
  const refusal = problemFromRest({
    code: "PT409",
    message: "Cannot take over conversation: Dana Novak is replying",
    details: "already_taken",
  }, 409);
  equal(refusal.message, "Dana Novak is replying");
  equal(refusal.code, "already_taken");
  const fault = problemFromRest({ code: "XX000", message: "secret", request_id: "req_1" }, 500);
  equal(fault.message, "The server could not do this");
  equal(fault.requestId, "req_1");
  equal(problemFromRest({ message: "fetch failed" }, 0).code, "network");
  equal(problemFromRest({ code: "42501" }, 403).status, 403);
  equal(toProblem(new TypeError("x")) instanceof ApiProblem, true);
});
