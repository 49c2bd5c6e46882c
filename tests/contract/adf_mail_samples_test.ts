import assert from "node:assert/strict";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { findAdf } from "../../supabase/functions/_shared/domain/adf_mail.ts";
import { readMail } from "../../supabase/functions/_shared/domain/inbound_mail.ts";
import { pick } from "../support/adf.ts";

/** Mails as the door reads them: from MIME to the leads of all documents in it. */
const FOLDER = new URL("../fixtures/adf/", import.meta.url);
const OPTIONS = { received_at: "2026-11-22T18:00:00Z", timezone: "America/New_York" };

interface MailSample {
  readonly about: string;
  /** One for each document of the mail. */
  readonly verdicts: readonly string[];
  readonly leads: readonly Record<string, unknown>[];
}

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".eml")).sort();

for (const name of names) {
  const sample: MailSample = JSON.parse(
    Deno.readTextFileSync(new URL(name.replace(".eml", ".json"), FOLDER)),
  );
  Deno.test(`adf sample ${name.replace(".eml", "")}: ${sample.about}`, async () => {
    const mail = await readMail(await Deno.readFile(new URL(name, FOLDER)), "message/rfc822");
    const parsed = findAdf(mail).map(({ raw, content_type }) => {
      const charset = /charset\s*=\s*["']?([\w-]+)/i.exec(content_type)?.[1] ?? null;
      return parseAdf(raw, {
        ...OPTIONS,
        charset,
        sender_domain: mail.from_address.split("@")[1] ?? null,
      });
    });
    assert.deepEqual(parsed.map(({ verdict }) => verdict), sample.verdicts);
    const leads = parsed.flatMap((one) => one.leads);
    assert.equal(leads.length, sample.leads.length);
    for (const [index, expected] of sample.leads.entries()) {
      assert.deepEqual(pick(leads[index], expected), expected);
    }
  });
}

Deno.test("adf samples: there are mails among them", () => assert.ok(names.length >= 12));
