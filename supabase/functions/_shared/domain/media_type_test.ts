import assert from "node:assert/strict";
import { mediaExtension, mediaType } from "./media_type.ts";

Deno.test("mediaType() goes by the bytes and calls the rest plain bytes", () => {
  const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  assert.equal(mediaType(bytes("\xff\xd8\xff\xe0")), "image/jpeg");
  assert.equal(mediaType(bytes("RIFF....WEBPVP8 ")), "image/webp");
  assert.equal(mediaType(bytes("....ftypheic")), "image/heic");
  assert.equal(mediaType(bytes("....ftypisom")), "video/mp4");
  assert.equal(mediaType(bytes("<html><script>")), "application/octet-stream");
  assert.equal(mediaType(bytes("<svg onload=x>")), "application/octet-stream");
  assert.equal(mediaType(new Uint8Array()), "application/octet-stream");
  assert.deepEqual([mediaExtension("image/png"), mediaExtension("text/html")], ["png", "bin"]);
});
