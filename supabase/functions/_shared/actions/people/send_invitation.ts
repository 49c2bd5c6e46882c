import { type LoadInvitationAnswer, SendInvitationPayload } from "../../contract/invitation.ts";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { JobError } from "../../platform/job_error.ts";

/** What sending an invitation takes from outside. */
export interface SendInvitationDeps {
  loadInvitation(invitationId: string): Promise<LoadInvitationAnswer>;
  /** Makes the account and mails the link to it. */
  mailInvite(email: string): Promise<void>;
  /** Mails a link to somebody who has an account; signing in takes the invitation. */
  mailSignInLink(email: string): Promise<void>;
}

/** Mails the link of one invitation; one that is no longer open is left alone. */
export async function sendInvitation(job: Job, deps: SendInvitationDeps): Promise<JobOutcome> {
  const payload = SendInvitationPayload.safeParse(job.payload);
  if (!payload.success) {
    throw new JobError("Cannot send invitation: bad payload", { permanent: true });
  }
  const invitation = await deps.loadInvitation(payload.data.invitation_id);
  if (invitation === null) return { kind: "finished", result: { outcome: "not_open" } };
  if (invitation.has_account) await deps.mailSignInLink(invitation.email);
  else await deps.mailInvite(invitation.email);
  const outcome = invitation.has_account ? "link_mailed" : "invite_mailed";
  return { kind: "finished", result: { outcome } };
}
