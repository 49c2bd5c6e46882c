/** The mail world's side: write as a shopper, see what reached an inbox, make SendGrid fail or tell. */
import { json, post } from "./fakes.ts";
import { testUrls } from "./stack.ts";
import { waitFor } from "./wait.ts";

/** A mail as it lies in the local inbox. */
export interface InboxMail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly type: string;
    readonly content: string;
  }[];
}

/** What to write. */
export interface MailIn {
  readonly from: string;
  readonly to: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly message_id?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly content_type: string;
    readonly base64: string;
  }[];
  readonly envelope_from?: string;
  readonly times?: number;
  readonly bad_signature?: boolean;
  readonly age_s?: number;
}

/** The fake SendGrid of the stack under test. */
export interface MailWorld {
  /** Writes as a shopper; answers the status of each webhook call. */
  send(mail: MailIn): Promise<readonly number[]>;
  /** Answers a mail from the inbox, quoting it; answers the webhook's status. */
  reply(mail: InboxMail, text: string): Promise<readonly number[]>;
  /** Everything that reached an address, oldest first. */
  received(address: string): Promise<readonly InboxMail[]>;
  /** Waits until the address has that many mails and answers them. */
  waitForMails(address: string, count: number): Promise<readonly InboxMail[]>;
  /** Makes the next mail to an address fail in some way. */
  fail(address: string, fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Lets SendGrid tell one event about a mail. */
  tell(mail: InboxMail, event: string): Promise<number>;
  /** Posts events of the test's own. */
  postEvents(
    events: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly bad_signature?: boolean; readonly age_s?: number },
  ): Promise<number>;
}

/** Returns an address that no other test uses. */
export function newMailer(): string {
  return `maria.${crypto.randomUUID().slice(0, 12)}@shopper.example`;
}

/** Returns the mail world of the stack under test. */
export async function testMail(): Promise<MailWorld> {
  const { inbox } = await testUrls();
  const fake = `${inbox}/fakes/sendgrid`;
  const received = async (address: string) => {
    const { mails } = await json<{ mails: InboxMail[] }>(
      fetch(`${inbox}/api/mails?to=${encodeURIComponent(address)}`),
    );
    return mails.toReversed();
  };
  return {
    received,
    async send(mail) {
      return (await json<{ statuses: number[] }>(post(`${fake}/inbound`, mail))).statuses;
    },
    async reply(mail, text) {
      const url = `${inbox}/api/mails/${mail.id}/reply`;
      return (await json<{ statuses: number[] }>(post(url, { text }))).statuses;
    },
    waitForMails(address, count) {
      return waitFor(`${count} mails to ${address}`, async () => {
        const mails = await received(address);
        return mails.length >= count ? mails : null;
      });
    },
    async fail(address, fault) {
      await json(post(`${fake}/faults`, { to: address, ...fault }));
    },
    async tell(mail, event) {
      const url = `${inbox}/api/mails/${mail.id}/events`;
      return (await json<{ status: number }>(post(url, { event }))).status;
    },
    async postEvents(events, options = {}) {
      const body = { events, ...options };
      return (await json<{ status: number }>(post(`${fake}/events`, body))).status;
    },
  };
}
