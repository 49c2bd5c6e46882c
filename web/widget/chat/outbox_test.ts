import assert from "node:assert/strict";
import { outbox, takenOut } from "./outbox.ts";

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    length: 0,
    clear: () => items.clear(),
    key: () => null,
    getItem: (name) => items.get(name) ?? null,
    removeItem: (name) => void items.delete(name),
    setItem: (name, value) => void items.set(name, value),
  };
}
const message = (client_id: string) => ({ client_id, text: client_id });

Deno.test("outbox: two tabs keep what each wrote, and sending in one loses nothing of the other", () => {
  const shared = storage();
  const [one, other] = [outbox("wc_x", () => shared), outbox("wc_x", () => shared)];
  one.read();
  other.read();
  one.write([message("a")]);
  other.write([message("b")]);
  assert.deepEqual(outbox("wc_x", () => shared).read(), [message("a"), message("b")]);
  one.write([]);
  assert.deepEqual(outbox("wc_x", () => shared).read(), [message("b")]);
});

Deno.test("outbox: a tab hears what another has sent or taken back", () => {
  const change = {
    key: "rylie.chat.outbox.wc_x",
    oldValue: JSON.stringify([message("a"), message("b")]),
    newValue: JSON.stringify([message("b"), message("c")]),
  };
  assert.deepEqual(takenOut(change), ["a"]);
  assert.deepEqual(takenOut({ ...change, newValue: null }), ["a", "b"]);
  assert.deepEqual(takenOut({ ...change, key: "rylie.chat.wc_x" }), []);
});

Deno.test("outbox: where storage is denied it lasts as long as the page", () => {
  const box = outbox("wc_x", () => {
    throw new Error("denied");
  });
  assert.deepEqual(box.read(), []);
  box.write([message("a")]);
  assert.deepEqual(box.read(), [message("a")]);
});
