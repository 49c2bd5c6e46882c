import type { TwilioAccount } from "../edge_env.ts";
import type { ExchangeLog } from "./exchange_log.ts";
import type { FaultDials } from "./faults.ts";
import type { MediaStore } from "./media_store.ts";
import type { MessageStore } from "./message_store.ts";

/** The parts that every operation of the fake works with. */
export interface TwilioFake {
  readonly account: TwilioAccount;
  /** Where inbound texts are posted. */
  readonly webhookUrl: string;
  /** The fake's own public address, as media addresses carry it. */
  readonly baseUrl: string;
  readonly store: MessageStore;
  readonly media: MediaStore;
  readonly faults: FaultDials;
  readonly log: ExchangeLog;
  /** Ends all waiting when the stack stops. */
  readonly signal: AbortSignal;
}
