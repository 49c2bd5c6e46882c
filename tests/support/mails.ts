/** The local mail inbox, as somebody who waits for a mail. */
import { z } from "zod";
import { testUrls } from "./stack.ts";
import { waitFor } from "./wait.ts";

const Answer = z.object({
  mails: z.array(z.object({ id: z.string(), subject: z.string(), text: z.string() })),
});

/** Waits for a mail with these words in its subject and returns the first link of its text. */
export async function mailedLink(to: string, subject: RegExp): Promise<string> {
  const { inbox } = await testUrls();
  return await waitFor(`a mail to ${to}`, async () => {
    const response = await fetch(`${inbox}/api/mails?to=${encodeURIComponent(to)}`);
    const { mails } = Answer.parse(await response.json());
    const mail = mails.find((one) => subject.test(one.subject));
    return mail?.text.match(/https?:\S+/)?.[0] ?? null;
  });
}
