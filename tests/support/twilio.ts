/** The phone network's side: text as a shopper, see what reached the phone, make Twilio fail. */
import { json, post } from "./fakes.ts";
import { testUrls } from "./stack.ts";
import { waitFor } from "./wait.ts";

/** A text as the shopper's phone and Twilio know it. */
export interface PhoneText {
  readonly sid: string;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly status: string;
  readonly media: readonly { readonly url: string }[];
}

/** What to text. */
export interface ShopperText {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly message_sid?: string;
  readonly times?: number;
  readonly bad_signature?: boolean;
  readonly media_urls?: readonly string[];
}

/** The fake Twilio of one stack. */
export interface Phone {
  /** Texts as a shopper; answers the status of each webhook call. */
  send(text: ShopperText): Promise<readonly number[]>;
  /** Everything that reached this shopper, oldest first. */
  received(shopper: string): Promise<readonly PhoneText[]>;
  /** Waits until the shopper has that many texts and answers them. */
  waitForTexts(shopper: string, count: number, timeoutMs?: number): Promise<readonly PhoneText[]>;
  /** Waits until a text that fits has reached the shopper and answers it. */
  waitForText(shopper: string, fits: (text: PhoneText) => boolean): Promise<PhoneText>;
  /** Makes the next sends to this shopper fail in some way. */
  fail(shopper: string, fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Whether a failure still waits for a send to this shopper. */
  fails(shopper: string): Promise<boolean>;
}

/** Returns the phone of the stack under test, or of the one with this inbox address. */
export async function testPhone(inbox?: string): Promise<Phone> {
  const base = `${inbox ?? (await testUrls()).inbox}/fakes/twilio`;
  const received = async (shopper: string) => {
    const { messages } = await json<{ messages: PhoneText[] }>(
      fetch(`${base}/messages?number=${encodeURIComponent(shopper)}`),
    );
    return messages.filter(({ to }) => to === shopper);
  };
  return {
    received,
    async send(text) {
      const { entries } = await json<{ entries: { response: { status: number } | null }[] }>(
        post(`${base}/inbound`, text),
      );
      return entries.map(({ response }) => response?.status ?? 0);
    },
    waitForTexts(shopper, count, timeoutMs) {
      return waitFor(`${count} texts to ${shopper}`, async () => {
        const texts = await received(shopper);
        return texts.length >= count ? texts : null;
      }, timeoutMs);
    },
    waitForText(shopper, fits) {
      return waitFor(
        `a text to ${shopper}`,
        async () => (await received(shopper)).find(fits) ?? null,
      );
    },
    async fail(shopper, fault) {
      await json(post(`${base}/faults`, { to: shopper, ...fault }));
    },
    async fails(shopper) {
      const { faults } = await json<{ faults: { to: string }[] }>(fetch(`${base}/faults`));
      return faults.some(({ to }) => to === shopper);
    },
  };
}
