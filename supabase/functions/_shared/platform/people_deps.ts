/** Wires the real things to the work on people; deps.ts takes them from here. */
import type { Worker } from "../actions/jobs/run_job.ts";
import { sendInvitation } from "../actions/people/send_invitation.ts";
import type { Database } from "../data/client.ts";
import { loadInvitation, mailInvite, mailSignInLink } from "../data/invitations.ts";
import type { Config } from "./config.ts";

/** The workers of the jobs about people. */
export function peopleWorkers(
  database: Database,
  config: Config,
): { readonly send_invitation: Worker } {
  const sending = {
    loadInvitation: loadInvitation.bind(null, database),
    mailInvite: (email: string) => mailInvite(database, email, config.publicAppUrl),
    mailSignInLink: (email: string) => mailSignInLink(database, email, config.publicAppUrl),
  };
  return { send_invitation: (job) => sendInvitation(job, sending) };
}
