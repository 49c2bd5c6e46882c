/**
 * Wires the real things to each door. The one file of platform/ that looks at data/, providers/ and
 * actions/: everything else gets what it needs as an argument.
 */
import type { RunJobsDeps } from "../actions/jobs/run_jobs.ts";
import type { ReceivePhotoDeps } from "../actions/web_chat/receive_photo.ts";
import type { ServeVisitorDeps } from "../actions/web_chat/serve_visitor.ts";
import type { ReceiveSmsDeps } from "../actions/conversations/receive_sms.ts";
import type { RecordSmsStatusDeps } from "../actions/conversations/record_sms_status.ts";
import { readExperimentJob } from "../actions/experiments/read_experiment.ts";
import { respondToLead, type RespondToLeadDeps } from "../actions/leads/respond_to_lead.ts";
import { replyWithAi, type ReplyWithAiDeps } from "../actions/conversations/reply_with_ai.ts";
import { sendMessage, type SendMessageDeps } from "../actions/conversations/send_message.ts";
import { draftReply, type DraftReplyDeps } from "../actions/conversations/draft_reply.ts";
import { asService, type Database, pingDatabase, RpcError } from "../data/client.ts";
import { experimentSummary, recordExperimentReading } from "../data/experiments.ts";
import { loadDraftContext, streamDraft, submitDraft } from "../data/drafts.ts";
import { claimJobs, extendJob, failJob, finishJob, postponeJob } from "../data/jobs.ts";
import {
  loadLeadResponse,
  noteUnansweredLead,
  submitLeadResponse,
} from "../data/lead_responses.ts";
import { loadReplyContext, submitReply } from "../data/replies.ts";
import { budgetAllows, replyService } from "../data/reply_deeds.ts";
import { keepFile, readKeptFile, signKeptFile } from "../data/mail_files.ts";
import { claimSend, recordSend } from "../data/send_gate.ts";
import { countRefusal, receiveSms, recordSmsStatus } from "../data/sms.ts";
import { createVisitor, visitorOfToken } from "../data/visitors.ts";
import {
  admitWebPhoto,
  admitWebVisitor,
  askWebPerson,
  identifyWebVisitor,
  openWebChat,
  receiveWebMessage,
  seeWebVisitor,
  startWebChat,
} from "../data/web_chat.ts";
import type { RequireServiceDeps } from "../http/require_service.ts";
import type { VerifyTwilioDeps } from "../http/verify_twilio.ts";
import { sendGridProvider } from "../providers/email.ts";
import { openAiProvider } from "../providers/openai.ts";
import { type SmsProvider, twilioProvider } from "../providers/twilio.ts";
import { adfWorkers } from "./adf_deps.ts";
import { inBackground, onUnload } from "./background.ts";
import { systemClock } from "./clock.ts";
import { feedWorkers } from "./feed_deps.ts";
import { factsOf, knowledgeWorkers } from "./knowledge_deps.ts";
import { mailWorkers } from "./mail_deps.ts";
import { peopleWorkers } from "./people_deps.ts";
import { type Config, readConfig } from "./config.ts";
import { newId } from "./ids.ts";
import { notifyWorkers } from "./notify_deps.ts";
import { createLog, type Log } from "./log.ts";

/** What the doors that Twilio calls need. */
export function smsDeps(
  door: string,
  config: Config = readConfig(),
): VerifyTwilioDeps & ReceiveSmsDeps & RecordSmsStatusDeps {
  const database = asService(config);
  return {
    log: createLog(door),
    publicFunctionsUrl: config.publicFunctionsUrl,
    authTokens: config.twilio.authTokens,
    countRefusal: bind(countRefusal, database),
    receiveSms: bind(receiveSms, database),
    recordSmsStatus: bind(recordSmsStatus, database),
  };
}

/** What the door of the job runner needs. */
export function jobRunnerDeps(config: Config = readConfig()): RunJobsDeps & RequireServiceDeps & {
  inBackground: typeof inBackground;
  onUnload: typeof onUnload;
} {
  const database = asService(config);
  const log = createLog("job-runner");
  const sending = sendMessageDeps(database, config);
  const replying = replyDeps(database, config, log);
  const drafting = draftDeps(database, replying);
  const greeting = leadResponseDeps(database, config);
  const reading = {
    experimentSummary: bind(experimentSummary, database),
    recordExperimentReading: bind(recordExperimentReading, database),
  };
  return {
    log,
    clock: systemClock,
    newId,
    inBackground,
    onUnload,
    serviceKeys: config.serviceKeys,
    countRefusal: bind(countRefusal, database),
    claimJobs: bind(claimJobs, database),
    extendJob: bind(extendJob, database),
    finishJob: bind(finishJob, database),
    failJob: bind(failJob, database),
    postponeJob: bind(postponeJob, database),
    workers: {
      send_message: (job) => sendMessage(job, sending),
      ...adfWorkers(database, log),
      ...mailWorkers(database, config, log),
      ...feedWorkers(database, config),
      ...peopleWorkers(database, config),
      ...knowledgeWorkers(database, config),
      ...notifyWorkers(database, config, smsProvider(config)),
      reply_with_ai: (job, signal) => replyWithAi(job, signal, replying),
      draft_reply: (job, signal) => draftReply(job, signal, drafting),
      respond_to_lead: (job) => respondToLead(job, greeting),
      read_experiment: (job) => readExperimentJob(job, reading),
    },
  };
}

