import assert from "node:assert/strict";
import { withBrowser } from "../support/browser.ts";
import { chatOf, openChat, openSite, say } from "../support/chat_site.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

/** What themes and resets do to elements that they do not know, and worse. */
const HOSTILE = `* { all: unset !important; color: red !important }
  div:empty { display: none !important }
  body > div { position: absolute !important; left: -500px !important; opacity: 0 !important;
    transform: rotate(9deg) !important; visibility: hidden !important }
  iframe, button { display: none !important }`;
const FOCUSED = "document.activeElement === document.body";

Deno.test("web chat: no style of the page reaches the button or the panel, and coming open it takes no focus", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.route(
      "**/dealer.css",
      (route) => route.fulfill({ contentType: "text/css", body: HOSTILE }),
    );
    await page.reload();
    const chat = await openChat(page);
    assert.equal(await chat.evaluate("document.activeElement.id"), "say");
    const box = await page.locator("iframe").boundingBox();
    assert.deepEqual([box?.width, box?.height], [378, 622], "376 by 620, and its edge");
    await page.reload();
    await (await chatOf(page)).getByRole("button", { name: "Talk to a person" }).waitFor();
    assert.equal(await page.evaluate(FOCUSED), true);
  });
});

Deno.test("web chat: a frame that cannot come covers no page, and the next press tries again", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.route("**/chat/", (route) => route.abort());
    const button = page.getByRole("button", { name: "Chat" });
    await button.click();
    await page.getByRole("button", { name: "Chat …" }).waitFor();
    assert.equal(await page.locator("iframe").isVisible(), false);
    await page.locator("iframe").waitFor({ state: "detached" });
    await page.unroute("**/chat/");
    await openChat(page);
  });
});

Deno.test("web chat: on a phone the panel is what is seen above the keyboard", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    await page.setViewportSize({ width: 375, height: 740 });
    const chat = await openChat(page);
    await say(chat, "what are your hours on Friday?");
    await chat.locator("[data-author=ai]", { hasText: /\d [AP]M/ }).waitFor();
    await page.evaluate(`Object.defineProperties(visualViewport, {
      height: { value: 380 }, offsetTop: { value: 40 }, scale: { value: 1 },
    }).dispatchEvent(new Event("resize"))`);
    await waitFor("the panel to shrink", async () => {
      const box = await page.locator("iframe").boundingBox();
      return box?.y === 40 && box.height === 380 ? true : null;
    });
    await waitFor("the last words to stay in sight", async () =>
      await chat.evaluate(`(() => {
        const log = document.querySelector("[role=log]");
        return log.scrollHeight - log.scrollTop - log.clientHeight < 2;
      })()`)
        ? true
        : null);
    await page.setViewportSize({ width: 740, height: 360 });
    await chat.getByLabel("Your message").waitFor();
    assert.equal((await page.locator("iframe").boundingBox())?.width, 740);
  });
});

Deno.test("web chat: two tabs of one site are both live, and what one takes back the other does not send", async () => {
  await withBrowser(async (browser) => {
    const page = await openSite(browser);
    const { api } = await testUrls();
    const second = await page.context().newPage();
    await second.goto(page.url());
    const [one, two] = [await openChat(page), await openChat(second)];
    await say(one, "said in the first");
    await two.getByText("said in the first").waitFor();
    await say(two, "said in the second");
    await one.getByText("said in the second").waitFor();
    for (const tab of [page, second]) await tab.route(`${api}/**`, (route) => route.abort());
    await say(one, "not after all");
    await say(one, "but this");
    await second.reload();
    const again = await chatOf(second);
    await again.getByText("not after all").waitFor();
    await one.locator("[data-state=waiting]", { hasText: "not after all" })
      .getByRole("button", { name: "Remove" }).click();
    await again.getByText("not after all").waitFor({ state: "detached" });
    for (const tab of [page, second]) await tab.unroute(`${api}/**`);
    for (const chat of [one, again]) {
      await chat.evaluate("dispatchEvent(new Event('online'))");
      await chat.locator("[data-state=sent]", { hasText: "but this" }).waitFor();
      const said = await chat.locator("[data-author=customer] .chat-bubble").allInnerTexts();
      assert.deepEqual(said, ["said in the first", "said in the second", "but this"]);
    }
  });
});
