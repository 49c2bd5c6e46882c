import assert from "node:assert/strict";
import { launchBrowser } from "../support/browser.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

Deno.test("availability: said in the own menu, it shows in the rail and in the assign picker; a refusal takes it back", async () => {
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, "sales@oak.example");
    // Answered here: away in earnest, this colleague would be passed over in every other test.
    const said: string[] = [];
    let status = 200;
    await page.route("**/rpc/set_availability", async (route) => {
      const { availability } = route.request().postDataJSON() as { availability: string };
      said.push(availability);
      await route.fulfill({ status, json: status === 200 ? availability : { message: "No" } });
    });
    const rail = page.getByRole("navigation", { name: "Views" });
    const own = rail.getByRole("button", { name: /, menu$/ });
    const choose = async (name: string) => {
      await own.click();
      await page.getByRole("radio", { name, exact: true }).check({ force: true });
      await page.keyboard.press("Escape");
    };
    await choose("Away");
    await rail.getByText("Away", { exact: true }).waitFor();

    const shopper = newShopper();
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "are you open" });
    await openThread(page, shopper);
    await page.getByRole("log").getByText("are you open").waitFor();
    await page.keyboard.press("a");
    await page.getByRole("listbox", { name: "Assign to" }).getByText("Sales · Away").waitFor();
    await page.keyboard.press("Escape");

    status = 400;
    await choose("Off duty");
    await page.getByText("Could not change this").first().waitFor();
    await rail.getByText("Away", { exact: true }).waitFor();
    assert.deepEqual(said, ["away", "off"]);
  } finally {
    await browser.close();
  }
});
