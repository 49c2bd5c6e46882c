import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createHmac } from "node:crypto";
import { fakeServer } from "../testing/fakes.ts";
import { webPushProvider } from "./web_push.ts";

const PAYLOAD = { title: "A shopper needs a person", body: "Oak", link: "/oak/x", tag: "n-1" };
const AUTH = new Uint8Array(16).fill(7);

function keyPair() {
  const curve = createECDH("prime256v1");
  curve.generateKeys();
  return curve;
}

function hkdf(salt: Uint8Array, key: Uint8Array, words: Uint8Array, length: number): Uint8Array {
  const secret = createHmac("sha256", salt).update(key).digest();
  return createHmac("sha256", secret).update(words).update(Uint8Array.of(1)).digest()
    .subarray(0, length);
}

function joined(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const bytes = parts.map((part) =>
    typeof part === "string" ? new TextEncoder().encode(part) : part
  );
  return Uint8Array.from(bytes.flatMap((part) => [...part]));
}

/** Reads an aes128gcm body as the browser does (RFC 8188 and 8291). */
function opened(body: Uint8Array, browser: ReturnType<typeof keyPair>): string {
  const salt = body.subarray(0, 16);
  const length = body[20] ?? 0;
  const sender = body.subarray(21, 21 + length);
  const cipher = body.subarray(21 + length);
  const words = joined("WebPush: info\0", browser.getPublicKey(), sender);
  const key = hkdf(AUTH, browser.computeSecret(sender), words, 32);
  const content = hkdf(salt, key, joined("Content-Encoding: aes128gcm\0"), 16);
  const nonce = hkdf(salt, key, joined("Content-Encoding: nonce\0"), 12);
  const decipher = createDecipheriv("aes-128-gcm", content, nonce);
  decipher.setAuthTag(cipher.subarray(-16));
  const plain = joined(decipher.update(cipher.subarray(0, -16)), decipher.final());
  return new TextDecoder().decode(plain.subarray(0, plain.lastIndexOf(2)));
}

async function onStage(
  status: number,
  play: (
    send: (path?: string) => Promise<unknown>,
    heard: Request[],
    browser: ReturnType<
      typeof keyPair
    >,
  ) => Promise<void>,
): Promise<void> {
  const heard: Request[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      heard.push(
        new Request(request.url, {
          method: "POST",
          headers: request.headers,
          body: await request.arrayBuffer(),
        }),
      );
      return new Response(null, { status });
    },
  );
  const [ours, browser] = [keyPair(), keyPair()];
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const provider = webPushProvider({
    publicKey: ours.getPublicKey("base64url"),
    privateKey: ours.getPrivateKey("base64url"),
    subject: "mailto:operator@rylie.example",
    moreOrigins: [origin],
    timeoutMs: 2_000,
  });
  const device = {
    id: "0a000000-0000-4000-8000-0000000000d1",
    p256dh: browser.getPublicKey("base64url"),
    auth: btoa(String.fromCharCode(...AUTH)).replace(/=+$/, ""),
  };
  try {
    await play(
      (endpoint = `${origin}/send/1`) => provider.send({ ...device, endpoint }, PAYLOAD),
      heard,
      browser,
    );
  } finally {
    await server.shutdown();
  }
}

Deno.test("webPushProvider(): only the browser can read it, and it is signed as ours", () =>
  onStage(201, async (send, heard, browser) => {
    assert.deepEqual(await send(), { outcome: "sent" });
    const [request] = heard;
    assert.ok(request);
    const body = new Uint8Array(await request.arrayBuffer());
    assert.ok(!new TextDecoder().decode(body).includes("shopper"));
    assert.deepEqual(JSON.parse(opened(body, browser)), PAYLOAD);
    assert.equal(request.headers.get("content-encoding"), "aes128gcm");
    assert.equal(request.headers.get("urgency"), "high");
    assert.match(request.headers.get("authorization") ?? "", /^vapid t=[^,]+, ?k=/);
  }));

Deno.test("webPushProvider(): a service's answer decides what happens next", async () => {
  const said = async (status: number) => {
    let answer: unknown = null;
    await onStage(status, async (send) => void (answer = await send()));
    return answer;
  };
  for (const status of [404, 410]) assert.deepEqual(await said(status), { outcome: "gone" });
  for (const status of [429, 500, 503]) {
    assert.deepEqual(await said(status), {
      outcome: "busy",
      error: `the push service answered ${status}`,
    });
  }
  for (const status of [302, 400, 403, 413]) {
    assert.deepEqual(await said(status), {
      outcome: "refused",
      error: `the push service answered ${status}`,
    });
  }
});

Deno.test("webPushProvider(): an address that is no push service is never called", async () => {
  await using inside = fakeServer(() => new Response());
  await onStage(201, async (send, heard) => {
    const odd = [
      `${inside.url}/admin`,
      "https://fcm.googleapis.com.evil.example/x",
      "https://evil.example/fcm.googleapis.com",
      "http://fcm.googleapis.com/x",
      "https://169.254.169.254/latest",
    ];
    for (const endpoint of odd) assert.deepEqual(await send(endpoint), { outcome: "gone" });
    assert.deepEqual([heard.length, inside.heard.length], [0, 0]);
  });
});
