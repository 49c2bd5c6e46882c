/** Wires the real things to the work on notifications; deps.ts takes the worker from here. */
import type { Worker } from "../actions/jobs/run_job.ts";
import { notifyPerson } from "../actions/notifications/notify_person.ts";
import type { Database } from "../data/client.ts";
import {
  claimNotification,
  claimPhoneCode,
  recordNotification,
  recordPhoneCode,
} from "../data/notifications.ts";
import type { SmsProvider } from "../providers/twilio.ts";
import { webPushProvider } from "../providers/web_push.ts";
import type { Config } from "./config.ts";

/** The worker that carries notifications to phones and browsers. */
export function notifyWorkers(
  database: Database,
  config: Config,
  sms: SmsProvider | null,
): { readonly notify_person: Worker } {
  const deps = {
    sms,
    push: config.push === null ? null : webPushProvider(config.push),
    appUrl: config.publicAppUrl,
    claimNotification: claimNotification.bind(null, database),
    recordNotification: recordNotification.bind(null, database),
    claimPhoneCode: claimPhoneCode.bind(null, database),
    recordPhoneCode: recordPhoneCode.bind(null, database),
  };
  return { notify_person: (job) => notifyPerson(job, deps) };
}
