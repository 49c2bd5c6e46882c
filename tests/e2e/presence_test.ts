import type { Page } from "playwright-core";
import { withBrowser } from "../support/browser.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

Deno.test("presence: colleagues on one conversation see each other come and go", async () => {
  await withBrowser(async (browser) => {
    const shopper = newShopper();
    const sam = await signIn(browser, "sales@oak.example");
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "are you open" });
    await openThread(sam, shopper);
    await sam.getByRole("log").getByText("are you open").waitFor();
    const dana = await signIn(browser, "manager@oak.example");
    await dana.goto(sam.url());
    await dana.getByText("Sam is here too").waitFor({ state: "attached" });
    await sam.getByText("Dana is here too").waitFor({ state: "attached" });
    await dana.getByRole("link", { name: "Dashboard" }).click();
    await sam.getByText("Dana is here too").waitFor({ state: "detached" });
    await dana.goBack();
    await sam.getByText("Dana is here too").waitFor({ state: "attached" });
    // Both may write; whoever sends first takes over, and the other one sees that at once.
    const threadOf = (page: Page) => page.getByRole("region", { name: /^Conversation with/ });
    await threadOf(dana).getByText("Sending takes over from Rylie").waitFor();
    await sam.getByRole("textbox", { name: /^Reply to/ }).fill("Until 8 tonight.");
    await sam.getByRole("button", { name: "Send", exact: true }).click();
    await threadOf(sam).getByText("You’re replying").waitFor();
    await threadOf(dana).getByText("Sam Rivera is replying").waitFor();
    await dana.getByRole("log").getByText("Until 8 tonight.").waitFor();
    await threadOf(dana).getByText("Sending takes over from Rylie").waitFor({ state: "detached" });
    await dana.close();
    await sam.getByText("Dana is here too").waitFor({ state: "detached" });
  });
});
