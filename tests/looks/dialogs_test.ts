import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { checkoutDir } from "../../local/open_stack.ts";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { go, named, openDesk, settled, type ViewDesk } from "../support/view_desk.ts";
import { waitFor } from "../support/wait.ts";

/** One act on the way to a dialog. */
type Step =
  | { readonly press: string | RegExp }
  | { readonly pick: string }
  | { readonly key: string }
  | { readonly write: readonly [label: string, words: string] }
  | { readonly follow: string };

/** A dialog, picker or menu: the module that draws it, the view it opens over, and how. */
interface Shown {
  readonly module: string;
  readonly at: string;
  readonly steps: readonly Step[];
  readonly width?: number;
}

/** Maria's, in which the AI has written; of the seed, as other tests change what they make. */
const THREAD = "conversations/0a000000-0000-4000-8000-00000000d001";
/** A new lead of the seed that nobody has. */
const LEAD = "leads/0a000000-0000-4000-8000-00000000cd02";
const press = (name: string | RegExp): Step => ({ press: name });
const key = (name: string): Step => ({ key: name });

function shown(module: string, at: string, ...steps: readonly Step[]): Shown {
  return { module, at, steps };
}

const SHOWN: readonly Shown[] = [
  shown("components/shortcuts_dialog.tsx", "dashboard", key("?")),
  shown("components/bell.tsx", "dashboard", press(/^News/)),
  shown("shell.tsx", "dashboard", press(/, menu$/)),
  shown("shell.tsx", "dashboard", press(/, switch dealership$/)),
  shown(
    "components/leave_dialog.tsx",
    "settings/profile",
    { write: ["Name as colleagues see it", "Somebody Else"] },
    { follow: "Leads" },
  ),
  shown("pages/command_menu/command_menu.tsx", "dashboard", key("Control+k")),
  shown("pages/conversations/filter_panel.tsx", "conversations", press("Filter the list")),
  shown("pages/conversations/thread_header.tsx", THREAD, press("More")),
  shown("pages/conversations/work_pickers.tsx", THREAD, key("a")),
  shown("pages/conversations/work_pickers.tsx", THREAD, key("z")),
  shown("pages/conversations/work_pickers.tsx", THREAD, press("More"), press("Priority")),
  shown("pages/conversations/panels.tsx", THREAD, press("More"), press("Tags")),
  shown(
    "pages/conversations/selection_bar.tsx",
    THREAD,
    key("x"),
    press("More for the selected"),
  ),
  shown("pages/conversations/compose_panels.tsx", THREAD, press(/^Insert a template/)),
  shown("pages/conversations/compose_panels.tsx", THREAD, press("Insert a vehicle")),
  shown("pages/conversations/compose_panels.tsx", THREAD, press("Schedule")),
  shown("pages/conversations/channel_panel.tsx", THREAD, press(/, another channel$/)),
  shown("pages/conversations/appointment_panel.tsx", THREAD, press("Book")),
  shown("pages/customers/customer_merges.tsx", THREAD, press("Merge with another customer")),
  shown("pages/conversations/why_panel.tsx", THREAD, press(/why this reply/i)),
  {
    ...shown("pages/conversations/conversations_page.tsx", THREAD, press("About this customer")),
    width: 1100,
  },
  shown("pages/leads/move_picker.tsx", "leads", press("Move Grace Kim")),
  shown("pages/leads/move_picker.tsx", "leads", press("Move Grace Kim"), { pick: "Lost" }),
  shown("pages/leads/new_lead_dialog.tsx", "leads", press("New lead")),
  shown("pages/leads/lead_owner_picker.tsx", LEAD, press("Assign")),
  shown("pages/feeds/feed_dialog.tsx", "inventory/import", press("Add a feed")),
  shown("pages/settings/routing_dialog.tsx", "settings/routing", press("Add a rule")),
  shown("pages/settings/plan_dialog.tsx", "settings/follow-up", press("Add a plan")),
  shown("pages/settings/source_consents.tsx", "settings/follow-up", press("Change Walk-in")),
  shown("pages/settings/persona_versions.tsx", "settings/persona", press("Compare")),
  shown("pages/settings/experiment_dialog.tsx", "settings/experiments", press("New experiment")),
  shown("pages/settings/knowledge_section.tsx", "settings/knowledge", press("Add an answer")),
  shown("pages/settings/template_dialog.tsx", "settings/templates", press("Add a text")),
];

