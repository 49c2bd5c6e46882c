import type { KeyObject } from "node:crypto";
import type { StackConfig } from "../../config.ts";
import { fakeSendGridKey, fakeSendGridSigner, publicFunctionsUrl } from "../edge_env.ts";
import type { EventStream } from "../event_stream.ts";
import type { MailStore } from "../mail/mail_store.ts";
import { createMailFaults, type MailFaults } from "./faults.ts";

/** The parts that every operation of the fake works with. */
export interface SendGridFake {
  readonly apiKey: string;
  readonly signer: KeyObject;
  /** Where inbound mail is posted. */
  readonly inboundUrl: string;
  /** Where events are posted. */
  readonly eventsUrl: string;
  readonly mails: MailStore;
  readonly faults: MailFaults;
  readonly events: EventStream;
  /** Ends all waiting when the stack stops. */
  readonly signal: AbortSignal;
}

/** Opens the fake; its mails are those of the local inbox. */
export function openSendGridFake(
  config: StackConfig,
  parts: Pick<SendGridFake, "mails" | "events" | "signal">,
): SendGridFake {
  return {
    ...parts,
    apiKey: fakeSendGridKey(config),
    signer: fakeSendGridSigner(config),
    inboundUrl: `${publicFunctionsUrl(config)}/email-inbound`,
    eventsUrl: `${publicFunctionsUrl(config)}/email-events`,
    faults: createMailFaults(),
  };
}
