import assert from "node:assert/strict";
import type { Browser, Frame, Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser, openPage, type View } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { OAK } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** All visitors of the tests come from one address, which has its limit. */
async function forgetLimits(): Promise<void> {
  const sql = await connect();
  await sql`delete from private.rate_counters where bucket like 'web_chat.%'`;
  await sql.end();
}

/** Opens the dealer's page, which is another site under a strict policy; collects what the policy refused. */
async function openSite(browser: Browser, view: View = {}): Promise<Page & { refused: string[] }> {
  await forgetLimits();
  const page = await openPage(browser, "about:blank", view);
  const refused: string[] = [];
  page.on("console", (line) => {
    if (/Content Security Policy|violates/i.test(line.text())) refused.push(line.text());
  });
  await page.goto(`${(await testUrls()).inbox}/dealer`);
  return Object.assign(page, { refused });
}

async function chatOf(page: Page): Promise<Frame> {
  return await waitFor(
    "the chat's frame",
    () => page.frames().find((frame) => frame.url().includes("/chat/")) ?? null,
  );
}

async function openChat(page: Page): Promise<Frame> {
  await page.getByRole("button", { name: "Chat" }).click();
  const chat = await chatOf(page);
  await chat.getByText("the AI assistant of Oak Ridge Toyota").waitFor();
  return chat;
}

async function say(chat: Frame, words: string): Promise<void> {
  await chat.getByLabel("Your message").fill(words);
  await chat.getByLabel("Your message").press("Enter");
}

/** The conversation in which these words were said, as the dealership stored them. */
async function threadOf(words: string): Promise<string> {
  const sql = await connect();
  try {
    const rows = await sql<{ id: string }[]>`select conversation_id as id from public.messages
      where dealership_id = ${OAK} and content = ${words} and channel = 'web'`;
    assert.equal(rows.length, 1, "stored once");
    return rows[0]?.id ?? "";
  } finally {
    await sql.end();
  }
}

Deno.test("web chat: on a foreign page a visitor asks, gets an answer, a person, and finds it all after a reload", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    const chat = await openChat(page);
    await chat.getByText("$31,480 · 12,904 mi").waitFor();
    const asked = `is this one still available? ref ${crypto.randomUUID().slice(0, 4)}`;
    await say(chat, asked);
    await chat.locator("[data-author=ai]", { hasText: "$31,480" }).waitFor();

    const staff = await signIn(browser, "sales@oak.example");
    await staff.goto(`${(await testUrls()).web}/oak/conversations/${await threadOf(asked)}`);
    await staff.getByRole("log").getByText(asked).waitFor();
    await staff.getByText("Has the chat open").waitFor();
    await chat.getByRole("button", { name: "Talk to a person" }).click();
    await chat.getByText(/A person has been asked for/).waitFor();
    await staff.getByRole("button", { name: /^Take over/ }).click();
    await chat.getByText("Sam is replying").waitFor();
    await chat.getByRole("log").getByText("Sam joined").waitFor();
    await staff.getByRole("textbox", { name: /Reply/ }).fill("Sam here, shall I hold it for you?");
    await staff.getByRole("button", { name: /^Send/ }).click();
    await chat.getByRole("log").getByText("Sam here, shall I hold it for you?").waitFor();

    await page.reload();
    const again = await chatOf(page);
    await again.getByRole("log").getByText("Sam here, shall I hold it for you?").waitFor();
    await again.getByRole("log").getByText(asked).waitFor();
    await again.getByText("Sam is replying").waitFor();
    assert.equal(await again.getByText("Sam joined").count(), 1);
    assert.deepEqual(page.refused, [], "nothing that the site's policy refuses");
  });
});

Deno.test("web chat: what is written offline is kept over a reload of the frame and sent once on return", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    const chat = await openChat(page);
    await page.context().setOffline(true);
    const words = `do you take trades? ${crypto.randomUUID().slice(0, 8)}`;
    await say(chat, words);
    await chat.getByText("Will send").waitFor();
    await chat.getByText(/No connection/).waitFor();
    await page.context().setOffline(false);
    await chat.locator("[data-state=waiting]").waitFor({ state: "detached" });
    await chat.getByText(words).waitFor();
    await threadOf(words);
  });
});

Deno.test("web chat: a number and an unticked box are asked for only by choice, and kept as shown", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    const chat = await openChat(page);
    assert.equal(await chat.getByRole("button", { name: "Leave your number" }).count(), 0);
    await say(chat, "please call me about this");
    await chat.getByRole("button", { name: "Leave your number" }).click();
    const box = chat.getByRole("checkbox");
    assert.equal(await box.isChecked(), false);
    await chat.getByLabel("Mobile number").fill("12");
    await chat.getByRole("button", { name: "Save" }).click();
    await chat.getByText("This does not look like a phone number.").waitFor();
    const line = `51855501${String(Math.floor(Math.random() * 90) + 10)}`;
    await chat.getByLabel("Name").fill("Lee Park");
    await chat.getByLabel("Mobile number").fill(line);
    await box.check();
    await chat.getByRole("button", { name: "Save" }).click();
    await chat.getByLabel("Your message").waitFor();
    assert.equal(await chat.getByRole("button", { name: "Leave your number" }).count(), 0);
    const sql = await connect();
    try {
      const [kept] = await sql`select evidence ->> 'text' as words from public.consents
        where dealership_id = ${OAK} and address = ${`+1${line}`} and method = 'web_form'
        order by id desc limit 1`;
      assert.match(String(kept?.["words"]), /^Yes, text me at this number/);
    } finally {
      await sql.end();
    }
  });
});

Deno.test("web chat: the keyboard opens, closes and gets the focus back", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.getByRole("button", { name: "Chat" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const chat = await chatOf(page);
    const field = chat.getByLabel("Your message");
    await field.focus();
    await page.keyboard.press("Escape");
    const button = page.getByRole("button", { name: "Chat" });
    await waitFor(
      "the button to say closed",
      async () => await button.getAttribute("aria-expanded") === "false" ? true : null,
    );
    assert.equal(
      await page.evaluate("document.activeElement.shadowRoot.activeElement.localName"),
      "button",
    );
  });
});

for (const dark of [false, true]) {
  for (const [width, height] of [[1280, 800], [375, 740]] as const) {
    Deno.test(`web chat: no fault at ${width} px in ${dark ? "dark" : "light"}`, async () => {
      await withBrowser(async (browser) => {
        const page = await openSite(browser, { width, height, dark });
        const chat = await openChat(page);
        await say(chat, "what are your hours?");
        await chat.getByRole("log").getByText(/9|open/i).last().waitFor();
        // axe runs in the frame, as the page around it is not ours.
        await assertAccessible(chat as unknown as Page, "the chat");
        await chat.getByRole("button", { name: "Leave your number" }).click();
        await assertAccessible(chat as unknown as Page, "the form");
        if (Deno.env.get("SCREENSHOTS")) {
          await page.screenshot({
            path: `${Deno.env.get("SCREENSHOTS")}/chat-${width}-${dark}.png`,
          });
        }
      });
    });
  }
}
