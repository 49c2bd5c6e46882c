import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { totpCode } from "../../local/rest_auth/totp.ts";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { openPage, withBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { mailedLink } from "../support/mails.ts";
import { OAK } from "../support/people.ts";
import { signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";

const CHOSEN = "quiet-harbor-42";

function newAddress(): string {
  return `new-${crypto.randomUUID().slice(0, 8)}@oak.example`;
}

/** Looks at a page or dialog on the way; nothing where another test has looked at it. */
type Look = (page: Page, what: string) => Promise<void>;

const noLook: Look = () => Promise.resolve();

/** Follows the link of an invitation until the list is live. */
async function join(browser: Browser, email: string, look = noLook): Promise<Page> {
  const page = await openPage(browser, await mailedLink(email, /invited/));
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  await look(page, "welcome");
  await page.getByLabel("Name as colleagues see it").fill("Nora Vance");
  await page.getByLabel(/New password/).fill("short");
  await page.getByRole("button", { name: "Open my account" }).click();
  await page.getByText("It needs 10 characters or more").waitFor();
  await page.getByLabel(/New password/).fill(CHOSEN);
  await page.getByRole("button", { name: "Open my account" }).click();
  await live(page);
  return page;
}

/** Invites somebody as the owner of the data would, and joins. */
async function joined(browser: Browser): Promise<{ email: string; page: Page }> {
  const email = newAddress();
  const sql = await connect();
  try {
    await sql`insert into public.invitations (dealership_id, email, role) values (${OAK}, ${email}, 'user')`;
  } finally {
    await sql.end();
  }
  return { email, page: await join(browser, email) };
}

async function live(page: Page): Promise<void> {
  await page.getByText("Live", { exact: true }).first().waitFor();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /, menu$/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

async function enterPassword(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Adds an authenticator app and returns its secret and the recovery codes. */
async function addApp(
  page: Page,
  look = noLook,
): Promise<{ secret: string; codes: readonly string[] }> {
  await page.goto(`${(await testUrls()).web}/oak/settings/security`);
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an authenticator app" });
  await dialog.getByRole("img", { name: "QR code of the secret" }).waitFor();
  const secret = await dialog.locator("code").innerText();
  await look(page, "adding an app");
  await dialog.getByLabel("Code").fill(totpCode(secret, new Date()));
  await dialog.getByRole("button", { name: "Add it" }).click();
  const kept = page.getByRole("dialog", { name: "Your recovery codes" });
  await kept.waitFor();
  const codes = await kept.locator("code").allInnerTexts();
  await look(page, "recovery codes");
  await kept.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes are left.").waitFor();
  return { secret, codes };
}

Deno.test("an invitation: the mail's link leads to a name, a password and the list", async () => {
  await withBrowser(async (browser) => {
    const email = newAddress();
    const admin = await signIn(browser, "admin@oak.example");
    await admin.goto(`${(await testUrls()).web}/oak/admin/people`);
    await admin.getByLabel("E-mail of the colleague").fill(email);
    await admin.getByRole("button", { name: "Invite", exact: true }).click();
    await admin.getByText(`${email} is invited`).waitFor();
    const page = await join(browser, email, assertAccessibleInEveryLook);
    await page.getByRole("button", { name: "Nora Vance, menu" }).waitFor();
    assert.equal(await page.evaluate("location.hash"), "", "the token is gone from the address");
  });
});

Deno.test("signing in: by a mailed link, which works once; a faulty address names its field", async () => {
  await withBrowser(async (browser) => {
    const { email } = await joined(browser);
    const page = await openPage(browser, (await testUrls()).web);
    await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("Enter your e-mail address").waitFor();
    assert.equal(await page.getByLabel("E-mail").getAttribute("aria-invalid"), "true");
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText(`If ${email} has an account`).waitFor();
    await assertAccessibleInEveryLook(page, "link sent");
    const link = await mailedLink(email, /sign-in link/);
    await page.goto(link);
    await live(page);
    await signOut(page);
    await page.goto(link);
    await page.getByText("This link was used before").waitFor();
  });
});

Deno.test("a second factor: asked for after the password and before a new one", async () => {
  await withBrowser(async (browser) => {
    const { email, page } = await joined(browser);
    const { secret } = await addApp(page, assertAccessibleInEveryLook);
    await signOut(page);
    await enterPassword(page, email, CHOSEN);
    await page.getByRole("heading", { name: "Enter your code" }).waitFor();
    await assertAccessibleInEveryLook(page, "the code");
    await page.getByLabel("Code").fill("000000");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("This code is wrong or too old").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Forgot your password?" }).click();
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.goto(await mailedLink(email, /Reset/));
    await page.getByLabel("Code").fill(totpCode(secret, new Date()));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByLabel(/New password/).fill(`${CHOSEN}-new`);
    await page.getByRole("button", { name: "Save password" }).click();
    await live(page);
  });
});

/** A dealership in which the person is an admin, and admins must show a second factor. */
async function strictDealership(email: string): Promise<string> {
  const subdomain = `strict-${crypto.randomUUID().slice(0, 8)}`;
  const sql = await connect();
  try {
    await sql`with made as (
        insert into public.dealerships (name, subdomain, contact_email, timezone, mfa_required_roles)
        values ('Strict Motors', ${subdomain}, ${email}, 'America/Denver', '{dealership_admin}')
        returning id)
      insert into public.memberships (dealership_id, user_id, role)
      select made.id, u.id, 'dealership_admin' from made, auth.users as u where u.email = ${email}`;
  } finally {
    await sql.end();
  }
  return subdomain;
}

Deno.test("a role that needs a second factor: is told so, led to where one is added, and let in after", async () => {
  await withBrowser(async (browser) => {
    const { email, page } = await joined(browser);
    const home = `${(await testUrls()).web}/${await strictDealership(email)}`;
    const needed = page.getByText("Your role needs a second factor here.");
    const invite = async (): Promise<void> => {
      await page.getByLabel("E-mail of the colleague").fill(newAddress());
      await page.getByRole("button", { name: "Invite", exact: true }).click();
    };
    await page.goto(`${home}/admin/people`);
    await needed.waitFor();
    await invite();
    await page.getByText(/^Could not invite\. Your role needs a second factor for this\./)
      .waitFor();
    await assertAccessibleInEveryLook(page, "told that a second factor is needed");
    await page.getByRole("link", { name: "Audit log" }).click();
    await needed.waitFor();
    assert.equal(await page.getByText("Nothing has been changed yet").count(), 0);
    await page.getByRole("link", { name: "Add one in Settings, Security" }).click();
    await page.getByRole("button", { name: "Add an authenticator app" }).waitFor();
    assert.equal(await needed.count(), 0);
    await addApp(page);
    await page.goto(`${home}/admin/people`);
    await invite();
    await page.getByText(/ is invited$/).waitFor();
    assert.equal(await needed.count(), 0);
    const managers = page.getByRole("checkbox", { name: /^Manager/ });
    assert.equal(await page.getByRole("checkbox", { name: /^Admin 1 of 1/ }).isChecked(), true);
    await managers.check();
    await page.getByText("The rule holds from now on").waitFor();
    await assertAccessibleInEveryLook(page, "who must show a second factor");
    await page.reload();
    await managers.waitFor();
    assert.equal(await managers.isChecked(), true);
  });
});

Deno.test("a lost phone: a recovery code signs in and takes the app off the account", async () => {
  await withBrowser(async (browser) => {
    const { email, page } = await joined(browser);
    const { codes } = await addApp(page);
    await signOut(page);
    await enterPassword(page, email, CHOSEN);
    await page.getByRole("button", { name: "I lost my phone" }).click();
    await page.getByLabel("Recovery code").fill("aaaaa-aaaaa");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("This code is wrong, or it was used before").waitFor();
    await page.getByLabel("Recovery code").fill(codes[0] ?? "");
    await page.getByRole("button", { name: "Go on" }).click();
    await live(page);
    await page.goto(`${(await testUrls()).web}/oak/settings/security`);
    await page.getByText("An app on your phone shows a code").waitFor();
  });
});

Deno.test("signing out: other browsers from the settings, and nothing of the person stays here", async () => {
  await withBrowser(async (browser) => {
    const { email, page } = await joined(browser);
    const other = await openPage(browser, (await testUrls()).web);
    await enterPassword(other, email, CHOSEN);
    await live(other);
    await page.goto(`${(await testUrls()).web}/oak/settings/security`);
    await page.getByText("This browser").waitFor();
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByRole("button", { name: "Sign out everywhere else" }).waitFor({
      state: "detached",
    });
    await signOut(page);
    const kept = await page.evaluate(`(async () => JSON.stringify([
      Object.entries(localStorage), Object.entries(sessionStorage),
      await indexedDB.databases(), await caches.keys(), document.cookie,
    ]))()`);
    assert.doesNotMatch(String(kept), /token|nora|vance|oak|@|eyJ/i);
  });
});
