import { deepEqual } from "node:assert/strict";
import { announcements } from "./announce.ts";
import { inboxRow, messageRow } from "./stores/test_rows.ts";

const people = { me: "sam", ai: "Rylie", staff: new Map([["dana", "Dana Novak"]]) };
const none = { before: new Map(), after: new Map(), open: null, added: [], failed: [], people };

Deno.test("announcements: a handover interrupts, once", () => {
  const waiting = inboxRow({ id: "a", owner: "waiting_human" });
  const after = new Map([["a", waiting]]);
  deepEqual(announcements({ ...none, after }), [
    { kind: "urgent", text: "Maria Lopez needs a person" },
  ]);
  deepEqual(announcements({ ...none, before: after, after }), []);
});

Deno.test("announcements: each message names who speaks and how, one's own are not read out", () => {
  const added = [
    messageRow({ content: "Hello" }),
    messageRow({ author: "ai", content: "Hi Maria" }),
    messageRow({ author: "staff", author_user_id: "dana", content: "Mine", kind: "note" }),
    messageRow({ author: "staff", author_user_id: "sam", content: "One's own" }),
    messageRow({ author: "system", kind: "system", content: "Closed" }),
    messageRow({ channel: "email", content: "By mail" }),
    messageRow({ content: null, kind: "media" }),
  ];
  deepEqual(
    announcements({ ...none, open: inboxRow({ id: "a" }), added }).map(({ text }) => text),
    [
      "Maria, text: Hello",
      "Rylie, text: Hi Maria",
      "Dana, note: Mine",
      "Maria, e-mail: By mail",
      "Maria, text: a file",
    ],
  );
});

Deno.test("announcements: an answer that waits is told once, with its time", () => {
  const waiting = messageRow({
    author: "ai",
    direction: "outbound",
    content: "We open at 9",
    delivery_status: "deferred",
    created_at: "2026-11-21T10:00:00Z",
    sends_at: "2026-11-21T10:00:20Z",
  });
  deepEqual(
    announcements({ ...none, open: inboxRow({ id: "a" }), added: [waiting] })
      .map(({ kind, text }) => [kind, text]),
    [["message", "Rylie sends in 20 s: We open at 9"]],
  );
});

Deno.test("announcements: a failed delivery interrupts, a long message is cut", () => {
  const open = inboxRow({ id: "a", customer_name: null });
  const [message, failure] = announcements({
    ...none,
    open,
    added: [messageRow({ content: "x".repeat(5_000) })],
    failed: [messageRow({ delivery_status: "failed" })],
  });
  deepEqual(message, { kind: "message", text: `(555) 010-0142, text: ${"x".repeat(200)}…` });
  deepEqual(failure, { kind: "urgent", text: "A message to (555) 010-0142 failed" });
});

Deno.test("announcements: nothing is said of a thread that is not open", () => {
  deepEqual(announcements({ ...none, added: [messageRow()] }), []);
});