/** What the door of the web chat needs. */
export function webChatDeps(config: Config = readConfig()): ServeVisitorDeps & ReceivePhotoDeps & {
  log: Log;
  webUrl: string | null;
  pepper: string;
  visitorOfToken(token: string): Promise<string | null>;
  seeWebVisitor(visitorId: string): Promise<void>;
} {
  const database = asService(config);
  return {
    log: createLog("web-chat"),
    webUrl: config.webUrl,
    pepper: config.serviceKeys[0],
    newId,
    visitorOfToken: bind(visitorOfToken, database),
    createVisitor: bind(createVisitor, database),
    openWebChat: bind(openWebChat, database),
    admitWebVisitor: bind(admitWebVisitor, database),
    startWebChat: bind(startWebChat, database),
    receiveWebMessage: bind(receiveWebMessage, database),
    admitWebPhoto: bind(admitWebPhoto, database),
    keepPhoto: keepFile.bind(null, database, "attachments"),
    askWebPerson: bind(askWebPerson, database),
    identifyWebVisitor: bind(identifyWebVisitor, database),
    seeWebVisitor: bind(seeWebVisitor, database),
  };
}

/** What the health door needs. */
export function healthDeps(config: Config = readConfig()): {
  log: Log;
  pingDatabase(): Promise<void>;
} {
  const database = asService(config);
  return { log: createLog("health"), pingDatabase: () => pingDatabase(database) };
}

/** Twilio fetches a file when it sends the text, which may wait in its queue. */
const FETCHED_WITHIN_S = 3_600;

function sendMessageDeps(database: Database, config: Config): SendMessageDeps {
  return {
    clock: systemClock,
    sms: smsProvider(config),
    email: config.email === null ? null : sendGridProvider({
      ...config.email,
      unsubscribeUrl: `${config.publicFunctionsUrl}/email-unsubscribe`,
    }),
    claimSend: bind(claimSend, database),
    recordSend: bind(recordSend, database),
    addressOfFile: async (path) => {
      const signed = await signKeptFile(database, "attachments", path, FETCHED_WITHIN_S);
      if (signed === null) return null;
      const address = new URL(signed);
      // The carrier comes from outside, where the project may have another name.
      const { origin } = new URL(config.publicFunctionsUrl);
      return origin + address.pathname + address.search;
    },
    readFile: (path) => readKeptFile(database, "attachments", path),
    isConflict: (thrown) => thrown instanceof RpcError && thrown.code === "23505",
  };
}

function replyDeps(database: Database, { openai }: Config, log: Log): ReplyWithAiDeps {
  return {
    clock: systemClock,
    log,
    model: openai === null ? null : { provider: openAiProvider(openai), names: openai.models },
    loadReplyContext: bind(loadReplyContext, database),
    facts: factsOf(database, { openai }),
    service: bind(replyService, database),
    budgetAllows: bind(budgetAllows, database),
    submitReply: bind(submitReply, database),
  };
}

function leadResponseDeps(database: Database, config: Config): RespondToLeadDeps {
  return {
    loadLeadResponse: bind(loadLeadResponse, database),
    facts: factsOf(database, config),
    submitLeadResponse: bind(submitLeadResponse, database),
    noteUnansweredLead: bind(noteUnansweredLead, database),
  };
}

function draftDeps(database: Database, replying: ReplyWithAiDeps): DraftReplyDeps {
  const { clock, log, model, facts, budgetAllows } = replying;
  return {
    clock,
    log,
    model,
    facts,
    budgetAllows,
    loadDraftContext: bind(loadDraftContext, database),
    submitDraft: bind(submitDraft, database),
    streamDraft: bind(streamDraft, database),
  };
}

function smsProvider({ twilio, publicFunctionsUrl }: Config): SmsProvider | null {
  const authToken = twilio.authTokens[0];
  if (authToken === undefined) return null;
  const { accountSid, apiBaseUrl } = twilio;
  return twilioProvider({ accountSid, authToken, apiBaseUrl, publicFunctionsUrl });
}

/** A function of data/ with the database filled in. */
function bind<Rest extends unknown[], Answer>(
  call: (database: Database, ...rest: Rest) => Answer,
  database: Database,
): (...rest: Rest) => Answer {
  return (...rest) => call(database, ...rest);
}
