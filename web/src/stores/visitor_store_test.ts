import assert from "node:assert/strict";
import { isHere } from "./visitor_store.ts";

Deno.test("isHere() bears one missed word of the visitor's page, not two", () => {
  const visitor = { last_seen_at: "2026-11-22T12:00:00Z", page_url: null };
  const at = (seconds: number) => Date.parse(visitor.last_seen_at) + seconds * 1000;
  assert.deepEqual([at(0), at(60), at(99), at(120)].map((now) => isHere(visitor, now)), [
    true,
    true,
    true,
    false,
  ]);
});
