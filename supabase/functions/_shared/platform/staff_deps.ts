/** Wires the real things to the door of the web app's commands. */
import type { EvaluatePersonaDeps } from "../actions/conversations/evaluate_persona.ts";
import type { PreviewPersonaDeps } from "../actions/conversations/preview_persona.ts";
import { asService } from "../data/client.ts";
import {
  loadPersonaDraft,
  loadPreviewContext,
  recordPersonaEvaluation,
  recordPreviewRun,
} from "../data/persona_previews.ts";
import { budgetAllows } from "../data/reply_deeds.ts";
import { asStaff, staffOfToken } from "../data/staff.ts";
import type { Staff } from "../http/create_app.ts";
import type { RequireStaffDeps } from "../http/require_staff.ts";
import { openAiProvider } from "../providers/openai.ts";
import { systemClock } from "./clock.ts";
import { type Config, readConfig } from "./config.ts";
import { factsOf } from "./knowledge_deps.ts";
import { createLog, type Log } from "./log.ts";

/** What the door of the web app's commands needs. */
export function staffApiDeps(config: Config = readConfig()): RequireStaffDeps & {
  readonly log: Log;
  personaDeps(staff: Staff): PreviewPersonaDeps & EvaluatePersonaDeps;
} {
  const log = createLog("staff-api");
  return {
    log,
    staffOfToken: (token) => staffOfToken(config, token),
    personaDeps: (staff) => personaDeps(staff, config, log),
  };
}

function personaDeps(
  staff: Staff,
  config: Config,
  log: Log,
): PreviewPersonaDeps & EvaluatePersonaDeps {
  const ours = asService(config);
  const theirs = asStaff(config, staff.token);
  const { openai } = config;
  return {
    clock: systemClock,
    log,
    model: openai === null ? null : { provider: openAiProvider(openai), names: openai.models },
    facts: factsOf(ours, config),
    budgetAllows: (dealershipId) => budgetAllows(ours, dealershipId),
    loadPreviewContext: (personaId, request) => loadPreviewContext(theirs, personaId, request),
    loadPersonaDraft: (personaId) => loadPersonaDraft(theirs, personaId),
    recordPersonaEvaluation: (args) => recordPersonaEvaluation(ours, args),
    recordPreviewRun: (conversationId, reply) => recordPreviewRun(ours, conversationId, reply),
  };
}
