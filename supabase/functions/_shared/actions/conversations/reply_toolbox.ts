import type { FactFinder, ReplyHandover } from "../../contract/intelligence.ts";
import type { LoadedReply } from "../../contract/reply.ts";
import type { ReplyService } from "../../contract/reply_service.ts";
import type { FactRecord } from "../../domain/reply_facts.ts";

/** What the tools of one reply work with. */
export interface ReplyToolbox {
  readonly loaded: LoadedReply;
  readonly facts: FactFinder;
  readonly service: ReplyService;
  /** Everything a tool returned, for the gate and the evidence. */
  readonly record: FactRecord;
  /** Set when the model hands over. */
  readonly handover: { current: ReplyHandover | null };
}
