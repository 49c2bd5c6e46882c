/** Runs one group of test files in a `deno test` of its own. */
import { eachLine } from "../../local/functions_host/each_line.ts";
import type { TestGroup } from "./groups.ts";
import { addCounts, countTests, NO_TESTS, type TestCount } from "./junit.ts";
import { killTree } from "./kill_tree.ts";
import { readProgress } from "./progress.ts";

/** How the groups of one run are run. */
export interface RunGroupOptions {
  readonly projectDir: string;
  readonly filter: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
  /** A child that prints nothing for so long is killed. */
  readonly silenceMs: number;
}

/** What came of one group. */
export interface GroupResult {
  readonly name: string;
  readonly count: TestCount;
  /** Why it failed, in full; empty if it did not. */
  readonly explanation: string;
  /** The files in which a test failed; a child that crashed or hung names none. */
  readonly failedFiles: readonly string[];
}

const FIVE_MINUTES_MS = 300_000;

/** The longest silence of a child, unless a test says otherwise. */
export const DEFAULT_SILENCE_MS = FIVE_MINUTES_MS;

/** Runs a group to its end; resolves also when the child crashes or hangs. */
export async function runGroup(group: TestGroup, options: RunGroupOptions): Promise<GroupResult> {
  const report = await Deno.makeTempFile({ prefix: "rylie-junit-", suffix: ".xml" });
  try {
    const child = startChild(group, options, report);
    const hung = await followChild(child, options);
    const { success } = await child.process.status;
    const { uncaught, explanation, failedFiles } = child.progress.end();
    // Written at the end only: a child that was cut off leaves none, and files that never ran.
    const xml = await Deno.readTextFile(report);
    const count = addCounts([countTests(xml), { ...NO_TESTS, failed: uncaught + (hung ? 1 : 0) }]);
    // A child that failed without a failed test crashed.
    const isCrash = !success && count.failed === 0;
    const { name } = group;
    if (success && count.failed === 0) return { name, count, explanation: "", failedFiles: [] };
    const ending = hung ? `killed after ${options.silenceMs / 1000} s without output` : "";
    return {
      name,
      failedFiles: xml === "" ? [] : failedFiles,
      count: isCrash ? { ...count, failed: 1 } : count,
      explanation: [`--- ${name} ---`, explanation, ending].filter(Boolean).join("\n"),
    };
  } finally {
    await Deno.remove(report);
  }
}

interface Child {
  readonly process: Deno.ChildProcess;
  readonly progress: ReturnType<typeof readProgress>;
}

function startChild(group: TestGroup, options: RunGroupOptions, report: string): Child {
  const filter = options.filter === null ? [] : ["--filter", options.filter];
  const args = ["test", "-A", "--no-check", `--junit-path=${report}`, ...filter];
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args, ...group.files],
    cwd: options.projectDir,
    env: { NO_COLOR: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return { process, progress: readProgress(options.say) };
}

/** Reads the child's lines until there are no more; true if it had to be killed for its silence. */
async function followChild(child: Child, { silenceMs }: RunGroupOptions): Promise<boolean> {
  let hung = false;
  const giveUp = () => {
    hung = true;
    void killTree(child.process.pid);
  };
  let timer = setTimeout(giveUp, silenceMs);
  const take = (line: string) => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, silenceMs);
    child.progress.take(line);
  };
  const { stdout, stderr } = child.process;
  await Promise.all([eachLine(stdout, take), eachLine(stderr, take)]);
  clearTimeout(timer);
  return hung;
}
