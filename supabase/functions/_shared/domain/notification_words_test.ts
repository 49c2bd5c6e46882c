import assert from "node:assert/strict";
import { pushPayload, staffText } from "./notification_words.ts";

const NOTICE = { notification_id: 7, link: "/oak/conversations/x", dealership_name: "Oak Ridge" };

Deno.test("pushPayload() says what happened and where, and names nobody", () => {
  assert.deepEqual(pushPayload({ ...NOTICE, kind: "handover.requested" }), {
    title: "A shopper needs a person",
    body: "Oak Ridge",
    link: "/oak/conversations/x",
    tag: "notification-7",
  });
  assert.equal(pushPayload({ ...NOTICE, kind: "new.kind" }).title, "There is news for you");
});

Deno.test("staffText() ends in the address that opens it", () => {
  const notice = { title: "Maria is waiting", link: "/oak/conversations/x" };
  assert.equal(
    staffText(notice, "https://app.example"),
    "Maria is waiting\nhttps://app.example/oak/conversations/x",
  );
});
