import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Frame } from "playwright-core";
import { withBrowser } from "../support/browser.ts";
import {
  chatOf,
  comingDay,
  openChat,
  openSite,
  openSiteIn,
  say,
  weekdayOf,
} from "../support/chat_site.ts";
import { connect } from "../support/db.ts";
import { OAK } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";
import { ownWord } from "../support/words.ts";

/** One blue dot. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==",
  "base64",
);

/** Waits until a picture of this author has really been drawn. */
async function shownPicture(chat: Frame, author: string): Promise<void> {
  const drawn = `document.querySelector("[data-author=${author}] img")?.naturalWidth > 0`;
  await waitFor(`a picture of ${author}`, async () => await chat.evaluate(drawn) ? true : null);
}

/** Waits until so many lines stand there that have not left. */
async function waiting(chat: Frame, count: number): Promise<void> {
  const lines = chat.locator("[data-state=waiting]");
  await waitFor(`${count} lines to wait`, async () => await lines.count() === count ? true : null);
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
    await chat.getByText(/\$31,480 · [\d,]+ mi/).waitFor();
    const asked = `is this one still available? ref ${ownWord()}`;
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

    await staff.getByLabel("Attach a photo or file").and(staff.locator("input"))
      .setInputFiles({ name: "seat.png", mimeType: "image/png", buffer: PICTURE });
    await staff.getByRole("button", { name: "Remove seat.png" }).waitFor();
    await staff.getByText("Uploading").waitFor({ state: "detached" });
    await staff.getByRole("button", { name: /^Send/ }).click();
    await shownPicture(chat, "staff");
    await chat.locator("input[type=file]")
      .setInputFiles({ name: "my car.png", mimeType: "image/png", buffer: PICTURE });
    await shownPicture(chat, "customer");
    await staff.getByRole("log").getByRole("button", { name: "Show Photo large" }).waitFor();

    await page.reload();
    const again = await chatOf(page);
    await shownPicture(again, "customer");
    await again.getByRole("log").getByText("Sam here, shall I hold it for you?").waitFor();
    await again.getByRole("log").getByText(asked).waitFor();
    await again.getByText("Sam is replying").waitFor();
    assert.equal(await again.getByText("Sam joined").count(), 1);
    assert.deepEqual(page.refused, [], "nothing that the site's policy refuses");
  });
});

Deno.test("web chat: words and a picture that could not leave outlive the page, and leave once on return", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    const chat = await openChat(page);
    const { api } = await testUrls();
    await page.route(`${api}/**`, (route) => route.abort());
    const words = `do you take trades? ${ownWord()}`;
    await say(chat, words);
    await chat.locator("input[type=file]")
      .setInputFiles({ name: "my car.png", mimeType: "image/png", buffer: PICTURE });
    await say(chat, "no, forget this");
    await chat.locator("#say").fill("half a sent");
    await chat.getByText(/No connection/).waitFor();
    await waiting(chat, 3);

    await page.reload();
    const again = await chatOf(page);
    await waiting(again, 3);
    assert.equal(await again.locator("#say").inputValue(), "half a sent");
    await again.locator("[data-state=waiting]", { hasText: "forget this" })
      .getByRole("button", { name: "Remove" }).click();
    await waiting(again, 2);
    await page.unroute(`${api}/**`);
    await again.evaluate("dispatchEvent(new Event('online'))");
    await shownPicture(again, "customer");
    await waiting(again, 0);
    const sql = await connect();
    const stored = await sql<{ content: string; kind: string }[]>`select content, kind
      from public.messages where author = 'customer' and conversation_id = ${await threadOf(words)}
      order by id`;
    await sql.end();
    assert.deepEqual([...stored], [{ content: words, kind: "text" }, {
      content: "",
      kind: "media",
    }]);
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

Deno.test("web chat: in Spanish a time is chosen with one press, and the visit is booked", async () => {
  await withBrowser(async (browser) => {
    const page = await openSiteIn(browser, "es-MX");
    const chat = await openChat(page, "Soy Rylie, el asistente de IA");
    await chat.getByRole("button", { name: "Hablar con una persona" }).waitFor();
    const day = await comingDay();
    await say(chat, `¿puedo probarla el ${weekdayOf(day, "es-US", "long")} por la tarde?`);
    const short = weekdayOf(day, "es-US", "short");
    const times = chat.getByRole("button", { name: new RegExp(`^${short} \\d`) });
    const chosen = (await times.first().innerText()).replace(`${short} `, "");
    await times.first().click();
    await chat.locator("[data-author=customer]", { hasText: chosen }).waitFor();
    const booked = `${chosen} para ver`;
    await chat.locator("[data-author=ai]", { hasText: booked }).waitFor();
    assert.equal(await times.count(), 0);
  });
});

Deno.test("web chat: a browser that denies storage chats all the same, as long as the page is open", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.addInitScript(`for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
    }
    navigator.locks.request = () => Promise.reject(new DOMException("", "SecurityError"));`);
    await page.reload();
    const chat = await openChat(page);
    await say(chat, "what are your hours on Friday?");
    await chat.locator("[data-author=ai]", { hasText: /\d [AP]M/ }).waitFor();
    await say(chat, "and on Saturday?");
    await waitFor("both to be stored", async () => {
      return await chat.locator("[data-author=customer][data-state=sent]").count() === 2
        ? true
        : null;
    });
  });
});