/** Modules whose dialogs another test opens, and looks at in every look. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "components/photo.tsx": "e2e/compose_test.ts",
  "pages/conversations/merge_panel.tsx": "e2e/merge_threads_test.ts",
  "pages/conversations/why_draft_panel.tsx": "e2e/reply_drafts_test.ts",
  "pages/inventory/unit_sheet.tsx": "looks/view_states_test.ts",
  "pages/leads/lead_sheet.tsx": "looks/view_states_test.ts",
  "pages/settings/second_factor_dialogs.tsx": "e2e/sign_in_test.ts",
};

/** The parts that dialogs are made of. */
const PARTS = ["components/dialog.tsx", "components/menu.tsx", "components/picker.tsx"];
const OPEN = "dialog[open], [popover]:popover-open";

async function take(page: Page, step: Step): Promise<void> {
  if ("key" in step) return await page.keyboard.press(step.key);
  if ("write" in step) return await page.getByLabel(step.write[0]).fill(step.write[1]);
  if ("follow" in step) return await page.getByRole("link", { name: step.follow }).first().click();
  if ("pick" in step) return await page.getByRole("option", { name: step.pick }).click();
  const { press: name } = step;
  const exact = typeof name === "string";
  const inside = page.locator(OPEN).getByRole("button", { name, exact });
  const button = await inside.count() > 0 ? inside : page.getByRole("button", { name, exact });
  await button.first().click();
}

async function look(desk: ViewDesk, { at, steps, width }: Shown): Promise<void> {
  const { page } = desk;
  const widest = { width: width ?? 1440, height: 900 };
  await page.setViewportSize(widest);
  await go(desk, at);
  await settled(desk);
  for (const step of steps) await take(page, step);
  await page.locator(OPEN).last().waitFor();
  await page.locator(OPEN).locator(".skeleton").first().waitFor({ state: "detached" });
  // What a wide page shows beside the thread is no sheet there.
  await assertAccessibleInEveryLook(page, "open", { widest, within: OPEN });
  // The first closes what is on top; a picker over a sheet leaves the sheet.
  const shownAtOnce = await page.locator(OPEN).count();
  await page.keyboard.press("Escape");
  // The customer's sheet closes by going back, which the browser does a moment later.
  await waitFor("what is on top to close", async () => {
    const isClosed = await page.locator(OPEN).count() < shownAtOnce;
    return isClosed && !page.url().includes("panel=") ? true : null;
  });
  // The page hears of it a task later, and would take it for an answer to the next dialog.
  await page.evaluate("new Promise((heard) => requestAnimationFrame(() => setTimeout(heard)))");
  await go(desk, "settings/keyboard");
  // A form that asked before it was left asks again.
  const leave = page.getByRole("button", { name: "Leave without them" });
  const isLeft = (): boolean => page.url().endsWith("/settings/keyboard");
  await waitFor("the view to be left", async () => isLeft() || await leave.count() > 0 || null);
  if (!isLeft()) await leave.click();
  await page.locator(OPEN).first().waitFor({ state: "detached" });
}

Deno.test("dialogs: no fault in any look, over the view that each opens over", async () => {
  const browser = await launchBrowser();
  try {
    const desk = await openDesk(browser, "super@rylie.example");
    for (const one of SHOWN) {
      const steps = one.steps.map((step) => Object.values(step).join()).join(", ");
      await named(`${one.at}, ${steps}`, desk, () => look(desk, one));
    }
  } finally {
    await browser.close();
  }
});

async function modules(folder: string, below = ""): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(folder, below)));
  const found = await Promise.all(entries.map(({ name, isDirectory }) => {
    const path = below === "" ? name : `${below}/${name}`;
    return isDirectory ? modules(folder, path) : name.endsWith(".tsx") ? [path] : [];
  }));
  return found.flat();
}

Deno.test("dialogs: each that the app draws is one of those looked at", async () => {
  const folder = join(checkoutDir(), "web", "src");
  for (const module of await modules(folder)) {
    if (PARTS.includes(module) || module in ELSEWHERE) continue;
    const text = await Deno.readTextFile(join(folder, module));
    const drawn = text.match(/<(Dialog|Picker|Menu)(?=[\s>])/g)?.length ?? 0;
    const walked = SHOWN.filter((one) => one.module === module).length;
    assert.equal(
      walked,
      drawn,
      `${module} draws ${drawn} dialogs; SHOWN in this test opens ${walked}`,
    );
  }
});
