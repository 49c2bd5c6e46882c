import assert from "node:assert/strict";
import { apiUrl } from "../config.ts";
import { startGateway } from "../gateway.ts";
import { CONFIG, firstEvent, KEY, textOf, withGateway } from "./gateway_test_support.ts";

Deno.test("gateway: each path has its upstream", async () => {
  await withGateway({}, async (url) => {
    assert.equal(await textOf(`${url}/rest/v1/vehicles`, { headers: KEY }), "rest");
    assert.equal(await textOf(`${url}/auth/v1/user`, { headers: KEY }), "rest");
    assert.equal(await textOf(`${url}/realtime/v1/api/broadcast`, { headers: KEY }), "realtime");
    assert.equal(await textOf(`${url}/functions/v1/health`), "functions");
    assert.deepEqual(JSON.parse(await textOf(`${url}/health`)), { status: "ok" });
    assert.equal((await fetch(`${url}/storage/v1/object/x/y`)).status, 503);
    const unknown = await fetch(`${url}/graphql/v1/`);
    assert.deepEqual([unknown.status, await unknown.json()], [404, {
      message: "no Route matched with those values",
    }]);
  });
});

Deno.test("gateway: keys are asked for everywhere but at functions and links", async () => {
  await withGateway({}, async (url) => {
    for (const path of ["rest/v1/vehicles", "auth/v1/token", "realtime/v1/websocket"]) {
      const missing = await fetch(`${url}/${path}`);
      assert.equal(missing.status, 401);
      assert.equal((await missing.json()).message, "No API key found in request");
      const wrong = await fetch(`${url}/${path}?apikey=guess`);
      assert.deepEqual([wrong.status, (await wrong.json()).message], [401, "Invalid API key"]);
      for (const key of [CONFIG.keys.anon, CONFIG.keys.secret]) {
        assert.notEqual(await textOf(`${url}/${path}?apikey=${key}`), "");
      }
    }
    assert.equal(await textOf(`${url}/auth/v1/verify?token=x&type=signup`), "rest");
    assert.equal((await fetch(`${url}/auth/v1/verifyx`)).status, 401);
  });
});

Deno.test("gateway: a function gets method, path, headers and body as they were sent", async () => {
  const seen: { url: URL; headers: Headers; body: string }[] = [];
  await withGateway({
    functions: async (request) => {
      const [url, headers] = [new URL(request.url), new Headers(request.headers)];
      seen.push({ url, headers, body: await request.text() });
      return new Response("<Response/>", {
        status: 202,
        headers: { "content-type": "text/xml", "x-own": "yes" },
      });
    },
  }, async (url) => {
    const answer = await fetch(`${url}/functions/v1/sms-inbound/a%20b?x=1&x=%2B1`, {
      method: "POST",
      headers: {
        "x-twilio-signature": "c2ln",
        authorization: "Bearer t",
        "content-type": "application/x-www-form-urlencoded",
        "x-forwarded-for": "203.0.113.9",
      },
      body: "Body=Hi+there&From=%2B15550100100",
    });
    assert.deepEqual([answer.status, await answer.text()], [202, "<Response/>"]);
    assert.equal(answer.headers.get("x-own"), "yes");
    assert.match(answer.headers.get("sb-request-id") ?? "", /^[\da-f-]{36}$/);
    const { url: seenUrl, headers, body } = seen[0] ?? assert.fail("nothing arrived");
    assert.equal(seenUrl.pathname + seenUrl.search, "/sms-inbound/a%20b?x=1&x=%2B1");
    assert.equal(body, "Body=Hi+there&From=%2B15550100100");
    assert.equal(headers.get("x-twilio-signature"), "c2ln");
    assert.equal(headers.get("authorization"), "Bearer t");
    assert.equal(headers.get("x-forwarded-for"), "203.0.113.9, 127.0.0.1");
    assert.equal(headers.get("x-forwarded-host"), new URL(url).host);
    assert.equal(headers.get("x-forwarded-proto"), "http");
  });
});

Deno.test("gateway: a function's answer streams while it is made", async () => {
  const more = Promise.withResolvers<void>();
  await withGateway({
    functions: () => {
      const events = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode("data: 1\n\n"));
          await more.promise;
          controller.enqueue(new TextEncoder().encode("data: 2\n\n"));
          controller.close();
        },
      });
      return new Response(events, { headers: { "content-type": "text/event-stream" } });
    },
  }, async (url) => {
    const answer = await fetch(`${url}/functions/v1/web-chat`);
    const reader = (answer.body ?? assert.fail("no body")).pipeThrough(new TextDecoderStream())
      .getReader();
    assert.equal((await reader.read()).value, "data: 1\n\n");
    more.resolve();
    assert.equal((await reader.read()).value, "data: 2\n\n");
    assert.equal((await reader.read()).done, true);
  });
});

