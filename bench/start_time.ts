/** How long `deno task start` takes until everything answers. */
import { checkoutDir } from "../local/open_stack.ts";
import { freePort } from "../local/ports.ts";
import type { Figure } from "./figures.ts";
import { spreadOf } from "./samples.ts";

const READY = "Rylie is running";

/** Measures starts on an empty folder and on a kept one, the web app's build included. */
export async function measureStarts(quick: boolean): Promise<readonly Figure[]> {
  const stateDir = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "rylie-bench-" });
  await Deno.chmod(stateDir, 0o711);
  try {
    const fresh = await startOnce(stateDir);
    const warm: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) warm.push(await startOnce(stateDir)); // bound: five
    return [
      { key: "start.fresh", label: "start with a new database", value: fresh, unit: "s" },
      { key: "start.warm", label: "start again, median", value: spreadOf(warm).p50, unit: "s" },
    ];
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

/** Starts the stack as a process of its own, stops it, and returns the seconds to its ready line. */
async function startOnce(stateDir: string): Promise<number> {
  const startedAt = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "local/main.ts", "start"],
    cwd: checkoutDir(),
    env: { RYLIE_STATE_DIR: stateDir, ...ports() },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const seconds = await secondsUntilReady(child.stdout, startedAt);
  child.kill("SIGTERM");
  await child.status;
  if (seconds === null) {
    throw new Error("Cannot measure the start: the stack ended before it was ready");
  }
  return seconds;
}

async function secondsUntilReady(
  stdout: ReadableStream<Uint8Array>,
  startedAt: number,
): Promise<number | null> {
  let printed = "";
  const decoder = new TextDecoder();
  const reader = stdout.getReader();
  while (true) { // bound: the end of the output
    const { done, value } = await reader.read();
    if (done) return null;
    printed += decoder.decode(value, { stream: true });
    if (printed.includes(READY)) {
      await reader.cancel();
      return (performance.now() - startedAt) / 1000;
    }
  }
}

function ports(): Record<string, string> {
  const names = ["RYLIE_API_PORT", "RYLIE_DB_PORT", "RYLIE_WEB_PORT", "RYLIE_INBOX_PORT"];
  return Object.fromEntries(names.map((name) => [name, String(freePort())]));
}
