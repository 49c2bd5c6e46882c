import { deepEqual, equal } from "node:assert/strict";
import { messageRow } from "../stores/test_rows.ts";
import { isSupervised, secondsLeft } from "./supervised.ts";

const WAITING = messageRow({
  author: "ai",
  direction: "outbound",
  delivery_status: "deferred",
  created_at: "2026-11-24T10:00:00Z",
  sends_at: "2026-11-24T10:00:20Z",
});

Deno.test("isSupervised(): an answer until it leaves; what quiet hours keep is none", () => {
  equal(isSupervised(WAITING), true);
  equal(isSupervised({ ...WAITING, delivery_status: "sending" }), false);
  equal(isSupervised({ ...WAITING, sends_at: null }), false);
});

Deno.test("secondsLeft(): counts down to nothing, also where the browser's clock is wrong", () => {
  const at = (time: string) => secondsLeft(WAITING, Date.parse(`2026-11-24T${time}Z`));
  deepEqual(
    ["10:00:00", "10:00:00.400", "10:00:19.500", "10:00:20", "11:00:00", "09:00:00"].map(at),
    [20, 20, 1, 0, 0, 20],
  );
});
