import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { createKeys, loadKeys, lockState, openStateDir, runningStack } from "./state.ts";

const PORTS = { api: 1, postgres: 2, web: 3, inbox: 4 };

async function withStateDir(test: (stateDir: string) => Promise<void>): Promise<void> {
  const stateDir = await Deno.makeTempDir();
  try {
    await test(stateDir);
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

Deno.test("createKeys: tokens carry their role and are signed with the secret", () => {
  const keys = createKeys(1_000);
  const [header, claims, signature] = keys.serviceRole.split(".");
  const expected = createHmac("sha256", keys.jwtSecret).update(`${header}.${claims}`);
  equal(signature, expected.digest("base64url"));
  deepEqual(JSON.parse(Buffer.from(claims ?? "", "base64url").toString()), {
    iss: "supabase-demo",
    role: "service_role",
    iat: 1_000,
    exp: 1_000 + 315_360_000,
  });
});

Deno.test("createKeys: two projects share no key", () => {
  const [one, other] = [createKeys(0), createKeys(0)];
  match(one.publishable, /^sb_publishable_/);
  match(one.secret, /^sb_secret_/);
  for (const name of Object.keys(one) as (keyof typeof one)[]) notEqual(one[name], other[name]);
});

Deno.test("loadKeys: keeps the keys, for the owner's eyes only", () =>
  withStateDir(async (stateDir) => {
    const keys = await loadKeys(stateDir);
    deepEqual(await loadKeys(stateDir), keys);
    const { mode } = await Deno.stat(`${stateDir}/keys.json`);
    equal((mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("lockState: one stack holds the state, and others learn where it listens", () =>
  withStateDir(async (stateDir) => {
    const lock = await lockState(stateDir);
    await lock?.publish(PORTS);
    equal(await lockState(stateDir), null);
    deepEqual(await runningStack(stateDir), { pid: Deno.pid, ports: PORTS });

    await lock?.release();
    equal(await runningStack(stateDir), null);
    await (await lockState(stateDir))?.release();
  }));

Deno.test("lockState: a killed stack's lock is free", () =>
  withStateDir(async (stateDir) => {
    const script = `
      const { lockState } = await import(${JSON.stringify(import.meta.resolve("./state.ts"))});
      await (await lockState(${JSON.stringify(stateDir)})).publish(${JSON.stringify(PORTS)});
      console.log("locked");
      setInterval(() => {}, 1_000);`;
    const holder = new Deno.Command(Deno.execPath(), { args: ["eval", script], stdout: "piped" })
      .spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    equal((await runningStack(stateDir))?.pid, holder.pid);

    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    equal(await runningStack(stateDir), null);
    await (await lockState(stateDir))?.release();
  }));

Deno.test("openStateDir: makes the folder", () =>
  withStateDir(async (parent) => {
    await openStateDir(`${parent}/state`);
    equal((await Deno.stat(`${parent}/state`)).isDirectory, true);
  }));