Deno.test("gateway: packed and redirecting answers pass through untouched", async () => {
  await withGateway({
    functions: (request) => {
      if (request.url.endsWith("/away")) return Response.redirect("https://elsewhere.example/");
      const packed = new Blob(["hello ".repeat(100)]).stream()
        .pipeThrough(new CompressionStream("gzip"));
      return new Response(packed, { headers: { "content-encoding": "gzip" } });
    },
  }, async (url) => {
    assert.equal(await textOf(`${url}/functions/v1/x/packed`), "hello ".repeat(100));
    const away = await fetch(`${url}/functions/v1/x/away`, { redirect: "manual" });
    assert.deepEqual([away.status, away.headers.get("location")], [
      302,
      "https://elsewhere.example/",
    ]);
    await away.body?.cancel();
  });
});

Deno.test("gateway: preflights are granted for the API and left to functions", async () => {
  const preflight = {
    method: "OPTIONS",
    headers: {
      origin: "http://127.0.0.1:54323",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "apikey,prefer,x-own",
    },
  };
  await withGateway({
    functions: (request) => new Response(request.method, { headers: { "x-own": "cors" } }),
  }, async (url) => {
    const api = await fetch(`${url}/rest/v1/vehicles`, preflight);
    assert.equal(api.status, 204);
    assert.equal(api.headers.get("access-control-allow-origin"), "*");
    assert.match(api.headers.get("access-control-allow-methods") ?? "", /PATCH/);
    assert.equal(api.headers.get("access-control-allow-headers"), "apikey,prefer,x-own");
    const refused = await fetch(`${url}/rest/v1/vehicles`);
    assert.equal(refused.headers.get("access-control-allow-origin"), "*");
    await refused.body?.cancel();
    const real = await fetch(`${url}/rest/v1/vehicles`, { headers: KEY });
    assert.match(real.headers.get("access-control-expose-headers") ?? "", /content-range/);
    await real.body?.cancel();
    const own = await fetch(`${url}/functions/v1/web-chat`, preflight);
    assert.deepEqual([await own.text(), own.headers.get("access-control-allow-origin")], [
      "OPTIONS",
      null,
    ]);
  });
});

Deno.test("gateway: a body over 20 MB is refused, declared or streamed", async () => {
  let bytesSeen = 0;
  const read = async (request: Request) => {
    bytesSeen = (await request.arrayBuffer()).byteLength;
    return new Response(String(bytesSeen));
  };
  await withGateway({ functions: read, restAuth: read }, async (url) => {
    const megabyte = new Uint8Array(1024 * 1024);
    const stream = (count: number) => {
      let left = count;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left-- > 0) controller.enqueue(megabyte);
          else controller.close();
        },
      });
    };
    for (const path of ["functions/v1/adf-inbound", "rest/v1/vehicles"]) {
      const send = (body: BodyInit) =>
        fetch(`${url}/${path}`, { method: "POST", headers: KEY, body });
      const declared = await send(new Uint8Array(21 * 1024 * 1024));
      assert.equal(declared.status, 413);
      await declared.body?.cancel();
      const streamed = await send(stream(21));
      assert.equal(streamed.status, 413);
      await streamed.body?.cancel();
      assert.equal(await (await send(stream(19))).text(), String(19 * 1024 * 1024));
    }
  });
});

Deno.test("gateway: a part that is down answers 503, a fault 500, and the gateway lives", async () => {
  await withGateway({
    restAuth: () => {
      throw new Error("Broken inside");
    },
    functions: () =>
      new Response(
        new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) }),
      ),
  }, async (url, lines) => {
    const fault = await fetch(`${url}/rest/v1/vehicles`, { headers: KEY });
    assert.equal(fault.status, 500);
    assert.equal((await fault.json()).request_id, fault.headers.get("sb-request-id"));
    assert.match(lines.join(), /Broken inside/);
    await assert.rejects(textOf(`${url}/functions/v1/cut`));
    assert.equal(await textOf(`${url}/health`), '{"status":"ok"}');
  });
  const gateway = startGateway(CONFIG, {
    restAuth: { handle: () => Promise.resolve(new Response()) },
    realtime: { url: "http://127.0.0.1:1" },
    functions: { url: "http://127.0.0.1:1" },
  });
  const url = apiUrl(CONFIG);
  const down = await fetch(`${url}/functions/v1/health`);
  assert.deepEqual([down.status, await down.json()], [503, {
    message: "Functions is not available",
  }]);
  assert.equal(
    await firstEvent(`${url}/realtime/v1/websocket?apikey=${CONFIG.keys.anon}`),
    "error",
  );
  assert.equal(await textOf(`${url}/health`), '{"status":"ok"}');
  await gateway.stop();
});
