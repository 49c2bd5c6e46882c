import assert from "node:assert/strict";
import { SignJWT } from "jose";
import type { StackConfig } from "../config.ts";
import { pollUntil } from "../poll.ts";
import {
  type FunctionsHost,
  type FunctionsHostOptions,
  startFunctionsHost,
} from "./functions_host.ts";

const JWT_SECRET = "a-secret-of-the-local-stack-32-characters";

interface Project {
  readonly host: FunctionsHost;
  readonly lines: string[];
  write(path: string, text: string): Promise<void>;
}

async function withProject(
  files: Readonly<Record<string, string>>,
  test: (project: Project) => Promise<void>,
  options: FunctionsHostOptions = {},
): Promise<void> {
  const projectDir = await Deno.makeTempDir({ prefix: "functions_host_" });
  const write = async (path: string, text: string) => {
    const file = `${projectDir}/supabase/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  };
  const open = Object.keys(files).map((path) => `[functions.${path}]\nverify_jwt = false\n`);
  await write("config.toml", open.join(""));
  await write("functions/deno.json", "{}");
  for (const [name, code] of Object.entries(files)) await write(`functions/${name}/index.ts`, code);
  await write("functions/closed/index.ts", `Deno.serve(() => new Response("in"));`);
  const lines: string[] = [];
  const config: StackConfig = {
    projectDir,
    stateDir: `${projectDir}/.state`,
    ports: { api: 55401, postgres: 55402, web: 55403, inbox: 55404 },
    keys: { publishable: "p", secret: "s", anon: "a", serviceRole: "r", jwtSecret: JWT_SECRET },
  };
  const log = (line: string) => void lines.push(line);
  const host = await startFunctionsHost(config, { GREETING: "hello" }, { log, ...options });
  try {
    await test({ host, lines, write });
  } finally {
    await host.stop();
    await Deno.remove(projectDir, { recursive: true });
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await pollUntil(condition, { timeoutMs: 30_000, everyMs: 20 });
}

Deno.test("functions host: a function sees its own path, body, headers and environment", async () => {
  const echo = `Deno.serve(async (request) => Response.json({
    path: new URL(request.url).pathname + new URL(request.url).search,
    body: await request.text(), method: request.method, custom: request.headers.get("x-custom"),
    greeting: Deno.env.get("GREETING"), secret: Deno.env.get("SECRET"), user: Deno.env.get("USER") ?? null,
  }, { status: 201, headers: { "x-answer": "yes" } }));`;
  await withProject({ echo }, async ({ host, write }) => {
    await write("functions/.env", "SECRET=s1\nGREETING=overridden\n");
    await until(async () => {
      const response = await fetch(`${host.url}/functions/v1/echo/a%20b?x=1&x=2`, {
        method: "POST",
        body: "hi ",
        headers: { "x-custom": "c" },
      });
      assert.equal(response.status, 201);
      assert.equal(response.headers.get("x-answer"), "yes");
      const seen = await response.json();
      if (seen.secret !== "s1") return false;
      assert.deepEqual(seen, {
        path: "/echo/a%20b?x=1&x=2",
        body: "hi ",
        method: "POST",
        custom: "c",
        greeting: "overridden",
        secret: "s1",
        user: null,
      });
      return true;
    });
    const short = await fetch(`${host.url}/echo`);
    assert.equal((await short.json()).path, "/echo");
  });
});

Deno.test("functions host: unknown and shared folders answer 404", async () => {
  await withProject({}, async ({ host }) => {
    for (const path of ["/functions/v1/none", "/_shared", "/", "/functions/v1"]) {
      const response = await fetch(host.url + path);
      assert.equal(response.status, 404, path);
      assert.equal((await response.json()).code, "NOT_FOUND");
    }
  });
});

Deno.test("functions host: verify_jwt lets only the project's own tokens in", async () => {
  const sign = (secret: string, exp: number) =>
    new SignJWT({ role: "anon" }).setProtectedHeader({ alg: "HS256" }).setExpirationTime(exp)
      .sign(new TextEncoder().encode(secret));
  const soon = Math.floor(Date.now() / 1000) + 60;
  await withProject({}, async ({ host }) => {
    const call = async (authorization?: string, method = "GET") => {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await fetch(`${host.url}/closed`, { method, headers });
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await call(`Bearer ${await sign(JWT_SECRET, soon)}`), 200);
    assert.equal(await call(), 401);
    assert.equal(await call("Bearer sb_publishable_abc"), 401);
    assert.equal(
      await call(`Bearer ${await sign("another-secret-of-32-characters!!", soon)}`),
      401,
    );
    assert.equal(await call(`Bearer ${await sign(JWT_SECRET, soon - 3600)}`), 401);
    assert.equal(await call(undefined, "OPTIONS"), 200);
  });
});

Deno.test("functions host: a save is visible, and a request in flight ends on the old code", async () => {
  const version = (text: string) =>
    `Deno.serve(async (request) => {
       if (new URL(request.url).pathname.endsWith("slow")) {
         console.error("slow begun");
         await new Promise((r) => setTimeout(r, 700));
       }
       return new Response("${text}");
     });`;
  await withProject({ page: version("one") }, async ({ host, lines, write }) => {
    const get = (path: string) => fetch(`${host.url}/page${path}`).then((answer) => answer.text());
    assert.equal(await get(""), "one");
    const slow = get("/slow");
    await until(() => lines.some((line) => line.includes("slow begun")));
    await write("functions/page/index.ts", version("two"));
    await until(async () => await get("") === "two");
    assert.equal(await slow, "one");
  });
});

Deno.test("functions host: a broken function answers 503 and heals when it is repaired", async () => {
  await withProject(
    { broken: "throw new Error('no key set');" },
    async ({ host, lines, write }) => {
      const response = await fetch(`${host.url}/broken`);
      assert.equal(response.status, 503);
      assert.equal(response.headers.get("sb-error-code"), "BOOT_ERROR");
      assert.equal((await response.json()).code, "BOOT_ERROR");
      assert.ok(lines.some((line) => line.includes("no key set")));
      await write("functions/broken/index.ts", `Deno.serve(() => new Response("well"));`);
      await until(async () => (await fetch(`${host.url}/broken`)).status === 200);
    },
  );
});

Deno.test("functions host: a function that dies while answering fails only that call", async () => {
  const mortal = `Deno.serve((request) => {
    if (request.method === "DELETE") Deno.exit(3);
    return new Response("alive");
  });`;
  await withProject({ mortal }, async ({ host, lines }) => {
    assert.equal(await (await fetch(`${host.url}/mortal`)).text(), "alive");
    const dead = await fetch(`${host.url}/mortal`, { method: "DELETE" });
    assert.equal(dead.status, 500);
    assert.equal((await dead.json()).code, "WORKER_ERROR");
    assert.ok(lines.some((line) => line.includes("mortal ended with 3")));
    assert.equal(await (await fetch(`${host.url}/mortal`)).text(), "alive");
  });
});

Deno.test("functions host: an answer that does not come is given up", async () => {
  const silent = `Deno.serve(() => new Promise(() => {}));`;
  await withProject({ silent }, async ({ host }) => {
    await host.warm(["silent"]);
    const response = await fetch(`${host.url}/silent`);
    assert.equal(response.status, 504);
    assert.equal((await response.json()).code, "IDLE_TIMEOUT");
  }, { wallLimitMs: 300 });
});

Deno.test("functions host: waitUntil work ends before a replaced process does", async () => {
  const late = `Deno.serve(() => {
    EdgeRuntime.waitUntil(new Promise((done) => setTimeout(() => {
      console.error("late work done"); done();
    }, 500)));
    EdgeRuntime.waitUntil(Promise.reject(new Error("late work failed")));
    return new Response("early");
  });`;
  await withProject({ late }, async ({ host, lines, write }) => {
    assert.equal(await (await fetch(`${host.url}/late`)).text(), "early");
    await write("functions/late/index.ts", `Deno.serve(() => new Response("new"));`);
    await until(async () => await (await fetch(`${host.url}/late`)).text() === "new");
    await until(() => lines.some((line) => line.includes("late work done")));
    assert.ok(lines.some((line) => line.includes("late work failed")));
  });
});

Deno.test("functions host: streams and redirects pass unchanged", async () => {
  const flow = `Deno.serve((request) => {
    if (request.method === "PUT") return Response.redirect("http://elsewhere.example/", 302);
    const parts = ["a", "b", "c"];
    return new Response(new ReadableStream({
      async pull(controller) {
        const part = parts.shift();
        if (part === undefined) return controller.close();
        controller.enqueue(new TextEncoder().encode(part));
        await new Promise((r) => setTimeout(r, 30));
      },
    }), { headers: { "content-type": "text/event-stream" } });
  });`;
  await withProject({ flow }, async ({ host }) => {
    const response = await fetch(`${host.url}/flow`);
    const parts: string[] = [];
    for await (const part of response.body ?? []) parts.push(new TextDecoder().decode(part));
    assert.deepEqual(parts, ["a", "b", "c"]);
    const moved = await fetch(`${host.url}/flow`, { method: "PUT", redirect: "manual" });
    assert.equal(moved.status, 302);
    assert.equal(moved.headers.get("location"), "http://elsewhere.example/");
  });
});

Deno.test("functions host: WebSockets pass both ways", async () => {
  const socket = `Deno.serve((request) => {
    if (request.headers.get("upgrade") !== "websocket") return new Response("plain");
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => socket.send("welcome " + new URL(request.url).search);
    socket.onmessage = (event) => event.data === "bye"
      ? socket.close(4001, "said bye") : socket.send("echo " + event.data);
    return response;
  });`;
  await withProject({ socket }, async ({ host }) => {
    const client = new WebSocket(`${host.url.replace("http", "ws")}/socket?call=1`);
    const received: string[] = [];
    const closed = Promise.withResolvers<CloseEvent>();
    client.onmessage = (event) => received.push(event.data);
    client.onclose = (event) => closed.resolve(event);
    await until(() => received.length === 1);
    client.send("one");
    await until(() => received.length === 2);
    client.send("bye");
    const end = await closed.promise;
    assert.deepEqual(received, ["welcome ?call=1", "echo one"]);
    assert.equal(end.code, 4001);
    assert.equal(end.reason, "said bye");
  });
});
