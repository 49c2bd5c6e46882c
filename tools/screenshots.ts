/** `deno task screenshots [view]`: every view in both themes and three widths, for a person to look at. */
import { join } from "node:path";
import { say } from "../local/log.ts";
import { checkoutDir } from "../local/open_stack.ts";
import { launchBrowser, openPage } from "../tests/support/browser.ts";
import { signIn } from "../tests/support/staff.ts";
import { startFreshStack, TEST_STACK_VARIABLE, testUrls } from "../tests/support/stack.ts";
import { waitFor } from "../tests/support/wait.ts";

type Page = Awaited<ReturnType<typeof openPage>>;

/** One picture: how to get there from a signed-in page, and what it is called. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly reach?: (page: Page) => Promise<void>;
}

const FOLDER = join(checkoutDir(), ".state", "screenshots");
const SIZES = [[1440, 900], [820, 1180], [390, 844]] as const;
const SHOTS: readonly Shot[] = [
  { name: "conversations", path: "oak/conversations" },
  { name: "thread", path: "oak/conversations", reach: openThread },
  { name: "dashboard", path: "oak/dashboard" },
  { name: "inventory", path: "oak/inventory" },
  { name: "inventory-stickers", path: "oak/inventory?as=stickers" },
  { name: "vehicle", path: "oak/inventory", reach: openVehicle },
  { name: "inventory-import", path: "oak/inventory/import" },
  { name: "leads", path: "oak/leads" },
  { name: "lead", path: "oak/leads", reach: openLead },
  { name: "leads-table", path: "oak/leads?as=table" },
  { name: "leads-report", path: "oak/leads?as=report" },
  { name: "leads-documents", path: "oak/leads?as=documents" },
  {
    name: "command-menu",
    path: "oak/conversations",
    reach: (page) => openByKey(page, "Control+k"),
  },
  { name: "shortcuts", path: "oak/conversations", reach: (page) => openByKey(page, "?") },
];

/** The sections of a view, as its own navigation lists them. */
async function sections(page: Page, view: string): Promise<readonly Shot[]> {
  await page.goto(new URL(`/oak/${view}`, page.url()).href);
  await settle(page);
  await page.locator(".section-nav a").first().waitFor();
  const paths = await page.locator(".section-nav a").evaluateAll((links: Element[]) =>
    links.map((link) => link.getAttribute("href") ?? "")
  );
  return paths.map((path) => ({ name: `${view}-${path.split("/").at(-1)}`, path: path.slice(1) }));
}

async function openThread(page: Page): Promise<void> {
  const list = page.getByRole("region", { name: "Conversation list" });
  await list.getByText("Maria Lopez").first().click();
  await page.getByRole("log").getByText(/T4417/).first().waitFor();
}

async function openVehicle(page: Page): Promise<void> {
  await page.getByRole("link", { name: /RAV4/ }).first().click();
  await page.getByText("Price and status").waitFor();
}

async function openLead(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Grace Kim" }).first().click();
  await page.getByText("What happened").waitFor();
}

/** Presses a key until its dialog is there: the page may be drawn before it listens. */
async function openByKey(page: Page, key: string): Promise<void> {
  await waitFor(`the dialog of ${key}`, async () => {
    if (await page.locator("dialog[open]").count() > 0) return true;
    await page.keyboard.press(key);
    return null;
  });
}

/** Waits until nothing on the page is grey any more. */
async function settle(page: Page): Promise<void> {
  await page.locator(".app main h1").first().waitFor();
  const isGrey = async () => await page.locator(".skeleton").count() > 0;
  await waitFor(`${page.url()} to be drawn`, async () => await isGrey() ? null : true);
  await page.evaluate("document.fonts.ready.then(() => true)");
}

/** Takes every picture of one theme and width. */
async function takeAll(
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  view: { readonly width: number; readonly height: number; readonly dark: boolean },
  only: string,
): Promise<void> {
  const look = `${view.width}-${view.dark ? "dark" : "light"}`;
  const { web } = await testUrls();
  const take = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(FOLDER, `${name}-${look}.png`) });
  };
  const door = await openPage(browser, web, view);
  await door.getByRole("heading", { name: "Sign in" }).waitFor();
  if ("sign-in".startsWith(only)) await take(door, "sign-in");
  const staff = await signIn(browser, "admin@oak.example", view);
  const shots = [
    ...SHOTS,
    ...await sections(staff, "settings"),
    ...await sections(staff, "admin"),
  ];
  for (const { name, path, reach } of shots.filter((shot) => shot.name.startsWith(only))) {
    await staff.goto(`${web}/${path}`);
    await settle(staff);
    if (reach !== undefined) {
      await reach(staff);
      // Nothing looks as if it were pointed at.
      await staff.mouse.move(0, 0);
      await settle(staff);
    }
    await take(staff, name);
  }
  say(`${look}: ${shots.length} views`);
}

async function main(): Promise<void> {
  const own = Deno.env.has(TEST_STACK_VARIABLE) ? null : await startFreshStack({ web: true });
  if (own !== null) Deno.env.set(TEST_STACK_VARIABLE, JSON.stringify(own.config));
  await Deno.mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const dark of [false, true]) {
      for (const [width, height] of SIZES) {
        await takeAll(browser, { width, height, dark }, Deno.args[0] ?? "");
      }
    }
  } finally {
    await browser.close();
    await own?.remove();
  }
  say(FOLDER);
}

if (import.meta.main) await main();
