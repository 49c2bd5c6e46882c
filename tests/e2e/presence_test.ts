import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { shown, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

Deno.test("presence: colleagues on one conversation see each other come and go", async () => {
  await withBrowser(async (browser) => {
    const shopper = newShopper();
    const sam = await signIn(browser, "sales@oak.example");
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "are you open" });
    await sam.getByText(shown(shopper)).first().click();
    await sam.getByRole("log").getByText("are you open").waitFor();
    const dana = await signIn(browser, "manager@oak.example");
    await dana.goto(sam.url());
    await dana.getByText("Sam is here too").waitFor({ state: "attached" });
    await sam.getByText("Dana is here too").waitFor({ state: "attached" });
    await dana.getByRole("link", { name: "Dashboard" }).click();
    await sam.getByText("Dana is here too").waitFor({ state: "detached" });
    await dana.goBack();
    await sam.getByText("Dana is here too").waitFor({ state: "attached" });
    await dana.close();
    await sam.getByText("Dana is here too").waitFor({ state: "detached" });
  });
});
