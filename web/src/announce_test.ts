import { deepEqual } from "node:assert/strict";
import { announcements } from "./announce.ts";
import { inboxRow, messageRow } from "./stores/test_rows.ts";

const none = { before: new Map(), after: new Map(), open: null, added: [], failed: [] };

Deno.test("announcements: a handover interrupts, once", () => {
  const waiting = inboxRow({ id: "a", owner: "waiting_human" });
  const after = new Map([["a", waiting]]);
  deepEqual(announcements({ ...none, after }), [
    { urgent: true, text: "Maria Lopez needs a person" },
  ]);
  deepEqual(announcements({ ...none, before: after, after }), []);
});

Deno.test("announcements: only the customer's messages are read out, failures interrupt", () => {
  const open = inboxRow({ id: "a" });
  deepEqual(
    announcements({
      ...none,
      open,
      added: [messageRow({ content: "Hello" }), messageRow({ author: "ai" })],
      failed: [messageRow({ delivery_status: "failed" })],
    }),
    [
      { urgent: false, text: "Maria Lopez, sms: Hello" },
      { urgent: true, text: "A message to Maria Lopez failed" },
    ],
  );
});
