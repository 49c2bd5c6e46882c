import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessibleInEveryLook, assertFitsEveryWidth } from "../support/axe.ts";
import { openPage, withBrowser } from "../support/browser.ts";
import { PEOPLE } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";

Deno.test("accessibility: no fault in any look on the way in", async () => {
  await withBrowser(async (browser) => {
    const page = await openPage(browser, (await testUrls()).web);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await assertAccessibleInEveryLook(page, "signing in");
    await assertFitsEveryWidth(page, "signing in");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await assertAccessibleInEveryLook(page, "a faulty field");
    await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
    await page.getByRole("heading", { name: "Sign in by e-mail" }).waitFor();
    await assertAccessibleInEveryLook(page, "a link by mail");
    await page.getByRole("button", { name: "Sign in with your password" }).click();
    await page.getByRole("button", { name: "Forgot your password?" }).click();
    await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
    await assertAccessibleInEveryLook(page, "a new password");
  });
});

Deno.test("accessibility: no fault in any look where there is nothing to open", async () => {
  await withBrowser(async (browser) => {
    const { web } = await testUrls();
    // Tests beside this one end the sessions of Oak's salesperson.
    const page = await signIn(browser, PEOPLE.pineSales.email);
    await page.goto(`${web}/nobody/dashboard`);
    await page.getByText("There is nothing at this address").waitFor();
    await assertAccessibleInEveryLook(page, "nowhere");
    await page.goto(`${web}/pine/admin/people`);
    await page.getByText("Your role does not show this").waitFor();
    await assertAccessibleInEveryLook(page, "not for this role");
  });
});

/** How the edge of the first element that fits is drawn, as the page shows it now. */
async function edgeOf(page: Page, selector: string): Promise<string> {
  return await page.evaluate(`(() => {
    const style = getComputedStyle(document.querySelector(${JSON.stringify(selector)}));
    return style.borderTopWidth === "0px" ? "none" : style.borderTopStyle;
  })()`);
}

Deno.test("accessibility: with the system's own colors, edges and the dashed stitch stay", async () => {
  await withBrowser(async (browser) => {
    const page = await signIn(browser, PEOPLE.oakManager.email);
    await page.emulateMedia({ forcedColors: "active" });
    await page.getByRole("region", { name: "Conversation list" }).getByText("Maria Lopez").first()
      .click();
    await page.getByRole("log").getByText(/T4417/).first().waitFor();
    assert.equal(
      await edgeOf(page, ".message-bubble[data-author=ai] .message-bubble-body"),
      "dashed",
    );
    assert.equal(
      await edgeOf(page, ".message-bubble[data-author=customer] .message-bubble-body"),
      "solid",
    );
    for (const one of [".thread-acts .button", ".composer"]) {
      assert.equal(await edgeOf(page, one), "solid", one);
    }
  });
});
