import assert from "node:assert/strict";
import { type GroupResult, runGroup } from "./run_group.ts";

async function runFiles(
  files: Readonly<Record<string, string>>,
  options: { readonly silenceMs?: number; readonly filter?: string } = {},
): Promise<GroupResult & { readonly said: readonly string[] }> {
  const projectDir = await Deno.makeTempDir({ prefix: "rylie-run-group-" });
  try {
    const said: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${projectDir}/${name}`, text);
    }
    const result = await runGroup({ name: "sample", files: Object.keys(files) }, {
      projectDir,
      filter: options.filter ?? null,
      env: { SAMPLE: "given" },
      say: (line) => said.push(line),
      silenceMs: options.silenceMs ?? 60_000,
    });
    return { ...result, said };
  } finally {
    await Deno.remove(projectDir, { recursive: true });
  }
}

Deno.test("runGroup() counts tests and hands the environment on", async () => {
  const { count, explanation, said } = await runFiles({
    "a_test.ts": `Deno.test("a", () => { if (Deno.env.get("SAMPLE") !== "given") throw 1; });
      Deno.test({ name: "b", ignore: true, fn() {} });`,
  });
  assert.deepEqual(count, { passed: 1, failed: 0, skipped: 1 });
  assert.equal(explanation, "");
  assert.match(said.join("\n"), /^ok {4}2 .* a_test\.ts$/);
});

Deno.test("runGroup() explains a failure", async () => {
  const { count, explanation, failedFiles } = await runFiles({
    "a_test.ts": `Deno.test("a", () => { throw new Error("boom"); });`,
  });
  assert.deepEqual(failedFiles, ["a_test.ts"]);
  assert.deepEqual(count, { passed: 0, failed: 1, skipped: 0 });
  assert.match(explanation, /--- sample ---\nERRORS[^]*error: Error: boom/);
});

Deno.test("runGroup() counts a module that does not load as one failure", async () => {
  const { count } = await runFiles({
    "a_test.ts": `throw new Error("early");`,
    "b_test.ts": `Deno.test("b", () => {});`,
  });
  assert.deepEqual(count, { passed: 1, failed: 1, skipped: 0 });
});

Deno.test("runGroup() counts a child that crashes as one failure", async () => {
  const { count } = await runFiles({
    "a_test.ts": `Deno.test("a", () => { Deno.kill(Deno.pid, "SIGKILL"); });`,
  });
  assert.deepEqual(count, { passed: 0, failed: 1, skipped: 0 });
});

Deno.test("runGroup() names no file to run again where a crash kept others from running", async () => {
  const { count, failedFiles } = await runFiles({
    "a_test.ts": `Deno.test("a", () => { throw new Error("boom"); });`,
    "b_test.ts": `Deno.test("b", () => { Deno.kill(Deno.pid, "SIGKILL"); });`,
    "c_test.ts": `Deno.test("c", () => {});`,
  });
  assert.equal(count.failed, 1);
  assert.deepEqual(failedFiles, []);
});

Deno.test("runGroup() kills a child that falls silent, with what it started", async () => {
  const pidFile = await Deno.makeTempFile();
  const { count, explanation } = await runFiles({
    "a_test.ts": `Deno.test("a", async () => {
      const child = new Deno.Command("sleep", { args: ["600"] }).spawn();
      Deno.writeTextFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      await child.status;
    });`,
  }, { silenceMs: 3_000 });
  assert.deepEqual(count, { passed: 0, failed: 1, skipped: 0 });
  assert.match(explanation, /killed after 3 s without output$/);
  assert.equal(await isAlive(Number(await Deno.readTextFile(pidFile))), false);
  await Deno.remove(pidFile);
});

Deno.test("runGroup() runs only tests that match the filter", async () => {
  const text = `Deno.test("sms", () => {}); Deno.test("web", () => {});`;
  const { count } = await runFiles({ "a_test.ts": text }, { filter: "sms" });
  assert.deepEqual(count, { passed: 1, failed: 0, skipped: 0 });
});

/** A killed process whose parent is gone too may stay in the table until somebody waits for it. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}
