import assert from "node:assert/strict";
import type { Job } from "../../contract/jobs.ts";
import { JobError } from "../../platform/job_error.ts";
import { sendInvitation, type SendInvitationDeps } from "./send_invitation.ts";

const ID = "0a000000-0000-4000-8000-0000000000f1";

function job(payload: Record<string, unknown>): Job {
  return {
    id: 1,
    dealership_id: null,
    kind: "send_invitation",
    payload,
    attempts: 1,
    max_attempts: 5,
    lease_token: ID,
    fifo_key: null,
    run_at: "2026-11-22T10:00:00Z",
  };
}

function bench(found: Awaited<ReturnType<SendInvitationDeps["loadInvitation"]>>) {
  const mailed: string[] = [];
  const deps: SendInvitationDeps = {
    loadInvitation: () => Promise.resolve(found),
    mailInvite: (email) => Promise.resolve(void mailed.push(`invite ${email}`)),
    mailSignInLink: (email) => Promise.resolve(void mailed.push(`link ${email}`)),
  };
  return { mailed, deps };
}

Deno.test("sendInvitation() invites a new address and mails a link to a known one", async () => {
  const open = { email: "new@oak.example", dealership_name: "Oak" };
  for (const [has_account, mail] of [[false, "invite"], [true, "link"]] as const) {
    const { mailed, deps } = bench({ ...open, has_account });
    await sendInvitation(job({ invitation_id: ID }), deps);
    assert.deepEqual(mailed, [`${mail} new@oak.example`]);
  }
});

Deno.test("sendInvitation() leaves an invitation alone that is no longer open", async () => {
  const { mailed, deps } = bench(null);
  const outcome = await sendInvitation(job({ invitation_id: ID }), deps);
  assert.deepEqual(outcome, { kind: "finished", result: { outcome: "not_open" } });
  assert.deepEqual(mailed, []);
});

Deno.test("sendInvitation() gives a bad payload up for good", async () => {
  const { deps } = bench(null);
  await assert.rejects(
    () => sendInvitation(job({}), deps),
    (error) => error instanceof JobError && error.permanent,
  );
});
