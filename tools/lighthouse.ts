/** `deno task lighthouse`: Lighthouse's scores of the built app, signed out and signed in. */
import { say } from "../local/log.ts";
import { launchDebugBrowser } from "../tests/support/browser.ts";
import { PASSWORD } from "../tests/support/people.ts";
import { startFreshStack, TEST_STACK_VARIABLE, testUrls } from "../tests/support/stack.ts";
import { runCommand } from "./run_command.ts";

/** 190 MB of packages that nothing else needs, so it is no dependency of the project. */
const LIGHTHOUSE = "npm:lighthouse@13.5.0";
const LEAST = 90;
const PATHS = ["", "oak/conversations", "oak/dashboard", "oak/inventory"];

interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
  readonly audits: Readonly<
    Record<string, { readonly score: number | null; readonly title: string }>
  >;
}

/** Looks at one address the way Lighthouse's phone or desk does. */
async function look(url: string, port: number, preset: string): Promise<Report> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  const { success, output } = await runCommand(Deno.execPath(), [
    "run",
    "-A",
    LIGHTHOUSE,
    url,
    `--port=${port}`,
    "--disable-storage-reset",
    "--output=json",
    `--output-path=${file}`,
    "--quiet",
    ...(preset === "desktop" ? ["--preset=desktop"] : []),
  ], { dir: await Deno.makeTempDir() });
  if (!success) throw new Error(`Cannot look at ${url}: ${output}`);
  return JSON.parse(await Deno.readTextFile(file)) as Report;
}

/** Prints the scores and what cost points; answers whether each is high enough. */
function judge(name: string, report: Report): boolean {
  const scores = Object.entries(report.categories)
    .map(([category, { score }]) => [category, Math.round((score ?? 0) * 100)] as const);
  say(`${name}: ${scores.map(([category, score]) => `${category} ${score}`).join(", ")}`);
  for (const { score, title } of Object.values(report.audits)) {
    if (score !== null && score < 0.5) say(`  ${title}`);
  }
  return scores.every(([, score]) => score >= LEAST);
}

async function main(): Promise<void> {
  const own = Deno.env.has(TEST_STACK_VARIABLE) ? null : await startFreshStack({ web: true });
  if (own !== null) Deno.env.set(TEST_STACK_VARIABLE, JSON.stringify(own.config));
  const { web } = await testUrls();
  const { browser, port, close } = await launchDebugBrowser();
  let isGood = true;
  try {
    const [context] = browser.contexts();
    const page = await context?.newPage();
    for (const path of PATHS) {
      if (path !== "" && page?.url() === "about:blank") {
        await page.goto(web);
        await page.getByLabel("E-mail").fill("manager@oak.example");
        await page.getByLabel("Password").fill(PASSWORD);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.getByText("Live", { exact: true }).first().waitFor();
      }
      for (const preset of ["phone", "desktop"]) {
        const report = await look(`${web}/${path}`, port, preset);
        isGood = judge(`/${path} on a ${preset}`, report) && isGood;
      }
    }
  } finally {
    await close();
    await own?.remove();
  }
  if (!isGood) Deno.exitCode = 1;
}

if (import.meta.main) await main();
