import { deepEqual } from "node:assert/strict";
import { inboxRow } from "../../stores/test_rows.ts";
import { putBack, wayBack } from "./put_back.ts";

Deno.test("wayBack() reopens a closed conversation for whoever had it", () => {
  const mine = inboxRow({ owner: "human", assigned_to: "me" });
  const hers = inboxRow({ owner: "human", assigned_to: "dana", assigned_name: "Dana" });
  const waiting = inboxRow({ owner: "waiting_human", status: "escalated" });
  deepEqual(wayBack(inboxRow(), "close", "me", false), [{ act: "reopen" }]);
  deepEqual(wayBack(mine, "close", "me", false), [{ act: "reopen" }, { act: "take_over" }]);
  deepEqual(wayBack(waiting, "close", "me", false), [{ act: "reopen" }]);
  deepEqual(wayBack(hers, "close", "me", false), [
    { act: "reopen" },
    { work: { kind: "assign", userId: "dana", name: "Dana" } },
  ]);
});

Deno.test("wayBack() offers nothing where the earlier state cannot be made again", () => {
  const waiting = inboxRow({ owner: "waiting_human", status: "escalated" });
  deepEqual(wayBack(waiting, "assign", "me", false), null);
  deepEqual(wayBack(inboxRow(), "assign", "me", false), [{ act: "hand_back" }]);
  const mine = inboxRow({ owner: "human", assigned_to: "me", assigned_name: "Sam" });
  deepEqual(wayBack(mine, "assign", "me", false), null);
  deepEqual(wayBack(mine, "assign", "me", true), [
    { work: { kind: "assign", userId: "me", name: "Sam" } },
  ]);
});

Deno.test("wayBack() lets a blocked customer through to whoever had them", () => {
  const mine = inboxRow({ owner: "human", assigned_to: "me" });
  const through = { work: { kind: "block", reason: null } };
  const waiting = inboxRow({ owner: "waiting_human", status: "escalated" });
  deepEqual(wayBack(inboxRow(), "block", "me", false), [through]);
  deepEqual(wayBack(waiting, "block", "me", false), [through]);
  deepEqual(wayBack(mine, "block", "me", false), [through, { act: "take_over" }]);
});

Deno.test("putBack() walks the way in order", async () => {
  const told: string[] = [];
  await putBack("c", [{ act: "reopen" }, { work: { kind: "pause", paused: true } }], {
    act: (act, id) => Promise.resolve(void told.push(`${act} ${id}`)),
    work: (work, id) => Promise.resolve(void told.push(`${work.kind} ${id}`)),
  });
  deepEqual(told, ["reopen c", "pause c"]);
});
