import assert from "node:assert/strict";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { twoAnsweredThreads } from "../support/merges.ts";
import { OAK_NUMBER } from "../support/people.ts";
import { shown, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

const FIRST = "hello from my phone";
const SECOND = "hello from my work phone";
const OVER = { within: "dialog[open]" };

Deno.test("merge of threads: one timeline for everybody who looks, who writes is heard there, and undo parts them", async () => {
  await withBrowser(async (browser) => {
    const two = await twoAnsweredThreads();
    const phone = await testPhone();
    const path = (id: string) => `oak/conversations/${id}`;
    const sam = await signIn(browser, "sales@oak.example", { path: path(two.winner) });
    const dana = await signIn(browser, "manager@oak.example", { path: path(two.loser) });
    await dana.getByRole("log").getByText(SECOND).waitFor();
    const reply = dana.getByRole("textbox", { name: /^Reply to/ });
    await reply.fill("half a reply");
    await sam.getByRole("log").getByText(FIRST).waitFor();
    await sam.getByRole("button", { name: "More", exact: true }).click();
    const more = sam.getByRole("group", { name: "More" });
    await more.getByRole("button", { name: "Merge with another thread…" }).click();
    await sam.getByRole("option", { name: shown(two.loserPhone) }).click();
    await sam.getByRole("dialog", { name: "Merge these threads?" }).waitFor();
    await assertAccessibleInEveryLook(sam, "asking before a merge", OVER);
    await sam.getByRole("button", { name: "Merge", exact: true }).click();
    await sam.getByText("One thread now").waitFor();
    await sam.getByRole("log").getByText(SECOND).waitFor();
    const log = await sam.getByRole("log").innerText();
    assert.ok(log.indexOf(FIRST) < log.indexOf(SECOND));
    await sam.getByText(`Goes to ${shown(two.loserPhone)}`).waitFor();
    for (const phoneOf of [two.winnerPhone, two.loserPhone]) { // bound: two
      for (const word of ["from", "to"]) { // bound: two
        await sam.getByRole("log").getByText(`${word} ${shown(phoneOf)}`).waitFor();
      }
    }
    // Who had the other thread open is taken along, words and all.
    await waitFor(
      "the open page to follow",
      () => Promise.resolve(dana.url().includes(two.winner) || null),
    );
    await dana.getByRole("log").getByText(FIRST).waitFor();
    assert.equal(await reply.inputValue(), "half a reply");
    await phone.send({ from: two.winnerPhone, to: OAK_NUMBER, body: "me again" });
    await sam.getByRole("log").getByText("me again").waitFor();
    await sam.getByText(`Goes to ${shown(two.winnerPhone)}`).waitFor();
    await phone.waitForTexts(two.winnerPhone, 2);
    await sam.getByRole("button", { name: "More", exact: true }).click();
    await sam.getByRole("button", { name: "Undo the merge…" }).click();
    await sam.getByRole("dialog", { name: "Undo the merge?" }).waitFor();
    await assertAccessibleInEveryLook(sam, "asking before the undo", OVER);
    await sam.getByRole("button", { name: "Undo the merge", exact: true }).click();
    await sam.getByRole("log").getByText(SECOND).waitFor({ state: "detached" });
    await sam.getByRole("log").getByText("me again").waitFor();
    await dana.getByRole("log").getByText(SECOND).waitFor({ state: "detached" });
  });
});
