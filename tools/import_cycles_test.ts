import assert from "node:assert/strict";
import { cyclesOf, findImportCycles } from "./import_cycles.ts";

Deno.test("cyclesOf() finds circles and no others", () => {
  const graph = new Map([
    ["a", ["b", "c"]],
    ["b", ["d"]],
    ["c", ["d"]],
    ["d", ["e"]],
    ["e", ["c"]],
    ["f", ["f"]],
  ]);
  assert.deepEqual(cyclesOf(graph), [["d", "e", "c", "d"], ["f", "f"]]);
  assert.deepEqual(cyclesOf(new Map([["a", ["b"]]])), []);
});

Deno.test("findImportCycles() reads the imports of real files, types too", async () => {
  const projectDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${projectDir}/deno.json`, "{}");
  await Deno.writeTextFile(
    `${projectDir}/a.ts`,
    `import type { B } from "./b.ts"; export type A = B;`,
  );
  await Deno.writeTextFile(
    `${projectDir}/b.ts`,
    `import { a } from "./c.ts"; export type B = typeof a;`,
  );
  await Deno.writeTextFile(`${projectDir}/c.ts`, `import "./a.ts"; export const a = 1;`);
  assert.deepEqual(await findImportCycles(projectDir, ["a.ts", "b.ts", "c.ts"]), [
    ["a.ts", "b.ts", "c.ts", "a.ts"],
  ]);
  await Deno.remove(projectDir, { recursive: true });
});
