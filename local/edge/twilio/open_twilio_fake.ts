import { inboxUrl, type StackConfig } from "../../config.ts";
import { fakeTwilioAccount, publicFunctionsUrl } from "../edge_env.ts";
import type { EventStream } from "../event_stream.ts";
import { deliverText } from "./deliver_text.ts";
import { createExchangeLog } from "./exchange_log.ts";
import { createFaultDials } from "./faults.ts";
import { openMediaStore } from "./media_store.ts";
import { openMessageStore } from "./message_store.ts";
import type { TwilioFake } from "./twilio_fake.ts";

/** Opens the fake with what it kept, and goes on delivering what was under way. */
export async function openTwilioFake(
  config: StackConfig,
  events: EventStream,
  signal: AbortSignal,
): Promise<TwilioFake> {
  const folder = `${config.stateDir}/phone`;
  await Deno.mkdir(folder, { recursive: true });
  const store = await openMessageStore(
    `${folder}/messages.json`,
    (message) => events.send("message", message),
  );
  const fake: TwilioFake = {
    account: fakeTwilioAccount(config),
    webhookUrl: `${publicFunctionsUrl(config)}/sms-inbound`,
    baseUrl: `${inboxUrl(config)}/fakes/twilio`,
    store,
    media: openMediaStore(`${folder}/media`),
    faults: createFaultDials(),
    log: createExchangeLog((exchange) => events.send("exchange", exchange)),
    signal,
  };
  for (const message of store.list()) void deliverText(fake, message, null);
  return fake;
}
