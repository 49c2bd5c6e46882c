import assert from "node:assert/strict";
import { become, connect } from "../support/db.ts";
import { said, twoAnsweredThreads } from "../support/merges.ts";
import { OAK_NUMBER, PEOPLE } from "../support/people.ts";
import { testPhone } from "../support/twilio.ts";

Deno.test("merged threads: a text to either number is stored in the one thread and answered on that phone", async () => {
  const phone = await testPhone();
  const two = await twoAnsweredThreads();
  const sql = await connect();
  try {
    await sql.begin(async (tx) => {
      await become(tx, PEOPLE.oakSales);
      await tx`select id from public.merge_conversations(${two.winner}, ${two.loser})`;
    });
    await phone.send({ from: two.winnerPhone, to: OAK_NUMBER, body: "what are your hours" });
    assert.match((await phone.waitForTexts(two.winnerPhone, 2)).at(-1)?.body ?? "", /\d/);
    await phone.send({ from: two.loserPhone, to: OAK_NUMBER, body: "where are you located" });
    await phone.waitForTexts(two.loserPhone, 2);
    await sql.begin(async (tx) => {
      const words = await said(tx, two.winner);
      assert.deepEqual(words.filter((one) => /^(hello|what|where) /.test(one)), [
        "hello from my phone",
        "hello from my work phone",
        "what are your hours",
        "where are you located",
      ]);
      assert.deepEqual(await said(tx, two.loser), []);
    });
    assert.equal((await phone.received(two.winnerPhone)).length, 2);
    assert.equal((await phone.received(two.loserPhone)).length, 2);
  } finally {
    await sql.end();
  }
});
