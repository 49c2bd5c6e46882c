import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { openPhotoBox } from "./photo_box.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const PICTURE = new Blob(["a picture"], { type: "image/jpeg" });

Deno.test("photo box: a picture outlives the page until it is dropped, or nobody comes for days", async () => {
  const box = openPhotoBox();
  await box.keep("a", PICTURE);
  await box.keep("b", PICTURE);
  await box.drop("b");
  assert.equal(await (await openPhotoBox().read("a"))?.text(), "a picture");
  assert.equal(await openPhotoBox().read("b"), null);
  const inFourDays = openPhotoBox(() => Date.now() + 4 * DAY_MS);
  assert.equal(await inFourDays.read("a"), null);
});

Deno.test("photo box: where storage is denied a picture lasts as long as the page", async () => {
  const { indexedDB } = globalThis;
  Object.defineProperty(globalThis, "indexedDB", {
    configurable: true,
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  try {
    const box = openPhotoBox();
    await box.keep("c", PICTURE);
    assert.equal(await box.read("c"), PICTURE);
    await box.drop("c");
    assert.equal(await box.read("c"), null);
  } finally {
    Object.defineProperty(globalThis, "indexedDB", { configurable: true, value: indexedDB });
  }
});
