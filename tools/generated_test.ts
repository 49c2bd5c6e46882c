import assert from "node:assert/strict";
import { findStale, formatted, writeOrCheck } from "./generated.ts";

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("findStale() complains about files that differ or are missing", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/same.md`, "a");
    await Deno.writeTextFile(`${dir}/old.md`, "a");
    const files = [
      { path: "same.md", text: "a" },
      { path: "old.md", text: "b" },
      { path: "missing.md", text: "" },
    ];
    assert.deepEqual(await findStale(dir, files, "docs"), [
      "old.md is out of date: run deno task docs",
      "missing.md is out of date: run deno task docs",
    ]);
  }));

Deno.test("writeOrCheck() writes only when it does not check", () =>
  inFolder(async (dir) => {
    const files = [{ path: "a.md", text: "new" }];
    await Deno.writeTextFile(`${dir}/a.md`, "old");
    assert.equal(await writeOrCheck(dir, files, { task: "docs", check: true }), 1);
    assert.equal(await Deno.readTextFile(`${dir}/a.md`), "old");
    assert.equal(await writeOrCheck(dir, files, { task: "docs", check: false }), 0);
    assert.equal(await Deno.readTextFile(`${dir}/a.md`), "new");
    assert.equal(await writeOrCheck(dir, files, { task: "docs", check: true }), 0);
  }));

Deno.test("formatted() formats by the kind of file, also long ones", () =>
  inFolder(async (dir) => {
    const code = { path: "a.ts", text: "export  const a='b'" };
    assert.equal((await formatted(dir, code)).text, `export const a = "b";\n`);
    const page = { path: "a.md", text: "*  one\n".repeat(50_000) };
    assert.equal((await formatted(dir, page)).text, "- one\n".repeat(50_000));
  }));
