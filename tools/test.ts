/** `deno task test`: every test of the project, those that need it on one fresh local stack. */
import { checkoutDir } from "../local/open_stack.ts";
import { say, secondsSinceStart } from "../local/log.ts";
import { startFreshStack, TEST_STACK_VARIABLE } from "../tests/support/stack.ts";
import {
  chooseFiles,
  findTestFiles,
  planGroups,
  type TestGroup,
  type TestPlan,
} from "./test_runner/groups.ts";
import { addCounts, NO_TESTS } from "./test_runner/junit.ts";
import { killDescendants } from "./test_runner/kill_tree.ts";
import { runAgain, type SecondRun } from "./test_runner/run_again.ts";
import {
  DEFAULT_SILENCE_MS,
  type GroupResult,
  runGroup,
  type RunGroupOptions,
} from "./test_runner/run_group.ts";

const USAGE = `deno task test                      all tests
deno task test -- tests/db web      those of these folders or files
deno task test -- --filter sms      those whose name holds a word, or matches /a pattern/`;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 20_000;
const INTERRUPTED = 130;

interface TestArgs {
  readonly paths: readonly string[];
  readonly filter: string | null;
}

/** Reads the command line, or returns null when it makes no sense. */
export function parseTestArgs(args: readonly string[]): TestArgs | null {
  const paths: string[] = [];
  let filter: string | null = null;
  const rest = args.filter((arg) => arg !== "--");
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--filter") filter = rest.shift() ?? null;
    else if (arg.startsWith("--filter=")) filter = arg.slice("--filter=".length);
    else if (arg.startsWith("-")) return null;
    else paths.push(arg);
  }
  return { paths, filter };
}

type FreshStack = Awaited<ReturnType<typeof startFreshStack>>;

/** One run: its groups, and the stack if they need one. */
class TestRun {
  readonly #options: Omit<RunGroupOptions, "env">;
  readonly #stackLog: string[] = [];
  #starting: Promise<FreshStack> | null = null;

  constructor(options: Omit<RunGroupOptions, "env">) {
    this.#options = options;
  }

  /** Runs the tests that need no stack, or start their own. */
  async runWithout(groups: readonly TestGroup[]): Promise<GroupResult[]> {
    return await this.#runInOrder(groups, {});
  }

  /** Runs the groups that want the stack for themselves, then the lanes that share it. */
  async runOnStack({ onStack, together }: TestPlan): Promise<GroupResult[]> {
    if (onStack.length + together.length === 0) return [];
    try {
      await this.#startStack();
      const env = await this.#stackEnv();
      const inOrder = await this.#runInOrder(onStack, env);
      const atOnce = await Promise.all(together.map((lane) => this.#runInOrder(lane, env)));
      return [...inOrder, ...atOnce.flat()];
    } catch (error) {
      return [{
        name: "stack",
        count: { ...NO_TESTS, failed: 1 },
        explanation: `--- the stack did not start ---\n${describe(error)}`,
        failedFiles: [],
      }];
    }
  }

  /** Runs what failed once more, with nothing beside it. */
  async runFailedAgain(results: readonly GroupResult[], plan: TestPlan): Promise<SecondRun> {
    const onStack = [...plan.onStack, ...plan.together.flat()].map(({ name }) => name);
    return await runAgain(results, async (group) => {
      sayStep(`once more, alone: ${group.files.join(", ")}`);
      const env = onStack.includes(group.name) ? await this.#stackEnv() : {};
      return await runGroup(group, { ...this.#options, env });
    });
  }

  /** Stops what was started, also while it is still starting. */
  async stopStack(): Promise<void> {
    const stack = await this.#starting?.catch(() => null);
    await withDeadline(stack?.remove() ?? Promise.resolve(), STOP_TIMEOUT_MS, "stop the stack")
      .catch((error) => say(describe(error)));
  }

  /** Keeps a fault that nobody caught; it ends one request's work, not the stack. */
  noteFault(fault: unknown): void {
    this.#stackLog.push(describe(fault));
  }

  /** What the tests of a started stack need to find it. */
  async #stackEnv(): Promise<Record<string, string>> {
    const stack = await this.#starting;
    return stack === null ? {} : { [TEST_STACK_VARIABLE]: JSON.stringify(stack.config) };
  }

  async #startStack(): Promise<void> {
    const progress = (line: string) => {
      this.#stackLog.push(line);
    };
    sayStep("starting a fresh stack");
    this.#starting = startFreshStack({ web: true, progress });
    await withDeadline(this.#starting, START_TIMEOUT_MS, "start the stack");
    sayStep("the stack answers");
  }

  async #runInOrder(
    groups: readonly TestGroup[],
    env: Readonly<Record<string, string>>,
  ): Promise<GroupResult[]> {
    const results: GroupResult[] = [];
    // One after the other: tests of one lane share a stack, or start databases that want the machine.
    for (const group of groups) {
      const result = await runGroup(group, { ...this.#options, env });
      sayStep(`${group.name}: ${summary([result])}`);
      // In full at the end; these words tell already what to look at.
      for (const [error] of result.explanation.matchAll(/^error: .*$/gm)) say(`        ${error}`);
      results.push(result);
    }
    return results;
  }

  /** What the stack said at the end; nothing if none was started. */
  lastWords(): string {
    const lines = this.#stackLog.slice(-40);
    return lines.length === 0 ? "" : ["--- last words of the stack ---", ...lines].join("\n");
  }
}

async function main(args: readonly string[]): Promise<number> {
  const wanted = parseTestArgs(args);
  if (wanted === null) {
    say(USAGE);
    return 2;
  }
  const projectDir = checkoutDir();
  const plan = planGroups(chooseFiles(await findTestFiles(projectDir), wanted.paths));
  const run = new TestRun({
    projectDir,
    filter: wanted.filter,
    say,
    silenceMs: DEFAULT_SILENCE_MS,
  });
  stopOnInterruption(run);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    run.noteFault(event.reason);
  });
  const lanes = await Promise.all([
    run.runWithout(plan.pure),
    run.runOnStack(plan),
    run.runWithout(plan.apart),
  ]);
  const outcome = await run.runFailedAgain(lanes.flat(), plan);
  await run.stopStack();
  return report(outcome, run.lastWords());
}

/** Prints failures in full and the sum as the last line; returns the exit code. */
function report({ results, unsteady }: SecondRun, lastWords: string): number {
  const explanations = results.map(({ explanation }) => explanation).filter(Boolean);
  if (explanations.length > 0) explanations.push(lastWords);
  for (const explanation of explanations) say(`\n${explanation}`);
  if (unsteady.length > 0) say(`\nunsteady, passed when run alone: ${unsteady.join(", ")}`);
  const { passed, failed } = addCounts(results.map(({ count }) => count));
  if (passed + failed === 0) say("No test was run.");
  say(`\n${summary(results)}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function summary(results: readonly GroupResult[]): string {
  const { passed, failed, skipped } = addCounts(results.map(({ count }) => count));
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function sayStep(step: string): void {
  say(`        ${secondsSinceStart().padStart(7)}  ${step}`);
}

function stopOnInterruption(run: TestRun): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {
      void run.stopStack()
        .then(() => killDescendants(Deno.pid))
        .finally(() => Deno.exit(INTERRUPTED));
    });
  }
}

async function withDeadline<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const late = new Error(`Cannot ${what}: ${timeoutMs / 1000} s passed`);
    timer = setTimeout(() => reject(late), timeoutMs);
  });
  return await Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

function describe(fault: unknown): string {
  return fault instanceof Error ? fault.stack ?? fault.message : String(fault);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
