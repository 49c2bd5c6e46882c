/** The local mail inbox, as somebody who waits for a mail. */
import { z } from "zod";
import { testUrls } from "./stack.ts";
import { waitFor } from "./wait.ts";

const Mail = z.object({ id: z.string(), subject: z.string(), text: z.string() });
type Mail = z.infer<typeof Mail>;

/** Waits for a mail with these words in its subject and returns the first link of its text. */
export async function mailedLink(to: string, subject: RegExp): Promise<string> {
  return await waitForMail(
    to,
    (mail) => subject.test(mail.subject) ? mail.text.match(/https?:\S+/)?.[0] ?? null : null,
  );
}

/** Waits for mails with these words in their text and returns the texts. */
export async function mailedTexts(to: string, words: string): Promise<readonly string[]> {
  await waitForMail(to, (mail) => mail.text.includes(words) ? true : null);
  return (await mailsTo(to)).map(({ text }) => text).filter((text) => text.includes(words));
}

function waitForMail<Found>(to: string, find: (mail: Mail) => Found | null): Promise<Found> {
  return waitFor(`a mail to ${to}`, async () => {
    for (const mail of await mailsTo(to)) { // bound: the mails of one address in one run
      const found = find(mail);
      if (found !== null) return found;
    }
    return null;
  });
}

async function mailsTo(to: string): Promise<readonly Mail[]> {
  const { inbox } = await testUrls();
  const response = await fetch(`${inbox}/api/mails?to=${encodeURIComponent(to)}`);
  return z.object({ mails: z.array(Mail) }).parse(await response.json()).mails;
}
