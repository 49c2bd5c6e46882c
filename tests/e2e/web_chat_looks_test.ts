import type { Frame, Page } from "playwright-core";
import { withBrowser } from "../support/browser.ts";
import { assertAccessible } from "../support/axe.ts";
import { comingDay, openChat, openSite, say, type Site, weekdayOf } from "../support/chat_site.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 375, height: 740 },
  { width: 320, height: 568 },
] as const;

/** axe in the frame, or on the dealer's page, at every width in both themes. */
async function assertInEveryLook(page: Site, what: string, chat?: Frame): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // A frame has all that axe's helper asks of a page.
      const place = chat === undefined ? page : chat as unknown as Page;
      await assertAccessible(
        place,
        `${what} at ${size.width} px in ${colorScheme}`,
        colorScheme === "dark",
      );
      const folder = Deno.env.get("SCREENSHOTS");
      if (folder !== undefined) {
        const name = `chat-${what.replaceAll(" ", "-")}-${size.width}-${colorScheme}`;
        await page.screenshot({ path: `${folder}/${name}.png` });
      }
    }
  }
}

Deno.test("web chat: no fault in any state, theme or width", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.getByRole("button", { name: "Chat" }).waitFor();
    await assertInEveryLook(page, "closed");
    const chat = await openChat(page);
    await chat.getByText("$31,480").waitFor();
    await chat.getByRole("link", { name: "Privacy" }).waitFor();
    await assertInEveryLook(page, "just opened", chat);
    const day = await comingDay();
    await say(chat, `can I come for a test drive on ${weekdayOf(day, "en-US", "long")}?`);
    const short = weekdayOf(day, "en-US", "short");
    await chat.getByRole("button", { name: new RegExp(`^${short} \\d`) }).first().waitFor();
    await assertInEveryLook(page, "times offered", chat);
    await chat.getByRole("button", { name: "Leave your number" }).click();
    await assertInEveryLook(page, "the form", chat);
    await chat.getByLabel("Mobile number").fill("12");
    await chat.getByRole("button", { name: "Save" }).click();
    await chat.getByText("This does not look like a phone number.").waitFor();
    await assertInEveryLook(page, "a fault in the form", chat);
    await chat.getByRole("button", { name: "Not now" }).click();
    await chat.getByRole("button", { name: "Talk to a person" }).click();
    await chat.getByText(/A person has been asked for/).waitFor();
    await page.context().setOffline(true);
    await say(chat, "are you there?");
    await chat.getByText(/No connection/).waitFor();
    await assertInEveryLook(page, "waiting without a connection", chat);
  });
});

Deno.test("web chat: a site that may not show it is told so, without fault", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.goto(`${page.url()}?key=wc_nobodyhere0001`);
    const chat = await openChat(page, "This chat is not available here.");
    await assertInEveryLook(page, "not available", chat);
  });
});
