/** Wires the real things to the work on mail; deps.ts takes them from here. */
import type { Worker } from "../actions/jobs/run_job.ts";
import { sendMail } from "../actions/mails/send_mail.ts";
import type { Database } from "../data/client.ts";
import { claimMail, recordMail } from "../data/mails.ts";
import { sendGridProvider } from "../providers/email.ts";
import type { Config } from "./config.ts";

/** The workers of the jobs that send and receive mail. */
export function mailWorkers(
  database: Database,
  config: Config,
): { readonly send_mail: Worker } {
  const email = config.email === null ? null : sendGridProvider(config.email);
  const sending = {
    email,
    appUrl: config.publicAppUrl,
    claimMail: claimMail.bind(null, database),
    recordMail: recordMail.bind(null, database),
  };
  return { send_mail: (job) => sendMail(job, sending) };
}
