import { openLineLog } from "./line_log.ts";
import { pollUntil } from "../poll.ts";

Deno.test("line log: lines are in the file, in order, while it is still open", async () => {
  const folder = await Deno.makeTempDir({ prefix: "line_log_" });
  const path = `${folder}/logs/functions.log`;
  const first = await openLineLog(path);
  first.write("one");
  await first.close();
  const log = await openLineLog(path);
  for (const line of ["two", "three"]) log.write(line);
  const isThere = async () => (await Deno.readTextFile(path)) === "one\ntwo\nthree\n";
  await pollUntil(isThere, { timeoutMs: 20_000, everyMs: 10 });
  await log.close();
  await Deno.remove(folder, { recursive: true });
});
