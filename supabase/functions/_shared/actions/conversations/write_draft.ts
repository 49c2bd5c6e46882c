import type { DraftSubmission, LoadedDraft } from "../../contract/draft.ts";
import type { FactFinder, VisitWish } from "../../contract/intelligence.ts";
import { vehicleQuerySchema } from "../../contract/intelligence.ts";
import type { LoadedReply } from "../../contract/reply.ts";
import type { ReplyService } from "../../contract/reply_service.ts";
import { draftChecks, localVariants, rewrittenLocally } from "../../domain/draft_wording.ts";
import { replyLocally } from "../../domain/local_reply.ts";
import { maskNumbers } from "../../domain/redaction.ts";
import { checkReply } from "../../domain/reply_checks.ts";
import { toReplyContext } from "../../domain/reply_context.ts";
import { type FactRecord, factRecord, gathered } from "../../domain/reply_facts.ts";
import { recordingFinder } from "../../domain/reply_record.ts";
import type { Log } from "../../platform/log.ts";
import { emptyRun } from "./write_locally.ts";
import { type ModelDraft, type ReplyModel, writeWithModel } from "./write_with_model.ts";

/** A draft but for what is known of it only at the end; empty when there is nothing to propose. */
export type WrittenDraft = Omit<
  DraftSubmission,
  "persona_id" | "processing_time_ms" | "understood" | "negative_streak"
>;

/** What writing a draft takes from outside. */
export interface WriteDraftDeps {
  readonly facts: FactFinder;
  readonly model: ReplyModel | null;
  readonly wish: VisitWish | null;
  readonly signal: AbortSignal;
  readonly log: Log;
  budgetAllows(dealershipId: string): Promise<boolean>;
  /** Told all that a model has written so far. */
  onText(written: string): void;
}

/** A draft does nothing: no calendar, no ledger, no customer is within its reach. */
const NO_SERVICE: ReplyService = {
  desk: {
    offerSlots: () => Promise.resolve({ slots: [], reason: "draft" }),
    bookSlot: () => Promise.resolve({ outcome: "refused", booking: null, reason: "draft" }),
    rescheduleSlot: () => Promise.resolve({ outcome: "refused", booking: null, reason: "draft" }),
    cancelSlot: () => Promise.resolve({ outcome: "refused", booking: null, reason: "draft" }),
    comingBookings: () => Promise.resolve([]),
  },
  optOut: () => Promise.resolve(false),
  updateCustomer: () => Promise.resolve(false),
};

/** Matters in which a person finds the words alone. */
const NO_MODEL = new Set(["legal", "abuse", "opt_out_unsure", "bereavement"]);

/** Writes a draft with the model if there is one and its words pass the gate, else without. */
export async function writeDraft(
  loaded: LoadedDraft,
  deps: WriteDraftDeps,
): Promise<WrittenDraft> {
  const local = loaded.rewrite ? await rewritten(loaded, deps) : await drafted(loaded, deps);
  const fallback = await whyNoModel(loaded, local, deps);
  if (fallback !== null || deps.model === null) return { ...local, fallback: fallback || null };
  const known = loaded.rewrite ? await recalled(loaded, deps.facts) : undefined;
  const written = await writeWithModel(loaded, {
    facts: deps.facts,
    service: NO_SERVICE,
    model: deps.model,
    signal: deps.signal,
    wish: deps.wish,
    ...(known === undefined ? {} : { known }),
    onText: deps.onText,
  });
  if (written.kind === "written") return fromModel(written, loaded);
  deps.log.warn("model_failed", {
    dealership_id: loaded.dealership.id,
    resource_id: loaded.conversation.id,
    metadata: { reason: written.reason, error: written.error, kind: "draft" },
  });
  const rejected = [...written.run.rejected, ...local.run.rejected];
  return { ...local, fallback: written.reason, run: { ...written.run, rejected } };
}

/** Why the model is not asked: "" when there is nothing to explain, null when it is asked. */
async function whyNoModel(
  loaded: LoadedDraft,
  local: WrittenDraft & Partial<Local>,
  deps: WriteDraftDeps,
): Promise<string | null> {
  if (deps.model === null || local.keepsQuiet === true) return "";
  return await deps.budgetAllows(loaded.dealership.id) ? null : "budget_exceeded";
}

