import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { shown, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";

Deno.test("own scope: a salesperson sees a thread live from the moment it waits for a person", async () => {
  const sql = await connect();
  const browser = await launchBrowser();
  const shopper = newShopper();
  try {
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    const staff = await signIn(browser, "sales@oak.example");
    const phone = await testPhone();
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "what time do you open on monday" });
    await phone.waitForTexts(shopper, 1);
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "I want to talk to a person" });
    await staff.getByText(shown(shopper)).first().waitFor();
  } finally {
    await sql`update public.dealerships set conversation_scope = 'all' where id = ${OAK}`;
    await browser.close();
    await sql.end();
  }
});
