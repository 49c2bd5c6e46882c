/** A real Chromium from npm, or the one that BROWSER_PATH names; nothing to install by hand. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { checkoutDir } from "../../local/open_stack.ts";
import { PATIENCE_MS, waitFor } from "./wait.ts";

const PARTS = ["al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];
const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/microsoft-edge"];
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
];

/** Starts a headless browser; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ ...await findBrowser(), args: ARGS });
}

/** Runs a test with a browser of its own and closes it, however the test ends. */
export async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** A headless browser that another tool may look into through its debugging port. */
export interface DebugBrowser {
  readonly browser: Browser;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a headless browser with a debugging port and a profile of its own. */
export async function launchDebugBrowser(): Promise<DebugBrowser> {
  const { executablePath, env } = await findBrowser();
  const profile = await Deno.makeTempDir();
  const child = new Deno.Command(executablePath, {
    args: [...ARGS, "--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`],
    ...(env === undefined ? {} : { env }),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const port = await waitFor("the debugging port", async () => {
    const words = await Deno.readTextFile(join(profile, "DevToolsActivePort")).catch(() => "");
    return Number(words.split("\n")[0]) || null;
  });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const close = async (): Promise<void> => {
    await browser.close();
    child.kill("SIGTERM");
    await child.status;
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  };
  return { browser, port, close };
}

async function findBrowser(): Promise<{ executablePath: string; env?: Record<string, string> }> {
  const given = Deno.env.get("BROWSER_PATH");
  if (given) return { executablePath: given };
  if (Deno.build.os === "linux" && Deno.build.arch === "x86_64") {
    const folder = await unpackChromium();
    return {
      executablePath: join(folder, "chromium"),
      env: {
        ...Deno.env.toObject(),
        LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
        FONTCONFIG_PATH: join(folder, "fonts"),
      },
    };
  }
  for (const executablePath of SYSTEM_BROWSERS) {
    if (await exists(executablePath)) return { executablePath };
  }
  throw new Error("Cannot start a browser: install Chromium or set BROWSER_PATH to one");
}

/** What a visitor looks at the page with. */
export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** What the browser keeps for the page's origin from an earlier visit. */
  readonly kept?: Readonly<Record<string, string>>;
  /** The page may install its service worker; elsewhere that only fetches the whole app once more. */
  readonly installs?: boolean;
  /** Called before the page is loaded, with what must be in place by then. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Opens a page in a context of its own; a script error on it fails what waits for it. */
export async function openPage(browser: Browser, url: string, view: View = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1440, height: view.height ?? 900 },
    colorScheme: view.dark ? "dark" : "light",
    reducedMotion: "reduce",
    locale: "en-US",
    serviceWorkers: view.installs === true ? "allow" : "block",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (view.kept !== undefined) await keep(page, new URL("/kept", url).href, view.kept);
  await view.prepare?.(page);
  await page.goto(url);
  return page;
}

/** Writes into the storage of an origin without loading anything of it. */
async function keep(
  page: Page,
  url: string,
  kept: Readonly<Record<string, string>>,
): Promise<void> {
  await page.route(url, (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await page.goto(url);
  await page.evaluate(`Object.assign(localStorage, ${JSON.stringify(kept)})`);
  await page.unroute(url);
}

async function unpackChromium(): Promise<string> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@sparticuz/chromium");
  const bin = join(
    entry.slice(0, entry.lastIndexOf("@sparticuz")),
    "@sparticuz",
    "chromium",
    "bin",
  );
  const version = (await Deno.stat(join(bin, "chromium.br"))).size;
  const folder = join(checkoutDir(), ".state", `chromium-${version}`);
  if (await exists(folder)) return folder;
  // Two test files may get here at once: each fills a folder of its own, the first rename wins.
  await Deno.mkdir(dirname(folder), { recursive: true });
  const draft = await Deno.makeTempDir({ dir: dirname(folder), prefix: "chromium-" });
  await Deno.writeFile(
    join(draft, "chromium"),
    brotliDecompressSync(await Deno.readFile(join(bin, "chromium.br"))),
    { mode: 0o755 },
  );
  for (const part of PARTS) await untar(join(bin, part), draft);
  await Deno.chmod(draft, 0o755);
  await Deno.rename(draft, folder).catch(() => Deno.remove(draft, { recursive: true }));
  return folder;
}

async function untar(archive: string, folder: string): Promise<void> {
  const tar = new Deno.Command("tar", { args: ["-x", "-C", folder], stdin: "piped" }).spawn();
  const writer = tar.stdin.getWriter();
  await writer.write(brotliDecompressSync(await Deno.readFile(archive)));
  await writer.close();
  const { success } = await tar.status;
  if (!success) throw new Error(`Cannot unpack ${archive}: tar failed`);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
