import assert from "node:assert/strict";
import { healthDeps } from "../_shared/platform/deps.ts";
import { VERSION } from "../_shared/platform/version.ts";
import { testConfig } from "../_shared/testing/door.ts";
import { fakeServer, keptLog } from "../_shared/testing/fakes.ts";
import { health } from "./app.ts";

async function get(path: string, database: () => Response): Promise<Response> {
  await using server = fakeServer(database);
  const app = health({ ...healthDeps(testConfig(server.url)), log: keptLog().log });
  return await app.request(`http://inner${path}`);
}

Deno.test("health: live answers without the database", async () => {
  const answer = await get("/health/live", () => new Response("", { status: 500 }));
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { status: "live", version: VERSION });
});

Deno.test("health: ready when the database answers", async () => {
  for (const path of ["/health", "/health/ready"]) {
    const answer = await get(path, () => Response.json([]));
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), {
      status: "ready",
      version: VERSION,
      database: "reachable",
    });
  }
});

Deno.test("health: not ready when the database is away, without saying why", async () => {
  const answer = await get(
    "/health/ready",
    () => Response.json({ message: "down" }, { status: 503 }),
  );
  assert.equal(answer.status, 503);
  assert.deepEqual(await answer.json(), {
    status: "not_ready",
    version: VERSION,
    database: "unreachable",
  });
});

Deno.test("health: the version is that of deno.json", async () => {
  const text = await Deno.readTextFile(new URL("../deno.json", import.meta.url));
  assert.equal(JSON.parse(text).version, VERSION);
});
