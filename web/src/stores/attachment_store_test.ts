import { deepEqual, equal } from "node:assert/strict";
import { AttachmentStore } from "./attachment_store.ts";

const photo = (name: string) => new File(["x"], name, { type: "image/jpeg" });

Deno.test("attachments: what is uploaded is handed out once, in order", async () => {
  const store = new AttachmentStore((conversation, { name, type }) =>
    Promise.resolve({ path: `${conversation}/${name}`, name, type })
  );
  await store.add("c", [photo("a.jpg"), photo("b.jpg")]);
  deepEqual(store.take("other"), []);
  deepEqual(store.take("c").map(({ path }) => path), ["c/a.jpg", "c/b.jpg"]);
  deepEqual(store.take("c"), []);
});

Deno.test("attachments: one that failed is not handed out, and can be tried again or dropped", async () => {
  let isDown = true;
  const store = new AttachmentStore((_conversation, { name, type }) =>
    isDown ? Promise.reject(new Error("down")) : Promise.resolve({ path: name, name, type })
  );
  await store.add("c", [photo("a.jpg"), photo("b.jpg")]);
  const [first, second] = store.attachments.value.get("c") ?? [];
  equal(first?.problem?.message !== undefined && second?.problem !== null, true);
  isDown = false;
  await store.retry("c", first?.id ?? 0);
  store.remove("c", second?.id ?? 0);
  deepEqual(store.take("c").map(({ name }) => name), ["a.jpg"]);
});
