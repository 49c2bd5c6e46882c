import { LoadInvitationAnswer } from "../contract/invitation.ts";
import { callRpc, type Database } from "./client.ts";

/** Reads an open invitation; null when there is none any more. */
export function loadInvitation(
  database: Database,
  invitationId: string,
): Promise<LoadInvitationAnswer> {
  const args = { invitation_id: invitationId };
  return callRpc(database, "load_invitation", args, LoadInvitationAnswer);
}

/** Has Supabase Auth make an account and mail its owner the link to it. */
export async function mailInvite(database: Database, email: string, appUrl: string): Promise<void> {
  const { error } = await database.auth.admin.inviteUserByEmail(email, { redirectTo: appUrl });
  if (error) throw new Error(`Cannot mail invitation: ${error.code ?? error.status}`);
}

/** Has Supabase Auth mail a sign-in link to somebody who has an account. */
export async function mailSignInLink(
  database: Database,
  email: string,
  appUrl: string,
): Promise<void> {
  const options = { shouldCreateUser: false, emailRedirectTo: appUrl };
  const { error } = await database.auth.signInWithOtp({ email, options });
  if (error) throw new Error(`Cannot mail sign-in link: ${error.code ?? error.status}`);
}