interface Local {
  /** True when nothing should be proposed, by a model neither. */
  readonly keepsQuiet: boolean;
}

/** What the local intelligence proposes, through the same gate as its replies. */
async function drafted(
  loaded: LoadedDraft,
  { facts }: WriteDraftDeps,
): Promise<WrittenDraft & Local> {
  const record = factRecord();
  const context = toReplyContext(loaded);
  const reply = await replyLocally(context, recordingFinder(facts, record));
  const reason = reply.handover?.reason ?? "";
  const draft = {
    ...empty(loaded),
    language: reply.language,
    confidence: reply.confidence,
    left_open: reply.handover?.wants ?? reply.handover?.blocked_by ?? null,
    keepsQuiet: NO_MODEL.has(reason) || reply.silent && reply.handover === null,
  };
  if (reply.silent || reply.text === "") return draft;
  record.wish = reply.visit;
  const rejected = refusalOf(reply.text, record, loaded);
  if (rejected !== null) return { ...draft, run: { ...emptyRun(), rejected: [rejected] } };
  return { ...draft, ...worded(reply.text), evidence: reply.evidence };
}

/** The draft in other words, without a model. */
async function rewritten(loaded: LoadedDraft, { facts }: WriteDraftDeps): Promise<WrittenDraft> {
  const { rewrite } = loaded;
  const failed = { ...empty(loaded), failure: "It could not be rewritten" };
  const text = rewrite ? rewrittenLocally(rewrite, loaded) : null;
  if (text === null || !rewrite) return failed;
  const rejected = refusalOf(text, await recalled(loaded, facts), loaded);
  if (rejected !== null) return { ...failed, run: { ...emptyRun(), rejected: [rejected] } };
  const { language, left_open, evidence } = rewrite;
  return {
    ...failed,
    ...worded(text),
    failure: null,
    language: language ?? "en",
    left_open,
    evidence,
  };
}

/** A draft without words. */
export function nothingWritten(): WrittenDraft {
  return {
    content: "",
    language: "en",
    model: null,
    confidence: 0,
    evidence: [],
    checks: [],
    left_open: null,
    variants: [],
    fallback: null,
    failure: null,
    run: emptyRun(),
  };
}

function empty(loaded: LoadedReply): WrittenDraft {
  const language = loaded.customer?.preferred_language ?? "en";
  return { ...nothingWritten(), language, model: "local", confidence: 0.8 };
}

function worded(content: string): Pick<WrittenDraft, "content" | "checks" | "variants"> {
  return { content, checks: draftChecks(content), variants: localVariants(content) };
}

function fromModel(written: ModelDraft, loaded: LoadedDraft): WrittenDraft {
  return {
    ...empty(loaded),
    content: written.content,
    model: written.model,
    confidence: written.confidence,
    evidence: written.evidence,
    checks: draftChecks(written.content),
    left_open: written.handover?.wants ?? written.handover?.blocked_by ?? null,
    variants: ["shorter", "warmer"],
    run: written.run,
  };
}

function refusalOf(content: string, record: FactRecord, loaded: LoadedReply) {
  const faults = checkReply(content, gathered(record, loaded));
  if (faults.length === 0) return null;
  return {
    model: "local",
    faults: faults.map(({ code, reason }) => ({ code, reason: maskNumbers(reason) })),
    content: maskNumbers(content).slice(0, 600),
  };
}

/** The rows that the draft to be rewritten rests on, read anew: a price may have changed since. */
async function recalled(
  { rewrite, messages }: LoadedDraft,
  facts: FactFinder,
): Promise<FactRecord> {
  const record = factRecord();
  const finder = recordingFinder(facts, record);
  const cited = (kind: string) =>
    (rewrite?.evidence ?? []).filter((one) => one.kind === kind).map((one) => one.id);
  const ids = cited("vehicle");
  if (ids.length > 0) await finder.searchVehicles(vehicleQuerySchema.parse({ ids }));
  const asked = messages.findLast((message) => message.author === "customer")?.content ?? "";
  if (cited("knowledge").length > 0 && asked !== "") await finder.searchKnowledge(asked);
  return record;
}
