import assert from "node:assert/strict";
import { parseTestArgs } from "./test.ts";

Deno.test("parseTestArgs() takes paths and a filter, with or without --", () => {
  assert.deepEqual(parseTestArgs([]), { paths: [], filter: null });
  assert.deepEqual(parseTestArgs(["--", "web", "--filter", "sms"]), {
    paths: ["web"],
    filter: "sms",
  });
  assert.deepEqual(parseTestArgs(["--filter=/a b/"]), { paths: [], filter: "/a b/" });
});

Deno.test("parseTestArgs() refuses options it does not know", () => {
  assert.equal(parseTestArgs(["--watch"]), null);
});
