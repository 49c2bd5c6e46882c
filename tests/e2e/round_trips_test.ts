import assert from "node:assert/strict";
import { launchBrowser } from "../support/browser.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";

Deno.test("round trips: each lane of the list and the thread are asked for once", async () => {
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "manager@oak.example");
    const { web } = await testUrls();
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      if (request.method() !== "GET" || !pathname.startsWith("/rest/v1/")) return;
      asked.push(`${pathname.slice("/rest/v1/".length)}${search}`);
    });
    await page.goto(`${web}/oak/conversations`);
    await page.getByText("Live", { exact: true }).first().waitFor();
    // A row by its id is news of another test's making.
    const lanes = asked.filter((one) => one.startsWith("inbox?") && !/[?&]id=/.test(one));
    assert.equal(new Set(lanes).size, lanes.length, "no lane is read twice");
    assert.equal(lanes.length, 5, `waiting, mine, team, the AI's and snoozed: ${lanes.join("\n")}`);

    asked.length = 0;
    const list = page.getByRole("region", { name: "Conversation list" });
    await list.getByText("Maria Lopez").first().click();
    await page.getByRole("log").getByText(/T4417/).first().waitFor();
    const threads = asked.filter((one) => one.startsWith("messages?"));
    assert.equal(threads.length, 1, `one page of messages: ${threads.join("\n")}`);
  } finally {
    await browser.close();
  }
});
